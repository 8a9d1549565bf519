"""Every SELECT of the API, by subject. One statement answers one request, so a body is one moment of the database."""
