"""An OpenStreetMap extract kept here: places by SIRET, their contacts, and what is gone."""

from __future__ import annotations

import gzip
import json
import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from connectors.fr.osm_extract import CARD, BuildReport, OsmExtract, build_index
from connectors.sandbox.identifiers import siret
from tests.connectors.doubles import permit
from tests.connectors.web.test_company_site import company
from tracer.entities import EntityKind, Property, Record
from tracer.errors import (
    BudgetExhausted,
    Invalid,
    SourceError,
    SourceForbidden,
    SourceNotConfigured,
    SourceUnsupported,
)
from tracer.subject import Subject, SubjectKind

SIREN = "299950014"
SHOP = {
    "ref:FR:SIRET": siret(SIREN, 1),
    "name": "Chez Personne",
    "operator": "Nom d'une Personne",
    "shop": "bakery",
    "phone": "+33 1 99 00 12 34",
    "contact:website": "https://boulangerie.example/",
    "check_date": "2026-05-02",
}


def feature(tags: dict[str, str], id_: str = "node/1") -> str:
    return json.dumps({"type": "Feature", "id": id_, "geometry": None, "properties": tags})


def built(
    folder: Path, *lines: str, name: str = "places.geojsonl"
) -> tuple[OsmExtract, BuildReport]:
    place = folder / name
    text = "\n".join(lines).encode()
    place.write_bytes(gzip.compress(text) if name.endswith(".gz") else text)
    return OsmExtract(folder / "osm.sqlite"), build_index(place, folder / "osm.sqlite")


async def told(extract: OsmExtract, number: str = SIREN) -> list[Record]:
    return [one async for one in extract.expand(company(number=number), permit(CARD.id))]


def texts(records: list[Record], kind: EntityKind, prop: Property) -> set[str]:
    return {t for r in records for e in r.entities if e.kind is kind for t in e.texts(prop)}


@pytest.mark.parametrize("name", ["places.geojsonl", "places.geojsonseq.gz"])
async def test_a_place_gives_its_contacts_and_its_site_with_the_licence(tmp_path: Path, name: str):
    extract, report = built(tmp_path, "\x1e" + feature(SHOP), name=name)
    assert report == BuildReport(kept=1, others=0, unreadable=0)
    records = await told(extract)
    assert texts(records, EntityKind.CONTACT, Property.PHONE) == {"+33199001234"}
    assert texts(records, EntityKind.WEBSITE, Property.WEBSITE) == {"https://boulangerie.example"}
    assert texts(records, EntityKind.COMPANY, Property.LAST_ACTIVITY) == {"2026-05-02"}
    assert {s.provenance.licence for r in records for e in r.entities for s in e.statements} == {
        "ODbL 1.0"
    }
    assert records[0].provenance.record == "node/1"


async def test_names_of_operators_are_not_even_in_the_index(tmp_path: Path):
    extract, _ = built(tmp_path, feature(SHOP))
    assert b"Personne" not in extract.index.read_bytes()


async def test_two_siret_of_one_company_are_one_record(tmp_path: Path):
    other = SHOP | {"ref:FR:SIRET": siret(SIREN, 2), "phone": "+33 2 61 91 00 12"}
    extract, _ = built(tmp_path, feature(SHOP), feature(other, "way/2"))
    records = await told(extract)
    assert len(records) == 1
    assert len(texts(records, EntityKind.CONTACT, Property.PHONE)) == 2


@pytest.mark.parametrize(("gone", "flagged"), [(1, False), (2, True)])
async def test_only_when_every_place_is_disused_is_that_said(
    tmp_path: Path, gone: int, flagged: bool
):
    closed = {k: v for k, v in SHOP.items() if k != "shop"} | {"disused:shop": "bakery"}
    lines = [feature(closed if n < gone else SHOP, f"node/{n}") for n in range(2)]
    extract, _ = built(tmp_path, *lines)
    said = texts(await told(extract), EntityKind.COMPANY, Property.SIGNAL)
    assert said == ({"flag: every_place_disused"} if flagged else set())


async def test_what_is_no_feature_is_counted_and_a_wrong_siret_is_no_place(tmp_path: Path):
    wrong = SHOP | {"ref:FR:SIRET": "12345678900012"}
    extract, report = built(tmp_path, "{", "[1]", feature(wrong), feature(SHOP))
    assert report == BuildReport(kept=1, others=1, unreadable=2)
    assert len(await told(extract)) == 1


async def test_a_company_without_a_place_has_nothing_there(tmp_path: Path):
    extract, _ = built(tmp_path, feature(SHOP))
    assert await told(extract, "299900019") == []


async def test_without_an_index_the_source_is_not_configured(tmp_path: Path):
    with pytest.raises(SourceNotConfigured):
        await told(OsmExtract(tmp_path / "none.sqlite"))


async def test_a_broken_index_is_a_typed_answer(tmp_path: Path):
    (tmp_path / "osm.sqlite").write_bytes(b"not a database" * 100)
    with pytest.raises(SourceError):
        await told(OsmExtract(tmp_path / "osm.sqlite"))


async def test_an_index_at_a_relative_path_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    built(tmp_path, feature(SHOP))
    monkeypatch.chdir(tmp_path)
    assert len(await told(OsmExtract(Path("osm.sqlite")))) == 1


async def test_an_index_that_does_not_say_when_it_was_made_is_unavailable(tmp_path: Path):
    extract, _ = built(tmp_path, feature(SHOP))
    with closing(sqlite3.connect(extract.index)) as line, line:
        line.execute("DELETE FROM meta")
    with pytest.raises(SourceError):
        await told(extract)


async def test_an_extract_that_is_not_there_is_named_by_its_field(tmp_path: Path):
    with pytest.raises(Invalid, match="extract"):
        build_index(tmp_path / "none", tmp_path / "osm.sqlite")


async def test_nothing_is_read_without_a_permit_for_it(tmp_path: Path):
    extract, _ = built(tmp_path, feature(SHOP))
    nothing = extract.expand(company(), None)  # type: ignore[arg-type]
    with pytest.raises(TypeError):
        await anext(nothing)
    with pytest.raises(SourceForbidden):
        await anext(extract.expand(company(), permit("fr.ban")))
    with pytest.raises(BudgetExhausted):
        await anext(extract.expand(company(), permit(CARD.id, calls=0)))
    with pytest.raises(SourceUnsupported):
        await anext(extract.search(Subject(kind=SubjectKind.CONSUMER), permit(CARD.id)))


def test_the_day_of_the_extract_is_that_of_its_statements(tmp_path: Path):
    extract, _ = built(tmp_path, feature(SHOP))
    _, made_on = extract._places(SIREN)
    assert abs((datetime.now(UTC) - made_on).total_seconds()) < 60
