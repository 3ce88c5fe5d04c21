"""The Belgian open data as a local index: each trap by its name, over invented files."""

from __future__ import annotations

import re
import sqlite3
import zipfile
from contextlib import closing
from datetime import date
from pathlib import Path

import pytest

from connectors.base import sources
from connectors.world.be_kbo import CARD, KboFile, build_index, number_of
from connectors.world.be_kbo_tables import iso_day
from tests.connectors.doubles import permit
from tracer.entities import Entity, EntityKind, LinkType, Property, Provenance, Statement
from tracer.errors import (
    BudgetExhausted,
    Invalid,
    SourceChanged,
    SourceError,
    SourceForbidden,
    SourceNotConfigured,
    SourceUnsupported,
)
from tracer.lawful import Allowance, Operation, Permit
from tracer.subject import PersonName, Subject, SubjectKind

NUMBER, YOUNG, ALONE = "0200000043", "1000000021", "0300000016"


def dotted(number: str) -> str:
    return f"{number[:4]}.{number[4:7]}.{number[7:]}"


FILES = {
    "enterprise": f'''
"EnterpriseNumber","Status","JuridicalSituation","TypeOfEnterprise","JuridicalForm","JuridicalFormCAC","StartDate"
"{dotted(NUMBER)}","AC","000","2","610",,09-08-1960
"{dotted(YOUNG)}","AC","050","2","610",,16-02-2024
"{dotted(ALONE)}","AC","000","1","",,01-04-2001
"0200.000.044","AC","000","2","610",,01-04-2001
''',
    "denomination": f'''
"EntityNumber","Language","TypeOfDenomination","Denomination"
"{dotted(NUMBER)}","1","001","Boulangerie Inventée SRL"
"{dotted(NUMBER)}","2","001","Verzonnen Bakkerij BV"
"{dotted(NUMBER)}","1","003","Au Pain ""Fictif"", chez nous"
"{dotted(YOUNG)}","1","001","Jeune Maison Fictive"
"{dotted(ALONE)}","1","001","Personne Fictive"
"2.000.000.339","1","003","Boulangerie Inventée"
''',
    "address": f'''
"EntityNumber","TypeOfAddress","CountryNL","CountryFR","Zipcode","MunicipalityNL","MunicipalityFR","StreetNL","StreetFR","HouseNumber","Box","ExtraAddressInfo","DateStrikingOff"
"{dotted(NUMBER)}","REGO",,,"1000","Brussel","Bruxelles","Straat","Rue Inventée","16","3","chez Fictif",
"{dotted(NUMBER)}","ABBR",,,"2000","Antwerpen","Anvers","Meir","Meir","1","","",
"{dotted(YOUNG)}","REGO",,,"9000","Gent","","Kouter","","1","","","02-02-2025"
"2.000.000.339","BAET",,,"9000","Gent","Gand","Kouter","Kouter","1","","",
''',
    "contact": f'''
"EntityNumber","EntityContact","ContactType","Value"
"{dotted(NUMBER)}","ENT","TEL","00 44 20 7946 0123"
"{dotted(NUMBER)}","ENT","EMAIL","Info@boulangerie.example"
"{dotted(NUMBER)}","ENT","WEB","www.boulangerie.example"
"{dotted(NUMBER)}","EST","TEL","+44 20 7946 0456"
"{dotted(NUMBER)}","ENT","FAX","+44 20 7946 0789"
"{dotted(ALONE)}","ENT","EMAIL","contact@personne.example"
"{dotted(YOUNG)}","ENT","TEL","+33 6 39 98 12 34"
''',
    "code": """
"Category","Code","Language","Description"
"JuridicalForm","610","FR","Société à responsabilité limitée"
"JuridicalForm","610","NL","Besloten vennootschap"
"JuridicalSituation","050","FR","Ouverture de faillite"
""",
}
"""Whole files of invented enterprises, in the shape of the Cookbook R018."""


def meta(kind: str = "full", extract: int = 140, day: str = "04-10-2026") -> str:
    return f'''
"Variable","Value"
"SnapshotDate","{day}"
"ExtractTimestamp","05-10-2026 07:12:33"
"ExtractType","{kind}"
"ExtractNumber","{extract}"
"Version","R018.00"
'''


def folder(tmp_path: Path, files: dict[str, str] | None = None, **changed: str) -> Path:
    place = tmp_path / "extract"
    place.mkdir(exist_ok=True)
    for old in place.glob("*.csv"):
        old.unlink()
    for name, text in {"meta": meta(), **(files or FILES), **changed}.items():
        (place / f"{name}.csv").write_text(text.lstrip("\n"), "utf-8")
    return place


