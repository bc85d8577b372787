"""Whether a contract still holds for those who built on its last release.

A contract binds two sides, and both may run older code than ours:

- **Writers**, and the events they wrote before, which are still on topics and in the audit log and may be replayed:
  whatever the old schema allowed must still be allowed. So nothing may be removed, newly required or narrowed:
  a property, a type, a listed value, a pattern, a length, a range.
- **Readers**: whatever the new schema allows must have been allowed by the old one. So an added listed value, a
  property that may now be absent, or a new property in a closed object breaks a reader as much as a removal breaks a
  writer. For a disclosure this is also wanted for itself: a partner getting more is a decision, not a detail.

Where every reader is a service of ours (``our_readers``), readers are released with the schema, before or with its
writers; then only the first side counts, and a contract may grow by optional properties and values. That is so for
all internal topics and for the replies partners write. What breaks needs a new major version: a new type
(``...v2``) next to the old, and the old one stays as it was until nobody uses it. Titles, descriptions and examples
break nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from schemas.registry import topics
from schemas.schema_subset import refused

if TYPE_CHECKING:
    from collections.abc import Mapping


def breaking_changes(old: dict[str, Any], new: dict[str, Any], *, our_readers: bool = False) -> list[str]:
    """What breaks between two schemas of one type, by place; both may hold ``$defs``."""
    writers = refused(old, new)
    places = {place for place, _ in writers}
    readers = [] if our_readers else [(place, how) for place, how in refused(new, old) if place not in places]
    broken = [f"{place or 'event'}: now {how}" for place, how in writers]
    broken += [f"{place or 'event'}: until now {how}, so existing readers break" for place, how in readers]
    return list(dict.fromkeys(broken))


def broken_contracts(old: Mapping[str, dict[str, Any]], new: Mapping[str, dict[str, Any]]) -> list[str]:
    """What breaks between two releases' schemas by event type; a type may only go when a later version is there."""
    broken: list[str] = []
    for event_type, schema in old.items():
        if event_type in new:
            changes = breaking_changes(schema, new[event_type], our_readers=read_by_us_only(event_type))
            broken += [f"{event_type}: {change}" for change in changes]
        elif not any(_succeeds(later, event_type) for later in new):
            broken.append(f"{event_type}: removed")
    return broken


def read_by_us_only(event_type: str) -> bool:
    """Whether no partner reads the type."""
    readers = {reader for topic in topics().values() if event_type in topic.types for reader in topic.readers}
    return not any(reader.startswith("partner:") for reader in readers)


def _succeeds(later: str, event_type: str) -> bool:
    fact, _, version = event_type.rpartition(".v")
    later_fact, _, later_version = later.rpartition(".v")
    return later_fact == fact and int(later_version) > int(version)
