{{/* The objects of one component. Arguments of each: root, component, facts, values. */}}

{{- define "baseball.serviceAccount" }}
---
apiVersion: v1
kind: ServiceAccount
metadata:
  {{- include "baseball.metadata" . | nindent 2 }}
automountServiceAccountToken: false
{{- end }}

{{- define "baseball.configMap" }}
---
apiVersion: v1
kind: ConfigMap
metadata:
  {{- include "baseball.metadata" . | nindent 2 }}
data:
  {{- include "baseball.config" . | trim | nindent 2 }}
{{- end }}

{{- define "baseball.deployment" }}
---
apiVersion: apps/v1
kind: Deployment
metadata:
  {{- include "baseball.metadata" . | nindent 2 }}
spec:
  {{- if not (include "baseball.scaledByOthers" .) }}
  replicas: {{ dig "replicas" 1 .values }}
  {{- end }}
  revisionHistoryLimit: 3
  strategy:
    type: {{ .facts.strategy }}
    {{- if eq .facts.strategy "RollingUpdate" }}
    rollingUpdate:
      maxSurge: 1
      maxUnavailable: 0
    {{- end }}
  selector:
    matchLabels:
      {{- include "baseball.selector" . | nindent 6 }}
  template:
    {{- include "baseball.pod" . | trim | nindent 4 }}
{{- end }}

{{/* A Job's pod cannot be changed, so each pod has a Job of its own name, and an unchanged one is not run again. */}}
{{- define "baseball.job" }}
{{- $pod := include "baseball.pod" . | trim }}
---
apiVersion: batch/v1
kind: Job
metadata:
  name: {{ include "baseball.fullname" .root }}-{{ .component }}-{{ sha256sum $pod | trunc 8 }}
  labels:
    {{- include "baseball.labels" . | nindent 4 }}
spec:
  backoffLimit: 8
  template:
    {{- $pod | nindent 4 }}
      restartPolicy: OnFailure
{{- end }}

{{- define "baseball.cronjob" }}
---
apiVersion: batch/v1
kind: CronJob
metadata:
  {{- include "baseball.metadata" . | nindent 2 }}
spec:
  schedule: {{ .values.cron | quote }}
  concurrencyPolicy: Forbid
  startingDeadlineSeconds: 200
  successfulJobsHistoryLimit: 1
  failedJobsHistoryLimit: 1
  jobTemplate:
    spec:
      # The next run is the retry.
      backoffLimit: 0
      activeDeadlineSeconds: 120
      template:
        {{- include "baseball.pod" . | trim | nindent 8 }}
          restartPolicy: Never
{{- end }}

{{/* What a component may do at the Kubernetes API, in its own namespace. */}}
{{- define "baseball.role" }}
---
apiVersion: rbac.authorization.k8s.io/v1
kind: Role
metadata:
  {{- include "baseball.metadata" . | nindent 2 }}
rules:
  {{- toYaml .facts.kubernetes.rules | nindent 2 }}
---
apiVersion: rbac.authorization.k8s.io/v1
kind: RoleBinding
metadata:
  {{- include "baseball.metadata" . | nindent 2 }}
roleRef:
  apiGroup: rbac.authorization.k8s.io
  kind: Role
  name: {{ include "baseball.fullname" .root }}-{{ .component }}
subjects:
  - kind: ServiceAccount
    name: {{ include "baseball.fullname" .root }}-{{ .component }}
{{- end }}

{{- define "baseball.service" }}
---
apiVersion: v1
kind: Service
metadata:
  {{- include "baseball.metadata" . | nindent 2 }}
spec:
  {{- $nodePort := dig "nodePort" 0 .values }}
  {{- if $nodePort }}
  type: NodePort
  {{- end }}
  selector:
    {{- include "baseball.selector" . | nindent 4 }}
  ports:
    {{- range $port, $target := .facts.service }}
    - name: {{ $target }}
      port: {{ $port }}
      targetPort: {{ $target }}
      {{- with $nodePort }}
      nodePort: {{ . }}
      {{- end }}
    {{- end }}
{{- end }}

{{- define "baseball.disruptionBudget" }}
---
apiVersion: policy/v1
kind: PodDisruptionBudget
metadata:
  {{- include "baseball.metadata" . | nindent 2 }}
spec:
  maxUnavailable: 1
  selector:
    matchLabels:
      {{- include "baseball.selector" . | nindent 6 }}
{{- end }}

{{- define "baseball.podMonitor" }}
---
apiVersion: monitoring.coreos.com/v1
kind: PodMonitor
metadata:
  {{- include "baseball.metadata" . | nindent 2 }}
    {{- with .root.Values.monitoring.labels }}
    {{- toYaml . | nindent 4 }}
    {{- end }}
spec:
  selector:
    matchLabels:
      {{- include "baseball.selector" . | nindent 6 }}
  podMetricsEndpoints:
    - port: metrics
      interval: {{ .root.Values.monitoring.interval }}
{{- end }}

{{/* Whether an autoscaler or the poller's schedule owns the number of replicas; empty when not. */}}
{{- define "baseball.scaledByOthers" -}}
{{- if or (ne (dig "autoscaling" "mode" "none" .values) "none") (dig "schedule" "enabled" false .values) }}true{{ end -}}
{{- end }}

{{- define "baseball.leastReplicas" -}}
{{- if ne (dig "autoscaling" "mode" "none" .values) "none" }}{{ .values.autoscaling.minReplicas }}{{ else }}{{ dig "replicas" 1 .values }}{{ end -}}
{{- end }}
