{{/* What one component's pods may reach, and who may reach them. Arguments: root, component, facts, values. */}}
{{- define "baseball.networkPolicy" }}
{{- $named := .root.Values.networkPolicy }}
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata:
  {{- include "baseball.metadata" . | nindent 2 }}
spec:
  podSelector:
    matchLabels:
      {{- include "baseball.selector" . | nindent 6 }}
  policyTypes: [Ingress, Egress]
  {{- if .facts.ports }}
  ingress:
    {{- if and .facts.ports.metrics $named.monitoring.peers }}
    - from:
        {{- toYaml $named.monitoring.peers | nindent 8 }}
      ports:
        - port: {{ .facts.ports.metrics }}
    {{- end }}
    {{- range $port, $callers := .facts.calledBy }}
    - from:
        {{- range $callers }}
        - podSelector:
            matchLabels:
              {{- include "baseball.selector" (dict "root" $.root "component" .) | nindent 14 }}
        {{- end }}
        {{- if eq $.component "api" }}
        {{- with $named.apiClients.peers }}
        {{- toYaml . | nindent 8 }}
        {{- end }}
        {{- end }}
      ports:
        - port: {{ get $.facts.ports $port }}
    {{- end }}
  {{- end }}
  egress:
    {{- include "baseball.egress" (dict "rule" $named.dns "protocols" (list "UDP" "TCP")) | nindent 4 }}
    {{- range .facts.uses }}
    {{- if has . (list "kafka" "database") }}
    {{- include "baseball.egress" (dict "rule" (get $named .)) | nindent 4 }}
    {{- else if eq . "airflow" }}
    {{- include "baseball.egress" (dict "rule" $named.airflowDatabase) | nindent 4 }}
    {{- else if and (eq . "archive") (eq $.root.Values.archive.type "s3") }}
    {{- include "baseball.egress" (dict "rule" $named.s3) | nindent 4 }}
    {{- else if and (eq . "tracing") $.root.Values.tracing.endpoint }}
    {{- include "baseball.egress" (dict "rule" $named.tracing) | nindent 4 }}
    {{- else if and (eq . "statsapi") (not $.root.Values.simulator.enabled) }}
    {{- include "baseball.egress" (dict "rule" $named.statsapi) | nindent 4 }}
    {{- end }}
    {{- end }}
    {{- if .facts.kubernetes }}
    {{- include "baseball.egress" (dict "rule" $named.kubernetesApi) | nindent 4 }}
    {{- end }}
    {{- if and .values.connectionsSecret $named.alerts.peers }}
    {{- include "baseball.egress" (dict "rule" $named.alerts) | nindent 4 }}
    {{- end }}
    {{- range $callee, $its := include "baseball.components" .root | fromYaml }}
    {{- range $port, $callers := $its.calledBy }}
    {{- if has $.component $callers }}
    - to:
        - podSelector:
            matchLabels:
              {{- include "baseball.selector" (dict "root" $.root "component" $callee) | nindent 14 }}
      ports:
        - port: {{ get $its.ports $port }}
    {{- end }}
    {{- end }}
    {{- end }}
{{- end }}

{{/* Arguments: rule (peers, ports), protocols (default TCP). */}}
{{- define "baseball.egress" -}}
- to:
    {{- toYaml .rule.peers | nindent 4 }}
  ports:
    {{- range $port := .rule.ports }}
    {{- range $.protocols | default (list "TCP") }}
    - port: {{ $port }}
      protocol: {{ . }}
    {{- end }}
    {{- end }}
{{- end }}
