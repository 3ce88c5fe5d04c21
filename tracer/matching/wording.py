"""Estimates and bits in words, in French and English."""

from __future__ import annotations

from tracer.lawful import Text
from tracer.subject import PartialDate

MONTHS = (
    Text(fr="janvier", en="January"),
    Text(fr="février", en="February"),
    Text(fr="mars", en="March"),
    Text(fr="avril", en="April"),
    Text(fr="mai", en="May"),
    Text(fr="juin", en="June"),
    Text(fr="juillet", en="July"),
    Text(fr="août", en="August"),
    Text(fr="septembre", en="September"),
    Text(fr="octobre", en="October"),
    Text(fr="novembre", en="November"),
    Text(fr="décembre", en="December"),
)


def namesakes_text(expected: float, who: str | None, birth: PartialDate | None = None) -> Text:
    """How many others are expected: "about 50 other Jean MARTIN born in May 1950"."""
    number = in_words(expected)
    born = born_text(birth)
    if expected >= 1.5:
        return Text(
            fr=f"environ {number.fr} autres {who or 'personnes qui concordent autant'}{born.fr}",
            en=f"about {number.en} other {who or 'people who agree as well'}{born.en}",
        )
    return Text(
        fr=f"en moyenne, {number.fr} autre {who or 'personne qui concorde autant'}{born.fr}",
        en=f"{number.en} other {who or 'people who agree as well'}{born.en} on average",
    )


def born_text(birth: PartialDate | None) -> Text:
    """The words after a name: " born in May 1950", to the precision known; empty without a birth."""
    if birth is None:
        return Text(fr="", en="")
    if birth.month is None:
        return Text(fr=f" né(e) en {birth.year}", en=f" born in {birth.year}")
    month = MONTHS[birth.month - 1]
    when = Text(fr=f"{month.fr} {birth.year}", en=f"{month.en} {birth.year}")
    if birth.day is None:
        return Text(fr=f" né(e) en {when.fr}", en=f" born in {when.en}")
    return Text(fr=f" né(e) le {birth.day} {when.fr}", en=f" born on {birth.day} {when.en}")


def in_words(number: float) -> Text:
    """Two figures are enough for an estimate."""
    if number >= 10:
        rounded = float(f"{number:.2g}")
        return Text(fr=f"{rounded:,.0f}".replace(",", " "), en=f"{rounded:,.0f}")
    if number < 0.0001:
        return Text(fr="moins de 0,0001", en="fewer than 0.0001")
    plain = f"{number:.4f}" if number < 0.001 else f"{number:.2g}"
    return Text(fr=plain.replace(".", ","), en=plain)


def bits_text(bits: float) -> Text:
    """Bits with their sign and one decimal: "+8.2 bits"."""
    plain = f"{bits:+.1f}"
    return Text(fr=f"{plain.replace('.', ',')} bits", en=f"{plain} bits")
