"""Which rows a document changes. PURE.

Two ways lead to the same tables. ``replacement`` is everything the document says; whoever writes it also deletes what
the tables hold beyond it. ``difference`` compares a document with the one whose rows the tables are known to hold, by
the bytes of its plays, people and box score lines, and yields only the rows that differ.
"""

from collections.abc import Container, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

import msgspec
from msgspec import Raw

from baseball_core.feed.decode import AnyFeed
from baseball_core.feed.repair import Fault
from baseball_core.feed.wire import Person
from baseball_core.feed.wire_boxscore import Line
from baseball_core.feed.wire_feed import SlicedFeed
from baseball_core.feed.wire_plays import Play
from rt_transformer.documents import (
    Document,
    Plays,
    box_teams,
    decode_line,
    decode_person,
    heads_backwards,
    people,
    raw_plays,
)
from rt_transformer.rows.boxscore import add_line
from rt_transformer.rows.boxscore import team_row as box_team_row
from rt_transformer.rows.game import game_row, inning_rows, last_complete, state_row
from rt_transformer.rows.people import NEVER, Origin, placeholder, player_row, referred_players, team_row, venue_row
from rt_transformer.rows.plays import PlayTables, add_play, pitcher_before, play_index, starts_with_other_pitcher
from rt_transformer.rows.tables import KEY_LENGTH, OWNED_BY_GAME, Row, Tables, extend

LINE_TABLES = ("boxscore_players", "boxscore_batting", "boxscore_pitching", "boxscore_fielding")


class Changes(msgspec.Struct):
    """What one game's newest document does to the tables.

    ``replaced``: rows of the game that are not in ``rows`` are to be deleted. ``deleted``: keys of rows to be deleted.
    ``regular``: plays stand at their own index and people under their own key, so that the next document may be
    compared with this one.
    """

    rows: Tables
    deleted: dict[str, list[Row]]
    placeholders: Tables
    faults: list[Fault]
    replaced: bool
    regular: bool


def state_of(document: Document) -> Row:
    """The row of ``game_states`` and ``game_state_history``."""
    live = document.feed.live_data
    current = live.plays.current_play if live and live.plays else None
    return state_row(document.feed, document.source, last_complete(current, heads_backwards(document)))


def replacement(document: Document) -> Changes:
    """Everything the document says."""
    game_pk = document.source.game_pk
    plays, persons, lines, faults = _entities(document)
    rows = _core_rows(document)
    play_tables, regular = _play_rows(game_pk, plays, range(len(plays)))
    extend(rows, play_tables)
    extend(rows, _line_rows(game_pk, document.feed, lines))
    rows["players"] = _player_rows(persons.values(), _origin(document))
    regular = regular and _keyed_by_id(persons, lines)
    placeholders = _placeholders(rows, described={row[0] for row in rows["players"]})
    return Changes(rows, {}, placeholders, [*document.faults, *faults], replaced=True, regular=regular)


def difference(before: Document, after: Document) -> Changes | None:
    """What ``after`` changes in tables that hold ``before``; None when only a replacement will do."""
    old, new = before.slices(), after.slices()
    game_pk = after.source.game_pk
    origin, origin_moved = _origin(after), _origin(after) != _origin(before)
    old_rows, new_rows = _core_rows(before), _core_rows(after)
    faults = list(after.faults)

    plays_before, plays_after = Plays(raw_plays(old)), Plays(raw_plays(new))
    differing = _changed(plays_before.raws, plays_after.raws)
    positions = _with_successors(plays_before, differing) | _with_successors(plays_after, differing)
    for plays, rows in ((plays_before, old_rows), (plays_after, new_rows)):
        play_tables, regular = _play_rows(game_pk, plays, sorted(place for place in positions if place < len(plays)))
        if not regular:
            return None
        extend(rows, play_tables)
    faults += plays_after.faults

    persons, lines_before, lines_after = {}, {}, {}
    people_before, people_after = people(old), people(new)
    for key, raw in people_after.items():
        if origin_moved or people_before.get(key) != raw:
            persons[key], found = decode_person(key, raw)
            faults += found
    for side, key, was, is_now in _changed_lines(old, new):
        if was is not None:
            lines_before[side, key], _ = decode_line(side, key, was)
        if is_now is not None:
            lines_after[side, key], found = decode_line(side, key, is_now)
            faults += found
    if not (_keyed_by_id(persons, lines_before) and _keyed_by_id({}, lines_after)):
        return None
    extend(old_rows, _line_rows(game_pk, old, lines_before))
    extend(new_rows, _line_rows(game_pk, new, lines_after))
    changed, deleted = compare(old_rows, new_rows)
    changed["players"] = _player_rows(persons.values(), origin)
    placeholders = _placeholders(changed, described={int(key[2:]) for key in people_after if key[2:].isdecimal()})
    return Changes(changed, deleted, placeholders, faults, replaced=False, regular=True)


def compare(old: Tables, new: Tables) -> tuple[Tables, dict[str, list[Row]]]:
    """Rows of ``new`` that ``old`` has not, and, where a game owns its rows, keys of ``old`` that ``new`` has not."""
    changed: Tables = {}
    deleted: dict[str, list[Row]] = {}
    for table in old.keys() | new.keys():
        length = KEY_LENGTH[table]
        was = {row[:length]: row for row in old.get(table, ())}
        is_now = {row[:length]: row for row in new.get(table, ())}
        changed[table] = [row for key, row in is_now.items() if was.get(key) != row]
        if table in OWNED_BY_GAME:
            deleted[table] = [key for key in was if key not in is_now]
    return changed, deleted


