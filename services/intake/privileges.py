"""What the running service does with its tables, beside reading them."""

from services.casework.retention.privileges import RETENTION_PRIVILEGES

PRIVILEGES = {
    **RETENTION_PRIVILEGES,
    "alert": "insert, update",
    "notice": "insert, update",
    "signal": "insert, update",
}
