"""Which state of a game an answer is made from, and what diffPatch makes of it."""

import json
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from statsapi_simulator.baseball.timeline import CorrectionKind, Timeline
from statsapi_simulator.patch_answers import patch_answer
from statsapi_simulator.recordings import RecordedGame
from statsapi_simulator.rendering import Renderer
from statsapi_simulator.slate import Change, Game, Slate
from support.small_feeds import a_feed

START = datetime(2026, 7, 4, 18, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
A, B, C = "20260704_180000", "20260704_180100", "20260704_180200"


class CorrectableGame(RecordedGame):
    """A recorded game whose correction is one more state with another run."""

    def __init__(self, documents: Sequence[dict[str, Any]]) -> None:
        super().__init__(documents, START, MINUTE)
        self._given = documents

    def with_correction(self, kind: CorrectionKind, at: datetime, seed: int) -> Timeline:
        runs = self._given[-1]["liveData"]["linescore"]["teams"]["away"]["runs"]
        return CorrectableGame(
            [*self._given, a_feed(7, runs=(runs + 1, 0), stamp=self._given[-1]["metaData"]["timeStamp"])]
        )


def a_game(*states: tuple[str, str], logical_events: Sequence[str] = ()) -> Game:
    """A game with one state a minute: (time code, status code); its away runs count the states."""
    documents = [
        a_feed(7, stamp=stamp, code=code, runs=(number, 0), logical_events=logical_events)
        for number, (stamp, code) in enumerate(states)
    ]
    return Game(CorrectableGame(documents))


def after(minutes: float) -> datetime:
    return START + minutes * MINUTE


def answer(game: Game, start: str | None, end: str | None = None, *, at: float = 9, **options: Any) -> tuple[Any, int]:
    body, index = patch_answer(Renderer(1), game, start, end, after(at), **options)
    return json.loads(body.plain), index


def stamps(envelopes: list[dict[str, Any]]) -> list[str]:
    return [envelope["diff"][0]["value"] for envelope in envelopes]


def test_the_state_visible_at_an_instant_is_the_last_that_has_begun() -> None:
    game = a_game((A, "I"), (B, "I"), (C, "F"))
    assert [game.current(after(m)) for m in (-5, 0, 0.9, 1, 2, 99)] == [0, 0, 0, 1, 2, 2]


def test_a_time_code_means_the_newest_visible_state_up_to_it() -> None:
    game = a_game((A, "I"), (B, "I"), (C, "F"))
    assert game.as_of("20260704_180130", after(9)) == 1
    assert game.as_of("20270101_000000", after(9)) == 2
    assert game.as_of("20270101_000000", after(1)) == 1
    assert game.as_of("20200101_000000", after(9)) == 0


def test_time_codes_are_listed_once_and_ascending() -> None:
    game = a_game((A, "I"), (B, "I"), (B, "I"), (C, "F"))
    assert game.time_codes(after(9)) == [A, B, C]
    assert game.time_codes(after(0)) == [A]


def test_nothing_new_is_an_empty_list() -> None:
    assert answer(a_game((A, "I"), (B, "I")), B) == ([], 1)


def test_each_update_is_an_envelope() -> None:
    patches, index = answer(a_game((A, "I"), (B, "I"), (C, "F")), A)
    assert stamps(patches) == [B, C]
    assert index == 2


def test_an_end_code_bounds_the_answer() -> None:
    patches, index = answer(a_game((A, "I"), (B, "I"), (C, "F")), A, B)
    assert stamps(patches) == [B]
    assert index == 1


@pytest.mark.parametrize("start", [None, "", "04072026_180000x", "20200101_000000"])
def test_a_missing_malformed_or_unknown_start_gets_the_whole_document_without_copyright(start: str | None) -> None:
    document, index = answer(a_game((A, "I"), (B, "I")), start)
    assert document["gamePk"] == 7
    assert document["metaData"]["timeStamp"] == B
    assert "copyright" not in document
    assert index == 1


def test_a_malformed_end_gets_the_whole_document() -> None:
    document, _ = answer(a_game((A, "I"), (B, "I")), A, "later")
    assert document["metaData"]["timeStamp"] == B


def test_a_full_update_gets_the_whole_document() -> None:
    document, _ = answer(a_game((A, "I"), (B, "I"), logical_events=["fullUpdate"]), A)
    assert document["metaData"]["timeStamp"] == B


def test_whoever_is_far_behind_gets_the_whole_document() -> None:
    game = a_game(*((f"20260704_18{number:02d}00", "I") for number in range(60)))
    assert len(answer(game, "20260704_180000", at=59)[0]) == 59
    longer = a_game(*((f"20260704_1{number:03d}00", "I") for number in range(100, 170)))
    assert answer(longer, "20260704_110000", at=99)[0]["metaData"]["timeStamp"] == "20260704_116900"


def test_the_whole_document_and_the_list_with_documents_can_be_asked_for() -> None:
    game = a_game((A, "I"), (B, "I"), (C, "F"))
    document, _ = answer(game, A, fault="whole_feed")
    assert document["metaData"]["timeStamp"] == C
    listed, _ = answer(game, A, fault="full_in_list")
    assert [element["metaData"]["timeStamp"] for element in listed] == [B, C]


def test_now_and_then_an_update_stands_as_a_document_among_the_patches() -> None:
    game, renderer = a_game((A, "I"), (B, "I")), Renderer(5)
    listed = [number for number in range(8000) if renderer.is_full_in_list(game, number)]
    assert 5 < len(listed) < 60


def test_now_and_then_an_answer_is_a_whole_document_without_a_reason() -> None:
    game = a_game(*((f"20260704_18{number:02d}00", "I") for number in range(60)))
    whole = [seed for seed in range(400) if any(Renderer(seed).is_full_update(game, index) for index in range(1, 10))]
    assert 2 < len(whole) < 60


def test_a_shared_stamp_means_the_state_served_last_under_it() -> None:
    game = a_game((A, "I"), (B, "I"), (B, "I"), (C, "F"))
    game.remember(1)
    patches, _ = answer(game, B)
    assert stamps(patches) == [B, C]
    game.remember(2)
    patches, _ = answer(game, B)
    assert stamps(patches) == [C]


def test_a_shared_stamp_never_served_means_the_newest_state_under_it() -> None:
    patches, _ = answer(a_game((A, "I"), (B, "I"), (B, "I"), (C, "F")), B)
    assert stamps(patches) == [C]


def test_a_state_served_before_the_clock_went_back_does_not_count() -> None:
    game = a_game((A, "I"), (B, "I"), (B, "I"))
    game.remember(2)
    assert answer(game, B, at=1) == ([], 1)


def test_a_correction_is_one_more_state_and_is_listed_as_a_change() -> None:
    slate = Slate(lambda: [a_game((A, "I"), (B, "F")).timeline])
    game = slate.games[7]
    assert slate.changes(after(0), after(9)) == []
    game.correct("hit_to_error", after(2), 1)
    assert game.last == 2
    assert slate.changes(after(0), after(9)) == [Change(after(2), 7)]
    assert slate.changes(after(2), after(9)) == []
    assert slate.changes(after(0), after(1.5)) == []


def test_replay_forgets_corrections() -> None:
    slate = Slate(lambda: [a_game((A, "I"), (B, "F")).timeline])
    slate.games[7].correct("hit_to_error", after(2), 1)
    slate.replay()
    assert slate.games[7].last == 1


def test_the_slate_opens_half_an_hour_before_the_first_planned_start() -> None:
    slate = Slate(lambda: [a_game((A, "I"), (B, "F")).timeline])
    assert slate.opening() == after(-30)


def test_the_same_seed_renders_the_same_bytes_again() -> None:
    game = a_game((A, "I"), (B, "I"))
    assert Renderer(3).envelope(game, 1).plain == Renderer(3).envelope(game, 1).plain


def test_bodies_are_made_once_until_forgotten() -> None:
    game, renderer = a_game((A, "I"), (B, "I")), Renderer(3)
    first = renderer.feed(game, 1)
    assert renderer.feed(game, 1) is first
    renderer.forget()
    assert renderer.feed(game, 1) is not first


def test_beyond_its_size_the_cache_drops_what_was_longest_unused() -> None:
    game = a_game((A, "I"), (B, "I"), (C, "F"))
    size = len(Renderer(3).feed(game, 0).plain)
    renderer = Renderer(3, cache_bytes=2 * size + 100)
    first, second = renderer.feed(game, 0), renderer.feed(game, 1)
    assert renderer.feed(game, 0) is first
    renderer.feed(game, 2)
    assert renderer.feed(game, 0) is first
    assert renderer.feed(game, 1) is not second
