"""Triage, put together."""

from pathlib import Path

from schemas.codes.flow import UserRole
from services.casework import handling, settings, tally, tenancy
from services.casework.flow.api import flow_router
from services.casework.four_eyes.config import DeskConfig
from services.casework.handling.api import handling_router
from services.casework.handling.samples import SAMPLES as HANDLING_SAMPLES
from services.casework.retention import MIGRATIONS
from services.casework.retention.api import retention_router
from services.casework.retention.samples import SAMPLES as RETENTION_SAMPLES
from services.casework.settings.api import texts_router
from services.runtime.definition import Service
from services.triage.additions import api as additions
from services.triage.agenda import api as agenda
from services.triage.amendments import api as amendments
from services.triage.cases.domain import NORM, State
from services.triage.consent import api as consent
from services.triage.consultations import api as consultations
from services.triage.decisions import api as decisions
from services.triage.handlers import DISPATCH
from services.triage.handovers import api as handovers
from services.triage.officials import api as officials
from services.triage.papers import api as papers
from services.triage.privileges import PRIVILEGES
from services.triage.proposals import api as proposals
from services.triage.proposals import preview
from services.triage.replay import REPLAY
from services.triage.retention_store import knows
from services.triage.samples import SAMPLES
from services.triage.walls import WALLS
from services.triage.worklist import api as worklist
from services.triage.worklist.metrics import measure

_PARTS = (
    worklist,
    additions,
    consent,
    consultations,
    agenda,
    decisions,
    proposals,
    amendments,
    handovers,
    preview,
    papers,
    officials,
)

SERVICE = Service(
    name="triage",
    title="Signaalketen: triage",
    migrations=[
        MIGRATIONS,
        tenancy.MIGRATIONS,
        settings.MIGRATIONS,
        handling.MIGRATIONS,
        tally.MIGRATIONS,
        Path(__file__).parent / "migrations",
    ],
    privileges=PRIVILEGES,
    walls=WALLS,
    routers=[
        *(part.router for part in _PARTS),
        retention_router(knows, UserRole.AANDACHTFUNCTIONARIS),
        handling_router(knows, UserRole.AANDACHTFUNCTIONARIS),
        flow_router({State.TO_DECIDE: NORM}),
        texts_router(),
    ],
    shows={"signalen": worklist.show},
    samples={**SAMPLES, **RETENTION_SAMPLES, **HANDLING_SAMPLES},
    handle=DISPATCH,
    config=DeskConfig,
    replay=REPLAY,
    desks=measure,
)
