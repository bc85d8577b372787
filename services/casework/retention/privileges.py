"""What a running service does with the tables of retention, beside reading them."""

RETENTION_PRIVILEGES = {
    "destruction": "insert",
    "hold": "insert, update",
}
