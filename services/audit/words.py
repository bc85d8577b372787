"""The auditor's words, in Dutch."""

from services.runtime.http.dutch import dutch

DUTCH = dutch(
    {
        "account": "verantwoording",
        "contact_points": "contactpunten",
        "count": "aantal",
        "event": "gebeurtenis",
        "items": "items",
        "key": "sleutel",
        "last": "laatsteOffset",
        "log_index": "logIndex",
        "next": "volgende",
        "offset": "offset",
        "partition": "partitie",
        "sha256": "sha256",
        "timestamp": "tijdstip",
        "topic": "topic",
        "value": "inhoudBase64",
        "words": "zoekwoorden",
    }
)
