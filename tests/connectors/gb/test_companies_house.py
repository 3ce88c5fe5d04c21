"""Companies House over invented answers: every known trap of the register has its test."""

from __future__ import annotations

import copy
import json
from collections.abc import Mapping
from pathlib import Path

import httpx
import pytest

from tests.connectors.doubles import NOW, Wire, connector, permit
from tracer.entities import (
    Entity,
    EntityId,
    EntityKind,
    LinkType,
    Property,
    Provenance,
    Record,
    Statement,
)
from tracer.errors import BudgetExhausted, SourceChanged, SourceForbidden, SourceUnsupported
from tracer.normalise.dates import parse_partial
from tracer.subject import PersonName, Subject, SubjectKind

SOURCE = "gb.companies_house"
NUMBER = "99900011"
COMPANY = f"gb-crn-{NUMBER}"
RECORDINGS = Path(__file__).parents[2] / "recordings" / SOURCE
DEBTOR = Subject(kind=SubjectKind.COMPANY, registration=NUMBER, country="GB")
PERSON = Subject(
    kind=SubjectKind.DIRECTOR,
    names=(PersonName(surname="Thornquill", given=("Ottoline",)),),
    birth=parse_partial("1981-04"),
    country="GB",
)


def answers(name: str) -> dict[str, dict]:
    """The answers of a recording by path, to be changed."""
    recorded = json.loads((RECORDINGS / f"{name}.json").read_text("utf-8"))
    return {path: copy.deepcopy(said["body"]) for path, said in recorded["by_path"].items()}


def company(**changes: object) -> dict[str, dict]:
    """The recorded company with some fields of its profile changed (None: absent) and no cases."""
    said = answers("company")
    said.pop(f"/company/{NUMBER}/insolvency")
    profile = {**said[f"/company/{NUMBER}"], **changes}
    said[f"/company/{NUMBER}"] = {k: v for k, v in profile.items() if v is not None}
    return said


def serving(by_path: Mapping[str, object]) -> Wire:
    def respond(request: httpx.Request, n: int) -> httpx.Response:
        said = by_path.get(request.url.path)
        if isinstance(said, httpx.Response):
            return httpx.Response(said.status_code, content=said.content)
        return httpx.Response(404) if said is None else httpx.Response(200, json=said)

    return Wire(respond)


async def found(by_path: Mapping[str, object] | Wire, subject: Subject = DEBTOR) -> list[Record]:
    wire = by_path if isinstance(by_path, Wire) else serving(by_path)
    return [r async for r in connector(SOURCE, wire).search(subject, permit(SOURCE))]


async def gather(wire: Wire, subject: Subject, into: list[Record]) -> None:
    """What came before the search stopped, if it stops."""
    async for record in connector(SOURCE, wire).search(subject, permit(SOURCE)):
        into.append(record)  # noqa: PERF401 - an error must leave what was read


def company_node(records: list[Record], prop: Property) -> list[str]:
    nodes = [e for record in records for e in record.entities if e.id == COMPANY]
    return [text for node in nodes for text in node.texts(prop)]


def links(records: list[Record], type_: LinkType):
    return [link for record in records for link in record.links if link.type is type_]


def people(records: list[Record]) -> list[Entity]:
    kinds = [e for record in records for e in record.entities if e.kind is EntityKind.PERSON]
    return list({entity.id: entity for entity in kinds}.values())


# --- insolvency -------------------------------------------------------------------------------

THREE_404 = {
    "of a company": b'{"timestamp":"t","message":"404 NOT_FOUND","request_id":"r"}',
    "of insolvency": b'{"timestamp":"t","status":404,"error":"Not Found","path":"/x"}',
    "empty": b"",
}


@pytest.mark.parametrize("body", THREE_404.values(), ids=list(THREE_404))
async def test_a_404_of_insolvency_is_never_none(body):
    said = company(has_insolvency_history=None)
    said[f"/company/{NUMBER}/insolvency"] = httpx.Response(404, content=body)
    records = await found(said)
    assert company_node(records, Property.NAME) == ["QUAYSTONE MERIDIAN LTD"]
    assert company_node(records, Property.INSOLVENCY_STATE) == []


async def test_an_empty_list_of_cases_is_never_none():
    said = company(has_insolvency_history=True)
    said[f"/company/{NUMBER}/insolvency"] = {"cases": []}
    assert company_node(await found(said), Property.INSOLVENCY_STATE) == []


