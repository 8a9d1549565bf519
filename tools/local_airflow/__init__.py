"""Airflow on this machine for the batch: standalone, pods as local processes, beside a running demo."""
