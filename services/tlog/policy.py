"""Which log, which witnesses, and how many of them make a checkpoint count (C2SP tlog-policy)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from services.tlog.note import COSIGNATURE, NOTE, NoteError, parse_vkey

if TYPE_CHECKING:
    from collections.abc import Mapping

    from services.tlog.note import Note, Verifier


class PolicyError(ValueError):
    """The policy file is not one; holds the line."""


@dataclass(frozen=True, slots=True)
class Policy:
    """``groups`` hold their threshold and members; ``quorum`` is a witness, a group, or ``none``."""

    text: str
    logs: tuple[Verifier, ...]
    witnesses: Mapping[str, Verifier]
    groups: Mapping[str, tuple[int, tuple[str, ...]]]
    quorum: str

    def witnessed(self, checkpoint: Note) -> bool:
        """Whether enough witnesses cosigned. A cosignature that does not hold counts for nothing."""
        return self.quorum == "none" or self._met(self.quorum, checkpoint)

    def _met(self, name: str, checkpoint: Note) -> bool:
        if name in self.witnesses:
            return cosigned(checkpoint, self.witnesses[name])
        threshold, members = self.groups[name]
        return sum(self._met(member, checkpoint) for member in members) >= threshold


def cosigned(checkpoint: Note, witness: Verifier) -> bool:
    """Whether this witness did; a cosignature that does not hold is none."""
    try:
        return checkpoint.signed_by(witness)
    except NoteError:
        return False


def parse_policy(text: str) -> Policy:
    """Raises PolicyError, naming the line."""
    logs: list[Verifier] = []
    witnesses: dict[str, Verifier] = {}
    groups: dict[str, tuple[int, tuple[str, ...]]] = {}
    quorum: str | None = None
    for number, line in enumerate(text.split("\n"), 1):
        words = line.split()
        try:
            match words:
                case [] | [str(), *_] if not words or words[0].startswith("#"):
                    continue
                case ["log", vkey] | ["log", vkey, _]:
                    logs.append(_key(vkey, NOTE, logs))
                case ["witness", name, vkey] | ["witness", name, vkey, _]:
                    _new(name, witnesses, groups)
                    witnesses[name] = _key(vkey, COSIGNATURE, [*witnesses.values()])
                case ["group", name, threshold, *members] if members:
                    _new(name, witnesses, groups)
                    groups[name] = (_threshold(threshold, members, witnesses, groups), tuple(members))
                case ["quorum", name] if quorum is None and (name == "none" or name in {*witnesses, *groups}):
                    quorum = name
                case _:
                    raise PolicyError("is not a line of a policy")
        except ValueError as error:
            raise PolicyError(f"line {number}: {error}") from None
    if quorum is None:
        raise PolicyError("no quorum line")
    return Policy(text, tuple(logs), witnesses, groups, quorum)


def _key(vkey: str, kind: int, others: list[Verifier]) -> Verifier:
    key = parse_vkey(vkey)
    if key.kind != kind or key.public in {other.public for other in others}:
        raise ValueError("the key is of another kind, or there already")
    return key


def _new(name: str, *known: Mapping[str, object]) -> None:
    if name == "none" or any(name in names for names in known):
        raise ValueError(f"{name} is taken")


def _threshold(text: str, members: list[str], *known: Mapping[str, object]) -> int:
    if len(set(members)) != len(members) or not all(any(m in names for names in known) for m in members):
        raise ValueError("members are defined before, and named once")
    threshold = {"all": len(members), "any": 1}.get(text) or int(text)
    if not 1 <= threshold <= len(members):
        raise ValueError("the threshold is between 1 and the number of members")
    return threshold
