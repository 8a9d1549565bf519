"""Bad documents: what is refused, what is quarantined, and that nothing else is lost."""

import copy
import json
from collections.abc import Iterator
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from baseball_core.errors import FeedError
from baseball_core.feed.decode import decode_schedule_row, decode_sliced, decode_typed, readable
from baseball_core.feed.repair import MOST_FAULTS, Fault, convert, excerpt, storable
from baseball_core.feed.wire_plays import Play
from rt_transformer.documents import read_document
from rt_transformer.merge import Changes, replacement, state_of
from rt_transformer.rows.tables import COLUMNS
from support.feeds import GAME_PK, Json, a_document, a_feed, a_pitch, a_play, a_schedule_row, encoded


def changes_of(feed: Json | bytes) -> Changes:
    return replacement(read_document(a_document(feed), sliced=False))


def faults_of(feed: Json | bytes) -> list[tuple[str, str]]:
    return [(fault.json_path, fault.reason) for fault in changes_of(feed).faults]


def column(changes: Changes, table: str, name: str) -> list[Any]:
    return [row[COLUMNS[table].index(name)] for row in changes.rows.get(table, [])]


GOOD = a_feed([a_play(0), a_play(1), a_play(2)])


def changed(path: str, value: Any) -> Json:
    """The good feed with another value at a place like ``liveData.plays.allPlays.1.about``."""
    feed = copy.deepcopy(GOOD)
    *steps, last = path.split(".")
    place: Any = feed
    for step in steps:
        place = place[int(step) if isinstance(place, list) else step]
    place[int(last) if isinstance(place, list) else last] = value
    return feed


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"", "not_json"),
        (b"<html><body>503</body></html>", "not_json"),
        (encoded(GOOD)[:-200], "not_json"),
        (b"[1, 2]", "wrong_type"),
        (b"null", "wrong_type"),
        (encoded(GOOD).replace(b'"wait":10', b'"wait":NaN'), "not_json"),
        (b'{"x":' + b"[" * 100_000 + b"]" * 100_000 + b"}", "nested_too_deep"),
        (encoded(a_feed(game_pk=GAME_PK + 1)), "wrong_game"),
        (b"{}", "wrong_game"),
        (encoded({"gamePk": GAME_PK}), "missing_section"),
        (encoded({"gamePk": GAME_PK, "gameData": {}}), "missing_section"),
        (encoded({**GOOD, "liveData": []}), "missing_section"),
        (encoded(changed("liveData.plays", {})), "missing_section"),
        (encoded(changed("liveData.plays.allPlays", {"0": "not a list"})), "missing_section"),
        (b"\xef\xbb\xbf" + encoded(GOOD), "not_json"),
        (encoded(GOOD).replace(b"2026-07-04T20:00:00.000Z", b"\xff\xfe", 1) + b"x", "not_json"),
    ],
)
def test_a_document_that_cannot_be_this_games_feed_is_refused_with_its_reason(body: bytes, reason: str) -> None:
    with pytest.raises(FeedError) as caught:
        read_document(a_document(body), sliced=False)
    assert caught.value.reason == reason


def test_a_scheduled_game_may_have_no_plays_section_at_all() -> None:
    feed = a_feed(status="S")
    del feed["liveData"]["plays"]
    assert changes_of(feed).rows["games"]


def test_nothing_below_the_status_need_be_there() -> None:
    feed = {"gamePk": GAME_PK, "gameData": {"status": {"statusCode": "S"}}, "liveData": {}}
    document = read_document(a_document(feed), sliced=False)
    assert column(replacement(document), "games", "phase") == ["scheduled"]
    assert state_of(document)[COLUMNS["game_states"].index("phase")] == "scheduled"


def test_nesting_of_200_levels_is_read() -> None:
    feed = {**GOOD, "odd": json.loads("[" * 200 + "]" * 200)}
    assert faults_of(feed) == []


def test_a_wrong_value_costs_only_itself() -> None:
    changes = changes_of(changed("liveData.plays.allPlays.1.about.inning", [1]))
    assert [(f.entity, f.entity_key, f.json_path) for f in changes.faults] == [
        ("play", "1.about.inning", "$.liveData.plays.allPlays[1].about.inning")
    ]
    assert column(changes, "plays", "inning") == [1, None, 1]
    assert column(changes, "plays", "description") == column(changes_of(GOOD), "plays", "description")


def test_a_play_that_is_no_object_costs_only_that_play() -> None:
    changes = changes_of(changed("liveData.plays.allPlays.1", "gone"))
    assert [(f.entity, f.entity_key, f.reason, f.excerpt) for f in changes.faults] == [
        ("play", "1", "wrong_type", '"gone"')
    ]
    assert column(changes, "plays", "at_bat_index") == [0, 2]


