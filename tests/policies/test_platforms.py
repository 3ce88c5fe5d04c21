"""The register of networks: unknown or not reviewed is forbidden, persons are not organisations."""

from __future__ import annotations

import re
from datetime import date

import pytest

from connectors.base import sources
from connectors.profiles.urls import NETWORKS
from policies.model import PackRefused
from policies.platforms import FILE, Act, Mode, Platforms, allows, load_platforms, mode_of, parse
from tracer.source import SourceKind

TODAY = date(2026, 11, 26)
SHIPPED = load_platforms()
ENTRY = """
[[platform]]
code = "atelier"
name = "Atelier"
mode = "api_open"
hosts = ["atelier.example"]
terms_url = "https://atelier.example/terms"
terms_reviewed_on = 2026-11-01
reviewer = "compliance officer"
next_review = 2027-05-01
[platform.reason]
fr = "Parce que."
en = "Because."
"""


def test_every_network_that_matters_has_been_decided():
    assert {one.code for one in SHIPPED.platform} >= {
        "linkedin", "facebook", "instagram", "x", "tiktok", "reddit", "youtube", "github", "gitlab",
        "gravatar", "wikidata", "bluesky", "mastodon", "threads", "whatsapp", "telegram", "snapchat",
        "pinterest", "viadeo", "malt", "google_maps", "nominatim", "discord", "xing", "vk",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("asked", "mode"),
    [
        ("linkedin", Mode.HUMAN_NOTE),
        ("fr.linkedin.com", Mode.HUMAN_NOTE),
        ("LinkedIn.com.", Mode.HUMAN_NOTE),
        ("public.api.bsky.app", Mode.API_OPEN),
        ("mastodon", Mode.API_OPEN),
        ("www.wikidata.org", Mode.ORGANISATIONS_ONLY),
        ("tiktok.com", Mode.FORBIDDEN),
        ("gravatar", Mode.FORBIDDEN),
        ("linkedin.com.evil.example", Mode.FORBIDDEN),
        ("notlinkedin.com", Mode.FORBIDDEN),
        ("reseau.example", Mode.FORBIDDEN),
        ("", Mode.FORBIDDEN),
    ],
)
def test_an_unknown_host_is_forbidden_and_a_known_one_is_as_reviewed(asked, mode):
    assert mode_of(SHIPPED, asked, TODAY) is mode


@pytest.mark.parametrize(
    ("on", "mode"),
    [
        (date(2026, 10, 31), Mode.FORBIDDEN),
        (date(2026, 11, 1), Mode.API_OPEN),
        (date(2027, 4, 30), Mode.API_OPEN),
        (date(2027, 5, 1), Mode.FORBIDDEN),
    ],
)
def test_an_expired_review_is_forbidden(on, mode):
    assert mode_of(parse(ENTRY), "atelier", on) is mode


@pytest.mark.parametrize("act", Act)
def test_a_natural_person_is_never_looked_at_on_an_organisations_only_network(act):
    assert not allows(SHIPPED, "wikidata", TODAY, act=act, natural_person=True)
    assert allows(SHIPPED, "wikidata", TODAY, act=act, natural_person=False)


@pytest.mark.parametrize(
    ("mode", "acts"),
    [
        (Mode.API_OPEN, {Act.READ_BY_PROGRAM, Act.CAPTURE, Act.NOTE}),
        (Mode.HUMAN_CAPTURE, {Act.CAPTURE, Act.NOTE}),
        (Mode.HUMAN_NOTE, {Act.NOTE}),
        (Mode.FORBIDDEN, set()),
    ],
)
@pytest.mark.parametrize("natural_person", [True, False])
def test_a_mode_allows_its_acts_and_no_other(mode, acts, natural_person):
    platforms = parse(ENTRY.replace("api_open", mode))
    asked = {"natural_person": natural_person}
    assert {a for a in Act if allows(platforms, "atelier", TODAY, act=a, **asked)} == acts


@pytest.mark.parametrize("code", ["linkedin", "facebook", "instagram", "x", "tiktok", "reddit"])
def test_no_program_reads_and_nobody_copies_what_the_terms_keep_closed(code):
    assert mode_of(SHIPPED, code, TODAY) in {Mode.HUMAN_NOTE, Mode.FORBIDDEN}


def test_every_network_read_by_program_is_open_to_programs():
    for module in sources():
        if module.CARD.kind is SourceKind.SOCIAL_NETWORK or module.CARD.id.startswith("profiles."):
            code = module.CARD.id.rpartition(".")[2]
            assert allows(SHIPPED, code, TODAY, act=Act.READ_BY_PROGRAM, natural_person=False), code


def test_every_network_whose_profiles_are_recognised_has_been_decided():
    for network in NETWORKS:
        found = SHIPPED.find(network.platform)
        assert found is not None, network.platform
        assert set(network.hosts) <= set(found.hosts), network.platform


def test_a_reviewer_is_an_office_and_a_reason_a_sentence_in_both_languages():
    for one in SHIPPED.platform:
        assert one.reviewer == "compliance officer"
        for sentence in (one.reason.fr, one.reason.en):
            assert re.fullmatch(r"[A-ZÀ-Ý].{20,}\.", sentence), one.code


@pytest.mark.parametrize(
    ("written", "instead", "where"),
    [
        ('mode = "api_open"', 'mode = "whatever"', "mode"),
        ('mode = "api_open"', "", "mode"),
        ('code = "atelier"', 'code = "atelier"\nsecret = 1', "secret"),
        ('["atelier.example"]', "[]", "hosts"),
        ('["atelier.example"]', '["https://atelier.example"]', "hosts"),
        ("https://atelier.example/terms", "http://atelier.example/terms", "terms_url"),
        ("next_review = 2027-05-01", "next_review = 2026-11-01", "review"),
        ("next_review = 2027-05-01", "next_review = 2030-11-01", "review"),
        ('en = "Because."', 'en = " "', "reason"),
        ("[[platform]]", "[[platform", "TOML"),
    ],
)
def test_a_register_that_says_less_or_more_does_not_load(written, instead, where):
    with pytest.raises(PackRefused) as raised:
        parse(ENTRY.replace(written, instead))
    assert FILE in str(raised.value)
    assert where in str(raised.value)


def test_a_host_or_a_code_stands_once():
    with pytest.raises(PackRefused, match="twice"):
        parse(ENTRY + ENTRY)
    with pytest.raises(PackRefused):
        parse("")
    assert isinstance(parse(ENTRY), Platforms)
