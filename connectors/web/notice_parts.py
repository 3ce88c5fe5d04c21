"""Whose facts a line of a legal notice tells: the publisher's, its host's, its agency's, a third's.

A host's number is often the only one on a page. A line belongs to the host from a heading or a
phrase that names it ("Hébergement", "est hébergé par", "hosted by") to the next heading, the
footer, or a phrase that names the publisher again. In doubt a line is not the publisher's.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from enum import StrEnum
from typing import NamedTuple

from connectors.web.page_text import Block


class Part(StrEnum):
    """Whose facts a line tells."""

    PUBLISHER = "publisher"
    HOST = "host"
    AGENCY = "agency"
    THIRD_PARTY = "third_party"


class Line(NamedTuple):
    """A line of the page, or the end of one, and whose it is."""

    text: str
    part: Part
    links: tuple[str, ...]
    heading: bool


HOST = r"""
h[ée]berg(?:eur|ement|[ée]e?)\b|hosting\b|\bhosted\s+(?:by|on)|\bhost(?:ing\s+provider)?\s*:|webhost|\bgehostet
|\bhoster\b|serveurs?\s+(?:de|chez)\b
"""
AGENCY = r"""
(?:conception|cr[ée]ation|r[ée]alisation|d[ée]veloppement|design|refonte|int[ée]gration|maintenance)
(?:\s*(?:,|&|et|/|-)\s*(?:conception|cr[ée]ation|r[ée]alisation|d[ée]veloppement|design|graphisme))*
(?:\s+(?:graphique|technique|web))?
(?:\s+(?:du|de\s+ce|de\s+notre)\s+site(?:\s+(?:internet|web))?)?\s*(?:\||:|par\b)
|(?:conception|cr[ée]ation|r[ée]alisation|d[ée]veloppement|refonte)\s+(?:du|de\s+ce)\s+site
|\bsite\s+(?:internet\s+|web\s+)?(?:r[ée]alis[ée]|cr[ée][ée]|con[çc]u|d[ée]velopp[ée])\s+par
|(?:conception|cr[ée]ation|r[ée]alisation)\s+(?:graphique|technique|web)\b
|^\W*(?:conception|cr[ée]ation|r[ée]alisation|d[ée]veloppement|design|cr[ée]dits)(?:\s*(?:,|&|et)\s*\w+)*\W*$
|\bwebdesign\b|\bweb\s*master\s*:|\bagence\s+(?:web|de\s+communication|digitale)\b
|\b(?:website|site)\s+(?:(?:design(?:ed)?|built|developed|made|created)\s+)?by\b
|\b(?:umsetzung|realisierung|webdesign|konzeption)\s*(?:&|und|:|\|)|cr[ée]dits?\s+(?:photos?|graphiques?)
"""
THIRD = r"""
\bm[ée]diat(?:eur|rice|ion)\b(?!\s+(?:culturelle|familiale))|\bCNIL\b
|\baufsichtsbeh[öo]rde|zust[äa]ndige\s+(?:kammer|beh[öo]rde)|\bkammer\s*:|rechtsanwaltskammer
|berufshaftpflicht|haftpflichtversicherung|verbraucherschlichtung|schlichtungsstelle
|\bassur(?:ance|eur)\s+(?:de\s+)?(?:responsabilit[ée]|professionnelle|d[ée]cennale|rc\b)|\bassureur\b
|\bDP[OD]\s*[:|]|d[ée]l[ée]gu[ée]e?\s+[àa]\s+la\s+protection\s+des\s+donn[ée]es\s*[:|]
|organisme\s+de\s+contr[ôo]le|autorit[ée]\s+de\s+(?:contr[ôo]le|tutelle)|ordre\s+(?:des|professionnel)|\bchambre\s+(?:des|de|r[ée]gionale|d[ée]partementale)\b
|\bimprimeur\b|\bimprim[ée]\s+par\b|ombudsman|information\s+commissioner|regulated\s+by|insurance\s+provider
"""
PUBLISHER = r"""
[ée]dit(?:eur|rice)\b|[ée]dit[ée]e?\s+par|publi[ée]e?\s+par|propri[ée]taire\s+du\s+site|qui\s+sommes
|(?:directeur|directrice|responsable)\s+(?:de\s+(?:la\s+)?)?(?:publication|r[ée]daction)
|mentions?\s+l[ée]gales|angaben\s+gem|impressum|verantwortlich|operated\s+by|owned\s+by
"""
OTHER_TOPIC = r"""
propri[ée]t[ée]\s+intellectuelle|donn[ée]es\s+personnelles|cookies|responsabilit[ée]|liens\s+hypertexte
|droit\s+applicable
"""
HOST_AT, AGENCY_AT, THIRD_AT, PUBLISHER_AT, OTHER_AT = (
    re.compile(pattern, re.IGNORECASE | re.VERBOSE)
    for pattern in (HOST, AGENCY, THIRD, PUBLISHER, OTHER_TOPIC)
)
OPENERS = ((HOST_AT, Part.HOST), (AGENCY_AT, Part.AGENCY), (THIRD_AT, Part.THIRD_PARTY))
START = 25
"""A phrase that opens a part stands within so many characters of a line's start, or cuts it."""
LEAD = re.compile(
    r"(?:,|;|\.|\||–|—|-)?\s*(?:(?:ce|le|notre|the|this|our)\s+(?:pr[ée]sent\s+)?(?:site|website)"
    r"(?:\s+(?:internet|web|\S+\.\w{2,}))?\s+)?(?:(?:est|et|is|wird|and)\s+)*$",
    re.IGNORECASE,
)
"""What of a sentence goes with the phrase that follows it: "Le site est" hébergé par."""


