"""What Companies House is asked about a person by name, and who of those it finds may be that person."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from connectors.gb.companies_house_found import DisqualifiedHit, OfficerHit
from connectors.gb.companies_house_names import may_be, may_be_unread, spoken_name
from tracer.normalise.names import name_key
from tracer.subject import Subject

TITLE = "items.title"
Hit = OfficerHit | DisqualifiedHit


def questions(subject: Subject) -> Iterable[str]:
    """What is asked by name: each surname with the first given name, once."""
    asked: dict[str, str] = {}
    for name in subject.names:
        words = " ".join((*name.given[:1], name.surname))
        asked.setdefault(name_key(words), words)
    return asked.values()


def is_sought(hit: Hit, subject: Subject) -> bool:
    """Whether somebody found may be the person sought."""
    name = spoken_name(hit.title)
    return name is not None and may_be(subject.names, subject.birth, name, hit.month)


def unread_names(hits: Iterable[OfficerHit | DisqualifiedHit], subject: Subject) -> tuple[str, ...]:
    """The field's name when somebody found may be the person, and the name cannot be told apart."""
    unread = (may_be_unread(subject.names, subject.birth, hit.title, hit.month) for hit in hits)
    return (TITLE,) if any(unread) else ()


def is_cut(hits: Sequence[Hit], subject: Subject, per_page: int) -> bool:
    """Whether a page is full and its last hit still bears the name sought: more may follow."""
    if len(hits) < per_page:
        return False
    title, last = hits[-1].title, spoken_name(hits[-1].title)
    if last is None:
        return may_be_unread(subject.names, None, title, None)
    return may_be(subject.names, None, last, None)
