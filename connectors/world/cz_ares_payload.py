"""The shape of a subject as ARES returns it (OpenAPI 1.3.0 of ares.gov.cz). All may be absent."""

# ruff: noqa: N815 - the names are those of the register

from __future__ import annotations

from typing import Annotated, ClassVar

from pydantic import BeforeValidator, StringConstraints

from connectors.base import Payload


def padded(number: object) -> object:
    """An IČO with the leading zeros that ARES loses: "1407511" is 01407511."""
    return str(number).zfill(8) if isinstance(number, str | int) and number != "" else number


REGISTERS_NOT_READ = (
    "Dph",
    "Monitor",
    "Nrpzs",
    "Rcns",
    "Red",
    "Ros",
    "Rpsh",
    "Rs",
    "Rzp",
    "Sd",
    "SkDph",
    "Szr",
)
Ico = Annotated[str, BeforeValidator(padded), StringConstraints(pattern=r"^[0-9]{8}$")]


class Place(Payload):
    """An address of the territorial register. `psc` is a number: its leading zero is lost."""

    DROPPED: ClassVar[frozenset[str]] = frozenset(
        {
            "cisloDoAdresy",
            "cisloDomovni",
            "cisloOrientacni",
            "cisloOrientacniPismeno",
            "doplnekAdresy",
            "kodAdresnihoMista",
            "kodCastiObce",
            "kodKraje",
            "kodMestskeCastiObvodu",
            "kodMestskehoObvodu",
            "kodObce",
            "kodOkresu",
            "kodSpravnihoObvodu",
            "kodUlice",
            "nazevCastiObce",
            "nazevKraje",
            "nazevMestskeCastiObvodu",
            "nazevMestskehoObvodu",
            "nazevOkresu",
            "nazevSpravnihoObvodu",
            "nazevStatu",
            "nazevUlice",
            "standardizaceAdresy",
            "typCisloDomovni",
        }
    )

    kodStatu: str | None = None
    nazevObce: str | None = None
    psc: str | None = None
    pscTxt: str | None = None
    textovaAdresa: str | None = None

    @property
    def postcode(self) -> str | None:
        """Five digits in Czechia; elsewhere as the foreign post writes it."""
        return self.psc.zfill(5) if self.psc and self.kodStatu in (None, "CZ") else self.pscTxt


class Registrations(Payload):
    """In which registers the subject stands: AKTIVNI, ZANIKLY, HISTORICKY or NEEXISTUJICI."""

    DROPPED: ClassVar[frozenset[str]] = frozenset(
        f"stavZdroje{name}" for name in REGISTERS_NOT_READ
    )

    stavZdrojeVr: str | None = None
    stavZdrojeRes: str | None = None
    stavZdrojeIr: str | None = None
    stavZdrojeCeu: str | None = None


class Unit(Payload):
    """One economic subject. A natural person's `dic` holds the birth number: see `vat`."""

    DROPPED: ClassVar[frozenset[str]] = frozenset(
        {
            "adresaDorucovaci",
            "czNace",
            "czNace2008",
            "dalsiUdaje",
            "datumAktualizace",
            "dicSkDph",  # of a group, and "N/A" where there is none
            "financniUrad",
            "icoId",
            "pravniFormaRos",
            "primarniZdroj",
            "subRegistrSzr",
        }
    )

    ico: Ico | None = None
    obchodniJmeno: str | None
    sidlo: Place | None = None
    pravniForma: str | None = None
    datumVzniku: str | None = None
    datumZaniku: str | None = None
    dic: str | None = None
    seznamRegistraci: Registrations | None = None

    @property
    def vat(self) -> str | None:
        """The VAT number where it is CZ and the IČO; any other may be a birth number."""
        return self.dic if self.ico and self.dic == f"CZ{self.ico}" else None


class Units(Payload):
    """The answer of a search by name."""

    ekonomickeSubjekty: list[Unit]
    pocetCelkem: int
