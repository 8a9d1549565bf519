"""A simulated slate as a client sees it: documents, patches, codes, corrections."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
import requests

from support.strict_patch import apply_strictly, strictly_equal

Simulator = Callable[..., str]

DAY = "2026-07-04"


class Client:
    """Follows one game by patches, as upstream's documentation asks."""

    def __init__(self, base: str, game_pk: int) -> None:
        self.base = base
        self.game_pk = game_pk
        self.shapes: set[str] = set()
        self.operations: set[str] = set()
        self.document = self.full()

    def get(self, path: str, **parameters: Any) -> Any:
        answer = requests.get(f"{self.base}{path}", params=parameters, timeout=30)
        answer.raise_for_status()
        return answer.json()

    def full(self) -> dict[str, Any]:
        document: dict[str, Any] = self.get(f"/api/v1.1/game/{self.game_pk}/feed/live")
        return document

    def follow(self) -> None:
        code = self.document["metaData"]["timeStamp"]
        answer = self.get(f"/api/v1.1/game/{self.game_pk}/feed/live/diffPatch", startTimecode=code)
        if isinstance(answer, dict):
            self.shapes.add("document")
            self.document = answer
            return
        self.shapes.add("patches" if answer else "nothing")
        operations: list[dict[str, Any]] = []
        for element in answer:
            if "diff" in element:
                operations += element["diff"]
            else:
                self.shapes.add("document in list")
                self.document, operations = element, []
        self.operations |= {operation["op"] for operation in operations}
        self.document = apply_strictly(self.document, operations)

    def agrees(self) -> bool:
        """Whether patches led to what the full feed says; the copyright is the feed endpoint's own addition."""
        mine, theirs = dict(self.document), self.full()
        mine.pop("copyright", None)
        theirs.pop("copyright", None)
        return strictly_equal(mine, theirs)


def post(base: str, path: str, /, **body: Any) -> Any:
    answer = requests.post(base + path, json=body, timeout=30)
    answer.raise_for_status()
    return answer.json()


def instants(client: Client) -> list[datetime]:
    moments = client.get(f"/simulator/games/{client.game_pk}/moments")
    return [datetime.fromisoformat(moment["at"]) for moment in moments]


@pytest.fixture
def base(simulator: Simulator) -> str:
    return simulator(SLATE_GAMES="2", SLATE_DAY=DAY, SLATE_SEED="5", CLOCK_SPEED="0")


def test_patches_followed_to_the_end_always_give_the_full_document(base: str) -> None:
    game_pk = requests.get(f"{base}/simulator/games", timeout=30).json()["games"][0]["game_pk"]
    client = Client(base, game_pk)
    for number, instant in enumerate(instants(client)):
        if number % 8:
            continue
        post(base, "/simulator/clock", jump_to=instant.isoformat())
        client.follow()
        if number % 40 == 0:
            assert client.agrees()
    post(base, "/simulator/clock", jump_seconds=7 * 86400)
    client.follow()
    client.follow()
    assert client.agrees()
    assert {"patches", "nothing"} <= client.shapes
    assert {"add", "remove", "replace", "copy"} <= client.operations
    assert client.document["gameData"]["status"]["abstractGameState"] == "Final"


def test_each_moment_is_served_from_its_instant_on_under_its_code(base: str) -> None:
    game_pk = requests.get(f"{base}/simulator/games", timeout=30).json()["games"][0]["game_pk"]
    client = Client(base, game_pk)
    moments = client.get(f"/simulator/games/{game_pk}/moments")
    for moment in moments[::40]:
        post(base, "/simulator/clock", jump_to=moment["at"])
        assert client.full()["metaData"]["timeStamp"] == moment["time_code"]
    codes = client.get(f"/api/v1.1/game/{game_pk}/feed/live/timestamps")
    assert codes == sorted(set(codes))
    assert {moment["time_code"] for moment in moments[: len(codes)]} <= {moment["time_code"] for moment in moments}


def test_the_schedule_finds_the_games_on_their_day(base: str) -> None:
    answer = requests.get(f"{base}/api/v1/schedule", params={"sportId": 1, "date": DAY}, timeout=30).json()
    assert answer["totalGames"] == 2
    today = requests.get(f"{base}/api/v1/schedule", params={"sportId": 1}, timeout=30).json()
    assert today["dates"] == answer["dates"]
    hydrated = requests.get(f"{base}/api/v1/schedule", params={"date": DAY, "hydrate": "team,linescore"}, timeout=30)
    assert len(hydrated.content) > len(requests.get(f"{base}/api/v1/schedule?date={DAY}", timeout=30).content)