@pytest.mark.parametrize(
    ("status", "history", "state"),
    [
        ("active", False, ["none"]),
        ("active", True, []),
        ("active", None, []),
        (None, False, []),
        ("dissolved", False, []),
        ("open", False, []),
    ],
)
async def test_none_is_only_what_an_active_company_s_profile_says(status, history, state):
    records = await found(company(company_status=status, has_insolvency_history=history))
    assert company_node(records, Property.INSOLVENCY_STATE) == state


@pytest.mark.parametrize(
    ("status", "state"),
    [
        ("liquidation", "liquidation_judiciaire"),
        ("administration", "redressement_judiciaire"),
        ("receivership", "redressement_judiciaire"),
        ("insolvency-proceedings", "redressement_judiciaire"),
        ("voluntary-arrangement", "sauvegarde"),
    ],
)
async def test_the_status_decides_and_not_the_booleans(status, state):
    lies = {"has_been_liquidated": False, "has_insolvency_history": False, "has_charges": False}
    records = await found(company(company_status=status, **lies))
    assert company_node(records, Property.INSOLVENCY_STATE) == [state]
    assert company_node(records, Property.STATUS) == ["active"]


def case(type_: str, number: str = "1", **dates: str) -> dict:
    said = [{"type": name.replace("_", "-"), "date": day} for name, day in dates.items()]
    return {"number": number, "type": type_, "dates": said}


async def test_the_procedure_begins_when_its_own_case_does():
    said = company(company_status="liquidation")
    said[f"/company/{NUMBER}/insolvency"] = {
        "status": ["liquidation"],
        "cases": [
            case("in-administration", administration_started_on="2022-01-05"),
            case(
                "compulsory-liquidation",
                "2",
                petitioned_on="2023-11-02",
                wound_up_on="2024-01-31",
                due_to_be_dissolved_on="2020-01-01",
            ),
            case("creditors-voluntary-liquidation", "3", wound_up_on="2024-06-01"),
        ],
    }
    records = await found(said)
    assert company_node(records, Property.INSOLVENCY_SINCE) == ["2024-01-31"]
    assert company_node(records, Property.INSOLVENCY_NOTICE) == [f"{NUMBER}/3"]


async def test_the_number_of_a_case_is_its_place_and_not_a_court_s():
    said = company(company_status="liquidation")
    said[f"/company/{NUMBER}/insolvency"] = {
        "cases": [case("compulsory-liquidation", "31", wound_up_on="2024-01-31")]
    }
    assert company_node(await found(said), Property.INSOLVENCY_NOTICE) == [f"{NUMBER}/31"]


async def test_a_status_that_is_a_list_keeps_what_is_over_and_decides_nothing():
    said = company(has_insolvency_history=True)
    over = case(
        "in-administration",
        administration_started_on="2012-01-30",
        administration_ended_on="2013-01-22",
    )
    said[f"/company/{NUMBER}/insolvency"] = {"status": ["in-administration"], "cases": [over]}
    assert company_node(await found(said), Property.INSOLVENCY_STATE) == ["none"]


async def test_an_open_case_of_an_active_company_is_for_a_person_to_read():
    said = company(has_insolvency_history=True)
    said[f"/company/{NUMBER}/insolvency"] = {
        "cases": [case("receiver-manager", instrumented_on="1993-05-04")]
    }
    records = await found(said)
    assert company_node(records, Property.INSOLVENCY_STATE) == []
    assert company_node(records, Property.SIGNAL) == ["flag: insolvency_unclear"]


async def test_dissolved_on_which_no_enumeration_has_ends_a_case():
    said = company(has_insolvency_history=True)
    over = case("creditors-voluntary-liquidation", wound_up_on="2001-02-03")
    over["dates"].append({"type": "dissolved-on", "date": "2003-04-05"})
    said[f"/company/{NUMBER}/insolvency"] = {"cases": [over]}
    assert company_node(await found(said), Property.SIGNAL) == []


@pytest.mark.parametrize("address", [{"address_line_1": "1 Example Row"}, [{"x": "y"}], None])
async def test_practitioners_are_third_persons_and_never_kept(address):
    said = company(company_status="liquidation")
    open_case = case("compulsory-liquidation", wound_up_on="2024-01-31")
    open_case["practitioners"] = [{"name": "Alban Pryce-Exemplar", "address": address}]
    said[f"/company/{NUMBER}/insolvency"] = {"cases": [open_case]}
    records = await found(said)
    assert "Pryce" not in repr(records)
    assert not any(record.unread_fields for record in records)


