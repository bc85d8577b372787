from services.audit.service import SERVICE
from services.runtime.service import run

run(SERVICE)