@pytest.fixture
def index(tmp_path: Path) -> Path:
    place = tmp_path / "kbo.sqlite"
    build_index(folder(tmp_path), place)
    return place


def debtor(kind: SubjectKind = SubjectKind.COMPANY, **more: object) -> Subject:
    return Subject(kind=kind, country="BE", **more)  # type: ignore[arg-type]


async def found(index: Path, subject: Subject, leave: Permit | None = None):
    return [r async for r in KboFile(index).search(subject, leave or permit(CARD.id))]


async def one(index: Path, number: str):
    (record,) = await found(index, debtor(registration=number))
    return record


def company(record):
    return next(e for e in record.entities if e.kind is EntityKind.COMPANY)


def of_kind(record, kind: EntityKind):
    return [e for e in record.entities if e.kind is kind]


def test_it_is_not_discovered_because_it_needs_a_file_and_no_session():
    assert CARD.id not in {module.CARD.id for module in sources()}


def test_a_full_file_is_read_and_what_was_read_is_counted(tmp_path):
    told: list[tuple[str, int]] = []
    report = build_index(
        folder(tmp_path), tmp_path / "kbo.sqlite", lambda name, rows: told.append((name, rows))
    )
    assert (report.full, report.extract, report.snapshot) == (True, 140, date(2026, 10, 4))
    assert report.kept == {"enterprise": 3, "denomination": 5, "address": 2, "contact": 6}
    assert (report.others, report.rejected, report.unread_columns) == (2, 1, ())
    assert told == [("enterprise", 3), ("denomination", 5), ("address", 2), ("contact", 6)]


def test_a_zip_is_read_as_its_folder_is(tmp_path):
    bundle = tmp_path / "KboOpenData_0140_2026_10_05_Full.zip"
    with zipfile.ZipFile(bundle, "w") as held:
        for path in folder(tmp_path).glob("*.csv"):
            held.write(path, f"KboOpenData/{path.name}")
    zipped = build_index(bundle, tmp_path / "a.sqlite")
    assert zipped == build_index(folder(tmp_path), tmp_path / "b.sqlite")


async def test_a_record_says_which_file_it_comes_from(index):
    record = await one(index, NUMBER)
    place = record.provenance
    assert (place.source, place.record) == (CARD.id, f"{NUMBER}, extract 140")
    assert place.retrieved_at.date() == date(2026, 10, 4)
    assert place.licence == CARD.licence
    assert re.fullmatch(r"[0-9a-f]{64}", place.body_sha256)
    assert place.url.startswith("https://")
    assert NUMBER not in place.url
    assert place.body_sha256 != (await one(index, YOUNG)).provenance.body_sha256


async def test_quotes_and_commas_inside_a_name_are_the_name(index):
    held = company(await one(index, NUMBER))
    assert held.texts(Property.NAME) == ("Boulangerie Inventée SRL", "Verzonnen Bakkerij BV")
    assert held.texts(Property.ALIAS) == ('Au Pain "Fictif", chez nous',)


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("09-08-1960", "1960-08-09"),
        ("29-02-2024", "2024-02-29"),
        ("30-02-2024", None),
        ("2024-02-29", None),
        ("", None),
    ],
)
def test_days_are_written_day_first(written, day):
    assert iso_day(written) == day


async def test_a_form_is_worded_and_an_unusual_situation_is_flagged(index):
    plain, bankrupt = company(await one(index, NUMBER)), company(await one(index, YOUNG))
    assert plain.text(Property.LEGAL_FORM) == "Société à responsabilité limitée"
    assert plain.text(Property.INCORPORATION_DATE) == "1960-08-09"
    assert plain.texts(Property.SIGNAL) == ()
    assert "flag: juridical_situation_050" in bankrupt.texts(Property.SIGNAL)


@pytest.mark.parametrize(
    ("written", "number"),
    [
        ("0200.000.043", NUMBER),
        ("BE 0200.000.043", NUMBER),
        ("200.000.043", NUMBER),
        ("1000.000.021", YOUNG),
        ("0200.000.044", None),
        ("2.000.000.339", None),
        ("", None),
        (None, None),
    ],
)
def test_a_number_is_text_may_begin_with_one_and_passes_mod_97(written, number):
    assert number_of(written) == number


async def test_a_number_that_fails_its_check_is_rejected_and_never_kept(index):
    with sqlite3.connect(index) as held:
        numbers = [row[0] for row in held.execute("select number from enterprise")]
    held.close()
    assert sorted(numbers) == sorted([NUMBER, YOUNG, ALONE])


