"""ARES answers as records: the company, its office, those who act for it and the companies in it.

Nothing is erased from the Czech public registers: what was struck out stays, and is not current.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TypeVar

from connectors.answer import Fetched
from connectors.base import unread_fields, value_or_masked
from connectors.drawn import Drawn, calendar_day, has_come, opaque
from connectors.world.cz_ares_payload import Place, Unit
from connectors.world.cz_ares_register import (
    Dated,
    Entry,
    LegalPerson,
    Member,
    NaturalPerson,
    Organ,
    RegisterPage,
)
from tracer.entities import EntityId, EntityKind, LinkType, Masked, Property, Record
from tracer.normalise.names import name_key

COUNTRY = "CZ"
SEAT = "SIDLO"
ACTING = ("PROKUR", "LIKVID")  # of the other organs; supervisors act for nobody
ALIVE, GONE = "AKTIVNI", ("ZANIKLY", "HISTORICKY")

D = TypeVar("D", bound=Dated)
Said = list[tuple[Property, str | Masked | None]]


def company(ico: str) -> EntityId:
    """The id of the company of that IČO, whichever source speaks of it."""
    return EntityId(f"cz-ico-{ico}")


def unit_record(unit: Unit, ico: str, fetched: Fetched) -> Record:
    """What ARES itself says of a subject: name, office, form, dates, VAT number, flags."""
    drawn = Drawn(fetched.provenance(ico))
    by = drawn.provenance.source
    said: Said = [
        (Property.NAME, value_or_masked(unit.obchodniJmeno, by)),
        *numbered(ico),
        (Property.LEGAL_FORM, unit.pravniForma),
        (Property.STATUS, status(unit, drawn)),
        (Property.INCORPORATION_DATE, calendar_day(unit.datumVzniku)),
        (Property.DISSOLUTION_DATE, calendar_day(unit.datumZaniku)),
        (Property.VAT, unit.vat),
    ]
    standing = unit.seznamRegistraci
    if standing and standing.stavZdrojeIr == ALIVE:
        said.append((Property.SIGNAL, "flag: insolvency_register"))
    if standing and standing.stavZdrojeCeu == ALIVE:
        said.append((Property.SIGNAL, "flag: bankrupts_register"))
    place_at(unit.sidlo, drawn.add(company(ico), EntityKind.COMPANY, said), drawn)
    return drawn.record(ico, unread=unread_fields(unit))


def register_record(page: RegisterPage, ico: str, fetched: Fetched) -> Record | None:
    """What the public registers say of a company; None when they hold nothing."""
    if not page.zaznamy:
        return None
    drawn = Drawn(fetched.provenance(f"vr-{ico}"))
    main = speaking(page.zaznamy, drawn)
    said: Said = [*numbered(ico), *entry_says(main, drawn)]
    for entry in page.zaznamy:
        said += names_in(entry, drawn, in_use=entry is main)
        said.append((Property.SIGNAL, insolvency_noted(entry, drawn)))
    held = drawn.add(company(ico), EntityKind.COMPANY, list(dict.fromkeys(said)))
    for office in standing_now(main.adresy, drawn):
        if office.typAdresy == SEAT:
            place_at(office.adresa, held, drawn)
    for entry in page.zaznamy:
        for organ, member in members(entry):
            draw_member(organ, member, entry, ico, held, drawn)
        draw_partners(entry, ico, held, drawn)
    return drawn.record(f"vr-{ico}", unread=unread_fields(page))


def numbered(ico: str) -> Said:
    """What makes sources meet on one company."""
    return [(Property.REGISTRATION_NUMBER, ico), (Property.JURISDICTION, COUNTRY)]


def status(unit: Unit, drawn: Drawn) -> str | None:
    """Active or closed; a register that does not know the subject says neither."""
    if past(unit.datumZaniku, drawn):
        return "closed"
    standing = unit.seznamRegistraci
    if standing and ALIVE in (standing.stavZdrojeVr, standing.stavZdrojeRes):
        return "active"
    return None


def speaking(entries: Iterable[Entry], drawn: Drawn) -> Entry:
    """The entry that tells how the company stands: one that is not closed, and the primary one."""
    return min(entries, key=lambda entry: (closed(entry, drawn), not entry.primarniZaznam))


def closed(entry: Entry, drawn: Drawn) -> bool:
    """Whether an entry says that it is over, by its state or by a day that has come."""
    return entry.stavSubjektu in GONE or past(entry.datumVymazu, drawn)


def entry_says(entry: Entry, drawn: Drawn) -> Said:
    """Form, state and dates."""
    said: Said = [
        (Property.LEGAL_FORM, form.hodnota) for form in standing_now(entry.pravniForma, drawn)
    ]
    if closed(entry, drawn):
        said.append((Property.STATUS, "closed"))
    elif entry.stavSubjektu == ALIVE:
        said.append((Property.STATUS, "active"))
    said += [
        (Property.INCORPORATION_DATE, calendar_day(begun.hodnota))
        for begun in standing_now(entry.datumVzniku, drawn)
    ]
    said.append((Property.DISSOLUTION_DATE, calendar_day(entry.datumVymazu)))
    return said


def names_in(entry: Entry, drawn: Drawn, *, in_use: bool) -> Said:
    """Names in use, and as aliases the names struck out and those of an entry that does not speak."""
    by = drawn.provenance.source
    return [
        (
            Property.NAME if in_use and not struck_out(name, drawn) else Property.ALIAS,
            value_or_masked(name.hodnota, by),
        )
        for name in entry.obchodniJmeno or []
    ]


def insolvency_noted(entry: Entry, drawn: Drawn) -> str | None:
    """The flag of an entry that notes proceedings nobody has lifted."""
    noted = [*standing_now(entry.insolvence, drawn), *standing_now(entry.konkursy, drawn)]
    lifted = all(proceedings.zruseniKonkursu for proceedings in noted)
    return None if lifted else "flag: insolvency_noted"


def members(entry: Entry) -> Iterator[tuple[Organ, Member]]:
    """Everybody who acts or acted for the company: statutory organs, procurists, liquidators."""
    for organ in entry.statutarniOrgany or []:
        yield from ((organ, member) for member in organ.clenoveOrganu or [])
    for organ in entry.ostatniOrgany or []:
        if (organ.typOrganu or "").startswith(ACTING):
            yield from ((organ, member) for member in organ.clenoveOrganu or [])


def draw_member(
    organ: Organ, member: Member, entry: Entry, ico: str, held: EntityId, drawn: Drawn
) -> None:
    """A member and his office. One the register hides is not drawn at all."""
    if member.skrytyUdaj is not None:
        return
    who = draw_person(member.fyzickaOsoba, ico, drawn) if member.fyzickaOsoba else None
    if member.pravnickaOsoba:
        who = draw_legal_person(member.pravnickaOsoba, ico, drawn)
    if who is None:
        return
    tenure = member.clenstvi
    function, membership = (tenure.funkce, tenure.clenstvi) if tenure else (None, None)
    starts = (
        function.vznikFunkce if function else None,
        membership.vznikClenstvi if membership else None,
    )
    ends = (
        function.zanikFunkce if function else None,
        membership.zanikClenstvi if membership else None,
    )
    end = first_day(*ends, member.datumVymazu, organ.datumVymazu)
    gone = struck_out(member, drawn) or struck_out(organ, drawn)
    over = gone or any(past(text, drawn) for text in ends)
    named = (function.nazev if function else None) or member.nazevAngazma
    role = value_or_masked(named, drawn.provenance.source)
    drawn.link(
        who,
        LinkType.DIRECTORSHIP,
        held,
        role if isinstance(role, str) else None,
        start=first_day(*starts, member.datumZapisu),
        end=end,
        current=False if over else (None if closed(entry, drawn) else True),
    )


def draw_person(person: NaturalPerson, ico: str, drawn: Drawn) -> EntityId | None:
    """A person within one company: one for each surname, first given name and birth month."""
    by = drawn.provenance.source
    surname, given = value_or_masked(person.prijmeni, by), value_or_masked(person.jmeno, by)
    if not isinstance(surname, str) or isinstance(given, Masked):
        return None
    first = name_key((given or "").split(" ")[0])
    born = person.datumNarozeni
    return drawn.add(
        opaque("cz-pp-", ico, name_key(surname), first, born or ""),
        EntityKind.PERSON,
        [
            (Property.LAST_NAME, surname),
            (Property.FIRST_NAME, given),
            (Property.BIRTH_DATE, born),
        ],
    )


def draw_legal_person(person: LegalPerson, ico: str, drawn: Drawn) -> EntityId | None:
    """A company in an organ or with a share; without an IČO it is known in that company only."""
    name = value_or_masked(person.obchodniJmeno, drawn.provenance.source)
    if person.ico:
        said: Said = [(Property.NAME, name), *numbered(person.ico)]
        return drawn.add(company(person.ico), EntityKind.COMPANY, said)
    if not isinstance(name, str):
        return None
    unnumbered = opaque("cz-po-", ico, name_key(name))
    return drawn.add(unnumbered, EntityKind.COMPANY, [(Property.NAME, name)])


def draw_partners(entry: Entry, ico: str, held: EntityId, drawn: Drawn) -> None:
    """The companies that hold or held a share."""
    for partners in entry.spolecnici or []:
        for share in partners.spolecnik or []:
            owner = share.osoba
            if owner is None or owner.pravnickaOsoba is None or owner.skrytyUdaj is not None:
                continue
            who = draw_legal_person(owner.pravnickaOsoba, ico, drawn)
            if who is None:
                continue
            gone = any(struck_out(said, drawn) for said in (partners, share, owner))
            drawn.link(
                who,
                LinkType.OWNERSHIP,
                held,
                "společník",
                start=first_day(share.datumZapisu),
                end=first_day(share.datumVymazu, owner.datumVymazu, partners.datumVymazu),
                current=False if gone else (None if closed(entry, drawn) else True),
            )


def place_at(place: Place | None, held: EntityId, drawn: Drawn) -> None:
    """The registered office of the company."""
    full = value_or_masked(place.textovaAdresa, drawn.provenance.source) if place else None
    if place is None or not isinstance(full, str):
        return
    office = drawn.add(
        opaque("cz-sidlo-", full),
        EntityKind.ADDRESS,
        [
            (Property.FULL, full),
            (Property.POSTAL_CODE, place.postcode),
            (Property.CITY, value_or_masked(place.nazevObce, drawn.provenance.source)),
            (Property.COUNTRY, place.kodStatu),
        ],
    )
    drawn.link(held, LinkType.LOCATED_AT, office)


def standing_now(said: Iterable[D] | None, drawn: Drawn) -> Iterator[D]:
    """What has not been struck out."""
    return (one for one in said or [] if not struck_out(one, drawn))


def struck_out(said: Dated, drawn: Drawn) -> bool:
    """Whether an entry has a day of deletion that has come."""
    return past(said.datumVymazu, drawn)


def past(day: str | None, drawn: Drawn) -> bool:
    """Whether a day had come when the answer was given."""
    return has_come(day, drawn.provenance.retrieved_at.date())


def first_day(*texts: str | None) -> str | None:
    """The first of the texts that is a day."""
    return next((day for text in texts if (day := calendar_day(text))), None)
