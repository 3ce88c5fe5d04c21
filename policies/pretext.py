"""A lint for what a house writes to people: false authority, a pretext, a sender who does not say who.

It finds words, not meaning: a text without findings is not thereby lawful, and a lie in other words
passes. It reads French and English. A finding says where the words are, never what they are.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from tracer.lawful import RuleId


class Fault(StrEnum):
    """What is wrong with a text."""

    FALSE_AUTHORITY = "false_authority"
    PRETEXT = "pretext"
    NO_SENDER = "no_sender"


RULE_OF = {
    Fault.FALSE_AUTHORITY: RuleId("FR-CP-433-13"),
    Fault.PRETEXT: RuleId("FR-CNIL-PRETEXT"),
    Fault.NO_SENDER: RuleId("FR-CNIL-PRETEXT"),
}
"""The rule of the packs that each fault is about. FR-CNIL-PRETEXT: say in whose name you ask."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """A fault, and where its words are: characters from `start` to `end`, and the line, from 1.

    A text that names no sender has the fault at its end.
    """

    fault: Fault
    rule: RuleId
    start: int
    end: int
    line: int


AUTHORITY = re.compile(
    r"""\b(
      pro\s+justicia | r[ée]publique\s+fran[çc]aise | au\s+nom\s+du\s+peuple
    | sommation(\s+de\s+payer)? | commandement\s+de\s+payer | injonction\s+de\s+payer\s+jointe
    | (ici|cabinet|[ée]tude|ma[îi]tre\s+\w+,?)\s+(l['’]\s*)?(huissier|commissaire\s+de\s+justice)
    | (je\s+suis|nous\s+sommes)\s+(l['’]\s*|les?\s+|des\s+|un\s+)?
      (huissiers?|commissaires?\s+de\s+justice|gendarmes?|policiers?)
    | (je\s+suis|nous\s+sommes|ici,?|c['’]est)\s+((de\s+)?l[ae]\s+|une?\s+|du\s+|au\s+)?
      (police(?!\s+d['’]\s*assurance)|gendarmerie|tribunal|fisc|commissariat)\b(?!\s+qu)
    | huissiers?\s+(de\s+justice\s+)?(mandat|passer|se\s+pr[ée]senter|agissant|instrument)\w*
    | (greffe|service\s+d['’]ex[ée]cution)\s+du\s+tribunal | tribunal\s+vous\s+convoque
    | convocation\s+(au\s+|devant\s+le\s+)?(tribunal|commissariat)
    | avis\s+(officiel|de\s+saisie) | acte\s+officiel | saisie\s+imm[ée]diate
    | brigade\s+financi[èe]re | tr[ée]sor\s+public | minist[èe]re\s+(de|des)\s+\w+
    | (this\s+is\s+the|i\s+am\s+(the|a)|we\s+are\s+the|from\s+the)\s+
      (bailiffs?|sheriff|court(\s+officer)?|police|tax\s+office|magistrate)
    | court\s+(summons|order\s+enclosed|notice) | official\s+(summons|writ|court\s+document)
    | warrant\s+(has\s+been\s+issued|for\s+your\s+arrest) | bailiffs?\s+(will|are)\s+\w+
    | department\s+of\s+justice | ministry\s+of\s+\w+ | in\s+the\s+name\s+of\s+the\s+law
    )""",
    re.I | re.X,
)
PRETEXT = re.compile(
    r"""\b(
      colis\b | livreur | (une|votre)\s+livraison
    | (caisse|assurance)\s+(d['’]\s*assurance\s+)?maladie | mutuelle | la\s+cpam | la\s+caf\b
    | (vous\s+avez|tu\s+as)\s+gagn[ée] | tirage\s+au\s+sort | votre\s+lot\b | gros\s+lot
    | sondage | enqu[êe]te\s+(de\s+satisfaction|d['’]opinion|sur)
    | ancien(ne)?s?\s+(camarades?|coll[èe]gues?|amie?s?) | camarade\s+de\s+(classe|lyc[ée]e|promo)
    | ami\s+d['’]enfance | photo\s+de\s+classe | retrouvailles | ancien\s+de\s+la\s+fac
    | recruteurs? | offre\s+d['’]emploi | h[ée]ritage | notaire\s+charg[ée]
    | remboursement\s+(vous\s+attend|en\s+attente|[àa]\s+vous\s+verser) | trop[\s-]per[çc]u
    | objet\s+trouv[ée] | fleuriste | bouquet
    | parcel | delivery\s+(driver|attempt|of) | courier | health\s+insur(er|ance)
    | you\s+(have\s+|['’]ve\s+)?won | prize | lottery | survey | questionnaire
    | (former|old)\s+(classmates?|colleagues?|friends?|school) | school\s+reunion | class\s+reunion
    | recruiter | job\s+offer | inheritance | refund\s+(is\s+)?(waiting|due\s+to\s+you)
    | lost\s+property | found\s+your\s+(wallet|keys|phone) | flowers\s+to\s+deliver
    )""",
    re.I | re.X,
)
SENDER = re.compile(
    r"""(
      (agissant|mandat[ée]e?s?|charg[ée]e?s?)\s+(\w+\s+){0,4}(par|pour|de|du|au\s+nom)
    | (pour\s+le\s+compte|au\s+nom)\s+(de|d['’]|du)
    | (soci[ée]t[ée]|agence|cabinet|service)\s+de\s+recouvrement
    | on\s+behalf\s+of | acting\s+for | instructed\s+by | debt\s+collection\s+(agency|firm|company)
    | collection\s+agency
    )""",
    re.I | re.X,
)


def findings(text: str) -> tuple[Finding, ...]:
    """What is wrong with a text, in its order. Pure; the words themselves are not returned."""
    found = [
        finding(fault, text, match.start(), match.end())
        for fault, words in ((Fault.FALSE_AUTHORITY, AUTHORITY), (Fault.PRETEXT, PRETEXT))
        for match in words.finditer(text)
    ]
    if not SENDER.search(text):
        found.append(finding(Fault.NO_SENDER, text, len(text), len(text)))
    return tuple(sorted(found, key=lambda one: (one.start, one.end)))


def finding(fault: Fault, text: str, start: int, end: int) -> Finding:
    """One fault at its place."""
    line = text.count("\n", 0, start) + 1
    return Finding(fault=fault, rule=RULE_OF[fault], start=start, end=end, line=line)
