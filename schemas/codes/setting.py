"""What the administration can set, and why it does."""

from enum import StrEnum

from schemas.codes.reason import OTHER

VERSION = "2026-11-28"


class SettingKind(StrEnum):
    NORM = "normtijd"
    RETENTION = "bewaartermijn"
    CALENDAR = "werkkalender"
    AANDACHTFUNCTIONARIS = "aandachtfunctionaris"
    FOCAL_POINT = "accenthouder"
    TABLE = "casustafel"
    LABEL = "codetekst"


OF_PEOPLE = frozenset({SettingKind.AANDACHTFUNCTIONARIS, SettingKind.FOCAL_POINT})
"""Kinds that say who somebody is: of one municipality each, and personal data."""


class ChangeReason(StrEnum):
    """Why something is set otherwise."""

    AGREED = "afspraak-district"
    EVALUATION = "evaluatie"
    STAFF = "personele-wisseling"
    LAW = "wet-gewijzigd"
    MISTAKE = "herstel"
    OTHER = OTHER


class ChangeRefusalReason(StrEnum):
    """Why a proposed change does not go on."""

    INCORRECT = "onjuist"
    NOT_AGREED = "niet-afgesproken"
    WITHDRAWN = "ingetrokken"
    OTHER = OTHER
