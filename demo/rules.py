"""What the people of the demonstration do: one small pure function per role, its rule in plain words.

One rule holds for all of them: **what was observed today is not finished today**. So a few signals stay waiting at
every desk, on purpose, and are counted there. Bodies are those of the HTTP APIs, replies those of the reply topics.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from schemas.codes.exploitation import Form
from schemas.codes.flow import (
    Assessment,
    Conclusion,
    ConsentReason,
    DeclineReason,
    DoneOutcome,
    Outcome,
    ReferralState,
)
from schemas.registry import bases, meldcode, partners

if TYPE_CHECKING:
    from collections.abc import Sequence

Json = dict[str, Any]

STRONG = 4
WEAK = 1

RISKY_INDUSTRIES = frozenset({"land- en tuinbouw", "vleesverwerking", "horeca", "bouw"})


@dataclass(frozen=True, slots=True)
class Reply:
    """One event on a partner's reply topic; ``fact`` as in ``nl.signaalketen.<fact>.v1``."""

    fact: str
    data: Json


def _is_today(content: Json, today: date) -> bool:
    return content.get("waargenomenOp") == today.isoformat()


def _persons(content: Json, role: str) -> list[Json]:
    return [person for person in content.get("betrokkenen", ()) if person["rol"] == role]


def analyst(signal: Json, today: date) -> Json | None:
    """The analyst of the Meldpunt (plan 2.2): is the signal stronger after enrichment?

    Strength 4 or more: strengthened, on to the aandachtfunctionaris. Strength 1 or less: not strengthened. In between
    the reporter is asked for more once; with the answer there, the signal is strengthened. A strong signal observed
    today stays on the desk, unless an alert was given: somebody goes and looks first.
    """
    report = signal["inhoud"]
    if _is_today(report, today) and not report["alarmGegeven"] and signal["sterkte"] >= STRONG:
        return None
    if signal["sterkte"] >= STRONG or signal["aanvullingen"]:
        why = "; ".join(signal["redenen"]) or "aangevuld door de melder"
        return {"conclusie": Assessment.STRENGTHENED.value, "toelichting": f"Versterkt na verrijking: {why}."}
    if signal["sterkte"] <= WEAK:
        note = "Na verrijking geen aanwijzingen die het signaal sterker maken."
        return {"conclusie": Assessment.NOT_STRENGTHENED.value, "toelichting": note}
    note = "Te weinig om te beoordelen; de melder is om aanvulling gevraagd."
    return {"conclusie": Assessment.INFORMATION_NEEDED.value, "toelichting": note}


def reporter_supplement(report: Json, today: date) -> Json | None:
    """The reporter who is asked for more answers at once, except about what was observed today."""
    if _is_today(report, today):
        return None
    return {"tekst": "Ik ben teruggegaan: het beeld is hetzelfde, en twee omwonenden bevestigen het los van elkaar."}


def reporter_meldcode(report: Json, today: date) -> Json | None:
    """The professional takes the missing steps of the meldcode (plan 2.2) once the second step, consulting a colleague
    or Veilig Thuis, is taken; a minor or somebody asking for help is then reported to Veilig Thuis. Who has not come
    to the second step, or observed it today, has not finished.
    """
    taken = {step["stap"] for step in report.get("meldcode", {}).get("stappen", ())}
    if 2 not in taken or _is_today(report, today):
        return None
    findings = {
        1: "Signalen alsnog vastgelegd",
        3: "Gesproken met de betrokkene, zonder anderen erbij",
        4: "Gewogen met het afwegingskader: acuut noch structureel uit te sluiten",
        5: "Besloten",
    }
    steps = [
        {"stap": step, "gezetOp": today.isoformat(), "bevinding": finding}
        for step, finding in findings.items()
        if step not in taken
    ]
    unsafe = any(person.get("minderjarig") for person in _persons(report, "slachtoffer")) or "hulpvraag" in report
    return {"stappen": steps, "meldenBijVeiligThuis": unsafe, "hulpBieden": True, "huiselijkeKring": unsafe}