async def test_what_is_not_in_the_file_is_empty_and_not_closed(index):
    assert await found(index, debtor(registration="0100000070")) == []


async def test_a_natural_person_has_no_seat_address_and_nothing_is_made_of_that(index):
    record = await one(index, ALONE)
    assert of_kind(record, EntityKind.ADDRESS) == []
    assert [e.kind for e in record.entities if e.kind is EntityKind.PERSON] == []
    assert company(record).text(Property.STATUS) == "active"


async def test_a_natural_person_is_never_found_by_name(index):
    assert await found(index, debtor(company_name="Personne Fictive")) == []


async def test_only_the_seat_is_an_address_and_who_lives_there_is_dropped(index):
    record = await one(index, NUMBER)
    (seat,) = of_kind(record, EntityKind.ADDRESS)
    assert seat.text(Property.FULL) == "Rue Inventée 16 boîte 3, 1000 Bruxelles"
    assert seat.text(Property.COUNTRY) == "BE"
    assert b"chez Fictif" not in index.read_bytes()


async def test_an_address_struck_off_is_no_longer_where_the_enterprise_is(index):
    record = await one(index, YOUNG)
    (link,) = [x for x in record.links if x.type is LinkType.LOCATED_AT]
    assert (link.current, link.end) == (False, "2025-02-02")
    assert "flag: address_struck_off" in company(record).texts(Property.SIGNAL)
    (seat,) = of_kind(record, EntityKind.ADDRESS)
    assert seat.text(Property.FULL) == "Kouter 1, 9000 Gent"


async def test_a_seat_abroad_is_not_said_to_be_in_belgium(tmp_path, index):
    abroad = FILES["address"].replace('"REGO",,,"1000"', '"REGO","Nederland","Pays-Bas","1077CZ"')
    build_index(folder(tmp_path, address=abroad), index)
    (seat,) = of_kind(await one(index, NUMBER), EntityKind.ADDRESS)
    assert seat.text(Property.COUNTRY) is None
    assert (seat.text(Property.FULL) or "").endswith("Pays-Bas")


async def test_contacts_are_the_enterprises_own_with_their_use(index):
    record = await one(index, NUMBER)
    contacts = {
        (c.text(Property.PHONE) or c.text(Property.EMAIL), c.text(Property.USE))
        for c in of_kind(record, EntityKind.CONTACT)
    }
    assert contacts == {("+442079460123", "role"), ("info@boulangerie.example", "role")}
    assert [w.text(Property.WEBSITE) for w in of_kind(record, EntityKind.WEBSITE)] == [
        "https://www.boulangerie.example"
    ]
    assert {x.type for x in record.links} == {
        LinkType.LOCATED_AT, LinkType.REACHED_AT, LinkType.PUBLISHES,
    }  # fmt: skip


@pytest.mark.parametrize(("number", "use"), [(YOUNG, "nominative"), (ALONE, "personal")])
async def test_a_mobile_is_somebodys_and_what_a_natural_person_declares_is_private(
    index, number, use
):
    (contact,) = of_kind(await one(index, number), EntityKind.CONTACT)
    assert contact.text(Property.USE) == use


@pytest.mark.parametrize(
    ("name", "keys"),
    [
        ("BOULANGERIE INVENTEE", [NUMBER]),
        ("verzonnen bakkerij bv", [NUMBER]),
        ("Boulangerie Inventée du Nord", []),
        ("Boulangerie", []),
    ],
)
async def test_a_name_is_found_in_either_language_and_whole_only(index, name, keys):
    assert [r.key for r in await found(index, debtor(company_name=name))] == keys


async def test_more_homonyms_than_may_be_read_say_so(tmp_path, index):
    numbers = [n for i in range(200_000_000, 200_005_000) if (n := number_of(f"0{i}"))][:26]
    units = FILES["enterprise"] + "".join(
        f'"{dotted(n)}","AC","000","2","610",,01-01-2001\n' for n in numbers
    )
    said = FILES["denomination"] + "".join(
        f'"{dotted(n)}","1","001","Partout Pareille"\n' for n in numbers
    )
    build_index(folder(tmp_path, enterprise=units, denomination=said), index)
    asked = KboFile(index).search(debtor(company_name="Partout pareille"), permit(CARD.id))
    assert len({(await anext(asked)).key for _ in range(25)}) == 25
    with pytest.raises(BudgetExhausted):
        await anext(asked)


