"""One spelling for the address of a profile, whatever page it was copied from.

A link to a post, a share button, a login page or a host that only looks like a network is no profile.
Hosts of networks are written here to be recognised, never to be asked.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from urllib.parse import SplitResult, parse_qs, unquote, urlsplit

from connectors.drawn import opaque
from tracer.entities import Entity, EntityId, EntityKind, Property

MASTODON = "mastodon"
BLUESKY = "bluesky"
SUBDOMAIN = re.compile(r"(?:www|m|mobile|touch|web|[a-z]{2}|[a-z]{2}-[a-z]{2})\.")
HANDLE = re.compile(r"[\w.:-]{1,100}")
HOST = re.compile(r"(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+(?:[a-z]{2,63}|xn--[a-z0-9-]{2,59})")
ACCOUNT = re.compile(r"@?([A-Za-z0-9_](?:[A-Za-z0-9_.-]*[A-Za-z0-9_])?)@([^@\s/]+)")
DID = re.compile(r"did:(?:plc:[a-z2-7]{24}|web:[a-z0-9.-]+)")
FEDIVERSE = re.compile(r"/(?:@|users/)([^/@]+)(?:@([^/@]+))?")
RESERVED_WORDS = """
about accounts ads api app apps business channel community company contact developers events explore
features feed go groups hashtag help home i intent invite jobs joinchat learn legal login logout
marketplace marketing media messages newsroom notifications oauth orgs p pages people pin plugins
policies posts pricing privacy public r reel reels search settings share sharer sharer.php shop shorts
signup sponsors status stories story.php support terms topics tr trending tv video videos watch
"""
RESERVED = frozenset(RESERVED_WORDS.split())
"""First words of paths that belong to a network itself."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ProfileUrl:
    """A profile as one network names it: the same profile always gives the same three values."""

    platform: str
    handle: str
    url: str


@dataclass(frozen=True, slots=True)
class Network:
    """How one network writes profiles: its hosts, the first one for good, and its paths.

    Each pair is what is written before a handle, and the regular expression of the whole path.
    `cased`: the network tells capitals from small letters there.
    """

    platform: str
    hosts: tuple[str, ...]
    paths: tuple[tuple[str, str], ...]
    cased: tuple[str, ...] = ()


PLAIN = (("/", r"/([^/]+)"),)
AT = (("/@", r"/@([^/]+)"),)

NETWORKS = (
    Network(
        "linkedin",
        ("linkedin.com",),
        tuple(
            (f"/{kind}/", rf"/{kind}/([^/]+)(?:/about|/[a-z]{{2}}(?:[-_][A-Za-z]{{2}})?)?")
            for kind in ("company", "school", "in")
        ),
    ),
    Network(
        "facebook",
        ("facebook.com", "fb.com"),
        (
            ("/profile.php?id=", r"/(?:people|pages)/[^/]+/(\d+)"),
            ("/", r"/(?:pg/)?([^/]+)"),
        ),
    ),
    Network("instagram", ("instagram.com",), PLAIN),
    Network("x", ("x.com", "twitter.com"), PLAIN),
    Network("tiktok", ("tiktok.com",), AT),
    Network("threads", ("threads.com", "threads.net"), AT),
    Network(
        "youtube",
        ("youtube.com",),
        (
            *AT,
            ("/channel/", r"/channel/([^/]+)"),
            ("/c/", r"/c/([^/]+)"),
            ("/user/", r"/user/([^/]+)"),
        ),
        cased=("/channel/",),
    ),
    Network("github", ("github.com",), PLAIN),
    Network("gitlab", ("gitlab.com",), PLAIN),
    Network("reddit", ("reddit.com",), (("/user/", r"/u(?:ser)?/([^/]+)"),)),
    Network(BLUESKY, ("bsky.app",), (("/profile/", r"/profile/([^/]+)"),)),
    Network("wikidata", ("wikidata.org",), (("/wiki/", r"/wiki/(Q\d+)"),), cased=("/wiki/",)),
    Network("pinterest", ("pinterest.com", "pinterest.fr"), PLAIN),
    Network("snapchat", ("snapchat.com",), (("/add/", r"/add/([^/]+)"),)),
    Network("telegram", ("t.me", "telegram.me"), PLAIN),
    Network("vk", ("vk.com",), PLAIN),
    Network("viadeo", ("viadeo.com",), (("/p/", r"/p/([^/]+)"),)),
    Network("malt", ("malt.fr", "malt.com"), (("/profile/", r"/profile/([^/]+)"),)),
    Network(
        "xing",
        ("xing.com",),
        (("/pages/", r"/pages/([^/]+)"), ("/profile/", r"/profile/([^/]+)")),
    ),
)


