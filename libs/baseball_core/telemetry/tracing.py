"""Traces (OpenTelemetry): one from a poll over its message to the rows, off unless a collector is named.

Whoever makes spans asks ``opentelemetry.trace`` for a tracer; while tracing is off that is one that does nothing.
Other variables of OpenTelemetry (OTEL_RESOURCE_ATTRIBUTES, OTEL_EXPORTER_OTLP_HEADERS, OTEL_BSP_...) are read by the
SDK itself.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from opentelemetry import trace

from baseball_core.settings import TracingSettings


@contextmanager
def tracing(settings: TracingSettings, service: str) -> Iterator[None]:
    """Sends the process's spans to the collector; on leaving, those that wait. Use once, in ``main``.

    Spans are sent by a thread of its own, in batches; a collector that is away costs spans, and up to 10 s on leaving.
    """
    if settings.exporter_otlp_endpoint is None:
        yield
        return
    # A process without tracing need not load them.
    from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
    from opentelemetry.sdk.resources import SERVICE_NAME, Resource
    from opentelemetry.sdk.trace import TracerProvider
    from opentelemetry.sdk.trace.export import BatchSpanProcessor
    from opentelemetry.sdk.trace.sampling import ParentBasedTraceIdRatio

    endpoint = f"{settings.exporter_otlp_endpoint.rstrip('/')}/v1/traces"
    provider = TracerProvider(
        sampler=ParentBasedTraceIdRatio(settings.traces_sampler_arg),
        resource=Resource.create({SERVICE_NAME: service}),
    )
    provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter(endpoint=endpoint)))
    trace.set_tracer_provider(provider)
    try:
        yield
    finally:
        provider.shutdown()
