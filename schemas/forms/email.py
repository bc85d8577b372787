"""E-mail addresses (RFC 5321, RFC 6531): the name as its owner writes it, the domain in small letters."""

from __future__ import annotations

from email_validator import EmailNotValidError, validate_email

WANTED = "is een e-mailadres, bijvoorbeeld naam@voorbeeld.nl"


def parse(written: str) -> str:
    """Whether anybody reads mail there is not asked. Raises ValueError."""
    plain = written.strip().removeprefix("mailto:")
    try:
        address = validate_email(
            plain, check_deliverability=False, globally_deliverable=False, allow_display_name=True
        ).normalized
    except EmailNotValidError:
        raise ValueError(WANTED) from None
    if "." not in address.rpartition("@")[2]:
        raise ValueError(WANTED)
    return address
