"""What a person may note of a profile: closed fields, the whole attestation, nothing of private life."""

from __future__ import annotations

from dataclasses import fields
from datetime import UTC, datetime

import pytest

from policies.human_note import Attestation, HumanNote, LastActivity, human_note
from policies.platforms import load_platforms
from tracer.errors import Invalid

AT = datetime(2026, 11, 26, 9, tzinfo=UTC)
LINES = [field.name for field in fields(Attestation)]
SAID = {
    "display_name": "Zoé Arbancourt",
    "headline_company": "Atelier des Tanneurs",
    "city": "Nantes",
    "last_activity_bucket": "active",
    "link_to_official_site": True,
    "accepts_messages": None,
}


def note(said=None, attested=None, **more) -> HumanNote:
    asked = {
        "platform": "linkedin",
        "platforms": load_platforms(),
        "natural_person": True,
        "operator": "operator-1",
        "at": AT,
    }
    return human_note(
        SAID if said is None else said,
        dict.fromkeys(LINES, True) if attested is None else attested,
        **(asked | more),
    )


def refused(field: str, said=None, attested=None, **more) -> str:
    with pytest.raises(Invalid) as raised:
        note(said, attested, **more)
    assert raised.value.field == field
    return str(raised.value)


def test_six_facts_and_the_attestation_make_a_note():
    made = note()
    assert made.display_name == "Zoé Arbancourt"
    assert made.last_activity_bucket is LastActivity.ACTIVE
    assert made.link_to_official_site is True
    assert made.attestation == Attestation(**dict.fromkeys(LINES, True))
    assert (made.platform, made.operator, made.at) == ("linkedin", "operator-1", AT)


def test_what_was_not_seen_is_not_a_no():
    made = note({"city": "Nantes"})
    assert made.accepts_messages is None
    assert made.link_to_official_site is None
    assert made.last_activity_bucket is None


@pytest.mark.parametrize("line", LINES)
@pytest.mark.parametrize("said", [False, None, "true", 1])
def test_every_line_of_the_attestation_must_be_true(line, said):
    refused(f"attestation.{line}", attested=dict.fromkeys(LINES, True) | {line: said})


def test_the_attestation_is_whole_and_nothing_else():
    refused(f"attestation.{LINES[0]}", attested={})
    refused("attestation.more", attested=dict.fromkeys(LINES, True) | {"more": True})


@pytest.mark.parametrize(
    "name", ["bio", "screenshot", "html", "photo", "posts", "friends", "phone"]
)
def test_no_field_but_the_six_and_no_copy_of_a_page(name):
    refused(name, SAID | {name: "x"})


@pytest.mark.parametrize("name", ["display_name", "headline_company", "city"])
@pytest.mark.parametrize(
    "text",
    [
        "Zoé, en arrêt maladie",
        "Zoé hospitalisée",
        "Paroisse catholique",
        "Militante syndicale CGT",
        "Parti socialiste",
        "Gay pride",
        "Origine ethnique inconnue",
        "Muslim community",
        "Lycéenne mineure",
    ],
)
@pytest.mark.parametrize("natural_person", [True, False])
def test_a_word_of_a_special_category_is_refused_and_never_repeated(name, text, natural_person):
    platform = "linkedin"
    message = refused(name, SAID | {name: text}, natural_person=natural_person, platform=platform)
    assert text not in message


@pytest.mark.parametrize(
    "text",
    [
        "Bouddhiste",
        "Franc-maçon",
        "Élu Rassemblement National",
        "LFI",
        "LGBT",
        "Séropositif",
        "Témoin de Jéhovah",
        "Pasteur évangélique",
    ],
)
def test_words_of_belief_politics_sexual_life_and_health_are_refused(text):
    refused("display_name", SAID | {"display_name": text}, own_names=("Arbancourt",))


@pytest.mark.parametrize(
    "name",
    ["Marie Gay", "Paul Chrétien", "Abel Juif", "Luc Mineur", "Anne Malade", "Zoé Voyage"],
)
def test_the_debtor_s_own_declared_name_may_be_noted_as_a_name_only(name):
    assert note({"display_name": name}, own_names=name.upper().split()).display_name == name
    refused("display_name", {"display_name": name}, own_names=["Arbancourt"])
    refused("headline_company", {"headline_company": name}, own_names=name.split())
    refused("display_name", {"display_name": f"{name}, militante"}, own_names=name.split())


@pytest.mark.parametrize(("natural_person", "kept"), [(True, False), (False, True)])
def test_a_lifestyle_word_is_refused_of_a_person_and_may_name_a_company(natural_person, kept):
    said = SAID | {"headline_company": "Voyages des Tanneurs"}
    if kept:
        assert note(said, natural_person=natural_person).headline_company == "Voyages des Tanneurs"
    else:
        refused("headline_company", said, natural_person=natural_person)


@pytest.mark.parametrize(
    "text",
    [
        "zoe@atelier.example",
        "02 61 91 00 00",
        "https://atelier.example",
        "www.atelier.example",
        "Tél. 06/39/98/00/42",
        "+33.6.39.98.00.42",
        "0639980",
        "mon-site.example/contact",
        "zoe chez Atelier.EXAMPLE",
        "zoe(a)atelier.example",
    ],
)
def test_an_address_or_a_number_is_not_smuggled_in_as_a_name(text):
    refused("display_name", SAID | {"display_name": text})


@pytest.mark.parametrize(
    "text", ["Z. Arbancourt", "Garage 1234, 42", "S.A.R.L. Arbancourt", "Zoé A."]
)
def test_an_initial_or_a_short_number_is_no_address(text):
    assert note(SAID | {"display_name": text}).display_name == text


@pytest.mark.parametrize("text", ["x" * 121, "ligne\nligne", "", "  ", 12, ["x"]])
def test_a_fact_is_one_short_line(text):
    refused("city", SAID | {"city": text})


def test_an_activity_is_one_of_five_words_and_an_answer_yes_or_no():
    refused("last_activity_bucket", SAID | {"last_activity_bucket": "2026-11-01"})
    refused("accepts_messages", SAID | {"accepts_messages": "yes"})
    refused("link_to_official_site", SAID | {"link_to_official_site": 1})


@pytest.mark.parametrize("said", [{}, {"city": None}])
def test_a_note_that_notes_nothing_is_refused(said):
    refused("note", said)


@pytest.mark.parametrize(
    ("platform", "natural_person", "on"),
    [
        ("tiktok", False, AT),
        ("unknown.example", False, AT),
        ("github", True, AT),
        ("linkedin", True, AT.replace(year=2028)),
    ],
)
def test_nothing_is_noted_where_the_register_says_no(platform, natural_person, on):
    refused("platform", platform=platform, natural_person=natural_person, at=on)


def test_an_organisation_may_be_noted_where_a_person_may_not():
    assert note(platform="github", natural_person=False).platform == "github"
