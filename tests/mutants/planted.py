"""The defects, one line each: where, what is there, what is put in its place, and which tests have to see it.

``WHOLE`` defects are in code that runs in processes of its own; the tests for them start a chain from the copy.
"""

from __future__ import annotations

from tests.mutants.at_a_partner import AT_A_PARTNER
from tests.mutants.at_the_desks import AT_THE_DESKS
from tests.mutants.at_the_reporter import AT_THE_REPORTER
from tests.mutants.defect import Defect
from tests.mutants.of_the_settings import OF_THE_SETTINGS
from tests.mutants.on_the_screens import ON_THE_SCREENS

BUS = "tests/runtime/test_bus.py"
INBOX = "tests/runtime/test_inbox.py"
RELEASE = "tests/runtime/test_release.py"
RELAY = "tests/runtime/test_relay.py"
DATABASE = "tests/runtime/test_database.py"
TRIAGE = "tests/unit/triage/test_decisions.py"
CRITERIA = "tests/unit/triage/test_criteria.py"
DATA = "tests/unit/triage/test_data.py"
LIMITS = "tests/unit/casework/test_limits.py"
MELDCODE = "tests/unit/intake/test_meldcode.py"
INTAKE = "tests/unit/intake/test_signals.py"
ALERT = "tests/unit/intake/test_alerts.py"
BODY = "tests/unit/runtime/test_body.py"
CROWD = "tests/unit/runtime/test_crowd.py"
ACUTE = "tests/pipeline/test_acute.py"
ENRICHMENT = "tests/unit/enrichment/test_assessment.py"
OBJECTS = "tests/unit/enrichment/test_objects.py"
BRP = "tests/unit/enrichment/test_brp.py"
REGISTERS = "tests/unit/enrichment/test_registers.py"
LOOKUP = "tests/runtime/test_enrichment_lookup.py"
BUDGET = "tests/unit/enrichment/test_budget.py"
REFERRAL = "tests/unit/referral/test_life.py"
PROJECTION = "tests/boundary/test_projection.py"
WANTED = "tests/boundary/test_wanted.py"
FLOW = "tests/pipeline/test_stroomschema.py"
API = "tests/pipeline/test_api.py"
DELIVERY = "tests/delivery/test_workers.py"
PROOFS = "tests/runtime/test_proofs.py"
AUDIT_LOG = "tests/runtime/test_audit_log.py"
PRIVACY = "tests/pipeline/test_privacy.py"
REPLAY = "tests/runtime/test_replay.py"
ACTS = "tests/unit/runtime/test_acts.py"
LINES = "tests/unit/audit/test_log_lines.py"
PAGES = "tests/pipeline/test_pages.py"
TOKENS = "tests/unit/runtime/test_tokens.py"
CERTIFICATES = "tests/boundary/test_certificates.py"
PINS = "tests/boundary/test_pins.py"
VOLUME = "tests/unit/audit/test_volume.py"
FLOOD = "tests/pipeline/test_flood.py"
KEYS = "tests/unit/runtime/test_quarantine_keys.py"
RESEAL = "tests/runtime/test_reseal.py"
BREAKER = "tests/runtime/test_breaker.py"
TLS = "tests/unit/runtime/test_tls.py"
REGISTRY = "tests/contract/test_registry.py"
ENVELOPE = "tests/contract/test_envelope.py"
SUBJECT = "tests/unit/audit/test_subject.py"
REPLIES = "tests/unit/audit/test_replies.py"
AUDIT = "tests/pipeline/test_audit.py"
FORMS = "tests/unit/schemas/test_forms.py"
BODIES = "tests/unit/casework/test_bodies.py"
REFUSALS = "tests/contract/test_refusals.py"
MINORITY = "tests/unit/casework/test_minority.py"
LINKS = "tests/runtime/test_enrichment_links.py"
UNPACKED = "tests/unit/runtime/test_decompression.py"
WHY_STORE = "tests/runtime/test_why_store.py"
TIMES = "tests/unit/runtime/test_times.py"
LOGBOOKS = "tests/runtime/test_logbooks.py"
REFUSED = "tests/pipeline/test_refused.py"
REFUSED_ACCESS = "tests/runtime/test_refusals.py"
REASONS = "tests/pipeline/test_reasons.py"
READS = "tests/pipeline/test_reads.py"
BUNDLES = "tests/runtime/test_bundles_read.py"
HOSTILE = "tests/pipeline/test_hostile_partner.py"
CONSENT = "tests/unit/triage/test_consent.py"
FOUR_EYES = "tests/unit/casework/test_four_eyes.py"
LIFE = "tests/unit/referral/test_life.py"
GROUNDS = "tests/unit/casework/test_grounds.py"
CODED = "tests/unit/schemas/test_coded.py"
FREE_TEXT = "tests/contract/test_free_text.py"
SIGNING_KEYS = "tests/unit/runtime/test_signing_keys.py"
BACKUP = "tests/unit/deploy/test_backup.py"
OUTBOXES = "tests/runtime/test_backup.py"
RESTORE = "tests/operations/test_restore.py::test_all_comes_back_after_all_was_killed_and_wiped_under_load"
SECOND_PERSON = "tests/pipeline/test_second_person.py"
ROLES = "tests/runtime/test_roles.py"
UPKEEP = "tests/boundary/test_upkeep.py"
WALLS = "tests/runtime/test_walls.py"
TENANCY = "tests/pipeline/test_tenancy.py"
AUTHORISATION = "tests/pipeline/test_authorisation.py"
SCOPE = "tests/runtime/test_scope.py"
AUDIT_WHOSE = "tests/runtime/test_audit_whose.py"
TRIAGE_WORKLIST = "tests/runtime/test_triage_worklist.py"


_RUNTIME = "services/runtime"
_INBOX_PY = f"{_RUNTIME}/messaging/inbox.py"
_DATABASE_PY = f"{_RUNTIME}/base/database.py"
_ROLES_PY = "deploy/roles.py"
_UPKEEP_PY = "deploy/broker/upkeep.py"
_KEY_RING_PY = f"{_RUNTIME}/base/key_ring.py"
_QUARANTINE_PY = f"{_RUNTIME}/messaging/quarantine.py"
_DECOMPRESSION_PY = f"{_RUNTIME}/messaging/decompression.py"
_OUTBOX_PY = f"{_RUNTIME}/messaging/outbox.py"
_RELAY_PY = f"{_RUNTIME}/messaging/relay.py"
_HOUSEKEEPING_PY = f"{_RUNTIME}/messaging/housekeeping.py"
_ONCE_PY = f"{_RUNTIME}/http/once.py"
_CONNECTIONS_PY = f"{_RUNTIME}/http/connections.py"
_BUS_PY = f"{_RUNTIME}/messaging/bus.py"
_QUARANTINE_DESK_PY = f"{_RUNTIME}/operate/quarantine_desk.py"
_TRANSACTION = "async with self._pool.acquire() as connection, connection.transaction():\n            if await"
_NO_TRANSACTION = "async with self._pool.acquire() as connection:\n            if await"

IN_THE_INBOX = (
    Defect("commits before the handler", _INBOX_PY, _TRANSACTION, _NO_TRANSACTION, INBOX),
    Defect(
        "acknowledges on an exception",
        _INBOX_PY,
        "await self._isolate(records, error)\n                    return",
        "return",
        INBOX,
    ),
    Defect("a retry that drops the batch", _INBOX_PY, "attempt += 1", "return", INBOX),
    Defect(
        "no dedupe",
        _INBOX_PY,
        "if identity in new and first[identity] is delivery:",
        "if True:",
        INBOX,
    ),
    Defect("no dedupe in a batch", _INBOX_PY, " and first[identity] is delivery", "", INBOX),
    Defect(
        "the last of twins is handled",
        _INBOX_PY,
        "for d in reversed(deliveries)",
        "for d in deliveries",
        INBOX,
    ),
    Defect(
        "wrong order",
        _INBOX_PY,
        "for delivery in deliveries:\n        identity",
        "for delivery in reversed(deliveries):\n        identity",
        INBOX,
    ),
    Defect("poison is dropped", _INBOX_PY, "refusals + handled.refusals", "handled.refusals", INBOX),
    Defect(
        "what a handler refuses is dropped",
        _INBOX_PY,
        "refusals + handled.refusals",
        "refusals",
        INBOX,
    ),
    Defect("effect without its events", _INBOX_PY, "handled.outgoing + letters", "letters", INBOX),
    Defect("no dead letters", _INBOX_PY, "handled.outgoing + letters", "handled.outgoing", INBOX),
    Defect(
        "any writer is believed",
        _INBOX_PY,
        'event.source.split(":")[3] != oin_of(topic.writer)',
        "False",
        INBOX,
    ),
    Defect(
        "half a batch with a defect is dropped",
        _INBOX_PY,
        "            await self.process(records[middle:])\n",
        "",
        INBOX,
    ),
    Defect(
        "never stops on defects",
        _INBOX_PY,
        "len(self._defects) > _DEFECTS_PER_MINUTE",
        "False",
        INBOX,
    ),
    Defect(
        "the event with a defect is dropped",
        _INBOX_PY,
        'await self._set_aside(Refusal(record, "defect", (type(error).__qualname__,), detail))',
        "return",
        INBOX,
    ),
    Defect(
        "set aside by the wrong service",
        _INBOX_PY,
        'family_of(record.value or b"")) == self._service',
        'family_of(record.value or b"")) != self._service',
        INBOX,
    ),
    Defect("raw records are not kept", _INBOX_PY, "if self._store_raw:", "if False:", INBOX),
    Defect(
        "an error is handled as poison",
        _DATABASE_PY,
        '{"08", "40", "53", "57", "58"}',
        '{"08"}',
        INBOX,
    ),
    Defect(
        "a lost connection is a defect",
        _DATABASE_PY,
        "isinstance(error, OSError | TimeoutError | asyncpg.InternalClientError)",
        "False",
        INBOX,
    ),
    Defect("a dead letter each time", _QUARANTINE_PY, "return bool(stored)", "return True", INBOX),
    Defect(
        "quarantine in the clear",
        _KEY_RING_PY,
        "nonce + self._ciphers[self.newest].encrypt(nonce, plain, row)",
        "nonce + plain",
        INBOX,
    ),
    Defect(
        "a sealed row fits any row",
        _KEY_RING_PY,
        ", row)",
        ', b"")',
        INBOX,
        times=2,
    ),
    Defect(
        "the traceback is lost",
        _QUARANTINE_PY,
        '"detail": refusal.detail',
        '"detail": ""',
        INBOX,
    ),
)

IN_WHAT_PARTNERS_SEND = (
    Defect(
        "a bomb is unpacked",
        _DECOMPRESSION_PY,
        "UNPACKED_BYTES = 2 * 1024 * 1024",
        "UNPACKED_BYTES = 2 * 1024 * 1024 * 1024",
        UNPACKED,
    ),
    Defect(
        "what can't be read stops the reader", _DECOMPRESSION_PY, "except Exception:", "except IndexError:", UNPACKED
    ),
    Defect("a fetch of many bombs is in memory at once", _DECOMPRESSION_PY, " or size >= _FETCH_BYTES", "", UNPACKED),
    Defect(
        "a partner writes batches of any size",
        "deploy/broker/wanted.py",
        "if topic.of_partner:",
        "if False:",
        WANTED,
    ),
    Defect("a partner's own time steers terms", _INBOX_PY, "replace(event, time=came)", "event", TIMES),
    Defect("a time to come is taken", _INBOX_PY, "if event.time > came + _CLOCKS_APART:", "if False:", TIMES),
    Defect("the beginning of a record counts as an event", _INBOX_PY, "if record.cut:", "if False:", UNPACKED),
)

