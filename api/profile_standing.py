"""The profiles of a confirmed debtor's enterprise, each weighed on what the case's graph holds now.

A proof counts only for the debtor's own: S1, S2, S3 and S5 name a host, which must be that of a site whose
legal notice carries the enterprise's number; S6 must come from the item that names the enterprise; a
profile found by its name alone gains nothing from S4. What a later reading of the same record no longer
says is not counted. Profiles that only namesakes publish are left out.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from urllib.parse import urlsplit

from connectors.profiles.activity import Bucket
from connectors.profiles.impostor import Hint, confusable, not_itself
from connectors.profiles.proof import (
    Advice,
    Blocker,
    Proof,
    Support,
    on_site,
    site_and_back,
    under,
    weigh,
)
from connectors.web.site_record import LINKED_BY
from policies.platforms import Act, Mode, Platforms, allows, mode_of
from tracer.entities import (
    Entity,
    EntityId,
    EntityKind,
    LinkType,
    Property,
    Provenance,
    Statement,
    Subgraph,
)
from tracer.evidence import Candidate

HANDLE_DOMAIN = "handle domain"
BY_NAME = "found by name"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """One thing that was said of a profile, or follows from it, and on whose word."""

    code: str
    detail: str | None = None
    by: Provenance


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """What a person noted of a profile she looked at herself, and attested."""

    by: Provenance
    links_to_site: bool | None = None
    activity: Bucket = Bucket.UNKNOWN


@dataclass(frozen=True, slots=True, kw_only=True)
class Weighed:
    """One profile with the advice and every reason for it. What no source tells is None."""

    id: EntityId
    platform: str | None
    handle: str | None
    url: str | None
    mode: Mode
    activity: Bucket
    advice: Advice
    attested: bool
    found_by_name: bool
    published_by: tuple[Provenance, ...]  # who says that it is the enterprise's
    proofs: tuple[Reason, ...]
    supports: tuple[Reason, ...]
    blockers: tuple[Reason, ...]
    hints: tuple[Reason, ...]


@dataclass(slots=True, kw_only=True)
class Draft:
    """A profile while its reasons are gathered."""

    entity: Entity
    published_by: tuple[Provenance, ...]
    seen: Sequence[Seen]
    found_by_name: bool = False
    proofs: list[Reason] = field(default_factory=list)
    supports: list[Reason] = field(default_factory=list)
    blockers: list[Reason] = field(default_factory=list)
    hints: list[Reason] = field(default_factory=list)


def weigh_profiles(
    held: Subgraph,
    candidate: Candidate,
    *,
    seen: Mapping[str, Sequence[Seen]],
    platforms: Platforms,
    on: date,
    natural_person: bool,
) -> tuple[Weighed, ...]:
    """Every profile that may be the candidate's, by platform and handle. `seen` is by profile address."""
    now = latest(held)
    enterprise = {*candidate.mentions, *(o.company for o in candidate.offices if o.sole_trader)}
    sites = proven_hosts(now, enterprise)
    drafts = [
        drafted(entity, published_by, seen.get(entity.text(Property.WEBSITE) or "", ()), sites)
        for entity, published_by in profiles(now, enterprise)
    ]
    for draft in drafts:
        draft.hints += look_alikes(draft, drafts)
    found = [weighed(draft, platforms, on, natural_person=natural_person) for draft in drafts]
    return tuple(sorted(found, key=lambda one: (one.platform or "", one.handle or "", one.id)))


def latest(held: Subgraph) -> Subgraph:
    """What each record of each source said when it was last read, without what it said before."""
    last: dict[tuple[str, str], datetime] = {}
    told = [s.provenance for entity in held.entities for s in entity.statements]
    for by in (*told, *(link.provenance for link in held.links)):
        key = (by.source, by.record)
        last[key] = max(last.get(key, by.retrieved_at), by.retrieved_at)

    def stands(by: Provenance) -> bool:
        return by.retrieved_at == last[by.source, by.record]

    return Subgraph(
        entities=tuple(
            replace(e, statements=tuple(s for s in e.statements if stands(s.provenance)))
            for e in held.entities
        ),
        links=tuple(link for link in held.links if stands(link.provenance)),
    )


