"""Sessions in PostgreSQL."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from pydantic import AwareDatetime, BaseModel

from schemas.codes.reading import PURPOSES, ReadingPurpose, of_functions
from services.runtime.base.mandates import Mandate
from services.screens import sealing
from services.screens.sessions import domain

if TYPE_CHECKING:
    from schemas.codes.flow import UserRole
    from services.desk.may import Area
    from services.runtime.base.database import Connection


class SignedOn(BaseModel):
    """What a sign-on brought, and a refresh replaces; ``name``: as the provider has it, for the top of the page."""

    subject: str
    provider_session: str | None
    name: str
    mandates: tuple[Mandate, ...]
    access_token: str
    refresh_token: str
    id_token: str
    expires_at: AwareDatetime


@dataclass(frozen=True, slots=True)
class Session:
    """``cookie`` is what the browser holds."""

    cookie: str
    who: SignedOn
    purpose: ReadingPurpose | None = None
    """For what is read now, where somebody said so."""
    areas: tuple[Area, ...] = ()
    """The screens of this instance that are his, in one request to it."""

    @property
    def functions(self) -> frozenset[UserRole]:
        return frozenset(mandate.function for mandate in self.who.mandates)

    @property
    def purposes(self) -> list[ReadingPurpose]:
        """For what may be read in these functions."""
        return of_functions(self.functions)

    def reads_for(self, function: UserRole) -> ReadingPurpose:
        """In this function; the usual purpose where nothing was said, or what was said is of another function."""
        own = PURPOSES[function]
        return self.purpose if self.purpose and self.purpose in own else own[0]

    @property
    def form_token(self) -> str:
        return sealing.form_token(self.cookie)


async def open_session(connection: Connection, who: SignedOn) -> Session:
    """A new one."""
    now = datetime.now(UTC)
    session = Session(sealing.new_cookie(), who)
    await connection.execute(
        "insert into session (id_hash, subject, provider_session, sealed, created_at, seen_at)"
        " values ($1, $2, $3, $4, $5, $5)",
        sealing.id_hash(session.cookie),
        who.subject,
        who.provider_session,
        _sealed(session),
        now,
    )
    return session


async def find(connection: Connection, cookie: str, *, active: bool = True) -> Session | None:
    """Locked until the end of the transaction: who refreshes is alone. None where it ended, and then it is gone.
    ``active``: somebody did something; what a page asks by itself keeps nothing open.
    """
    row = await connection.fetchrow(
        "select sealed, created_at, seen_at, purpose from session where id_hash = $1 for update",
        sealing.id_hash(cookie),
    )
    if row is None:
        return None
    now = datetime.now(UTC)
    if domain.ended(row["created_at"], row["seen_at"], now):
        await close(connection, cookie)
        return None
    if active:
        await connection.execute("update session set seen_at = $2 where id_hash = $1", sealing.id_hash(cookie), now)
    purpose = ReadingPurpose(row["purpose"]) if row["purpose"] else None
    return Session(cookie, SignedOn.model_validate_json(sealing.unseal(cookie, row["sealed"])), purpose)


async def whose(connection: Connection, cookie: str) -> str | None:
    """The subject, also of a session that ended since its browser came last."""
    return await connection.fetchval("select subject from session where id_hash = $1", sealing.id_hash(cookie))


async def read_for(connection: Connection, cookie: str, purpose: ReadingPurpose) -> None:
    """From now on."""
    await connection.execute(
        "update session set purpose = $2 where id_hash = $1", sealing.id_hash(cookie), purpose.value
    )


async def renew(connection: Connection, session: Session, who: SignedOn) -> Session:
    """The same session with other tokens."""
    renewed = replace(session, who=who)
    await connection.execute(
        "update session set sealed = $2 where id_hash = $1", sealing.id_hash(session.cookie), _sealed(renewed)
    )
    return renewed


async def close(connection: Connection, cookie: str) -> None:
    await connection.execute("delete from session where id_hash = $1", sealing.id_hash(cookie))


async def close_at_provider(connection: Connection, subject: str | None, provider_session: str | None) -> None:
    """Every session of this session there; where none is named, of this person."""
    await connection.execute(
        "delete from session where case when $2::text is null then subject = $1 else provider_session = $2 end",
        subject,
        provider_session,
    )


def _sealed(session: Session) -> bytes:
    return sealing.seal(session.cookie, session.who.model_dump_json(by_alias=True).encode())