def described_by_older(document: Document, known: Container[str]) -> Tables:
    """Teams, venue and players of a document that is not the newest; of players only those the newest does not have."""
    rows = {table: found for table, found in _core_rows(document).items() if table in ("teams", "venues")}
    persons = [
        raw if isinstance(raw, Person) else decode_person(key, raw)[0]
        for key, raw in people(document.feed).items()
        if key not in known
    ]
    rows["players"] = _player_rows(persons, _origin(document))
    return rows


def _origin(document: Document) -> Origin:
    data = document.feed.game_data
    date: datetime | None = data.datetime.date_time if data and data.datetime else None
    return (date or NEVER, document.source.game_pk)


def _entities(
    document: Document,
) -> tuple[Sequence[Play | None], Mapping[str, Person | None], Mapping[tuple[str, str], Line | None], list[Fault]]:
    """All plays, people and lines of a document, decoded."""
    if document.typed is not None:
        live = document.typed.live_data
        plays = (live.plays.all_plays if live and live.plays else None) or []
        typed_lines = {
            (side, key): line for side, team in box_teams(document.typed) for key, line in (team.players or {}).items()
        }
        return plays, people(document.typed), typed_lines, []
    feed = document.slices()
    sliced_plays = Plays(raw_plays(feed))
    persons: dict[str, Person | None] = {}
    lines: dict[tuple[str, str], Line | None] = {}
    faults: list[Fault] = []
    for key, raw in people(feed).items():
        persons[key], found = decode_person(key, raw)
        faults += found
    for side, team in box_teams(feed):
        for key, raw in (team.players or {}).items():
            lines[side, key], found = decode_line(side, key, raw)
            faults += found
    return list(sliced_plays), persons, lines, [*sliced_plays.faults, *faults]


def _core_rows(document: Document) -> Tables:
    """The rows that do not come from plays, people or lines."""
    feed, game_pk, origin = document.feed, document.source.game_pk, _origin(document)
    data = feed.game_data
    teams = [team for team in (data.teams.away, data.teams.home) if team] if data and data.teams else []
    venue = venue_row(data.venue, origin) if data and data.venue else None
    return {
        "games": [game_row(feed, document.source)],
        "innings": inning_rows(feed, game_pk),
        "teams": [row for team in teams if (row := team_row(team, origin))],
        "venues": [venue] if venue else [],
        "boxscore_teams": [box_team_row(game_pk, side, team) for side, team in box_teams(feed)],
    }


def _play_rows(game_pk: int, plays: Sequence[Play | None], positions: Iterable[int]) -> tuple[Tables, bool]:
    to, regular = PlayTables(), True
    for position in positions:
        play = plays[position]
        if play is not None:
            index = play_index(play, position)
            regular = regular and index == position
            first_pitcher = pitcher_before(plays, position) if starts_with_other_pitcher(play) else None
            add_play(to, game_pk, index, play, first_pitcher)
    return to.tables(), regular


def _line_rows(game_pk: int, feed: AnyFeed, lines: Mapping[tuple[str, str], Line | None]) -> Tables:
    team_ids = {side: team.team.id if team.team else None for side, team in box_teams(feed)}
    rows: Tables = {table: [] for table in LINE_TABLES}
    for (side, _), line in lines.items():
        if line is not None:
            add_line(rows, game_pk, side, team_ids.get(side), line)
    return rows


def _player_rows(persons: Iterable[Person | None], origin: Origin) -> list[Row]:
    return [row for person in persons if person and (row := player_row(person, origin))]


def _placeholders(rows: Tables, described: set[int]) -> Tables:
    return {"players": [placeholder("players", player) for player in sorted(referred_players(rows) - described)]}


def _keyed_by_id(persons: Mapping[str, Person | None], lines: Mapping[tuple[str, str], Line | None]) -> bool:
    return all(person is None or key == f"ID{person.id}" for key, person in persons.items()) and all(
        line is None or line.person is None or key == f"ID{line.person.id}" for (_, key), line in lines.items()
    )


def _changed(old: Sequence[Raw], new: Sequence[Raw]) -> list[int]:
    shared = min(len(old), len(new))
    differing = [place for place in range(shared) if old[place] != new[place]]
    return differing + list(range(shared, max(len(old), len(new))))


def _with_successors(plays: Plays, changed: list[int]) -> set[int]:
    """The changed plays, and after each the next play of the same half: its first pitcher may be another one now."""
    wanted = set(changed)
    for place in changed:
        if place >= len(plays):
            continue
        play = plays[place]
        half = play.about.half_inning if play and play.about else None
        for later in range(place + 1, len(plays)):
            next_play = plays[later]
            if next_play and next_play.about and next_play.about.half_inning == half:
                wanted.add(later)
                break
    return wanted


def _changed_lines(old: SlicedFeed, new: SlicedFeed) -> list[tuple[str, str, Any, Any]]:
    was, is_now = dict(box_teams(old)), dict(box_teams(new))
    changed: list[tuple[str, str, Any, Any]] = []
    for side in was.keys() | is_now.keys():
        old_team, new_team = was.get(side), is_now.get(side)
        old_lines = (old_team.players if old_team else None) or {}
        new_lines = (new_team.players if new_team else None) or {}
        moved = (old_team.team if old_team else None) != (new_team.team if new_team else None)
        changed += [
            (side, key, old_lines.get(key), new_lines.get(key))
            for key in old_lines.keys() | new_lines.keys()
            if moved or old_lines.get(key) != new_lines.get(key)
        ]
    return changed