# --- the profile ------------------------------------------------------------------------------


async def test_an_absent_status_is_neither_active_nor_closed():
    records = await found(company(company_status=None))
    assert company_node(records, Property.STATUS) == []
    assert all(link.current is True for link in links(records, LinkType.OWNERSHIP))


async def test_a_status_nobody_knows_is_reported_and_is_no_status():
    records = await found(company(company_status="in-suspense"))
    assert company_node(records, Property.STATUS) == []
    assert records[0].unread_fields == ("company_status",)


async def test_an_open_uk_establishment_is_active():
    assert company_node(await found(company(company_status="open")), Property.STATUS) == ["active"]


async def test_a_former_name_of_the_profile_is_an_alias():
    assert company_node(await found(company()), Property.ALIAS) == ["QUAYSTONE TYRES LTD"]


@pytest.mark.parametrize("said", ["445790", "00445790", " 445 790 "])
async def test_a_number_is_padded_to_eight(said):
    wire = serving({})
    debtor = Subject(kind=SubjectKind.COMPANY, registration=said, country="GB")
    assert await found(wire, debtor) == []
    assert [r.url.path for r in wire.left] == ["/company/00445790"]


async def test_an_answer_about_another_company_is_a_changed_source():
    with pytest.raises(SourceChanged):
        await found(company(company_number="99900029"))


OFFICE = {"address_line_1": "4 Example Wharf", "locality": "Testbridge", "postal_code": "ZZ99 9ZZ"}


def office(records: list[Record]) -> Entity:
    return next(e for r in records for e in r.entities if e.kind is EntityKind.ADDRESS)


@pytest.mark.parametrize(
    ("country", "jurisdiction", "iso"),
    [
        ("England", "england-wales", "GB"),
        ("United Kingdom", "scotland", "GB"),
        ("Northern Ireland", None, "GB"),
        ("Guernsey", None, "GG"),
        ("Ruritania", None, "ZZ"),
        (None, "england-wales", "GB"),
        (None, "european-union", None),
        (None, None, None),
    ],
)
async def test_a_country_is_free_text_and_may_be_absent(country, jurisdiction, iso):
    address = {**OFFICE, **({"country": country} if country else {})}
    address.pop("locality")
    records = await found(company(registered_office_address=address, jurisdiction=jurisdiction))
    assert office(records).text(Property.COUNTRY) == iso
    assert office(records).text(Property.CITY) is None


async def test_an_office_that_is_disputed_or_undeliverable_says_so():
    records = await found(
        company(registered_office_is_in_dispute=True, undeliverable_registered_office_address=True)
    )
    assert office(records).texts(Property.SIGNAL) == (
        "flag: office_in_dispute",
        "flag: office_undeliverable",
    )


async def test_the_register_s_own_box_is_no_address():
    box = {"po_box": "4385", "address_line_1": "99900011 - Example", "postal_code": "CF14 8LH"}
    records = await found(company(registered_office_address=box))
    assert not [e for r in records for e in r.entities if e.kind is EntityKind.ADDRESS]
    assert company_node(records, Property.SIGNAL) == ["flag: no_effective_office"]


# --- officers ---------------------------------------------------------------------------------


def with_officers(*officers: dict, status: str = "active", **counts: int) -> dict[str, dict]:
    said = company(company_status=status)
    page = said[f"/company/{NUMBER}/officers"]
    page.update({"items": list(officers), "total_results": len(officers), **counts})
    return said


def officer(name: str, role: str = "director", **more: object) -> dict:
    return {"name": name, "officer_role": role, **more}


async def test_the_recorded_list_has_as_many_current_officers_as_it_counts():
    held = links(await found(company()), LinkType.DIRECTORSHIP)
    assert [link.current for link in held] == [True, True, False, True]
    assert (held[2].start, held[2].end) == ("2015-03-09", "2019-11-30")


async def test_officers_of_a_dissolved_company_have_no_resignation_and_no_office():
    left = officer("BRACKENFEATHER, Lucian", appointed_on="2015-01-02", resigned_on="2016-01-02")
    said = with_officers(officer("THORNQUILL, Ottoline"), left, status="dissolved")
    records = await found(said)
    assert [link.current for link in links(records, LinkType.DIRECTORSHIP)] == [None, False]
    assert {link.current for link in links(records, LinkType.OWNERSHIP)} == {None}


