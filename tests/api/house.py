"""A whole Tracer behind its doors for the tests: real gate, rules, journal, vault and store; one
invented register; time that moves only when it is told to."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
from fastapi import FastAPI
from sqlalchemy import insert, select

from api.answers import SqlAnswers
from api.app import create_app
from api.auth import KeyRing, Scope, Sessions
from api.repeats import Repeats
from api.rights.register import RightsRegister
from api.safeguards.tables import case_assignments
from api.safeguards.watch import Watch
from api.searches import SqlSearches
from api.services import Services
from api.store import SqlStore
from api.tables import cases
from api.worker import InProcessRunner
from graph.memory import MemoryGraphStore
from graph.sqlite import open_sqlite
from policies.describe import describe
from policies.engine import Engine
from policies.gate import PolicyGate
from policies.journal import SqlJournal
from policies.keys import SqlKeys
from policies.load import load_packs
from policies.vault import Vault
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
from tracer.errors import SourceUnsupported
from tracer.lawful import Permit
from tracer.matching.population import load_population
from tracer.matching.scorer import FellegiSunter
from tracer.ports import Clock, DeathFile
from tracer.settings import Settings
from tracer.source import SourceCard, SourceKind
from tracer.subject import Subject
from tracer.trace import Toolkit

START = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
MASTER = b"k" * 32
AGENCY = "Agence Exemple, 2 rue Imaginaire, 99999 Ville-Fictive"
SIREN, OTHER_SIREN = "123456782", "987654324"
STREET = "3 rue Imaginaire, 99999 Ville-Fictive"
MATCHER = FellegiSunter(load_population())
PACKS = load_packs(("eu", "fr"))


@dataclass
class MovingClock:
    """Stands still until it is moved."""

    at: datetime = START

    def now(self) -> datetime:
        return self.at

    def move(self, **by: float) -> None:
        self.at += timedelta(**by)


@dataclass
class Register:
    """An invented company register: two people of one name. It can be slow, and notes each question."""

    card: SourceCard = field(default_factory=lambda: card("fr.registre_exemple"))
    wait: float = 0.0
    notes: Path | None = None
    failure: Exception | None = None

    async def search(self, subject: Subject, permit: Permit) -> AsyncIterator[Record]:
        permit.allowance.take()
        self.note("search")
        await asyncio.sleep(self.wait)
        if self.failure:
            raise self.failure
        yield company(SIREN, "Atelier Fictif", "1979-03", "r1")
        yield company(OTHER_SIREN, "Entrepôt Fictif", "1951-11", "r2")

    async def expand(self, entity: Entity, permit: Permit) -> AsyncIterator[Record]:
        raise SourceUnsupported(self.card.id, "nothing to add")
        yield

    def note(self, asked: str) -> None:
        if self.notes:
            with self.notes.open("a") as file:
                file.write(f"{self.card.id} {asked}\n")


def company(siren: str, name: str, born: str, key: str) -> Record:
    """A sole trader's business as the register tells it."""
    where = provenance("fr.registre_exemple", key)
    said = {
        "person": {
            Property.LAST_NAME: "QUERVALEC",
            Property.FIRST_NAME: "MAELLE",
            Property.BIRTH_DATE: born,
        },
        "company": {
            Property.NAME: name,
            Property.REGISTRATION_NUMBER: siren,
            Property.LEGAL_FORM: "1000",
            Property.STATUS: "active",
        },
        "address": {
            Property.FULL: STREET,
            Property.POSTAL_CODE: "99999",
            Property.CITY: "Ville-Fictive",
        },
    }
    kinds = {
        "person": EntityKind.PERSON,
        "company": EntityKind.COMPANY,
        "address": EntityKind.ADDRESS,
    }
    ids = {part: EntityId(f"{part}-{siren}") for part in said}
    return Record(
        key=key,
        provenance=where,
        entities=tuple(
            Entity(
                id=ids[part],
                kind=kinds[part],
                statements=tuple(
                    Statement(prop=prop, value=value, provenance=where)
                    for prop, value in values.items()
                ),
            )
            for part, values in said.items()
        ),
        links=(
            Link(
                source=ids["person"],
                type=LinkType.DIRECTORSHIP,
                target=ids["company"],
                provenance=where,
                role="Entrepreneur individuel",
            ),
            Link(
                source=ids["company"],
                type=LinkType.LOCATED_AT,
                target=ids["address"],
                provenance=where,
            ),
        ),
    )


