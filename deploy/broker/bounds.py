"""What a door refuses to whoever it lets in: weak ciphers, and a request larger than any.

Tried with a certificate that counts, so that it is not refused for that.
"""

from __future__ import annotations

import ssl
from collections.abc import Container, Iterator
from dataclasses import dataclass

from deploy.broker.entrances import DoorName, Entrances
from deploy.broker.wire import Connection, number
from deploy.errors import CannotTryError
from schemas.registry import partners

REFUSED, ACCEPTED = "refused", "accepted"

_HUNDRED_MEGABYTES = number("i", 100 * 1024 * 1024)
"""The size of a request as Kafka's default allows it: room for it is made before anybody looks who asks."""

_WEAK = ("ECDHE+AES:!AESGCM:!AESCCM", "AES:!ECDHE:!AESGCM:!AESCCM")
"""Ciphers of TLS 1.2 that do not authenticate what they encrypt, with and without forward secrecy."""


@dataclass(frozen=True, slots=True)
class Tried:
    door: DoorName
    case: str
    outcome: str


def tried(entrances: Entrances, suspended: Container[str] = ()) -> Iterator[Tried]:
    """Each of these is refused where all is well. ``suspended`` partners are not tried with."""
    partner = next((name for name in partners() if name not in suspended), None)
    doors: dict[DoorName, str] = {"services": "service:provision"}
    if partner:
        doors["partners"] = f"partner:{partner}"
    for door, party in doors.items():
        certificate = entrances.certificate(party)
        for ciphers in _WEAK:
            yield Tried(door, f"TLS 1.2 with {ciphers}", _spoken(entrances, door, party, ciphers))
        with entrances.connect(door, certificate) as connection:
            yield Tried(door, "a request of 100 MB", ACCEPTED if _waits(connection) else REFUSED)


def _spoken(entrances: Entrances, door: DoorName, party: str, ciphers: str) -> str:
    weak = ssl.create_default_context(cafile=str(entrances.ca))
    weak.load_cert_chain(str(entrances.certificate(party)))
    weak.maximum_version = ssl.TLSVersion.TLSv1_2
    weak.set_ciphers(f"{ciphers}:@SECLEVEL=0")
    try:
        Connection(entrances.address(door), entrances.ca, None, weak).close()
    except (ConnectionRefusedError, TimeoutError) as error:
        raise CannotTryError(f"the {door} door does not answer: {error}") from error
    except OSError:
        return REFUSED
    return ACCEPTED


def _waits(connection: Connection) -> bool:
    """Whether the broker waits for the rest."""
    try:
        connection.send(_HUNDRED_MEGABYTES)
        return not connection.ends()
    except TimeoutError:
        return True
    except OSError:
        return False
