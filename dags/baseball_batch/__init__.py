"""What the DAG files share: the deployment's settings, the pods, the alerts, the reports."""
