"""Invented situations: a case in which everything is in order, to be varied one thing at a time."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

from policies.engine import Engine
from policies.gate import PolicyGate
from policies.journal_memory import MemoryJournal
from policies.keys import MemoryKeys
from policies.load import load_packs
from policies.vault import Vault
from tracer.case import (
    ApprovalStatus,
    Assessment,
    BasisRecord,
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
from tracer.entities import EntityId
from tracer.evidence import (
    Candidate,
    Comparison,
    Evidence,
    EvidenceFamily,
    Match,
    MatchDecision,
    Namesakes,
    Office,
)
from tracer.lawful import ChannelKind, LawfulBasis, Operation, Purpose, Text
from tracer.ports import Journal
from tracer.proposal import ContactPoint, Origin, Owner
from tracer.screening import Finding, Screening, Stop, StopKind
from tracer.situation import Situation
from tracer.source import Means, SourceCard, SourceKind, Visibility
from tracer.subject import PartialDate, PersonName, PostalAddress, Protection, Subject, SubjectKind

NOW = datetime(2026, 6, 15, 10, 0, tzinfo=UTC)
TODAY = NOW.date()
SAID = Text(fr="dit", en="said")
EMPTY_VAULT = Vault(b"\x07" * 32, MemoryKeys())


@dataclass
class FixedClock:
    """A clock that stands still until it is moved."""

    time: datetime = NOW

    def now(self) -> datetime:
        return self.time

    def move(self, **step: int) -> None:
        self.time += timedelta(**step)


def lawful_mandate() -> Mandate:
    return Mandate(
        reference="M-1",
        creditor=Creditor(name="Créancier Invention"),
        signed_on=date(2026, 1, 1),
        expires_on=date(2026, 12, 31),
        power_to_receive=True,
        amounts_itemised=True,
        purposes=(Purpose.DEBTOR_TRACING, Purpose.AMICABLE_RECOVERY),
        role=MandateRole.PROCESSOR,
        processing_agreement=True,
    )


def lawful_basis() -> BasisRecord:
    approved = Assessment(reference="A-1", status=ApprovalStatus.APPROVED)
    return BasisRecord(
        purpose=Purpose.DEBTOR_TRACING,
        basis=LawfulBasis.LEGITIMATE_INTEREST_OF_THIRD_PARTY,
        recorded_on=date(2026, 1, 2),
        expires_on=date(2026, 12, 31),
        lia=approved,
        dpia=approved,
        licence=Licence(
            reference="L-1",
            valid_until=date(2027, 1, 1),
            insured_until=date(2027, 1, 1),
            declared_to_prosecutor=True,
            dedicated_account=True,
        ),
    )


def lawful_subject() -> Subject:
    return Subject(
        kind=SubjectKind.CONSUMER,
        names=(PersonName(surname="Inventé", given=("Camille",)),),
        birth=PartialDate(year=1980, month=4),
        addresses=(PostalAddress(line="1 rue Imaginaire", postcode="99999", city="Nullepart"),),
        deceased=False,
        protection=Protection.NONE,
        over_indebted=False,
        hidden_address=False,
    )


def lawful_case() -> Case:
    """A case in which nothing is missing and nothing is against the trace."""
    return Case(
        id=CaseId("case-1"),
        reference="R-1",
        operator="operator-1",
        mandate=lawful_mandate(),
        basis=lawful_basis(),
        claim=Claim(
            nature=ClaimNature.CONSUMER,
            amount=Decimal("120.00"),
            currency="EUR",
            due_on=date(2026, 1, 15),
            disputed=False,
            evidence=("invoice 1",),
        ),
        subject=lawful_subject(),
        history=ContactHistory(complete=True, objection_open=False, restricted=False),
    )


def clear_screening(**findings: Finding) -> Screening:
    """Every circumstance looked at and absent, except those named."""
    return Screening(
        stops=tuple(
            Stop(
                kind=kind,
                finding=findings.get(kind.value, Finding.NO),
                source="case file",
                text=SAID,
            )
            for kind in StopKind
        )
    )


def register_card() -> SourceCard:
    return SourceCard(
        id="invented.register",
        title="Registre inventé",
        publisher="Personne",
        kind=SourceKind.COMPANY_REGISTER,
        country="FR",
        base_url="https://register.example",
        licence="invented",
        attribution="",
        terms_url="https://register.example/terms",
        terms_reviewed_on=date(2026, 3, 1),
        visibility=Visibility.EVERYONE,
        means=Means.PUBLISHED,
        login_required=False,
        fields_read=("nom", "dateNaissance"),
        fields_dropped=(),
        personal_parameters=("q",),
        rate_per_second=1.0,
        ttl_seconds=60,
        intrusiveness=1,
        legal_notes="",
    )


def evidence(family: EvidenceFamily, bits: float = 10.0) -> Evidence:
    return Evidence(
        family=family, code=f"{family}_equal", ours=None, theirs=None, bits=bits, text=SAID
    )


def confirmed_match(**candidate: object) -> Match:
    """A person confirmed on name, birth and place, with next to no namesakes."""
    best = Candidate(
        id="can_1",
        mentions=(EntityId("mention-1"),),
        names=(PersonName(surname="Inventé", given=("Camille",)),),
        birth=PartialDate(year=1980, month=4),
    )
    return Match(
        decision=MatchDecision.CONFIRMED,
        best=Comparison(
            candidate=replace(best, **candidate),  # type: ignore[arg-type]
            prior_bits=-20.0,
            evidence=tuple(
                evidence(family)
                for family in (EvidenceFamily.NAME, EvidenceFamily.BIRTH, EvidenceFamily.PLACE)
            ),
            namesakes=Namesakes(expected=0.001, given=("surname",), population=1000, text=SAID),
        ),
        others=(),
        reasons=(),
    )


def own_enterprise(*, sole_trader: bool = True, siren: str = "999999990") -> Office:
    return Office(
        company=EntityId(f"company-{siren}"),
        siren=siren,
        company_name="Atelier Inventé",
        role=None,
        legal_form="1000" if sole_trader else "5710",
        place=None,
        active=True,
        sole_trader=sole_trader,
    )


def declared_point(
    channel: ChannelKind = ChannelKind.LETTER,
    *,
    case: str = "case-1",
    vault: Vault = EMPTY_VAULT,
    value: str = "1 rue Imaginaire, 99999 Nullepart",
) -> ContactPoint:
    """A channel the creditor gave, the debtor's own."""
    return ContactPoint(
        id=f"declared-{channel}",
        channel=channel,
        owner=Owner.SUBJECT_PERSONAL,
        origin=Origin.CREDITOR,
        value=vault.seal(case, "declared", value),
        hint="…, 99999 Nullepart",
    )


