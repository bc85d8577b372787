"""A stand-in for the BRP API Personen v2: ``POST /personen``, searched by the BAG's identification of an address.

Contract: BRP-API/Haal-Centraal-BRP-bevragen (openapi.yaml 2.7; features on fields, on errors, on the age and on how
many are found), behind a gateway that wants to know the purpose. Who is registered is derived from the address, so the
same question always has the same answer and nobody lives there: up to twelve people, at one address in sixteen more
than the register's maximum. Of them only what is asked for is told; whose day of birth is not known has no age.
"""

from __future__ import annotations

import hmac
import json
import os
import re
from hashlib import sha256
from http import HTTPStatus
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from starlette.applications import Starlette
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from deploy.local.stand_in import HEALTH, Invalid, accepts, invalid, problem, serve

if TYPE_CHECKING:
    from starlette.requests import Request

MAXIMUM = 30
"""Since version 2.5, for those registered at an address."""

_TYPE = "ZoekMetNummeraanduidingIdentificatie"
_TYPES = {
    _TYPE,
    "RaadpleegMetBurgerservicenummer",
    "ZoekMetAdresseerbaarObjectIdentificatie",
    "ZoekMetGeslachtsnaamEnGeboortedatum",
    "ZoekMetNaamEnGemeenteVanInschrijving",
    "ZoekMetPostcodeEnHuisnummer",
    "ZoekMetStraatHuisnummerEnGemeenteVanInschrijving",
}
_FIELDS = {"leeftijd", "geslacht", "geboorte", "geboorte.datum"}
"""Those this stand-in can tell; the register has many more."""
_MOST_FIELDS = 130
_JSON = "application/json"


def people_at(identification: str) -> list[dict[str, Any]]:
    """Everything there is to tell of those registered there."""
    digest = sha256(identification.encode()).digest()
    crowded = digest[31] % 16 == 0
    count = MAXIMUM + 1 + digest[0] % 30 if crowded else digest[0] % 13
    return [_person(digest[1 + place % 30]) for place in range(count)]


def _person(seed: int) -> dict[str, Any]:
    """One in eleven was born in a year of which nothing else is known, one in thirteen nobody knows when."""
    told: dict[str, Any] = {"geslacht": {"code": "V" if seed % 2 else "M"}}
    if seed % 13 == 0:
        return {**told, "geboorte": {"datum": {"type": "DatumOnbekend", "onbekend": True, "langFormaat": "onbekend"}}}
    if seed % 11 == 0:
        year = 2026 - seed % 90
        return {**told, "geboorte": {"datum": {"type": "JaarDatum", "jaar": year, "langFormaat": str(year)}}}
    return {**told, "leeftijd": seed % 90}


def problems_in(question: dict[str, Any]) -> list[Invalid]:
    """What the contract refuses, parameter by parameter."""
    if "type" not in question:
        return [invalid("type", "required", "Parameter is verplicht.")]
    if question["type"] not in _TYPES:
        return [invalid("type", "value", "Waarde is geen geldig zoek type.")]
    known = {
        "type",
        "fields",
        "nummeraanduidingIdentificatie",
        "inclusiefOverledenPersonen",
        "gemeenteVanInschrijving",
    }
    found = [invalid(name, "unknownParam", "Parameter is niet verwacht.") for name in question if name not in known]
    asked = question.get("nummeraanduidingIdentificatie")
    if asked is None or not str(asked):
        found.append(invalid("nummeraanduidingIdentificatie", "required", "Parameter is verplicht."))
    elif not isinstance(asked, str) or not re.fullmatch(r"(?!0{16})[0-9]{16}", asked, re.ASCII):
        reason = "Waarde voldoet niet aan patroon ^[0-9]{16}$."
        found.append(invalid("nummeraanduidingIdentificatie", "pattern", reason))
    if not isinstance(question.get("inclusiefOverledenPersonen", True), bool):
        found.append(invalid("inclusiefOverledenPersonen", "boolean", "Waarde is geen boolean."))
    if not re.fullmatch(r"[0-9]{4}", str(question.get("gemeenteVanInschrijving", "0268")), re.ASCII):
        found.append(invalid("gemeenteVanInschrijving", "pattern", "Waarde voldoet niet aan patroon ^[0-9]{4}$."))
    return found + _problems_in_fields(question.get("fields"))


