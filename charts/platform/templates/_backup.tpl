{{/*
Backup and recovery: parts of a PostgreSQL cluster's spec. Only the games' cluster has them; what Airflow remembers of its
runs is not worth a restore. Arguments: root, cluster (one of platform.clusters).
*/}}
{{- define "platform.barman" -}}
barman-cloud.cloudnative-pg.io
{{- end }}

{{/* Where its backups are kept in the store: a name that no other cluster ever wrote under. Argument: the root. */}}
{{- define "platform.backupServer" -}}
{{ .Values.postgres.backup.serverName | default (include "platform.postgres" .) }}
{{- end }}

{{- define "platform.backup" -}}
{{- $root := .root }}
{{- with .cluster.values.backup }}
{{- if and .enabled (eq .method "plugin") }}
plugins:
  - name: {{ include "platform.barman" $root }}
    isWALArchiver: true
    parameters:
      barmanObjectName: {{ include "platform.postgres" $root }}
      serverName: {{ include "platform.backupServer" $root }}
{{- else if .enabled }}
backup:
  volumeSnapshot:
    {{- with .snapshotClass }}
    className: {{ . }}
    {{- end }}
    # A restored cluster needs its snapshots after the old one is gone.
    snapshotOwnerReference: none
{{- end }}
{{- end }}
{{- end }}

{{/* A new cluster: empty, or as a backup has it. Read by the operator once, when it makes the cluster. */}}
{{- define "platform.bootstrap" -}}
{{- $root := .root }}
{{- $cluster := .cluster }}
{{- with .cluster.values.recovery | default (dict "enabled" false) }}
bootstrap:
  {{- if .enabled }}
  recovery:
    database: {{ $cluster.database }}
    owner: {{ $cluster.owner }}
    {{- if .backup }}
    backup:
      name: {{ .backup }}
    {{- else }}
    source: origin
    {{- end }}
    {{- with .targetTime }}
    recoveryTarget:
      targetTime: {{ . | quote }}
    {{- end }}
  {{- else }}
  initdb:
    database: {{ $cluster.database }}
    owner: {{ $cluster.owner }}
  {{- end }}
{{- if and .enabled (not .backup) }}
externalClusters:
  - name: origin
    plugin:
      name: {{ include "platform.barman" $root }}
      parameters:
        barmanObjectName: {{ include "platform.postgres" $root }}
        serverName: {{ .serverName }}
{{- end }}
{{- end }}
{{- end }}