@pytest.mark.parametrize(
    ("path", "value", "table", "name"),
    [
        ("gameData.players.ID611.weight", {"pounds": 200}, "players", "weight_pounds"),
        ("gameData.players.ID611.birthDate", "yesterday", "players", "birth_date"),
        ("gameData.venue.location", "Somewhere", "venues", "city"),
        ("gameData.gameInfo.attendance", 10**30, "games", "attendance"),
        ("gameData.gameInfo.firstPitch", "2026-07-04 8 pm", "games", "first_pitch"),
        ("liveData.linescore.teams.away.runs", "many", "games", "away_score"),
        ("liveData.boxscore.teams.away.players.ID611.stats.batting.hits", 40_000, "boxscore_batting", "hits"),
        ("liveData.plays.allPlays.0.playEvents.0.pitchData.startSpeed", "fast", "pitches", "start_speed_mph"),
        ("liveData.plays.allPlays.0.count.balls", -40_000, "plays", "balls"),
    ],
)
def test_a_value_out_of_its_columns_range_or_type_is_left_out_and_named(
    path: str, value: Any, table: str, name: str
) -> None:
    changes = changes_of(changed(path, value))
    assert len(changes.faults) == 1
    assert None in column(changes, table, name)
    assert {t: len(rows) for t, rows in changes.rows.items()} == {
        t: len(rows) for t, rows in changes_of(GOOD).rows.items()
    }


@pytest.mark.parametrize(
    ("path", "value", "table", "name", "kept"),
    [
        ("liveData.plays.allPlays.0.about.inning", "1", "plays", "inning", 1),
        ("liveData.plays.allPlays.0.about.inning", 1.0, "plays", "inning", 1),
        ("gameData.players.ID501.primaryNumber", 17, "players", "primary_number", "17"),
        ("gameData.game.season", 2026, "games", "season", "2026"),
        ("liveData.plays.allPlays.0.playEvents.0.pitchData.startSpeed", "95.5", "pitches", "start_speed_mph", 95.5),
    ],
)
def test_a_value_of_another_type_that_means_the_same_is_kept(
    path: str, value: Any, table: str, name: str, kept: Any
) -> None:
    changes = changes_of(changed(path, value))
    assert changes.faults == []
    assert column(changes, table, name)[0] == kept


@pytest.mark.parametrize("offense", ["Away", 7, None])
def test_offense_may_be_text(offense: Any) -> None:
    document = read_document(a_document(changed("liveData.linescore.offense", offense)), sliced=False)
    assert state_of(document)[COLUMNS["game_states"].index("batter_id")] is None


@pytest.mark.parametrize(("base", "kept"), [(1, "1"), ("1B", "1B"), (None, None)])
def test_the_base_of_an_action_may_be_a_number_or_text(base: Any, kept: Any) -> None:
    event = {"index": 0, "isPitch": False, "type": "pickoff", "base": base, "umpire": "text in some seasons"}
    changes = changes_of(a_feed([a_play(0, events=[event])]))
    assert changes.faults == []
    assert column(changes, "actions", "base") == [kept]


def test_an_umpire_may_be_an_object() -> None:
    event = {"index": 0, "isPitch": False, "type": "action", "umpire": {"id": 44}}
    assert column(changes_of(a_feed([a_play(0, events=[event])])), "actions", "umpire_id") == [44]


def test_numbers_beyond_any_type_in_parts_that_are_not_used_do_no_harm() -> None:
    body = encoded(GOOD).replace(b'"wait":10', b'"wait":1e999')
    assert faults_of(body) == []


def test_a_number_beyond_any_type_costs_its_value() -> None:
    body = encoded(GOOD).replace(b'"startSpeed":95.1', b'"startSpeed":1e999', 1)
    changes = changes_of(body)
    assert changes.faults
    assert column(changes, "plays", "at_bat_index") in ([0, 1, 2], [1, 2])


def test_half_of_a_surrogate_pair_and_nul_become_a_replacement_character() -> None:
    body = encoded(GOOD).replace(b'"Player 611"', rb'"A\ud800b\u0000c"')
    changes = changes_of(body)
    assert changes.faults == []
    names = dict(zip(column(changes, "players", "player_id"), column(changes, "players", "full_name"), strict=True))
    assert names[611] == "A\ufffdb\ufffdc"


def test_whole_surrogate_pairs_and_escaped_backslashes_stay_as_they_are() -> None:
    body = rb'{"a":"\ud83d\ude00","b":"\\u0000","c":"caf\u00e9"}'
    assert storable(body) == body
    assert readable(body) is body or readable(body) == body
    assert msgspec.json.decode(readable(body)) == {"a": "\U0001f600", "b": "\\u0000", "c": "café"}


def test_bytes_that_are_no_utf8_cost_the_entity_that_holds_them() -> None:
    body = encoded(GOOD).replace(b"Batter 612: single.", b"Batter \xff\xfe: single.")
    changes = changes_of(body)
    assert [fault.reason for fault in changes.faults] == ["not_json"]
    assert column(changes, "plays", "at_bat_index") == [0, 2]


def test_of_two_equal_keys_the_last_one_counts() -> None:
    body = encoded(GOOD).replace(b'"season":"2026"', b'"season":"1999","season":"2026"')
    assert column(changes_of(body), "games", "season") == ["2026"]


