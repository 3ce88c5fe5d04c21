"""What a request may carry, beside what a case file already says."""

from __future__ import annotations

from typing import Annotated

from pydantic import AfterValidator, Field, StringConstraints

from api.casefile import BudgetIn, ClaimIn, HistoryIn, SubjectIn
from api.fields import Part, Reference, no_private_life
from tracer.case import BasisRecord, Case, CaseId, Mandate
from tracer.evidence import Judgement

Opaque = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_.:-]{1,120}$")]
Reason = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=3, max_length=1000),
    AfterValidator(no_private_life),
]


class CaseBody(Part):
    """A case to open, on a mandate and a basis record that are already written down."""

    reference: Reference = Field(examples=["DOS-0001"])
    mandate_id: Opaque = Field(examples=["man_000000000000000000000001"])
    basis_record_id: Opaque = Field(examples=["bas_000000000000000000000001"])
    claim: ClaimIn
    subject: SubjectIn
    history: HistoryIn = HistoryIn()
    budget: BudgetIn = BudgetIn()

    def read(self, case_id: str, operator: str, mandate: Mandate, basis: BasisRecord) -> Case:
        """As the domain knows it."""
        return Case(
            id=CaseId(case_id),
            reference=self.reference,
            operator=operator,
            mandate=mandate,
            basis=basis,
            claim=self.claim.read(),
            subject=self.subject.read(),
            history=self.history.read(),
            budget=self.budget.read(),
        )


class DecisionBody(Part):
    """What a person decides about one candidate, and why. `unsure` is a full decision."""

    candidate: Opaque = Field(examples=["can_0123456789abcdef"])
    judgement: Judgement
    reason: Reason = Field(examples=["Same birth month, and the office is in the declared town."])
