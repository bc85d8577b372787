"""What the running service does with its tables, beside reading them."""

from services.casework.retention.privileges import RETENTION_PRIVILEGES
from services.casework.tenancy.privileges import TENANCY_PRIVILEGES

PRIVILEGES = {
    **RETENTION_PRIVILEGES,
    **TENANCY_PRIVILEGES,
    "alert": "insert, update",
    "notice": "insert, update",
    "signal": "insert, update",
}
