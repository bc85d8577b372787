"""What the running service does with its tables, beside reading them."""

from services.casework.settings.privileges import SETTINGS_PRIVILEGES

PRIVILEGES = {**SETTINGS_PRIVILEGES, "proposal": "insert, update", "is_proposed": "execute"}
