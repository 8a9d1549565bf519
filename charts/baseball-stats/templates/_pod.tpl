{{/* A pod of a component. Arguments: root, component, facts, values. */}}
{{- define "baseball.pod" -}}
{{- $fullname := include "baseball.fullname" .root }}
{{- $usesArchive := and (has "archive" .facts.uses) (eq .root.Values.archive.type "volume") }}
{{- $usesKafka := and (has "kafka" .facts.uses) (ne .root.Values.kafka.securityProtocol "PLAINTEXT") }}
metadata:
  labels:
    {{- include "baseball.podLabels" . | nindent 4 }}
  annotations:
    checksum/config: {{ include "baseball.config" . | sha256sum }}
    {{- with .facts.kubernetes }}
    baseball-stats/kubernetes-api: {{ .why }}
    {{- end }}
    {{- with .root.Values.pods.annotations }}
    {{- toYaml . | nindent 4 }}
    {{- end }}
spec:
  serviceAccountName: {{ $fullname }}-{{ .component }}
  automountServiceAccountToken: {{ hasKey .facts "kubernetes" }}
  enableServiceLinks: false
  terminationGracePeriodSeconds: {{ .facts.grace }}
  {{- with include "baseball.scheduling" . | trim }}
  {{- . | nindent 2 }}
  {{- end }}
  securityContext:
    {{- include "baseball.podSecurity" . | nindent 4 }}
  {{- if or .facts.waits (eq .facts.kind "Job") }}
  initContainers:
    - {{ include "baseball.databaseWait" . | nindent 6 | trim }}
  {{- end }}
  containers:
    - name: {{ .component }}
      image: {{ include "baseball.image" (dict "root" .root "image" .values.image) }}
      imagePullPolicy: {{ .root.Values.image.pullPolicy }}
      {{- with .facts.command }}
      command:
        {{- toYaml . | nindent 8 }}
      {{- end }}
      securityContext:
        {{- include "baseball.containerSecurity" . | nindent 8 }}
      {{- if ne .facts.kind "Job" }}
      envFrom:
        - configMapRef:
            name: {{ $fullname }}-{{ .component }}
        {{- if and (has "archive" .facts.uses) (eq .root.Values.archive.type "s3") .root.Values.archive.s3.credentialsSecret }}
        - secretRef:
            name: {{ .root.Values.archive.s3.credentialsSecret }}
        {{- end }}
        {{- with .values.connectionsSecret }}
        - secretRef:
            name: {{ . }}
        {{- end }}
      {{- end }}
      {{- with include "baseball.secretEnv" . | trim }}
      env:
        {{- . | nindent 8 }}
      {{- end }}
      {{- with .facts.ports }}
      ports:
        {{- range $name, $port := . }}
        - name: {{ $name }}
          containerPort: {{ $port }}
        {{- end }}
      {{- end }}
      {{- with .facts.probes }}
      {{- include "baseball.probes" (merge (dict "number" (get $.facts.ports (.port | default ""))) .) | nindent 6 }}
      {{- end }}
      {{- if .facts.service }}
      lifecycle:
        preStop:
          sleep:
            seconds: 5 # requests come until the endpoint is gone from every node
      {{- end }}
      resources:
        {{- toYaml .values.resources | nindent 8 }}
      volumeMounts:
        - name: tmp
          mountPath: /tmp
        {{- if $usesArchive }}
        - name: archive
          mountPath: /data/archive
        {{- end }}
        {{- if $usesKafka }}
        {{- include "baseball.kafkaMounts" . | nindent 8 }}
        {{- end }}
  volumes:
    - name: tmp
      emptyDir:
        sizeLimit: 1Gi
    {{- if $usesArchive }}
    - name: archive
      persistentVolumeClaim:
        claimName: {{ .root.Values.archive.volume.existingClaim | default (printf "%s-archive" $fullname) }}
    {{- end }}
    {{- if $usesKafka }}
    {{- include "baseball.kafkaVolumes" . | nindent 4 }}
    {{- end }}
{{- end }}

{{- define "baseball.podSecurity" -}}
runAsNonRoot: true
runAsUser: 10001
runAsGroup: 10001
fsGroup: 10001
fsGroupChangePolicy: OnRootMismatch
seccompProfile:
  type: RuntimeDefault
{{- end }}

{{- define "baseball.containerSecurity" -}}
allowPrivilegeEscalation: false
readOnlyRootFilesystem: true
capabilities:
  drop: [ALL]
{{- end }}

{{/* Where pods may run, and with what they are pulled. Arguments: root, component, facts. */}}
{{- define "baseball.scheduling" -}}
{{- if eq .facts.kind "Deployment" }}
topologySpreadConstraints:
  - maxSkew: 1
    topologyKey: kubernetes.io/hostname
    whenUnsatisfiable: ScheduleAnyway
    labelSelector:
      matchLabels:
        {{- include "baseball.selector" . | nindent 8 }}
{{- end }}
{{- with .root.Values.image.pullSecrets }}
imagePullSecrets:
  {{- range . }}
  - name: {{ . }}
  {{- end }}
{{- end }}
{{- with .root.Values.pods.priorityClassName }}
priorityClassName: {{ . }}
{{- end }}
{{- with .root.Values.pods.nodeSelector }}
nodeSelector:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .root.Values.pods.tolerations }}
tolerations:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- end }}

{{/* A stalled process is replaced after half a minute; one whose database is away is only taken out of service. */}}
{{- define "baseball.probes" -}}
startupProbe:
  httpGet: {path: {{ .start | default .live }}, port: {{ .port }}}
  periodSeconds: 2
  failureThreshold: {{ div (.startSeconds | default 60) 2 }}
