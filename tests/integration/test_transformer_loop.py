"""The handler under the consumer loop: what becomes of bad records, of bugs, and of a database that goes away."""

import threading
import time
from collections.abc import Callable, Iterator

import pytest
from prometheus_client import REGISTRY

from baseball_core.clock import SystemClock
from baseball_core.db.session import WriteSession
from baseball_core.kafka.config import ConsumerSettings
from baseball_core.kafka.dead_letter import DeadLetter, DeadLetterLimitError, DeadLetters, parse_dead_letter
from baseball_core.kafka.local import LocalBroker
from baseball_core.kafka.loop import ConsumerLoop
from baseball_core.lifecycle import Shutdown
from baseball_core.messages import DEAD_LETTER, LIVE_GAME_DATA, MLB_SCHEDULE, Outgoing, encode_game_document
from baseball_core.telemetry.health import Health
from local_stack.postgres import OWNER, PostgresServer
from rt_transformer import decide as decide_module
from rt_transformer.handler import TransformerHandler
from support.feeds import a_document, a_feed, a_play
from support.stack import Database, migrate
from support.tables import rows

GROUP = "rt_transformer"


class Pipeline:
    """A transformer on an in-memory broker and a real database."""

    def __init__(self, url: str, **settings: object) -> None:
        self.broker = LocalBroker()
        self.health = Health()
        self.session = WriteSession(url, self.health, application="test")
        self.shutdown = Shutdown()
        chosen = {"batch_seconds": 0.05, "backoff_seconds": 0.05, "backoff_max_seconds": 0.2, **settings}
        self.loop = ConsumerLoop(
            self.broker.consumer(GROUP),
            TransformerHandler(self.session, SystemClock()),
            DeadLetters(self.broker.producer(), SystemClock()),
            topics=[LIVE_GAME_DATA, MLB_SCHEDULE],
            settings=ConsumerSettings(**chosen),  # type: ignore[arg-type]
            health=self.health,
        )

    def publish(self, *messages: Outgoing) -> None:
        self.broker.producer().publish(messages, 1.0)

    def run_until(self, condition: Callable[[], bool], meanwhile: Callable[[], None] = lambda: None) -> None:
        raised: list[BaseException] = []

        def body() -> None:
            try:
                self.loop.run(self.shutdown)
            except BaseException as exc:  # noqa: BLE001 - raised again in the test's own thread
                raised.append(exc)

        thread = threading.Thread(target=body)
        thread.start()
        meanwhile()
        end = time.monotonic() + 40
        while thread.is_alive() and not condition() and time.monotonic() < end:
            time.sleep(0.01)
        self.shutdown.request()
        thread.join(20)
        self.session.close()
        if raised:
            raise raised[0]
        assert condition()

    @property
    def committed(self) -> int:
        return sum(self.broker.committed(GROUP).values())

    @property
    def dead(self) -> list[DeadLetter]:
        return [parse_dead_letter(record) for record in self.broker.records(DEAD_LETTER)]


@pytest.fixture
def pipeline(database: Database) -> Iterator[Pipeline]:
    made = Pipeline(database.writer_url)
    yield made
    made.session.close()


def a_message(game_pk: int, number: int = 1) -> Outgoing:
    return encode_game_document(a_document(a_feed([a_play(0)], game_pk=game_pk), number, game_pk=game_pk))


def a_bad_message(game_pk: int) -> Outgoing:
    return encode_game_document(a_document(b"<html>", game_pk=game_pk))


def dead_letters_counted(reason: str) -> float:
    return REGISTRY.get_sample_value("kafka_dead_letters_total", {"reason": reason}) or 0.0


def games(url: str) -> list[object]:
    return [row["game_pk"] for row in rows(url, "SELECT game_pk FROM games ORDER BY 1")]


def test_one_bad_record_costs_one_record_and_is_kept_whole(pipeline: Pipeline, database: Database) -> None:
    bad = a_bad_message(2)
    pipeline.publish(a_message(1), bad, a_message(3))
    pipeline.run_until(lambda: pipeline.committed == 3)
    assert games(database.reader_url) == [1, 3]
    (letter,) = pipeline.dead
    assert (letter.origin_topic, letter.reason, letter.key, letter.value) == (
        LIVE_GAME_DATA,
        "not_json",
        b"2",
        bad.value,
    )


def test_a_run_of_bad_records_stops_the_consumer(database: Database) -> None:
    pipeline = Pipeline(database.writer_url, dead_letter_limit=3)
    pipeline.publish(*(a_bad_message(1) for _ in range(10)))
    with pytest.raises(DeadLetterLimitError):
        pipeline.run_until(lambda: False)
    assert len(pipeline.dead) == 3
    assert pipeline.committed == 3


def test_a_bug_is_an_error_a_metric_and_a_dead_letter_and_spoils_no_other_game(
    pipeline: Pipeline, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = decide_module.replacement

    def with_a_bug(document: decide_module.Document) -> object:
        if document.source.game_pk == 2:
            raise KeyError("a bug")
        return real(document)

    monkeypatch.setattr(decide_module, "replacement", with_a_bug)
    counted = dead_letters_counted("unexpected_error")
    pipeline.publish(a_message(1), a_message(2), a_message(3))
    pipeline.run_until(lambda: pipeline.committed == 3)
    assert games(database.reader_url) == [1, 3]
    (letter,) = pipeline.dead
    assert (letter.key, letter.reason, letter.detail) == (b"2", "unexpected_error", "KeyError: 'a bug'")
    assert dead_letters_counted("unexpected_error") == counted + 1


def test_a_dead_letter_can_be_put_back_and_is_then_done(
    pipeline: Pipeline, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(decide_module, "replacement", lambda document: 1 // 0)
    pipeline.publish(a_message(1))
    pipeline.run_until(lambda: pipeline.committed == 1)
    assert games(database.reader_url) == []
    monkeypatch.undo()
    again = Pipeline(database.writer_url)
    again.publish(pipeline.dead[0].restored())
    again.run_until(lambda: again.committed == 1)
    assert games(database.reader_url) == [1]


def test_nothing_is_committed_or_lost_while_the_database_is_away(throwaway_postgres: PostgresServer) -> None:
    migrate(throwaway_postgres.url(OWNER))
    pipeline = Pipeline(throwaway_postgres.url("baseball_writer"))
    pipeline.publish(a_message(1))

    def outage() -> None:
        end = time.monotonic() + 20
        while pipeline.committed == 0 and time.monotonic() < end:
            time.sleep(0.01)
        throwaway_postgres.process.kill9()
        pipeline.publish(a_message(1, 2), a_message(2))
        while "database" not in pipeline.health.ready() and time.monotonic() < end:
            time.sleep(0.01)
        assert pipeline.committed == 1
        throwaway_postgres.start()

    pipeline.run_until(lambda: pipeline.committed == 3, meanwhile=outage)
    assert pipeline.dead == []
    url = throwaway_postgres.url("baseball_reader")
    assert games(url) == [1, 2]
    assert rows(url, "SELECT sequence FROM game_state_history WHERE game_pk = 1 ORDER BY 1") == [
        {"sequence": 1},
        {"sequence": 2},
    ]
