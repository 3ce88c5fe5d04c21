"""The street line of an address taken apart: number, kind of way, name; building and box aside.

French first; English, Belgian and German lines give at least a number and a name.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from tracer.normalise.names import name_key

WAY_WORDS = """
ALLEE ALL ALLEES
AVENUE AV AVE
BOULEVARD BD BLD BVD BOUL BLVD
CARREFOUR CAR
CHAUSSEE CHS
CHEMIN CH CHE CHEM
CITE
CLOS
COUR
COURS CRS
DOMAINE DOM
ESPLANADE ESP
FAUBOURG FG FBG
FERME FRM
GALERIE
HAMEAU HAM
IMPASSE IMP
LIEU-DIT LIEUDIT LD
LOTISSEMENT LOT
MAIL
MONTEE MTE
PARC
PARVIS
PASSAGE PASS PAS
PLACE PL
PROMENADE PROM
PORT
QUAI QU
QUARTIER QUA QRT QUART
RESIDENCE RES RESID
ROND-POINT RPT
ROUTE RTE RT
RUE R
RUELLE RLE
SENTE
SENTIER SEN SENT
SQUARE SQ
TRAVERSE TRA
VENELLE VEN
VILLA VLA
VOIE
ZA
ZAC
ZAE
ZI
"""
WAYS = {word: line.split()[0] for line in WAY_WORDS.strip().split("\n") for word in line.split()}
ENGLISH_WORDS = """
STREET ST STR
ROAD RD
LANE LN
AVENUE AVE AV
DRIVE DR DRV
COURT CT
CRESCENT CRES
CLOSE CL
GARDENS GDNS
PLACE PL
SQUARE SQ
TERRACE TER TCE
WAY
GROVE GR
MEWS
ROW
HILL
PARK PK
HIGHWAY HWY
BOULEVARD BLVD
"""
ENGLISH = {w: line.split()[0] for line in ENGLISH_WORDS.strip().split("\n") for w in line.split()}
LONG_FORM_WORDS = """
ST SAINT
STE SAINTE
GAL GENERAL
GEN GENERAL
MAL MARECHAL
DR DOCTEUR
DOCT DOCTEUR
PDT PRESIDENT
PRES PRESIDENT
PR PROFESSEUR
PROF PROFESSEUR
CDT COMMANDANT
CNE CAPITAINE
CAPT CAPITAINE
COL COLONEL
CEL COLONEL
LT LIEUTENANT
SGT SERGENT
AMAL AMIRAL
MGR MONSEIGNEUR
ND NOTRE DAME
GD GRAND
GDE GRANDE
GRDE GRANDE
PTE PETITE
VX VIEUX
REP REPUBLIQUE
FG FAUBOURG
FBG FAUBOURG
IER 1
"""
LONG_FORMS = dict(line.split(" ", 1) for line in LONG_FORM_WORDS.strip().split("\n"))
STOP_WORDS = frozenset(["A", "AU", "AUX", "D", "DE", "DES", "DU", "ET", "L", "LA", "LE", "LES"])
MONTH_WORDS = """
JANVIER FEVRIER MARS AVRIL MAI JUIN JUILLET AOUT SEPTEMBRE OCTOBRE NOVEMBRE DECEMBRE
"""
NUMBERED_WORDS = """
RURAL RD RN CD VC CR N D ZONE ILOT SECTEUR DEPARTEMENTALE NATIONALE COMMUNAL COMMUNALE LOT KM
"""
NUMBERED = frozenset((MONTH_WORDS + NUMBERED_WORDS).split())
"""A number after one of these is part of the name."""

WAY = "|".join(sorted(WAYS, key=len, reverse=True)).replace("-", " ") + "|GRAND(?:E)? RUE"
SUFFIX = r"BIS|TER|QUATER|QUINQUIES|[A-HTQ]"
HOUSE = re.compile(
    rf"(?:N|NO|NUM|NUMERO)? ?\b(?P<number>\d{{1,5}}) ?(?P<suffix>{SUFFIX})?(?: \d{{1,4}}(?:{SUFFIX})?)?"
    rf" (?=(?:{WAY})\b)"
)
LEADING = re.compile(
    r"^(?:(?:N|NO|NUM|NUMERO) )?(?P<number>\d{1,4})(?P<suffix>[A-HTQ]| ?(?:BIS|TER|QUATER|QUINQUIES))?"
    r"\b ?"
)
RANGE = re.compile(rf"\b(\d{{1,4}}) A \d{{1,4}} (?=\1\b|(?:{WAY})\b)")
INSIDE = re.compile(
    r"(?<=\w) (?<!\bDE )(?<!\bDU )(?<!\bLA )(?<!\bL )(?<!\bDES )"
    r"(?=(?:RUE|AVENUE|BOULEVARD|CHEMIN|ROUTE|IMPASSE|ALLEE|QUAI|PLACE|SQUARE|COURS) \S)"
)
"""A way written in full after the name of a building."""
SAID = (
    (re.compile(r"\bLIEU DIT\b"), "LIEUDIT"),
    (re.compile(r"\bROND POINT\b"), "RPT"),
    (re.compile(r"\bZ ?(A|I|AC|AE)\b"), r"Z\1"),
    (re.compile(r"\bZONE (A|I)(?:RTISANALE|NDUSTRIELLE)\b"), r"Z\1"),
    (RANGE, r"\1 "),
)
TRAILING = re.compile(rf" (?P<number>\d{{1,3}}) ?(?P<suffix>{SUFFIX})?$")
KIND = re.compile(rf"^(?P<way>{WAY}) (?=\S)")
BOX = re.compile(r"\b(BP|CS|TSA|BOITE POSTALE|PO BOX|POSTFACH|POSTBOKS) ?(\d{1,6})\b")
CEDEX = re.compile(r"\bCEDEX\b(?: \d{1,2}\b)?")
TOWN = re.compile(
    r"(?<=\S)(?<!\bDE)(?<!\bD) (?:(?:F |FR )?\d{5}\b.*|(?:PARIS|LYON|MARSEILLE)(?: \d{1,2} ?(?:E|ER|EME)?)"
    r"(?: ARR(?:T|ONDISSEMENT)?)?)$"
)
BUILDING = re.compile(
    r"\b(?:(?:\d{1,2} ?(?:E|ER|EME|ERE|ND|NDE)? (?:ETAGE|ETG)|RDC|REZ DE CHAUSSEE)(?: (?:DROITE|GAUCHE)\b)?"
    r"|(?:BATIMENT|BAT|BT|IMMEUBLE|IMM|APPARTEMENT|APPART|APPT|APT|APP|ESCALIER|ESC|ETAGE|ETG|CHAMBRE"
    r"|CHB|LOGEMENT|LOGT|BAL|HALL|BOITE AUX LETTRES|FLAT|UNIT|SUITE|APARTMENT|BUS|BTE|BOITE)"
    r" (?:NO? )?(?:\d{1,4}[A-Z]?|[A-Z]\d{0,3})|(?:PORTE|PTE) (?:NO? )?(?:\d{1,4}[A-Z]?|[A-Z]\d{0,3}))(?!\w)"
)
ASIDE = re.compile(r" (?:RES|RESIDENCE|IMMEUBLE|LOTISSEMENT|LIEU DIT) ")
ORDINAL = re.compile(r"^(\d+)(?:E|ER|ERE|EME|ND|NDE)$")


@dataclass(frozen=True, slots=True, kw_only=True)
class StreetLine:
    """A street line in parts, all of them keys; None for what the line does not say.

    `name` has no small words, and its titles in full: "du Mal Leclerc" is MARECHAL LECLERC.
    """

    number: str | None = None
    suffix: str | None = None
    way: str | None = None
    name: str = ""
    box: str | None = None

    @property
    def key(self) -> str:
        """Number, suffix, way and name as one text, for comparing whole lines."""
        return " ".join(part for part in (self.number, self.suffix, self.way, self.name) if part)


def parse_street(line: str) -> StreetLine:
    """The street line in parts: "12 bis, av. du Gal Leclerc, Bât. A" is 12, BIS, AVENUE, its name.

    Building, staircase, floor, door, flat, cedex, postcode and town are taken out; a residence is
    the way only when no street is named. The number before a way counts, else the first in the line,
    else one at its end (Hauptstraße 12). A line without a letter or digit is an empty StreetLine.
    """
    boxes: list[str] = []

    def boxed(match: re.Match[str]) -> str:
        boxes.append(f"{match[1]} {match[2]}")
        return " "

    segments: list[str] = []
    for part in re.split(r"[,;\r\n]", line):
        key = BOX.sub(boxed, CEDEX.sub(" ", name_key(part)))
        key = TOWN.sub("", " ".join(key.split()))
        for said, short in SAID:
            key = said.sub(short, key)
        key = " ".join(BUILDING.sub(" ", key).split())
        if key and segments and LEADING.fullmatch(segments[-1]):
            segments[-1] = f"{segments[-1]} {key}"
        elif key:
            segments.append(key)
    best = max(segments, key=rank, default="")
    number, suffix, rest = house(best)
    way, name = kind(rest, numbered=number is not None)
    box = boxes[0] if boxes else None
    return StreetLine(number=number, suffix=suffix, way=way, name=street_name(name), box=box)


def rank(segment: str) -> int:
    """How much a part of the line looks like the street: number and way, way, number."""
    if HOUSE.search(segment):
        return 3
    named = KIND.match(segment)
    if named and WAYS.get(named["way"]) != "RESIDENCE":
        return 2
    return 1 if any(mark.isdigit() for mark in segment) else 0


def house(segment: str) -> tuple[str | None, str | None, str]:
    """The number, what follows it (BIS, A), and the rest of the line."""
    if found := HOUSE.search(segment) or LEADING.match(segment):
        return *numbered(found), segment[found.end() :]
    found = TRAILING.search(segment)
    if found and segment[: found.start()].rsplit(maxsplit=1)[-1] not in NUMBERED:
        return *numbered(found), segment[: found.start()]
    inside = None if KIND.match(segment) else INSIDE.search(segment)
    return None, None, segment[inside.end() :] if inside else segment


def numbered(found: re.Match[str]) -> tuple[str, str | None]:
    """The number without leading zeros, and its suffix."""
    return found["number"].lstrip("0") or "0", (found["suffix"] or "").strip() or None


def kind(rest: str, *, numbered: bool) -> tuple[str | None, str]:
    """The kind of way in front (French) or at the end of a numbered line (English), and the name."""
    if found := KIND.match(rest + " ."):
        way = found["way"]
        if way.startswith("GRAND"):
            return "RUE", f"GRANDE {rest[found.end() :]}"
        return WAYS[way], without_aside(rest[found.end() :])
    *words, last = rest.split() or [""]
    if numbered and words and last in ENGLISH:
        return ENGLISH[last], " ".join(words)
    return None, rest


def without_aside(name: str) -> str:
    """The name up to the residence or hamlet written after it, but "rue de la Résidence" whole."""
    found = ASIDE.search(name)
    before = name[: found.start()] if found else ""
    return before if before and before.rsplit(maxsplit=1)[-1] not in STOP_WORDS else name


def street_name(name: str) -> str:
    """The words that name the way: titles and saints in full, ordinals as numbers, no small words."""
    words = [LONG_FORMS.get(word, ORDINAL.sub(r"\1", word)) for word in name.split()]
    return " ".join([word for word in words if word not in STOP_WORDS] or words)
