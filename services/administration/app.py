"""The administration's worker: it reads no topic, and sends what was agreed on."""

from services.administration.service import SERVICE
from services.runtime.worker import WorkerApp

app = WorkerApp(SERVICE)
