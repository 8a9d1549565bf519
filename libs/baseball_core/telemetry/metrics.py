"""Every metric of the pipeline, declared once; docs/metrics.md is generated from this file.

Label values come from small closed sets (reasons, states, topics), never from games, players or paths.
"""

from prometheus_client import Counter, Gauge, Histogram

# --- every process -----------------------------------------------------------------------------------------

COMPONENT_READY = Gauge(
    "pipeline_component_ready", "1 while the named dependency of this process works, else 0", ["component"]
)

# --- Kafka library (baseball_core.kafka) --------------------------------------------------------------------

# --- archive (baseball_core.archive) ------------------------------------------------------------------------

# --- poller (api_poller) ------------------------------------------------------------------------------------

# --- transformer (rt_transformer) ---------------------------------------------------------------------------

# --- API (api_service) --------------------------------------------------------------------------------------

# --- simulator (statsapi_simulator) -------------------------------------------------------------------------

__all__ = ["COMPONENT_READY", "Counter", "Gauge", "Histogram"]
