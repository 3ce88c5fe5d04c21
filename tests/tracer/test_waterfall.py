"""What is asked once the debtor is known: one source after the other, no further than enough."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from decimal import Decimal

import pytest

from tests.tracer.doubles import (
    FakeConnector,
    a_budget,
    a_case,
    a_subject,
    card,
    entity,
    provenance,
    record,
    trader,
)
from tests.tracer.test_trace import register, toolkit
from tracer.entities import Entity, EntityId, EntityKind, Link, LinkType, Property, Record
from tracer.errors import SourceNotConfigured
from tracer.lawful import ChannelKind, Permit
from tracer.outcome import Outcome, Reason
from tracer.proposal import ContactProposal, Owner
from tracer.report import TraceReport
from tracer.source import SourceKind
from tracer.subject import SubjectKind
from tracer.trace import trace

SOLE_TRADER = a_case(subject=a_subject(kind=SubjectKind.SOLE_TRADER))
LIKELY = card(
    "x.likely",
    kind=SourceKind.CONTACT_DIRECTORY,
    expected_yield=0.9,
    expands=frozenset({EntityKind.COMPANY}),
)
LESS = card("x.less", kind=SourceKind.CONTACT_DIRECTORY, expected_yield=0.2, expands=LIKELY.expands)
SITES = card("x.sites", kind=SourceKind.COMPANY_WEBSITE, intrusiveness=2, expands=LIKELY.expands)


def published(what: EntityKind, link: LinkType, **said: str) -> Record:
    """Something the debtor's enterprise published."""
    return record(
        "row-1",
        (entity(f"t-{what}", what, **said), entity("c1", EntityKind.COMPANY)),
        links=(
            Link(
                source=EntityId("c1"),
                type=link,
                target=EntityId(f"t-{what}"),
                provenance=provenance(),
            ),
        ),
    )


TELEPHONE = published(EntityKind.CONTACT, LinkType.REACHED_AT, phone="+33199001234", use="role")
WEBSITE = published(EntityKind.WEBSITE, LinkType.PUBLISHES, website="https://atelier.example")


@dataclass
class Site(FakeConnector):
    """A source of websites that remembers which addresses it was given."""

    given: list[tuple[str, ...]] = field(default_factory=list)

    async def expand(self, entity: Entity, permit: Permit) -> AsyncIterator[Record]:
        self.given.append(entity.texts(Property.WEBSITE))
        async for one in self.tell(self.records, permit):
            yield one


def ended(report: TraceReport) -> dict[str, tuple[Outcome, Reason | None]]:
    return {one.source: (one.outcome, one.reason) for one in report.coverage}


async def test_once_a_way_is_known_the_rest_is_not_asked_and_says_so() -> None:
    first, second, site = FakeConnector(LIKELY, (TELEPHONE,)), FakeConnector(LESS), Site(SITES)
    report = await trace(SOLE_TRADER, toolkit(register(trader()), first, second, site))
    assert ended(report)["x.likely"] == (Outcome.FOUND, None)
    for unasked in ("x.less", "x.sites"):
        assert ended(report)[unasked] == (Outcome.NOT_ASKED, Reason.ENOUGH)
    assert (second.searched, site.given) == (0, [])
    assert not report.partial


async def test_while_no_way_is_known_the_next_is_asked() -> None:
    first, second = FakeConnector(LIKELY), FakeConnector(LESS, (TELEPHONE,))
    report = await trace(SOLE_TRADER, toolkit(register(trader()), first, second))
    assert ended(report)["x.likely"] == (Outcome.EMPTY, None)
    assert ended(report)["x.less"] == (Outcome.FOUND, None)


async def test_a_site_that_one_source_names_is_read_by_the_next() -> None:
    site = Site(SITES, (TELEPHONE,))
    report = await trace(
        SOLE_TRADER, toolkit(register(trader()), FakeConnector(LIKELY, (WEBSITE,)), site)
    )
    assert site.given == [("https://atelier.example",)]
    assert ended(report)["x.sites"] == (Outcome.FOUND, None)


async def test_the_site_of_the_case_file_is_read_for_the_declared_company() -> None:
    subject = a_subject(
        kind=SubjectKind.SOLE_TRADER, siren="299900019", websites=("https://declare.example",)
    )
    site = Site(SITES)
    known = trader(registration_number="299900019")
    await trace(a_case(subject=subject), toolkit(register(known), site))
    assert site.given == [("https://declare.example",)]


