"""The partner's own people: who may sign on, who is, and what was done."""

from __future__ import annotations

import asyncio
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from pyotp import random_base32
from pyotp.totp import TOTP

from services.partner_desk.accounts import domain
from services.partner_desk.accounts.domain import Attempts
from services.partner_desk.database import kept, moment
from services.screens import sealing
from services.screens.sessions.domain import LONGEST, ended

if TYPE_CHECKING:
    from sqlite3 import Row

    from services.partner_desk.database import Store

_HASHER = PasswordHasher()
_NOBODYS = _HASHER.hash(secrets.token_urlsafe())
"""What an attempt in an unknown name is held against, so that it takes as long."""

_PASSWORD_BYTES = 15
_PERIOD_SECONDS = 30
_PERIODS = (-1, 0, 1)
"""Whose clock is half a minute off still signs on."""


@dataclass(frozen=True, slots=True)
class Secrets:
    """Shown once, to who made the account."""

    password: str
    second_factor: str
    address: str
    """As an authenticator takes it in."""


@dataclass(frozen=True, slots=True)
class Account:
    name: str
    locked_until: datetime | None


@dataclass(frozen=True, slots=True)
class Session:
    """Somebody who is signed on."""

    cookie: str
    name: str

    @property
    def form_token(self) -> str:
        return sealing.form_token(self.cookie)


def make(store: Store, name: str, partner: str) -> Secrets:
    """A new account, or new secrets for one that is there; who was signed on with the old ones is not any more."""
    password, second = secrets.token_urlsafe(_PASSWORD_BYTES), random_base32()
    sealed = store.seal(name, second)
    with store.transaction() as connection:
        connection.execute("delete from session where name = ?", (name,))
        connection.execute(
            """insert into account (name, password_hash, key_number, second_factor) values (?, ?, ?, ?)
               on conflict (name) do update set password_hash = excluded.password_hash,
               key_number = excluded.key_number, second_factor = excluded.second_factor,
               failures = 0, locked_until = null, used = -1""",
            (name, _HASHER.hash(password), sealed.key_number, sealed.content),
        )
    address: str = TOTP(second).provisioning_uri(name=name, issuer_name=f"Signaalketen {partner}")
    return Secrets(password, second, address)


def every(store: Store) -> list[Account]:
    rows = store.connection.execute("select name, locked_until from account order by name")
    return [Account(row["name"], _moment(row["locked_until"])) for row in rows]


def remove(store: Store, name: str) -> bool:
    """Whether it was there; what this person did stays known."""
    with store.transaction() as connection:
        return connection.execute("delete from account where name = ?", (name,)).rowcount > 0


def unlock(store: Store, name: str) -> bool:
    """Whether it was there."""
    with store.transaction() as connection:
        found = connection.execute("update account set failures = 0, locked_until = null where name = ?", (name,))
        return found.rowcount > 0


async def sign_on(store: Store, name: str, password: str, code: str, now: datetime) -> Session | None:
    """None, whatever it is that was wrong. A password is slow to hash: that is done beside the loop."""
    row = _account(store, name)
    is_right = await asyncio.to_thread(_is_password, row["password_hash"] if row else _NOBODYS, password)
    row = _account(store, name)  # others may have tried meanwhile
    known = Attempts(row["failures"], _moment(row["locked_until"]), row["used"]) if row else Attempts()
    if row is None or domain.is_locked(known, now):
        _note(store, name if row else "", "geweigerd", now)
        return None
    period = _period_of(store.unseal(name, row["key_number"], row["second_factor"]), code, now)
    signed_on = domain.signs_on(known, password=is_right, code=period)
    after = domain.after(known, period, now, signed_on=signed_on)
    session = Session(sealing.new_cookie(), name)
    with store.transaction() as connection:
        connection.execute(
            "update account set failures = ?, locked_until = ?, used = ? where name = ?",
            (after.failures, kept(after.locked_until) if after.locked_until else None, after.used, name),
        )
        if signed_on:
            connection.execute("delete from session where created_at < ?", (kept(now - LONGEST),))
            connection.execute(
                "insert into session (id_hash, name, created_at, seen_at) values (?, ?, ?, ?)",
                (sealing.id_hash(session.cookie), name, kept(now), kept(now)),
            )
    _note(store, name, "aangemeld" if signed_on else "geweigerd", now)
    return session if signed_on else None


def _account(store: Store, name: str) -> Row | None:
    return store.connection.execute("select * from account where name = ?", (name,)).fetchone()


def find(store: Store, cookie: str, now: datetime) -> Session | None:
    """Who is signed on with this cookie, and was here just now."""
    row: Row | None = store.connection.execute(
        "select * from session where id_hash = ?", (sealing.id_hash(cookie),)
    ).fetchone()
    if row is None:
        return None
    if ended(moment(row["created_at"]), moment(row["seen_at"]), now):
        sign_off(store, cookie)
        return None
    with store.transaction() as connection:
        connection.execute("update session set seen_at = ? where id_hash = ?", (kept(now), sealing.id_hash(cookie)))
    return Session(cookie, row["name"])


def sign_off(store: Store, cookie: str) -> None:
    with store.transaction() as connection:
        connection.execute("delete from session where id_hash = ?", (sealing.id_hash(cookie),))


def note(store: Store, session: Session, act: str, reference: str | None = None) -> None:
    """On the trail: who did or read what."""
    _note(store, session.name, act, datetime.now(UTC), reference)


def _note(store: Store, name: str, act: str, now: datetime, reference: str | None = None) -> None:
    with store.transaction() as connection:
        connection.execute(
            "insert into trail (at, name, act, reference) values (?, ?, ?, ?)", (kept(now), name, act, reference)
        )


def _is_password(hashed: str, password: str) -> bool:
    try:
        return _HASHER.verify(hashed, password)
    except (VerificationError, InvalidHashError):
        return False


def _period_of(second_factor: str, code: str, now: datetime) -> int | None:
    """Of which half minute this is the code; None where it is of none near now."""
    totp, at = TOTP(second_factor), int(now.timestamp())
    near = [at + step * _PERIOD_SECONDS for step in _PERIODS]
    right = [one for one in near if secrets.compare_digest(totp.at(one).encode(), code.encode())]
    return right[0] // _PERIOD_SECONDS if right else None


def _moment(written: str | None) -> datetime | None:
    return moment(written) if written else None
