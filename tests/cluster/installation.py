"""Both charts in a namespace of their own, as README.md installs them."""

import base64
import random
import re
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import kube
from surroundings import Surroundings

CHARTS = Path(__file__).parents[2] / "charts"
RESTRICTED = "pod-security.kubernetes.io/enforce"

Values = Mapping[str, Any]
Rows = dict[str, list[str]]

# What says when and how often a document was seen, not what was played.
SEEN_COLUMNS = {
    "archive_key", "content_hash", "fetched_at", "first_observed_at", "first_seen_at", "last_observed_at",
    "last_seen_at", "sequence", "version",
}  # fmt: skip
# How many documents come between two polls is a matter of timing, as is what was looked at closely.
SEEN_TABLES = {"alembic_version", "schema_revisions", "game_state_history", "feed_drift", "schedule_observations"}


class Installation:
    """Releases ``platform`` and ``baseball`` in ``namespace``. Raises kube.CommandError."""

    def __init__(self, namespace: str, surroundings: Surroundings, platform: Values, app: Values) -> None:
        self.namespace = namespace
        image = {"registry": surroundings.registry, "tag": surroundings.tag}
        own_postgres = {"imageName": surroundings.postgres_image} if surroundings.postgres_image else {}
        # Airflow's processes take more than all others together: only what asks for it has it.
        without = {"airflow": {"postgres": {**own_postgres, "enabled": False}}}
        self._platform = merged({"postgres": own_postgres, **without}, platform)
        self._app = merged({"image": image, "airflow": {"enabled": False}}, app)

    def make_namespace(self) -> None:
        labels = {RESTRICTED: "restricted", f"{RESTRICTED}-version": "latest"}
        metadata = {"name": self.namespace, "labels": labels}
        kube.apply([{"apiVersion": "v1", "kind": "Namespace", "metadata": metadata}])

    def install_platform(self) -> None:
        self._helm("install", "platform", self._platform)

    def install_app(self, **more: Any) -> None:
        self._helm("install", "baseball", merged(self._app, more))

    def upgrade_app(self, *flags: str, **more: Any) -> None:
        self._helm("upgrade", "baseball", merged(self._app, more), *flags)

    def upgrade_platform(self, **more: Any) -> None:
        self._helm("upgrade", "platform", merged(self._platform, more))

    def helm(self, *arguments: str) -> str:
        return kube.helm(*arguments, namespace=self.namespace)

    def kubectl(self, *arguments: str, said: str | None = None) -> str:
        return kube.kubectl(*arguments, namespace=self.namespace, said=said)

    def get(self, *what: str) -> kube.Object:
        return kube.get(*what, namespace=self.namespace)

    def pods(self, selector: str = "") -> list[kube.Object]:
        items: list[kube.Object] = self.get("pods", *(["--selector", selector] if selector else []))["items"]
        return items

    def component(self, name: str) -> list[str]:
        """Names of the component's pods that are not being deleted."""
        found = self.pods(f"app.kubernetes.io/component={name},app.kubernetes.io/instance=baseball")
        return [pod["metadata"]["name"] for pod in found if "deletionTimestamp" not in pod["metadata"]]

    def not_ready(self) -> list[str]:
        """Pods that are neither Ready nor at their end, with the state of what they wait for."""
        lines = []
        for pod in self.pods():
            conditions = {one["type"]: one["status"] for one in pod["status"].get("conditions", [])}
            if pod["status"]["phase"] not in ("Succeeded", "Failed") and conditions.get("Ready") != "True":
                states = [
                    f"{one['name']} {next(iter(one['state']))} {next(iter(one['state'].values())).get('reason', '')}"
                    for one in [
                        *pod["status"].get("initContainerStatuses", []),
                        *pod["status"].get("containerStatuses", []),
                    ]
                    if not one["ready"]
                ]
                lines.append(f"{pod['metadata']['name']} {pod['status']['phase']}: {', '.join(states)}")
        return lines

    def wait_ready(self, seconds: float = 300.0) -> None:
        """Until every pod of the namespace is Ready or done."""
        deadline = time.monotonic() + seconds
        while waiting := self.not_ready():
            if time.monotonic() > deadline:
                raise AssertionError(f"not ready in {self.namespace} after {seconds:g} s:\n" + "\n".join(waiting))
            time.sleep(2.0)

    def usage(self) -> dict[str, str]:
        """Memory and CPU of each component's largest container now, by ``kubectl top``."""
        most: dict[str, tuple[int, int]] = {}
        for line in self.kubectl("top", "pods", "--containers", "--no-headers").splitlines():
            pod, container, cpu, memory = line.split()
            name = re.sub(r"(-[a-z0-9]{8,10})?(-[a-z0-9]{5}|-\d+)$", "", pod) + f" {container}"
            figures = (int(memory.removesuffix("Mi")), int(cpu.removesuffix("m")))
            most[name] = max(most.get(name, (0, 0)), figures)
        return {name: f"{memory} MiB, {cpu} m" for name, (memory, cpu) in sorted(most.items())}

    def secret(self, name: str, key: str) -> str:
        return base64.b64decode(self.get("secret", name)["data"][key]).decode()

    def leader(self) -> str:
        """The poller that holds the Lease; empty while nobody does."""
        return str(self.get("lease", "baseball-poller")["spec"].get("holderIdentity") or "")

    def primary(self) -> str:
        """The pod of PostgreSQL that takes writes."""
        name: str = self.get("cluster.postgresql.cnpg.io", "platform-postgres")["status"]["currentPrimary"]
        return name

    def sql(self, query: str) -> list[str]:
        """The rows that psql prints, unaligned."""
        command = (
            "exec",
            self.primary(),
            "--container",
            "postgres",
            "--",
            "psql",
            "--no-psqlrc",
            "-d",
            "baseball",
            "-Atqc",
            query,
        )
        return self.kubectl(*command).splitlines()

    def columns(self) -> dict[str, list[str]]:
        """The columns of every table, without those that depend on timing."""
        found: dict[str, list[str]] = {}
        query = (
            "SELECT table_name, column_name FROM information_schema.columns NATURAL JOIN information_schema.tables"
            " WHERE table_schema = 'public' AND table_type = 'BASE TABLE' ORDER BY 1, ordinal_position"
        )
        for row in self.sql(query):
            table, _, column = row.partition("|")
            if column not in SEEN_COLUMNS and table not in SEEN_TABLES:
                found.setdefault(table, []).append(column)
        return found

    def tables(self, columns: Mapping[str, list[str]]) -> Rows:
        """These columns of these tables as sorted rows."""
        return {table: sorted(self.sql(f"SELECT {', '.join(names)} FROM {table}")) for table, names in columns.items()}

    def delete(self) -> None:
        kube.kubectl("delete", "namespace", self.namespace, "--ignore-not-found", "--timeout=300s", seconds=330.0)

    def _helm(self, verb: str, release: str, values: Values, *flags: str) -> None:
        chart = CHARTS / {"platform": "platform", "baseball": "baseball-stats"}[release]
        profile = ("--values", str(chart / "values-kind.yaml"))
        kube.helm(verb, release, str(chart), *profile, *flags, namespace=self.namespace, values=values)


def merged(one: Values, other: Values) -> dict[str, Any]:
    """``other`` over ``one``, as helm merges values files."""
    out = dict(one)
    for name, value in other.items():
        both = isinstance(value, Mapping) and isinstance(out.get(name), Mapping)
        out[name] = merged(out[name], value) if both else value
    return out


def is_ready(pod: kube.Object) -> bool:
    return any(one["type"] == "Ready" and one["status"] == "True" for one in pod["status"].get("conditions", []))


def choose(chance: random.Random, installation: Installation, component: str) -> str:
    """One of the component's pods, or a platform's: ``kafka``, ``postgres``; empty while there is none to choose.

    An instance of PostgreSQL is chosen only while all are ready: one that dies in the middle of pg_rewind must be
    cloned anew, which the operator leaves to its user.
    """
    selectors = {"kafka": "strimzi.io/component-type=kafka", "postgres": "cnpg.io/cluster=platform-postgres"}
    if component in selectors:
        found = installation.pods(selectors[component])
        names = [pod["metadata"]["name"] for pod in found]
        if component == "postgres" and not (len(found) == 2 and all(is_ready(pod) for pod in found)):
            return ""
    else:
        names = installation.component(component)
    return chance.choice(names) if names else ""