IN_THE_LOG_OF_WHAT_PARTNERS_SEND = (
    Defect(
        "a partner's key and type are evidence",
        "services/audit/why_store.py",
        "    return first_deliveries([logged for row in rows if (logged := _by_contract(row))])",
        "    return first_deliveries(_events(rows))",
        WHY_STORE,
    ),
    Defect(
        "what breaks its contract is told on",
        "services/audit/why_store.py",
        "if _strange(row) else _at(row, event)",
        "if False else _at(row, event)",
        WHY_STORE,
    ),
    Defect("a deep record ends the question", "services/audit/why.py", ", RecursionError):", "):", WHY_STORE),
    Defect("half a character ends the question", "services/audit/why.py", "allow_nan=False).encode()", ")", WHY_STORE),
    Defect(
        "a far time stops the processing log",
        "services/audit/processing_lines.py",
        "max(0, min(record.happened_ms * 1_000_000, ended))",
        "min(record.happened_ms * 1_000_000, ended)",
        "tests/unit/audit/test_log_lines.py",
    ),
    Defect(
        "what can't be a line stops the log",
        "services/audit/logbooks.py",
        "        except _UNFIT as error:\n            refusals.append(_unfit(record, error))\n    lines",
        "        except ZeroDivisionError as error:\n            refusals.append(_unfit(record, error))\n    lines",
        LOGBOOKS,
    ),
    Defect(
        "what can't be a line is dropped",
        "services/audit/logbooks.py",
        'quarantine.store(connection, "audit", filling.vault, refusals)',
        'quarantine.store(connection, "audit", filling.vault, refusals[:0])',
        LOGBOOKS,
    ),
    Defect(
        "the log takes large records all at once",
        "services/audit/log_store.py",
        "where bytes <= {_APPEND_BYTES}",
        "",
        f"{AUDIT_LOG}::test_large_records_are_given_their_places_a_few_at_a_time",
    ),
    Defect(
        "the digest of a cut record is that of its beginning",
        "services/audit/domain.py",
        "bytes.fromhex(record.cut.sha256) if record.cut else ",
        "",
        "tests/unit/audit/test_lines.py",
    ),
    Defect(
        "a batch that was not unpacked stands for any offsets",
        "services/audit/verify.py",
        "(int(batch[1]) if batch else number) != due",
        "(due if batch else number) != due",
        "tests/unit/audit/test_verify.py",
    ),
)

IN_THE_BUS = (
    Defect(
        "a fetch is committed before it was handled",
        _BUS_PY,
        "        self._fetched.append(message)\n",
        "        self._fetched.append(message)\n        self._acked[tp].append(last.offset)\n",
        BUS,
    ),
    Defect("everything is fetched into memory", _BUS_PY, "if len(self._fetched) >= _FETCHES_AHEAD:", "if False:", BUS),
    Defect(
        "a broker that is away ends the worker",
        _BUS_PY,
        "                if not _comes_back(error):\n                    raise\n                log",
        "                raise\n                log",
        BUS,
    ),
    Defect(
        "a commit that failed counts as one", _BUS_PY, "if not own or not await self._commit(own):", "if not own:", BUS
    ),
    Defect(
        "a fetch that is cut otherwise is dropped",
        _BUS_PY,
        "        self._read_offset = _NothingRead()\n",
        "",
        BUS,
    ),
    Defect(
        "what was never committed is left where it is",
        _BUS_PY,
        "await consumer.seek_to_beginning(*fresh)",
        "pass",
        BUS,
    ),
    Defect(
        "a hanging loop keeps a worker from ending",
        f"{_RUNTIME}/base/shutdown.py",
        "    timer = threading.Timer(STOP_SECONDS, _end_unfinished)\n    timer.daemon = True\n    timer.start()\n",
        "    asyncio.get_running_loop().call_later(STOP_SECONDS, _end_unfinished)\n",
        "tests/runtime/test_ending.py",
    ),
    Defect("a stream that stops by itself leaves its process", _BUS_PY, "if not self._told:", "if False:", BUS),
    Defect("access that is gone goes unnoticed", _BUS_PY, "if consumer._coordinator:", "if False:", BUS),
    Defect(
        "only the first record of a fetch is handled",
        _BUS_PY,
        "for raw in message.value\n",
        "for raw in message.value[:1]\n",
        BUS,
    ),
)

IN_THE_RELAY_THAT_STANDS = (
    Defect(
        "a lane that a library cancelled is gone without a word",
        f"{_RUNTIME}/messaging/relay.py",
        "lanes.create_task(shutdown.unless_asked(lane))",
        "lanes.create_task(lane)",
        RELAY,
    ),
    Defect(
        "a relay that stands still looks alive",
        f"{_RUNTIME}/messaging/relay.py",
        "while min(self._moved.values()) > time.monotonic() - _STILL_SECONDS:",
        "while True:",
        RELAY,
    ),
    Defect(
        "one lane that goes on hides the other",
        f"{_RUNTIME}/messaging/relay.py",
        "while min(self._moved.values())",
        "while max(self._moved.values())",
        RELAY,
    ),
    Defect(
        "a producer that can't send holds up its successor",
        f"{_RUNTIME}/messaging/relay.py",
        "        async with asyncio.timeout(_CLOSE_SECONDS):\n            await producer.stop()\n",
        "        await producer.stop()\n",
        RELAY,
    ),
    Defect(
        "a part that a library cancelled is gone without a word",
        f"{_RUNTIME}/base/shutdown.py",
        "        if task is None or task.cancelling():\n",
        "        if True:\n",
        "tests/runtime/test_ending.py",
    ),
)

TALLY = "tests/runtime/test_tally.py"

IN_THE_TALLY = (
    Defect(
        "what goes from a desk stays in its count",
        "services/triage/migrations/0020_tally.sql",
        "create trigger tally_changed after update on signal_case referencing old table as going new table as coming\n"
        "    for each statement execute function tally_cases();\n",
        "",
        TALLY,
    ),
    Defect(
        "what somebody deletes by hand stays in the count",
        "services/intake/migrations/0013_tally.sql",
        "create trigger tally_gone after delete on signal referencing old table as going\n"
        "    for each statement execute function tally_signals();\n",
        "",
        TALLY,
    ),
    Defect(
        "who changes a desk waits for who was first",
        "services/casework/tally/migrations/0001_tally.sql",
        "for update skip locked",
        "for update",
        TALLY,
    ),
    Defect(
        "two changes at once have one line each for ever",
        "services/casework/tally/migrations/0001_tally.sql",
        "    if not found then\n",
        "    if true then\n",
        TALLY,
    ),
    Defect(
        "a change that moves nothing writes",
        "services/enrichment/migrations/0021_tally.sql",
        "        where more <> 0 or turned <> 0 or more_late <> 0 or more_reopened <> 0;",
        "        where true;",
        TALLY,
    ),
    Defect(
        "a long list is counted to its end",
        "services/runtime/base/counted.py",
        " limit {COUNTED}",
        "",
        TALLY,
    ),
)

IN_THE_DISPATCH = (
    Defect(
        "a type nobody knows is dropped",
        f"{_RUNTIME}/messaging/dispatch.py",
        "raise UnknownTypeError(kind.__name__)",
        "continue",
        "tests/unit/runtime/test_dispatch.py",
    ),
    Defect(
        "a type of a topic is in no list",
        "services/triage/handlers.py",
        "        SignalReopened: each(note_elsewhere),\n",
        "",
        "tests/unit/runtime/test_dispatch.py",
    ),
)

IN_THE_RELAY = (
    Defect(
        "a batch leaves in the wrong order",
        _OUTBOX_PY,
        "order by place",
        "order by place desc",
        RELAY,
    ),
    Defect(
        "marks before delivery",
        _RELAY_PY,
        "[position for positions, _ in arrivals for position in positions]",
        '[row["position"] for rows in by_topic.values() for row in rows]',
        RELAY,
    ),
    Defect(
        "two relays at once",
        _RELAY_PY,
        "while not await leading.fetchval(lock)",
        "while False",
        RELAY,
    ),
    Defect(
        "skips what commits late",
        _RELAY_PY,
        "where sent_at is null and urgent",
        "where sent_at is null and position > (select coalesce(max(position), 0) from outbox"
        " where sent_at is not null) and urgent",
        RELAY,
    ),
    Defect(
        "publishes backwards",
        _RELAY_PY,
        "order by position limit",
        "order by position desc limit",
        RELAY,
    ),
    Defect(
        "no notification and no poll",
        _RELAY_PY,
        "async with asyncio.timeout(_POLL_SECONDS):\n                await self._wake[urgent].wait()",
        "if True:\n                await asyncio.Event().wait()",
        RELAY,
    ),
    Defect(
        "a lost notification is never made up for",
        _RELAY_PY,
        "async with asyncio.timeout(_POLL_SECONDS):",
        "async with asyncio.timeout(None):",
        RELAY,
    ),
    Defect(
        "gives up at the first failure",
        _RELAY_PY,
        "            await asyncio.sleep(_POLL_SECONDS)\n\n    async def _lead",
        "            return\n\n    async def _lead",
        RELAY,
    ),
    Defect(
        "no content type",
        _RELAY_PY,
        '("content-type", CONTENT_TYPE.encode()), ("sequence"',
        '("sequence"',
        RELAY,
    ),
    Defect("no key", _RELAY_PY, 'key=row["key"]', "key=None", RELAY),
    Defect(
        "an alert waits for others",
        _RELAY_PY,
        "and urgent = $1 and topic",
        "and ($1 or true) and topic",
        RELAY,
    ),
    Defect(
        "never marks",
        _RELAY_PY,
        "set sent_at = now() where position",
        "set sent_at = null where position",
        RELAY,
    ),
    Defect(
        "one unwritable topic stops all",
        _RELAY_PY,
        "            return [], False\n",
        "            raise\n",
        RELAY,
    ),
    Defect(
        "throws away what was not sent",
        _HOUSEKEEPING_PY,
        "                and sent_at < now() - $1::interval order by created_at limit $2\n",
        "                order by created_at limit $2\n",
        "tests/runtime/test_leftovers.py",
        times=2,
    ),
    Defect(
        "half a migration stays",
        _DATABASE_PY,
        "async with connection.transaction():\n                await connection.execute(path.read_text",
        "if True:\n                await connection.execute(path.read_text",
        DATABASE,
    ),
    Defect(
        "two migrators at once",
        _DATABASE_PY,
        "select pg_advisory_lock(hashtext(current_schema()))",
        "select 1",
        DATABASE,
    ),
    Defect("a migration runs again", _DATABASE_PY, "if name not in applied:", "if True:", DATABASE),
    Defect(
        "who is gone keeps its locks for two hours",
        _ROLES_PY,
        '    "tcp_keepalives_idle": "10",\n',
        "",
        ROLES,
        whole=True,
    ),
    Defect(
        "the role that works keeps the tables it owned",
        _ROLES_PY,
        'await execute(connection, "reassign owned by %I to %I", role_of(service), owner_of(service))',
        "pass",
        ROLES,
        whole=True,
    ),
    Defect(
        "a handover with a moment in which a service may do nothing",
        _ROLES_PY,
        "role_of(service), owner_of(service))\n                await _grant(connection, service)\n",
        "role_of(service), owner_of(service))\n",
        ROLES,
        whole=True,
    ),
    Defect(
        "a right that was given by hand stays",
        _ROLES_PY,
        'await execute(connection, f"revoke all on {objects} %I from {everybody}", schema)',
        "pass",
        ROLES,
        whole=True,
    ),
    Defect(
        "an owner that lost a right can migrate no more",
        _ROLES_PY,
        'await execute(connection, f"grant all on {objects} %I to %I", schema, owner_of(service))',
        "pass",
        ROLES,
        whole=True,
    ),
    Defect(
        "who works can act as the owner",
        _ROLES_PY,
        "await connection.execute(f\"revoke {other['name']} from {role}\")",
        "pass",
        ROLES,
        whole=True,
    ),
    Defect(
        "an owner signs in", _ROLES_PY, "alter role %I nologin password null", "alter role %I login", ROLES, whole=True
    ),
    Defect(
        "an injected statement forgets what was handled",
        f"{_RUNTIME}/privileges.py",
        '"inbox": "insert",',
        '"inbox": "insert, delete",',
        ROLES,
        whole=True,
    ),
    Defect(
        "the service that keeps the log can change it",
        "services/audit/privileges.py",
        '"record": "insert",',
        '"record": "insert, update",',
        ROLES,
        whole=True,
    ),
    Defect(
        "a replay reaches the live tables",
        "deploy/database.py",
        "await _become(connection, name, name)",
        'await execute(connection, "set search_path to %I", name)',
        ROLES,
        whole=True,
    ),
)

