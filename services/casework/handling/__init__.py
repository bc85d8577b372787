"""Who has a case in hand, and what is noted of it, at the desk of one service."""

from pathlib import Path

MIGRATIONS = Path(__file__).parent / "migrations"
