"""The feed of a game: statuses, wire format, decoding into our own words."""
