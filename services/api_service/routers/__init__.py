"""Routes by subject: parse, one query, answer."""
