"""What is measured on: recorded finals when they are there, and successive documents of a simulated game.

Documents are put into the compact form in which the API sends them (some recordings were saved indented).
"""

import gzip
import json
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import msgspec

from baseball_core.codec import content_hash
from baseball_core.messages import GameDocument
from statsapi_simulator.baseball.timeline import Timeline, play_day

PROJECT = Path(__file__).resolve().parents[1]
RECORDED_FINALS = PROJECT.parent / "shared" / "recordings" / "feed_final"
DAY = date(2026, 7, 4)
SEED = 20260704
FIRST_GAME_PK = 900001
FETCHED_FROM = datetime(2026, 7, 4, 17, 0, tzinfo=UTC)


class Documents(msgspec.Struct, frozen=True):
    """A workload and what to call it in the table."""

    name: str
    bodies: tuple[bytes, ...]

    @property
    def mean_kilobytes(self) -> float:
        return sum(map(len, self.bodies)) / len(self.bodies) / 1000


def compact(body: bytes) -> bytes:
    return json.dumps(json.loads(body), ensure_ascii=False, separators=(",", ":")).encode()


def game(number: int = 0) -> Timeline:
    """One ordinary simulated game; its game_pk is FIRST_GAME_PK + ``number``."""
    first = FIRST_GAME_PK + number
    return play_day(seed=SEED + number, day=DAY, games=1, first_game_pk=first, stories=["regular"])[0]


def finals() -> Documents:
    """Recorded final feeds, or simulated ones where there are no recordings."""
    files = sorted(RECORDED_FINALS.glob("*.json.gz")) if RECORDED_FINALS.is_dir() else []
    if files:
        return Documents("recorded finals", tuple(compact(gzip.decompress(file.read_bytes())) for file in files))
    games = play_day(seed=SEED, day=DAY, games=10, stories=["regular"] * 10)
    return Documents(
        "simulated finals", tuple(msgspec.json.encode(one.document(len(one.moments) - 1)) for one in games)
    )


def snapshots(count: int, number: int = 0) -> list[bytes]:
    """The last ``count`` successive documents of one game; ``number`` tells games (and their game_pk) apart."""
    timeline = game(number)
    first = max(0, len(timeline.moments) - count)
    return [msgspec.json.encode(timeline.document(index)) for index in range(first, len(timeline.moments))]


def as_documents(bodies: list[bytes], game_pk: int) -> list[GameDocument]:
    """The snapshots as the poller would publish them, ten seconds apart."""
    return [
        GameDocument(
            game_pk=game_pk,
            fetched_at=FETCHED_FROM + timedelta(seconds=10 * number),
            time_code=None,
            sequence=number,
            content_hash=content_hash(body),
            archive_key=f"2026/R/{game_pk}/{number}",
            body=body,
        )
        for number, body in enumerate(bodies, start=1)
    ]
