"""What proves that a profile is the company's, what forbids to use it, and what follows from both.

Strong proofs go both ways and can be checked again. A name, a town or a face proves nothing and is not
looked at. The proofs become signals of the profile (`signal`), so that their source stays with them.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum
from urllib.parse import urlsplit

SHARED_HOSTS = frozenset(
    {
        "bsky.social",
        "blogspot.com",
        "github.io",
        "linktr.ee",
        "medium.com",
        "notion.site",
        "sites.google.com",
        "webnode.fr",
        "wixsite.com",
        "wordpress.com",
    }
)
"""Hosts that lend room to strangers: being on one of them proves nothing about anybody there."""


class Proof(StrEnum):
    """A strong proof: each is enough by itself."""

    SITE_AND_BACK = "S1"  # the site with the confirmed number links it, and it links back
    REL_ME = "S2"  # the network checked that the company's domain links it (rel=me)
    DOMAIN_HANDLE = "S3"  # the handle is the company's domain or below it, as the network resolved
    NETWORK_VERIFIED = "S4"  # the network, or somebody it trusts, vouches for it
    VERIFIED_ORGANISATION = "S5"  # an organisation verified by the network, on the same domain
    WIKIDATA = "S6"  # the item with the company's number names it, with a reference


class Support(StrEnum):
    """A medium proof: two, from different sources, are enough."""

    SAME_PHONE = "same_phone"
    SAME_EMAIL_DOMAIN = "same_email_domain"
    SAME_ADDRESS = "same_address"
    SAME_LOGO = "same_logo"
    KNOWN_DIRECTOR = "known_director"  # named there with the town and the company


class Blocker(StrEnum):
    """Why a profile is not to be used at all, whatever is proved."""

    MEMORIAL = "memorial"  # its owner is dead: the succession is to be looked for
    SUSPENDED = "suspended"
    TAKEN_DOWN = "taken_down"
    OPTED_OUT = "opted_out"  # asks not to be read, found or indexed
    NOT_OPTED_IN = "not_opted_in"  # has not said that it wants to be found
    LIMITED = "limited"  # hidden by the moderators of its own network
    MOVED = "moved"  # it is somewhere else now: that one is to be looked at
    BOT = "bot"  # for a natural person
    GROUP = "group"  # for a natural person
    MIRROR = "mirror"  # a copy that somebody else keeps: writing there tells a stranger
    BRIDGE = "bridge"  # the same, through a bridge between networks
    PARODY = "parody"


PERSONS_ONLY = frozenset({Blocker.BOT, Blocker.GROUP})


class Advice(StrEnum):
    """What may be done with a profile."""

    PROPOSE = "propose"  # to the person who works the case, who attests what he saw
    CANDIDATE = "candidate"  # nothing proves it yet
    DO_NOT_CONTACT_REVIEW = "do_not_contact_review"  # something speaks against it, nothing for it
    STOP = "stop"


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """The advice with every reason for it; never a figure."""

    advice: Advice
    proofs: tuple[Proof, ...]
    supports: tuple[tuple[Support, str], ...]
    blockers: tuple[Blocker, ...]
    hints: tuple[str, ...]


def weigh(
    *,
    proofs: Collection[Proof],
    supports: Collection[tuple[Support, str]] = (),
    blockers: Collection[Blocker] = (),
    hints: Collection[str] = (),
    natural_person: bool,
    attested: bool,
) -> Standing:
    """What follows from everything known. `supports` are pairs of what agrees and which source said.

    A blocker stops. One strong proof, or two different supports from two sources, and a person's own
    attestation are needed before anything is proposed.
    """
    stopping = sorted(b for b in set(blockers) if natural_person or b not in PERSONS_ONLY)
    kinds, sources = {kind for kind, _ in supports}, {source for _, source in supports}
    supported = len(kinds) >= 2 and len(sources) >= 2
    if stopping:
        advice = Advice.STOP
    elif hints and not proofs:
        advice = Advice.DO_NOT_CONTACT_REVIEW
    elif attested and (proofs or supported):
        advice = Advice.PROPOSE
    else:
        advice = Advice.CANDIDATE
    return Standing(
        advice=advice,
        proofs=tuple(sorted(set(proofs))),
        supports=tuple(sorted(set(supports))),
        blockers=tuple(stopping),
        hints=tuple(sorted(set(hints))),
    )


def site_and_back(
    *, profile: str, linked_by_site: Collection[str], site: str, linked_by_profile: Collection[str]
) -> bool:
    """S1, of canonical profile addresses and of the pages the profile links to."""
    return profile in linked_by_site and any(on_site(url, site) for url in linked_by_profile)


def on_site(url: str, site: str) -> bool:
    """Whether a link leads to the company's own domain, or below it, and the domain is its own."""
    return under(urlsplit(url).hostname or "", site)


def under(host: str, site: str) -> bool:
    """Whether a host, or a handle that is one, is a company's domain or below it.

    `site` is the host of the site whose legal notice carries the confirmed number.
    """
    host, domain = host.lower().rstrip("."), site.lower().rstrip(".").removeprefix("www.")
    if domain in SHARED_HOSTS or "." not in domain:
        return False
    return host == domain or host.endswith(f".{domain}")


def signal(reason: Proof | Blocker, detail: str | None = None) -> str:
    """A reason as a SIGNAL statement says it: "proof: S2 atelier.example", "flag: memorial"."""
    kind = "proof" if isinstance(reason, Proof) else "flag"
    return f"{kind}: {reason}" + (f" {detail}" if detail else "")
