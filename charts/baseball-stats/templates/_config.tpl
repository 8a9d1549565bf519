{{/*
The settings of a component that are no secret, as environment variables. What the release's own objects decide
cannot be set by "settings": the schema refuses it. Arguments: root, component, facts, values.
*/}}
{{- define "baseball.config" -}}
{{- $values := .root.Values }}
{{- $config := dict }}
{{- if not (has "airflow" .facts.uses) }}
{{- $config = dict "LOG_FORMAT" $values.log.format "LOG_LEVEL" $values.log.level }}
{{- with .facts.ports.metrics }}
{{- $_ := set $config "METRICS_HOST" "0.0.0.0" }}
{{- $_ := set $config "METRICS_PORT" . }}
{{- end }}
{{- with .facts.ports.http }}
{{- $_ := set $config "HTTP_HOST" "0.0.0.0" }}
{{- $_ := set $config "HTTP_PORT" . }}
{{- end }}
{{- end }}
{{- range .facts.uses }}
{{- $config = merge $config (include (printf "baseball.config.%s" .) $ | fromYaml) }}
{{- end }}
{{- range $name, $_ := .values.settings }}
{{- if hasKey $config $name }}
{{- fail (printf "%s of %s is decided by the chart: it cannot be among its settings" $name $.component) }}
{{- end }}
{{- end }}
{{- $config = merge $config (.values.settings | default dict) }}
{{- range $name, $value := $config }}
{{ $name }}: {{ $value | toString | quote }}
{{- end }}
{{- end }}

{{- define "baseball.config.kafka" -}}
{{- with .root.Values.kafka }}
KAFKA_BOOTSTRAP_SERVERS: {{ .bootstrapServers | quote }}
KAFKA_SECURITY_PROTOCOL: {{ .securityProtocol }}
{{- if and .ca.secret (ne .securityProtocol "PLAINTEXT") }}
KAFKA_SSL_CA_LOCATION: /etc/kafka/ca/{{ .ca.key }}
{{- end }}
{{- if eq .securityProtocol "SSL" }}
KAFKA_SSL_CERTIFICATE_LOCATION: /etc/kafka/user/user.crt
KAFKA_SSL_KEY_LOCATION: /etc/kafka/user/user.key
{{- else if eq .securityProtocol "SASL_SSL" }}
KAFKA_SASL_MECHANISM: {{ .saslMechanism }}
{{- end }}
{{- end }}
{{- end }}

{{- define "baseball.config.statsapi" -}}
{{- if .root.Values.simulator.enabled }}
{{- $simulator := printf "http://%s-simulator" (include "baseball.fullname" .root) }}
STATSAPI_BASE_URL: {{ $simulator }}
POLL_CLOCK_URL: {{ $simulator }}/simulator/clock
{{- else }}
STATSAPI_BASE_URL: {{ .root.Values.statsapi.baseUrl | quote }}
{{- with .root.Values.statsapi.clockUrl }}
POLL_CLOCK_URL: {{ . | quote }}
{{- end }}
{{- end }}
STATSAPI_USER_AGENT: {{ .root.Values.statsapi.userAgent | quote }}
{{- end }}

{{- define "baseball.config.archive" -}}
{{- if eq .root.Values.archive.type "s3" }}
{{- with .root.Values.archive.s3 }}
ARCHIVE_URL: {{ .url | quote }}
AWS_REGION: {{ .region | quote }}
{{- with .endpoint }}
AWS_ENDPOINT_URL: {{ . | quote }}
{{- end }}
{{- end }}
{{- else }}
ARCHIVE_URL: file:///data/archive
{{- end }}
{{- end }}

{{- define "baseball.config.tracing" -}}
{{- with .root.Values.tracing }}
{{- if .endpoint }}
OTEL_EXPORTER_OTLP_ENDPOINT: {{ .endpoint | quote }}
OTEL_TRACES_SAMPLER_ARG: {{ .ratio }}
{{- end }}
{{- end }}
{{- end }}

{{- define "baseball.config.lease" -}}
POLL_LEASE_NAME: {{ include "baseball.fullname" .root }}-poller
{{- end }}

{{- define "baseball.config.scale" -}}
SCALE_DEPLOYMENT: {{ include "baseball.fullname" .root }}-poller
SCALE_REPLICAS: {{ .root.Values.poller.replicas }}
SCALE_LEAD_MINUTES: {{ .root.Values.poller.schedule.leadMinutes }}
{{- end }}

{{/* The database's URL is a secret: see the pod's env. */}}
{{- define "baseball.config.database" -}}
{}
{{- end }}
