"""Entry point. Every command: exit code 0 it holds, 1 it does not hold, 2 it could not be tried."""

from __future__ import annotations

import sys
from importlib import import_module
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

import typer
from typer.core import TyperGroup
from typer.main import get_group

from deploy.errors import CannotTryError

if TYPE_CHECKING:
    from collections.abc import Mapping

COMMANDS: Mapping[str, tuple[str, ...]] = {
    "stack": ("up", "down", "status", "scale", "logs", "accounts"),
    "operate": ("lag", "replay", "restart"),
    "backup": ("backup", "restore"),
    "token": ("token",),
    "provision": ("provision",),
    "secrets": ("secrets",),
    "schemas": ("schemas",),
    "demo": ("demo",),
    "catalogue": ("catalogue",),
    "coverage": ("coverage",),
    "privacy": ("dpia", "verwerkingsregister"),
    "sbom": ("sbom",),
}
"""By the module that has them. Only the one asked for is imported: all of them take a second."""

GROUPS = ("broker", "partner", "certificate", "audit", "quarantine")
"""Modules that are a command with commands of its own."""

_MODULE_OF = {name: module for module, names in COMMANDS.items() for name in names} | {name: name for name in GROUPS}


class _WhenAskedFor(TyperGroup):
    def list_commands(self, ctx: Any) -> list[str]:
        return [*_MODULE_OF]

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        module = _MODULE_OF.get(cmd_name)
        if module is None or find_spec(f"cli.{module}") is None:  # the image has no demo
            return None
        group = get_group(import_module(f"cli.{module}").app)
        group.name = module
        return group if module in GROUPS else group.commands[cmd_name]


app = typer.Typer(
    cls=_WhenAskedFor, no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False, help=__doc__
)


@app.callback()
def _of_the_whole() -> None:
    """Typer wants one, or takes a command for the whole."""


def main() -> None:
    """The ``signaalketen`` command."""
    try:
        app()
    except CannotTryError as error:
        sys.stderr.write(f"{error}\n")
        sys.exit(2)


if __name__ == "__main__":
    main()
