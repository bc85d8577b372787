"""PostgreSQL into the archive: copies of the cluster, and its WAL as it is written."""

from __future__ import annotations

import os
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import asyncpg

from deploy.errors import CannotTryError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from deploy.backup.archive import Base, Life
    from deploy.database import Connection as Opened
    from services.runtime.base.database import Connection

SLOT = "signaalketen_backup"
"""The replication slot, so that no WAL goes that the archive has not got, and the name the archive is a standby by."""

_SETTINGS = {
    # One commit waits for the archive: that of a head of the audit log, which no witness may see before it is kept.
    "synchronous_standby_names": f"'{SLOT}'",
    # Nobody else's does: an archive that is away keeps no alert from being taken in.
    "synchronous_commit": "local",
    # An archive that stays away may not fill the disk of the database.
    "max_slot_wal_keep_size": "'4GB'",
}


@dataclass(frozen=True, slots=True)
class Server:
    """The server as its administrator enters it, and PostgreSQL's own programs."""

    url: str
    password: str
    binaries: Path

    def command(self, program: str, *arguments: str) -> list[str]:
        return [str(self.binaries / program), "--no-password", f"--dbname={self.url}", *arguments]

    def environment(self) -> Mapping[str, str]:
        path = os.environ.get("PATH", os.defpath)
        return {"PATH": path, "LC_ALL": "C.UTF-8", "PGPASSWORD": self.password, "PGAPPNAME": SLOT}

    async def connect(self, database: str = "postgres") -> Opened:
        return await asyncpg.connect(self.url, password=self.password, database=database, timeout=10)


async def timeline(connection: Connection) -> int:
    """The life this cluster is in."""
    return int((await connection.fetchval("select pg_walfile_name(pg_current_wal_lsn())"))[:8], 16)


def take_base(server: Server, life: Life) -> None:
    """A copy of the cluster as ``life.unfinished_base``, with the WAL that makes it whole. Raises CannotTryError."""
    shutil.rmtree(life.unfinished_base, ignore_errors=True)
    arguments = [f"--pgdata={life.unfinished_base}", "--wal-method=stream", "--checkpoint=fast"]
    run(server.command("pg_basebackup", *arguments), server.environment(), "the database can't be copied")


def check_base(binaries: Path, base: Base) -> None:
    """Raises CannotTryError when a file of it is not what it was when it was copied."""
    command = [str(binaries / "pg_verifybackup"), "--quiet", "--no-parse-wal", str(base.folder)]
    run(command, {"PATH": os.defpath}, f"{base.folder} is damaged")


async def begin_archiving(connection: Connection) -> None:
    """Tell the server what the archive needs of it; one that followed until now and was cut off is let go."""
    for name, value in _SETTINGS.items():
        await connection.execute(f"alter system set {name} = {value}")
    await connection.execute("select pg_reload_conf()")
    await connection.execute(
        "select pg_terminate_backend(active_pid, 10000) from pg_replication_slots"
        " where slot_name = $1 and active_pid is not null",
        SLOT,
    )


async def end_archiving(connection: Connection) -> None:
    """Nothing waits for the archive any more, and no WAL is kept for it."""
    for name in _SETTINGS:
        await connection.execute(f"alter system reset {name}")
    await connection.execute("select pg_reload_conf()")
    await connection.execute(
        "select pg_drop_replication_slot(slot_name) from pg_replication_slots where slot_name = $1", SLOT
    )


def receive_wal(server: Server, life: Life) -> subprocess.Popen[bytes]:
    """The program that keeps WAL as it is written, from where the archive ends; it ends with the connection."""
    receive = [f"--directory={life.wal}", f"--slot={SLOT}"]
    create = server.command("pg_receivewal", *receive, "--create-slot", "--if-not-exists")
    run(create, server.environment(), "the server keeps no WAL for the archive")
    command = server.command("pg_receivewal", *receive, "--synchronous", "--no-loop")
    return subprocess.Popen(command, env={**server.environment()}, start_new_session=True)


def run(command: Sequence[str], environment: Mapping[str, str], failed: str) -> None:
    """Raises CannotTryError with what the program said."""
    done = subprocess.run(command, env={**environment}, capture_output=True, text=True, check=False)
    if done.returncode:
        raise CannotTryError(f"{failed}:\n{done.stdout}{done.stderr}")


def copy_schema(source: Server, target: Server, database: str, schema: str) -> None:
    """A schema with all it holds, from one server to another that has none of this name. Raises CannotTryError."""
    dump = [str(source.binaries / "pg_dump"), "--no-password", f"--dbname={_in(source.url, database)}"]
    restore = [str(target.binaries / "psql"), "--no-password", "--quiet", "--no-psqlrc", "--single-transaction"]
    restore += ["--set=ON_ERROR_STOP=1", "--output=/dev/null", f"--dbname={_in(target.url, database)}"]
    with subprocess.Popen(
        [*dump, f"--schema={schema}"], env={**source.environment()}, stdout=subprocess.PIPE
    ) as dumping:
        done = subprocess.run(
            restore, env={**target.environment()}, stdin=dumping.stdout, capture_output=True, text=True, check=False
        )
    if dumping.returncode or done.returncode:
        raise CannotTryError(f"{schema} can't be copied back:\n{done.stdout}{done.stderr}")


def _in(url: str, database: str) -> str:
    return urlsplit(url)._replace(path=f"/{database}").geturl()
