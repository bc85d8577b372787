"""The auditor's words, in Dutch."""

from services.runtime.http.dutch import dutch

DUTCH = dutch(
    {
        "account": "verantwoording",
        "case": "zaak",
        "contact_points": "contactpunten",
        "cosigned": "ondertekend",
        "count": "aantal",
        "event": "gebeurtenis",
        "items": "items",
        "key": "sleutel",
        "last": "laatsteOffset",
        "log_index": "logIndex",
        "logged": "inLog",
        "more": "meer",
        "name": "naam",
        "next": "volgende",
        "official": "ambtenaar",
        "offset": "offset",
        "partition": "partitie",
        "partner": "partner",
        "sha256": "sha256",
        "signed_at": "ondertekendOp",
        "size": "omvang",
        "timestamp": "tijdstip",
        "topic": "topic",
        "value": "inhoudBase64",
        "witnesses": "getuigen",
        "words": "zoekwoorden",
    }
)
