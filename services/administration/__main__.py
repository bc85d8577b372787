from services.administration.service import SERVICE
from services.runtime.service import run

run(SERVICE)
