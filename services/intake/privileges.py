"""What the running service does with its tables, beside reading them."""

from services.casework.flow.privileges import FLOW_PRIVILEGES
from services.casework.retention.privileges import RETENTION_PRIVILEGES
from services.casework.settings.privileges import SETTINGS_PRIVILEGES
from services.casework.tenancy.privileges import TENANCY_PRIVILEGES

PRIVILEGES = {
    **RETENTION_PRIVILEGES,
    **TENANCY_PRIVILEGES,
    **SETTINGS_PRIVILEGES,
    **FLOW_PRIVILEGES,
    "alert": "insert, update",
    "notice": "insert, update",
    "signal": "insert, update",
    "waiting": "execute",
}
