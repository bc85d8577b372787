"""The administration's state from the log: what was agreed on, and by whom."""

from __future__ import annotations

from typing import TYPE_CHECKING

from schemas.events.acts.administration import ChangeConfirmed, ChangeProposed, ChangeRejected
from schemas.events.setting import SettingChanged
from services.administration.changes import acts
from services.administration.handlers import DISPATCH
from services.casework.settings import store as settings
from services.runtime.operate.comparison import unsaid
from services.runtime.operate.replay import OWN, RUNTIME, TOLD, Earlier, Replay, of_act, of_event

if TYPE_CHECKING:
    from collections.abc import Sequence

    from schemas.text import Contract
    from services.runtime.base.database import Connection
    from services.runtime.messaging.dispatch import Delivery, Handled


def _log(_: Sequence[Delivery[Contract]]) -> None:
    """What was set says itself what it was."""


async def _consumed(connection: Connection, delivery: Delivery[Contract], _: None) -> Handled:
    return await DISPATCH(connection, [delivery])


REPLAY = Replay(
    _log,
    own={
        **OWN,
        ChangeProposed: of_act(acts.propose),
        ChangeConfirmed: of_act(acts.confirm),
        ChangeRejected: of_act(acts.reject),
        SettingChanged: of_event(settings.change),
    },
    told=TOLD,
    consumed=_consumed,
    earlier=Earlier(lambda _: {}, {}),
    exempt={
        **RUNTIME,
        "proposal.value": unsaid("who somebody is, is in what was set, once it was"),
        "proposal.explanation": unsaid("the administrator's own words, sent to nobody"),
    },
    counted={"proposal": ("kind", "confirmed"), "setting": ("kind",)},
)
