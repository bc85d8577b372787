"""An act of somebody at a desk: filled in, looked over with what it leads to where it has such a page, recorded. Each
step is a page of its own, and what was typed goes along in the form.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from starlette.responses import RedirectResponse

from schemas.codes.reason import OTHER
from services.desk import pages
from services.desk.upstream import ChangedError, NoError
from services.desk.views.triage import Preview
from services.screens.form import STEP, Filled, NotOursError, Typed

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping, Sequence

    from starlette.responses import Response

    from services.desk.keepers import Everywhere
    from services.desk.sessions.store import Session
    from services.desk.upstream import Api
    from services.screens.form import Form

    ShowFile = Callable[[Typed], Awaitable[Response]]
    """The page the act is on."""

    ShowWhatGoesOut = Callable[[Mapping[str, Any]], Awaitable[Any]]

    Lines = Sequence[tuple[str, str]]
    """What something is called, and what it is."""

CHECK, CHANGE, RECORD = "nakijken", "wijzigen", "vastleggen"
_AGAIN = ((CHANGE, "Wijzigen"),)

M = TypeVar("M", bound=Filled)


def _nothing(_: Any) -> Mapping[str, str]:
    return {}


def _as_told(fields: Mapping[str, str]) -> Mapping[str, str]:
    return {name: f"{name}: {rule}" for name, rule in fields.items()}


def unexplained(filled: Filled, reason: str, explanation: str | None) -> dict[str, str]:
    """What else must be said: with ``anders`` belongs an explanation."""
    unsaid = reason == OTHER and explanation is None
    return {"toelichting": filled.WANTED["toelichting"]} if unsaid else {}


@dataclass(frozen=True, slots=True)
class Act(Generic[M]):
    """``title`` asks whether it is right; ``answers``: what was filled in and what it leads to, in words; ``request``:
    the path at the API and the body.

    ``preview``: shows what would go out, of the body, where something does. ``at_once``: it has no page to look
    it over. ``missing``: what else must be filled in, by field. ``told``: what the API says of its fields, as fields of
    the page. ``changes``: the steps back from looking it over. ``record``: what its last button says.
    """

    title: str
    model: type[M]
    answers: Callable[[M], Lines]
    request: Callable[[M], tuple[str, Mapping[str, Any]]]
    preview: ShowWhatGoesOut | None = None
    at_once: bool = False
    missing: Callable[[M], Mapping[str, str]] = _nothing
    told: Callable[[Mapping[str, str]], Mapping[str, str]] = _as_told
    changes: Sequence[tuple[str, str]] = field(default=_AGAIN)
    record: str = "Vastleggen"


@dataclass(frozen=True, slots=True)
class Desk:
    """Where the act is done: at ``action``, of the page ``back``. ``now``: how a file is, in words, of what the API
    says of it; ``then``: where to go when it is done, if not back.
    """

    session: Session
    api: Api | Everywhere
    action: str
    back: str
    show: ShowFile
    now: Callable[[Any], Lines]
    then: str | None = None


def judged(act: Act[M], form: Form) -> tuple[M | None, Mapping[str, str]]:
    """The act, or of each field that is wrong what is wanted: all of them. Raises NotOursError."""
    filled, wrong = form.read(act.model)
    if filled is None:
        return None, wrong
    missing = act.missing(filled)
    return (None, missing) if missing else (filled, {})


async def run(act: Act[M], form: Form, desk: Desk) -> Response:
    """Raises NotOursError, and as ``Api`` except for what the form itself can be put right by."""
    step = form.get(STEP) or (RECORD if act.at_once else "")
    if step not in (CHECK, CHANGE, RECORD):
        raise NotOursError
    if step == CHANGE:
        return await desk.show(Typed.of(form, {}, HTTPStatus.OK))
    filled, wrong = judged(act, form)
    if filled is None:
        return await desk.show(Typed.of(form, wrong))
    path, body = act.request(filled)
    try:
        if step == RECORD or act.at_once:
            await desk.api.post(path, body, form)
            return RedirectResponse(desk.then or desk.back, HTTPStatus.SEE_OTHER)
        shown = Preview.model_validate(await act.preview(body)) if act.preview else None
    except ChangedError as changed:
        return _changed(act, filled, form, desk, changed)
    except NoError as no:
        if no.status in (HTTPStatus.FORBIDDEN, HTTPStatus.NOT_FOUND):
            raise
        return await desk.show(Typed.of(form, act.told(no.fields) or {"": no.detail}, no.status))
    return pages.show(
        "nakijken.html",
        session=desk.session,
        title=act.title,
        action=desk.action,
        form=form,
        answers=act.answers(filled),
        preview=shown,
        changes=act.changes,
        record=act.record,
    )


def _changed(act: Act[M], filled: M, form: Form, desk: Desk, changed: ChangedError) -> Response:
    """Both: how it is now, and what was filled in; to send again, or not."""
    return pages.show(
        "veranderd.html",
        session=desk.session,
        title="Dit is veranderd terwijl u schreef",
        status=HTTPStatus.CONFLICT,
        action=desk.action,
        back=desk.back,
        form=form,
        answers=act.answers(filled),
        now=desk.now(changed.now),
        seen=changed.tag,
        at_once=act.at_once,
        changes=() if act.at_once else act.changes,
    )
