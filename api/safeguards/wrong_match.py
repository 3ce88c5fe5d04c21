"""An invented debtor, and the invented register record that is not him. Neither is about anybody."""

from __future__ import annotations

import hashlib
import re
import secrets
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal

from stdnum.fr import siren as siren_number

from api.safeguards.protected import NOTHING, silent
from tracer.case import Case, CaseId, ContactHistory
from tracer.entities import (
    Entity,
    EntityId,
    EntityKind,
    Link,
    LinkType,
    Property,
    Provenance,
    Record,
    Statement,
)
from tracer.lawful import Permit
from tracer.matching.population import load_population
from tracer.relevance import HOME
from tracer.source import SourceCard, SourceKind
from tracer.subject import (
    PartialDate,
    PersonName,
    PostalAddress,
    Protection,
    Subject,
    SubjectKind,
)
from tracer.trace import Toolkit

TOWNS = (("Lille", "59000"), ("Nantes", "44000"), ("Lyon", "69003"), ("Toulouse", "31000"))
YEARS = tuple(year for year in range(1960, 1996) if year % 10 < 9)  # one figure from the next
COMMON = range(300, 3000)  # births of a surname: neither rare nor one that everybody bears


def invented(like: Case) -> Case:
    """A case about nobody, as ordinary as another one looks."""
    draw = secrets.SystemRandom()
    tables = load_population()
    surname = draw.choice(
        [row[0] for row in tables.surname_births.rows() if sum(map(int, row[1:])) in COMMON]
    )
    given = draw.choice(
        [row[0] for row in tables.given_births.rows() if sum(int(n or 0) for n in row[2:]) > 50_000]
    )
    town, postcode = draw.choice(TOWNS)
    subject = Subject(
        kind=SubjectKind.SOLE_TRADER,
        names=(PersonName(surname=surname.capitalize(), given=(given.capitalize(),)),),
        birth=PartialDate(year=draw.choice(YEARS), month=draw.randint(1, 12)),
        addresses=(PostalAddress(line=None, postcode=postcode, city=town),),
        deceased=False,
        protection=Protection.NONE,
        over_indebted=False,
        hidden_address=False,
    )
    claim = replace(
        like.claim,
        amount=Decimal(draw.randint(20_000, 500_000)) / 100,
        evidence=tuple(disguised(reference) for reference in like.claim.evidence),
    )
    return replace(
        like,
        id=CaseId(f"cas_{secrets.token_hex(12)}"),
        reference=disguised(like.reference),
        claim=claim,
        subject=subject,
        history=ContactHistory(complete=True, objection_open=False, restricted=False),
        judgements=(),
    )


def disguised(reference: str) -> str:
    """A reference of the same form with other figures."""
    return re.sub(r"\d", lambda _: str(secrets.randbelow(10)), reference)


def planted(kit: Toolkit, case: Case) -> Toolkit:
    """The same kit, where no source is asked and one register has the wrong person."""
    quiet = silent(kit)
    register = next(
        (
            there.card
            for there in kit.connectors.values()
            if there.card.kind is SourceKind.COMPANY_REGISTER and there.card.country == HOME
        ),
        None,
    )
    if register is None:
        return quiet
    wrong = Wrong(card=register, case=case, at=kit.clock.now())
    return replace(quiet, connectors={**quiet.connectors, register.id: wrong})


@dataclass(frozen=True, slots=True, kw_only=True)
class Wrong:
    """A register that knows one sole trader: of the debtor's name, and of his town, born another year."""

    card: SourceCard
    case: Case
    at: datetime

    async def search(self, _subject: Subject, permit: Permit, /) -> AsyncIterator[Record]:
        """The wrong one."""
        permit.allowance.take()
        yield self.record()

    async def expand(self, _entity: Entity, _permit: Permit, /) -> AsyncIterator[Record]:
        """Nothing more."""
        for record in NOTHING:
            yield record

    def record(self) -> Record:
        """What it says; of the same person each time for one case."""
        seed = int(hashlib.sha256(self.case.id.encode()).hexdigest(), 16)
        name, born = self.case.subject.names[0], self.case.subject.birth
        home = self.case.subject.addresses[0]
        town, postcode = home.city or "", home.postcode or ""
        siren = nobodys_siren(seed)
        where = Provenance(
            source=self.card.id,
            record=siren,
            url=self.card.base_url,
            retrieved_at=self.at,
            body_sha256=hashlib.sha256(siren.encode()).hexdigest(),
            licence=self.card.licence,
        )

        def entity(what: str, kind: EntityKind, **said: str) -> Entity:
            told = tuple(
                Statement(prop=Property[prop], value=value, provenance=where)
                for prop, value in said.items()
            )
            return Entity(id=EntityId(f"{what}-{siren}"), kind=kind, statements=told)

        person = entity(
            "person",
            EntityKind.PERSON,
            LAST_NAME=name.surname.upper(),
            FIRST_NAME=name.given[0].upper(),
            BIRTH_DATE=f"{(born.year if born else 1970) + 1}-{(born and born.month) or 1:02d}",
        )
        company = entity(
            "company",
            EntityKind.COMPANY,
            NAME=f"{name.given[0]} {name.surname}".upper(),
            REGISTRATION_NUMBER=siren,
            LEGAL_FORM="1000",
            STATUS="active",
        )
        place = entity(
            "address",
            EntityKind.ADDRESS,
            FULL=f"{postcode} {town.upper()}",
            POSTAL_CODE=postcode,
            CITY=town.upper(),
        )
        owns = Link(
            source=person.id,
            type=LinkType.DIRECTORSHIP,
            target=company.id,
            provenance=where,
            role="Entrepreneur individuel",
        )
        lies = Link(source=company.id, type=LinkType.LOCATED_AT, target=place.id, provenance=where)
        return Record(
            key=siren, provenance=where, entities=(person, company, place), links=(owns, lies)
        )


def nobodys_siren(seed: int) -> str:
    """Nine digits whose check digit is wrong, so that no enterprise has them."""
    number = f"{seed % 10**8:08d}0"
    return number if not siren_number.is_valid(number) else f"{number[:8]}1"
