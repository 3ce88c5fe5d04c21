"""Whatever is done to them, in whatever order, the stores answer alike."""

from __future__ import annotations

import asyncio
import tempfile
from collections import deque
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from graph.memory import MemoryGraphStore
from graph.sql import open_sql_graph
from graph.walk import neighbourhood, paths
from tracer.case import CaseId
from tracer.entities import (
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
)
from tracer.errors import TracerError
from tracer.lawful import Sealed
from tracer.ports import GraphStore

Act = Callable[[GraphStore], Awaitable[object]]

CASES = [CaseId("case-1"), CaseId("case-2")]
PEOPLE = [EntityId(f"p{n}") for n in range(4)]
FIRMS = [EntityId(f"c{n}") for n in range(4)]
IDS = [*PEOPLE, *FIRMS]
START = datetime(2026, 1, 1, tzinfo=UTC)
TIMES = [
    START,
    (START + timedelta(days=1)).astimezone(timezone(timedelta(hours=5))),
    START + timedelta(days=2, microseconds=1),
]
QUIET = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])

ids = st.sampled_from(IDS)
cases = st.sampled_from(CASES)
provenances = st.builds(
    Provenance,
    source=st.sampled_from(["register", "notices"]),
    record=st.sampled_from(["r1", "r2"]),
    url=st.just("https://register.example/r"),
    retrieved_at=st.sampled_from(TIMES),
    body_sha256=st.just("00"),
    licence=st.just("Invented Licence 1.0"),
)
sealed = st.builds(
    Sealed,
    subject=st.just("case-1"),
    context=st.just("c|phone"),
    nonce=st.just(b"n" * 12),
    ciphertext=st.binary(min_size=1, max_size=4),
    fingerprint=st.sampled_from(["f1", "f2"]),
)
texts = st.sampled_from(["000000018", "Corvel", "é", "e\u0301", "Z", "a'b"]) | st.text(max_size=3)
clear_properties = [Property.NAME, Property.REGISTRATION_NUMBER, Property.STATUS]
statements = st.builds(
    Statement,
    prop=st.sampled_from(clear_properties),
    value=texts | st.builds(Masked, st.sampled_from(["register", "Corvel"])),
    provenance=provenances,
) | st.builds(
    Statement,
    prop=st.sampled_from([Property.PHONE, Property.FULL]),
    # once in a while in clear, which every store must refuse
    value=st.integers(0, 40).flatmap(lambda n: texts if n == 0 else sealed),
    provenance=provenances,
)


@st.composite
def entities(draw: st.DrawFn) -> Entity:
    id = draw(ids)
    kind = EntityKind.PERSON if id in PEOPLE else EntityKind.COMPANY
    if draw(st.integers(0, 40)) == 0:
        kind = EntityKind.ADDRESS  # conflicts with the same id said otherwise
    said = draw(st.lists(statements, max_size=3))
    return Entity(id=id, kind=kind, statements=tuple(said))


links = st.builds(
    Link,
    source=ids,
    type=st.sampled_from([LinkType.DIRECTORSHIP, LinkType.LOCATED_AT, LinkType.APPOINTED_TO]),
    target=ids,
    provenance=provenances,
    role=st.sampled_from([None, "", "gérant"]),
)
same_as = st.builds(
    Link,
    source=ids,
    type=st.just(LinkType.SAME_AS),
    target=ids,
    provenance=provenances,
    bits=st.sampled_from([None, 12.25]),
)


@st.composite
def records(draw: st.DrawFn) -> Record:
    said = draw(st.lists(entities(), max_size=5))
    drawn = draw(st.lists(links, max_size=4))
    if draw(st.integers(0, 9)) > 0:  # mostly whole: each end of a link is described
        ends = {end for link in drawn for end in (link.source, link.target)}
        kinds = {True: EntityKind.PERSON, False: EntityKind.COMPANY}
        said += [Entity(id=end, kind=kinds[end in PEOPLE]) for end in sorted(ends)]
    return Record(key="r", entities=tuple(said), links=tuple(drawn), provenance=draw(provenances))


