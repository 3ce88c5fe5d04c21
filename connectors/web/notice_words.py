"""The words of a legal notice that tell whose facts follow: the publisher's or somebody else's.

A pattern names a role ("hébergeur", "médiateur"), a deed ("réalisé par") or a body ("CNIL"). None
names a customer or a person.
"""

from __future__ import annotations

import re

HOST = r"""
h[ée]berg(?:eur|ement|[ée]e?)\b|hosting\b|\bhosted\s+(?:by|on)|\bhost(?:ing\s+provider)?\s*:|webhost|\bgehostet
|\bhoster\b|serveurs?\s+(?:de|chez)\b
|stockage\s+(?:direct|permanent|des\s+donn[ée]es)|^\W*provider\s*:
|^[^\n]{0,200}\bh[ée]berge\s+(?:ce|le|notre)\s+(?:pr[ée]sent\s+)?site\b
"""
MADE = (
    r"(?:con[çc]u|r[ée]alis[ée]|cr[ée][ée]|d[ée]velopp[ée]|r[ée]f[ée]renc[ée]|maintenu|propuls[ée]"
    r"|motoris[ée])e?s?"
)
BY = r"(?:\s*(?:,|et|&)\s*\w+){0,3}(?:\s+avec\s+\S+)?\s+par\b(?!\s+(?:nos|notre|nous|mes|mon)\b)"
MAKING = (
    r"(?:conception|cr[ée]ation|r[ée]alisation|d[ée]veloppement|design|refonte|int[ée]gration|maintenance"
    r"|r[ée]f[ée]rencement|graphisme|programmation|infog[ée]rance)"
)
AGENCY = rf"""
{MAKING}(?:\s*(?:,|&|et|/|-)\s*{MAKING})*
(?:\s+(?:graphique|technique|web))?
(?:\s+(?:du|des?|de\s+ce|de\s+notre)\s+sites?(?:\s+(?:internet|web))?)?\s*(?:\||:|par\b)
|(?:conception|cr[ée]ation|r[ée]alisation|d[ée]veloppement|refonte)\s+(?:du|de\s+ce)\s+site
|(?:\b(?:ce|le|notre)\s+(?:pr[ée]sent\s+)?)?\bsite\b(?:[^.;\n]|\.(?=\w)){{0,80}}?\b{MADE}{BY}
|(?:^|(?<=[|•·.;,–—-])\s*){MADE}{BY}
|^[^\n]{{0,200}}\b(?:a|ont)\s+{MADE}\s+(?:ce|le|notre)\s+(?:pr[ée]sent\s+)?site\b
|(?:conception|cr[ée]ation|r[ée]alisation)\s+(?:graphique|technique|web)\b
|^\W*{MAKING}(?:\s*(?:,|&|et)\s*\w+)*\W*$|^\W*cr[ée]dits\W*$
|\bwebdesign\b|\bweb\s*(?:master|mestre)\s*(?:[:|]|$)|\b(?:wix\.com|shopify\s+i|squarespace\s+i|jimdo\s+gmbh|automattic)\b|\bagence\s+(?:web|de\s+communication|digitale)\b
|^\W*(?:cr[ée]at|concept|r[ée]alisat|d[ée]velopp)(?:eur|rice|euse)s?(?:\s+(?:du|de\s+ce)\s+site(?:\s+(?:internet|web))?)?\s*(?:[:|]|$)
|\b(?:website|site)\s+(?:(?:design(?:ed)?|built|developed|made|created|powered)\s+)?by\b|\bpowered\s+by\b
|\b(?:umsetzung|realisierung|webdesign|konzeption)\s*(?:&|und|:|\|)|cr[ée]dits?\s+(?:photos?|graphiques?)|\bfotos?\s*:
|\bune\s+(?:r[ée]alisation|cr[ée]ation)\s+(?:de\s|du\s|d['’]|[:|])|\b(?:made|built|design(?:ed)?)\s+(?:with\s+\S+\s+)?by\b
|\b(?:identit[ée]\s+visuelle|charte\s+graphique)\s*[:|]
|\b(?:erstellt|programmiert|gestaltet)\s+(?:von|durch)\b|\b(?:gestaltung|programmierung|realisation|konzept)\s*(?:&|und|:|\|)
|\bphoto(?:s|graph(?:ies?|es?))?\s*(?:[:|©]|par\b|by\b)|\b(?:illustrations?|iconographie|bildnachweis)\s*(?:[:|]|par\b)
"""
DATA_HEADING = r"""
donn[ée]es\s+(?:[àa]\s+caract[èe]re\s+)?personnel|protection\s+des\s+donn[ée]es|vie\s+priv[ée]e|confidentialit[ée]
|\bRGPD\b|\bGDPR\b|\bprivacy\b|data\s+protection|datenschutz
"""
DATA_PROTECTION = rf"""
(?-i:\bDPO\b)(?!@)|(?-i:\bDPD)\s*[:|(]|d[ée]l[ée]gu[ée]e?s?\s+(?:[àa]|pour)\s+la\s+protection\s+des\s+donn[ée]es
|responsable\s+(?:de\s+la\s+)?protection\s+des\s+donn[ée]es|(?:r[ée]f[ée]rente?|contact)\s+RGPD
|data\s+protection\s+(?:officer|manager|contact)|(?-i:\bDSB\b)|datenschutzbeauftragt\w*
|(?:{DATA_HEADING})\w*[^.\n]{{0,20}}:|exercer\s+(?:vos|ses|leurs|ces?)\s+droits?|droits?\s+d['’]\s?acc[èe]s
"""
THIRD = r"""
\bm[ée]diat(?:eur|rice|ion)\b(?!\s+(?:culturelle|familiale))|\bconciliateur\b
|\bCNIL\b|commission\s+nationale\s+(?:de\s+l['’]\s?)?informatique|(?-i:\bICO\b)|information\s+commissioner
|\baufsichtsbeh[öo]rde|(?:landes|bundes)(?:datenschutz)?beauftragte|zust[äa]ndige\s+(?:kammer|beh[öo]rde)
|\bkammer\s*:|rechtsanwaltskammer|berufshaftpflicht|haftpflichtversicherung|verbraucherschlichtung|schlichtungsstelle
|\bassur(?:ance|eur)\s+(?:de\s+)?(?:responsabilit[ée]|professionnelle|d[ée]cennale|rc\b)|\bassureur\b
|^\W*assurances?\s*[:|]|\bassur[ée]e?s?\s+(?:aupr[èe]s|chez|par)\b|\bgaranties?(?:\s+(?:financi[èe]re|d[ée]cennale))?\s*[:|]
|\bgarantie\s+financi[èe]re\b|compagnie\s+d['’]assurances?\b|\bgarant\s*[:|]|\bRC\s+pro\b|insurance\s+provider|\binsur(?:er|ed\s+by)\b
|prestataires?\s+(?:de\s+)?(?:services?\s+)?(?:de\s+)?paiements?|paiements?\s+(?:en\s+ligne|s[ée]curis[ée]s?)
|payment\s+(?:service\s+)?(?:provider|processor)s?|zahlungs(?:dienst|anbiet|abwick)\w*
|\bpaiements?\b[^.\n]{0,30}\b(?:assur|trait|g[ée]r|op[ée]r|effectu)[ée]e?s?\s+(?:par|via)\b
|\b(?:stripe|payplug|mollie|adyen|mangopay|lemonway|sumup)\b|\bpaypal\s*(?:\(|[:,]?\s*(?:sas?|s\.|europe|inc))
|\bregistrar\b|bureau\s+d['’]\s?enregistrement|^\W*noms?\s+de\s+domaine\W*$
|noms?\s+de\s+domaine[^.:\n]{0,40}\b(?:chez|aupr[èe]s|par)\b|noms?\s+de\s+domaine\s*[:|](?!\s*\S+\.\w{2})
|organisme\s+de\s+contr[ôo]le|autorit[ée]\s+de\s+(?:contr[ôo]le|tutelle)|ordre\s+(?:des|professionnel)|\bchambre\s+(?:des|de|r[ée]gionale|d[ée]partementale)\b
|^\W*(?:l[ea]s?\s+)?(?:tribun(?:al|aux)|cour\s+d['’]appel)\b|tribun(?:al|aux)\s+comp[ée]tents?\b|^\W*gerichtsstand\b
|\bDGCCRF\b|\bbloctel\b|r[èe]glement\s+(?:en\s+ligne|extrajudiciaire)\s+des\s+litiges|\bversicherung\s*[:|]
|\bimprimeur\b|\bimprim[ée]\s+par\b|ombudsman|regulated\s+by
|^\W*(?:nos\s+|notre\s+|our\s+)?(?:partenaires?|partners?|sous-traitants?|prestataires?|fournisseurs?|remerciements)\s*(?:[:|]|$)
|^\W*(?:notre\s+)?(?:expert[- ]comptable|commissaire\s+aux\s+comptes|avocat|transporteur|banque|syndic)\s*:
"""
PUBLISHER = r"""
[ée]dit(?:eur|rice)\b|[ée]dit[ée]e?\s+par|publi[ée]e?\s+par|exploit[ée]e?\s+par|propri[ée]taire\s+du\s+site|qui\s+sommes
|(?:directeur|directrice|responsable)\s+(?:de\s+(?:la\s+)?)?(?:publication|r[ée]daction)
|responsable\s+d[eu]s?\s+traitements?|mentions?\s+l[ée]gales|angaben\s+gem|impressum|verantwortlich|operated\s+by|owned\s+by
"""
OURS = r"""
nous\s+(?:contacter|joindre|[ée]crire|trouver|appeler|suivre)
|(?:contactez|appelez|[ée]crivez|suivez|joignez)[- ]nous
|nos\s+coordonn[ée]es|notre\s+(?:adresse|[ée]quipe|si[èe]ge)|\bcontact\s+us\b
"""
"""Words in which the publisher speaks of himself."""
CONTACT_HEADING = r"^\W*(?:contacts?|coordonn[ée]es|kontakt|horaires|o[ùu]\s+nous\s+trouver)\W*$"
OTHER_TOPIC = r"""
propri[ée]t[ée]\s+intellectuelle|donn[ée]es\s+personnelles|cookies|responsabilit[ée](?!\s+limit)|liens\s+hypertexte
|droit\s+applicable
"""


def words(pattern: str) -> re.Pattern[str]:
    """A pattern of this module, ready to search with."""
    return re.compile(pattern, re.IGNORECASE | re.VERBOSE)
