"""What alerts and dashboard ask for is what the running processes tell."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import TYPE_CHECKING

import httpx
from prometheus_client.parser import text_string_to_metric_families

from schemas.registry import SERVICES, read_by

if TYPE_CHECKING:
    from tests.chain import Chain

_OF_APIS_ALONE = {"signaalketen_signing_keys_age_seconds"}
_OF_AUDIT_ALONE: set[str] = {"signaalketen_logbook_oldest_seconds"}
_DEPLOY = Path(__file__).parents[2] / "deploy"


def asked() -> set[str]:
    """Every metric of ours that a rule or a panel names."""
    rules = (_DEPLOY / "prometheus" / "alerts.yaml").read_text("utf-8")
    panels = json.loads((_DEPLOY / "grafana" / "dashboard.json").read_text("utf-8"))["panels"]
    expressions = [rules, *(target["expr"] for panel in panels for target in panel["targets"])]
    return {name for text in expressions for name in re.findall(r"signaalketen_\w+", text)}


async def told(chain: Chain, process: str) -> set[str]:
    async with httpx.AsyncClient(trust_env=False) as client:
        page = (await client.get(f"{chain.inner(process)}/metrics")).text
    families = list(text_string_to_metric_families(page))
    return {sample.name for family in families for sample in family.samples} | {
        f"{family.name}_total" for family in families if family.type == "counter"
    }


async def test_every_metric_that_is_asked_for_is_told(chain: Chain) -> None:
    signal_id: str = (await chain.report())["id"]
    await chain.assess(signal_id)
    await chain.status(signal_id, "bij-aandachtfunctionaris")
    assert len(asked()) > 10
    for service in SERVICES:
        of_others = set[str]() if service == "audit" else _OF_AUDIT_ALONE
        if not read_by(f"service:{service}"):
            of_others = of_others | {"signaalketen_consumer_lag"}
        assert asked() - await told(chain, f"{service}-worker") == of_others | _OF_APIS_ALONE, service
    assert await told(chain, "intake-api") >= _OF_APIS_ALONE


async def test_a_gauge_moves_with_what_it_measures(chain: Chain) -> None:
    """A worker's; an API reaches nothing where nobody asks."""
    await chain.to_decide()
    async with httpx.AsyncClient(trust_env=False) as client:
        page = (await client.get(f"{chain.inner('triage-worker')}/metrics")).text
    found = re.search(r"^signaalketen_undecided_oldest_seconds (\S+)$", page, re.MULTILINE)
    assert found
    assert float(found[1]) > 0
