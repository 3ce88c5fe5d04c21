"""Telephones, mailboxes and the postal address a legal notice gives for its publisher.

Telephones: E.164, no fax, nothing a template prints ("01 23 45 67 89" is a valid number). Mailboxes:
as written; one that is spelled out against collection ("name(at)…", a scrambled link) is left alone
and only flagged. Uses follow `ContactUse`: a number or a mailbox that names somebody is nominative,
and in a one-person business a mobile or a free mailbox is personal.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from urllib.parse import unquote, urlsplit

import phonenumbers
import tldextract
from email_validator import EmailNotValidError, validate_email

from connectors.web.notice_parts import Line, Part
from connectors.web.registers import HOST_DOMAINS
from tracer.entities import ContactUse
from tracer.normalise.companies import company_key
from tracer.normalise.names import name_key

FICTION = re.compile(
    r"\+33(?:19900|26191|35301|46571|53649|63998)\d{4}|\+44(?:2079460\d{3}|7700900\d{3})"
)
"""Ranges regulators keep for fiction: they pass as any other number."""
TEMPLATE = re.compile(
    r"\+33(?:123456789|[67]12345678|[1-9]0{8}|(?P<one>\d)(?P=one){8})|\+49(?:\d{2,3})?123456789?"
    r"|\+44(?:1234567890|20(?:12345678|0{8}))"
)
MOBILE = re.compile(r"\+33[67]|\+447|\+491[567]")
NEAR = 60
"""Characters before a number that say whose it is."""
FAX = re.compile(
    r"(?:(?:fax|t[ée]l[ée]copieu?r?e?|telefax)[^\d+]{0,20}|(?-i:(?<!\w)F)\s?[.:]?\s?)$",
    re.IGNORECASE,
)
SOMEBODY = re.compile(
    r"\b(?:M\.|Mme|Mlle|Monsieur|Madame|Herr|Frau|Mr|Mrs|Ms|Me|Maître)\s+[A-ZÀ-Ý]|ligne directe|direct line"
)
EMAIL = re.compile(r"(?<![\w.+@-])[\w.+-]+@(?:[\w-]+\.)+[A-Za-z]{2,24}(?![\w@])")
SPELLED_OUT = re.compile(
    r"\w\s*[\[({]\s*(?:at|arobase|chez|ät|@)\s*[\])}]\s*\w|\w\s+@\s+\w|\w\s+(?:arobase|\[at\])\s+\w"
    r"|\[email\s+protected\]",
    re.IGNORECASE,
)
TEMPLATE_DOMAIN_LABELS = """
exemple example domaine domain votredomaine votre-domaine monsite votresite votre-site yourdomain
mondomaine nomdedomaine musterfirma mustermann beispiel sentry wixpress
"""
TEMPLATE_LABELS = frozenset(TEMPLATE_DOMAIN_LABELS.split())
ROLE_WORDS = """
accounts accueil achats admin administratif administration agence atelier billing bonjour boutique
buero bureau cabinet commande commandes commercial communication compta comptabilite conformite
contact contacts credit devis direction enquiries equipe facturation facture factures
finance gestion hallo hello help hola hotline info infomail information informations infos invoice
invoices jobs kanzlei kontakt legal livraison location magasin mail mailbox marketing mentions
office order orders post postmaster press presse production qualite
reception redaction reclamation
reclamations recouvrement recrutement reservation reservations rh sales sav secretariat service
serviceclient services shop siege standard support team technique usine vente ventes web webmaster
welcome
"""
ROLES = frozenset(ROLE_WORDS.split())
DATA_PROTECTION = re.compile(
    r"(?<![a-z])(?:dpo|dpd|rgpd|gdpr|dsgvo|privacy|datenschutz|(?:protection[._+-]?(?:des[._+-]?)?)?donnees"
    r"[._+-]?(?:personnelles|perso)?|vie[._+-]?privee|data[._+-]?(?:protection|privacy))(?![a-z])"
)
"""Local parts of mailboxes kept for data protection: published for that purpose and for no other."""
FREE_LABELS = """
gmail googlemail yahoo hotmail outlook live msn orange wanadoo free sfr laposte bbox numericable icloud
gmx web t-online aol protonmail proton btinternet neuf club-internet aliceadsl
"""
FREE = frozenset(FREE_LABELS.split())
SUFFIXES = tldextract.TLDExtract(
    suffix_list_urls=(), cache_dir=None, include_psl_private_domains=True
)
"""The suffix list that ships with the library; nothing is fetched and nothing is written."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Phone:
    """A telephone number in E.164."""

    number: str
    use: ContactUse


@dataclass(frozen=True, slots=True, kw_only=True)
class Email:
    """A mailbox as published. `same_domain`: of the site's own registrable domain."""

    address: str
    use: ContactUse
    same_domain: bool


