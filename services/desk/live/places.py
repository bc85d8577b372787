"""Where an open page hears what changes."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from uuid import UUID

    from services.desk.may import Area
    from services.desk.views.worklist import Stand

PLACE = "/levend"


def of_list(area: Area, stand: Stand) -> str:
    """Whether the worklist is still as it was shown."""
    return f"{PLACE}{area.path}?wijziging={stand.change}"


def of_file(area: Area, about: UUID) -> str:
    """Who else has it open."""
    return f"{PLACE}{area.path}/{about}"
