"""One module per partner: the ONLY fields that partner can ever get, each with the reason it is needed.

``project`` reads just the fields a model declares, at every depth, so what is not declared cannot pass.
"""

from __future__ import annotations

from importlib import import_module
from typing import TypeVar, cast

from schemas.registry import Family, disclosure_type, partners
from schemas.text import Contract

Disclosed = TypeVar("Disclosed", bound=Contract)


def disclosure(partner: str, family: Family) -> type[Contract]:
    """The partner's model for a family: class Alert, Consult or Referral of its module."""
    module = import_module(f"schemas.disclosures.{partner.replace('-', '_')}")
    return cast("type[Contract]", getattr(module, family.title()))


def disclosures() -> dict[str, type[Contract]]:
    """Every partner's models by event type."""
    return {
        disclosure_type(name, family): disclosure(name, family)
        for name, partner in partners().items()
        for family in partner.families
    }


def project(model: type[Disclosed], whole: object) -> Disclosed:
    """What of ``whole`` the model lets through."""
    return model.model_validate(whole, from_attributes=True)
