"""Whose site it is: a number proves it in its own register only, and each page answers for itself."""

from __future__ import annotations

import pytest

from connectors.web.own_number import is_of
from tests.connectors.web.pages import read as notice_of
from tests.connectors.web.test_company_site import (
    HOME,
    NOTICE,
    SIREN,
    SITE,
    Pages,
    company,
    contacts,
    read,
    serving,
    signals,
)
from tracer.entities import Entity, Property

HRB = "HRB 999888"
HAMBURG = "Hafenkontor GmbH</p><p>Am Kai 12</p><p>20457 Hamburg</p><p>"
GERMAN_NOTICE = (
    "<html lang=de><h1>Impressum</h1><p>Hafenkontor GmbH</p><p>Am Kai 12</p><p>20457 Hamburg</p>"
    "<p>Amtsgericht Hamburg, HRB 999888</p><p>Telefon 040 66969 120</p></html>"
)
BRITISH_NOTICE = (
    "<html lang=en><h1>Legal</h1><p>Harbour Lamps Ltd is registered in England and Wales with company"
    " number 09999999.</p><p>Telephone: 020 7946 0123</p></html>"
)


def german(**said: str) -> Entity:
    named = {Property(key): value for key, value in said.items()}
    return company(number=HRB, country="DE", said=named)


@pytest.mark.parametrize(
    ("number", "proves"),
    [
        ("Amtsgericht Köln, HRB 999888", False),
        ("Amtsgericht Hamburg, HRB 999888", True),
        ("HRB 999888, Amtsgericht Hamburg", True),
        ("Amtsgericht Hamburg, HRA 999888", False),
        ("Amtsgericht Hamburg, HRB 999889", False),
        ("HRB 999888", False),
    ],
)
def test_a_german_number_proves_a_site_only_with_its_court(number: str, proves: bool) -> None:
    notice = notice_of(f"{HAMBURG}Amtsgericht Hamburg, HRB 999888", lang="de")
    assert is_of(notice, company(number=number, country="DE"), number) is proves


@pytest.mark.parametrize(
    ("name", "postcode", "proves"),
    [
        ("HAFENKONTOR GMBH", "20457", True),
        ("Hafenkontor GmbH", "50667", False),
        ("Rheinkontor GmbH", "20457", False),
        (None, "20457", False),
        ("Hafenkontor GmbH", None, False),
    ],
)
def test_without_a_court_in_the_register_name_and_postcode_must_agree(
    name: str | None, postcode: str | None, proves: bool
) -> None:
    notice = notice_of(f"{HAMBURG}Amtsgericht Hamburg, HRB 999888", lang="de")
    told = {"name": name, "postalCode": postcode}
    entity = german(**{key: value for key, value in told.items() if value})
    assert is_of(notice, entity, HRB) is proves


def test_the_court_of_a_german_number_is_the_one_that_stands_beside_it() -> None:
    notice = notice_of(
        "Gerichtsort: Amtsgericht Köln. Kontor GmbH", "Amtsgericht Hamburg, HRB 999888"
    )
    assert notice.register == "Hamburg"


@pytest.mark.parametrize("country", ["NO", "BE", None])
def test_the_digits_of_another_countrys_number_prove_nothing(country: str | None) -> None:
    notice = notice_of("Kervac SARL", "SIREN 299 950 014")
    assert is_of(notice, company(), SIREN)
    assert not is_of(notice, company(country=country, id_="lei-X"), SIREN)


def test_a_british_number_is_the_same_with_or_without_its_zero() -> None:
    notice = notice_of("Registered in England, company number 999991", lang="en")
    assert is_of(notice, company(number="00999991"), "00999991")
    assert not is_of(notice, company(number="00999992"), "00999992")
    assert not is_of(notice, company(number="999991", country="NO"), "999991")


CONTACT = '<a href="/contact">Contact</a></html>'
FRENCH = ("fr", NOTICE.replace("<p>contact@atelier-fictif.example</p>", "").replace(
    "<p>Téléphone : 02 61 91 00 12</p>", ""), company(SITE))  # fmt: skip
GERMAN = ("de", GERMAN_NOTICE, company(SITE, number=f"Amtsgericht Hamburg {HRB}", country="DE"))
BRITISH = ("en", BRITISH_NOTICE, company(SITE, number="09999999"))
PAGES = {
    "own number": ("<p>SIREN 299 950 014</p>", FRENCH, True),
    "no number": ("<p>Bienvenue</p>", FRENCH, True),
    "another SIREN": ("<p>SIREN 911 990 018</p>", FRENCH, False),
    "two SIREN": ("<p>SIREN 299 950 014</p><p>SIREN 911 990 018</p>", FRENCH, False),
    "a British number": ("<p>Registered in England, company number 09999998</p>", FRENCH, False),
    "own British": ("<p>Registered in England, company number 09999999</p>", BRITISH, True),
    "no British": ("<p>Welcome</p>", BRITISH, True),
    "another British": ("<p>Registered in England, company number 09999998</p>", BRITISH, False),
    "British, country not said": ("<p>Company number 09999998</p>", BRITISH, False),
    "own German": ("<p>Amtsgericht Hamburg, HRB 999888</p>", GERMAN, True),
    "no German": ("<p>Willkommen</p>", GERMAN, True),
    "another German": ("<p>Amtsgericht Hamburg, HRB 999881</p>", GERMAN, False),
    "another court": ("<p>Amtsgericht Köln, HRB 999888</p>", GERMAN, False),
    "German, court not said": ("<p>HRB 999881</p>", GERMAN, False),
    "another VAT number": ("<p>USt-IdNr. DE999000201</p>", GERMAN, False),
}


@pytest.mark.parametrize("case", PAGES)
async def test_a_page_with_another_companys_number_gives_no_contact(case: str) -> None:
    said, (lang, notice, entity), ours = PAGES[case]
    page = f"<html lang={lang}><h1>Contact</h1>{said}<p>+44 20 7946 0999</p></html>"
    home = HOME.replace("</html>", CONTACT)
    pages: Pages = {f"{SITE}/": home, f"{SITE}/mentions": notice, f"{SITE}/contact": page}
    records = await read(serving(pages), entity)
    assert "number_of_another" not in signals(records)
    assert ("+442079460999" in contacts(records)) is ours