def profile_of(text: str) -> ProfileUrl | None:
    """The profile that an address names on a network of `NETWORKS`, or None."""
    parts = split(text)
    if parts is None or parts.hostname is None:
        return None
    host = bare(parts.hostname)
    network = next((n for n in NETWORKS if host in n.hosts), None)
    if network is None:
        return None
    path = parts.path.rstrip("/")
    if network.platform == "facebook" and path == "/profile.php":
        number = parse_qs(parts.query).get("id", [""])[0]
        return made(network, "/profile.php?id=", number) if number.isdecimal() else None
    for prefix, form in network.paths:
        found = re.fullmatch(form, path)
        if found:
            return made(network, prefix, found[1])
    return None


def made(network: Network, prefix: str, slug: str) -> ProfileUrl | None:
    """The profile of a slug, unless it is a word of the network's own or no handle at all."""
    handle = unicodedata.normalize("NFC", unquote(slug))
    if prefix not in network.cased:
        handle = handle.lower()
    if not HANDLE.fullmatch(handle) or handle in RESERVED:
        return None
    url = f"https://{network.hosts[0]}{prefix}{handle}"
    return ProfileUrl(platform=network.platform, handle=handle, url=url)


def bluesky_of(handle: str) -> ProfileUrl | None:
    """The Bluesky profile of a handle (a domain name) or of a DID, or None if it is neither."""
    handle = handle.strip().removeprefix("@").lower()
    if not HOST.fullmatch(handle) and not DID.fullmatch(handle):
        return None
    return profile_of(f"https://bsky.app/profile/{handle}")


def fediverse_of(text: str) -> ProfileUrl | None:
    """The account an address or `user@host` names on an instance of the fediverse, or None.

    Any host may be one: call it only for an address that is declared to be a profile there. An
    account seen from another instance (`/@user@home.example`) is named at home.
    """
    account = ACCOUNT.fullmatch(text.strip())
    if account:
        return on_instance(account[1], account[2].lower())
    parts = split(text)
    if parts is None or parts.hostname is None:
        return None
    found = FEDIVERSE.fullmatch(unquote(parts.path.rstrip("/")))
    return on_instance(found[1], (found[2] or parts.hostname).lower()) if found else None


def on_instance(user: str, host: str) -> ProfileUrl | None:
    """The account of a user of an instance; a network that is known to be another is none."""
    known = {name for network in NETWORKS for name in network.hosts}
    if not HOST.fullmatch(host) or bare(host) in known or not re.fullmatch(r"[\w.-]+", user):
        return None
    user = user.lower()
    return ProfileUrl(platform=MASTODON, handle=f"{user}@{host}", url=f"https://{host}/@{user}")


def split(text: str) -> SplitResult | None:
    """The parts of a web address with a plain host; None for anything that hides where it leads."""
    text = text.strip()
    if not re.match(r"[A-Za-z][A-Za-z0-9+.-]*://", text):
        text = f"https://{text.removeprefix('//')}"
    try:
        parts = urlsplit(text)
        port = parts.port
    except ValueError:
        return None
    host = (parts.hostname or "").rstrip(".")
    plain = parts.scheme in ("http", "https") and "@" not in parts.netloc
    if not plain or port not in (None, 80, 443) or not HOST.fullmatch(host):
        return None
    return parts._replace(netloc=host)


def bare(host: str) -> str:
    """A host without what only names a language or a device."""
    return SUBDOMAIN.sub("", host, count=1) if SUBDOMAIN.match(host) else host


def account_of(entity: Entity, platform: str) -> ProfileUrl | None:
    """The account on a network that an entity declares, or None.

    A link of the case file names no network; it may be one of the fediverse unless its host is known.
    """
    if entity.kind is not EntityKind.PROFILE:
        return None
    if entity.text(Property.PLATFORM) not in (None, platform):
        return None
    said = entity.text(Property.HANDLE) or entity.text(Property.WEBSITE) or ""
    found = fediverse_of(said) if platform == MASTODON else bluesky_of(said) or profile_of(said)
    return found if found and found.platform == platform else None


def profile_id(profile: ProfileUrl) -> EntityId:
    """The id of a profile, whichever source speaks of it; it says nothing of whose it is."""
    return opaque("profile-", profile.platform, profile.url)