def test_a_correction_after_the_end_changes_the_feed_and_is_listed(base: str) -> None:
    games = requests.get(f"{base}/simulator/games", timeout=30).json()["games"]
    client = Client(base, games[0]["game_pk"])
    end = max(datetime.fromisoformat(game["last_at"]) for game in games)
    now = end + timedelta(hours=1)
    post(base, "/simulator/clock", jump_to=now.isoformat())
    before = client.full()
    watermark = now.isoformat()
    quiet = client.get("/api/v1/game/changes", updatedSince=watermark, sportId=1)
    assert quiet["totalItems"] == 0
    post(base, "/simulator/clock", jump_seconds=600)
    made = post(base, "/simulator/corrections", game_pk=client.game_pk, kind="hit_to_error")
    after = client.full()
    assert not strictly_equal(before, after)
    assert after["gameData"]["status"] == before["gameData"]["status"]
    changed = client.get("/api/v1/game/changes", updatedSince=watermark, sportId=1, season=2026)
    assert [game["gamePk"] for day in changed["dates"] for game in day["games"]] == [client.game_pk]
    assert datetime.fromisoformat(made["at"]) == now + timedelta(minutes=10)
    post(base, "/simulator/reset")
    moments = client.get(f"/simulator/games/{client.game_pk}/moments")
    assert len(moments) == made["moments"] - 1


def test_two_days_later_old_time_codes_show_the_corrected_play_and_the_answer_says_what_changed(base: str) -> None:
    games = requests.get(f"{base}/simulator/games", timeout=30).json()["games"]
    client = Client(base, games[0]["game_pk"])
    at = max(datetime.fromisoformat(game["last_at"]) for game in games) + timedelta(days=2)
    code = client.get(f"/simulator/games/{client.game_pk}/moments")[-40]["time_code"]
    feed = f"/api/v1.1/game/{client.game_pk}/feed/live"
    post(base, "/simulator/clock", jump_to=(at - timedelta(hours=1)).isoformat())
    old = client.full()
    then = client.get(feed, timecode=code)
    made = post(base, "/simulator/corrections", game_pk=client.game_pk, kind="hit_to_error", at=at.isoformat())
    assert datetime.fromisoformat(made["at"]) == at
    assert strictly_equal(client.full(), old), "not yet visible"
    assert strictly_equal(client.get(feed, timecode=code), then)

    post(base, "/simulator/clock", jump_to=(at + timedelta(hours=1)).isoformat())
    new = client.full()
    codes = client.get(f"{feed}/timestamps")
    assert new["metaData"]["timeStamp"] == old["metaData"]["timeStamp"] == codes[-1]
    changed = client.get("/api/v1/game/changes", updatedSince=(at - timedelta(minutes=1)).isoformat(), sportId=1)
    assert [game["gamePk"] for day in changed["dates"] for game in day["games"]] == [client.game_pk]
    for change in made["changes"]:
        for value, document in ((change["old"], old), (change["new"], new)):
            player = document["liveData"]["boxscore"]["teams"][change["side"]]["players"][f"ID{change['player']}"]
            assert player["stats"][change["group"]][change["statistic"]] == value
    assert {"hits", "errors"} <= {change["statistic"] for change in made["changes"]}

    again = client.get(feed, timecode=code)
    (number,) = [
        play["atBatIndex"]
        for play, before in zip(plays(new), plays(old), strict=True)
        if play["result"]["eventType"] != before["result"]["eventType"]
    ]
    assert number < len(plays(again)), "the code lies after the corrected play"
    assert plays(again)[number] == plays(new)[number]
    assert again["metaData"] == then["metaData"]
    game = f"/api/v1/game/{client.game_pk}"
    assert client.get(f"{game}/linescore", timecode=code)["teams"] == again["liveData"]["linescore"]["teams"]
    assert client.get(f"{game}/boxscore", timecode=code)["teams"] == again["liveData"]["boxscore"]["teams"]
    assert client.get(f"{game}/playByPlay", timecode=code)["allPlays"] == plays(again)


def plays(document: dict[str, Any]) -> list[dict[str, Any]]:
    shown: list[dict[str, Any]] = document["liveData"]["plays"]["allPlays"]
    return shown


def test_the_same_seed_serves_the_same_bytes(simulator: Simulator, base: str) -> None:
    twin = simulator(SLATE_GAMES="2", SLATE_DAY=DAY, SLATE_SEED="5", CLOCK_SPEED="0")
    for server in (base, twin):
        post(server, "/simulator/clock", jump_to=f"{DAY}T23:59:00Z")
    for game in requests.get(f"{base}/simulator/games", timeout=30).json()["games"]:
        path = f"/api/v1.1/game/{game['game_pk']}/feed/live"
        assert requests.get(base + path, timeout=30).content == requests.get(twin + path, timeout=30).content
