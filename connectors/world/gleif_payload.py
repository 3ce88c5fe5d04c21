"""The shapes of the GLEIF API v1 (JSON:API): LEI records, relationships, reporting exceptions."""

from __future__ import annotations

from typing import Annotated, ClassVar

from pydantic import Field, StringConstraints

from connectors.base import Payload

Lei = Annotated[str, StringConstraints(pattern=r"^[0-9A-Z]{20}$")]
SOLE_PROPRIETOR = "SOLE_PROPRIETOR"


class Name(Payload):
    """A name; in which language and of which type is not kept."""

    DROPPED: ClassVar[frozenset[str]] = frozenset({"language", "type"})

    name: str | None = None


class Place(Payload):
    """A postal address. `mailRouting` may name somebody at the desk."""

    DROPPED: ClassVar[frozenset[str]] = frozenset(
        {"addressNumber", "addressNumberWithinBuilding", "language", "mailRouting", "region"}
    )

    addressLines: list[str | None] | None = None  # noqa: N815 - the API's own name
    city: str | None = None
    country: str | None = None
    postalCode: str | None = None  # noqa: N815 - the API's own name

    @property
    def whole(self) -> str | None:
        """The address on one line, if it has a line."""
        lines = [" ".join(line.split()) for line in self.addressLines or [] if line]
        town = " ".join(part for part in (self.postalCode, self.city) if part)
        return ", ".join([*lines, town] if town else lines) if lines else None


class Authority(Payload):
    """The register that gave the number, by its code in GLEIF's list."""

    DROPPED: ClassVar[frozenset[str]] = frozenset({"other"})

    id: str | None = None


class Expiration(Payload):
    """When and why the entity ceased, if it did."""

    date: str | None = None
    reason: str | None = None


class Successor(Payload):
    """The company that took over another: by its LEI, its name, or both; a null one is nobody."""

    lei: Lei | None = None
    name: str | None = None


class LegalEntity(Payload):
    """Who has the LEI. `status` is dropped: it stays ACTIVE for companies long in liquidation."""

    DROPPED: ClassVar[frozenset[str]] = frozenset(
        {
            "associatedEntity",
            "eventGroups",
            "legalForm",
            "otherAddresses",
            "status",
            "subCategory",
            "transliteratedOtherNames",
        }
    )

    legalName: Name  # noqa: N815 - the API's own name
    otherNames: list[Name] | None = None  # noqa: N815 - the API's own name
    legalAddress: Place | None = None  # noqa: N815 - the API's own name
    headquartersAddress: Place | None = None  # noqa: N815 - the API's own name
    registeredAt: Authority | None = None  # noqa: N815 - the API's own name
    registeredAs: str | None = None  # noqa: N815 - the API's own name
    jurisdiction: str | None = None
    category: str | None = None
    expiration: Expiration | None = None
    successorEntity: Successor | None = None  # noqa: N815 - the API's own name
    successorEntities: list[Successor] | None = None  # noqa: N815 - the API's own name
    creationDate: str | None = None  # noqa: N815 - the API's own name


class LeiAttributes(Payload):
    """The LEI and its entity. `registration` is dropped: LAPSED only says that a fee is unpaid."""

    DROPPED: ClassVar[frozenset[str]] = frozenset(
        {"bic", "conformityFlag", "mic", "ocid", "qcc", "registration", "spglobal"}
    )

    lei: Lei
    entity: LegalEntity


class ParentLinks(Payload):
    """Where a parent is told: a relationship and a record, or an exception. Never both."""

    relationship: str | None = Field(default=None, alias="relationship-record")
    record: str | None = Field(default=None, alias="lei-record")
    exception: str | None = Field(default=None, alias="reporting-exception")


class Parent(Payload):
    """One side of a consolidation."""

    links: ParentLinks


class Relationships(Payload):
    """What else can be followed from a record; children are third parties and not followed."""

    DROPPED: ClassVar[frozenset[str]] = frozenset(
        {
            "branches",
            "direct-children",
            "field-modifications",
            "fund-manager",
            "headquarters",
            "isins",
            "lei-issuer",
            "managed-funds",
            "managing-lou",
            "master-fund",
            "sub-funds",
            "ultimate-children",
            "umbrella-fund",
        }
    )

    direct: Parent | None = Field(default=None, alias="direct-parent")
    ultimate: Parent | None = Field(default=None, alias="ultimate-parent")


class LeiRecord(Payload):
    """One LEI record."""

    DROPPED: ClassVar[frozenset[str]] = frozenset({"id", "links", "type"})

    attributes: LeiAttributes
    relationships: Relationships | None = None

    @property
    def is_a_person(self) -> bool:
        """Whether the entity is a natural person in business: never kept."""
        return self.attributes.entity.category == SOLE_PROPRIETOR


class LeiPage(Payload):
    """The answer to a search; none is an empty list with status 200."""

    DROPPED: ClassVar[frozenset[str]] = frozenset({"links", "meta"})

    data: list[LeiRecord]


class LeiDocument(Payload):
    """One LEI record by its own address."""

    DROPPED: ClassVar[frozenset[str]] = frozenset({"links", "meta"})

    data: LeiRecord


class Node(Payload):
    """One end of a relationship."""

    DROPPED: ClassVar[frozenset[str]] = frozenset({"type"})

    id: Lei


class Period(Payload):
    """A period: of the relationship, of an accounting year, or of a document."""

    type: str
    startDate: str | None = None  # noqa: N815 - the API's own name
    endDate: str | None = None  # noqa: N815 - the API's own name


class Relationship(Payload):
    """Who consolidates whom, since when, and whether still."""

    DROPPED: ClassVar[frozenset[str]] = frozenset({"qualifiers", "quantifiers", "type"})

    startNode: Node  # noqa: N815 - the API's own name
    endNode: Node  # noqa: N815 - the API's own name
    status: str
    periods: list[Period] | None = None

    @property
    def period(self) -> Period | None:
        """The period of the relationship itself."""
        return next((p for p in self.periods or [] if p.type == "RELATIONSHIP_PERIOD"), None)


class RelationshipAttributes(Payload):
    """A relationship; how it was registered is not kept."""

    DROPPED: ClassVar[frozenset[str]] = frozenset(
        {"extension", "registration", "validFrom", "validTo"}
    )

    relationship: Relationship


class RelationshipRecord(Payload):
    """One relationship record."""

    DROPPED: ClassVar[frozenset[str]] = frozenset({"id", "links", "relationships", "type"})

    attributes: RelationshipAttributes


class RelationshipDocument(Payload):
    """One relationship by its own address."""

    DROPPED: ClassVar[frozenset[str]] = frozenset({"links", "meta"})

    data: RelationshipRecord


class ExceptionAttributes(Payload):
    """Why no parent is reported."""

    DROPPED: ClassVar[frozenset[str]] = frozenset(
        {"category", "lei", "reference", "validFrom", "validTo"}
    )

    reason: str


class ExceptionRecord(Payload):
    """One reporting exception."""

    DROPPED: ClassVar[frozenset[str]] = frozenset({"id", "links", "relationships", "type"})

    attributes: ExceptionAttributes


class ExceptionDocument(Payload):
    """One reporting exception by its own address."""

    DROPPED: ClassVar[frozenset[str]] = frozenset({"links", "meta"})

    data: ExceptionRecord
