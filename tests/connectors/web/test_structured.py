"""JSON-LD and microdata: the publisher's organisation, wherever it stands, and broken markup skipped."""

from __future__ import annotations

import json
from typing import Any

import pytest

from connectors.web.structured import Organisation, structured_of

URL = "https://a.example/"
COMPANY = {
    "@type": "Organization",
    "name": "Lumen",
    "legalName": "LUMEN SAS",
    "vatID": "FR01973006091",
}


def read(*scripts: str) -> Organisation | None:
    html = "".join(f'<script type="application/ld+json">{script}</script>' for script in scripts)
    return structured_of(f"<html><head>{html}</head><body></body></html>", URL).organisation


def marked(**facts: Any) -> Organisation:
    found = read(json.dumps({"@context": "https://schema.org", "@type": "Organization", **facts}))
    assert found is not None
    return found


@pytest.mark.parametrize(
    "data",
    [
        COMPANY,
        [COMPANY],
        {"@context": "https://schema.org", "@graph": [{"@type": "WebSite", "name": "x"}, COMPANY]},
        {"@type": "WebSite", "name": "x", "publisher": COMPANY},
        {**COMPANY, "@type": ["Thing", "Store"]},
        {**COMPANY, "@type": "https://schema.org/LocalBusiness"},
    ],
)
def test_the_organisation_is_found_in_every_nesting_and_the_graph_is_flattened(data: Any) -> None:
    found = read(json.dumps(data))
    assert found is not None
    assert (found.name, found.legal_name, found.numbers) == (
        "Lumen",
        "LUMEN SAS",
        ("vatID FR01973006091",),
    )


def test_a_broken_script_does_not_hide_the_next_one() -> None:
    found = read("{ broken, ", json.dumps(COMPANY))
    assert found is not None
    assert found.legal_name == "LUMEN SAS"


@pytest.mark.parametrize(
    "script", ["", "null", "3", "[[[[]]]]", "[" * 5_000, '{"@type": {"a": 1}}']
)
def test_markup_that_says_nothing_is_no_organisation(script: str) -> None:
    assert read(script) is None


def test_a_person_or_an_article_is_no_organisation() -> None:
    assert read('{"@type": "Person", "name": "A"}', '{"@type": "Article", "name": "B"}') is None


def test_values_of_another_shape_are_left_out() -> None:
    found = marked(
        address="5 rue A", name=["Lumen", "x"], telephone={"a": 1}, sameAs=[3, None], email=True
    )
    assert (found.street, found.name, found.phones, found.emails) == (None, "Lumen", (), ())


def test_contact_points_and_the_address_are_read() -> None:
    found = marked(
        contactPoint=[{"telephone": "02 61 91 90 90", "email": "mailto:a@b.example"}],
        address=[{"streetAddress": "9 rue A", "postalCode": 44000, "addressLocality": "Nantes"}],
        identifier={"propertyID": "SIREN", "value": "973006091"},
    )
    assert found.phones == ("02 61 91 90 90",)
    assert found.emails == ("a@b.example",)
    assert (found.street, found.postcode, found.city) == ("9 rue A", "44000", "Nantes")
    assert found.numbers == ("SIREN 973006091",)


def test_only_a_dated_page_gives_a_day() -> None:
    html = (
        '<script type="application/ld+json">[{"@type":"Event","datePublished":"2026-01-01"},'
        '{"@type":"Article","dateModified":"2026-02-02T08:00:00Z","datePublished":"soon"}]</script>'
    )
    assert structured_of(html, URL).days == ("2026-02-02",)
