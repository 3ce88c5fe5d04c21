"""The Gazette over invented feeds: every known trap of the feed has its test."""

from __future__ import annotations

import json
from pathlib import Path

import httpx
import pytest

from connectors.gb.gazette_notices import numbers_in
from tests.connectors.doubles import NOW, Wire, answering, connector, permit
from tracer.entities import Entity, EntityId, EntityKind, Property, Provenance, Record, Statement
from tracer.errors import BudgetExhausted, SourceChanged, SourceUnsupported
from tracer.normalise.dates import parse_partial
from tracer.subject import PersonName, Subject, SubjectKind

SOURCE = "gb.gazette"
NUMBER = "99900037"
NAME = "LOWFOLD HARROW LTD"
SITE = "https://www.thegazette.co.uk"
RECORDINGS = Path(__file__).parents[2] / "recordings" / SOURCE
DEBTOR = Subject(kind=SubjectKind.COMPANY, registration=NUMBER, company_name=NAME, country="GB")
PERSON = Subject(
    kind=SubjectKind.CONSUMER,
    names=(PersonName(surname="Thornquill", given=("Ottoline",)),),
    birth=parse_partial("1981-04"),
    country="GB",
)


def recorded(name: str) -> dict:
    return json.loads((RECORDINGS / f"{name}.json").read_text("utf-8"))["answers"][0]


def notice(
    code: str | None, day: str, content: str | None = None, title: str = NAME, **more: object
) -> dict:
    said = {
        "id": f"{SITE}/id/notice/{day.replace('-', '')}{code}",
        "f:status": "published",
        "title": title,
        "published": f"{day}T01:05:09",
        "content": content if content is not None else f"<p>Company Number: {NUMBER} of ...</p>",
        **more,
    }
    return said | ({"f:notice-code": code} if code else {})


def feed(*entries: object, **more: object) -> dict:
    return {"f:total": str(len(entries)), "entry": list(entries), **more}


async def found(wire: Wire, subject: Subject = DEBTOR) -> list[Record]:
    return [r async for r in connector(SOURCE, wire).search(subject, permit(SOURCE))]


async def gather(wire: Wire, subject: Subject, into: list[Record]) -> None:
    """What came before the search stopped, if it stops."""
    async for record in connector(SOURCE, wire).search(subject, permit(SOURCE)):
        into.append(record)  # noqa: PERF401 - an error must leave what was read


async def said(*entries: dict) -> dict[str, tuple[str, ...]]:
    """What is said of the company once its notices are read."""
    records = await found(answering(feed(*entries)))
    props = (Property.INSOLVENCY_STATE, Property.INSOLVENCY_SINCE, Property.SIGNAL)
    texts = {
        p.name: tuple(t for r in records for e in r.entities for t in e.texts(p)) for p in props
    }
    return {name: text for name, text in texts.items() if text}


# --- the feed ---------------------------------------------------------------------------------


async def test_a_number_is_a_text_and_none_is_null():
    assert await found(answering({"f:total": "0", "entry": None})) == []


async def test_one_entry_comes_as_an_object_and_not_as_a_list():
    alone = {"f:total": "1", "entry": notice("2452", "2026-03-04")}
    several = feed(notice("2452", "2026-03-04"))
    one, same = await found(answering(alone)), await found(answering(several))
    assert [r.entities[0].text(Property.INSOLVENCY_STATE) for r in one] == [
        "liquidation_judiciaire"
    ]
    assert [r.key for r in one] == [r.key for r in same]


async def test_a_text_may_come_as_an_object():
    entry = notice("2452", "2026-03-04", content={"#text": f"Company Number: {NUMBER}"})
    entry["title"] = {"#text": NAME}
    assert len(await found(answering(feed(entry)))) == 1


@pytest.mark.parametrize(
    "link", [{"@rel": "next", "@href": "https://elsewhere.example/"}, [{"@rel": "next"}]]
)
async def test_a_next_link_says_that_there_is_a_page_and_is_never_followed(link):
    def respond(request: httpx.Request, n: int) -> httpx.Response:
        page = request.url.params["results-page"]
        more = {"link": link} if page == "1" else {"link": {"@rel": "self"}}
        return httpx.Response(200, json=feed(notice("2452", f"2026-03-0{page}"), **more))

    wire = Wire(respond)
    bare = Subject(kind=SubjectKind.COMPANY, registration=NUMBER, country="GB")
    (record,) = await found(wire, bare)
    assert [r.url.params["results-page"] for r in wire.left] == ["1", "2"]
    assert {r.url.host for r in wire.left} == {"www.thegazette.co.uk"}
    assert record.entities[0].text(Property.INSOLVENCY_SINCE) == "2026-03-01"


