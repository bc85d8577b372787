"""On what somebody was told something."""

from __future__ import annotations

from schemas.codes.purpose import Purpose
from schemas.legal import BasisName
from schemas.text import Contract, Version


class Ground(Contract):
    """The legal basis, what for, and the version of the rules by which that was judged."""

    basis: BasisName
    purpose: Purpose
    rule_version: Version
