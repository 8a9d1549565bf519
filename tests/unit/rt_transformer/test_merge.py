"""Comparing two documents leads to the same tables as replacing everything."""

import copy
import random
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rt_transformer.documents import Document, read_document
from rt_transformer.merge import compare, difference, replacement
from rt_transformer.rows.tables import KEY_LENGTH, OWNED_BY_GAME, Row, Tables
from support.feeds import Json, a_document, a_feed, a_line, a_person, a_pitch, a_pitching_change, a_play

SHARED = ("games", "teams", "venues", "players")


def a_read(feed: Json, number: int = 1, *, sliced: bool = True) -> Document:
    return read_document(a_document(feed, number), sliced=sliced)


def by_key(table: str, rows: list[Row]) -> dict[Row, Row]:
    return {row[: KEY_LENGTH[table]]: row for row in rows}


def tables_of(rows: Tables) -> dict[str, dict[Row, Row]]:
    return {table: by_key(table, rows.get(table, [])) for table in (*OWNED_BY_GAME, *SHARED)}


def after_difference(before: Document, after: Document) -> dict[str, dict[Row, Row]] | None:
    """The tables of ``before`` with the difference to ``after`` carried out."""
    changes = difference(before, after)
    if changes is None:
        return None
    tables = tables_of(replacement(before).rows)
    for table, keys in changes.deleted.items():
        for key in keys:
            del tables[table][key]
    for table, rows in changes.rows.items():
        tables[table] |= by_key(table, rows)
    return tables


def good_plays(feed: Json) -> list[Json]:
    return [play for play in feed["liveData"]["plays"]["allPlays"] if play != "spoilt"]


def edit_play(feed: Json, chance: random.Random) -> None:
    plays = good_plays(feed)
    if plays:
        play = chance.choice(plays)
        play["result"]["description"] = f"Scored again {chance.random()}"
        kept = play["playEvents"][: chance.randint(0, 2)]
        play["playEvents"] = [*kept, a_pitch(len(kept), balls=2)]


def drop_last_play(feed: Json, chance: random.Random) -> None:
    del feed["liveData"]["plays"]["allPlays"][-1:]


def add_play(feed: Json, chance: random.Random) -> None:
    plays = feed["liveData"]["plays"]["allPlays"]
    half = chance.choice(("top", "bottom"))
    events = chance.choice(([a_pitch(0)], [a_pitch(0), a_pitching_change(1, 502), a_pitch(2)], []))
    plays.append(a_play(len(plays), half=half, events=events, pitcher=chance.choice((501, 502))))


def insert_play(feed: Json, chance: random.Random) -> None:
    plays = feed["liveData"]["plays"]["allPlays"]
    plays.insert(chance.randint(0, len(plays)), a_play(0))
    for index, play in enumerate(plays):
        if play == "spoilt":
            continue
        play["atBatIndex"] = play["about"]["atBatIndex"] = index


def change_pitcher(feed: Json, chance: random.Random) -> None:
    plays = good_plays(feed)
    if plays:
        chance.choice(plays)["matchup"]["pitcher"] = {"id": chance.choice((501, 502, 601))}


def edit_line(feed: Json, chance: random.Random) -> None:
    players = feed["liveData"]["boxscore"]["teams"][chance.choice(("home", "away"))]["players"]
    if players:
        key = chance.choice(sorted(players))
        players[key] = a_line(int(key[2:]), batting=chance.choice(({}, {"hits": chance.randint(0, 5)})))


def drop_line(feed: Json, chance: random.Random) -> None:
    players = feed["liveData"]["boxscore"]["teams"][chance.choice(("home", "away"))]["players"]
    if players:
        del players[chance.choice(sorted(players))]


def edit_person(feed: Json, chance: random.Random) -> None:
    feed["gameData"]["players"]["ID611"] = a_person(611, weight=chance.randint(150, 250))


def move_game(feed: Json, chance: random.Random) -> None:
    feed["gameData"]["datetime"]["dateTime"] = f"2026-07-0{chance.randint(1, 9)}T20:00:00Z"


