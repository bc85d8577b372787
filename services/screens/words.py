"""What a code, a day and a term are called on a page."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, timedelta

from schemas.codes.exploitation import Form
from schemas.codes.flow import (
    AdditionKind,
    Assessment,
    CaseTable,
    Channel,
    Conclusion,
    ConsentReason,
    DeclineReason,
    DoneOutcome,
    InterventionKind,
    ObjectKind,
    Outcome,
    Participant,
    PersonRole,
    ReferralState,
    ReportingBody,
    SecondPersonReason,
    Sector,
)
from schemas.codes.municipality import NAMES
from schemas.codes.reading import ReadingPurpose
from schemas.codes.reason import HandOverReason, HoldReason, LiftReason
from schemas.codes.register import BaseRegister, LookupState
from schemas.codes.setting import ChangeReason, ChangeRefusalReason, SettingKind
from schemas.registry import bases, partners
from services.casework.terms.domain import day_and_time, day_of, is_working_day

_MONTHS = (
    *("januari", "februari", "maart", "april", "mei", "juni"),
    *("juli", "augustus", "september", "oktober", "november", "december"),
)

FORMS = {
    Form.SEXUAL: "seksuele uitbuiting",
    Form.LABOUR: "arbeidsuitbuiting",
    Form.SERVITUDE: "dienstbaarheid",
    Form.SLAVERY: "slavernij",
    Form.BEGGING: "gedwongen bedelen",
    Form.CRIMINAL: "criminele uitbuiting",
    Form.ORGAN_REMOVAL: "orgaanverwijdering",
    Form.SURROGACY: "uitbuiting bij draagmoederschap",
    Form.FORCED_MARRIAGE: "gedwongen huwelijk",
    Form.ILLEGAL_ADOPTION: "illegale adoptie",
    Form.UNKNOWN: "vorm nog niet bekend",
}

CONCLUSIONS = {
    Assessment.STRENGTHENED: (
        "Het vermoeden is versterkt",
        "Het signaal gaat naar de aandachtfunctionaris, met uw toelichting. U kunt het daarna niet meer wijzigen.",
    ),
    Assessment.NOT_STRENGTHENED: (
        "Het vermoeden is niet versterkt",
        "Het signaal wordt afgesloten en later vernietigd. Tot 5 werkdagen daarna kunt u dit ongedaan maken.",
    ),
    Assessment.INFORMATION_NEEDED: (
        "Er is meer informatie nodig",
        "De melder hoort dát er meer nodig is, en krijgt 5 werkdagen. Uw toelichting ziet de melder niet.",
    ),
}
"""What each is called, and what it leads to."""

STATES = {
    "te-beoordelen": "te beoordelen",
    "bij-melder": "wacht op de melder",
    "doorgezet": "bij de aandachtfunctionaris",
    "niet-versterkt": "afgesloten: niet versterkt",
    "ingetrokken": "ingetrokken",
}

REGISTERS = {
    BaseRegister.BAG: "Adres (BAG)",
    BaseRegister.BRP: "Bewoners (BRP)",
    BaseRegister.KVK: "Bedrijf (handelsregister)",
}

LOOKUPS = {
    LookupState.NOT_ASKED: "niet gevraagd",
    LookupState.BUSY: "nog bezig",
    LookupState.NOT_FOUND: "niet gevonden",
    LookupState.REFUSED: "mislukt: geweigerd",
    LookupState.NOT_UNDERSTOOD: "mislukt: antwoord niet te lezen",
    LookupState.FOUND: "gevonden",
}

LOOKUP_KINDS = {
    LookupState.FOUND: "found",
    LookupState.BUSY: "busy",
    LookupState.REFUSED: "failed",
    LookupState.NOT_UNDERSTOOD: "failed",
}
"""How it looks; the words say it too."""

OBJECTS = {
    ObjectKind.ADDRESS: "Hetzelfde adres",
    ObjectKind.COMPANY: "Hetzelfde bedrijf",
    ObjectKind.PHONE: "Hetzelfde telefoonnummer",
    ObjectKind.PLATE: "Hetzelfde kenteken",
}

KNOWN_BY = {
    "bag": "zelfde plek in de BAG",
    "kvk-nummer": "zelfde KVK-nummer",
    "naam": "zelfde naam; dat kan toeval zijn",
    "nummer": "zelfde nummer",
}

SECTORS = {
    **{one: one.value.replace("-", " ") for one in Sector},
    Sector.OTHER_PROFESSIONAL: "andere professional",
    Sector.ASYLUM_RECEPTION: "opvang van asielzoekers",
}

CASES = {
    "te-beslissen": "te beslissen",
    "besloten": "besloten",
    "bij-melder": "wacht op de melder",
    "bij-analist": "bij de analist",
    "niet-versterkt": "afgesloten: niet versterkt",
    "ingetrokken": "ingetrokken",
}

ADDITIONS = {
    AdditionKind.SUPPLEMENT: "De melder vulde aan",
    AdditionKind.RETRACTION: "De melder trok in",
    AdditionKind.LINKED_ELSEWHERE: "Ook elders gemeld",
}

WAITING = {
    "besluit": "een besluit",
    "correctie": "een correctie",
    "consultatie": "een vraag aan een partner",
}

COUNTED = {
    "te-laat": "te laat",
    "heropend": "heropend",
    "te-bevestigen": "te bevestigen",
    "aangevuld": "met nieuws van de melder",
    "teruggekomen": "terug van een partner",
    "antwoord-te-laat": "met een antwoord te laat",
    "wacht-op-partner": "wachten op een partner",
    "deze-week-op-tafel": "deze week op tafel",
}
"""By what there is to do on a worklist."""

SETTINGS = {
    SettingKind.NORM: "normtijden",
    SettingKind.RETENTION: "bewaartermijnen",
    SettingKind.CALENDAR: "werkkalender",
    SettingKind.AANDACHTFUNCTIONARIS: "aandachtfunctionarissen",
    SettingKind.FOCAL_POINT: "accenthouders",
    SettingKind.TABLE: "casustafels",
    SettingKind.LABEL: "teksten van codes",
}

SECOND_PERSON = {
    SecondPersonReason.RIEC: "het gaat naar een RIEC",
    SecondPersonReason.CONSENT_REFUSED: "het slachtoffer stemde niet in",
    SecondPersonReason.FREE_TEXT: "er staat tekst in die alleen een mens kan nakijken",
}

OUTCOMES = {
    Outcome.NO_SUSPICION: "geen vermoeden van mensenhandel",
    Outcome.CARE: "zorg",
    Outcome.CARE_AND_CRIMINAL: "zorg en strafrechtelijk onderzoek",
    Outcome.ORGANISED_CRIME: "ondermijnende criminaliteit",
}

LEADS_TO = {
    Outcome.NO_SUSPICION: "Reguliere hulp of het Zorg- en Veiligheidshuis neemt de zaak over. De keten eindigt hier.",
    Outcome.CARE: "De zorgcoördinator, Veilig Thuis of reguliere hulp voert de regie. De politie hoort hier niets van.",
    Outcome.CARE_AND_CRIMINAL: "Het Zorg- en Veiligheidshuis voert de regie; de zorgcoördinator neemt de zorg op zich.",
    Outcome.ORGANISED_CRIME: "Het RIEC voert de regie. Het krijgt niets over zorg, en geen naam van een slachtoffer. "
    "Een tweede persoon kijkt eerst mee.",
}
"""What each outcome leads to (stroomschema)."""

ROLES = {
    "comensha": "Registreert landelijk; krijgt geen namen.",
    "reguliere-hulp": "Helpt vanuit het sociaal domein van de gemeente.",
    "riec": "Krijgt verdachten, plaats en bedrijf; niets over zorg.",
    "veilig-thuis": "Doet onderzoek naar veiligheid thuis.",
    "zorgcoordinator": "Regelt opvang en hulp voor het slachtoffer.",
    "zvh-rijk-van-nijmegen": "Brengt zorg en strafrecht bij elkaar aan tafel.",
    "zvh-rivierenland": "Brengt zorg en strafrecht bij elkaar aan tafel.",
}
"""What a partner does when it is chosen."""

CONSENTS = {
    "gegeven": ("Het slachtoffer stemde in", "Ook grondslagen die op toestemming rusten zijn dan te gebruiken."),
    "geweigerd": (
        "Het slachtoffer stemde niet in",
        "Delen kan dan alleen op een andere grondslag, en een tweede persoon kijkt eerst mee.",
    ),
    "niet-gevraagd": ("Het is niet gevraagd", "U zegt hieronder waarom niet."),
}

CONSENT_REASONS = {
    **{one: one.value.replace("-", " ") for one in ConsentReason},
    ConsentReason.OUT_OF_REACH: "het slachtoffer is niet bereikbaar",
    ConsentReason.MINOR: "het slachtoffer is minderjarig",
    ConsentReason.MELDCODE: "het gaat volgens de meldcode",
    ConsentReason.DANGER_TO_VICTIM: "er is gevaar voor het slachtoffer",
    ConsentReason.DANGER_TO_OTHERS: "er is gevaar voor anderen",
    ConsentReason.STATUTORY_TASK: "een wettelijke taak vraagt het",
    ConsentReason.OTHER: "iets anders, dat u toelicht",
}

FIELDS = {
    "answer": "antwoord",
    "answer_by": "antwoord voor",
    "asked": "gevraagd",
    "basis": "grondslag",
    "birth_date": "geboortedatum",
    "care_needs": "hulpvraag",
    "city": "plaats",
    "clients": "cliënten",
    "company": "bedrijf",
    "consent": "toestemming",
    "decided_on": "besloten op",
    "decider_role": "besloten door",
    "director": "heeft de regie",
    "estimated_age": "geschatte leeftijd",
    "forms": "vormen",
    "gender": "geslacht",
    "given": "gegeven",
    "house_number": "huisnummer",
    "house_number_suffix": "toevoeging",
    "industry": "branche",
    "kvk_number": "KVK-nummer",
    "location": "adres",
    "minor": "minderjarig",
    "municipality": "gemeente",
    "name": "naam",
    "nationality": "nationaliteit",
    "note": "toelichting",
    "outcomes": "uitkomsten",
    "people": "mensen",
    "personal": "gegevens over mensen",
    "phone": "telefoon",
    "postcode": "postcode",
    "purpose": "doel",
    "question": "vraag",
    "reason": "reden",
    "reference": "kenmerk (volgt bij het versturen)",
    "remark": "bijzonderheden",
    "role": "rol",
    "rule_version": "versie van de regels",
    "safe_contact": "veilig te bereiken",
    "situation": "situatie",
    "street": "straat",
    "suspects": "verdachten",
    "victims": "slachtoffers",
}
"""Of what a partner gets."""

_SHORT = (
    *(Participant.RIEC, Participant.PUBLIC_HEALTH, Participant.MENTAL_HEALTH, Participant.FISCAL_INVESTIGATION),
    *(Participant.EMPLOYEE_INSURANCE, Participant.IMMIGRATION, Participant.FOOD_SAFETY),
)
"""Known by their letters."""

_CODES = {
    "aanvulling": ADDITIONS,
    "afwijzing": {one: one.value.replace("-", " ") for one in (*DeclineReason, *DoneOutcome)},
    "overdracht": {one: one.value.replace("-", " ") for one in HandOverReason},
    "opheffingsreden": {one: one.value.replace("-", " ") for one in LiftReason},
    "stopreden": {
        **{one: one.value for one in HoldReason},
        HoldReason.DATA_SUBJECT: "verzoek van een betrokkene",
    },
    "orgaan": {ReportingBody.MAYOR: "de burgemeester", ReportingBody.COLLEGE: "het college"},
    "toestemming": {code: name for code, (name, _) in CONSENTS.items()},
    "toestemmingsreden": CONSENT_REASONS,
    "conclusie": {one: one.value.replace("-", " ") for one in Conclusion},
    "deel": {
        "betrokkenen": "de mensen in de melding",
        "locatie": "de plaats",
        "bedrijf": "het bedrijf",
        "kentekens": "de kentekens",
        "hulpvraag": "de hulpvraag",
    },
    "deelnemer": {
        **{one: one.value.replace("-", " ") for one in Participant},
        Participant.ZORGCOORDINATOR: "zorgcoördinator",
        Participant.PRISON_SERVICE: "dienst justitiële inrichtingen",
        **{one: one.value.upper() for one in _SHORT},
    },
    "grondslag": {name: basis.latest.article for name, basis in bases().items()},
    "partner": {name: one.name for name, one in partners().items()},
    "telling": COUNTED,
    "instelling": SETTINGS,
    "instelreden": {one: one.value.replace("-", " ") for one in ChangeReason},
    "instelweigering": {one: one.value.replace("-", " ") for one in ChangeRefusalReason},
    "tafel": {one: one.value.replace("-", " ") for one in CaseTable},
    "tweede": SECOND_PERSON,
    "uitkomst": OUTCOMES,
    "veld": FIELDS,
    "verwijzing": {one: one.value.replace("-", " ") for one in ReferralState},
    "wacht": WAITING,
    "zaak": CASES,
    "gemeente": NAMES,
    "herkend": KNOWN_BY,
    "interventie": {one: one.value.replace("-", " ") for one in InterventionKind},
    "leesdoel": {one: one.value.replace("-", " ") for one in ReadingPurpose},
    "kanaal": {Channel.MELDPUNT: "Meldpunt Ondermijning", Channel.NETWORK: "het netwerk"},
    "opzoeking": LOOKUPS,
    "opzoekingsoort": LOOKUP_KINDS,
    "register": REGISTERS,
    "rol": {one: one.value for one in PersonRole},
    "sector": SECTORS,
    "status": STATES,
    "verband": OBJECTS,
    "vorm": FORMS,
}


def label(code: str, kind: str) -> str:
    """A code that came after these words is shown as it is."""
    known: dict[str, str] = _CODES[kind]  # pyright: ignore[reportAssignmentType] - every code is a str
    return known.get(code, code)


def choices(kind: str) -> dict[str, tuple[str, str]]:
    """Every code of this kind, to choose from."""
    return {str(code): (name, "") for code, name in _CODES[kind].items()}


def consents(recorded: bool, as_it_is: str) -> dict[str, tuple[str, str]]:
    """What can be said of consent; as it is on record, where it is."""
    known = {"vastgelegd": ("Zoals het is vastgelegd", f"{as_it_is[:1].upper()}{as_it_is[1:]}.")} if recorded else {}
    return {**known, **CONSENTS}


def shown(value: object) -> str:
    """One value of what a partner gets, as it is: only a municipality has its name, and yes and no are words."""
    if isinstance(value, bool):
        return "ja" if value else "nee"
    if value is None:
        return "niet bekend"
    return f"{NAMES[text]} ({text})" if (text := str(value)) in NAMES else text


def day(value: date) -> str:
    """ "27 november 2026"."""
    return f"{value.day} {_MONTHS[value.month - 1]} {value.year}"


def moment(value: datetime) -> str:
    """The day it is here."""
    return day(day_of(value))


def term(due: date, today: date | None = None) -> str:
    """How long there is, in working days: what people here count in."""
    now = today or day_of(datetime.now(UTC))
    first, last = sorted((now, due))
    days = sum(is_working_day(first + timedelta(days=n)) for n in range(1, (last - first).days + 1))
    counted = f"{days} {'werkdag' if days == 1 else 'werkdagen'}"
    if due >= now:
        return f"nog {counted}" if days else "vandaag"
    return f"{counted} te laat" if days else "te laat"


def merged(first: Mapping[str, str], over: Mapping[str, str]) -> Mapping[str, str]:
    """What is there unless something else was typed."""
    return {**first, **over}


FILTERS: Mapping[str, Callable[..., object]] = {
    "day": day,
    "day_and_time": day_and_time,
    "label": label,
    "merged": merged,
    "moment": moment,
    "shown": shown,
    "term": term,
}
