"""What a detector says: what it found, where, and why, in codes that a caller puts into words."""

from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """What can stand in a text that a moderator, or its writer, should look at."""

    NAME = "name"
    PHONE = "phone"
    ID = "id"
    EMAIL = "email"
    LINK = "link"
    INSULT = "insult"
    THREAT = "threat"
    SPAM = "spam"
    URGENT = "urgent"
    HUNTING = "hunting"


class Why(StrEnum):
    """What made a detector speak."""

    STAFF_NAME = "staff-name"
    PHONE_NUMBER = "phone-number"
    NATIONAL_ID = "national-id"
    EMPLOYEE_NUMBER = "employee-number"
    EMAIL_ADDRESS = "email-address"
    WEB_ADDRESS = "web-address"
    INSULTS_PERSON = "insults-person"
    THREATENS = "threatens"
    ADVERTISES = "advertises"
    REPEATS = "repeats"
    ENDANGERS = "endangers"
    ASKS_WHO = "asks-who"


@dataclass(frozen=True, order=True)
class Finding:
    """One thing found between two code points of the original text."""

    start: int
    end: int
    kind: Kind
    why: Why


def apart(findings: list[Finding]) -> list[Finding]:
    """The findings in order of place; of those of one kind that overlap, the longest."""
    kept: list[Finding] = []
    for one in sorted(findings, key=lambda found: (found.start - found.end, found.start)):
        if not any(one.kind == other.kind and overlap(one, other) for other in kept):
            kept.append(one)
    return sorted(kept)


def overlap(one: Finding, other: Finding) -> bool:
    """True when two findings share a letter."""
    return one.start < other.end and other.start < one.end
