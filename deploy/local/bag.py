"""A stand-in for the Kadaster's BAG API Individuele Bevragingen v2: ``GET /adressen`` by postcode or street and town.

Contract: lvbag/BAG-API (adressen.yaml v2; Features/foutafhandeling, exacte_match, adresregels, paginering,
rate-limiting). Every address is derived from what is asked, so the same question always has the same answer and nobody
lives there:

- house numbers from 900 up do not exist; even ones also have letters A and B, tens also A bis, 199 is a block of flats
  with additions 1 to 30; 250, 500 and 750 are in the register twice, under two identifications;
- a postcode of Gelderland-Zuid lies where it lies; any other one lies in Nergenshuizen;
- a street of a town has the first of its postcodes.
"""

from __future__ import annotations

import hmac
import os
import re
import time
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from http import HTTPStatus
from pathlib import Path
from typing import TYPE_CHECKING, Any

from starlette.applications import Starlette
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from deploy.local.stand_in import HEALTH, Invalid, accepts, invalid, problem, serve

if TYPE_CHECKING:
    from collections.abc import Mapping

    from starlette.requests import Request

REQUESTS_PER_SECOND = 50
REQUESTS_PER_DAY = 50_000
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

_NAME = (
    r"^[\u0020-\u007E;\u00A0-\u00FF;\u0100-\u0113;\u0116-\u012B;\u012E-\u014D;\u0150-\u017E;\u02C7;\u02D8-\u02DB;\u02DD;"
    r"\u2015;\u2018-\u2019;\u201C-\u201D;\u20AC;\u2122;\u2126;\u215B-\u215E;\u2190-\u2193;\u266A;]*"
)
_PATTERNS = {
    "postcode": r"^[1-9]{1}[0-9]{3}[a-zA-Z]{2}$",
    "huisletter": r"^[a-zA-Z]{1}$",
    "huisnummertoevoeging": r"^[0-9a-zA-Z]{1,4}$",
    "woonplaatsNaam": _NAME,
    "openbareRuimteNaam": _NAME,
}
_LONGEST = {"woonplaatsNaam": 80, "openbareRuimteNaam": 80}
_RANGES = {"huisnummer": (1, 99999), "page": (1, None), "pageSize": (10, 100)}
_KNOWN = {*_PATTERNS, *_RANGES, "exacteMatch"}
_BY_NAME = {"woonplaatsNaam", "openbareRuimteNaam"}
_PAGE_SIZE = 20
_HAL = "application/hal+json"
_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


@dataclass(frozen=True, slots=True)
class Address:
    """One address as the register holds it."""

    postcode: str
    number: int
    letter: str | None = None
    addition: str | None = None
    copy: int = 0
    """Apart from the first: the register holds it more than once."""


def street_of(postcode: str) -> str:
    """A postcode lies in one street."""
    return _STREETS[_digest(postcode) % len(_STREETS)]


def place_of(postcode: str) -> str:
    return _PLACE_AT.get(int(postcode[:4]), _ELSEWHERE)[1]


@cache
def postcode_in(town: str, street: str) -> str | None:
    """The first postcode of a street; names are compared without regard to capitals."""
    digits = sorted(
        digits for places in PLACES.values() for digits, place in places.items() if place.casefold() == town.casefold()
    )
    all_of = (f"{part}{one}{two}" for part in digits for one in _LETTERS for two in _LETTERS)
    return next((one for one in all_of if street_of(one).casefold() == street.casefold()), None)


def addresses_at(postcode: str, number: int) -> list[Address]:
    """Every address with this postcode and house number."""
    if number >= FIRST_UNKNOWN_NUMBER:
        return []
    found = [Address(postcode, number)]
    if number % 250 == 0:
        found.append(Address(postcode, number, copy=1))
    if number % 2 == 0:
        found += [Address(postcode, number, "A"), Address(postcode, number, "B")]
    if number % 10 == 0:
        found.append(Address(postcode, number, "A", "bis"))
    if number == 199:
        found += [Address(postcode, number, None, str(flat)) for flat in range(1, 31)]
    return found


