"""Which function gets which route of the desk, as its routes say.

python -m tests.desk.permissions    writes docs/desk-permissions.md again
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from fastapi.routing import APIRoute

from schemas.codes.flow import UserRole
from services.desk import service
from services.desk.drafts import keeping
from services.desk.live.places import PLACE
from services.desk.may import AREAS, Area
from services.desk.screens import reading
from services.desk.sign_on import login

DOCUMENT = Path(__file__).parents[2] / "docs" / "desk-permissions.md"

ROUTERS = (login.router, keeping.router, reading.router, *(one for area in AREAS for one in service.ROUTERS[area]))

_HEAD = """# Who gets which screen

Written by `python -m tests.desk.permissions` from the desk's own routes, and every cell tried by
`tests/desk/test_permissions.py`. A screen shows what the services give to who asks: another municipality's signal is
not found, whatever function somebody has.

"""


@dataclass(frozen=True, slots=True)
class Cell:
    """One route and function; ``functions`` is None where everybody gets it."""

    method: str
    path: str
    functions: frozenset[UserRole] | None


def cells() -> list[Cell]:
    """Every route, in the order of the routers."""
    return [
        Cell(method, route.path, next((one.functions for one in AREAS if _is_under(route.path, one)), None))
        for router in ROUTERS
        for route in router.routes
        if isinstance(route, APIRoute)
        for method in sorted(route.methods or ())
    ]


def _is_under(path: str, area: Area) -> bool:
    return path.startswith((area.path, f"{PLACE}{area.path}"))


def document() -> str:
    """As it is published."""
    lines = [["route", *UserRole], ["---"] * (len(UserRole) + 1)]
    for cell in cells():
        marks = ["everybody" if cell.functions is None else "yes" if one in cell.functions else "" for one in UserRole]
        lines.append([f"`{cell.method} {cell.path}`", *marks])
    return _HEAD + "".join(f"| {' | '.join(line)} |\n" for line in lines)


if __name__ == "__main__":
    DOCUMENT.write_text(document(), "utf-8")
