"""How much lies on each municipality's desk, kept where it changes: no look counts what waits."""

from pathlib import Path

MIGRATIONS = Path(__file__).parent / "migrations"
