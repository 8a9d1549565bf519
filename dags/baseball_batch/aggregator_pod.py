"""The one place that makes a pod: image, resources, restricted security context, labels, environment, volumes.

DAG files say a task's id, the command's arguments and the task's own options. With ``BASEBALL_POD_RUNNER=process`` they
get the same operators, run as local processes.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from airflow.providers.cncf.kubernetes.operators.pod import KubernetesPodOperator
from airflow.sdk import Context, XComArg
from airflow.sdk.exceptions import AirflowException, AirflowSkipException
from kubernetes.client import models as k8s

from baseball_batch.deployment import Deployment
from baseball_batch.exit_codes import NOT_READY, failure
from baseball_batch.process_pod import RESULT_FILE, ProcessPodOperator

POOL = "game_aggregator"
SUBJECT = "baseball/subject"  # annotation: what a mapped pod works on, in words

# What every command of this project is told, so that its JSON result becomes the task's XCom.
OUTPUT = ("--output", RESULT_FILE)


class AggregatorPodOperator(KubernetesPodOperator):
    """The provider's operator, except that a failure which another try cannot mend is not tried again."""

    def cleanup(
        self,
        pod: k8s.V1Pod,
        remote_pod: k8s.V1Pod,
        xcom_result: dict[str, Any] | None = None,
        context: Context | None = None,
    ) -> None:
        try:
            super().cleanup(pod, remote_pod, xcom_result, context)
        except AirflowSkipException:
            raise
        except AirflowException as exc:
            raise failure(self._exit_code(remote_pod), str(exc)) from exc

    def _exit_code(self, remote_pod: k8s.V1Pod) -> int | None:
        """The command's exit code; None when the container never ended by itself."""
        for status in (remote_pod.status and remote_pod.status.container_statuses) or ():
            if status.name == self.base_container_name and status.state and status.state.terminated:
                return int(status.state.terminated.exit_code)
        return None


@dataclass(frozen=True)
class Program:
    """What differs between the containers of this project. ``component`` is what network policies know a pod by."""

    command: str
    component: str
    image: str
    config_map: str
    environment: tuple[k8s.V1EnvVar, ...]
    certificates: tuple[tuple[str, str], ...]  # folders, and the secrets mounted there; unnamed ones are not
    writes_archive: bool
    cpu: str
    memory: str


