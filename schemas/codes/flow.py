"""Codes of the stroomschema: channels, roles, outcomes and states (plan 2.2 and 2.3)."""

from enum import StrEnum

VERSION = "2026-11"


class Channel(StrEnum):
    MELDPUNT = "meldpunt"
    NETWORK = "netwerk"


class Sector(StrEnum):
    """Where the reporter works. Which are under the meldcode is in ``schemas/meldcode.yaml``."""

    HEALTH_CARE = "gezondheidszorg"
    EDUCATION = "onderwijs"
    CHILD_CARE = "kinderopvang"
    SOCIAL_SUPPORT = "maatschappelijke-ondersteuning"
    YOUTH_CARE = "jeugdhulp"
    JUSTICE = "justitie"
    MUNICIPALITY = "gemeente"
    POLICE = "politie"
    OTHER_PROFESSIONAL = "overige-professional"
    COMPULSORY_EDUCATION = "leerplicht"
    ASYLUM_RECEPTION = "opvang-asielzoekers"
    PUBLIC_HEALTH = "publieke-gezondheid"


class PersonRole(StrEnum):
    VICTIM = "slachtoffer"
    SUSPECT = "verdachte"
    WITNESS = "getuige"


class Gender(StrEnum):
    WOMAN = "vrouw"
    MAN = "man"
    OTHER = "anders"
    UNKNOWN = "onbekend"


class UserRole(StrEnum):
    PROFESSIONAL = "melder-professional"
    ANALYST = "analist"
    AANDACHTFUNCTIONARIS = "aandachtfunctionaris"
    CHAIN_DIRECTOR = "ketenregisseur"
    ADMINISTRATOR = "beheerder"
    AUDITOR = "auditor"


class ObjectKind(StrEnum):
    """What two signals can have in common, whoever reported them."""

    ADDRESS = "adres"
    COMPANY = "bedrijf"
    PHONE = "telefoon"
    PLATE = "kenteken"


class Assessment(StrEnum):
    """What the analyst concludes after enrichment (plan 2.2)."""

    STRENGTHENED = "versterkt"
    NOT_STRENGTHENED = "niet-versterkt"
    INFORMATION_NEEDED = "meer-informatie-nodig"


class InterventionKind(StrEnum):
    """What a municipality or its partners did before at an address or a firm (plan 2.2, "eerdere interventies")."""

    CHECK = "controle"
    WARNING = "waarschuwing"
    FINE = "bestuurlijke-boete"
    PENALTY_ORDER = "last-onder-dwangsom"
    CLOSURE = "sluiting"
    OTHER = "anders"


class Outcome(StrEnum):
    """The boxes at the bottom of the stroomschema (plan 2.3, Van signaal naar casuistiek)."""

    NO_SUSPICION = "geen-vermoeden"
    CARE = "zorg"
    CARE_AND_CRIMINAL = "zorg-en-strafrechtelijk"
    ORGANISED_CRIME = "ondermijnende-criminaliteit"


class ReporterStatus(StrEnum):
    """What the reporter may know: where the signal stands, never what is in it."""

    RECEIVED = "ontvangen"
    MELDCODE = "meldcode-stappen-nodig"
    INFORMATION_ASKED = "meer-informatie-gevraagd"
    CLOSED_NOT_STRENGTHENED = "niet-versterkt"
    WITH_AANDACHTFUNCTIONARIS = "bij-aandachtfunctionaris"
    REFERRED = "doorgeleid"
    IN_PROGRESS = "in-behandeling"
    CLOSED = "afgerond"
    WITHDRAWN = "ingetrokken"


class AdditionKind(StrEnum):
    """What was said of a signal after it came: by its reporter, or by the chain itself."""

    SUPPLEMENT = "aanvulling"
    RETRACTION = "intrekking"
    LINKED_ELSEWHERE = "ook-elders"


class ReportingBody(StrEnum):
    """Which body of the municipality takes part in a partnership, each with tasks of its own (Wgs 2.19 and 2.27)."""

    MAYOR = "burgemeester"
    COLLEGE = "college"


class CaseTable(StrEnum):
    """Where a case is discussed before the decision (plan 2.3: MDO, and the tables that exist)."""

    MDO = "mdo-mensenhandel"
    CARE = "zorgoverleg"
    RIEC = "riec-casustafel"


