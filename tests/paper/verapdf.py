"""veraPDF, the PDF Association's judge of PDF/UA.

python -m tests.paper.verapdf     records the jars that pom.xml names now, as `python -m deploy.local.jars` does
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from deploy.errors import CannotTryError
from deploy.local.jars import Jars
from deploy.local.prerequisites import java

JARS = Jars(Path(__file__).parent, "veraPDF")
_LIBS = Path(__file__).parents[2] / ".local" / "verapdf"


def judged(document: Path) -> list[str]:
    """Each clause of ISO 14289-1 that it does not hold, with what is wrong there."""
    JARS.copy(_LIBS)
    command = [java(), "-cp", f"{_LIBS}/*", "org.verapdf.apps.GreenfieldCliWrapper", "--flavour", "ua1", "-v"]
    done = subprocess.run([*command, "--format", "text", document], capture_output=True, text=True, check=False)
    said = [line.strip() for line in done.stdout.splitlines()]
    assert done.returncode in (0, 1), done.stderr
    assert said, done.stderr
    return [] if done.returncode == 0 else said


if __name__ == "__main__":
    try:
        JARS.record()
    except CannotTryError as error:
        sys.exit(str(error))