IN_THE_DECISIONS = (
    Defect(
        "RIEC gets the victims",
        "services/triage/decisions/domain.py",
        "people=suspects,",
        "people=case.personal.people,",
        TRIAGE,
    ),
    Defect(
        "care needs are lost",
        "services/triage/decisions/domain.py",
        "care_needs=case.personal.care_needs,",
        "care_needs=None,",
        PROJECTION,
    ),
    Defect(
        "two directors", "services/triage/decisions/domain.py", "if len(directing) != 1:", "if not directing:", TRIAGE
    ),
    Defect(
        "any municipality's ZVH",
        "services/triage/decisions/domain.py",
        "if not partner.serves(municipality):",
        "if False:",
        TRIAGE,
    ),
    Defect(
        "an expired basis",
        "services/triage/decisions/domain.py",
        "if bases()[basis].shares_on(today) is None:",
        "if False:",
        TRIAGE,
    ),
    Defect("a basis never ends", "schemas/legal.py", "or day <= self.valid_until", "or True", TRIAGE),
    Defect("a basis holds before it was law", "schemas/legal.py", "self.valid_from <= day and", "True and", TRIAGE),
    Defect(
        "no reason for no consent",
        "services/triage/consent/domain.py",
        "if not consent.given and consent.reason is None:",
        "if False:",
        CONSENT,
    ),
    Defect(
        "only the first rule is named",
        "services/triage/decisions/domain.py",
        "raise NotDecidableError(violations)",
        "raise NotDecidableError(violations[:1])",
        TRIAGE,
    ),
    Defect(
        "care and criminal without care",
        "services/triage/decisions/domain.py",
        'if Outcome.CARE_AND_CRIMINAL in chosen and "zorgcoordinator" not in named:',
        "if False:",
        TRIAGE,
    ),
    Defect(
        "the meldcode is skipped",
        "services/intake/signals/domain.py",
        "if missing_steps(content):",
        "if False:",
        INTAKE,
    ),
    Defect(
        "the network goes past the aandachtfunctionaris",
        "services/intake/signals/domain.py",
        "Route.DIRECT if content.channel is Channel.NETWORK else Route.MELDPUNT",
        "Route.MELDPUNT",
        INTAKE,
    ),
    Defect(
        "what a reporter adds later stays with an analyst who let the signal go",
        "services/enrichment/domain.py",
        "return state is State.FORWARDED",
        "return False",
        ENRICHMENT,
    ),
    Defect(
        "a closing is undone for ever",
        "services/enrichment/domain.py",
        "if standing.state is not State.NOT_STRENGTHENED or today > UNDO.due(standing.since, settings):",
        "if standing.state is not State.NOT_STRENGTHENED:",
        ENRICHMENT,
    ),
    Defect(
        "a reporter ends what others have in hand",
        "services/intake/signals/domain.py",
        "return ReporterStatus.WITHDRAWN if status is ReporterStatus.MELDCODE else status",
        "return ReporterStatus.WITHDRAWN",
        INTAKE,
    ),
    Defect(
        "only an exact true is acute",
        "services/intake/alerts/domain.py",
        "return loose_json.as_text(value).strip().casefold() not in _NO",
        "return value is True",
        ALERT,
    ),
    Defect(
        "a bad field of a place takes the place along",
        "services/intake/alerts/domain.py",
        "if isinstance(inner, dict) and deeper and deeper[0] in inner:",
        "if False:",
        ALERT,
    ),
    Defect(
        "what is not understood is left out",
        "services/intake/alerts/domain.py",
        'return [f"{name}: {text}" if name else text for name, text in left.items()]',
        "return []",
        ALERT,
    ),
    Defect(
        "a body that is no JSON is not heard",
        "services/intake/alerts/domain.py",
        "report += loose_json.scan(",
        "loose_json.scan(",
        ALERT,
    ),
    Defect(
        "a report put right is another danger",
        "services/intake/alerts/domain.py",
        "return same and {*wrong} <= {*earlier.wrong}",
        "return False",
        ALERT,
    ),
    Defect(
        "another report of the same danger is the refused one put right",
        "services/intake/alerts/domain.py",
        "return same and {*wrong} <= {*earlier.wrong}",
        "return same",
        ALERT,
    ),
    Defect(
        "a partner's field that is there twice counts once",
        "services/runtime/messaging/inbox.py",
        "if topic.of_partner:",
        "if False:",
        "tests/unit/runtime/test_reading.py",
    ),
    Defect(
        "a token holds for ever",
        "services/runtime/http/tokens.py",
        'if int(claims["exp"]) - int(claims["iat"]) > _LONGEST_SECONDS:',
        "if False:",
        "tests/unit/runtime/test_tokens.py",
    ),
    Defect(
        "a token that signs somebody out opens",
        "services/runtime/http/tokens.py",
        "!= _TYPE:",
        "in ():",
        TOKENS,
    ),
    Defect(
        "a field given twice counts once",
        "services/runtime/http/body.py",
        "if twice := given_twice(pairs):",
        "if twice := list[str]():",
        BODY,
    ),
    Defect(
        "the order of fields makes another request",
        "services/runtime/http/once.py",
        "json.dumps(json.loads(body), sort_keys=True)",
        "json.dumps(json.loads(body))",
        BODY,
    ),
    Defect(
        "assessed twice",
        "services/enrichment/domain.py",
        "if not standing.assessable(today, settings):",
        "if False:",
        ENRICHMENT,
    ),
    Defect(
        "not strengthened goes on",
        "services/enrichment/domain.py",
        "Assessment.NOT_STRENGTHENED: State.NOT_STRENGTHENED,",
        "Assessment.NOT_STRENGTHENED: State.FORWARDED,",
        ENRICHMENT,
    ),
    Defect(
        "what has gone on comes back",
        "services/enrichment/domain.py",
        "if state is not State.NOT_STRENGTHENED or not matches:",
        "if not matches:",
        ENRICHMENT,
    ),
    Defect(
        "who only saw something links signals",
        "services/enrichment/objects/domain.py",
        "if p.phone and p.role is not PersonRole.WITNESS",
        "if p.phone",
        OBJECTS,
    ),
    Defect(
        "firms of one name anywhere are one firm",
        "services/enrichment/objects/domain.py",
        'f"naam {municipality} {',
        'f"naam {',
        OBJECTS,
    ),
    Defect(
        "hashed without the kind",
        "services/enrichment/objects/keyring.py",
        'f"{thing.kind}:{thing.value}"',
        "thing.value",
        OBJECTS,
    ),
    Defect(
        "a register that wants patience is asked on",
        "services/enrichment/budget/domain.py",
        "if now < use.wait_until:",
        "if False:",
        BUDGET,
    ),
    Defect(
        "who is eighteen is a minor",
        "services/enrichment/registers/domain.py",
        "return age < _OF_AGE",
        "return age <= _OF_AGE",
        REGISTERS,
    ),
    Defect(
        "the BRP is asked for names",
        "services/enrichment/registers/brp.py",
        '["leeftijd"]',
        '["leeftijd", "naam"]',
        BRP,
    ),
    Defect(
        "who has no age is an adult",
        "services/enrichment/registers/domain.py",
        "    if born is None or today.year - born == _OF_AGE:\n        return None",
        "    if born is None or today.year - born == _OF_AGE:\n        return False",
        REGISTERS,
    ),
    Defect(
        "a refused question is an empty answer",
        "services/enrichment/registers/register.py",
        "        raise refused\n",
        '        return b\'{"_links": {}, "personen": []}\'\n',
        BRP,
    ),
    Defect(
        "a refused question is not found",
        "services/enrichment/registers/lookup.py",
        "return Outcome(LookupState.REFUSED,",
        "return Outcome(LookupState.NOT_FOUND,",
        LOOKUP,
    ),
    Defect(
        "a register's answer that is none escapes the lookup",
        "services/enrichment/registers/register.py",
        "    except ValidationError:\n",
        "    except ZeroDivisionError:\n",
        BRP,
    ),
    Defect(
        "what is not understood is asked again at once",
        "services/enrichment/registers/lookup.py",
        "LookupState.NOT_UNDERSTOOD, again=pause(earlier)",
        "LookupState.NOT_UNDERSTOOD, again=pause(-99)",
        LOOKUP,
    ),
    Defect(
        "of two addresses the first is it",
        "services/enrichment/registers/bag.py",
        "one = found[0] if len(found) == 1 else None",
        "one = found[0]",
        "tests/unit/enrichment/test_bag.py",
    ),
    Defect(
        "the BRP is asked about addresses that do not exist",
        "services/enrichment/registers/acts.py",
        "identified = act.outcome is LookupState.FOUND and act.identified",
        "identified = act.identified",
        LOOKUP,
    ),
    Defect(
        "a withdrawn intervention stays",
        "services/enrichment/interventions/store.py",
        "where withdrawn_at is null and (signal_id = $1 or",
        "where (signal_id = $1 or",
        "tests/pipeline/test_api.py::test_an_earlier_intervention_is_seen_at_every_signal_about_the_same",
        whole=True,
    ),
    Defect("no retention date", "services/enrichment/domain.py", "closed, until)", "closed, None)", ENRICHMENT),
    Defect(
        "any step may follow",
        "services/referral/domain.py",
        "if following not in ALLOWED[state]:",
        "if False:",
        REFERRAL,
    ),
    Defect(
        "a partner gets suspects as victims",
        "services/referral/domain.py",
        "person.role is PersonRole.VICTIM]",
        "person.role is not PersonRole.VICTIM]",
        REFERRAL,
    ),
    Defect(
        "a note for another",
        "services/referral/domain.py",
        "notes[order.partner]",
        "notes[min(decision.personal.notes)]",
        PROJECTION,
    ),
    Defect(
        "partners may read each other",
        "deploy/broker/wanted.py",
        "for reader in topic.readers:",
        "for reader in (*topic.readers, *parties()):",
        WANTED,
    ),
)

IN_THE_ACTS = (
    Defect(
        "a decision forgets its moment",
        "services/triage/decisions/store.py",
        "        act.at,\n        *_halves",
        "        act.at.replace(year=2000),\n        *_halves",
        REPLAY,
    ),
    Defect(
        "the second person is the decider",
        "services/triage/decisions/acts.py",
        "(act.proposed_by, UserRole",
        "(act.actor, UserRole",
        REPLAY,
    ),
    Defect(
        "an act is in no replay table",
        "services/triage/replay.py",
        "        TermExtended: of_act(consultations.extend),\n",
        "",
        ACTS,
    ),
    Defect(
        "a replay passes over an act that is in no table",
        "services/runtime/operate/replay.py",
        "raise UnknownTypeError(type(event.data).__name__)",
        "return []",
        f"{REPLAY}::test_an_act_that_is_in_no_table_is_found",
    ),
    Defect(
        "a replay judges no decision",
        "services/runtime/operate/replay.py",
        "await judge(connection, event.data, log) if judge else []",
        "[]",
        f"{REPLAY}::test_a_decision_that_the_same_rules_no_longer_allow_is_found",
    ),
    Defect(
        "an act without its line in the log of who did what",
        "services/audit/actor_lines.py",
        "if act := record.act:",
        "if act := None:",
        LINES,
    ),
)

