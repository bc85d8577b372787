"""Each thing as people write it, and the one form it is kept in."""

from __future__ import annotations

import unicodedata
from datetime import date
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.forms import day, email, house_number, kvk_number, nationality, plate, postcode, telephone, text

if TYPE_CHECKING:
    from collections.abc import Callable

POSTCODES = ["6511PP", "6511 PP", "6511pp", " 6511  pp ", "6511-PP", "NL-6511PP", "6511\u00a0PP", "６５１１ＰＰ"]
TELEPHONES = {
    "+31243291234": [
        "(024) 329 12 34",
        "+31 (0)24 329 12 34",
        "+31(0)243291234",
        "024/3291234",
        "024-3291234",
        "0031 24 3291234",
        "0031 (0)24 3291234",
        "tel:+31243291234",
        "024–329.12.34",
        "+31243291234",
    ],
    "+31612345678": [
        "06.12345678",
        "06 12 34 56 78",
        "06‑12345678",
        "612345678",
        " 0612345678 ",
        "０６１２３４５６７８",
    ],
    "+3197012345678": ["+3197012345678", "097012345678", "00 3197 012345678"],
    "+32470123456": ["+32 470 12 34 56", "0032 470/12.34.56"],
    "+492821123": ["+49 (0) 2821 123", "+49 (2821) 123"],
    "+318001234": ["0800-1234", "0800 1234"],
    "+319008844": ["0900-8844"],
    "+31999123456": ["0999123456"],  # in no plan, but of the right length
    "+999123456789": ["+999 123 456 789"],
    "14 024": ["14024", "14 024"],
    "116111": ["116111", "116 111"],
}
PLATES = {
    "12-ABC-3": ["12-ABC-3", "12abc3", "12 abc 3", "12.ABC.3"],
    "AB-12-CD": ["AB12CD", "ab-12-cd"],
    "12-34-AB": ["1234AB"],
    "GÖ-AB-123": ["GÖ-AB 123", "gö ab 123", "GO\u0308-AB 123", "GÖ–AB·123"],
    "KA-1234": ["KA-1234"],
    "KA-12-34": ["KA1234"],
    "1-ABC-234": ["1-ABC-234"],
    "WAB12345": ["WAB12345"],
    "СВ-1234-ТР": ["СВ 1234 ТР"],
}
SUFFIXES = {
    "A-bis": ["A bis", "Abis", "a-bis", "A  BIS", "A. bis", "abis"],
    "A": ["A", "a", " a "],
    "bis": ["bis", "BIS", "Bis"],
    "A-2": ["A-2", "a2", "A 2", "A/2"],
    "boven": ["boven", "Boven"],
    "II": ["ii", "II"],
    "2-hoog": ["2-hoog", "2 Hoog"],
    "to": ["t/o", "t.o.", "TO"],
    "12": ["12", "-12"],
    "2A": ["2a"],
}
EMAILS = {
    "a.b@voorbeeld.nl": ["a.b@voorbeeld.nl", "  a.b@voorbeeld.nl ", "a.b@Voorbeeld.NL", "mailto:a.b@voorbeeld.nl"],
    "A.B@voorbeeld.nl": ["A.B@VOORBEELD.nl", "Anna B <A.B@voorbeeld.nl>"],
    "a@münchen.de": ["a@xn--mnchen-3ya.de", "a@München.de"],
}
BIRTHS = {
    "2009": ["2009", " 2009 ", "2009-00-00", "2009-00"],
    "2009-05": ["2009-05", "2009-5", "05-2009", "2009-05-00", "00-05-2009"],
    date(2009, 5, 17): ["2009-05-17", "2009-5-17", "17-05-2009", "17/5/2009", "17.5.2009", "2009-05-17T00:00:00.000Z"],
}


def cases(forms: dict[object, list[str]] | dict[str, list[str]] | dict[date | str, list[str]]) -> list[object]:
    return [pytest.param(written, form, id=repr(written)) for form, ways in forms.items() for written in ways]