async def test_a_published_number_is_put_before_the_gate_with_whose_it_is() -> None:
    report = await trace(
        SOLE_TRADER, toolkit(register(trader()), FakeConnector(LIKELY, (TELEPHONE,)))
    )
    [call] = [
        offer.point
        for offer in report.offers
        if isinstance(offer, ContactProposal) and offer.point.channel is ChannelKind.CALL
    ]
    assert (call.owner, call.source, call.hint) == (Owner.SUBJECT_WORK, "test.register", "•••")


async def test_a_source_without_its_key_never_fails_a_trace_nor_makes_it_partial() -> None:
    keyless = FakeConnector(LIKELY, failure=SourceNotConfigured(LIKELY.id, "no key"))
    report = await trace(SOLE_TRADER, toolkit(register(trader()), keyless))
    assert ended(report)["x.likely"] == (Outcome.NOT_ASKED, Reason.NOT_CONFIGURED)
    assert not report.partial


@dataclass
class Paid(FakeConnector):
    """A source whose calls cost what its card says."""

    async def expand(self, entity: Entity, permit: Permit) -> AsyncIterator[Record]:
        for one in self.records:
            permit.allowance.take(self.card.cost_per_call)
            yield one


@pytest.mark.parametrize(
    ("money", "calls"), [("0", 0), ("0.02", 0), ("0.025", 1), ("0.05", 2), ("1", 3)]
)
async def test_no_more_euros_are_spent_than_the_case_has(money: str, calls: int) -> None:
    dear = card(
        "x.dear",
        kind=SourceKind.CONTACT_DIRECTORY,
        cost_per_call=Decimal("0.025"),
        expands=LIKELY.expands,
    )
    case = a_case(subject=SOLE_TRADER.subject, budget=a_budget(max_cost=Decimal(money)))
    report = await trace(case, toolkit(register(trader()), Paid(dear, (TELEPHONE,) * 3)))
    [told] = [one for one in report.coverage if one.source == "x.dear"]
    assert told.calls == calls
    assert told.cost == calls * Decimal("0.025")
    assert told.cost <= Decimal(money)
    if calls == 0:
        assert (told.outcome, told.reason) == (Outcome.NOT_ASKED, Reason.COST)
    elif calls < 3:
        assert (told.outcome, told.reason) == (Outcome.FOUND, Reason.COST)


async def test_what_earlier_searches_spent_is_no_longer_there() -> None:
    class Spent:
        def spent_on(self, case: str, /) -> Decimal:
            return Decimal("0.03")

    dear = card(
        "x.dear",
        kind=SourceKind.CONTACT_DIRECTORY,
        cost_per_call=Decimal("0.025"),
        expands=LIKELY.expands,
    )
    case = a_case(subject=SOLE_TRADER.subject, budget=a_budget(max_cost=Decimal("0.06")))
    kit = toolkit(register(trader()), Paid(dear, (TELEPHONE,) * 3), ledger=Spent())
    report = await trace(case, kit)
    [told] = [one for one in report.coverage if one.source == "x.dear"]
    assert told.cost == Decimal("0.025")


async def test_the_telephone_of_a_company_he_only_directs_is_not_enough() -> None:
    """It belongs to others: the debtor's own business is still asked how it is reached."""
    elsewhere = record(
        "row-2",
        (
            entity("t-other", EntityKind.CONTACT, phone="+33199004321", use="role"),
            entity("c2", EntityKind.COMPANY, name="Autre"),
        ),
        links=(
            Link(
                source=EntityId("c2"),
                type=LinkType.REACHED_AT,
                target=EntityId("t-other"),
                provenance=provenance(),
            ),
        ),
    )
    details = FakeConnector(card("x.details", expands=LIKELY.expands), beyond=(elsewhere,))
    asked = FakeConnector(LIKELY)
    await trace(SOLE_TRADER, toolkit(register(trader()), details, asked))
    assert asked.searched == 1


async def test_a_missing_key_is_not_remembered_once_it_is_there() -> None:
    source = FakeConnector(LIKELY, failure=SourceNotConfigured(LIKELY.id, "no key"))
    kit = toolkit(register(trader()), source)
    await trace(SOLE_TRADER, kit)
    source.failure, source.records = None, (TELEPHONE,)
    report = await trace(SOLE_TRADER, kit)
    assert ended(report)["x.likely"] == (Outcome.FOUND, None)
