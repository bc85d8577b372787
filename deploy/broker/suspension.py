"""A partner's access, cut and given back: recorded first, so that a run that breaks off shows and can be repeated."""

from __future__ import annotations

from deploy.broker import admin_log, quotas
from deploy.broker.admin import BrokerAccess
from deploy.broker.principals import principal_of
from deploy.broker.provision import apply, plan
from deploy.broker.wire import Connection
from deploy.errors import CannotTryError
from schemas.events.admin import PartnerResumed, PartnerSuspended
from schemas.registry import partners


def suspend(door: BrokerAccess, partner: str, reason: str, by: str) -> None:
    """Cuts also who is connected. What is for the partner waits on its topics. Repeating it does no harm."""
    _known(partner)
    admin_log.record(door, PartnerSuspended(by=by, partner=partner, reason=reason))
    admin = door.admin()
    # Rules first: a client that asks again hears that it is not authorised, and not just silence.
    apply(admin, plan(admin, suspended=admin_log.suspended(door)))
    with _connected(door) as connection:
        quotas.cut(connection, principal_of(f"partner:{partner}"))


def resume(door: BrokerAccess, partner: str, reason: str, by: str) -> None:
    """Gives the declared access back."""
    _known(partner)
    if partner not in admin_log.suspended(door):
        raise CannotTryError(f"{partner} is not suspended")
    admin_log.record(door, PartnerResumed(by=by, partner=partner, reason=reason))
    with _connected(door) as connection:
        quotas.restore(connection, principal_of(f"partner:{partner}"))
    admin = door.admin()
    apply(admin, plan(admin, suspended=admin_log.suspended(door)))


def _known(partner: str) -> None:
    if partner not in partners():
        raise CannotTryError(f"no partner {partner}; there are {', '.join(partners())}")


def _connected(door: BrokerAccess) -> Connection:
    return Connection(door.bootstrap, door.ca, door.certificate)
