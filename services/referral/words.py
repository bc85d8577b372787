"""What is said of a referral, in Dutch."""

from services.casework.words import WORDS
from services.runtime.http.dutch import dutch

DUTCH = dutch(
    WORDS,
    {
        "awaiting": "wachtOpTweede",
        "digest": "digest",
        "proposed_answer": "voorgesteldAntwoord",
        "proposed_at": "voorgesteldOp",
        "proposed_by": "voorgesteldDoor",
        "taken_by": "gezetDoor",
        "unconfirmed": "nietBevestigd",
    },
)
