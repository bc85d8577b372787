"""Who runs a command: the account, as the system knows it; nothing that is typed or set."""

from __future__ import annotations

import os
import pwd


def operator() -> str:
    """The account this process runs under; as root, whose ``sudo`` it was. Its number where it has no name."""
    account = os.getuid()
    behind = os.environ.get("SUDO_UID", "")  # sudo sets it; what anybody but root sets means nothing
    if account == 0 and behind.isdecimal():
        account = int(behind)
    try:
        return pwd.getpwuid(account).pw_name
    except (KeyError, OverflowError):
        return str(account)
