"""An act in steps: filled in, looked over with what it leads to, recorded. Each step is a page of its own, and what was
typed goes along in the form: nothing is kept meanwhile.
"""

from __future__ import annotations

from dataclasses import dataclass
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from starlette.responses import RedirectResponse

from services.desk import pages
from services.desk.form import STEP, Filled, NotOursError
from services.desk.upstream import NoError
from services.desk.views.triage import Disclosure, Preview

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping, Sequence

    from starlette.responses import Response

    from services.desk.form import Form
    from services.desk.sessions.store import Session
    from services.desk.upstream import Api

    ShowFile = Callable[[Form, Mapping[str, str], HTTPStatus], Awaitable[Response]]
    """The page the act is on, with what was typed, what is wrong with it, and the status of the answer."""

CHECK, CHANGE, RECORD = "nakijken", "wijzigen", "vastleggen"

M = TypeVar("M", bound=Filled)


@dataclass(frozen=True, slots=True)
class Act(Generic[M]):
    """``title`` asks whether it is right; ``answers``: what was filled in and what it leads to, in words; ``request``:
    the path at the API and the body.
    """

    title: str
    model: type[M]
    answers: Callable[[M], Sequence[tuple[str, str]]]
    request: Callable[[M], tuple[str, Mapping[str, Any]]]
    preview: str | None = None
    """The API's path that shows what would go out, where something does."""


@dataclass(frozen=True, slots=True)
class Desk:
    """Where the act is done: at ``action``, of the page ``back``."""

    session: Session
    api: Api
    action: str
    back: str
    show: ShowFile


async def run(act: Act[M], form: Form, desk: Desk) -> Response:
    """Raises NotOursError, and as ``Api`` except for what the form itself can be put right by."""
    step = form.get(STEP)
    if step not in (CHECK, CHANGE, RECORD):
        raise NotOursError
    filled, wrong = form.read(act.model)
    if step == CHANGE:
        return await desk.show(form, {}, HTTPStatus.OK)
    if filled is None:
        return await desk.show(form, wrong, HTTPStatus.BAD_REQUEST)
    path, body = act.request(filled)
    try:
        if step == RECORD:
            await desk.api.post(path, body, form)
            return RedirectResponse(desk.back, HTTPStatus.SEE_OTHER)
        shown = _disclosures(await desk.api.preview(act.preview, body)) if act.preview else ()
    except NoError as no:
        if no.status in (HTTPStatus.FORBIDDEN, HTTPStatus.NOT_FOUND):
            raise
        fields = {name: f"{name}: {rule}" for name, rule in no.fields.items()}
        return await desk.show(form, fields or {"": no.detail}, no.status)
    return pages.show(
        "nakijken.html",
        session=desk.session,
        title=act.title,
        action=desk.action,
        form=form,
        answers=act.answers(filled),
        disclosures=shown,
    )


def _disclosures(preview: Any) -> tuple[Disclosure, ...]:
    return Preview.model_validate(preview).disclosures
