"""What must be reached. A ratio's name says what is divided by what."""

from bench.measure import Target

DECODE_AGAINST_TYPICAL = Target(at_least=7.0)
DECODE_AGAINST_SCAN = Target(at_most=2.5)
TRANSFORMER_AGAINST_TYPICAL = Target(at_least=6.0)
LATENCY_P50_AGAINST_PARTS = Target(at_most=2.0)
LATENCY_P99_AGAINST_PARTS = Target(at_most=4.0)
API_AGAINST_ORM = Target(at_least=3.0)
POLLER_MEMORY = Target(at_most=150.0)
POLLER_WIRE_BYTES = Target(at_most=0.1)
POLLER_CPU = Target(at_most=1.5)
POLLER_ARCHIVE_BYTES = Target(at_most=0.1)
SEASON_AGAINST_NAIVE = Target(at_least=40.0)
SEASON_AGAINST_SCAN = Target(at_most=3.0)
SEASON_AGAINST_COPY = Target(at_most=1.5)
SEASON_WORKER_MEMORY = Target(at_most=500.0)
ONE_GAME_SECONDS = Target(at_most=2.5)
