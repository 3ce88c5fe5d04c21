"""Who a legal notice says publishes the site, who directs the publication, and what is a template's.

The name is the company's, which prose often puts behind the brand ("a-propos.example est édité par la
société Akema SAS"); a name is taken only where the page says that it is the publisher's.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

LABELLED = re.compile(
    r"^(?:(?:l['’]\s?)?[ée]diteur(?:\s+(?:du\s+)?(?:site|service)(?:\s+(?:internet|web))?)?|raison\s+sociale"
    r"|d[ée]nomination(?:\s+sociale)?|nom\s+(?:de\s+la\s+soci[ée]t[ée]|de\s+l['’]entreprise|commercial|l[ée]gal|et\s+pr[ée]noms?)|nom"
    r"|soci[ée]t[ée]|entreprise|propri[ée]taire(?:\s+du\s+site)?|identit[ée]|firma|anbieter|company(?:\s+name)?"
    r"|angaben\s+gem(?:ä|ae)(?:ß|ss)\s+§\s*5\s*(?:TMG|DDG)?|impressum|identification\s+de\s+l['’][ée]diteur)"
    r"\s*(?:(?:[:|]|est(?:\s*:)?)\s*(?P<name>.*))?$",
    re.IGNORECASE,
)
PROSE = re.compile(
    r"(?:(?:[ée]dit[ée]|publi[ée]|exploit[ée]|propos[ée]|g[ée]r[ée])e?\s+par|est\s+(?:la\s+)?propri[ée]t[ée]\s+(?:exclusive\s+)?de"
    r"|published\s+by|operated\s+by|(?:owned\s+(?:and\s+operated\s+)?by|trading\s+(?:name|style)\s+of)|betrieben\s+von)"
    r"\s*:?\s*(?P<name>[^\n]+)",
    re.IGNORECASE,
)
COMPANY = re.compile(r"(?:\b[Ll]a\s+|[:|]\s*)[Ss]oci[ée]t[ée]\s+(?P<name>[A-ZÀ-Ý0-9][^\n]+)")
FRENCH = (
    r"(?:S\.?A\.?R\.?L\.?|S\.?A\.?S\.?U?\.?|E\.?U\.?R\.?L\.?|S\.?A\.?|S\.?C\.?I\.?|S\.?C\.?O\.?P\.?"
    r"|SELARL|SNC|SCIC)"
)
"""They may stand before the name; "AG Würzburg" is a court."""
FORMS = (
    rf"(?:{FRENCH}"
    r"|GmbH(?:\s*&\s*Co\.?\s*KG)?|UG(?:\s*\(haftungsbeschränkt\))?|AG|e\.\s?K\.|KG|OHG|Limited|Ltd\.?|LLP|PLC|plc)"
)
WITH_FORM = re.compile(
    rf"(?:^|[|:©]|\b[Cc]opyright\b)\s*(?:©\s*)?(?:(?:19|20)\d\d\s?[-–]?\s?){{0,2}}"
    rf"(?P<name>(?!(?:19|20)\d\d\s)[A-ZÀ-Ý0-9][^|\n:;,]{{1,60}}?\s(?:,\s*)?{FORMS}"
    rf"|{FRENCH}\s[A-ZÀ-Ý][^|\n:;,]{{1,60}})(?=\s*(?:$|[|,;.(–—-]|\bau\s+capital|is\b|\(?registered|RCS|R\.C\.S|SIREN|(?:19|20)\d\d\b))",
    re.MULTILINE,
)
WHOLE_FORM = re.compile(rf"(?<!\w){FORMS}(?!\w)")
COPYRIGHT = re.compile(
    r"(?:©|\bcopyright\b)\s?©?\s?(?:(?:19|20)\d\d\W{0,3}){0,2}(?P<name>[A-ZÀ-Ý][^|\n©]{1,60}?)\s[–—|-]\s"
    r"(?=[^\n©]{0,200}\b(?:SIRE[NT]|RCS)\b)",
    re.IGNORECASE,
)
"""A copyright line names the publisher only where it also gives a number."""
ENDS = re.compile(
    r"\s*(?:[,;|(«»]|\s[–—-]\s|(?<!\b\w)\.\s|\sest\b|\sis\b|\sau\s+capital|\sdont\s|\simmatricul|\ssise?\b|\ssitu[ée]"
    r"|\sdomicili|\srepr[ée]sent|\senregistr|\sinscrit|\sRCS\b|\sSIRE[NT]\b|\bsoci[ée]t[ée]\s+(?:par|[àa]\s+resp|anonyme)"
    r"|\sentrepr(?:ise|eneur)\s+individuel|\sau\s+RCS|\sregistered\b|\swith\s|\sa\s+company|\splac[ée]e?\s).*$",
    re.IGNORECASE,
)
ARTICLES = re.compile(
    r"^(?:(?:par|de)\s+)?(?:la\s+soci[ée]t[ée]|l['’]\s?entreprise|l['’]\s?association|the\s+company|la\s+(?=[A-Z]{2,5}\s))\s*",
    re.IGNORECASE,
)
CIVILITY = re.compile(
    r"^(?:(?:M\.|Mr\.?|Mme\.?|Mlle|Monsieur|Madame|Ma[îi]tre|Me|Mrs|Ms|Herr|Frau|Dr\.?|Rechtsanw[äa]lt(?:in)?)\s+)+",
    re.IGNORECASE,
)
DIRECTOR = re.compile(
    r"(?:publication\s+director|(?:directeur|directrice)(?:\s*/\s*directrice|\(trice\)|\(rice\))?\s+(?:de\s+(?:la\s+)?)?(?:publication|"
    r"r[ée]daction)|responsable\s+(?:de\s+(?:la\s+)?)?publication|verantwortlich(?:er)?\s+(?:f[üu]r\s+den\s+inhalt"
    r"|i\.\s?S\.\s?d\.)[^:|\n]*|V\.i\.S\.d\.P\.|vertreten\s+durch(?:\s+(?:den|die)\s+gesch[äa]ftsf[üu]hrer(?:in)?)?"
    r"|gesch[äa]ftsf[üu]hrer(?:in)?)\s*(?:est\b|[:|])?\s*:?\s*(?P<name>[^\n]*)(?:\n(?P<below>[^\n]*))?",
    re.IGNORECASE,
)
PERSON = re.compile(
    r"[A-ZÀ-Ý](?:\.|[\w'’-]+)(?:\s+(?:de|du|le|la|von|van|[A-ZÀ-Ý](?:\.|[\w'’-]+))){1,4}"
)
ALONE = re.compile(
    r"entrepreneur(?:e|se)?\s+individuel|entreprise\s+individuelle|micro-?\s?entrepr|auto-?\s?entrepr"
    r"|profession(?:nel)?\s+lib[ée]ral|\b(?-i:EI)\b|einzelunternehm|\be\.\s?K\.|sole\s+trader|freiberuf|\binhaber(?:in)?\b",
    re.IGNORECASE,
)
TEMPLATES = re.compile(
    r"\[(?!email)[^\[\]\n]{0,60}(?:compl[ée]ter|nom|name|adresse|soci[ée]t[ée]|siren|siret|ville|votre|your|t[ée]l|forme"
    r"|capital|remplir|company)[^\[\]\n]{0,60}\]|[àa]\s+compl[ée]ter|\bX{3,}(?:[ .]?X{3,})+\b"
    r"|\blorem\s+ipsum\b"
    r"|\bvotre\s+(?:soci[ée]t[ée]|entreprise|raison\s+sociale)\s*(?:[,:|]|$)|\bnom\s+de\s+(?:la|votre)\s+soci[ée]t[ée]\s*,"
    r"|\bjean\s+dupont\b|\bmax\s+mustermann\b|\berika\s+mustermann\b|\bmusterstra(?:ß|ss)e\b|\bmusterfirma\b"
    r"|\bjohn\s+doe\b|rue\s+de\s+l['’]exemple",
    re.IGNORECASE | re.MULTILINE,
)
LONGEST_NAME = 90
LONGEST_LINE = 300


def publisher_name(lines: tuple[str, ...]) -> str | None:
    """The publisher's name, from a label, from prose, else from a line that states a legal form."""
    return next(_names(lines), None)