async def test_inactive_officers_are_not_current_where_the_status_does_not_tell():
    said = with_officers(officer("THORNQUILL, Ottoline"), active_count=0, inactive_count=1)
    held = links(await found(said), LinkType.DIRECTORSHIP)
    assert [link.current for link in held] == [None]


@pytest.mark.parametrize(
    ("days", "current"),
    [
        ({"resigned_on": "2026-10-01"}, False),
        ({"resigned_on": "2026-10-02"}, True),
        ({"resigned_on": "9999-12-31"}, True),
        ({"resigned_on": "no day"}, None),
        ({"appointed_on": "2026-10-01"}, True),
        ({"appointed_on": "2026-10-02"}, False),
        ({"appointed_on": "no day"}, True),
    ],
)
async def test_an_office_is_held_from_its_first_day_to_its_last(days, current):
    said = with_officers(officer("THORNQUILL, Ottoline", **days))
    (held,) = links(await found(said), LinkType.DIRECTORSHIP)
    assert held.current is current
    listed = answers("person")
    listed["/officers/offAA/appointments"]["items"][0] |= days
    held = links(await found(listed, PERSON), LinkType.DIRECTORSHIP)[0]
    assert held.current is current


@pytest.mark.parametrize(
    ("status", "current"),
    [
        ("dissolved", None),
        ("closed", None),
        ("converted-closed", None),
        ("removed", None),
        ("active", True),
        ("liquidation", True),
    ],
)
async def test_in_a_company_that_is_no_more_nobody_is_said_to_hold_an_office(status, current):
    records = await found(with_officers(officer("THORNQUILL, Ottoline"), status=status))
    kinds = (LinkType.DIRECTORSHIP, LinkType.OWNERSHIP)
    assert {link.current for kind in kinds for link in links(records, kind)} == {current}
    states = ["active" if current else "closed"]
    assert company_node(records, Property.STATUS) == states
    listed = answers("person")
    item = listed["/officers/offAA/appointments"]["items"][0]
    item["appointed_to"]["company_status"] = status
    assert links(await found(listed, PERSON), LinkType.DIRECTORSHIP)[0].current is current


async def test_before_1992_the_day_of_an_appointment_is_not_known():
    old = officer(
        "THORNQUILL, Ottoline", appointed_before="1991-06-18", is_pre_1992_appointment=True
    )
    (held,) = links(await found(with_officers(old)), LinkType.DIRECTORSHIP)
    assert (held.start, held.current) == (None, True)


async def test_a_secretary_may_have_no_day_and_no_birth_date():
    records = await found(with_officers(officer("THORNQUILL, Ottoline", "secretary")))
    (held,) = links(records, LinkType.DIRECTORSHIP)
    assert (held.start, held.role) == (None, "secretary")


async def test_all_pages_of_officers_are_read_to_the_end():
    names = [f"EXAMPLE{chr(65 + n)}, Sample" for n in range(5)]

    def respond(request: httpx.Request, n: int) -> httpx.Response:
        if not request.url.path.endswith("/officers"):
            said = company().get(request.url.path)
            return httpx.Response(200, json=said) if said else httpx.Response(404)
        start = int(request.url.params["start_index"])
        assert request.url.params["items_per_page"] == "100"
        page = [officer(name) for name in names[start : start + 2]]  # a server that gives two
        return httpx.Response(200, json={"items": page, "total_results": 5})

    records = await found(Wire(respond))
    assert len(links(records, LinkType.DIRECTORSHIP)) == 5


async def test_a_list_longer_than_is_read_ends_in_a_spent_budget_after_what_was_read():
    said = company()
    said[f"/company/{NUMBER}/officers"]["total_results"] = 5_000
    wire, records = serving(said), []
    with pytest.raises(BudgetExhausted):
        await gather(wire, DEBTOR, records)
    assert len(links(records, LinkType.DIRECTORSHIP)) == 24


async def test_a_list_that_ends_before_what_it_counts_is_a_changed_source():
    said = company()
    said[f"/company/{NUMBER}/officers"].update({"items": [], "total_results": 3})
    with pytest.raises(SourceChanged):
        await found(said)


