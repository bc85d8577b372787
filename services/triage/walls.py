"""Whose cases triage shows: those of a municipality."""

from services.casework.handling.privileges import HANDLING_ROWS
from services.casework.settings.privileges import OPEN
from services.casework.tally.privileges import TALLY_ROWS
from services.runtime.base.walls import ITSELF, Walls

WALLS = Walls(
    behind={
        "signalen": ITSELF,
        "aanvullingen": "select signal_id from addition where addition_id = $1",
        "consultaties": "select signal_id from consultation where reference = $1",
        "casustafels": "select signal_id from agenda_item where item_id = $1",
        "overdrachten": "select signal_id from hand_over where hand_over_id = $1",
        "voorstellen": "select signal_id from proposal where proposal_id = $1",
    },
    open=OPEN,
    rows={
        **HANDLING_ROWS,
        **TALLY_ROWS,
        "notice": "exists (select from consultation c where c.reference = notice.reference)",
    },
)
