{{/* What all of Airflow's processes are told. Arguments: root, component, facts, values. */}}
{{- define "baseball.config.airflow" -}}
{{- $full := include "baseball.fullname" .root }}
{{- with .root.Values }}
AIRFLOW__API__BASE_URL: {{ .airflow.baseUrl | quote }}
AIRFLOW__API__HOST: 0.0.0.0
AIRFLOW__API__PORT: 8080
AIRFLOW__CORE__DAGS_ARE_PAUSED_AT_CREATION: "False"
# Else it would be made from the base URL, which is where people come from.
AIRFLOW__CORE__EXECUTION_API_SERVER_URL: http://{{ $full }}-airflow-api-server:8080/execution/
AIRFLOW__CORE__EXECUTOR: LocalExecutor
# A pod's name is in no DNS; the API server asks the scheduler for its tasks' logs.
AIRFLOW__CORE__HOSTNAME_CALLABLE: airflow.utils.net.get_host_ip_address
AIRFLOW__CORE__PARALLELISM: {{ .airflow.parallelism }}
AIRFLOW__CORE__SIMPLE_AUTH_MANAGER_PASSWORDS_FILE: /tmp/airflow/passwords.json
# The DAGs are in the image: what changes them makes new pods.
AIRFLOW__DAG_PROCESSOR__MIN_FILE_PROCESS_INTERVAL: 600
AIRFLOW__LOGGING__JSON_LOGS: {{ ternary "True" "False" (eq .log.format "json") | quote }}
AIRFLOW__LOGGING__LOGGING_LEVEL: {{ upper .log.level }}
# An API server that is being replaced is waited for.
AIRFLOW__WORKERS__EXECUTION_API_RETRIES: 10
AIRFLOW__WORKERS__EXECUTION_API_RETRY_WAIT_MAX: 15
AIRFLOW_CONN_KUBERNETES_DEFAULT: {{ include "baseball.kubernetesConnection" $.root | quote }}
{{- end }}
{{ include "baseball.config.batch" .root }}
{{- end }}

{{/* The sidecar that hands a result on runs in the aggregator's image, which is on the node already. */}}
{{- define "baseball.kubernetesConnection" -}}
{{- $resources := dict "requests" (dict "cpu" "1m" "memory" "10Mi") "limits" (dict "cpu" "100m" "memory" "32Mi") }}
{{- $extra := dict "in_cluster" true "namespace" .Release.Namespace "xcom_sidecar_container_resources" (toJson $resources) }}
{{- $_ := set $extra "xcom_sidecar_container_image" (include "baseball.image" (dict "root" . "image" .Values.aggregator.image)) }}
{{- dict "conn_type" "kubernetes" "extra" $extra | toJson -}}
{{- end }}

{{/* What the DAGs are told of the pods they make: dags/baseball_batch/deployment.py. */}}
{{- define "baseball.config.batch" -}}
{{- $full := include "baseball.fullname" . }}
{{- with .Values }}
BASEBALL_NAMESPACE: {{ $.Release.Namespace }}
BASEBALL_RELEASE: {{ $.Release.Name }}
BASEBALL_SERVICE_ACCOUNT: {{ $full }}-game-aggregator
BASEBALL_AGGREGATOR_IMAGE: {{ include "baseball.image" (dict "root" $ "image" .aggregator.image) }}
BASEBALL_AGGREGATOR_CONFIG: {{ $full }}-game-aggregator
BASEBALL_POLLER_IMAGE: {{ include "baseball.image" (dict "root" $ "image" .poller.image) }}
BASEBALL_POLLER_CONFIG: {{ $full }}-recheck
BASEBALL_IMAGE_PULL_POLICY: {{ .image.pullPolicy }}
BASEBALL_IMAGE_PULL_SECRETS: {{ join "," .image.pullSecrets | quote }}
{{- with .pods.nodeSelector }}
BASEBALL_NODE_SELECTOR: {{ toJson . | quote }}
{{- end }}
{{- with .pods.tolerations }}
BASEBALL_TOLERATIONS: {{ toJson . | quote }}
{{- end }}
{{- with .pods.priorityClassName }}
BASEBALL_PRIORITY_CLASS: {{ . }}
{{- end }}
{{- with .pods.annotations }}
BASEBALL_ANNOTATIONS: {{ toJson . | quote }}
{{- end }}
BASEBALL_DATABASE_SECRET: {{ .database.writer.secret }}
BASEBALL_DATABASE_KEY: {{ .database.writer.key }}
{{- if ne .kafka.securityProtocol "PLAINTEXT" }}
BASEBALL_KAFKA_CA_SECRET: {{ .kafka.ca.secret | quote }}
BASEBALL_KAFKA_{{ ternary "CERTIFICATE" "PASSWORD" (eq .kafka.securityProtocol "SSL") }}_SECRET: {{ .poller.kafkaUserSecret }}
{{- end }}
{{- if eq .archive.type "s3" }}
BASEBALL_ARCHIVE_SECRET: {{ .archive.s3.credentialsSecret | quote }}
{{- else }}
BASEBALL_ARCHIVE_CLAIM: {{ .archive.volume.existingClaim | default (printf "%s-archive" $full) }}
{{- end }}
BASEBALL_GAME_CPU: {{ .aggregator.game.cpu | quote }}
BASEBALL_GAME_MEMORY: {{ .aggregator.game.memory }}
BASEBALL_BACKFILL_CPU: {{ .aggregator.season.cpu | quote }}
BASEBALL_BACKFILL_MEMORY: {{ .aggregator.season.memory }}
BASEBALL_MAX_PODS: {{ .airflow.podsAtOnce }}
{{- end }}
{{- end }}
