"""One module per partner: the ONLY fields that partner can ever get, each with the reason it is needed.

``project`` reads just the fields a model declares, at every depth, so what is not declared cannot pass.
"""

from __future__ import annotations

from functools import cache
from importlib import import_module
from typing import TypeVar, cast

from pydantic import create_model

from schemas.disclosures.afterwards import Notice
from schemas.registry import Family, correction_type, disclosure_type, partners
from schemas.text import Contract

Disclosed = TypeVar("Disclosed", bound=Contract)


def disclosure(partner: str, family: Family) -> type[Contract]:
    """The partner's model for a family: class Alert, Consult or Referral of its module."""
    module = import_module(f"schemas.disclosures.{partner.replace('-', '_')}")
    return cast("type[Contract]", getattr(module, family.title()))


@cache
def correction(partner: str, family: Family) -> type[Contract]:
    """The partner's model again, whole and as it should have been, with what it has to confirm."""
    own = disclosure(partner, family)
    return create_model(f"{own.__name__}Corrected", __base__=(Notice, own), __doc__=_CORRECTION)


_CORRECTION = "This replaces what was sent: use it, remove what was received before, and confirm that under ``notice``."


def disclosures() -> dict[str, type[Contract]]:
    """Every partner's models by event type."""
    found: dict[str, type[Contract]] = {}
    for name, partner in partners().items():
        for family in partner.families:
            found[disclosure_type(name, family)] = disclosure(name, family)
            found[correction_type(name, family)] = correction(name, family)
    return found


def project(model: type[Disclosed], whole: object) -> Disclosed:
    """What of ``whole`` the model lets through."""
    return model.model_validate(whole, from_attributes=True)
