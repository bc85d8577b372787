"""Which part of a worklist is asked for: a filter is an address, and what a tile counts is what its link shows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated
from urllib.parse import urlencode

from fastapi import Depends

_PAGE = "25"


@dataclass(frozen=True, slots=True)
class Asked:
    """``after``: a place in the list, as the API gives it; empty is the beginning. Empty filters are everything."""

    after: str = ""
    mark: str = ""
    hands: str = ""

    @property
    def query(self) -> dict[str, str]:
        """As the API takes it."""
        return {"limit": _PAGE, **_given(na=self.after, alleen=self.mark, behandelaar=self.hands)}

    def link(self, path: str, after: str = "", mark: str | None = None, hands: str | None = None) -> str:
        """The address of another page of it, or of another part."""
        chosen = _given(
            na=after,
            alleen=self.mark if mark is None else mark,
            behandelaar=self.hands if hands is None else hands,
        )
        return f"{path}?{urlencode(chosen)}" if chosen else path


def _given(**values: str) -> dict[str, str]:
    return {name: value for name, value in values.items() if value}


async def _asked(na: str = "", alleen: str = "", behandelaar: str = "") -> Asked:
    return Asked(na, alleen, behandelaar)


AskedFor = Annotated[Asked, Depends(_asked)]