def _names(lines: tuple[str, ...]) -> Iterator[str]:
    text = "\n".join(lines)
    for at, line in enumerate(lines):
        if label := LABELLED.match(line):
            below = lines[at + 1] if at + 1 < len(lines) else ""
            labelled = LABELLED.match(below) or DIRECTOR.match(below)
            yield from _cleaned(label["name"] or ("" if labelled else below))
    for pattern in (PROSE, COMPANY, WITH_FORM, COPYRIGHT):
        for match in pattern.finditer(text):
            names = _cleaned(match["name"])
            # Cut at a verb, a line that states a form may have lost it: then it named nothing.
            yield from (n for n in names if pattern is not WITH_FORM or WHOLE_FORM.search(n))


def _cleaned(written: str) -> Iterator[str]:
    text = ARTICLES.sub(
        "", re.sub(r"^(?:copyright|©|\s)+", "", written[:LONGEST_LINE].strip(" :|"), flags=re.I)
    )
    name = CIVILITY.sub("", ENDS.sub("", text)).strip(' ,:«»"')
    name = name if re.search(r"\.\s?\w{1,2}\.$", name) else name.rstrip(" .")
    letters = sum(character.isalpha() for character in name)
    if (
        letters >= 2
        and len(name) <= LONGEST_NAME
        and name[0].isalnum()
        and not TEMPLATES.search(name)
    ):
        yield name


def publication_director(text: str) -> str | None:
    """The person a notice names as director of publication; a company's name is no person's."""
    for match in DIRECTOR.finditer(text):
        for written in (match["name"], match["below"] or ""):
            plain = CIVILITY.sub("", written.strip(" :|"))
            if (found := PERSON.match(plain)) and not re.search(rf"\b{FORMS}(?=\W|$)", plain[:60]):
                return None if TEMPLATES.search(found[0]) else found[0].strip(" .")
            if written.strip(" :|"):
                break
    return None


def one_person(text: str) -> bool:
    """Whether the publisher says that it is one person in business."""
    return bool(ALONE.search(text))


def template_text(text: str) -> bool:
    """Whether the text still holds a template's words."""
    return bool(TEMPLATES.search(text))
