"""Who a court appointed, read out of the free text of a judgment: name, role and postal address.

It reads sentences, not grammar: an organ that is not clearly named and given a role is not returned.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from connectors.fr.french_text import folded, repaired

ROLE = re.compile(
    r"(?:co-?)?(?:liquidateurs?(?: judiciaires?)?"
    r"|mandataires? judiciaires?(?: liquidateurs?)?"
    r"|administrateurs?(?: judiciaires?| provisoires?)?"
    r"|représentants? des créanciers"
    r"|commissaires? à l['’ ]?\s?exécution d[ue] plan)(?!\s+associée?s?\b)",
    re.IGNORECASE,
)
TITLE = re.compile(
    r"\b(?:ma[iî]tres?|mtre|mes?|scp|selarl|selas|selafa|selasu|selurl|eurl|elrl|sté|société"
    r"|étude|m\.|mme|mlle|mr|s\.c\.p\.?|s\.e\.l\.a\.r\.l\.?)(?=\s)",
    re.IGNORECASE,
)
AFTER_ROLE = re.compile(
    r"\s*(?:\(\w+\)\s*)?(?:avec (?:la |une )?mission[^:;.]{0,60}|nommée?\s*|désignée?\s*)?[\s:,\-]*"
    r"(?:l[ae]s?\s+(?=[A-Z]))?"
)
ENDED = re.compile(
    r"(?:fin (?:à|aux) (?:la |les )?(?:missions?|fonctions?) (?:de |d['’]|du |des )?(?:l['’]|le |la )?"
    r"|remplac\w+ (?:de )?(?:l['’]|le |la )?|au lieu (?:et place )?de (?:l['’]|le |la )?)\s*$",
    re.IGNORECASE,
)
END = re.compile(
    r"\s*[,.;]?\s*(?:(?:et\s+)?avec\s+(?:les\s+|pour\s+|la\s+|une\s+)?(?:pouvoirs?|missions?)"
    r"|\b(?:et\s+)?(?:désign|nomm|maint|confirm)\w+|et\s+mettant|mettant\s+fin"
    r"|(?:les?\s+|des\s+)?(?:déclarations?|créanciers|créances)\b|a\s+été|en\s+qualité"
    r"|(?:ayant\s+)?pour\s+mission|auprès\s+d|et\s+ouvr|et\s+fix|fix(?:e|é|ant)\b"
    r"|dans\s+(?:les|un\s+délai|le\s+délai)|date\s+de\s+cessation|;|\()",
    re.IGNORECASE,
)
TOWN = re.compile(
    r"(?<!\d)(?P<postcode>\d{2}\s?\d{3})(?!\d)\s+(?P<city>[^\W\d](?:(?![,.;:()]|\s[-–]\s|\set\s|\savec\s).)*)",
    re.IGNORECASE,
)
STREET = (
    r"rue|avenue|ave?\b|av\.|boulevard|bd\b|bld\b|boul\b|place|pl\b|quai|cours\b|allées?|all[ée]e|impasse"
    r"|chemin|route|rte\b|square|passage|esplanade|immeuble|résidence|centre\b|parc\b|villa\b|espace"
    r"|b\.?\s?p\.?\s*\d|c\.?s\.?\s*\d|z\.?i\.?\b|z\.?a\.?\b|faubourg|fbg|montée|promenade|rond|mail\b|tour\b"
)
ADDRESS = re.compile(
    rf"(?:\s*[,\-–]\s*|\s+)(?=\d|(?:{STREET})(?:\s|$))"
    r"|\s*,(?!\s*(?:prise?\s+en|en\s+la\s+personne|représentée?|mission|ès|agissant|membre|associé))\s*",
    re.IGNORECASE,
)
BACKWARD = re.compile(
    r"(?:désignant|désigne|désigné|nommant|nomme|nommé|,\s*et|;)\s*:?\s*(?P<who>[^;]*?)"
    r"(?:\s+(?:en qualité de|comme|ès[- ]qualités? de|a été (?:nommée?|désignée?)(?: en qualité de)?))?"
    r"[\s,]*$",
    re.IGNORECASE,
)
NAMED = re.compile(
    r"(?P<who>(?:la |le )?\S[^;]*?)\s+(?:a été|est|sont|ont été) (?:nommée?s?|désignée?s?)"
    r"(?: en qualité de| comme)?\s*$",
    re.IGNORECASE,
)
NOT_NAMES = re.compile(
    r"(?:avec|dans|les|des|ou|et|aux?|ci|en|pour|par|dont|sus\w*|a|sera|est|de|du|la|le|l|pouvoirs"
    r"|mission|delai|date|monsieur|procedure|jugement|qui|ainsi)"
)
LIQUIDATOR, MANDATAIRE = "liquidateur", "mandataire judiciaire"
ADMINISTRATOR, PLAN = "administrateur", "commissaire à l'exécution du plan"


@dataclass(frozen=True, slots=True, kw_only=True)
class Organ:
    """One appointed organ. `address` is whole and deliverable, or None."""

    role: str
    name: str
    address: str | None = None
    postcode: str | None = None
    city: str | None = None


def practitioners(complement: str) -> tuple[Organ, ...]:
    """The organs a judgment appoints, each once, in the order of the text.

    One whose mission the judgment ends is not appointed.
    """
    text = repaired(complement).replace("(Maître) ", "")
    found = {(organ.role, folded(organ.name)): organ for organ in read_organs(text)}
    return tuple(found.values())


def read_organs(text: str) -> Iterator[Organ]:
    """Every role in the text that a name follows or comes before."""
    mentions = list(ROLE.finditer(text))
    taken = 0
    for n, mention in enumerate(mentions):
        if ENDED.search(text[: mention.start()]):
            continue
        until = mentions[n + 1].start() if n + 1 < len(mentions) else len(text)
        gap = AFTER_ROLE.match(text, mention.end(), until)
        start = gap.end() if gap else mention.end()
        organ = read_organ(role_of(mention[0]), text[start:until])
        if organ is None:
            before = text[taken : mention.start()]
            who = NAMED.search(before) or BACKWARD.search(before)
            if who is not None and TITLE.search(who["who"]):
                titled = TITLE.search(who["who"])
                assert titled is not None
                organ = read_organ(role_of(mention[0]), who["who"][titled.start() :])
        if organ is not None:
            yield organ
            taken = mention.end()


def read_organ(role: str, chunk: str) -> Organ | None:
    """The organ a chunk of text begins with, if it begins with a name."""
    first = re.match(r"[^\W\d]+", chunk)
    if first is None or NOT_NAMES.fullmatch(folded(first[0])):
        return None
    if not (TITLE.match(chunk) or first[0][0].isupper()):
        return None
    end = END.search(chunk)
    whole = chunk[: end.start()] if end else chunk
    town = TOWN.search(whole)
    if town is not None:
        whole = whole[: town.end()]
    split = ADDRESS.search(whole)
    name = (whole[: split.start()] if split else whole).strip(" ,:-–")
    if not re.search(r"\b[^\W\d]\.$", name):  # the full stop of an initial belongs to the name
        name = name.rstrip(" ,.")
    if not name or len(name.split()) > 16 or not re.search(r"[^\W\d]{2}", name):
        return None
    title = TITLE.match(f"{name} ")
    if title is not None and title.end() == len(name):
        return None
    if split is None or town is None:
        return Organ(role=role, name=name)
    return Organ(
        role=role,
        name=name,
        address=" ".join(whole[split.end() :].split()).strip(" ,.-–"),
        postcode=town["postcode"].replace(" ", ""),
        city=town["city"].strip(" ,.-–"),
    )


def role_of(written: str) -> str:
    """The role as the law names it today; the représentant des créanciers is the mandataire."""
    said = folded(written)
    if "liquidateur" in said:
        return LIQUIDATOR
    if "administrateur" in said:
        return ADMINISTRATOR
    return PLAN if "commissaire" in said else MANDATAIRE
