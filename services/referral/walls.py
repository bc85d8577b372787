"""Whose cases a referral service shows: those of a municipality."""

from services.casework.settings.privileges import OPEN
from services.runtime.base.walls import ITSELF, Walls

_OF_A_REFERRAL = "exists (select from referral r where r.reference = {table}.reference)"

WALLS = Walls(
    behind={
        "signalen": ITSELF,
        "verwijzingen": "select signal_id from referral where reference = $1",
        "antwoorden": "select signal_id from answer_proposal where proposal_id = $1",
    },
    rows={"referral_step": _OF_A_REFERRAL, "notice": _OF_A_REFERRAL},
    open=OPEN,
)
