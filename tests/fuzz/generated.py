"""Requests that schemathesis makes from the published OpenAPI documents: as they say, and just not as they say."""

# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false, reportUnknownArgumentType=false
# (schemathesis' strategies are untyped)

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, Any

import requests
import schemathesis
from hypothesis import HealthCheck, Phase, Verbosity, given, settings
from hypothesis import seed as seeded
from hypothesis.errors import Unsatisfiable
from schemathesis import GenerationMode

from deploy.local.tokens import sign_token
from tests.fuzz.operations import USUAL, document

if TYPE_CHECKING:
    from tests.chain import Chain
    from tests.fuzz.verdict import Tally


def fuzz(chain: Chain, tally: Tally, wanted: int, seed: int) -> None:
    """About this many requests, as many for each operation in each mode."""
    found = [
        (service, operation)
        for service in USUAL
        for result in schemathesis.openapi.from_dict(document(service)).get_all_operations()
        if (operation := result.ok())  # pyright: ignore[reportAttributeAccessIssue] - our documents are valid
    ]
    each = max(1, wanted // (len(found) * len(GenerationMode)))
    with requests.Session() as session:
        session.trust_env = False
        for service, operation in found:
            for mode in GenerationMode:
                _try(chain, tally, session, service, operation, mode, each, seed)


def _try(
    chain: Chain,
    tally: Tally,
    session: requests.Session,
    service: str,
    operation: Any,
    mode: GenerationMode,
    each: int,
    seed: int,
) -> None:
    @seeded(seed)
    @settings(
        max_examples=each,
        deadline=None,
        database=None,
        phases=[Phase.generate],
        verbosity=Verbosity.quiet,
        suppress_health_check=[*HealthCheck],  # pyright: ignore[reportArgumentType] - its members
    )
    @given(case=operation.as_strategy(generation_mode=mode))
    def send(case: Any) -> None:
        token = sign_token(chain.root / "secrets", USUAL[service].value, "fuzz", 1)
        case.headers = {**(case.headers or {}), "Authorization": f"Bearer {token}"}
        response = case.call(base_url=f"{chain.addresses.urls[service]}/v1", session=session)
        content = response.content
        tally.add(service, operation.path, response.status_code, response.headers.get("content-type", [""])[0], content)

    with suppress(Unsatisfiable):  # an operation without parameters can only be asked rightly
        send()