async def test_more_pages_than_are_read_is_a_spent_budget_after_what_was_read():
    wire, records = answering(feed(notice("2452", "2026-03-04"), link={"@rel": "next"})), []
    with pytest.raises(BudgetExhausted):
        await gather(wire, DEBTOR, records)
    assert len(records) == 1
    with pytest.raises(BudgetExhausted):
        await gather(answering(recorded("person") | {"link": {"@rel": "next"}}), PERSON, records)


async def test_notices_counted_and_not_given_are_a_changed_source():
    with pytest.raises(SourceChanged):
        await found(answering({"f:total": "7", "entry": []}))


async def test_the_feed_is_asked_without_naming_a_format():
    wire = answering(feed())
    await found(wire)
    assert {r.headers["accept"] for r in wire.left} == {"*/*"}
    assert {r.url.path for r in wire.left} == {"/insolvency/notice/data.json"}


async def test_what_is_not_published_is_no_notice():
    withdrawn = notice("2452", "2026-03-04", **{"f:status": "withdrawn"})
    assert await found(answering(feed(withdrawn))) == []


# --- whose notice -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("content", "numbers"),
    [
        ("Company Number: 99900037 Registered", ("99900037",)),
        ("(Company Number 99900037)", ("99900037",)),
        ("Registered No. SC095000, of", ("SC095000",)),
        ("Company No: 445790", ("00445790",)),
        ("Company Number: 999000...", ()),
        ("Company Number: 9990003…", ()),
        ("Company Number: 99900037 ...", ("99900037",)),
        ("Case Number 4512 of 2026", ()),
        ("Company Number 99900037; Registered Number: 99900045", ("99900037", "99900045")),
    ],
)
def test_a_number_cut_off_by_the_ellipsis_is_no_number(content, numbers):
    assert numbers_in(content) == numbers


async def test_a_notice_by_name_alone_says_no_state_and_never_meets_the_debtors_company():
    records = await found(
        answering(feed(notice("2452", "2026-03-04", content="In the High Court")))
    )
    ((entity,),) = [record.entities for record in records]
    assert entity.id.startswith("gb-notice-")
    assert entity.text(Property.REGISTRATION_NUMBER) is None
    assert entity.text(Property.NAME) == NAME
    assert entity.text(Property.INSOLVENCY_STATE) is None
    assert entity.text(Property.INSOLVENCY_NOTICE) == "202603042452"
    assert entity.text(Property.SIGNAL) == "flag: notice_by_name_alone"


async def test_a_notice_that_states_another_number_is_another_company_s():
    other = notice("2452", "2026-03-04", content="Company Number: 99900045.")
    assert await found(answering(feed(other))) == []


async def test_another_title_without_a_number_is_another_company_s():
    other = notice("2452", "2026-03-04", content="", title="LOWFOLD HARROW (NORTH) LTD")
    assert await found(answering(feed(other))) == []


@pytest.mark.parametrize(
    ("content", "ids"),
    [
        (f"Company Number: {NUMBER}.", [f"gb-crn-{NUMBER}"]),
        ("Company Number: 99900037. Company Number: 99900045.", []),
    ],
)
async def test_a_company_known_by_name_takes_the_one_number_its_notice_states(content, ids):
    named = Subject(kind=SubjectKind.COMPANY, company_name="Lowfold Harrow Limited", country="GB")
    records = await found(answering(feed(notice("2452", "2026-03-04", content=content))), named)
    assert [e.id for r in records for e in r.entities] == ids


async def test_the_markup_of_a_notice_hides_no_number():
    marked = notice(
        "2452", "2026-03-04", content=f"<p>Company Number:<b>{NUMBER}</b></p>", title="X"
    )
    assert len(await found(answering(feed(marked)))) == 1


async def test_a_notice_found_by_number_and_by_name_is_one():
    wire = answering(feed(notice("2452", "2026-03-04")))
    assert len(await found(wire)) == 1
    assert [r.url.params["text"] for r in wire.left] == [NUMBER, f'"{NAME}"']
    assert {r.url.params["categorycode"] for r in wire.left} == {"24"}


