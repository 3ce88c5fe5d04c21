"""A gate for a search that lasts: each question is decided by the standing of that moment."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from api.safeguards.operators import locked
from api.safeguards.waivers import in_force
from api.safeguards.watch import Watch
from tracer.lawful import Allowance, Grant, Permit, Receipt
from tracer.ports import Gate
from tracer.proposal import ContactPoint, ContactProposal, Refusal
from tracer.situation import Situation


@dataclass(frozen=True, slots=True)
class AfreshGate:
    """The gate within, told before each decision whether whoever asks is locked and what is waived.

    So a search whose key is locked or revoked meanwhile asks nothing more. It satisfies
    `tracer.ports.Gate`.
    """

    inner: Gate
    watch: Watch

    async def authorise(
        self, situation: Situation, allowance: Allowance | None = None
    ) -> Permit | Refusal:
        """The gate's own answer, now."""
        return await self.inner.authorise(await self._now(situation), allowance)

    async def propose(self, situation: Situation) -> ContactProposal | Refusal:
        """The gate's own answer, now."""
        return await self.inner.propose(await self._now(situation))

    async def grant(
        self, situation: Situation, operator: str, *, until: datetime | None = None
    ) -> Grant | Refusal:
        """The gate's own answer, now."""
        return await self.inner.grant(await self._now(situation), operator, until=until)

    async def open(self, grant: Grant, point: ContactPoint) -> str:
        """The gate's own: what was granted was decided."""
        return await self.inner.open(grant, point)

    async def sweep(self) -> int:
        """The gate's own: nothing is decided."""
        return await self.inner.sweep()

    async def refuse_file(
        self, problems: Sequence[tuple[str, str]], operator: str | None = None
    ) -> Receipt:
        """The gate's own: nothing is decided."""
        return await self.inner.refuse_file(problems, operator)

    async def _now(self, situation: Situation) -> Situation:
        case = situation.case
        standing = replace(
            case.standing,
            locked=await locked(self.watch, case.operator),
            waivers=await in_force(self.watch, case.id),
        )
        return replace(situation, case=replace(case, standing=standing))
