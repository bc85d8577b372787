"""A partnership is told only what explains its criteria, in their order (BGS 2.16 and 2.20)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.chain import decision_body

if TYPE_CHECKING:
    from tests.chain import Chain

ZVH = "zvh-rijk-van-nijmegen"


async def test_no_zvh_is_told_without_its_criteria_and_it_reads_them_under_the_note(chain: Chain) -> None:
    signal_id = await chain.to_decide()
    desk = chain.api("triage", "aandachtfunctionaris")
    body = decision_body(["geen-vermoeden"], ZVH)
    order = body["verwijzingen"][0]
    report = order.pop("aanmelding")
    order["aanmelding"] = {**report, "criteria": report["criteria"][1:]}
    refused = await desk.post(f"/signalen/{signal_id}/besluiten", json=body)
    assert refused.status_code == 400, refused.text
    (broken,) = refused.json()["errors"]
    assert broken["field"] == "verwijzingen.0.aanmelding.criteria"
    assert "BGS 2.20, eerste lid, onder a: “problemen bij betrokkene" in broken["rule"]
    del order["aanmelding"]
    refused = await desk.post(f"/signalen/{signal_id}/besluiten", json=body)
    assert [one["field"] for one in refused.json()["errors"]] == ["verwijzingen.0.aanmelding"]
    order["aanmelding"] = report
    made = await desk.post(f"/signalen/{signal_id}/besluiten", json=body)
    assert made.status_code == 201, made.text
    await chain.confirm_where_asked(made.json())
    note = (await chain.referred(signal_id, ZVH))["personal"]["note"]
    assert note.startswith(f"Voor {ZVH}.\n\nAangemeld door: burgemeester, voor: ")
    assert "BGS 2.20, eerste lid, onder d (domeinen): " in note


async def test_what_is_wrong_with_a_report_is_said_in_dutch_all_at_once(chain: Chain) -> None:
    signal_id = await chain.to_decide()
    body = decision_body(["geen-vermoeden"], ZVH)
    wrong = {"orgaan": "raad", "taak": "", "criteria": [{"criterium": "Niet Zo", "toelichting": "Tekst."}]}
    body["verwijzingen"][0]["aanmelding"] = wrong
    refused = await chain.api("triage", "aandachtfunctionaris").post(f"/signalen/{signal_id}/besluiten", json=body)
    assert refused.status_code == 400, refused.text
    rules = {one["field"]: one["rule"] for one in refused.json()["errors"]}
    place = "verwijzingen.0.aanmelding"
    assert rules.keys() == {f"{place}.orgaan", f"{place}.taak", f"{place}.criteria.0.criterium"}
    assert not any("[a-z]" in rule or "Niet Zo" in rule for rule in rules.values())
