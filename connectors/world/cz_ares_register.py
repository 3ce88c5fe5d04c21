"""The shape of an entry of the Czech public registers, with everything ever struck out of it.

Home addresses and citizenship are dropped; a birth day becomes a month before anything else.
"""

# ruff: noqa: N815 - the names are those of the register

from __future__ import annotations

from typing import Annotated, ClassVar

from pydantic import BeforeValidator

from connectors.base import Payload
from connectors.world.cz_ares_payload import Ico, Place


def month(day: object) -> object:
    """A birth day without its day."""
    return day[:7] if isinstance(day, str) else day


BirthMonth = Annotated[str, BeforeValidator(month)]


class Dated(Payload):
    """What was written into the register on a day, and struck out on another."""

    datumZapisu: str | None = None
    datumVymazu: str | None = None


class Value(Dated):
    """A dated text: a name, a legal form."""

    hodnota: str | None = None


class Office(Dated):
    """A dated address; only the registered office is read."""

    adresa: Place | None = None
    typAdresy: str | None = None


class Membership(Payload):
    """Since when and until when somebody is a member."""

    vznikClenstvi: str | None = None
    zanikClenstvi: str | None = None


class Function(Payload):
    """The function within the organ, with its own dates."""

    vznikFunkce: str | None = None
    zanikFunkce: str | None = None
    nazev: str | None = None


class Tenure(Payload):
    """The two above together; either may be absent."""

    DROPPED: ClassVar[frozenset[str]] = frozenset({"textZaOsobu", "textZruseni"})

    clenstvi: Membership | None = None
    funkce: Function | None = None


class NaturalPerson(Payload):
    """A person in an organ, to the birth month."""

    DROPPED: ClassVar[frozenset[str]] = frozenset(
        {
            "adresa",
            "bydliste",
            "statniObcanstvi",
            "textOsoba",
            "textOsobaDo",
            "textOsobaOd",
            "titulPredJmenem",
            "titulZaJmenem",
        }
    )

    jmeno: str | None = None
    prijmeni: str | None = None
    datumNarozeni: BirthMonth | None = None


class LegalPerson(Payload):
    """A company in an organ, or a partner. Those who represent it there are dropped."""

    DROPPED: ClassVar[frozenset[str]] = frozenset(
        {"adresa", "pravniForma", "textOsoba", "textOsobaDo", "textOsobaOd", "zastoupeni"}
    )

    ico: Ico | None = None
    obchodniJmeno: str | None = None


class Member(Dated):
    """One membership of one person; `skrytyUdaj` says that the register hides it."""

    DROPPED: ClassVar[frozenset[str]] = frozenset({"typAngazma"})

    skrytyUdaj: Value | None = None
    nazevAngazma: str | None = None
    clenstvi: Tenure | None = None
    fyzickaOsoba: NaturalPerson | None = None
    pravnickaOsoba: LegalPerson | None = None


class Organ(Dated):
    """A board, procurists, a liquidator, with everybody who was ever in it."""

    DROPPED: ClassVar[frozenset[str]] = frozenset(
        {"nazevAngazma", "nazevOrganu", "pocetClenu", "typAngazma", "zpusobJednani"}
    )

    typOrganu: str | None = None
    clenoveOrganu: list[Member] | None = None


class Owner(Member):
    """A partner: a company only; what a natural person owns is nobody's business here."""

    DROPPED: ClassVar[frozenset[str]] = frozenset({"typAngazma", "fyzickaOsoba"})


class Share(Dated):
    """A share and who holds it; its size is dropped."""

    DROPPED: ClassVar[frozenset[str]] = frozenset({"podil"})

    osoba: Owner | None = None


class Partners(Dated):
    """The partners of a company with shares."""

    DROPPED: ClassVar[frozenset[str]] = frozenset(
        {"nazev", "nazevOrganu", "spolecnyPodil", "typOrganu", "uvolnenyPodil"}
    )

    spolecnik: list[Share] | None = None


class Proceedings(Dated):
    """That there is an insolvency entry; its text and its administrator are dropped."""

    DROPPED: ClassVar[frozenset[str]] = frozenset(
        {
            "datumRozhodnutiOs",
            "datumVyveseni",
            "insolvencniZapis",
            "spisZnOs",
            "spravce",
            "text",
            "typKonkursu",
        }
    )

    zruseniKonkursu: list[Value] | None = None


class Entry(Payload):
    """One entry of the public registers."""

    DROPPED: ClassVar[frozenset[str]] = frozenset(
        {
            "akcie",
            "akcionari",
            "cinnosti",
            "datumAktualizace",
            "exekuce",
            "financniUrad",
            "kategorieZO",
            "nazevNejvyssihoOrganu",
            "obchodniJmenoCizi",
            "odstepneZavody",
            "ostatniSkutecnosti",
            "podnikatel",
            "pravniDuvodVymazu",
            "rejstrik",
            "spisovaZnacka",
            "vklady",
            "zakladniKapital",
            "zpusobRizeni",
        }
    )

    ico: list[Value] | None = None
    obchodniJmeno: list[Value] | None = None
    pravniForma: list[Value] | None = None
    adresy: list[Office] | None = None
    datumZapisu: str | None = None
    datumVymazu: str | None = None
    datumVzniku: list[Value] | None = None
    stavSubjektu: str | None = None
    primarniZaznam: bool | None = None
    statutarniOrgany: list[Organ] | None = None
    ostatniOrgany: list[Organ] | None = None
    spolecnici: list[Partners] | None = None
    insolvence: list[Proceedings] | None = None
    konkursy: list[Proceedings] | None = None


class RegisterPage(Payload):
    """What the public registers hold of one IČO."""

    DROPPED: ClassVar[frozenset[str]] = frozenset({"icoId"})

    zaznamy: list[Entry]
