"""A partner's access, or what one certificate opens, cut and given back.

Recorded first, so that a run that breaks off shows and can be repeated.
"""

from __future__ import annotations

from pathlib import Path

from deploy.broker import admin_log, pins, quotas, trust
from deploy.broker.admin import BrokerAccess
from deploy.broker.provision import apply, plan
from deploy.broker.wire import Connection
from deploy.errors import CannotTryError
from schemas.events.admin import CertificateResumed, CertificateSuspended, PartnerResumed, PartnerSuspended
from schemas.events.motive import Motive
from schemas.registry import Party, partners


def suspend(door: BrokerAccess, partner: str, motive: Motive, by: str) -> None:
    """Cuts also who is connected. What is for the partner waits on its topics. Repeating it does no harm."""
    _known(partner)
    admin_log.record(door, PartnerSuspended(by=by, partner=partner, **motive))
    admin = door.admin()
    # Rules first: a client that asks again hears that it is not authorised, and not just silence.
    apply(admin, plan(admin, suspended=admin_log.suspended(door)))
    _hold_back(door)


def resume(door: BrokerAccess, partner: str, motive: Motive, by: str) -> None:
    """Gives the declared access back."""
    _known(partner)
    if partner not in admin_log.suspended(door):
        raise CannotTryError(f"{partner} is not suspended")
    admin_log.record(door, PartnerResumed(by=by, partner=partner, **motive))
    _hold_back(door)
    admin = door.admin()
    apply(admin, plan(admin, suspended=admin_log.suspended(door)))


def suspend_certificate(door: BrokerAccess, folder: Path, sha256: str, motive: Motive, by: str) -> Party:
    """Nobody gets in with it any more, and who is at the partners' door is shown out; ``folder`` holds the pins.

    Giving the party its access back does not lift it. Repeating it does no harm. Returns whose it is.
    """
    party = _holder(folder, sha256)
    admin_log.record(door, CertificateSuspended(by=by, sha256=sha256, **motive))
    _settle(door, folder)
    return party


def resume_certificate(door: BrokerAccess, folder: Path, sha256: str, motive: Motive, by: str) -> Party:
    """It counts again, for as long as it is pinned. Returns whose it is."""
    party = _holder(folder, sha256)
    if sha256 not in admin_log.suspended_certificates(door):
        raise CannotTryError(f"certificate {sha256} is not suspended")
    admin_log.record(door, CertificateResumed(by=by, sha256=sha256, **motive))
    _settle(door, folder)
    return party


def _settle(door: BrokerAccess, folder: Path) -> None:
    pins.keep_suspended(folder, frozenset(admin_log.suspended_certificates(door)))
    trust.settle(door, folder)


def _holder(folder: Path, sha256: str) -> Party:
    for party in (*pins.behind("services"), *pins.behind("partners")):
        if any(pin.sha256 == sha256 for pin in pins.pinned(folder, party)):
            return party
    raise CannotTryError(f"no pinned certificate {sha256}; `signaalketen certificate list` names them")


def _known(partner: str) -> None:
    if partner not in partners():
        raise CannotTryError(f"no partner {partner}; there are {', '.join(partners())}")


def _hold_back(door: BrokerAccess) -> None:
    with Connection(door.bootstrap, door.ca, door.certificate) as connection:
        quotas.settle(connection, admin_log.suspended(door))