async def test_no_address_court_or_practitioner_of_a_notice_is_kept():
    told = repr(await found(answering(recorded("company"))))
    for word in ("Example Row", "ZZ99", "High Court", "general meeting"):
        assert word not in told


# --- what it says -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("code", "state"),
    [
        ("2401", "sauvegarde"),
        ("2410", "redressement_judiciaire"),
        ("2411", "redressement_judiciaire"),
        ("2421", "redressement_judiciaire"),
        ("2423", "redressement_judiciaire"),
        ("2431", "liquidation_judiciaire"),
        ("2432", "liquidation_judiciaire"),
        ("2441", "liquidation_judiciaire"),
        ("2443", "liquidation_judiciaire"),
        ("2452", "liquidation_judiciaire"),
        ("2454", "liquidation_judiciaire"),
    ],
)
async def test_a_code_opens_a_procedure(code, state):
    assert await said(notice(code, "2026-03-04")) == {
        "INSOLVENCY_STATE": (state,),
        "INSOLVENCY_SINCE": ("2026-03-04",),
    }


async def test_a_petition_is_not_an_outcome():
    assert await said(notice("2450", "2026-03-04")) == {
        "SIGNAL": ("flag: winding_up_petition", "flag: insolvency_unclear")
    }


async def test_a_dismissed_petition_is_never_none():
    told = await said(notice("2450", "2026-03-04"), notice("2461", "2026-04-01"))
    assert told == {"SIGNAL": ("flag: insolvency_unclear",)}


async def test_an_order_after_its_petition_is_what_stands():
    told = await said(notice("2452", "2026-04-01"), notice("2450", "2026-03-04"))
    assert told == {
        "INSOLVENCY_STATE": ("liquidation_judiciaire",),
        "INSOLVENCY_SINCE": ("2026-04-01",),
    }


async def test_a_procedure_dates_from_its_first_notice_and_the_last_one_is_cited():
    entries = [notice(c, d) for c, d in (
        ("2410", "2024-01-02"), ("2441", "2025-02-03"), ("2443", "2025-02-05"), ("2406", "2026-01-01")
    )]  # fmt: skip
    (record,) = await found(answering(feed(*entries)))
    (entity,) = record.entities
    assert entity.text(Property.INSOLVENCY_STATE) == "liquidation_judiciaire"
    assert entity.text(Property.INSOLVENCY_SINCE) == "2025-02-03"
    assert entity.text(Property.INSOLVENCY_NOTICE) == "202601012406"
    assert record.provenance.record == "202601012406"


async def test_a_moratorium_that_ended_leaves_nothing_settled():
    told = await said(notice("2401", "2026-01-02"), notice("2402", "2026-02-02"))
    assert told == {"SIGNAL": ("flag: insolvency_unclear",)}
    kept = await said(notice("2410", "2026-01-02"), notice("2402", "2026-02-02"))
    assert kept["INSOLVENCY_STATE"] == ("redressement_judiciaire",)


@pytest.mark.parametrize("code", ["2403", "2451", "2453"])
async def test_notices_of_directors_and_partnerships_say_nothing_of_a_company(code):
    assert await said(notice(code, "2026-03-04")) == {}


@pytest.mark.parametrize(
    ("day", "state"), [("2016-10-02", ("liquidation_judiciaire",)), ("2016-09-30", None)]
)
async def test_what_is_older_than_ten_years_is_for_a_person_to_read(day, state):
    told = await said(notice("2443", day))
    assert told.get("INSOLVENCY_STATE") == state
    assert ("SIGNAL" in told) == (state is None)


async def test_a_code_nobody_knows_is_reported_and_settles_nothing():
    (record,) = await found(answering(feed(notice("2499", "2026-03-04"))))
    assert record.unread_fields == ("entry.f:notice-code",)
    assert record.entities[0].text(Property.INSOLVENCY_STATE) is None


async def test_a_notice_without_a_code_is_for_a_person_to_read():
    (record,) = await found(answering(feed(notice(None, "2026-03-04"))))
    assert record.unread_fields == ()
    assert record.entities[0].text(Property.SIGNAL) == "flag: insolvency_unclear"


async def test_no_notice_is_never_none():
    assert await found(answering(feed())) == []


# --- people -----------------------------------------------------------------------------------


