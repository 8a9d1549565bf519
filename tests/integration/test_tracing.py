"""One trace from the poll to the rows: both processes, a real broker and database, and a collector of OTLP."""

import os
import sys
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from opentelemetry.proto.trace.v1.trace_pb2 import Span

from baseball_core.kafka.admin import ensure_topics
from baseball_core.settings import KafkaSettings
from local_stack.kafka import KafkaBroker
from local_stack.processes import ManagedProcess
from support.feeds import a_feed, a_play
from support.moving_games import a_row, a_schedule
from support.scripted_api import json_reply, scripted_api
from support.stack import Database
from support.tables import rows

GAME = 7


class Collector:
    """Keeps what is exported to it, by service and name."""

    def __init__(self) -> None:
        self.spans: dict[tuple[str, str], list[Span]] = {}
        collector = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                request = ExportTraceServiceRequest()
                request.ParseFromString(self.rfile.read(int(self.headers["Content-Length"])))
                collector.take(request)
                self.send_response(200 if self.path == "/v1/traces" else 404)
                self.end_headers()

            def log_message(self, *args: object) -> None: ...

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def take(self, request: ExportTraceServiceRequest) -> None:
        for resource in request.resource_spans:
            (service,) = (a.value.string_value for a in resource.resource.attributes if a.key == "service.name")
            for scope in resource.scope_spans:
                for span in scope.spans:
                    self.spans.setdefault((service, span.name), []).append(span)

    def of_the_game(self, service: str, name: str) -> list[Span]:
        return [
            span
            for span in self.spans.get((service, name), [])
            if any(a.value.int_value == GAME or a.value.string_value == str(GAME) for a in span.attributes)
        ]


@pytest.fixture
def collector() -> Iterator[Collector]:
    collector = Collector()
    yield collector
    collector.server.shutdown()
    collector.server.server_close()


def test_rows_belong_to_the_trace_of_the_poll_that_brought_them(
    throwaway_kafka: KafkaBroker, database: Database, collector: Collector, tmp_path: Path
) -> None:
    ensure_topics(KafkaSettings(bootstrap_servers=throwaway_kafka.bootstrap_servers))
    environment = {
        **{name: os.environ[name] for name in ("PATH", "COVERAGE_PROCESS_CONFIG") if name in os.environ},
        "KAFKA_BOOTSTRAP_SERVERS": throwaway_kafka.bootstrap_servers,
        "OTEL_EXPORTER_OTLP_ENDPOINT": collector.url,
        "OTEL_BSP_SCHEDULE_DELAY": "200",
    }
    with scripted_api() as api:
        api.on("/api/v1/game/changes", json_reply({"totalGames": 0, "dates": []}))
        api.on("/api/v1/gameStatus", json_reply([{"statusCode": "I"}]))
        api.on("/api/v1/schedule", lambda r: json_reply(a_schedule({r.params["endDate"]: [a_row(GAME, code="I")]})))
        api.on(f"/api/v1.1/game/{GAME}/feed/live", json_reply(a_feed([a_play(0)], game_pk=GAME)))
        poller = {"ARCHIVE_URL": f"file://{tmp_path}/archive", "STATSAPI_BASE_URL": api.url}
        processes = [
            ManagedProcess(name, [str(Path(sys.executable).with_name(name))], env=env, log=tmp_path / f"{name}.log")
            for name, env in (
                ("api-poller", environment | poller),
                ("rt-transformer", environment | {"DATABASE_URL": database.writer_url}),
            )
        ]
        try:
            for process in processes:
                process.start()
            until = time.monotonic() + 60
            while not collector.of_the_game("rt_transformer", "process live_game_data"):
                assert time.monotonic() < until, f"traced so far: {sorted(collector.spans)}"
                time.sleep(0.1)
        finally:
            for process in processes:
                process.stop()
    (poll, *_) = collector.of_the_game("api_poller", "poll game")
    (sent, *_) = collector.of_the_game("api_poller", "send live_game_data")
    (processed, *_) = collector.of_the_game("rt_transformer", "process live_game_data")
    assert (processed.trace_id, processed.parent_span_id) == (sent.trace_id, sent.span_id)
    assert (sent.trace_id, sent.parent_span_id) == (poll.trace_id, poll.span_id)
    assert rows(database.reader_url, "SELECT count(*) AS n FROM pitches WHERE game_pk = %s", GAME) == [{"n": 1}]