@dataclass
class Notices:
    """An invented gazette: no company has ever been insolvent."""

    card: SourceCard = field(
        default_factory=lambda: card(
            "fr.annonces_exemple",
            kind=SourceKind.INSOLVENCY_NOTICES,
            expands=frozenset({EntityKind.COMPANY}),
        )
    )

    async def search(self, subject: Subject, permit: Permit) -> AsyncIterator[Record]:
        raise SourceUnsupported(self.card.id, "no registration number")
        yield

    async def expand(self, entity: Entity, permit: Permit) -> AsyncIterator[Record]:
        permit.allowance.take()
        where = provenance(self.card.id, entity.id)
        said = Statement(prop=Property.INSOLVENCY_STATE, value="none", provenance=where)
        standing = Entity(id=entity.id, kind=EntityKind.COMPANY, statements=(said,))
        yield Record(key=entity.id, entities=(standing,), links=(), provenance=where)


@dataclass
class House:
    """The services and the application over them, with a client for each kind of key."""

    services: Services
    app: FastAPI
    clock: Clock
    register: Register

    async def key(self, *scopes: str, desk: str = "main") -> str:
        """A key of a colleague to whom every case of the desk so far is assigned."""
        token = await self.services.keys.create_key("test", scopes or tuple(Scope), desk)
        async with self.services.watch.engine.begin() as connection:
            there = select(cases.c.id).where(cases.c.desk == desk)
            for case in (await connection.execute(there)).scalars().all():
                row = {"case_id": case, "operator": token.split("_")[1], "assigned_by": "house"}
                await connection.execute(
                    insert(case_assignments).values(assigned_at=self.clock.now(), **row)
                )
        return token

    @asynccontextmanager
    async def client(self, *scopes: str, desk: str = "main") -> AsyncIterator[httpx.AsyncClient]:
        """A client with a key of these scopes; all of them when none is named."""
        headers = {"Authorization": f"Bearer {await self.key(*scopes, desk=desk)}"}
        async with self.anonymous(headers=headers) as client:
            yield client

    def anonymous(self, **kept: Any) -> httpx.AsyncClient:
        transport = httpx.ASGITransport(app=self.app)
        return httpx.AsyncClient(transport=transport, base_url="http://tracer.example", **kept)


@asynccontextmanager
async def opened(
    folder: Path,
    clock: Clock | None = None,
    registers: Iterable[Register] = (),
    deaths: DeathFile | None = None,
    planted_share: float = 0.0,
) -> AsyncIterator[House]:
    """A house over the files of a folder; opened again on the same folder, it goes on."""
    moving = clock or MovingClock()
    asked = tuple(registers) or (Register(),)
    engine = open_sqlite(folder / "tracer.sqlite")
    keys = SqlKeys(folder / "keys.sqlite")
    vault = Vault(MASTER, keys)
    journal = await SqlJournal.open(folder / "journal.sqlite", moving)
    kit = Toolkit(
        gate=PolicyGate(Engine(PACKS), journal, vault, moving),
        connectors={source.card.id: source for source in (*asked, Notices())},
        closed=(),
        graph=MemoryGraphStore(),
        matcher=MATCHER,
        vault=vault,
        answers=SqlAnswers(engine, vault, moving),
        clock=moving,
        deaths=deaths,
    )
    store, searches = SqlStore(engine, vault, moving), SqlSearches(engine, vault, moving)
    await store.prepare()
    ring = KeyRing(engine, moving)
    watch = Watch(
        engine=engine,
        vault=vault,
        journal=journal,
        store=store,
        clock=moving,
        planted_share=planted_share,
    )
    services = Services(
        kit=kit,
        store=store,
        searches=searches,
        runner=InProcessRunner(store, searches, kit, watch),
        journal=journal,
        rules=describe(PACKS),
        keys=ring,
        sessions=Sessions(engine, ring, moving),
        repeats=Repeats(engine, moving),
        watch=watch,
        rights=RightsRegister(engine, vault, moving, folder),
        settings=Settings(data_dir=folder, agency=AGENCY, dpo="dpo@agence.example"),
        clock=moving,
    )
    app = create_app(services)
    try:
        async with app.router.lifespan_context(app):
            yield House(services=services, app=app, clock=moving, register=asked[0])
    finally:
        await journal.close()
        await engine.dispose()
        keys.close()