def move_team(feed: Json, chance: random.Random) -> None:
    feed["liveData"]["boxscore"]["teams"]["home"]["team"] = {"id": chance.choice((1, 3))}


def edit_innings(feed: Json, chance: random.Random) -> None:
    feed["liveData"]["linescore"]["innings"] = [{"num": n} for n in range(1, chance.randint(1, 5))]


def spoil_play(feed: Json, chance: random.Random) -> None:
    plays = feed["liveData"]["plays"]["allPlays"]
    if plays:
        plays[chance.randrange(len(plays))] = "spoilt"


EDITS: list[Callable[[Json, random.Random], None]] = [
    edit_play,
    drop_last_play,
    add_play,
    insert_play,
    change_pitcher,
    edit_line,
    drop_line,
    edit_person,
    move_game,
    move_team,
    edit_innings,
    spoil_play,
]


@settings(max_examples=150, deadline=None)
@given(st.lists(st.sampled_from(EDITS[:-1]), max_size=5), st.lists(st.sampled_from(EDITS), max_size=5), st.integers())
def test_a_difference_carried_out_is_the_replacement(
    first: list[Callable[[Json, random.Random], None]],
    second: list[Callable[[Json, random.Random], None]],
    seed: int,
) -> None:
    chance = random.Random(seed)
    feed = copy.deepcopy(a_feed([a_play(0), a_play(1, half="bottom"), a_play(2)]))
    for edit in first:
        edit(feed, chance)
    before = a_read(copy.deepcopy(feed), 1)
    for edit in second:
        edit(feed, chance)
    after = a_read(feed, 2)
    found, expected = after_difference(before, after), tables_of(replacement(after).rows)
    assert found is not None
    gone = {key: row for key, row in found["players"].items() if key not in expected["players"]}
    assert found == {**expected, "players": expected["players"] | gone}


def test_equal_documents_differ_in_nothing_but_the_game_row() -> None:
    feed = a_feed([a_play(0), a_play(1)])
    changes = difference(a_read(feed, 1), a_read(feed, 2))
    assert changes is not None
    assert {table for table, rows in changes.rows.items() if rows} == {"games"}
    assert not any(changes.deleted.values())


def test_one_changed_play_changes_only_its_own_rows() -> None:
    plays = [a_play(index) for index in range(5)]
    later = copy.deepcopy(plays)
    later[4]["playEvents"].append(a_pitch(1))
    changes = difference(a_read(a_feed(plays), 1), a_read(a_feed(later), 2))
    assert changes is not None
    assert {table: len(rows) for table, rows in changes.rows.items() if rows} == {"games": 1, "pitches": 1}


def test_a_document_that_was_decoded_at_once_can_be_compared_with() -> None:
    feed, later = a_feed([a_play(0)]), a_feed([a_play(0), a_play(1)])
    before = a_read(feed, 1, sliced=False).to_compare_with()
    assert after_difference(before, a_read(later, 2)) == tables_of(replacement(a_read(later, 2)).rows)


@pytest.mark.parametrize(
    "spoil",
    [
        lambda feed: feed["liveData"]["plays"]["allPlays"].append(a_play(0)),
        lambda feed: feed["gameData"]["players"].update({"ID1": a_person(2)}),
        lambda feed: feed["liveData"]["boxscore"]["teams"]["home"]["players"].update({"ID1": a_line(2)}),
    ],
)
def test_entities_under_a_key_that_is_not_their_own_are_never_compared(spoil: Callable[[Any], None]) -> None:
    feed = a_feed([a_play(0)])
    odd = copy.deepcopy(feed)
    spoil(odd)
    assert not replacement(a_read(odd)).regular
    assert difference(a_read(feed, 1), a_read(odd, 2)) is None


def test_rows_are_deleted_only_where_the_game_owns_them() -> None:
    changed, deleted = compare({"plays": [(1, 0, "a")], "teams": [(5, "x")]}, {})
    assert changed == {"plays": [], "teams": []}
    assert deleted == {"plays": [(1, 0)]}
