"""Intake, put together."""

from pathlib import Path

from services.intake.api import router
from services.intake.handlers import handle
from services.runtime.service import Service

SERVICE = Service(
    name="intake",
    title="Signaalketen: intake",
    migrations=[Path(__file__).parent / "migrations"],
    router=router,
    handle=handle,
)