IN_THE_PROCESSES = (
    Defect(
        "an answer without its events",
        _ONCE_PY,
        "[*done.outgoing, *self._on_trail(done), *read]",
        "[*self._on_trail(done), *read]",
        f"{FLOW}::test_a_signal_that_did_not_get_stronger_ends_with_a_retention_date",
        whole=True,
    ),
    Defect(
        "a key answers another request",
        _ONCE_PY,
        'earlier is None or earlier["request_hash"] != digest',
        "earlier is None",
        f"{API}::test_the_same_key_with_another_body_is_422",
        whole=True,
    ),
    Defect(
        "a danger in a refused report is dropped",
        "services/intake/alerts/first.py",
        "passed = await self._first(request)\n",
        "passed = None\n",
        f"{FLOW}::test_acute_danger_in_a_report_that_is_refused_still_reaches_the_police",
        whole=True,
    ),
    Defect(
        "whoever may not report is not heard",
        "services/intake/alerts/first.py",
        "(caller := await _somebody(request)) is None:",
        '(caller := await _somebody(request)) is None or "melder-professional" not in caller.roles:',
        f"{ACUTE}::test_whoever_asks_is_heard_and_then_refused",
        whole=True,
    ),
    Defect(
        "a partner answers for another",
        "services/referral/handlers.py",
        'return referral if referral and delivery.record.topic == f"reply.{referral.partner}" else None',
        "return referral",
        "tests/pipeline/test_referral_life.py::test_a_refused_reply_changes_nothing_and_the_partner_reads_why",
        whole=True,
    ),
    Defect(
        "a supplement is lost",
        "services/enrichment/store.py",
        "supplements = supplements || $2, state = $3, destroy_after = null",
        "supplements = supplements || ($2::text[])[2:], state = $3, destroy_after = null",
        f"{FLOW}::test_more_information_makes_the_round_to_the_reporter",
        whole=True,
    ),
    Defect(
        "partners can join what they hold",
        "services/referral/handlers.py",
        "        reference = uuid4()\n",
        "        reference = decision.decision_id\n",
        f"{PRIVACY}::test_partners_cannot_join_what_they_hold",
        whole=True,
    ),
    Defect(
        "a head of any length",
        _CONNECTIONS_PY,
        "if self._head_bytes > MOST_HEAD_BYTES and",
        "if not self and",
        "tests/fuzz/test_fuzz.py::test_a_head_of_100_mb_is_refused_before_it_is_read",
        whole=True,
    ),
    Defect(
        "offsets run ahead of the work",
        f"{_RUNTIME}/worker.py",
        "                await shutdown.unless_asked(self._inbox.process(records))\n",
        "                _ = asyncio.ensure_future(self._inbox.process(records))\n",
        f"{DELIVERY}::test_a_killed_worker_loses_and_doubles_nothing",
        whole=True,
    ),
)

IN_QUARANTINE = (
    Defect(
        "a redrive that takes a claimed event for a repeat",
        _QUARANTINE_DESK_PY,
        "deliveries if claimed else await claim(connection, deliveries)",
        "await claim(connection, deliveries)",
        RELEASE,
    ),
    Defect(
        "a redrive that forgets the claim",
        _QUARANTINE_DESK_PY,
        "claimed = claimed or $5",
        "claimed = $5",
        RELEASE,
    ),
    Defect(
        "a redriven event that stays",
        _QUARANTINE_DESK_PY,
        'await _close(connection, act, "redriven", None)',
        "pass",
        RELEASE,
    ),
)

IN_THE_PROOFS = (
    Defect(
        "proofs from tiles nobody signed",
        "services/audit/proofs.py",
        "if self._tree.root(cover(0, head.size)) != head.root:",
        "if False:",
        f"{AUDIT_LOG}::test_no_proof_is_given_from_tiles_that_are_not_what_was_signed",
    ),
    Defect(
        "no proof any more after tiles that were put right",
        "services/audit/proofs.py",
        "self._tree, self._grown_to = WholeTree(), None",
        "self._tree = self._tree",
        f"{AUDIT_LOG}::test_no_proof_is_given_from_tiles_that_are_not_what_was_signed",
    ),
    Defect(
        "a proof from a few tiles nobody signed",
        "services/audit/proofs.py",
        "if root_of_inclusion(leaf, index, head.size, path) != head.root:",
        "if False:",
        f"{PROOFS}::test_no_proof_is_given_from_a_few_tiles_that_are_not_what_was_signed",
    ),
    Defect(
        "a first proof that waits for the whole tree",
        "services/audit/proofs.py",
        "if head.size - self._tree.size > _TILES_AT_ONCE * WIDTH:",
        "if False:",
        f"{PROOFS}::test_the_first_proof_reads_a_few_tiles_however_many_there_are",
    ),
)

CURVE = "tests/runtime/test_curve.py"

WITH_A_LONG_HISTORY = (
    Defect(
        "signals at one address that are all looked at",
        "services/enrichment/objects/store.py",
        "        order by numbered, signal_id limit {COUNTED_TO}\n    ) other\n",
        "    ) other\n",
        f"{CURVE}::test_a_longer_history_costs_no_more_rows[enrichment]",
    ),
    Defect(
        "an outbox that is read to see whether something old waits in it",
        _HOUSEKEEPING_PY,
        "select min(created_at) from outbox where digest is null",
        "select min(created_at) from outbox where coalesce(digest, '') = ''",
        f"{CURVE}::test_a_longer_history_costs_no_more_rows[runtime]",
    ),
    Defect(
        "a worklist found among all cases",
        "services/triage/worklist/store.py",
        '"consultation where answered_at is null and withdrawn_at is null"',
        '"consultation where coalesce(answered_at, withdrawn_at) is null"',
        f"{CURVE}::test_a_longer_history_costs_no_more_rows[triage]",
    ),
    Defect(
        "why something was shared, out of the whole log",
        "services/audit/why_store.py",
        "and named_in(r.topic, r.value) && {}::text[]",
        "and named_in(r.topic, r.value) || '{}'::text[] && $1::text[]",
        f"{CURVE}::test_a_longer_history_costs_no_more_rows[audit]",
    ),
    Defect(
        "what ended, looked at for ever",
        "services/referral/retention_store.py",
        "and state_since < ${number}",
        "and state_since + interval '0' < ${number}",
        f"{CURVE}::test_a_longer_history_costs_no_more_rows[referral]",
    ),
)

IN_THE_LISTS = (
    Defect(
        "a list that ends with its first page",
        "services/runtime/http/pages.py",
        "if len(found) <= asked.limit:",
        "if True:",
        PAGES,
        whole=True,
    ),
    Defect(
        "a page that begins with the last of the one before",
        "services/runtime/http/pages.py",
        "if start is None or key(item) > start",
        "if start is None or key(item) >= start",
        PAGES,
        whole=True,
    ),
    Defect(
        "a total of the page alone",
        "services/referral/api.py",
        "return ReferralList(count=count,",
        "return ReferralList(count=len(items),",
        PAGES,
        whole=True,
    ),
    Defect(
        "referrals of one moment that fall between two pages",
        "services/referral/store.py",
        "(sent_at, reference) < ($4, $5::uuid)",
        "sent_at < $4 and $5::uuid is not null",
        PAGES,
        whole=True,
    ),
)

ON_RECORD = (
    Defect(
        "an audit that names nobody it looked for",
        "services/audit/why_api.py",
        "await trail.read(connection, request, caller, about_these(found))",
        "await trail.read(connection, request, caller, [])",
        "tests/pipeline/test_logbooks.py",
        whole=True,
    ),
    Defect(
        "a partner's words on the worklist without a trace",
        "services/triage/worklist/api.py",
        "if said := [one.id for one in shown if one.returned]:",
        "if said := []:",
        READS,
        whole=True,
    ),
    Defect(
        "an answer that tells more than was asked, without a trace",
        f"{_RUNTIME}/http/once.py",
        "trail.reading(self._request, caller, done.shown) if done.shown else []",
        "[]",
        READS,
        whole=True,
    ),
    Defect(
        "only the first bundle on the trail",
        "services/audit/log_api.py",
        "        if new:",
        "        if False:",
        READS,
        whole=True,
    ),
    Defect(
        "a reason for lifting a stop that is thrown away",
        "services/casework/retention/api.py",
        "await acts.lift(connection, act, body.explanation)",
        "await acts.lift(connection, act)",
        REASONS,
        whole=True,
    ),
    Defect(
        "a stop that any desk lifts",
        "services/casework/retention/domain.py",
        "return own is not None and DESKS.index(own) >= DESKS.index(placed_by or DESKS[-1])",
        "return own is not None",
        "tests/unit/casework/test_retention.py",
    ),
    Defect(
        "a stop on what is not there",
        "services/casework/retention/api.py",
        "    if not await knows(connection, signal_id):",
        "    if False:",
        REASONS,
        whole=True,
    ),
    Defect(
        "words about a stop that outlive the case",
        "services/casework/retention/acts.py",
        "    await store.forget(connection, act.signal_id)\n",
        "",
        "tests/pipeline/test_terms.py",
        whole=True,
    ),
    Defect(
        "an analyst at the RIEC's stops",
        "services/riec_referral/service.py",
        "retention_router(knows, UserRole.AANDACHTFUNCTIONARIS)",
        "retention_router(knows, UserRole.AANDACHTFUNCTIONARIS, UserRole.ANALYST)",
        REASONS,
        whole=True,
    ),
    Defect(
        "another reason that nobody tells",
        "services/casework/reasons.py",
        "if self.reason.value == OTHER and self.explanation is None:",
        "if False:",
        "tests/unit/casework/test_reasons.py",
    ),
    Defect(
        "a sign-in that fails without a trace",
        f"{_RUNTIME}/http/auth.py",
        "await refusals.note(request, None, HTTPStatus.UNAUTHORIZED)",
        "pass",
        REFUSED,
        times=2,
        whole=True,
    ),
    Defect(
        "somebody else's report without a trace",
        f"{_RUNTIME}/http/whose.py",
        "await refusals.note(request, request.state.caller, HTTPStatus.NOT_FOUND)",
        "pass",
        REFUSED,
        whole=True,
    ),
    Defect(
        "a record for each refusal",
        f"{_RUNTIME}/http/refusals.py",
        "                if first:",
        "                if True:",
        REFUSED_ACCESS,
    ),
    Defect(
        "refusals that are forgotten when the hour is over",
        f"{_RUNTIME}/http/refusals.py",
        'if row["untold"]:',
        "if False:",
        REFUSED_ACCESS,
    ),
    Defect(
        "no limit",
        f"{_RUNTIME}/http/auth.py",
        "        await _not_too_often(request, caller)\n",
        "",
        REFUSED_ACCESS,
    ),
    Defect(
        "a limit that is judged before acute danger went out",
        "services/intake/alerts/first.py",
        "(caller := await _somebody(request)) is None:",
        "(caller := await _somebody(request)) is None or request.app.state.limits.wait(caller.subject, self.path):",
        REFUSED_ACCESS,
    ),
    Defect(
        "a bucket that all share",
        f"{_RUNTIME}/http/limits.py",
        "self._left[subject, operation] = (left - 1, now)",
        'self._left["", operation] = (left - 1, now)',
        "tests/unit/runtime/test_limits.py",
    ),
    Defect(
        "a reporter whose name stays on the trail",
        "services/intake/known_as.py",
        "if caller.subject == reported_by else caller",
        "if reported_by is None else caller",
        "tests/pipeline/test_reporters.py",
        whole=True,
    ),
    Defect(
        "a trace id that who calls chooses",
        f"{_RUNTIME}/http/guard.py",
        "telemetry.entered(",
        "telemetry.span(",
        "tests/pipeline/test_privacy.py::test_the_trace_of_a_report_goes_through_the_chain",
        whole=True,
    ),
    Defect(
        "a trace id that a partner chooses",
        "services/audit/processing_lines.py",
        'ours = None if _of_partner(record) else record.event.get("traceparent")',
        'ours = record.event.get("traceparent")',
        LINES,
    ),
    Defect(
        "an operator by the name that is set",
        "deploy/operator.py",
        "return pwd.getpwuid(account).pw_name",
        'return os.environ.get("USER") or pwd.getpwuid(account).pw_name',
        "tests/unit/cli/test_operator.py",
    ),
    Defect(
        "measures on the port of the API",
        f"{_RUNTIME}/service.py",
        "    for router in service.files:",
        "    for router in (guard.health_routes(ready, measured), *service.files):",
        "tests/contract/test_openapi.py",
    ),
    Defect(
        "a log of its own reading",
        "services/audit/bundles_read.py",
        'if all(row["topic"] == _OWN for row in rows):',
        "if False:",
        BUNDLES,
    ),
)

