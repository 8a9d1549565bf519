"""The batch: statistics of finished games, from the plays, compared with the official box score, kept right."""
