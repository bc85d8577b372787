"""A worker that would be given no partitions of a topic it reads must not stay behind looking alive."""

from __future__ import annotations

import os
from types import SimpleNamespace

import pytest
from aiokafka.cluster import ClusterMetadata

from services.runtime.messaging.bus import Assignor, StreamApp


class EndedError(Exception):
    """The process would have ended."""


def test_topics_that_are_not_visible_end_the_worker(monkeypatch: pytest.MonkeyPatch) -> None:
    """Found by the fault runs: after a broker restart zorg-referral said ready and read nothing (seed 2)."""

    def ended(code: int) -> None:
        raise EndedError(code)

    monkeypatch.setattr(os, "_exit", ended)
    members = {"worker": SimpleNamespace(subscription=["decision.zorg"])}
    with pytest.raises(EndedError, match="1"):
        Assignor(StreamApp("intake")).assign(ClusterMetadata(), members)
