"""Histories of earlier versions, recorded from a running chain's log with fictitious people, and what they led to.

``<name>.jsonl`` holds a record a line, ``<name>.state.json`` the state of each service after it. To add one, when a
version brings events that none has: ``python -m tests.histories <name> <from> <until>`` with a chain under
SIGNAALKETEN_LOCAL. One that is there is never recorded again: code that cannot read it breaks with what is stored.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from services.runtime.messaging.record import Record

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from services.runtime.operate.comparison import Rows, Table
    from services.runtime.operate.replay import Replay

FOLDER = Path(__file__).parent
NAMES = sorted(path.stem for path in FOLDER.glob("*.jsonl"))

State = dict[str, dict[str, dict[str, str]]]
"""By table, key and column."""


def load(name: str) -> list[Record]:
    lines = (FOLDER / f"{name}.jsonl").read_text("utf-8").splitlines()
    return [_record(json.loads(line)) for line in lines]


def _record(line: dict[str, Any]) -> Record:
    value = json.dumps(line["event"], ensure_ascii=False).encode()
    return Record(line["topic"], line["partition"], line["offset"], line["at_ms"], b"", value, ())


def save(name: str, records: Iterable[Record]) -> None:
    lines = (
        {
            "topic": record.topic,
            "partition": record.partition,
            "offset": record.offset,
            "at_ms": record.timestamp_ms,
            "event": json.loads(record.value or b""),
        }
        for record in records
    )
    text = "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines)
    (FOLDER / f"{name}.jsonl").write_text(text, "utf-8")


def state_file(name: str) -> Path:
    return FOLDER / f"{name}.state.json"


def state(replay: Replay[Any], tables: Sequence[Table], rows: Rows) -> State:
    """What of the rows a replay makes the same each time."""
    return {
        table.name: {
            " ".join(str(row[column]) for column in table.key): {
                column: str(row[column]) for column in table.columns if _stable(replay, table.name, column)
            }
            for row in rows[table.name]
        }
        for table in tables
        if table.name not in replay.exempt
    }


def _stable(replay: Replay[Any], table: str, column: str) -> bool:
    exempt = replay.exempt.get(f"{table}.{column}")
    return exempt is None or exempt.how != "skip"
