from services.runtime.service import run
from services.zorg_referral.service import SERVICE

run(SERVICE)
