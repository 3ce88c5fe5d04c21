"""One spelling for a profile's address, and none for what only looks like one."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors.profiles.urls import (
    NETWORKS,
    bluesky_of,
    fediverse_of,
    profile_id,
    profile_of,
)


@pytest.mark.parametrize(
    ("written", "url"),
    [
        ("https://www.linkedin.com/in/arbancourt-1a2b3c", "https://linkedin.com/in/arbancourt-1a2b3c"),
        ("https://fr.linkedin.com/in/arbancourt/", "https://linkedin.com/in/arbancourt"),
        ("linkedin.com/company/Tanneurs/about/", "https://linkedin.com/company/tanneurs"),
        ("https://www.linkedin.com/in/ren%C3%A9/fr", "https://linkedin.com/in/rené"),
        ("https://m.facebook.com/a.tanneurs", "https://facebook.com/a.tanneurs"),
        ("https://www.facebook.com/profile.php?id=100012&ref=x", "https://facebook.com/profile.php?id=100012"),
        ("http://facebook.com/people/Les-Tanneurs/100012/", "https://facebook.com/profile.php?id=100012"),
        ("https://fr-fr.facebook.com/pg/tanneurs/", "https://facebook.com/tanneurs"),
        ("HTTPS://Twitter.com/Tanneurs?lang=fr", "https://x.com/tanneurs"),
        ("//www.instagram.com/tanneurs/?hl=fr", "https://instagram.com/tanneurs"),
        ("https://www.tiktok.com/@tanneurs", "https://tiktok.com/@tanneurs"),
        ("https://www.threads.net/@tanneurs", "https://threads.com/@tanneurs"),
        ("https://youtube.com/@Tanneurs", "https://youtube.com/@tanneurs"),
        ("https://www.youtube.com/channel/UCaB", "https://youtube.com/channel/UCaB"),
        ("https://bsky.app/profile/tanneurs.example", "https://bsky.app/profile/tanneurs.example"),
        ("https://github.com./tanneurs", "https://github.com/tanneurs"),
    ],
)  # fmt: skip
def test_the_same_profile_has_one_address(written, url):
    found = profile_of(written)
    assert found is not None
    assert found.url == url
    assert profile_of(found.url) == found


@pytest.mark.parametrize(
    "written",
    [
        "https://facebook.com.evil.example/tanneurs",
        "https://evilfacebook.com/tanneurs",
        "https://facebook.com@evil.example/tanneurs",
        "https://evil.example/?u=facebook.com/tanneurs",
        "https://evil.example/facebook.com/tanneurs",
        "https://evil.example#facebook.com/tanneurs",
        "https://f\u0430cebook.com/tanneurs",
        "https://facebook.com:8443/tanneurs",
        "https://evil.example:x@facebook.com/tanneurs",
        "javascript://facebook.com/tanneurs",
        "https://facebook.com\\@evil.example/tanneurs",
        "https://business.facebook.com/tanneurs",
    ],
)
def test_a_host_that_only_looks_like_a_network_is_refused(written):
    assert profile_of(written) is None
    assert fediverse_of(written) is None


@pytest.mark.parametrize(
    "written",
    [
        "https://facebook.com/login",
        "https://facebook.com/sharer/sharer.php?u=x",
        "https://www.facebook.com/sharer.php?u=x",
        "https://twitter.com/intent/tweet?text=x",
        "https://twitter.com/share?url=x",
        "https://x.com/hashtag/cuir",
        "https://x.com/tanneurs/status/1",
        "https://www.facebook.com/groups/123",
        "https://www.facebook.com/events/123",
        "https://www.facebook.com/watch",
        "https://www.facebook.com/profile.php?id=abc",
        "https://www.facebook.com/profile.php",
        "https://instagram.com/p/Cx1",
        "https://instagram.com/",
        "https://github.com/tanneurs/site",
        "https://www.linkedin.com/shareArticle?url=x",
        "https://www.linkedin.com/in/a%2Fb%0A",
        "https://bsky.app/profile/tanneurs.example/post/3k",
        "",
        "https://",
        "http://[::1",
    ],
)
def test_a_reserved_word_or_a_post_is_no_profile(written):
    assert profile_of(written) is None


def test_a_person_and_a_company_of_the_same_slug_are_two_profiles():
    found = [profile_of(f"https://linkedin.com/{kind}/tanneurs") for kind in ("in", "company")]
    ids = {profile_id(one) for one in found if one}
    assert len(ids) == 2
    assert not any("tanneurs" in one for one in ids)


@pytest.mark.parametrize(
    "written",
    [
        "@Tanneurs@Social.example",
        "tanneurs@social.example",
        "https://social.example/@tanneurs",
        "https://social.example/users/tanneurs/",
        "https://ailleurs.example/@tanneurs@social.example",
    ],
)
def test_an_account_of_the_fediverse_is_named_at_home(written):
    found = fediverse_of(written)
    assert found is not None
    assert (found.handle, found.url) == (
        "tanneurs@social.example",
        "https://social.example/@tanneurs",
    )


@pytest.mark.parametrize(
    "written",
    [
        "https://tiktok.com/@tanneurs",
        "https://www.youtube.com/@tanneurs",
        "tanneurs@facebook.com",
        "tanneurs@127.0.0.1",
        "tanneurs@localhost",
        "tanneurs@social.example:8080",
        "tanneurs@social.example/path",
        "https://social.example/@tanneurs/1234",
        "tanneurs",
    ],
)
def test_another_network_or_a_bare_machine_is_no_instance(written):
    assert fediverse_of(written) is None


@pytest.mark.parametrize("handle", ["pas un domaine", "tanneurs", "did:plc:court", "../x.example"])
def test_a_bluesky_handle_is_a_domain_or_a_did(handle):
    assert bluesky_of(handle) is None
    assert bluesky_of("did:plc:" + "a" * 24)
    assert bluesky_of("@Tanneurs.example").handle == "tanneurs.example"


@given(st.text(max_size=60) | st.sampled_from([n.hosts[0] for n in NETWORKS]).flatmap(
    lambda host: st.text(max_size=30).map(lambda path: f"https://{host}/{path}")))  # fmt: skip
def test_no_text_breaks_it_and_what_comes_out_is_stable(text):
    found = profile_of(text)
    fediverse_of(text)
    if found is not None:
        assert profile_of(found.url) == found
        assert found.url.startswith("https://")
