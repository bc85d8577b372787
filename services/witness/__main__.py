"""``python -m services.witness``: one witness, with its own key and its own state."""

from __future__ import annotations

import re
import time
from http import HTTPStatus
from pathlib import Path
from typing import TYPE_CHECKING

import structlog
from pydantic_settings import BaseSettings
from starlette.applications import Starlette
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from services.runtime.base import log
from services.runtime.http import server
from services.tlog.note import COSIGNATURE, Note, Signer, parse_vkey
from services.witness.domain import MAX_BYTES, SIZE_TYPE, Refused, judge
from services.witness.state import State

if TYPE_CHECKING:
    from starlette.requests import Request


class WitnessConfig(BaseSettings):
    """``log_vkeys_file`` lists the logs to witness, one verifier key a line."""

    witness_key_file: Path
    witness_state: Path
    log_vkeys_file: Path
    http_host: str = "127.0.0.1"
    http_port: int


def application(config: WitnessConfig) -> Starlette:
    """The witness's HTTP interface (C2SP tlog-witness). Raises LookupError for a key of another kind, OSError when
    another process has the state.
    """
    signer = Signer.parse(config.witness_key_file.read_text("utf-8"))
    if signer.verifier.kind != COSIGNATURE:
        raise LookupError("WITNESS_KEY_FILE: is not a key for cosignatures")
    vkeys = [parse_vkey(line) for line in config.log_vkeys_file.read_text("utf-8").splitlines() if line]
    logs = {vkey.name: vkey for vkey in vkeys}
    state = State(config.witness_state)

    async def add_checkpoint(request: Request) -> Response:
        body = b""
        async for chunk in request.stream():
            body += chunk
            if len(body) > MAX_BYTES:
                return PlainTextResponse("too large\n", HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
        # From here to the answer nothing is awaited: no other request comes between check and record.
        judged = judge(body, logs, state.last)
        if isinstance(judged, Refused):
            conflict = judged.status is HTTPStatus.CONFLICT
            structlog.get_logger().warning("checkpoint refused", status=int(judged.status))
            return Response(judged.body, judged.status, media_type=SIZE_TYPE if conflict else "text/plain")
        cosignature = signer.sign(judged.note.text, int(time.time()))
        own = [line for line in judged.note.lines if line.split()[1] == judged.checkpoint.origin]
        state.save(judged.checkpoint.origin, str(Note(judged.note.text, (*own, cosignature))))
        return PlainTextResponse(cosignature)

    async def last_checkpoint(request: Request) -> Response:
        origin_hash = request.path_params["origin_hash"]
        kept = state.note(origin_hash) if re.fullmatch(r"[0-9a-f]{64}", origin_hash) else None
        return PlainTextResponse(kept) if kept else PlainTextResponse("never cosigned\n", HTTPStatus.NOT_FOUND)

    async def ready(_: Request) -> Response:
        return PlainTextResponse("ready\n")

    app = Starlette(
        routes=[
            Route("/add-checkpoint", add_checkpoint, methods=["POST"]),
            Route("/{origin_hash}/checkpoint", last_checkpoint),
            Route("/readyz", ready),
        ]
    )
    app.state.witness = state
    return app


def main() -> None:
    """Serve until stopped; settings come from the environment."""
    config = WitnessConfig()  # pyright: ignore[reportCallIssue] - from the environment
    log.configure("witness", "api")
    server.serve(server.bounded(application(config), host=config.http_host, port=config.http_port))


if __name__ == "__main__":
    main()