def consultations(case: Json, today: date) -> list[Json]:
    """The aandachtfunctionaris asks partners "afhankelijk van de aard van het signaal" (plan 2.2), each once: the NLA
    about labour at a company, the police about a suspect when the reporter did not go through the analyst, and the
    zorgcoordinator when an adult victim of sexual exploitation or servitude asks for help.
    """
    content = case["inhoud"]
    forms = set(content["vormen"])
    asked = {consultation["partner"] for consultation in case["consultaties"]}
    direct = content["kanaal"] == "netwerk"
    questions: dict[str, str] = {}
    if Form.LABOUR in forms and content.get("bedrijf"):
        questions["nla"] = "Is deze werkgever bij u bekend, en is een inspectie gepland?"
    if _persons(content, "verdachte") and direct:
        questions["politie"] = "Komt deze persoon bij u voor in verband met mensenhandel?"
    needs_care = forms & {Form.SEXUAL, Form.SERVITUDE} and content.get("hulpvraag")
    if needs_care and direct and not any(p.get("minderjarig") for p in _persons(content, "slachtoffer")):
        questions["zorgcoordinator"] = "Welke opvang past, en is er nu plek?"
    answer_by = (today + timedelta(days=7)).isoformat()
    return [
        {"partner": partner, "vraag": question, "antwoordVoor": answer_by}
        for partner, question in questions.items()
        if partner not in asked
    ]


def answer_consultation(partner: str, question: Json) -> Reply | None:
    """A consulted partner answers with a conclusion, never with its file (Wpg). The police supports a suspicion about
    a suspect with name and date of birth, and does not know one without a name; the NLA supports it in the risky
    industries, and looks an employer without KvK number up first: no answer today. The zorgcoordinator supports it.
    """
    personal = question["personal"]
    conclusion = Conclusion.SUPPORTS
    if partner == "nla":
        company = personal.get("company", {})
        if "kvk_number" not in company:
            return None
        if company.get("industry") not in RISKY_INDUSTRIES:
            conclusion = Conclusion.DOES_NOT_SUPPORT
    if partner == "politie":
        suspects = [person for person in personal["people"] if person["role"] == "verdachte"]
        if not any("birth_date" in person for person in suspects):
            conclusion = Conclusion.UNKNOWN
        if not any("name" in person for person in suspects):
            conclusion = Conclusion.DOES_NOT_SUPPORT
    explanation = "Beoordeeld op wat u meestuurde."
    return Reply("consult.answered", {"conclusion": conclusion.value, "personal": {"explanation": explanation}})


def decision(case: Json, today: date) -> Json | None:
    """The decision of the aandachtfunctionaris (plan 2.3), once every question is answered.

    - A partner does not support the suspicion, or there is neither victim nor suspect: no suspicion; reguliere hulp for
      a victim, otherwise the Zorg- en Veiligheidshuis (ZVH) of the municipality.
    - A suspect and a company, or criminal exploitation or begging with a suspect: organised crime, to the RIEC; with a
      victim as well: the ZVH directs the case, the zorgcoordinator does the care, the RIEC stands beside.
    - A victim and a suspect: care and criminal; the ZVH directs, the zorgcoordinator does the care.
    - A victim alone: care; Veilig Thuis directs for a minor, reguliere hulp for who asks for nothing in particular,
      else the zorgcoordinator.
    - A suspect alone: organised crime, to the RIEC.

    CoMensha registers every victim beside. Without consent the desk names the legal basis that needs none. A direct
    signal observed today is discussed at the casustafel first.
    """
    content = case["inhoud"]
    if any(consultation["conclusie"] is None for consultation in case["consultaties"]):
        return None
    if _is_today(content, today) and not content["alarmGegeven"]:
        return None
    outcomes, director, beside = _choice(case)
    consent = _consent(_persons(content, "slachtoffer"))
    orders = [
        _order(director, consent, directs=True),
        *(_order(partner, consent, directs=False) for partner in beside),
    ]
    return {
        "uitkomsten": [outcome.value for outcome in outcomes],
        "verwijzingen": orders,
        "toestemming": consent,
        "motivering": "Besloten volgens de regels van de demonstratie.",
    }


