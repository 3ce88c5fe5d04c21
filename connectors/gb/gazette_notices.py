"""What a notice of The Gazette says: of which company, and what it does to a procedure.

A notice tells that something was advertised, never how it ended: a petition may be dismissed, an
administration ends without one. Codes are those of thegazette.co.uk/noticecodes.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from connectors.drawn import calendar_day
from connectors.gb.companies_house_names import company_number
from connectors.gb.gazette_payload import Entry
from tracer.screening import InsolvencyState

EXPIRY_YEARS = 10  # as for the notices of the BODACC
NUMBER = re.compile(
    r"\b(?:company|registered|registration)\s*(?:number|no\.?)\s*:?\s*\(?\s*"
    r"((?:[A-Z]{1,2})?\d{4,8}[A-Z]?)(?=[\s),;.]|$)",
    re.IGNORECASE,
)
CUT = re.compile(r"(?:…|\.\.\.)")
PETITIONS = frozenset({"2450", "2462"})
DISMISSAL = "2461"
NO_CODE = ""
MORATORIUM_ENDS = "2402"
NOT_OF_THE_COMPANY = frozenset({"2403", "2451", "2453"})  # of a director, of partnerships
STATES = {
    "2401": InsolvencyState.SAUVEGARDE,
    **dict.fromkeys(("2410", "2411", "2412", "2413", "2414"), InsolvencyState.REDRESSEMENT),
    **dict.fromkeys(("2421", "2422", "2423", "2424"), InsolvencyState.REDRESSEMENT),
    **dict.fromkeys(("2431", "2432", "2433", "2434", "2435"), InsolvencyState.LIQUIDATION),
    **dict.fromkeys(("2441", "2443", "2444", "2445", "2446"), InsolvencyState.LIQUIDATION),
    **dict.fromkeys(("2452", "2454", "2455", "2456", "2457"), InsolvencyState.LIQUIDATION),
    **dict.fromkeys(("2458", "2459", "2460", "2463", "2464", "2465"), InsolvencyState.LIQUIDATION),
}
"""A members' voluntary winding up is solvent, and puts a liquidator in charge all the same."""
UNSETTLED = frozenset({"2404", "2405", "2406", "2407", "2408", "2409", "2442", "2447"})
"""In the course of a procedure that the code does not name, or before one."""
KNOWN = frozenset(
    {*STATES, *UNSETTLED, *PETITIONS, *NOT_OF_THE_COMPANY, DISMISSAL, MORATORIUM_ENDS, NO_CODE}
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """A notice as far as it is kept: its id, its code, its day."""

    id: str
    code: str
    published: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """What the notices say together. `state` is None when a person must read the last one."""

    state: InsolvencyState | None
    since: date | None
    last: Notice
    petition: bool = False


def notice_of(entry: Entry) -> Notice | None:
    """The notice of an entry; None for one without a day. Without a code it is a notice all the same."""
    day = calendar_day(entry.published)
    if day is None:
        return None
    ident = entry.id.rstrip("/").rpartition("/")[2]
    return Notice(id=ident, code=entry.code or NO_CODE, published=date.fromisoformat(day))


def numbers_in(content: str) -> tuple[str, ...]:
    """The company numbers a notice states. The text is cut: a number that touches the cut is none."""
    whole = CUT.sub("\x00", content)
    said = (company_number(match[1]) for match in NUMBER.finditer(whole))
    return tuple(dict.fromkeys(number for number in said if number))


def standing(notices: Iterable[Notice], today: date) -> Standing | None:
    """The standing that notices about one company add up to; None when none is about a procedure.

    There is never a "none": that nothing was advertised, or that a petition was dismissed, does
    not say that no procedure is open. What is older than ten years is for a person to read.
    """
    told = sorted(
        (n for n in notices if n.code not in NOT_OF_THE_COMPANY),
        key=lambda notice: (notice.published, notice.id),
    )
    if not told:
        return None
    state: InsolvencyState | None = None
    since: date | None = None
    petition = False
    for notice in told:
        said = STATES.get(notice.code)
        if notice.code in PETITIONS or notice.code == DISMISSAL:
            petition = notice.code in PETITIONS
        elif said is not None:
            since = since if said is state else notice.published
            state, petition = said, False
        elif notice.code == MORATORIUM_ENDS and state is InsolvencyState.SAUVEGARDE:
            state = since = None
    last = told[-1]
    if last.published < date(today.year - EXPIRY_YEARS, today.month, 1):
        state = since = None
    return Standing(state=state, since=since, last=last, petition=petition)
