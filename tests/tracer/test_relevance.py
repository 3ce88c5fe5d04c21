"""Which sources have to do with a case or an entity: those of the countries that are named, no other."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.tracer.doubles import a_case, a_subject, card, entity
from tracer.entities import EntityKind
from tracer.relevance import concerns_case, concerns_entity, country_of
from tracer.source import SourceKind
from tracer.subject import PostalAddress


@pytest.mark.parametrize(
    ("country", "subject", "concerned"),
    [
        ("FR", a_subject(), True),
        ("NO", a_subject(), False),
        ("NO", a_subject(country="NO"), True),
        ("GB", a_subject(addresses=(PostalAddress(city="Leeds", country="GB"),)), True),
        ("FR", a_subject(country="GB"), True),  # the creditor's own country is always looked at
        ("", a_subject(), True),
    ],
)
def test_a_register_of_a_country_nobody_named_is_not_asked(country, subject, concerned):
    assert concerns_case(card(country=country), a_case(subject=subject)) is concerned


def test_what_is_of_no_country_is_asked_wherever_it_is_published():
    abroad = card(country="CH", kind=SourceKind.IDENTIFIER_REGISTER)
    assert concerns_case(abroad, a_case())


@pytest.mark.parametrize(
    ("id_", "jurisdiction", "country"),
    [
        ("fr-siren-299900019", None, "FR"),
        ("gb-crn-00000000", None, "GB"),
        ("company-1", None, None),
        ("at-own", None, None),
        ("lei-0000", "NO", "NO"),
    ],
)
def test_an_entity_is_of_the_country_whose_register_names_it(id_, jurisdiction, country):
    known = {"jurisdiction": jurisdiction} if jurisdiction else {}
    company = entity(id_, EntityKind.COMPANY, **known)
    assert country_of(company) == country
    elsewhere = replace(card(), country="PT")
    # where no country is told, the source itself says whether it can answer
    assert concerns_entity(elsewhere, company) is (country is None)