UPDATE = {
    "code": FILES["code"],
    "enterprise_delete": f'"EnterpriseNumber"\n"{dotted(YOUNG)}"\n"{dotted(NUMBER)}"\n',
    "enterprise_insert": FILES["enterprise"].splitlines()[1]
    + f'\n"{dotted(NUMBER)}","AC","012","2","610",,09-08-1960\n',
    "denomination_delete": f'"EntityNumber"\n"{dotted(YOUNG)}"\n',
    "denomination_insert": FILES["denomination"].splitlines()[1] + "\n",
    "address_delete": f'"EntityNumber"\n"{dotted(NUMBER)}"\n"{dotted(YOUNG)}"\n',
    "address_insert": FILES["address"].splitlines()[1]
    + f'\n"{dotted(NUMBER)}","REGO",,,"1070","Anderlecht","Anderlecht","Nieuw","Neuve","2","","",\n',
    "contact_delete": f'"EntityNumber"\n"{dotted(YOUNG)}"\n',
    "contact_insert": FILES["contact"].splitlines()[1] + "\n",
}


async def test_an_update_deletes_then_inserts(tmp_path, index):
    files = folder(tmp_path, UPDATE, meta=meta("update", 141, "05-10-2026"))
    report = build_index(files, index)
    assert (report.full, report.extract) == (False, 141)
    record = await one(index, NUMBER)
    (seat,) = of_kind(record, EntityKind.ADDRESS)
    assert seat.text(Property.FULL) == "Neuve 2, 1070 Anderlecht"
    assert company(record).texts(Property.SIGNAL) == ("flag: juridical_situation_012",)
    assert record.provenance.record.endswith("extract 141")
    assert record.provenance.retrieved_at.date() == date(2026, 10, 5)
    assert await found(index, debtor(registration=YOUNG)) == []
    assert await found(index, debtor(company_name="Jeune Maison Fictive")) == []
    assert len(await found(index, debtor(registration=ALONE))) == 1


def test_who_reads_the_old_index_reads_it_to_the_end(tmp_path, index):
    with index.open("rb") as reader:
        build_index(folder(tmp_path, UPDATE, meta=meta("update", 141)), index)
        old = reader.read()
    assert b"Jeune Maison Fictive" in old
    assert index.read_bytes() != old


@pytest.mark.parametrize("extract", [139, 140, 142])
async def test_an_update_that_is_not_the_next_one_is_refused(tmp_path, index, extract):
    before = index.read_bytes()
    with pytest.raises(Invalid):
        build_index(folder(tmp_path, UPDATE, meta=meta("update", extract)), index)
    assert index.read_bytes() == before


def test_an_update_without_an_index_is_refused(tmp_path):
    with pytest.raises(Invalid):
        build_index(folder(tmp_path, UPDATE, meta=meta("update", 1)), tmp_path / "none.sqlite")
    assert not (tmp_path / "none.sqlite").exists()


BROKEN = {
    "no such column": {"contact": '"EntityNumber","ContactType","Value"\n'},
    "no kind of extract": {"meta": meta("monthly")},
    "no day": {"meta": meta(day="2026-10-04")},
    "no meta": {"meta": '"Variable","Value"\n'},
}


@pytest.mark.parametrize("trouble", BROKEN)
def test_a_changed_file_is_reported_and_the_old_index_still_serves(tmp_path, index, trouble):
    before = index.read_bytes()
    with pytest.raises(SourceChanged):
        build_index(folder(tmp_path, **BROKEN[trouble]), index)
    assert index.read_bytes() == before
    assert not list(tmp_path.glob("*.new"))


@pytest.mark.parametrize("content", [b'"Variable","Value"\n"a","\xe9"\n', b"PK\x03\x04 no zip"])
def test_what_is_no_csv_in_utf_8_is_a_changed_contract(tmp_path, content):
    place = folder(tmp_path)
    (place / "meta.csv").write_bytes(content)
    with pytest.raises(SourceChanged):
        build_index(place, tmp_path / "kbo.sqlite")


def test_a_missing_file_is_a_changed_contract(tmp_path):
    place = folder(tmp_path)
    (place / "contact.csv").unlink()
    with pytest.raises(SourceChanged):
        build_index(place, tmp_path / "kbo.sqlite")


def test_what_is_neither_zip_nor_folder_is_refused(tmp_path):
    (tmp_path / "page.zip").write_text("<html>")
    with pytest.raises(Invalid):
        build_index(tmp_path / "page.zip", tmp_path / "kbo.sqlite")


