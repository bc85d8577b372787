"""Which faults strike where, in which round: a pure function of the seed."""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import dataclass

from schemas.registry import SERVICES, read_by

CHAIN = "chain"

BY_A_PARTNER = ("bomb", "flood", "deep-json", "far-dates")
KILLS = ("kill-after-inbox", "kill-before-commit", "kill-after-commit", "kill-between-send-and-mark")
AT_A_SERVICE = (
    *KILLS,
    "kill-inside-migration",
    "sigterm-under-load",
    "zombie-past-session",
    "join-and-leave",
    "connections-cut",
    "serialization-failure",
    "poison-first",
    "poison-middle",
    "poison-last",
    "duplicates-inside-batch",
    "duplicates-across-batches",
    "replies-out-of-order",
    "acl-revoked",
    "clock-jumps",
    "network-cut",
    *BY_A_PARTNER,
)
AT_THE_CHAIN = (
    "broker-killed",
    "broker-away",
    "broker-slow",
    "postgres-killed",
    "postgres-restarted",
    "disk-full",
    "fsync-error",
)
KINDS = (*AT_A_SERVICE, *AT_THE_CHAIN)

_WITHOUT_AN_EVENT = ("kill-inside-migration", "sigterm-under-load", "join-and-leave", "connections-cut")
"""What can strike a service that reads no topic."""

_REFERRALS = ("zorg-referral", "riec-referral")
_ANSWERED_BY_PARTNERS = ("intake", "triage", *_REFERRALS)
_LATEST_START_SECONDS = 1.5
_FULL_LENGTH_FROM = 200
_CHAIN_FAULT_EVERY = 3


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault: its kind, the service it strikes (or the whole chain), when in its round, and how long at most."""

    number: int
    kind: str
    target: str
    delay_seconds: float
    choice: int
    away_seconds: int = 0


def strikes(kind: str, service: str) -> bool:
    """Audit takes no decisions and sends nothing; only referral services follow a life cycle of replies; enrichment
    hears no partner; administration hears nobody.
    """
    if service in SERVICES and not read_by(f"service:{service}"):
        return kind in _WITHOUT_AN_EVENT
    if kind == "replies-out-of-order":
        return service in _REFERRALS
    if kind in BY_A_PARTNER:
        return service in _ANSWERED_BY_PARTNERS
    return service != "audit" or kind not in ("kill-after-inbox", "kill-between-send-and-mark")


def rounds(seed: int, count: int) -> list[list[Fault]]:
    """``count`` faults in rounds that strike together: each service once, and now and then the whole chain."""
    chance = random.Random(seed)
    deck = _Deck(chance)
    away = 30 if count >= _FULL_LENGTH_FROM else 6
    planned: list[list[Fault]] = []
    number = 0
    while number < count:
        together: list[Fault] = []
        targets: list[str] = chance.sample([*SERVICES], len(SERVICES))
        if len(planned) < len(AT_THE_CHAIN) or len(planned) % _CHAIN_FAULT_EVERY == 0:
            targets.insert(0, CHAIN)
        for target in targets[: count - number]:
            kind = deck.draw(target)
            delay = chance.uniform(0, _LATEST_START_SECONDS)
            number += 1
            together.append(Fault(number, kind, target, delay, chance.randrange(2**31), away))
        planned.append(together)
    return planned


class _Deck:
    """Every kind once, in any order, then every kind once again; to each target those it had least often."""

    def __init__(self, chance: random.Random) -> None:
        self._chance = chance
        self._left: dict[bool, list[str]] = {True: [], False: []}
        self._drawn: Counter[tuple[str, str]] = Counter()

    def draw(self, target: str) -> str:
        """The next kind that can strike this target."""
        left = self._left[target == CHAIN]
        kinds = AT_THE_CHAIN if target == CHAIN else AT_A_SERVICE
        fitting = [kind for kind in left if strikes(kind, target)]
        if not fitting:
            left += self._chance.sample(kinds, len(kinds))
            fitting = [kind for kind in left if strikes(kind, target)]
        drawn = min(fitting, key=lambda kind: self._drawn[target, kind])
        left.remove(drawn)
        self._drawn[target, drawn] += 1
        return drawn
