"""Whose trace it is: ours, linked with that of who calls."""

from __future__ import annotations

from typing import cast

import pytest
from opentelemetry import trace
from opentelemetry.sdk.trace import ReadableSpan

from services.runtime.base import telemetry

THEIRS = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"


@pytest.fixture(autouse=True)
def traced() -> None:
    telemetry.configure("test")


def test_who_calls_does_not_choose_our_trace_but_is_linked_with_it() -> None:
    with telemetry.entered("http", THEIRS) as ours:
        links = cast("ReadableSpan", trace.get_current_span()).links
    assert ours.split("-")[1] != THEIRS.split("-")[1]
    assert [f"{link.context.trace_id:032x}" for link in links] == [THEIRS.split("-")[1]]


@pytest.mark.parametrize("theirs", [None, "", "geen trace", f"00-{'0' * 32}-{'1' * 16}-01"])
def test_what_is_no_trace_is_no_link(theirs: str | None) -> None:
    with telemetry.entered("http", theirs) as first, telemetry.entered("http", theirs) as second:
        assert cast("ReadableSpan", trace.get_current_span()).links == ()
    assert first.split("-")[1] != second.split("-")[1]
