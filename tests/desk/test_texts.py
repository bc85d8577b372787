"""What a code is called on a page: the text of the day that what is shown is of, without the desk starting anew."""

from __future__ import annotations

from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING
from uuid import UUID, uuid4

from schemas.codes.setting import SettingKind
from schemas.envelope import new_event
from schemas.events.setting import Label, SettingChanged
from services.casework.settings import store
from services.casework.terms.domain import day_of
from services.screens.words import capital
from tests.chain import until

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator
    from datetime import date

    import httpx

    from tests.chain import Chain
    from tests.desk.conftest import At

WAS = "zorg en strafrechtelijk onderzoek"


@asynccontextmanager
async def called(chain: Chain, text: str, effective_on: date) -> AsyncGenerator[None]:
    """So is an outcome called from this day on, at the service that the desk asks; what would take days is put into its
    table, and is gone afterwards.
    """
    change = SettingChanged(
        change_id=uuid4(),
        kind=SettingKind.LABEL,
        setting="uitkomst.zorg-en-strafrechtelijk",
        effective_on=effective_on,
        value=Label(label=text),
    )
    async with chain.owner("enrichment") as connection:
        await store.change(connection, new_event("administration", "", "", change, None))
        yield
        await connection.execute("delete from setting where change_id = $1", change.change_id)


async def says(client: httpx.AsyncClient, place: str, text: str) -> bool:
    return text in (await client.get(place)).text


async def test_a_decision_keeps_the_text_of_its_day(chain: Chain, at_desk: At) -> None:
    """Decided today it is called as it is since today; had it been yesterday, as it was then."""
    today, text = day_of(datetime.now(UTC)), f"samen {uuid4()}"
    signal_id = await chain.to_decide()
    await chain.decide(signal_id, ["zorg-en-strafrechtelijk"], "zvh-rijk-van-nijmegen", "zorgcoordinator")
    async with at_desk("aandachtfunctionaris") as (client, _), called(chain, text, today):
        await until(lambda: says(client, f"/beslissen/{signal_id}", f": {text}. De regie"))
        async with chain.owner("triage") as connection:
            earlier = "update decision set decided_at = decided_at - $2::interval where signal_id = $1"
            await connection.execute(earlier, UUID(signal_id), timedelta(days=1))
            page = (await client.get(f"/beslissen/{signal_id}")).text
            await connection.execute(earlier, UUID(signal_id), timedelta(days=-1))
        assert f": {WAS}. De regie" in page
        assert text not in page
    async with at_desk("aandachtfunctionaris") as (client, _):
        await until(lambda: says(client, f"/beslissen/{signal_id}", f": {WAS}. De regie"))


async def test_a_text_of_tomorrow_is_on_no_page_today(chain: Chain, at_desk: At) -> None:
    signal_id = await chain.to_decide()
    today = day_of(datetime.now(UTC))
    of_today, of_tomorrow = f"samen {uuid4()}", f"straks {uuid4()}"
    async with (
        at_desk("aandachtfunctionaris") as (client, _),
        called(chain, of_tomorrow, today + timedelta(days=1)),
        called(chain, of_today, today),
    ):
        place = f"/beslissen/{signal_id}/besluit"
        await until(lambda: says(client, place, capital(of_today)))
        assert of_tomorrow not in (await client.get(place)).text.lower()