async def test_a_director_who_is_also_the_secretary_is_one_person_with_his_birth_month():
    secretary = officer("THORNQUILL, Ottoline Maud", "secretary", person_number="999000010002")
    director = officer(
        "THORNQUILL, Ottoline Maud",
        person_number="999000010001",
        date_of_birth={"day": 17, "month": 4, "year": 1981},
    )
    for order in ((secretary, director), (director, secretary)):
        said = with_officers(*order)
        said.pop(f"/company/{NUMBER}/persons-with-significant-control")
        records = await found(said)
        (person,) = people(records)
        assert not any(record.unread_fields for record in records)
        assert person.text(Property.BIRTH_DATE) == "1981-04"
        assert len(links(records, LinkType.DIRECTORSHIP)) == 2


async def test_a_person_number_is_no_proof_when_the_names_differ():
    said = with_officers(
        officer("THORNQUILL, Ottoline", person_number="999000010001"),
        officer("THORNQUILL, Lucian", person_number="999000010001"),
    )
    said.pop(f"/company/{NUMBER}/persons-with-significant-control")
    assert len(people(await found(said))) == 2


@pytest.mark.parametrize(
    ("identification", "id_", "jurisdiction"),
    [
        ({"identification_type": "uk-limited-company", "registration_number": "445790"},
         "gb-crn-00445790", "GB"),
        ({"place_registered": "Companies House", "registration_number": "Sc095000"},
         "gb-crn-SC095000", "GB"),
        ({"place_registered": "Guernsey Registry", "registration_number": "34973"}, None, "GG"),
        ({"place_registered": "Ruritania", "registration_number": "445790"}, None, None),
        ({"place_registered": "England"}, None, None),
        ({"place_registered": "Registrar Of Companies, Cardiff", "registration_number": "445790"},
         "gb-crn-00445790", "GB"),
        ({"country_registered": "Northern Ireland", "registration_number": "NI12"},
         "gb-crn-NI000012", "GB"),
        ({"place_registered": "Companies House, Gibraltar", "registration_number": "445790"},
         None, "GI"),
        ({"country_registered": "New South Wales", "registration_number": "445790"}, None, None),
        ({"country_registered": "New Jersey", "registration_number": "445790"}, None, None),
        (None, None, None),
    ],
)  # fmt: skip
async def test_a_corporate_officer_is_a_company_of_this_register_only_when_it_says_so(
    identification, id_, jurisdiction
):
    one = officer("EXAMPLE NOMINEES LIMITED", "corporate-nominee-secretary")
    one |= {"identification": identification} if identification else {}
    one["principal_office_address"] = {"premises": "1"}
    records = await found(with_officers(one))
    (held,) = links(records, LinkType.DIRECTORSHIP)
    holder = next(e for r in records for e in r.entities if e.id == held.source)
    assert (holder.kind, held.role) == (EntityKind.COMPANY, "nominee-secretary")
    assert holder.id == id_ if id_ else holder.id.startswith("gb-corporate-")
    assert holder.text(Property.JURISDICTION) == jurisdiction


async def test_no_address_nationality_occupation_or_identity_check_of_a_person_is_kept():
    said = repr(await found(company()))
    for word in ("British", "Baker", "2026-01-05", "identity"):
        assert word not in said
    addresses = [
        link
        for link in links(await found(company()), LinkType.LOCATED_AT)
        if link.source != COMPANY
    ]
    assert addresses == []


async def test_the_internal_full_record_is_never_asked():
    wire = serving({**answers("person"), **company()})
    await found(wire)
    await found(wire, PERSON)
    assert not [r for r in wire.left if "full_record" in r.url.path]


# --- owners -----------------------------------------------------------------------------------


async def test_natures_are_ranges_and_stay_as_they_are_said():
    owned = links(await found(company()), LinkType.OWNERSHIP)
    role = "ownership-of-shares-50-to-75-percent, voting-rights-50-to-75-percent"
    assert owned[0].role == role


async def test_a_super_secure_owner_is_somebody_withheld():
    records = await found(company())
    masked = [e for e in people(records) if e.is_masked(Property.NAME)]
    assert len(masked) == 1
    assert masked[0].texts(Property.NAME) == ()
    said = company()
    page = said[f"/company/{NUMBER}/persons-with-significant-control"]
    page.update({"items": page["items"][1:], "total_results": 1})
    assert [r.withheld for r in await found(said)] == [False, False, True, False]


