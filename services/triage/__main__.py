from services.runtime.service import run
from services.triage.service import SERVICE

run(SERVICE)
