"""What both referral services do: project, send, and follow a referral's life. Each runs it for its own topics."""

from pathlib import Path

MIGRATIONS = Path(__file__).parent / "migrations"