AT_THE_DOOR = (
    Defect(
        "a token that counts after its end",
        "services/runtime/http/tokens.py",
        'if int(claims["exp"]) <= time.time():',
        "if False:",
        TOKENS,
    ),
    Defect(
        "a serialNumber that another one may stand beside",
        "deploy/broker/server.properties",
        r"(?!2\\.5\\.4\\.5=)",
        "",
        CERTIFICATES,
        times=2,
    ),
    Defect(
        "a serialNumber matched wherever its text stands",
        "deploy/broker/server.properties",
        r"[,+])*+2\\.5",
        r"[,+])*+.*2\\.5",
        CERTIFICATES,
    ),
    Defect(
        "groups of a partner that reach another's",
        "deploy/broker/wanted.py",
        'return f"{group_of(partner)}."',
        "return group_of(partner)",
        WANTED,
    ),
)

IN_WHAT_A_PARTNER_MAY_TAKE = (
    Defect(
        "a suspended partner that is not held back",
        "deploy/broker/quotas.py",
        "{**rates, _READING: _LEAST} if name in suspended else rates",
        "rates",
        WANTED,
    ),
    Defect(
        "a bound in bytes on what a partner has still to read",
        "deploy/broker/wanted.py",
        """    if topic.of_partner:
        configs["max.message""",
        """    if any(party.startswith("partner:") for party in (topic.writer, *topic.readers)):
        configs["max.message""",
        WANTED,
    ),
    Defect(
        "a flood that is read to its end",
        "services/runtime/messaging/breaker.py",
        "if not replies & self.stopped:",
        "if True:",
        BREAKER,
    ),
    Defect(
        "a restart that reads on by itself",
        "services/runtime/messaging/breaker.py",
        'self.stopped |= {row["topic"] for row in rows}',
        "del rows",
        BREAKER,
    ),
    Defect(
        "what passed by that is handled before what it follows",
        "services/runtime/messaging/breaker.py",
        "if not replies & self.stopped:",
        "if not rows:",
        BREAKER,
    ),
    Defect(
        "a topic that stops again at once when it is read on",
        "services/runtime/messaging/breaker.py",
        "> greatest($2::timestamptz, (select since from reading where reading.topic = $1))",
        "> $2::timestamptz",
        BREAKER,
    ),
    Defect(
        "what passed by that is committed, and never read again",
        _BUS_PY,
        " if first is None or offset < first]",
        "]",
        FLOOD,
        whole=True,
    ),
    Defect(
        "a flood of which audit keeps every byte",
        "services/audit/domain.py",
        "if used[place] > DAILY_BYTES:",
        "if False:",
        VOLUME,
    ),
    Defect(
        "a topic of our own that is stopped",
        "services/runtime/messaging/breaker.py",
        "if declared is None or not declared.of_partner:",
        "if declared is None:",
        BREAKER,
    ),
)

IN_THE_KEYS = (
    Defect(
        "a new key that makes what was sealed before unreadable",
        _KEY_RING_PY,
        "self._ciphers.get(sealed.key_number)",
        "self._ciphers.get(self.newest)",
        KEYS,
    ),
    Defect(
        "a new key that seals nothing",
        _KEY_RING_PY,
        "self.newest = len(lines)",
        "self.newest = 1",
        KEYS,
    ),
    Defect(
        "a row refused again that says the key before it",
        "services/runtime/operate/quarantine_desk.py",
        "claimed = claimed or $5, key_number = $6",
        "claimed = claimed or $5, key_number = greatest(1, $6 - 1)",
        RESEAL,
    ),
)

IN_THE_CERTIFICATES = (
    Defect(
        "a certificate that has ended and goes on opening its door",
        "deploy/broker/pins.py",
        "found.not_valid_before_utc <= now < found.not_valid_after_utc",
        "found.not_valid_before_utc <= now",
        PINS,
    ),
    Defect(
        "a pin that has ended and goes on opening its door",
        "deploy/broker/pins.py",
        "now.date() <= self.until and ",
        "",
        PINS,
    ),
    Defect(
        "a suspended certificate that opens its door again when it is pinned again",
        "deploy/broker/pins.py",
        " and p.sha256 not in out), key",
        "), key",
        PINS,
    ),
    Defect(
        "a certificate pinned for another than its subject names",
        "deploy/broker/pins.py",
        "== [wanted]",
        "!= []",
        PINS,
    ),
    Defect(
        "a change of certificate that shuts out the one before it",
        "deploy/broker/pins.py",
        "_write(folder, party, (*kept, new))",
        "_write(folder, party, (new,))",
        PINS,
    ),
    Defect(
        "a new certificate that is used before it is trusted",
        "deploy/broker/certificates.py",
        "    if made:\n        before_use()\n",
        "",
        PINS,
    ),
    Defect(
        "certificates that all end on one day",
        "deploy/broker/certificates.py",
        "_LEAF_LIFE - number * _APART",
        "_LEAF_LIFE",
        PINS,
    ),
    Defect(
        "a door that does not name the authorities, so that clients in Java send no certificate",
        "deploy/broker/trust.py",
        "dict.fromkeys(pin.certificate.issuer for pin in wanted)",
        "dict.fromkeys(pin.certificate.subject for pin in wanted)",
        PINS,
    ),
    Defect(
        "a renewed certificate that is used after a restart only",
        "services/runtime/messaging/tls.py",
        "if self._stamp() != self._loaded:",
        "if False:",
        TLS,
    ),
)

IN_THE_ANSWERS = (
    Defect(
        "a refusal told on the first topic whatever it was about",
        "schemas/registry.py",
        "said = family if family in families else families[0]",
        "said = families[0]",
        REGISTRY,
    ),
    Defect(
        "an attribute of any name that goes for an extension",
        "schemas/envelope.py",
        "if not _EXTENSION.fullmatch(name):",
        "if False:",
        ENVELOPE,
    ),
    Defect(
        "a null that is a value",
        "schemas/envelope.py",
        'if b"null" in raw else None',
        "if False else None",
        ENVELOPE,
    ),
    Defect(
        "a person looked for in serialised bytes",
        "services/audit/subject.py",
        "text = comparable(_APART.join(_said(event)))",
        "text = str(event).encode('ascii', 'backslashreplace').decode()",
        SUBJECT,
    ),
    Defect(
        "names compared as composed as they were typed",
        "services/audit/subject.py",
        'unicodedata.normalize("NFKC", once.casefold()).split()',
        "text.casefold().split()",
        SUBJECT,
    ),
    Defect(
        "a refused reply shown as an answer",
        "services/audit/why.py",
        "for r in found.replies if r.refused is None",
        "for r in found.replies",
        f"{AUDIT}::test_who_looked_at_a_list_looked_at_all_that_was_on_it",
        whole=True,
    ),
    Defect(
        "a refusal of the service that why does not know",
        "services/audit/replies.py",
        "refused = held.get((record.topic, record.partition, record.offset))",
        "refused = None",
        REPLIES,
    ),
    Defect(
        "a reference in capitals that why leaves out",
        "services/audit/replies.py",
        "UUID(said) == reference",
        "said == str(reference)",
        REPLIES,
    ),
)

IN_WHAT_PEOPLE_WRITE = (
    Defect(
        "a postcode with a blank is refused",
        "schemas/forms/postcode.py",
        'return postcode.validate(unicodedata.normalize("NFKC", written)).replace(" ", "")',
        'return {"6511PP": written}[written] if written == "6511PP" else postcode.validate("")',
        FORMS,
    ),
    Defect(
        "two spellings of one letter are two names",
        "schemas/forms/text.py",
        'plain = unicodedata.normalize("NFKD", text.translate(_APOSTROPHES)).casefold()',
        "plain = text.translate(_APOSTROPHES).casefold()",
        FORMS,
    ),
    Defect(
        "text that reads otherwise than it is",
        "schemas/forms/text.py",
        'unicodedata.category(sign) in ("Cc", "Cf")',
        'unicodedata.category(sign) in ("Cc",)',
        FORMS,
    ),
    Defect(
        "a field left blank is not absent",
        "schemas/forms/text.py",
        "return written is None or (isinstance(written, str) and not is_visible(written))",
        "return written is None",
        BODIES,
    ),
    Defect(
        "a refusal in English",
        "schemas/validation_words.py",
        'return str(value).replace(" or ", " of ")',
        "return str(value)",
        REFUSALS,
    ),
    Defect(
        "a day in the year 9999 on an agenda",
        "services/casework/days.py",
        "if found > _years_from(now, YEARS_AHEAD):",
        "if False:",
        BODIES,
    ),
    Defect(
        "a minor by the box alone",
        "services/casework/minority/domain.py",
        "known = (_by_birth(person, on), _by_estimate(person, on), person.minor)",
        "known = (person.minor,)",
        MINORITY,
    ),
    Defect(
        "a minor suspect that earns a victim's points",
        "services/enrichment/domain.py",
        "if person.role is PersonRole.VICTIM",
        "if person.role",
        ENRICHMENT,
    ),
    Defect(
        "a firm known by its number alone",
        "services/enrichment/objects/domain.py",
        "(ObjectKind.COMPANY, KnownBy.NAME): {_name(firm, content.municipality)} if firm else set[str](),",
        "(ObjectKind.COMPANY, KnownBy.NAME): set[str](),",
        OBJECTS,
    ),
    Defect(
        "a double that is counted",
        "services/enrichment/objects/store.py",
        "where hash = mine.hash and counted and signal_id <> mine.signal_id\n            and numbered",
        "where hash = mine.hash and signal_id <> mine.signal_id\n            and numbered",
        LINKS,
    ),
    Defect(
        "a report that is no double any more and still counts nowhere",
        "services/enrichment/objects/store.py",
        "await _count_again(connection, doubles)\n    return [*{*touched",
        "return [*{*touched",
        LINKS,
    ),
    Defect(
        "what was closed after it was linked never comes back",
        "services/enrichment/store.py",
        "closed=state is State.NOT_STRENGTHENED",
        "closed=False",
        LINKS,
    ),
    Defect(
        "two firms of one name that are taken for one",
        "services/enrichment/objects/store.py",
        "and numbered = any (case when mine.numbered then array[false] else array[false, true] end)",
        "",
        LINKS,
    ),
    Defect(
        "a double that brings back its own copy",
        "services/enrichment/objects/linking.py",
        "await link_store.save_digests(connection, told)",
        "del told",
        LINKS,
    ),
)

IN_THE_ACCOUNT = (
    Defect(
        "a look at a list that names nobody who looked",
        "services/audit/why_store.py",
        'if {*ids} & {*look.data["objects"]}',
        'if look.event["subject"] in ids',
        f"{AUDIT}::test_who_looked_at_a_list_looked_at_all_that_was_on_it",
        whole=True,
    ),
    Defect(
        "keys that are never read again",
        "services/runtime/http/signing_keys.py",
        "if self._age() > _OLDEST_SECONDS or key_id not in self._keys:",
        "if self._read_at is None:",
        SIGNING_KEYS,
    ),
    Defect(
        "a user id is somebody whoever issued it",
        "services/runtime/http/identity.py",
        'self._before = "" if number == 1 else f"{number}~"',
        'self._before = ""',
        "tests/runtime/test_identity.py",
    ),
    Defect(
        "whoever invents key ids keeps us asking",
        "services/runtime/http/signing_keys.py",
        "if time.monotonic() - self._tried_at < _AGAIN_SECONDS:",
        "if False:",
        SIGNING_KEYS,
    ),
    Defect(
        "an operator's reason in words",
        "schemas/events/admin.py",
        "    reason: KeptOperatorReason\n",
        "    reason: Line\n",
        FREE_TEXT,
    ),
)

