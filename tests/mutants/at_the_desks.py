"""Defects in what people at the desks rely on: a look before sending, cases in hand, hand-overs, and numbers."""

from __future__ import annotations

from tests.mutants.defect import Defect

DESKS = "tests/pipeline/test_desks.py"
TENANCY = "tests/pipeline/test_tenancy.py"
HANDOVERS = "tests/unit/triage/test_handovers.py"
FLOW = "tests/unit/casework/test_flow.py"
LINKS = "tests/runtime/test_enrichment_links.py"

AT_THE_DESKS = (
    Defect(
        "who acts on what is not so any more is not told",
        "services/runtime/http/seen.py",
        "tag(now) in [one.strip() for one in seen.split",
        "seen in [one.strip() for one in seen.split",
        DESKS,
        whole=True,
    ),
    Defect(
        "a refused stale act keeps its key",
        "services/runtime/http/once.py",
        "            await connection.execute(forget, caller.subject, self._key)",
        "            pass",
        DESKS,
        whole=True,
    ),
    Defect(
        "a look ahead that leaves no trace",
        "services/triage/proposals/preview.py",
        "    await trail.read(connection, request, caller, [signal_id])",
        "    pass",
        DESKS,
        whole=True,
    ),
    Defect(
        "a case taken out of a colleague's hands unasked",
        "services/casework/handling/api.py",
        "has.handler not in (caller.subject, to) and not body.take_over",
        "has.handler not in (caller.subject, to) and not to",
        DESKS,
        whole=True,
    ),
    Defect(
        "for what somebody reads is not on record",
        "services/runtime/messaging/trail.py",
        '**({"purpose": purpose} if purpose else {})',
        "**{}",
        DESKS,
        whole=True,
    ),
    Defect(
        "a hand-over without an end",
        "services/triage/handovers/domain.py",
        "    if until > today + LONGEST:",
        "    if until < today:",
        HANDOVERS,
    ),
    Defect(
        "a hand-over on any basis",
        "services/triage/handovers/domain.py",
        "if basis not in bases() or bases()[basis].on(today) is None:",
        "if not basis:",
        HANDOVERS,
    ),
    Defect(
        "a hand-over that holds after it was taken back",
        "services/triage/handovers/domain.py",
        "self.ended_at is None and today",
        "today",
        HANDOVERS,
    ),
    Defect(
        "who has a case by a hand-over hands it on",
        "services/triage/handovers/api.py",
        "if not own & caller.scope.tenants:",
        "if not own:",
        TENANCY,
        whole=True,
    ),
    Defect(
        "the referral service never hears that a case was taken back",
        "services/triage/handovers/telling.py",
        "return _on([_REPORTER, *sorted(topics)], signal_id, data, trace)",
        "return _on([_REPORTER], signal_id, data, trace)",
        TENANCY,
        whole=True,
    ),
    Defect(
        "a number that could be somebody",
        "services/casework/flow/domain.py",
        "count == 0 or count >= SMALLEST",
        "count >= 0",
        FLOW,
    ),
    Defect(
        "a number that the rest gives away",
        "services/casework/flow/domain.py",
        "told(of) is not None and told(of - count) is not None",
        "told(of) is not None",
        FLOW,
    ),
    Defect(
        "the same municipality counts as elsewhere",
        "services/enrichment/objects/store.py",
        "count(distinct other_id) filter (where elsewhere)",
        "count(distinct other_id)",
        LINKS,
    ),
    Defect(
        "who shared something with what is gone still counts it",
        "services/enrichment/weighing.py",
        "    await weigh(connection, await store.wipe(connection, signal_ids))",
        "    await store.wipe(connection, signal_ids)",
        LINKS,
    ),
    Defect(
        "the other aandachtfunctionaris hears again what is known",
        "services/enrichment/objects/store.py",
        '.elsewhere > row["before"]',
        ".elsewhere > 0",
        LINKS,
    ),
    Defect(
        "a case is given to whoever is named",
        "services/casework/handling/api.py",
        "if to != caller.subject and not await store.is_colleague(connection, to, signal_id):",
        "if False:",
        DESKS,
        whole=True,
    ),
    Defect(
        "who is at a desk of any municipality gets every case",
        "services/casework/handling/store.py",
        "join case_tenant t using (tenant)",
        "join case_tenant t on true",
        DESKS,
        whole=True,
    ),
    Defect(
        "how much waits is counted over the walls",
        "services/intake/migrations/0012_waiting_pages.sql",
        "municipality = any (string_to_array(current_setting('app.gemeenten', true), ' '))\n",
        "true\n",
        "tests/runtime/test_scope.py",
    ),
    Defect(
        "holds of all are counted",
        "services/casework/retention/store.py",
        "from hold where {_LIFTED[lifted]} and {within('hold', 1)}",
        "from hold where {_LIFTED[lifted]} and $1::text[] is not null",
        "tests/runtime/test_scope.py",
    ),
)
