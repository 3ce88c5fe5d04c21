"""A case file as JSON: what may come in, checked field by field, and turned into a Case."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Annotated, Self

from pydantic import Field, StringConstraints, model_validator

from api.fields import (
    Country,
    Euros,
    Language,
    OpaqueId,
    Part,
    Partial,
    ProfileLink,
    Reference,
    RegistrationNumber,
    Remark,
    Short,
    Siren,
    Website,
)
from api.mandatefile import BasisIn, MandateIn
from tracer import case as domain
from tracer import subject as subjects
from tracer.case import Case, CaseId, ClaimNature, LetterOutcome
from tracer.lawful import ChannelKind
from tracer.subject import NameRole, Protection, SubjectKind


class ClaimIn(Part):
    """What is owed."""

    nature: ClaimNature
    amount: Euros
    currency: Annotated[str, StringConstraints(pattern=r"^[A-Z]{3}$")] = "EUR"
    due_on: date
    last_interruption_on: date | None = None
    title_on: date | None = None
    disputed: bool | None = None
    evidence: tuple[Reference, ...] = ()
    fees_charged_to_debtor: Euros = Decimal(0)
    assigned: bool | None = None
    transfer_notice_on: date | None = None
    closed_on: date | None = None
    time_bar_stated: bool | None = None

    def read(self) -> domain.Claim:
        """As the domain knows it."""
        return domain.Claim(**self.model_dump())


class NameIn(Part):
    """One of the debtor's names."""

    surname: Short
    given: tuple[Short, ...] = Field(default=(), max_length=10)
    role: NameRole = NameRole.UNSTATED


class AddressIn(Part):
    """A postal address."""

    line: Short | None = None
    postcode: Annotated[str, StringConstraints(pattern=r"^[0-9A-Za-z -]{3,10}$")] | None = None
    city: Short | None = None
    country: Country = "FR"


class RoleIn(Part):
    """An office the creditor says the debtor holds."""

    siren: Siren
    role: Short | None = None


class SubjectIn(Part):
    """The debtor as the creditor declares it. Leave out what is not known: unknown is not no."""

    kind: SubjectKind
    names: tuple[NameIn, ...] = Field(default=(), max_length=6)
    birth: Partial | None = None
    birth_place: Short | None = None
    sex: Annotated[str, StringConstraints(pattern=r"^[FM]$")] | None = None
    company_name: Short | None = None
    siren: Siren | None = None
    registration: RegistrationNumber | None = None
    roles: tuple[RoleIn, ...] = Field(default=(), max_length=10)
    addresses: tuple[AddressIn, ...] = Field(default=(), max_length=6)
    phones: tuple[Annotated[str, StringConstraints(pattern=r"^[+0-9 .()-]{6,25}$")], ...] = ()
    emails: tuple[
        Annotated[str, StringConstraints(pattern=r"^[^@\s]{1,64}@[^@\s]{3,190}$")], ...
    ] = ()
    websites: tuple[Website, ...] = Field(default=(), max_length=3)
    profiles: tuple[ProfileLink, ...] = Field(default=(), max_length=3)
    country: Country = "FR"
    language: Language = "fr"
    deceased: bool | None = None
    protection: Protection | None = None
    over_indebted: bool | None = None
    moratorium: bool | None = None
    scotland: bool | None = None
    hidden_address: bool | None = None
    represented_by: Short | None = None
    vulnerable: bool | None = None

    @model_validator(mode="after")
    def _named(self) -> Self:
        if self.kind is SubjectKind.COMPANY:
            if not (self.company_name or self.siren or self.registration):
                raise ValueError("a company needs company_name, siren or registration")
            if self.names or self.birth:
                raise ValueError("a company has no names and no birth; use company_name")
        elif not self.names:
            raise ValueError("a person needs names, at least one surname")
        elif self.company_name:
            raise ValueError("a person has no company_name; declare the company under roles")
        if self.registration and self.country == "FR":
            raise ValueError("registration is of another country's register; France has siren")
        return self

    def read(self) -> subjects.Subject:
        """As the domain knows it."""
        told = {name: getattr(self, name) for name in type(self).model_fields}
        return subjects.Subject(
            **told
            | {
                "names": tuple(subjects.PersonName(**n.model_dump()) for n in self.names),
                "roles": tuple(subjects.DeclaredRole(**r.model_dump()) for r in self.roles),
                "addresses": tuple(
                    subjects.PostalAddress(**a.model_dump()) for a in self.addresses
                ),
            }
        )


class AttemptIn(Part):
    """One contact already made."""

    channel: ChannelKind
    at: datetime
    outcome: Remark | None = None


class HistoryIn(Part):
    """What was already tried, by whoever tried it."""

    complete: bool | None = None
    first_letter_on: date | None = None
    first_letter_outcome: LetterOutcome | None = None
    attempts: tuple[AttemptIn, ...] = Field(default=(), max_length=500)
    refused_channels: tuple[ChannelKind, ...] = ()
    objection_open: bool | None = None
    restricted: bool | None = None
    notice_sent_on: date | None = None
    notice_language: Language | None = None
    notice_exemption_claimed: bool | None = None
    correction_untold: bool | None = None

    def read(self) -> domain.ContactHistory:
        """As the domain knows it; a time without zone is taken as UTC."""
        told = {name: getattr(self, name) for name in type(self).model_fields}
        attempts = tuple(
            domain.Attempt(
                channel=a.channel,
                at=a.at if a.at.tzinfo else a.at.replace(tzinfo=UTC),
                outcome=a.outcome,
            )
            for a in self.attempts
        )
        return domain.ContactHistory(**told | {"attempts": attempts})


class BudgetIn(Part):
    """What one search may spend."""

    max_calls: int = Field(default=60, ge=0, le=500)
    max_calls_per_source: int = Field(default=25, ge=1, le=200)
    deadline_seconds: float = Field(default=60.0, gt=0, le=600)
    max_cost: Decimal = Field(default=Decimal(0), ge=0, le=100, description="euros")

    def read(self) -> domain.Budget:
        """As the domain knows it."""
        return domain.Budget(**self.model_dump())


class CaseFile(Part):
    """A whole case in one file, for the command line. Mandate and basis may be missing: the policy
    then refuses, says so in the journal, and nothing is opened."""

    reference: Reference
    operator: OpaqueId = "local"
    mandate: MandateIn | None = None
    basis: BasisIn | None = None
    claim: ClaimIn
    subject: SubjectIn
    history: HistoryIn = HistoryIn()
    budget: BudgetIn = BudgetIn()

    def read(self, case_id: CaseId) -> Case:
        """As the domain knows it."""
        return Case(
            id=case_id,
            reference=self.reference,
            operator=self.operator,
            mandate=self.mandate.read() if self.mandate else None,
            basis=self.basis.read() if self.basis else None,
            claim=self.claim.read(),
            subject=self.subject.read(),
            history=self.history.read(),
            budget=self.budget.read(),
        )
