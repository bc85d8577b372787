"""What the logbooks of a municipality get from a running chain: every action, nobody's name, joined by trace."""

from __future__ import annotations

import base64
import json
from typing import TYPE_CHECKING, Any

from deploy.secrets import SUBJECT_KEY
from services.audit.actor_lines import ACTION, ACTOR, OBJECT, RESULT
from services.audit.processing_lines import ACTIVITY, SUBJECT, pseudonym
from tests.chain import until

if TYPE_CHECKING:
    from tests.chain import Chain

Json = dict[str, Any]


def lines(chain: Chain, book: str) -> list[Json]:
    file = chain.root / "logbooks" / f"{book}.jsonl"
    whole = file.read_text("utf-8").rpartition("\n")[0] if file.exists() else ""
    return [json.loads(line) for line in whole.split("\n") if line]


def attributes(line: Json) -> dict[str, str]:
    return {pair["key"]: pair["value"]["stringValue"] for pair in line["attributes"]}


async def test_what_is_done_about_somebody_is_in_the_logbook_and_who_did_it_in_the_other(chain: Chain) -> None:
    name = "Logboek Betrokkene Negen"
    signal_id: str = (await chain.report(betrokkenen=[{"rol": "slachtoffer", "naam": name}]))["id"]
    await chain.assess(signal_id)
    await chain.to_decide_on(signal_id)
    await chain.decide(signal_id, ["zorg", "ondermijnende-criminaliteit"], "riec", "zorgcoordinator")
    key = base64.b64decode((chain.root / "secrets" / SUBJECT_KEY).read_text("utf-8"))
    subject = pseudonym(name, None, key)

    def about(book: str) -> list[Json]:
        return [line for line in lines(chain, book) if attributes(line).get(SUBJECT) == subject]

    async def logged() -> bool:
        kinds = {line["name"] for line in about("ldv")}
        return kinds >= {"signal.received", "signal.enriched", "decision.zorg-taken", "referral.zorgcoordinator-sent"}

    await until(logged)

    decided = next(line for line in about("ldv") if line["name"] == "decision.zorg-taken")

    async def acted() -> Json | None:
        about_it = [line for line in lines(chain, "bio2") if line["traceId"] == decided["traceId"]]
        return next((line for line in about_it if attributes(line)[ACTION] == "bevestigVoorstel"), None)

    assert attributes(await until(acted))[ACTOR] == "tweede"
    everything = lines(chain, "ldv") + lines(chain, "ldv-confidential")
    assert all(line["name"] not in ("decision.riec-taken", "referral.riec-sent") for line in lines(chain, "ldv"))
    spans = [line["spanId"] for line in everything if line["traceId"] == decided["traceId"]]
    assert len(spans) == len(set(spans))
    assert all(attributes(line)[ACTIVITY] for line in everything)
    assert name not in json.dumps(everything, ensure_ascii=False)
    assert "tester" not in json.dumps(everything)


async def test_who_tried_what_their_role_does_not_allow_is_in_the_log_of_acts(chain: Chain) -> None:
    signal_id = await chain.to_decide()
    refused = await chain.api("triage", "analist", "nieuwsgierig").get(f"/signalen/{signal_id}")
    assert refused.status_code == 403

    async def tried() -> Json | None:
        of_theirs = (attributes(line) for line in lines(chain, "bio2"))
        return next((line for line in of_theirs if line[ACTOR] == "nieuwsgierig"), None)

    line = await until(tried)
    assert (line[RESULT], line[OBJECT], line[ACTION]) == ("geweigerd", signal_id, "toonSignaal")


async def test_what_an_auditor_looks_at_is_in_the_logbook_of_whom_it_is_about(chain: Chain) -> None:
    name = "Logboek Betrokkene Tien"
    await chain.report(betrokkenen=[{"rol": "slachtoffer", "naam": name}])
    subject = pseudonym(name, None, base64.b64decode((chain.root / "secrets" / SUBJECT_KEY).read_text("utf-8")))

    async def found() -> bool:
        response = await chain.api("audit", "auditor").post("/inzageverzoeken", json={"zoekwoorden": name})
        return response.json()["aantal"] > 0

    await until(found)

    async def logged() -> bool:
        of_them = [line for line in lines(chain, "ldv-confidential") if attributes(line).get(SUBJECT) == subject]
        return any(line["name"] == "audit.content-read" for line in of_them)

    await until(logged)