def proven_hosts(held: Subgraph, own: Set[EntityId]) -> frozenset[str]:
    """Hosts of the sites whose legal notice carries the enterprise's own number."""
    proven = {
        link.target
        for link in held.links
        if link.type is LinkType.PUBLISHES and link.role == "proven" and link.source in own
    }
    sites = [e for e in held.entities if e.id in proven and e.kind is EntityKind.WEBSITE]
    hosts = {urlsplit(url).hostname for site in sites for url in site.texts(Property.WEBSITE)}
    return frozenset(host for host in hosts if host)


def profiles(held: Subgraph, own: Set[EntityId]) -> Iterator[tuple[Entity, tuple[Provenance, ...]]]:
    """Each profile once, by its address, with who says that the enterprise publishes it.

    One that somebody else publishes, and the enterprise does not, is not the debtor's.
    """
    published = [link for link in held.links if link.type is LinkType.PUBLISHES]
    told = [e for e in held.entities if e.kind is EntityKind.PROFILE and e.statements]
    addresses = {one.id: address for one in told if (address := one.text(Property.WEBSITE))}
    together: dict[str, list[Entity]] = {}
    for entity in told:
        together.setdefault(addresses.get(entity.id, entity.id), []).append(entity)
    for same in together.values():
        ids = {entity.id for entity in same}
        links = [link for link in published if link.target in ids]
        by = tuple(dict.fromkeys(link.provenance for link in links if link.source in own))
        if by or not links:
            said: list[Statement] = [s for entity in same for s in entity.statements]
            yield replace(same[0], id=min(ids), statements=tuple(dict.fromkeys(said))), by


def drafted(
    entity: Entity,
    published_by: tuple[Provenance, ...],
    seen: Sequence[Seen],
    sites: frozenset[str],
) -> Draft:
    """The reasons that a profile's own signals give."""
    draft = Draft(entity=entity, published_by=published_by, seen=seen)
    said = tuple(signals(entity))
    draft.found_by_name = not published_by and any(
        f"{reason.code} {reason.detail}" == BY_NAME for _, reason in said
    )
    for kind, reason in said:
        if kind == HANDLE_DOMAIN and is_own(reason.code, sites):
            draft.proofs.append(replace(reason, code=Proof.DOMAIN_HANDLE, detail=reason.code))
        elif kind == "proof" and holds(reason, draft, sites):
            draft.proofs.append(reason)
        elif kind == "support" and reason.code in {*Support}:
            draft.supports.append(reason)
        elif kind == "flag" and reason.code in {*Blocker}:
            draft.blockers.append(reason)
        elif kind in ("flag", "hint"):
            draft.hints.append(reason)
    draft.proofs += both_ways(draft, [r for kind, r in said if kind == "proof"], sites)
    if handle := handle_of(entity):
        own_host = sorted(not_itself(handle.code, ""))
        draft.blockers += [replace(handle, code=blocker) for blocker in own_host]
    return draft


def signals(entity: Entity) -> Iterator[tuple[str, Reason]]:
    """Each signal as what kind of thing it is, and the reason: "proof: S2 atelier.example"."""
    for statement in entity.statements:
        if statement.prop is Property.SIGNAL and isinstance(statement.value, str):
            kind, _, rest = statement.value.partition(": ")
            code, _, detail = rest.partition(" ")
            yield kind, Reason(code=code, detail=detail or None, by=statement.provenance)


def handle_of(entity: Entity) -> Reason | None:
    """The handle of a profile, and who told it."""
    said = [s for s in entity.statements if s.prop is Property.HANDLE and isinstance(s.value, str)]
    return Reason(code=str(said[-1].value), by=said[-1].provenance) if said else None


def is_own(host: str | None, sites: frozenset[str]) -> bool:
    """Whether a host is the enterprise's own, or below it."""
    return any(under(host or "", site) for site in sites)


