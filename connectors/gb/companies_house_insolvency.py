"""Whether a British company is in a collective procedure, from its status and its cases.

The states are those of the French rules, which is what a case is screened by: every liquidation is
one; administration and receivership, which put somebody else in charge, are a redressement; an
arrangement or a moratorium, which leaves the directors in place, is a sauvegarde. What the register
does not settle has no state: unknown is not none.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from connectors.drawn import calendar_day
from connectors.gb.companies_house_payload import Case, Insolvency, Profile
from tracer.screening import InsolvencyState

OF_STATUS = {
    "liquidation": InsolvencyState.LIQUIDATION,
    "administration": InsolvencyState.REDRESSEMENT,
    "insolvency-proceedings": InsolvencyState.REDRESSEMENT,
    "receivership": InsolvencyState.REDRESSEMENT,
    "voluntary-arrangement": InsolvencyState.SAUVEGARDE,
}
OF_CASE = {
    "compulsory-liquidation": InsolvencyState.LIQUIDATION,
    "creditors-voluntary-liquidation": InsolvencyState.LIQUIDATION,
    "members-voluntary-liquidation": InsolvencyState.LIQUIDATION,
    "in-administration": InsolvencyState.REDRESSEMENT,
    "administration-order": InsolvencyState.REDRESSEMENT,
    "administrative-receiver": InsolvencyState.REDRESSEMENT,
    "scottish-administrative-receiver": InsolvencyState.REDRESSEMENT,
    "receiver-manager": InsolvencyState.REDRESSEMENT,
    "receivership": InsolvencyState.REDRESSEMENT,
    "foreign-insolvency": InsolvencyState.REDRESSEMENT,
    "corporate-voluntary-arrangement": InsolvencyState.SAUVEGARDE,
    "corporate-voluntary-arrangement-moratorium": InsolvencyState.SAUVEGARDE,
    "order-of-court-restructuring-plan": InsolvencyState.SAUVEGARDE,
    "moratorium": InsolvencyState.SAUVEGARDE,
}
ENDINGS = frozenset(
    {
        "administration-discharged-on",
        "administration-ended-on",
        "concluded-winding-up-on",
        "dissolved-on",
        "moratorium-ended-on",
        "voluntary-arrangement-ended-on",
    }
)
NOT_BEGINNINGS = ENDINGS | {"petitioned-on", "due-to-be-dissolved-on", "declaration-solvent-on"}
UNCLEAR = "flag: insolvency_unclear"


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """Where the company stands. `state` is None when the register does not settle it.

    `since` is when the first open case of that state began, `case` the latest one. `unclear`: a
    person must read the cases.
    """

    state: InsolvencyState | None = None
    since: date | None = None
    case: str | None = None
    unclear: bool = False


def standing(profile: Profile, insolvency: Insolvency | None) -> Standing:
    """The standing from the profile and the cases, None when the register gives none (404).

    The status decides. A 404 and an empty list say nothing: both are given of companies whose
    cases were never put there. "None" is said of an active company only, when its profile says it
    never had a case, or when every case it had is over. An open case of a company whose status
    tells of no procedure is for a person to read.
    """
    open_cases = [case for case in (insolvency.cases if insolvency else []) if not ended(case)]
    state = OF_STATUS.get(profile.company_status or "")
    if state is not None:
        same = [case for case in open_cases if OF_CASE.get(case.type) is state]
        days = [day for case in same for day in [began(case)] if day]
        return Standing(
            state=state,
            since=min(days, default=None),
            case=same[-1].number if same else None,
        )
    if open_cases:
        return Standing(case=open_cases[-1].number, unclear=True)
    never = profile.has_insolvency_history is False
    over = bool(insolvency and insolvency.cases)
    if profile.company_status == "active" and (never or over):
        return Standing(state=InsolvencyState.NONE)
    return Standing()


def ended(case: Case) -> bool:
    """Whether a case is over. A date in another kind never ends one."""
    return any(said.type in ENDINGS for said in case.dates or [])


def began(case: Case) -> date | None:
    """The first day of a case: a petition, a declaration of solvency are before it."""
    said = [
        day
        for one in case.dates or []
        for day in [calendar_day(one.date)]
        if day and one.type not in NOT_BEGINNINGS
    ]
    return date.fromisoformat(min(said)) if said else None
