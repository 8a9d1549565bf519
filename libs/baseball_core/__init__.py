"""What every service of the pipeline shares: settings, messages, feed, archive, broker, database, telemetry."""
