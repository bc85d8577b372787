"""What the running service does with its tables, beside reading them: the log is only ever added to."""

PRIVILEGES = {
    "arrival": "insert, delete",
    "bundle_read": "insert, update, delete",
    "case_tenant": "insert",
    "checkpoint": "insert, update",
    "lines_given": "update",
    "log_entry": "insert",
    "log_head": "update",
    "named_in": "execute",
    "note_case": "execute",
    "record": "insert",
    "tile": "insert, update",
    "volume": "insert, update",
}
