"""Of a flood of answers audit keeps so much a day, and of the rest what it was."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from hashlib import sha256

from services.audit.domain import DAILY_BYTES, fingerprint, volume, within_volume
from services.runtime.messaging.record import Cut, Record

TOPIC = "reply.riec"
DAY = date(2026, 11, 24)
PLACE: tuple[str, date] = (TOPIC, DAY)
RECORD = Record(TOPIC, 0, 7, 1_795_514_400_000, b"key", b"value", (("a", b"12"), ("b", None)))
SIZE = 3 + 5 + 3 + 1


def test_a_day_counts_what_its_records_hold() -> None:
    assert volume([RECORD, RECORD]) == {PLACE: 2 * SIZE}
    assert volume([replace(RECORD, key=None, value=None, headers=())]) == {PLACE: 0}


def test_what_fits_is_kept_as_it_is_to_the_last_byte() -> None:
    assert within_volume([RECORD], {}) == [RECORD]
    assert within_volume([RECORD], {PLACE: DAILY_BYTES - SIZE}) == [RECORD]


def test_what_comes_after_keeps_its_place_its_size_and_its_digest() -> None:
    (found,) = within_volume([RECORD], {PLACE: DAILY_BYTES - SIZE + 1})
    cut = Cut(5, sha256(b"value").hexdigest(), "", 7)
    assert found == replace(RECORD, key=None, value=None, headers=(), cut=cut)
    assert fingerprint(found) == fingerprint(RECORD)
    assert volume([found]) == {PLACE: 0}


def test_without_a_value_the_digest_is_that_of_nothing() -> None:
    (found,) = within_volume([replace(RECORD, value=None)], {PLACE: DAILY_BYTES})
    assert found.cut == Cut(0, sha256(b"").hexdigest(), "", 7)


def test_what_was_cut_before_keeps_what_it_was_cut_from() -> None:
    cut = Cut(1_000_000, "0" * 64, "zstd", 3)
    (found,) = within_volume([replace(RECORD, cut=cut)], {PLACE: DAILY_BYTES})
    assert found.cut == cut


def test_one_that_is_too_large_leaves_room_for_a_smaller_one() -> None:
    large = replace(RECORD, value=b"x" * 100)
    found = within_volume([large, RECORD], {PLACE: DAILY_BYTES - SIZE})
    assert [record.cut is None for record in found] == [False, True]


def test_the_next_day_begins_anew_and_topics_do_not_share() -> None:
    full = {PLACE: DAILY_BYTES}
    tomorrow = replace(RECORD, timestamp_ms=RECORD.timestamp_ms + 86_400_000)
    other = replace(RECORD, topic="reply.nla")
    assert within_volume([tomorrow, other], full) == [tomorrow, other]


def test_what_a_service_of_ours_wrote_is_kept_whatever_it_holds() -> None:
    own = replace(RECORD, topic="signal.feedback", value=b"x" * (DAILY_BYTES + 1))
    strange = replace(RECORD, topic="test")
    assert within_volume([own, strange], {}) == [own, strange]
    assert volume([own, strange]) == {}
