"""A stand-in for the Kadaster's BAG API Individuele Bevragingen v2: ``GET /adressen`` by postcode and house number.

Contract: lvbag/BAG-API (adressen.yaml v2; Features/foutafhandeling, exacte_match, adresregels, rate-limiting). Every
address is derived from what is asked, so the same question always has the same answer and nobody lives there:

- house numbers from 900 up do not exist; even ones also have letters A and B, tens also A bis;
- a postcode of Gelderland-Zuid lies where it lies; any other one lies in Nergenshuizen.
"""

from __future__ import annotations

import hmac
import os
import re
import time
from dataclasses import dataclass
from hashlib import sha256
from http import HTTPStatus
from pathlib import Path
from typing import TYPE_CHECKING, Any

from starlette.applications import Starlette
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from deploy.local.stand_in import HEALTH, serve

if TYPE_CHECKING:
    from collections.abc import Mapping

    from starlette.requests import Request

REQUESTS_PER_SECOND = 50
FIRST_UNKNOWN_NUMBER = 900

PLACES = {
    "GM0209": {6641: "Beuningen", 6644: "Ewijk", 6645: "Winssen"},
    "GM0214": {4116: "Buren", 4021: "Maurik", 4033: "Lienden"},
    "GM0216": {4101: "Culemborg", 4103: "Culemborg", 4105: "Culemborg"},
    "GM0225": {6651: "Druten", 6652: "Druten", 6654: "Afferden"},
    "GM0252": {6581: "Malden", 6582: "Heumen", 6611: "Overasselt"},
    "GM0263": {5321: "Hedel", 5331: "Kerkdriel", 5324: "Ammerzoden"},
    "GM0268": {6511: "Nijmegen", 6525: "Nijmegen", 6531: "Nijmegen", 6541: "Nijmegen", 6663: "Lent"},
    "GM0281": {4001: "Tiel", 4003: "Tiel", 4005: "Tiel"},
    "GM0296": {6601: "Wijchen", 6602: "Wijchen", 6605: "Wijchen"},
    "GM0297": {5301: "Zaltbommel", 5302: "Zaltbommel", 5306: "Brakel"},
    "GM0668": {6658: "Beneden-Leeuwen", 6657: "Boven-Leeuwen", 6621: "Dreumel"},
    "GM1740": {4041: "Kesteren", 4043: "Opheusden", 4051: "Ochten"},
    "GM1945": {6561: "Groesbeek", 6573: "Beek-Ubbergen", 6566: "Millingen aan de Rijn"},
    "GM1960": {4191: "Geldermalsen", 4153: "Beesd", 4171: "Herwijnen"},
}
"""Places of each municipality by the digits of their postcode."""

_ELSEWHERE = ("GM9999", "Nergenshuizen")
_PLACE_AT = {digits: (code, place) for code, places in PLACES.items() for digits, place in places.items()}
_STREETS = (
    "Appelhof",
    "Boomgaardlaan",
    "Dijkweg",
    "Ganzenveer",
    "Havenkade",
    "Industrieweg",
    "Kersenstraat",
    "Lindelaan",
    "Molenpad",
    "Nieuwe Markt",
    "Oude Waalbrug",
    "Perenlaantje",
    "Steenovenweg",
    "Uiterwaardenlaan",
    "Veerstraat",
    "Waalzicht",
)

_PATTERNS = {
    "postcode": r"^[1-9]{1}[0-9]{3}[a-zA-Z]{2}$",
    "huisletter": r"^[a-zA-Z]{1}$",
    "huisnummertoevoeging": r"^[0-9a-zA-Z]{1,4}$",
}
_KNOWN = {*_PATTERNS, "huisnummer", "exacteMatch"}
_HAL = "application/hal+json"
_PROBLEM = "application/problem+json"


@dataclass(frozen=True, slots=True)
class Address:
    """One address as the register holds it."""

    postcode: str
    number: int
    letter: str | None = None
    addition: str | None = None


def street_of(postcode: str) -> str:
    """A postcode lies in one street."""
    return _STREETS[_digest(postcode) % len(_STREETS)]


def place_of(postcode: str) -> str:
    return _PLACE_AT.get(int(postcode[:4]), _ELSEWHERE)[1]


def addresses_at(postcode: str, number: int) -> list[Address]:
    """Every address with this postcode and house number."""
    if number >= FIRST_UNKNOWN_NUMBER:
        return []
    found = [Address(postcode, number)]
    if number % 2 == 0:
        found += [Address(postcode, number, "A"), Address(postcode, number, "B")]
    if number % 10 == 0:
        found.append(Address(postcode, number, "A", "bis"))
    return found


def find(query: Mapping[str, str]) -> list[Address]:
    """Those a valid question means; exacteMatch=true leaves out letters and additions that were not asked for."""
    letter = query.get("huisletter", "").upper() or None
    addition = query.get("huisnummertoevoeging", "").lower() or None
    exact = query.get("exacteMatch", "false") == "true"

    def meant(address: Address) -> bool:
        asked = ((letter, address.letter), (addition, address.addition))
        return all(want == has or (want is None and not exact) for want, has in asked)

    return [a for a in addresses_at(query["postcode"].upper(), int(query["huisnummer"])) if meant(a)]


