"""For what somebody looks at content: told by who reads, and on record with the look (AVG 5, first paragraph, b)."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from schemas.codes.flow import UserRole

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping


class ReadingPurpose(StrEnum):
    HANDLING = "behandeling"
    CONSULTATION = "overleg"
    STANDING_IN = "waarneming"
    REVIEW = "controle"
    COMPLAINT = "klacht"
    ACCESS_REQUEST = "inzageverzoek"
    ACCOUNT = "verantwoording"
    OWN_REPORT = "eigen-melding"


_AT_A_DESK = (ReadingPurpose.HANDLING, ReadingPurpose.CONSULTATION, ReadingPurpose.STANDING_IN, ReadingPurpose.REVIEW)

PURPOSES: Mapping[UserRole, tuple[ReadingPurpose, ...]] = {
    UserRole.PROFESSIONAL: (ReadingPurpose.OWN_REPORT,),
    UserRole.ANALYST: _AT_A_DESK,
    UserRole.AANDACHTFUNCTIONARIS: (*_AT_A_DESK, ReadingPurpose.COMPLAINT, ReadingPurpose.ACCESS_REQUEST),
    UserRole.CHAIN_DIRECTOR: (ReadingPurpose.REVIEW,),
    UserRole.ADMINISTRATOR: (ReadingPurpose.REVIEW,),
    UserRole.AUDITOR: (
        ReadingPurpose.ACCOUNT,
        ReadingPurpose.REVIEW,
        ReadingPurpose.COMPLAINT,
        ReadingPurpose.ACCESS_REQUEST,
    ),
}
"""Our choice, by function: what it does not do it reads for nobody."""


def of_functions(functions: Collection[UserRole]) -> list[ReadingPurpose]:
    """Each once, in the order of the list."""
    return [purpose for purpose in ReadingPurpose if any(purpose in PURPOSES[one] for one in functions)]
