"""The APIs at their edges: who may, what is refused and why, and that a refusal stores nothing."""

from __future__ import annotations

import asyncio
import json
import re
import time
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import httpx
import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import ec

from deploy.local.tokens import AUDIENCE, ISSUER
from tests.chain import decision_body, signal_body, until

if TYPE_CHECKING:
    from tests.chain import Chain


def forged(chain: Chain, kind: str) -> str:
    own = json.loads((chain.root / "secrets" / "signing-key.json").read_text("utf-8"))
    key = jwt.PyJWK.from_dict(own)
    now = int(time.time())
    claims: dict[str, Any] = {
        "iss": ISSUER,
        "aud": AUDIENCE,
        "sub": "x",
        "iat": now,
        "exp": now + 600,
        "mandaten": [{"rol": "analist", "gemeenten": ["GM0268"]}],
    }
    headers = {"kid": own["kid"], "typ": "at+jwt"}
    match kind:
        case "expired":
            claims |= {"iat": now - 600, "exp": now - 1}
        case "other audience":
            claims["aud"] = "elders"
        case "other issuer":
            claims["iss"] = "https://elders"
        case "no expiry":
            del claims["exp"]
        case "roles that are no list":
            claims["roles"] = 5
        case "other key":
            return jwt.encode(claims, ec.generate_private_key(ec.SECP256R1()), "ES256", headers)
        case "unknown key id":
            headers["kid"] = "elders"
        case "an ID token":
            headers["typ"] = "JWT"
        case "unsigned":
            return jwt.encode(claims, None, "none", headers)  # pyright: ignore[reportArgumentType] - no key on purpose
        case "another algorithm":
            return jwt.encode(claims, "een geheim van tweeendertig tekens", "HS256", headers)
        case "nothing":
            pass
        case _:
            return kind
    return jwt.encode(claims, key.key, "ES256", headers)


@pytest.mark.parametrize(
    "kind",
    [
        "expired",
        "other audience",
        "other issuer",
        "no expiry",
        "roles that are no list",
        "other key",
        "unknown key id",
        "an ID token",
        "unsigned",
        "another algorithm",
        "garbage",
        "a.b.c",
    ],
)
async def test_a_token_that_does_not_hold_is_401(chain: Chain, kind: str) -> None:
    client = chain.api("enrichment", "analist")
    for wrong, status in (("nothing", 200), (kind, 401)):  # but for that one thing it would hold
        headers = {"Authorization": f"Bearer {forged(chain, wrong)}"}
        assert (await client.get("/werkvoorraad", headers=headers)).status_code == status


async def stored(chain: Chain) -> int:
    async with chain.database("intake") as connection:
        return await connection.fetchval("select count(*) from signal")


BAD_FIELDS: list[tuple[dict[str, Any], str]] = [
    ({"gemeente": "GM9999"}, "gemeente"),
    ({"gemeente": 268}, "gemeente"),
    ({"vormen": []}, "vormen"),
    ({"vormen": ["loterij"]}, "vormen.0"),
    ({"omschrijving": ""}, "omschrijving"),
    ({"omschrijving": "\x00\u200b"}, "omschrijving"),
    ({"omschrijving": "x" * 4001}, "omschrijving"),
    ({"slachtofferHerkenbaar": "ja"}, "slachtofferHerkenbaar"),
    ({"acuteNood": 1}, "acuteNood"),
    ({"waargenomenOp": "2099-01-01"}, "waargenomenOp"),
    ({"waargenomenOp": "gisteren"}, "waargenomenOp"),
    ({"kanaal": "inwoner"}, "kanaal"),
    ({"melder": {"naam": "X", "sector": "gemeente"}}, "melder.organisatie"),
    ({"betrokkenen": [{"rol": "slachtoffer", "nationaliteit": "Nederlands"}]}, "betrokkenen.0.nationaliteit"),
    ({"betrokkenen": [{"rol": "slachtoffer"}] * 21}, "betrokkenen"),
    ({"locatie": {"postcode": "6511"}}, "locatie.postcode"),
    ({"locatie": {"huisnummer": "12A"}}, "locatie.huisnummer"),
    ({"onbekend": 1}, "onbekend"),
]


