"""What was being filled in is kept over a lock, an extra check or a service that is away; for who filled it in."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from uuid import uuid4

from services.desk.signed_on import COOKIE
from services.screens.form import KEY, STEP, TOKEN
from services.screens.sessions import domain
from tests.desk.people import signed_on

if TYPE_CHECKING:
    import httpx

    from tests.chain import Chain
    from tests.desk.conftest import At

DECIDER = "aandachtfunctionaris"
WORDS = "Dit schreef ik juist op: het huis met de groene deur."


async def interrupted(chain: Chain, at_desk: At, signal_id: str) -> str:
    """Somebody left his place for so long that he has to sign on again; where what he typed is."""
    async with at_desk(DECIDER) as (client, session):
        assert session
        async with chain.owner("desk") as connection:
            await connection.execute("update session set seen_at = now() - $1::interval", domain.IDLE)
        form = {TOKEN: session.form_token, KEY: str(uuid4()), STEP: "nakijken", "partner": "politie", "vraag": WORDS}
        answer = await client.post(f"/beslissen/{signal_id}/vraag", data=form)
        assert answer.status_code == 303
        return answer.headers["location"].removeprefix("/?naar=")


async def as_another(chain: Chain, client: httpx.AsyncClient, subject: str) -> None:
    session = await signed_on(chain, DECIDER, subject=subject)
    client.headers["Cookie"] = f"{COOKIE}={session.cookie}"


async def test_who_left_goes_on_with_what_he_typed(chain: Chain, at_desk: At) -> None:
    signal_id = await chain.to_decide()
    place = await interrupted(chain, at_desk, signal_id)
    async with at_desk(None) as (client, _):
        assert f'name="naar" value="{place}"' in (await client.get("/", params={"naar": place})).text
    async with at_desk(DECIDER) as (client, session):
        assert session
        page = (await client.get(place)).text
        assert WORDS in page
        form = page.partition('action="/beslissen/')[2].partition("</form>")[0]
        sent = dict(re.findall(r'<input type="hidden" name="([a-z]+)" value="([^"]*)">', form))
        sent |= {TOKEN: session.form_token, STEP: "nakijken"}
        again = await client.post(f"/beslissen/{signal_id}/vraag", data=sent)
        assert again.status_code == 200
        assert "Precies dit krijgt Politie" in again.text
        assert WORDS in again.text
        assert (await client.get(place)).status_code == 404, "what was taken up is gone"


async def test_nobody_else_gets_it(chain: Chain, at_desk: At) -> None:
    place = await interrupted(chain, at_desk, await chain.to_decide())
    async with at_desk(None) as (client, _):
        await as_another(chain, client, "iemand-anders")
        assert (await client.get(place)).status_code == 404


async def test_the_table_of_drafts_opens_nothing(chain: Chain, at_desk: At) -> None:
    await interrupted(chain, at_desk, await chain.to_decide())
    async with chain.owner("desk") as connection:
        rows = await connection.fetch("select * from draft")
        kept = b"".join(value if isinstance(value, bytes) else str(value).encode() for row in rows for value in row)
    assert rows
    assert b"groene deur" not in kept
    assert b"politie" not in kept


async def test_a_form_of_another_site_is_not_kept(chain: Chain, at_desk: At) -> None:
    signal_id = await chain.to_decide()
    async with at_desk(DECIDER) as (client, session):
        assert session
        async with chain.owner("desk") as connection:
            await connection.execute("update session set seen_at = now() - $1::interval", domain.IDLE)
        form = {TOKEN: "x" * 64, KEY: str(uuid4()), STEP: "nakijken", "partner": "politie", "vraag": WORDS}
        answer = await client.post(f"/beslissen/{signal_id}/vraag", data=form)
        assert answer.headers["location"] == "/?naar=/beslissen"


async def test_what_is_thrown_away_is_gone(chain: Chain, at_desk: At) -> None:
    place = await interrupted(chain, at_desk, await chain.to_decide())
    async with at_desk(DECIDER) as (client, session):
        assert session
        assert (await client.post(f"{place}/weg", data={TOKEN: session.form_token})).status_code == 303
        assert (await client.get(place)).status_code == 404
