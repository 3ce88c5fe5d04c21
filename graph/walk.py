"""Neighbourhoods and paths, written once over `expand`: the same answer on every store.

A node with more links than the cap is a hub (a domiciliation address, a company formation agent):
it is reached but not walked through, because everybody is near everybody through a hub.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice, pairwise

from graph.identity import in_order, link_key
from tracer.case import CaseId
from tracer.entities import EntityId, Expansion, Link, Subgraph
from tracer.errors import Invalid
from tracer.ports import GraphStore


@dataclass(frozen=True, slots=True, kw_only=True)
class Path:
    """One way from an entity to another: the entities passed, and every link between neighbours."""

    entities: tuple[EntityId, ...]
    links: tuple[Link, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Paths:
    """The shortest paths. `truncated` names hubs met on the way; `more` says some were left out."""

    paths: tuple[Path, ...] = ()
    truncated: tuple[EntityId, ...] = ()
    more: bool = False


async def neighbourhood(
    store: GraphStore, case: CaseId, start: EntityId, *, depth: int, cap: int
) -> Expansion:
    """Everything within `depth` links of an entity, with the links that lead there.

    The start is expanded even if it is a hub, up to `cap` links; other hubs end the walk.
    """
    check(depth, cap)
    if not await store.get(case, [start]):
        return Expansion(subgraph=Subgraph())
    seen: set[EntityId] = {start}
    frontier: set[EntityId] = {start}
    links: dict[str, Link] = {}
    truncated: set[EntityId] = set()
    for _ in range(depth):
        if not frontier:
            break
        found, hubs = await leaving(store, case, frontier, cap, through={start})
        truncated |= hubs
        links |= {link_key(link): link for link in found}
        frontier = {end for link in found for end in (link.source, link.target)} - seen
        seen |= frontier
    return Expansion(
        subgraph=Subgraph(
            entities=await store.get(case, sorted(seen)),
            links=in_order(links.values()),
        ),
        truncated=tuple(sorted(truncated)),
    )


async def paths(
    store: GraphStore,
    case: CaseId,
    a: EntityId,
    b: EntityId,
    *,
    max_hops: int,
    cap: int,
    most: int = 20,
) -> Paths:
    """The shortest paths between two entities, at most `most`, in the order of the ids they pass.

    The two ends may be hubs (each is expanded up to `cap` links); what lies between may not.
    """
    check(max_hops, cap)
    if len(await store.get(case, [a, b])) < len({a, b}):
        return Paths()
    if a == b:
        return Paths(paths=(Path(entities=(a,), links=()),))
    sides = sorted((Side.at(a), Side.at(b)), key=lambda side: side.end)
    truncated: set[EntityId] = set()
    for _ in range(max_hops):
        near, far = sorted(sides, key=lambda side: len(side.frontier))
        if not near.frontier:
            break
        found, hubs = await leaving(store, case, near.frontier, cap, through={a, b})
        truncated |= hubs
        near.grow(found)
        met = near.frontier & far.parents.keys()
        degrees = await store.degree(case, sorted(met - {a, b}))
        blocked = {entity for entity, links in degrees.items() if links > cap}
        truncated |= blocked
        near.frontier -= blocked
        if met - blocked:
            first, last = (near, far) if near.end == a else (far, near)
            return shortest(first, last, met - blocked, truncated, most)
    return Paths(truncated=tuple(sorted(truncated)))


@dataclass(slots=True, kw_only=True)
class Side:
    """One end of a search, and how each entity reached from it was reached first."""

    end: EntityId
    frontier: set[EntityId]
    parents: dict[EntityId, set[EntityId]]
    links: dict[frozenset[EntityId], dict[str, Link]] = field(default_factory=dict)

    @classmethod
    def at(cls, end: EntityId) -> Side:
        """A search that has not left its end."""
        return cls(end=end, frontier={end}, parents={end: set()})

    def grow(self, found: Iterable[Link]) -> None:
        """Take one step along the links that leave the frontier."""
        reached: dict[EntityId, set[EntityId]] = {}
        for link in found:
            for here, there in ((link.source, link.target), (link.target, link.source)):
                if here in self.frontier and there not in self.parents:
                    reached.setdefault(there, set()).add(here)
                    self.links.setdefault(frozenset((here, there)), {})[link_key(link)] = link
        self.parents |= reached
        self.frontier = set(reached)


async def leaving(
    store: GraphStore,
    case: CaseId,
    frontier: set[EntityId],
    cap: int,
    through: set[EntityId],
) -> tuple[tuple[Link, ...], set[EntityId]]:
    """The links of a frontier without those only hubs give, and the hubs that were met."""
    expansion = await store.expand(case, sorted(frontier), limit=cap)
    hubs = set(expansion.truncated)
    open_ends = frontier - (hubs - through)
    links = expansion.subgraph.links
    kept = tuple(link for link in links if {link.source, link.target} & open_ends)
    return kept, hubs


def shortest(
    first: Side, last: Side, met: set[EntityId], truncated: set[EntityId], most: int
) -> Paths:
    """Every path through the entities where the two searches met."""
    steps: dict[EntityId, set[EntityId]] = {}
    back = set(met)
    while back:
        for here in back:
            for before in first.parents[here]:
                steps.setdefault(before, set()).add(here)
        back = {before for here in back for before in first.parents[here]}
    onward = set(met)
    while onward:
        for here in onward:
            if last.parents[here]:
                steps.setdefault(here, set()).update(last.parents[here])
        onward = {after for here in onward for after in last.parents[here]}
    links = {
        pair: first.links.get(pair, {}) | last.links.get(pair, {})
        for pair in first.links.keys() | last.links.keys()
    }
    routes = list(islice(routes_from(first.end, last.end, steps), most + 1))
    return Paths(
        paths=tuple(
            Path(entities=route, links=links_along(route, links)) for route in routes[:most]
        ),
        truncated=tuple(sorted(truncated)),
        more=len(routes) > most,
    )


def routes_from(
    here: EntityId, end: EntityId, steps: dict[EntityId, set[EntityId]]
) -> Iterator[tuple[EntityId, ...]]:
    """Every route to the end, in the order of the ids it passes."""
    if here == end:
        yield (here,)
        return
    for there in sorted(steps.get(here, ())):
        for rest in routes_from(there, end, steps):
            yield (here, *rest)


def links_along(
    route: tuple[EntityId, ...], links: dict[frozenset[EntityId], dict[str, Link]]
) -> tuple[Link, ...]:
    """The links between neighbours of a route, in the order of the route."""
    return tuple(
        link
        for here, there in pairwise(route)
        for link in in_order(links[frozenset((here, there))].values())
    )


def check(hops: int, cap: int) -> None:
    """A walk has a length and a width."""
    if hops < 0:
        raise Invalid("depth", "it cannot be negative")
    if cap < 1:
        raise Invalid("cap", "it must be at least 1")
