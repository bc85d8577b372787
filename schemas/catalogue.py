"""Which data model belongs to which event type, and which types to which topic."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from schemas.disclosures import afterwards, disclosures
from schemas.events import admin, audit, decision, progress, quarantine, reply, setting, signal, tenancy
from schemas.events.acts import administration as administration_acts
from schemas.events.acts import enrichment as enrichment_acts
from schemas.events.acts import handling as handling_acts
from schemas.events.acts import intake as intake_acts
from schemas.events.acts import quarantine as quarantine_acts
from schemas.events.acts import referral as referral_acts
from schemas.events.acts import retention as retention_acts
from schemas.events.acts import terms as terms_acts
from schemas.events.acts import triage as triage_acts
from schemas.registry import topics

if TYPE_CHECKING:
    from collections.abc import Mapping

    from schemas.text import Contract

_OWN: dict[str, type[Contract]] = {
    "nl.signaalketen.signal.received.v1": signal.SignalReceived,
    "nl.signaalketen.signal.supplemented.v1": signal.SignalSupplemented,
    "nl.signaalketen.signal.retracted.v1": signal.SignalRetracted,
    "nl.signaalketen.signal.received-directly.v1": signal.SignalReceivedDirectly,
    "nl.signaalketen.signal.enriched.v1": signal.SignalEnriched,
    "nl.signaalketen.signal.not-strengthened.v1": signal.SignalNotStrengthened,
    "nl.signaalketen.signal.reopened.v1": signal.SignalReopened,
    "nl.signaalketen.signal.linked-elsewhere.v1": signal.SignalLinkedElsewhere,
    "nl.signaalketen.signal.assessment-undone.v1": signal.SignalAssessmentUndone,
    "nl.signaalketen.signal.information-asked.v1": signal.SignalInformationAsked,
    "nl.signaalketen.signal.feedback-given.v1": signal.SignalFeedbackGiven,
    "nl.signaalketen.case.corrected.v1": signal.CaseCorrected,
    "nl.signaalketen.setting.changed.v1": setting.SettingChanged,
    "nl.signaalketen.case.shared.v1": tenancy.CaseShared,
    "nl.signaalketen.case.share-ended.v1": tenancy.CaseShareEnded,
    "nl.signaalketen.decision.zorg-taken.v1": decision.ZorgDecisionTaken,
    "nl.signaalketen.decision.riec-taken.v1": decision.RiecDecisionTaken,
    "nl.signaalketen.decision.zorg-corrected.v1": decision.ZorgDecisionCorrected,
    "nl.signaalketen.decision.riec-corrected.v1": decision.RiecDecisionCorrected,
    "nl.signaalketen.decision.zorg-reconsidered.v1": decision.ZorgDecisionReconsidered,
    "nl.signaalketen.decision.zorg-withdrawn.v1": decision.ZorgDecisionWithdrawn,
    "nl.signaalketen.decision.riec-withdrawn.v1": decision.RiecDecisionWithdrawn,
    "nl.signaalketen.alert.acknowledged.v1": reply.AlertAcknowledged,
    "nl.signaalketen.alert.confirmed.v1": reply.AlertConfirmed,
    "nl.signaalketen.alert.withdrawn.v1": afterwards.AlertWithdrawn,
    "nl.signaalketen.consult.answered.v1": reply.ConsultAnswered,
    "nl.signaalketen.consult.confirmed.v1": reply.ConsultConfirmed,
    "nl.signaalketen.consult.reminded.v1": afterwards.ConsultReminded,
    "nl.signaalketen.consult.withdrawn.v1": afterwards.ConsultWithdrawn,
    "nl.signaalketen.referral.received.v1": reply.ReferralReceived,
    "nl.signaalketen.referral.accepted.v1": reply.ReferralAccepted,
    "nl.signaalketen.referral.declined.v1": reply.ReferralDeclined,
    "nl.signaalketen.referral.more-information-asked.v1": reply.ReferralMoreInformationAsked,
    "nl.signaalketen.referral.started.v1": reply.ReferralStarted,
    "nl.signaalketen.referral.done.v1": reply.ReferralDone,
    "nl.signaalketen.referral.confirmed.v1": reply.ReferralConfirmed,
    "nl.signaalketen.referral.information-given.v1": afterwards.ReferralInformationGiven,
    "nl.signaalketen.referral.revoked.v1": afterwards.ReferralRevoked,
    "nl.signaalketen.referral.removal-asked.v1": afterwards.ReferralRemovalAsked,
    "nl.signaalketen.progress.referral-moved.v1": progress.ReferralMoved,
    "nl.signaalketen.reply.refused.v1": reply.ReplyRefused,
    "nl.signaalketen.event.quarantined.v1": quarantine.EventQuarantined,
    "nl.signaalketen.admin.partner-suspended.v1": admin.PartnerSuspended,
    "nl.signaalketen.admin.partner-resumed.v1": admin.PartnerResumed,
    "nl.signaalketen.admin.certificate-suspended.v1": admin.CertificateSuspended,
    "nl.signaalketen.admin.certificate-resumed.v1": admin.CertificateResumed,
    "nl.signaalketen.admin.access-changed.v1": admin.AccessChanged,
    "nl.signaalketen.audit.content-read.v1": audit.ContentRead,
    "nl.signaalketen.audit.act-performed.v1": audit.ActPerformed,
    "nl.signaalketen.audit.access-refused.v1": audit.AccessRefused,
    "nl.signaalketen.audit.events-counted.v1": audit.EventsCounted,
    "nl.signaalketen.act.signal-reported.v1": intake_acts.SignalReported,
    "nl.signaalketen.act.meldcode-steps-added.v1": intake_acts.MeldcodeStepsAdded,
    "nl.signaalketen.act.signal-taken-over.v1": intake_acts.SignalTakenOver,
    "nl.signaalketen.act.supplement-given.v1": intake_acts.SupplementGiven,
    "nl.signaalketen.act.signal-taken-back.v1": intake_acts.SignalTakenBack,
    "nl.signaalketen.act.alert-raised.v1": intake_acts.AlertRaised,
    "nl.signaalketen.act.alert-corrected.v1": intake_acts.AlertCorrected,
    "nl.signaalketen.act.alert-called-off.v1": intake_acts.AlertCalledOff,
    "nl.signaalketen.act.address-looked-up.v1": enrichment_acts.AddressLookedUp,
    "nl.signaalketen.act.company-looked-up.v1": enrichment_acts.CompanyLookedUp,
    "nl.signaalketen.act.residents-looked-up.v1": enrichment_acts.ResidentsLookedUp,
    "nl.signaalketen.act.signal-assessed.v1": enrichment_acts.SignalAssessed,
    "nl.signaalketen.act.assessment-undone.v1": enrichment_acts.AssessmentUndone,
    "nl.signaalketen.act.intervention-recorded.v1": enrichment_acts.InterventionRecorded,
    "nl.signaalketen.act.intervention-withdrawn.v1": enrichment_acts.InterventionWithdrawn,
    "nl.signaalketen.act.partner-consulted.v1": triage_acts.PartnerConsulted,
    "nl.signaalketen.act.term-extended.v1": triage_acts.TermExtended,
    "nl.signaalketen.act.put-on-agenda.v1": triage_acts.PutOnAgenda,
    "nl.signaalketen.act.advice-recorded.v1": triage_acts.AdviceRecorded,
    "nl.signaalketen.act.taken-off-agenda.v1": triage_acts.TakenOffAgenda,
    "nl.signaalketen.act.decision-proposed.v1": triage_acts.DecisionProposed,
    "nl.signaalketen.act.decision-recorded.v1": triage_acts.DecisionRecorded,
    "nl.signaalketen.act.proposal-confirmed.v1": triage_acts.ProposalConfirmed,
    "nl.signaalketen.act.meldcode-report-carried-out.v1": triage_acts.MeldcodeReportCarriedOut,
    "nl.signaalketen.act.proposal-rejected.v1": triage_acts.ProposalRejected,
    "nl.signaalketen.act.correction-proposed.v1": triage_acts.CorrectionProposed,
    "nl.signaalketen.act.consultation-proposed.v1": triage_acts.ConsultationProposed,
    "nl.signaalketen.act.consent-recorded.v1": triage_acts.ConsentRecorded,
    "nl.signaalketen.act.case-handed-over.v1": triage_acts.CaseHandedOver,
    "nl.signaalketen.act.case-taken-back.v1": triage_acts.CaseTakenBack,
    "nl.signaalketen.act.case-correction-recorded.v1": triage_acts.CaseCorrectionRecorded,
    "nl.signaalketen.act.case-withdrawn.v1": triage_acts.CaseWithdrawn,
    "nl.signaalketen.act.addition-read.v1": triage_acts.AdditionRead,
    "nl.signaalketen.act.case-referred.v1": referral_acts.CaseReferred,
    "nl.signaalketen.act.question-answered.v1": referral_acts.QuestionAnswered,
    "nl.signaalketen.act.answer-proposed.v1": referral_acts.AnswerProposed,
    "nl.signaalketen.act.answer-rejected.v1": referral_acts.AnswerRejected,
    "nl.signaalketen.act.referral-taken-back.v1": referral_acts.ReferralTakenBack,
    "nl.signaalketen.act.case-taken.v1": handling_acts.CaseTaken,
    "nl.signaalketen.act.case-put-back.v1": handling_acts.CasePutBack,
    "nl.signaalketen.act.note-written.v1": handling_acts.NoteWritten,
    "nl.signaalketen.act.term-passed.v1": terms_acts.TermPassed,
    "nl.signaalketen.act.content-destroyed.v1": retention_acts.ContentDestroyed,
    "nl.signaalketen.act.destruction-held.v1": retention_acts.DestructionHeld,
    "nl.signaalketen.act.hold-lifted.v1": retention_acts.HoldLifted,
    "nl.signaalketen.act.change-proposed.v1": administration_acts.ChangeProposed,
    "nl.signaalketen.act.change-confirmed.v1": administration_acts.ChangeConfirmed,
    "nl.signaalketen.act.change-rejected.v1": administration_acts.ChangeRejected,
    "nl.signaalketen.act.quarantine-redriven.v1": quarantine_acts.QuarantineRedriven,
    "nl.signaalketen.act.quarantine-discarded.v1": quarantine_acts.QuarantineDiscarded,
}


@cache
def models() -> Mapping[str, type[Contract]]:
    """Every event type of the chain."""
    return {**_OWN, **disclosures()}


@cache
def models_on(topic: str) -> Mapping[str, type[Contract]]:
    """The event types a topic may carry."""
    return {event_type: models()[event_type] for event_type in topics()[topic].types}


@cache
def type_of(model: type[Contract]) -> str:
    """Event type of one of our own data models. Raises KeyError for a disclosure (those are per partner)."""
    return {known: event_type for event_type, known in _OWN.items()}[model]
