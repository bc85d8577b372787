"""What a trace says about a request: that it came, and which trace it belongs to."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

import httpx
from opentelemetry import trace
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

from services.intake.service import SERVICE
from services.runtime.base import telemetry
from services.runtime.service import api

if TYPE_CHECKING:
    from collections.abc import Sequence

    from opentelemetry.sdk.trace import ReadableSpan

telemetry.configure("contract-tests")  # as every process does at its start


async def spans_of(path: str) -> Sequence[ReadableSpan]:
    exported = InMemorySpanExporter()
    cast("TracerProvider", trace.get_tracer_provider()).add_span_processor(SimpleSpanProcessor(exported))
    async with httpx.AsyncClient(transport=httpx.ASGITransport(api(SERVICE)), base_url="http://intake") as client:
        await client.get(path)
    return exported.get_finished_spans()


async def test_a_span_says_nothing_of_what_was_asked_for() -> None:
    """What somebody typed behind the address would be in every trace."""
    spans = await spans_of("/v1/meldroutes?naam=Geheim")
    assert [span.name for span in spans] == ["http"]
    assert not any(span.attributes for span in spans)
