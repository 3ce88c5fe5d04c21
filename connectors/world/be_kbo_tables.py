"""The files of the KBO open data: which columns are read, which are dropped, and how a row is kept."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from tracer.normalise.companies import company_key

SEAT = "REGO"  # BAET is an establishment, ABBR a branch
ENTERPRISE = "ENT"

Row = dict[str, str]
Kept = tuple[str | None, ...]

SCHEMA = """
create table meta (variable text primary key, value text) without rowid;
create table form (code text primary key, wording text) without rowid;
create table enterprise (number text primary key, status text, situation text, kind text, form text,
                         start text) without rowid;
create table denomination (number text, language text, type text, name text, key text);
create table address (number text, country text, postcode text, city text, street text, house text,
                      box text, struck_off text);
create table contact (number text, type text, value text);
create index denomination_number on denomination (number);
create index denomination_key on denomination (key);
create index address_number on address (number);
create index contact_number on contact (number);
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """One kind of file: the columns it must have, those dropped, and how a row is kept."""

    name: str
    number: str
    columns: tuple[str, ...]
    dropped: frozenset[str]
    insert: str
    delete: str
    keep: Callable[[Row, str], Kept | None]


def enterprise(row: Row, number: str) -> Kept:
    """An enterprise: kind 1 is a natural person, 2 a legal person; situation 000 is a normal one."""
    said = [row[name] for name in ("Status", "JuridicalSituation", "TypeOfEnterprise")]
    return (number, *said, row["JuridicalForm"], iso_day(row["StartDate"]))


def denomination(row: Row, number: str) -> Kept:
    """A name in one language: type 001 of the enterprise, 002 its abbreviation, 003 a trade name."""
    name = row["Denomination"].strip()
    return (number, row["Language"], row["TypeOfDenomination"], name, company_key(name))


def address(row: Row, number: str) -> Kept | None:
    """The seat, in French where both languages are given; no other address."""
    if row["TypeOfAddress"] != SEAT:
        return None
    city, street = (row[f"{name}FR"] or row[f"{name}NL"] for name in ("Municipality", "Street"))
    where = (row["CountryFR"] or row["CountryNL"], row["Zipcode"], city, street)
    return (number, *where, row["HouseNumber"], row["Box"], iso_day(row["DateStrikingOff"]))


def contact(row: Row, number: str) -> Kept | None:
    """A telephone number, an e-mail address or a website of the enterprise itself."""
    if row["EntityContact"] != ENTERPRISE:
        return None
    return (number, row["ContactType"], row["Value"].strip())


TABLES = (
    Table(
        name="enterprise",
        number="EnterpriseNumber",
        columns=(
            "EnterpriseNumber",
            "Status",
            "JuridicalSituation",
            "TypeOfEnterprise",
            "JuridicalForm",
            "StartDate",
        ),
        dropped=frozenset({"JuridicalFormCAC"}),
        insert="insert or replace into enterprise values (?, ?, ?, ?, ?, ?)",
        delete="delete from enterprise where number = ?",
        keep=enterprise,
    ),
    Table(
        name="denomination",
        number="EntityNumber",
        columns=("EntityNumber", "Language", "TypeOfDenomination", "Denomination"),
        dropped=frozenset(),
        insert="insert into denomination values (?, ?, ?, ?, ?)",
        delete="delete from denomination where number = ?",
        keep=denomination,
    ),
    Table(
        name="address",
        number="EntityNumber",
        columns=(
            "EntityNumber",
            "TypeOfAddress",
            "CountryNL",
            "CountryFR",
            "Zipcode",
            "MunicipalityNL",
            "MunicipalityFR",
            "StreetNL",
            "StreetFR",
            "HouseNumber",
            "Box",
            "DateStrikingOff",
        ),
        dropped=frozenset({"ExtraAddressInfo"}),  # it may name who lives there
        insert="insert into address values (?, ?, ?, ?, ?, ?, ?, ?)",
        delete="delete from address where number = ?",
        keep=address,
    ),
    Table(
        name="contact",
        number="EntityNumber",
        columns=("EntityNumber", "EntityContact", "ContactType", "Value"),
        dropped=frozenset(),
        insert="insert into contact values (?, ?, ?)",
        delete="delete from contact where number = ?",
        keep=contact,
    ),
)


def plain(number: str) -> str:
    """A number as its figures, as text: it begins with 0 or, since 2023, with 1."""
    return number.replace(".", "").strip()


def iso_day(written: str) -> str | None:
    """A dd-mm-yyyy day as ISO, or None."""
    try:
        day, month, year = (int(part) for part in written.strip().split("-"))
        return date(year, month, day).isoformat()
    except ValueError:
        return None
