"""Whose case it is: the municipality where it was found, the one that is responsible, and those it was handed over to.

Each service keeps that for the signals it has, from facts that its events carry (plan 2.4).
"""

from pathlib import Path

MIGRATIONS = Path(__file__).parent / "migrations"
