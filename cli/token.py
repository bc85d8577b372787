"""Tokens of the local stand-in for the identity provider."""

from __future__ import annotations

from typing import Annotated

import typer

from deploy.errors import CannotTryError
from deploy.local.stack import default_root
from deploy.local.tokens import sign_token
from schemas.codes.flow import UserRole
from schemas.codes.municipality import NAMES
from services.runtime.base.sign_on import Level

app = typer.Typer()


@app.command()
def token(
    role: Annotated[UserRole, typer.Option(help="What the bearer may do.")],
    subject: Annotated[str, typer.Option(help="The opaque user id.")] = "lokaal",
    municipality: Annotated[
        list[str], typer.Option(help="Where that is, by CBS code; several times for several. Everywhere unless said.")
    ] = [*NAMES],  # noqa: B006 - typer's own copy
    hours: Annotated[int, typer.Option(min=1, max=24, help="How long it holds.")] = 8,
    level: Annotated[
        Level, typer.Option(help="As if signed on now with this; what can't be undone wants `hoog`, for five minutes.")
    ] = Level.BASIC,
) -> None:
    """Print a bearer token for the local chain."""
    if unknown := {*municipality} - {*NAMES}:
        raise CannotTryError(f"no municipality of the district: {', '.join(sorted(unknown))}")
    typer.echo(sign_token(default_root() / "secrets", role.value, subject, hours, municipality, level=level))
