"""``python -m deploy.local.database``: database, roles and tables as declared; who and with what is JSON on stdin.

In a process of its own: it reads every service, and who brings the local stack up need not.
"""

from __future__ import annotations

import asyncio
import json
import sys

from deploy.roles import provision_database
from services.runtime.base import log


def main() -> None:
    log.configure("local", "migrate")
    told = json.load(sys.stdin)
    asyncio.run(provision_database(told["url"], told["passwords"], admin_password=told["password"]))


if __name__ == "__main__":
    main()