@pytest.mark.parametrize(("change", "field"), BAD_FIELDS, ids=[f"{f} {n}" for n, (_, f) in enumerate(BAD_FIELDS)])
async def test_bad_input_names_field_and_rule_and_stores_nothing(
    chain: Chain, change: dict[str, Any], field: str
) -> None:
    before = await stored(chain)
    client = chain.api("intake", "melder-professional")
    response = await client.post("/signalen", json={**signal_body(), **change})
    assert response.status_code == 400
    problem = response.json()
    assert [error["field"] for error in problem["errors"]] == [field]
    assert problem["errors"][0]["rule"]
    assert not re.search("should|must|Input|Value error", problem["errors"][0]["rule"])
    assert {"status", "title", "detail"} <= problem.keys()
    assert "x" * 4001 not in response.text
    assert await stored(chain) == before


async def test_all_errors_come_at_once(chain: Chain) -> None:
    everything = {name: value for change, _ in BAD_FIELDS[:1] + BAD_FIELDS[2:3] for name, value in change.items()}
    response = await chain.api("intake", "melder-professional").post("/signalen", json={**everything, "extra": 1})
    fields = {error["field"] for error in response.json()["errors"]}
    assert fields >= {"gemeente", "vormen", "kanaal", "omschrijving", "melder", "slachtofferHerkenbaar", "extra"}


@pytest.mark.parametrize(
    ("content", "media_type", "status"),
    [
        (b'{"a":', "application/json", 400),
        (b"", "application/json", 400),
        (b"[1]", "application/json", 400),
        (b"null", "application/json", 400),
        (json.dumps(signal_body()).encode("utf-16"), "application/json", 400),
        (b'{"omschrijving":"\xff"}', "application/json", 400),
        (b'{"omschrijving":"\\ud800"}', "application/json", 400),
        (b"[" * 100_000, "application/json", 400),
        (b'{"a":' + b"9" * 5000 + b"}", "application/json", 400),
        (b'{"a":"' + b"x" * 300_000 + b'"}', "application/json", 413),
        (json.dumps(signal_body()).encode(), "text/plain", 415),
        (json.dumps(signal_body()).encode(), "", 415),
    ],
    ids=[
        "broken",
        "empty",
        "list",
        "null",
        "utf-16",
        "not utf-8",
        "surrogate",
        "deep",
        "huge number",
        "oversized",
        "text",
        "untyped",
    ],
)
async def test_a_body_that_is_no_signal_is_refused(chain: Chain, content: bytes, media_type: str, status: int) -> None:
    before = await stored(chain)
    client = chain.api("intake", "melder-professional")
    headers = {"Content-Type": media_type} if media_type else {}
    response = await client.post("/signalen", content=content, headers=headers)
    assert response.status_code == status, response.text
    assert response.headers["content-type"] == "application/problem+json"
    assert response.json()["detail"]
    assert await stored(chain) == before


async def test_a_signal_too_large_for_one_event_is_refused(chain: Chain) -> None:
    people = [{"rol": "slachtoffer", "naam": "𝕏" * 200, "veiligContact": "𝕐" * 200} for _ in range(20)]
    response = await chain.api("intake", "melder-professional").post(
        "/signalen", json=signal_body(betrokkenen=people, omschrijving="𝕏" * 4000)
    )
    assert response.status_code == 400
    assert "bytes" in response.json()["errors"][0]["rule"]


async def test_the_same_key_and_body_get_the_same_answer(chain: Chain) -> None:
    client = chain.api("intake", "melder-professional")
    headers = {"Idempotency-Key": str(uuid4())}
    body = signal_body(acuteNood=True)
    answers = await asyncio.gather(*(client.post("/signalen", json=body, headers=headers) for _ in range(8)))
    assert {answer.status_code for answer in answers} == {201}
    assert len({answer.text for answer in answers}) == 1
    async with chain.database("intake") as connection:
        sent = await connection.fetchval(
            "select count(*) from outbox where topic = 'alert.politie' and key = convert_to($1, 'UTF8')",
            answers[0].json()["alarm"],
        )
    assert sent == 1


