"""An act is done by one function, live and from the log: every type is in its service's table, or says why not."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

import pytest

from deploy.local.services import module_of
from schemas.catalogue import models, models_on
from schemas.events.acts import Act
from schemas.registry import SERVICES, topics
from services.runtime.service import api
from tests.histories.__main__ import replayed

if TYPE_CHECKING:
    from schemas.text import Contract
    from services.runtime.operate.replay import Replay
    from services.runtime.service import Service

ACTS = sorted((model for model in models().values() if issubclass(model, Act)), key=lambda model: model.__name__)


def service(name: str) -> Service:
    return importlib.import_module(f"{module_of(name)}.service").SERVICE


def rules(name: str) -> Replay[Any]:
    found = service(name).replay
    assert found
    return found


def written(name: str) -> set[type[Contract]]:
    """Every type on every topic that this service writes."""
    own = [topic for topic, declared in topics().items() if declared.writer == f"service:{name}"]
    return {model for topic in own for model in models_on(topic).values()}


@pytest.mark.parametrize("name", replayed())
def test_every_type_a_service_writes_is_applied_or_has_its_reason_not_to_be(name: str) -> None:
    replay = rules(name)
    assert not replay.own.keys() & replay.told.keys()
    known = {*replay.own, *replay.told}
    assert {model.__name__ for model in written(name) if not known & {*model.__mro__}} == set()
    assert all(replay.told.values())


@pytest.mark.parametrize("name", replayed())
def test_of_what_was_done_only_that_the_police_were_told_otherwise_has_no_effect_of_its_own(name: str) -> None:
    replay = rules(name)
    done = {model for model in models_on(f"trail.{name}").values() if issubclass(model, Act)}
    assert {act.__name__ for act in done - replay.own.keys()} <= {"AlertCorrected"}
    assert replay.judges.keys() <= replay.own.keys()


def test_every_request_that_changes_something_has_its_act_and_every_act_of_a_desk_its_request() -> None:
    posts = {
        operation["operationId"]
        for name in SERVICES
        for place in api(service(name)).openapi()["paths"].values()
        for method, operation in place.items()
        if method == "post"
    }
    by_itself = {
        "zoekAdresOp",
        "zoekBedrijfOp",
        "zoekBewonersOp",
        "voerMeldcodeUit",
        "verwijs",
        "escaleer",
        "vernietig",
    }
    by_command = {"quarantine redrive", "quarantine discard"}
    previews = {f"toon{what}voorbeeld" for what in ("Meld", "Besluit", "Consultatie", "Correctie")}
    reading = {"zoekBetrokkene", "zoekInLog", *previews}
    of_several = {"neemZakenOver"}  # one act for each case
    confirming = {"bevestigAntwoord"}  # the answer's own act says who proposed it
    assert {act.operation for act in ACTS} - by_itself - by_command == posts - reading - confirming - of_several


@pytest.mark.parametrize("act", ACTS, ids=lambda act: act.__name__)
def test_an_act_says_who_when_and_on_what_and_holds_no_words_of_a_case(act: type[Act]) -> None:
    assert {"actor", "roles", "at"} <= act.model_fields.keys()
    declared = act.model_json_schema()["properties"]
    words = {name for name, field in declared.items() if field.get("maxLength", 0) > 200}
    who = {"actor", "handler", "proposed_by"}
    assert words - who <= {"because"}  # of whoever closed an event in quarantine, about that event
