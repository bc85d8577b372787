"""No personal value reaches a log, by whatever way it is offered."""

from __future__ import annotations

import json
import logging
import threading
from typing import Any

import pytest
import structlog

from services.runtime.base import telemetry

SECRET = "Slachtoffer Een"  # noqa: S105 - the value to look for


def lines(capsys: pytest.CaptureFixture[str]) -> list[dict[str, Any]]:
    text = capsys.readouterr().out
    assert SECRET not in text
    return [json.loads(line) for line in text.splitlines()]


def test_fields_that_are_not_allowed_are_dropped(capsys: pytest.CaptureFixture[str]) -> None:
    structlog.get_logger().info("signal stored", name=SECRET, payload={"a": SECRET}, signal_id="x")
    (line,) = lines(capsys)
    assert (line["event"], line["signal_id"], line["service"], line["process"]) == (
        "signal stored",
        "x",
        "triage",
        "worker",
    )


def test_an_exception_is_logged_without_its_text(capsys: pytest.CaptureFixture[str]) -> None:
    try:
        int(SECRET)
    except ValueError as error:
        structlog.get_logger().error("defect", exc_info=error)
        structlog.get_logger().exception("defect")
    for line in lines(capsys):
        assert line["error"] == "ValueError"
        assert "test_an_exception" in line["places"][-1]


def test_libraries_are_heard_without_their_arguments(capsys: pytest.CaptureFixture[str]) -> None:
    logger = logging.getLogger("some.library")
    logger.warning("cannot decode %r", SECRET)
    logger.error(f"cannot decode {SECRET}")
    try:
        {}[SECRET]
    except KeyError:
        logger.exception("failed on %s", SECRET)
    first, second, third = lines(capsys)
    assert (first["event"], first["logger"]) == ("cannot decode %r", "some.library")
    assert second["event"] == "message withheld"
    assert third["error"] == "KeyError"


def test_lines_carry_the_trace_they_belong_to(capsys: pytest.CaptureFixture[str]) -> None:
    with telemetry.span("step", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01") as own:
        structlog.get_logger().info("inside")
    structlog.get_logger().info("outside")
    inside, outside = lines(capsys)
    assert inside["trace_id"] == "0af7651916cd43dd8448eb211c80319c" == own.split("-")[1]
    assert "trace_id" not in outside


def test_other_threads_name_their_service_too(capsys: pytest.CaptureFixture[str]) -> None:
    thread = threading.Thread(target=lambda: logging.getLogger("x").warning("from a thread %s", SECRET))
    thread.start()
    thread.join()
    (line,) = lines(capsys)
    assert line["service"] == "triage"
