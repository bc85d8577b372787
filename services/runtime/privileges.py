"""What a running service does with the tables of the runtime, beside reading them: its role may do no more."""

RUNTIME_PRIVILEGES = {
    "count_statement": "insert",
    "idempotency": "insert, update, delete",
    "inbox": "insert",
    "issuer": "insert",
    "outbox": "insert, update, delete",
    "outbox_sequence": "insert, update",
    "quarantine": "insert, update",
    "reading": "insert, update",
    "refusal": "insert, update, delete",
}
