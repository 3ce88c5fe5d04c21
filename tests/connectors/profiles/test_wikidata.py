"""Wikidata: organisations by their number, claims that hold, references that support."""

from __future__ import annotations

import copy
import json
from pathlib import Path

import pytest

from connectors.profiles.wikidata import CARD
from connectors.profiles.wikidata_record import site_url
from tests.connectors.doubles import Wire, answering, connector, permit
from tests.connectors.profiles.profiles import entity, expand
from tracer.entities import EntityKind, LinkType, Property
from tracer.errors import SourceBusy, SourceChanged, SourceUnsupported
from tracer.subject import Subject, SubjectKind

SIREN, ITEM = "299950014", "Q999900001"
RECORDING = Path(__file__).parents[2] / "recordings" / CARD.id / "company.json"
ENDED = {"qualifiers": {"P582": [{"snaktype": "value", "property": "P582", "hash": "x"}]}}


def answers() -> list[dict]:
    return json.loads(RECORDING.read_text("utf-8"))["answers"]


def claim(value: str, rank: str = "normal", **more) -> dict:
    held = copy.deepcopy(answers()[1]["entities"][ITEM]["claims"]["P856"][0])
    held["mainsnak"]["datavalue"]["value"] = value
    return held | {"rank": rank} | more


def with_claims(**claims) -> Wire:
    search, items = answers()
    items["entities"][ITEM]["claims"] |= claims
    return answering(search, items)


async def ask(there: Wire, subject: Subject | None = None):
    subject = subject or Subject(kind=SubjectKind.COMPANY, siren=SIREN)
    return [r async for r in connector(CARD.id, there).search(subject, permit(CARD.id))]


def profiles(record) -> dict[str, tuple[str, ...]]:
    return {
        e.text(Property.WEBSITE): e.texts(Property.SIGNAL)
        for e in record.entities
        if e.kind is EntityKind.PROFILE
    }


async def test_a_company_gets_its_website_and_its_accounts_by_its_number():
    there = answering(*answers())
    (record,) = await ask(there)
    company, *published = record.entities
    assert company.id == f"fr-siren-{SIREN}"
    assert company.texts(Property.ALIAS) == ("Atelier des Tanneurs", "Tanneurs")
    assert company.text(Property.NAME) is None
    assert {e.text(Property.WEBSITE) for e in published} == {
        "https://www.tanneurs.example",
        "https://facebook.com/ateliertanneurs",
        "https://bsky.app/profile/tanneurs.example",
        "https://social.example/@tanneurs",
    }
    assert {(k.source, k.type, k.target) for k in record.links} == {
        (company.id, LinkType.PUBLISHES, e.id) for e in published
    }
    assert there.left[0].url.params["srsearch"] == f"haswbstatement:P1616={SIREN}"
    assert {request.url.host for request in there.left} == {"www.wikidata.org"}


async def test_an_account_without_a_reference_or_copied_from_a_wiki_is_no_proof():
    (record,) = await ask(answering(*answers()))
    assert profiles(record) == {
        "https://facebook.com/ateliertanneurs": (f"proof: S6 {ITEM}",),
        "https://bsky.app/profile/tanneurs.example": (),
        "https://social.example/@tanneurs": (),
    }


@pytest.mark.parametrize("rank", ["normal", "preferred", "deprecated"])
async def test_an_item_that_is_a_person_is_withheld_whole(rank):
    human = claim("x", rank)
    human["mainsnak"]["datavalue"]["value"] = {"entity-type": "item", "id": "Q5"}
    (record,) = await ask(with_claims(P31=[human]))
    assert record.withheld
    assert (record.entities, record.links) == ((), ())


@pytest.mark.parametrize(
    ("claims", "handles"),
    [
        ([claim("ancien", "deprecated"), claim("nouveau")], {"nouveau"}),
        ([claim("ancien"), claim("nouveau", "preferred")], {"nouveau"}),
        ([claim("ancien", **ENDED), claim("nouveau")], {"nouveau"}),
        ([claim("un"), claim("deux")], {"un", "deux"}),
        ([claim("login")], set()),
    ],
)
async def test_a_deprecated_or_ended_claim_is_not_said_and_a_preferred_one_wins(claims, handles):
    (record,) = await ask(with_claims(P2002=claims))
    found = [url for url in profiles(record) if url.startswith("https://x.com/")]
    assert {url.rpartition("/")[2] for url in found} == handles


@pytest.mark.parametrize("kind", ["somevalue", "novalue"])
async def test_an_unknown_value_is_no_value(kind):
    held = claim("x")
    held["mainsnak"] = {"snaktype": kind, "property": "P2002", "hash": "h"}
    (record,) = await ask(with_claims(P2002=[held]))
    assert not any("x.com" in url for url in profiles(record))


