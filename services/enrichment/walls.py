"""Whose cases enrichment shows: those of a municipality."""

from services.casework.settings.privileges import OPEN
from services.runtime.base.walls import ITSELF, Walls

WALLS = Walls(behind={"signalen": ITSELF}, open={**OPEN, "register_use": "how often each base register was asked"})
