"""Networks that a program may read today, as `policies/platforms.toml` says."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass

from policies.platforms import PERMITS, Act, load_platforms, mode_of
from tracer.entities import Entity, Record
from tracer.errors import SourceForbidden
from tracer.lawful import Permit
from tracer.ports import Clock, Connector
from tracer.source import SourceCard
from tracer.subject import Subject

PROFILES = "profiles."


def reviewed(connectors: Mapping[str, Connector], clock: Clock) -> dict[str, Connector]:
    """The same sources, networks only while the review of their terms holds."""
    return {
        name: Reviewed(there, clock) if name.startswith(PROFILES) else there
        for name, there in connectors.items()
    }


def closed_hosts(clock: Clock) -> frozenset[str]:
    """Hosts of networks that no program may read today, whatever a page links to."""
    return frozenset(
        host
        for one in load_platforms().platform
        if not may_be_read(one.code, clock)
        for host in one.hosts
    )


def may_be_read(code: str, clock: Clock) -> bool:
    """Whether a program may read a network today; not if it is unknown or its review is over."""
    mode = mode_of(load_platforms(), code, clock.now().date())
    return mode in PERMITS[Act.READ_BY_PROGRAM]


@dataclass(frozen=True, slots=True)
class Reviewed:
    """A network that is asked only on days its review holds: SourceForbidden on others."""

    inner: Connector
    clock: Clock

    @property
    def card(self) -> SourceCard:
        """The network's own."""
        return self.inner.card

    async def search(self, subject: Subject, permit: Permit) -> AsyncIterator[Record]:
        """The network's own answer."""
        self.check()
        async for record in self.inner.search(subject, permit):
            yield record

    async def expand(self, entity: Entity, permit: Permit) -> AsyncIterator[Record]:
        """The network's own answer."""
        self.check()
        async for record in self.inner.expand(entity, permit):
            yield record

    def check(self) -> None:
        """Raises SourceForbidden when nobody reviewed the network's terms in time."""
        if not may_be_read(self.card.id.removeprefix(PROFILES), self.clock):
            raise SourceForbidden(self.card.id, "its terms were not reviewed in time")
