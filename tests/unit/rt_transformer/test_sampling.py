"""Which documents are surveyed."""

from datetime import UTC, datetime

from rt_transformer.documents import Document, read_document
from rt_transformer.sampling import EVERY, PAUSE_SECONDS, DriftSampler
from support.feeds import Json, a_document, a_feed

NOW = datetime(2026, 7, 4, tzinfo=UTC)


def a_novel_document(game_pk: int = 1, status: str = "I") -> Document:
    feed: Json = {**a_feed(game_pk=game_pk, status=status), "novelty": 1}
    return read_document(a_document(feed, game_pk=game_pk), sliced=True)


def surveyed(sampler: DriftSampler, *documents: Document, at: float) -> list[int]:
    return [row[3] for row in sampler.rows(documents, NOW, at)]


def test_the_first_document_of_a_game_and_every_fiftieth_are_surveyed() -> None:
    sampler = DriftSampler()
    found = [surveyed(sampler, a_novel_document(), at=number * 10.0) for number in range(2 * EVERY + 1)]
    assert [number for number, games in enumerate(found) if games] == [0, EVERY, 2 * EVERY]


def test_a_new_status_is_surveyed() -> None:
    sampler = DriftSampler()
    statuses = ["S", "S", "P", "I", "I", "F"]
    found = [surveyed(sampler, a_novel_document(status=s), at=10.0 * n) for n, s in enumerate(statuses)]
    assert [bool(games) for games in found] == [True, False, True, True, False, True]


def test_games_wait_for_their_turn_and_are_not_forgotten() -> None:
    sampler = DriftSampler()
    games = [a_novel_document(game_pk) for game_pk in (1, 2, 3)]
    assert surveyed(sampler, *games, at=0.0) == [1]
    assert surveyed(sampler, *games, at=PAUSE_SECONDS / 2) == []
    assert surveyed(sampler, *games, at=PAUSE_SECONDS) == [2]
    assert surveyed(sampler, *games, at=2 * PAUSE_SECONDS) == [3]
