"""The person or company sought, as the creditor declared it. A missing value is None: not stated."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class SubjectKind(StrEnum):
    """What the law sees in the debtor; rules differ for each."""

    CONSUMER = "consumer"
    SOLE_TRADER = "sole_trader"
    DIRECTOR = "director"
    COMPANY = "company"


class NameRole(StrEnum):
    """Which of a person's surnames this is. UNSTATED: the file does not say."""

    BIRTH = "birth"
    USAGE = "usage"
    UNSTATED = "unstated"


class Protection(StrEnum):
    """A protective measure over an adult (C. civ. art. 425 s.)."""

    NONE = "none"
    CURATELLE = "curatelle"
    TUTELLE = "tutelle"


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonName:
    """One way the person is named: a surname with its role, and given names in order."""

    surname: str
    given: tuple[str, ...] = ()
    role: NameRole = NameRole.UNSTATED


@dataclass(frozen=True, slots=True, kw_only=True)
class PartialDate:
    """A date known to the year, the month or the day."""

    year: int
    month: int | None = None
    day: int | None = None

    def __str__(self) -> str:
        parts = [f"{self.year:04d}"]
        if self.month is not None:
            parts.append(f"{self.month:02d}")
            if self.day is not None:
                parts.append(f"{self.day:02d}")
        return "-".join(parts)

    @property
    def earliest(self) -> date:
        """The first calendar day this date may be."""
        return date(self.year, self.month or 1, self.day or 1)

    @property
    def latest(self) -> date:
        """The last calendar day this date may be."""
        if self.month is not None and self.day is not None:
            return date(self.year, self.month, self.day)
        month = self.month or 12
        following = date(self.year + month // 12, month % 12 + 1, 1)
        return date.fromordinal(following.toordinal() - 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class PostalAddress:
    """A postal address as written, with the parts that are known. Country is ISO 3166-1 alpha-2."""

    line: str | None = None
    postcode: str | None = None
    city: str | None = None
    country: str = "FR"


@dataclass(frozen=True, slots=True, kw_only=True)
class DeclaredRole:
    """An office the creditor says the debtor holds, by the company's SIREN."""

    siren: str
    role: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """The debtor as declared. For a company, `company_name` and `siren` are set and `names` is empty."""

    kind: SubjectKind
    names: tuple[PersonName, ...] = ()
    birth: PartialDate | None = None
    birth_place: str | None = None
    sex: str | None = None  # "F" or "M" as declared; never guessed and stored
    company_name: str | None = None
    siren: str | None = None
    registration: str | None = None  # number in the register of `country`, where that is not France
    roles: tuple[DeclaredRole, ...] = ()
    addresses: tuple[PostalAddress, ...] = ()
    phones: tuple[str, ...] = ()
    emails: tuple[str, ...] = ()
    websites: tuple[str, ...] = ()  # of the debtor's own enterprise
    profiles: tuple[str, ...] = ()  # links somebody was given; none is ever looked for by name
    country: str = "FR"
    language: str = "fr"
    deceased: bool | None = None
    protection: Protection | None = None
    over_indebted: bool | None = None
    moratorium: bool | None = None  # a breathing space, or what another country calls it
    scotland: bool | None = None  # which part of the United Kingdom decides the time limit
    hidden_address: bool | None = None  # C. civ. art. 515-11 6° bis
    represented_by: str | None = None  # a lawyer, guardian or notary the file names
    vulnerable: bool | None = None  # somebody met a hardship; which one is never written

    @property
    def is_company(self) -> bool:
        """Whether the debtor is a legal person."""
        return self.kind is SubjectKind.COMPANY
