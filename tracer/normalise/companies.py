"""Company names written one way: legal forms apart, acronyms, and the names one trades under."""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import files
from typing import NamedTuple

from tracer.normalise.names import name_key


class LegalForm(NamedTuple):
    """One spelling's legal form, the countries (ISO 3166-1) that have it, and where it stands."""

    form: str
    countries: tuple[str, ...]
    leads: bool
    """Whether it may stand before the name, as SARL; LTD and GMBH only follow it."""


LONGEST_FORM = 10
"""Words in the longest spelling of the table."""
DOTTED = re.compile(r"(?<!\w)(?:\w[./]\s?){1,9}\w?(?!\w)")
FILLER_WORDS = """
STE SOCIETE SOC ETS ETABLISSEMENT ETABLISSEMENTS ETABL CIE COMPAGNIE ENTREPRISE CO COMPANY
"""
FILLERS = frozenset(FILLER_WORDS.split())
LINKS = frozenset(["ET", "AND", "UND", "OG", "THE"])
STATE = re.compile(
    r"\b(?:SOCIETE |STE )?(?:EN|IN) (?:COURS DE )?(?:LIQUIDATION|REDRESSEMENT|ADMINISTRATION|SOMMEIL)"
    r"(?: JUDICIAIRE| AMIABLE)?\b"
)
"""What becomes of a company is no part of its name."""
SMALL_WORDS = "A AU AUX D DE DES DU EN ET L LA LE LES POUR SUR PAR AND OF FOR THE UND DER DIE DAS"
STOP_WORDS = frozenset(SMALL_WORDS.split())
SINGLES = re.compile(r"\b\w(?: \w\b)+")
TRADING = re.compile(
    r"(?<!\w)(?:exer[cç]ant (?:son activit[ée] )?sous (?:l['’´`] ?enseigne|le nom|la d[ée]nomination)"
    r"(?: commerciale?)?(?: de)?|sous l['’´`] ?enseigne|ayant pour enseigne|enseigne(?= ?:)"
    r"|nom commercial(?: ?:)?|t/a|trading as|d/b/a|dba|doing business as|a\.?k\.?a\.?|also known as"
    r"|f/k/a|formerly|anciennement|handelend onder de naam|h\.?o\.?d\.?n\.?)(?!\w)",
    re.IGNORECASE,
)
BRACKETS = re.compile(r"[(\[]([^()\[\]]*)[)\]]")
NOT_A_NAME_WORDS = """
FRANCE UK GB EUROPE BELGIUM BELGIQUE SUISSE SCHWEIZ SWITZERLAND DEUTSCHLAND GERMANY NORGE NORWAY
INTERNATIONAL HOLDING HOLDINGS GROUP GROUPE RADIEE LIQUIDATION
"""
NOT_A_NAME = frozenset(NOT_A_NAME_WORDS.split())


def company_key(text: str) -> str:
    """A company's name as a key, without its legal form and without words that name nobody.

    "S.A.R.L. Établissements Kervac & Fils" is KERVAC FILS. Legal forms are those of the table, at
    the start or the end, written out, in letters or with full stops; so are société, établissements
    and compagnie. "The", "and" and "en liquidation" go wherever they stand; letters that stand
    alone are one word (J.P., J P). The whole key when nothing else is left. A trade name stays: ask
    `trade_names` first.
    """
    before, key = "", " ".join(spelled(text))
    while key != before:  # what a filler stood before or behind may be a form
        words, _ = without_forms(key.split())
        kept = without_fillers(words)
        before, key = key, SINGLES.sub(lambda run: run[0].replace(" ", ""), " ".join(kept or words))
    return key


def legal_form(text: str) -> str | None:
    """The canonical legal form the name states ("SARL", "GMBH CO KG"); None when there is none.

    The form after the name counts before the one in front of it. A name that is a form and
    nothing else states none.
    """
    found = stated_form(text)
    return found.form if found else None


