"""Which data model belongs to which event type, and which types to which topic."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from schemas.disclosures import afterwards, disclosures
from schemas.events import admin, audit, decision, progress, quarantine, reply, signal
from schemas.registry import topics

if TYPE_CHECKING:
    from collections.abc import Mapping

    from schemas.text import Contract

_OWN: dict[str, type[Contract]] = {
    "nl.signaalketen.signal.received.v1": signal.SignalReceived,
    "nl.signaalketen.signal.supplemented.v1": signal.SignalSupplemented,
    "nl.signaalketen.signal.received-directly.v1": signal.SignalReceivedDirectly,
    "nl.signaalketen.signal.enriched.v1": signal.SignalEnriched,
    "nl.signaalketen.signal.not-strengthened.v1": signal.SignalNotStrengthened,
    "nl.signaalketen.signal.reopened.v1": signal.SignalReopened,
    "nl.signaalketen.signal.information-asked.v1": signal.SignalInformationAsked,
    "nl.signaalketen.signal.feedback-given.v1": signal.SignalFeedbackGiven,
    "nl.signaalketen.case.corrected.v1": signal.CaseCorrected,
    "nl.signaalketen.decision.zorg-taken.v1": decision.ZorgDecisionTaken,
    "nl.signaalketen.decision.riec-taken.v1": decision.RiecDecisionTaken,
    "nl.signaalketen.decision.zorg-corrected.v1": decision.ZorgDecisionCorrected,
    "nl.signaalketen.decision.riec-corrected.v1": decision.RiecDecisionCorrected,
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
    "nl.signaalketen.progress.referral-moved.v1": progress.ReferralMoved,
    "nl.signaalketen.reply.refused.v1": reply.ReplyRefused,
    "nl.signaalketen.event.quarantined.v1": quarantine.EventQuarantined,
    "nl.signaalketen.admin.partner-suspended.v1": admin.PartnerSuspended,
    "nl.signaalketen.admin.partner-resumed.v1": admin.PartnerResumed,
    "nl.signaalketen.admin.access-changed.v1": admin.AccessChanged,
    "nl.signaalketen.audit.content-read.v1": audit.ContentRead,
    "nl.signaalketen.audit.act-performed.v1": audit.ActPerformed,
    "nl.signaalketen.audit.access-refused.v1": audit.AccessRefused,
    "nl.signaalketen.audit.events-counted.v1": audit.EventsCounted,
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
