"""Who runs a command is on record by the system's name for him, whatever he types or sets."""

from __future__ import annotations

import os
import pwd
from typing import TYPE_CHECKING, Any

import pytest
from typer.main import get_group

from cli.__main__ import app
from deploy.operator import operator

if TYPE_CHECKING:
    from collections.abc import Iterator

NOBODY = 65534
"""An account that every system has."""


def _commands(group: Any, name: str = "") -> Iterator[tuple[str, Any]]:
    for called in group.list_commands(None):
        command = group.get_command(None, called)
        if hasattr(command, "list_commands"):
            yield from _commands(command, f"{name} {called}")
        else:
            yield f"{name} {called}".strip(), command


@pytest.mark.parametrize("command", [pytest.param(c, id=name) for name, c in _commands(get_group(app))])
def test_no_command_asks_who_runs_it(command: Any) -> None:
    assert "--by" not in {option for parameter in command.params for option in parameter.opts}


@pytest.mark.parametrize("name", ["USER", "LOGNAME", "LNAME", "USERNAME", "SUDO_USER"])
def test_a_name_that_is_set_is_not_believed(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.setenv(name, "iemand-anders")
    assert operator() != "iemand-anders"


def test_it_is_the_account_of_the_process(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SUDO_UID", raising=False)
    assert operator() == pwd.getpwuid(os.getuid()).pw_name


def test_of_root_it_is_whose_sudo_it_was(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SUDO_UID", str(NOBODY))
    monkeypatch.setattr(os, "getuid", lambda: 0)
    assert operator() == pwd.getpwuid(NOBODY).pw_name
    monkeypatch.setattr(os, "getuid", lambda: 4_000_000)
    assert operator() == "4000000"


@pytest.mark.parametrize("odd", ["", "iemand", "-1", "9" * 40])
def test_what_is_no_account_has_no_name(monkeypatch: pytest.MonkeyPatch, odd: str) -> None:
    monkeypatch.setenv("SUDO_UID", odd)
    monkeypatch.setattr(os, "getuid", lambda: 0)
    assert operator() in (pwd.getpwuid(0).pw_name, odd)
