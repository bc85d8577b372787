"""A stand-in for the BRP API Personen v2: ``POST /personen``, searched by the BAG's identification of an address.

Contract: BRP-API/Haal-Centraal-BRP-bevragen (openapi.yaml 2.x; features on fields and on errors), behind a gateway that
wants to know the purpose. Who is registered is derived from the address, so the same question always has the same
answer and nobody lives there: up to twelve people, of whom only what is asked for is told.
"""

from __future__ import annotations

import hmac
import os
import re
from hashlib import sha256
from http import HTTPStatus
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from starlette.applications import Starlette
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from deploy.local.stand_in import HEALTH, serve

if TYPE_CHECKING:
    from starlette.requests import Request

_TYPE = "ZoekMetNummeraanduidingIdentificatie"
_OPTIONAL = {"inclusiefOverledenPersonen", "gemeenteVanInschrijving"}
_FIELDS = {"leeftijd", "geslacht"}
"""Those this stand-in can tell; the register has many more."""

Invalid = dict[str, str]


def people_at(identification: str) -> list[dict[str, Any]]:
    """Everything there is to tell of those registered there."""
    digest = sha256(identification.encode()).digest()
    return [
        {"leeftijd": age % 90, "geslacht": {"code": "V" if age % 2 else "M"}} for age in digest[1 : 1 + digest[0] % 13]
    ]


def problems_in(question: dict[str, Any]) -> list[Invalid]:
    """What the contract refuses, parameter by parameter."""
    if "type" not in question:
        return [_invalid("type", "required", "Parameter is verplicht.")]
    if question["type"] != _TYPE:
        return [_invalid("type", "value", "Waarde is geen geldig zoek type.")]
    known = {"type", "fields", "nummeraanduidingIdentificatie", *_OPTIONAL}
    found = [_invalid(name, "unknownParam", "Parameter is niet verwacht.") for name in question if name not in known]
    if not re.fullmatch(r"[0-9]{16}", str(question.get("nummeraanduidingIdentificatie", ""))):
        reason = "Waarde voldoet niet aan patroon ^[0-9]{16}$."
        found.append(_invalid("nummeraanduidingIdentificatie", "pattern", reason))
    fields = question.get("fields")
    if fields is None:
        found.append(_invalid("fields", "required", "Parameter is verplicht."))
    elif not isinstance(fields, list) or not fields:
        found.append(_invalid("fields", "minItems", "Array bevat minder dan 1 items."))
    else:
        found += [
            _invalid(f"fields[{place}]", "fields", "Parameter bevat een niet bestaande veldnaam.")
            for place, name in enumerate(cast("list[object]", fields))
            if name not in _FIELDS
        ]
    return found


def application(key: str) -> Starlette:
    """The register, open to who has this key and says what for."""

    async def personen(request: Request) -> Response:
        if not hmac.compare_digest(request.headers.get("x-api-key", "").encode(), key.encode()):
            return _fault(HTTPStatus.UNAUTHORIZED, "Niet correct geauthenticeerd.", "authentication")
        if not request.headers.get("x-doelbinding"):
            return _fault(HTTPStatus.FORBIDDEN, "U bent niet geautoriseerd voor deze vraag.", "unauthorized")
        question = await request.json()
        if invalid := problems_in(question):
            title = "Een of meerdere parameters zijn niet correct."
            return _fault(HTTPStatus.BAD_REQUEST, title, "paramsValidation", invalid)
        told = [
            {name: value for name, value in person.items() if name in question["fields"]}
            for person in people_at(question["nummeraanduidingIdentificatie"])
        ]
        return JSONResponse({"type": _TYPE, "personen": told})

    return Starlette(
        routes=[
            Route("/personen", personen, methods=["POST"]),
            *HEALTH,
        ]
    )


def _invalid(name: str, code: str, reason: str) -> Invalid:
    return {"name": name, "code": code, "reason": reason}


def _fault(status: HTTPStatus, title: str, code: str, invalid: list[Invalid] | None = None) -> Response:
    content: dict[str, Any] = {"status": int(status), "title": title, "code": code, "instance": "/personen"}
    if invalid:
        content["detail"] = f"De foutieve parameter(s) zijn: {', '.join(one['name'] for one in invalid)}."
        content["invalidParams"] = invalid
    return JSONResponse(content, int(status), media_type="application/problem+json")


def main() -> None:
    """BRP_KEY_FILE comes from the environment."""
    serve(application(Path(os.environ["BRP_KEY_FILE"]).read_text("utf-8").strip()))


if __name__ == "__main__":
    main()
