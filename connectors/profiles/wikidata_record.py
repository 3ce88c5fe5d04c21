"""A Wikidata item as a record: the company of that SIREN, where it publishes, and on which networks."""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import urlsplit

from stdnum import lei as lei_number

from connectors.answer import Fetched
from connectors.base import unread_fields, value_or_masked
from connectors.drawn import Drawn, company_id, opaque
from connectors.profiles.proof import Proof, signal
from connectors.profiles.urls import (
    ProfileUrl,
    bluesky_of,
    fediverse_of,
    profile_id,
    profile_of,
    split,
)
from connectors.profiles.wikidata_payload import Claim, Claims, Item
from tracer.entities import EntityKind, LinkType, Masked, Property, Record

HUMAN = "Q5"
PAGES = {
    "x": "https://x.com/{}",
    "facebook": "https://facebook.com/{}",
    "instagram": "https://instagram.com/{}",
    "youtube": "https://youtube.com/channel/{}",
    "github": "https://github.com/{}",
    "linkedin": "https://linkedin.com/company/{}",
}


def standing(claims: Iterable[Claim]) -> list[Claim]:
    """The claims that hold: the preferred ones if any, never a deprecated nor an ended one."""
    held = [c for c in claims if c.rank in ("preferred", "normal") and not c.qualifiers.ended]
    held = [c for c in held if c.text]
    preferred = [c for c in held if c.rank == "preferred"]
    return preferred or held


def is_of(item: Item, siren: str) -> bool:
    """Whether the item itself says that SIREN now: a search index may be late."""
    return any(
        siren == (claim.text or "").replace(" ", "") for claim in standing(item.claims.sirens)
    )


def is_human(item: Item) -> bool:
    """Whether any claim, of whatever rank, says that the item is a person."""
    return any(claim.text == HUMAN for claim in item.claims.kinds)


def record_of(
    item: Item, siren: str, fetched: Fetched, *, alone: bool, stray: Iterable[str] = ()
) -> Record:
    """What the item says of the company. `alone` is False if other items claim the same number.

    `stray` are unknown fields around the item.
    """
    drawn = Drawn(fetched.provenance(item.id))
    unread = (*unread_fields(item), *stray)
    if is_human(item):
        return drawn.record(item.id, withheld=True, unread=unread)
    names = [label.value for label in (item.labels.fr, item.labels.en) if label]
    leis = [claim.text or "" for claim in standing(item.claims.leis)]
    said: list[tuple[Property, str | Masked | None]] = [
        (Property.REGISTRATION_NUMBER, siren),
        (Property.JURISDICTION, "FR"),
        *((Property.ALIAS, value_or_masked(name, fetched.source)) for name in dict.fromkeys(names)),
        *((Property.LEI, lei) for lei in leis if lei_number.is_valid(lei)),
        (Property.SIGNAL, None if alone else "flag: several_items_claim_the_number"),
    ]
    company = drawn.add(company_id(siren), EntityKind.COMPANY, said)
    for claim in standing(item.claims.websites):
        url = site_url(claim.text or "")
        if url is not None:
            site = drawn.add(opaque("website-", url), EntityKind.WEBSITE, [(Property.WEBSITE, url)])
            drawn.link(company, LinkType.PUBLISHES, site)
    for profile, claim in profiles(item.claims):
        proof = signal(Proof.WIKIDATA, item.id) if claim.is_supported and alone else None
        drawn.add(
            profile_id(profile),
            EntityKind.PROFILE,
            [
                (Property.PLATFORM, profile.platform),
                (Property.HANDLE, profile.handle),
                (Property.WEBSITE, profile.url),
                (Property.SIGNAL, proof),
            ],
        )
        drawn.link(company, LinkType.PUBLISHES, profile_id(profile))
    return drawn.record(item.id, unread=unread)


def site_url(text: str) -> str | None:
    """A website as a whole address, without its last slash; a page on a network is none."""
    parts = split(text)
    if parts is None or profile_of(text) is not None:
        return None
    address = urlsplit(text if "://" in text else f"https://{text}")
    query = f"?{address.query}" if address.query else ""
    return f"{address.scheme.lower()}://{parts.netloc}{address.path.rstrip('/')}{query}"


def profiles(claims: Claims) -> list[tuple[ProfileUrl, Claim]]:
    """The accounts an item names, each with the claim; what is no handle of that network is none."""
    found = [
        (profile_of(form.format(claim.text)), claim)
        for name, form in PAGES.items()
        for claim in standing(getattr(claims, name))
    ]
    found += [(fediverse_of(claim.text or ""), claim) for claim in standing(claims.mastodon)]
    found += [(bluesky_of(claim.text or ""), claim) for claim in standing(claims.bluesky)]
    return [(profile, claim) for profile, claim in found if profile is not None]
