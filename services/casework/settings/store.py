"""The settings of this service, as they came."""

from __future__ import annotations

from typing import TYPE_CHECKING

from schemas.codes.setting import SettingKind
from schemas.settings import VALUES, Version
from services.casework.settings.domain import Settings, value_of

if TYPE_CHECKING:
    from schemas.envelope import Event
    from schemas.events.setting import SettingChanged
    from schemas.settings import Key
    from services.runtime.base.database import Connection


async def read(connection: Connection) -> Settings:
    """All of them, for who decides."""
    changed: dict[Key, list[Version]] = {}
    for row in await connection.fetch("select kind, name, effective_on, value, change_id from setting"):
        kind = SettingKind(row["kind"])
        value = VALUES[kind].model_validate_json(row["value"])
        changed.setdefault((kind, row["name"]), []).append(Version(row["effective_on"], value, row["change_id"]))
    return Settings(changed)


async def change(connection: Connection, event: Event[SettingChanged]) -> None:
    """From its day on. Raises ValueError for one that says nothing."""
    data = event.data
    await connection.execute(
        "insert into setting (kind, name, effective_on, value, change_id, changed_at) values ($1, $2, $3, $4, $5, $6)"
        " on conflict (kind, name, effective_on) do update"
        " set value = excluded.value, change_id = excluded.change_id, changed_at = excluded.changed_at",
        data.kind,
        data.setting,
        data.effective_on,
        value_of(data).model_dump_json(),
        data.change_id,
        event.time,
    )
