"""The simulator as a process, spoken to as its users do: over HTTP."""

import gzip
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import requests

from support.small_feeds import a_feed, a_play

Simulator = Callable[..., str]

PLAYS = [a_play(number, away=number) for number in range(6)]
FINAL = a_feed(7, plays=PLAYS, runs=(5, 0), stamp="20260704_180540")
FEED = "/api/v1.1/game/7/feed/live"
START = "2026-07-04T17:00:00Z"


@pytest.fixture(scope="module")
def feeds(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A finished game that grows, and one that is still in progress."""
    folder = tmp_path_factory.mktemp("feeds")
    (folder / "7.json").write_text(json.dumps(FINAL))
    (folder / "8.json").write_text(json.dumps(a_feed(8, code="I", plays=PLAYS[:2])))
    (folder / "broken.json").write_text("{")
    return folder


@pytest.fixture(scope="module")
def shared(feeds: Path) -> Iterator[str]:
    """One simulator for the module."""
    process = start_process(SLATE_FEEDS_DIR=str(feeds), CLOCK_SPEED="0", CLOCK_START=START)
    yield announced_url(process)
    process.terminate()
    process.communicate(timeout=20)


@pytest.fixture
def base(shared: str) -> str:
    """A replay at its beginning whose clock stands still: the tests move it."""
    post(shared, "/simulator/reset")
    return shared


def start_process(**settings: str) -> subprocess.Popen[str]:
    inherited = {name: os.environ[name] for name in ("PATH", "COVERAGE_PROCESS_CONFIG") if name in os.environ}
    environment = {**inherited, "HTTP_PORT": "0", **settings}
    command = [str(Path(sys.executable).parent / "statsapi-simulator")]
    return subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def announced_url(process: subprocess.Popen[str]) -> str:
    """The base URL that the process writes to its log."""
    assert process.stdout is not None
    started = next(line for line in map(json.loads, process.stdout) if line["event"] == "simulator_started")
    return str(started["url"])


def get(base: str, path: str, **parameters: Any) -> Any:
    response = requests.get(base + path, params=parameters, timeout=10)
    response.raise_for_status()
    return response.json()


def post(base: str, path: str, /, **body: Any) -> Any:
    response = requests.post(base + path, json=body, timeout=10)
    response.raise_for_status()
    return response.json()


def forward(base: str, states: int) -> None:
    post(base, "/simulator/clock", jump_seconds=20.0 * states)


def test_the_feed_grows_with_the_clock_and_ends_as_recorded(base: str) -> None:
    seen = []
    for _ in range(8):
        seen.append(len(get(base, FEED)["liveData"]["plays"]["allPlays"]))
        forward(base, 1)
    assert seen == [0, 1, 2, 3, 4, 5, 6, 6]
    assert get(base, FEED) == FINAL == get(base, "/simulator/feeds/7/final")
    assert get(base, FEED, timecode="20990101_000000") == FINAL
    assert len(get(base, FEED, timecode="20260704_180140")["liveData"]["plays"]["allPlays"]) == 2
    assert get(base, FEED, fields="metaData,wait") == {"metaData": {"wait": 10}}


def test_patches_lead_from_code_to_code(base: str) -> None:
    code = get(base, FEED)["metaData"]["timeStamp"]
    assert get(base, f"{FEED}/diffPatch", startTimecode=code) == []
    forward(base, 2)
    patches = get(base, f"{FEED}/diffPatch", startTimecode=code)
    assert [patch["diff"][0]["path"] for patch in patches] == ["/metaData/timeStamp"] * 2
    codes = get(base, f"{FEED}/timestamps")
    assert [code, *(patch["diff"][0]["value"] for patch in patches)] == codes
    assert get(base, f"{FEED}/diffPatch", startTimecode=codes[-1]) == []
    assert get(base, f"{FEED}/diffPatch")["metaData"]["timeStamp"] == codes[-1]
    assert get(base, f"{FEED}/diffPatch", startTimecode="20010101_000000")["gamePk"] == 7


def test_schedule_games_and_sections_tell_the_same_state(base: str) -> None:
    forward(base, 3)
    (day,) = get(base, "/api/v1/schedule", sportId=1)["dates"]
    assert day["date"] == "2026-07-04"
    row = next(game for game in day["games"] if game["gamePk"] == 7)
    assert row["status"]["statusCode"] == "I"
    assert row["teams"]["away"]["score"] == get(base, "/api/v1/game/7/linescore")["teams"]["away"]["runs"] == 2
    assert len(get(base, "/api/v1/game/7/playByPlay")["allPlays"]) == 3
    assert set(get(base, "/api/v1/game/7/boxscore")["teams"]) == {"away", "home"}
    (shown,) = (game for game in get(base, "/simulator/games")["games"] if game["game_pk"] == 7)
    assert (shown["index"], shown["moments"], shown["finished"], shown["status_code"]) == (3, 8, False, "I")
    assert get(base, "/api/v1/schedule", date="07/05/2026")["dates"] == []
    assert get(base, "/api/v1/schedule", gamePk=8)["totalGames"] == 1


def test_files_are_listed_with_what_became_of_them(base: str) -> None:
    listed = get(base, "/simulator/feeds")
    assert listed["usable"] == [
        {"file": "7.json", "game_pk": 7, "moments": 8},
        {"file": "8.json", "game_pk": 8, "moments": 1},
    ]
    assert [refused["file"] for refused in listed["refused"]] == ["broken.json"]
    assert get(base, "/simulator/truth")["7"]["away"]["runs"] == 5
    assert get(base, "/simulator/truth/7")["playsTotal"] == 6


def test_people_teams_and_venues_of_the_games_are_known(base: str) -> None:
    assert get(base, "/api/v1/people/1000")["people"][0]["fullName"] == "Señor Batter"
    assert get(base, "/api/v1/people", personIds="1000,5")["people"][0]["id"] == 1000
    assert [team["id"] for team in get(base, "/api/v1/teams")["teams"]] == [201, 202]
    assert get(base, "/api/v1/venues/301")["venues"][0]["name"] == "The Ground"


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/api/v1.1/game/1/feed/live", 404),
        ("/api/v1/game/1/boxscore", 404),
        ("/api/v1/people/1", 404),
        ("/api/v2/nothing", 404),
        ("/api/v1/schedule?date=soon", 400),
        (f"{FEED}?timecode=soon", 400),
        ("/api/v1/game/changes", 400),
        ("/api/v1/game/changes?updatedSince=soon", 400),
        ("/api/v1/game/changes?updatedSince=2026-07-04&limit=-1", 400),
    ],
)
def test_errors_have_upstreams_form(base: str, path: str, status: int) -> None:
    response = requests.get(base + path, timeout=10)
    assert response.status_code == status
    assert response.json().keys() == {"messageNumber", "message", "timestamp", "traceId"}


def test_no_correction_means_an_empty_list_of_changes(base: str) -> None:
    answer = get(base, "/api/v1/game/changes", updatedSince="2026-07-01T00:00:00Z", sportId=1, season=2026)
    assert answer["totalItems"] == 0
    assert answer["dates"] == []


def test_gzip_is_sent_to_those_who_accept_it_and_counted(base: str) -> None:
    plain = requests.get(base + FEED, headers={"Accept-Encoding": "identity"}, timeout=10)
    packed = requests.get(base + FEED, headers={"Accept-Encoding": "gzip"}, timeout=10, stream=True)
    raw = packed.raw.read(decode_content=False)
    assert "Content-Encoding" not in plain.headers
    assert packed.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(raw) == plain.content
    counted = get(base, "/simulator/stats")["endpoints"]["feed"]
    assert counted["requests"] == 2
    assert counted["plain_bytes"] == 2 * len(plain.content)
    assert counted["sent_bytes"] == len(plain.content) + len(raw)


def test_etags_are_off_unless_wanted(simulator: Simulator, feeds: Path, base: str) -> None:
    assert "ETag" not in requests.get(base + FEED, timeout=10).headers
    tagged = simulator(SLATE_FEEDS_DIR=str(feeds), CLOCK_SPEED="0", CLOCK_START=START, HTTP_ETAG="true")
    first = requests.get(tagged + FEED, timeout=10)
    known = {"If-None-Match": first.headers["ETag"]}
    assert requests.get(tagged + FEED, headers=known, timeout=10).status_code == 304
    forward(tagged, 1)
    assert requests.get(tagged + FEED, headers=known, timeout=10).status_code == 200


def test_the_clock_can_be_set_in_every_way(base: str) -> None:
    assert get(base, "/simulator/clock")["now"] == START
    assert post(base, "/simulator/clock", jump_to="2026-07-05T03:30:00Z")["now"] == "2026-07-05T03:30:00Z"
    assert post(base, "/simulator/clock", jump_seconds=1800)["now"] == "2026-07-05T04:00:00Z"
    assert get(base, "/api/v1/schedule")["dates"] == []
    assert post(base, "/simulator/clock", speed=3600)["speed"] == 3600
    assert post(base, "/simulator/clock", pause=True)["speed"] == 0
    assert post(base, "/simulator/clock", pause=False)["speed"] == 3600
    assert post(base, "/simulator/reset")["speed"] == 0
    assert get(base, "/simulator/clock")["now"] == START


@pytest.mark.parametrize(
    ("path", "body", "status"),
    [
        ("/simulator/clock", {"jump_to": "2026-07-05T03:30:00"}, 400),
        ("/simulator/clock", {"speed": -1}, 400),
        ("/simulator/clock", {"sped": 1}, 400),
        ("/simulator/faults", {"kind": "boom"}, 400),
        ("/simulator/faults", {"rules": [{"kind": "500", "path": "("}]}, 400),
        ("/simulator/corrections", {"game_pk": 7, "kind": "boom"}, 400),
        ("/simulator/corrections", {"game_pk": 1, "kind": "hit_to_error"}, 404),
        ("/simulator/corrections", {"game_pk": 7, "kind": "hit_to_error"}, 409),
    ],
)
def test_control_requests_that_make_no_sense_are_refused(base: str, path: str, body: Any, status: int) -> None:
    response = requests.post(base + path, json=body, timeout=10)
    assert response.status_code == status
    assert response.json()["error"]


def test_an_error_status_comes_as_often_as_told(base: str) -> None:
    post(base, "/simulator/faults", kind="429", retry_after=7, count=2, path="schedule")
    answers = [requests.get(f"{base}/api/v1/schedule", timeout=10) for _ in range(3)]
    assert [answer.status_code for answer in answers] == [429, 429, 200]
    assert answers[0].headers["Retry-After"] == "7"
    (rule,) = get(base, "/simulator/faults")["rules"]
    assert rule["strikes"] == 2
    assert get(base, "/simulator/stats")["endpoints"]["schedule"]["faults"] == {"429": 2}


def test_rules_can_be_taken_back(base: str) -> None:
    first, second = post(base, "/simulator/faults", rules=[{"kind": "500"}, {"kind": "503"}])["ids"]
    assert requests.delete(f"{base}/simulator/faults/{first}", timeout=10).status_code == 200
    assert requests.get(base + FEED, timeout=10).status_code == 503
    assert requests.delete(f"{base}/simulator/faults/{first}", timeout=10).status_code == 404
    assert requests.delete(f"{base}/simulator/faults", timeout=10).json() == {"rules": []}
    assert requests.get(base + FEED, timeout=10).status_code == 200
    assert second != first


def test_a_hanging_request_keeps_no_other_waiting(base: str) -> None:
    post(base, "/simulator/faults", kind="hang", seconds=5, game_pk=7)
    with pytest.raises(requests.ReadTimeout):
        requests.get(base + FEED, timeout=0.3)
    assert get(base, "/api/v1.1/game/8/feed/live")["gamePk"] == 8


def test_a_slow_answer_is_a_good_one(base: str) -> None:
    post(base, "/simulator/faults", kind="slow", seconds=0.2, count=1)
    started = time.monotonic()
    assert get(base, FEED)["gamePk"] == 7
    assert time.monotonic() - started >= 0.2


def test_a_truncated_transfer_ends_before_its_announced_length(base: str) -> None:
    post(base, "/simulator/faults", kind="truncated", count=1)
    with pytest.raises((requests.ConnectionError, requests.exceptions.ChunkedEncodingError)):
        requests.get(base + FEED, timeout=10)
    assert get(base, FEED)["gamePk"] == 7


@pytest.mark.parametrize("kind", ["truncated_json", "corrupted_json", "html"])
def test_a_spoilt_body_is_no_json(base: str, kind: str) -> None:
    post(base, "/simulator/faults", kind=kind, count=1)
    response = requests.get(base + FEED, timeout=10)
    assert response.status_code == 200
    assert response.headers["Content-Type"].startswith("text/html" if kind == "html" else "application/json")
    with pytest.raises(ValueError, match=r".+"):
        response.json()


def test_a_huge_answer_has_the_wanted_size_and_is_still_the_document(base: str) -> None:
    post(base, "/simulator/faults", kind="huge", size=3_000_000, count=1)
    content = requests.get(base + FEED, timeout=10).content
    assert len(content) == 3_000_000
    assert json.loads(content)["gamePk"] == 7


def test_older_and_repeated_answers_can_be_asked_for(base: str) -> None:
    forward(base, 4)
    newest = get(base, FEED)
    post(base, "/simulator/faults", kind="out_of_order", back=2, count=1)
    assert len(get(base, FEED)["liveData"]["plays"]["allPlays"]) == 2
    forward(base, 1)
    post(base, "/simulator/faults", kind="duplicate", count=1)
    repeated, fresh = get(base, FEED), get(base, FEED)
    assert len(repeated["liveData"]["plays"]["allPlays"]) == 2
    assert len(fresh["liveData"]["plays"]["allPlays"]) == len(newest["liveData"]["plays"]["allPlays"]) + 1


def test_a_patch_that_was_lost_on_the_way_is_sent_again(base: str) -> None:
    code = get(base, FEED)["metaData"]["timeStamp"]
    forward(base, 1)
    post(base, "/simulator/faults", rules=[{"kind": "500", "count": 1}, {"kind": "corrupted_json", "count": 1}])
    for _ in range(2):
        requests.get(f"{base}{FEED}/diffPatch", params={"startTimecode": code}, timeout=10)
    assert len(get(base, f"{FEED}/diffPatch", startTimecode=code)) == 1


def test_patch_faults_strike_patches_only(base: str) -> None:
    post(base, "/simulator/faults", kind="failing_test", count=1)
    code = get(base, FEED)["metaData"]["timeStamp"]
    assert get(base, f"{FEED}/diffPatch", startTimecode=code) == []
    forward(base, 1)
    (patch,) = get(base, f"{FEED}/diffPatch", startTimecode=code)
    assert patch["diff"][-1] == {"op": "test", "path": "/gamePk", "value": -1}


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_the_process_tells_its_url_and_stops_cleanly(tmp_path: Path, feeds: Path, number: signal.Signals) -> None:
    url_file = tmp_path / "url"
    process = start_process(SLATE_FEEDS_DIR=str(feeds), HTTP_URL_FILE=str(url_file))
    try:
        url = announced_url(process)
        assert url_file.read_text().strip() == url
        assert get(url, FEED)["gamePk"] == 7
    finally:
        process.send_signal(number)
        process.communicate(timeout=20)
    assert process.returncode == 0


@pytest.mark.parametrize(
    ("settings", "named"),
    [
        ({"HTTP_PORT": "99999"}, "HTTP_PORT"),
        ({"SLATE_GAMES": "0"}, "SLATE_GAMES"),
        ({"SLATE_DAY": "tomorrow"}, "SLATE_DAY"),
        ({"SLATE_STORIES": "regular,nonsense"}, "SLATE_STORIES"),
        ({"SLATE_FEEDS_DIR": "/nowhere/at/all"}, "SLATE_FEEDS_DIR"),
        ({"CLOCK_START": "2026-07-04T17:00:00"}, "CLOCK_START"),
        ({"CLOCK_SPEED": "-1"}, "CLOCK_SPEED"),
    ],
)
def test_a_bad_setting_is_one_line_and_exit_code_two(settings: dict[str, str], named: str) -> None:
    process = start_process(**settings)
    _, errors = process.communicate(timeout=20)
    assert process.returncode == 2
    assert errors.count("\n") == 1
    assert named in errors


def test_a_folder_without_a_usable_document_is_a_bad_setting(tmp_path: Path) -> None:
    (tmp_path / "broken.json").write_text("{")
    process = start_process(SLATE_FEEDS_DIR=str(tmp_path))
    _, errors = process.communicate(timeout=20)
    assert process.returncode == 2
    assert "SLATE_FEEDS_DIR" in errors


def test_a_taken_port_is_a_bad_setting(base: str, feeds: Path) -> None:
    process = start_process(SLATE_FEEDS_DIR=str(feeds), HTTP_PORT=base.rsplit(":", 1)[1])
    _, errors = process.communicate(timeout=20)
    assert process.returncode == 2
    assert "HTTP_PORT" in errors