IN_THE_SECOND_PERSON = (
    Defect(
        "a refusal that 'not asked' talks away",
        "services/triage/consent/domain.py",
        "or said.refused:",
        "or True:",
        CONSENT,
    ),
    Defect(
        "a change of mind nobody heard",
        "services/triage/consent/domain.py",
        "if not said.asked:",
        "if False:",
        CONSENT,
    ),
    Defect(
        "a victim's refusal that needs nobody else",
        "services/casework/four_eyes/domain.py",
        "consent is not None and consent.refused,",
        "False,",
        FOUR_EYES,
    ),
    Defect(
        "the RIEC that one person tells",
        "services/casework/four_eyes/domain.py",
        'any(partners()[name].referred_by == "riec-referral" for name in told)',
        "False",
        FOUR_EYES,
    ),
    Defect(
        "a digest of the disclosures without the consent",
        "services/casework/four_eyes/disclosed.py",
        "json.dumps(what, sort_keys=True",
        "json.dumps(what['verstrekkingen'], sort_keys=True",
        FOUR_EYES,
    ),
    Defect(
        "a proposal that is confirmed whatever was seen",
        "services/triage/proposals/api.py",
        "if digest(what) != body.digest:",
        "if False:",
        f"{SECOND_PERSON}::test_a_case_that_changes_while_it_waits_is_not_confirmed_unseen",
        whole=True,
    ),
    Defect(
        "a correction to the RIEC that goes out at once",
        "services/triage/amendments/preparing.py",
        "*(one for corrected in self.corrected for one in domain.disclosures(corrected)),",
        "",
        f"{SECOND_PERSON}::test_a_correction_of_what_the_riec_gets_waits_too",
        whole=True,
    ),
    Defect(
        "an answer to the RIEC that goes out at once",
        "services/referral/answers/api.py",
        "if not awaiting:",
        "if True:",
        f"{SECOND_PERSON}::test_an_answer_to_the_riec_waits_too",
        whole=True,
    ),
    Defect(
        "a proposal that outlives its case",
        "services/triage/amendments/acts.py",
        "    await proposal_store.close(connection, act.signal_id, act)\n",
        "",
        f"{SECOND_PERSON}::test_no_proposal_outlives_its_case",
        whole=True,
    ),
    Defect(
        "a purpose in words",
        "schemas/codes/in_words.py",
        'if info.mode != "json" or not isinstance(written, str) or written in codes:',
        "if True:",
        CODED,
    ),
    Defect(
        "a purpose of another basis",
        "services/triage/decisions/domain.py",
        "order.purpose not in purposes_on(basis, today):",
        "False:",
        TRIAGE,
    ),
    Defect(
        "free text beside what is personal",
        "schemas/events/decision.py",
        "    purpose: Purpose\n",
        "    purpose: str\n",
        FREE_TEXT,
    ),
    Defect(
        "an alert on the basis of a question",
        "services/casework/grounds/domain.py",
        "partners()[partner].bases[family]",
        "next(reversed(partners()[partner].bases.values()))",
        GROUNDS,
    ),
    Defect(
        "a question nobody can explain",
        "services/triage/consultations/preparing.py",
        "            ground=self.asked.ground,\n",
        "",
        f"{AUDIT}::test_why_was_this_asked_and_why_were_the_police_alerted",
        whole=True,
    ),
)

IN_WHAT_OPERATORS_READ = (
    Defect(
        "an operator's reader unpacks a bomb",
        "deploy/broker/plain.py",
        "    bound_client()\n",
        "",
        "tests/contract/test_readers.py",
    ),
)

IN_WHERE_IT_RUNS = (
    Defect("certificates are looked at on one day", _UPKEEP_PY, "if self.is_done:", "if self._done:", UPKEEP),
    Defect(
        "what could not be taken out today waits for tomorrow",
        _UPKEEP_PY,
        "            return\n        self._done = now.date()",
        "            changed = []\n        self._done = now.date()",
        UPKEEP,
    ),
    Defect(
        "a certificate is taken out and nobody sees when",
        _UPKEEP_PY,
        "    admin_log.record(door, *admin_log.changed(changed))\n",
        "",
        UPKEEP,
    ),
    Defect(
        "a service that takes every connection",
        _ROLES_PY,
        'await execute(connection, "alter role %I connection limit %s", role, str(most))',
        "pass",
        ROLES,
        whole=True,
    ),
    Defect(
        "a checkpoint counts as witnessed when it is signed",
        "services/audit/log_metrics.py",
        " where witnessed is not null",
        "",
        "tests/runtime/test_checkpoint_age.py",
    ),
    Defect(
        "what is not in the log yet is not waited for",
        "services/audit/log_metrics.py",
        "from arrival a join",
        "from (select * from arrival where false) a join",
        "tests/runtime/test_checkpoint_age.py",
    ),
    Defect(
        "a database elsewhere is asked of whoever says to be it",
        "services/runtime/base/config.py",
        'said.get("sslmode") == ["verify-full"] and said.get("sslrootcert")',
        'said.get("sslmode")',
        "tests/unit/runtime/test_database_url.py",
    ),
    Defect(
        "a logbook without an address is off without a word",
        "services/audit/logbooks.py",
        "return [kind for kind in get_args(Kind) if kind not in filled]",
        "return [] if filled else [kind for kind in get_args(Kind) if kind not in filled]",
        "tests/runtime/test_logbooks.py",
    ),
)

AT_SIGN_ON = (
    Defect(
        "an issuer is known by the keys of another",
        "services/runtime/http/tokens.py",
        'key = await self._keys[issuer].find(said["header"].get("kid"))',
        'key = await next(iter(self._keys.values())).find(said["header"].get("kid"))',
        TOKENS,
    ),
    Defect(
        "who signed on with a password passes for who showed a second factor",
        "services/runtime/base/sign_on.py",
        "self.level is Level.HIGH and self.at",
        "self.at",
        TOKENS,
    ),
    Defect(
        "a second factor holds for ever",
        "services/runtime/base/sign_on.py",
        " and now - self.at <= MAX_AGE_SECONDS",
        "",
        TOKENS,
    ),
    Defect(
        "who will sign on has done so",
        "services/runtime/http/tokens.py",
        " or at > time.time() + _EARLY_SECONDS):",
        "):",
        TOKENS,
    ),
    Defect(
        "an issuer's keys are where another says",
        "services/runtime/http/signing_keys.py",
        "if said.issuer != self._issuer:",
        "if False:",
        SIGNING_KEYS,
    ),
    Defect(
        "an order to the RIEC asks for no second factor",
        "services/casework/four_eyes/desk.py",
        "if domain.to_riec(told):",
        "if False:",
        "tests/pipeline/test_step_up.py",
        whole=True,
    ),
    Defect(
        "an auditor takes all along with a password",
        "services/runtime/http/auth.py",
        "if stepped_up:",
        "if False:",
        "tests/pipeline/test_step_up.py",
        whole=True,
    ),
    Defect(
        "people give themselves mandates",
        "deploy/identity/realm.py",
        'by_admin = {"view": ["admin"], "edit": ["admin"]}',
        'by_admin = {"view": ["admin"], "edit": ["admin", "user"]}',
        "tests/unit/deploy/test_identity.py",
    ),
)

IN_WHAT_IS_INSTALLED = (
    Defect(
        "a jar with a changed byte is taken",
        "deploy/local/jars.py",
        "for name in both if found[name] != digests[name]),",
        "for name in both if not found[name]),",
        "tests/unit/deploy/test_jars.py",
    ),
    Defect(
        "a licence counts when one of those that all apply is allowed",
        "deploy/licences.py",
        "_licensing.TRUE if symbol.render() in among else _licensing.FALSE for symbol",
        "_licensing.TRUE for symbol",
        "tests/contract/test_bill_of_materials.py::test_a_licence_outside_the_list_is_refused",
    ),
)

IN_WHAT_IS_BROUGHT_BACK = (
    Defect(
        "a witness sees what the archive has not",
        "services/audit/signer.py",
        "await log_store.archived(connection)",
        "pass",
        AUDIT_LOG,
    ),
    Defect(
        "a group that is further than the database",
        "deploy/backup/groups.py",
        'if datetime.fromisoformat(entry["at"]) > moment:',
        "if False:",
        BACKUP,
    ),
    Defect(
        "a base from after the moment that is asked for",
        "deploy/backup/archive.py",
        "usable[-1]",
        "self.bases()[-1]",
        BACKUP,
    ),
    Defect("keys that anybody reads", "deploy/backup/keys.py", "else 0o600", "else 0o644", BACKUP),
    Defect(
        "sent to a broker that is gone is sent",
        "deploy/backup/outboxes.py",
        "if emptied else (0, 0)",
        "if False else (0, 0)",
        OUTBOXES,
    ),
    Defect(
        "a number that is given twice",
        "deploy/backup/outboxes.py",
        "greatest(outbox_sequence.last, excluded.last)",
        "outbox_sequence.last",
        OUTBOXES,
    ),
    Defect(
        "what only a partner has is not asked for",
        "deploy/backup/outboxes.py",
        "sorted(handled - logged)",
        "sorted(handled & logged)",
        OUTBOXES,
    ),
    Defect(
        "partners begin at the beginning of a new broker",
        "deploy/backup/restore.py",
        "groups.set_others(admin, were)",
        "pass",
        RESTORE,
        whole=True,
    ),
    Defect(
        "only whole files of WAL come back",
        "deploy/local/postgres.py",
        'file.name.removesuffix(".partial")',
        "file.name",
        RESTORE,
        whole=True,
    ),
)

IN_WHAT_MAKES_IT_FAST = (
    Defect(
        "numbers what was numbered before again",
        _RELAY_PY,
        "from waiting join last using (topic) where waiting.sequence is null",
        "from waiting join last using (topic)",
        RELAY,
    ),
    Defect(
        "a fetch is done for the first of its partitions alone",
        _BUS_PY,
        "for tp, last in _ends(fetched).items() if message.acked else ():",
        "for tp, last in ():",
        BUS,
    ),
    Defect(
        "a fetch is committed as far as its last partition came",
        _BUS_PY,
        "            _ends(record)[tp],",
        "            record[-1].offset,",
        BUS,
    ),
    Defect(
        "a partner's topic is handed over with ours",
        _BUS_PY,
        "if topic and topic.of_partner:",
        "if False:",
        BUS,
    ),
    Defect(
        "one worker of audit takes the other's head for a loss",
        "services/audit/signer.py",
        "if await self._was_signed(old):",
        "if False:",
        AUDIT_LOG,
    ),
    Defect(
        "what is acute is sent away too",
        f"{_RUNTIME}/http/guard.py",
        "if not room and not takes_any:",
        "if not room:",
        CROWD,
    ),
    Defect(
        "nobody is ever sent away",
        f"{_RUNTIME}/http/crowd.py",
        "room = self._in_hand <= MOST_IN_HAND",
        "room = True",
        CROWD,
    ),
    Defect(
        "everybody comes back at once",
        f"{_RUNTIME}/http/crowd.py",
        "self._due + self._seconds_each(now)",
        "self._due",
        CROWD,
    ),
)