def once() -> dict[str, str]:
    """A fresh Idempotency-Key."""
    return {"Idempotency-Key": secrets.token_hex(16)}


MANDATE = {
    "reference": "M-1",
    "creditor": {"name": "Menuiserie Exemple"},
    "signed_on": "2026-09-01",
    "expires_on": "2027-09-01",
    "power_to_receive": True,
    "amounts_itemised": True,
    "purposes": ["debtor_tracing", "amicable_recovery"],
    "role": "controller",
}
BASIS = {
    "purpose": "debtor_tracing",
    "basis": "eu-gdpr:A6-1-f-third-party",
    "recorded_on": "2026-11-20",
    "expires_on": "2027-09-01",
    "lia": {"reference": "L-1", "status": "approved", "expires_on": "2027-09-01"},
    "dpia": {"reference": "D-1", "status": "approved", "expires_on": "2027-09-01"},
    "licence": {
        "reference": "A-1",
        "valid_until": "2027-09-01",
        "insured_until": "2027-09-01",
        "declared_to_prosecutor": True,
        "dedicated_account": True,
    },
}
SUBJECT: dict[str, Any] = {
    "kind": "sole_trader",
    "names": [{"surname": "Quervalec", "given": ["Maëlle"]}],
    "birth": "1979-03",
    "addresses": [{"line": "1 rue Fictive", "postcode": "99999", "city": "Ville-Fictive"}],
    "phones": ["06 39 98 00 01"],
    "emails": ["maelle@quervalec.example"],
    "deceased": False,
    "protection": "none",
    "over_indebted": False,
    "hidden_address": False,
}
VAGUE_SUBJECT = SUBJECT | {"birth": None, "addresses": []}
KNOWN_SUBJECT = SUBJECT | {"roles": [{"siren": SIREN}]}


def case_body(mandate: str, basis: str, **changes: Any) -> dict[str, Any]:
    """A case that may be opened, on papers already written down."""
    return {
        "reference": "DOS-0001",
        "mandate_id": mandate,
        "basis_record_id": basis,
        "claim": {
            "nature": "business",
            "amount": "1840.00",
            "due_on": "2026-03-01",
            "disputed": False,
            "evidence": ["invoice 17"],
        },
        "subject": KNOWN_SUBJECT,
        "history": {"complete": True, "objection_open": False, "restricted": False},
    } | changes


async def papers(client: httpx.AsyncClient) -> tuple[str, str]:
    """A mandate and a basis record, written down."""
    mandate = await client.post("/v1/mandates", json=MANDATE, headers=once())
    basis = await client.post("/v1/basis-records", json=BASIS, headers=once())
    assert (mandate.status_code, basis.status_code) == (201, 201), (mandate.text, basis.text)
    return mandate.json()["id"], basis.json()["id"]


async def open_case(client: httpx.AsyncClient, **changes: Any) -> str:
    """A case, opened."""
    made = await client.post(
        "/v1/cases", json=case_body(*await papers(client), **changes), headers=once()
    )
    assert made.status_code == 201, made.text
    case = str(made.json()["id"])
    await approve(client, case)
    return case


async def approve(client: httpx.AsyncClient, case: str) -> None:
    """A second person approves the case that a client opened."""
    app: FastAPI = client._transport.app  # type: ignore[attr-defined]
    services: Services = app.state.services
    second = await services.keys.create_key("second person", (Scope.CASES_APPROVE,))
    path = f"/v1/cases/{case}/approval"
    done = await client.post(path, headers={"Authorization": f"Bearer {second}"})
    assert done.status_code in (200, 404), done.text  # of another desk


async def search(house: House, client: httpx.AsyncClient, case: str) -> dict[str, Any]:
    """A search of a case, run to its end."""
    asked = await client.post(f"/v1/cases/{case}/searches", headers=once())
    assert asked.status_code == 202, asked.text
    await house.services.runner.wait(asked.json()["id"])
    over = await client.get(asked.headers["location"])
    assert over.status_code == 200, over.text
    found: dict[str, Any] = over.json()
    return found