livenessProbe:
  httpGet: {path: {{ .live }}, port: {{ .port }}}
  periodSeconds: 10
  timeoutSeconds: 5
  failureThreshold: 3
readinessProbe:
  {{- if eq .ready "/readyz" }}
  {{- include "baseball.saidReady" . | nindent 2 }}
  {{- else }}
  httpGet: {path: {{ .ready }}, port: {{ .port }}}
  {{- end }}
  periodSeconds: 5
  timeoutSeconds: 6
  failureThreshold: 2
{{- end }}

{{/*
Of an HTTP probe that fails Kubernetes shows the status alone; what this one prints stands in the pod's events, so that
"kubectl describe" says what is missing. It costs 2 ms of CPU.
*/}}
{{- define "baseball.saidReady" -}}
exec:
  command:
    - bash
    - -c
    - >-
      exec 3<>/dev/tcp/127.0.0.1/{{ .number }}
      && printf 'GET {{ .ready }} HTTP/1.0\r\n\r\n' >&3
      && read -r _ code _ <&3
      && said=$(cat <&3)
      && echo "${said##*$'\n'}"
      && [[ $code == 200 ]]
{{- end }}

{{/*
Waits in process, not by being restarted: for the schema of this version, or, before a migration, only for a database
that answers. What is missing stands in its log each time.
*/}}
{{- define "baseball.databaseWait" -}}
{{- $airflow := has "airflow" .facts.uses }}
{{- $image := ternary .root.Values.airflow.image .root.Values.migrations.image $airflow }}
{{- $check := list (printf "alembic current%s" (ternary " --check-heads" "" (hasKey .facts "waits"))) }}
{{- if $airflow }}
{{- /* Airflow is loaded only once the database answers: each time costs seconds of CPU. */}}
{{- $check = list "python -c 'import os, psycopg; psycopg.connect(os.environ[\"AIRFLOW__DATABASE__SQL_ALCHEMY_CONN\"], connect_timeout=4)'" }}
{{- if .facts.waits }}
{{- $check = append $check "airflow db check-migrations --migration-wait-timeout 300" }}
{{- end }}
{{- end -}}
name: {{ ternary "wait-for-database" "wait-for-migrations" (eq .facts.kind "Job") }}
image: {{ include "baseball.image" (dict "root" .root "image" $image) }}
imagePullPolicy: {{ .root.Values.image.pullPolicy }}
command:
  - sh
  - -c
  - until said=$(exec 2>&1; {{ join " && " $check }}); do echo "$said" | tail -n 3; sleep 3; done
securityContext:
  {{- include "baseball.containerSecurity" . | nindent 2 }}
env:
  - {{ include "baseball.databaseUrl" . | nindent 4 | trim }}
resources:
  {{- toYaml (ternary .root.Values.airflow.migrations.resources .root.Values.migrations.resources $airflow) | nindent 2 }}
volumeMounts:
  - name: tmp
    mountPath: /tmp
{{- end }}

{{- define "baseball.databaseUrl" -}}
{{- $airflow := has "airflow" .facts.uses }}
{{- $role := $airflow | ternary .root.Values.airflow.database (get .root.Values.database (.facts.database | default "")) -}}
name: {{ ternary "AIRFLOW__DATABASE__SQL_ALCHEMY_CONN" "DATABASE_URL" $airflow }}
valueFrom:
  secretKeyRef:
    name: {{ $role.secret }}
    key: {{ $role.key }}
{{- end }}

{{/* Credentials that are no files. Arguments: root, facts, values. */}}
{{- define "baseball.secretEnv" -}}
{{- if or (has "database" .facts.uses) (has "airflow" .facts.uses) }}
- {{ include "baseball.databaseUrl" . | nindent 2 | trim }}
{{- end }}
{{- if and (has "kafka" .facts.uses) (eq .root.Values.kafka.securityProtocol "SASL_SSL") }}
- name: KAFKA_SASL_USERNAME
  valueFrom:
    secretKeyRef: {name: {{ .values.kafkaUserSecret }}, key: username}
- name: KAFKA_SASL_PASSWORD
  valueFrom:
    secretKeyRef: {name: {{ .values.kafkaUserSecret }}, key: password}
{{- end }}
{{- range $variable, $key := .facts.keys }}
- name: {{ $variable }}
  valueFrom:
    secretKeyRef: {name: {{ include "baseball.airflowSecret" $.root }}, key: {{ $key }}}
{{- end }}
{{- end }}

{{/* Certificates are files, so that a renewed one is seen without a restart of the pod. */}}
{{- define "baseball.kafkaMounts" -}}
{{- if .root.Values.kafka.ca.secret }}
- name: kafka-ca
  mountPath: /etc/kafka/ca
  readOnly: true
{{- end }}
{{- if eq .root.Values.kafka.securityProtocol "SSL" }}
- name: kafka-user
  mountPath: /etc/kafka/user
  readOnly: true
{{- end }}
{{- end }}

{{- define "baseball.kafkaVolumes" -}}
{{- with .root.Values.kafka.ca }}
{{- if .secret }}
- name: kafka-ca
  secret:
    secretName: {{ .secret }}
    items:
      - {key: {{ .key }}, path: {{ .key }}}
{{- end }}
{{- end }}
{{- if eq .root.Values.kafka.securityProtocol "SSL" }}
- name: kafka-user
  secret:
    secretName: {{ .values.kafkaUserSecret }}
    items:
      - {key: user.crt, path: user.crt}
      - {key: user.key, path: user.key}
{{- end }}
{{- end }}