@pytest.mark.parametrize("answer", [{"items": [], "total_results": 0}, None])
async def test_no_owners_listed_is_not_nobody(answer):
    said: dict[str, object] = dict(company())
    said[f"/company/{NUMBER}/persons-with-significant-control"] = answer
    records = await found({path: body for path, body in said.items() if body is not None})
    assert links(records, LinkType.OWNERSHIP) == []
    assert [r.key for r in records] == [NUMBER, f"{NUMBER}/insolvency", f"{NUMBER}/officers/0"]


async def test_an_owner_who_ceased_is_not_one_now():
    said = company()
    page = said[f"/company/{NUMBER}/persons-with-significant-control"]
    page["items"][0]["ceased_on"] = "2020-02-01"
    page["items"][1]["ceased"] = True
    owned = links(await found(said), LinkType.OWNERSHIP)
    assert [(link.current, link.end) for link in owned] == [(False, "2020-02-01"), (False, None)]


@pytest.mark.parametrize(
    ("day", "current"), [("2026-10-01", False), ("2027-03-01", True), ("no day", None)]
)
async def test_an_owner_is_one_until_the_day_it_ceases(day, current):
    said = company()
    said[f"/company/{NUMBER}/persons-with-significant-control"]["items"][0]["ceased_on"] = day
    assert links(await found(said), LinkType.OWNERSHIP)[0].current is current


async def test_a_kind_of_owner_nobody_knows_is_reported():
    said = company()
    said[f"/company/{NUMBER}/persons-with-significant-control"]["items"][0]["kind"] = "trust"
    records = await found(said)
    assert records[2].unread_fields == ("items.kind",)


# --- by name ----------------------------------------------------------------------------------


async def test_a_company_found_by_a_former_name_has_it_as_an_alias():
    said = answers("former_name")
    debtor = Subject(kind=SubjectKind.COMPANY, company_name="Quaystone Tyres Ltd", country="GB")
    records = await found(said, debtor)
    assert [r.key for r in records] == [NUMBER, "99900070"]  # "(North)" is another name
    assert company_node(records, Property.NAME) == ["QUAYSTONE MERIDIAN LTD"]
    assert company_node(records, Property.ALIAS) == ["QUAYSTONE TYRES LTD"]


async def test_one_company_of_the_name_is_read_whole():
    said = answers("former_name") | company()
    said["/search/companies"]["items"].pop()
    debtor = Subject(kind=SubjectKind.COMPANY, company_name="Quaystone Tyres", country="GB")
    assert len(links(await found(said, debtor), LinkType.DIRECTORSHIP)) == 4


async def test_a_name_with_nothing_to_search_by_is_unsupported():
    wire = serving(answers("former_name"))
    with pytest.raises(SourceUnsupported):
        await found(wire, Subject(kind=SubjectKind.COMPANY, company_name="—", country="GB"))
    assert wire.left == []


async def test_premises_apart_or_folded_are_one_address():
    said = answers("former_name")
    debtor = Subject(kind=SubjectKind.COMPANY, company_name="Quaystone Tyres Ltd", country="GB")
    apart, folded = await found(said, debtor), await found(company())
    assert office(apart).text(Property.FULL) == office(folded).text(Property.FULL)


async def test_no_more_than_a_hundred_results_are_asked_for():
    wire = serving(answers("person"))
    await found(wire, PERSON)
    sizes = {r.url.params["items_per_page"] for r in wire.left if "search" in r.url.path}
    assert sizes == {"100"}


async def test_only_officers_whose_name_and_birth_month_can_be_the_debtor_s_are_followed():
    wire = serving(answers("person"))
    records = await found(wire, PERSON)
    asked = [r.url.path for r in wire.left if r.url.path.endswith("/appointments")]
    assert asked == ["/officers/offAA/appointments"]
    held = links(records, LinkType.DIRECTORSHIP)
    assert [(link.target, link.current) for link in held] == [
        (COMPANY, True),
        ("gb-crn-99900053", None),
    ]


@pytest.mark.parametrize("path", ["/search/officers", "/search/disqualified-officers"])
async def test_a_name_that_cannot_be_told_apart_is_reported(path):
    said = answers("person")
    hit = said[path]["items"][0]
    said[path]["items"].append({**hit, "title": "OTTOLINE THORNQUILL"})
    records = await found(said, PERSON)
    assert [r for r in records if "items.title" in r.unread_fields]


