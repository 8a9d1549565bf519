{{/* The release's name, which every object's name begins with. */}}
{{- define "baseball.fullname" -}}
{{- .Values.fullnameOverride | default .Release.Name | trunc 35 | trimSuffix "-" -}}
{{- end }}

{{/* What a pod is known by. Arguments: root, component. */}}
{{- define "baseball.selector" -}}
app.kubernetes.io/name: {{ .root.Chart.Name }}
app.kubernetes.io/instance: {{ .root.Release.Name }}
app.kubernetes.io/component: {{ .component }}
{{- end }}

{{/* Without versions: a new chart alone replaces no pod. Arguments: root, component. */}}
{{- define "baseball.podLabels" -}}
{{ include "baseball.selector" . }}
app.kubernetes.io/part-of: baseball-stats-pipeline
app.kubernetes.io/managed-by: {{ .root.Release.Service }}
{{- end }}

{{/* Arguments: root, component. */}}
{{- define "baseball.labels" -}}
{{ include "baseball.podLabels" . }}
app.kubernetes.io/version: {{ .root.Chart.AppVersion | quote }}
helm.sh/chart: {{ printf "%s-%s" .root.Chart.Name .root.Chart.Version | replace "+" "_" }}
{{- end }}

{{/* Name and labels of an object. Arguments: root, component. */}}
{{- define "baseball.metadata" -}}
name: {{ include "baseball.fullname" .root }}-{{ .component }}
labels:
  {{- include "baseball.labels" . | nindent 2 }}
{{- end }}

{{/* Whether pods on several nodes can write the archive: "true" or "false". */}}
{{- define "baseball.archiveIsShared" -}}
{{- with .Values.archive }}{{ or (eq .type "s3") (eq .volume.accessMode "ReadWriteMany") }}{{ end -}}
{{- end }}

{{/* A digest, where there is one, decides over the tag. Arguments: root, image. */}}
{{- define "baseball.image" -}}
{{- with .root.Values.image.registry }}{{ . }}/{{ end -}}
{{- .image.repository }}:{{ .image.tag | default .root.Values.image.tag | default .root.Chart.AppVersion -}}
{{- with .image.digest }}@{{ . }}{{ end -}}
{{- end }}

{{/* The secret with Airflow's keys and logins. */}}
{{- define "baseball.airflowSecret" -}}
{{- .Values.airflow.existingSecret | default (printf "%s-airflow" (include "baseball.fullname" .)) -}}
{{- end }}
