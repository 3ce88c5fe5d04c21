"""Watches on the companies of a confirmed debtor: what may be watched, until when, and what came of it.

Pure. What a notice or a register says is held against the purposes of a watch; what it says about
anybody but the debtor and his companies is not kept. An absence is never an event: a fact that a
register does not tell leaves the last known one standing. Dates: the term is ours, 180 days at most
and never past the mandate (CPCE art. R124-3) or the lawful basis (GDPR art. 5(1)(b) and (e)).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from datetime import date, datetime, timedelta
from enum import StrEnum

from tracer.case import Case, CaseId
from tracer.entities import Entity, EntityId, EntityKind, Link, LinkType, Property, Record
from tracer.errors import Invalid
from tracer.evidence import Candidate

LONGEST = timedelta(days=180)
OVERLAP = timedelta(days=2)
"""How far back a poll reads again: notices are published out of order."""

PREFIXES = {"FR": "fr-siren-", "GB": "gb-crn-"}
"""How the ids of companies begin, by the country of a register that can be watched."""


class WatchPurpose(StrEnum):
    """What a watch is for. What serves none of its purposes is not kept."""

    INSOLVENCY = "insolvency"
    STRIKING_OFF = "striking_off"
    SEAT = "seat"
    LEGAL_FORM = "legal_form"
    MANDATE = "mandate"


class EventKind(StrEnum):
    """What happened."""

    INSOLVENCY = "insolvency"  # a judgment in a collective procedure was published
    STRIKING_OFF = "striking_off"
    REGISTRATION = "registration"  # a creation or a change was published; it says not of what
    SEAT = "seat"
    STATUS = "status"
    LEGAL_FORM = "legal_form"
    MANDATE = "mandate"  # whether the register names the debtor among the directors
    CANCELLATION = "cancellation"  # the gazette takes a notice back
    WITHHELD = "withheld"  # nothing was asked: the policy withheld leave


class EventState(StrEnum):
    """Whether what an event says still holds."""

    LIVE = "live"
    REPLACED = "replaced"  # by a correction
    CANCELLED = "cancelled"  # by a cancellation


SERVES: Mapping[EventKind, frozenset[WatchPurpose]] = {
    EventKind.INSOLVENCY: frozenset({WatchPurpose.INSOLVENCY}),
    EventKind.STRIKING_OFF: frozenset({WatchPurpose.STRIKING_OFF}),
    EventKind.STATUS: frozenset({WatchPurpose.STRIKING_OFF}),
    EventKind.REGISTRATION: frozenset(
        {WatchPurpose.SEAT, WatchPurpose.LEGAL_FORM, WatchPurpose.MANDATE}
    ),
    EventKind.SEAT: frozenset({WatchPurpose.SEAT}),
    EventKind.LEGAL_FORM: frozenset({WatchPurpose.LEGAL_FORM}),
    EventKind.MANDATE: frozenset({WatchPurpose.MANDATE}),
}
"""What each kind of event is of use for. A cancellation serves what the notice it is about serves."""


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class WatchedCompany:
    """A company in the register of its country."""

    country: str
    number: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CompanyFacts:
    """What a register last said of a company. None is unknown, which is not a change."""

    insolvency: str | None = None
    status: str | None = None
    legal_form: str | None = None
    seat: str | None = None  # postcode and town
    mandate: str | None = None  # "named" or "not_named": the debtor among the directors


@dataclass(frozen=True, slots=True, kw_only=True)
class CompanyWatch:
    """A watch as it was asked for."""

    id: str
    case: CaseId
    companies: tuple[WatchedCompany, ...]
    purposes: tuple[WatchPurpose, ...]
    until: date  # its last day
    created_by: str
    created_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class WatchEvent:
    """One thing that happened. `record` is what its source calls it; one record makes one event.

    `correction` and `cancels` are of a notice that replaces or takes back another one. `before` and
    `after` are facts of the company.
    """

    id: str
    kind: EventKind
    companies: tuple[WatchedCompany, ...]
    on: date
    source: str
    record: str
    url: str | None = None
    before: str | None = None
    after: str | None = None
    correction: bool = False
    cancels: str | None = None
    rules: tuple[str, ...] = ()  # that withheld leave


def last_day(case: Case, today: date) -> date:
    """The last day a watch of this case may have."""
    papers = [paper.expires_on for paper in (case.mandate, case.basis) if paper]
    return min([today + LONGEST, *papers])


def checked_term(case: Case, until: date, today: date) -> date:
    """The day, if a watch may last until then; Invalid otherwise."""
    if until < today:
        raise Invalid("body.until", "a watch ends today at the earliest")
    if until > last_day(case, today):
        problem = "at most 180 days ahead, and not past the mandate or the lawful basis"
        raise Invalid("body.until", problem)
    return until


def own_companies(debtor: Candidate) -> frozenset[WatchedCompany]:
    """The watchable companies of a confirmed debtor: himself, or those he directs."""
    return frozenset(own for office in debtor.offices if (own := company_of(office.company)))


def company_of(entity: EntityId) -> WatchedCompany | None:
    """The company of a node of the graph, if its register can be watched."""
    for country, prefix in PREFIXES.items():
        if entity.startswith(prefix):
            return WatchedCompany(country=country, number=entity.removeprefix(prefix))
    return None


def node_id(company: WatchedCompany) -> EntityId:
    """The id of a watched company in the graph."""
    return EntityId(PREFIXES[company.country] + company.number)


def facts_of(
    records: Iterable[Record], company: WatchedCompany, debtor: Iterable[EntityId]
) -> CompanyFacts:
    """What the whole answer of a register says of a company, and of nobody but the debtor."""
    shown = tuple(records)
    node = node_id(company)
    said = Entity(
        id=node,
        kind=EntityKind.COMPANY,
        statements=tuple(
            statement
            for record in shown
            for entity in record.entities
            if entity.id == node
            for statement in entity.statements
        ),
    )
    entities = {entity.id: entity for record in shown for entity in record.entities}
    links = [link for record in shown for link in record.links]
    return CompanyFacts(
        insolvency=said.text(Property.INSOLVENCY_STATE),
        status=said.text(Property.STATUS),
        legal_form=said.text(Property.LEGAL_FORM),
        seat=seat_of(node, links, entities),
        mandate=mandate_of(node, links, frozenset(debtor)),
    )


def seat_of(
    company: EntityId, links: Iterable[Link], entities: Mapping[EntityId, Entity]
) -> str | None:
    """Postcode and town of the registered office, when both are said."""
    for link in links:
        if link.type is LinkType.LOCATED_AT and link.source == company and link.target in entities:
            office = entities[link.target]
            said = [office.text(Property.POSTAL_CODE), office.text(Property.CITY)]
            if all(said):
                return " ".join(" ".join(part.split()).upper() for part in said if part)
    return None


def mandate_of(company: EntityId, links: Iterable[Link], debtor: frozenset[EntityId]) -> str | None:
    """Whether the debtor is among the directors; unknown when the register names none."""
    directors = {
        link.source
        for link in links
        if link.type is LinkType.DIRECTORSHIP and link.target == company and link.current
    }
    if not directors:
        return None
    return "named" if directors & debtor else "not_named"


def serves(kind: EventKind, purposes: Iterable[WatchPurpose]) -> bool:
    """Whether an event of this kind is of use for one of the purposes."""
    return not SERVES[kind].isdisjoint(purposes)


def served(facts: CompanyFacts, purposes: Iterable[WatchPurpose]) -> CompanyFacts:
    """The facts that serve a purpose; the others are not kept (GDPR art. 5(1)(c))."""
    for_what = frozenset(purposes)
    return CompanyFacts(
        **{
            each.name: getattr(facts, each.name)
            for each in fields(CompanyFacts)
            if serves(EventKind(each.name), for_what)
        }
    )


def differences(
    before: CompanyFacts, after: CompanyFacts
) -> tuple[tuple[EventKind, str, str], ...]:
    """What changed, with what it was and is. Only what is known both times can change."""
    found = []
    for each in fields(CompanyFacts):
        was, now = getattr(before, each.name), getattr(after, each.name)
        if was is not None and now is not None and was != now:
            found.append((EventKind(each.name), was, now))
    return tuple(found)


def known_after(before: CompanyFacts, after: CompanyFacts) -> CompanyFacts:
    """What is known once a register was read again: what it no longer says stays as it was."""
    said = {each.name: getattr(after, each.name) for each in fields(CompanyFacts)}
    kept = {name: getattr(before, name) if now is None else now for name, now in said.items()}
    return CompanyFacts(**kept)


def states(events: Iterable[WatchEvent]) -> Mapping[str, EventState]:
    """The state of every event of one watch, by its id: whatever the order they came in.

    A correction replaces the notice it names and a cancellation takes it back, even when that
    notice comes later. A notice that was itself taken back does neither.
    """
    known = {event.id: event for event in events}
    undoing: dict[tuple[str, str], list[WatchEvent]] = {}
    for event in known.values():
        if event.cancels is not None:
            undoing.setdefault((event.source, event.cancels), []).append(event)

    def by(event: WatchEvent, passed: frozenset[str]) -> list[WatchEvent]:
        """The notices in force that undo an event."""
        there = undoing.get((event.source, event.record), ())
        return [one for one in there if one.id not in passed and not void(one, passed | {event.id})]

    def void(event: WatchEvent, passed: frozenset[str]) -> bool:
        """Whether a cancellation took an event back."""
        return any(one.kind is EventKind.CANCELLATION for one in by(event, passed))

    told = {}
    for event in known.values():
        undone = by(event, frozenset())
        if any(one.kind is EventKind.CANCELLATION for one in undone):
            told[event.id] = EventState.CANCELLED
        else:
            told[event.id] = EventState.REPLACED if undone else EventState.LIVE
    return told
