"""The numbers a legal notice states: SIREN, SIRET, VAT and RCS; British and German ones next door.

One random number of nine digits in ten passes the SIREN's check (9.985 % of 200 000 draws), so a
number counts only behind its label, or inside a SIRET or VAT number that checks itself. Those of a
host, an agency or a template are rejected with the reason, never silently.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from stdnum.fr import tva as french_vat

from connectors.web.notice_abroad import (
    Numbers,
    Rejected,
    british,
    digits,
    german,
    unplaced,
)
from connectors.web.notice_parts import Line, Part
from connectors.web.registers import HOSTS, example_number
from tracer.normalise.identifiers import siren_valid, siret_valid

SEP = r"(?:[^\S\n]|[.\-\u2011])?"
NINE = rf"\d(?:{SEP}\d){{8}}"
FOURTEEN = rf"\d(?:{SEP}\d){{13}}"
GAP = r"(?:[\s:|°.,;()\-–]|\bn[°ºo]|\bnum[ée]ro\b|\best\b|\ble\b|\bsous\b){0,12}"
COUNTRY = r"(?P<country>(?<![A-Za-zÀ-ÿ])[A-Z]{2}\s?)?"
"""A country's two letters before the digits: then they are a foreign VAT number's."""
TOWN = (
    r"(?:d['’]\s?|de\s+|du\s+)?(?P<city>(?:L['’])?(?!XX)[A-ZÀ-Ý][^\W\d_]{2,}"
    r"(?:[ -](?:(?:en|sur|de|la|le|les|lès|du)[ -]|[dl]['’])*(?!XX)[A-ZÀ-Ý][^\W\d_]+){0,3})(?![^\W_])"
)
RCS = (
    r"(?:\bR\.?\s?C\.?\s?S\b\.?|(?i:registre\s+du\s+commerce(?:\s+et\s+des\s+soci[ée]t[ée]s)?"
    r"(?:\s*\(\s*R\.?C\.?S\.?\s*\))?))"
)
NUMBERED = (
    rf"(?:[,:|(]?\s*\(?\b[A-D]\b\)?)?{GAP}(?:[A-D]\s)?{COUNTRY}(?P<number>(?<!\d){NINE})"
    rf"(?:{SEP}\d{{5}})?(?!{SEP}\d)"
)
SIRENS = (
    re.compile(
        r"(?:(?i:\bsiren\b|\bimmatricul\w+)(?:[ /]+(?i:siret|insee|rcs|tva(?:\s+intra\w*)?))*"
        rf"|{RCS}){NUMBERED}"
    ),
    re.compile(rf"{RCS}\s*[:|]?\s*{TOWN}\s*{NUMBERED}"),
    re.compile(rf"(?P<number>(?<!\d){NINE})(?!{SEP}\d)\s*[,(–-]?\s*(?:au\s+)?{RCS}"),
)
SIRETS = re.compile(
    rf"\b(?i:siret)\b(?:[ /]+(?i:siren))?{GAP}{COUNTRY}(?P<number>(?<!\d){FOURTEEN})(?!\d)"
)
CITY = re.compile(rf"{RCS}\s*[:|]?\s*{TOWN}")
VATS = re.compile(rf"(?<![A-Za-z])FR{SEP}(?P<key>[0-9A-HJ-NP-Z]{{2}}){SEP}(?P<siren>{NINE})(?!\d)")


def numbers_of(lines: tuple[Line, ...]) -> Numbers:
    """The numbers of the publisher's lines, and why each other number is not the publisher's.

    Only where those have none are the lines read of which it is not said whose they are.
    """
    found = _numbers(lines, (Part.PUBLISHER,))
    if found.siren or found.company_number or found.vat:
        return found
    return _numbers(lines, (Part.PUBLISHER, Part.UNKNOWN))


def _numbers(lines: tuple[Line, ...], parts: tuple[Part, ...]) -> Numbers:
    text = "\n".join(line.text for line in lines if line.part in parts)
    french = _french(text, list(_of_others(lines)))
    if french.siren:
        return french
    found = next((n for n in (german(text), british(text)) if n.company_number or n.vat), Numbers())
    rejected = french.rejected if found.company_number else (*french.rejected, *unplaced(text))
    if found == Numbers():
        return french._replace(rejected=rejected)
    return found._replace(rejected=rejected, flags=(*french.flags, *found.flags))


def _french(text: str, rejected: list[Rejected]) -> Numbers:
    flags: list[str] = []
    sirens = dict.fromkeys(
        number
        for pattern in SIRENS
        for match in pattern.finditer(text)
        if (number := _checked(match, rejected))
    )
    sirets = dict.fromkeys(n for m in SIRETS.finditer(text) if (n := _checked(m, rejected)))
    vats = dict.fromkeys(_vats(text, rejected, flags))
    votes = Counter([*sirens, *(n[:9] for n in sirets), *(n[4:] for n in vats)])
    siren = _agreed(votes)
    if len(votes) > 1:
        flags.append("numbers_disagree")
        rejected += [Rejected(n, "disagrees") for n in votes if n != siren]
    city = CITY.search(text)
    return Numbers(
        siren=siren,
        siret=next((n for n in sirets if n[:9] == siren), None),
        vat=next((n for n in vats if n[4:] == siren), None),
        register=city["city"] if city else None,
        rejected=tuple(dict.fromkeys(rejected)),
        flags=tuple(dict.fromkeys(flags)),
        country="FR" if siren or city else None,
    )


def _agreed(votes: Counter[str]) -> str | None:
    """The number most mentions agree on; None when two are even."""
    ranked = votes.most_common(2)
    if not ranked or (len(ranked) > 1 and ranked[0][1] == ranked[1][1]):
        return None
    return ranked[0][0]


def _checked(match: re.Match[str], rejected: list[Rejected]) -> str | None:
    """The number when it checks and is nobody else's; else None, and why is noted."""
    number = digits(match["number"])
    valid = siret_valid if len(number) == 14 else siren_valid
    reason = None
    if match.groupdict().get("country"):
        reason = "foreign_vat"
    elif example_number(number):
        reason = "placeholder"
    elif number[:9] in HOSTS:
        reason = "host"
    elif not valid(number):
        reason = "bad_check"
    if reason is None:
        return number
    rejected.append(Rejected(number, reason))
    return None


def _vats(text: str, rejected: list[Rejected], flags: list[str]) -> Iterator[str]:
    """VAT numbers whose key agrees with their SIREN: (12 + 3 * (SIREN % 97)) % 97."""
    for match in VATS.finditer(text):
        siren = digits(match["siren"])
        vat = f"FR{match['key']}{siren}"
        if siren in HOSTS:
            rejected.append(Rejected(siren, "host"))
        elif example_number(siren) or (match["key"] + siren) == "12345678901":
            rejected.append(Rejected(vat, "placeholder"))
        elif not french_vat.is_valid(vat):
            rejected.append(Rejected(vat, "bad_check"))
            flags.append("vat_key_wrong")
        else:
            yield vat


def _of_others(lines: tuple[Line, ...]) -> Iterator[Rejected]:
    """SIREN in the lines of a host, an agency or a third party."""
    for part in (Part.HOST, Part.AGENCY, Part.DATA_PROTECTION, Part.THIRD_PARTY):
        text = "\n".join(line.text for line in lines if line.part is part)
        for pattern in (*SIRENS, SIRETS):
            for match in pattern.finditer(text):
                if siren_valid(siren := digits(match["number"])[:9]):
                    yield Rejected(siren, part.value)
