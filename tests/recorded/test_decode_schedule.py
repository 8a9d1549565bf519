"""Every recorded schedule row becomes an observation; postponed rows keep both days apart."""

import json
from datetime import UTC, date, datetime
from typing import Any

import pytest

from baseball_core.feed.decode import decode_schedule_row
from rt_transformer.rows.schedule import game_row, observation_row
from rt_transformer.rows.tables import COLUMNS
from support.recordings import load, recorded

SEEN_AT = datetime(2026, 1, 1, tzinfo=UTC)


def observed(name: str) -> list[tuple[dict[str, Any], dict[str, Any]]]:
    found = []
    for day in json.loads(load(name)).get("dates", []):
        for row in day["games"]:
            decoded, faults = decode_schedule_row(json.dumps(row).encode(), row["gamePk"])
            assert faults == []
            kept = observation_row(row["gamePk"], date.fromisoformat(day["date"]), SEEN_AT, decoded)
            assert len(game_row(row["gamePk"], date.fromisoformat(day["date"]), SEEN_AT, decoded)) == len(
                COLUMNS["games"]
            )
            found.append((dict(zip(COLUMNS["schedule_observations"], kept, strict=True)), row))
    return found


@pytest.mark.parametrize("name", recorded("schedule/*"))
def test_every_row_is_kept_with_status_teams_and_lineage(name: str) -> None:
    for kept, row in observed(name):
        assert kept["status_code"] == row["status"]["statusCode"]
        assert kept["status_reason"] == row["status"].get("reason")
        assert kept["away_team_id"] == row["teams"]["away"]["team"]["id"]
        assert kept["home_team_name"] == row["teams"]["home"]["team"].get("name")
        assert kept["official_date"] == (date.fromisoformat(row["officialDate"]) if "officialDate" in row else None)
        for ours, theirs in (
            ("reschedule_game_date", "rescheduleGameDate"),
            ("rescheduled_from_date", "rescheduledFromDate"),
            ("resume_game_date", "resumeGameDate"),
            ("resumed_from_date", "resumedFromDate"),
        ):
            assert kept[ours] == (date.fromisoformat(row[theirs]) if theirs in row else None)


def test_a_postponed_game_has_two_observations_under_one_game_pk() -> None:
    rows = [kept for kept, _ in observed("schedule/2025-02-22_2025-09-28") if kept["game_pk"] == 777464]
    assert [row["phase"] for row in rows] == ["postponed", "final"]
    assert [row["official_date"] for row in rows] == [date(2025, 6, 19)] * 2
    assert [row["schedule_date"] for row in rows] == [date(2025, 6, 18), date(2025, 6, 19)]
    assert rows[0]["reschedule_game_date"] == date(2025, 6, 19)
    assert rows[1]["rescheduled_from_date"] == date(2025, 6, 18)
