"""Who may do what with whose cases: every cell of the table, and no operation without a line in it."""

from __future__ import annotations

import re
from itertools import product
from typing import TYPE_CHECKING, Any

import httpx
import pytest
import pytest_asyncio

from deploy.local.tokens import mandates, sign
from schemas.codes.flow import UserRole
from schemas.registry import SERVICES
from services.runtime.base.mandates import DISTRICT
from services.runtime.base.sign_on import Level
from tests.pipeline.authorisation import CASES, EVERYBODY, HERE, NAME, REPORTER, THERE, Of, cases, table

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Mapping, Sequence
    from pathlib import Path

    from tests.chain import Chain
    from tests.pipeline.authorisation import Line, Objects

ASKED = {
    ("audit", "toonGebeurtenissen"): "topic=referral.riec&limit=1000",
    ("audit", "toonVerstrekkingen"): "partner=riec",
}
"""What a list has to be asked with."""

_LET_IN = {200, 201, 400, 409}
"""Done, or refused for what is in it or what state it is in: none of which anybody is told who may not do it."""

_BODIES: dict[str, dict[str, Any]] = {
    "/inzageverzoeken": {"zoekwoorden": NAME},
    "/logzoekopdrachten": {"partner": "riec"},
}
_NO_BODY: dict[str, Any] = {"onbekend": 1}
"""Of anything else: what it asks is judged after who asks."""


class Desk:
    """Somebody who holds these mandates, at one service."""

    def __init__(
        self, client: httpx.AsyncClient, secrets: Path, subject: str, held: Sequence[Mapping[str, Any]]
    ) -> None:
        self._client = client
        tokens = {level: sign(secrets, held, subject, 1, level) for level in Level}
        self._headers = {level: {"Authorization": f"Bearer {token}"} for level, token in tokens.items()}

    async def do(self, method: str, path: str, level: Level = Level.HIGH) -> httpx.Response:
        body = _BODIES.get(path, _NO_BODY) if method == "post" else None
        return await self._client.request(method, path, json=body, headers=self._headers[level])

    async def whole(self, path: str) -> str:
        """All pages of a list."""
        found, following = "", path
        while following:
            answer = await self.do("get", following)
            assert answer.status_code == 200, answer.text
            found += answer.text
            link = answer.links.get("next")
            following = path.partition("?")[0] + link["url"] if link else ""
        return found


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def of_each(chain: Chain) -> AsyncGenerator[Mapping[Of, Objects]]:
    async with cases(chain) as found:
        yield found


@pytest_asyncio.fixture(loop_scope="session")
async def client(chain: Chain, service: str) -> AsyncGenerator[httpx.AsyncClient]:
    url = f"{chain.addresses.urls[service]}/v1"
    async with httpx.AsyncClient(base_url=url, timeout=30, trust_env=False) as opened:
        yield opened


async def operations(chain: Chain, service: str) -> dict[str, tuple[str, str, dict[str, Any]]]:
    """By id: method, path and description."""
    async with httpx.AsyncClient(trust_env=False) as reader:
        paths = (await reader.get(f"{chain.addresses.urls[service]}/openapi.json")).json()["paths"]
    return {what["operationId"]: (method, path, what) for path, item in paths.items() for method, what in item.items()}


def held(function: str, municipality: str = HERE) -> list[dict[str, Any]]:
    """In one municipality, or where else it can be held."""
    return mandates(function, [municipality]) or [{"rol": function, "district": DISTRICT}]


def place(service: str, path: str, objects: Objects) -> str:
    found = re.match(r"/([^/]+)/\{[^}]+\}(.*)", path)
    assert found
    return f"/{found[1]}/{objects.of(service, found[1])}{re.sub(r'{[^}]+}', objects.of(service, found[1]), found[2])}"


@pytest.mark.parametrize("service", SERVICES)
async def test_every_operation_has_a_line_and_no_line_is_left_over(chain: Chain, service: str) -> None:
    there = await operations(chain, service)
    assert {*there} == {*table()[service]}
    for operation, line in table()[service].items():
        said = there[operation][2]
        assert bool(said.get("security")) is (EVERYBODY not in line.may), operation
        demanded = said["responses"].get("401", {}).get("description", "")
        assert ("acr_values" in demanded) is (line.second_factor is not None), operation
        if "401" in said["responses"]:
            assert "WWW-Authenticate" in said["responses"]["401"]["headers"]