def test_two_plays_with_one_index_are_not_taken_for_a_base_of_comparison() -> None:
    changes = changes_of(a_feed([a_play(0), a_play(0)]))
    assert not changes.regular


def test_an_object_with_too_many_wrong_values_is_refused_as_a_whole() -> None:
    events = [a_pitch(n, startTime=["?"]) for n in range(MOST_FAULTS + 5)]
    changes = changes_of(a_feed([a_play(0, events=events), a_play(1)]))
    assert len(changes.faults) == MOST_FAULTS + 1
    assert column(changes, "plays", "at_bat_index") == [1]


def test_an_excerpt_is_short_and_fit_for_a_log() -> None:
    assert len(excerpt({"text": "é\x00" * 1000})) <= 300
    assert excerpt({"text": "é\x00"}).isascii()
    assert "\x00" not in excerpt(b"\x00\xff")
    assert excerpt(10**40) == str(10**40)


def test_a_schedule_row_of_another_game_is_refused() -> None:
    with pytest.raises(FeedError) as caught:
        decode_schedule_row(msgspec.json.encode(a_schedule_row(1)), 2)
    assert caught.value.reason == "wrong_game"


@pytest.mark.parametrize("body", [b"", b"[]", b"17", b"<html>"])
def test_what_is_no_schedule_row_is_refused(body: bytes) -> None:
    with pytest.raises(FeedError):
        decode_schedule_row(body, 1)


def test_a_wrong_value_in_a_schedule_row_costs_only_itself() -> None:
    row, faults = decode_schedule_row(msgspec.json.encode(a_schedule_row(1, gameDate="soon")), 1)
    assert [fault.json_path for fault in faults] == ["$.gameDate"]
    assert row.season == "2026"


def test_conversion_leaves_out_items_of_lists() -> None:
    play, faults = convert({"playEvents": [a_pitch(0), "?", a_pitch(2)]}, Play, entity="play", key="3", path="$.p[3]")
    assert play is not None
    assert [event.index for event in play.play_events or ()] == [0, 2]
    assert faults == [Fault("play", "3.playEvents[1]", "$.p[3].playEvents[1]", "wrong_type", '"?"')]


JUNK = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.just(10**40),
    st.floats(allow_nan=False, allow_infinity=False),
    st.text(max_size=5),
    st.just("x" * 30_000),
    st.just([]),
    st.just({}),
    st.just([[None]]),
    st.just({"id": "x", "code": 5}),
)


def places(value: Any, path: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    """Every place in a document."""
    if path:
        yield path
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from places(inner, (*path, key))
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            yield from places(inner, (*path, index))


PLACES = list(places(GOOD))


@settings(max_examples=150, deadline=None)
@given(st.lists(st.tuples(st.sampled_from(PLACES), JUNK), min_size=1, max_size=3))
def test_junk_anywhere_is_refused_or_quarantined_and_never_crashes(
    junk: list[tuple[tuple[str | int, ...], Any]],
) -> None:
    feed = copy.deepcopy(GOOD)
    for path, value in junk:
        place: Any = feed
        try:
            for step in path[:-1]:
                place = place[step]
            place[path[-1]] = value
        except (KeyError, IndexError, TypeError):
            continue
    body = json.dumps(feed).encode()
    try:
        at_once = read_document(a_document(body), sliced=False)
    except FeedError:
        with pytest.raises(FeedError):
            decode_sliced(readable(body), GAME_PK)
        return
    rows = replacement(at_once).rows
    for table, found in rows.items():
        assert all(len(row) == len(COLUMNS[table]) for row in found)
    state_of(at_once)
    sliced = replacement(read_document(a_document(body), sliced=True))
    assert {t: r for t, r in sliced.rows.items() if r} == {t: r for t, r in rows.items() if r}
    touched = {path[3] for path, _ in junk if path[:3] == ("liveData", "plays", "allPlays") and len(path) > 3}
    if not any(path[:3] == ("liveData", "plays", "allPlays") and len(path) == 3 for path, _ in junk):
        whole = not any(path in (("liveData",), ("liveData", "plays")) for path, _ in junk)
        if whole:
            assert {0, 1, 2} - touched <= set(column(sliced, "plays", "at_bat_index"))


@settings(max_examples=200, deadline=None)
@given(st.integers(min_value=0, max_value=len(encoded(GOOD)) - 1), st.binary(min_size=1, max_size=4))
def test_damaged_bytes_are_refused_or_quarantined_and_never_crash(place: int, damage: bytes) -> None:
    body = encoded(GOOD)
    body = body[:place] + damage + body[place + len(damage) :]
    try:
        document = read_document(a_document(body), sliced=False)
    except FeedError:
        return
    replacement(document)
    state_of(document)


def test_a_good_document_is_decoded_at_once() -> None:
    feed = decode_typed(encoded(GOOD), GAME_PK)
    assert feed is not None
    assert feed.game_pk == GAME_PK
