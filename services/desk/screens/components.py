"""Every part that screens are made of, in each of its states: for who makes screens, and for the tests of them all."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from fastapi import APIRouter
from starlette.responses import Response

from schemas.codes.flow import DeclineReason, ReferralState
from services.casework.terms.domain import day_of
from services.desk import pages
from services.desk.bars import bars
from services.desk.screens.listed import Asked
from services.desk.views.referral import Notice, Step
from services.desk.way import DONE, HERE, NOT, POSSIBLE, Box, Way

router = APIRouter()

_HOSTILE = "<b>vet</b> <img src=x> \u202egnaw " + "x" * 400
_NOW = datetime(2026, 11, 27, 9, tzinfo=UTC)
_BOX = 46

_TYPED = {f"fout-{letter}": _HOSTILE for letter in "ahi"} | {
    **dict.fromkeys(("fout-c", "fout-d", "fout-e"), "ja"),
    "fout-b": "twee",
    "fout-j": "2026-11-27",
    "fout-k": "een",
}
_WRONG = {f"fout-{letter}": "Hier hoort iets anders, bijvoorbeeld: dit." for letter in "abcdefghijkl"}
_FORMS: tuple[tuple[str, dict[str, str], dict[str, str]], ...] = (
    ("leeg", {}, {}),
    ("fout", _TYPED, {**_WRONG, "fout-groep": "Kies er een."}),
)


@dataclass(frozen=True, slots=True)
class _Sent:
    """A form that came."""

    values: dict[str, str]


def _steps() -> list[Step]:
    declined = {"status": ReferralState.DECLINED, "op": _NOW, "reden": DeclineReason.INSUFFICIENT}
    return [
        Step.model_validate({"status": ReferralState.RECEIVED, "op": _NOW}),
        Step.model_validate({**declined, "toelichting": _HOSTILE, "gezetDoor": "b7d2e1"}),
    ]


def _notices() -> list[Notice]:
    sent = {"soort": "correctie", "verzondenOp": _NOW, "uiterlijkOp": _NOW.date()}
    return [
        Notice.model_validate({**sent, "teLaat": False}),
        Notice.model_validate({**sent, "teLaat": True}),
        Notice.model_validate({**sent, "teLaat": False, "bevestigdOp": _NOW}),
    ]


def _way() -> Way:
    states = (DONE, HERE, POSSIBLE, NOT)
    boxes = tuple(
        Box(f"Stap {n}", ("Een stap", "van de zaak"), state, _HOSTILE if state == HERE else "", x=5, y=2 + n * _BOX)
        for n, state in enumerate(states)
    )
    return Way(boxes, ((105, _BOX, 105, _BOX + 2),), len(boxes) * _BOX + 2)


@router.get("/componenten")
async def show() -> Response:
    today = day_of(datetime.now(UTC))
    return pages.show(
        "componenten.html",
        session=None,
        title="Componenten",
        form=_Sent({"ingevuld": _HOSTILE}),
        asked=Asked(after="hier"),
        days=[today - timedelta(days=9), today, today + timedelta(days=90)],
        forms=_FORMS,
        taken=_steps(),
        moment=_NOW,
        notices=_notices(),
        way=_way(),
        bars=bars([("Veel", 120, 30), ("Niets", 0, 0), ("Niet te zeggen: minder dan 5", None, None)]),
    )
