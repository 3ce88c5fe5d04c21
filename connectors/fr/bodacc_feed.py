"""The BODACC day by day: what was published about some companies since a day, for their monitoring.

It reads notices as `connectors.fr.bodacc` does, over a session and a permit of that same source.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from connectors.fr.bodacc import CARD, Bodacc, valid_siren
from connectors.fr.bodacc_notices import Notice, notice_of
from connectors.session import Session
from tracer.errors import SourceChanged
from tracer.lawful import Permit

PER_QUESTION = 40  # SIRENs: the question is a URL
KINDS = ("annonce", "rectificatif", "annulation")


@dataclass(frozen=True, slots=True, kw_only=True)
class Published:
    """One notice about watched companies.

    `kind` is annonce, rectificatif or annulation. `cancels` is the id of the notice that a correction
    replaces or a cancellation removes; None when there is none or when it is not said.
    """

    id: str
    kind: str
    cancels: str | None
    sirens: frozenset[str]
    notice: Notice


async def notices_since(
    session: Session, day: date, permit: Permit, sirens: Iterable[str]
) -> AsyncIterator[Published]:
    """Every notice published on that day or later about any of the SIRENs, each once.

    The numbers of the register are asked about first. A craftsman's number stands among the persons
    only: it is then searched for there. A failure comes after what was already found; it means that
    the rest is unknown, not that there is none.
    """
    watched = tuple(dict.fromkeys(valid_siren(siren) for siren in sirens))
    gazette, seen = Bodacc(session), set[str]()
    for about in (*questions(watched, registered), *questions(watched, among_the_persons)):
        rows, _ = await gazette._rows(f"dateparution >= date'{day}' AND ({about})", permit)
        for raw, fetched in rows.values():
            found = published(notice_of(raw, fetched), watched)
            if found.id not in seen and found.sirens and found.notice.published >= day:
                seen.add(found.id)
                yield found


def published(notice: Notice, watched: Sequence[str]) -> Published:
    """What a notice is, and which watched companies it is about."""
    if notice.kind not in KINDS:
        raise SourceChanged(CARD.id, "field typeavis is not as known")
    return Published(
        id=notice.id,
        kind=notice.kind,
        cancels=None if notice.kind == "annonce" else notice.previous,
        sirens=notice.sirens.intersection(watched),
        notice=notice,
    )


def questions(watched: Sequence[str], condition: Callable[[str], str]) -> Iterator[str]:
    """Conditions on the SIRENs, as many of them in each as a URL bears."""
    for start in range(0, len(watched), PER_QUESTION):
        yield " OR ".join(condition(siren) for siren in watched[start : start + PER_QUESTION])


def registered(siren: str) -> str:
    """The notice bears the number as its register number."""
    return f'registre="{siren}"'


def among_the_persons(siren: str) -> str:
    """The notice bears the number among the persons concerned, where it is written with spaces."""
    return f'search(listepersonnes, "{siren[:3]} {siren[3:6]} {siren[6:]}")'
