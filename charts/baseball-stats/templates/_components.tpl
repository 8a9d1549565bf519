{{/*
What each component is, whatever the values say: the one place that knows.

kind       Deployment, or Job: a run to its end at each change of its pod, told nothing but the database's URL
strategy   of a Deployment; RollingUpdate adds the new pod before the old one goes
ports      by name; "metrics" serves Prometheus text
probes     port and paths
service    port of its Service -> name of the pod's port
uses       what it is connected to; each adds settings, secrets, mounts and an egress rule
database   role it logs in as
waits      whether the schema must be there before it starts
calledBy   components that may call its http port
grace      seconds from SIGTERM to SIGKILL
*/}}
{{- define "baseball.components" -}}
poller:
  kind: Deployment
  strategy: Recreate
  ports: {metrics: 9090}
  probes: {port: metrics, live: /livez, ready: /readyz}
  uses: [kafka, statsapi, archive]
  grace: 30
transformer:
  kind: Deployment
  strategy: RollingUpdate
  ports: {metrics: 9090}
  probes: {port: metrics, live: /livez, ready: /readyz}
  uses: [kafka, database]
  database: writer
  waits: true
  grace: 30
api:
  kind: Deployment
  strategy: RollingUpdate
  ports: {http: 8080, metrics: 9090}
  probes: {port: http, live: /livez, ready: /readyz}
  service: {"80": http}
  uses: [database]
  database: reader
  waits: true
  calledBy: [test]
  grace: 30
{{- if .Values.simulator.enabled }}
simulator:
  kind: Deployment
  strategy: Recreate
  ports: {http: 8080}
  probes: {port: http, live: /simulator/clock, ready: /simulator/clock}
  service: {"80": http}
  uses: []
  calledBy: [poller]
  grace: 10
{{- end }}
migrations:
  kind: Job
  ports: {}
  uses: [database]
  database: owner
  grace: 40
{{- end }}
