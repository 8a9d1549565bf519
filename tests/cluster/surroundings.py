"""What a run is told about the cluster that it is given."""

import os
from dataclasses import dataclass


@dataclass(frozen=True)
class Surroundings:
    """Environment variables of tests/cluster; the defaults are those of tests/cluster/run."""

    registry: str = os.environ.get("CLUSTER_IMAGE_REGISTRY", "localhost")
    tag: str = os.environ.get("CLUSTER_IMAGE_TAG", "suite")
    next_tag: str = os.environ.get("CLUSTER_NEXT_IMAGE_TAG", "suite-next")
    """Of images built anew, those of the migrations with one migration more."""
    postgres_image: str = os.environ.get("CLUSTER_POSTGRES_IMAGE", "")
    """Empty: the charts' own."""
    ingress_class: str = os.environ.get("CLUSTER_INGRESS_CLASS", "haproxy")
    """Of the Ingress; a GatewayClass of this name carries the HTTPRoute."""
    ingress_service: str = os.environ.get("CLUSTER_INGRESS_SERVICE", "ingress-controller/ingress-controller")
    """namespace/name of the Service behind which Ingress and HTTPRoute are served on port 80."""
    prometheus_service: str = os.environ.get("CLUSTER_PROMETHEUS_SERVICE", "monitoring/prometheus-operated")
    """namespace/name of a Prometheus that takes every monitor and every rule, on port 9090."""
    s3_endpoint: str = os.environ.get("CLUSTER_S3_ENDPOINT", "http://s3.s3.svc:7070")

    s3_deployment: str = os.environ.get("CLUSTER_S3_DEPLOYMENT", "s3/s3")
    """namespace/name of what serves it, from a claim: it is stopped for a while."""

    @property
    def ingress_namespace(self) -> str:
        return self.ingress_service.partition("/")[0]
