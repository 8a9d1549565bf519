"""Which fault strikes, and what it makes of an answer."""

import json
from datetime import UTC, datetime, timedelta

import msgspec
import pytest

from statsapi_simulator.faults import SPOILERS, FaultBook, FaultRule
from support.small_feeds import a_feed

NOW = datetime(2026, 7, 4, 18, tzinfo=UTC)
FEED = msgspec.json.encode(a_feed(7))
PATCH = (
    b'[{"diff":[{"op":"replace","path":"/metaData/timeStamp","value":"20260704_210000"},{"op":"remove","path":"/a"}]}]'
)


def struck(book: FaultBook, path: str = "/api/v1.1/game/7/feed/live", game_pk: int | None = 7) -> str | None:
    entry = book.strike(path, game_pk, NOW)
    return None if entry is None else entry.rule.kind


def test_a_rule_strikes_the_paths_and_games_that_it_names() -> None:
    book = FaultBook(1)
    book.add(FaultRule(kind="500", path=r"diffPatch$"))
    book.add(FaultRule(kind="503", game_pk=8))
    assert struck(book) is None
    assert struck(book, "/api/v1.1/game/7/feed/live/diffPatch") == "500"
    assert struck(book, game_pk=8) == "503"


def test_a_counted_rule_ends_and_the_next_one_takes_over() -> None:
    book = FaultBook(1)
    book.add(FaultRule(kind="500", count=2))
    book.add(FaultRule(kind="429"))
    assert [struck(book) for _ in range(4)] == ["500", "500", "429", "429"]


def test_a_strike_that_could_do_nothing_is_taken_back() -> None:
    book = FaultBook(1)
    book.add(FaultRule(kind="failing_test", count=1))
    entry = book.strike("/x", None, NOW)
    assert entry is not None
    book.missed(entry)
    assert struck(book) == "failing_test"
    assert struck(book) is None


def test_a_rule_ends_at_its_simulated_instant() -> None:
    book = FaultBook(1)
    book.add(FaultRule(kind="500", until=NOW))
    assert struck(book) is None
    book.add(FaultRule(kind="500", until=NOW + timedelta(seconds=1)))
    assert struck(book) == "500"


def test_a_probable_rule_strikes_about_so_often_and_always_the_same_way() -> None:
    def run() -> list[str | None]:
        book = FaultBook(3)
        book.add(FaultRule(kind="500", probability=0.25))
        return [struck(book) for _ in range(400)]

    first = run()
    assert first == run()
    assert 60 < first.count("500") < 140


def test_rules_are_listed_with_their_strikes_and_removed_by_number() -> None:
    book = FaultBook(1)
    number = book.add(FaultRule(kind="429", retry_after=3, count=5))
    struck(book)
    assert book.listing() == [{"id": number, "strikes": 1, "kind": "429", "retry_after": 3, "count": 5}]
    assert book.remove(number)
    assert not book.remove(number)
    assert book.listing() == []


@pytest.mark.parametrize(
    "body",
    [
        b'{"kind":"418"}',
        b'{"kind":"500","path":"("}',
        b'{"kind":"500","probability":0}',
        b'{"kind":"500","count":0}',
        b'{"kind":"500","until":"2026-07-04T18:00:00"}',
        b'{"kind":"500","often":true}',
    ],
)
def test_a_rule_that_makes_no_sense_is_refused(body: bytes) -> None:
    with pytest.raises(msgspec.ValidationError):
        msgspec.json.decode(body, type=FaultRule)


@pytest.mark.parametrize("kind", ["truncated_json", "corrupted_json", "html"])
def test_some_spoilt_answers_are_no_json(kind: str) -> None:
    for plain in (FEED, PATCH):
        spoilt = SPOILERS[kind](plain)
        assert spoilt is not None
        with pytest.raises(ValueError, match=r".+"):
            json.loads(spoilt)


def test_a_wrong_game_is_wrong_everywhere_in_the_document() -> None:
    document = json.loads(SPOILERS["wrong_game_pk"](FEED) or b"")
    assert document["gamePk"] == document["gameData"]["game"]["pk"] == 8
    assert SPOILERS["wrong_game_pk"](PATCH) is None


@pytest.mark.parametrize("kind", ["not_a_number", "huge_number", "deep_nesting", "duplicate_key", "lone_surrogate"])
def test_an_oddity_is_added_to_an_object_only(kind: str) -> None:
    spoilt = SPOILERS[kind](FEED)
    assert spoilt is not None
    assert spoilt.startswith(FEED[:-1])
    assert len(spoilt) > len(FEED)
    assert SPOILERS[kind](PATCH) is None


def test_patches_can_fail_or_lose_their_operations() -> None:
    def operations(kind: str) -> list[str]:
        spoilt = SPOILERS[kind](PATCH)
        assert spoilt is not None
        return [operation["op"] for operation in json.loads(spoilt)[0]["diff"]]

    assert operations("failing_test") == ["replace", "remove", "test"]
    assert operations("bad_operation") == ["replace", "remove", "remove"]
    assert operations("lost_operations") == ["replace"]
    assert all(SPOILERS[kind](plain) is None for kind in ("failing_test", "lost_operations") for plain in (FEED, b"[]"))


def test_a_wrong_type_replaces_the_plays() -> None:
    document = json.loads(SPOILERS["wrong_type"](FEED) or b"")
    assert isinstance(document["liveData"]["plays"]["allPlays"], dict)


def test_a_schedule_can_count_more_games_than_it_lists() -> None:
    spoilt = json.loads(SPOILERS["wrong_totals"](b'{"totalItems":2,"totalGames":2,"dates":[]}') or b"")
    assert spoilt == {"totalItems": 3, "totalGames": 3, "dates": []}
    assert SPOILERS["wrong_totals"](FEED) is None