async def test_the_same_key_with_another_body_is_422(chain: Chain) -> None:
    client = chain.api("intake", "melder-professional")
    headers = {"Idempotency-Key": str(uuid4())}
    assert (await client.post("/signalen", json=signal_body(), headers=headers)).status_code == 201
    other = await client.post("/signalen", json=signal_body(gemeente="GM0281"), headers=headers)
    assert other.status_code == 422
    another_user = chain.api("intake", "melder-professional", "iemand-anders")
    assert (await another_user.post("/signalen", json=signal_body(), headers=headers)).status_code == 201


async def test_a_reused_key_never_swallows_another_danger(chain: Chain) -> None:
    client = chain.api("intake", "melder-professional")
    headers = {"Idempotency-Key": str(uuid4())}
    first = await client.post("/signalen", json=signal_body(acuteNood=True), headers=headers)
    other = signal_body(acuteNood=True, omschrijving="Nu brandt het ook.")
    second = await client.post("/signalen", json=other, headers=headers)
    assert (first.status_code, second.status_code) == (201, 422)
    assert second.json()["alarm"] != first.json()["alarm"]
    await chain.received("politie", "alert", second.json()["alarm"])


async def test_a_reporter_follows_only_its_own_signals(chain: Chain) -> None:
    signal_id = (await chain.report())["id"]
    other = chain.api("intake", "melder-professional", "iemand-anders")
    assert (await other.get(f"/signalen/{signal_id}")).status_code == 404
    status = (await chain.api("intake", "melder-professional").get(f"/signalen/{signal_id}")).json()
    assert status.keys() == {"id", "status", "ontvangenOp", "uiterlijkOp", "overgenomen"}


async def test_what_cannot_be_done_now_is_409(chain: Chain) -> None:
    signal_id = await chain.to_decide()
    triage = chain.api("triage", "aandachtfunctionaris")
    reporter = chain.api("intake", "melder-professional")
    await chain.decide(signal_id, ["zorg"], "zorgcoordinator")
    body = decision_body(["zorg"], "zorgcoordinator")
    question = {"partner": "nla", "vraag": "?"}
    steps = {"stappen": [{"stap": 1, "gezetOp": "2026-11-01", "bevinding": "Gezien."}]}
    for response in (
        await triage.post(f"/signalen/{signal_id}/besluiten", json=body),
        await triage.post(f"/signalen/{signal_id}/consultaties", json=question),
        await reporter.post(f"/signalen/{signal_id}/meldcode-stappen", json=steps),
    ):
        assert response.status_code == 409
        assert response.json()["detail"]


async def test_a_decision_that_breaks_rules_names_them_all(chain: Chain) -> None:
    signal_id = await chain.to_decide()
    body = {**decision_body(["zorg"], "riec", "zvh-rivierenland"), "toestemming": {"gevraagd": False}}
    response = await chain.api("triage", "aandachtfunctionaris").post(f"/signalen/{signal_id}/besluiten", json=body)
    assert response.status_code == 400
    fields = {error["field"] for error in response.json()["errors"]}
    assert fields == {"verwijzingen", "verwijzingen.0.partner", "verwijzingen.1.partner", "toestemming.reden"}


async def test_the_worklist_is_sorted_and_explained(chain: Chain) -> None:
    weak: str = (await chain.report(slachtofferHerkenbaar=False, betrokkenen=[], locatie=None))["id"]
    strong: str = (await chain.report(bedrijf={"naam": "Kwekerij"}, vormen=["arbeid", "crimineel"]))["id"]
    for signal_id in (weak, strong):
        await chain.at("enrichment", "analist", f"/signalen/{signal_id}")
    found = (await chain.api("enrichment", "analist").get("/werkvoorraad", params={"limit": 500})).json()
    order = [item["id"] for item in found["items"]]
    assert order.index(strong) < order.index(weak)
    assert all(
        item["sterkte"] == sum(int(r.rsplit("+", 1)[1][:-1]) for r in item["redenen"]) for item in found["items"]
    )


async def test_the_meldroutes_are_there_for_everyone(chain: Chain) -> None:
    """Inwoners en ondernemers worden verwezen naar Politie, MMA, NLA en CoMensha."""
    async with httpx.AsyncClient(trust_env=False) as client:
        routes = (await client.get(f"{chain.addresses.urls['intake']}/v1/meldroutes")).json()["routes"]
    assert len(routes) == 4


