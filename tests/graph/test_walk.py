"""Neighbourhoods and paths over every store: hubs are reached and not walked through."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path

import pytest

from graph.memory import MemoryGraphStore
from graph.sql import open_sql_graph
from graph.walk import neighbourhood, paths
from tracer.case import CaseId
from tracer.entities import (
    Entity,
    EntityId,
    EntityKind,
    Expansion,
    Link,
    LinkType,
    Provenance,
    Record,
    Subgraph,
)
from tracer.errors import Invalid
from tracer.ports import GraphStore

CASE = CaseId("case-1")
TOLD = Provenance(
    source="invented register",
    record="r1",
    url="https://register.example/r1",
    retrieved_at=datetime(2026, 3, 4, tzinfo=UTC),
    body_sha256="00",
    licence="Invented Licence 1.0",
)


@pytest.fixture(params=["memory", "sql"])
async def store(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[GraphStore]:
    if request.param == "memory":
        yield MemoryGraphStore()
    else:
        durable = await open_sql_graph(tmp_path / "graph.sqlite")
        yield durable
        await durable.close()


def e(name: str) -> EntityId:
    return EntityId(name)


async def draw(store: GraphStore, *pairs: str) -> None:
    """A graph from pairs such as "a-b"; a letter is an entity, a dash a link from left to right."""
    names = sorted({name for pair in pairs for name in pair.split("-")})
    await store.merge(
        CASE,
        [
            Record(
                key="drawing",
                entities=tuple(Entity(id=e(name), kind=EntityKind.COMPANY) for name in names),
                links=tuple(
                    Link(source=e(a), type=LinkType.DIRECTORSHIP, target=e(b), provenance=TOLD)
                    for a, b in (pair.split("-") for pair in pairs)
                ),
                provenance=TOLD,
            )
        ],
    )


def ids(found: Expansion) -> str:
    return " ".join(entity.id for entity in found.subgraph.entities)


async def ways(
    store: GraphStore, a: str, b: str, max_hops: int = 6, cap: int = 10, most: int = 20
) -> list[str]:
    found = await paths(store, CASE, e(a), e(b), max_hops=max_hops, cap=cap, most=most)
    return [" ".join(path.entities) for path in found.paths]


async def test_a_neighbourhood_grows_one_link_at_a_time(store: GraphStore) -> None:
    await draw(store, "a-b", "c-b", "c-d", "x-y")
    reach = [await neighbourhood(store, CASE, e("a"), depth=n, cap=10) for n in range(5)]
    assert [ids(found) for found in reach] == ["a", "a b", "a b c", "a b c d", "a b c d"]
    assert [len(found.subgraph.links) for found in reach] == [0, 1, 2, 3, 3]


async def test_nobody_is_near_an_entity_that_is_not_there(store: GraphStore) -> None:
    await draw(store, "a-b")
    nothing = Expansion(subgraph=Subgraph())
    assert await neighbourhood(store, CASE, e("z"), depth=2, cap=5) == nothing
    assert await neighbourhood(store, CaseId("case-2"), e("a"), depth=2, cap=5) == nothing
    assert await ways(store, "a", "z") == []


async def test_a_hub_is_reached_and_not_walked_through(store: GraphStore) -> None:
    await draw(store, "a-h", *(f"n{n}-h" for n in range(5)), "a-b", "b-c")
    found = await neighbourhood(store, CASE, e("a"), depth=3, cap=4)
    assert ids(found) == "a b c h"
    assert found.truncated == (e("h"),)
    assert [(link.source, link.target) for link in found.subgraph.links] == [
        ("a", "b"),
        ("a", "h"),
        ("b", "c"),
    ]


async def test_a_hub_that_is_the_start_is_walked_up_to_the_cap(store: GraphStore) -> None:
    await draw(store, *(f"n{n}-h" for n in range(5)))
    found = await neighbourhood(store, CASE, e("h"), depth=1, cap=3)
    assert ids(found) == "h n0 n1 n2"
    assert found.truncated == (e("h"),)


async def test_every_shortest_path_is_found_in_order(store: GraphStore) -> None:
    await draw(store, "a-m", "a-k", "k-z", "z-m", "a-p", "p-q", "q-z")
    assert await ways(store, "a", "z") == ["a k z", "a m z"]
    assert await ways(store, "z", "a") == ["z k a", "z m a"]


async def test_a_path_carries_every_link_between_its_neighbours(store: GraphStore) -> None:
    await draw(store, "a-b", "b-a", "c-b")
    found = await paths(store, CASE, e("a"), e("c"), max_hops=3, cap=10)
    (path,) = found.paths
    assert [(x.source, x.target) for x in path.links] == [("a", "b"), ("b", "a"), ("c", "b")]


@pytest.mark.parametrize("length", range(1, 8))
async def test_a_path_is_found_up_to_its_length_and_not_beyond(
    store: GraphStore, length: int
) -> None:
    chain = [f"n{n}" for n in range(length + 1)]
    await draw(store, *(f"{a}-{b}" for a, b in pairwise(chain)))
    assert await ways(store, chain[0], chain[-1], max_hops=length) == [" ".join(chain)]
    assert await ways(store, chain[0], chain[-1], max_hops=length - 1) == []


async def test_no_path_goes_through_a_hub_even_where_the_two_searches_meet(
    store: GraphStore,
) -> None:
    crowd = [f"n{n}-h" for n in range(5)]
    await draw(store, "a-h", "h-z", *crowd)
    found = await paths(store, CASE, e("a"), e("z"), max_hops=6, cap=5)
    assert found.paths == ()
    assert found.truncated == (e("h"),)
    await draw(store, "a-b", "b-c", "c-z")
    assert await ways(store, "a", "z", cap=5) == ["a b c z"]
    assert await ways(store, "a", "z", cap=7) == ["a h z"]


async def test_an_end_that_is_a_hub_is_still_an_end(store: GraphStore) -> None:
    await draw(store, *(f"n{n}-h" for n in range(5)), "z-n1")
    assert await ways(store, "z", "h", cap=3) == ["z n1 h"]
    assert await ways(store, "h", "z", cap=3) == ["h n1 z"]


async def test_more_paths_than_asked_for_are_announced(store: GraphStore) -> None:
    await draw(store, *(f"a-m{n}" for n in range(6)), *(f"m{n}-z" for n in range(6)))
    found = await paths(store, CASE, e("a"), e("z"), max_hops=2, cap=10, most=4)
    assert [path.entities[1] for path in found.paths] == ["m0", "m1", "m2", "m3"]
    assert found.more
    whole = await paths(store, CASE, e("a"), e("z"), max_hops=2, cap=10, most=6)
    assert len(whole.paths) == 6
    assert not whole.more


async def test_an_entity_is_at_no_distance_from_itself(store: GraphStore) -> None:
    await draw(store, "a-b")
    assert await ways(store, "a", "a", max_hops=0) == ["a"]


async def test_a_walk_has_a_length_and_a_width(store: GraphStore) -> None:
    await draw(store, "a-b")
    with pytest.raises(Invalid):
        await neighbourhood(store, CASE, e("a"), depth=-1, cap=10)
    with pytest.raises(Invalid):
        await paths(store, CASE, e("a"), e("b"), max_hops=2, cap=0)
