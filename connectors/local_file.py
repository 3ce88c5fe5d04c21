"""Sources that are files kept here: nothing leaves, and yet nothing is read without a permit."""

from __future__ import annotations

from tracer.errors import SourceForbidden, SourceNotConfigured
from tracer.lawful import Operation, Permit
from tracer.source import SourceCard

ASKING = (Operation.COLLECT, Operation.CONSULT)
"""Operations that ask a source: about a debtor, or whether it answers as before."""


def admit(card: SourceCard, permit: Permit, *, installed: bool) -> None:
    """Let a question through with its permit, and count it, as a session does.

    Raises SourceForbidden for a permit that is for something else, SourceNotConfigured without the
    file, BudgetExhausted when the permit is spent.
    """
    if not isinstance(permit, Permit):
        raise TypeError("a permit is needed before anything is asked")
    if permit.source != card.id or permit.operation not in ASKING:
        raise SourceForbidden(card.id, "the permit is not for asking this source")
    if not installed:
        raise SourceNotConfigured(card.id, "its file is not installed")
    permit.allowance.take(card.cost_per_call)
