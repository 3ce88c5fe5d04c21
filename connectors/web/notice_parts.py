"""Whose facts a line of a legal notice tells: the publisher's, its host's, its agency's, a third's.

A host's number is often the only one on a page. A line belongs to the host from a heading or a
phrase that names it ("Hébergement", "est hébergé par", "hosted by") until the page names the
publisher again or a new part of the page begins. Another heading ends what is said of the host, and
what follows is then nobody's: in doubt a line is not the publisher's.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from enum import StrEnum
from typing import NamedTuple

from connectors.web import notice_words
from connectors.web.notice_words import words
from connectors.web.page_text import BOLD_LEVEL, Block


class Part(StrEnum):
    """Whose facts a line tells."""

    PUBLISHER = "publisher"
    HOST = "host"
    AGENCY = "agency"
    DATA_PROTECTION = "data_protection"  # who answers for personal data, for that purpose alone
    THIRD_PARTY = "third_party"
    UNKNOWN = "unknown"  # after what was said of another: a number may be the publisher's


class Line(NamedTuple):
    """A line of the page, or the end of one, and whose it is."""

    text: str
    part: Part
    links: tuple[str, ...]
    heading: bool


OPENERS = (
    (words(notice_words.HOST), Part.HOST),
    (words(notice_words.AGENCY), Part.AGENCY),
    (words(notice_words.DATA_PROTECTION), Part.DATA_PROTECTION),
    (words(notice_words.THIRD), Part.THIRD_PARTY),
)
DATA_HEADING_AT = words(notice_words.DATA_HEADING)
PUBLISHER_AT = words(notice_words.PUBLISHER)
OURS_AT = words(notice_words.OURS)
CONTACT_HEADING_AT = words(notice_words.CONTACT_HEADING)
OTHER_AT = words(notice_words.OTHER_TOPIC)
START = 25
"""A phrase that opens a part stands within so many characters of a line's start, or cuts it."""
DOER = re.compile(r"\b(?:par|by)$", re.IGNORECASE)
LEAD = re.compile(
    r"(?:,|;|\.|\||–|—|-)?\s*(?:(?:informations?|noms?|coordonn[ée]es|identit[ée]|adresse|raison\s+sociale)"
    r"\s+(?:sur|de|du|concernant|relatives?\s+[àa])\s*)?(?:l['’]\s?|la\s+|le\s+|notre\s+)?"
    r"(?:(?:ce|le|notre|the|this|our)\s+(?:pr[ée]sent\s+)?(?:site|website)"
    r"(?:\s+(?:internet|web|\S+\.\w{2,})){0,2}\s+)?(?:(?:il|est|et|is|wird|and|a|[ée]t[ée])\s+)*$",
    re.IGNORECASE,
)
"""What of a sentence goes with the phrase that follows it: "Le site est" hébergé par."""
BRACKET = re.compile(r"\(\s*(?:(?:notre|le|la)\s+|l['’]\s?)?$", re.IGNORECASE)
"""Before a role that ends a line: "Serverhaus, 75001 Paris (hébergeur)"."""
CLAUSE = re.compile(r".*[.;|:,–—]\s")
ANY_LEVEL = BOLD_LEVEL + 1


def lines_of(blocks: tuple[Block, ...]) -> tuple[Line, ...]:
    """Every line with whose it is; a line that turns to the host midway is cut there."""
    return tuple(_lines(blocks))


def _lines(blocks: tuple[Block, ...]) -> Iterator[Line]:
    part, level = Part.PUBLISHER, ANY_LEVEL
    fresh = False  # whether the line before opened the part: a heading then names who it is
    for block in blocks:
        opening = _opening(block)
        at = opening[0] if opening else len(block.text)
        if at:
            part = _carried(part, level, block, block.text[:at], fresh=fresh)
        fresh = opening is not None
        if opening is None:
            yield Line(block.text, part, block.links, block.heading)
            continue
        opened = opening[1]
        before, after = block.text[:at].rstrip(), block.text[at:]
        if before:
            yield Line(before, part, _links_in(before, block.links), block.heading)
        rest = tuple(link for link in block.links if link not in _links_in(before, block.links))
        yield Line(after, opened, rest, block.heading)
        ended = before.endswith(".") or (bool(before) and after.startswith("."))
        closed = part is Part.PUBLISHER and ended and _whole_sentence(after)
        part = Part.UNKNOWN if closed else opened
        level = block.level or ANY_LEVEL


def _carried(part: Part, level: int, block: Block, text: str, *, fresh: bool) -> Part:
    """Whose a text is that names nobody else, after a line of this part.

    A heading below the one that opened the part belongs to it.
    """
    if block.boundary or part is Part.PUBLISHER or _starts(PUBLISHER_AT, text):
        return Part.PUBLISHER
    titled = 0 < block.level < BOLD_LEVEL
    if titled and (block.level == 1 or (block.level <= level and CONTACT_HEADING_AT.search(text))):
        return Part.PUBLISHER
    if part is not Part.DATA_PROTECTION and _starts(OURS_AT, text):
        return Part.PUBLISHER
    closes = block.heading and block.level <= level and not fresh
    return Part.UNKNOWN if closes or _starts(OTHER_AT, text) else part


def _opening(block: Block) -> tuple[int, Part] | None:
    """Where the first phrase that opens a part not the publisher's begins, with what leads to it."""
    text = block.text
    if block.heading and DATA_HEADING_AT.search(text):
        return 0, Part.DATA_PROTECTION
    found = sorted(
        ((m, part) for pattern, part in OPENERS for m in pattern.finditer(text)),
        key=lambda one: (one[0].start(), list(Part).index(one[1])),
    )
    for match, part in found:
        at = match.start()
        lead = LEAD.search(text[:at])
        begin = lead.start() if lead else at
        passing = begin > START and not re.search(r"[.;|:,–-]", text[begin - 2 : at])
        if part is Part.AGENCY and passing and not DOER.search(match[0]):
            continue  # a word in passing: "nos prestations de création de site :"
        if part is Part.DATA_PROTECTION and (clause := CLAUSE.match(text[:at])):
            begin = clause.end()
        elif part is Part.DATA_PROTECTION:
            begin = 0
        if BRACKET.search(text[:at]) and not re.search(r"\w{3}", text[match.end() :]):
            begin = 0
        return (0 if begin < 3 else begin), part
    return None


def _starts(pattern: re.Pattern[str], text: str) -> bool:
    found = pattern.search(text)
    return found is not None and found.start() < START


def _whole_sentence(text: str) -> bool:
    return text.endswith(".") and len(re.findall(r"\d", text)) >= 5


def _links_in(text: str, links: tuple[str, ...]) -> tuple[str, ...]:
    """Links whose target is written in the text."""
    squeezed = re.sub(r"\D", "", text)
    return tuple(
        link
        for link in links
        if link.partition(":")[2].partition("?")[0] in text
        or (link.lower().startswith("tel:") and re.sub(r"\D", "", link)[-9:] in squeezed)
    )
