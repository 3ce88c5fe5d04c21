"""A house with a confirmed debtor, a register that changes its mind, and a gazette that can fail."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import httpx

from api.monitoring.sweep import poll_due
from connectors.base import Sessions
from connectors.courtesy import Courtesy
from connectors.fr.bodacc import CARD, connect
from tests.api.house import (
    OTHER_SIREN,
    SIREN,
    House,
    MovingClock,
    Register,
    once,
    open_case,
    opened,
    search,
)
from tests.connectors.doubles import FAST, IDS, Wire
from tests.tracer.doubles import card, provenance
from tracer.entities import (
    Entity,
    EntityId,
    EntityKind,
    Link,
    LinkType,
    Property,
    Record,
    Statement,
)
from tracer.lawful import Permit
from tracer.subject import Subject

REGISTER = "fr.recherche_entreprises"
BRITISH = "gb.companies_house"
CRN = "00000042"
BRITISH_FACTS = {Property.LEGAL_FORM: "ltd"}
UNTIL = "2027-03-01"


@dataclass
class Changing(Register):
    """A register whose facts the test changes. It knows two people of one name, one company each."""

    card: Any = field(
        default_factory=lambda: card(REGISTER, expands=frozenset({EntityKind.COMPANY}))
    )
    facts: dict[Property, str | None] = field(default_factory=dict)
    directors: tuple[str, ...] = ("debtor",)
    former: tuple[str, ...] = ()
    withheld: bool = False
    known: bool = True
    prefix: str = "fr-siren-"
    asked: int = 0

    async def search(self, subject: Subject, permit: Permit) -> AsyncIterator[Record]:
        permit.allowance.take()
        if self.prefix != "fr-siren-":
            return
        yield abroad(self.record(SIREN, "1979-03"))
        yield self.record(OTHER_SIREN, "1951-11")

    async def expand(self, entity: Entity, permit: Permit) -> AsyncIterator[Record]:
        permit.allowance.take()
        self.asked += 1
        if self.failure:
            raise self.failure
        if self.known:
            yield self.record(entity.text(Property.REGISTRATION_NUMBER) or "", "1979-03")

    def record(self, siren: str, born: str) -> Record:
        where = provenance(REGISTER, siren)

        def entity(id_: str, kind: EntityKind, said: dict[Property, str | None]) -> Entity:
            told = tuple(
                Statement(prop=prop, value=value, provenance=where)
                for prop, value in said.items()
                if value is not None
            )
            return Entity(id=EntityId(id_), kind=kind, statements=told)

        people = {
            "debtor": {
                Property.LAST_NAME: "QUERVALEC",
                Property.FIRST_NAME: "MAELLE",
                Property.BIRTH_DATE: born,
            },
            "colleague": {Property.LAST_NAME: "VESPERAC", Property.FIRST_NAME: "SOLANGE"},
        }
        seat = {
            Property.POSTAL_CODE: self.facts.get(Property.POSTAL_CODE, "99999"),
            Property.CITY: self.facts.get(Property.CITY, "Ville-Fictive"),
        }
        unit = {
            Property.NAME: "Atelier Fictif",
            Property.REGISTRATION_NUMBER: siren,
            Property.LEGAL_FORM: self.facts.get(Property.LEGAL_FORM, "1000"),
            Property.STATUS: self.facts.get(Property.STATUS, "active"),
            Property.INSOLVENCY_STATE: self.facts.get(Property.INSOLVENCY_STATE),
        }
        company, office = f"{self.prefix}{siren}", f"office-{siren}"
        links = [
            Link(
                source=EntityId(f"{who}-{siren}"),
                type=LinkType.DIRECTORSHIP,
                target=EntityId(company),
                provenance=where,
                current=who not in self.former,
            )
            for who in self.directors
        ]
        located = Link(
            source=EntityId(company),
            type=LinkType.LOCATED_AT,
            target=EntityId(office),
            provenance=where,
        )
        return Record(
            key=siren,
            provenance=where,
            withheld=self.withheld,
            entities=(
                entity(company, EntityKind.COMPANY, unit),
                entity(office, EntityKind.ADDRESS, seat),
                *(
                    entity(f"{who}-{siren}", EntityKind.PERSON, dict(people[who]))
                    for who in self.directors
                ),
            ),
            links=(*links, located),
        )


def abroad(found: Record) -> Record:
    """The record, where the debtor directs a British company as well."""
    where = found.provenance
    unit = EntityId(f"gb-crn-{CRN}")
    said = Statement(prop=Property.REGISTRATION_NUMBER, value=CRN, provenance=where)
    link = replace(found.links[0], target=unit)
    entity = Entity(id=unit, kind=EntityKind.COMPANY, statements=(said,))
    return replace(found, entities=(*found.entities, entity), links=(*found.links, link))


@dataclass
class Gazette:
    """What the gazette answers: its rows, or a failure to the questions from one of them on."""

    rows: list[dict[str, Any]] = field(default_factory=list)
    fails_from: int | None = None
    asked: int = 0

    def __call__(self, request: httpx.Request, _: int) -> httpx.Response:
        self.asked += 1
        if self.fails_from is not None and self.asked > self.fails_from:
            return httpx.Response(404)
        persons = "search(" in request.url.params["where"]
        rows = [] if persons else self.rows
        if request.url.path.endswith("/exports/json"):
            return httpx.Response(200, json=rows)
        return httpx.Response(200, json={"total_count": len(rows), "results": rows})


@dataclass
class Scene:
    """The house, its sources, and one confirmed case."""

    house: House
    register: Changing
    british: Changing
    gazette: Gazette
    clock: MovingClock
    client: httpx.AsyncClient
    case: str

    async def watch(self, status: int = 201, **changes: Any) -> dict[str, Any]:
        """A watch asked for; what the answer says."""
        purposes = ["insolvency", "striking_off", "seat", "legal_form", "mandate"]
        body = {"companies": [SIREN], "purposes": purposes, "until": UNTIL} | changes
        body = {name: value for name, value in body.items() if value is not None}
        answer = await self.client.post(f"/v1/cases/{self.case}/watches", json=body, headers=once())
        assert answer.status_code == status, answer.text
        said: dict[str, Any] = answer.json()
        return said

    async def poll(self) -> int:
        """Every watch polled; how many new events there are."""
        return await poll_due(self.house.services)

    async def events(self) -> list[dict[str, Any]]:
        """The events of the case as they leave."""
        return list((await self.read("events"))["items"])

    async def watches(self) -> list[dict[str, Any]]:
        """The watches of the case as they leave."""
        return list((await self.read("watches"))["items"])

    async def read(self, what: str) -> dict[str, Any]:
        answer = await self.client.get(f"/v1/cases/{self.case}/{what}")
        assert answer.status_code == 200, answer.text
        said: dict[str, Any] = answer.json()
        return said

    async def journalled(self, kind: str) -> list[Any]:
        """The bodies of the journal's entries of a kind."""
        entries = await self.house.services.journal.read(self.case)
        return [one.entry.body for one in entries if one.entry.kind == kind]

    @property
    def asked(self) -> int:
        """How many questions left."""
        return self.register.asked + self.british.asked + self.gazette.asked


