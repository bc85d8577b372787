"""Whose cases enrichment shows: those of a municipality."""

from services.casework.handling.privileges import HANDLING_ROWS
from services.casework.settings.privileges import OPEN
from services.casework.tally.privileges import TALLY_ROWS
from services.runtime.base.walls import ITSELF, Walls

WALLS = Walls(
    behind={"signalen": ITSELF},
    rows={**HANDLING_ROWS, **TALLY_ROWS},
    open={**OPEN, "register_use": "how often each base register was asked"},
)
