"""The administrator's words, in Dutch."""

from services.casework.words import WORDS
from services.runtime.http.dutch import dutch

DUTCH = dutch(
    WORDS,
    {
        "closed": "geslotenDagen",
        "days": "dagen",
        "effective_on": "ingangsdatum",
        "label": "tekst",
        "official_email": "email",
        "official_name": "naam",
        "officials": "personen",
        "participants": "deelnemers",
        "proposed_at": "voorgesteldOp",
        "proposed_by": "voorgesteldDoor",
        "serves_from": "van",
        "serves_until": "totEnMet",
        "setting": "naam",
        "standing": "nu",
        "stands_in": "vervangt",
        "value": "waarde",
        "what": "omschrijving",
        "working_days": "werkdagen",
    },
)