def office_point(vault: Vault = EMPTY_VAULT) -> ContactPoint:
    """A letter to the registered office of the debtor's own enterprise."""
    return replace(
        declared_point(vault=vault, value="2 rue Imaginaire, 99999 Nullepart"),
        id="office",
        owner=Owner.SUBJECT_WORK,
        origin=Origin.PUBLIC_REGISTER,
        holder=EntityId("company-999999990"),
        holder_insolvent=False,
        source="invented.register",
        record="record-1",
        seen_at=NOW,
    )


def opening(case: Case | None = None) -> Situation:
    return Situation(case=case or lawful_case(), operation=Operation.RECORD)


def collecting(case: Case | None = None, card: SourceCard | None = None) -> Situation:
    return Situation(
        case=case or lawful_case(),
        operation=Operation.COLLECT,
        screening=clear_screening(insolvency=Finding.UNKNOWN),
        source=card or register_card(),
    )


def linking(case: Case | None = None) -> Situation:
    return Situation(
        case=case or lawful_case(),
        operation=Operation.COMBINE,
        screening=clear_screening(insolvency=Finding.UNKNOWN),
        match=confirmed_match(),
    )


def disclosing(point: ContactPoint | None = None, case: Case | None = None) -> Situation:
    return Situation(
        case=case or lawful_case(),
        operation=Operation.DISCLOSE,
        screening=clear_screening(),
        match=confirmed_match(),
        point=point or declared_point(),
    )


def after_first_letter(case: Case | None = None, days: int = 20) -> Case:
    """The same case, some days after a first letter that carried the notice."""
    case = case or lawful_case()
    sent = TODAY - timedelta(days=days)
    return replace(case, history=replace(case.history, first_letter_on=sent, notice_sent_on=sent))


ENGINE = Engine(load_packs())


@dataclass
class Bench:
    """A gate with everything around it in memory."""

    gate: PolicyGate
    journal: Journal
    vault: Vault
    clock: FixedClock


def bench(journal: Journal | None = None, engine: Engine = ENGINE) -> Bench:
    clock = FixedClock()
    vault = Vault(b"\x07" * 32, MemoryKeys())
    journal = journal or MemoryJournal(clock)
    return Bench(PolicyGate(engine, journal, vault, clock), journal, vault, clock)
