"""The services that keep a signal and destroy it when its time has come, and which of them somebody can hold up."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from http import HTTPStatus
from typing import TYPE_CHECKING, Annotated, Any

from fastapi import Depends, Request

from schemas.codes.flow import UserRole
from services.desk.upstream import Api, NoError, UnavailableError, of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from services.desk.sessions.store import Session
    from services.screens.form import Form

_BOTH = frozenset({UserRole.ANALYST, UserRole.AANDACHTFUNCTIONARIS})
_DECIDER = frozenset({UserRole.AANDACHTFUNCTIONARIS})


@dataclass(frozen=True, slots=True)
class Keeper:
    """``name``: in an address; ``words``: what it keeps; ``address``: the setting that says where its API is."""

    name: str
    words: str
    address: str
    desks: frozenset[UserRole]


KEEPERS = (
    Keeper("zaak", "de zaak", "triage_url", _DECIDER),
    Keeper("beoordeling", "de beoordeling", "enrichment_url", _BOTH),
    Keeper("melding", "de melding", "intake_holds_url", _BOTH),
    Keeper("zorg", "de verwijzingen naar zorg", "zorg_referral_url", _DECIDER),
    Keeper("riec", "de verwijzingen naar het RIEC", "riec_referral_url", _DECIDER),
)


@dataclass(frozen=True, slots=True)
class Answer:
    """``refusal``: what one of them said no with; None: it did it."""

    keeper: Keeper
    refusal: NoError | None


class Everywhere:
    """All that keep something of a signal, asked at once. What one of them does it does once, however often the form
    is sent; so who was away can be asked again.
    """

    def __init__(self, apis: Mapping[Keeper, Api], done_before: str) -> None:
        """``done_before``: what to say where there is nothing left to do."""
        self._apis = apis
        self._done_before = done_before
        self.done: list[Keeper] = []
        """Who did it, once all were asked and none said no."""

    async def post(self, path: str, body: Mapping[str, Any], form: Form) -> None:
        """Raises as ``Api.post``; NoError where one of them did not do it, and who that was."""
        answers = await asyncio.gather(*(_ask(keeper, api, path, body, form) for keeper, api in self._apis.items()))
        self.done = judged(answers, self._done_before)


async def _ask(keeper: Keeper, api: Api, path: str, body: Mapping[str, Any], form: Form) -> Answer:
    try:
        await api.post(path, body, form)
    except NoError as no:
        return Answer(keeper, no)
    except UnavailableError:
        return Answer(keeper, NoError(HTTPStatus.SERVICE_UNAVAILABLE, "antwoordt nu niet; verstuur dit opnieuw.", {}))
    return Answer(keeper, None)


def judged(answers: list[Answer], done_before: str) -> list[Keeper]:
    """Who did it. Who keeps nothing of the signal (404), or had done it before (409), has nothing to do. Raises
    NoError: of the fields, of who did not do it, of nobody who keeps it, or where all had done it before.
    """
    done = [one.keeper for one in answers if one.refusal is None]
    refused = [(one.keeper, one.refusal) for one in answers if one.refusal]
    for _, no in refused:
        if no.fields:
            raise no
    failed = [(k, no) for k, no in refused if no.status not in (HTTPStatus.NOT_FOUND, HTTPStatus.CONFLICT)]
    if failed:
        gone_well = f"Gelukt bij {_listed(done)}. " if done else ""
        said = " ".join(f"Niet bij {keeper.words}: {no.detail}" for keeper, no in failed)
        raise NoError(HTTPStatus.CONFLICT, gone_well + said, {})
    if done:
        return done
    before = [no for _, no in refused if no.status == HTTPStatus.CONFLICT]
    if before:
        raise NoError(HTTPStatus.CONFLICT, done_before, {})
    raise NoError(HTTPStatus.NOT_FOUND, "", {})


def _listed(keepers: list[Keeper]) -> str:
    return ", ".join(keeper.words for keeper in keepers)


async def _his(request: Request) -> dict[Keeper, Api]:
    session: Session = request.state.session
    desk = UserRole.AANDACHTFUNCTIONARIS if UserRole.AANDACHTFUNCTIONARIS in session.functions else UserRole.ANALYST
    return {
        keeper: await of(keeper.address, desk)(request)
        for keeper in KEEPERS
        if desk in keeper.desks and getattr(request.app.state.config, keeper.address)
    }


Keeping = Annotated[dict[Keeper, Api], Depends(_his)]
"""Those that who is signed on may hold up, on this instance."""
