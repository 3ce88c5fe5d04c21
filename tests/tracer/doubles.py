"""Fakes for the ports, and invented cases and records, for the tests of the domain."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from tracer.case import (
    ApprovalStatus,
    Assessment,
    BasisRecord,
    Budget,
    Case,
    CaseId,
    Claim,
    ClaimNature,
    ContactHistory,
    Creditor,
    Licence,
    Mandate,
    MandateRole,
)
from tracer.entities import (
    Entity,
    EntityId,
    EntityKind,
    Link,
    LinkType,
    Property,
    Provenance,
    Record,
    Statement,
)
from tracer.errors import JournalUnavailable
from tracer.lawful import (
    Allowance,
    Authority,
    Citation,
    DecidingRule,
    Effect,
    LawfulBasis,
    Operation,
    Permit,
    Purpose,
    Receipt,
    RuleId,
    Sealed,
    Text,
)
from tracer.outcome import Answer
from tracer.proposal import ContactProposal, Refusal
from tracer.situation import Situation
from tracer.source import Means, SourceCard, SourceKind, Visibility
from tracer.subject import PartialDate, PersonName, Protection, Subject, SubjectKind

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


class FixedClock:
    def now(self) -> datetime:
        return NOW


def card(source: str = "test.register", **changes: Any) -> SourceCard:
    return replace(
        SourceCard(
            id=source,
            title="A register of the tests",
            publisher="Registre d'exemple",
            kind=SourceKind.COMPANY_REGISTER,
            country="FR",
            base_url="https://registre.example",
            licence="Licence Ouverte 2.0",
            attribution="Registre d'exemple",
            terms_url="https://registre.example/terms",
            terms_reviewed_on=date(2026, 11, 1),
            visibility=Visibility.EVERYONE,
            means=Means.PUBLISHED,
            login_required=False,
            fields_read=("siren",),
            fields_dropped=(),
            personal_parameters=("nom",),
            rate_per_second=5.0,
            ttl_seconds=3600,
            intrusiveness=1,
            legal_notes="",
        ),
        **changes,
    )


def a_subject(**changes: Any) -> Subject:
    return replace(
        Subject(
            kind=SubjectKind.CONSUMER,
            names=(PersonName(surname="Quervalec", given=("Maëlle",)),),
            birth=PartialDate(year=1979, month=3),
            deceased=False,
            protection=Protection.NONE,
            over_indebted=False,
            hidden_address=False,
        ),
        **changes,
    )


def a_case(**changes: Any) -> Case:
    approved = ApprovalStatus.APPROVED
    later = date(2027, 9, 1)
    return replace(
        Case(
            id=CaseId("cas_test"),
            reference="T-1",
            operator="op-1",
            mandate=Mandate(
                reference="M-1",
                creditor=Creditor(name="Menuiserie Exemple"),
                signed_on=date(2026, 9, 1),
                expires_on=later,
                power_to_receive=True,
                amounts_itemised=True,
                purposes=(Purpose.DEBTOR_TRACING, Purpose.AMICABLE_RECOVERY),
                role=MandateRole.PROCESSOR,
                processing_agreement=True,
            ),
            basis=BasisRecord(
                purpose=Purpose.DEBTOR_TRACING,
                basis=LawfulBasis.LEGITIMATE_INTEREST_OF_THIRD_PARTY,
                recorded_on=date(2026, 9, 2),
                expires_on=later,
                lia=Assessment(reference="L-1", status=approved, expires_on=later),
                dpia=Assessment(reference="D-1", status=approved, expires_on=later),
                licence=Licence(
                    reference="A-1",
                    valid_until=later,
                    insured_until=later,
                    declared_to_prosecutor=True,
                    dedicated_account=True,
                ),
            ),
            claim=Claim(
                nature=ClaimNature.CONSUMER,
                amount=Decimal("1840.00"),
                currency="EUR",
                due_on=date(2026, 3, 1),
                last_interruption_on=date(2026, 5, 1),
                disputed=False,
                evidence=("invoice",),
            ),
            subject=a_subject(),
            history=ContactHistory(complete=True, objection_open=False, restricted=False),
        ),
        **changes,
    )


def provenance(source: str = "test.register", record: str = "r1") -> Provenance:
    return Provenance(
        source=source,
        record=record,
        url="https://registre.example/r1",
        retrieved_at=NOW,
        body_sha256="0" * 64,
        licence="Licence Ouverte 2.0",
    )


def record(key: str, entities: tuple[Entity, ...] = (), **changes: Any) -> Record:
    return replace(
        Record(key=key, entities=entities, links=(), provenance=provenance(record=key)), **changes
    )


def entity(entity_id: str, kind: EntityKind, **said: str) -> Entity:
    return Entity(
        id=EntityId(entity_id),
        kind=kind,
        statements=tuple(
            Statement(prop=Property[name.upper()], value=value, provenance=provenance())
            for name, value in said.items()
        ),
    )


def trader(
    key: str = "1", born: str | None = "1979-03", given: str = "MAELLE", **company: str
) -> Record:
    """A sole trader of the debtor's surname, with a company and an address, as a register tells it."""

    def link(source: str, kind: LinkType, target: str) -> Link:
        return Link(
            source=EntityId(source),
            type=kind,
            target=EntityId(target),
            provenance=provenance(record=key),
        )

    dated = {"birth_date": born} if born else {}
    said = {"name": f"Atelier {key}", "legal_form": "1000", "status": "active"} | company
    return record(
        key,
        (
            entity(f"p{key}", EntityKind.PERSON, last_name="QUERVALEC", first_name=given, **dated),
            entity(f"c{key}", EntityKind.COMPANY, **said),
            entity(
                f"a{key}",
                EntityKind.ADDRESS,
                full=f"{key} rue Fictive 99999 Ville-Fictive",
                postal_code="99999",
                city="Ville-Fictive",
            ),
        ),
        links=(
            link(f"p{key}", LinkType.DIRECTORSHIP, f"c{key}"),
            link(f"c{key}", LinkType.LOCATED_AT, f"a{key}"),
        ),
    )


