"""The demonstration from the first report to the sums."""

from __future__ import annotations

import asyncio
import logging
import secrets
from collections import Counter
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from demo import audit, evidence, local, story, ways
from demo.api import Api
from demo.generator import generate
from demo.partner import Partner
from demo.play import Play
from demo.reconcile import reconcile
from demo.rules import waits_for_nothing_else
from demo.show import Show, counted
from demo.waiting import every, until
from schemas.registry import partners

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Mapping, Sequence
    from pathlib import Path

    from rich.console import Console

    from demo.audit import LoggedRecord
    from demo.generator import Report
    from demo.reconcile import Evidence, Sent, Sums

_SETTLE_SECONDS = 30
_SHOWN = ("riec", "zorgcoordinator", "comensha", "zvh-rijk-van-nijmegen", "zvh-rivierenland", "veilig-thuis")


@dataclass(frozen=True, slots=True)
class Result:
    sums: Sums
    refused_elsewhere: bool
    """Every attempt of a partner at another's topics was refused."""
    walled: bool
    """A third municipality saw nothing of a case that was handed over."""
    untaken: tuple[str, ...] = ()
    """Ways through the stroomschema that should have been taken, and were not."""

    @property
    def holds(self) -> bool:
        return self.sums.holds and self.refused_elsewhere and self.walled and not self.untaken

    def last_line(self) -> str:
        sums = self.sums
        counts = (
            f"{sums.signals} signals, {sums.referrals.total()} referrals, {sums.refused.total()} refused, "
            f"{sums.waiting.total()} waiting, {len(sums.lost)} lost"
        )
        if self.holds:
            return f"demo: ok ({counts})"
        access = "" if self.refused_elsewhere else ", a partner read or wrote another's topic"
        access += "" if self.walled else ", a municipality saw another's case"
        untaken = f", nobody went: {'; '.join(self.untaken)}" if self.untaken else ""
        return f"demo: failed ({counts}, {len(sums.wrong)} wrong{access}{untaken})"


async def run(root: Path, count: int, seed: int, console: Console) -> Result:
    """Raises CannotTryError when no chain runs under ``root``."""
    logging.getLogger("aiokafka").setLevel(logging.CRITICAL)  # it logs every refusal we ask for
    show = Show(console)
    chain = local.read(root)
    clients = {name: Partner(name, chain) for name in partners()}
    today = datetime.now(UTC).date()
    async with Api(chain) as api:
        start = await audit.quiet_ends(api)
        play = Play(api, secrets.token_hex(4), today)
        async with _listening(clients, play, show):
            # On a chain that was used before the same houses would look suspicious: take the next block.
            block = sum(end for (topic, _), end in start.items() if topic == "signal.received")
            reports = generate(count, seed, today, block)
            sent = await _play(play, reports, clients, show)
            with show.stage("a case is handed over to another municipality, and back") as stage:
                handed_over = await play.hand_over()
                stage.found = handed_over.told()
            found, kept, sums = await _add_up(api, play, sent, clients, start, show)
            taken = ways.taken(kept)
            _tell(show, found, kept, sums, clients)
            show.ways(taken)
            untaken = tuple(name for name, count in taken.items() if not count and len(reports) >= ways.ALL_WITH)
            return Result(sums, await _try_elsewhere(clients, show), handed_over.holds, untaken)


@asynccontextmanager
async def _listening(clients: Mapping[str, Partner], play: Play, show: Show) -> AsyncGenerator[None]:
    """Every partner reads its topics and answers, as long as this lasts; a client that fails ends it."""
    with show.stage(f"{len(clients)} partners connect, each with its own certificate"):
        await every(client.start() for client in clients.values())
    try:
        async with asyncio.TaskGroup() as group:
            readers = [group.create_task(client.read(play.replies.handle)) for client in clients.values()]
            yield
            for reader in readers:
                reader.cancel()
    finally:
        await every(client.stop() for client in clients.values())


async def _play(play: Play, reports: Sequence[Report], clients: Mapping[str, Partner], show: Show) -> list[Sent]:
    late = next(r for r in reversed(reports) if r.accepted and not r.acute and waits_for_nothing_else(r.content))
    with show.stage("reporters send their reports", len(reports) - 1) as stage:
        sent = await play.send([report for report in reports if report is not late], stage.advance)
        stage.found = counted(Counter(f"answered {one.status}" for one in sent))
    with show.stage("reporters go on with the meldcode") as stage:
        stage.found = counted(await play.take_meldcode_steps())
    with show.stage("the analyst assesses, reporters supplement") as stage:
        stage.found = counted(await play.assess(stage.advance))
    with show.stage("somebody reports about an address of which a signal was closed, and it is opened again"):
        sent.append(await play.report_late(late))
    with show.stage("the aandachtfunctionaris consults and decides") as stage:
        stage.found = counted(await play.decide(stage.advance))
    with show.stage("partners read their referrals and answer") as stage:
        await play.await_partners(clients)
        stage.found = counted(Counter(fact for facts in play.replies.facts.values() for fact in facts))
    with show.stage("the aandachtfunctionaris answers, withdraws and decides again") as stage:
        stage.found = counted(await play.follow_up())
        await play.await_partners(clients)
    with show.stage("whole cases are corrected and withdrawn, and every partner confirms") as stage:
        stage.found = counted(await play.amend())
        await play.await_confirmations()
    return sent


async def _add_up(
    api: Api, play: Play, sent: Sequence[Sent], clients: Mapping[str, Partner], start: audit.Counts, show: Show
) -> tuple[Evidence, list[LoggedRecord], Sums]:
    """Again until it holds: the last event may still be on its way. What is missing after that is lost."""
    with show.stage("adding up what desks, topics and audit say"):
        found, kept = await evidence.collect(api, play, sent, clients, start)

        async def holds() -> bool:
            nonlocal found, kept
            if reconcile(found).holds:
                return True
            found, kept = await evidence.collect(api, play, sent, clients, start)
            return False

        await until(holds, _SETTLE_SECONDS)
        return found, kept, reconcile(found)


def _tell(
    show: Show, found: Evidence, kept: Sequence[LoggedRecord], sums: Sums, clients: Mapping[str, Partner]
) -> None:
    show.sums(sums)
    for told in story.stories(found, kept):
        show.story(told)
    _, referrals = story.same_case(found)
    for partner in [name for name in _SHOWN if name in referrals][:3]:
        read = next((r for r in clients[partner].reads if r.reference == referrals[partner].reference), None)
        if read:
            show.seen(partner, read.topic, read.event)
    if sums.lost or sums.wrong:
        show.heading("What does not add up")
        show.problems([*sums.lost, *sums.wrong])


async def _try_elsewhere(clients: Mapping[str, Partner], show: Show) -> bool:
    """A partner that was just seen reading its own topic tries another's; every attempt must be refused."""
    partner = clients["riec"]
    refusals = {
        "reads referral.veilig-thuis": await partner.refusal_to_read("referral.veilig-thuis"),
        "reads in the group of politie": await partner.refusal_to_join("politie"),
        "writes to reply.politie": await partner.refusal_to_write("reply.politie"),
    }
    listed = await partner.listed_topics()
    show.refusals(partner.name, listed, refusals)
    return all(refusals.values()) and {*listed} == {"referral.riec", "reply.riec"}
