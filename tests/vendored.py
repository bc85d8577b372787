"""The files that the desk serves as others made them, from the packages of requirements/desk.

python -m tests.vendored    copies them, and writes down what they are
"""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

from tests.node import LOCKED, installed

FOLDER = Path(__file__).parents[1] / "services" / "screens" / "assets" / "vendor"
LOCK = FOLDER / "vendor.lock"

FILES = {
    "theme.css": "@nl-design-system-unstable/voorbeeld-design-tokens/dist/theme.css",
    "utrecht.css": "@utrecht/component-library-css/dist/index.css",
}
"""Their names here, and where in the packages they are."""


def wanted() -> dict[str, Any]:
    """Of each file its package, version, licence and digest, as the lock file of npm and the package have them."""
    known: dict[str, Any] = json.loads((LOCKED / "desk" / "package-lock.json").read_text("utf-8"))["packages"]
    modules = installed("desk")
    found: dict[str, Any] = {}
    for name, path in FILES.items():
        package = "/".join(path.split("/")[:2])
        about = known[f"node_modules/{package}"]
        digest = hashlib.sha256((modules / path).read_bytes()).hexdigest()
        found[name] = {
            **{"package": package, "version": about["version"], "licence": about["license"]},
            **{"path": path.removeprefix(f"{package}/"), "sha256": digest},
        }
    return found


def copy() -> None:
    modules = installed("desk")
    for name, path in FILES.items():
        (FOLDER / name).write_bytes((modules / path).read_bytes())
    LOCK.write_text(f"{json.dumps(wanted(), indent=1)}\n", "utf-8")


if __name__ == "__main__":
    copy()