def find(query: Mapping[str, str]) -> list[Address]:
    """Those a valid question means; exacteMatch=true leaves out letters and additions that were not asked for."""
    letter = query.get("huisletter", "").upper() or None
    addition = query.get("huisnummertoevoeging", "").lower() or None
    exact = query.get("exacteMatch", "false") == "true"

    def meant(address: Address) -> bool:
        asked = ((letter, address.letter), (addition, address.addition))
        return all(want == has or (want is None and not exact) for want, has in asked)

    postcode = query.get("postcode") or postcode_in(query["woonplaatsNaam"], query["openbareRuimteNaam"])
    if postcode is None:
        return []
    return [a for a in addresses_at(postcode.upper(), int(query["huisnummer"])) if meant(a)]


def problem_in(query: Mapping[str, str]) -> tuple[str, str, list[Invalid]] | None:
    """Title, code and invalid parameters of a question the register can't answer. A value of another type is told
    alone.
    """
    if not query:
        return "Ten minste één parameter moet worden opgegeven.", "paramsRequired", []
    if wrong := _of_another_type(query)[:1] or _not_allowed(query):
        return "Een of meerdere parameters zijn niet correct.", "paramsValidation", wrong
    by_postcode, by_name = "postcode" in query, _BY_NAME & query.keys()
    if by_postcode and by_name:
        return "De combinatie van opgegeven parameters is niet toegestaan.", "unsupportedCombination", []
    if "huisnummer" not in query or not (by_postcode or by_name == _BY_NAME):
        return "Minimale combinatie van parameters moet worden opgegeven.", "paramsCombination", []
    return None


def _of_another_type(query: Mapping[str, str]) -> list[Invalid]:
    numbers = ((name, query.get(name, "1")) for name in _RANGES)
    found = [
        invalid(name, "integer", "Waarde is geen geldige integer.")
        for name, value in numbers
        if not (value.isascii() and value.removeprefix("-").isdecimal())
    ]
    if query.get("exacteMatch", "true") not in ("true", "false"):
        found.append(invalid("exacteMatch", "boolean", "Waarde is geen geldige boolean."))
    return found


def _not_allowed(query: Mapping[str, str]) -> list[Invalid]:
    found = [invalid(name, "unknownParam", "Parameter is niet verwacht.") for name in query if name not in _KNOWN]
    for name, value in query.items():
        if name in _LONGEST and not value:
            found.append(invalid(name, "minLength", "Waarde is korter dan minimale lengte 1."))
        elif len(value) > _LONGEST.get(name, len(value)):
            found.append(invalid(name, "maxLength", f"Waarde is langer dan maximale lengte {_LONGEST[name]}."))
        elif name in _PATTERNS and not re.fullmatch(_PATTERNS[name], value):
            found.append(invalid(name, "pattern", f"Waarde voldoet niet aan patroon {_PATTERNS[name]}."))
        elif name in _RANGES:
            lowest, highest = _RANGES[name]
            if int(value) < lowest:
                found.append(invalid(name, "minimum", f"Waarde is lager dan minimum {lowest}."))
            elif highest is not None and int(value) > highest:
                found.append(invalid(name, "maximum", f"Waarde is hoger dan maximum {highest}."))
    return found


def as_hal(address: Address) -> dict[str, Any]:
    """The address as the contract's AdresIOHal."""
    municipality, place = _PLACE_AT.get(int(address.postcode[:4]), _ELSEWHERE)
    code = municipality.removeprefix("GM")
    street = street_of(address.postcode)
    copy = f" {address.copy}" if address.copy else ""
    serial = _digest(f"{address.postcode} {address.number} {address.letter} {address.addition}{copy}") % 10**10
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
        "adresregel5": f"{street} {address.number}{_between(suffix)}{suffix}",
        "adresregel6": f"{address.postcode[:4]} {address.postcode[4:]}  {place.upper()}",
        "_links": {"self": {"href": f"/adressen/{identification}"}},
    }


class RateLimit:
    """At most so many requests in each ``period`` of the clock, told in headers that begin with ``name``."""

    def __init__(
        self, limit: int = REQUESTS_PER_SECOND, period: int = 1, name: str = "RateLimit", whole: str = "RateLimit-Limit"
    ) -> None:
        """``whole`` is the header of the limit itself."""
        self._limit, self._period, self._name, self._whole = limit, period, name, whole
        self._since = -1
        self._asked = 0

    def headers(self, now: float) -> tuple[bool, dict[str, str]]:
        """Counts one request; whether it may pass, and what to tell about the limit."""
        since = int(now) // self._period
        if since != self._since:
            self._since, self._asked = since, 0
        self._asked += 1
        return self._asked <= self._limit, {
            self._whole: str(self._limit),
            f"{self._name}-Remaining": str(max(0, self._limit - self._asked)),
            f"{self._name}-Reset": str((since + 1) * self._period - int(now)),
        }


