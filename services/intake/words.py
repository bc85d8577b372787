"""The reporter's words, in Dutch."""

from services.casework.words import WORDS
from services.runtime.http.dutch import dutch

DUTCH = dutch(
    WORDS,
    {
        "about_a_child": "overEenKind",
        "acknowledged_at": "ontvangenDoorPolitieOp",
        "acute": "acuteNood",
        "alert": "alarm",
        "as_written": "alsGeschreven",
        "checked_on": "nagelezenOp",
        "missing_steps": "ontbrekendeStappen",
        "number": "nummer",
        "phones": "telefoonnummers",
        "raised_at": "gegevenOp",
        "reported_before": "eerderGemeld",
        "routes": "routes",
        "situation": "situatie",
        "source": "bron",
        "status": "status",
        "supplement": "tekst",
        "taken_over": "overgenomen",
        "taken_back_at": "ingetrokkenDoorUOp",
        "under_meldcode": "onderMeldcode",
        "url": "url",
        "valid_from": "geldigVanaf",
        "version": "versie",
        "what": "waarvoor",
        "what_next": "vervolg",
        "withdrawn_at": "ingetrokkenOp",
        "withdrawn_explanation": "toelichtingIntrekking",
        "withdrawn_reason": "redenIntrekking",
        "words": "zoekwoorden",
    },
)
