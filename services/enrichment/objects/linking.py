"""Links signals by what they have in common, beside the stream: on arrival, when an address is known, at a new key.
The same report again is recognised here, and counts nowhere.

What is new between two signals brings back the one that was closed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from uuid_utils.compat import uuid7

from schemas.catalogue import type_of
from schemas.envelope import new_event
from schemas.events.signal import SignalLinkedElsewhere, SignalReopened
from services.casework.doubles.domain import digest_of
from services.enrichment import acts, domain
from services.enrichment.objects import store as link_store
from services.enrichment.objects.domain import objects_of
from services.enrichment.objects.keyring import Keyring
from services.enrichment.objects.store import ObjectHash
from services.enrichment.weighing import weigh
from services.runtime.base import periodic, telemetry
from services.runtime.messaging import outbox
from services.runtime.messaging.outbox import Outgoing

if TYPE_CHECKING:
    from collections.abc import Sequence

    from services.enrichment.config import EnrichmentConfig
    from services.enrichment.objects.store import More
    from services.runtime.base.config import Config
    from services.runtime.base.database import Connection, Pool

_AT_ONCE = 200
_POLL_SECONDS = 0.5


async def link_for_ever(config: Config, pool: Pool) -> None:
    """The worker's job. A key that is new to it makes every hash again, under all keys of the file."""
    keyring = Keyring.read(cast("EnrichmentConfig", config).object_hash_key_file)
    looked_back = False

    async def look() -> bool:
        nonlocal looked_back
        async with pool.acquire() as connection:
            if not looked_back:
                await link_store.forget_other_keys(connection, keyring.name)
                looked_back = True
            if not await link_store.is_due(connection):
                return False
            async with connection.transaction():
                return await link(connection, keyring) == _AT_ONCE

    await periodic.for_ever(look, _POLL_SECONDS, "linking interrupted")


async def link(connection: Connection, keyring: Keyring) -> int:
    """A batch of signals, in this transaction; how many."""
    found = await link_store.lease_unlinked(connection, _AT_ONCE)
    hashes = [
        ObjectHash(one.signal_id, thing.kind, key_id, digest, thing.known_by)
        for one in found
        for thing in objects_of(one.content, one.address_id)
        for key_id, digest in keyring.digests(thing)
    ]
    if found:
        signal_ids = [one.signal_id for one in found]
        told = {one.signal_id: (one.content.received_at, digest_of(one.content)) for one in found}
        await link_store.save_digests(connection, told)
        new, touched = await link_store.save_links(connection, keyring.name, signal_ids, hashes)
        await _reopen(connection, new)
        await outbox.add(connection, [_told(one) for one in await weigh(connection, touched)])
    return len(found)


def _told(more: More) -> Outgoing:
    """The aandachtfunctionaris of each municipality hears that there is more elsewhere, never which."""
    data = SignalLinkedElsewhere(
        link_id=uuid7(), municipality=more.municipality, objects=more.objects, elsewhere=more.elsewhere
    )
    trace = telemetry.continued("linking", more.traceparent)
    return Outgoing("signal.enriched", new_event("enrichment", type_of(type(data)), str(more.signal_id), data, trace))


async def _reopen(connection: Connection, new: Sequence[ObjectHash]) -> None:
    for closed in await link_store.closed_with(connection, new):
        reopened = domain.reopen(closed.state, closed.municipality, closed.matches)
        if reopened is None:
            continue
        trace = telemetry.continued("reopening", closed.traceparent)
        event = new_event("enrichment", type_of(SignalReopened), str(closed.signal_id), reopened.data, trace)
        await acts.reopen(connection, event)
        await outbox.add(connection, [Outgoing("signal.enriched", event)])
