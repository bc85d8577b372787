"""Alert rules as Prometheus itself checks and tries them, and a page in the runbook for each."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

from deploy.local.prerequisites import promtool

_ROOT = Path(__file__).parents[2]
_RULES = _ROOT / "deploy" / "prometheus" / "alerts.yaml"
_TRIED = Path(__file__).with_name("alerts_test.yaml")
_PAGES = _ROOT / "docs" / "runbook"


def alerts() -> dict[str, dict[str, Any]]:
    groups = yaml.safe_load(_RULES.read_text("utf-8"))["groups"]
    return {rule["alert"]: rule for group in groups for rule in group["rules"]}


@pytest.mark.parametrize(
    "arguments",
    [
        ("check", "rules", str(_RULES)),
        ("check", "config", str(_RULES.with_name("prometheus.yaml"))),
        ("test", "rules", str(_TRIED)),
    ],
    ids=lambda arguments: " ".join(arguments[:2]),
)
def test_promtool(arguments: tuple[str, ...]) -> None:
    done = subprocess.run([promtool(), *arguments], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_each_alert_is_tried_both_ways() -> None:
    tried = [case for test in yaml.safe_load(_TRIED.read_text("utf-8"))["tests"] for case in test["alert_rule_test"]]
    assert {case["alertname"] for case in tried if case["exp_alerts"]} == alerts().keys()
    assert {case["alertname"] for case in tried if not case["exp_alerts"]} == alerts().keys()


def test_each_alert_has_its_page_and_each_page_its_alert() -> None:
    assert {page.stem for page in _PAGES.glob("Signaalketen*.md")} == alerts().keys()
    listed = re.findall(r"^- \[(\w+)\]\(\1\.md\)", (_PAGES / "README.md").read_text("utf-8"), re.MULTILINE)
    assert listed == [*alerts()]
    for name, rule in alerts().items():
        assert rule["annotations"]["runbook"] == f"docs/runbook/{name}.md"
        assert (_PAGES / f"{name}.md").read_text("utf-8").startswith(f"# {name}\n")
