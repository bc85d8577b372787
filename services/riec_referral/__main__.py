from services.riec_referral.service import SERVICE
from services.runtime.service import run

run(SERVICE)