class PodFactory:
    """Makes the operators of one deployment."""

    def __init__(self, deployment: Deployment) -> None:
        self._deployment = deployment

    def game(self) -> Program:
        """The aggregator, sized for one game or for a question to the database."""
        return self._aggregator(self._deployment.game_cpu, self._deployment.game_memory)

    def season(self) -> Program:
        """The aggregator, sized for a chunk of a season."""
        return self._aggregator(self._deployment.backfill_cpu, self._deployment.backfill_memory)

    def poller(self) -> Program:
        """The poller's image, for commands that ask the API and publish."""
        its = self._deployment
        password = its.kafka_password_secret
        return Program(
            command="api-poller",
            component="recheck",
            image=its.poller_image,
            config_map=its.poller_config,
            environment=tuple(
                _secret(f"KAFKA_SASL_{key.upper()}", password, key) for key in ("username", "password") if password
            ),
            certificates=(
                ("/etc/kafka/ca", its.kafka_ca_secret),
                ("/etc/kafka/user", its.kafka_certificate_secret),
            ),
            writes_archive=True,
            cpu=its.game_cpu,
            memory=its.game_memory,
        )

    def pod(self, program: Program, task_id: str, arguments: Sequence[str], timeout: timedelta, **task: Any) -> Any:
        """One task, one pod. ``task`` are options of the task, never of the pod."""
        kind, options = self._operator(program, task_id, timeout)
        return kind(arguments=[*arguments, *OUTPUT], **options, **task)

    def pods(self, program: Program, task_id: str, inputs: XComArg, timeout: timedelta, **task: Any) -> Any:
        """One task, one pod for each of ``inputs``, which an earlier task made with ``pod_input``."""
        kind, options = self._operator(program, task_id, timeout)
        options |= {
            "map_index_template": "{{ task.annotations['" + SUBJECT + "'] }}",
            "max_active_tis_per_dagrun": self._deployment.max_pods,
            "skip_on_exit_code": NOT_READY,
        }
        return kind.partial(**{**options, **task}).expand_kwargs(inputs)

    def _aggregator(self, cpu: str, memory: str) -> Program:
        its = self._deployment
        return Program(
            command="game-aggregator",
            component="game-aggregator",
            image=its.aggregator_image,
            config_map=its.aggregator_config,
            environment=(_secret("DATABASE_URL", its.database_secret, its.database_key),),
            certificates=(),
            writes_archive=False,
            cpu=cpu,
            memory=memory,
        )

    def _operator(self, program: Program, task_id: str, timeout: timedelta) -> tuple[Any, dict[str, Any]]:
        """The operator's class and everything but the arguments."""
        options = {
            "task_id": task_id,
            "execution_timeout": timeout,
            "pool": POOL,
            "do_xcom_push": True,
            "cmds": [program.command],
            **self._pod(program, timeout),
        }
        if self._deployment.pod_runner == "process":
            return ProcessPodOperator, {**options, "process_environment": self._deployment.process_environment}
        return AggregatorPodOperator, options

    def _pod(self, program: Program, timeout: timedelta) -> dict[str, Any]:
        its = self._deployment
        amounts = {"cpu": program.cpu, "memory": program.memory}
        volumes, mounts = self._volumes(program)
        return {
            "name": program.command,
            "namespace": its.namespace,
            "image": program.image or program.command,
            "image_pull_policy": its.image_pull_policy,
            "image_pull_secrets": [k8s.V1LocalObjectReference(name=name) for name in its.image_pull_secrets],
            "labels": {
                "app.kubernetes.io/name": "baseball-stats",
                "app.kubernetes.io/instance": its.release,
                "app.kubernetes.io/component": program.component,
                "app.kubernetes.io/part-of": "baseball-stats-pipeline",
                "app.kubernetes.io/managed-by": "airflow",
            },
            # The operator's own option is taken by what differs between mapped pods.
            "full_pod_spec": k8s.V1Pod(metadata=k8s.V1ObjectMeta(annotations=json.loads(its.annotations or "{}"))),
            "service_account_name": its.service_account,
            "automount_service_account_token": False,
            "node_selector": json.loads(its.node_selector or "{}"),
            "tolerations": [_toleration(**given) for given in json.loads(its.tolerations or "[]")],
            "priority_class_name": its.priority_class or None,
            "security_context": self._pod_security(),
            "container_security_context": _container_security(),
            "xcom_sidecar_container_security_context": _container_security(),
            "container_resources": k8s.V1ResourceRequirements(requests=amounts, limits=amounts),
            "env_from": self._environment(program),
            "env_vars": list(program.environment),
            "volumes": volumes,
            "volume_mounts": mounts,
            # A pod that its task has lost must not run for ever; the task itself ends earlier.
            "active_deadline_seconds": int(timeout.total_seconds()) + 60,
            "startup_timeout_seconds": 300,
            "on_finish_action": "delete_succeeded_pod",
            # The log's end is the failure's text, and so the alert's.
            "termination_message_policy": "FallbackToLogsOnError",
            "log_pod_spec_on_failure": False,
            "log_events_on_failure": True,
        }

    def _pod_security(self) -> k8s.V1PodSecurityContext:
        user = self._deployment.run_as_user
        return k8s.V1PodSecurityContext(
            run_as_non_root=True,
            run_as_user=user,
            run_as_group=user,
            fs_group=user,
            seccomp_profile=k8s.V1SeccompProfile(type="RuntimeDefault"),
        )

    def _volumes(self, program: Program) -> tuple[list[k8s.V1Volume], list[k8s.V1VolumeMount]]:
        its = self._deployment
        volumes = [k8s.V1Volume(name="tmp", empty_dir=k8s.V1EmptyDirVolumeSource(size_limit="1Gi"))]
        mounts = [k8s.V1VolumeMount(name="tmp", mount_path="/tmp")]
        if its.archive_claim:
            read_only = not program.writes_archive
            claim = k8s.V1PersistentVolumeClaimVolumeSource(claim_name=its.archive_claim, read_only=read_only)
            volumes.append(k8s.V1Volume(name="archive", persistent_volume_claim=claim))
            mounts.append(k8s.V1VolumeMount(name="archive", mount_path=its.archive_path, read_only=read_only))
        for folder, secret in program.certificates:
            if not secret:
                continue
            name = folder.strip("/").replace("/", "-")
            volumes.append(k8s.V1Volume(name=name, secret=k8s.V1SecretVolumeSource(secret_name=secret)))
            mounts.append(k8s.V1VolumeMount(name=name, mount_path=folder, read_only=True))
        return volumes, mounts

    def _environment(self, program: Program) -> list[k8s.V1EnvFromSource]:
        sources = [k8s.V1EnvFromSource(config_map_ref=k8s.V1ConfigMapEnvSource(name=program.config_map))]
        if secret := self._deployment.archive_secret:
            sources.append(k8s.V1EnvFromSource(secret_ref=k8s.V1SecretEnvSource(name=secret)))
        return sources


def pod_input(arguments: Sequence[str], subject: str) -> dict[str, Any]:
    """What one mapped pod is given: its command's arguments, and in words what it works on."""
    return {"arguments": [*arguments, *OUTPUT], "annotations": {SUBJECT: subject}}


def _container_security() -> k8s.V1SecurityContext:
    return k8s.V1SecurityContext(
        allow_privilege_escalation=False,
        read_only_root_filesystem=True,
        capabilities=k8s.V1Capabilities(drop=["ALL"]),
    )


def _toleration(tolerationSeconds: int | None = None, **given: str) -> k8s.V1Toleration:  # noqa: N803 - Kubernetes' name
    return k8s.V1Toleration(toleration_seconds=tolerationSeconds, **given)


def _secret(variable: str, secret: str, key: str) -> k8s.V1EnvVar:
    selector = k8s.V1SecretKeySelector(name=secret, key=key)
    return k8s.V1EnvVar(name=variable, value_from=k8s.V1EnvVarSource(secret_key_ref=selector))
