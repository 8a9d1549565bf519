"""How old an event of the simulated games is when the API shows it, and what the services need in memory meanwhile.

A slate so large that about fifteen games are in progress at once, the clock at its natural speed, the poller at its
default cadence. An event is a moment from which the simulator serves a new document; it is in the API when the game's
row carries that document's time stamp or a later one. Ages are in polling intervals (``metaData.wait``), which set
them.
"""

import subprocess
import sys
import time
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta

import msgspec
import psutil
import requests

from baseball_core.kafka.admin import ensure_topics
from baseball_core.settings import KafkaSettings
from bench import targets
from bench.context import Context
from bench.measure import Figure, figure, figure_with_value, percentile
from bench.services import Pipeline
from bench.watching import share_megabytes
from bench.workloads import DAY, SEED

GAMES = 36
WAIT = 10.0
SETTLE_SECONDS = 25.0
SECONDS = 120.0
QUICK_SECONDS = 40.0
LOOK_EVERY = 0.1
WELL_UNDER_WAY = timedelta(hours=2, minutes=15)
INTO_THE_GAMES = timedelta(hours=1)
LAST_PART = timedelta(minutes=15)


class Moments(msgspec.Struct, frozen=True):
    """When a game's documents appear upstream, ascending, and their time stamps."""

    at: list[datetime]
    time_codes: list[str]

    def newest_of(self, time_code: str) -> int:
        """Place of the last document that is not newer than this stamp, -1 for none."""
        return bisect_right(self.time_codes, time_code) - 1


class Watcher:
    """Looks at the API's list of games and notes when each event of a game was first to be seen there."""

    def __init__(self, session: requests.Session, pipeline: Pipeline) -> None:
        self._session = session
        self._url = f"{pipeline.api_url}/games"
        games = session.get(f"{pipeline.simulator_url}/simulator/games", timeout=30).json()["games"]
        self._moments = {game["game_pk"]: self._read_moments(pipeline, game["game_pk"]) for game in games}
        clock = session.get(f"{pipeline.simulator_url}/simulator/clock", timeout=30).json()
        self._ahead = datetime.fromisoformat(clock["now"]) - datetime.fromisoformat(clock["real"])
        self._seen: dict[int, int] = {}
        self.event_ages: dict[int, list[float]] = {}
        self.fetch_ages: dict[int, list[float]] = {}

    def _read_moments(self, pipeline: Pipeline, game_pk: int) -> Moments:
        rows = self._session.get(f"{pipeline.simulator_url}/simulator/games/{game_pk}/moments", timeout=30).json()
        codes: list[str] = []
        for row in rows:  # a stamp may be older than the one before: what counts is the newest until then
            codes.append(max(row["time_code"], codes[-1] if codes else ""))
        return Moments([datetime.fromisoformat(row["at"]) for row in rows], codes)

    def look(self) -> None:
        """One look; ages are taken when the answer is here."""
        answer = self._session.get(self._url, params={"date": DAY.isoformat(), "limit": "100"}, timeout=30)
        answer.raise_for_status()
        now = datetime.now(UTC)
        for game in answer.json()["items"]:
            game_pk = game["game_pk"]
            if game_pk in self._moments and game["time_code"]:
                self._note(game_pk, game["time_code"], datetime.fromisoformat(game["fetched_at"]), now)

    def _note(self, game_pk: int, time_code: str, fetched_at: datetime, now: datetime) -> None:
        moments = self._moments[game_pk]
        place, before = moments.newest_of(time_code), self._seen.get(game_pk)
        self._seen[game_pk] = max(place, before or 0)
        if before is None or place <= before:
            return
        simulated = now + self._ahead
        ages = [(simulated - at).total_seconds() for at in moments.at[before + 1 : place + 1]]
        self.event_ages.setdefault(game_pk, []).extend(ages)
        self.fetch_ages.setdefault(game_pk, []).append((now - fetched_at).total_seconds())


def _to_full_slate(session: requests.Session, pipeline: Pipeline) -> int:
    """Sets the simulator's clock to when most games are in progress, and returns how many are."""
    games = session.get(f"{pipeline.simulator_url}/simulator/games", timeout=30).json()["games"]
    ends = [datetime.fromisoformat(game["last_at"]) for game in games]

    def playing(at: datetime) -> int:
        return sum(LAST_PART < end - at < WELL_UNDER_WAY for end in ends)

    best = max((end - INTO_THE_GAMES for end in ends), key=playing)
    session.post(f"{pipeline.simulator_url}/simulator/clock", json={"jump_to": best.isoformat()}, timeout=30)
    return playing(best)


def _percentile_figure(name: str, share: float, ages: Mapping[int, Sequence[float]]) -> Figure:
    """Over all games; the spread is that of the games."""
    by_game = [percentile(found, share) / WAIT for found in ages.values()]
    everything = [age for found in ages.values() for age in found]
    return figure_with_value(name, percentile(everything, share) / WAIT, by_game, "intervals")


def _bare_megabytes() -> float:
    with subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"]) as bare:
        time.sleep(0.5)
        megabytes = share_megabytes(bare.pid)
        bare.kill()
    return megabytes


def run(context: Context) -> Sequence[Figure]:
    """Ages as percentiles over the events of all games, and memory after the run."""
    parts = context.parts()
    ensure_topics(KafkaSettings(bootstrap_servers=parts.broker.bootstrap_servers))
    settings = {
        "SLATE_GAMES": str(GAMES), "SLATE_SEED": str(SEED), "SLATE_DAY": DAY.isoformat(),
        "SLATE_STORIES": ",".join(["regular"] * GAMES), "CLOCK_SPEED": "1",
    }  # fmt: skip
    pipeline = Pipeline(parts, parts.new_database(), context.folder("age"), **settings)
    session = requests.Session()
    session.trust_env = False
    try:
        pipeline.services["statsapi-simulator"].start()
        playing = _to_full_slate(session, pipeline)
        for name in ("api-service", "rt-transformer", "api-poller"):
            pipeline.services[name].start()
        time.sleep(SETTLE_SECONDS)
        watcher = Watcher(session, pipeline)
        until = time.monotonic() + (QUICK_SECONDS if context.quick else SECONDS)
        while time.monotonic() < until:
            watcher.look()
            time.sleep(LOOK_EVERY)
        shares = {name: share_megabytes(service.pid) for name, service in pipeline.services.items()}
        resident = psutil.Process(pipeline.services["api-poller"].pid).memory_info().rss / 1e6
    finally:
        pipeline.stop()
    bare = _bare_megabytes()
    context.say(f"{sum(map(len, watcher.event_ages.values()))} events; {playing} of {GAMES} games in progress")
    return [
        _percentile_figure("age of an event when the API shows it, p50", 0.5, watcher.event_ages),
        _percentile_figure("age of an event when the API shows it, p99", 0.99, watcher.event_ages),
        _percentile_figure("of this from the poller's fetch on, p50", 0.5, watcher.fetch_ages),
        _percentile_figure("of this from the poller's fetch on, p99", 0.99, watcher.fetch_ages),
        figure(f"api-poller, memory with {playing} games in progress (RSS)", [resident], "MB", targets.POLLER_MEMORY),
        *[figure(f"{name}, memory after this (PSS) / bare interpreter", [shares[name] / bare], "x") for name in shares],
    ]
