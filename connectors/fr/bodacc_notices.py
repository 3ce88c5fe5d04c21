"""A BODACC notice as the open-data portal serves it: JSON inside JSON, two number formats, old dates."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from connectors.answer import Fetched, read_json
from connectors.base import Payload, read, unread_fields
from connectors.fr.bodacc_rules import Ruling, classify
from connectors.fr.french_text import folded, notice_date, repaired
from tracer.errors import SourceChanged

SOURCE = "fr.bodacc"
DIGITS = re.compile(r"\D+")


class Judgment(Payload):
    """The `jugement` blob."""

    DROPPED: ClassVar[frozenset[str]] = frozenset({"type"})

    famille: str | None = None
    nature: str | None = None
    date: str | None = None
    complementJugement: str | None = None  # noqa: N815 - the portal's own name


class StrikeOff(Payload):
    """The `radiationaurcs` blob; only sole traders have a date of cessation."""

    DROPPED: ClassVar[frozenset[str]] = frozenset({"radiationPM"})

    commentaire: str | None = None
    dateCessationActivitePP: str | None = None  # noqa: N815 - the portal's own name
    radiationPP: dict[str, str | None] | str | None = None  # noqa: N815


class Previous(Payload):
    """The `parutionavisprecedent` blob: the notice that this one cancels or corrects."""

    nomPublication: str | None = None  # noqa: N815 - the portal's own name
    numeroParution: str | None = None  # noqa: N815
    dateParution: str | None = None  # noqa: N815
    numeroAnnonce: str | None = None  # noqa: N815


class RawNotice(Payload):
    """One row of the dataset. Names and addresses of the persons concerned are not kept."""

    DROPPED: ClassVar[frozenset[str]] = frozenset(
        {
            "acte",
            "commercant",
            "cp",
            "depot",
            "departement_nom_officiel",
            "divers",
            "familleavis_lib",
            "ispdf_unitaire",
            "listeetablissements",
            "listeprecedentexploitant",
            "listeprecedentproprietaire",
            "modificationsgenerales",
            "numerodepartement",
            "pdf_parution_subfolder",
            "publicationavis_facette",
            "region_code",
            "region_nom_officiel",
            "typeavis_lib",
            "url_complete",
            "ville",
        }
    )

    id: str
    dateparution: str
    familleavis: str
    registre: list[str] | str | None
    publicationavis: str | None = None
    parution: str | None = None
    numeroannonce: str | None = None
    typeavis: str | None = None
    tribunal: str | None = None
    listepersonnes: dict[str, object] | str | None = None
    jugement: dict[str, object] | str | None = None
    radiationaurcs: dict[str, object] | str | None = None
    parutionavisprecedent: dict[str, object] | str | None = None


class NoticePage(Payload):
    """One page of rows."""

    total_count: int
    results: list[RawNotice]


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """A notice read: what it says, about which registrations, and which notice it replaces."""

    id: str
    family: str
    kind: str  # annonce, rectificatif, annulation
    published: date
    sirens: frozenset[str]
    clerk: str
    said_on: date
    ruling: Ruling | None
    nature: str
    complement: str
    comment: str
    previous: str | None
    fetched: Fetched
    unread: tuple[str, ...]


def notice_of(raw: RawNotice, fetched: Fetched) -> Notice:
    """The notice in a row. Raises SourceChanged when its publication date or a blob is not as known."""
    published = notice_date(raw.dateparution, latest=fetched.retrieved_at.date())
    if published is None:
        raise SourceChanged(SOURCE, "field dateparution is not a date")
    judgment = read(Judgment, blob(raw.jugement, "jugement"), SOURCE)
    strike_off = read(StrikeOff, blob(raw.radiationaurcs, "radiationaurcs"), SOURCE)
    ceased = strike_off.dateCessationActivitePP
    if ceased is None and isinstance(strike_off.radiationPP, dict):
        ceased = strike_off.radiationPP.get("dateCessationActivitePP")
    persons = blob(raw.listepersonnes, "listepersonnes")
    named = registrations(persons)
    registered = numbers(raw.registre)
    complement = repaired(judgment.complementJugement or "")
    judged = raw.familleavis == "collective"
    return Notice(
        id=raw.id,
        family=raw.familleavis,
        kind=folded(raw.typeavis or "annonce"),
        published=published,
        # A sale's register numbers are the buyer's and the seller's: the persons say who is meant.
        sirens=(registered & named) or (registered | named),
        clerk=clerk_place(raw.tribunal, persons),
        said_on=notice_date(judgment.date or ceased, latest=published) or published,
        ruling=classify(judgment.famille, judgment.nature, complement) if judged else None,
        nature=repaired(judgment.nature or ""),
        complement=complement,
        comment=folded(strike_off.commentaire or ""),
        previous=previous_id(blob(raw.parutionavisprecedent, "parutionavisprecedent")),
        fetched=fetched,
        unread=(
            *unread_fields(raw),
            *unread_fields(judgment, "jugement."),
            *unread_fields(strike_off, "radiationaurcs."),
        ),
    )


def blob(said: object, field: str) -> dict[str, object]:
    """A field that is an object, or an object written as a JSON string; nothing said is empty."""
    if isinstance(said, str) and said.strip():
        try:
            said = read_json(SOURCE, said.encode())
        except SourceChanged:
            raise SourceChanged(SOURCE, f"field {field} is not JSON") from None
    if not said:
        return {}
    if not isinstance(said, dict):
        raise SourceChanged(SOURCE, f"field {field} is not an object")
    return said


def numbers(registre: list[str] | str | None) -> frozenset[str]:
    """The SIRENs of a `registre`: a list, or "a,b", each written with or without spaces."""
    said = registre.split(",") if isinstance(registre, str) else registre or []
    return frozenset(
        digits for text in said if len(digits := DIGITS.sub("", text)) == 9 and digits.isascii()
    )


def persons_of(listepersonnes: dict[str, object]) -> list[dict[str, object]]:
    """The persons concerned: one object, or a list of them."""
    said = listepersonnes.get("personne")
    return [p for p in (said if isinstance(said, list) else [said]) if isinstance(p, dict)]


def registrations(listepersonnes: dict[str, object]) -> frozenset[str]:
    """The SIRENs of the persons concerned; a craftsman has his in the trades register only."""
    found: frozenset[str] = frozenset()
    for person in persons_of(listepersonnes):
        for register, field in (
            ("numeroImmatriculation", "numeroIdentification"),
            ("inscriptionRM", "numeroIdentificationRM"),
        ):
            entry = person.get(register)
            number = entry.get(field) if isinstance(entry, dict) else None
            found |= numbers(number if isinstance(number, str) else None)
    return frozenset(found)


def clerk_place(tribunal: str | None, listepersonnes: dict[str, object]) -> str:
    """The town of the clerk's office that published, folded so that two spellings are equal."""
    for person in persons_of(listepersonnes):
        entry = person.get("numeroImmatriculation")
        place = entry.get("nomGreffeImmat") if isinstance(entry, dict) else None
        if isinstance(place, str) and place.strip():
            return " ".join(re.sub(r"[^a-z0-9]+", " ", folded(place)).split())
    words = re.sub(r"[^a-z0-9]+", " ", folded(tribunal or "")).strip()
    court = r"^.*\b(?:commerce|judiciaire|instance|economiques|greffe)\s+(?:d[eu]s?\s+|d\s+)?"
    return re.sub(court, "", words)


def previous_id(said: dict[str, object]) -> str | None:
    """The id of the notice before: letter, issue, number. Old issues are numbered without the year."""
    previous = read(Previous, said, SOURCE)
    letter = (previous.nomPublication or "").split()[-1:]
    issue, number = previous.numeroParution or "", (previous.numeroAnnonce or "").lstrip("0")
    if issue.startswith("0000"):
        when = notice_date(previous.dateParution, latest=date.max)
        issue = f"{when.year}{issue[-4:]}" if when else ""
    return f"{letter[0].upper()}{issue}{number}" if letter and issue and number else None
