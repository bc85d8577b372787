"""What a running service does with the tables of handling, beside reading them."""

HANDLING_PRIVILEGES = {
    "handling": "insert, update, delete",
    "note": "insert, update",
}
