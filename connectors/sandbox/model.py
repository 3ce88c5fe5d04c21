"""What the invented world holds: people, companies, those who direct them, and official notices."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TypeAlias

from connectors.sandbox.places import Address

Json: TypeAlias = "str | int | float | bool | list[Json] | dict[str, Json] | None"
Payload: TypeAlias = "dict[str, Json]"

SOLE_TRADER = "1000"


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """One inhabitant, with everything that is true of them; registers show less."""

    id: int
    sex: str  # "F" or "M"
    birth_surname: str
    usage_surname: str | None = None
    given: tuple[str, ...]
    born: date
    home: Address
    household: int

    @property
    def surname(self) -> str:
        """The surname in use."""
        return self.usage_surname or self.birth_surname

    @property
    def birth_month(self) -> str:
        """The birth date as company registers publish it: AAAA-MM."""
        return f"{self.born:%Y-%m}"


@dataclass(frozen=True, slots=True, kw_only=True)
class NaturalDirector:
    """A person in an office, as one company's file writes them. `person` is the truth behind it."""

    surname: str
    given: str
    birth_month: str | None
    role: str | None
    person: int | None = None
    nationality: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LegalDirector:
    """A legal person in an office. Its SIREN may be missing or wrong, as in the register."""

    siren: str | None
    name: str
    role: str


Director: TypeAlias = NaturalDirector | LegalDirector


@dataclass(frozen=True, slots=True, kw_only=True)
class Company:
    """A legal unit. `masked`: statut_diffusion "P". `blank`: known to one register only, all null."""

    siren: str
    name: str
    form: str  # nature juridique, four digits
    activity: str  # NAF code
    created: date
    closed: date | None = None
    seat: Address
    others: tuple[Address, ...] = ()
    directors: tuple[Director, ...] = ()
    acronym: str | None = None
    sign: str | None = None  # enseigne
    staff: str = "NN"
    masked: bool = False
    blank: bool = False

    @property
    def is_sole_trader(self) -> bool:
        """Whether the unit is a natural person trading in their own name."""
        return self.form == SOLE_TRADER


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """An official notice (BODACC): where it appeared, about which unit, and its blob as published."""

    letter: str  # A, B or C
    issue: str  # year and number of the issue, 20260180
    number: int
    published: date
    kind: str = "annonce"  # annonce, rectificatif, annulation
    family: str
    siren: str
    also: tuple[str, ...] = ()  # other numbers of the same notice, such as a seller's
    court: str
    field: str  # which column holds the blob
    blob: str  # JSON text, as the data set gives it
    previous: str | None = None  # parutionavisprecedent, JSON text
    trades_register: bool = False  # the number is only in the persons' inscriptionRM

    @property
    def id(self) -> str:
        """The notice's id: letter, issue, number."""
        return f"{self.letter}{self.issue}{self.number}"


def text_of(payload: Payload, key: str) -> str | None:
    """The text under a key, or None if it is missing or not text."""
    value = payload.get(key)
    return value if isinstance(value, str) else None


def object_of(payload: Payload, key: str) -> Payload:
    """The object under a key, or an empty one."""
    value = payload.get(key)
    return value if isinstance(value, dict) else {}


def objects_of(payload: Payload, key: str) -> tuple[Payload, ...]:
    """The objects of the list under a key."""
    value = payload.get(key)
    return (
        tuple(item for item in value if isinstance(item, dict)) if isinstance(value, list) else ()
    )