def holds(reason: Reason, draft: Draft, sites: frozenset[str]) -> bool:
    """Whether a proof that a source gives is one for this debtor. S1 is a half: see `both_ways`."""
    match reason.code:
        case Proof.REL_ME | Proof.VERIFIED_ORGANISATION:
            return is_own(reason.detail, sites)
        case Proof.NETWORK_VERIFIED:
            return not draft.found_by_name
        case Proof.WIKIDATA:
            item = (reason.by.source, reason.by.record)
            return item in {(by.source, by.record) for by in draft.published_by}
    return False


def both_ways(draft: Draft, said: Iterable[Reason], sites: frozenset[str]) -> Iterator[Reason]:
    """S1, with a reason for each direction: what the site said, and what or who saw the link back.

    The link back is one that the network verified, or that a person noted.
    """
    reasons = [(reason.code, reason.detail or "", reason.by) for reason in said]
    url = draft.entity.text(Property.WEBSITE) or ""
    halves = [r for r in reasons if r[0] == Proof.SITE_AND_BACK and r[1].startswith(LINKED_BY)]
    there = {detail.removeprefix(LINKED_BY): by for _, detail, by in halves}
    for site in sorted(there.keys() & sites):
        back = [(f"https://{host}", by) for code, host, by in reasons if code == Proof.REL_ME]
        back += [(f"https://{site}", one.by) for one in draft.seen if one.links_to_site]
        links = [link for link, _ in back]
        if site_and_back(profile=url, linked_by_site=(url,), site=site, linked_by_profile=links):
            witnesses = (there[site], *(by for link, by in back if on_site(link, site)))
            for by in dict.fromkeys(witnesses):
                yield Reason(code=Proof.SITE_AND_BACK, detail=site, by=by)


def look_alikes(draft: Draft, drafts: Iterable[Draft]) -> list[Reason]:
    """A hint where an unproved handle may be taken for a proved one of the same network."""
    handle, platform = handle_of(draft.entity), draft.entity.text(Property.PLATFORM)
    if draft.proofs or handle is None:
        return []
    others = [d.entity for d in drafts if d.proofs and d.entity.text(Property.PLATFORM) == platform]
    proved = [name for other in others for name in other.texts(Property.HANDLE)]
    alike = any(confusable(handle.code, name) for name in proved)
    return [replace(handle, code=Hint.CONFUSABLE_HANDLE)] if alike else []


def weighed(draft: Draft, platforms: Platforms, on: date, *, natural_person: bool) -> Weighed:
    """The profile with its advice. A note counts as long as the network may be looked at."""
    entity = draft.entity
    platform = entity.text(Property.PLATFORM)
    attested = bool(draft.seen) and allows(
        platforms, platform or "", on, act=Act.NOTE, natural_person=natural_person
    )
    standing = weigh(
        proofs={Proof(reason.code) for reason in draft.proofs},
        supports={(Support(reason.code), reason.by.source) for reason in draft.supports},
        blockers={Blocker(reason.code) for reason in draft.blockers},
        hints={reason.code for reason in draft.hints},
        natural_person=natural_person,
        attested=attested,
    )
    told = next((b for b in Bucket if b == entity.text(Property.LAST_ACTIVITY)), None)
    noted = next((s.activity for s in reversed(draft.seen)), Bucket.UNKNOWN)
    return Weighed(
        id=entity.id,
        platform=platform,
        handle=entity.text(Property.HANDLE),
        url=entity.text(Property.WEBSITE),
        mode=mode_of(platforms, platform or "", on),
        activity=told or noted,
        advice=standing.advice,
        attested=attested,
        found_by_name=draft.found_by_name,
        published_by=draft.published_by,
        proofs=tuple(dict.fromkeys(draft.proofs)),
        supports=tuple(dict.fromkeys(draft.supports)),
        blockers=tuple(dict.fromkeys(r for r in draft.blockers if r.code in standing.blockers)),
        hints=tuple(dict.fromkeys(draft.hints)),
    )
