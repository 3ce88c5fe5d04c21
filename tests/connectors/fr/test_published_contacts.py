"""What a published number or address becomes, whose it is said to be, and who may be asked about."""

from __future__ import annotations

from datetime import UTC, datetime

import httpx
import pytest

from connectors.answer import Fetched
from connectors.base import Sessions, base_urls, discover
from connectors.courtesy import Courtesy
from connectors.drawn import company_id
from connectors.fr.published_contacts import (
    Asked,
    Said,
    declared,
    email_use,
    emails,
    found,
    phone_use,
    phones,
    record_of,
    websites,
)
from connectors.sandbox.app import create_app
from connectors.sandbox.identifiers import fictive_siren, wrong_siren
from connectors.sandbox.world import World
from tests.connectors.doubles import FAST, IDS, StoppedClock, permit
from tracer.entities import (
    ContactUse,
    Entity,
    EntityId,
    EntityKind,
    LinkType,
    Property,
    Provenance,
    Statement,
)
from tracer.errors import SourceUnsupported
from tracer.subject import PersonName, Subject, SubjectKind

SIREN = fictive_siren(95_410)
SOURCE = "fr.ademe_rge"
AT = datetime(2026, 10, 1, tzinfo=UTC)
FETCHED = Fetched(
    source=SOURCE,
    body=None,
    url="https://directory.example/lines",
    retrieved_at=AT,
    sha256="0" * 64,
    licence="Licence Ouverte 2.0",
)


def company(entity_id=None, kind=EntityKind.COMPANY, **said):
    values = {Property.REGISTRATION_NUMBER: SIREN, **{Property(k): v for k, v in said.items()}}
    provenance = Provenance(
        source="x", record="1", url="https://x.example", retrieved_at=AT, body_sha256="", licence=""
    )
    statements = tuple(
        Statement(prop=prop, value=value, provenance=provenance) for prop, value in values.items()
    )
    return Entity(id=EntityId(entity_id or f"fr-siren-{SIREN}"), kind=kind, statements=statements)


def unit(siren=SIREN, form="5710", activity="43.21A", **said):
    """A legal unit, as far as the sandbox reads it to make its directories."""
    state = {"etat_administratif": "A", "statut_diffusion": "O", "nom_complet": "PONTS VASQUELIN"}
    return {
        "siren": siren,
        "nature_juridique": form,
        "activite_principale": activity,
        **state,
        **said,
    }


def units(**said):
    """Enough units for the sandbox to have some in each directory and some not."""
    return tuple(unit(fictive_siren(number), **said) for number in range(95_600, 95_640))


def sandboxed(source, *, units=(), notices=()):
    """The connector over the sandbox of a small world, within this process."""
    sessions = Sessions(
        clock=StoppedClock(),
        contact="https://tracer.example/contact",
        base_urls=base_urls("http://127.0.0.1"),
        courtesy=Courtesy(patience=FAST, rates=dict.fromkeys(IDS, 10_000.0)),
        transport=httpx.ASGITransport(create_app(World(units=units, notices=notices))),
    )
    return discover(sessions)[source]


async def expanded(source, there, number):
    """What the connector says of the company of that number."""
    entity = company(entity_id=company_id(number), registrationNumber=number)
    return [record async for record in there.expand(entity, permit(source))]


def uses(record):
    contacts = [e for e in record.entities if e.kind is EntityKind.CONTACT]
    return {
        e.text(Property.PHONE) or e.text(Property.EMAIL): e.text(Property.USE) for e in contacts
    }


@pytest.mark.parametrize(
    ("written", "numbers"),
    [
        ("01 99 00 41 10", ["+33199004110"]),
        ("01.99.00.41.10", ["+33199004110"]),
        ("0199004110", ["+33199004110"]),
        ("+33 (0)1 99 00 41 10", ["+33199004110"]),
        ("01 99 00 41 10 / 06 39 98 41 10", ["+33199004110", "+33639984110"]),
        ("01 99 00 41 10 ou 02 61 91 41 10", ["+33199004110", "+33261914110"]),
        ("02 61 91 41 10 poste 12", ["+33261914110"]),
        ("+44 20 7946 0411", ["+442079460411"]),
    ],
)
def test_a_telephone_is_read_however_it_is_written(written, numbers):
    assert list(phones([written])) == numbers


@pytest.mark.parametrize(
    "written",
    [
        None,
        "",
        "néant",
        "00 00 00 00 00",
        "00 12 34 56 78",
        "11 11 11 11 11",
        "01 11 11 11 11",
        " 012345678",
        "3639",
        "01 99 00",
    ],
)
def test_what_nobody_can_dial_is_no_telephone(written):
    assert list(phones([written])) == []


def test_the_example_of_a_form_is_no_telephone():
    assert list(phones(["01 23 45 67 89"])) == []


@pytest.mark.parametrize(
    ("written", "addresses"),
    [
        ("Contact@Pont.example", ["contact@pont.example"]),
        ("a@pont.example;b@pont.example", ["a@pont.example", "b@pont.example"]),
        ("a@pont.example / b@pont.example", ["a@pont.example", "b@pont.example"]),
        ("mailto:a@pont.example", ["a@pont.example"]),
        ("néant", []),
        ("contact[at]pont.example", []),
        (None, []),
    ],
)
def test_an_email_is_read_or_left(written, addresses):
    assert list(emails([written])) == addresses


@pytest.mark.parametrize(
    ("written", "urls"),
    [
        ("www.Pont.example", ["https://www.pont.example"]),
        ("http://pont.example/nous/", ["http://pont.example/nous"]),
        ("contact@pont.example", []),
        ("javascript:alert(1)", []),
        ("en construction", []),
        ("https://user:pass@pont.example", []),
        (None, []),
    ],
)
def test_a_website_is_a_whole_address_or_none(written, urls):
    assert list(websites([written])) == urls


