"""The table of who may do what (``tests/contract/authorisation.yaml``), and cases of each kind to try it on."""

from __future__ import annotations

import asyncio
import base64
from collections import defaultdict
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid4

import yaml

from schemas.codes.flow import UserRole
from schemas.registry import SERVICES
from tests.chain import decision_body, signal_body, until

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Mapping

    from tests.chain import Chain

HERE, THERE, ELSEWHERE = "GM0268", "GM0252", "GM0296"
"""Where a mandate is held, where another's cases are, and whom that other hands something over to."""

EVERYBODY = "iedereen"
REPORTER, STRANGER = "melder van de tabel", "een andere melder"
NAME = "Tabelkop Een"
"""Who is in every report."""

_TABLE = Path(__file__).parents[1] / "contract" / "authorisation.yaml"
_OF_CARE, _OF_CRIME = "zorgcoordinator", "riec"


SIGNALS = 4
"""In each kind of case: one with the analyst, one that waits for its reporter, one to decide and one decided."""


class Of(StrEnum):
    """Whose a case is, to who asks."""

    OWN = "own"
    SHARED = "shared"
    EXPIRED = "expired"
    OTHER = "other"
    REPORTED = "reported"
    NONE = "none"


CASES = tuple(of for of in Of if of is not Of.NONE)
_BY_WHO_ASKS = {Of.OWN, Of.REPORTED}


@dataclass(frozen=True, slots=True)
class Line:
    """What the table says of one operation: with whose cases each function may do it, and when a second factor is
    asked for.
    """

    may: Mapping[str, frozenset[Of]]
    second_factor: str | None


def table() -> dict[str, dict[str, Line]]:
    """By service and operation. Raises ValueError for what is said twice, or of no function."""
    found: dict[str, dict[str, Line]] = {}
    for service, lines in yaml.safe_load(_TABLE.read_text("utf-8")).items():
        said: dict[str, dict[str, frozenset[Of]]] = defaultdict(dict)
        factors: dict[str, set[str | None]] = defaultdict(set)
        for line in lines:
            operation, function = line["operation"], line["function"]
            if function in said[operation] or function not in {*UserRole, EVERYBODY}:
                raise ValueError(f"{service} {operation} {function}")
            said[operation][function] = frozenset(map(Of, line["of"]))
            factors[operation].add(line.get("second_factor"))
        found[service] = {operation: Line(may, _only(factors[operation])) for operation, may in said.items()}
    return found


def _only(factors: set[str | None]) -> str | None:
    (one,) = factors
    return one


@dataclass(slots=True)
class Objects:
    """Of one kind of case: by the place in an address what stands there, and every id by which a list may show it."""

    at: dict[str, dict[str, str]] = field(default_factory=dict[str, dict[str, str]])
    ids: set[str] = field(default_factory=set[str])

    def of(self, service: str, place: str) -> str:
        return self.at[service][place]

    def shown_in(self, text: str) -> bool:
        """A record of the log has its key in base64."""
        return any(one in text or base64.b64encode(one.encode()).decode() in text for one in self.ids)


_BY_HAND = {
    "case_tenant": "capacity = 'gedeeld'",
    "addition": "kind = 'aanvulling'",
    "hold": "true",
    "destruction": "true",
    "consultation": "true",
    "agenda_item": "true",
    "hand_over": "true",
    "answer_proposal": "true",
}
"""Which rows of these cases no event tells of."""


@asynccontextmanager
async def cases(chain: Chain, here: str = HERE) -> AsyncGenerator[dict[Of, Objects]]:
    """One of each, made by its people; what would take days, a meeting or a partner is put into the tables, and is gone
    afterwards: what services hold follows from the log.
    """
    found: dict[Of, Objects] = {}
    try:
        found.update(await _cases(chain, here))
        yield found
    finally:
        ids = [UUID(one) for objects in found.values() for one in objects.ids]
        async with chain.owner("administration") as connection:
            await connection.execute("delete from proposal where change_id = any($1)", ids)
        for service in SERVICES:
            async with chain.owner(service) as connection:
                for table, which in _BY_HAND.items():
                    if await connection.fetchval("select to_regclass($1) is not null", table):
                        await connection.execute(f"delete from {table} where signal_id = any($1) and {which}", ids)


async def _cases(chain: Chain, here: str) -> dict[Of, Objects]:
    made = await asyncio.gather(*(_made(chain, here if of is Of.OWN else THERE, of in _BY_WHO_ASKS) for of in CASES))
    found = dict(zip(CASES, made, strict=True))
    now = datetime.now(UTC)
    await _share(chain, found[Of.SHARED], here, now + timedelta(days=30))
    await _share(chain, found[Of.EXPIRED], here, now - timedelta(seconds=1))
    nothing = str(uuid4())
    found[Of.NONE] = Objects({service: defaultdict(lambda: nothing) for service in SERVICES}, {nothing})
    return found


