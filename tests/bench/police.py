"""``python -m tests.bench.police BOOTSTRAP CA CERTIFICATE``: the police's own client, as a process beside the chain.

Writes a line when it reads from now on, then ``id seconds`` for each alert that arrives, until it is stopped.
"""

# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false, reportUnknownArgumentType=false

from __future__ import annotations

import asyncio
import sys
import time
from pathlib import Path

from aiokafka.structs import TopicPartition

from deploy.broker import plain
from deploy.broker.admin import BrokerAccess
from schemas.registry import topics

TOPIC = "alert.politie"


async def read(door: BrokerAccess) -> None:
    """For ever."""
    async with plain.reading(door) as consumer:
        places = [TopicPartition(TOPIC, number) for number in range(topics()[TOPIC].partitions)]
        consumer.assign(places)
        await consumer.seek_to_end(*places)
        for place in places:
            await consumer.position(place)
        sys.stdout.write("reads\n")
        sys.stdout.flush()
        async for record in consumer:
            sys.stdout.write(f"{(record.key or b'').decode()} {time.time()}\n")
            sys.stdout.flush()


if __name__ == "__main__":
    bootstrap, ca, certificate = sys.argv[1:]
    asyncio.run(read(BrokerAccess(bootstrap, Path(ca), Path(certificate))))
