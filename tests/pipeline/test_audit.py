"""The running chain's log, as an auditor meets it: export, check, and the answer to "why was this shared?"."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cli.audit import Source, mirror
from deploy.local.tokens import sign_token
from services.audit import verify as verifier
from tests.chain import until
from tests.contract import fsck

if TYPE_CHECKING:
    from tests.chain import Chain


def source(chain: Chain) -> Source:
    return Source(chain.addresses.urls["audit"], lambda: sign_token(chain.root / "secrets", "auditor", "auditor", 1))


async def explained(chain: Chain, reference: str, *, refused: bool = False) -> dict[str, Any]:
    """Once every step of it is in the witnessed log; with ``refused`` also that an answer was refused."""

    async def known() -> dict[str, Any] | None:
        response = await chain.api("audit", "auditor").get(f"/verantwoordingen/{reference}")
        found = response.json().get("verantwoording")
        whole = found and found["besluit"] and found["besluit"]["persoon"]
        return found if whole and found["antwoorden"] and (found["geweigerdeAntwoorden"] or not refused) else None

    return await until(known)


async def test_why_was_this_shared(chain: Chain) -> None:
    signal_id: str = (await chain.report())["id"]
    await chain.assess(signal_id)
    await chain.to_decide_on(signal_id)
    await chain.decide(signal_id, ["zorg"], "zorgcoordinator")
    reference = (await chain.referral(signal_id, "zorgcoordinator"))["kenmerk"]
    await chain.reply("zorgcoordinator", "referral.received", {"reference": reference.upper()})
    await chain.reply("zorgcoordinator", "referral.done", {"reference": reference, "outcome": "hulp-gestart"})
    why = await explained(chain, reference, refused=True)
    assert (why["soort"], why["partner"], why["signaal"]["id"]) == ("verwijzing", "zorgcoordinator", signal_id)
    assert (why["besluit"]["rol"], why["besluit"]["persoon"]) == ("aandachtfunctionaris", "tester")
    assert why["grondslag"]["geldig"] is True
    assert {"basis", "purpose", "reference"} <= set(why["gedeeldeVelden"])
    assert [answer["soort"] for answer in why["antwoorden"]] == ["received"]
    (refused,) = why["geweigerdeAntwoorden"]
    assert (refused["soort"], refused["reden"]) == ("done", "transition")
    assert refused["regels"][0].startswith("na ontvangen kan alleen: ")
    assert "tester (aandachtfunctionaris)" in why["gelezenDoor"]
    got = (await chain.api("audit", "auditor").get("/verstrekkingen", params={"partner": "zorgcoordinator"})).json()
    assert reference in {item["gebeurtenis"]["subject"] for item in got["items"]}


async def test_who_looked_at_a_list_looked_at_all_that_was_on_it(chain: Chain) -> None:
    """Each with a partner's words beside it, why it came back."""
    references: list[str] = []
    for _ in range(2):
        signal_id = await chain.to_decide()
        await chain.decide(signal_id, ["zorg"], "zorgcoordinator")
        reference = (await chain.referral(signal_id, "zorgcoordinator"))["kenmerk"]
        declined = {"reference": reference, "reason": "geen-capaciteit"}
        await chain.reply("zorgcoordinator", "referral.declined", declined)
        await chain.status(signal_id, "bij-aandachtfunctionaris")
        references.append(reference)
    await chain.api("triage", "aandachtfunctionaris", "lijst").get("/werkvoorraad", params={"limit": 500})
    for reference in references:

        async def known(reference: str = reference) -> bool:
            return "lijst (aandachtfunctionaris)" in (await explained(chain, reference))["gelezenDoor"]

        await until(known)


async def test_why_was_this_asked_and_why_were_the_police_alerted(chain: Chain) -> None:
    receipt = await chain.report(kanaal="netwerk", acuteNood=True)
    signal_id = receipt["id"]
    await chain.to_decide_on(signal_id)
    desk = chain.api("triage", "aandachtfunctionaris")
    asked = await desk.post(f"/signalen/{signal_id}/consultaties", json={"partner": "politie", "vraag": "Bekend?"})
    reference = asked.json()["kenmerk"]
    answer: dict[str, Any] = {"reference": reference, "conclusion": "niet-bekend", "personal": {}}
    await chain.reply("politie", "consult.answered", answer)
    await chain.reply("politie", "alert.acknowledged", {"reference": receipt["alarm"]})

    async def whole(kenmerk: str) -> dict[str, Any] | None:
        response = await chain.api("audit", "auditor").get(f"/verantwoordingen/{kenmerk}")
        found = response.json().get("verantwoording")
        return found if found and found["antwoorden"] and len(found["bewijzen"]) >= 4 else None

    expected = {
        reference: ("consultatie", "vraag-aan-de-politie", "Afstemming over een vermoeden, voor het besluit", "tester"),
        receipt["alarm"]: ("alarm", "politiewet-3", "Hulp aan wie nu in gevaar is", "melder"),
    }
    for kenmerk, (kind, basis, purpose, person) in expected.items():
        why = await until(lambda kenmerk=kenmerk: whole(kenmerk))
        assert (why["soort"], why["partner"], why["signaal"]["id"]) == (kind, "politie", signal_id)
        assert (why["grondslag"]["naam"], why["grondslag"]["geldig"], why["doel"]) == (basis, True, purpose)
        assert (why["persoon"], why["voorgesteldDoor"]) == (person, None)
        assert "personal.location.postcode" in why["gedeeldeVelden"]
        assert len(why["antwoorden"]) == 1


