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
    "addition": "insert, update",
    "agenda_item": "insert, update",
    "amendment": "insert, update",
    "consent": "insert, update",
    "consultation": "insert, update",
    "decision": "insert, update",
    "hand_over": "insert, update",
    "notice": "insert, update",
    "on_desk": "execute",
    "proposal": "insert, update",
    "referral": "insert, update",
    "report_digest": "insert, delete",
    "signal_case": "insert, update",
}