def _choice(case: Json) -> tuple[list[Outcome], str, list[str]]:
    """Outcomes, director, and who is informed beside."""
    content = case["inhoud"]
    forms = set(content["vormen"])
    victims, suspects = _persons(content, "slachtoffer"), _persons(content, "verdachte")
    doubted = any(c["conclusie"] == Conclusion.DOES_NOT_SUPPORT for c in case["consultaties"])
    zvh = _zvh(case)
    organised = bool(suspects and (content.get("bedrijf") or forms & {Form.CRIMINAL, Form.BEGGING}))
    if doubted or not (victims or suspects):
        return [Outcome.NO_SUSPICION], "reguliere-hulp" if victims else zvh, []
    if not victims:
        return [Outcome.ORGANISED_CRIME], "riec", []
    if organised:
        outcomes = [Outcome.CARE_AND_CRIMINAL, Outcome.ORGANISED_CRIME]
        return outcomes, zvh, ["zorgcoordinator", "riec", "comensha"]
    if suspects:
        return [Outcome.CARE_AND_CRIMINAL], zvh, ["zorgcoordinator", "comensha"]
    if any(victim.get("minderjarig") for victim in victims):
        return [Outcome.CARE], "veilig-thuis", ["comensha"]
    return [Outcome.CARE], "zorgcoordinator" if content.get("hulpvraag") else "reguliere-hulp", ["comensha"]


def late_report(report: Json, closed: Json) -> Json:
    """Somebody reports about a place of which an earlier signal was closed as not strengthened."""
    return {**report, "locatie": closed["locatie"]}


def waits_for_nothing_else(report: Json) -> bool:
    """Whether a report goes to the analyst's desk, and no further by itself."""
    return report["kanaal"] == "meldpunt" and report["melder"]["sector"] not in meldcode().latest.sectors


_NOTES = {
    "riec": "Zie het bedrijf en de betrokkene; een bestuurlijke controle lijkt haalbaar.",
    "comensha": "Ter registratie.",
    "zorgcoordinator": "Graag contact over opvang; zie de veilige manier van contact.",
    "veilig-thuis": "Graag beoordelen op veiligheid in huis.",
    "reguliere-hulp": "Graag een gesprek over wat nodig is.",
}
_ZVH_NOTE = "Graag de procesregie, met de partners aan tafel."


_EXPLAINED = {
    "aanwijzingen": "Bij een controle van de gemeente zijn matrassen, paspoorten en een urenlijst gezien.",
    "verschijningsvorm": "Het gaat om mensenhandel.",
    "noodzaak": "Zonder de gegevens van de andere deelnemers blijft de organisatie buiten beeld.",
    "deelnemers": "Politie, Belastingdienst en Arbeidsinspectie zijn er elk voor een deel van nodig.",
    "regio": "Het adres ligt in de regio.",
    "betrokkene": "De betrokkene kan zelf niet weg uit de situatie en raakt er strafbaar in betrokken.",
    "leefgebieden": "Wonen, werk en schulden, met dwang tot strafbare feiten.",
    "gevolgen": "De omgeving ziet dreiging en geweld aan de deur.",
    "domeinen": "Zorg, politie en gemeente moeten gelijk op lopen.",
}


def partnership_report(basis: str) -> Json:
    """What the desk explains to a RIEC (BGS 2.16) or a ZVH (BGS 2.20), criterion by criterion."""
    criteria = [
        {"criterium": code, "toelichting": _EXPLAINED[code], "eigenWaarneming": criterion.own_observation}
        for code, criterion in bases()[basis].latest.criteria.items()
    ]
    return {"orgaan": "burgemeester", "taak": "Handhaving van de openbare orde (Gemeentewet 172)", "criteria": criteria}


