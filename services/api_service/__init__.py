"""HTTP API over the tables: read only, one SQL statement a request, PostgreSQL makes the JSON."""
