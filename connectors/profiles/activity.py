"""How long a profile has been silent, in five words. No day and no post is kept of anybody."""

from __future__ import annotations

from datetime import date
from enum import StrEnum


class Bucket(StrEnum):
    """When the account last published something of its own."""

    ACTIVE = "active"  # within 90 days
    SLOW = "slow"  # within a year
    DORMANT = "dormant"  # within two years
    INACTIVE = "inactive"  # longer ago
    UNKNOWN = "unknown"  # nobody tells: it is not the same as inactive


LIMITS = ((90, Bucket.ACTIVE), (365, Bucket.SLOW), (730, Bucket.DORMANT))


def bucket(last: date | None, on: date) -> Bucket:
    """The bucket of a last own post, seen on a day. A day that has not come yet tells nothing."""
    if last is None or last > on:
        return Bucket.UNKNOWN
    days = (on - last).days
    return next((word for limit, word in LIMITS if days <= limit), Bucket.INACTIVE)
