"""The access bundle and the notice as a page to read, in the person's language. No scripts, no styles."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

from api.rights.access import AccessBundle, CaseHeld
from policies.notice import Section, datum_line
from tracer.lawful import Text

HEADINGS = {
    "data": Text(fr="Ce que nous détenons", en="What we hold"),
    "compared": Text(fr="Comment vous avez été reconnu", en="How you were recognised"),
    "looked_at": Text(
        fr="Ce qui a été regardé, relevé ou surveillé", en="What was looked at, noted or watched"
    ),
    "consulted": Text(fr="Chaque consultation", en="Every consultation"),
    "about": Text(fr="Dossier", en="File"),
    "recipients": Text(fr="Destinataires", en="Recipients"),
    "kept": Text(fr="Durées de conservation", en="How long it is kept"),
    "logic": Text(fr="Logique de la comparaison", en="The logic of the comparison"),
    "title": Text(fr="Vos données", en="Your data"),
    "notice": Text(fr="Information sur vos données", en="About your data"),
    "others": Text(
        fr="Autres enregistrements, non établis comme étant les vôtres et non montrés",
        en="Other records, not established to be about you and not shown",
    ),
}


def language_of(asked: str) -> str:
    """French or English; French for a language there is no text in, to be translated by a person."""
    return asked if asked in ("fr", "en") else "fr"


def said(text: Text, language: str) -> str:
    """The text in a language."""
    return text.fr if language == "fr" else text.en


def bundle_sections(bundle: AccessBundle) -> tuple[Section, ...]:
    """The bundle as headings and lines."""
    spoken = language_of(bundle.language)

    def section(name: str, lines: Iterable[str]) -> Section:
        return Section(title=said(HEADINGS[name], spoken), lines=tuple(lines))

    parts: list[Section] = []
    for case in bundle.cases:
        parts += case_sections(case, spoken)
    return (
        *parts,
        section("recipients", bundle.recipients),
        section("kept", (said(text, spoken) for text in bundle.retention)),
        section("logic", (said(text, spoken) for text in bundle.logic)),
    )


def case_sections(case: CaseHeld, spoken: str) -> tuple[Section, ...]:
    """One case as headings and lines."""
    about = [case.reference, case.creditor, case.mandate, case.purpose, case.basis, case.claim]
    lines = [*(one for one in about if one), *case.history, *case.decided, *case.requests]
    lines += [said(text, spoken) for text in case.screened]
    lines += [f"{said(HEADINGS['others'], spoken)} : {case.not_shown}"]
    compared = [
        f"{said(one.text, spoken)} ({one.ours or '-'} / {one.theirs or '-'}): {one.bits:+.1f}"
        for one in case.compared
    ]
    consulted = [
        f"{one.at.isoformat(timespec='seconds')} — {said(one.what, spoken)} — {one.purpose}"
        for one in case.consultations
    ]
    return (
        Section(title=said(HEADINGS["about"], spoken), lines=tuple(lines)),
        Section(
            title=said(HEADINGS["data"], spoken),
            lines=tuple(datum_line(datum, spoken) for datum in case.data),
        ),
        Section(title=said(HEADINGS["compared"], spoken), lines=tuple(compared)),
        Section(title=said(HEADINGS["looked_at"], spoken), lines=case.looked_at),
        Section(title=said(HEADINGS["consulted"], spoken), lines=tuple(consulted)),
    )


def page(title: str, sections: Iterable[Section], language: str) -> str:
    """The sections as one HTML page."""
    spoken = language_of(language)
    name = escape(said(HEADINGS[title], spoken))
    body = "".join(
        f"<h2>{escape(section.title)}</h2><ul>"
        + "".join(f"<li>{escape(line)}</li>" for line in section.lines)
        + "</ul>"
        for section in sections
    )
    return (
        f'<!doctype html><html lang="{spoken}"><head><meta charset="utf-8">'
        f"<title>{name}</title></head><body><h1>{name}</h1>{body}</body></html>"
    )
