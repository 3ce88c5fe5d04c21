"""What every graph store must do. A store written later joins `STORES` and nothing else changes."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest

from graph.memory import MemoryGraphStore
from graph.sql import open_sql_graph
from tracer.case import CaseId
from tracer.entities import (
    CONTACT_PROPERTIES,
    Entity,
    EntityId,
    EntityKind,
    Link,
    LinkType,
    Masked,
    Property,
    Provenance,
    Record,
    Statement,
    Subgraph,
)
from tracer.errors import Conflict, Invalid, NotFound
from tracer.lawful import Sealed
from tracer.ports import GraphStore

CASE, OTHER = CaseId("case-1"), CaseId("case-2")
AT = datetime(2026, 3, 4, 5, 6, 7, 89, tzinfo=UTC)
ANNE, BRUNO, MILL, QUAY = (EntityId(f"{name}") for name in ("anne", "bruno", "mill", "quay"))
STORES = ("memory", "sql")


@pytest.fixture(params=STORES)
async def store(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[GraphStore]:
    if request.param == "memory":
        yield MemoryGraphStore()
    else:
        durable = await open_sql_graph(tmp_path / "graph.sqlite")
        yield durable
        await durable.close()


def told(record: str = "r1", at: datetime = AT, source: str = "invented register") -> Provenance:
    return Provenance(
        source=source,
        record=record,
        url=f"https://register.example/{record}?q=…",
        retrieved_at=at,
        body_sha256="ab" * 32,
        licence="Invented Licence 1.0",
    )


def says(prop: Property, value: str | Masked | Sealed, by: Provenance | None = None) -> Statement:
    return Statement(prop=prop, value=value, provenance=by or told())


def person(name: EntityId, *statements: Statement) -> Entity:
    return Entity(id=name, kind=EntityKind.PERSON, statements=statements)


def company(name: EntityId, *statements: Statement) -> Entity:
    return Entity(id=name, kind=EntityKind.COMPANY, statements=statements)


def directs(who: EntityId, what: EntityId, role: str | None = None, by: str = "r1") -> Link:
    return Link(source=who, type=LinkType.DIRECTORSHIP, target=what, provenance=told(by), role=role)


def same(a: EntityId, b: EntityId, bits: float = 21.5) -> Link:
    return Link(source=a, type=LinkType.SAME_AS, target=b, provenance=told("match"), bits=bits)


def record(*things: Entity | Link, key: str = "r1") -> Record:
    return Record(
        key=key,
        entities=tuple(thing for thing in things if isinstance(thing, Entity)),
        links=tuple(thing for thing in things if isinstance(thing, Link)),
        provenance=told(key),
    )


def sealing(context: str, fingerprint: str) -> Sealed:
    """Sealed anew each time, as a real vault does: the ciphertext is never twice the same."""
    return Sealed(
        subject=CASE,
        context=context,
        nonce=os.urandom(12),
        ciphertext=os.urandom(40),
        fingerprint=fingerprint,
    )


FIRM = record(
    person(ANNE, says(Property.LAST_NAME, "Corvel"), says(Property.FIRST_NAME, "Anne")),
    company(MILL, says(Property.NAME, "MOULIN FICTIF"), says(Property.STATUS, "active")),
    directs(ANNE, MILL, "gérante"),
)


async def everything(store: GraphStore, case: CaseId = CASE) -> Subgraph:
    return await store.export_subject(case)


# --- merging and reading -------------------------------------------------------------------------


async def test_a_merge_returns_what_it_touched_with_its_links(store: GraphStore) -> None:
    found = await store.merge(CASE, [FIRM])
    assert [entity.id for entity in found.entities] == [ANNE, MILL]
    assert found.links == FIRM.links
    assert found == await everything(store)


async def test_a_merge_returns_what_was_already_said_about_what_it_touches(
    store: GraphStore,
) -> None:
    await store.merge(CASE, [FIRM, record(person(BRUNO), directs(BRUNO, MILL), key="r2")])
    later = record(person(ANNE, says(Property.BIRTH_DATE, "1970-02")), company(MILL), key="r3")
    found = await store.merge(CASE, [later])
    anne = found.entity(ANNE)
    assert anne is not None
    assert [s.prop for s in anne.statements] == [
        Property.LAST_NAME,
        Property.FIRST_NAME,
        Property.BIRTH_DATE,
    ]
    assert found.entity(BRUNO) is None
    assert found.links == FIRM.links, "links to what was not touched stay out"


async def test_provenance_survives_on_every_statement_and_link(store: GraphStore) -> None:
    paris = timezone(timedelta(hours=2))
    by = told("r9", at=datetime(2026, 7, 1, 12, 0, 0, 1, tzinfo=paris), source="another register")
    link = replace(directs(ANNE, MILL, "présidente"), provenance=by)
    await store.merge(
        CASE, [record(person(ANNE, says(Property.NAME, "Anne Corvel", by)), company(MILL), link)]
    )
    (anne,) = await store.get(CASE, [ANNE])
    assert anne.statements == (says(Property.NAME, "Anne Corvel", by),)
    assert anne.statements[0].provenance == by
    assert (await everything(store)).links == (link,)


async def test_two_sources_that_say_the_same_are_two_statements(store: GraphStore) -> None:
    first, second = told("r1"), told("r2", source="another register")
    for by in (first, second):
        await store.merge(CASE, [record(company(MILL, says(Property.NAME, "MOULIN FICTIF", by)))])
    (mill,) = await store.get(CASE, [MILL])
    assert [s.provenance for s in mill.statements] == [first, second]


async def test_entities_come_in_the_order_asked_and_the_unknown_are_left_out(
    store: GraphStore,
) -> None:
    await store.merge(CASE, [FIRM])
    found = await store.get(CASE, [MILL, EntityId("nobody"), ANNE, MILL])
    assert [entity.id for entity in found] == [MILL, ANNE]


async def test_statements_keep_the_order_in_which_they_were_said(store: GraphStore) -> None:
    names = [f"Nom {n}" for n in (3, 1, 2, 9, 0)]
    await store.merge(CASE, [record(company(MILL, *(says(Property.ALIAS, n) for n in names)))])
    (mill,) = await store.get(CASE, [MILL])
    assert list(mill.texts(Property.ALIAS)) == names


async def test_an_identifier_finds_its_entities_and_only_those(store: GraphStore) -> None:
    await store.merge(
        CASE,
        [
            record(
                company(MILL, says(Property.REGISTRATION_NUMBER, "000000018")),
                company(QUAY, says(Property.NAME, "000000018")),
                person(ANNE, says(Property.REGISTRATION_NUMBER, Masked("000000018"))),
            )
        ],
    )
    assert [e.id for e in await store.find_by_identifier(CASE, "000000018")] == [MILL]
    assert await store.find_by_identifier(CASE, "000000026") == ()


async def test_awkward_text_comes_back_as_it_was(store: GraphStore) -> None:
    awkward = "L'Haÿ « d'œuvre » \\ % _ '; -- 🏚 e\u0301 "
    await store.merge(CASE, [record(company(MILL, says(Property.NAME, awkward)))])
    (mill,) = await store.get(CASE, [MILL])
    assert mill.text(Property.NAME) == awkward


# --- sealed and masked ---------------------------------------------------------------------------


async def test_a_sealed_value_comes_back_byte_for_byte(store: GraphStore) -> None:
    value = sealing("quay|full", "f1")
    await store.merge(CASE, [record(company(QUAY, says(Property.FULL, value)))])
    (quay,) = await store.get(CASE, [QUAY])
    assert quay.statements[0].value == value


async def test_a_masked_value_is_never_a_text(store: GraphStore) -> None:
    masked = [says(Property.NAME, Masked("register")), says(Property.FULL, Masked("register"))]
    await store.merge(CASE, [record(person(ANNE, *masked))])
    (anne,) = await store.get(CASE, [ANNE])
    assert anne.is_masked(Property.NAME)
    assert anne.text(Property.NAME) is None
    assert anne.statements == tuple(masked)


async def test_a_masked_value_and_a_text_of_the_same_letters_are_two_statements(
    store: GraphStore,
) -> None:
    both = (says(Property.NAME, Masked("register")), says(Property.NAME, "register"))
    await store.merge(CASE, [record(person(ANNE, *both))])
    (anne,) = await store.get(CASE, [ANNE])
    assert anne.statements == both


@pytest.mark.parametrize("prop", sorted(CONTACT_PROPERTIES))
async def test_a_contact_value_in_clear_is_refused_by_name_and_never_repeated(
    store: GraphStore, prop: Property
) -> None:
    secret = "01 99 00 11 22"
    bad = record(person(BRUNO, says(prop, secret)), key="r2")
    with pytest.raises(Invalid) as refused:
        await store.merge(CASE, [FIRM, bad])
    assert refused.value.field == prop.value
    assert secret not in str(refused.value)
    assert await everything(store) == Subgraph(), "what came before it in the batch is not kept"


async def test_the_same_sealed_value_sealed_again_is_one_statement(store: GraphStore) -> None:
    for _ in range(3):
        value = sealing("quay|phone", "f1")
        await store.merge(CASE, [record(company(QUAY, says(Property.PHONE, value)))])
    another = sealing("quay|phone", "f2")
    await store.merge(CASE, [record(company(QUAY, says(Property.PHONE, another)))])
    (quay,) = await store.get(CASE, [QUAY])
    kept = [s.value for s in quay.statements if isinstance(s.value, Sealed)]
    assert [value.fingerprint for value in kept] == ["f1", "f2"]


# --- all or nothing, once ------------------------------------------------------------------------


async def test_merging_twice_changes_nothing(store: GraphStore) -> None:
    first = await store.merge(CASE, [FIRM])
    assert await store.merge(CASE, [FIRM, FIRM]) == first
    assert await everything(store) == first


async def test_a_record_that_fails_in_the_middle_leaves_nothing(store: GraphStore) -> None:
    await store.merge(CASE, [record(company(MILL))])
    before = await everything(store)
    good = record(person(ANNE, says(Property.LAST_NAME, "Corvel")), directs(ANNE, MILL))
    other_kind = record(Entity(id=MILL, kind=EntityKind.ADDRESS), key="r2")
    with pytest.raises(Conflict):
        await store.merge(CASE, [good, other_kind])
    assert await everything(store) == before


async def test_a_link_to_nobody_is_refused_with_all_its_batch(store: GraphStore) -> None:
    with pytest.raises(Invalid) as refused:
        await store.merge(CASE, [FIRM, record(directs(ANNE, QUAY), key="r2")])
    assert refused.value.field == "links"
    assert await everything(store) == Subgraph()


async def test_a_link_may_end_at_what_an_earlier_merge_brought(store: GraphStore) -> None:
    await store.merge(CASE, [FIRM])
    await store.merge(CASE, [record(person(BRUNO), directs(BRUNO, MILL), key="r2")])
    assert len((await everything(store)).links) == 2


async def test_a_time_without_zone_is_refused(store: GraphStore) -> None:
    naive = told(at=datetime(2026, 3, 4))  # noqa: DTZ001
    with pytest.raises(Invalid) as refused:
        await store.merge(CASE, [record(person(ANNE, says(Property.NAME, "Anne", naive)))])
    assert refused.value.field == "provenance.retrieved_at"


@pytest.mark.parametrize("text", ["a\0b", "a\ud800b"])
async def test_text_that_some_store_would_lose_is_refused_by_all(
    store: GraphStore, text: str
) -> None:
    with pytest.raises(Invalid):
        await store.merge(CASE, [record(person(ANNE, says(Property.NAME, text)))])


async def test_concurrent_merges_both_count(store: GraphStore) -> None:
    batches = [
        [
            record(
                person(EntityId(f"p{n}"), says(Property.NAME, f"Nom {n}", told(f"r{n}"))),
                company(MILL, says(Property.ALIAS, f"Alias {n}", told(f"r{n}"))),
                directs(EntityId(f"p{n}"), MILL, by=f"r{n}"),
            )
        ]
        for n in range(12)
    ]
    async with asyncio.TaskGroup() as group:
        for batch in batches:
            group.create_task(store.merge(CASE, batch))
    held = await everything(store)
    assert len(held.entities) == 13
    assert len(held.links) == 12
    mill = held.entity(MILL)
    assert mill is not None
    assert set(mill.texts(Property.ALIAS)) == {f"Alias {n}" for n in range(12)}


# --- cases apart ---------------------------------------------------------------------------------


async def test_what_one_case_holds_is_invisible_to_another(store: GraphStore) -> None:
    numbered = record(company(MILL, says(Property.REGISTRATION_NUMBER, "000000018")), key="r2")
    await store.merge(CASE, [FIRM, numbered])
    assert await store.get(OTHER, [ANNE, MILL]) == ()
    assert await store.find_by_identifier(OTHER, "000000018") == ()
    assert (await store.expand(OTHER, [ANNE, MILL])).subgraph == Subgraph()
    assert await store.degree(OTHER, [ANNE]) == {ANNE: 0}
    assert await everything(store, OTHER) == Subgraph()
    with pytest.raises(Invalid):
        await store.merge(OTHER, [record(person(BRUNO), directs(BRUNO, MILL), key="r3")])


async def test_the_same_id_in_two_cases_is_two_entities(store: GraphStore) -> None:
    await store.merge(CASE, [FIRM])
    found = await store.merge(OTHER, [record(person(ANNE, says(Property.LAST_NAME, "Dorvaz")))])
    assert [e.texts(Property.LAST_NAME) for e in found.entities] == [("Dorvaz",)]
    (anne,) = await store.get(CASE, [ANNE])
    assert anne.texts(Property.LAST_NAME) == ("Corvel",)


async def test_erasing_a_case_removes_all_of_it_and_nothing_else(store: GraphStore) -> None:
    await store.merge(CASE, [FIRM])
    await store.merge(OTHER, [FIRM])
    kept = await everything(store, OTHER)
    assert await store.erase_subject(CASE) == 2 + 4 + 1
    assert await everything(store) == Subgraph()
    assert await everything(store, OTHER) == kept
    assert await store.erase_subject(CASE) == 0


# --- neighbours ----------------------------------------------------------------------------------


async def fan(store: GraphStore, spokes: int) -> list[EntityId]:
    ids = [EntityId(f"p{n:02}") for n in range(spokes)]
    links = [directs(id, MILL, by=f"r{n}") for n, id in enumerate(ids)]
    await store.merge(CASE, [record(company(MILL), *(person(id) for id in ids), *links)])
    return ids


async def test_links_are_followed_in_both_directions_with_both_ends(store: GraphStore) -> None:
    at = Link(source=MILL, type=LinkType.LOCATED_AT, target=QUAY, provenance=told())
    address = Entity(id=QUAY, kind=EntityKind.ADDRESS, statements=(says(Property.CITY, "Ville"),))
    await store.merge(CASE, [FIRM, record(company(MILL), address, at)])
    around = await store.expand(CASE, [MILL])
    assert [entity.id for entity in around.subgraph.entities] == [ANNE, MILL, QUAY]
    assert [link.type for link in around.subgraph.links] == ["DIRECTORSHIP", "LOCATED_AT"]
    assert around.truncated == ()
    quay = around.subgraph.entity(QUAY)
    assert quay is not None
    assert quay.text(Property.CITY) == "Ville"


async def test_only_the_asked_kinds_of_link_are_followed(store: GraphStore) -> None:
    at = Link(source=MILL, type=LinkType.LOCATED_AT, target=QUAY, provenance=told())
    await store.merge(CASE, [FIRM, record(Entity(id=QUAY, kind=EntityKind.ADDRESS), at)])
    around = await store.expand(CASE, [MILL], [LinkType.LOCATED_AT])
    assert around.subgraph.links == (at,)
    assert (await store.expand(CASE, [MILL], [])).subgraph.links == ()


async def test_an_entity_without_links_is_its_own_neighbourhood(store: GraphStore) -> None:
    await store.merge(CASE, [record(person(ANNE, says(Property.LAST_NAME, "Corvel")))])
    around = await store.expand(CASE, [ANNE, EntityId("nobody")])
    assert [entity.id for entity in around.subgraph.entities] == [ANNE]


async def test_a_hub_is_cut_at_the_limit_and_says_so(store: GraphStore) -> None:
    ids = await fan(store, 9)
    around = await store.expand(CASE, [MILL, ids[8]], limit=4)
    assert around.truncated == (MILL,)
    sources = [link.source for link in around.subgraph.links]
    assert sources == [*ids[:4], ids[8]], "the first in order, and what the other node asked for"
    again = await store.expand(CASE, [ids[8], MILL], limit=4)
    assert again == around


async def test_a_node_with_as_many_links_as_the_limit_is_whole(store: GraphStore) -> None:
    await fan(store, 4)
    around = await store.expand(CASE, [MILL], limit=4)
    assert around.truncated == ()
    assert len(around.subgraph.links) == 4
    none = await store.expand(CASE, [MILL], limit=0)
    assert none.truncated == (MILL,)
    assert none.subgraph.links == ()
    with pytest.raises(Invalid):
        await store.expand(CASE, [MILL], limit=-1)


async def test_which_links_are_kept_does_not_depend_on_the_order_they_came(
    store: GraphStore,
) -> None:
    ids = [EntityId(f"p{n:02}") for n in range(8)]
    backward = [
        record(company(MILL), person(id), directs(id, MILL), key=f"r{id}") for id in reversed(ids)
    ]
    await store.merge(CASE, backward)
    await store.merge(OTHER, list(reversed(backward)))
    cut = await store.expand(CASE, [MILL], limit=3)
    assert cut == await store.expand(OTHER, [MILL], limit=3)
    assert [link.source for link in cut.subgraph.links] == ids[:3]


async def test_degree_counts_both_directions_and_a_loop_once(store: GraphStore) -> None:
    await store.merge(CASE, [FIRM, record(directs(MILL, MILL), company(MILL), key="r2")])
    nobody = EntityId("nobody")
    assert await store.degree(CASE, [MILL, ANNE, nobody]) == {MILL: 2, ANNE: 1, nobody: 0}
    assert len((await store.expand(CASE, [MILL])).subgraph.links) == 2


async def test_more_ids_than_a_statement_holds_are_all_answered(store: GraphStore) -> None:
    ids = await fan(store, 99) + [MILL]
    extra = [EntityId(f"q{n:04}") for n in range(1200)]
    await store.merge(CASE, [record(*(person(id) for id in extra), key="r2")])
    assert len(await store.get(CASE, [*extra, *ids])) == 1300
    assert sum((await store.degree(CASE, [*extra, *ids])).values()) == 198
    assert len((await store.expand(CASE, [*extra, *ids])).subgraph.entities) == 1300


# --- identity ------------------------------------------------------------------------------------


async def test_a_same_as_link_is_said_once_whichever_way_round(store: GraphStore) -> None:
    await store.merge(CASE, [record(person(ANNE), person(BRUNO))])
    await store.link_same_as(CASE, same(BRUNO, ANNE))
    await store.link_same_as(CASE, same(BRUNO, ANNE, bits=3.0))
    await store.link_same_as(CASE, same(ANNE, BRUNO))
    assert (await everything(store)).links == (same(BRUNO, ANNE),)
    assert await store.degree(CASE, [ANNE, BRUNO]) == {ANNE: 1, BRUNO: 1}


@pytest.mark.parametrize("ends", [(ANNE, BRUNO), (BRUNO, ANNE)])
async def test_a_same_as_link_can_be_taken_back_and_leaves_no_trace(
    store: GraphStore, ends: tuple[EntityId, EntityId]
) -> None:
    await store.merge(CASE, [FIRM, record(person(BRUNO), directs(BRUNO, MILL), key="r2")])
    before = await everything(store)
    await store.link_same_as(CASE, same(ANNE, BRUNO))
    assert await everything(store) != before
    assert not await store.unlink(OTHER, *ends)
    assert await store.unlink(CASE, *ends)
    assert await everything(store) == before
    assert not await store.unlink(CASE, *ends)


async def test_unlinking_leaves_other_links_between_the_two(store: GraphStore) -> None:
    await store.merge(CASE, [record(company(MILL), company(QUAY), directs(MILL, QUAY))])
    await store.link_same_as(CASE, same(MILL, QUAY))
    assert await store.unlink(CASE, MILL, QUAY)
    assert (await everything(store)).links == (directs(MILL, QUAY),)


async def test_what_cannot_be_one_is_not_linked(store: GraphStore) -> None:
    await store.merge(CASE, [FIRM])
    before = await everything(store)
    with pytest.raises(NotFound):
        await store.link_same_as(CASE, same(ANNE, BRUNO))
    with pytest.raises(Conflict):
        await store.link_same_as(CASE, same(ANNE, MILL))
    with pytest.raises(Invalid):
        await store.link_same_as(CASE, same(ANNE, ANNE))
    with pytest.raises(Invalid):
        await store.link_same_as(CASE, directs(ANNE, MILL))
    assert await everything(store) == before


async def test_no_source_can_say_that_two_are_one(store: GraphStore) -> None:
    with pytest.raises(Invalid):
        await store.merge(CASE, [record(person(ANNE), person(BRUNO), same(ANNE, BRUNO))])
    assert await everything(store) == Subgraph()


# --- retention -----------------------------------------------------------------------------------

OLD, LIMIT, NEW = AT, AT + timedelta(days=90), AT + timedelta(days=91)


async def test_what_expired_goes_with_what_it_leaves_empty(store: GraphStore) -> None:
    fresh = told("r2", at=NEW)
    await store.merge(
        CASE,
        [FIRM, record(company(MILL, says(Property.STATUS, "closed", fresh)), key="r2")],
    )
    await store.merge(OTHER, [FIRM])
    assert await store.purge_expired(OLD) == 0, "what was retrieved at the instant itself stays"
    gone = 4 + 1 + 1, 4 + 1 + 2  # statements, the link, entities left empty, in each case
    assert await store.purge_expired(LIMIT) == sum(gone)
    assert await everything(store) == Subgraph(
        entities=(company(MILL, says(Property.STATUS, "closed", fresh)),)
    )
    assert await everything(store, OTHER) == Subgraph()
    assert await store.purge_expired(LIMIT) == 0


async def test_a_decision_of_identity_does_not_outlive_whom_it_is_about(store: GraphStore) -> None:
    by = told("r2", at=NEW)
    await store.merge(
        CASE,
        [
            record(person(ANNE, says(Property.NAME, "Anne"))),
            record(person(BRUNO, says(Property.NAME, "Bruno", by)), key="r2"),
        ],
    )
    await store.link_same_as(CASE, replace(same(ANNE, BRUNO), provenance=by))
    assert await store.purge_expired(LIMIT) == 3
    assert [entity.id for entity in (await everything(store)).entities] == [BRUNO]
    assert (await everything(store)).links == ()


async def test_an_entity_that_a_newer_link_names_stays(store: GraphStore) -> None:
    link = replace(directs(ANNE, MILL), provenance=told("r2", at=NEW))
    await store.merge(CASE, [FIRM, record(link, key="r2")])
    assert await store.purge_expired(LIMIT) == 4 + 1
    assert await everything(store) == Subgraph(
        entities=(person(ANNE), company(MILL)), links=(link,)
    )


async def test_a_purge_compares_instants_and_not_the_way_they_are_written(
    store: GraphStore,
) -> None:
    east = timezone(timedelta(hours=5))
    evening = told(at=datetime(2026, 3, 5, 1, 0, tzinfo=east))  # the 4th, 20:00 UTC
    await store.merge(CASE, [record(person(ANNE, says(Property.NAME, "Anne", evening)))])
    assert await store.purge_expired(datetime(2026, 3, 4, 19, 59, tzinfo=UTC)) == 0
    assert await store.purge_expired(datetime(2026, 3, 5, tzinfo=UTC)) == 2


async def test_a_purge_needs_an_instant_with_a_zone(store: GraphStore) -> None:
    with pytest.raises(Invalid):
        await store.purge_expired(datetime(2026, 3, 4))  # noqa: DTZ001


@pytest.mark.parametrize("current", [True, False, None])
async def test_a_link_keeps_its_term_and_whether_it_runs(
    store: GraphStore, current: bool | None
) -> None:
    held = replace(directs(ANNE, MILL), start="2019-05", end="2024-02-29", current=current)
    await store.merge(CASE, [record(person(ANNE), company(MILL), held, directs(ANNE, MILL))])
    around = await store.expand(CASE, [MILL])
    assert set(around.subgraph.links) == {held, directs(ANNE, MILL)}
