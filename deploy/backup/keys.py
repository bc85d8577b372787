"""Keys, certificates and passwords of a chain: kept apart, for whoever has them and the rest of a backup reads it."""

from __future__ import annotations

import shutil
from pathlib import Path

from deploy.files import private_folder

_FOLDERS = ("secrets", "certs")
_FILES = ("postgres/password",)


def keep(root: Path, folder: Path) -> None:
    """A copy of them, for nobody else to read."""
    private_folder(folder)
    for name in _FOLDERS:
        unfinished = folder / f".{name}"
        shutil.rmtree(unfinished, ignore_errors=True)
        shutil.copytree(root / name, unfinished)
        _close(unfinished)
        shutil.rmtree(folder / name, ignore_errors=True)
        unfinished.rename(folder / name)
    for name in _FILES:
        private_folder((folder / name).parent)
        shutil.copyfile(root / name, folder / name)
        (folder / name).chmod(0o600)


def put_back(folder: Path, root: Path) -> list[str]:
    """Those that are gone; what is there stays. Returns their names."""
    gone = [name for name in (*_FOLDERS, *_FILES) if not (root / name).exists() and (folder / name).exists()]
    for name in gone:
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        if (folder / name).is_dir():
            shutil.copytree(folder / name, root / name)
        else:
            shutil.copy(folder / name, root / name)
    return gone


def _close(folder: Path) -> None:
    private_folder(folder)
    for path in folder.rglob("*"):
        path.chmod(0o700 if path.is_dir() else 0o600)