async def sought(chain: Chain, **wanted: str) -> dict[str, Any]:
    answer = await chain.api("audit", "auditor").post("/logzoekopdrachten", json=wanted)
    assert answer.status_code == 200, answer.text
    return answer.json()


async def test_the_log_is_searched_by_case_by_partner_and_by_official(chain: Chain) -> None:
    signal_id, other = await chain.to_decide(), await chain.to_decide()
    await chain.decide(signal_id, ["zorg"], "zorgcoordinator")
    reference = (await chain.referral(signal_id, "zorgcoordinator"))["kenmerk"]
    reader = f"lezer-{reference[:8]}"
    looked = await chain.api("triage", "aandachtfunctionaris", reader).get(f"/signalen/{signal_id}")
    assert looked.status_code == 200

    async def of_the_case() -> dict[str, Any] | None:
        found = await sought(chain, zaak=signal_id)
        kinds = {item["gebeurtenis"]["type"] for item in found["items"]}
        read = [item["gebeurtenis"]["data"].get("actor") for item in found["items"]]
        sent = "nl.signaalketen.referral.zorgcoordinator-sent.v1" in kinds
        return found if sent and reader in read else None

    found = await until(of_the_case)
    assert other not in str(found["items"])
    assert {item["topic"] for item in (await sought(chain, zaak=reference))["items"]} == {
        item["topic"] for item in found["items"]
    }
    (sent,) = (await sought(chain, zaak=signal_id, partner="zorgcoordinator"))["items"]
    assert sent["topic"] == "referral.zorgcoordinator"
    (look,) = (await sought(chain, ambtenaar=reader))["items"]
    assert look["gebeurtenis"]["data"]["objects"] == [signal_id]
    assert (await sought(chain, ambtenaar=reader, zaak=other))["items"] == []
    refused = await chain.api("audit", "auditor").post("/logzoekopdrachten", json={})
    assert (refused.status_code, "zaak" in refused.text) == (400, True)


async def test_the_witnesses_say_how_far_they_are(chain: Chain) -> None:
    await chain.report()

    async def cosigned() -> dict[str, Any] | None:
        found = (await chain.api("audit", "auditor").get("/getuigen")).json()
        return found if found["omvang"] else None

    found = await until(cosigned)
    assert found["inLog"] >= found["omvang"]
    assert found["ondertekendOp"]
    assert sum(one["ondertekend"] for one in found["getuigen"]) >= 2


async def test_a_person_is_found_however_the_partner_wrote_the_name(chain: Chain) -> None:
    signal_id = await chain.to_decide()
    await chain.decide(signal_id, ["zorg"], "zorgcoordinator")
    reference = (await chain.referral(signal_id, "zorgcoordinator"))["kenmerk"]
    question = f'Is Zoë "Zus" Proef-{reference[:8]} (06-12345678) bekend?'  # json.dumps writes Zo\u00eb \"Zus\"
    data = {"reference": reference, "personal": {"question": question}}
    sent = await chain.reply("zorgcoordinator", "referral.more-information-asked", data)
    for words in (f"zoe\u0308 “zus”  PROEF-{reference[:8]}", "0612345678"):

        async def found(words: str = words) -> bool:
            response = await chain.api("audit", "auditor").post("/inzageverzoeken", json={"zoekwoorden": words})
            return sent["id"] in {item["gebeurtenis"]["id"] for item in response.json()["items"]}

        await until(found)


async def test_an_export_holds_and_a_changed_one_does_not(chain: Chain, tmp_path: Path) -> None:
    signal_id = await chain.to_decide()
    audit = source(chain)

    async def logged() -> bool:
        return audit.get("/log/checkpoint").status_code == 200

    await until(logged)
    folder = tmp_path / "log"
    mirror(audit, folder)
    files = [file for file in folder.rglob("*") if file.is_file() and file.name != "verify.py"]
    assert {oct(path.stat().st_mode & 0o077) for path in (folder, *files)} == {"0o0"}
    report = verifier.verify(folder)
    assert report.findings == []
    assert report.witnesses >= 2
    assert report.size > 0
    assert fsck.accepts(folder)
    bundle = next(path for path in sorted((folder / "tile" / "entries").rglob("*")) if path.is_file())
    bundle.write_bytes(bundle.read_bytes().replace(b"urn:nld", b"urn:nlx", 1))
    assert "is not what was logged" in str(verifier.verify(folder).findings)
    assert signal_id


async def test_entries_are_for_auditors_only(chain: Chain) -> None:
    for role, status in (("analist", 403), ("beheerder", 403)):
        token = partial(sign_token, chain.root / "secrets", role, "x", 1)
        with Source(chain.addresses.urls["audit"], token).client() as client:
            url = f"{chain.addresses.urls['audit']}/log/tile/entries/000.p/1"
            assert client.get(url).status_code == status
