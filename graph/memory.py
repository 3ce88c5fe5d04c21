"""The graph of each case in memory, on networkx. It passes the same suite as the durable store."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

import networkx as nx

from graph.batch import batch_of, check_ends, check_instant, check_kind, check_limit, check_same_as
from graph.identity import in_order, link_key, pair_key
from tracer.case import CaseId
from tracer.entities import (
    Entity,
    EntityId,
    EntityKind,
    Expansion,
    Link,
    LinkType,
    Property,
    Record,
    Statement,
    Subgraph,
)
from tracer.errors import NotFound


@dataclass(slots=True, kw_only=True)
class Node:
    """An entity and what is said about it, each statement under its identity, in order."""

    kind: EntityKind
    statements: dict[str, Statement] = field(default_factory=dict)


class CaseGraph:
    """One case: nodes by id, links under their identity."""

    def __init__(self) -> None:
        self.nodes: dict[EntityId, Node] = {}
        self.edges: nx.MultiDiGraph[EntityId] = nx.MultiDiGraph()

    def add_node(self, entity: EntityId, kind: EntityKind) -> None:
        """Add an entity, unless it is there."""
        self.nodes.setdefault(entity, Node(kind=kind))
        self.edges.add_node(entity)

    def add_link(self, key: str, link: Link) -> None:
        """Add a link, unless one of that identity is there, whichever way round."""
        if not self.edges.has_edge(link.source, link.target, key) and not self.edges.has_edge(
            link.target, link.source, key
        ):
            self.edges.add_edge(link.source, link.target, key=key, link=link)

    def remove_link(self, link: Link) -> None:
        """Remove a link that is there."""
        self.edges.remove_edge(link.source, link.target, key=link_key(link))

    def remove_node(self, entity: EntityId) -> None:
        """Remove an entity and its links."""
        del self.nodes[entity]
        self.edges.remove_node(entity)

    def entity(self, entity: EntityId) -> Entity:
        """One entity with all its statements."""
        node = self.nodes[entity]
        return Entity(id=entity, kind=node.kind, statements=tuple(node.statements.values()))

    def entities(self, ids: Iterable[EntityId]) -> tuple[Entity, ...]:
        """The entities of those ids that exist, by id."""
        return tuple(self.entity(entity) for entity in sorted(set(ids) & self.nodes.keys()))

    def links(self) -> Iterator[Link]:
        """Every link."""
        said: Link
        for _, _, said in self.edges.edges(data="link"):
            yield said

    def links_of(self, entity: EntityId) -> tuple[Link, ...]:
        """The links of one entity, each once, in order."""
        if entity not in self.nodes:
            return ()
        touching = [
            *self.edges.out_edges(entity, data="link"),
            *self.edges.in_edges(entity, data="link"),
        ]
        return in_order(link for _, _, link in touching)

    def subgraph(self, ids: Iterable[EntityId], links: Iterable[Link]) -> Subgraph:
        """Those entities and links, in order."""
        return Subgraph(entities=self.entities(ids), links=in_order(links))


class MemoryGraphStore:
    """Entities and links of each case, for as long as the process lives."""

    def __init__(self) -> None:
        self._cases: dict[CaseId, CaseGraph] = {}

    async def merge(self, case: CaseId, records: Sequence[Record]) -> Subgraph:
        """Add what records say, all of it or nothing; return the touched entities and links."""
        batch = batch_of(records)
        graph = self._cases.get(case, CaseGraph())
        for entity, kind in batch.kinds:
            if entity in graph.nodes:
                check_kind(graph.nodes[entity].kind, kind)
        check_ends(end for end in batch.ends_elsewhere if end not in graph.nodes)
        for entity, kind in batch.kinds:
            graph.add_node(entity, kind)
        for said in batch.statements:
            graph.nodes[said.entity].statements.setdefault(said.key, said.statement)
        for linked in batch.links:
            graph.add_link(linked.key, linked.link)
        if batch.kinds:
            self._cases[case] = graph
        touched = set(batch.ids)
        around = (link for entity in batch.ids for link in graph.links_of(entity))
        return graph.subgraph(
            touched, (link for link in around if {link.source, link.target} <= touched)
        )

    async def get(self, case: CaseId, ids: Sequence[EntityId]) -> tuple[Entity, ...]:
        """The entities of those ids that exist, in the order asked."""
        graph = self._of(case)
        return tuple(graph.entity(entity) for entity in dict.fromkeys(ids) if entity in graph.nodes)

    async def find_by_identifier(self, case: CaseId, number: str) -> tuple[Entity, ...]:
        """Entities whose registration number is this one."""
        graph = self._of(case)
        return graph.entities(
            entity
            for entity in graph.nodes
            if number in graph.entity(entity).texts(Property.REGISTRATION_NUMBER)
        )

    async def expand(
        self,
        case: CaseId,
        ids: Sequence[EntityId],
        types: Sequence[LinkType] | None = None,
        limit: int = 200,
    ) -> Expansion:
        """Links in either direction from each id, at most `limit` a node, with both ends."""
        check_limit(limit)
        graph = self._of(case)
        links: list[Link] = []
        truncated: list[EntityId] = []
        for entity in sorted(set(ids)):
            own = [link for link in graph.links_of(entity) if types is None or link.type in types]
            links += own[:limit]
            if len(own) > limit:
                truncated.append(entity)
        ends = {end for link in links for end in (link.source, link.target)}
        return Expansion(
            subgraph=graph.subgraph(ends | set(ids), links), truncated=tuple(truncated)
        )

    async def degree(self, case: CaseId, ids: Sequence[EntityId]) -> Mapping[EntityId, int]:
        """How many links each id has."""
        graph = self._of(case)
        return {entity: len(graph.links_of(entity)) for entity in ids}

    async def link_same_as(self, case: CaseId, link: Link) -> None:
        """Say that two entities are one. Reversible; saying it twice changes nothing.

        Raises NotFound when an end is not in the case, Conflict when the two are of unequal kinds.
        """
        check_same_as(link)
        graph = self._of(case)
        if not {link.source, link.target} <= graph.nodes.keys():
            raise NotFound("an end of the link is not in this case")
        check_kind(graph.nodes[link.source].kind, graph.nodes[link.target].kind)
        graph.add_link(link_key(link), link)

    async def unlink(self, case: CaseId, a: EntityId, b: EntityId) -> bool:
        """Take a SAME_AS back; whether there was one."""
        graph = self._of(case)
        key = pair_key(a, b)
        said = [link for link in graph.links_of(a) if link_key(link) == key]
        for link in said:
            graph.remove_link(link)
        return bool(said)

    async def erase_subject(self, case: CaseId) -> int:
        """Remove everything held for a case; how many entities, statements and links went."""
        graph = self._cases.pop(case, CaseGraph())
        return (
            len(graph.nodes)
            + sum(len(node.statements) for node in graph.nodes.values())
            + graph.edges.number_of_edges()
        )

    async def export_subject(self, case: CaseId) -> Subgraph:
        """Everything held for a case (GDPR art. 15)."""
        graph = self._of(case)
        return graph.subgraph(graph.nodes, graph.links())

    async def purge_expired(self, before: datetime) -> int:
        """Remove what was retrieved before an instant, in every case; how many things went.

        An entity goes with its last statement, unless a newer link other than SAME_AS names it.
        """
        check_instant("before", before)
        return sum(purge(graph, before) for graph in self._cases.values())

    def _of(self, case: CaseId) -> CaseGraph:
        return self._cases.get(case, CaseGraph())


def purge(graph: CaseGraph, before: datetime) -> int:
    """Remove from one case what was retrieved before an instant."""
    gone = 0
    shrunk: set[EntityId] = set()
    for link in [link for link in graph.links() if link.provenance.retrieved_at < before]:
        graph.remove_link(link)
        shrunk |= {link.source, link.target}
        gone += 1
    for entity, node in graph.nodes.items():
        old = [k for k, s in node.statements.items() if s.provenance.retrieved_at < before]
        for key in old:
            del node.statements[key]
        if old:
            shrunk.add(entity)
        gone += len(old)
    for entity in shrunk:
        left = graph.links_of(entity)
        if not graph.nodes[entity].statements and all(x.type is LinkType.SAME_AS for x in left):
            graph.remove_node(entity)
            gone += 1 + len(left)
    return gone
