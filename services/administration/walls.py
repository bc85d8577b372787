"""Whose changes administration shows: who is who in a municipality to its own administrators, all else to those of the
chain as a whole.
"""

from schemas.codes.setting import OF_PEOPLE
from services.casework.settings.privileges import OPEN
from services.runtime.base.mandates import CHAIN
from services.runtime.base.walls import Walls, of_tenant

_PEOPLE = ", ".join(sorted(f"'{kind}'" for kind in OF_PEOPLE))

WALLS = Walls(
    behind={},
    judged=frozenset({"voorstellen"}),
    open=OPEN,
    rows={"proposal": of_tenant(f"case when kind in ({_PEOPLE}) then split_part(name, '.', 1) else '{CHAIN}' end")},
)
