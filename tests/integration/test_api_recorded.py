"""What the API says of recorded games against the documents themselves, read here without any code of ours."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest

from api_service.schemas.boxscore import Boxscore, PlayerGamePage
from api_service.schemas.games import Game, GamePage, LineScore, State, StatePage
from api_service.schemas.people import PlayerPage, TeamPage, VenuePage
from api_service.schemas.plays import PitchPage, PlayPage
from baseball_core.clock import SystemClock
from baseball_core.codec import content_hash
from baseball_core.db.session import WriteSession
from baseball_core.messages import GameDocument
from baseball_core.telemetry.health import Health
from local_stack.postgres import PostgresServer
from rt_transformer.handler import TransformerHandler
from support.api import SetClock, all_items, body, serving
from support.feeds import a_document_record
from support.recordings import RECORDINGS, load, needs_recordings
from support.stack import new_database

pytestmark = [pytest.mark.postgres, needs_recordings]
FETCHED = datetime(2026, 10, 1, tzinfo=UTC)
NAMES = sorted(
    f"{folder}/{path.name}"
    for folder in ("feed_final", "feed_live")
    for path in (RECORDINGS / folder).glob("*.json.gz")
)
BATTING = {"at_bats": "atBats", "hits": "hits", "home_runs": "homeRuns", "rbi": "rbi", "strike_outs": "strikeOuts"}
PITCHING = {"outs": "outs", "earned_runs": "earnedRuns", "strike_outs": "strikeOuts", "batters_faced": "battersFaced"}


def _newest() -> dict[int, str]:
    """The recordings by game, the last of each: finals after live ones, live ones in order of their time stamps."""
    by_game: dict[int, str] = {}
    for name in sorted(NAMES, key=lambda name: (name.startswith("feed_final"), name)):
        by_game[int(name.split("/")[1].split(".")[0].split("_")[0])] = name
    return by_game


@pytest.fixture(scope="module")
def api(postgres: PostgresServer) -> Iterator[httpx.Client]:
    """The API after the transformer has seen every recorded document in that order."""
    database = new_database(postgres)
    session = WriteSession(database.writer_url, Health(), application="test")
    handler = TransformerHandler(session, SystemClock())
    for number, name in enumerate(sorted(NAMES, key=lambda name: (name.startswith("feed_final"), name))):
        raw = load(name)
        document = GameDocument(
            game_pk=int(name.split("/")[1].split(".")[0].split("_")[0]),
            fetched_at=FETCHED + timedelta(seconds=number),
            time_code=None,
            sequence=number + 1,
            content_hash=content_hash(raw),
            archive_key="recorded",
            body=raw,
        )
        assert not handler.handle([a_document_record(document, number)])
    session.close()
    with serving(database.reader_url, SetClock(FETCHED + timedelta(days=1))) as client:
        yield client
    postgres.drop_database(database.name)


@pytest.fixture(params=sorted(_newest()))
def game(request: pytest.FixtureRequest) -> tuple[int, dict[str, Any]]:
    """A gamePk and its newest recorded document."""
    return request.param, json.loads(load(_newest()[request.param]))


def test_a_recorded_game_is_served_as_its_document_has_it(api: httpx.Client, game: tuple[int, dict[str, Any]]) -> None:
    pk, document = game
    data, live = document["gameData"], document["liveData"]
    line = live["linescore"]

    served = body(api, f"/games/{pk}", Game)
    assert served["official_date"] == data["datetime"]["officialDate"]
    assert served["status_code"] == data["status"]["statusCode"]
    assert served["away_team_name"] == data["teams"]["away"]["name"]
    assert served["venue_name"] == data["venue"]["name"]
    assert served["game_date"] == data["datetime"]["dateTime"].replace("Z", ".000000Z")

    score = body(api, f"/games/{pk}/linescore", LineScore)
    for side in ("away", "home"):
        assert score[side]["runs"] == line["teams"][side].get("runs")
        assert score[side]["hits"] == line["teams"][side].get("hits")
        assert [inning[side] and inning[side]["runs"] for inning in score["innings"]] == [
            inning[side].get("runs") for inning in line["innings"]
        ]

    state = body(api, f"/games/{pk}/state", State)
    offense = line["offense"]
    if "currentPlay" in live["plays"]:
        count = live["plays"]["currentPlay"]["count"]
        assert {name: state[name] for name in ("balls", "strikes", "outs")} == {
            name: count[name] for name in ("balls", "strikes", "outs")
        }
    for base in ("first", "second", "third"):
        assert state[f"runner_on_{base}_id"] == offense.get(base, {}).get("id")
    assert body(api, f"/games/{pk}/history?limit=1", StatePage)["total"] >= 1


def test_recorded_plays_and_pitches_are_all_served(api: httpx.Client, game: tuple[int, dict[str, Any]]) -> None:
    pk, document = game
    plays = document["liveData"]["plays"]["allPlays"]
    served = body(api, f"/games/{pk}/plays?limit=1000", PlayPage)["items"]
    assert [play["description"] for play in served] == [play["result"].get("description") for play in plays]
    assert [len(play["runners"]) for play in served] == [len(play["runners"]) for play in plays]
    assert [sum(len(runner["credits"]) for runner in play["runners"]) for play in served] == [
        sum(len(runner.get("credits", [])) for runner in play["runners"]) for play in plays
    ]
    events = [event for play in plays for event in play["playEvents"]]
    assert sum(len(play["actions"]) for play in served) == sum(not event["isPitch"] for event in events)

    body(api, f"/games/{pk}/pitches?limit=1000", PitchPage)
    pitches = all_items(api, f"/games/{pk}/pitches?limit=97")
    thrown = [event for event in events if event["isPitch"]]
    assert [pitch["start_speed_mph"] for pitch in pitches] == [
        event.get("pitchData", {}).get("startSpeed") for event in thrown
    ]
    assert [pitch["total_distance_feet"] for pitch in pitches] == [
        event.get("hitData", {}).get("totalDistance") for event in thrown
    ]


def test_the_recorded_box_score_is_served_line_by_line(api: httpx.Client, game: tuple[int, dict[str, Any]]) -> None:
    pk, document = game
    served = body(api, f"/games/{pk}/boxscore", Boxscore)
    for side in ("away", "home"):
        official = document["liveData"]["boxscore"]["teams"][side]
        assert served[side]["batting"]["at_bats"] == official["teamStats"]["batting"]["atBats"]
        players = {player["player_id"]: player for player in served[side]["players"]}
        assert players.keys() == {player["person"]["id"] for player in official["players"].values()}
        for listed in official["players"].values():
            for kind, names in (("batting", BATTING), ("pitching", PITCHING)):
                line, expected = players[listed["person"]["id"]][kind], listed["stats"][kind]
                assert {ours: (line or {}).get(ours) for ours in names} == {
                    ours: expected.get(theirs) for ours, theirs in names.items()
                }


def test_recorded_people_and_places_are_found(api: httpx.Client, game: tuple[int, dict[str, Any]]) -> None:
    pk, document = game
    data = document["gameData"]
    person = next(iter(data["players"].values()))
    by_name = api.get("/players", params={"name": person["lastName"].upper()}).json()["items"]
    assert person["id"] in {player["player_id"] for player in by_name}
    winner = document["liveData"].get("decisions", {}).get("winner")
    if winner:
        games = body(api, f"/players/{winner['id']}/games", PlayerGamePage)["items"]
        assert pk in {played["game_pk"] for played in games}
    body(api, "/players?limit=1000", PlayerPage)
    assert data["teams"]["home"]["id"] in {team["team_id"] for team in body(api, "/teams", TeamPage)["items"]}
    assert data["venue"]["id"] in {venue["venue_id"] for venue in body(api, "/venues", VenuePage)["items"]}


def test_all_recorded_games_are_listed_once(api: httpx.Client) -> None:
    body(api, "/games", GamePage)
    listed = [item["game_pk"] for item in all_items(api, "/games?limit=3")]
    assert sorted(listed) == sorted(_newest())
