"""Zorg- en Veiligheidshuis Rivierenland (Tiel): the sister of Rijk van Nijmegen."""

from __future__ import annotations

from schemas.disclosures.zvh_rijk_van_nijmegen import Referral

__all__ = ["Referral"]
