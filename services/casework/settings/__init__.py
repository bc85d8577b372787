"""What administrators set, as this service keeps it: each value with the day from which it holds.

A decision is explained by the values of its own day: a term is fixed on the day it starts, whatever is set later.
"""

from pathlib import Path

MIGRATIONS = Path(__file__).parent / "migrations"