@pytest.mark.parametrize("written", POSTCODES)
def test_a_postcode_is_four_digits_and_two_capitals(written: str) -> None:
    assert postcode.parse(written) == "6511PP"


@pytest.mark.parametrize(("written", "form"), cases(TELEPHONES))
def test_a_telephone_number_is_as_dialled_from_abroad(written: str, form: str) -> None:
    assert telephone.parse(written) == form
    assert telephone.parse(form) == form


@pytest.mark.parametrize(("written", "form"), cases(PLATES))
def test_a_plate_is_in_capitals_and_its_groups_stay(written: str, form: str) -> None:
    assert plate.parse(written) == form
    assert plate.parse(form) == form


@pytest.mark.parametrize("ways", PLATES.values())
def test_a_plate_is_the_same_however_its_groups_are_written(ways: list[str]) -> None:
    assert len({plate.alike(written) for written in (*ways, *map(plate.parse, ways))}) == 1


@pytest.mark.parametrize(("written", "form"), cases(SUFFIXES))
def test_what_follows_a_house_number_has_one_form(written: str, form: str) -> None:
    assert house_number.suffix(written) == form
    assert house_number.suffix(form) == form


@pytest.mark.parametrize("written", [12, "12", " 12 ", 12.0, "１２"])
def test_a_house_number_may_come_as_text(written: object) -> None:
    assert house_number.number(written) == 12


@pytest.mark.parametrize(("written", "form"), cases(EMAILS))
def test_an_address_keeps_its_name_and_gets_a_small_domain(written: str, form: str) -> None:
    assert email.parse(written) == form


@pytest.mark.parametrize("written", ["01234567", "0123 4567", "KVK 01234567", "kvk-nummer: 01234567", 1234567])
def test_a_number_of_the_trade_register_has_eight_digits(written: object) -> None:
    assert kvk_number.parse(written) == "01234567"


@pytest.mark.parametrize(
    ("written", "code"),
    [("NL", "NL"), (" nl", "NL"), ("staatloos", "XXA"), ("XXA", "XXA"), ("Onbekend", "XXX"), ("xxx", "XXX")],
)
def test_a_nationality_is_a_country_none_or_unknown(written: str, code: str) -> None:
    assert nationality.parse(written) == code


@pytest.mark.parametrize(("written", "form"), cases(BIRTHS))
def test_a_birth_date_may_be_known_in_part(written: str, form: date | str) -> None:
    assert day.parse_birth(written) == form
    assert day.parse_birth(str(form)) == form


@pytest.mark.parametrize(
    ("birth", "first", "last"),
    [
        (date(2009, 5, 17), date(2009, 5, 17), date(2009, 5, 17)),
        ("2008-02", date(2008, 2, 1), date(2008, 2, 29)),
        ("2009-12", date(2009, 12, 1), date(2009, 12, 31)),
        ("2009", date(2009, 1, 1), date(2009, 12, 31)),
    ],
)
def test_what_is_known_of_a_day_is_a_span(birth: date | str, first: date, last: date) -> None:
    assert day.span(birth) == (first, last)


REFUSED: list[tuple[Callable[[str], object], str, list[object]]] = [
    (postcode.parse, postcode.WANTED, ["", "6511", "0511PP", "1000SS", "6511PPP", "D-47533"]),
    (
        telephone.parse,
        telephone.WANTED,
        ["", "112", "1233", "3291234", "0612345", "06 123", "bel mij", "0800-BLAUW", "+0123456789", "0612345678901"],
    ),
    (telephone.parse, telephone.WITHOUT_EXTENSION, ["024-3291234 tst. 12", "024 3291234 x12"]),
    (plate.parse, plate.WANTED, ["", "AB", "ABCDEFGHIJKLM", "12-ABC-3!"]),
    (house_number.suffix, house_number.SUFFIX_WANTED, ["", "-", "achter de schuur", "½"]),
    (house_number.number, house_number.NUMBER_WANTED, [0, -1, 100000, 1.5, True, None, "", "12A", "twaalf", [12]]),
    (email.parse, email.WANTED, ["", "a..b@x..nl", "a..b@x.nl", "a@b", "a b@c.nl", "@c.nl", "a@b@c.nl"]),
    (kvk_number.parse, kvk_number.WANTED, ["", "1234567", "123456789", 123456789, None, True, 1.5, "1234567a"]),
    (nationality.parse, nationality.WANTED, ["", "N", "NLD", "N1", "XXB", "ÑÑ"]),
    (day.parse, day.WANTED, ["", "2009", "20140101", 20140101, 0, 1.5, None, "2009-02-30", "0000-01-01", "30-02-2009"]),
    (
        day.parse_birth,
        day.BIRTH_WANTED,
        [20140101, 2014, 0, 1.5, True, "26", "0000", "2009-13", "2009-02-30", "20140101", "2009-05-17T10:00:00Z"],
    ),
]


