{{/* The release's name: the Kafka cluster has it, and everything else begins with it. */}}
{{- define "platform.fullname" -}}
{{- .Values.fullnameOverride | default .Release.Name | trunc 40 | trimSuffix "-" -}}
{{- end }}

{{/* Arguments: root, component. */}}
{{- define "platform.labels" -}}
app.kubernetes.io/name: {{ .root.Chart.Name }}
app.kubernetes.io/instance: {{ .root.Release.Name }}
app.kubernetes.io/component: {{ .component }}
app.kubernetes.io/version: {{ .root.Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .root.Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .root.Chart.Name .root.Chart.Version | replace "+" "_" }}
{{- end }}

{{/* Labels of what belongs to the Kafka cluster. */}}
{{- define "platform.kafkaLabels" -}}
strimzi.io/cluster: {{ include "platform.fullname" . }}
{{ include "platform.labels" (dict "root" . "component" "kafka") }}
{{- end }}

{{- define "platform.postgres" -}}
{{ include "platform.fullname" . }}-postgres
{{- end }}

{{- define "platform.airflowPostgres" -}}
{{ include "platform.fullname" . }}-airflow-postgres
{{- end }}

{{/* The PostgreSQL clusters that are made: name, component, database, owner and values of each. */}}
{{- define "platform.clusters" -}}
{{- with .Values.postgres }}
{{- if .enabled }}
{{ include "platform.postgres" $ }}:
  component: postgres
  database: baseball
  owner: baseball_owner
  values: {{ toJson . }}
{{- end }}
{{- end }}
{{- with .Values.airflow.postgres }}
{{- if .enabled }}
{{ include "platform.airflowPostgres" $ }}:
  component: airflow-postgres
  database: airflow
  owner: airflow
  values: {{ toJson . }}
{{- end }}
{{- end }}
{{- end }}
