"""What a running service does with the tables of handling, beside reading them, and whose their rows are."""

from services.runtime.base.walls import OF_TENANTS

HANDLING_PRIVILEGES = {
    "colleague": "insert, update, delete",
    "handling": "insert, update, delete",
    "note": "insert, update",
}

HANDLING_ROWS = {"colleague": OF_TENANTS}
"""For ``Walls.rows``: who is at the desk of a municipality is known there."""
