"""The log as outsiders read it: C2SP tlog-tiles under ``/log/``, and proofs.

Hashes are for anyone; the entries hold what the topics held, so they are for auditors.
"""

from __future__ import annotations

import base64
from datetime import UTC, datetime
from http import HTTPStatus
from importlib import resources

from fastapi import APIRouter, Request
from fastapi.responses import PlainTextResponse, Response
from starlette.routing import Route

from services.audit import bundles_read, log_store
from services.audit.api import Exporters
from services.audit.config import AuditConfig
from services.audit.entry import bundle
from services.audit.proofs import Prover
from services.audit.whose import tenants
from services.casework.terms.domain import day_of
from services.runtime.base.database import Pool
from services.runtime.http.pool import Database
from services.runtime.http.problem import ProblemError
from services.runtime.http.refusals import RefusedError
from services.runtime.messaging import trail
from services.tlog.merkle import ProofError
from services.tlog.note import NUMBER
from services.tlog.policy import parse_policy
from services.tlog.tiles import BUNDLE, HASH, WIDTH, parse_path

log_router = APIRouter(prefix="/log", include_in_schema=False)


def _missing(what: str) -> ProblemError:
    return ProblemError(HTTPStatus.NOT_FOUND, f"{what} is er niet.")


def _prover(request: Request) -> Prover:
    """One per process: it remembers tiles."""
    state = request.app.state
    if not hasattr(state, "prover"):
        state.prover = Prover(state.pool)
    return state.prover


@log_router.get("/checkpoint")
async def checkpoint(request: Request) -> Response:
    """The last head that enough witnesses cosigned."""
    head = await _prover(request).head()
    if head is None:
        raise _missing("Een checkpoint")
    return PlainTextResponse(head.witnessed)


@log_router.get("/log.vkey")
async def log_vkey(request: Request) -> Response:
    """The log's public key (C2SP signed-note); its name is the origin of every checkpoint."""
    config: AuditConfig = request.app.state.config
    policy = parse_policy(config.log_policy_file.read_text("utf-8"))
    return PlainTextResponse("".join(f"{key.vkey}\n" for key in policy.logs))


@log_router.get("/policy")
async def policy_file(request: Request) -> Response:
    """Whose signatures make a checkpoint count (C2SP tlog-policy)."""
    config: AuditConfig = request.app.state.config
    return PlainTextResponse(config.log_policy_file.read_bytes())


@log_router.get("/sources")
async def sources(request: Request) -> Response:
    """The keys writers sign their counts with."""
    config: AuditConfig = request.app.state.config
    return PlainTextResponse(config.log_sources_file.read_bytes())


@log_router.get("/README.txt")
async def readme() -> Response:
    """What an entry is, and how to check it without us."""
    return PlainTextResponse((resources.files("services.audit") / "log_readme.txt").read_bytes())


@log_router.get("/tile/entries/{place:path}")
async def entry_bundle(place: str, request: Request, database: Database, caller: Exporters) -> Response:
    """Up to 256 entries (C2SP tlog-tiles); for auditors of the district, since entries hold personal data of every
    municipality. 404 beyond the log.
    """
    if tenants(caller.scope) is not None:
        detail = "Het hele log is voor wie voor het district toeziet; de hashes en bewijzen zijn voor iedereen."
        raise RefusedError(HTTPStatus.FORBIDDEN, detail)
    parsed = parse_path(f"entries/{place}")
    if parsed is None or parsed[0][0] != BUNDLE:
        raise _missing("Deze bundel")
    index, width = parsed[0][1], parsed[1]
    async with database.of(caller) as connection:
        if index * WIDTH + width > await log_store.size(connection):
            raise _missing("Deze bundel")
        found = await log_store.read(connection, index * WIDTH, index * WIDTH + width)
        new = await bundles_read.first_today(connection, caller.subject, day_of(datetime.now(UTC)), index, width)
        if new:
            facts = {"bundle": str(index), "entries": f"{new.start}-{new.end - 1}"}
            await trail.read(connection, request, caller, new.objects, facts)
    return Response(bundle(found), media_type="application/octet-stream")


@log_router.get("/tile/{place:path}")
async def tile(place: str, request: Request) -> Response:
    """Up to 256 hashes of one level (C2SP tlog-tiles); open to everyone. 404 beyond the log."""
    parsed = parse_path(place)
    if parsed is None:
        raise _missing("Deze tegel")
    where, width = parsed
    pool: Pool = request.app.state.pool
    async with pool.acquire() as connection:
        kept = (await log_store.tiles(connection, [where])).get(where, b"")
    if len(kept) < width * HASH:
        raise _missing("Deze tegel")
    return Response(kept[: width * HASH], media_type="application/octet-stream")


async def inclusion_proof(request: Request) -> Response:
    """Of one entry in the last checkpoint (C2SP tlog-proof)."""
    index: str = request.path_params["index"]
    if not NUMBER.fullmatch(index):
        raise _missing("Dit bewijs")
    try:
        return PlainTextResponse(await _prover(request).inclusion(int(index)))
    except ProofError:
        raise _missing("Dit bewijs") from None


@log_router.get("/proof/consistency/{old}/{new}")
async def consistency_proof(old: int, new: int, request: Request) -> Response:
    """Hashes in base64, one a line (RFC 6962 2.1.2)."""
    try:
        hashes = await _prover(request).consistency(old, new)
    except ProofError:
        raise _missing("Dit bewijs") from None
    return PlainTextResponse("".join(f"{base64.b64encode(hashed).decode()}\n" for hashed in hashes))


# Not FastAPI's: what that does for a request takes longer than a proof.
proof_route = Route("/log/proof/inclusion/{index}", inclusion_proof)