@pytest.mark.parametrize("path", ["/search/officers", "/search/disqualified-officers"])
async def test_where_nobody_else_is_found_a_name_that_cannot_be_told_apart_is_no_empty_answer(path):
    said = answers("person")
    said[path]["items"] = [{**said[path]["items"][0], "title": "OTTOLINE THORNQUILL"}]
    records: list[Record] = []
    with pytest.raises(SourceUnsupported):
        await gather(serving(said), PERSON, records)
    assert bool(links(records, LinkType.DIRECTORSHIP)) is (path != "/search/officers")
    said[path]["items"][0]["title"] = "THORNQUILL NOMINEES LIMITED"
    await found(said, PERSON)


async def test_two_officer_ids_of_one_human_stay_two_nodes():
    said = answers("person")
    said["/search/officers"]["items"][1]["date_of_birth"] = {"month": 4, "year": 1981}
    said["/officers/offBB/appointments"] = said["/officers/offAA/appointments"]
    said["/search/disqualified-officers"]["items"] = []
    assert len(people(await found(said, PERSON))) == 2


async def test_more_namesakes_than_are_followed_is_a_spent_budget_after_what_was_read():
    said = answers("person")
    hit = said["/search/officers"]["items"][0]
    hits = [{**hit, "links": {"self": f"/officers/off{n}/appointments"}} for n in range(8)]
    said["/search/officers"]["items"] = hits
    page = said["/officers/offAA/appointments"]
    wire = serving(said | {f"/officers/off{n}/appointments": page for n in range(8)})
    records = []
    with pytest.raises(BudgetExhausted):
        await gather(wire, PERSON, records)
    assert len([r for r in wire.left if r.url.path.startswith("/officers")]) == 5
    assert len(links(records, LinkType.DIRECTORSHIP)) == 10


FULL = {
    "/search/officers": "/officers/{}/appointments",
    "/search/disqualified-officers": "/disqualified-officers/natural/{}",
}


@pytest.mark.parametrize("path", FULL)
@pytest.mark.parametrize(
    ("size", "last", "cut"),
    [(100, "Ottoline THORNQUILL", True), (99, "Ottoline THORNQUILL", False),
     (100, "OTTOLINE THORNQUILL", True), (100, "Lucian BRACKENFEATHER", False)],
)  # fmt: skip
async def test_a_full_page_that_ends_with_the_very_name_is_a_spent_budget_after_what_was_read(
    path, size, last, cut
):
    said = answers("person")
    (first, *_) = said[path]["items"]
    born = (
        "1949-09-02T00:00:00"
        if isinstance(first["date_of_birth"], str)
        else {"month": 9, "year": 1949}
    )
    other = {**first, "date_of_birth": born, "links": {"self": FULL[path].format("offZZ")}}
    said[path]["items"] = [first, *[other] * (size - 2), {**other, "title": last}]
    records: list[Record] = []
    if cut:
        with pytest.raises(BudgetExhausted):
            await gather(serving(said), PERSON, records)
    else:
        await gather(serving(said), PERSON, records)
    assert len(links(records, LinkType.DIRECTORSHIP)) == 2
    assert until(records) == ["2033-01-26"]


async def test_more_disqualified_namesakes_than_are_followed_is_a_spent_budget():
    said = answers("person")
    (hit, *_) = said["/search/disqualified-officers"]["items"]
    path = "/disqualified-officers/natural/"
    said["/search/disqualified-officers"]["items"] = [
        {**hit, "links": {"self": f"{path}dis{n}"}} for n in range(6)
    ]
    said |= {f"{path}dis{n}": said[f"{path}disAA"] for n in range(6)}
    records: list[Record] = []
    with pytest.raises(BudgetExhausted):
        await gather(serving(said), PERSON, records)
    assert until(records) == ["2033-01-26"] * 5
    assert len(links(records, LinkType.DIRECTORSHIP)) == 2


async def test_a_link_that_leads_elsewhere_is_a_changed_source():
    said = answers("person")
    said["/search/officers"]["items"][0]["links"]["self"] = "/appointments/offAA/full_record"
    with pytest.raises(SourceChanged):
        await found(said, PERSON)


# --- disqualified officers --------------------------------------------------------------------


def until(records: list[Record]) -> list[str]:
    return [t for e in people(records) for t in e.texts(Property.DISQUALIFIED_UNTIL)]


