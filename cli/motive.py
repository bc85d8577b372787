"""Why an operator does something: options of every command that goes on record with a reason."""

from __future__ import annotations

from typing import Annotated

import typer
from pydantic import TypeAdapter, ValidationError

from schemas.codes.reason import OTHER, OperatorReason
from schemas.events.motive import Motive, Ticket

_TICKET = TypeAdapter(Ticket)

Reason = Annotated[OperatorReason, typer.Option(help=f"Why, for the record; with {OTHER} belongs a ticket.")]
TicketNumber = Annotated[
    str, typer.Option("--ticket", metavar="TICKET", help="Where the words are: a number of your own system.")
]


def motive(reason: OperatorReason, ticket: str) -> Motive:
    """Raises BadParameter: another reason without a ticket, or a ticket that could hold words."""
    if not ticket:
        if reason is OperatorReason.OTHER:
            raise typer.BadParameter(f"with --reason {OTHER} belongs --ticket")
        return Motive(reason=reason, ticket=None)
    try:
        return Motive(reason=reason, ticket=_TICKET.validate_python(ticket))
    except ValidationError:
        raise typer.BadParameter("a ticket is capitals, digits and dashes, for example ZAAK-2026-0117") from None
