"""Audit, put together."""

from pathlib import Path

from services.audit.api import router
from services.audit.store import add
from services.runtime.service import Service

SERVICE = Service(
    name="audit",
    title="Signaalketen: audit",
    migrations=[Path(__file__).parent / "migrations"],
    router=router,
    store_raw=add,
)
