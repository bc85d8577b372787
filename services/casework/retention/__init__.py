"""How long content is kept, that it is destroyed by itself after that, on record, and what holds it up.

Each service that keeps content names its kinds and their terms; here are the register, the holds and the clock.
"""

from pathlib import Path

MIGRATIONS = Path(__file__).parent / "migrations"
