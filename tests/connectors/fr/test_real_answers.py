"""Real recorded answers, read in place: every one maps, and no field is left unread."""

from __future__ import annotations

import gzip
import json
import re
from collections import Counter
from datetime import UTC, datetime

import pytest

from connectors.answer import Fetched
from connectors.base import read, unread_fields
from connectors.fr.ban import Collection
from connectors.fr.bodacc_notices import NoticePage, notice_of
from connectors.fr.bodacc_organs import practitioners
from connectors.fr.bodacc_rules import classify
from connectors.fr.recherche_entreprises_payload import SearchPage
from connectors.fr.recherche_entreprises_record import record_of
from tracer.entities import EntityKind, Property

pytestmark = pytest.mark.payloads

FETCHED = Fetched(
    source="fr.recherche_entreprises",
    body=None,
    url="https://register.example/search",
    retrieved_at=datetime(2026, 10, 1, tzinfo=UTC),
    sha256="0" * 64,
    licence="Licence Ouverte 2.0",
)


def register_pages(folder):
    for path in sorted((folder / "fr" / "recherche_entreprises").glob("*.json")):
        yield json.loads(path.read_text("utf-8"))["result"]
    lines = (folder / "fr" / "recherche_entreprises" / "companies.jsonl").read_text("utf-8")
    units = [json.loads(line) for line in lines.splitlines()]
    own = {"_recorded_commit_date", "_source"}  # of whoever recorded it, not of the register
    yield {"results": [{k: v for k, v in u.items() if k not in own} for u in units]}


def test_every_recorded_unit_maps_and_no_field_is_left_unread(payloads):
    unread: Counter[str] = Counter()
    units = 0
    for page in register_pages(payloads):
        got = read(SearchPage, page, FETCHED.source)
        unread.update(unread_fields(got))
        for unit in got.results:
            record = record_of(unit, FETCHED)
            unread.update(record.unread_fields)
            units += 1
            assert record.entities[0].text(Property.REGISTRATION_NUMBER) == unit.siren
    assert units > 150
    assert unread == {}


def test_no_recorded_mask_becomes_a_clear_value(payloads):
    withheld = 0
    for page in register_pages(payloads):
        for unit in read(SearchPage, page, FETCHED.source).results:
            record = record_of(unit, FETCHED)
            withheld += record.withheld
            clear = [e.texts(p) for e in record.entities for p in Property]
            assert "DIFFUSIBLE" not in repr(clear)
            if record.withheld:
                assert {e.kind for e in record.entities} == {EntityKind.COMPANY}
    assert withheld >= 2


def notices(folder):
    path = folder / "fr" / "bodacc" / "insolvency_notices_2008.jsonl.gz"
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        return [json.loads(line)["jugement"] for line in lines]


def official(judgment, rules):
    """The first rule that matches, to the letter; "unclassified" when none does."""
    text = (judgment["complementJugement"] or "").lower()
    for rule in rules:
        if rule["nature"] != judgment["nature"]:
            continue
        if rule.get("complement_contains", "").lower() in text:
            return rule["statut"]
    return "unclassified"


def test_real_notices_get_the_official_answer(payloads, capsys):
    file = payloads / "fr" / "bodacc" / "procedure_collective_rules.json"
    rules = json.loads(file.read_text("utf-8"))["procedure_collective_rules"]
    outside = {"Avis de dépôt", "Extrait de jugement", "Loi de 1967"}
    scope = [n for n in notices(payloads) if n["famille"] not in outside]
    same = 0
    for judgment in scope:
        ruling = classify(*(judgment[f] for f in ("famille", "nature", "complementJugement")))
        same += (ruling.state.value if ruling.state else None) == official(judgment, rules)
    with capsys.disabled():
        print(f"\nBODACC 2008: {same} of {len(scope)} notices in scope get the official answer")
    assert len(scope) > 500
    assert same / len(scope) >= 0.995


def test_the_organ_of_real_opening_judgments_is_named(payloads, capsys):
    """A judgment names one when it speaks of the organ and of somebody with a professional title."""
    organ = re.compile("liquidateur|mandataire judiciaire|représentant des créanciers", re.I)
    title = re.compile(r"\b(ma[iî]tre|me|scp|selarl|selas|selafa|selurl|sté|société)\b", re.I)
    texts = [
        n["complementJugement"] for n in notices(payloads) if n["famille"] == "Jugement d'ouverture"
    ]
    naming = [text for text in texts if organ.search(text) and title.search(text)]
    named = addressed = 0
    for text in naming:
        found = [
            o for o in practitioners(text) if o.role in ("liquidateur", "mandataire judiciaire")
        ]
        written = " ".join(text.replace("(Maître) ", "").split())
        assert all(o.name in written for o in found)
        named += bool(found)
        addressed += any(o.address and o.postcode for o in found)
    with capsys.disabled():
        print(f"\nBODACC 2008: {len(texts)} openings, {len(naming)} name an organ,", end=" ")
        print(f"{named} are read, {addressed} with an address")
    assert len(naming) > 300
    assert named / len(naming) >= 0.9


def test_real_portal_rows_are_read(payloads):
    old = json.loads((payloads / "fr" / "bodacc" / "ods_v1_ganymede.json").read_text("utf-8"))
    new = payloads / "fr" / "bodacc" / "ods_v21_partial_real_examples.json"
    rows = [row["fields"] for row in old["records"]]
    rows += [
        {k: v for k, v in row.items() if not k.startswith("_")}
        for row in json.loads(new.read_text("utf-8"))
        if "dateparution" in row  # one example is quoted in part
    ]
    page = read(NoticePage, {"total_count": len(rows), "results": rows}, "fr.bodacc")
    read_notices = [notice_of(row, FETCHED) for row in page.results]
    assert len(read_notices) == len(rows)
    assert all(notice.sirens for notice in read_notices)
    assert {name for notice in read_notices for name in notice.unread} == set()


def test_real_address_answers_are_read(payloads):
    for path in sorted((payloads / "fr" / "ban").glob("*.json")):
        page = read(Collection, json.loads(path.read_text("utf-8")), "fr.ban")
        assert unread_fields(page) == ()
