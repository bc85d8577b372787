"""What a running service does with what was set, beside reading it."""

SETTINGS_PRIVILEGES = {"setting": "insert, update"}

OPEN = {"setting": "how the chain is set up: nothing of a case, and who has which function everybody may know"}
"""For ``Walls.open``."""
