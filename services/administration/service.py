"""The administration, put together."""

from pathlib import Path

from services.administration.changes import api as changes
from services.administration.handlers import DISPATCH
from services.administration.privileges import PRIVILEGES
from services.administration.replay import REPLAY
from services.administration.samples import SAMPLES
from services.administration.settings import router
from services.administration.walls import WALLS
from services.casework import settings
from services.casework.settings.api import texts_router
from services.runtime.definition import Service

SERVICE = Service(
    name="administration",
    title="Signaalketen: beheer",
    migrations=[settings.MIGRATIONS, Path(__file__).parent / "migrations"],
    privileges=PRIVILEGES,
    walls=WALLS,
    routers=[router, changes.router, texts_router()],
    shows={"voorstellen": changes.show},
    samples=SAMPLES,
    handle=DISPATCH,
    replay=REPLAY,
)
