"""What is said of a referral, in Dutch."""

from services.casework.words import WORDS
from services.runtime.http.dutch import dutch

DUTCH = dutch(
    WORDS,
    {
        "taken_by": "gezetDoor",
        "unconfirmed": "nietBevestigd",
    },
)