merges = st.builds(
    lambda case, said: lambda store: store.merge(case, said), cases, st.lists(records(), max_size=2)
)
changes = (
    merges
    | merges
    | st.builds(lambda case, link: lambda store: store.link_same_as(case, link), cases, same_as)
    | st.builds(lambda case, a, b: lambda store: store.unlink(case, a, b), cases, ids, ids)
    | st.builds(lambda at: lambda store: store.purge_expired(at), st.sampled_from(TIMES))
    | st.builds(lambda case: lambda store: store.erase_subject(case), cases)
)


async def outcome(act: Act, store: GraphStore) -> object:
    """What an act answers, or which refusal it meets."""
    try:
        return await act(store)
    except TracerError as refused:
        return type(refused), str(refused)


def reads(limit: int, asked: list[EntityId]) -> list[Act]:
    """Every way to read a store."""
    return [
        act
        for case in CASES
        for act in (
            lambda store, case=case: store.export_subject(case),
            lambda store, case=case: store.get(case, asked),
            lambda store, case=case: store.degree(case, asked),
            lambda store, case=case: store.find_by_identifier(case, "000000018"),
            lambda store, case=case: store.expand(case, asked, limit=limit),
            lambda store, case=case: store.expand(
                case, asked, [LinkType.SAME_AS, LinkType.DIRECTORSHIP], limit
            ),
            lambda store, case=case: neighbourhood(store, case, asked[0], depth=3, cap=limit),
            lambda store, case=case: paths(store, case, asked[0], asked[-1], max_hops=4, cap=limit),
        )
    ]


@QUIET
@given(st.lists(changes, max_size=6), st.integers(1, 4), st.lists(ids, min_size=1, max_size=4))
def test_memory_and_sql_answer_every_question_alike(
    acts: list[Act], limit: int, asked: list[EntityId]
) -> None:
    async def compare(path: Path) -> None:
        memory, sql = MemoryGraphStore(), await open_sql_graph(path)
        try:
            for act in acts:
                assert await outcome(act, sql) == await outcome(act, memory)
            for act in reads(limit, asked):
                assert await outcome(act, sql) == await outcome(act, memory)
        finally:
            await sql.close()

    with tempfile.TemporaryDirectory() as folder:
        asyncio.run(compare(Path(folder) / "graph.sqlite"))


@QUIET
@given(st.lists(st.tuples(st.sampled_from("abcdefgh"), st.sampled_from("abcdefgh")), max_size=14))
def test_the_paths_are_the_shortest_there_are_and_all_of_them(
    pairs: list[tuple[str, str]],
) -> None:
    """Against a plain breadth-first search over the same links."""
    by = Provenance(
        source="register",
        record="r1",
        url="https://register.example/r",
        retrieved_at=START,
        body_sha256="00",
        licence="Invented Licence 1.0",
    )
    nodes = sorted({"a", "h", *(end for pair in pairs for end in pair)})
    drawing = Record(
        key="r",
        entities=tuple(Entity(id=EntityId(n), kind=EntityKind.COMPANY) for n in nodes),
        links=tuple(
            Link(source=EntityId(a), type=LinkType.DIRECTORSHIP, target=EntityId(b), provenance=by)
            for a, b in pairs
        ),
        provenance=by,
    )

    async def ask() -> list[str]:
        store = MemoryGraphStore()
        await store.merge(CASES[0], [drawing])
        found = await paths(
            store, CASES[0], EntityId("a"), EntityId("h"), max_hops=9, cap=99, most=9999
        )
        back = await paths(
            store, CASES[0], EntityId("h"), EntityId("a"), max_hops=9, cap=99, most=9999
        )
        assert {path.entities[::-1] for path in back.paths} == {p.entities for p in found.paths}
        return ["".join(path.entities) for path in found.paths]

    near: dict[str, set[str]] = {node: set() for node in nodes}
    for a, b in pairs:
        near[a].add(b)
        near[b].add(a)
    shortest: list[str] = []
    queue = deque(["a"])
    while queue:
        walk = queue.popleft()
        if shortest and len(walk) > len(shortest[0]):
            break
        if walk[-1] == "h":
            shortest.append(walk)
        elif len(walk) <= 9:
            queue += [walk + step for step in near[walk[-1]] if step not in walk]
    assert asyncio.run(ask()) == sorted(shortest)
