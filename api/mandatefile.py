"""The mandate and the lawful basis as JSON: what must be written down before a case is worked."""

from __future__ import annotations

from datetime import date
from typing import Self

from pydantic import Field, model_validator

from api.fields import Part, Reference, Short, Siren
from tracer import case as domain
from tracer.case import ApprovalStatus, MandateRole
from tracer.lawful import LawfulBasis, Purpose


class CreditorIn(Part):
    """Who is owed."""

    name: Short
    siren: Siren | None = None


class MandateIn(Part):
    """The written agreement with the creditor (CPCE R124-3)."""

    reference: Reference
    creditor: CreditorIn
    signed_on: date
    expires_on: date
    power_to_receive: bool | None = None
    amounts_itemised: bool | None = None
    purposes: tuple[Purpose, ...] = Field(min_length=1)
    role: MandateRole
    processing_agreement: bool | None = None
    letter_heading: Short | None = None
    promotes_an_offer: bool | None = None

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.expires_on < self.signed_on:
            raise ValueError("expires_on is before signed_on")
        return self

    def read(self) -> domain.Mandate:
        """As the domain knows it."""
        told = {name: getattr(self, name) for name in type(self).model_fields}
        return domain.Mandate(
            **told
            | {"creditor": domain.Creditor(name=self.creditor.name, siren=self.creditor.siren)}
        )


class AssessmentIn(Part):
    """A legitimate-interest or impact assessment."""

    reference: Reference
    status: ApprovalStatus
    expires_on: date | None = None


class LicenceIn(Part):
    """The right to search for debtors for others (CSI L621-1; CPCE R124-2)."""

    reference: Reference
    valid_until: date
    insured_until: date | None = None
    declared_to_prosecutor: bool | None = None
    dedicated_account: bool | None = None
    credit_servicer_until: date | None = None


class BasisIn(Part):
    """The lawful basis, written down before anything is done."""

    purpose: Purpose
    basis: LawfulBasis
    recorded_on: date
    expires_on: date
    lia: AssessmentIn | None = None
    dpia: AssessmentIn | None = None
    licence: LicenceIn | None = None
    social_sources: bool = False
    in_register: bool | None = None
    transfer_safeguards: bool | None = None
    automated_follow_up: bool | None = None

    def read(self) -> domain.BasisRecord:
        """As the domain knows it."""
        return domain.BasisRecord(
            purpose=self.purpose,
            basis=self.basis,
            recorded_on=self.recorded_on,
            expires_on=self.expires_on,
            lia=domain.Assessment(**self.lia.model_dump()) if self.lia else None,
            dpia=domain.Assessment(**self.dpia.model_dump()) if self.dpia else None,
            licence=domain.Licence(**self.licence.model_dump()) if self.licence else None,
            social_sources=self.social_sources,
            in_register=self.in_register,
            transfer_safeguards=self.transfer_safeguards,
            automated_follow_up=self.automated_follow_up,
        )
