"""``make mutation``: of the mutants of each ``domain.py`` the unit tests must find 95 in 100.

``ONLY='services.audit.domain*'`` tries those alone.
Exit code 0: they do; 1: of some file they do not; 2: it could not be tried.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from fnmatch import fnmatch
from pathlib import Path

_MADE = Path("mutants")
"""Where mutmut puts the mutants and what became of each."""

_KILLED = {1, 3}
_TOO_SLOW = {-24, 24, 36, 152, 255}
_LEAST = 95


def main() -> int:
    only = sys.argv[1:]
    shutil.rmtree(_MADE, ignore_errors=True)
    subprocess.run([sys.executable, "-m", "mutmut", "run", *only], check=False)
    outcomes = {path.relative_to(_MADE).with_suffix(""): _tried(path, only) for path in _MADE.rglob("domain.py.meta")}
    outcomes = {file: codes for file, codes in sorted(outcomes.items()) if codes}
    if not outcomes or any(code is None for codes in outcomes.values() for code in codes.values()):
        sys.stderr.write("mutmut did not try every mutant; its output says why\n")
        return 2
    held = [_say(file, codes) for file, codes in outcomes.items()]
    return 0 if all(held) else 1


def _tried(path: Path, only: list[str]) -> dict[str, int | None]:
    codes: dict[str, int | None] = json.loads(path.read_text("utf-8"))["exit_code_by_key"]
    return {name: code for name, code in codes.items() if not only or any(fnmatch(name, each) for each in only)}


def _say(file: Path, codes: dict[str, int | None]) -> bool:
    survivors = [name for name, code in codes.items() if code not in _KILLED | _TOO_SLOW]
    killed = len(codes) - len(survivors)
    score = 100 * killed / len(codes)
    sys.stdout.write(f"{file}: {killed}/{len(codes)} killed, {score:.1f} %\n")
    sys.stdout.writelines(f"  survived: {name}\n" for name in survivors)
    return score >= _LEAST


if __name__ == "__main__":
    sys.exit(main())
