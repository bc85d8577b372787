"""What each participant of a table may see of the case that is discussed: its own part, and nothing else. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from schemas.codes.flow import Participant
from schemas.registry import partners
from services.triage.consultations.domain import to_discuss as asked
from services.triage.decisions.domain import to_discuss as referred

if TYPE_CHECKING:
    from datetime import date

    from schemas.events.case import Consent
    from services.casework.four_eyes.disclosed import Disclosed
    from services.triage.agenda.domain import Item
    from services.triage.cases.domain import Case

_SEEN = ("municipality", "forms", "personal")
"""Of a partner's own model: what the case is about. The rest is of a decision or a question, which there is not yet."""

_UNWRITTEN = ("note", "question")


@dataclass(frozen=True, slots=True)
class Paper:
    """``partner``: as whom the participant takes part in the chain, None where as nobody. ``content``: None where
    nothing of the case may go to it without more.
    """

    participant: Participant
    partner: str | None = None
    basis: str | None = None
    purpose: str | None = None
    content: dict[str, Any] | None = None


def papers(case: Case, item: Item, consent: Consent | None, today: date) -> tuple[Paper, ...]:
    """Plan 2.3, the table owns no data of its own: each gets what its disclosure model lets through, on its own basis.
    Who brings the case has it; a third party joins on a basis of its own, and gets its part from who brings the case.
    """
    others = [one for one in item.participants if one is not Participant.AANDACHTFUNCTIONARIS]
    return tuple(_paper(case, one, consent, today) for one in others)


def _paper(case: Case, participant: Participant, consent: Consent | None, today: date) -> Paper:
    here = case.facts.municipality
    taking_part = (name for name, one in partners().items() if one.participant is participant and one.serves(here))
    partner = next(taking_part, None)
    if partner is None:
        return Paper(participant)
    part = _part(case, partner, consent, today)
    if part is None:
        return Paper(participant, partner)
    return Paper(participant, partner, part.basis, part.purpose, _of_the_case(part))


def _part(case: Case, partner: str, consent: Consent | None, today: date) -> Disclosed | None:
    if "referral" in partners()[partner].families:
        return referred(case, partner, consent, today)
    return asked(case, partner, today)


def _of_the_case(part: Disclosed) -> dict[str, Any]:
    told: dict[str, Any] = part.content.model_dump(mode="json", exclude_none=True)
    seen = {name: told[name] for name in _SEEN if name in told}
    personal: dict[str, Any] = seen.get("personal", {})
    return {**seen, "personal": {name: value for name, value in personal.items() if name not in _UNWRITTEN}}