async def test_what_was_seen_is_chosen_from_a_dated_list(chain: Chain) -> None:
    desk = chain.api("intake", "melder-professional")
    listed = (await desk.get("/indicatoren")).json()
    assert listed["aantal"] == len(listed["items"]) > 10
    codes = [item["code"] for item in listed["items"] if item["stap"] == "huisvesting"][:2]
    refused = await desk.post("/signalen", json=signal_body(indicatoren=["verzonnen"]))
    assert refused.status_code == 400
    rule = "staat op geen lijst van indicatoren; kies een code uit /indicatoren, bijvoorbeeld valse-beloften"
    assert refused.json()["errors"] == [{"field": "indicatoren.0", "rule": rule}]
    signal_id: str = (await chain.report(indicatoren=[*codes, codes[0]]))["id"]
    found = await chain.at("enrichment", "analist", f"/signalen/{signal_id}")
    assert found["inhoud"]["indicatoren"] == codes
    assert found["indicatorlijst"] == listed["versie"]
    assert len([reason for reason in found["redenen"] if "(huisvesting)" in reason]) == 2


async def test_an_address_is_looked_up_and_signals_at_it_are_counted(chain: Chain) -> None:
    place = {"postcode": "6524AB", "huisnummer": 77}
    first: str = (await chain.report(locatie=place))["id"]
    second: str = (await chain.report(locatie=place, omschrijving="Weer matrassen."))["id"]

    async def counted() -> bool:
        signal = await chain.at("enrichment", "analist", f"/signalen/{second}")
        return signal["adresStatus"] == "bekend" and signal["andereSignalenOpAdres"] == 1

    await until(counted)
    assert "6524 AB" in (await chain.at("enrichment", "analist", f"/signalen/{first}"))["adres"]


@pytest.mark.parametrize(
    ("number", "state", "line"),
    [("00001234", "bekend", "Onderneming 1234"), ("00001239", "niet-gevonden", ""), (None, "niet-gevraagd", "")],
)
async def test_a_firm_is_looked_up_by_its_number(chain: Chain, number: str | None, state: str, line: str) -> None:
    firm = {"naam": "Kwekerij", **({"kvkNummer": number} if number else {})}
    signal_id: str = (await chain.report(bedrijf=firm))["id"]

    async def looked_up() -> Any:
        found = await chain.at("enrichment", "analist", f"/signalen/{signal_id}")
        return found if found["bedrijfStatus"] != "wordt-opgezocht" else None

    found = await until(looked_up)
    assert found["bedrijfStatus"] == state
    assert (found["bedrijfInHandelsregister"] or "").startswith(line)
    await chain.assess(signal_id)
    events = [json.loads(record.value) for record in await chain.all_records() if record.key == signal_id.encode()]
    (enriched,) = [event["data"] for event in events if event["type"].endswith("signal.enriched.v1")]
    assert enriched["company_known"] is bool(line)
    assert enriched["personal"].get("company_registered") == found["bedrijfInHandelsregister"]


async def test_of_an_address_that_exists_it_is_known_how_many_are_registered(chain: Chain) -> None:
    signal_id: str = (await chain.report())["id"]
    elsewhere: str = (await chain.report(locatie={"postcode": "6511PP", "huisnummer": 901}))["id"]

    async def looked_up(of: str) -> Any:
        found = await chain.at("enrichment", "analist", f"/signalen/{of}")
        return found if found["bewonersStatus"] != "wordt-opgezocht" else None

    found = await until(lambda: looked_up(signal_id))
    assert found["bewonersStatus"] == "bekend"
    assert 0 <= found["ingeschrevenMinderjarigen"] <= found["ingeschrevenBewoners"] <= 12
    unknown = await until(lambda: looked_up(elsewhere))
    assert (unknown["adresStatus"], unknown["bewonersStatus"]) == ("niet-gevonden", "niet-gevraagd")
    assert unknown["ingeschrevenBewoners"] is None

    await chain.assess(signal_id)
    told = f"BRP: {found['ingeschrevenBewoners']} ingeschreven op dit adres, van wie"
    case = await chain.to_decide_on(signal_id)
    assert told in case["toelichtingAnalist"]


