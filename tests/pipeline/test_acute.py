"""Acute danger is with the police whatever else is wrong with the request that tells of it (plan 2.2, acute nood)."""

from __future__ import annotations

import asyncio
import json
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import pytest

from deploy.local.tokens import sign_token
from tests.chain import Chain, signal_body, until

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import httpx

PLACE = {"straat": "Molenstraat", "huisnummer": 12, "postcode": "6511PP", "plaats": "Nijmegen"}
TOLD = {
    "municipality": "GM0268",
    "situation": "Zij roept om hulp.",
    "street": "Molenstraat",
    "house_number": 12,
    "postcode": "6511PP",
    "city": "Nijmegen",
}
FIELDS = {"gemeente": "municipality", "omschrijving": "situation", "situatie": "situation"}
IN_PLACE = {"straat": "street", "huisnummer": "house_number", "postcode": "postcode", "plaats": "city"}
ODD: list[Any] = [
    None, "", " ", 0, -1, 1e300, True, [], {}, [1], {"a": 1}, "12", "6511 PP", "A bis", "\x00", "\u202e", "\ud800", "é",
    "GM0202", "Nijmegen", "2026-13-45", "x" * 201, "x" * 4001,
]  # fmt: skip


def report(**changes: Any) -> dict[str, Any]:
    return {**signal_body(acuteNood=True, omschrijving=TOLD["situation"], locatie=PLACE), **changes}


def reporter(chain: Chain, subject: str | None = None) -> httpx.AsyncClient:
    return chain.api("intake", "melder-professional", subject or str(uuid4()))


async def raw(chain: Chain, path: str, content: bytes, media_type: str = "application/json") -> httpx.Response:
    """Sent by somebody who never sent anything before."""
    token = sign_token(chain.root / "secrets", "melder-professional", str(uuid4()), 1)
    headers = {"Authorization": f"Bearer {token}", "Content-Type": media_type}
    return await chain.api("intake", "melder-professional").post(path, content=content, headers=headers)


async def at_the_police(chain: Chain, alerts: Sequence[str]) -> dict[str, list[dict[str, Any]]]:
    """What was told about these alerts, in order, once all are there."""

    async def arrived() -> dict[str, list[dict[str, Any]]] | None:
        found: dict[str, list[dict[str, Any]]] = {}
        for record in await chain.read("politie", "alert.politie"):
            event = json.loads(record.value)
            data = event["data"]
            if "personal" not in data:
                continue  # a withdrawal
            told = {"municipality": data.get("municipality"), "situation": data["personal"].get("situation")}
            told |= data["personal"].get("location", {})
            found.setdefault(event["subject"], []).append({"fact": event["type"].split(".")[3], **told})
        return found if found.keys() >= {*alerts} else None

    return await until(arrived)


