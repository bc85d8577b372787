"""People and partners at work: cases along every way of the stroomschema, each step tried until it is answered."""

from __future__ import annotations

import asyncio
import random
import time
from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid4

import httpx

from demo.rules import confirmation
from tests.chain import decision_body, signal_body

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Coroutine

    from tests.faults.evidence import Promises
    from tests.faults.site import Site

_ANSWER_SECONDS = 180
_MELDCODE = {
    "stappen": [{"stap": n, "gezetOp": "2026-11-16", "bevinding": "Gezet."} for n in range(1, 6)],
    "meldenBijVeiligThuis": True,
    "hulpBieden": True,
    "huiselijkeKring": True,
}


class UnansweredError(Exception):
    """A step that never got its answer, however often it was tried."""


class Traffic:
    """``play`` runs one case; what was answered 201 is a promise."""

    def __init__(self, world: Site, promises: Promises) -> None:
        self._world = world
        self._promises = promises

    def cases(self) -> list[Callable[[], Coroutine[Any, Any, None]]]:
        return [self._care, self._crime, self._closed, self._asked, self._acute, self._meldcode]

    async def play(self, chance: random.Random) -> None:
        await chance.choice(self.cases())()

    async def _post(
        self, service: str, role: str, path: str, body: dict[str, Any], *again: int, subject: str = "tester"
    ) -> dict[str, Any]:
        """The answer; 5xx, no connection, 404 (not there yet) and ``again`` are sent again under the same key."""
        key = {"Idempotency-Key": str(uuid4())}
        client = self._world.chain.api(service, role, subject)
        return await self._answered(path, lambda: client.post(path, json=body, headers=key), {404, *again})

    async def _get(self, service: str, role: str, path: str, *, subject: str) -> dict[str, Any]:
        """The answer; 5xx, no connection and 404 (not there yet) are asked again."""
        client = self._world.chain.api(service, role, subject)
        return await self._answered(path, lambda: client.get(path), {404})

    async def _answered(
        self, path: str, ask: Callable[[], Awaitable[httpx.Response]], again: set[int]
    ) -> dict[str, Any]:
        deadline = time.monotonic() + _ANSWER_SECONDS
        said = "nothing"
        while time.monotonic() < deadline:
            try:
                response = await ask()
            except httpx.HTTPError as error:
                said = type(error).__name__
            else:
                if response.is_success:
                    return response.json()
                said = f"{response.status_code} {response.text}"
                if response.status_code < 500 and response.status_code not in again:
                    break
            await asyncio.sleep(0.2)  # polling a remote state
        raise UnansweredError(f"{path}: {said}")

    async def _report(self, **changes: Any) -> str:
        receipt = await self._post("intake", "melder-professional", "/signalen", signal_body(**changes))
        self._promises.signals.add(receipt["id"])
        if "alarm" in receipt:
            self._promises.alerts.add(receipt["alarm"])
        return str(receipt["id"])

    async def _assess(self, signal: str, conclusion: str) -> None:
        body = {"conclusie": conclusion, "toelichting": "Zie eerdere melding."}
        await self._post("enrichment", "analist", f"/signalen/{signal}/beoordelingen", body, 409)

    async def _decide(self, signal: str, outcomes: list[str], director: str, *beside: str) -> None:
        body = decision_body(outcomes, director, *beside)
        made = await self._post("triage", "aandachtfunctionaris", f"/signalen/{signal}/besluiten", body, 409)
        if made.get("wachtOpTweede"):
            path = f"/voorstellen/{made['id']}"
            seen = await self._get("triage", "aandachtfunctionaris", path, subject="tweede")
            confirmed = confirmation(seen)
            path = f"{path}/bevestigingen"
            await self._post("triage", "aandachtfunctionaris", path, confirmed, 409, subject="tweede")
        self._promises.decisions.add(made["id"])

    async def _care(self) -> None:
        signal = await self._report()
        await self._assess(signal, "versterkt")
        await self._decide(signal, ["zorg"], "zorgcoordinator", "comensha")

    async def _crime(self) -> None:
        signal = await self._report(kanaal="netwerk")
        await self._decide(signal, ["zorg", "ondermijnende-criminaliteit"], "riec", "zorgcoordinator")

    async def _closed(self) -> None:
        """Nowhere in particular, or the next signal at that place would bring it back."""
        await self._assess(await self._report(locatie=None), "niet-versterkt")

    async def _asked(self) -> None:
        """Back to the reporter, then strengthened, then a question to a partner; the decision is left open."""
        signal = await self._report()
        await self._assess(signal, "meer-informatie-nodig")
        path = f"/signalen/{signal}/aanvullingen"
        await self._post("intake", "melder-professional", path, {"tekst": "Elke avond een wit busje."}, 409)
        await self._assess(signal, "versterkt")
        question = {"partner": "politie", "vraag": "Bekend?"}
        path = f"/signalen/{signal}/consultaties"
        asked = await self._post("triage", "aandachtfunctionaris", path, question, 409)
        self._promises.consultations.add(str(UUID(asked["kenmerk"])))

    async def _acute(self) -> None:
        await self._report(kanaal="netwerk", acuteNood=True)
        body = {"situatie": "Nu bij de school.", "gemeente": "GM0268"}
        self._promises.alerts.add((await self._post("intake", "melder-professional", "/alarmen", body))["id"])

    async def _meldcode(self) -> None:
        reporter = {"naam": "Leraar Vijf", "organisatie": "School", "sector": "onderwijs"}
        signal = await self._report(melder=reporter)
        await self._post("intake", "melder-professional", f"/signalen/{signal}/meldcode-stappen", _MELDCODE)
