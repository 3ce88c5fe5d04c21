"""Proofs, blockers, hints and what follows from them."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from connectors.profiles.activity import Bucket, bucket
from connectors.profiles.impostor import Hint, Shown, confusable, hints, not_itself
from connectors.profiles.proof import (
    Advice,
    Blocker,
    Proof,
    Support,
    signal,
    site_and_back,
    under,
    weigh,
)

TODAY = date(2026, 10, 1)
PHONE, ADDRESS = (Support.SAME_PHONE, "web.site"), (Support.SAME_ADDRESS, "fr.register")


@pytest.mark.parametrize(
    ("days", "word"),
    [
        (0, Bucket.ACTIVE), (90, Bucket.ACTIVE), (91, Bucket.SLOW), (365, Bucket.SLOW),
        (366, Bucket.DORMANT), (730, Bucket.DORMANT), (731, Bucket.INACTIVE), (-1, Bucket.UNKNOWN),
    ],
)  # fmt: skip
def test_activity_is_one_of_five_words(days, word):
    assert bucket(TODAY - timedelta(days=days), TODAY) is word


def test_no_known_activity_is_not_inactive():
    assert bucket(None, TODAY) is Bucket.UNKNOWN


@pytest.mark.parametrize("proof", Proof)
def test_one_strong_proof_and_an_attestation_are_enough(proof):
    assert weigh(proofs=[proof], natural_person=False, attested=True).advice is Advice.PROPOSE
    assert weigh(proofs=[proof], natural_person=False, attested=False).advice is Advice.CANDIDATE


@pytest.mark.parametrize(
    ("supports", "advice"),
    [
        ([PHONE, ADDRESS], Advice.PROPOSE),
        ([PHONE], Advice.CANDIDATE),
        ([PHONE, (Support.SAME_ADDRESS, "web.site")], Advice.CANDIDATE),
        ([PHONE, (Support.SAME_PHONE, "fr.register")], Advice.CANDIDATE),
        ([], Advice.CANDIDATE),
    ],
)
def test_two_medium_proofs_count_only_if_they_differ_and_come_from_two_sources(supports, advice):
    assert weigh(proofs=(), supports=supports, natural_person=False, attested=True).advice is advice


@pytest.mark.parametrize("blocker", sorted(set(Blocker) - {Blocker.BOT, Blocker.GROUP}))
@pytest.mark.parametrize("natural_person", [True, False])
def test_a_blocker_stops_whatever_is_proved(blocker, natural_person):
    found = weigh(
        proofs=set(Proof), blockers=[blocker], natural_person=natural_person, attested=True
    )
    assert (found.advice, found.blockers) == (Advice.STOP, (blocker,))


@pytest.mark.parametrize("kind", [Blocker.BOT, Blocker.GROUP])
def test_a_bot_or_a_group_is_nobody_but_may_be_a_company(kind):
    asked = {"proofs": [Proof.REL_ME], "blockers": [kind], "attested": True}
    assert weigh(**asked, natural_person=True).advice is Advice.STOP
    assert weigh(**asked, natural_person=False).advice is Advice.PROPOSE


def test_one_hint_without_a_strong_proof_is_never_contacted_unreviewed():
    doubted = {"supports": [PHONE, ADDRESS], "hints": [Hint.NO_POSTS], "natural_person": False}
    found = weigh(proofs=(), attested=True, **doubted)
    assert found.advice is Advice.DO_NOT_CONTACT_REVIEW
    assert found.hints == ("no_posts",)
    assert weigh(proofs=[Proof.WIKIDATA], attested=True, **doubted).advice is Advice.PROPOSE


@pytest.mark.parametrize(
    ("host", "site", "same"),
    [
        ("tanneurs.example", "www.tanneurs.example", True),
        ("presse.tanneurs.example", "tanneurs.example", True),
        ("tanneurs.example", "presse.tanneurs.example", False),
        ("lestanneurs.example", "tanneurs.example", False),
        ("tanneurs.example.evil.example", "tanneurs.example", False),
        ("", "tanneurs.example", False),
        ("tanneurs.example", "example", False),
    ],
)
def test_a_handle_is_the_domain_or_below_it(host, site, same):
    assert under(host, site) is same


@pytest.mark.parametrize("shared", ["sites.google.com", "linktr.ee", "bsky.social"])
def test_a_host_shared_by_strangers_proves_nothing(shared):
    assert not under(shared, shared)
    assert not under(f"tanneurs.{shared}", shared)


def test_a_site_link_proves_only_if_the_profile_links_back():
    profile, own = "https://x.com/tanneurs", "https://tanneurs.example/a"
    evil = "https://evil.example/?tanneurs.example"

    def proved(by_site: list[str], by_profile: list[str]) -> bool:
        return site_and_back(
            profile=profile,
            site="tanneurs.example",
            linked_by_site=by_site,
            linked_by_profile=by_profile,
        )

    assert proved([profile], [own])
    assert not proved([profile], [])
    assert not proved([profile], [evil])
    assert not proved([], [own])


def test_a_signal_says_what_it_is_in_one_line():
    assert signal(Blocker.MEMORIAL) == "flag: memorial"
    assert signal(Proof.REL_ME, "tanneurs.example") == "proof: S2 tanneurs.example"


@pytest.mark.parametrize(
    ("handle", "text", "found"),
    [
        ("exemple@bird.makeup", "", {Blocker.MIRROR}),
        ("exemple@birdsite.lakedrops.example", "", {Blocker.MIRROR}),
        ("exemple@social.example", "This account is a replica from Twitter.", {Blocker.MIRROR}),
        ("exemple@social.example", "[UNOFFICIAL MIRROR: This is a view of Twitter]", {Blocker.MIRROR}),
        ("exemple@bsky.brid.gy", "", {Blocker.BRIDGE}),
        ("exemple.web.brid.gy", "", {Blocker.BRIDGE}),
        ("exemple@social.example", "Compte parodique", {Blocker.PARODY}),
        ("exemple@social.example", "Fan account, not affiliated", {Blocker.PARODY}),
        ("exemple@social.example", "Miroiterie et vitrerie", set()),
        ("exemple@social.example", "Pont de Brid.gy et birds", set()),
        ("exemple@notbird.makeup.example", "", set()),
    ],
)  # fmt: skip
def test_a_mirror_a_bridge_or_a_parody_is_not_the_person(handle, text, found):
    assert not_itself(handle, text) == found


@pytest.mark.parametrize(
    ("shown", "found"),
    [
        ({"created": date(2026, 6, 2)}, [Hint.CREATED_AFTER_DISPUTE]),
        ({"created": date(2026, 6, 1)}, []),
        ({"created": None}, []),
        ({"posts": 0}, [Hint.NO_POSTS]),
        ({"posts": None}, []),
        ({"handle": "tanneur5.bsky.social"}, [Hint.CONFUSABLE_HANDLE]),
        ({"handle": "tanneurs.bsky.social"}, []),
        ({"text": "Écrivez à paypal.me/tanneurs"}, [Hint.PAYMENT_LINK]),
        ({"text": "bc1q" + "x" * 30}, [Hint.PAYMENT_LINK]),
        ({"text": "Virement uniquement"}, [Hint.ASKS_TO_BE_PAID]),
        ({"text": "Maroquinerie sur mesure, paiement en magasin"}, []),
    ],
)  # fmt: skip
def test_impostor_hints_are_reasons_and_never_a_number(shown, found):
    seen = Shown(**{"handle": "autre.example", **shown})
    got = hints(seen, dispute=date(2026, 6, 1), proved=["tanneurs.bsky.social"])
    assert list(got) == found


@pytest.mark.parametrize(
    ("handle", "alike"),
    [
        ("tannеurs.example", True),  # a Cyrillic letter
        ("tаnnеurs.ехаmрlе", True),  # seven of them
        ("ţåññëúŕş.éxàmplê", True),
        ("tanneur5.example", True),
        ("tan-neurs.example", True),
        ("tanneurs.example", False),
        ("TANNEURS.example", False),
        ("boulangers.example", False),
    ],
)
def test_homoglyphs_of_a_proved_handle_are_confusable(handle, alike):
    assert confusable(handle, "tanneurs.example") is alike
