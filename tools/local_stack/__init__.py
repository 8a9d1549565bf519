"""The pipeline's real parts on one machine: PostgreSQL and Apache Kafka beside the code, and care of processes."""
