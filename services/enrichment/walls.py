"""Whose cases enrichment shows: those of a municipality."""

from services.runtime.base.walls import ITSELF, Walls

WALLS = Walls(behind={"signalen": ITSELF}, open={"register_use": "how often each base register was asked"})
