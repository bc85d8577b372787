"""Entry point: ``python -m services.partner_desk`` starts it, ``… account`` says who may sign on."""

from __future__ import annotations

import argparse
import sys
from typing import TYPE_CHECKING

from pydantic import ValidationError

from services.partner_desk import service
from services.partner_desk.accounts import store as accounts
from services.partner_desk.config import PartnerDeskConfig, wanted
from services.partner_desk.database import StoreError, open_store
from services.partner_desk.door import CertificateError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from services.partner_desk.database import Store

_ONCE = "Dit wordt één keer getoond. Geef het deze persoon zelf; het wachtwoord en het geheim niet langs dezelfde weg."


def main(arguments: Sequence[str] | None = None) -> None:
    """Exit code 0 it was done, 1 there is no such account, 2 it could not be tried."""
    chosen = _parser().parse_args(arguments)
    try:
        config = PartnerDeskConfig()  # pyright: ignore[reportCallIssue] - from the environment
        if chosen.command == "account":
            sys.exit(_account(open_store(config.store, config.store_key_file), config.partner, chosen))
        service.run(config)
    except (CertificateError, StoreError) as error:
        _fail(str(error))
    except ValidationError as error:
        _fail(wanted(error))


def _fail(why: str) -> None:
    sys.stderr.write(f"{why}\n")
    sys.exit(2)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="signaalketen-partner", description="De werkplek van een partner.")
    commands = parser.add_subparsers(dest="command")
    account = commands.add_parser("account", help="wie zich mag aanmelden")
    acts = account.add_subparsers(dest="act", required=True)
    acts.add_parser("lijst", help="wie er zijn")
    for act, about in _ACTS.items():
        acts.add_parser(act, help=about).add_argument("naam")
    return parser


_ACTS = {
    "maak": "een account, of nieuwe geheimen voor wie er al een heeft",
    "verwijder": "iemand kan zich niet meer aanmelden",
    "ontgrendel": "iemand hoeft na te veel pogingen niet te wachten",
}


def _account(store: Store, partner: str, chosen: argparse.Namespace) -> int:
    if chosen.act == "lijst":
        for one in accounts.every(store):
            sys.stdout.write(f"{one.name}{' (op slot)' if one.locked_until else ''}\n")
        return 0
    if chosen.act == "maak":
        made = accounts.make(store, chosen.naam, partner)
        sys.stdout.write(f"naam:       {chosen.naam}\nwachtwoord: {made.password}\ngeheim:     {made.second_factor}\n")
        sys.stdout.write(f"adres:      {made.address}\n{_ONCE}\n")
        return 0
    done = {"verwijder": accounts.remove, "ontgrendel": accounts.unlock}[chosen.act](store, chosen.naam)
    sys.stdout.write("Gedaan.\n" if done else f"Er is geen account {chosen.naam}.\n")
    return 0 if done else 1


if __name__ == "__main__":
    main()
