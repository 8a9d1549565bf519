"""A message's trace: the producer puts it into a header, the consumer goes on with it.

Names and attributes are OpenTelemetry's for messaging; the header is W3C's ``traceparent``. A batch is one transaction,
so the spans of its records begin and end together.
"""

from collections.abc import Sequence

import msgspec
from opentelemetry import trace
from opentelemetry.propagators.textmap import Getter
from opentelemetry.trace import Span, SpanKind, StatusCode
from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator

from baseball_core.errors import PipelineError
from baseball_core.kafka.base import DeliveryError, Handler, Producer, Record, Refusal
from baseball_core.messages import Outgoing

_TRACER = trace.get_tracer(__name__)
_CONTEXT = TraceContextTextMapPropagator()


class TracedProducer:
    """A Producer whose messages carry the trace of the thread that publishes them, or one of their own."""

    def __init__(self, producer: Producer) -> None:
        self._producer = producer

    def publish(self, messages: Sequence[Outgoing], timeout: float) -> None:
        """As base.Producer; a DeliveryError names the messages as they were given."""
        spans = [
            _TRACER.start_span(f"send {message.topic}", kind=SpanKind.PRODUCER, attributes=_sent(message))
            for message in messages
        ]
        marked = [_marked(message, span) for message, span in zip(messages, spans, strict=True)]
        given = {id(mark): (message, span) for mark, message, span in zip(marked, messages, spans, strict=True)}
        try:
            self._producer.publish(marked, timeout)
        except DeliveryError as exc:
            failures = []
            for failure in exc.failures:
                message, span = given[id(failure.message)]
                span.set_status(StatusCode.ERROR, failure.reason)
                failures.append(msgspec.structs.replace(failure, message=message))
            raise DeliveryError(failures) from exc
        finally:
            _end(spans)

    def close(self) -> None:
        """As base.Producer."""
        self._producer.close()


class TracedHandler:
    """A Handler whose records each leave a span in the trace that they came with."""

    def __init__(self, handler: Handler) -> None:
        self._handler = handler

    def handle(self, records: Sequence[Record]) -> Sequence[Refusal]:
        """As base.Handler."""
        spans = [
            _TRACER.start_span(
                f"process {record.topic}",
                context=_CONTEXT.extract(record, getter=_HEADERS),
                kind=SpanKind.CONSUMER,
                attributes=_received(record, len(records)),
            )
            for record in records
        ]
        try:
            refusals = self._handler.handle(records)
        except Exception as exc:
            for span in spans:
                span.set_status(StatusCode.ERROR, exc.reason if isinstance(exc, PipelineError) else type(exc).__name__)
            raise
        else:
            reasons = {(refusal.record.source, refusal.record.offset): refusal.reason for refusal in refusals}
            for record, span in zip(records, spans, strict=True):
                if (reason := reasons.get((record.source, record.offset))) is not None:
                    span.set_status(StatusCode.ERROR, reason)
            return refusals
        finally:
            _end(spans)


class _Headers(Getter[Record]):
    """A record's headers as a propagator reads them; what is no text is no header of it."""

    def get(self, carrier: Record, key: str) -> list[str] | None:
        value = carrier.header(key)
        return None if value is None else [value.decode("ascii", "replace")]

    def keys(self, carrier: Record) -> list[str]:
        return [name for name, _ in carrier.headers]


_HEADERS = _Headers()


def _marked(message: Outgoing, span: Span) -> Outgoing:
    carrier: dict[str, str] = {}
    _CONTEXT.inject(carrier, context=trace.set_span_in_context(span))
    if not carrier:
        return message
    marks = tuple((name, value.encode()) for name, value in carrier.items())
    return msgspec.structs.replace(message, headers=(*message.headers, *marks))


def _sent(message: Outgoing) -> dict[str, str | int]:
    return {
        "messaging.system": "kafka",
        "messaging.operation.name": "send",
        "messaging.operation.type": "send",
        "messaging.destination.name": message.topic,
        "messaging.kafka.message.key": message.key.decode("utf-8", "replace"),
        "messaging.message.body.size": len(message.value),
    }


def _received(record: Record, batch: int) -> dict[str, str | int]:
    return {
        "messaging.system": "kafka",
        "messaging.operation.name": "process",
        "messaging.operation.type": "process",
        "messaging.destination.name": record.topic,
        "messaging.destination.partition.id": str(record.partition),
        "messaging.kafka.offset": record.offset,
        "messaging.kafka.message.key": (record.key or b"").decode("utf-8", "replace"),
        "messaging.batch.message_count": batch,
    }


def _end(spans: Sequence[Span]) -> None:
    for span in spans:
        span.end()