def odd(value: object) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Reports and alerts with this value in one field, the path, and the field."""
    alert = {"situatie": TOLD["situation"], "gemeente": "GM0268", "locatie": PLACE}
    for name in (*report(), "onbekend"):
        if name != "acuteNood":
            yield "/signalen", name, report(**{name: value})
    for name in (*alert, "signaalId", "onbekend"):
        yield "/alarmen", name, {**alert, name: value}
    for name in (*PLACE, "toevoeging", "bijzonderheden", "onbekend"):
        place = {**PLACE, name: value}
        yield "/signalen", name, report(locatie=place)
        yield "/alarmen", name, {**alert, "locatie": place}


async def test_one_odd_field_leaves_every_other_field_of_the_alert_intact(chain: Chain) -> None:
    """Every field of a report and of an alert, with every odd value; each by somebody else."""
    sent: list[tuple[str, str, object]] = []
    for value in ODD:
        for path, field, body in odd(value):
            response = await raw(chain, path, json.dumps(body).encode())
            answer = response.json()
            assert response.status_code in (201, 400), (field, value, answer)
            sent.append((answer.get("alarm") or answer["id"], field, value))
    told = await at_the_police(chain, [alert for alert, _, _ in sent])
    for alert_id, field, value in sent:
        changed = {*IN_PLACE.values()} if field == "locatie" else {FIELDS.get(field), IN_PLACE.get(field)}
        (first,) = told[alert_id]
        for name in TOLD.keys() - changed - {"situation"}:
            assert first.get(name) == TOLD[name], (field, value, first)
        assert "situation" in changed or first["situation"].startswith(TOLD["situation"]), (field, value, first)


async def test_what_is_left_as_written_is_said(chain: Chain) -> None:
    body = {"situatie": "Help.", "gemeente": "GM0202", "locatie": {**PLACE, "postcode": "weet niet"}, "telefoon": "112"}
    answer = await reporter(chain).post("/alarmen", json=body)
    assert answer.status_code == 201, answer.text
    assert answer.json()["alsGeschreven"] == ["telefoon", "gemeente", "locatie.postcode"]
    (told,) = (await at_the_police(chain, [answer.json()["id"]]))[answer.json()["id"]]
    assert told["situation"] == "Help.\n\nZoals geschreven:\ntelefoon: 112"
    assert told["remark"] == "gemeente: GM0202; locatie.postcode: weet niet"
    refused = await reporter(chain).post("/signalen", json=report(locatie={**PLACE, "postcode": "weet niet"}))
    assert refused.status_code == 400
    assert refused.json()["alsGeschreven"] == ["locatie.postcode"]
    assert "wel doorgegeven aan de politie" in refused.json()["detail"]


@pytest.mark.parametrize("path", ["/signalen", "/alarmen"])
@pytest.mark.parametrize(
    ("content", "media_type"),
    [
        (json.dumps(report()).encode()[:-3], "application/json"),
        (json.dumps(report()).replace(", ", ",,").encode(), "application/json"),
        (json.dumps(report()).encode("cp1252"), "application/json; charset=windows-1252"),
        (json.dumps(report()).encode(), "text/plain"),
        (b'{"acuteNood": true, "omschrijving": "Zij roept om hulp.", "a": "' + b"x" * 300_000, "application/json"),
        (b'{"acuteNood": true, "omschrijving": "Zij roept om hulp.", "omschrijving": "Nu."}', "application/json"),
    ],
    ids=["cut off", "commas", "charset", "media type", "too large", "twice"],
)  # fmt: skip
async def test_a_body_that_is_no_json_is_heard(chain: Chain, path: str, content: bytes, media_type: str) -> None:
    answer = await raw(chain, path, content, media_type)
    alert = answer.json()["alarm" if path == "/signalen" else "id"]
    assert answer.status_code == (201 if path == "/alarmen" else answer.status_code)
    (told,) = (await at_the_police(chain, [alert]))[alert]
    assert TOLD["situation"] in told["situation"]


@pytest.mark.parametrize("role", ["auditor", "beheerder"])
async def test_whoever_asks_is_heard_and_then_refused(chain: Chain, role: str) -> None:
    for path, body in (("/signalen", report()), ("/alarmen", {"situatie": "Help."})):
        answer = await chain.api("intake", role, str(uuid4())).post(path, json=body)
        assert answer.status_code == 403
        await at_the_police(chain, [answer.json()["alarm"]])


async def test_nobody_is_not_heard(chain: Chain) -> None:
    answer = await reporter(chain).post("/alarmen", json={"situatie": "Help."}, headers={"Authorization": "Bearer x"})
    assert answer.status_code == 401
    assert "alarm" not in answer.json()


@pytest.mark.parametrize("length", [201, 255])
async def test_a_long_subject_is_lawful(chain: Chain, length: int) -> None:
    subject = f"{uuid4()}".ljust(length, "x")
    answer = await reporter(chain, subject).post("/signalen", json=report())
    assert answer.status_code == 201, answer.text
    await at_the_police(chain, [answer.json()["alarm"]])


async def test_a_header_that_is_refused_holds_no_alert_up(chain: Chain) -> None:
    key = {"Idempotency-Key": "x" * 129}
    refused = await reporter(chain).post("/signalen", json=report(), headers=key)
    assert refused.status_code == 400
    given = await reporter(chain).post("/alarmen", json={"situatie": "Help."}, headers=key)
    assert given.status_code == 201
    await at_the_police(chain, [refused.json()["alarm"], given.json()["id"]])


@pytest.mark.parametrize("keyed", [True, False])
async def test_a_refused_report_sent_again_put_right_corrects_its_alert(chain: Chain, keyed: bool) -> None:
    client = reporter(chain)
    key = {"Idempotency-Key": str(uuid4())} if keyed else {}
    wrong = await client.post("/signalen", json=report(locatie={**PLACE, "postcode": "weet niet"}), headers=key)
    right = await client.post("/signalen", json=report(), headers=key)
    assert (wrong.status_code, right.status_code) == (400, 201)
    alert = right.json()["alarm"]
    assert alert == wrong.json()["alarm"]
    again = await client.post("/signalen", json=report(), headers=key)
    assert (again.json()["alarm"] == alert) is keyed

    async def corrected() -> list[dict[str, Any]] | None:
        told = (await at_the_police(chain, [alert]))[alert]
        return told if len(told) > 1 else None

    first, second = await until(corrected)
    assert (first["fact"], second["fact"]) == ("politie-raised", "politie-corrected")
    assert second == {"fact": "politie-corrected", **TOLD}


async def test_a_report_refused_for_something_else_raises_one_alert(chain: Chain) -> None:
    client = reporter(chain)
    wrong = await client.post("/signalen", json=report(vormen=["wat dan ook"]))
    right = await client.post("/signalen", json=report())
    assert wrong.json()["alarm"] == right.json()["alarm"]
    other = await client.post("/signalen", json=report(omschrijving="Iets anders."))
    assert other.json()["alarm"] != right.json()["alarm"]
    told = await at_the_police(chain, [right.json()["alarm"], other.json()["alarm"]])
    assert [one["fact"] for one in told[right.json()["alarm"]]] == ["politie-raised"]


async def test_a_correction_is_taken_whatever_is_in_it_and_told_once(chain: Chain) -> None:
    client = reporter(chain)
    alert = (await client.post("/alarmen", json={"situatie": "Help."})).json()["id"]
    body = {"situatie": "Aan de overkant.", "locatie": {**PLACE, "postcode": "weet niet"}, "x": 1}
    answers = [await client.post(f"/alarmen/{alert}/correcties", json=body) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [201, 201]
    assert len(answers[1].json()["berichten"]) == 1
    assert (await client.post("/alarmen/x/correcties", json=body)).status_code == 404
    assert (await reporter(chain).post(f"/alarmen/{alert}/correcties", json=body)).status_code == 404


async def test_a_double_click_is_one_alert_for_the_same_key(chain: Chain) -> None:
    client = reporter(chain)
    key = {"Idempotency-Key": str(uuid4())}
    body = {"situatie": "Help."}
    answers = await asyncio.gather(*(client.post("/alarmen", json=body, headers=key) for _ in range(8)))
    assert len({answer.text for answer in answers}) == 1
    other = await client.post("/alarmen", json={"situatie": "Iets anders."}, headers=key)
    assert other.status_code == 201
    assert other.json()["id"] != answers[0].json()["id"]
