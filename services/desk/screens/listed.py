"""Which part of a worklist is asked for: a filter is an address, and what a tile counts is what its link shows."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, TypeVar
from urllib.parse import urlencode

from fastapi import Depends
from pydantic import BaseModel

from services.desk.views.worklist import Stand

if TYPE_CHECKING:
    from services.desk.upstream import Api

L = TypeVar("L", bound=BaseModel)

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


async def of_desk(api: Api, asked: Asked, worklist: type[L]) -> tuple[L, Stand]:
    """The part that is asked for, and how much else there is: asked at once. Raises as ``Api.get``."""
    found, stand = await asyncio.gather(api.get("/werkvoorraad", **asked.query), api.get("/werkvoorraad/stand"))
    return worklist.model_validate(found), Stand.model_validate(stand)
