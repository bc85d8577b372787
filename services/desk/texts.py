"""What codes are called is read now and then of a service that this instance knows. While it is away the texts that
were read last stay.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import structlog
from pydantic import ValidationError

from schemas.codes.setting import SettingKind
from schemas.events.setting import Label
from schemas.settings import Version
from services.casework.settings.domain import Settings
from services.desk.upstream import UnavailableError, of_everybody
from services.desk.views.texts import CodeTexts
from services.runtime.base import periodic
from services.screens import words

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    import httpx

    from schemas.settings import Key

log = structlog.get_logger()

_EVERY_SECONDS = 15
"""Our choice: an instance that starts before its service soon has the texts. No change is late by this, for each holds
from tomorrow at the earliest.
"""


async def watch(http: httpx.AsyncClient, address: str) -> None:
    """For ever."""

    async def look() -> bool:
        try:
            read(await of_everybody(http, address, "/codeteksten"))
        except (UnavailableError, ValidationError):
            log.warning("the texts of codes stay as they were read last")
        return False

    await periodic.for_ever(look, _EVERY_SECONDS, "the texts of codes are not read")


def read(said: Any) -> None:
    """From now on pages show these. Raises ValidationError for what is no such answer."""
    found = CodeTexts.model_validate(said)
    versions: Mapping[Key, list[Version]] = {
        (SettingKind.LABEL, f"{one.code_list}.{one.code}"): [
            Version(version.since, Label(label=version.text)) for version in one.versions
        ]
        for one in found.items
    }
    words.Texts.settings = Settings(versions)