def day_limit(limit: int = REQUESTS_PER_DAY) -> RateLimit:
    """The quota of a day."""
    return RateLimit(limit, 24 * 60 * 60, "Kadaster-RateLimit-DayLimit", "Kadaster-RateLimit-DayLimit")


def application(key: str, quota: int = REQUESTS_PER_DAY) -> Starlette:
    """The register, open to who has this key."""
    limits = (RateLimit(), day_limit(quota))

    async def adressen(request: Request) -> Response:
        if not hmac.compare_digest(request.headers.get("x-api-key", "").encode(), key.encode()):
            detail = "Het verzoek vereist gebruikers authenticatie."
            return _problem(request, HTTPStatus.UNAUTHORIZED, "Niet correct geauthenticeerd.", "authentication", detail)
        now = time.monotonic()
        told = [limit.headers(now) for limit in limits]
        headers = {name: value for _, one in told for name, value in one.items()}
        if not all(passes for passes, _ in told):
            headers = {name: value for passes, one in told if not passes for name, value in one.items()}
            status, detail = HTTPStatus.TOO_MANY_REQUESTS, "You have exceeded your quota"
            return _problem(request, status, status.phrase, "tooManyRequests", detail, headers=headers)
        if not accepts(request, _HAL, "application/json"):
            title = "Gevraagde contenttype wordt niet ondersteund."
            return _problem(request, HTTPStatus.NOT_ACCEPTABLE, title, "notAcceptable", title, headers=headers)
        query = dict(request.query_params)
        if wrong := problem_in(query):
            return _bad_request(request, *wrong, headers)
        found, page, size = find(query), int(query.get("page", 1)), int(query.get("pageSize", _PAGE_SIZE))
        last = max(1, -(-len(found) // size))
        if page > last:
            gone = [invalid("page", "page", "De opgegeven pagina bestaat niet.")]
            title = "Een of meerdere parameters zijn niet correct."
            return _bad_request(request, title, "paramsValidation", gone, headers)
        content: dict[str, Any] = {"_links": _pages(request, page, last)}
        if shown := found[(page - 1) * size : page * size]:
            content["_embedded"] = {"adressen": [as_hal(address) for address in shown]}
        return JSONResponse(content, headers={**headers, "api-version": "2.0.0"}, media_type=_HAL)

    return Starlette(
        routes=[
            Route("/adressen", adressen, methods=["GET"]),
            *HEALTH,
        ]
    )


def _pages(request: Request, page: int, last: int) -> dict[str, Any]:
    """Only where they apply: no last on the last page, no first on the first."""

    def to(number: int) -> dict[str, str]:
        return {"href": f"{request.url.path}?{request.url.include_query_params(page=number).query}"}

    links: dict[str, Any] = {"self": {"href": _asked(request)}}
    if page > 1:
        links |= {"first": to(1), "previous": to(page - 1)}
    if page < last:
        links |= {"next": to(page + 1), "last": to(last)}
    return links


def _between(suffix: str) -> str:
    """NEN 5825: a dash before a digit, else a blank."""
    return ("-" if suffix[0].isdecimal() else " ") if suffix else ""


def _digest(text: str) -> int:
    return int.from_bytes(sha256(text.encode()).digest()[:8], "big")


def _asked(request: Request) -> str:
    return request.url.path + (f"?{request.url.query}" if request.url.query else "")


def _bad_request(request: Request, title: str, code: str, wrong: list[Invalid], headers: Mapping[str, str]) -> Response:
    named = ", ".join(one["name"] for one in wrong)
    detail = f"De foutieve parameter(s) zijn: {named}." if wrong else title
    return _problem(request, HTTPStatus.BAD_REQUEST, title, code, detail, wrong, headers)


def _problem(
    request: Request,
    status: HTTPStatus,
    title: str,
    code: str,
    detail: str,
    wrong: list[Invalid] | None = None,
    headers: Mapping[str, str] | None = None,
) -> Response:
    return problem(status, title, code, detail, _asked(request), wrong or (), headers)


def main() -> None:
    """BAG_KEY_FILE comes from the environment."""
    serve(application(Path(os.environ["BAG_KEY_FILE"]).read_text("utf-8").strip()))


if __name__ == "__main__":
    main()
