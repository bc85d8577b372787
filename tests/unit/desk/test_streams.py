"""Nobody takes all the room there is for pages that are told what changed."""

from __future__ import annotations

from contextlib import ExitStack

from services.desk.live.streams import MOST, MOST_OF_ONE, Streams


def test_one_person_has_so_many_and_another_still_has_room() -> None:
    streams = Streams()
    with ExitStack() as stack:
        for _ in range(MOST_OF_ONE):
            assert streams.has_room("anna")
            stack.enter_context(streams.joined("anna"))
        assert not streams.has_room("anna")
        assert streams.has_room("bob")
    assert streams.has_room("anna")


def test_a_process_has_so_many() -> None:
    streams = Streams()
    with ExitStack() as stack:
        for number in range(MOST):
            assert streams.has_room(f"{number}")
            stack.enter_context(streams.joined(f"{number}"))
        assert not streams.has_room("anna")
    assert streams.has_room("anna")
