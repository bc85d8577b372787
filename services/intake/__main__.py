from services.intake.service import SERVICE
from services.runtime.service import run

run(SERVICE)