@cache
def registrable(host: str) -> str:
    """The registrable domain of a host; its last two labels where no public suffix is known."""
    name = host.lower().rstrip(".")
    return SUFFIXES(name).top_domain_under_public_suffix or ".".join(name.split(".")[-2:])


def phones_of(
    lines: tuple[Line, ...], country: str, *, alone: bool, person: str | None
) -> tuple[Phone, ...]:
    """The telephones of these lines. `alone`: a one-person business; `person`: who publishes it."""
    found: dict[str, ContactUse] = {}
    for line in lines:
        for number, before in _numbers(line, country):
            named = bool(SOMEBODY.search(before)) or _names(person, before)
            mobile = bool(MOBILE.match(number))
            use = ContactUse.NOMINATIVE if named else ContactUse.ROLE
            use = ContactUse.PERSONAL if alone and mobile else use
            found.setdefault(number, use)
    return tuple(Phone(number=number, use=use) for number, use in found.items())


def e164(text: str, country: str) -> str | None:
    """A number in E.164, when it can be one and no template prints it."""
    try:
        parsed = phonenumbers.parse(text, country)
    except phonenumbers.NumberParseException:
        return None
    number = phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164)
    real = phonenumbers.is_valid_number(parsed) or FICTION.fullmatch(number)
    return number if real and not TEMPLATE.fullmatch(number) else None


def _numbers(line: Line, country: str) -> Iterator[tuple[str, str]]:
    """Each number with what stands before it; behind a link, with the whole line."""
    leniency = phonenumbers.Leniency.POSSIBLE
    fax = set()
    for match in phonenumbers.PhoneNumberMatcher(line.text, country, leniency=leniency):
        if not match.raw_string.startswith(("0", "+", "(")):
            continue  # nine digits of a register are no telephone number
        number = e164(match.raw_string, country)
        before = line.text[max(0, match.start - NEAR) : match.start]
        if FAX.search(before):
            fax.add(number)
        elif number:
            yield number, before
    for link in line.links:
        if link.lower().startswith("tel:"):
            number = e164(unquote(link[4:]), country)
            if number and number not in fax:
                yield number, line.text


def template_phone(text: str, country: str) -> bool:
    """Whether the text holds a telephone number that only a template prints."""
    matcher = phonenumbers.PhoneNumberMatcher(
        text, country, leniency=phonenumbers.Leniency.POSSIBLE
    )
    return any(
        match.raw_string.startswith(("0", "+"))
        and TEMPLATE.fullmatch(
            phonenumbers.format_number(match.number, phonenumbers.PhoneNumberFormat.E164)
        )
        for match in matcher
    )


def emails_of(
    lines: tuple[Line, ...], url: str, *, alone: bool, name: str | None
) -> tuple[Email, ...]:
    """The publisher's mailboxes, written out or behind a mailto: link.

    In a line about somebody else only those of the site's own domain are the publisher's, and none
    in a line about data protection.
    """
    site = registrable(urlsplit(url).hostname or "")
    found: dict[str, Email] = {}
    for line in lines:
        if line.part is Part.DATA_PROTECTION:
            continue
        links = [unquote(k[7:].partition("?")[0]) for k in line.links if k.lower()[:7] == "mailto:"]
        for written in [*EMAIL.findall(line.text), *links]:
            if (email := email_from(written, site, alone=alone, name=name)) is None:
                continue
            if line.part is Part.PUBLISHER or email.same_domain:
                found.setdefault(email.address.lower(), email)
    return tuple(found.values())


def email_from(written: str, site: str, *, alone: bool, name: str | None) -> Email | None:
    """A mailbox whose syntax is right and that is no template's, host's or data protection's."""
    try:
        checked = validate_email(written.strip(" ."), check_deliverability=False)
    except EmailNotValidError:
        return None
    domain = registrable(checked.domain)
    label = domain.partition(".")[0]
    if label in TEMPLATE_LABELS or domain in HOST_DOMAINS:
        return None
    if DATA_PROTECTION.search(checked.local_part.lower()):
        return None
    use = ContactUse.NOMINATIVE
    if _role(checked.local_part, label, None if alone else name):
        use = ContactUse.ROLE
    elif alone and label in FREE:
        use = ContactUse.PERSONAL
    return Email(address=checked.normalized, use=use, same_domain=domain == site)


def spelled_out(text: str) -> bool:
    """Whether a mailbox is written against collection; it is not put together again."""
    return bool(SPELLED_OUT.search(text))


def _role(local: str, label: str, name: str | None) -> bool:
    """Whether a mailbox is a function's or bears the name of the domain or of the company."""
    words = re.split(r"[._+-]", local.lower())
    plain = re.sub(r"[^a-z]", "", local.lower())
    company = company_key(name or "").replace(" ", "").lower()
    return plain in {re.sub(r"[^a-z]", "", label), company} or plain in ROLES or words[0] in ROLES


def _names(person: str | None, text: str) -> bool:
    words = set(name_key(person or "").split())
    return bool(words) and words <= set(name_key(text).split())
