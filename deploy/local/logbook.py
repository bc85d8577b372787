"""Stands in for the logbooks of a municipality: takes OTLP over HTTP and keeps a line of JSON per line it was given.

Built from the protocol's own messages (opentelemetry-proto); it confirms only what it has written.
"""

from __future__ import annotations

import gzip
import os
from pathlib import Path
from typing import TYPE_CHECKING

from google.protobuf.json_format import MessageToJson
from opentelemetry.proto.collector.logs.v1.logs_service_pb2 import ExportLogsServiceRequest, ExportLogsServiceResponse
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import (
    ExportTraceServiceRequest,
    ExportTraceServiceResponse,
)
from starlette.applications import Starlette
from starlette.responses import Response
from starlette.routing import Route

from deploy.local.stand_in import HEALTH, serve

if TYPE_CHECKING:
    from collections.abc import Iterable

    from google.protobuf.message import Message
    from starlette.requests import Request

_PROTOBUF = "application/x-protobuf"


def application(folder: Path) -> Starlette:
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)

    async def traces(request: Request) -> Response:
        asked = ExportTraceServiceRequest.FromString(await _body(request))
        _keep(request, (span for r in asked.resource_spans for s in r.scope_spans for span in s.spans))
        return Response(ExportTraceServiceResponse().SerializeToString(), media_type=_PROTOBUF)

    async def logs(request: Request) -> Response:
        asked = ExportLogsServiceRequest.FromString(await _body(request))
        _keep(request, (line for r in asked.resource_logs for s in r.scope_logs for line in s.log_records))
        return Response(ExportLogsServiceResponse().SerializeToString(), media_type=_PROTOBUF)

    def _keep(request: Request, lines: Iterable[Message]) -> None:
        with (folder / f"{request.path_params['book']}.jsonl").open("a", encoding="utf-8") as file:
            file.writelines(f"{MessageToJson(line, indent=None)}\n" for line in lines)

    return Starlette(
        routes=[
            Route("/{book:str}/v1/traces", traces, methods=["POST"]),
            Route("/{book:str}/v1/logs", logs, methods=["POST"]),
            *HEALTH,
        ]
    )


async def _body(request: Request) -> bytes:
    body = await request.body()
    return gzip.decompress(body) if request.headers.get("content-encoding") == "gzip" else body


def main() -> None:
    """LOGBOOK_FOLDER comes from the environment."""
    serve(application(Path(os.environ["LOGBOOK_FOLDER"])))


if __name__ == "__main__":
    main()
