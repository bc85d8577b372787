"""Where the screens of a local chain are, and who can sign on there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from deploy.identity.accounts import accounts
from deploy.local import identity, stack

if TYPE_CHECKING:
    from pathlib import Path

_SHOWN_PLACE = "nijmegen"
"""Every municipality has the same people."""


def invitation(root: Path, desk: str) -> str:
    """For who started it: the address, the password and the people of one municipality and of the district."""
    names = [one.name for one in accounts() if "." not in one.name or one.name.endswith(f".{_SHOWN_PLACE}")]
    state = "answers" if identity.answers(stack.port(root, identity.NAME)) else "is starting"
    return "\n".join(
        (
            f"screens   {desk} (sign-on {state})",
            f"password  {identity.secrets_in(root / 'secrets' / identity.NAME).password}",
            f"accounts  {', '.join(names)}",
            "          of the other municipalities, and the second factor: signaalketen accounts",
        )
    )