def lines_of(blocks: tuple[Block, ...]) -> tuple[Line, ...]:
    """Every line with whose it is; a line that turns to the host midway is cut there."""
    return tuple(_lines(blocks))


def _lines(blocks: tuple[Block, ...]) -> Iterator[Line]:
    part = Part.PUBLISHER
    for block in blocks:
        opening = _opening(block.text)
        if block.boundary or (block.heading and opening is None):
            part = Part.PUBLISHER
        if opening is None:
            part = Part.PUBLISHER if part is not Part.PUBLISHER and _returns(block.text) else part
            yield Line(block.text, part, block.links, block.heading)
            continue
        at, opened = opening
        before, after = block.text[:at].rstrip(), block.text[at:]
        if before:
            yield Line(before, part, _links_in(before, block.links), block.heading)
        rest = tuple(link for link in block.links if link not in _links_in(before, block.links))
        yield Line(after, opened, rest, block.heading)
        if not (_says_all(after) and (before or opened is Part.THIRD_PARTY)):
            part = opened  # a bare label: what it names follows


def _opening(text: str) -> tuple[int, Part] | None:
    """Where the first phrase that opens a part not the publisher's begins, with what leads to it."""
    found = [(m.start(), part) for pattern, part in OPENERS if (m := pattern.search(text))]
    if not found:
        return None
    at, part = min(found)
    lead = LEAD.search(text[:at])
    begin = lead.start() if lead else at
    if part is Part.AGENCY and begin > START and not re.search(r"[.;|:,–-]", text[begin - 2 : at]):
        return None  # a word in passing: "nos prestations de création de site :"
    return (0 if begin < 3 else begin), part


def _returns(text: str) -> bool:
    found = PUBLISHER_AT.search(text) or OTHER_AT.search(text)
    return found is not None and found.start() < START


def _says_all(text: str) -> bool:
    return len(re.findall(r"\d", text)) >= 5


def _links_in(text: str, links: tuple[str, ...]) -> tuple[str, ...]:
    """Links whose target is written in the text."""
    squeezed = re.sub(r"\D", "", text)
    return tuple(
        link
        for link in links
        if link.partition(":")[2].partition("?")[0] in text
        or (link.lower().startswith("tel:") and re.sub(r"\D", "", link)[-9:] in squeezed)
    )