IN_THE_LAW = (
    Defect(
        "a partner that reads a form its contract does not know",
        "schemas/disclosures/parts.py",
        "KnownForm(forms()[code].latest.told_before_as or code)",
        "code",
        "tests/contract/test_legal.py",
    ),
    Defect(
        "a consent that is withdrawn and ends nothing",
        "services/referral/domain.py",
        "return decision.consent.refused and rests_on_consent(basis, decision.decided_on)",
        "return False",
        LIFE,
    ),
    Defect(
        "what rests on another basis ends with consent",
        "services/casework/grounds/domain.py",
        "record.condition.kind is ConditionKind.CONSENT)",
        "True)",
        GROUNDS,
    ),
    Defect(
        "who received it on consent hears nothing when it is withdrawn",
        "services/triage/amendments/domain.py",
        "if o in told or rests_on_consent(o.basis, zorg.decided_on))",
        "if o in told)",
        "tests/unit/triage/test_amendments.py",
    ),
    Defect(
        "a referral service that hears of no refusal after the referral",
        "services/referral/handlers.py",
        "    await store.know_refusal(connection, data.decision_id, refused=data.consent.refused)\n",
        "",
        "tests/pipeline/test_withdrawn_consent.py",
    ),
    Defect(
        "a partnership that declines and keeps what it got",
        "services/referral/domain.py",
        "return record.after_decline if record else None",
        "return None",
        LIFE,
    ),
    Defect(
        "what was destroyed is sent again, corrected",
        "services/referral/domain.py",
        "return not (state is State.DECLINED and removal_after_decline(basis, since))",
        "return True",
        LIFE,
    ),
    Defect(
        "a decline that asks for no removal",
        "services/referral/handlers.py",
        "reply.ReferralDeclined: each(self.decline), ",
        "",
        "tests/pipeline/test_removal.py",
    ),
    Defect(
        "an access request that names no contact point",
        "services/audit/why.py",
        "for partner, record in latest if record.contact_point}",
        "for partner, record in latest if record.contact_point and record.question}",
        "tests/unit/audit/test_why.py",
    ),
    Defect(
        "a table where anybody sits",
        "services/triage/agenda/domain.py",
        "if one not in record.participants:",
        "if False:",
        "tests/unit/triage/test_agenda.py",
    ),
    Defect(
        "a third at the table on no basis",
        "services/triage/agenda/domain.py",
        "if third.basis not in bases() or bases()[third.basis].shares_on(today) is None:",
        "if third.basis not in bases():",
        "tests/unit/triage/test_agenda.py",
    ),
    Defect(
        "a stranger told beside the partnership that directs",
        "services/triage/decisions/domain.py",
        "if leads and order.basis is None and asked not in record.participants:",
        "if False:",
        TRIAGE,
    ),
    Defect(
        "a reason that stands in for consent",
        "services/casework/grounds/domain.py",
        "known.consent is not None and known.consent.given is True,",
        "True,",
        GROUNDS,
    ),
    Defect(
        "youth care for an adult",
        "services/casework/grounds/domain.py",
        "ConditionKind.MINOR: known.minors,",
        "ConditionKind.MINOR: True,",
        GROUNDS,
    ),
    Defect(
        "a case where one victim is a minor and nobody else counts",
        "services/triage/decisions/domain.py",
        "all(victim.minor is True for victim in victims)",
        "any(victim.minor is True for victim in victims)",
        TRIAGE,
    ),
    Defect(
        "a basis that nobody named because only the desk knows whether it holds",
        "services/casework/grounds/domain.py",
        "_met(record, known, stated=False)",
        "_met(record, known, stated=True)",
        GROUNDS,
    ),
    Defect(
        "a named basis whose condition nobody looks at",
        "services/triage/decisions/domain.py",
        "if missing := missing_condition(basis, today, known):",
        "if missing := None:",
        TRIAGE,
    ),
    Defect(
        "a question on what is only the police's answer",
        "schemas/legal.py",
        "record.carries is Carries.DISCLOSURE and record.holds(day)",
        "record.holds(day)",
        GROUNDS,
    ),
    Defect("a case judged by the records of a later day", "schemas/legal.py", "record.since <= day]", "True]", GROUNDS),
    Defect(
        "a basis that was withdrawn and is used on",
        "schemas/legal.py",
        "None if self.withdrawn and self.withdrawn.since <= day else super().on(day)",
        "super().on(day)",
        GROUNDS,
    ),
    Defect(
        "an account that hides what was found wrong since",
        "services/audit/why.py",
        "if one.since and one.since > day]",
        "if False]",
        "tests/unit/audit/test_why.py",
    ),
)

_BUILT_PY, _WALLS_PY, _SCOPE_PY = "deploy/walls.py", f"{_RUNTIME}/base/walls.py", f"{_RUNTIME}/base/scope.py"
_WHOSE_PY = f"{_RUNTIME}/http/whose.py"
_TENANCY_SQL = "services/casework/tenancy/migrations/0001_tenancy.sql"

BETWEEN_MUNICIPALITIES = (
    Defect(
        "a table whose wall is off",
        _BUILT_PY,
        'await execute(connection, "alter table %I.%I enable row level security", schema, table)',
        "pass",
        WALLS,
        whole=True,
    ),
    Defect(
        "a wall that is not forced",
        _BUILT_PY,
        'await execute(connection, "alter table %I.%I force row level security", schema, table)',
        "pass",
        WALLS,
        whole=True,
    ),
    Defect(
        "a wall that everything passes",
        _BUILT_PY,
        "using ({rule.replace('%', '%%')})",
        "using (true)",
        WALLS,
        whole=True,
    ),
    Defect("a table that says not whose it is", _BUILT_PY, "raise OpenTableError(", "forgotten = (", WALLS, whole=True),
    Defect(
        "a case is whose who reaches any",
        _WALLS_PY,
        '"exists (select from case_tenant where case_tenant.signal_id = {table}.signal_id offset 0)"',
        '"exists (select from case_tenant)"',
        WALLS,
        whole=True,
    ),
    Defect("a hand-over that never ends", _WALLS_PY, ' and (until is null or until > now())"', '"', WALLS, whole=True),
    Defect(
        "every municipality in one",
        _WALLS_PY,
        'f"array[{column}] <@ (select {_TENANTS})"',
        'f"{column} is not null"',
        WALLS,
        whole=True,
    ),
    Defect(
        "everybody's reports",
        _WALLS_PY,
        'return f"{column} = (select {_REPORTER})"',
        'return f"{column} is not null"',
        WALLS,
        whole=True,
    ),
    Defect(
        "answers of others' keys",
        _WALLS_PY,
        '"idempotency": asked("subject"), ',
        '"idempotency": "true", ',
        WALLS,
        whole=True,
    ),
    Defect(
        "an API reaches every report",
        "services/intake/walls.py",
        "f\"{OF_A_CASE} or {reported('reported_by')}\"",
        '"true"',
        WALLS,
        whole=True,
    ),
    Defect(
        "an API reaches every alert",
        "services/intake/walls.py",
        "f\"{_OF_AN_ALERT} or {reported('raised_by')}\"",
        '"true"',
        WALLS,
        whole=True,
    ),
    Defect(
        "an API reaches every notice to the police",
        "services/intake/walls.py",
        '"exists (select from alert where alert_id = notice.reference)"',
        '"true"',
        WALLS,
        whole=True,
    ),
    Defect(
        "an API reaches every notice to who was asked",
        "services/triage/walls.py",
        '"exists (select from consultation c where c.reference = notice.reference)"',
        '"true"',
        WALLS,
        whole=True,
    ),
    Defect(
        "an API reaches every step of every referral",
        "services/referral/walls.py",
        '"exists (select from referral r where r.reference = {table}.reference)"',
        '"true"',
        WALLS,
        whole=True,
    ),
    Defect(
        "a scope that is not entered",
        _SCOPE_PY,
        "set_config('app.gemeenten', $1, true)",
        "set_config('app.gemeente', $1, true)",
        TENANCY,
        whole=True,
    ),
    Defect(
        "a reporter that is not named",
        _SCOPE_PY,
        "set_config('app.melder', $2, true)",
        "set_config('app.de_melder', $2, true)",
        AUTHORISATION,
        whole=True,
    ),
    Defect(
        "a scope that outlives its transaction",
        _SCOPE_PY,
        "set_config('app.gemeenten', $1, true)",
        "set_config('app.gemeenten', $1, false)",
        WALLS,
        whole=True,
    ),
    Defect(
        "a request without a scope",
        "services/runtime/http/pool.py",
        "            await scope.enter(connection)\n",
        "",
        TENANCY,
        whole=True,
    ),
    Defect(
        "a function holds wherever any does",
        "services/runtime/base/caller.py",
        " if mandate.function in functions]",
        "]",
        AUTHORISATION,
        whole=True,
    ),
    Defect(
        "a sentence that ends twice",
        "services/casework/sentence.py",
        "return written if written.rstrip",
        "return written if not written.rstrip",
        "tests/unit/casework/test_sentence.py",
    ),
    Defect(
        "a desk reaches whatever it reported itself",
        "services/runtime/base/caller.py",
        "as_reporter=UserRole.PROFESSIONAL in functions",
        "as_reporter=True",
        AUTHORISATION,
        whole=True,
    ),
    Defect(
        "whose a case is, not asked",
        "services/runtime/http/auth.py",
        "        await whose.check(request, caller.scope)\n",
        "",
        AUTHORISATION,
        whole=True,
    ),
    Defect(
        "one reaches what was reported by others", _WHOSE_PY, "where reporter = $3", "where $3::text is not null", SCOPE
    ),
    Defect(
        "one reaches what is in any scope",
        _WHOSE_PY,
        "where tenant = any($2) and",
        "where $2::text[] is not null and",
        SCOPE,
    ),
    Defect("one reaches what was handed over once", _WHOSE_PY, " and (until is null or until > now())\n", "\n", SCOPE),
    Defect(
        "others' cases in the aandachtfunctionaris' worklist",
        "services/triage/worklist/store.py",
        '{tenancy.within("s", 1)}',
        "$1::text[] is not null",
        TRIAGE_WORKLIST,
        times=2,
    ),
    Defect(
        "others' cases in the agendas",
        "services/triage/agenda/store.py",
        "{tenancy.within('agenda_item', tenants)}",
        "${tenants}::text[] is not null",
        SCOPE,
    ),
    Defect(
        "others' cases in what waits",
        "services/intake/waiting/store.py",
        "where municipality = here.municipality and {waits}",
        "where {waits}",
        SCOPE,
    ),
    Defect(
        "others' cases in the referrals",
        "services/referral/store.py",
        '" + within("referral", 3)',
        '$3::text[] is not null"',
        SCOPE,
    ),
    Defect(
        "others' cases in what was destroyed",
        "services/casework/retention/store.py",
        "{within('destruction', 5)}",
        "$5::text[] is not null",
        SCOPE,
    ),
    Defect(
        "others' cases in how much was destroyed",
        "services/casework/retention/store.py",
        "{within('destruction', 1)}",
        "$1::text[] is not null",
        SCOPE,
    ),
    Defect(
        "others' cases in what is held",
        "services/casework/retention/store.py",
        "{within('hold', 4)}",
        "$4::text[] is not null",
        SCOPE,
    ),
    Defect(
        "a list of every municipality",
        "services/casework/tenancy/store.py",
        " and array[t.tenant] <@ ${parameter}",
        " and ${parameter}::text[] is not null",
        SCOPE,
    ),
    Defect(
        "a list with what is over",
        "services/casework/tenancy/store.py",
        '        " and (t.until is null or t.until > now()) offset 0)"\n',
        '        " offset 0)"\n',
        SCOPE,
    ),
    Defect(
        "a page that passes over what came before it",
        "services/triage/worklist/store.py",
        "order by arrived_at, signal_id limit $10)",
        "order by arrived_at, signal_id)",
        "tests/runtime/test_walled_worklists.py",
    ),
    Defect(
        "a page that leaves out what is as strong",
        "services/triage/worklist/store.py",
        'f"strength = {_STRONGEST} and (arrived_at, signal_id) > ($8::timestamptz, $9::uuid)"',
        '"false and $8::timestamptz is null and $9::uuid is null"',
        TRIAGE_WORKLIST,
    ),
    Defect(
        "a filter that counts what it does not show",
        "services/triage/worklist/store.py",
        '        where {_TO_DO} and {tenancy.within("s", 1)} and {in_hands("s", hands, subject)}',
        '        where {_TO_DO} and {tenancy.within("s", 1)} and ${hands}::text is distinct from ${subject}::text',
        TRIAGE_WORKLIST,
    ),
    Defect(
        "a stand that stays the same when one goes and another comes",
        "services/triage/migrations/0018_stand.sql",
        "bit_xor(uuid_hash_extended(lying.signal_id, lying.strength))",
        "count(*)",
        TRIAGE_WORKLIST,
    ),
    Defect(
        "who has it is told again",
        "services/casework/stand.py",
        "if known is not None and tag in [",
        "if known is not None and tag not in [",
        "tests/unit/casework/test_stand.py",
    ),
    Defect(
        "late is what was taken up again",
        "services/enrichment/worklist.py",
        'Mark.LATE: "escalated_at is not null"',
        'Mark.LATE: "reopened_at is not null"',
        LINKS,
    ),
    Defect(
        "a worklist without what was handed over",
        "services/enrichment/worklist.py",
        "signal_id in ({tenancy.beyond(1)})",
        "false",
        LINKS,
    ),
    Defect(
        "a hand-over without its end",
        _TENANCY_SQL,
        "values (id, with_tenant, 'gedeeld', starting, ending)",
        "values (id, with_tenant, 'gedeeld', starting, null)",
        SCOPE,
    ),
    Defect(
        "a hand-over that is not given again",
        _TENANCY_SQL,
        "do update set since = excluded.since, until = excluded.until",
        "do nothing",
        SCOPE,
    ),
    Defect(
        "one hand-over ends them all",
        _TENANCY_SQL,
        "where signal_id = id and tenant = with_tenant and capacity = 'gedeeld'",
        "where signal_id = id and capacity = 'gedeeld'",
        SCOPE,
    ),
    Defect(
        "a hand-over ended takes its own",
        _TENANCY_SQL,
        " and tenant = with_tenant and capacity = 'gedeeld'",
        " and tenant = with_tenant",
        SCOPE,
    ),
    Defect(
        "what is nobody's is noted",
        _TENANCY_SQL,
        "return exists (select from case_tenant where signal_id = id)",
        "return true",
        SCOPE,
    ),
    Defect(
        "what is somebody's is not noted",
        _TENANCY_SQL,
        "return exists (select from case_tenant where signal_id = id)",
        "return false",
        SCOPE,
    ),
    Defect(
        "doubles in others' cases, at enrichment",
        "services/enrichment/migrations/0014_tenants.sql",
        "alter view double set (security_invoker = true);",
        "",
        WALLS,
        whole=True,
    ),
    Defect(
        "doubles in others' cases, at triage",
        "services/triage/migrations/0013_tenants.sql",
        "alter view double set (security_invoker = true);",
        "",
        WALLS,
        whole=True,
    ),
)

