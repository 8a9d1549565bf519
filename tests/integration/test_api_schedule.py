"""The schedule with its lineage, as clients get it."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import httpx
import pytest

from api_service.schemas.schedule import SchedulePage
from support.api import SetClock, all_items, body, serving
from support.builders import FIRST_PITCH, GAME_PK, HERONS, OPENING_DAY, a_game, a_schedule_row, a_state, save
from support.stack import Database

pytestmark = pytest.mark.postgres
OBSERVED = datetime(2026, 4, 1, 12, tzinfo=UTC)


@pytest.fixture
def clock() -> SetClock:
    return SetClock(FIRST_PITCH)


@pytest.fixture
def api(database: Database, clock: SetClock) -> Iterator[httpx.Client]:
    with serving(database.reader_url, clock) as client:
        yield client


def test_a_postponed_game_stands_on_both_days_with_what_is_known_now(database: Database, api: httpx.Client) -> None:
    new_day = OPENING_DAY + timedelta(days=1)
    save(
        database.writer_url,
        a_game(official_date=new_day, phase="live", away_score=4),
        a_state(inning=5, inning_state="Bottom"),
        a_schedule_row(content_hash="1" * 64, last_observed_at=OBSERVED),
        a_schedule_row(
            content_hash="2" * 64,
            last_observed_at=OBSERVED + timedelta(hours=4),
            official_date=new_day,
            status_code="DR",
            detailed_state="Postponed",
            status_reason="Rain",
            phase="postponed",
            reschedule_game_date=new_day,
        ),
        a_schedule_row(
            schedule_date=new_day, content_hash="3" * 64, rescheduled_from_date=OPENING_DAY, official_date=new_day
        ),
    )
    (old,) = body(api, "/schedule?date=2026-04-01", SchedulePage)["items"]
    assert (old["phase"], old["status_reason"], old["reschedule_game_date"]) == ("postponed", "Rain", "2026-04-02")
    assert (old["game_phase"], old["game_official_date"], old["game_away_score"]) == ("live", "2026-04-02", 4)
    (new,) = body(api, "/schedule?date=2026-04-02", SchedulePage)["items"]
    assert new["rescheduled_from_date"] == "2026-04-01"
    assert (new["game_inning"], new["game_inning_state"]) == (5, "Bottom")
    lineage = body(api, f"/schedule?game_pk={GAME_PK}&observations=all", SchedulePage)["items"]
    assert [row["phase"] for row in lineage] == ["scheduled", "postponed", "scheduled"]


def test_a_suspended_game_and_the_normal_game_of_its_resume_day_are_both_there(
    database: Database, api: httpx.Client
) -> None:
    resumed = OPENING_DAY + timedelta(days=5)
    save(
        database.writer_url,
        a_schedule_row(game_pk=1, status_code="TR", phase="suspended", resume_game_date=resumed),
        a_schedule_row(
            game_pk=1,
            schedule_date=resumed,
            official_date=OPENING_DAY,
            content_hash="b" * 64,
            resumed_from_date=OPENING_DAY,
            status_code="F",
            phase="final",
        ),
        a_schedule_row(game_pk=2, schedule_date=resumed, game_date=FIRST_PITCH + timedelta(days=5)),
    )
    rows = body(api, f"/schedule?date={resumed}", SchedulePage)["items"]
    assert [(row["game_pk"], row["resumed_from_date"], row["official_date"]) for row in rows] == [
        (1, "2026-04-01", "2026-04-01"),
        (2, None, str(resumed)),
    ]
    assert body(api, f"/schedule?game_pk=1&date={OPENING_DAY}", SchedulePage)["items"][0]["resume_game_date"] == str(
        resumed
    )


@pytest.mark.parametrize(
    ("now", "day"),
    [
        (datetime(2026, 7, 5, 3, 59, tzinfo=UTC), date(2026, 7, 4)),
        (datetime(2026, 7, 5, 4, 0, tzinfo=UTC), date(2026, 7, 5)),
        (datetime(2026, 1, 5, 4, 59, tzinfo=UTC), date(2026, 1, 4)),
    ],
)
def test_without_a_date_the_schedule_is_that_of_today_in_the_east(
    database: Database, api: httpx.Client, clock: SetClock, now: datetime, day: date
) -> None:
    clock.time = now
    save(
        database.writer_url,
        *(a_schedule_row(game_pk=n, schedule_date=now.date() + timedelta(days=n - 2)) for n in (1, 2, 3)),
    )
    assert [row["schedule_date"] for row in body(api, "/schedule", SchedulePage)["items"]] == [str(day)]


def test_the_schedule_is_paged_and_filtered_over_days(database: Database, api: httpx.Client) -> None:
    save(
        database.writer_url,
        *(
            a_schedule_row(
                game_pk=10 * day + game,
                schedule_date=OPENING_DAY + timedelta(days=day),
                game_date=FIRST_PITCH + timedelta(days=day, hours=-game) if game else None,
                away_team_id=HERONS if game else 1,
                game_type="S" if day == 2 else "R",
            )
            for day in range(3)
            for game in range(3)
        ),
    )
    whole = "/schedule?start_date=2026-04-01&end_date=2026-04-03"
    in_order = [2, 1, 0, 12, 11, 10, 22, 21, 20]
    assert [row["game_pk"] for row in all_items(api, f"{whole}&limit=2")] == in_order
    assert [row["game_pk"] for row in all_items(api, f"{whole}&limit=4")] == in_order
    assert [row["game_pk"] for row in all_items(api, f"{whole}&team_id={HERONS}&limit=4")] == [2, 1, 12, 11, 22, 21]
    assert [row["game_pk"] for row in all_items(api, f"{whole}&game_type=S")] == [22, 21, 20]


def test_further_pages_of_today_stay_on_that_day_after_midnight(
    database: Database, api: httpx.Client, clock: SetClock
) -> None:
    today = OPENING_DAY
    save(
        database.writer_url,
        *(a_schedule_row(game_pk=n, schedule_date=today) for n in range(4)),
        a_schedule_row(game_pk=9, schedule_date=today + timedelta(days=1)),
    )
    first = body(api, "/schedule?limit=3", SchedulePage)
    clock.time += timedelta(hours=6)
    assert [row["game_pk"] for row in body(api, first["next"], SchedulePage)["items"]] == [3]
    assert [row["game_pk"] for row in body(api, "/schedule?limit=3", SchedulePage)["items"]] == [9]


@pytest.mark.parametrize(
    ("query", "parameter"),
    [
        ("start_date=2026-04-01", "end_date"),
        ("end_date=2026-04-01", "start_date"),
        ("start_date=2025-01-01&end_date=2026-12-31", "end_date"),
        ("start_date=0001-01-01&end_date=9999-12-31", "end_date"),
        ("observations=some", "observations"),
        ("game_pk=0", "game_pk"),
    ],
)
def test_a_range_must_have_both_ends_and_reason(api: httpx.Client, query: str, parameter: str) -> None:
    answer = api.get(f"/schedule?{query}")
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["parameter"] == parameter