async def test_a_personal_notice_bears_the_very_name_and_a_birth_date_that_can_be_his():
    wire = answering(recorded("person"))
    (record,) = await found(wire, PERSON)
    (person,) = record.entities
    assert person.kind is EntityKind.PERSON
    assert person.text(Property.INSOLVENCY_NOTICE) == "9900011"
    assert person.text(Property.BIRTH_DATE) == "1981-04"
    assert person.text(Property.INSOLVENCY_STATE) is None  # it may be a namesake's
    assert [r.url.params["categorycode"] for r in wire.left] == ["25"]
    for word in ("Wharf", "17 April", "1981-04-17", "Baker"):
        assert word not in repr(record)


@pytest.mark.parametrize(
    ("title", "yes"),
    [
        ("Ottoline Maud THORNQUILL", True),
        ("THORNQUILL, Ottoline", True),
        ("Ottoline THORNQUILL-SAMPLE", True),  # words of the name: a person judges
        ("Maud THORNQUILL", False),
        ("Ottoline BRACKENFEATHER", False),
    ],
)
async def test_a_title_is_the_name_in_either_order(title, yes):
    entry = notice("2503", "2026-05-06", content="", title=title)
    assert bool(await found(answering(feed(entry)), PERSON)) is yes


@pytest.mark.parametrize(
    ("title", "surname", "given"),
    [
        ("Ottoline THORNQUILL", "THORNQUILL", "Ottoline"),
        ("Ottoline Maud THORNQUILL", "THORNQUILL", "Ottoline Maud"),
        ("THORNQUILL, Ottoline", "THORNQUILL", "Ottoline"),
        ("Ottoline THORNQUILL-SAMPLE", "THORNQUILL-SAMPLE", "Ottoline"),
        ("OTTOLINE THORNQUILL", "THORNQUILL", "OTTOLINE"),
        ("Ottoline THORNQUILL, deceased", "THORNQUILL", "Ottoline"),
        ("Ottoline Thornquill (deceased)", "Thornquill", "Ottoline"),
    ],
)
async def test_a_personal_notice_says_no_more_of_a_name_than_its_title(title, surname, given):
    sought = Subject(
        kind=SubjectKind.CONSUMER,
        names=(PersonName(surname="Thornquill", given=("Ottoline", "Perpetua")),),
        country="GB",
    )
    entry = notice("2503", "2026-05-06", content="", title=title)
    (record,) = await found(answering(feed(entry)), sought)
    (person,) = record.entities
    assert person.text(Property.LAST_NAME) == surname
    assert person.text(Property.FIRST_NAME) == given


@pytest.mark.parametrize(
    "subject",
    [
        Subject(kind=SubjectKind.CONSUMER, names=(PersonName(surname="Thornquill"),), country="GB"),
        Subject(kind=SubjectKind.CONSUMER, names=PERSON.names, country="FR"),
        Subject(kind=SubjectKind.COMPANY, registration=NUMBER, company_name=NAME, country="NO"),
    ],
    ids=["no given name", "another country", "another register"],
)
async def test_only_a_full_name_or_a_british_company_is_asked_about(subject):
    wire = answering(feed())
    with pytest.raises(SourceUnsupported):
        await found(wire, subject)
    assert wire.left == []


@pytest.mark.parametrize(
    ("kind", "number", "jurisdiction"),
    [
        (EntityKind.COMPANY, NUMBER, "NO"),
        (EntityKind.COMPANY, NUMBER, None),
        (EntityKind.COMPANY, None, "GB"),
        (EntityKind.PERSON, NUMBER, "GB"),
    ],
)
async def test_only_a_british_company_is_expanded(kind, number, jurisdiction):
    place = Provenance(
        source="elsewhere",
        record="1",
        url="https://elsewhere.example",
        retrieved_at=NOW,
        body_sha256="0" * 64,
        licence="none",
    )
    told = {Property.REGISTRATION_NUMBER: number, Property.JURISDICTION: jurisdiction}
    entity = Entity(
        id=EntityId("x"),
        kind=kind,
        statements=tuple(
            Statement(prop=p, value=v, provenance=place) for p, v in told.items() if v
        ),
    )
    wire = answering(feed())
    with pytest.raises(SourceUnsupported):
        [r async for r in connector(SOURCE, wire).expand(entity, permit(SOURCE))]
    assert wire.left == []


def test_it_is_asked_no_faster_than_fair_use_allows():
    card = connector(SOURCE, answering(feed())).card
    assert card.rate_per_second <= 0.5
    assert card.ttl_seconds <= 3600
