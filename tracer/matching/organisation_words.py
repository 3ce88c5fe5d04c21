"""The name of a company or body on one line as words: legal form apart, abbreviations written out."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from importlib.resources import files

from tracer.matching.transliterate import latin_words
from tracer.normalise.companies import forms as french_and_neighbouring_forms
from tracer.normalise.names import name_key

MOST_WORDS = 14
SILENT_LIST = """
    A AN THE OF AND FOR DE LA LE LES L D DU DES ET Y E DEL DELLA DI DA DO DOS DAS EL AL AS LOS LAS UND DER
    DIE DAS VAN HET IN AT ON TO BY W VE I S P C"""
SILENT = frozenset(SILENT_LIST.split())
"""Words that say nothing in the name of a body; the last of a name is kept."""
SHIP_LIST = "MV MT MS SS MY FV MTV LPG LNG HMS USS"
SHIP = frozenset(SHIP_LIST.split())
"""What stands before the name of a ship."""
NUMBER_LINES = """ZERO
ONE FIRST 1ST UN PREMIER PREMIERE PRIMER PRIMERA ERSTE
TWO SECOND 2ND DEUX II SEGUNDO ZWEI DEUXIEME
THREE THIRD 3RD TROIS III TERCERO DREI TROISIEME
FOUR FOURTH 4TH QUATRE IV CUATRO VIER
FIVE FIFTH 5TH CINQ CINCO FUNF
SIX SIXTH 6TH VI SEIS SECHS
SEVEN SEVENTH 7TH SEPT VII SIETE
EIGHT EIGHTH 8TH HUIT VIII OCHO
NINE NINTH 9TH NEUF IX NUEVE
TEN TENTH 10TH DIX DIEZ
ELEVEN ELEVENTH 11TH XI ONZE
TWELVE TWELFTH 12TH XII DOUZE
THIRTEEN THIRTEENTH XIII TREIZE
FOURTEEN FOURTEENTH XIV QUATORZE
FIFTEEN FIFTEENTH XV QUINZE
SIXTEEN SIXTEENTH XVI SEIZE
SEVENTEEN SEVENTEENTH XVII
EIGHTEEN EIGHTEENTH XVIII
NINETEEN NINETEENTH XIX"""
SPELT = frozenset(word for word in NUMBER_LINES.split() if len(word) > 2 and not word[0].isdigit())
SPELT -= frozenset(["III", "VII", "VIII", "XII", "XIII", "XIV", "XVI", "XVII", "XVIII", "XIX"])
"""Numbers written in words: a slip may hide one, and one may be a mere word."""
NUMBERS = {w: str(at) for at, line in enumerate(NUMBER_LINES.splitlines()) for w in line.split()}
TEN_LINES = """TWENTY TWENTIETH VINGT VEINTE ZWANZIG
THIRTY TRENTE TREINTA
FORTY QUARANTE CUARENTA
FIFTY CINQUANTE CINCUENTA
SIXTY SOIXANTE SESENTA
SEVENTY SETENTA
EIGHTY OCHENTA
NINETY NOVENTA"""
TENS = {w: 10 * at for at, line in enumerate(TEN_LINES.splitlines(), 2) for w in line.split()}
UNITS = {word: int(number) for word, number in NUMBERS.items()}
ORDINAL = re.compile("^([0-9]+)(?:ST|ND|RD|TH|E|EME|ER|O|A)?$")
AMPERSAND = re.compile(r"(?<=\b[A-Za-z])&(?=[A-Za-z]\b)|(?<=\b[A-Za-z]{2})&(?=[A-Za-z]\b)")
"""The sign within an acronym: AT&T, H&M."""
LETTERED = frozenset(
    ["SERIES", "CLASS", "BLOCK", "UNIT", "TRANCHE", "PHASE", "ZONE", "SECTION", "LOT"]
)
"""Words after which one letter counts like a number."""
NUMBER_SIGNS_LIST = "NO NR NUM NUMBER NUMERO"
NUMBER_SIGNS = frozenset(NUMBER_SIGNS_LIST.split())
LONGEST_FORM = 7
SHORTEST_ACRONYM = 2
ALL = (True, False)


@dataclass(frozen=True, slots=True)
class OrganisationWords:
    """The tables: legal forms and words by spelling, and the words that say little."""

    forms: Mapping[str, str]
    spellings: Mapping[str, str]
    generic: frozenset[str]
    activities: frozenset[str]
    places: frozenset[str]


@dataclass(frozen=True, slots=True)
class OrganisationName:
    """A line read: its words in order, those that are numbers with their value, and the rest."""

    words: tuple[str, ...]
    forms: frozenset[str] = frozenset()
    values: tuple[str | None, ...] = ()
    acronyms: frozenset[str] = frozenset()

    @property
    def numbers(self) -> frozenset[str]:
        """The numbers in it."""
        return frozenset(value for value in self.values if value is not None)

    def with_words(self, words: Sequence[str]) -> OrganisationName:
        """The same name with some of its words run together."""
        known = dict(zip(self.words, self.values, strict=True))
        values = tuple(known.get(word) for word in words)
        return replace(self, words=tuple(words), values=values)

    @property
    def digits(self) -> str:
        """Its numbers run together: Three Sixty is 360."""
        return "".join(value for value in self.values if value is not None)


def read_organisation(line: str) -> OrganisationName:
    """The words of a line; no words when nothing in it can be read."""
    tables = organisation_words()
    text = " ".join(
        word.text for word in latin_words(AMPERSAND.sub("", line).replace("&", " and "))
    )
    written = together(name_key(text).split()[: 2 * MOST_WORDS])
    words, forms = without_forms(written, tables.forms)
    if len(words) > 1 and words[0] in SHIP:
        words = words[1:]
    words = counted(words)
    kept: list[tuple[str, str | None]] = []
    for at, word in enumerate(words):
        lettered = at > 0 and len(word) == 1 and words[at - 1] in LETTERED
        value = word if lettered else number_of(word)
        if value is not None or (word not in SILENT and word not in NUMBER_SIGNS):
            kept.append((word, value))
    kept = (kept or [(word, None) for word in words])[:MOST_WORDS]
    return OrganisationName(
        words=tuple(word for word, _ in kept),
        forms=forms,
        values=tuple(value for _, value in kept),
        acronyms=acronyms(words, written),
    )


def acronyms(*lines: list[str]) -> frozenset[str]:
    """The first letters of each list of words, with and without the little words."""
    found = {
        "".join(w[0] for w in line if every or w not in SILENT) for line in lines for every in ALL
    }
    return frozenset(letters for letters in found if len(letters) >= SHORTEST_ACRONYM)


def together(words: list[str]) -> list[str]:
    """The words with letters that stand alone run together: S A R L, K T X."""
    found: list[str] = []
    run = ""
    for word in [*words, ""]:
        if len(word) == 1 and word.isalpha():
            run += word
            continue
        if run:
            found.append(run)
            run = ""
        if word:
            found.append(word)
    return found


def without_forms(words: list[str], forms: Mapping[str, str]) -> tuple[list[str], frozenset[str]]:
    """The words without the legal forms that end or begin them, and those forms."""
    found: set[str] = set()
    for _ in range(3):
        for size in range(min(LONGEST_FORM, len(words) - 1), 0, -1):
            if (form := forms.get(" ".join(words[-size:]))) is not None:
                words, found = words[:-size], found | {form}
                break
            if (form := forms.get(" ".join(words[:size]))) is not None:
                words, found = words[size:], found | {form}
                break
        else:
            break
    if len(words) > 1 and words[-1] == "AND":
        words = words[:-1]
    return words, frozenset(found)


def counted(words: list[str]) -> list[str]:
    """The words with numbers written in words turned into figures."""
    found: list[str] = []
    total: int | None = None
    for word in [*words, ""]:
        if word in TENS and (total is None or total % 1000 == 0):
            total = (total or 0) + TENS[word]
        elif word == "THOUSAND" and (total is not None or (found and found[-1] in UNITS)):
            total = 1000 * (UNITS[found.pop()] if total is None else total)
        elif word == "HUNDRED" and total is not None:
            total *= 100
        elif total is not None and total % 10 == 0 and 0 < UNITS.get(word, 0) < 10:
            total += UNITS[word]
        elif word == "HUNDRED" and found and found[-1] in UNITS:
            total = 100 * UNITS[found.pop()]
        else:
            if total is not None:
                found.append(str(total))
                total = None
            if word:
                found.append(word)
    return found


def number_of(word: str) -> str | None:
    """The number a word is, in digits; None for another word."""
    if word in NUMBERS:
        return NUMBERS[word]
    match = ORDINAL.match(word)
    return str(int(match[1][:18])) if match else None


@lru_cache(maxsize=1 << 15)
def plain_word(word: str) -> str:
    """A word written out, in English where the table translates it, without its plural."""
    spellings = organisation_words().spellings
    if word in spellings:
        return spellings[word]
    if len(word) > 5 and word.endswith("IES"):
        word = word[:-3] + "Y"
    elif len(word) > 4 and word.endswith("S") and not word.endswith(("SS", "US", "IS")):
        word = word[:-1]
    return spellings.get(word, word)


@cache
def organisation_words() -> OrganisationWords:
    """The tables that ship with the package."""
    text = files("tracer.matching").joinpath("data", "organisation_words.txt").read_text("ascii")
    forms: dict[str, str] = {}
    spellings: dict[str, str] = {}
    marked: dict[str, set[str]] = {"generic": set(), "activity": set(), "place": set()}
    for line in text.splitlines():
        kind, _, rest = line.partition(" ")
        if kind == "form":
            code, _, phrases = rest.partition(": ")
            forms |= {phrase: code for phrase in phrases.split(", ") if phrase not in forms}
        elif kind == "word":
            code, _, others = rest.partition(": ")
            spellings |= {word: code for word in others.split() if word not in spellings}
        elif kind in marked:
            marked[kind].update(rest.split())
    for spelling, stated in french_and_neighbouring_forms().items():
        if spelling not in spellings and not any(spelling in words for words in marked.values()):
            forms.setdefault(spelling, forms.get(stated.form, stated.form))
    return OrganisationWords(
        forms=forms,
        spellings=spellings,
        generic=frozenset(marked["generic"]),
        activities=frozenset(marked["activity"]),
        places=frozenset(marked["place"]),
    )