@pytest.mark.parametrize("service", SERVICES)
async def test_every_cell(
    chain: Chain,
    client: httpx.AsyncClient,
    service: str,
    of_each: Mapping[Of, Objects],
    capsys: pytest.CaptureFixture[str],
) -> None:
    there, lines, wrong, cells = await operations(chain, service), table()[service], list[str](), 0
    desks = {function: Desk(client, chain.root / "secrets", REPORTER, held(function)) for function in UserRole}
    for (operation, line), (function, desk) in product(lines.items(), desks.items()):
        method, path, _ = there[operation]
        about_a_case = "{" in path
        asked = path if about_a_case or method == "post" else f"{path}?{ASKED.get((service, operation), 'limit=500')}"
        may = line.may.get(function, line.may.get(EVERYBODY, frozenset()))
        reached = _with_a_case if about_a_case else _in_a_list
        found = await reached(desk, service, (method, asked), of_each)
        wrong += [f"{operation} {function} {of}" for of in found ^ may]
        cells += len(Of)
        weak = await desk.do(method, place(service, path, of_each[Of.OWN]) if about_a_case else asked, Level.BASIC)
        if (weak.status_code == 401) is not (bool(may) and line.second_factor == "always"):
            wrong.append(f"{operation} {function} signed on with a password: {weak.status_code}")
    with capsys.disabled():
        print(f"\n{service}: {cells} cells tried, {len(wrong)} deviations")  # noqa: T201 - what this shows
    assert not wrong, "\n".join(sorted(wrong))


async def _with_a_case(desk: Desk, service: str, act: tuple[str, str], of_each: Mapping[Of, Objects]) -> set[Of]:
    """With whose cases it can be done."""
    method, path = act
    found: set[Of] = set()
    for of in Of:
        answer = await desk.do(method, place(service, path, of_each[of]))
        assert answer.status_code in {*_LET_IN, 403, 404}, (path, answer.text)
        found |= {of} if answer.status_code in _LET_IN else set()
    return found


async def _in_a_list(desk: Desk, _: str, act: tuple[str, str], of_each: Mapping[Of, Objects]) -> set[Of]:
    """Whether it is there at all, and whose cases it shows."""
    method, path = act
    answer = await desk.do(method, path)
    assert answer.status_code in {*_LET_IN, 403}, (path, answer.text)
    if answer.status_code == 403:
        return set()
    if answer.status_code != 200:
        return {Of.NONE}
    text = answer.text if method == "post" else await desk.whole(path)
    return {Of.NONE, *(of for of in CASES if of_each[of].shown_in(text))}


@pytest.mark.parametrize("service", SERVICES)
async def test_nobody_gets_in_without_a_token(
    chain: Chain, client: httpx.AsyncClient, service: str, of_each: Mapping[Of, Objects]
) -> None:
    lines = table()[service]
    for operation, (method, path, _) in (await operations(chain, service)).items():
        at = place(service, path, of_each[Of.OWN]) if "{" in path else path
        refused = await client.request(method, at, json=_NO_BODY if method == "post" else None)
        if EVERYBODY in lines[operation].may:
            assert refused.status_code == 200
            continue
        assert refused.status_code == 401, operation
        assert refused.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize("service", SERVICES)
async def test_a_function_in_one_municipality_gives_nothing_in_another(
    chain: Chain, client: httpx.AsyncClient, service: str, of_each: Mapping[Of, Objects]
) -> None:
    """Who may do it there, and something else here, does it not here."""
    somewhere = [function for function in UserRole if mandates(function, [HERE]) and "gemeenten" in held(function)[0]]
    lines, wrong = table()[service], list[str]()
    for operation, (method, path, _) in (await operations(chain, service)).items():
        if "{" not in path:
            continue
        line: Line = lines[operation]
        for may, other in product([f for f in somewhere if f in line.may], somewhere):
            if other in line.may:
                continue
            two = Desk(client, chain.root / "secrets", f"{may} en {other}", [*held(may, THERE), *held(other, HERE)])
            answer = await two.do(method, place(service, path, of_each[Of.OWN]))
            there = await two.do(method, place(service, path, of_each[Of.OTHER]))
            if answer.status_code != 404 or there.status_code not in _LET_IN:
                wrong.append(f"{operation}: {may} there, {other} here: {answer.status_code}, {there.status_code}")
    assert not wrong, "\n".join(wrong)
