"""The program, killed at one moment: ``python -m tests.partner_desk.dying storing|committing|sent``."""

# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false, reportUnknownArgumentType=false

from __future__ import annotations

import os
import signal
import sqlite3
import sys
from typing import Any

from aiokafka import AIOKafkaConsumer, AIOKafkaProducer

from services.partner_desk.__main__ import main

_connect, _send = sqlite3.connect, AIOKafkaProducer.send_and_wait


def die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


async def commit(*_: Any, **__: Any) -> None:
    die()


def connect(*arguments: Any, **named: Any) -> sqlite3.Connection:
    """Dies where a record is about to be written."""
    connection = _connect(*arguments, **named)
    connection.set_trace_callback(lambda said: die() if said.lstrip().startswith("insert into record") else None)
    return connection


async def send_and_die(*arguments: Any, **named: Any) -> None:
    await _send(*arguments, **named)
    die()


if __name__ == "__main__":
    match sys.argv[1]:
        case "storing":
            sqlite3.connect = connect
        case "committing":
            AIOKafkaConsumer.commit = commit
        case "sent":
            AIOKafkaProducer.send_and_wait = send_and_die
        case unknown:
            raise SystemExit(unknown)
    main([])
