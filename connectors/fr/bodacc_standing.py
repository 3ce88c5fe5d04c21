"""Where a company stands: open procedure or none, struck off or not, once corrections are applied."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from connectors.fr.bodacc_notices import Notice
from connectors.fr.bodacc_organs import LIQUIDATOR, Organ, practitioners
from connectors.fr.bodacc_rules import Then
from connectors.fr.french_text import folded, months_later
from tracer.screening import InsolvencyState

EXPIRY_YEARS = 10
CLAIM_MONTHS = 2  # C. com. art. R622-24: from the publication in the BODACC
MONTHS_SAID = re.compile(
    r"(?:declar|creance)[^.;]*?\b(un|deux|trois|quatre|six|\d)\s*(?:\([^)]*\)\s*)?mois"
)
WORDS = {"un": 1, "deux": 2, "trois": 3, "quatre": 4, "six": 6}
OPENING = ("ouverture", "extension")
REGISTERED = ("creation", "immatriculation")
TRANSFER = "transfert du siege hors ressort"
UNDONE = "rapport de radiation d'office"


@dataclass(frozen=True, slots=True, kw_only=True)
class Appointment:
    """An organ of the open procedure, and the notice that names it."""

    organ: Organ
    notice: Notice


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """What the notices say together. `state` is None when a person must read the last one."""

    state: InsolvencyState | None
    since: date | None = None
    notice: Notice | None = None
    claim_deadline: date | None = None
    deadline_notice: Notice | None = None
    appointments: tuple[Appointment, ...] = ()
    struck_off_on: date | None = None
    strike_off_notice: Notice | None = None


def standing(notices: Iterable[Notice], siren: str, today: date) -> Standing:
    """The standing of one company from its notices, in any order."""
    about = [notice for notice in notices if siren in notice.sirens]
    kept = surviving(about)
    strike_off = last_strike_off(kept)
    run, unclear = open_run(kept, today)
    off = strike_off.said_on if strike_off else None
    if unclear is not None:
        return Standing(state=None, notice=unclear, struck_off_on=off, strike_off_notice=strike_off)
    if not run:
        return Standing(state=InsolvencyState.NONE, struck_off_on=off, strike_off_notice=strike_off)
    stated = [notice for notice in run if notice.ruling and notice.ruling.state]
    state = stated[-1].ruling.state if stated[-1].ruling else None
    same = stated
    for n in range(len(stated) - 1, -1, -1):
        ruling = stated[n].ruling
        if ruling is None or ruling.state is not state:
            break
        same = stated[n:]
    deadline = claim_deadline(stated)
    return Standing(
        state=state,
        since=same[0].said_on,
        notice=stated[-1],
        claim_deadline=deadline[0] if deadline else None,
        deadline_notice=deadline[1] if deadline else None,
        appointments=appointments(run, state),
        struck_off_on=off,
        strike_off_notice=strike_off,
    )


def surviving(notices: Sequence[Notice]) -> list[Notice]:
    """The notices that still count, oldest first.

    A cancellation removes the notice it names, and itself; a correction replaces it; a retraction
    on third-party opposition cancels, and so does the report of an automatic strike-off. One that
    does not say what it cancels is kept: it makes the standing unclear.
    """
    gone: set[str] = set()
    for notice in notices:
        undoes = notice.kind in ("annulation", "rectificatif") or retracts(notice)
        if undoes and notice.previous is not None:
            gone.add(notice.previous)
    known = {notice.id for notice in notices}
    kept = [
        notice
        for notice in notices
        if notice.id not in gone
        and not (notice.kind == "annulation" and (notice.previous or notice.ruling is None))
        and notice.comment != UNDONE
        and not (retracts(notice) and settled(notice, known))
    ]
    if any(notice.comment == UNDONE for notice in notices):
        last = max(n.published for n in notices if n.comment == UNDONE)
        kept = [n for n in kept if n.family != "radiation" or n.published > last]
    return sorted(kept, key=lambda notice: (notice.said_on, notice.published, notice.id))


def retracts(notice: Notice) -> bool:
    """Whether a judgment takes another one back."""
    return notice.ruling is not None and notice.ruling.then is Then.RETRACTS


def settled(notice: Notice, known: set[str]) -> bool:
    """Whether a retraction is fully understood: what it takes back is here, and nothing replaces it."""
    return notice.previous in known and "redressement" not in folded(notice.complement)


def open_run(notices: Sequence[Notice], today: date) -> tuple[list[Notice], Notice | None]:
    """The notices of the procedure that is open now, and the notice that makes it unclear, if any.

    A formality never closes a procedure. A judgment nobody knows leaves an open one open, and makes
    the absence of one unknown: unknown is not no.
    """
    run: list[Notice] = []
    unclear: Notice | None = None
    for notice in notices:
        if notice.ruling is None or expired(notice, today):
            continue
        then = notice.ruling.then
        if notice.kind == "annulation" or then in (Then.REVERSES, Then.RETRACTS):
            unclear = notice
        elif then is Then.ENDS:
            run, unclear = [], None
        elif then is Then.OPENS:
            run, unclear = [*run, notice], None
        elif then in (Then.UNCLEAR, Then.UNKNOWN) and not run:
            unclear = notice
        elif run and then is not Then.EXCLUDED:
            run = [*run, notice]
    return run, unclear


def expired(notice: Notice, today: date) -> bool:
    """Whether a judgment is too old to speak of today: ten years, as the official pipeline has it."""
    return months_later(notice.said_on, 12 * EXPIRY_YEARS) < today


def claim_deadline(stated: Sequence[Notice]) -> tuple[date, Notice] | None:
    """The last day to declare a claim, from the latest opening: as the notice says, or two months."""
    for notice in reversed(stated):
        said = MONTHS_SAID.search(folded(notice.complement))
        if said:
            months = WORDS.get(said[1]) or int(said[1])
            return months_later(notice.published, months), notice
        if any(word in folded(notice.nature) for word in OPENING):
            return months_later(notice.published, CLAIM_MONTHS), notice
    return None


def appointments(run: Sequence[Notice], state: InsolvencyState | None) -> tuple[Appointment, ...]:
    """The organs of the open procedure, the latest named in each role.

    In a liquidation the liquidator alone represents the creditors; another organ is kept only if
    no liquidator was named.
    """
    latest: dict[str, Appointment] = {}
    for notice in reversed(run):
        for organ in practitioners(notice.complement):
            latest.setdefault(organ.role, Appointment(organ=organ, notice=notice))
    if state is InsolvencyState.LIQUIDATION and LIQUIDATOR in latest:
        return (latest[LIQUIDATOR],)
    return tuple(latest[role] for role in sorted(latest))


def last_strike_off(notices: Sequence[Notice]) -> Notice | None:
    """The strike-off that still holds. Leaving for another clerk's office is not a death, and a sole

    trader may start again: a later registration, or a later notice from elsewhere, undoes it.
    """
    off = [n for n in notices if n.family == "radiation" and n.comment != TRANSFER]
    if not off:
        return None
    last = max(off, key=lambda notice: (notice.published, notice.id))
    for notice in notices:
        if notice.published <= last.published or notice.family == "radiation":
            continue
        elsewhere = notice.clerk != last.clerk and notice.family != "collective"
        if notice.family in REGISTERED or elsewhere:
            return None
    return last
