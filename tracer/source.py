"""What is known about a source before it is asked: its card, its terms, its cost and its reach."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from tracer.entities import EntityKind


class SourceKind(StrEnum):
    """What kind of place a source is; rules are written over kinds, not over names."""

    COMPANY_REGISTER = "company_register"
    INSOLVENCY_NOTICES = "insolvency_notices"
    ADDRESS_FILE = "address_file"
    DEATH_FILE = "death_file"
    BENEFICIAL_OWNERS = "beneficial_owners"
    IDENTIFIER_REGISTER = "identifier_register"  # says whether a number is somebody's: LEI, VAT
    CONTACT_DIRECTORY = "contact_directory"  # what organisations publish to be reached
    PUBLIC_BODIES = "public_bodies"  # administrations, courts and their registries
    COMPANY_WEBSITE = "company_website"
    SOCIAL_NETWORK = "social_network"
    BANK_ACCOUNTS = "bank_accounts"  # FICOBA
    DEFAULTERS_FILE = "defaulters_file"  # who did not pay whom, shared between creditors


class Visibility(StrEnum):
    """Who may see what the source shows (CNIL SAN-2024-020: only "everyone" is enough)."""

    EVERYONE = "everyone"
    REGISTERED_USERS = "registered_users"
    RESTRICTED = "restricted"


class Means(StrEnum):
    """How what the source shows is obtained; only the first two are fair (GDPR art. 5(1)(a))."""

    PUBLISHED = "published"  # the publisher gives it to everybody who asks
    LICENSED = "licensed"  # under a contract with the publisher
    BOUGHT = "bought"  # from somebody who does not say where he has it
    LEAKED = "leaked"
    PRETEXT = "pretext"  # by pretending to be somebody, or to call for something else
    FALSE_ACCOUNT = "false_account"  # as a made-up member, or by asking to be a friend


class CredentialKind(StrEnum):
    """How a publisher wants to know which house asks. Never a person's account on a network."""

    BASIC_KEY = "basic_key"  # HTTP Basic, the key as user name and an empty password
    BASIC = "basic"  # HTTP Basic, written user:password
    HEADER = "header"  # the key in a header of that name
    EXCHANGED = "exchanged"  # user:password exchanged for a token by the connector itself


@dataclass(frozen=True, slots=True, kw_only=True)
class Credential:
    """What a source asks of the house before it answers; without it the source is not configured."""

    kind: CredentialKind
    header: str | None = None
    obtained_at: str  # page where a house registers


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceCard:
    """One source, described so that an investigator, a compliance officer and the session can use it.

    `rate_per_second` is shared by the whole process; `ttl_seconds` is how long an answer may be
    reused; `intrusiveness` orders sources, the least intrusive first (0 is no personal data);
    `expected_yield` is how often it has something, 0 to 1, as far as is known, and `lag_days` how
    old what it says may be. `country` is ISO
    3166-1 alpha-2, empty for a source of every country. `open_hosts`: it is asked at hosts that are
    not known in advance (websites, instances). `limits` are further limits as (calls, seconds).
    """

    id: str
    title: str
    publisher: str
    kind: SourceKind
    country: str
    base_url: str
    licence: str
    attribution: str
    terms_url: str
    terms_reviewed_on: date
    visibility: Visibility
    means: Means
    login_required: bool
    fields_read: tuple[str, ...]
    fields_dropped: tuple[str, ...]  # received and never kept, with the reason in `legal_notes`
    personal_parameters: tuple[str, ...]  # query parameters blanked wherever a URL is kept
    rate_per_second: float
    ttl_seconds: int
    intrusiveness: int
    legal_notes: str
    cost_per_call: Decimal = Decimal(0)
    deadline_seconds: float = 20.0
    expands: frozenset[EntityKind] = frozenset()
    credential: Credential | None = None
    expected_yield: float = 0.5
    lag_days: float = 1.0
    open_hosts: bool = False
    limits: tuple[tuple[int, float], ...] = ()
