"""Defects of the administration, and of what goes by what it set."""

from __future__ import annotations

from tests.mutants.defect import Defect

CHANGES = "tests/unit/administration/test_changes.py"
SETTINGS = "tests/unit/casework/test_settings.py"
ADMINISTRATION = "tests/pipeline/test_administration.py"

OF_THE_SETTINGS = (
    Defect(
        "one person proposes and confirms",
        "services/administration/changes/domain.py",
        "if change.proposed_by == confirmed_by:",
        "if not confirmed_by:",
        CHANGES,
    ),
    Defect(
        "a change of yesterday",
        "services/administration/changes/domain.py",
        "    if effective_on <= today:",
        "    if effective_on < date.min:",
        CHANGES,
    ),
    Defect(
        "a change that is confirmed when its day has come",
        "services/administration/changes/domain.py",
        "    if change.effective_on <= today:",
        "    if change.effective_on < today:",
        CHANGES,
    ),
    Defect(
        "another value than the proposer saw is replaced",
        "services/administration/changes/domain.py",
        "if change.instead_of != standing:",
        "if change.instead_of and not standing:",
        CHANGES,
    ),
    Defect(
        "kept longer than the act allows",
        "services/administration/changes/domain.py",
        "if value.days <= longest.days:",
        "if value.days <= 2 * longest.days:",
        CHANGES,
    ),
    Defect(
        "whom the act does not name sits at a table",
        "services/administration/changes/domain.py",
        "        if one not in record.participants\n",
        "        if not one\n",
        CHANGES,
    ),
    Defect(
        "two have one function at a time",
        "services/administration/changes/domain.py",
        "    return one.serves_from <= (other.serves_until or date.max) and",
        "    return False and",
        CHANGES,
    ),
    Defect(
        "who would have been is remembered",
        "services/administration/changes/store.py",
        "value = case when kind = any($5) then null else value end",
        "value = case when kind = any($5) then value else value end",
        f"{ADMINISTRATION}::test_who_is_who_is_for_the_administrators_of_that_municipality",
        whole=True,
    ),
    Defect(
        "people of any municipality",
        "services/administration/changes/api.py",
        "return (municipality_of(kind, name) or CHAIN) in caller.scope.tenants",
        "return True",
        f"{ADMINISTRATION}::test_who_is_who_is_for_the_administrators_of_that_municipality",
        whole=True,
    ),
    Defect(
        "confirmed without a second factor",
        "services/administration/changes/api.py",
        "stepped_up=True",
        "stepped_up=False",
        f"{ADMINISTRATION}::test_confirming_asks_for_a_second_factor",
        whole=True,
    ),
    Defect(
        "what was set is told to nobody",
        "services/administration/changes/api.py",
        'return Done(answer, act, [Outgoing("setting.changed", event)])',
        "return Done(answer, act)",
        f"{ADMINISTRATION}::test_a_norm_time_from_proposal_to_a_case_of_after_it",
        whole=True,
    ),
    Defect(
        "a decision of last month by the value of today",
        "services/casework/settings/domain.py",
        "return versions[max(0, bisect_right(versions, day, key=lambda version: version.since) - 1)]",
        "return versions[-1]",
        SETTINGS,
    ),
    Defect(
        "the first value, whatever was set",
        "services/casework/settings/domain.py",
        "(*declared, *self.changed.get((kind, name), ()))",
        "(*self.changed.get((kind, name), ()), *declared)[-1:]",
        SETTINGS,
    ),
    Defect(
        "a norm time by the day it is looked at",
        "services/casework/terms/domain.py",
        "found.append((start, min(edge, following)))",
        "found.append((start, edge))",
        SETTINGS,
    ),
    Defect(
        "closed days that are worked on",
        "services/casework/terms/domain.py",
        "settings.working_days(self.name, since), settings.closed(since))",
        "settings.working_days(self.name, since))",
        SETTINGS,
    ),
    Defect(
        "content destroyed by the longest term there was",
        "services/casework/settings/domain.py",
        "timedelta(days=min(value.days",
        "timedelta(days=max(value.days",
        SETTINGS,
    ),
    Defect(
        "who has left still serves",
        "schemas/events/setting.py",
        "(self.serves_until is None or day <= self.serves_until)",
        "(self.serves_until is None or True)",
        SETTINGS,
    ),
    Defect(
        "who does not sit at a table is put on its agenda",
        "services/triage/agenda/domain.py",
        "elif one not in seated:",
        "elif not seated:",
        "tests/unit/triage/test_agenda.py",
    ),
    Defect(
        "an administrator reaches every municipality's changes in the database",
        "services/administration/walls.py",
        "then split_part(name, '.', 1) else '{CHAIN}' end",
        "then '{CHAIN}' else '{CHAIN}' end",
        "tests/runtime/test_walls.py",
        whole=True,
    ),
    Defect(
        "an administrator of one municipality reaches what is the chain's",
        "services/runtime/base/mandates.py",
        "if self.function is UserRole.ADMINISTRATOR and not self.municipalities:",
        "if self.function is UserRole.ADMINISTRATOR:",
        "tests/unit/runtime/test_mandates.py",
    ),
)
