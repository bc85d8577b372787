"""What administrators set reaches every service that decides by it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from schemas.events.setting import SettingChanged
from services.casework.settings import store
from services.runtime.messaging.dispatch import Delivery, Handled, each

if TYPE_CHECKING:
    from collections.abc import Mapping

    from schemas.text import Contract
    from services.runtime.base.database import Connection
    from services.runtime.messaging.dispatch import Handler


async def change(connection: Connection, delivery: Delivery[SettingChanged]) -> Handled:
    """Kept with the day from which it holds."""
    await store.change(connection, delivery.event)
    return Handled()


HANDLERS: Mapping[type[Contract], Handler] = {SettingChanged: each(change)}
