"""Follows games: polls the Stats API, archives every answer, publishes every change."""
