"""The shapes of the Norwegian Enhetsregister: units, sub-units, deleted ones, and who holds a role.

A birth date is cut to its month while it is read: the day is never in an object of ours.
"""

# ruff: noqa: N815 - the register's own names
from __future__ import annotations

import re
from typing import Annotated, ClassVar

from pydantic import BeforeValidator, Field, StringConstraints

from connectors.base import Payload

Orgnr = Annotated[str, StringConstraints(pattern=r"^[0-9]{9}$")]
SOLE_TRADER = "ENK"
TRUSTEE = "BOBE"


def month(said: object) -> object:
    """A date without its day, where it is one."""
    found = re.match(r"\d{4}-(?:0[1-9]|1[0-2])", said) if isinstance(said, str) else None
    return found[0] if found else None


BirthMonth = Annotated[str | None, BeforeValidator(month)]


class Code(Payload):
    """A code of the register, and how it reads."""

    DROPPED: ClassVar[frozenset[str]] = frozenset({"_links", "utgaatt"})

    kode: str
    beskrivelse: str | None = None


class Place(Payload):
    """A postal address; its lines may be null or empty."""

    DROPPED: ClassVar[frozenset[str]] = frozenset({"kommune", "kommunenummer", "land"})

    adresse: list[str | None] | None = None
    postnummer: str | None = None
    poststed: str | None = None
    landkode: str | None = None

    @property
    def whole(self) -> str | None:
        """The address on one line; a c/o line, which names whoever keeps the mail, is left out."""
        lines = [" ".join(line.split()) for line in self.adresse or [] if line and line.strip()]
        lines = [line for line in lines if not line.lower().startswith("c/o")]
        town = " ".join(part for part in (self.postnummer, self.poststed) if part)
        return ", ".join([*lines, town] if town else lines) if lines else None


class Unit(Payload):
    """A unit, a sub-unit (with `overordnetEnhet`) or a deleted one (with `slettedato`, status 200)."""

    DROPPED: ClassVar[frozenset[str]] = frozenset(
        {
            "_links",
            "aktivitet",
            "antallAnsatte",
            "datoEierskifte",
            "erIKonsern",
            "frivilligMvaRegistrertBeskrivelser",
            "harRegistrertAntallAnsatte",
            "hjelpeenhetskode",
            "institusjonellSektorkode",
            "kapital",
            "maalform",
            "naeringskode1",
            "naeringskode2",
            "naeringskode3",
            "paategninger",
            "registreringsdatoAntallAnsatteEnhetsregisteret",
            "registreringsdatoAntallAnsatteNAVAaregisteret",
            "registreringsdatoEnhetsregisteret",
            "registreringsdatoForetaksregisteret",
            "registreringsdatoFrivilligMerverdiavgiftsregisteret",
            "registreringsdatoFrivillighetsregisteret",
            "registreringsdatoMerverdiavgiftsregisteret",
            "registreringsdatoMerverdiavgiftsregisteretEnhetsregisteret",
            "registreringsdatoPartiregisteret",
            "registreringsnummerIHjemlandet",
            "registrertIForetaksregisteret",
            "registrertIFrivillighetsregisteret",
            "registrertIMvaregisteret",
            "registrertIPartiregisteret",
            "registrertIStiftelsesregisteret",
            "sisteInnsendteAarsregnskap",
            "tvangsavvikletPgaManglendeSlettingDato",
            "tvangsopplostPgaMangelfulltStyreDato",
            "tvangsopplostPgaManglendeDagligLederDato",
            "tvangsopplostPgaManglendeRegnskapDato",
            "tvangsopplostPgaManglendeRevisorDato",
            "vedtektsdato",
            "vedtektsfestetFormaal",
        }
    )

    organisasjonsnummer: Orgnr
    navn: str
    organisasjonsform: Code
    respons_klasse: str | None = None
    slettedato: str | None = None
    nedleggelsesdato: str | None = None
    stiftelsesdato: str | None = None
    oppstartsdato: str | None = None
    konkurs: bool | None = None
    konkursdato: str | None = None
    underAvvikling: bool | None = None
    underAvviklingDato: str | None = None
    underTvangsavviklingEllerTvangsopplosning: bool | None = None
    overordnetEnhet: Orgnr | None = None
    forretningsadresse: Place | None = None
    beliggenhetsadresse: Place | None = None
    postadresse: Place | None = None
    telefon: str | None = None
    mobil: str | None = None
    epostadresse: str | None = None
    hjemmeside: str | None = None

    @property
    def is_deleted(self) -> bool:
        """Whether the register has struck it out; it still answers 200."""
        return bool(self.slettedato) or (self.respons_klasse or "").startswith("Slettet")

    @property
    def is_sole_trader(self) -> bool:
        """Whether its name and address are those of a natural person."""
        return self.organisasjonsform.kode == SOLE_TRADER


class Units(Payload):
    """The units of a page."""

    enheter: list[Unit]


class Count(Payload):
    """How many there are in all."""

    DROPPED: ClassVar[frozenset[str]] = frozenset({"number", "size", "totalPages"})

    totalElements: int


class SearchPage(Payload):
    """The answer to a search by name; without any, `_embedded` is missing."""

    DROPPED: ClassVar[frozenset[str]] = frozenset({"_links"})

    page: Count
    embedded: Units | None = Field(default=None, alias="_embedded")


class PersonName(Payload):
    """How a natural person is named."""

    fornavn: str | None = None
    mellomnavn: str | None = None
    etternavn: str | None = None

    @property
    def given(self) -> str:
        """The given names on one line."""
        return " ".join(part for part in (self.fornavn, self.mellomnavn) if part)

    @property
    def whole(self) -> str:
        """The name on one line."""
        return " ".join(part for part in (self.given, self.etternavn) if part)


class Person(Payload):
    """A natural person with a role."""

    navn: PersonName
    fodselsdato: BirthMonth = None
    erDoed: bool | None = None


class Holder(Payload):
    """A unit with a role in another; its name is a list of lines."""

    DROPPED: ClassVar[frozenset[str]] = frozenset({"_links", "godkjenningsstatus"})

    organisasjonsnummer: Orgnr
    organisasjonsform: Code | None = None
    navn: list[str | None] | None = None
    erSlettet: bool | None = None

    @property
    def name(self) -> str:
        """Its name on one line."""
        return " ".join(line for line in self.navn or [] if line)


class Trustee(Payload):
    """The trustee of a bankruptcy estate: one name, and where the estate is written to."""

    DROPPED: ClassVar[frozenset[str]] = frozenset({"erDoed", "fodselsdato"})

    navn: str | None = None
    postadresse: Place | None = None


class Role(Payload):
    """A role and who holds it: a person, a unit or a trustee. A resigned one has no date."""

    DROPPED: ClassVar[frozenset[str]] = frozenset({"ansvarsandel", "rekkefolge", "valgtAv"})

    type: Code
    person: Person | None = None
    enhet: Holder | None = None
    bostyrer: Trustee | None = None
    fratraadt: bool | None = None
    avregistrert: bool | None = None

    @property
    def is_current(self) -> bool:
        """Whether nothing says that it is over."""
        return not (self.fratraadt or self.avregistrert)


class RoleGroup(Payload):
    """The roles of a kind. `sistEndret` is when any of them last changed: the date of none."""

    DROPPED: ClassVar[frozenset[str]] = frozenset({"sistEndret"})

    type: Code
    roller: list[Role]


class Roles(Payload):
    """Every role in a unit."""

    DROPPED: ClassVar[frozenset[str]] = frozenset({"_links"})

    rollegrupper: list[RoleGroup]
