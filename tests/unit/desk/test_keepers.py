"""All that keep something of a signal are asked at once: what that one act then was."""

from __future__ import annotations

from http import HTTPStatus

import pytest

from services.desk.keepers import KEEPERS, Answer, judged
from services.desk.upstream import NoError

CASE, ASSESSMENT, *_ = KEEPERS
HIGHER = NoError(HTTPStatus.FORBIDDEN, "Deze stop is van een hoger bureau.", {})
AWAY = NoError(HTTPStatus.SERVICE_UNAVAILABLE, "antwoordt nu niet.", {})
UNKNOWN = NoError(HTTPStatus.NOT_FOUND, "Niet bekend.", {})
BEFORE = NoError(HTTPStatus.CONFLICT, "Al gestopt.", {})
FIELD = NoError(HTTPStatus.BAD_REQUEST, "Klopt niet.", {"toelichting": "verplicht"})


@pytest.mark.parametrize(
    ("first", "second", "done"),
    [
        (None, None, [CASE, ASSESSMENT]),
        (None, UNKNOWN, [CASE]),
        (BEFORE, None, [ASSESSMENT]),
    ],
)
def test_who_has_nothing_to_do_is_no_refusal(first: NoError | None, second: NoError | None, done: list[object]) -> None:
    assert judged([Answer(CASE, first), Answer(ASSESSMENT, second)], "") == done


@pytest.mark.parametrize(
    ("first", "second", "status", "said"),
    [
        (
            None,
            AWAY,
            HTTPStatus.CONFLICT,
            "Gelukt bij de zaak. Niet bij de beoordeling: antwoordt nu niet.",
        ),
        (HIGHER, BEFORE, HTTPStatus.CONFLICT, "Niet bij de zaak: Deze stop is van een hoger bureau."),
        (UNKNOWN, BEFORE, HTTPStatus.CONFLICT, "Al overal."),
        (UNKNOWN, UNKNOWN, HTTPStatus.NOT_FOUND, ""),
        (FIELD, FIELD, HTTPStatus.BAD_REQUEST, "Klopt niet."),
    ],
)
def test_one_that_did_not_do_it_is_named(
    first: NoError | None, second: NoError | None, status: HTTPStatus, said: str
) -> None:
    with pytest.raises(NoError) as refused:
        judged([Answer(CASE, first), Answer(ASSESSMENT, second)], "Al overal.")
    assert (refused.value.status, refused.value.detail) == (status, said)
