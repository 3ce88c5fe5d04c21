"""The postal address a legal notice gives for its publisher: French, German or British.

An address is known by its postcode: what stands before it on the line is the street, or the line
above when nothing does. The one behind "siège social", "adresse" or "registered office" counts first.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from connectors.web.notice_parts import Line
from tracer.subject import PostalAddress

CITY = r"[A-ZÀ-Ý][^\W\d_]*(?:[ '’-](?:[^\W\d_]+|\d{1,2}(?=[ ,.]|$))){0,8}"
FRENCH = re.compile(
    rf"(?<![\d.])(?:F-)?(?P<postcode>(?:0[1-9]|[1-8]\d|9[0-578])\d{{3}})\s+(?P<city>{CITY})"
)
GERMAN = re.compile(rf"(?<![\d.])(?:D-)?(?P<postcode>\d{{5}})\s+(?P<city>{CITY})")
BRITISH = re.compile(r"\b(?P<postcode>[A-Z]{1,2}\d[A-Z\d]?\s\d[A-Z]{2})\b")
SEAT = re.compile(
    r"si[èe]ge(?:\s+social)?|adresse(?:\s+postale)?|registered\s+(?:office|address)|domicili[ée]e?|anschrift",
    re.IGNORECASE,
)
BEFORE = re.compile(
    r"^.*(?:\||:|\b(?:si[èe]ge(?:\s+social)?(?:\s+est)?\s+(?:situ[ée]|sis|[ée]tabli|fix[ée]|se\s+trouve)\w*"
    r"|sise?|situ[ée]e?s?|domicili[ée]e?s?|(?:office|address)(?:\s+is)?(?:\s+at)?)(?:\s+(?:au|à|chez|at))?)\s*",
    re.IGNORECASE,
)
STREET = re.compile(
    r"(?:^\d{1,4}\b|\s\d{1,4}\s?[a-z]?$|^l(?:e|a|es)\s|(?<!\w)(?:rue|avenue|av\.|boulevard|bd|place|chemin|route"
    r"|all[ée]e|impasse|quai|cours|square|zone|z\.?a\.?c?\.?|z\.?i\.?|parc|lieu[- ]dit|b\.?p\.?|hameau"
    r"|r[ée]sidence|immeuble|b[âa]timent|voie|passage|villa)(?!\w)|stra(?:ß|ss)e|str\.|weg\b|platz|allee|gasse|damm"
    r"|\b(?:street|road|lane|house|way|park|unit|court|square|floor)\b)",
    re.IGNORECASE,
)
BEGINS = re.compile(
    r"(?:\d{1,4}\s?(?:bis|ter|quater|[A-D])?,?\s+(?:rue|av|bo?u?le?v?a?r?d|place|chem|route|all|imp|quai"
    r"|cours)|\b(?:b[âa]timent|b[âa]t\.|immeuble|r[ée]sidence|zone|z\.?a\.?|z\.?i\.?|z\.?a\.?c\.?|parc)\s)",
    re.IGNORECASE,
)
"""Where a street begins on a line that says something else before it."""
HAMLET = r"[A-ZÀ-Ý][^\d:|]{2,60}"
"""A place without a street, taken only behind a label."""
COUNTY = re.compile(
    r"shire$|^(?:Greater|County)\s|^(?:Kent|Essex|Surrey|(?:East |West )?Sussex|Cornwall|Devon|Dorset"
    r"|Somerset|Norfolk|Suffolk|Merseyside|West Midlands|Tyne and Wear|Cumbria|Middlesex)$"
)
MONEY = re.compile(r"€|\beuros?\b|\bcapital\b", re.IGNORECASE)
AFTER = re.compile(
    r"\s+(?:RCS|R\.C\.S|SIREN|SIRET|Tel|Tél|Téléphone|T[ée]l|France|Deutschland|Germany|CEDEX\s\d+(?=\s[A-Z]{2})"
    r"|immatricul\w+|au\s|est\s|sous\s|et\s|dont\s|capital\s|inscrite?\s|représentée?\s|repr).*$"
)
PARTS_OF_A_BRITISH_LINE = 6
LONGEST_LINE = 120
NEAR = 200
"""Characters before a postcode that may be of its address."""


def address_of(lines: tuple[Line, ...], country: str) -> PostalAddress | None:
    """The publisher's address, the labelled one first; None when there is none."""
    found = list(_addresses(lines, country))
    return next((a for seat, a in found if seat), None) or (found[0][1] if found else None)


def _addresses(lines: tuple[Line, ...], country: str) -> Iterator[tuple[bool, PostalAddress]]:
    pattern = {"FR": FRENCH, "DE": GERMAN, "GB": BRITISH}.get(country)
    if pattern is None:
        return
    for at, line in enumerate(lines):
        above = lines[at - 1].text[-NEAR:] if at else ""
        for match in pattern.finditer(line.text):
            before = line.text[max(0, match.start() - NEAR) : match.start()]
            address = (
                _british(match, before, lines[max(0, at - PARTS_OF_A_BRITISH_LINE) : at])
                if country == "GB"
                else _continental(match, before, above, country)
            )
            if address is not None:
                context = f"{lines[at - 2].text[-NEAR:] if at > 1 else ''} {above} {before}"
                yield bool(SEAT.search(context)), address


def _continental(
    match: re.Match[str], before: str, above: str, country: str
) -> PostalAddress | None:
    street = _street(before) or (
        _street(above) if not before.strip(" |:-–,") or _label(before) else None
    )
    if street is None:
        return None
    city = AFTER.sub("", match["city"]).strip(" -–.,")
    return PostalAddress(line=street, postcode=match["postcode"], city=city, country=country)


def _label(text: str) -> bool:
    return bool(re.fullmatch(r"[^\d]{0,30}[:|]\s*", text))


def _street(text: str) -> str | None:
    """The street at the end of a text that leads to a postcode; None when there is none."""
    rest = re.sub(r"(?:\sà|\s?\()$", "", BEFORE.sub("", text).strip(" ,;–-|•·"))
    if begins := BEGINS.search(rest):
        rest = rest[begins.start() :]
    hamlet = SEAT.search(text) is not None and re.fullmatch(HAMLET, rest) is not None
    if not (STREET.search(rest) or hamlet) or MONEY.search(rest) or len(rest) > LONGEST_LINE:
        return None
    return rest.strip(" ,") or None


def _british(match: re.Match[str], before: str, above: tuple[Line, ...]) -> PostalAddress | None:
    """Street parts, then the town, then the postcode; a county between them is left out."""
    written = BEFORE.sub("", before).strip(" ,.")
    if not written or (not re.search(r"\d|,", written)):
        lines = [BEFORE.sub("", line.text[-NEAR:]).strip(" ,.") for line in above]
        labels = [i for i, line in enumerate(above) if SEAT.search(line.text)]
        lines = lines[labels[-1] :] if labels else lines
        start = next((i for i, text in enumerate(lines) if STREET.search(text)), None)
        if start is None:
            return None
        written = ", ".join(part for part in [*lines[start:], written] if part)
    parts = [part.strip() for part in written.split(",") if part.strip()]
    if len(parts) < 2 or not STREET.search(written):
        return None
    county = len(parts) > 2 and COUNTY.search(parts[-1])
    town = len(parts) - (2 if county else 1)
    return PostalAddress(
        line=", ".join(parts[:town]), postcode=match["postcode"], city=parts[town], country="GB"
    )
