"""A stand-in for the KVK's API Basisprofiel v1: ``GET /v1/basisprofielen/{kvkNummer}``.

Contract: developers.kvk.nl, API Basisprofiel 1.5 (HAL, header ``apikey``, errors as ``fout``; any field may be absent).
Of the error codes only IPD0004 and IPD0005 are the KVK's own, the others are made up in their form.
Every firm is derived from its number, so the same question always has the same answer and no such firm exists:

- numbers that end in 9 are not registered; those that end in 8 have ended; those that end in 7 have a statutory name
  and no other, those in 6 no name at all;
- numbers that begin with 9999 meet a page of maintenance on the way, with status 200.
"""

from __future__ import annotations

import hmac
import os
import re
from http import HTTPStatus
from pathlib import Path
from typing import TYPE_CHECKING, Any

from starlette.applications import Starlette
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import Route

from deploy.local.stand_in import HEALTH, accepts, serve

if TYPE_CHECKING:
    from starlette.requests import Request

_ACTIVITIES = (
    ("0119", "Teelt van overige eenjarige gewassen"),
    ("1011", "Slachterijen (geen pluimvee-)"),
    ("4120", "Algemene burgerlijke en utiliteitsbouw"),
    ("5610", "Restaurants"),
    ("7820", "Uitzendbureaus"),
    ("9601", "Wasserijen en linnenverhuur"),
)


_HAL = "application/hal+json"
_BOOLEANS = ("true", "false")


def profile_of(number: str) -> dict[str, Any] | None:
    """The contract's Basisprofiel, as far as enrichment's question goes; None for what is not registered."""
    if number.endswith("9"):
        return None
    code, words = _ACTIVITIES[int(number) % len(_ACTIVITIES)]
    started = f"{2000 + int(number) % 25}0{1 + int(number) % 9}00"
    ended = {"datumEinde": "20251231"} if number.endswith("8") else {}
    name = f"Onderneming {number[-4:]} te Nergenshuizen"
    names: dict[str, Any] = {"naam": name, "handelsnamen": [{"naam": name, "volgorde": 0}]}
    if number.endswith("7"):
        names = {"statutaireNaam": name}
    elif number.endswith("6"):
        names = {}
    return {
        "kvkNummer": number,
        "indNonMailing": "Ja",
        **names,
        "formeleRegistratiedatum": started,
        "materieleRegistratie": {"datumAanvang": started, **ended},
        "sbiActiviteiten": [{"sbiCode": code, "sbiOmschrijving": words, "indHoofdactiviteit": "Ja"}],
        "_links": {"self": {"href": f"/v1/basisprofielen/{number}"}},
    }


def application(key: str) -> Starlette:
    """The register, open to who has this key."""

    async def basisprofiel(request: Request) -> Response:
        number: str = request.path_params["number"]
        if refused := _not_allowed(request, key, number):
            return refused
        if number.startswith("9999"):
            return HTMLResponse("<!doctype html><title>Onderhoud</title>")
        profile = profile_of(number)
        if profile is None:
            words = f"Op basis van het KVK-nummer {number} kan het product niet worden geleverd."
            return _fault(HTTPStatus.NOT_FOUND, "IPD0005", words)
        return JSONResponse(profile, headers={"API-Version": "1.5.0"}, media_type=_HAL)

    return Starlette(
        routes=[
            Route("/v1/basisprofielen/{number}", basisprofiel, methods=["GET"]),
            *HEALTH,
        ]
    )


def _not_allowed(request: Request, key: str, number: str) -> Response | None:
    if not hmac.compare_digest(request.headers.get("apikey", "").encode(), key.encode()):
        return _fault(HTTPStatus.UNAUTHORIZED, "IPD0001", "Geen of onjuiste apikey aangeleverd.")
    if not accepts(request, _HAL, "application/json"):
        return _fault(HTTPStatus.NOT_ACCEPTABLE, "IPD0002", "Opgegeven Accept header wordt niet ondersteund.")
    if request.query_params.keys() - {"geoData"} or request.query_params.get("geoData", "true") not in _BOOLEANS:
        return _fault(HTTPStatus.BAD_REQUEST, "IPD0003", "Een opgegeven parameter is niet valide.")
    if not re.fullmatch(r"[0-9]{8}", number, re.ASCII):
        return _fault(HTTPStatus.BAD_REQUEST, "IPD0004", f"Het KVK-nummer {number} is niet valide.")
    return None


def _fault(status: HTTPStatus, code: str, words: str) -> Response:
    return JSONResponse({"fout": [{"code": code, "omschrijving": words}]}, int(status), media_type=_HAL)


def main() -> None:
    """KVK_KEY_FILE comes from the environment."""
    serve(application(Path(os.environ["KVK_KEY_FILE"]).read_text("utf-8").strip()))


if __name__ == "__main__":
    main()
