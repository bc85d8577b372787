"""What screens read of an answer is in the published document of the service."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from pydantic import BaseModel

from services.desk.views import (
    administration,
    audit,
    enrichment,
    flow,
    intake,
    referral,
    report,
    retention,
    texts,
    triage,
    worklist,
)

PUBLISHED = Path(__file__).parents[3] / "schemas" / "published" / "openapi"

KEEP = ("intake", "enrichment", "triage", "zorg-referral", "riec-referral")

SAY = ("intake", "enrichment", "triage", "administration", "audit")

READ: list[tuple[str, type[BaseModel], str]] = [
    ("enrichment", enrichment.Worklist, "Worklist"),
    ("enrichment", enrichment.Summary, "Summary"),
    ("enrichment", enrichment.Signal, "SignalBody"),
    ("enrichment", enrichment.Lookup, "LookupBody"),
    ("enrichment", enrichment.Link, "LinkBody"),
    ("enrichment", enrichment.Intervention, "FoundIntervention"),
    ("enrichment", report.Report, "ReportBody"),
    ("enrichment", report.Reporter, "ShownReporter"),
    ("enrichment", report.Person, "ShownPerson"),
    ("enrichment", report.Age, "ShownAge"),
    ("enrichment", report.Location, "ShownLocation"),
    ("enrichment", report.Company, "ShownCompany"),
    ("audit", audit.Held, "HeldBody"),
    ("audit", audit.Records, "HeldList"),
    ("audit", audit.Found, "SearchAnswer"),
    ("audit", audit.Access, "AccessAnswer"),
    ("audit", audit.Explanation, "ExplanationBody"),
    ("audit", audit.Witness, "WitnessBody"),
    ("audit", audit.Witnesses, "WitnessesBody"),
    ("intake", intake.Preview, "ReportPreview"),
    ("intake", intake.Receipt, "Receipt"),
    ("intake", intake.Receipt, "AlertStatus"),
    ("intake", intake.Status, "StatusBody"),
    ("intake", intake.Own, "OwnSignal"),
    ("intake", intake.Reports, "OwnSignals"),
    ("intake", intake.Alert, "AlertStatus"),
    ("intake", intake.Told, "NoticeBody"),
    ("intake", intake.Indicators, "IndicatorsBody"),
    ("intake", intake.Indicator, "IndicatorBody"),
    ("intake", intake.Routes, "RoutesBody"),
    ("intake", intake.Route, "RouteBody"),
    ("intake", intake.Phone, "PhoneBody"),
    ("triage", report.Report, "ReportBody"),
    ("triage", triage.Worklist, "Worklist"),
    ("triage", triage.Summary, "Summary"),
    ("triage", triage.Case, "SignalBody"),
    ("triage", triage.Returned, "ReturnedBody"),
    ("triage", triage.Consultation, "ConsultationStatus"),
    ("triage", triage.Decision, "DecisionStatus"),
    ("triage", triage.Referral, "FollowedBody"),
    ("triage", triage.Item, "ItemBody"),
    ("triage", triage.Waiting, "ProposalStatus"),
    ("triage", triage.Proposal, "ProposalBody"),
    ("triage", triage.Preview, "PreviewBody"),
    ("triage", triage.Disclosure, "DisclosureBody"),
    ("triage", triage.Limit, "LimitBody"),
    ("triage", triage.Consent, "CaseConsent"),
    ("triage", triage.Addition, "AdditionBody"),
    ("triage", triage.HandOver, "HandOverBody"),
    ("triage", triage.Agenda, "Agenda"),
    ("triage", triage.Papers, "PapersBody"),
    ("triage", triage.Paper, "PaperBody"),
    ("triage", triage.Third, "ThirdPartyShown"),
    ("triage", flow.Flow, "Flow"),
    ("triage", flow.Line, "FlowLine"),
    ("administration", administration.Settings, "SettingList"),
    ("administration", administration.Setting, "SettingBody"),
    ("administration", administration.Version, "VersionBody"),
    ("administration", administration.Value, "ShownValue"),
    ("administration", administration.Person, "ShownOfficial"),
    ("administration", administration.Changes, "ChangeList"),
    ("administration", administration.Change, "ChangeBody"),
    *((service, worklist.Handling, "HandlingBody") for service in ("enrichment", "triage")),
    *((service, worklist.Stand, "Stand") for service in ("enrichment", "triage")),
    *((service, worklist.Mark, "MarkCount") for service in ("enrichment", "triage")),
    ("triage", triage.Note, "NoteBody"),
    ("triage", triage.Amendments, "AmendmentsBody"),
    ("triage", triage.Amendment, "AmendmentBody"),
    ("triage", triage.AskedToConfirm, "ConsultNoticeBody"),
    *((service, referral.Referrals, "ReferralList") for service in ("zorg-referral", "riec-referral")),
    *((service, referral.Referral, "ReferralBody") for service in ("zorg-referral", "riec-referral")),
    *((service, referral.Followed, "ReferralWithSteps") for service in ("zorg-referral", "riec-referral")),
    *((service, referral.WaitingAnswer, "WaitingAnswer") for service in ("zorg-referral", "riec-referral")),
    *((service, referral.ProposedAnswer, "ProposedAnswerBody") for service in ("zorg-referral", "riec-referral")),
    *((service, texts.CodeTexts, "CodeTexts") for service in SAY),
    *((service, texts.Code, "CodeBody") for service in SAY),
    *((service, texts.Text, "TextBody") for service in SAY),
    *((service, retention.Holds, "Holds") for service in KEEP),
    *((service, retention.Hold, "HoldStatus") for service in KEEP),
    *((service, referral.Step, "StepBody") for service in ("zorg-referral", "riec-referral")),
    *((service, referral.Notice, "NoticeBody") for service in ("zorg-referral", "riec-referral")),
]


def kinds(field: dict[str, Any]) -> set[str]:
    """The JSON types a field may have; of a reference, its name."""
    if "$ref" in field:
        return {field["$ref"].rpartition("/")[2]}
    return {one for part in field["anyOf"] for one in kinds(part)} if "anyOf" in field else {field.get("type", "any")}


@pytest.mark.parametrize(("service", "view", "name"), READ, ids=lambda value: getattr(value, "__name__", value))
def test_every_field_that_is_read_is_published(service: str, view: type[BaseModel], name: str) -> None:
    document = json.loads((PUBLISHED / f"{service}.json").read_text("utf-8"))
    published = document["components"]["schemas"][name]["properties"]
    wanted = view.model_json_schema(by_alias=True, mode="validation")["properties"]
    assert {*wanted} <= {*published}
    for field, read in wanted.items():
        simple = kinds(read) & {"string", "integer", "boolean", "array"}
        offered = kinds(published[field])
        named = offered - {"string", "integer", "boolean", "array", "null", "object"}  # an enumeration or a model
        assert simple <= offered or named, field
        assert "null" not in offered or not view.model_fields[_attribute(view, field)].is_required(), field


def _attribute(view: type[BaseModel], alias: str) -> str:
    return next(name for name, field in view.model_fields.items() if (field.alias or name) == alias)
