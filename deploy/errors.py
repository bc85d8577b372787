"""The one failure that is not an answer."""


class CannotTryError(RuntimeError):
    """Something needed is missing or does not come up; the message says what, and what to do (exit code 2)."""
