"""Entry point. Every command: exit code 0 it holds, 1 it does not hold, 2 it could not be tried."""

from __future__ import annotations

import sys

import typer

from cli import (
    audit,
    broker,
    catalogue,
    coverage,
    demo,
    operate,
    partner,
    provision,
    quarantine,
    schemas,
    secrets,
    stack,
    token,
)
from deploy.errors import CannotTryError

app = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False, help=__doc__)
for group in (stack, operate, token, provision, secrets, schemas, demo, catalogue, coverage):
    app.add_typer(group.app)
app.add_typer(broker.app, name="broker")
app.add_typer(partner.app, name="partner")
app.add_typer(audit.app, name="audit")
app.add_typer(quarantine.app, name="quarantine")


def main() -> None:
    """The ``signaalketen`` command."""
    try:
        app()
    except CannotTryError as error:
        sys.stderr.write(f"{error}\n")
        sys.exit(2)


if __name__ == "__main__":
    main()