def reports(partner: str) -> Json:
    """What an order to this partner has of it: nothing where the law asks for none."""
    basis = partners()[partner].bases["referral"][-1]
    return {"aanmelding": partnership_report(basis)} if bases()[basis].latest.criteria else {}


def confirmation(seen: Json) -> Json:
    """A second person confirms exactly that, and that no note to a partnership holds what may not go there."""
    checked = sorted({one["partner"] for one in seen.get("verstrekkingen", [seen]) if one["nietInToelichting"]})
    return {"digest": seen["digest"], "nagekeken": checked}


_WITHOUT_CONSENT = {
    "zorgcoordinator": "wmo-2015-5-2-1",
    "reguliere-hulp": "wmo-2015-5-1-1",
    "comensha": "comensha-registratie",
}
"""What the desk names where the victim did not agree: there was a melding, or what is sent tells of nobody.
CoMensha, no participant of a ZVH, gets nothing without a basis that is named.
"""


def _order(partner: str, consent: Json, *, directs: bool) -> Json:
    """A note tells a partner nothing about what others do."""
    note = _NOTES.get(partner, _ZVH_NOTE)
    order: Json = {"partner": partner, "regie": directs, "toelichting": note, **reports(partner)}
    if partner in _WITHOUT_CONSENT:
        order["grondslag"] = "toestemming" if consent.get("gegeven") else _WITHOUT_CONSENT[partner]
    return order


def _consent(victims: Sequence[Json]) -> Json:
    """Asked where there is a safe way to ask; a victim who leaves a telephone number but no name refuses."""
    if not any(victim.get("veiligContact") for victim in victims):
        return {"gevraagd": False, "reden": ConsentReason.NOT_SAFE_TO_ASK}
    if all(victim.get("telefoon") and not victim.get("naam") for victim in victims):
        return {"gevraagd": True, "gegeven": False, "reden": ConsentReason.DANGER_TO_OTHERS}
    return {"gevraagd": True, "gegeven": True}


def information(partner: str) -> Json:
    """The aandachtfunctionaris answers every question a partner asks about its referral."""
    return {"antwoord": f"Uit het dossier, voor {partner}: er is een tweede adres bekend; bel voor u erheen gaat."}


def withdrawal(referral: Json) -> Json | None:
    """A referral that waits on reguliere hulp's waiting list is withdrawn, so that somebody else can take the case."""
    if referral["partner"] == "reguliere-hulp" and referral["status"] == ReferralState.RECEIVED:
        return {"reden": "Wachtlijst: een andere partner kan deze zaak eerder oppakken."}
    return None


def correction(case: Json) -> Json | None:
    """Where begging is involved, the first victim's name turns out to be written otherwise."""
    victims = _persons(case["inhoud"], "slachtoffer")
    if Form.BEGGING not in case["inhoud"]["vormen"] or not victims:
        return None
    people = [*victims, *(p for p in case["inhoud"]["betrokkenen"] if p["rol"] != "slachtoffer")]
    known = [{name: value for name, value in person.items() if value is not None} for person in people]
    known[0]["naam"] = f"{known[0].get('naam', 'Onbekend')} (ook: Maria)"
    return {"reden": "De naam op het paspoort is een andere.", "betrokkenen": known}


def case_withdrawal(case: Json) -> Json | None:
    """A case of organ removal turns out to rest on a mistake."""
    if Form.ORGAN_REMOVAL not in case["inhoud"]["vormen"]:
        return None
    return {"reden": "De melder vergiste zich; er is van deze personen niets bekend."}