@pytest.mark.parametrize(
    ("parse", "wanted", "written"),
    [(parse, wanted, one) for parse, wanted, ways in REFUSED for one in ways],
    ids=repr,
)
def test_a_refusal_says_what_is_wanted(parse: Callable[[object], object], wanted: str, written: object) -> None:
    with pytest.raises(ValueError, match=r".+") as refused:
        parse(written)
    assert str(refused.value) == wanted


@pytest.mark.parametrize(
    ("written", "form"),
    [
        ("Zoe\u0308", "Zoë"),
        ("\u202egevaar\u202c", "gevaar"),
        ("a\u2066b\u2069c\u200ed\u061c", "abcd"),
        ("\ufeffa\u200bb\u2060c\u00add", "abcd"),
        ("a\U000e0041\U000e007fb", "ab"),
        ("a\x00\x07\x1b\x7f\x80\x9fb", "ab"),
        ("a\r\nb\rc\u2028d\u2029e\u0085f", "a\nb\nc\nd\ne\nf"),
        ("  a\tb \n", "a\tb"),
        ("a\u200cb", "ab"),
        ("می\u200cخواهم", "می\u200cخواهم"),
        ("👩\u200d⚕\ufe0f", "👩\u200d⚕\ufe0f"),
        ("\u0600\u0661", "\u0600\u0661"),
        ("a\ufffe\U0001ffffb", "ab"),
        ("🏴\U000e0067", "🏴"),
    ],
)
def test_text_is_in_nfc_without_what_nobody_sees(written: str, form: str) -> None:
    assert text.clean(written) == form


def test_half_a_character_is_no_text() -> None:
    with pytest.raises(ValueError, match="half teken"):
        text.clean("a\ud800")


def test_a_line_is_one_line() -> None:
    assert text.one_line(" Jan\r\n  de\tWit ") == "Jan de Wit"


@pytest.mark.parametrize(
    "unseen", ["", " ", "\u00a0", "\u200b\u2060\ufeff", "\x00\x1f", "\n\t\r", "\u202e\u2066", "\u3164\u2800", "\u0301"]
)
def test_nothing_visible_is_nothing(unseen: str) -> None:
    assert not text.is_visible(unseen)


@pytest.mark.parametrize("seen", ["a", "1", ".", "€", "👍", "字", " a ", "é"])
def test_anything_visible_is_text(seen: str) -> None:
    assert text.is_visible(seen)


@pytest.mark.parametrize(
    "ways",
    [
        ("’t Hoekje", "'t hoekje", "‘T  HOEKJE", "´t hoekje", "`t Hoekje", "＇t Hoekje"),
        ("Zoë", "Zoe\u0308", "ZOE", "Zo\u200bë"),
        ("Ｃａｆé", "cafe"),
    ],
)
def test_spellings_of_the_same_words_are_alike(ways: tuple[str, ...]) -> None:
    assert len({text.alike(written) for written in ways}) == 1


@given(st.text())
def test_what_is_clean_stays_so(written: str) -> None:
    once = text.clean(written)
    assert text.clean(once) == once
    assert unicodedata.is_normalized("NFC", once)
