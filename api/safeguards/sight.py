"""Which cases an operator may see at all; the others do not exist for him, in lists and alone."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ColumnElement, exists, or_

from api.safeguards.tables import break_glass, case_assignments
from api.tables import cases
from policies.safeguards import BREAK_GLASS_LASTS


def sees(operator: str, now: datetime) -> ColumnElement[bool]:
    """The condition on `cases`: opened by him or assigned to him, or a break-glass that still lasts."""
    assigned = exists().where(
        case_assignments.c.case_id == cases.c.id, case_assignments.c.operator == operator
    )
    broken = exists().where(
        break_glass.c.case_id == cases.c.id,
        break_glass.c.operator == operator,
        break_glass.c.approved_at > now - BREAK_GLASS_LASTS,
    )
    return or_(assigned, broken)
