"""Whose the lines of the tally are; a running service changes them by its triggers alone."""

from services.runtime.base.walls import OF_TENANTS

TALLY_ROWS = {"tally": OF_TENANTS}
"""For ``Walls.rows``."""
