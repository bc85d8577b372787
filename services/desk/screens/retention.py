"""What is not destroyed though its time has come: which signals, why, since when; holding one up, and lifting that."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from http import HTTPStatus
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Literal
from urllib.parse import urlencode
from uuid import UUID

from fastapi import APIRouter, Depends
from starlette.exceptions import HTTPException
from starlette.responses import RedirectResponse, Response

from schemas.codes.reason import HoldReason, LiftReason
from schemas.text import Text
from services.desk import pages
from services.desk.keepers import Everywhere, Keeping
from services.desk.may import RETENTION
from services.desk.screens import steps
from services.desk.screens.case import SignalId
from services.desk.signed_on import Posted, Signed, in_area
from services.desk.views.retention import Holds
from services.screens import words
from services.screens.form import NOTHING_TYPED, Filled, Typed

if TYPE_CHECKING:
    from services.desk.sessions.store import Session
    from services.screens.form import Form

_PAGE = "25"

router = APIRouter(prefix=RETENTION.path, dependencies=[Depends(in_area(RETENTION))])


class FindForm(Filled):
    WANTED: ClassVar[Mapping[str, str]] = {
        "kenmerk": "Plak het kenmerk van het signaal, bijvoorbeeld: 01a21055-5882-7611-b163-79c146f4bdf0."
    }

    kenmerk: UUID


class HoldForm(Filled):
    WANTED: ClassVar[Mapping[str, str]] = {
        "reden": "Kies waarom er niets vernietigd mag worden, bijvoorbeeld: rechtszaak.",
        "toelichting": "Schrijf in hoogstens 4.000 tekens op wat de reden is, bijvoorbeeld: zitting op 12 mei.",
    }

    reden: HoldReason
    toelichting: Text | None = None


class LiftForm(Filled):
    WANTED: ClassVar[Mapping[str, str]] = {
        "reden": "Kies waarom het weer mag, bijvoorbeeld: afgehandeld.",
        "toelichting": "Schrijf in hoogstens 4.000 tekens op wat de reden is, bijvoorbeeld: de zaak is ingetrokken.",
    }

    reden: LiftReason
    toelichting: Text | None = None


@dataclass(frozen=True, slots=True)
class _Holding:
    """One of the two acts: ``name`` in the address, ``kind`` of its reasons, and its words."""

    name: str
    at_api: str
    model: type[HoldForm | LiftForm]
    kind: str
    title: str
    intro: str
    question: str
    readers: str
    asks: str
    record: str


_HOLDING = _Holding(
    name="stop",
    at_api="vernietigingsstops",
    model=HoldForm,
    kind="stopreden",
    title="De vernietiging tegenhouden",
    intro="Wat er van dit signaal is blijft bewaard, ook na de bewaartermijn, tot iemand dat opheft.",
    question="Waarom mag er niets vernietigd worden?",
    readers="Wie de stop mag opheffen leest dit.",
    asks="Houdt u de vernietiging tegen?",
    record="Tegenhouden",
)
_LIFTING = _Holding(
    name="opheffing",
    at_api="opheffingen",
    model=LiftForm,
    kind="opheffingsreden",
    title="De stop op vernietiging opheffen",
    intro="De bewaartermijn geldt dan weer. Een stop heft op wie haar plaatste, of een hoger bureau. U laat hiervoor "
    "met uw tweede factor zien dat u het bent.",
    question="Waarom mag het weer?",
    readers="Het wordt bij de stop bewaard.",
    asks="Heft u de stop op?",
    record="Opheffen",
)


@dataclass(frozen=True, slots=True)
class Asked:
    """``part``: of which service; ``after``: a place in its list, as its API gives it."""

    part: str = ""
    lifted: bool = False
    after: str = ""

    @property
    def query(self) -> dict[str, str]:
        """As the API takes it."""
        place = {"na": self.after} if self.after else {}
        return {"limit": _PAGE, "opgeheven": str(self.lifted).lower(), **place}

    def link(self, path: str, after: str = "", part: str | None = None, lifted: bool | None = None) -> str:
        """The address of another page of it, or of another part."""
        said = self.lifted if lifted is None else lifted
        chosen = {"onderdeel": self.part if part is None else part, "opgeheven": "ja" if said else "", "na": after}
        given = {name: value for name, value in chosen.items() if value}
        return f"{path}?{urlencode(given)}" if given else path


async def _asked(onderdeel: str = "", opgeheven: Literal["", "ja"] = "", na: str = "") -> Asked:
    return Asked(onderdeel, opgeheven == "ja", na)


@router.get("")
async def held(session: Signed, keeping: Keeping, asked: Annotated[Asked, Depends(_asked)]) -> Response:
    return await _list(session, keeping, asked)


@router.post("")
async def find(session: Signed, keeping: Keeping, form: Posted) -> Response:
    filled, wrong = form.read(FindForm)
    if filled is None:
        return await _list(session, keeping, Asked(), Typed.of(form, wrong))
    return RedirectResponse(f"{RETENTION.path}/{filled.kenmerk}/stop", HTTPStatus.SEE_OTHER)


@router.get("/{id}/stop")
async def begin(signal_id: SignalId, session: Signed) -> Response:
    return _page(_HOLDING, signal_id, session, NOTHING_TYPED)


@router.post("/{id}/stop")
async def hold(signal_id: SignalId, session: Signed, keeping: Keeping, form: Posted) -> Response:
    places = ", ".join(keeper.words for keeper in keeping)
    consequence = f"Zolang u dit niet opheft blijft alles bewaard: {places}, voor zover het er is."
    at_all = Everywhere(keeping, "De vernietiging van dit signaal wordt al tegengehouden, overal waar het ligt.")
    return await _run(_HOLDING, signal_id, consequence, (session, at_all), form)


@router.get("/{id}/opheffing")
async def begin_lifting(signal_id: SignalId, session: Signed) -> Response:
    return _page(_LIFTING, signal_id, session, NOTHING_TYPED)


@router.post("/{id}/opheffing")
async def lift(signal_id: SignalId, session: Signed, keeping: Keeping, form: Posted) -> Response:
    consequence = "De bewaartermijn geldt weer. Wat daarvan voorbij is wordt vernietigd, en komt niet terug."
    at_all = Everywhere(keeping, "De vernietiging van dit signaal wordt nergens tegengehouden.")
    return await _run(_LIFTING, signal_id, consequence, (session, at_all), form)


async def _run(
    what: _Holding, signal_id: UUID, consequence: str, who: tuple[Session, Everywhere], form: Form
) -> Response:
    """And then to the list of who did it."""
    session, at_all = who
    act = steps.Act(
        what.asks,
        what.model,
        lambda filled: _answers(filled, what.kind, consequence),
        lambda filled: (f"/signalen/{signal_id}/{what.at_api}", filled.model_dump(mode="json", exclude_none=True)),
        missing=lambda filled: steps.unexplained(filled, filled.reden, filled.toelichting),
        told=_told,
        record=what.record,
    )

    async def show(typed: Typed) -> Response:
        return _page(what, signal_id, session, typed)

    action = f"{RETENTION.path}/{signal_id}/{what.name}"
    answer = await steps.run(act, form, steps.Desk(session, at_all, action, RETENTION.path, show, _nothing))
    if not at_all.done:
        return answer
    there = Asked(at_all.done[0].name, lifted=what is _LIFTING)
    return RedirectResponse(there.link(RETENTION.path), HTTPStatus.SEE_OTHER)


def _answers(filled: HoldForm | LiftForm, kind: str, consequence: str) -> steps.Lines:
    said = [("Toelichting", filled.toelichting)] if filled.toelichting else []
    return [("Waarom", words.label(filled.reden, kind)), *said, ("Wat er dan gebeurt", consequence)]


def _told(told: Mapping[str, str]) -> Mapping[str, str]:
    return {name if name in HoldForm.model_fields else f"elders:{name}": rule for name, rule in told.items()}


def _nothing(_: Any) -> steps.Lines:
    """No file is shown here that could have changed."""
    return []


async def _list(session: Session, keeping: Keeping, asked: Asked, typed: Typed = NOTHING_TYPED) -> Response:
    chosen = next((keeper for keeper in keeping if keeper.name == asked.part or not asked.part), None)
    if chosen is None:
        raise HTTPException(HTTPStatus.NOT_FOUND)
    found = Holds.model_validate(await keeping[chosen].get("/vernietigingsstops", **asked.query))
    return pages.show_form(
        "vernietiging/stops.html",
        typed,
        session=session,
        title="Wat niet vernietigd wordt",
        found=found,
        keepers=[*keeping],
        chosen=chosen,
        asked=asked,
    )


def _page(what: _Holding, signal_id: UUID, session: Session, typed: Typed) -> Response:
    """Sent again after somebody said no it is another act: whoever did it before has nothing left to do."""
    return pages.show_form(
        "vernietiging/stop.html",
        replace(typed, key=None),
        session=session,
        title=what.title,
        action=f"{RETENTION.path}/{signal_id}/{what.name}",
        signal_id=signal_id,
        what=what,
        reasons=words.choices(what.kind),
    )
