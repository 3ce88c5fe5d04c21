"""Accounts that are not whom they show: mirrors, bridges, parodies, and hints of an impostor.

A text is looked at here and never kept. What comes out is a list of reasons, never a likelihood.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from anyascii import anyascii
from rapidfuzz import fuzz

from connectors.profiles.proof import Blocker

MIRROR_HOSTS = re.compile(r"bird\.makeup|birdsite\..+|(?:.+\.)?birdsitelive\..+|beta\.birdsite\..+")
BRIDGE_HOSTS = re.compile(r"(?:.+\.)?brid\.gy")
MIRROR_WORDS = re.compile(
    r"unofficial mirror|replica from twitter|mirror (?:of|account)|miroir (?:non officiel|de compte)",
    re.IGNORECASE,
)
PARODY_WORDS = re.compile(
    r"\b(?:parod(?:y|ie|ique)|satir(?:e|ical|ique)|fan[- ]?(?:account|page)|compte de fans?|"
    r"unofficial|non[- ]officiel|not affiliated|sans lien avec)\b",
    re.IGNORECASE,
)
PAYMENT = re.compile(
    r"\b(?:paypal\.me|revolut\.me|lydia-app|cash\.app|buymeacoffee|ko-fi\.com)\b"
    r"|\bbc1[a-z0-9]{20,}|\b0x[0-9a-f]{40}\b|\b(?:bitcoin|crypto|usdt)\b",
    re.IGNORECASE,
)
ASKS_TO_BE_PAID = re.compile(
    r"\b(?:pay (?:me|us|here)|payez(?:[- ](?:moi|nous|ici))?|paiement (?:par|via) (?:virement|mandat)"
    r"|virement uniquement|send (?:me )?money|western union)\b",
    re.IGNORECASE,
)
ALIKE = 90  # out of 100


LOOKS = str.maketrans("авеԁһіјкмнорԛѕтухԝсαεικνορτυχω", "abedhijkmhopqstyxwcaeikvoptyxw")
"""Cyrillic and Greek letters by the Latin ones they look like, which is not how they sound."""


class Hint(StrEnum):
    """One thing that impostors have in common; an honest account may have it too."""

    CREATED_AFTER_DISPUTE = "created_after_dispute"
    NO_POSTS = "no_posts"
    CONFUSABLE_HANDLE = "confusable_handle"  # with one that is proved, on another account
    PAYMENT_LINK = "payment_link"
    ASKS_TO_BE_PAID = "asks_to_be_paid"


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """What an account shows of itself. A number or a day that is not known is None."""

    handle: str
    text: str = ""
    created: date | None = None
    posts: int | None = None


def not_itself(handle: str, text: str) -> frozenset[Blocker]:
    """Whether the account says, or its host tells, that somebody else writes it.

    The last part of a handle is a host, on the fediverse as on Bluesky.
    """
    host = handle.rpartition("@")[2].lower()
    found = set()
    if BRIDGE_HOSTS.fullmatch(host):
        found.add(Blocker.BRIDGE)
    if MIRROR_HOSTS.fullmatch(host) or MIRROR_WORDS.search(text):
        found.add(Blocker.MIRROR)
    elif PARODY_WORDS.search(text):
        found.add(Blocker.PARODY)
    return frozenset(found)


def hints(
    shown: Shown, *, dispute: date | None = None, proved: Collection[str] = ()
) -> tuple[Hint, ...]:
    """What should make a person look twice. `proved` are handles that are proved to be the company's."""
    found = []
    if dispute is not None and shown.created is not None and shown.created > dispute:
        found.append(Hint.CREATED_AFTER_DISPUTE)
    if shown.posts == 0:
        found.append(Hint.NO_POSTS)
    if any(confusable(shown.handle, one) for one in proved):
        found.append(Hint.CONFUSABLE_HANDLE)
    if PAYMENT.search(shown.text):
        found.append(Hint.PAYMENT_LINK)
    if ASKS_TO_BE_PAID.search(shown.text):
        found.append(Hint.ASKS_TO_BE_PAID)
    return tuple(found)


def confusable(handle: str, proved: str) -> bool:
    """Whether a reader may take one handle for another that it is not (homoglyphs, one letter off)."""
    if handle.lower() == proved.lower():
        return False
    ours, theirs = (folded(one) for one in (handle, proved))
    return fuzz.ratio(ours, theirs) >= ALIKE


def folded(handle: str) -> str:
    """A handle as an eye sees it: Latin letters, digits that look like letters, no separators.

    The host counts where it is a domain of its own; a network's own suffix is the same for all.
    """
    seen = anyascii(handle.lower().translate(LOOKS)).lower().removesuffix(".bsky.social")
    seen = seen.translate(str.maketrans("0135", "oles")).replace("rn", "m").replace("vv", "w")
    return re.sub(r"[^a-z0-9]", "", seen)
