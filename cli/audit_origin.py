"""The way out when witnesses have seen more of the log than there is: it goes on as another log, and says so."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import typer

from cli.service_access import administrator, own
from deploy.database import as_owner
from deploy.errors import CannotTryError
from deploy.local import stack
from deploy.operator import operator
from deploy.secrets import LOG_KEY, WITNESSES, replace_log_key
from schemas.registry import SERVICES
from services.audit import log_store
from services.runtime.base import telemetry
from services.runtime.messaging import outbox, trail
from services.tlog.merkle import EMPTY_ROOT
from services.tlog.note import Checkpoint, NoteError, Signer, parse_checkpoint, parse_note
from services.witness.state import hash_of

if TYPE_CHECKING:
    from pathlib import Path

    from services.runtime.base.database import Connection


def new_origin() -> None:
    """Replace the log's name and key, on record: only when a restore could not bring back what witnesses cosigned.

    Entries stay as they are, and what was cosigned of those can be checked against the new log; of what is lost the
    witnesses keep the last head. Everybody who trusts the log needs the new policy, and will ask why.
    """
    root = stack.default_root()
    seen = _seen(root)
    size = asyncio.run(_size_unless_it_holds(seen))
    with stack.halted(root, SERVICES):
        old, new = replace_log_key(root / "secrets")
        asyncio.run(_on_record(f"log {new} instead of {old}, of which witnesses saw {seen.size} entries"))
    stack.up(root)
    typer.echo(f"{new}: goes on with the {size} entries there are; {old} ends with the {seen.size} its witnesses saw")
    typer.echo("give the new policy (/log/policy) to everybody who checks the log, and the new key to its witnesses")


def _seen(root: Path) -> Checkpoint:
    """The largest head that any witness keeps. Raises CannotTryError."""
    origin = Signer.parse((root / "secrets" / LOG_KEY).read_text("utf-8")).verifier.name
    files = [root / "witnesses" / name / f"{hash_of(origin)}.checkpoint" for name in WITNESSES]
    try:
        heads = [parse_checkpoint(parse_note(file.read_bytes()).text) for file in files if file.exists()]
    except NoteError as error:
        raise CannotTryError(f"a witness has no head that can be read: {error}") from error
    return max(heads, key=lambda head: head.size, default=Checkpoint(origin, 0, EMPTY_ROOT))


async def _size_unless_it_holds(seen: Checkpoint) -> int:
    """How many entries the log has. Raises CannotTryError when what the witnesses saw is among them."""
    async with own("audit").look() as connection:
        size = await log_store.size(connection)
        if size >= seen.size and await log_store.root(connection, seen.size) == seen.root:
            raise CannotTryError(f"the log has the {seen.size} entries that its witnesses saw: nothing is missing")
        return size


async def begin_again(connection: Connection) -> None:
    """No head is signed yet of the entries there are: what was signed is another log's."""
    await connection.execute("delete from checkpoint")


async def _on_record(what: str) -> None:
    telemetry.configure("audit")
    admin = administrator()
    owner = as_owner(admin.database_url, "audit", admin_password=admin.password)  # the service forgets no head
    async with owner as connection, connection.transaction():
        await begin_again(connection)
        await outbox.add(connection, [trail.administered("audit", operator(), "new-origin", (), what)])