IN_WHAT_AN_AUDITOR_SEES = (
    Defect(
        "who audits for a municipality reads the whole log",
        "services/audit/log_api.py",
        "if tenants(caller.scope) is not None:",
        "if False:",
        TENANCY,
        whole=True,
    ),
    Defect(
        "who audits for a municipality does so for all",
        "services/audit/whose.py",
        "None if DISTRICT in scope.tenants else sorted(scope.tenants)",
        "None",
        AUDIT_WHOSE,
    ),
    Defect(
        "a record of any case",
        "services/audit/whose.py",
        "where tenant = any({0})",
        "where {0}::text[] is not null",
        AUDIT_WHOSE,
    ),
    Defect(
        "what was handed over once is audited for good",
        "services/audit/whose.py",
        " and (until is null or until > now())",
        "",
        AUDIT_WHOSE,
    ),
    Defect(
        "an account of any case",
        "services/audit/why_api.py",
        "reached = await reaches(connection, caller.scope, reference)",
        "reached = reaches is not None",
        AUTHORISATION,
        whole=True,
    ),
    Defect(
        "handing over gives the case for good",
        "services/audit/migrations/0008_whose.sql",
        " and not data ? 'hand_over_id'",
        "",
        AUDIT_WHOSE,
    ),
    Defect(
        "an alert that stays its own",
        "services/audit/migrations/0008_whose.sql",
        "do update set signal_id = excluded.signal_id where case_key.signal_id = case_key.key",
        "do nothing",
        AUDIT_WHOSE,
    ),
)

DEFECTS = (
    *AT_THE_DESKS,
    *AT_THE_REPORTER,
    *AT_A_PARTNER,
    *ON_THE_SCREENS,
    *OF_THE_SETTINGS,
    *BETWEEN_MUNICIPALITIES,
    *IN_WHAT_AN_AUDITOR_SEES,
    *IN_WHAT_MAKES_IT_FAST,
    *IN_THE_LAW,
    *WITH_A_LONG_HISTORY,
    *IN_THE_ACCOUNT,
    *IN_WHAT_IS_BROUGHT_BACK,
    *IN_THE_SECOND_PERSON,
    *IN_WHAT_PEOPLE_WRITE,
    *IN_THE_INBOX,
    *IN_THE_BUS,
    *IN_WHAT_PARTNERS_SEND,
    *IN_THE_LOG_OF_WHAT_PARTNERS_SEND,
    *IN_THE_RELAY_THAT_STANDS,
    *IN_THE_TALLY,
    *IN_THE_DISPATCH,
    *IN_THE_RELAY,
    *IN_QUARANTINE,
    *IN_THE_DECISIONS,
    *IN_THE_ACTS,
    *IN_THE_PROCESSES,
    *IN_THE_PROOFS,
    *IN_THE_ANSWERS,
    *IN_THE_LISTS,
    *ON_RECORD,
    *AT_THE_DOOR,
    *IN_THE_CERTIFICATES,
    *IN_THE_KEYS,
    *IN_WHAT_A_PARTNER_MAY_TAKE,
    *AT_SIGN_ON,
    *IN_WHAT_IS_INSTALLED,
    *IN_WHAT_OPERATORS_READ,
    *IN_WHERE_IT_RUNS,
    Defect(
        "a register of processing without the last topic",
        "cli/processing_register.py",
        "for topic in own\n    ]",
        "for topic in own[:-1]\n    ]",
        "tests/contract/test_privacy_documents.py",
    ),
    Defect(
        "a DPIA that leaves out a partner's fields",
        "cli/dpia.py",
        "for family in partner.families:",
        "for family in partner.families[:-1]:",
        "tests/contract/test_privacy_documents.py",
    ),
    Defect(
        "a company's name taken for a person's",
        "schemas/data_categories.py",
        "for start in range(len(parts)))",
        "for start in reversed(range(len(parts))))",
        "tests/contract/test_privacy_documents.py",
    ),
    Defect(
        "a RIEC told on what somebody else reported",
        "services/triage/criteria/domain.py",
        "elif criterion.own_observation and not said.own_observation:",
        "elif False:",
        CRITERIA,
    ),
    Defect(
        "a partnership told without its criteria",
        "services/triage/criteria/domain.py",
        "if record.criteria else []",
        "if False else []",
        CRITERIA,
    ),
    Defect(
        "nationality to a partnership without a reason",
        "services/referral/domain.py",
        "if limit is None or (report and report.nationality):",
        "if True:",
        DATA,
    ),
    Defect(
        "a victim's sexual conduct told by a form",
        "services/referral/domain.py",
        "if form not in withheld] or",
        "if True] or",
        DATA,
    ),
    Defect(
        "health to a RIEC",
        "services/triage/criteria/domain.py",
        "(limit and limit.told is not Told.NEVER)",
        "limit",
        DATA,
    ),
    Defect(
        "health that a RIEC may not know, told from an old decision",
        "services/referral/domain.py",
        "if limit.told is not Told.NEVER and (words",
        "if (words",
        DATA,
    ),
    Defect(
        "a partnership that does not read how long it keeps",
        "services/referral/domain.py",
        "if record and record.partner_reads:",
        "if False:",
        DATA,
    ),
    Defect(
        "a note to a partnership that nobody checked",
        "services/casework/limits/domain.py",
        "if partner not in checked\n",
        "if False\n",
        LIMITS,
    ),
    Defect(
        "free text to a ZVH by one person",
        "services/casework/four_eyes/domain.py",
        "any(told.values())",
        "False",
        FOUR_EYES,
    ),
    Defect(
        "an adult exploited by a stranger reported by the meldcode",
        "services/intake/meldcode/domain.py",
        "not meldcode.report_to_veilig_thuis or _within(content):",
        "True:",
        MELDCODE,
    ),
    Defect(
        "the meldcode without a decision on help",
        "services/intake/meldcode/domain.py",
        "if None in decided:",
        "if False:",
        MELDCODE,
    ),
    Defect(
        "Veilig Thuis told of a stranger without consent",
        "services/casework/grounds/domain.py",
        "known.household or (known.household is None and stated)",
        "True",
        TRIAGE,
    ),
    Defect(
        "a child reported as an adult",
        "services/triage/decisions/domain.py",
        'basis=_OF_A_CHILD if child else "wmo-2015-meldcode"',
        'basis="wmo-2015-meldcode"',
        TRIAGE,
    ),
    Defect(
        "a report that its partnership does not read",
        "services/referral/domain.py",
        'return f"{note}\\n\\n{report}" if report else note',
        "return note",
        CRITERIA,
    ),
    Defect(
        "a correction that loses what was reported",
        "services/triage/amendments/domain.py",
        "return half.personal.notes, half.personal.reports",
        "return half.personal.notes, None",
        "tests/unit/triage/test_amendments.py",
    ),
    Defect(
        "a form of another site is taken",
        "services/screens/guard.py",
        'if scope["path"] not in self._open_to_others and not self._is_from_here(headers):',
        "if False:",
        "tests/desk/test_guard.py",
        whole=True,
    ),
    Defect(
        "a form of another session is taken",
        "services/desk/signed_on.py",
        "        raise StaleFormError\n",
        "        return\n",
        "tests/desk/test_guard.py",
        whole=True,
    ),
    Defect(
        "a screen for every function",
        "services/desk/signed_on.py",
        "if not session.functions & {*functions}:",
        "if not session.functions:",
        "tests/desk/test_permissions.py",
        whole=True,
    ),
    Defect(
        "who left his place stays signed on",
        "services/screens/sessions/domain.py",
        "now - seen_at > IDLE or ",
        "",
        "tests/unit/desk/test_sessions.py",
    ),
    Defect(
        "what is sealed opens with every cookie",
        "services/screens/sealing.py",
        "hmac.digest(cookie.encode(), ",
        'hmac.digest(b"desk", ',
        "tests/unit/desk/test_sessions.py",
    ),
    Defect(
        "a field that nobody asked is taken",
        "services/screens/form.py",
        'ConfigDict(extra="forbid", frozen=True)',
        'ConfigDict(extra="ignore", frozen=True)',
        "tests/unit/desk/test_form.py",
    ),
    Defect(
        "a return to wherever was asked",
        "services/desk/sign_on/login.py",
        "return asked if known and _PLACE.fullmatch(asked) else",
        "return asked or",
        "tests/desk/test_guard.py",
        whole=True,
    ),
    Defect(
        "a second person who confirms what he did not look at",
        "services/desk/screens/proposals.py",
        '    nagekeken: Literal["ja"]',
        '    nagekeken: Literal["ja"] = "ja"',
        "tests/browser/desk/test_decider.py",
        whole=True,
    ),
    Defect(
        "a question goes out without what goes with it being shown",
        "services/desk/screens/steps.py",
        "if act.preview else None",
        "if False else None",
        "tests/browser/desk/test_decider.py",
        whole=True,
    ),
)