async def _made(chain: Chain, municipality: str, by_who_asks: bool) -> Objects:
    intake = chain.api("intake", "melder-professional", REPORTER if by_who_asks else STRANGER)

    async def report(**changes: Any) -> dict[str, Any]:
        told = {
            "omschrijving": f"Twaalf matrassen, {uuid4()}.",  # the same danger told again is the same alert
            "betrokkenen": [{"rol": "slachtoffer", "naam": NAME}],
        }
        answer = await intake.post("/signalen", json=signal_body(gemeente=municipality, **told, **changes))
        assert answer.status_code == 201, answer.text
        return answer.json()

    school = {"naam": "Juf", "organisatie": "School", "sector": "onderwijs"}
    enriched, waiting = (await report())["id"], (await report(melder=school))["id"]
    reported = await report(kanaal="netwerk", acuteNood=True)
    case, alert = reported["id"], reported["alarm"]
    decided = (await report(kanaal="netwerk"))["id"]
    await chain.at("enrichment", "analist", f"/signalen/{enriched}")
    for one in (case, decided):
        await chain.to_decide_on(one)
    await chain.decide(decided, ["zorg", "ondermijnende-criminaliteit"], _OF_CRIME, _OF_CARE)
    triage = chain.api("triage", "aandachtfunctionaris")
    body = decision_body(["ondermijnende-criminaliteit"], _OF_CRIME)
    proposal = (await triage.post(f"/signalen/{case}/besluiten", json=body)).json()["id"]
    care, crime = [(await chain.referral(decided, partner))["kenmerk"] for partner in (_OF_CARE, _OF_CRIME)]
    here = {
        "intake": {"signalen": waiting, "alarmen": alert},
        "enrichment": {"signalen": enriched},
        "triage": {"signalen": case, "voorstellen": proposal, **await _on_desk(chain, case)},
        "zorg-referral": {
            "signalen": decided,
            "verwijzingen": care,
            "antwoorden": await _answer(chain, "zorg-referral", decided, care),
        },
        "riec-referral": {
            "signalen": decided,
            "verwijzingen": crime,
            "antwoorden": await _answer(chain, "riec-referral", decided, crime),
        },
        "audit": {"verantwoordingen": crime},
        "administration": {"voorstellen": await _proposed_setting(chain, municipality)},
    }
    signals = {enriched, waiting, case, decided}
    for service, signal_id in (("intake", waiting), ("enrichment", enriched), ("triage", case), *_both(decided)):
        await _held_and_destroyed(chain, service, signal_id)
    await until(lambda: _in_the_log(chain, crime))
    return Objects(here, signals | {one for places in here.values() for one in places.values()})


def _both(signal_id: str) -> tuple[tuple[str, str], ...]:
    return ("zorg-referral", signal_id), ("riec-referral", signal_id)


async def _on_desk(chain: Chain, signal_id: str) -> dict[str, str]:
    ids = {place: uuid4() for place in ("aanvullingen", "consultaties", "casustafels", "overdrachten")}
    async with chain.owner("triage") as connection:
        for statement, place in (
            ("insert into addition values ($1, $2, 'aanvulling', 'Meer.', now())", "aanvullingen"),
            (
                "insert into consultation (reference, signal_id, partner, question, asked_by, asked_at, answer_by)"
                " values ($1, $2, 'nla', '?', 'x', now(), current_date + 5)",
                "consultaties",
            ),
            (
                "insert into agenda_item (item_id, signal_id, case_table, held_on, participants, state, put_on_by)"
                " values ($1, $2, 'mdo-mensenhandel', current_date, '{aandachtfunctionaris}', 'geagendeerd', 'x')",
                "casustafels",
            ),
        ):
            await connection.execute(statement, ids[place], UUID(signal_id))
        await connection.execute(
            "insert into hand_over (hand_over_id, signal_id, municipality, reason, basis, until, handed_over_by,"
            " handed_over_at) values ($1, $2, $3, 'slachtoffer-verhuisd', 'wmo-2015-5-1-1', current_date + 30, 'x',"
            " now())",
            ids["overdrachten"],
            UUID(signal_id),
            ELSEWHERE,
        )
    return {place: str(one) for place, one in ids.items()}


async def _proposed_setting(chain: Chain, municipality: str) -> str:
    """Who is who in a municipality: each kind of case has a focal point of its own."""
    proposal = uuid4()
    async with chain.owner("administration") as connection:
        await connection.execute(
            "insert into proposal (change_id, kind, name, effective_on, value, reason, proposed_by, proposed_at)"
            " values ($1, 'accenthouder', $2, current_date + 9, '{\"officials\": []}', 'evaluatie', 'x', now())",
            *(proposal, f"{municipality}.{proposal}"),
        )
    return str(proposal)


async def _answer(chain: Chain, service: str, signal_id: str, reference: str) -> str:
    proposal = uuid4()
    async with chain.owner(service) as connection:
        await connection.execute(
            "insert into answer_proposal (proposal_id, reference, signal_id, answer, reasons, proposed_by, proposed_at)"
            " values ($1, $2, $3, 'Ja.', '{riec}', 'x', now())",
            *(proposal, UUID(reference), UUID(signal_id)),
        )
    return str(proposal)


async def _held_and_destroyed(chain: Chain, service: str, signal_id: str) -> None:
    async with chain.owner(service) as connection:
        await connection.execute(
            "insert into destruction (signal_id, kind, destroy_after, destroyed_at)"
            " values ($1, 'zaak', current_date, now())",
            UUID(signal_id),
        )
        await connection.execute(
            "insert into hold (hold_id, signal_id, reason, placed_by, placed_at) values ($1, $2, 'klacht', 'x', now())",
            *(uuid4(), UUID(signal_id)),
        )


async def _in_the_log(chain: Chain, reference: str) -> bool:
    async with chain.database("audit") as connection:
        found = "select exists (select from record where topic = 'referral.riec' and key = convert_to($1, 'UTF8'))"
        return await connection.fetchval(found, reference)


async def _share(chain: Chain, objects: Objects, here: str, until: datetime) -> None:
    """In every service, by hand: no API takes a day that has passed."""
    for service in SERVICES:
        async with chain.owner(service) as connection:
            if not await connection.fetchval("select to_regclass('case_tenant') is not null"):
                continue
            await connection.execute(
                "insert into case_tenant (signal_id, tenant, capacity, since, until)"
                " select signal_id, $2, 'gedeeld', now() - interval '2 days', $3"
                " from unnest($1::uuid[]) as s (signal_id)"
                " on conflict do nothing",
                [UUID(one) for one in objects.ids],
                here,
                until,
            )