async def test_two_items_with_one_number_are_flagged_and_prove_nothing():
    search, items = answers()
    other = copy.deepcopy(items["entities"][ITEM]) | {"id": "Q999900002"}
    search["query"]["search"].append(search["query"]["search"][0] | {"title": other["id"]})
    items["entities"][other["id"]] = other
    records = await ask(answering(search, items))
    assert len(records) == 2
    for record in records:
        assert "flag: several_items_claim_the_number" in record.entities[0].texts(Property.SIGNAL)
        assert not any(profiles(record).values())


@pytest.mark.parametrize("now", [[], [claim("299950022")], [claim(SIREN, "deprecated")]])
async def test_an_item_that_lost_the_number_since_it_was_indexed_is_not_the_company(now):
    assert await ask(with_claims(P1616=now)) == []


async def test_a_merged_item_comes_under_the_number_it_leads_to():
    search, items = answers()
    merged = items["entities"].pop(ITEM) | {"id": "Q999900009"}
    items["entities"]["Q999900009"] = merged
    (record,) = await ask(answering(search, items))
    assert record.key == "Q999900009"


async def test_an_item_deleted_since_it_was_indexed_is_nothing():
    search, _ = answers()
    gone = {"entities": {ITEM: {"id": ITEM, "missing": ""}}, "success": 1}
    assert await ask(answering(search, gone)) == []


async def test_an_empty_object_written_as_a_list_is_empty():
    search, items = answers()
    items["entities"][ITEM]["labels"] = []
    (record,) = await ask(answering(search, items))
    assert record.entities[0].texts(Property.ALIAS) == ()
    items["entities"][ITEM]["claims"] = []
    assert await ask(answering(search, items)) == []


@pytest.mark.parametrize(
    ("code", "error"),
    [("maxlag", SourceBusy), ("ratelimited", SourceBusy), ("cirrussearch-x", SourceChanged)],
)
async def test_an_error_sent_with_status_200_is_not_nothing(code, error):
    with pytest.raises(error):
        await ask(answering({"error": {"code": code, "info": f"about {SIREN}"}}))


async def test_the_lei_is_kept_if_it_is_one():
    (record,) = await ask(with_claims(P1278=[claim("969500XXXXXXXXXXXX00"), claim("nonsense")]))
    assert record.entities[0].texts(Property.LEI) == ()
    (record,) = await ask(with_claims(P1278=[claim("969500TANNEURS000184")]))
    assert record.entities[0].texts(Property.LEI) == ("969500TANNEURS000184",)


async def test_a_property_that_is_not_needed_is_never_read():
    (record,) = await ask(with_claims(P169=[claim("Zoé Arbancourt")], P1120=[claim("12")]))
    assert "Arbancourt" not in repr(record)
    assert record.unread_fields == ()


@pytest.mark.parametrize(
    "subject",
    [
        Subject(kind=SubjectKind.SOLE_TRADER, siren=SIREN),
        Subject(kind=SubjectKind.DIRECTOR, siren=SIREN),
        Subject(kind=SubjectKind.COMPANY, company_name="Atelier des Tanneurs"),
        Subject(kind=SubjectKind.COMPANY, siren="299950015"),
    ],
)
async def test_only_a_company_by_a_valid_number_is_asked(subject):
    there = answering({})
    with pytest.raises(SourceUnsupported):
        await ask(there, subject)
    assert there.left == []


@pytest.mark.parametrize(
    ("entity_id", "kind", "form"),
    [
        ("gb-crn-00000001", EntityKind.COMPANY, None),
        (f"fr-siren-{SIREN}", EntityKind.PERSON, None),
        (f"fr-siren-{SIREN}", EntityKind.COMPANY, "1000"),
    ],
)
async def test_only_a_french_company_that_is_no_sole_trader_is_expanded(entity_id, kind, form):
    there = answering({})
    said = {Property.REGISTRATION_NUMBER: SIREN, Property.LEGAL_FORM: form}
    about = entity(entity_id, kind, said)
    with pytest.raises(SourceUnsupported):
        await expand(CARD.id, there, about)
    assert there.left == []


@pytest.mark.parametrize(
    ("written", "url"),
    [
        ("https://www.tanneurs.example/", "https://www.tanneurs.example"),
        ("HTTP://Tanneurs.example/fr/", "http://tanneurs.example/fr"),
        ("tanneurs.example", "https://tanneurs.example"),
        ("https://facebook.com/tanneurs", None),
        ("ftp://tanneurs.example", None),
        ("", None),
    ],
)
def test_a_page_on_a_network_is_no_website(written, url):
    assert site_url(written) == url
