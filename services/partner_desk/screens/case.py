"""One referral, question or alert: all that was told of it, what was answered, and what can be answered now."""

from __future__ import annotations

from datetime import UTC, datetime
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, ClassVar, Literal
from uuid import UUID

from fastapi import APIRouter, Request
from starlette.responses import RedirectResponse, Response

from schemas.codes.flow import Conclusion, DeclineReason, DoneOutcome
from schemas.registry import partners
from schemas.text import OptionalText, Text
from services.casework.terms.domain import day_of
from services.partner_desk import items, outbox, words
from services.partner_desk.accounts import store as accounts
from services.partner_desk.domain import DESTROYS, Answer
from services.partner_desk.outbox import ChangedError, NotNowError, Said
from services.partner_desk.pages import pages_of
from services.partner_desk.signed_on import Kept, Posted, Signed
from services.screens.form import KEY, NOTHING_TYPED, SEEN, Filled, Form, NotOursError, Typed
from services.screens.paper.pdf import as_pdf

if TYPE_CHECKING:
    from collections.abc import Mapping

    from services.partner_desk.accounts.store import Session
    from services.partner_desk.database import Store

router = APIRouter()


class _Nothing(Filled):
    """A button alone."""

    WANTED: ClassVar = {}

    def data(self) -> dict[str, Any]:
        return {}


_EXPLANATION = "Schrijf hoogstens 4.000 tekens, of laat dit leeg."


class DeclineForm(Filled):
    """Why it is not taken."""

    reden: DeclineReason
    toelichting: OptionalText = None
    WANTED: ClassVar = {
        "reden": "Kies waarom u de zaak niet aanneemt, bijvoorbeeld: wij gaan hier niet over.",
        "toelichting": _EXPLANATION,
    }

    def data(self) -> dict[str, Any]:
        return {"reason": self.reden, "personal": {"explanation": self.toelichting}}


class AskForm(Filled):
    """What has to be known first."""

    vraag: Text
    WANTED: ClassVar = {
        "vraag": "Schrijf in hoogstens 4.000 tekens wat u wilt weten, bijvoorbeeld: welke taal spreekt zij?"
    }

    def data(self) -> dict[str, Any]:
        return {"personal": {"question": self.vraag}}


class DoneForm(Filled):
    """How it ended."""

    afloop: DoneOutcome
    WANTED: ClassVar = {"afloop": "Kies hoe de zaak afliep, bijvoorbeeld: de hulp is begonnen."}

    def data(self) -> dict[str, Any]:
        return {"outcome": self.afloop}


class AnsweredForm(Filled):
    """What is known, never how."""

    conclusie: Conclusion
    antwoord: OptionalText = None
    WANTED: ClassVar = {
        "conclusie": "Kies wat u concludeert, bijvoorbeeld: wij weten hier niets van.",
        "antwoord": _EXPLANATION,
    }

    def data(self) -> dict[str, Any]:
        return {"conclusion": self.conclusie, "personal": {"explanation": self.antwoord}}


_FORMS: Mapping[Answer, type[_Nothing | DeclineForm | AskForm | DoneForm | AnsweredForm]] = {
    Answer.RECEIVED: _Nothing,
    Answer.ACCEPTED: _Nothing,
    Answer.DECLINED: DeclineForm,
    Answer.MORE_INFORMATION_ASKED: AskForm,
    Answer.STARTED: _Nothing,
    Answer.DONE: DoneForm,
    Answer.ANSWERED: AnsweredForm,
    Answer.ACKNOWLEDGED: _Nothing,
}


class ConfirmForm(Filled):
    """Only who looked confirms."""

    gedaan: Literal["ja"]
    WANTED: ClassVar = {"gedaan": "Zet het vinkje als het zo is; anders kunt u nog niet bevestigen."}


_CHANGED = (
    "Intussen gebeurde er iets: een collega was u voor, of de gemeente stuurde iets. Kijk hieronder hoe het nu is. "
    "Wat u schreef staat er nog; er is niets verstuurd."
)


@router.get("/zaken/{reference}")
async def show(request: Request, store: Kept, who: Signed, reference: UUID) -> Response:
    accounts.note(store, who, "gelezen", str(reference))
    return _page(request, store, who, reference, NOTHING_TYPED)


@router.get("/zaken/{reference}/pdf")
async def on_paper(request: Request, store: Kept, who: Signed, reference: UUID) -> Response:
    return await as_pdf(await show(request, store, who, reference), f"zaak-{reference}")


@router.post("/zaken/{reference}/antwoorden/{answer}")
async def answer(request: Request, store: Kept, who: Signed, form: Posted, reference: UUID, answer: Answer) -> Response:
    if answer not in _FORMS:
        raise NotOursError
    filled, wrong = form.read(_FORMS[answer])
    if filled is None:
        return _page(request, store, who, reference, Typed.of(form, wrong))
    said = _said(form, who, reference, answer, filled.data())
    try:
        outbox.say(store, _oin(request), said, datetime.now(UTC))
    except (ChangedError, NotNowError):
        return _page(request, store, who, reference, Typed.of(form, {"": _CHANGED}, HTTPStatus.CONFLICT))
    request.app.state.connection.answered()
    return RedirectResponse(f"/zaken/{reference}", HTTPStatus.SEE_OTHER)


@router.post("/zaken/{reference}/bevestigingen/{notice}")
async def confirm(request: Request, store: Kept, who: Signed, form: Posted, reference: UUID, notice: UUID) -> Response:
    """What a withdrawal or removal asks to destroy is destroyed by this."""
    filled, wrong = form.read(ConfirmForm)
    if filled is None:
        return _page(request, store, who, reference, Typed.of(form, wrong))
    said = _said(form, who, reference, Answer.CONFIRMED, {"notice": str(notice)})
    try:
        outbox.confirm(store, _oin(request), said, datetime.now(UTC))
    except (ChangedError, NotNowError):
        return _page(request, store, who, reference, Typed.of(form, {"": _CHANGED}, HTTPStatus.CONFLICT))
    request.app.state.connection.answered()
    return RedirectResponse(f"/zaken/{reference}", HTTPStatus.SEE_OTHER)


def _said(form: Form, who: Session, reference: UUID, answer: Answer, data: dict[str, Any]) -> Said:
    """Raises NotOursError: every form of ours has a key, and says what was on the page."""
    if not form.get(KEY) or not form.get(SEEN).isdecimal():
        raise NotOursError
    return Said(reference, answer, data, who.name, form.get(KEY), int(form.get(SEEN)))


def _oin(request: Request) -> str:
    return partners()[request.app.state.config.partner].oin


def _page(request: Request, store: Store, who: Session, reference: UUID, typed: Typed) -> Response:
    life = items.life(store, reference)
    if life is None:
        return pages_of(request).message(HTTPStatus.NOT_FOUND, session=who)
    return pages_of(request).show(
        "zaak.html",
        session=who,
        title=words.FAMILIES[life.item.family].capitalize(),
        status=typed.status,
        life=life,
        item=life.item,
        destroys=DESTROYS,
        seen=str(len(life.entries)),
        typed=typed.values,
        wrong=typed.wrong,
        today=day_of(datetime.now(UTC)),
        reasons=words.REASONS,
        outcomes=words.OUTCOMES,
        conclusions=words.CONCLUSIONS,
    )
