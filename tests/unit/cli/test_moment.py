"""A moment on the command line is one moment, wherever the command runs."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
import typer
from typer.testing import CliRunner

from cli.audit import app as audit
from cli.moment import EXAMPLE, moment
from cli.operate import app as operate


@pytest.mark.parametrize(
    "text", ["2026-03-01T12:00:00+01:00", "2026-03-01T11:00:00Z", "20260301T110000+00:00", EXAMPLE]
)
def test_it_has_a_zone(text: str) -> None:
    assert moment(text, "--at").astimezone(UTC) == datetime(2026, 3, 1, 11, tzinfo=UTC)


@pytest.mark.parametrize("text", ["2026-03-01T12:00:00", "2026-03-01", "2026-03-01 12:00", "20260301", "2026-W09-7"])
def test_without_one_it_is_refused_and_says_what_is_wanted(text: str) -> None:
    with pytest.raises(typer.BadParameter, match="zone") as refused:
        moment(text, "--at")
    assert EXAMPLE in str(refused.value)


@pytest.mark.parametrize("text", ["", "noon", "1772362800", "2026-13-01T00:00Z"])
def test_what_is_no_moment_is_refused_with_an_example(text: str) -> None:
    with pytest.raises(typer.BadParameter, match="not a moment") as refused:
        moment(text, "--at")
    assert EXAMPLE in str(refused.value)


def test_every_option_that_takes_a_time_reads_it_so() -> None:
    naive = "2026-03-01T12:00:00"
    for app, words in (
        (audit, ["replay", "--at", naive]),
        (operate, ["replay", "--service", "audit", "--from", naive]),
    ):
        said = CliRunner().invoke(app, words)
        assert said.exit_code == 2
        assert "zone" in said.output
