"""Schedule queries and answers."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from statsapi_simulator.baseball.timeline import ScheduledRow
from statsapi_simulator.schedule import BadQueryError, changes_answer, parse_query, schedule_answer

TODAY = date(2026, 7, 4)


def a_row(game_pk: int = 7, *, day: str = "2026-07-04", state: str = "Final", **changes: Any) -> ScheduledRow:
    row = {
        "gamePk": game_pk,
        "gameType": "R",
        "season": "2026",
        "gameDate": f"{day}T18:00:00Z",
        "status": {"abstractGameState": state},
        "teams": {"away": {"team": {"id": 202}}, "home": {"team": {"id": 201}}},
        "venue": {"id": 301},
        **changes,
    }
    return ScheduledRow(date.fromisoformat(day), row)


@pytest.mark.parametrize("text", ["2026-07-05", "07/05/2026"])
def test_a_day_can_be_written_in_both_ways(text: str) -> None:
    query = parse_query({"date": text}, TODAY)
    assert query.first_day == query.last_day == date(2026, 7, 5)


def test_without_any_restriction_the_current_day_is_meant() -> None:
    query = parse_query({"sportId": "1"}, TODAY)
    assert query.wants(a_row(), 1)
    assert not query.wants(a_row(day="2026-07-03"), 1)


@pytest.mark.parametrize("parameters", [{"gamePk": "7"}, {"gamePks": "6,7"}, {"season": "2026"}])
def test_a_game_or_a_season_is_found_on_any_day(parameters: dict[str, str]) -> None:
    query = parse_query(parameters, TODAY)
    assert query.wants(a_row(7, day="2026-05-01"), 1)
    assert not query.wants(a_row(8, day="2026-05-01", season="2025"), 1)


@pytest.mark.parametrize(
    ("parameters", "wanted"),
    [
        ({"startDate": "2026-07-03", "endDate": "2026-07-04"}, True),
        ({"startDate": "2026-07-05", "endDate": "2026-07-09"}, False),
        ({"gameType": "R"}, True),
        ({"gameTypes": "S,E"}, False),
        ({"teamId": "201"}, True),
        ({"teamId": "203"}, False),
        ({"teamId": "201", "opponentId": "202"}, True),
        ({"sportId": "1"}, True),
        ({"sportId": "51,11"}, False),
        ({"venueIds": "301"}, True),
        ({"venueIds": "302"}, False),
        ({"date": "2026-07-04", "season": "2025"}, False),
    ],
)
def test_each_parameter_restricts(parameters: dict[str, str], wanted: bool) -> None:
    assert parse_query(parameters, TODAY).wants(a_row(), 1) is wanted


@pytest.mark.parametrize(
    ("parameters", "named"),
    [
        ({"date": "yesterday"}, "date"),
        ({"date": "2026-02-30"}, "date"),
        ({"startDate": "2026-07-04"}, "endDate"),
        ({"gamePk": "seven"}, "gamePk"),
        ({"teamId": "x"}, "teamId"),
    ],
)
def test_a_bad_parameter_is_named(parameters: dict[str, str], named: str) -> None:
    with pytest.raises(BadQueryError, match=named):
        parse_query(parameters, TODAY)


def test_rows_of_one_game_stand_under_each_of_their_days() -> None:
    answer = schedule_answer([a_row(7, day="2026-07-05", state="Preview"), a_row(7), a_row(6, state="Live")])
    assert [(day["date"], [game["gamePk"] for game in day["games"]]) for day in answer["dates"]] == [
        ("2026-07-04", [6, 7]),
        ("2026-07-05", [7]),
    ]
    assert answer["totalGames"] == answer["totalItems"] == 3
    assert answer["totalGamesInProgress"] == 1
    assert answer["dates"][1]["totalGamesInProgress"] == 0
    assert answer["copyright"]


@given(st.integers(0, 12), st.integers(1, 5))
def test_pages_of_changes_hold_every_change_once_and_count_all(changes: int, limit: int) -> None:
    rows = [a_row(100 + number) for number in range(changes)]
    seen = []
    for offset in range(0, changes + limit, limit):
        answer = changes_answer(rows, limit, offset)
        assert answer["totalItems"] == changes
        seen += [game["gamePk"] for day in answer["dates"] for game in day["games"]]
    assert seen == [100 + number for number in range(changes)]
