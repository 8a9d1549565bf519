"""Traces through Kafka, with OpenTelemetry's own SDK in place of a collector."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime

import pytest
from opentelemetry.sdk.trace import ReadableSpan, TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

from baseball_core.errors import DatabaseError
from baseball_core.kafka import traced
from baseball_core.kafka.base import DeliveryError, Record, Refusal, Undelivered
from baseball_core.kafka.local import LocalBroker, LocalTopic
from baseball_core.kafka.traced import TracedHandler, TracedProducer
from baseball_core.messages import Outgoing

GAMES = "games"


class Silent:
    def on_assigned(self, partitions: object) -> None: ...

    def on_revoked(self, partitions: object) -> None: ...


class Refusing:
    """A Producer that delivers none of the messages."""

    def publish(self, messages: Sequence[Outgoing], timeout: float) -> None:
        raise DeliveryError([Undelivered(message, "msg_timed_out", "no broker") for message in messages])

    def close(self) -> None: ...


class Handling:
    """A Handler that does what a test says."""

    def __init__(self, refusals: Sequence[Refusal] = (), error: Exception | None = None) -> None:
        self.refusals = refusals
        self.error = error

    def handle(self, records: Sequence[Record]) -> Sequence[Refusal]:
        if self.error:
            raise self.error
        return self.refusals


@pytest.fixture
def spans(monkeypatch: pytest.MonkeyPatch) -> Iterator[InMemorySpanExporter]:
    """What was traced; the tracer of the process is left as it is."""
    exporter = InMemorySpanExporter()
    provider = TracerProvider()
    provider.add_span_processor(SimpleSpanProcessor(exporter))
    monkeypatch.setattr(traced, "_TRACER", provider.get_tracer("test"))
    yield exporter
    provider.shutdown()


def a_message(value: bytes = b"1") -> Outgoing:
    return Outgoing(GAMES, b"745001", value, (("n", b"1"),))


def a_record(offset: int = 0, headers: tuple[tuple[str, bytes], ...] = ()) -> Record:
    return Record(GAMES, 0, offset, datetime(2026, 7, 4, tzinfo=UTC), b"745001", b"1", headers)


def through_a_broker(*messages: Outgoing) -> list[Record]:
    broker = LocalBroker(topics={GAMES: LocalTopic(partitions=1)})
    TracedProducer(broker.producer()).publish(messages, 1.0)
    consumer = broker.consumer("readers")
    consumer.subscribe([GAMES], Silent())
    read = [consumer.poll(1.0) for _ in messages]
    consumer.close()
    return [record for record in read if record is not None]


def named(spans: InMemorySpanExporter, name: str) -> list[ReadableSpan]:
    return [span for span in spans.get_finished_spans() if span.name == name]


def test_without_a_collector_messages_are_as_they_were() -> None:
    (record,) = through_a_broker(a_message())
    assert record.headers == (("n", b"1"),)
    assert TracedHandler(Handling()).handle([record]) == ()


def test_what_becomes_of_a_message_belongs_to_the_trace_of_its_publication(spans: InMemorySpanExporter) -> None:
    records = through_a_broker(a_message(), a_message(b"2"))
    assert [record.headers[0] for record in records] == [("n", b"1"), ("n", b"1")]
    TracedHandler(Handling()).handle(records)
    sent, processed = named(spans, "send games"), named(spans, "process games")
    assert [(span.context.trace_id, span.context.span_id) for span in sent] == [
        (span.context.trace_id, span.parent.span_id) for span in processed if span.parent
    ]
    assert len({span.context.trace_id for span in sent}) == 2
    assert processed[1].attributes is not None
    assert processed[1].attributes["messaging.kafka.offset"] == 1


def test_a_poll_is_the_parent_of_what_it_publishes(spans: InMemorySpanExporter) -> None:
    with traced._TRACER.start_as_current_span("poll game"):
        through_a_broker(a_message())
    (poll,), (sent,) = named(spans, "poll game"), named(spans, "send games")
    assert sent.parent is not None
    assert sent.parent.span_id == poll.context.span_id


def test_undelivered_messages_are_named_as_they_were_given(spans: InMemorySpanExporter) -> None:
    messages = [a_message(), a_message(b"2")]
    with pytest.raises(DeliveryError) as caught:
        TracedProducer(Refusing()).publish(messages, 1.0)
    assert [id(failure.message) for failure in caught.value.failures] == [id(message) for message in messages]
    assert caught.value.retryable
    assert [span.status.description for span in named(spans, "send games")] == ["msg_timed_out"] * 2


def test_a_refused_record_is_an_error_and_the_others_are_not(spans: InMemorySpanExporter) -> None:
    records = [a_record(0), a_record(1)]
    refusal = Refusal(records[1], "bad_json", "cut off")
    assert TracedHandler(Handling([refusal])).handle(records) == [refusal]
    assert [span.status.description for span in named(spans, "process games")] == [None, "bad_json"]


def test_a_failed_batch_is_an_error_of_each_record_and_raised_on(spans: InMemorySpanExporter) -> None:
    with pytest.raises(DatabaseError):
        TracedHandler(Handling(error=DatabaseError("away", reason="database_away"))).handle([a_record()])
    assert [span.status.description for span in named(spans, "process games")] == ["database_away"]


@pytest.mark.parametrize("header", [b"", b"\xff\xfe", b"00-0-0-0", b"00-" + b"0" * 32 + b"-" + b"0" * 16 + b"-01"])
def test_a_header_that_is_no_context_begins_a_trace_of_its_own(header: bytes, spans: InMemorySpanExporter) -> None:
    TracedHandler(Handling()).handle([a_record(headers=(("traceparent", header),))])
    (span,) = named(spans, "process games")
    assert span.parent is None


def test_the_header_is_that_of_the_trace_context_recommendation(spans: InMemorySpanExporter) -> None:
    (record,) = through_a_broker(a_message())
    (sent,) = named(spans, "send games")
    context = sent.context
    version, trace_id, span_id, flags = (record.header("traceparent") or b"").decode().split("-")
    assert (version, trace_id, span_id) == ("00", f"{context.trace_id:032x}", f"{context.span_id:016x}")
    assert int(flags, 16) & 1  # sampled