class Participant(StrEnum):
    """Who sits at a table, by function; never a name. Who may sit at which is in ``schemas/tables``."""

    AANDACHTFUNCTIONARIS = "aandachtfunctionaris"
    ZORGCOORDINATOR = "zorgcoordinator"
    VEILIG_THUIS = "veilig-thuis"
    POLICE = "politie"
    ZVH = "zorg-en-veiligheidshuis"
    RIEC = "riec"
    NLA = "arbeidsinspectie"
    PROSECUTION = "openbaar-ministerie"
    SOCIAL_DOMAIN = "sociaal-domein"
    CHILD_PROTECTION = "raad-voor-de-kinderbescherming"
    PRISON_SERVICE = "dienst-justitiele-inrichtingen"
    PUBLIC_HEALTH = "ggd"
    PROBATION = "reclassering"
    CERTIFIED_INSTITUTION = "gecertificeerde-instelling"
    MENTAL_HEALTH = "ggz"
    TAX = "belastingdienst"
    FISCAL_INVESTIGATION = "fiod"
    MARECHAUSSEE = "koninklijke-marechaussee"
    EMPLOYEE_INSURANCE = "uwv"
    IMMIGRATION = "ind"
    PROVINCE = "provincie"
    FOOD_SAFETY = "nvwa"
    COMENSHA = "comensha"


class ReferralState(StrEnum):
    """Where a referral stands."""

    SENT = "verzonden"
    RECEIVED = "ontvangen"
    INFORMATION_ASKED = "meer-informatie-gevraagd"
    INFORMATION_GIVEN = "informatie-gegeven"
    ACCEPTED = "aanvaard"
    IN_PROGRESS = "in-behandeling"
    DECLINED = "afgewezen"
    DONE = "afgerond"
    REVOKED = "ingetrokken"


class DeclineReason(StrEnum):
    NOT_COMPETENT = "niet-bevoegd"
    ALREADY_KNOWN = "al-in-behandeling"
    INSUFFICIENT = "onvoldoende-informatie"
    NO_CAPACITY = "geen-capaciteit"


class DoneOutcome(StrEnum):
    HELP_STARTED = "hulp-gestart"
    CASE_CLOSED = "casus-afgerond"
    NO_FOLLOW_UP = "geen-vervolg"


class Conclusion(StrEnum):
    """A partner's answer to a consultation: a conclusion, never its file (Wpg)."""

    SUPPORTS = "ondersteunt-vermoeden"
    DOES_NOT_SUPPORT = "ondersteunt-vermoeden-niet"
    UNKNOWN = "niet-bekend"


class SecondPersonReason(StrEnum):
    """Why a decision needs a second person: it can't be undone for the people in it."""

    RIEC = "riec"
    CONSENT_REFUSED = "toestemming-geweigerd"
    FREE_TEXT = "vrije-tekst"


class SensitiveData(StrEnum):
    """Kinds of data for which the law of a partnership has a rule of its own (Wgs 2.21, 2.22, 2.29, 2.30; BGS 1.9)."""

    NATIONALITY = "nationaliteit"
    HEALTH = "gezondheid"
    SEXUAL_CONDUCT = "seksueel-gedrag"
    CRIMINAL = "strafrechtelijk"


class ConsentReason(StrEnum):
    """Why nobody asked the victim, or why sharing goes on without consent; what ``anders`` is, words elsewhere say."""

    NOT_SAFE_TO_ASK = "vragen-is-niet-veilig"
    OUT_OF_REACH = "niet-bereikbaar"
    MINOR = "minderjarig"
    MELDCODE = "volgens-de-meldcode"
    DANGER_TO_VICTIM = "gevaar-voor-betrokkene"
    DANGER_TO_OTHERS = "gevaar-voor-anderen"
    STATUTORY_TASK = "wettelijke-taak"
    OTHER = "anders"


class Awaited(StrEnum):
    """What can wait too long."""

    SIGNAL = "signaal"
    ANSWER = "antwoord"
    SECOND_PERSON = "tweede-persoon"
    ADVICE = "advies"
    CONFIRMATION = "bevestiging"
    REFERRAL = "verwijzing"
