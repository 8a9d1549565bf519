"""What the API says after the batch has run over recorded finals, against sums over their official box scores."""

import json
from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
import pytest

from api_service.schemas.quality import GameDifferencePage
from api_service.schemas.statistics import LeaderPage, PlayerStatisticsPage, StandingPage
from baseball_core.archive.objects import Objects
from baseball_core.archive.reading import ArchiveReader
from baseball_core.clock import SystemClock
from baseball_core.db.session import WriteSession
from baseball_core.telemetry.health import Health
from game_aggregator.job import Job
from local_stack.postgres import PostgresServer
from support.api import SetClock, all_items, body, serving
from support.archives import archive_document
from support.recordings import RECORDINGS, load, needs_recordings
from support.stack import new_database

pytestmark = [pytest.mark.postgres, needs_recordings]
FETCHED = datetime(2026, 10, 1, tzinfo=UTC)
NAMES = {
    "batting": {"at_bats": "atBats", "hits": "hits", "home_runs": "homeRuns", "rbi": "rbi", "runs": "runs"},
    "pitching": {"outs": "outs", "earned_runs": "earnedRuns", "strike_outs": "strikeOuts", "wins": "wins"},
    "fielding": {"put_outs": "putOuts", "assists": "assists", "errors": "errors"},
}
Season = tuple[str, int, str]


def _documents() -> dict[int, dict[str, Any]]:
    """The recorded finals by game."""
    names = sorted((RECORDINGS / "feed_final").glob("*.json.gz"))
    documents = (json.loads(load(f"feed_final/{path.name}")) for path in names)
    return {document["gamePk"]: document for document in documents}


def _season(document: dict[str, Any]) -> Season:
    data = document["gameData"]
    return data["game"]["season"], data["teams"]["home"]["sport"]["id"], data["game"]["type"]


@pytest.fixture(scope="module")
def documents() -> dict[int, dict[str, Any]]:
    return _documents()


@pytest.fixture(scope="module")
def api(
    postgres: PostgresServer, tmp_path_factory: pytest.TempPathFactory, documents: dict[int, dict[str, Any]]
) -> Iterator[httpx.Client]:
    """The API after the batch alone: the live path has never seen these games."""
    database = new_database(postgres)
    folder: Path = tmp_path_factory.mktemp("archive")
    for document in documents.values():
        archive_document(f"file://{folder}", document, FETCHED)
    session = WriteSession(database.writer_url, Health(), application="test")
    reader = ArchiveReader(Objects(f"file://{folder}"))
    games = [game for pk in documents for game in reader.games(game_pk=pk)]
    reports = Job(reader, session, {}, SystemClock()).run(games)
    session.close()
    assert {report.outcome for report in reports} == {"aggregated"}
    with serving(database.reader_url, SetClock(FETCHED)) as client:
        yield client
    postgres.drop_database(database.name)


def _official(documents: dict[int, dict[str, Any]]) -> dict[tuple[int, Season, str], Counter[str]]:
    """Official counts summed by player, season and group."""
    sums: dict[tuple[int, Season, str], Counter[str]] = defaultdict(Counter)
    for document in documents.values():
        for team in document["liveData"]["boxscore"]["teams"].values():
            for player in team["players"].values():
                for group, names in NAMES.items():
                    line = player["stats"][group]
                    if line and (group != "fielding" or player["stats"]["batting"] or player["stats"]["pitching"]):
                        key = (player["person"]["id"], _season(document), group)
                        sums[key].update({ours: line.get(theirs, 0) for ours, theirs in names.items()})
    return sums


def test_totals_of_players_are_the_sums_of_their_official_lines(
    api: httpx.Client, documents: dict[int, dict[str, Any]]
) -> None:
    differing = {item["player_id"] for item in all_items(api, "/reconciliation?limit=1000")}
    official = _official(documents)
    compared = 0
    for player_id in sorted({key[0] for key in official} - differing)[::5]:
        for row in body(api, f"/players/{player_id}/stats", PlayerStatisticsPage)["items"]:
            if row["team_id"] is not None:
                continue
            season = (row["season"], row["sport_id"], row["game_type"])
            for group, names in NAMES.items():
                if expected := official.get((player_id, season, group)):
                    assert {name: row[group][name] for name in names} == dict(expected), (player_id, season, group)
                    compared += 1
    assert compared > 100


def test_every_season_has_the_leaders_and_standings_of_its_games(
    api: httpx.Client, documents: dict[int, dict[str, Any]]
) -> None:
    differing = {item["player_id"] for item in all_items(api, "/reconciliation?limit=1000")}
    official = _official(documents)
    for year, sport, kind in {_season(document) for document in documents.values()}:
        query = f"season={year}&sport_id={sport}&game_type={kind}"
        leaders = body(api, f"/leaders?{query}&statistic=home_runs&limit=1000", LeaderPage)["items"]
        found = {item["player_id"]: item["value"] for item in leaders if item["player_id"] not in differing}
        assert found == {
            player: counts["home_runs"]
            for (player, season, group), counts in official.items()
            if (season, group) == ((year, sport, kind), "batting") and player not in differing
        }
        records: dict[int, Counter[str]] = defaultdict(Counter)
        for document in documents.values():
            if _season(document) != (year, sport, kind):
                continue
            score = document["liveData"]["linescore"]["teams"]
            for side, other in (("away", "home"), ("home", "away")):
                own, theirs = score[side]["runs"], score[other]["runs"]
                team = document["gameData"]["teams"][side]["id"]
                records[team].update(runs=own, wins=own > theirs, losses=own < theirs, ties=own == theirs)
        standings = body(api, f"/standings?{query}", StandingPage)["items"]
        names = ("runs", "wins", "losses", "ties")
        assert {item["team_id"]: {name: item[name] for name in names} for item in standings} == {
            team: {name: record[name] for name in names} for team, record in records.items()
        }


def test_all_recorded_games_were_compared(api: httpx.Client, documents: dict[int, dict[str, Any]]) -> None:
    totals = body(api, "/reconciliation?limit=1000", GameDifferencePage)["totals"]
    assert totals["games"] == len(documents)
    assert totals["cells_compared"] > 1000 * len(documents)