async def test_a_disqualification_keeps_the_month_of_birth_and_never_the_day_or_the_reason():
    records = await found(answers("person"), PERSON)
    assert until(records) == ["2033-01-26"]
    told = repr(records)
    assert "1981-04-17" not in told
    assert "undertaking" not in told
    assert "INV0000000" not in told
    assert all(e.text(Property.BIRTH_DATE) == "1981-04" for e in people(records))


async def test_a_withdrawn_disqualification_is_in_the_index_and_nowhere_else():
    said = answers("person")
    del said["/disqualified-officers/natural/disAA"]
    assert until(await found(said, PERSON)) == []


@pytest.mark.parametrize(
    ("day", "kept"),
    [("9999-12-31", ["9999-12-31"]), ("2026-09-30", []), ("2026-10-01", ["2026-10-01"])],
)
async def test_a_sanction_has_no_end_and_a_past_disqualification_is_not_kept(day, kept):
    said = answers("person")
    page = said["/disqualified-officers/natural/disAA"]
    page["disqualifications"][0] |= {"disqualified_until": day, "disqualification_type": "sanction"}
    assert until(await found(said, PERSON)) == kept


@pytest.mark.parametrize(
    "change",
    [{"date_of_birth": "1949-09-02T00:00:00"}, {"title": "Lucian THORNQUILL"},
     {"date_of_birth": None}, {"links": {"self": "/disqualified-officers/corporate/disAA"}}],
)  # fmt: skip
async def test_only_a_disqualified_person_of_the_name_and_month_is_looked_up(change):
    said = answers("person")
    said["/search/disqualified-officers"]["items"][0].update(change)
    wire = serving(said)
    assert until(await found(wire, PERSON)) == []
    assert not [r for r in wire.left if r.url.path.startswith("/disqualified-officers/")]


async def test_without_a_birth_date_nobody_is_asked_whether_he_is_disqualified():
    wire = serving(answers("person"))
    nameonly = Subject(kind=SubjectKind.DIRECTOR, names=PERSON.names, country="GB")
    await found(wire, nameonly)
    assert not [r for r in wire.left if "disqualified" in r.url.path]


# --- what cannot be asked ---------------------------------------------------------------------


def entity(number: str | None, jurisdiction: str | None, kind=EntityKind.COMPANY) -> Entity:
    place = Provenance(
        source="elsewhere",
        record="1",
        url="https://elsewhere.example",
        retrieved_at=NOW,
        body_sha256="0" * 64,
        licence="none",
    )
    said = {Property.REGISTRATION_NUMBER: number, Property.JURISDICTION: jurisdiction}
    return Entity(
        id=EntityId("some-company"),
        kind=kind,
        statements=tuple(
            Statement(prop=p, value=v, provenance=place) for p, v in said.items() if v
        ),
    )


@pytest.mark.parametrize(
    "asked",
    [
        entity(NUMBER, "NO"),
        entity(NUMBER, None),
        entity(None, "GB"),
        entity("123 456 789", "GB"),
        entity(NUMBER, "GB", EntityKind.PERSON),
    ],
)
async def test_only_a_company_of_this_register_is_expanded(asked):
    wire = serving(company())
    with pytest.raises(SourceUnsupported):
        [r async for r in connector(SOURCE, wire).expand(asked, permit(SOURCE))]
    assert wire.left == []


async def test_a_number_of_another_country_is_not_asked():
    wire = serving(company())
    with pytest.raises(SourceUnsupported):
        await found(wire, Subject(kind=SubjectKind.COMPANY, registration=NUMBER, country="NO"))
    assert wire.left == []


async def test_a_key_that_is_refused_is_forbidden():
    refused = {"error": "Invalid Authorization", "type": "ch:service"}
    with pytest.raises(SourceForbidden):
        await found(Wire(lambda request, n: httpx.Response(401, json=refused)))


async def test_the_key_is_the_user_name_and_the_password_is_empty():
    wire = serving(company())
    await found(wire)
    sent = {request.headers["authorization"] for request in wire.left}
    (pair,) = {httpx.BasicAuth("house:secret-of-the-house", "")._auth_header}
    assert sent == {pair}


def test_what_names_people_is_kept_for_an_hour_at_most():
    card = connector(SOURCE, serving({})).card
    assert card.ttl_seconds <= 3600
    assert card.rate_per_second <= 5
    assert all(calls / seconds < 2 for calls, seconds in card.limits)