async def test_an_earlier_intervention_is_seen_at_every_signal_about_the_same(chain: Chain) -> None:
    people = [{"rol": "verdachte", "telefoon": "06-1357 2468"}]
    first: str = (await chain.report(betrokkenen=people, locatie=None))["id"]
    await chain.at("enrichment", "analist", f"/signalen/{first}")
    client = chain.api("enrichment", "analist")
    closure = {
        "soort": "sluiting",
        "plaatsgevondenOp": "2025-03-01",
        "organisatie": "Gemeente Nijmegen",
        "dossiernummer": "B-77",
    }
    key = {"Idempotency-Key": str(uuid4())}
    recorded = await client.post(f"/signalen/{first}/interventies", json=closure, headers=key)
    assert recorded.status_code == 201, recorded.text
    again = await client.post(f"/signalen/{first}/interventies", json=closure, headers=key)
    assert again.json() == recorded.json()
    mistake = await client.post(f"/signalen/{first}/interventies", json={**closure, "soort": "controle"})
    undone = f"/signalen/{first}/interventies/{mistake.json()['id']}/intrekkingen"
    assert (await client.post(undone, json={})).status_code == 201
    assert (await client.post(undone, json={})).status_code == 404
    wrong = {**closure, "plaatsgevondenOp": "2999-01-01", "soort": "inval", "organisatie": ""}
    refused = await client.post(f"/signalen/{first}/interventies", json=wrong)
    assert refused.status_code == 400
    assert {error["field"] for error in refused.json()["errors"]} == {"plaatsgevondenOp", "soort", "organisatie"}

    second: str = (await chain.report(betrokkenen=people, locatie=None, omschrijving="Er is weer iemand."))["id"]

    async def linked() -> Any:
        found = await chain.at("enrichment", "analist", f"/signalen/{second}")
        return found if found["andereSignalenMetTelefoon"] else None

    assert (await until(linked))["interventies"] == [closure]
    await chain.assess(second)
    assert (await client.post(f"/signalen/{second}/interventies", json=closure)).status_code == 409
    case = await chain.to_decide_on(second)
    assert "Eerdere interventie: sluiting op 01-03-2025 door Gemeente Nijmegen (B-77)" in case["toelichtingAnalist"]


async def test_signals_are_linked_by_what_they_have_in_common(chain: Chain) -> None:
    """Written differently each time; the table they are found by holds hashes alone."""
    common = ("06-2468 1357", "06-24-ZX-8", "Kwekerij Zonneschijn")
    await chain.report(
        betrokkenen=[{"rol": "verdachte", "telefoon": common[0]}],
        kentekens=[common[1]],
        bedrijf={"naam": common[2]},
        locatie=None,
    )
    second: str = (
        await chain.report(
            betrokkenen=[{"rol": "slachtoffer", "telefoon": "+31 6 24681357"}],
            kentekens=["0624zx8"],
            bedrijf={"naam": "kwekerij zonneschijn B.V."},
            locatie=None,
        )
    )["id"]

    async def linked() -> bool:
        found = await chain.at("enrichment", "analist", f"/signalen/{second}")
        kinds = ("andereSignalenMetTelefoon", "andereSignalenMetKenteken", "andereSignalenOverBedrijf")
        return [found[kind] for kind in kinds] == [1, 1, 1]

    await until(linked)
    found = await chain.at("enrichment", "analist", f"/signalen/{second}")
    assert "1 ander(e) signaal(en) met hetzelfde kenteken (+2)" in found["redenen"]
    assert found["andereSignalenOpAdres"] == 0
    async with chain.database("enrichment") as connection:
        rows = str(await connection.fetch("select t::text from object_hash t where signal_id = $1", second))
    assert not [word for word in ("24681357", "ZX8", "zonneschijn") if word.lower() in rows.lower()]


@pytest.mark.parametrize(
    ("suffix", "state"), [("A", "bekend"), ("A-bis", "bekend"), ("b", "bekend"), ("bis", "niet-gevonden")]
)
async def test_a_house_number_suffix_is_put_in_the_registers_words(chain: Chain, suffix: str, state: str) -> None:
    place = {"postcode": "6524AB", "huisnummer": 10, "toevoeging": suffix}
    signal_id: str = (await chain.report(locatie=place))["id"]

    async def looked_up() -> str | None:
        found = (await chain.at("enrichment", "analist", f"/signalen/{signal_id}"))["adresStatus"]
        return found if found != "wordt-opgezocht" else None

    assert await until(looked_up) == state