def test_an_unknown_column_is_reported_by_name_and_a_short_row_is_counted(tmp_path):
    lines = FILES["contact"].strip().splitlines()
    widened = "\n".join([lines[0] + ',"NewColumn"', *(f'{line},"secret"' for line in lines[1:])])
    index = tmp_path / "kbo.sqlite"
    report = build_index(folder(tmp_path, contact=widened + '\n"0200.000.043","ENT"\n'), index)
    assert report.unread_columns == ("contact.NewColumn",)
    assert report.rejected == 2
    assert b"secret" not in index.read_bytes()


async def test_without_the_file_the_source_is_not_configured(tmp_path):
    missing = KboFile(tmp_path / "none.sqlite")
    assert not missing.installed
    leave = permit(CARD.id)
    with pytest.raises(SourceNotConfigured):
        [r async for r in missing.search(debtor(registration=NUMBER), leave)]
    assert leave.allowance.calls == 0


async def test_a_broken_index_is_unavailable_and_not_empty(tmp_path):
    broken = tmp_path / "kbo.sqlite"
    broken.write_text("no database at all, whatever its name says")
    with pytest.raises(SourceError):
        await found(broken, debtor(registration=NUMBER))


async def test_an_index_at_a_relative_path_is_read(index, monkeypatch):
    monkeypatch.chdir(index.parent)
    assert len(await found(Path(index.name), debtor(registration=NUMBER))) == 1


@pytest.mark.parametrize("missing", ["ExtractNumber", "SnapshotDate"])
async def test_an_index_that_does_not_say_which_file_it_is_made_of_is_unavailable(index, missing):
    with closing(sqlite3.connect(index)) as held, held:
        held.execute("delete from meta where variable = ?", (missing,))
    with pytest.raises(SourceError):
        await found(index, debtor(registration=NUMBER))


async def test_without_a_permit_nothing_is_read(index):
    with pytest.raises(TypeError):
        [r async for r in KboFile(index).search(debtor(registration=NUMBER), None)]  # type: ignore[arg-type]


@pytest.mark.parametrize("wrong", ["source", "operation"])
async def test_a_permit_for_something_else_reads_nothing(index, wrong):
    good = permit(CARD.id)
    other = Permit(
        receipt=good.receipt,
        case=good.case,
        operation=Operation.DISCLOSE if wrong == "operation" else Operation.COLLECT,
        source="fr.ban" if wrong == "source" else CARD.id,
        obligations=(),
        rules=(),
        allowance=Allowance(10),
    )
    with pytest.raises(SourceForbidden):
        await found(index, debtor(registration=NUMBER), other)


async def test_a_question_is_a_call_of_the_permit(index):
    leave = permit(CARD.id, calls=1)
    assert await found(index, debtor(registration=NUMBER), leave)
    with pytest.raises(BudgetExhausted):
        await found(index, debtor(registration=NUMBER), leave)


@pytest.mark.parametrize(
    "subject",
    [
        Subject(kind=SubjectKind.COMPANY, country="FR", registration=NUMBER),
        Subject(kind=SubjectKind.DIRECTOR, country="BE", names=(PersonName(surname="Fictif"),)),
        Subject(kind=SubjectKind.SOLE_TRADER, country="BE", company_name="Boulangerie Inventée"),
        Subject(kind=SubjectKind.COMPANY, country="BE", registration="0200.000.044"),
        Subject(kind=SubjectKind.CONSUMER),
    ],
)
async def test_another_country_a_person_or_a_wrong_number_is_unsupported(index, subject):
    leave = permit(CARD.id)
    with pytest.raises(SourceUnsupported):
        await found(index, subject, leave)
    assert leave.allowance.calls == 0


@pytest.mark.parametrize("country", ["BE", "NL"])
async def test_only_a_belgian_company_is_expanded(index, country):
    place = Provenance(
        source="lei", record="1", url="https://a.example",
        retrieved_at=(await one(index, NUMBER)).provenance.retrieved_at,
        body_sha256="0" * 64, licence="CC0",
    )  # fmt: skip
    said = {Property.REGISTRATION_NUMBER: NUMBER, Property.JURISDICTION: country}
    entity = Entity(
        id=company(await one(index, NUMBER)).id,
        kind=EntityKind.COMPANY,
        statements=tuple(Statement(prop=p, value=v, provenance=place) for p, v in said.items()),
    )
    asked = KboFile(index).expand(entity, permit(CARD.id))
    if country == "BE":
        assert [r.key async for r in asked] == [NUMBER]
    else:
        with pytest.raises(SourceUnsupported):
            [r async for r in asked]
