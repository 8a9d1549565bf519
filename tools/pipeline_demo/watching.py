"""Looks at the running pipeline from outside: the API, the metrics pages, the simulator."""

import time
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import httpx

from pipeline_demo.api_client import ApiClient
from pipeline_demo.figures import Rate, samples, total
from pipeline_demo.observed import Observed
from pipeline_demo.plan import Ports
from pipeline_demo.simulator_client import SimulatedDay

OVER = frozenset({"final", "game_over", "cancelled", "postponed"})
EASTERN = ZoneInfo("America/New_York")


class Watcher:
    """Takes one look after the other; a part that does not answer is shown as not known, never raised."""

    def __init__(self, ports: Ports, api: ApiClient) -> None:
        self._ports = ports
        self._api = api
        self._http = httpx.Client(timeout=2.0, trust_env=False)
        self._documents = Rate()
        self._polls = Rate()

    def look(self, day: SimulatedDay | None) -> Observed:
        """What the pipeline looks like now; ``day`` is the simulator's own account, if there is one."""
        now = time.monotonic()
        poller = self._page(self._ports.poller_metrics)
        transformers = [self._page(port) for port in self._ports.transformer_metrics]
        documents = total(poller, "kafka_messages_published_total", topic="live_game_data")
        try:
            games = self._api.games(**({} if day else recent_days(datetime.now(UTC))))
            board = self._api.board(games)
            aggregated, differing = self._api.reconciled()
        except httpx.HTTPError:
            games, board, aggregated, differing = [], (), 0, 0
        return Observed(
            simulated_now=None if day is None else day.now.strftime("%Y-%m-%d %H:%M:%SZ"),
            games=board,
            finished=sum(game.phase in OVER for game in board),
            games_total=len(board) if day is None else len(day.games),
            polls_per_second=self._polls.add(now, total(poller, "poller_game_polls_total")),
            documents_per_second=self._documents.add(now, documents),
            documents_total=int(documents),
            consumer_lag=int(sum(total(page, "kafka_consumer_lag_records") for page in transformers)),
            newest_row_age=newest_age(games, datetime.now(UTC)),
            dead_letters=int(sum(total(page, "kafka_dead_letters_total") for page in transformers)),
            finals=frozenset((game["game_pk"], game["version"]) for game in games if game["phase"] == "final"),
            aggregated=aggregated,
            differing=differing,
            away_components=self._away(poller, transformers),
        )

    def close(self) -> None:
        self._http.close()

    def _page(self, port: int) -> str:
        try:
            return self._http.get(f"http://127.0.0.1:{port}/metrics").text
        except httpx.HTTPError:
            return ""

    def _away(self, poller: str, transformers: list[str]) -> tuple[str, ...]:
        named = [("poller", poller)]
        named += [(f"transformer-{number}", page) for number, page in enumerate(transformers, start=1)]
        return tuple(
            f"{process}: {labels['component']}"
            for process, page in named
            for labels, value in samples(page, "pipeline_component_ready")
            if value == 0
        )


def recent_days(now: datetime) -> dict[str, str]:
    """The filter that shows the real day's games: those of yesterday and later, in US Eastern time. Pure."""
    return {"start_date": (now.astimezone(EASTERN).date() - timedelta(days=1)).isoformat()}


def newest_age(games: list[dict[str, Any]], now: datetime) -> float | None:
    """Seconds since the newest document in the database was fetched; None when there is none. Pure."""
    versions = [game["version"] for game in games if game["sequence"] > 0]
    return max(0.0, now.timestamp() - max(versions) / 1e6) if versions else None
