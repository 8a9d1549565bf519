{{/*
What each component is, whatever the values say: the one place that knows.

kind       Deployment; CronJob; Job: a run to its end at each change of its pod, told nothing but the database's URL;
           Launched: only what pods need that Airflow makes (dags/baseball_batch)
values     where they are not .Values.<component>
account    ServiceAccount of another component that it shares
command    where the image's own is not meant
strategy   of a Deployment; RollingUpdate adds the new pod before the old one goes
ports      by name; "metrics" serves Prometheus text
probes     port and paths; start: of the first one, if not live; startSeconds: how long that may take, if not 60
service    port of its Service -> name of the pod's port
uses       what it is connected to; each adds settings, secrets, mounts and an egress rule
database   role it logs in as
waits      whether the schema must be there before it starts
calledBy   components that may call it, by port
keys       variables that Airflow's secret fills, with the keys there
kubernetes why it needs the Kubernetes API, and what it may do there
grace      seconds from SIGTERM to SIGKILL
*/}}
{{- define "baseball.components" -}}
{{- $poller := printf "%s-poller" (include "baseball.fullname" .) }}
poller:
  kind: Deployment
  # The Lease keeps the new pod from polling beside the old one; a volume of one node would keep it from starting.
  strategy: {{ ternary "RollingUpdate" "Recreate" (eq (include "baseball.archiveIsShared" .) "true") }}
  ports: {metrics: 9090}
  probes: {port: metrics, live: /livez, ready: /readyz}
  uses: [kafka, statsapi, archive, lease, tracing]
  kubernetes:
    why: of several pollers the one that holds the Lease polls
    rules:
      - {apiGroups: [coordination.k8s.io], resources: [leases], resourceNames: [{{ $poller }}], verbs: [get, update]}
  grace: 30
{{- if .Values.poller.schedule.enabled }}
scaler:
  kind: CronJob
  values: {{ merge (dict) .Values.poller.schedule (pick .Values.poller "image" "settings") | toJson }}
  command: [api-poller, scale]
  ports: {}
  uses: [statsapi, lease, scale]
  kubernetes:
    why: it scales the poller's Deployment, and reads from the Lease when a poller is needed next
    rules:
      - {apiGroups: [apps], resources: [deployments/scale], resourceNames: [{{ $poller }}], verbs: [get, patch]}
      - {apiGroups: [coordination.k8s.io], resources: [leases], resourceNames: [{{ $poller }}], verbs: [get]}
  grace: 10
{{- end }}
transformer:
  kind: Deployment
  strategy: RollingUpdate
  ports: {metrics: 9090}
  probes: {port: metrics, live: /livez, ready: /readyz}
  uses: [kafka, database, tracing]
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
  calledBy: {http: [test]}
  grace: 30
{{- if .Values.simulator.enabled }}
simulator:
  kind: Deployment
  strategy: Recreate
  ports: {http: 8080}
  probes: {port: http, live: /simulator/clock, ready: /simulator/clock, startSeconds: 180}
  service: {"80": http}
  uses: []
  calledBy: {http: [poller, recheck, scaler]}
  grace: 10
{{- end }}
migrations:
  kind: Job
  ports: {}
  uses: [database]
  database: owner
  grace: 40
game-aggregator:
  kind: Launched
  values: {}
  ports: {}
  uses: [database, archive]
  database: writer
recheck:
  kind: Launched
  values: {{ pick .Values.poller "settings" | toJson }}
  account: game-aggregator
  ports: {}
  uses: [kafka, statsapi, archive]
{{- with .Values.airflow }}
{{- if .enabled }}
{{- $common := pick . "image" "settings" }}
airflow-api-server:
  kind: Deployment
  values: {{ merge (dict) .apiServer $common | toJson }}
  # The auth manager keeps its passwords in a file that it opens for writing.
  command: [sh, -c, 'umask 077 && mkdir -p /tmp/airflow && printf %s "$PASSWORDS" > /tmp/airflow/passwords.json && exec airflow api-server']
  strategy: RollingUpdate
  ports: {http: 8080}
  probes: {port: http, live: /api/v2/version, ready: /api/v2/version, startSeconds: 300}
  service: {"8080": http}
  uses: [airflow]
  keys: {AIRFLOW__CORE__FERNET_KEY: fernet-key, AIRFLOW__API__SECRET_KEY: api-secret-key, AIRFLOW__API_AUTH__JWT_SECRET: jwt-secret, PASSWORDS: passwords.json}
  waits: true
  calledBy: {http: [airflow-scheduler, airflow-triggerer, test]}
  grace: 30
airflow-scheduler:
  kind: Deployment
  values: {{ merge (dict) .scheduler (pick . "connectionsSecret") $common | toJson }}
  command: [sh, -c, 'python /app/dags/baseball_batch/heartbeat.py SchedulerJob 8081 & exec airflow scheduler']
  strategy: Recreate
  ports: {logs: 8793, health: 8081}
  probes: {port: health, live: /livez, ready: /readyz, start: /readyz, startSeconds: 300}
  uses: [airflow]
  keys: {AIRFLOW__CORE__FERNET_KEY: fernet-key, AIRFLOW__API__SECRET_KEY: api-secret-key, AIRFLOW__API_AUTH__JWT_SECRET: jwt-secret}
  waits: true
  calledBy: {logs: [airflow-api-server]}
  kubernetes:
    why: its tasks start, follow and delete the pods of the batch
    rules:
      - {apiGroups: [""], resources: [pods], verbs: [create, delete, get, list, patch, watch]}
      - {apiGroups: [""], resources: [pods/log], verbs: [get]}
      - {apiGroups: [""], resources: [pods/exec], verbs: [create, get]}
      - {apiGroups: [""], resources: [events], verbs: [list]}
  grace: 60
airflow-dag-processor:
  kind: Deployment
  values: {{ merge (dict) .dagProcessor $common | toJson }}
  command: [sh, -c, 'python /app/dags/baseball_batch/heartbeat.py DagProcessorJob 8081 & exec airflow dag-processor']
  strategy: Recreate
  ports: {health: 8081}
  probes: {port: health, live: /livez, ready: /readyz, start: /readyz, startSeconds: 300}
  uses: [airflow]
  keys: {AIRFLOW__CORE__FERNET_KEY: fernet-key}
  waits: true
  grace: 30
airflow-triggerer:
  kind: Deployment
  values: {{ merge (dict) .triggerer $common | toJson }}
  command: [sh, -c, 'python /app/dags/baseball_batch/heartbeat.py TriggererJob 8081 & exec airflow triggerer']
  strategy: Recreate
  ports: {logs: 8794, health: 8081}
  probes: {port: health, live: /livez, ready: /readyz, start: /readyz, startSeconds: 300}
  uses: [airflow]
  keys: {AIRFLOW__CORE__FERNET_KEY: fernet-key, AIRFLOW__API__SECRET_KEY: api-secret-key}
  waits: true
  calledBy: {logs: [airflow-api-server]}
  grace: 30
airflow-migrations:
  kind: Job
  values: {{ merge (dict) .migrations $common | toJson }}
  command: [sh, -c, 'airflow db migrate && airflow pools set game_aggregator {{ mul 2 .podsAtOnce }} "pods of the batch"']
  ports: {}
  uses: [airflow]
  grace: 40
{{- end }}
{{- end }}
{{- end }}
