"""Workers exactly as the product runs them, except that each can be told to end itself at one exact point.

The points are reached by wrapping functions of the runtime in this process only; the product holds no fault hooks.
One parent holds the imported modules and forks a worker per line of JSON on stdin: starting one takes no time.
"""

# pyright: reportPrivateUsage=false, reportUnknownMemberType=false, reportUnknownVariableType=false
# (what is wrapped are the runtime's insides)

from __future__ import annotations

import asyncio
import faulthandler
import gc
import importlib
import json
import os
import signal
import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import asyncpg

from deploy.database import as_owner
from deploy.roles import migrate
from schemas.registry import SERVICES
from services.runtime import service
from services.runtime.messaging import bus, inbox, outbox, relay

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

SESSION_SECONDS = 6.0
"""The broker's own minimum; the product waits longer for a silent worker, which would only make a run longer."""


def module_of(name: str, part: str) -> Any:
    return importlib.import_module(f"services.{name.replace('-', '_')}.{part}")


def die_at(point: str) -> None:
    """End here, without a word, when this process was told to."""
    armed = Path(os.environ["FAULT_ARMED"])
    try:
        told = armed.read_text("utf-8")
    except FileNotFoundError:
        return
    if told == point:
        armed.unlink()
        os.kill(os.getpid(), signal.SIGKILL)


def _after(inner: Callable[..., Awaitable[Any]], point: str, *, when: Callable[[Any], bool]) -> Callable[..., Any]:
    async def wrapped(*arguments: Any, **named: Any) -> Any:
        result = await inner(*arguments, **named)
        if when(result):
            die_at(point)
        return result

    return wrapped


def _wrap(name: str) -> None:
    def always(_: Any) -> bool:
        return True

    inbox.claim = _after(inbox.claim, "kill-after-inbox", when=bool)
    outbox.add = _after(outbox.add, "kill-before-commit", when=always)
    inbox.Inbox.process = _after(inbox.Inbox.process, "kill-after-commit", when=always)
    relay.Relay._deliver = _after(relay.Relay._deliver, "kill-between-send-and-mark", when=lambda r: bool(r[0]))
    module = module_of(name, "service")
    if module.SERVICE.store_raw:
        module.SERVICE = replace(
            module.SERVICE, store_raw=_after(module.SERVICE.store_raw, "kill-before-commit", when=always)
        )
    module_of(name, "app").app.definition = module.SERVICE


async def _migrate(name: str) -> None:
    """One more migration than the product has, as the owner of the service's tables."""
    made = module_of(name, "service").SERVICE
    made = replace(made, migrations=[*made.migrations, Path(os.environ["FAULT_MIGRATIONS"])])
    execute = asyncpg.Connection.execute

    async def killed(self: Any, query: str, *arguments: Any) -> Any:
        if query.startswith("insert into migration"):
            die_at("kill-inside-migration")
        return await execute(self, query, *arguments)

    asyncpg.Connection.execute = killed  # pyright: ignore[reportAttributeAccessIssue] - a migrator passes no timeout
    password = os.environ["FAULT_ADMIN_PASSWORD"]
    async with as_owner(os.environ["FAULT_ADMIN_URL"], name, admin_password=password) as connection:
        await migrate(connection, made)


def _through_the_relay() -> None:
    """Every connection to the broker goes through a port of the harness, which can slow it down or cut it."""
    broker, own = int(os.environ["FAULT_BROKER_PORT"]), int(os.environ["FAULT_RELAY_PORT"])
    connect = asyncio.BaseEventLoop.create_connection

    async def rerouted(self: Any, factory: Any, host: Any = None, port: Any = None, **named: Any) -> Any:
        return await connect(self, factory, host, own if port == broker else port, **named)

    asyncio.BaseEventLoop.create_connection = rerouted  # pyright: ignore[reportAttributeAccessIssue] - same shape


def _with_a_short_session() -> None:
    bus.SESSION_SECONDS, bus.HEARTBEAT_SECONDS = SESSION_SECONDS, 1.5


def _says_what_it_does(_signal: int, _frame: object) -> None:
    """Every thread, and every task of every loop, to the log: for who must find out why a worker does nothing."""
    faulthandler.dump_traceback(all_threads=True)
    for loop in [found for found in gc.get_objects() if isinstance(found, asyncio.AbstractEventLoop)]:
        for task in asyncio.all_tasks(loop):
            sys.stderr.write(f"{task.get_name()}:\n")
            awaited: Any = task.get_coro()
            while frame := getattr(awaited, "cr_frame", None) or getattr(awaited, "ag_frame", None):
                sys.stderr.write(f"  {frame.f_code.co_filename}:{frame.f_lineno} {frame.f_code.co_qualname}\n")
                awaited = getattr(awaited, "cr_await", None) or getattr(awaited, "ag_await", None)
    sys.stderr.flush()


def run(name: str, process: str) -> None:
    signal.signal(signal.SIGUSR1, _says_what_it_does)
    if process == "migrate":
        asyncio.run(_migrate(name))
        return
    _wrap(name)
    _through_the_relay()
    _with_a_short_session()
    sys.argv = ["launcher", process]
    service.run(module_of(name, "service").SERVICE)


def _become(line: dict[str, Any]) -> None:
    os.setsid()
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    log = os.open(line["log"], os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o644)
    nothing = os.open(os.devnull, os.O_RDONLY)
    for source, target in ((nothing, 0), (log, 1), (log, 2)):
        os.dup2(source, target)
    os.environ.clear()
    os.environ.update(line["environment"])
    run(line["service"], line["process"])


def _fork_on_demand() -> None:
    for name in SERVICES:
        module_of(name, "app")
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # the kernel reaps
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    for text in sys.stdin:
        pid = os.fork()
        if pid == 0:
            code = 1
            try:
                _become(json.loads(text))
                code = 0
            except SystemExit as ended:
                code = ended.code if isinstance(ended.code, int) else 0
            finally:
                sys.stdout.flush()
                os._exit(code)
        sys.stdout.write(f"{pid}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    if len(sys.argv) == 3:
        run(sys.argv[1], sys.argv[2])
    else:
        _fork_on_demand()
