"""``python -m deploy.partner.package DIR``: the desk of a partner as a wheel of its own, with what it needs alone."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
import tomllib
from pathlib import Path

_CHECKOUT = Path(__file__).parents[2]
_PROGRAM = "services.partner_desk"
_WITH_DATA = ("schemas", "services/partner_desk", "services/screens")
_BY_NAME = "schemas/disclosures"
"""Its modules are imported by the name of a partner, when that is asked for."""

_NOT_NEEDED = ("schemas/published", "schemas/examples")
_IMPORTED = f"""
import sys
import {_PROGRAM}.__main__
print("\\n".join(module.__file__ for module in sys.modules.values() if getattr(module, "__file__", None)))
"""


def needed() -> list[Path]:
    """Every file of ours that the program imports, and what lies beside it that is no code; from the checkout on."""
    imported = subprocess.run(  # noqa: S603 - our own code
        [sys.executable, "-c", _IMPORTED], cwd=_CHECKOUT, check=True, capture_output=True, text=True
    ).stdout.splitlines()
    ours = {path for file in imported if (path := Path(file)).is_relative_to(_CHECKOUT / "schemas")}
    ours |= {path for file in imported if (path := Path(file)).is_relative_to(_CHECKOUT / "services")}
    data = (path for room in _WITH_DATA for path in (_CHECKOUT / room).rglob("*") if path.is_file())
    ours |= {path for path in data if path.suffix not in (".py", ".pyc")}
    ours |= {*(_CHECKOUT / _BY_NAME).glob("*.py")}
    found = sorted(path.relative_to(_CHECKOUT) for path in ours)
    return [path for path in found if not any(path.is_relative_to(room) for room in _NOT_NEEDED)]


def pyproject() -> str:
    """Of the wheel: the name and version of ours, and the packages of the extra ``partner``."""
    whole = tomllib.loads((_CHECKOUT / "pyproject.toml").read_text("utf-8"))
    project = whole["project"]
    return f"""[build-system]
requires = {json.dumps(whole["build-system"]["requires"])}
build-backend = "uv_build"

[project]
name = "signaalketen-partner"
version = "{project["version"]}"
description = "The desk of a partner in Signaalketen."
requires-python = "{project["requires-python"]}"
license = "{project["license"]}"
dependencies = {json.dumps(project["optional-dependencies"]["partner"])}

[project.scripts]
signaalketen-partner = "{_PROGRAM}.__main__:main"

[tool.uv.build-backend]
module-name = ["schemas", "services"]
module-root = ""
"""


def build(folder: Path) -> Path:
    """The wheel, in this folder; by the uv beside this Python, or ``UV``. Raises subprocess.CalledProcessError."""
    with tempfile.TemporaryDirectory() as temporary:
        staging = Path(temporary)
        for file in needed():
            (staging / file).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(_CHECKOUT / file, staging / file)
        (staging / "pyproject.toml").write_text(pyproject(), "utf-8")
        uv = os.environ.get("UV", Path(sys.executable).with_name("uv"))
        command = [uv, "--quiet", "build", "--wheel", "--offline", "--out-dir", folder.absolute(), staging]
        subprocess.run(command, check=True)  # noqa: S603 - the tool that installed us
    return next(folder.glob("signaalketen_partner-*.whl"))


if __name__ == "__main__":
    sys.stdout.write(f"{build(Path(sys.argv[1]))}\n")
