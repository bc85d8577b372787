"""How the broker names whoever connects: the mapping rules of ``server.properties``, from this side."""

from __future__ import annotations

from schemas.registry import Party, partners


def principal_of(party: Party) -> str:
    """Kafka principal of ``service:<name>`` (from its CN) or ``partner:<name>`` (from its OIN)."""
    kind, name = party.split(":")
    if kind == "service":
        return f"User:svc:{name}"
    return f"User:oin:{partners()[name].oin.encode('ascii').hex()}"
