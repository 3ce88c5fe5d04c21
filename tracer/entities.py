"""What sources say, statement by statement, each with its provenance. Names follow FollowTheMoney."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import NewType

from tracer.lawful import Sealed

EntityId = NewType("EntityId", str)


class EntityKind(StrEnum):
    """What a node of the graph is."""

    PERSON = "Person"
    COMPANY = "Company"
    ADDRESS = "Address"
    PRACTITIONER = "Practitioner"  # insolvency administrator, mandataire, liquidator
    PROFILE = "Profile"
    WEBSITE = "Website"
    CONTACT = "Contact"  # a telephone number or an e-mail address somebody published


class LinkType(StrEnum):
    """What an edge of the graph says; it reads source → target."""

    DIRECTORSHIP = "DIRECTORSHIP"  # Person or Company → Company, with `role`
    LOCATED_AT = "LOCATED_AT"  # Company or Person → Address
    APPOINTED_TO = "APPOINTED_TO"  # Practitioner → Company, with `role`
    OWNERSHIP = "OWNERSHIP"  # Person or Company → Company, with `role`: the nature of the control
    REACHED_AT = "REACHED_AT"  # Company → Contact
    PUBLISHES = "PUBLISHES"  # Company → Website or Profile
    SAME_AS = "SAME_AS"  # Person ↔ Person, reversible, with evidence


class Property(StrEnum):
    """What a statement is about. FollowTheMoney names; the insolvency ones are ours."""

    NAME = "name"
    ALIAS = "alias"
    FIRST_NAME = "firstName"
    LAST_NAME = "lastName"  # the surname in use
    BIRTH_NAME = "birthName"  # the surname at birth
    BIRTH_DATE = "birthDate"
    REGISTRATION_NUMBER = "registrationNumber"
    LEGAL_FORM = "legalForm"
    STATUS = "status"  # active, closed
    INCORPORATION_DATE = "incorporationDate"
    DISSOLUTION_DATE = "dissolutionDate"
    DISCLOSURE = "disclosure"  # full, partial (statut_diffusion "P")
    FULL = "full"  # a whole postal address: a contact value, sealed before it is stored
    STREET = "street"  # sealed as well
    POSTAL_CODE = "postalCode"
    CITY = "city"
    COUNTRY = "country"
    PHONE = "phone"  # sealed
    EMAIL = "email"  # sealed
    PRECISION = "precision"  # housenumber, street, locality, municipality
    SCORE = "score"  # of the address normaliser, 0 to 1
    INSOLVENCY_STATE = (
        "insolvencyState"  # none, sauvegarde, redressement_judiciaire, liquidation_judiciaire
    )
    INSOLVENCY_SINCE = "insolvencySince"
    INSOLVENCY_NOTICE = "insolvencyNotice"
    CLAIM_DEADLINE = "claimDeadline"
    STRUCK_OFF_ON = "struckOffOn"
    ROLE = "role"
    JURISDICTION = "jurisdiction"  # country of the register, ISO 3166-1 alpha-2
    LEI = "leiCode"
    VAT = "vatCode"
    WEBSITE = "website"  # where an organisation publishes, whole URL
    USE = "use"  # of a contact: see ContactUse
    LAST_ACTIVITY = "lastActivity"  # day, or a bucket for a person's own profile
    OPENING = "opening"  # open, closed_for_now, closed_for_good, as an enterprise says of itself
    PUBLICATION_DIRECTOR = "publicationDirector"  # whom the notice of a website names (LCEN)
    HANDLE = "handle"  # of a profile, as the network writes it
    PLATFORM = "platform"
    SIGNAL = "signal"  # one thing to look at: "flag: <code>", e.g. of a profile or a notice
    DECEASED = "deceased"  # "yes" where a register says that the person is dead
    DISQUALIFIED_UNTIL = "disqualifiedUntil"


class ContactUse(StrEnum):
    """Whose telephone or mailbox a published contact is, as far as the publication tells."""

    ROLE = "role"  # a function: contact@, a switchboard
    NOMINATIVE = "nominative"  # names a person at work: personal data even so
    PERSONAL = "personal"  # a private number: the mobile of a one-person business


OTHER_DOMAIN = "other_domain"
"""The SIGNAL of a mailbox that is not of the site's own domain: an agency's, perhaps."""

SOLE_TRADER_FORM = "1000"
"""The LEGAL_FORM of a sole trader (INSEE, catégorie juridique: entrepreneur individuel)."""

CONTACT_PROPERTIES = frozenset({Property.FULL, Property.STREET, Property.PHONE, Property.EMAIL})
"""Statements whose value reaches somebody: they are sealed before the graph sees them."""


@dataclass(frozen=True, slots=True)
class Masked:
    """A value the register holds and will not show ("[NON-DIFFUSIBLE]"). It is never a name."""

    by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Provenance:
    """Where a statement comes from, precisely enough to tell the person (GDPR art. 14(2)(f)).

    `url` has personal parameters blanked; `body_sha256` is the hash of the answer's bytes.
    """

    source: str
    record: str
    url: str
    retrieved_at: datetime
    body_sha256: str
    licence: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """One thing a source says about one entity."""

    prop: Property
    value: str | Masked | Sealed
    provenance: Provenance


@dataclass(frozen=True, slots=True, kw_only=True)
class Entity:
    """A node: its kind and every statement about it."""

    id: EntityId
    kind: EntityKind
    statements: tuple[Statement, ...] = ()

    def texts(self, prop: Property) -> tuple[str, ...]:
        """Every distinct clear value of a property, in the order it was said."""
        said = (s.value for s in self.statements if s.prop is prop and isinstance(s.value, str))
        return tuple(dict.fromkeys(said))

    def text(self, prop: Property) -> str | None:
        """The latest clear value of a property, or None if nobody said one."""
        found = [s for s in self.statements if s.prop is prop and isinstance(s.value, str)]
        if not found:
            return None
        value = max(found, key=lambda s: s.provenance.retrieved_at).value
        assert isinstance(value, str)
        return value

    def is_masked(self, prop: Property) -> bool:
        """Whether a source holds this property and withholds it."""
        return any(s.prop is prop and isinstance(s.value, Masked) for s in self.statements)


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """An edge, with what it rests on. SAME_AS links are reversible: identity is never a merge."""

    source: EntityId
    type: LinkType
    target: EntityId
    provenance: Provenance
    role: str | None = None
    bits: float | None = None  # of the evidence, on SAME_AS
    start: str | None = None  # ISO date, as precise as the register gives it
    end: str | None = None
    current: bool | None = True  # None: the register does not tell (a dissolved company's officers)


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """One record as a source gave it. `withheld`: the source has it and masks who it is about.

    `vulnerable`: the page told of sickness; the words are gone, and a person must look.
    """

    key: str
    entities: tuple[Entity, ...]
    links: tuple[Link, ...]
    provenance: Provenance
    withheld: bool = False
    unread_fields: tuple[str, ...] = ()  # names of payload fields nobody here knows yet
    vulnerable: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Subgraph:
    """Entities and the links between them."""

    entities: tuple[Entity, ...] = ()
    links: tuple[Link, ...] = ()

    def entity(self, entity_id: EntityId) -> Entity | None:
        """The entity of that id, if it is here."""
        return next((e for e in self.entities if e.id == entity_id), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Expansion:
    """The neighbours of some nodes. `truncated` names nodes with more links than were asked for."""

    subgraph: Subgraph
    truncated: tuple[EntityId, ...] = ()
