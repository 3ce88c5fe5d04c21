"""Where the invented world lies: real communes (Corsica and overseas included), invented streets."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from pathlib import Path


@dataclass(frozen=True, slots=True, kw_only=True)
class Commune:
    """A commune of the official geographical code, with one of its postcodes."""

    code: str
    name: str
    postcode: str
    departement: str
    departement_name: str
    region: str
    region_name: str
    population: int
    latitude: float
    longitude: float

    @property
    def city(self) -> str:
        """The name in an address: Paris, not its arrondissement."""
        return self.name.rsplit(" ", 2)[0] if self.name.endswith("Arrondissement") else self.name

    @property
    def district(self) -> str | None:
        """The arrondissement, where there is one."""
        return self.name if self.name != self.city else None

    @property
    def label(self) -> str:
        """The name as company registers write it: capitals, and the arrondissement's number."""
        if self.district:
            return f"{self.city.upper()} {self.code[-2:]}"
        return self.name.upper()


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """A postal address of the invented world. `street` is the name alone: "DES TISSERANDS"."""

    commune: str
    number: str | None
    repeat: str | None = None
    street_type: str
    street: str
    complement: str | None = None

    @property
    def line(self) -> str:
        """Number and street, as a letter would bear them."""
        number = f"{self.number or ''}{' ' + self.repeat if self.repeat else ''}"
        return f"{number} {self.street_type} {self.street}".strip()


# Every name below is made up; "RUE" and "CHEMIN" are French, the rest is not on any map.
STREETS: tuple[tuple[str, str], ...] = (
    ("RUE", "DU PUITS MARLAUD"),
    ("RUE", "DES VANNIERS ROUGES"),
    ("RUE", "OCTAVIE BRELANDEAU"),
    ("RUE", "DE LA FONTAINE OURSELLE"),
    ("RUE", "DES TROIS LANTERNIERS"),
    ("RUE", "ANSELME VIDRACOURT"),
    ("RUE", "DU FOUR BASTINEAU"),
    ("RUE", "HERMANCE TALVARD"),
    ("RUE", "DE LA CROIX MERLUCHON"),
    ("RUE", "DES SABOTIERS BLEUS"),
    ("RUE", "PROSPER QUENAUDET"),
    ("RUE", "DU LAVOIR SAINT-ORVAL"),
    ("RUE", "DES CARDEUSES DE LIN"),
    ("AVENUE", "EULALIE MONTCHARVIN"),
    ("AVENUE", "DU COLONEL PRADESOL"),
    ("AVENUE", "DES GRANDS OSIERS DORES"),
    ("AVENUE", "VICTORIN LASSEYROUX"),
    ("BOULEVARD", "GASPARD ELVINAC"),
    ("BOULEVARD", "DE LA MANUFACTURE ORBAN"),
    ("ALLEE", "DES MIRABELLES SAUVAGES"),
    ("ALLEE", "CLEMENCE OUDRIMONT"),
    ("CHEMIN", "DE LA COMBE VERDELINE"),
    ("CHEMIN", "DU MOULIN CASSEFER"),
    ("CHEMIN", "DES PIES BAVARDES"),
    ("IMPASSE", "DU SELLIER DORMANT"),
    ("IMPASSE", "DES QUATRE TONNELIERS"),
    ("PLACE", "DU MARCHE AUX SONNAILLES"),
    ("PLACE", "ARMANDE VESPERAC"),
    ("QUAI", "DES GABARIERS D'OMBRE"),
    ("ROUTE", "DE L'ANCIENNE VERRERIE PEYROT"),
    ("COURS", "LEONTINE ASTRUGUE"),
    ("SQUARE", "DU PERE HORLOGER"),
)


@cache
def communes() -> tuple[Commune, ...]:
    """Every commune of the world, in the order of the table beside this file."""
    table = (Path(__file__).parent / "communes.csv").read_text("utf-8")
    return tuple(
        Commune(
            code=row["code"],
            name=row["name"],
            postcode=row["postcode"],
            departement=row["departement"],
            departement_name=row["departement_name"],
            region=row["region"],
            region_name=row["region_name"],
            population=int(row["population"]),
            latitude=float(row["latitude"]),
            longitude=float(row["longitude"]),
        )
        for row in csv.DictReader(table.splitlines(), delimiter=";")
    )


@cache
def commune_of(code: str) -> Commune:
    """The commune of that code; KeyError if the world has none."""
    return {commune.code: commune for commune in communes()}[code]