def decision_again(case: Json) -> Json:
    """A case that came back. While somebody directs it, it goes on without the partner that declined. Otherwise the
    zorgcoordinator takes over care, and the ZVH of the municipality everything else, as a case without a suspicion.
    """
    earlier = [Outcome(code) for code in case["besluiten"][-1]["uitkomsten"]]
    gone = {ReferralState.DECLINED, ReferralState.REVOKED}
    back = {one["partner"] for one in case["teruggekomen"]}
    consent = _consent(_persons(case["inhoud"], "slachtoffer"))
    if any(one["regie"] and one["status"] not in gone for one in case["verwijzingen"]):
        outcomes = [o for o in earlier if not (o is Outcome.ORGANISED_CRIME and "riec" in back)]
        orders: list[Json] = []
    elif earlier == [Outcome.CARE]:
        outcomes, orders = earlier, [_order("zorgcoordinator", consent, directs=True)]
    else:
        outcomes, orders = [Outcome.NO_SUSPICION], [_order(_zvh(case), consent, directs=True)]
    return {
        "uitkomsten": [outcome.value for outcome in outcomes],
        "verwijzingen": orders,
        "toestemming": consent,
        "motivering": "Opnieuw besloten, omdat een partner de zaak niet heeft.",
    }


def _zvh(case: Json) -> str:
    return next(name for name, p in partners().items() if name.startswith("zvh-") and p.serves(case["gemeente"]))


def answer_afterwards(family: str, data: Json) -> list[Reply]:
    """What a partner reports on what follows: with its question answered it takes the case; a correction or withdrawal
    it confirms.
    """
    if "notice" in data:
        return [Reply(f"{family}.confirmed", {"notice": data["notice"]})]
    return [_ACCEPTED, _STARTED]


def answer_referral(partner: str, referral: Json) -> list[Reply]:
    """What a partner reports about a referral today; nothing beyond having received it is an answer too.

    - CoMensha registers: received, accepted, done.
    - The RIEC takes a case with a suspect whose date of birth is known, asks for more when only a name is, and
      declines without either.
    - Everybody else, without anyone to help: a ZVH takes the case up and closes it, others decline. With somebody to
      help who agreed: accepted, started and, by the care partners, done. Not asked yet: started only. Asked and
      refused: received only, and so is everybody on reguliere hulp's waiting list for men.
    """
    personal = referral.get("personal", {})
    if partner == "comensha":
        return [_RECEIVED, _ACCEPTED, _done(DoneOutcome.CASE_CLOSED)]
    if partner == "riec":
        return [_RECEIVED, *_riec(personal["suspects"])]
    people = personal["clients" if partner == "reguliere-hulp" else "victims"]
    return [_RECEIVED, *_help(partner, people, referral["consent"])]


_RECEIVED = Reply("referral.received", {})
_ACCEPTED = Reply("referral.accepted", {})
_STARTED = Reply("referral.started", {})


def _help(partner: str, victims: Sequence[Json], consent: Json) -> list[Reply]:
    is_zvh = partner.startswith("zvh-")
    if not victims:
        nobody = _declined(DeclineReason.INSUFFICIENT, "Wij weten niet wie wij moeten helpen.")
        return [_ACCEPTED, _done(DoneOutcome.NO_FOLLOW_UP)] if is_zvh else [nobody]
    if partner == "reguliere-hulp" and all(victim["gender"] == "man" for victim in victims):
        return []
    if consent["asked"] and not consent["given"]:
        return []
    done = [] if is_zvh or not consent["asked"] else [_done(DoneOutcome.HELP_STARTED)]
    return [_ACCEPTED, _STARTED, *done]


def _riec(suspects: Sequence[Json]) -> list[Reply]:
    if any("birth_date" in suspect for suspect in suspects):
        return [_ACCEPTED, _STARTED]
    if any("name" in suspect for suspect in suspects):
        question = {"personal": {"question": "Is van de betrokkene een geboortedatum of een ander adres bekend?"}}
        return [Reply("referral.more-information-asked", question)]
    return [_declined(DeclineReason.INSUFFICIENT, "Zonder persoon of onderneming kunnen de partners niets opwerpen.")]


def _declined(reason: DeclineReason, explanation: str) -> Reply:
    return Reply("referral.declined", {"reason": reason.value, "personal": {"explanation": explanation}})


def _done(outcome: DoneOutcome) -> Reply:
    return Reply("referral.done", {"outcome": outcome.value})
