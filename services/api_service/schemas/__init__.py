"""What the API answers: the models document the JSON that PostgreSQL makes, and name the columns it makes it of."""
