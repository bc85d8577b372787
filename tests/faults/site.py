"""What people and partners need to know of a chain to be at work on it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from pathlib import Path

    from tests.chain import Chain


class Site(Protocol):
    """A running chain, and the folder of all it keeps."""

    root: Path
    chain: Chain