def _problems_in_fields(fields: object) -> list[Invalid]:
    if fields is None:
        return [invalid("fields", "required", "Parameter is verplicht.")]
    if not isinstance(fields, list):
        return [invalid("fields", "array", "Parameter is geen array.")]
    if not fields:
        return [invalid("fields", "minItems", "Array bevat minder dan 1 items.")]
    named = cast("list[object]", fields)
    if len(named) > _MOST_FIELDS:
        return [invalid("fields", "maxItems", f"Array bevat meer dan {_MOST_FIELDS} items.")]
    return [
        invalid(f"fields[{place}]", "fields", "Parameter bevat een niet bestaande veldnaam.")
        for place, name in enumerate(named)
        if name not in _FIELDS
    ]


def application(key: str) -> Starlette:
    """The register, open to who has this key and says what for."""

    async def personen(request: Request) -> Response:
        return _not_allowed(request, key) or _answer(await request.body())

    return Starlette(
        routes=[
            Route("/personen", personen, methods=["POST"]),
            *HEALTH,
        ]
    )


def _not_allowed(request: Request, key: str) -> Response | None:
    """Who asks, what for, and in which media types, before what is asked."""
    supported = f"Ondersteunde content type: {_JSON}; charset=utf-8."
    if not hmac.compare_digest(request.headers.get("x-api-key", "").encode(), key.encode()):
        return _fault(HTTPStatus.UNAUTHORIZED, "Niet correct geauthenticeerd.", "authentication", "Geen sleutel.")
    if not request.headers.get("x-doelbinding"):
        title = "U bent niet geautoriseerd voor deze vraag."
        return _fault(HTTPStatus.FORBIDDEN, title, "unauthorized", "Geen doelbinding.")
    if not accepts(request, _JSON):
        title = "Gevraagde content type wordt niet ondersteund."
        return _fault(HTTPStatus.NOT_ACCEPTABLE, title, "notAcceptable", supported)
    sent = request.headers.get("content-type", _JSON).replace(" ", "").lower()
    if sent not in (_JSON, f"{_JSON};charset=utf-8"):
        title = "Media Type wordt niet ondersteund."
        return _fault(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, title, "unsupportedMediaType", supported)
    return None


def _answer(body: bytes) -> Response:
    title = "Een of meerdere parameters zijn niet correct."
    try:
        question: object = json.loads(body)
    except ValueError:
        question = None
    if not isinstance(question, dict):
        return _fault(HTTPStatus.BAD_REQUEST, title, "paramsValidation", "De body is geen JSON object.")
    asked = cast("dict[str, Any]", question)
    if wrong := problems_in(asked):
        detail = f"De foutieve parameter(s) zijn: {', '.join(one['name'] for one in wrong)}."
        return _fault(HTTPStatus.BAD_REQUEST, title, "paramsValidation", detail, wrong)
    people = people_at(asked["nummeraanduidingIdentificatie"])
    if len(people) > MAXIMUM:
        detail = f"Meer dan maximum van {MAXIMUM} zoekresultaten gevonden. Verfijn de zoekopdracht."
        return _fault(HTTPStatus.BAD_REQUEST, "Teveel zoekresultaten.", "tooManyResults", detail)
    wanted = {name.partition(".")[0] for name in asked["fields"]}
    told = [{name: value for name, value in person.items() if name in wanted} for person in people]
    return JSONResponse({"type": _TYPE, "personen": told}, media_type=f"{_JSON}; charset=utf-8")


def _fault(status: HTTPStatus, title: str, code: str, detail: str, wrong: list[Invalid] | None = None) -> Response:
    return problem(status, title, code, detail, "/haalcentraal/api/brp/personen", wrong or ())


def main() -> None:
    """BRP_KEY_FILE comes from the environment."""
    serve(application(Path(os.environ["BRP_KEY_FILE"]).read_text("utf-8").strip()))


if __name__ == "__main__":
    main()
