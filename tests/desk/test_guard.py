"""What every answer of the desk carries, and which forms go no further."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import uuid4

import pytest

from services.screens import sealing
from services.screens.form import KEY, STEP, TOKEN
from services.screens.sessions import domain

if TYPE_CHECKING:
    from tests.chain import Chain
    from tests.desk.conftest import At

ANALYST = "analist"
UNDO = f"/beoordelen/{uuid4()}/ongedaan"


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/", 200),
        ("/afgemeld", 200),
        ("/bestanden/desk.css", 200),
        ("/bestanden/../service.py", 404),
        ("/nergens", 404),
        ("/docs", 404),
        ("/openapi.json", 404),
        ("/metrics", 404),
        ("/aanmelden/terug?state=x&code=y", 401),
        ("/beoordelen", 303),
    ],
)
async def test_every_answer_says_what_a_browser_may_do_with_it(at_desk: At, path: str, status: int) -> None:
    async with at_desk(None) as (client, _):
        answer = await client.get(path)
    assert answer.status_code == status
    policy = answer.headers["content-security-policy"]
    assert policy.startswith("default-src 'none'; ")
    assert "unsafe" not in policy
    assert "script-src 'self'; connect-src 'self'; " in policy, "files of ours, that ask nobody else"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["referrer-policy"] == "no-referrer"
    assert answer.headers["cross-origin-opener-policy"] == "same-origin"
    assert "max-age=63072000" in answer.headers["strict-transport-security"]
    assert answer.headers["cache-control"] == ("max-age=3600" if path == "/bestanden/desk.css" else "no-store")
    assert "server" not in answer.headers


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        ({"Sec-Fetch-Site": "cross-site"}, 403),
        ({"Sec-Fetch-Site": "same-site"}, 403),
        ({"Sec-Fetch-Site": "none"}, 403),
        ({"Sec-Fetch-Site": "", "Origin": "http://elders.example.nl"}, 403),
        ({"Sec-Fetch-Site": ""}, 403),
        ({"Sec-Fetch-Site": "", "Origin": "own"}, 303),
        ({}, 303),
    ],
)
async def test_a_form_of_another_site_does_nothing(
    chain: Chain, at_desk: At, sent: dict[str, str], status: int
) -> None:
    headers = {name: chain.addresses.desk if value == "own" else value for name, value in sent.items()}
    async with at_desk(ANALYST) as (client, session):
        assert session
        answer = await client.post("/afmelden", data={TOKEN: session.form_token}, headers=headers)
        assert answer.status_code == status
        assert (await client.get("/beoordelen")).status_code == (200 if status == 403 else 303)


@pytest.mark.parametrize("given", ["", "x", "another's"])
async def test_a_form_of_another_session_does_nothing(at_desk: At, given: str) -> None:
    async with at_desk(ANALYST) as (_, other), at_desk(ANALYST) as (client, _):
        assert other
        form = {TOKEN: other.form_token if given == "another's" else given, STEP: "vastleggen", "reden": "x"}
        answer = await client.post(UNDO, data=form)
        assert answer.status_code == 403
        assert "opnieuw aangemeld" in answer.text
        out = await client.post("/afmelden", data={TOKEN: form[TOKEN]})
        assert out.status_code == 403
        assert (await client.get("/beoordelen")).status_code == 200


@pytest.mark.parametrize(
    "changed",
    [
        {"erbij": "x"},
        {STEP: "overslaan"},
        {STEP: ""},
    ],
)
async def test_what_no_page_of_ours_asks_is_refused(at_desk: At, changed: dict[str, str]) -> None:
    async with at_desk(ANALYST) as (client, session):
        assert session
        form = {TOKEN: session.form_token, KEY: str(uuid4()), STEP: "nakijken", "reden": "x", **changed}
        assert (await client.post(UNDO, data=form)).status_code == 400


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"reden=a&reden=b", "application/x-www-form-urlencoded"),
        (b"reden=%ff", "application/x-www-form-urlencoded"),
        (b'{"reden": "a"}', "application/json"),
        (b"&".join(b"x%d=1" % n for n in range(300)), "application/x-www-form-urlencoded"),
    ],
)
async def test_what_is_no_form_is_refused(at_desk: At, content: bytes, kind: str) -> None:
    async with at_desk(ANALYST) as (client, _):
        assert (await client.post(UNDO, content=content, headers={"Content-Type": kind})).status_code == 400
        assert (await client.put(UNDO, content=content, headers={"Content-Type": kind})).status_code == 405


async def test_a_form_that_is_too_large_is_not_read(at_desk: At) -> None:
    async with at_desk(ANALYST) as (client, _):
        assert (await client.post(UNDO, data={"reden": "x" * 300_000})).status_code == 413


@pytest.mark.parametrize("place", ["//elders.example.nl", "https://elders.example.nl", "/nergens", "/beoordelen/../x"])
async def test_nobody_is_sent_elsewhere(at_desk: At, place: str) -> None:
    async with at_desk(None) as (client, _):
        page = (await client.get("/", params={"naar": place})).text
        assert '<input type="hidden" name="naar" value="/">' in page


@pytest.mark.parametrize(("column", "limit"), [("seen_at", domain.IDLE), ("created_at", domain.LONGEST)])
async def test_who_left_signs_on_again_and_comes_back(chain: Chain, at_desk: At, column: str, limit: object) -> None:
    place = f"/beoordelen/{uuid4()}"
    async with at_desk(ANALYST) as (client, session):
        assert session
        async with chain.owner("desk") as connection:
            await connection.execute(f"update session set {column} = now() - $1::interval", limit)
        answer = await client.get(place)
        assert (answer.status_code, answer.headers["location"]) == (303, f"/?naar={place}")
        async with chain.database("desk") as connection:
            kept = "select count(*) from session where id_hash = $1"
            assert await connection.fetchval(kept, sealing.id_hash(session.cookie)) == 0


async def test_the_table_of_sessions_opens_nothing(chain: Chain, at_desk: At) -> None:
    async with at_desk(ANALYST) as (_, session):
        assert session
        async with chain.database("desk") as connection:
            rows = await connection.fetch("select * from session")
            kept = b"".join(value if isinstance(value, bytes) else str(value).encode() for row in rows for value in row)
        for secret in (session.cookie, session.form_token, session.who.access_token, session.who.name):
            assert secret.encode() not in kept


async def test_a_word_of_nobody_puts_nobody_out(at_desk: At) -> None:
    async with at_desk(ANALYST) as (client, session):
        assert session
        for token in ("", "x", session.who.access_token):
            refused = await client.post("/aanmelden/uit", data={"logout_token": token})
            assert refused.status_code in (400, 503)
        assert (await client.get("/beoordelen")).status_code == 200