@pytest.mark.parametrize("site", ["https://www.facebook.com/pont", "instagram.com/pont"])
def test_a_page_on_a_network_is_not_a_website(site):
    assert list(websites([site])) == []


@pytest.mark.parametrize(
    ("number", "one_person", "use"),
    [
        ("+33639984110", True, ContactUse.PERSONAL),
        ("+33639984110", None, ContactUse.PERSONAL),
        ("+33639984110", False, ContactUse.NOMINATIVE),
        ("+33700004110", True, ContactUse.PERSONAL),
        ("+33199004110", True, ContactUse.ROLE),
        ("+33199004110", False, ContactUse.ROLE),
    ],
)
def test_the_mobile_of_a_one_person_firm_is_personal_and_so_it_is_when_nobody_tells(
    number, one_person, use
):
    assert phone_use(number, one_person) is use


@pytest.mark.parametrize(
    ("address", "one_person", "use"),
    [
        ("contact@pont.example", True, ContactUse.ROLE),
        ("contact.pont@gmail.com", True, ContactUse.ROLE),
        ("secretariat35@pont.example", None, ContactUse.ROLE),
        ("odon.vasquelin@pont.example", False, ContactUse.NOMINATIVE),
        ("odon.vasquelin@pont.example", True, ContactUse.NOMINATIVE),
        ("odon.vasquelin@gmail.com", True, ContactUse.PERSONAL),
        ("odon.vasquelin@wanadoo.fr", None, ContactUse.PERSONAL),
        ("odon.vasquelin@gmail.com", False, ContactUse.NOMINATIVE),
        ("infogerance@pont.example", False, ContactUse.NOMINATIVE),
    ],
)
def test_a_mailbox_is_a_function_only_when_it_says_so(address, one_person, use):
    assert email_use(address, one_person) is use


@pytest.mark.parametrize(
    ("form", "one_person"),
    [("1000", True), ("5498", True), ("5720", True), ("5710", False), (None, None)],
)
def test_the_legal_form_tells_whether_one_person_is_the_business(form, one_person):
    entity = company(**({"legalForm": form} if form else {}))
    assert found(entity, SOURCE) == Asked(siren=SIREN, one_person=one_person)


@pytest.mark.parametrize(
    "entity",
    [
        company(kind=EntityKind.PERSON),
        company(entity_id=f"no-orgnr-{SIREN}"),
        company(registrationNumber=wrong_siren(SIREN)),
        company(registrationNumber=""),
        company(disclosure="partial"),
    ],
    ids=["a person", "another country's number", "a wrong number", "no number", "undisclosed"],
)
def test_only_a_disclosed_french_company_is_asked_about(entity):
    with pytest.raises(SourceUnsupported) as raised:
        found(entity, SOURCE)
    assert SIREN not in str(raised.value)


@pytest.mark.parametrize("kind", [k for k in SubjectKind if k is not SubjectKind.COMPANY])
def test_no_person_is_looked_for(kind):
    subject = Subject(kind=kind, siren=SIREN, names=(PersonName(surname="Vasquelin"),))
    with pytest.raises(SourceUnsupported):
        declared(subject, SOURCE)


def test_a_declared_company_is_asked_by_its_number():
    subject = Subject(kind=SubjectKind.COMPANY, siren=f"{SIREN[:3]} {SIREN[3:6]} {SIREN[6:]}")
    assert declared(subject, SOURCE) == Asked(siren=SIREN)


def test_each_contact_is_one_entity_the_company_is_reached_at():
    said = Said(
        phones=("01 99 00 41 10", "0199004110"),
        emails=("contact@pont.example",),
        websites=("pont.example",),
    )
    record = record_of(Asked(siren=SIREN), [said, said], FETCHED)
    assert uses(record) == {"+33199004110": "role", "contact@pont.example": "role"}
    assert [(link.source, link.type) for link in record.links] == [
        (company_id(SIREN), LinkType.REACHED_AT),
        (company_id(SIREN), LinkType.REACHED_AT),
        (company_id(SIREN), LinkType.PUBLISHES),
    ]
    site = next(e for e in record.entities if e.kind is EntityKind.WEBSITE)
    assert site.text(Property.WEBSITE) == "https://pont.example"
    assert not record.withheld


def test_the_same_number_said_by_two_sources_is_one_contact():
    other = [
        record_of(Asked(siren=SIREN), [Said(phones=(text,))], FETCHED).entities[1].id
        for text in ("01 99 00 41 10", "+33 1 99 00 41 10")
    ]
    assert other[0] == other[1]
    assert "199004110" not in other[0]


def test_rows_without_a_contact_are_no_record():
    assert record_of(Asked(siren=SIREN), [Said(phones=("", None))], FETCHED) is None


def test_a_mask_is_withheld_and_is_not_silence():
    record = record_of(Asked(siren=SIREN), [Said(phones=("[NON-DIFFUSIBLE]",))], FETCHED)
    assert record.withheld
    assert record.entities[0].is_masked(Property.PHONE)


def test_what_is_not_to_be_shown_is_said_to_be_there_and_its_value_is_nowhere():
    said = Said(phones=("01 99 00 41 10",), emails=("contact@pont.example",))
    record = record_of(Asked(siren=SIREN), [said], FETCHED, withheld=True)
    assert record.withheld
    assert [e.kind for e in record.entities] == [EntityKind.COMPANY]
    assert record.entities[0].is_masked(Property.PHONE)
    assert record.entities[0].is_masked(Property.EMAIL)
    assert not record.entities[0].is_masked(Property.WEBSITE)
    assert "199004110" not in repr(record)
    assert "pont.example" not in repr(record)
