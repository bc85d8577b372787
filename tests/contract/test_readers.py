"""Whoever reads what a partner writes unpacks within bounds, at the services and at the command line."""

from __future__ import annotations

import ast
from pathlib import Path

ROOT = Path(__file__).parents[2]
_FILES = [path for package in ("services", "deploy", "cli", "demo") for path in sorted((ROOT / package).rglob("*.py"))]
_BOUND = {"deploy/broker/plain.py", "services/partner_desk/door.py"}
"""They call ``bound_client`` first; Faust's consumers are made in the bus, which does."""

_OF_OURS = {"deploy/backup/topics.py", "deploy/broker/admin_log.py", "deploy/broker/lag.py"}
"""What our own services write, and the provisioner alone; and offsets without records."""


def _calls(path: Path) -> set[str]:
    nodes = (node for node in ast.walk(ast.parse(path.read_text("utf-8"))) if isinstance(node, ast.Call))
    return {node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "") for node in nodes}


def _that_call(name: str) -> set[str]:
    return {path.relative_to(ROOT).as_posix() for path in _FILES if name in _calls(path)}


def test_a_consumer_is_made_where_the_client_is_bounded() -> None:
    assert _that_call("AIOKafkaConsumer") == _BOUND
    assert _that_call("bound_client") >= _BOUND | {"services/runtime/messaging/bus.py"}


def test_the_client_without_bounds_reads_nothing_of_others() -> None:
    assert _that_call("Consumer") == {"deploy/broker/admin.py"}
    assert _that_call("consumer") - {"demo/partner.py", *_BOUND} == _OF_OURS
