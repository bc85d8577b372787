"""Acts of the aandachtfunctionaris: questions, tables, decisions, corrections and withdrawals."""

from __future__ import annotations

from datetime import date
from typing import ClassVar
from uuid import UUID

from pydantic import Field

from schemas.codes.flow import CaseTable, Outcome, Participant, SecondPersonReason
from schemas.codes.municipality import Municipality
from schemas.codes.reason import HandOverReason
from schemas.events.acts import Act, CheckedPartners, Confirmable
from schemas.events.case import Consent
from schemas.events.ground import Ground
from schemas.legal import BasisName
from schemas.registry import PartnerName
from schemas.text import Actor, Contract, KeptLine


class PartnerConsulted(Confirmable):
    """A partner was asked for its advice; the question is in what it was sent."""

    operation: ClassVar[str] = "consulteerPartner"

    signal_id: UUID
    reference: UUID
    partner: PartnerName
    answer_by: date
    ground: Ground | None = Field(
        default=None, exclude_if=lambda ground: ground is None, description="On what. Unsaid until 2026-11-27."
    )


class TermExtended(Act):
    """A question waits until a later day."""

    operation: ClassVar[str] = "verlengTermijn"

    signal_id: UUID
    reference: UUID
    answer_by: date


class ThirdParty(Contract):
    """Who is no participant of a table and joins one case: on which basis, and when it signed for secrecy."""

    participant: Participant
    basis: BasisName
    secrecy_signed: date


class PutOnAgenda(Act):
    """A case is to be discussed at a table."""

    operation: ClassVar[str] = "agendeer"

    signal_id: UUID
    item_id: UUID
    table: CaseTable
    on: date
    participants: tuple[Participant, ...]
    third_parties: tuple[ThirdParty, ...] = Field(default=(), exclude_if=lambda third: not third)


class AdviceRecorded(Act):
    """What a table advised."""

    operation: ClassVar[str] = "legAdviesVast"

    signal_id: UUID
    item_id: UUID
    advice: tuple[Outcome, ...]


class TakenOffAgenda(Act):
    """A case is not discussed after all."""

    operation: ClassVar[str] = "haalVanAgenda"

    signal_id: UUID
    item_id: UUID


class Proposed(Act):
    """Something waits for a second person; done, it has the id of the proposal."""

    signal_id: UUID
    proposal_id: UUID
    reasons: tuple[SecondPersonReason, ...]


class DecisionProposed(Proposed):
    """A decision waits for a second person."""

    operation: ClassVar[str] = "besluit"


class CorrectionProposed(Proposed):
    """A correction waits for a second person."""

    operation: ClassVar[str] = "corrigeer"


class ConsultationProposed(Proposed):
    """A question to a partner waits for a second person."""

    operation: ClassVar[str] = "consulteerPartner"


class ConsentRecorded(Act):
    """What the victim said about sharing, or why nobody asked; in codes."""

    operation: ClassVar[str] = "legToestemmingVast"

    signal_id: UUID
    consent_id: UUID
    consent: Consent


class CaseHandedOver(Act):
    """Another municipality got the case too, for a time."""

    operation: ClassVar[str] = "draagOver"

    signal_id: UUID
    hand_over_id: UUID
    municipality: Municipality
    reason: HandOverReason
    basis: BasisName
    until: date = Field(description="The last day.")


class CaseTakenBack(Act):
    """That municipality has the case no longer."""

    operation: ClassVar[str] = "neemTerug"

    signal_id: UUID
    hand_over_id: UUID
    municipality: Municipality


class Decision(Act):
    """Who gets the case; what goes to whom is in the halves of the decision, under the same id."""

    signal_id: UUID
    decision_id: UUID
    outcomes: tuple[Outcome, ...]
    partners: tuple[PartnerName, ...]
    director: PartnerName
    rule_version: KeptLine


class DecisionRecorded(Decision):
    """One person decided."""

    operation: ClassVar[str] = "besluit"


class ProposalConfirmed(Decision):
    """A second person agreed, so it was decided; the proposal has the decision's id."""

    operation: ClassVar[str] = "bevestigVoorstel"

    proposed_by: Actor = Field(description="Who decided; ``actor`` is the second person.")
    checked: CheckedPartners = ()


class MeldcodeReportCarriedOut(Decision):
    """The professional decided, in the fifth step, to report to Veilig Thuis."""

    operation: ClassVar[str] = "voerMeldcodeUit"


class ProposalRejected(Act):
    """A second person did not agree, or who proposed it took it back."""

    operation: ClassVar[str] = "wijsVoorstelAf"

    signal_id: UUID
    proposal_id: UUID


class CaseCorrectionRecorded(Confirmable):
    """A case is other than it was reported; how is in the event of that correction."""

    operation: ClassVar[str] = "corrigeer"

    signal_id: UUID
    correction_id: UUID


class CaseWithdrawn(Act):
    """A case should never have been shared."""

    operation: ClassVar[str] = "trekZaakIn"

    signal_id: UUID
    withdrawal_id: UUID


class AdditionRead(Act):
    """The aandachtfunctionaris took note of what the reporter said later."""

    operation: ClassVar[str] = "leesAanvulling"

    signal_id: UUID
    addition_id: UUID