def form_countries(text: str) -> tuple[str, ...]:
    """The countries whose law has the legal form the name states; empty when it states none."""
    found = stated_form(text)
    return found.countries if found else ()


def acronym_of(key: str) -> str:
    """The initials of a company key's words but the small ones; empty for fewer than two words."""
    initials = [word[0] for word in key.split() if word not in STOP_WORDS]
    return "".join(initials) if len(initials) > 1 else ""


def trade_names(text: str) -> tuple[str, ...]:
    """Every name the line holds, as written: the registered one first, then those traded under.

    "X exerçant sous l'enseigne Y", "X t/a Y", "X dba Y", "X (Y)". A legal form, a country or a
    word like "holding" in brackets is no name. Empty when the line has no letter.
    """
    bracketed: list[str] = []

    def taken(match: re.Match[str]) -> str:
        words = name_key(match[1]).split()
        if words and not NOT_A_NAME.intersection(words) and not match[1].strip().isdigit():
            if " ".join(words) in forms():
                return f" {match[1]} "
            bracketed.append(TRADING.sub(" ", match[1]))
        return " "

    parts = TRADING.split(BRACKETS.sub(taken, text))
    names: dict[str, str] = {}
    for part in (*parts, *bracketed):
        written = " ".join(part.split()).strip(" -–,;:/\"«»'")
        if name_key(written):
            names.setdefault(name_key(written), written)
    return tuple(names.values())


def stated_form(text: str) -> LegalForm | None:
    """The form of the registered name, or else of a name traded under."""
    found = (without_forms(spelled(name))[1] for name in trade_names(text))
    return next((form for form in found if form), None)


def without_fillers(words: list[str]) -> list[str]:
    """The words without links, and without fillers at both ends."""
    kept = [word for word in words if word not in LINKS]
    while kept and kept[0] in FILLERS:
        kept.pop(0)
    while kept and kept[-1] in FILLERS:
        kept.pop()
    return kept


def spelled(text: str) -> list[str]:
    """The key's words, with letters parted by full stops or slashes as one (S.A.R.L., A/S)."""
    whole = DOTTED.sub(lambda match: re.sub(r"[./\s]", "", match[0]) + " ", text)
    key = name_key(whole)
    return (STATE.sub(" ", key).split()) or key.split()


def without_forms(words: list[str]) -> tuple[list[str], LegalForm | None]:
    """The words without the legal forms at both ends, and the form; the words alone if all go."""
    rest, last = words, None
    while (end := form_at_end(rest)) is not None:
        rest, form = rest[: end[0]], end[1]
        last = last or form
    if (start := form_at_start(rest)) is not None:
        rest, last = rest[start[0] :], last or start[1]
    return (rest, last) if rest else (words, None)


def form_at_end(words: list[str]) -> tuple[int, LegalForm] | None:
    """Where the longest form that ends the words begins, and the form; a name stays before it."""
    for at in range(max(1, len(words) - LONGEST_FORM), len(words)):
        if found := spelling(words[at:]):
            return at, found
    return None


def form_at_start(words: list[str]) -> tuple[int, LegalForm] | None:
    """Where the longest form that begins the words ends, and the form."""
    for end in range(min(LONGEST_FORM, len(words) - 1), 0, -1):
        found = spelling(words[:end])
        if found and found.leads:
            return end, found
    return None


def spelling(words: list[str]) -> LegalForm | None:
    """The form these words spell, also letter by letter ("S A R L")."""
    table = forms()
    if len(words) > 1 and all(len(word) == 1 for word in words):
        return table.get("".join(words))
    return table.get(" ".join(words))


@cache
def forms() -> dict[str, LegalForm]:
    """The table that ships with the package, by spelling."""
    text = files("tracer.normalise").joinpath("data", "legal_forms.tsv").read_text("ascii")
    lines = (line.split("\t") for line in text.splitlines())
    return {
        spelt: LegalForm(form, tuple(countries.split(",")), place == "both")
        for spelt, form, countries, place in lines
    }