def a_rule(rule: str = "T-RULE", effect: Effect = Effect.FORBID) -> DecidingRule:
    text = Text(fr="règle d'essai", en="a rule of the tests")
    return DecidingRule(
        rule=RuleId(rule),
        version=1,
        title=text,
        effect=effect,
        authority=Authority.PRODUCT_DEFAULT,
        citation=Citation(
            instrument="test", article="1", identifier=None, checked=False, checked_on=None
        ),
        message=text,
        remedy=None,
    )


@dataclass
class FakeGate:
    """Permits everything but what it is told to refuse; counts what it was asked."""

    refused: Callable[[Situation], bool] = lambda situation: False
    broken: bool = False
    asked: list[Situation] = field(default_factory=list)

    def receipt(self) -> Receipt:
        if self.broken:
            raise JournalUnavailable("no journal")
        return Receipt(sequence=len(self.asked), entry_hash="0" * 64, at=NOW)

    def refusal(self, situation: Situation) -> Refusal:
        return Refusal(
            effect=Effect.FORBID,
            case=situation.case.id,
            operation=situation.operation,
            receipt=self.receipt(),
            rules=(a_rule(),),
            source=situation.source.id if situation.source else None,
            point=situation.point,
        )

    async def authorise(
        self, situation: Situation, allowance: Allowance | None = None
    ) -> Permit | Refusal:
        self.asked.append(situation)
        if self.refused(situation):
            return self.refusal(situation)
        return Permit(
            receipt=self.receipt(),
            case=situation.case.id,
            operation=situation.operation,
            source=situation.source.id if situation.source else None,
            obligations=(),
            rules=(a_rule(effect=Effect.PERMIT),),
            allowance=allowance or Allowance(0),
        )

    async def propose(self, situation: Situation) -> ContactProposal | Refusal:
        self.asked.append(situation)
        assert situation.operation is Operation.DISCLOSE
        assert situation.point is not None
        if self.refused(situation):
            return self.refusal(situation)
        return ContactProposal(
            point=situation.point,
            receipt=self.receipt(),
            obligations=(),
            rules=(a_rule(effect=Effect.PERMIT),),
            case=situation.case.id,
            expires_at=NOW,
        )

    async def open(self, proposal: ContactProposal) -> str:
        return "opened"

    async def refuse_file(
        self, problems: Sequence[tuple[str, str]], operator: str | None = None
    ) -> Receipt:
        return self.receipt()


@dataclass
class FakeConnector:
    """A source that yields what it is given, after `wait` seconds, or fails as it is told.

    With `beyond`, that is what it tells of an entity already found.
    """

    card: SourceCard
    records: tuple[Record, ...] = ()
    failure: Exception | None = None
    wait: float = 0.0
    calls_each: int = 1
    beyond: tuple[Record, ...] | None = None
    searched: int = 0

    async def search(self, subject: Subject, permit: Permit) -> AsyncIterator[Record]:
        async for one in self.tell(self.records, permit):
            yield one

    async def tell(self, records: tuple[Record, ...], permit: Permit) -> AsyncIterator[Record]:
        self.searched += 1
        for one in records:
            for _ in range(self.calls_each):
                permit.allowance.take()
            await asyncio.sleep(self.wait)
            yield one
        if not records:
            permit.allowance.take()
            await asyncio.sleep(self.wait)
        if self.failure:
            raise self.failure

    async def expand(self, entity: Entity, permit: Permit) -> AsyncIterator[Record]:
        told = self.records if self.beyond is None else self.beyond
        async for one in self.tell(told, permit):
            yield one


class FakeVault:
    """Seals without secrecy; the tests of the real vault are elsewhere."""

    def seal(self, subject: str, context: str, value: str) -> Sealed:
        return Sealed(
            subject=subject,
            context=context,
            nonce=b"n",
            ciphertext=value[::-1].encode(),
            fingerprint=str(abs(hash((context, value)))),
        )


@dataclass
class FakeAnswers:
    """Answers kept in a dictionary."""

    kept: dict[tuple[str, str], Answer] = field(default_factory=dict)

    async def recall(self, case: CaseId, question: str) -> Answer | None:
        return self.kept.get((case, question))

    async def remember(self, case: CaseId, question: str, answer: Answer, ttl_seconds: int) -> None:
        self.kept[case, question] = answer


def a_budget(**changes: Any) -> Budget:
    return replace(Budget(), **changes)
