"""What case files and sources state becomes rows: each reading once, in one order, as written."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.tracer.people import FAR, TOWN, candidate, subject
from tracer.matching.case_model import LEAST, for_case_files
from tracer.matching.claims import claims
from tracer.matching.parameters import load_parameters
from tracer.matching.places import distinct, perhaps_same, spot_of
from tracer.matching.population import load_population
from tracer.matching.scorer import FellegiSunter
from tracer.subject import PersonName, PostalAddress

MATCHER = FellegiSunter(load_population())


def test_every_spelling_and_place_is_a_reading_and_copies_are_none() -> None:
    names = (
        PersonName(surname="Kervazic", given=("Jean",)),
        PersonName(surname="KERVAZIC", given=("JEAN", "Luc")),
        PersonName(surname="Morvelle", given=("Jean",)),
    )
    places = distinct((TOWN, FAR, replace(TOWN, line="1 rue de l'Exemple")))
    stated = claims(names, places)
    assert len(stated) == 2 * 2 * 2
    assert stated == claims(names[::-1] * 2, places)
    assert {claim.given for claim in stated} == {("Jean",), ("JEAN", "Luc")}


@pytest.mark.parametrize("surname", ["🙂", "", "Керvazic", "x" * 500])
def test_a_surname_that_cannot_be_read_states_nothing(surname: str) -> None:
    [claim] = claims((PersonName(surname=surname, given=("🙂",)),), ())
    assert claim.surname is None
    assert claim.given == ()
    sought = replace(subject(), names=(PersonName(surname=surname, given=("Jean",)),))
    codes = {item.code for item in MATCHER.compare(sought, candidate()).evidence}
    assert not any(code.startswith("surname") for code in codes)


def test_towns_are_told_apart_by_country_departement_and_arrondissement() -> None:
    def key(postcode: str | None, city: str | None, country: str = "FR") -> str:
        return spot_of(PostalAddress(postcode=postcode, city=city, country=country)).key

    assert key("42000", "St Etienne") == key("42100", "SAINT-ETIENNE CEDEX")
    assert key("42000", "Saint-Étienne") != key("35000", "Saint-Étienne")
    assert key("75011", "Paris") != key("75012", "Paris")
    assert key("44000", "Nantes") != key("44000", "Nantes", "BE")
    assert perhaps_same(
        *(spot_of(PostalAddress(postcode=p, city="Brest")) for p in (None, "29200"))
    )
    assert distinct((PostalAddress(),)) == ()


def test_values_are_shown_as_written() -> None:
    sought = subject("Le Govic", ("Jean-Pierre",), addresses=(TOWN,))
    found = MATCHER.compare(sought, candidate("LEGOVIC", ("JEAN-PIERRE",), place=TOWN))
    shown = {item.code: (item.ours, item.theirs) for item in found.evidence}
    assert shown["surname_equal"] == ("Le Govic", "LEGOVIC")
    assert shown["given_equal"] == ("Jean-Pierre", "JEAN-PIERRE")
    assert shown["birth_month"] == ("1950-05", "1950-05")
    assert shown["place_town"] == ("29900 Trévignac-l'Exemple",) * 2


def test_a_contact_point_both_state_speaks_for_and_is_never_shown() -> None:
    sought = replace(subject(), phones=("06 39 98 00 01",), emails=("jean@debtor.example",))
    for stated in (
        {"phones": ("+33 6 39 98 00 01",)},
        {"emails": ("JEAN@debtor.example", "other@debtor.example")},
    ):
        found = MATCHER.compare(sought, replace(candidate(), **stated))
        [contact] = [item for item in found.evidence if item.code == "contact_equal"]
        assert contact.bits > 10
        assert contact.ours is contact.theirs is None
    by_phone = replace(sought, emails=())
    other = MATCHER.compare(by_phone, replace(candidate(), phones=("01 99 00 00 00",)))
    assert [i.bits < 0 for i in other.evidence if i.code == "contact_different"] == [True]
    assert not any(
        i.code.startswith("contact") for i in MATCHER.compare(sought, candidate()).evidence
    )


def test_surname_and_given_name_exchanged_are_read_and_weigh_a_little_less() -> None:
    found = MATCHER.compare(subject("Jean", ("Kervazic",)), candidate())
    codes = {item.code for item in found.evidence}
    assert {"surname_equal", "given_equal", "order_inverted"} <= codes
    assert found.total_bits < MATCHER.compare(subject(), candidate()).total_bits


def test_the_model_for_case_files_is_the_learned_one_but_for_what_it_names() -> None:
    learned = load_parameters()
    ours = for_case_files(learned)
    assert ours.number("prior_odds") == 1.0
    assert (ours.table("birth", "u") == learned.table("birth", "u")).all()
    assert (ours.table("surname", "r") == learned.table("surname", "r")).all()
    assert (ours.table("surname", "m_woman") >= LEAST).all()
    unknown, man, woman = (ours.table("surname", kind)[1] for kind in ("m", "m_man", "m_woman"))
    assert unknown == min(man, woman)
    assert ours.hash != learned.hash
    assert learned.number("prior_odds") != 1.0  # the shipped one is untouched
