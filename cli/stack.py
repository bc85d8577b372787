"""The whole chain on this machine, without containers."""

from __future__ import annotations

import time
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from cli.invitation import invitation
from cli.output import AsJson, show_json
from deploy.errors import CannotTryError
from deploy.identity import totp
from deploy.identity.accounts import accounts as known_accounts
from deploy.local import identity, stack
from schemas.codes.municipality import NAMES

app = typer.Typer()

_FOLLOW_SECONDS = 0.3


@app.command()
def up(
    as_json: AsJson = False,
    without_sign_on: Annotated[
        bool, typer.Option("--without-sign-on", help="Leave the identity provider out: `signaalketen token` is enough.")
    ] = False,
) -> None:
    """Start Kafka, PostgreSQL, every service and the identity provider, and print where they are.

    The identity provider is not waited for: the first time it is fetched and built, which takes minutes.
    """
    root = stack.default_root()
    addresses = stack.up(root, sign_on=not without_sign_on)
    if as_json:
        show_json(asdict(addresses))
        return
    typer.echo("\n".join(addresses.lines()))
    if not without_sign_on:
        typer.echo(invitation(root, addresses.desk), err=True)


@app.command()
def accounts(as_json: AsJson = False) -> None:
    """Say who can sign on at the local identity provider, for which function and where, and with what."""
    root = stack.default_root()
    secrets = identity.secrets_in(root / "secrets" / identity.NAME)
    found = [{"name": one.name, "mandates": one.mandates} for one in known_accounts()]
    now = time.time()
    said = {
        "issuer": identity.issuer(stack.port(root, identity.NAME)),
        "password": secrets.password,
        "authenticator": totp.address(secrets.totp),
        "code": totp.code(secrets.totp, now),
        "code_seconds": totp.PERIOD_SECONDS - int(now) % totp.PERIOD_SECONDS,
    }
    if as_json:
        show_json({**said, "accounts": found})
        return
    table = Table("account", "function", "where")
    for account in known_accounts():
        for mandate in account.mandates:
            where = mandate.get("district") or ", ".join(NAMES[code] for code in mandate.get("gemeenten", ()))
            table.add_row(account.name, mandate["rol"], where)
    Console().print(table)
    typer.echo(f"provider       {said['issuer']}")
    typer.echo(f"password       {said['password']} (of each)")
    typer.echo(f"second factor  {said['code']} (of each, for {said['code_seconds']} s)")
    typer.echo(f"authenticator  {said['authenticator']}")


@app.command()
def down() -> None:
    """Stop all of it; the data stay."""
    stack.down(stack.default_root())


@app.command()
def status(as_json: AsJson = False) -> None:
    """Say which processes run; exit code 1 when one that should does not."""
    processes = stack.status(stack.default_root())
    if as_json:
        show_json([asdict(process) for process in processes])
    else:
        table = Table("process", "state", "port")
        for process in processes:
            port = str(process.port) if process.port else ""
            table.add_row(process.name, "running" if process.running else "stopped", port)
        Console().print(table)
    if not processes or not all(process.running for process in processes):
        raise typer.Exit(1)


@app.command()
def scale(service: str, workers: int) -> None:
    """Run this many workers of a service."""
    stack.scale(stack.default_root(), service, workers)


@app.command()
def logs(
    name: Annotated[str, typer.Argument(metavar="SERVICE", help="A service, or a process as `status` names it.")],
    follow: Annotated[bool, typer.Option("--follow", "-f", help="Keep printing what is added.")] = False,
    lines: Annotated[int, typer.Option("--lines", "-n", min=0, help="How many lines to begin with.")] = 50,
) -> None:
    """Print the end of the logs of a service, of its API and workers together."""
    files = [p.log for p in stack.status(stack.default_root()) if p.name == name or p.name.startswith(f"{name}-")]
    files = [file for file in files if file.exists()]
    if not files:
        raise CannotTryError(f"no log of {name}; `signaalketen status` names the processes")
    ends: dict[Path, int] = {}
    for file in files:
        content = file.read_bytes()
        ends[file] = len(content)
        last = content.decode("utf-8", "replace").splitlines()
        _print(file, last[max(0, len(last) - lines) :])
    with suppress(KeyboardInterrupt):
        while follow:
            time.sleep(_FOLLOW_SECONDS)
            for file in files:
                ends[file] += _print_added(file, ends[file])


def _print_added(file: Path, start: int) -> int:
    """Prints whole lines only, and returns how many bytes those were."""
    with file.open("rb") as log:
        log.seek(start)
        added = log.read()
    whole = added[: added.rfind(b"\n") + 1]
    _print(file, whole.decode("utf-8", "replace").splitlines())
    return len(whole)


def _print(file: Path, lines: Iterable[str]) -> None:
    for line in lines:
        typer.echo(f"{file.stem} | {line}")
