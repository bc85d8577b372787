"""What the running service does with its tables, beside reading them."""

from services.casework.flow.privileges import FLOW_PRIVILEGES
from services.casework.handling.privileges import HANDLING_PRIVILEGES
from services.casework.retention.privileges import RETENTION_PRIVILEGES
from services.casework.settings.privileges import SETTINGS_PRIVILEGES
from services.casework.tenancy.privileges import TENANCY_PRIVILEGES

PRIVILEGES = {
    **RETENTION_PRIVILEGES,
    **TENANCY_PRIVILEGES,
    **SETTINGS_PRIVILEGES,
    **FLOW_PRIVILEGES,
    **HANDLING_PRIVILEGES,
    "intervention": "insert, update, delete",
    "on_desk": "execute",
    "object_hash": "insert, update, delete",
    "register_use": "insert, update",
    "report_digest": "insert, delete",
    "signal": "insert, update",
}
