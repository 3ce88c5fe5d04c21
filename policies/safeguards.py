"""The numbers and tests behind the controls against misuse, as plain values and pure functions.

The numbers are product defaults: no law fixes them (GDPR art. 5(1)(f) and 32 ask for measures).
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

from policies.whom import plain
from tracer.subject import Subject

SUBJECTS_A_DAY = 20
OPENINGS_AN_HOUR = 5
BREAK_GLASS_LASTS = timedelta(minutes=30)
REVIEW_WITHIN = timedelta(hours=24)
"""After break-glass was approved, somebody else must have looked into it."""
LONGEST_WAIVER = timedelta(days=30)
SHORTEST_LOOK = timedelta(seconds=5)
"""A decision sooner after the candidates were shown is flagged: nobody reads them in less."""
PLANTED_SHARE = 0.02
"""Of the searches that ask for a person's judgement."""
MISSES_ALLOWED = 0.10
FEWEST_PLANTS = 5
"""Below so many judged plants nobody is suspended: one slip would weigh too much."""

FREE_MAIL = frozenset(
    {
        *("gmail.com", "googlemail.com", "outlook.com", "outlook.fr", "hotmail.com", "hotmail.fr"),
        *("live.com", "live.fr", "msn.com", "yahoo.com", "yahoo.fr", "icloud.com", "me.com"),
        *("orange.fr", "wanadoo.fr", "free.fr", "sfr.fr", "neuf.fr", "laposte.net", "bbox.fr"),
        *("numericable.fr", "aol.com", "gmx.com", "gmx.fr", "gmx.de", "web.de", "proton.me"),
        *("protonmail.com", "mail.com", "yandex.com", "libero.it", "skynet.be", "btinternet.com"),
    }
)
"""Mail domains that anybody may have: sharing one says nothing."""


def operator_lines(
    surnames: Iterable[str], addresses: Iterable[tuple[str, str | None]], domains: Iterable[str]
) -> frozenset[str]:
    """What an operator declares of himself, as lines of which only keyed hashes are kept.

    An address is its street line and its postcode. Domains of free mail providers are left out.
    """
    return frozenset(
        {
            *(f"surname {part}" for surname in surnames for part in parts(surname)),
            *(f"address {plain(line)} {postcode or ''}" for line, postcode in addresses if line),
            *(f"domain {d}" for d in map(bare_domain, domains) if d not in FREE_MAIL),
        }
    )


def subject_lines(subject: Subject) -> frozenset[str]:
    """The same lines of a debtor: in common with an operator's, the two may know each other."""
    return operator_lines(
        (name.surname for name in subject.names),
        ((address.line or "", address.postcode) for address in subject.addresses),
        (email.rpartition("@")[2] for email in subject.emails),
    )


def parts(surname: str) -> frozenset[str]:
    """The surname, and each name of a double one; particles are too short to count alone."""
    words = map(plain, surname.replace("-", " ").split())
    return frozenset({plain(surname), *(word for word in words if len(word) > 3)} - {""})


def bare_domain(domain: str) -> str:
    """A mail domain without case, spaces or a leading @."""
    return domain.strip().casefold().lstrip("@")


def suspended(judged: int, missed: int) -> bool:
    """Whether a reviewer missed too many of the wrong matches planted for him."""
    return judged >= FEWEST_PLANTS and missed > MISSES_ALLOWED * judged
