"""What only the auditor reads: who read what, who did what, and how far each writer has come."""

from __future__ import annotations

from uuid import UUID

from pydantic import Field

from schemas.codes.flow import UserRole
from schemas.text import Actor, Contract, KeptLine, KeptText


class ContentRead(Contract):
    """Somebody saw content (BIO2 8.15.01: actor, action, object; time and origin are the event's own)."""

    actor: Actor = Field(description="The identity provider's opaque user id.")
    roles: tuple[UserRole, ...]
    operation: KeptLine = Field(description="What was read, as the API's operationId.")
    objects: tuple[UUID, ...] = Field(default=(), description="Signals and references of which content was shown.")
    facts: dict[KeptLine, KeptLine] = Field(default={}, description="Which part, by name: numbers and codes alone.")


class ActPerformed(Contract):
    """Somebody changed something: a step in a case, or an act of administration."""

    actor: Actor = Field(description="The identity provider's opaque user id.")
    roles: tuple[UserRole, ...]
    operation: KeptLine = Field(description="What was done, as the API's operationId or the name of the command.")
    objects: tuple[UUID, ...] = ()
    detail: KeptText | None = Field(default=None, description="What exactly an act of administration changed.")
    facts: dict[KeptLine, KeptText] = Field(
        default={}, description="What the act made, by name: codes, dates and ids alone, so that state can be replayed."
    )


class AccessRefused(Contract):
    """Somebody tried what they may not (BIO2 8.15.01: also what failed): without a valid token, in a role or about an
    object that it is not for, or too often.
    """

    actor: Actor = Field(description="The identity provider's opaque user id.")
    roles: tuple[UserRole, ...]
    operation: KeptLine = Field(description="What was tried, as the API's operationId.")
    objects: tuple[UUID, ...] = ()
    status: int | None = Field(default=None, description="Of the answer (HTTP); not said until 2026-12.")
    count: int = Field(default=1, ge=1, description="How many refusals of one hour this tells of.")


class EventsCounted(Contract):
    """A writer's signed statement: per topic the number of its last event, and what still waits to be sent."""

    statement: KeptText = Field(description="A C2SP signed note; its key is the writer's in the log's `sources`.")
