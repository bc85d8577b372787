"""These tests need a container engine; where none answers they are not part of the run."""

from __future__ import annotations

import os
import shutil

from tests.containers.engine import answers

collect_ignore_glob = [] if shutil.which("docker") and answers(dict(os.environ)) else ["test_*.py"]
