"""What a client may do, asked of the broker by doing it: one connection, one request per operation.

Kafka checks the permission before it looks at what is asked. So each request is a real one that cannot succeed or
changes nothing, and its error code tells a refusal (29, 30, 31) from what comes after a permission:

==================  ========================================  =================================================
operation           request                                   why it changes nothing, even where wrongly allowed
==================  ========================================  =================================================
READ                Fetch, far beyond the end                 returns no record and commits no offset
WRITE               Produce, without a record batch           refused as invalid before the log is touched
DESCRIBE            ListOffsets                               reads
CREATE              CreateTopics, 0 partitions                validate only, and invalid
DELETE              DeleteRecords, in partition 2^31 - 1      there is no such partition
ALTER               CreatePartitions, to a total of 1         validate only, and never more than there are
DESCRIBE_CONFIGS    DescribeConfigs                           reads
ALTER_CONFIGS       IncrementalAlterConfigs, none             validate only, and nothing to alter
READ group          Heartbeat, of no member                   an unknown member is turned away
DESCRIBE group      DescribeGroups                            reads
DELETE group        OffsetDelete, of no topic                 nothing to delete
DESCRIBE cluster    DescribeAcls                              reads
ALTER cluster       CreateAcls, for an invalid cluster name   refused as invalid
==================  ========================================  =================================================

A topic's name also leaks through a listing, so that the names in Metadata have to be those that may be described.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from deploy.broker.permission_matrix import CLUSTER, Cell, Resource
from deploy.broker.wire import Answer, Connection, Request, array, number, text

REFUSED: Mapping[Resource, int] = {"topic": 29, "group": 30, "cluster": 31}

_BEYOND = 2**62
_NO_PARTITION = 2**31 - 1
_TIMEOUT_MS = 20_000
_TOPIC = 2
_ANY = 1
_UNKNOWN_TOPIC = 3
_OF_ALL = "retention.ms"


@dataclass(frozen=True, slots=True)
class _Way:
    """How one operation is tried: on these names at once, answered with an error code for each.

    ``permitted`` are the codes that only who has the permission gets to see.
    """

    api: int
    version: int
    write: Callable[[Sequence[str]], bytes]
    read: Callable[[Answer], Iterable[tuple[str, int]]]
    permitted: frozenset[int]


def probe(connection: Connection, cells: Iterable[Cell]) -> dict[Cell, str]:
    """``allowed``, ``denied``, or the error code with which the broker surprises us, for each cell."""
    names: dict[tuple[Resource, str], list[str]] = {}
    for cell in cells:
        names.setdefault((cell.resource, cell.operation), []).append(cell.name)
    asked = [(kind, chunk) for kind, found in names.items() for chunk in _chunks(kind, found)]
    # A client that is held back gets its answer to a fetch, and then none for a long time.
    asked.sort(key=lambda one: one[0] == ("topic", "READ"))
    requests = [Request(_WAYS[kind].api, _WAYS[kind].version, _WAYS[kind].write(chunk)) for kind, chunk in asked]
    outcomes: dict[Cell, str] = {}
    for (kind, chunk), answer in zip(asked, connection.ask(requests), strict=True):
        way = _WAYS[kind]
        codes = dict(way.read(answer))
        for name in chunk:
            # An answer about one group or the cluster doesn't repeat its name.
            code = codes.get(name, codes.get(""))
            outcomes[Cell(kind[0], name, kind[1])] = _outcome(way, kind[0], code)
    return outcomes


def listed(connection: Connection) -> frozenset[str]:
    """The topics that the broker names to this client unasked."""
    every_topic = number("i", -1) + number("bbb", 0, 0, 0)
    (answer,) = connection.ask([Request(3, 8, every_topic)])
    answer.skip("i")
    answer.array(lambda: answer.skip("isis"))
    answer.skip("si")

    def topic() -> str:
        answer.skip("h")
        name = answer.text()
        answer.skip("b")
        answer.array(lambda: _skip_partition(answer))
        answer.skip("i")
        return name

    return frozenset(answer.array(topic))


def _skip_partition(answer: Answer) -> None:
    answer.skip("hiii")
    for _ in ("replicas", "in sync", "offline"):
        answer.array(lambda: answer.skip("i"))


def _outcome(way: _Way, resource: Resource, code: int | None) -> str:
    if code == REFUSED[resource]:
        return "denied"
    if code in way.permitted:
        return "allowed"
    return "no answer" if code is None else f"error {code}"


def _chunks(kind: tuple[Resource, str], names: list[str]) -> list[list[str]]:
    return [names] if kind not in _ONE_BY_ONE else [[name] for name in names]


def _by_partition(before: bytes, partition: bytes, after: bytes = b"") -> Callable[[Sequence[str]], bytes]:
    return lambda names: before + array(text(name) + array([partition]) for name in names) + after


def _of_partitions(before: str, after_code: str, tail: Callable[[Answer], object] = lambda _: None) -> _Reader:
    """Topics with one partition each: its number, its code, and what follows."""

    def read(answer: Answer) -> Iterable[tuple[str, int]]:
        answer.skip(before)

        def partition() -> int:
            answer.skip("i")
            code = answer.number("h")
            answer.skip(after_code)
            tail(answer)
            return code

        def topic() -> tuple[str, int]:
            name = answer.text()
            return name, answer.array(partition)[0]

        return answer.array(topic)

    return read


_Reader = Callable[[Answer], Iterable[tuple[str, int]]]


def _skip_fetched(answer: Answer) -> None:
    answer.array(lambda: answer.skip("qq"))
    answer.skip("y")


def _of_names(answer: Answer) -> Iterable[tuple[str, int]]:
    answer.skip("i")

    def topic() -> tuple[str, int]:
        name, code = answer.text(), answer.number("h")
        answer.skip("s")
        return name, code

    return answer.array(topic)


def _of_deleted(answer: Answer) -> Iterable[tuple[str, int]]:
    answer.skip("i")

    def partition() -> int:
        answer.skip("iq")
        return answer.number("h")

    def topic() -> tuple[str, int]:
        name = answer.text()
        return name, answer.array(partition)[0]

    return answer.array(topic)


def _of_configs(answer: Answer) -> Iterable[tuple[str, int]]:
    answer.skip("i")

    def config() -> None:
        answer.skip("ssbbb")
        answer.array(lambda: answer.skip("ssb"))

    def resource() -> tuple[str, int]:
        code = answer.number("h")
        answer.skip("sb")
        name = answer.text()
        answer.array(config)
        return name, code

    return answer.array(resource)


def _of_altered(answer: Answer) -> Iterable[tuple[str, int]]:
    answer.skip("i")

    def resource() -> tuple[str, int]:
        code = answer.number("h")
        answer.skip("sb")
        return answer.text(), code

    return answer.array(resource)


def _of_groups(answer: Answer) -> Iterable[tuple[str, int]]:
    def group() -> tuple[str, int]:
        code, name = answer.number("h"), answer.text()
        answer.skip("sss")
        answer.array(lambda: answer.skip("sssyy"))
        return name, code

    return answer.array(group)


def _code_first(answer: Answer) -> Iterable[tuple[str, int]]:
    return [("", answer.number("h"))]


def _code_after_throttle(answer: Answer) -> Iterable[tuple[str, int]]:
    answer.skip("i")
    return _code_first(answer)


def _code_of_created(answer: Answer) -> Iterable[tuple[str, int]]:
    answer.skip("i")
    return [("", code) for code in answer.array(lambda: (answer.number("h"), answer.skip("s"))[0])]


def _fetch() -> _Way:
    before = number("iiiib", -1, 0, 0, 1, 0)
    read = _of_partitions("i", "qq", _skip_fetched)
    return _Way(1, 4, _by_partition(before, number("iqi", 0, _BEYOND, 1)), read, frozenset({1, _UNKNOWN_TOPIC}))


def _produce() -> _Way:
    before = text(None) + number("hi", -1, _TIMEOUT_MS)
    # 87: no record batch
    write = _by_partition(before, number("ii", 0, 0))
    return _Way(0, 3, write, _of_partitions("", "qq"), frozenset({87, _UNKNOWN_TOPIC}))


def _list_offsets() -> _Way:
    write = _by_partition(number("i", -1), number("iq", 0, -1))
    return _Way(2, 1, write, _of_partitions("", "qq"), frozenset({0, _UNKNOWN_TOPIC}))


def _create_topics() -> _Way:
    def write(names: Sequence[str]) -> bytes:
        topics = array(text(name) + number("ih", 0, 1) + array([]) + array([]) for name in names)
        return topics + number("ib", _TIMEOUT_MS, 1)

    # 36: exists; 37: 0 partitions
    return _Way(19, 2, write, _of_names, frozenset({36, 37}))


def _delete_records() -> _Way:
    write = _by_partition(b"", number("iq", _NO_PARTITION, 0), number("i", _TIMEOUT_MS))
    return _Way(21, 0, write, _of_deleted, frozenset({_UNKNOWN_TOPIC}))


def _create_partitions() -> _Way:
    def write(names: Sequence[str]) -> bytes:
        return array(text(name) + number("ii", 1, -1) for name in names) + number("ib", _TIMEOUT_MS, 1)

    # 37: there are as many, or more
    return _Way(37, 0, write, _of_names, frozenset({37, _UNKNOWN_TOPIC}))


def _describe_configs() -> _Way:
    def write(names: Sequence[str]) -> bytes:
        return array(number("b", _TOPIC) + text(n) + array([text(_OF_ALL)]) for n in names) + number("b", 0)

    return _Way(32, 1, write, _of_configs, frozenset({0, _UNKNOWN_TOPIC}))


def _alter_configs() -> _Way:
    def write(names: Sequence[str]) -> bytes:
        return array(number("b", _TOPIC) + text(name) + array([]) for name in names) + number("b", 1)

    return _Way(44, 0, write, _of_altered, frozenset({0, _UNKNOWN_TOPIC}))


def _heartbeat() -> _Way:
    def write(names: Sequence[str]) -> bytes:
        return text(names[0]) + number("i", 0) + text("nobody")

    # 15, 16: nobody coordinates this group yet, or another broker; 25: unknown member
    return _Way(12, 0, write, _code_first, frozenset({15, 16, 25}))


def _describe_groups() -> _Way:
    permitted = frozenset({0, 15, 16})
    return _Way(15, 0, lambda names: array(text(name) for name in names), _of_groups, permitted)


def _offset_delete() -> _Way:
    # 69: no such group
    return _Way(47, 0, lambda names: text(names[0]) + array([]), _code_first, frozenset({0, 15, 16, 69}))


def _describe_acls() -> _Way:
    def write(_: Sequence[str]) -> bytes:
        return number("b", _TOPIC) + text("nothing") + number("b", 3) + text(None) * 2 + number("bb", _ANY, _ANY)

    return _Way(29, 1, write, _code_after_throttle, frozenset({0}))


def _create_acls() -> _Way:
    def write(_: Sequence[str]) -> bytes:
        cluster = number("b", 4) + text(f"not-{CLUSTER}") + number("b", 3)
        return array([cluster + text("User:nobody") + text("*") + number("bb", 8, 2)])  # 8: DESCRIBE, 2: DENY

    # 42: no such cluster
    return _Way(30, 1, write, _code_of_created, frozenset({42}))


_WAYS: Mapping[tuple[Resource, str], _Way] = {
    ("topic", "READ"): _fetch(),
    ("topic", "WRITE"): _produce(),
    ("topic", "DESCRIBE"): _list_offsets(),
    ("topic", "CREATE"): _create_topics(),
    ("topic", "DELETE"): _delete_records(),
    ("topic", "ALTER"): _create_partitions(),
    ("topic", "DESCRIBE_CONFIGS"): _describe_configs(),
    ("topic", "ALTER_CONFIGS"): _alter_configs(),
    ("group", "READ"): _heartbeat(),
    ("group", "DESCRIBE"): _describe_groups(),
    ("group", "DELETE"): _offset_delete(),
    ("cluster", "DESCRIBE"): _describe_acls(),
    ("cluster", "ALTER"): _create_acls(),
}
_ONE_BY_ONE = {("group", "READ"), ("group", "DELETE")}