@asynccontextmanager
async def scene(
    folder: Path, *, base: str | None = None, searched: bool = True, **case: Any
) -> AsyncIterator[Scene]:
    """A case whose debtor the register confirms, in a house with the gazette."""
    clock, register, gazette = MovingClock(), Changing(), Gazette()
    british = Changing(
        card=card(BRITISH, country="GB"), prefix="gb-crn-", directors=(), facts=dict(BRITISH_FACTS)
    )
    transport = None if base else httpx.MockTransport(Wire(gazette))
    sessions = Sessions(
        clock=clock,
        contact="https://tracer.example/contact",
        courtesy=Courtesy(patience=FAST, rates=dict.fromkeys(IDS, 10_000.0)),
        transport=transport,
        base_urls={CARD.id: base} if base else {},
    )
    bodacc: Any = connect(sessions.open(CARD))
    try:
        async with (
            opened(folder, clock, registers=(register, british, bodacc)) as house,
            house.client() as client,
        ):
            made = await open_case(client, **case)
            if searched:
                await search(house, client, made)
            gazette.asked = register.asked = british.asked = 0
            yield Scene(house, register, british, gazette, clock, client, made)
    finally:
        await sessions.aclose()


async def not_him(there: Scene) -> None:
    """A person judges every candidate of the last search to be somebody else."""
    there.clock.move(minutes=5)
    candidates = (await there.client.get(f"/v1/cases/{there.case}/candidates")).json()["items"]
    assert candidates
    for each in candidates:
        body = {
            "candidate": each["id"],
            "judgement": "different",
            "reason": "Somebody else, says the landlord.",
        }
        path = f"/v1/cases/{there.case}/decisions"
        done = await there.client.post(path, json=body, headers=once())
        assert done.status_code == 201, done.text