def problem_in(query: Mapping[str, str]) -> tuple[str, str, list[dict[str, str]]] | None:
    """Title, code and invalid parameters of a question the register can't answer."""
    if not query:
        return "Ten minste één parameter moet worden opgegeven.", "paramsRequired", []
    invalid = [_invalid(name, "Parameter is niet verwacht.", "unknownParam") for name in query if name not in _KNOWN]
    for name, pattern in _PATTERNS.items():
        if name in query and not re.match(pattern, query[name]):
            invalid.append(_invalid(name, f"Waarde voldoet niet aan patroon {pattern}.", "pattern"))
    number = query.get("huisnummer", "1")
    if not number.isascii() or not number.isdecimal():
        invalid.append(_invalid("huisnummer", "Waarde is geen geldige integer.", "integer"))
    elif int(number) < 1:
        invalid.append(_invalid("huisnummer", "Waarde is lager dan minimum 1.", "minimum"))
    elif int(number) > 99999:
        invalid.append(_invalid("huisnummer", "Waarde is hoger dan maximum 99999.", "maximum"))
    if query.get("exacteMatch", "true") not in ("true", "false"):
        invalid.append(_invalid("exacteMatch", "Waarde is geen geldige boolean.", "boolean"))
    if invalid:
        return "Een of meerdere parameters zijn niet correct.", "paramsValidation", invalid
    if "postcode" not in query or "huisnummer" not in query:
        return "Minimale combinatie van parameters moet worden opgegeven.", "paramsCombination", []
    return None


def as_hal(address: Address) -> dict[str, Any]:
    """The address as the contract's AdresIOHal."""
    municipality, place = _PLACE_AT.get(int(address.postcode[:4]), _ELSEWHERE)
    code = municipality.removeprefix("GM")
    street = street_of(address.postcode)
    serial = _digest(f"{address.postcode} {address.number} {address.letter} {address.addition}") % 10**10
    building = _digest(f"{address.postcode} {address.number}") % 10**10
    identification = f"{code}20{serial:010}"
    suffix = f"{address.letter or ''}{address.addition or ''}"
    optional = {"huisletter": address.letter, "huisnummertoevoeging": address.addition}
    return {
        "openbareRuimteNaam": street,
        "korteNaam": street,
        "huisnummer": address.number,
        **{name: value for name, value in optional.items() if value},
        "postcode": address.postcode,
        "woonplaatsNaam": place,
        "nummeraanduidingIdentificatie": identification,
        "openbareRuimteIdentificatie": f"{code}30{_digest(address.postcode) % 10**10:010}",
        "woonplaatsIdentificatie": f"{_digest(place) % 10**4:04}",
        "adresseerbaarObjectIdentificatie": f"{code}01{serial:010}",
        "pandIdentificaties": [f"{code}10{building:010}"],
        "adresregel5": f"{street} {address.number}{' ' if suffix else ''}{suffix}",
        "adresregel6": f"{address.postcode[:4]} {address.postcode[4:]}  {place.upper()}",
        "_links": {"self": {"href": f"/adressen/{identification}"}},
    }


class RateLimit:
    """At most so many requests in each second of the clock."""

    def __init__(self, limit: int = REQUESTS_PER_SECOND) -> None:
        self._limit = limit
        self._second = -1
        self._asked = 0

    def headers(self, now: float) -> tuple[bool, dict[str, str]]:
        """Counts one request; whether it may pass, and what to tell about the limit."""
        if int(now) != self._second:
            self._second, self._asked = int(now), 0
        self._asked += 1
        told = {"Limit": self._limit, "Remaining": max(0, self._limit - self._asked), "Reset": 1}
        return self._asked <= self._limit, {f"RateLimit-{name}": str(value) for name, value in told.items()}


def application(key: str) -> Starlette:
    """The register, open to who has this key."""
    limit = RateLimit()

    async def adressen(request: Request) -> Response:
        if not hmac.compare_digest(request.headers.get("x-api-key", "").encode(), key.encode()):
            return _problem(request, HTTPStatus.UNAUTHORIZED, "Niet correct geauthenticeerd.", "authentication")
        passes, headers = limit.headers(time.monotonic())
        if not passes:
            status = HTTPStatus.TOO_MANY_REQUESTS
            return _problem(request, status, status.phrase, "tooManyRequests", headers=headers)
        query = dict(request.query_params)
        if wrong := problem_in(query):
            title, code, invalid = wrong
            return _problem(request, HTTPStatus.BAD_REQUEST, title, code, invalid, headers)
        content: dict[str, Any] = {"_links": {"self": {"href": _asked(request)}}}
        if found := find(query):
            content["_embedded"] = {"adressen": [as_hal(address) for address in found]}
        return JSONResponse(content, headers={**headers, "api-version": "2.0.0"}, media_type=_HAL)

    return Starlette(
        routes=[
            Route("/adressen", adressen, methods=["GET"]),
            *HEALTH,
        ]
    )


def _digest(text: str) -> int:
    return int.from_bytes(sha256(text.encode()).digest()[:8], "big")


def _invalid(name: str, reason: str, code: str) -> dict[str, str]:
    return {"name": name, "reason": reason, "code": code}


def _asked(request: Request) -> str:
    return request.url.path + (f"?{request.url.query}" if request.url.query else "")


def _problem(
    request: Request,
    status: HTTPStatus,
    title: str,
    code: str,
    invalid: list[dict[str, str]] | None = None,
    headers: Mapping[str, str] | None = None,
) -> Response:
    content: dict[str, Any] = {"status": int(status), "title": title, "code": code, "instance": _asked(request)}
    if invalid:
        content["invalidParams"] = invalid
    return JSONResponse(content, int(status), headers, media_type=_PROBLEM)


def main() -> None:
    """BAG_KEY_FILE comes from the environment."""
    serve(application(Path(os.environ["BAG_KEY_FILE"]).read_text("utf-8").strip()))


if __name__ == "__main__":
    main()
