"""Adding a partner is one YAML and one disclosure model; everything else follows."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from deploy.local.stack import default_root

NAME = "opvanghuis-de-brug"
_TREE = Path(__file__).parents[2]
_PARTS = ("schemas", "services", "deploy", "cli", "demo", "docs", "tests")
_YAML = f"""partner: {NAME}
name: Opvanghuis De Brug
owner: team-doorgeleiding
oin: "00000099000000000077"
families: [referral]
referred_by: zorg-referral
beside: [zorg]
bases:
  referral: [wmo-2015-opvang]
municipalities: all
contact: ketenpartner-de-brug@example.nl
"""
_MODEL = '''"""Opvanghuis De Brug: a bed tonight."""

from __future__ import annotations

from pydantic import Field

from schemas.disclosures.parts import ReferralHeader
from schemas.text import Contract, Text


class ReferralPersonal(Contract):
    care_needs: Text | None = Field(default=None, description="What the bed must be fit for.")


class Referral(ReferralHeader):
    personal: ReferralPersonal
'''


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    tree = tmp_path_factory.mktemp("tree")
    for part in _PARTS:
        shutil.copytree(_TREE / part, tree / part, ignore=shutil.ignore_patterns("__pycache__", "node_modules"))
    (tree / "schemas" / "partners" / f"{NAME}.yaml").write_text(_YAML, "utf-8")
    (tree / "schemas" / "disclosures" / f"{NAME.replace('-', '_')}.py").write_text(_MODEL, "utf-8")
    environment = {**os.environ, "PYTHONPATH": str(tree), "SIGNAALKETEN_LOCAL": str(default_root())}
    for command in (["cli", "schemas"], ["tests.boundary.added_partner", NAME]):
        done = subprocess.run(
            [sys.executable, "-m", *command], cwd=tree, env=environment, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stdout + done.stderr
    return json.loads(done.stdout)


def test_it_gets_its_own_topics_and_nobody_elses(found: dict[str, Any]) -> None:
    assert found["topics"] == [f"referral.{NAME}", f"reply.{NAME}"]
    assert found["permissions"] == [
        f"DESCRIBE group {NAME}",
        f"DESCRIBE group {NAME}.application",
        f"DESCRIBE group {NAME}.application-neighbour",
        f"DESCRIBE topic referral.{NAME}",
        f"DESCRIBE topic reply.{NAME}",
        f"READ group {NAME}",
        f"READ group {NAME}.application",
        f"READ group {NAME}.application-neighbour",
        f"READ topic referral.{NAME}",
        f"WRITE topic reply.{NAME}",
    ]


def test_every_permission_is_probed_and_holds(found: dict[str, Any]) -> None:
    assert found["deviations"] == []
    assert found["probed"][0] > 600


def test_a_decision_reaches_it_and_only_its_part(found: dict[str, Any]) -> None:
    assert found["quick_start"]["sent"]["personal"] == {"care_needs": "Onderdak en een arts."}


def test_its_quick_start_runs_as_it_stands_on_the_page(found: dict[str, Any]) -> None:
    quick_start = found["quick_start"]
    assert quick_start["code"] == 0, quick_start["errors"]
    assert quick_start["printed"]
    assert quick_start["answers"] == ["nl.signaalketen.referral.accepted.v1"]


def test_the_catalogue_has_its_page(found: dict[str, Any]) -> None:
    page = found["page"]
    assert f"export PARTNER={NAME} OIN=00000099000000000077" in page
    assert "What the bed must be fit for." in page
    assert "Onderdak en een arts." in page
