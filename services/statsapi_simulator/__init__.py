"""A simulator of the MLB Stats API: games played by seed, or recorded documents, served by its own clock."""
