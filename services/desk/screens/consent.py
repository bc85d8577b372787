"""What the victim said about sharing, recorded; and what it leads to."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, ClassVar, Literal

from fastapi import APIRouter, Depends
from starlette.responses import Response

from schemas.codes.flow import ConsentReason
from schemas.text import Text
from services.desk.decision.filled import GIVEN, NOT_ASKED, REFUSED, consent_body
from services.desk.may import DECIDER
from services.desk.screens import steps
from services.desk.screens.case import Before, consent
from services.desk.signed_on import Posted, in_area
from services.screens import words
from services.screens.form import NOTHING_TYPED, Filled

if TYPE_CHECKING:
    from services.desk.screens.case import AtCase
    from services.desk.views.triage import Case
    from services.screens.form import Typed

router = APIRouter(prefix=f"{DECIDER.path}/{{id}}/toestemming", dependencies=[Depends(in_area(DECIDER))])

_TITLE = "Toestemming van het slachtoffer"


class ConsentForm(Filled):
    WANTED: ClassVar[Mapping[str, str]] = {
        "toestemming": "Kies wat het slachtoffer over delen zei, of dat het niet gevraagd is.",
        "toestemmingsreden": "Kies waarom er geen toestemming is, bijvoorbeeld: vragen is niet veilig.",
        "toestemmingswoorden": "Schrijf in hoogstens 4.000 tekens op hoe het ging, bijvoorbeeld: gesproken op 3 mei.",
    }

    toestemming: Literal["gegeven", "geweigerd", "niet-gevraagd"]
    toestemmingsreden: ConsentReason | None = None
    toestemmingswoorden: Text | None = None


_FIELDS = {
    "gevraagd": "toestemming",
    "gegeven": "toestemming",
    "reden": "toestemmingsreden",
    "toelichting": "toestemmingswoorden",
}


def missing(filled: ConsentForm) -> dict[str, str]:
    """What else must be said."""
    if filled.toestemming != GIVEN and filled.toestemmingsreden is None:
        return {"toestemmingsreden": ConsentForm.WANTED["toestemmingsreden"]}
    return {}


@router.get("")
async def begin(before: Before) -> Response:
    return await _page(before)


@router.post("")
async def record(before: Before, form: Posted) -> Response:
    case = await before.found()

    def answers(filled: ConsentForm) -> steps.Lines:
        reason = filled.toestemmingsreden if filled.toestemming != GIVEN else None
        said = [
            ("Waarom", words.label(reason, "toestemmingsreden") if reason else None),
            ("Toelichting (geen partner leest dit)", filled.toestemmingswoorden),
        ]
        return [
            ("Nu vastgelegd", consent(case)),
            ("Wordt", words.label(filled.toestemming, "toestemming")),
            *((name, what) for name, what in said if what),
            ("Wat er dan gebeurt", leads_to(case, filled.toestemming)),
        ]

    def request(filled: ConsentForm) -> tuple[str, Mapping[str, Any]]:
        body = consent_body(filled.toestemming, filled.toestemmingsreden, filled.toestemmingswoorden)
        return f"{before.at_api}/toestemmingen", body

    act = steps.Act(
        "Klopt wat u vastlegt?",
        ConsentForm,
        answers,
        request,
        missing=missing,
        told=lambda told: {_FIELDS.get(name, f"elders:{name}"): rule for name, rule in told.items()},
    )
    return await before.act(act, form, "toestemming", lambda typed: _page(before, typed, case))


def leads_to(case: Case, said: str) -> str:
    """What changes for whom, in words; the rules are triage's."""
    refused_before = case.consent is not None and case.consent.given is False
    having = ", ".join(words.label(one.partner, "partner") for one in case.referrals) or "nog niemand"
    if said == REFUSED and not refused_before:
        return (
            "Wie iets kreeg op grond van toestemming stopt, wist het en bevestigt dat; wie op een andere grondslag las "
            f"wat het slachtoffer zei, krijgt het opnieuw. De zaak is nu bij: {having}. Nieuw delen vraagt een tweede "
            "persoon."
        )
    if said == GIVEN:
        again = f" Wie las dat het slachtoffer weigerde, hoort dat dat niet meer zo is: {having}."
        return f"Grondslagen die op toestemming rusten zijn te gebruiken.{again if refused_before else ''}"
    if said == NOT_ASKED:
        return "Delen kan alleen op een grondslag waarvoor geen toestemming nodig is."
    return "Er verandert niets voor wie de zaak heeft."


async def _page(before: AtCase, typed: Typed = NOTHING_TYPED, case: Case | None = None) -> Response:
    found = case or await before.found()
    return await before.page_of(
        found,
        "toestemming.html",
        _TITLE,
        typed,
        now=consent(found),
        consents=words.choices("toestemming", words.CONSENTS),
        reasons=words.choices("toestemmingsreden"),
    )
