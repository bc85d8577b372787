"""Whose cases intake shows: those of a municipality, and to each reporter its own."""

from services.casework.settings.privileges import OPEN
from services.casework.tally.privileges import TALLY_ROWS
from services.runtime.base.walls import ITSELF, OF_A_CASE, Walls, reported

_OF_AN_ALERT = "exists (select from case_tenant t where t.signal_id in (alert.alert_id, alert.signal_id))"

WALLS = Walls(
    behind={
        "signalen": ITSELF,
        "alarmen": "select unnest(array[alert_id, signal_id]) from alert where alert_id = $1 union select $1",
    },
    rows={
        **TALLY_ROWS,
        "signal": f"{OF_A_CASE} or {reported('reported_by')}",
        "alert": f"{_OF_AN_ALERT} or {reported('raised_by')}",
        "notice": "exists (select from alert where alert_id = notice.reference)",
    },
    open=OPEN,
    reporters="select signal_id, reported_by from signal union all select alert_id, raised_by from alert",
)
