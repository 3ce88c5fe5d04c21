"""What the trace needs from the outside, as Protocols. Adapters satisfy them without inheriting."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Protocol

from tracer.case import Case, CaseId
from tracer.deaths import DeathAnswer
from tracer.entities import Entity, EntityId, Expansion, Link, LinkType, Record, Subgraph
from tracer.evidence import Candidate, Comparison
from tracer.lawful import Allowance, Grant, Permit, Receipt, Sealed
from tracer.outcome import Answer
from tracer.proposal import ContactPoint, ContactProposal, Refusal
from tracer.situation import Situation
from tracer.source import SourceCard
from tracer.subject import Subject


class Clock(Protocol):
    """The only way to know the time. Always aware, always UTC."""

    def now(self) -> datetime:
        """The present instant."""
        ...


class Connector(Protocol):
    """One source, asked politely. Without a permit for it, nothing leaves.

    Raises SourceUnsupported when it cannot answer for such a subject or entity, SourceBusy,
    SourceChanged or SourceForbidden as they say, BudgetExhausted when the permit is spent.
    """

    @property
    def card(self) -> SourceCard:
        """What is known about the source."""
        ...

    def search(self, subject: Subject, permit: Permit) -> AsyncIterator[Record]:
        """Every record that may be about the subject, as the source holds it."""
        ...

    def expand(self, entity: Entity, permit: Permit) -> AsyncIterator[Record]:
        """What the source knows about an entity already found."""
        ...


class DeathFile(Protocol):
    """A file of deceased persons kept here: nothing leaves when it is asked, and nothing is kept."""

    @property
    def card(self) -> SourceCard:
        """What is known about the source."""
        ...

    @property
    def installed(self) -> bool:
        """Whether there is a file to ask."""
        ...

    def look_up(self, subject: Subject, today: date, alive_on: date | None) -> DeathAnswer:
        """Who in the file may be the debtor. `alive_on` is a day he is known to have lived."""
        ...


class GraphStore(Protocol):
    """Entities and links of one case. Nothing read for a case comes from another (no mutualisation)."""

    async def merge(self, case: CaseId, records: Sequence[Record]) -> Subgraph:
        """Add what records say, all of it or nothing; return the touched entities and links."""
        ...

    async def get(self, case: CaseId, ids: Sequence[EntityId]) -> tuple[Entity, ...]:
        """The entities of those ids that exist, in the order asked."""
        ...

    async def find_by_identifier(self, case: CaseId, number: str) -> tuple[Entity, ...]:
        """Entities whose registration number is this one."""
        ...

    async def expand(
        self,
        case: CaseId,
        ids: Sequence[EntityId],
        types: Sequence[LinkType] | None = None,
        limit: int = 200,
    ) -> Expansion:
        """Links in either direction from each id, at most `limit` a node, with both ends."""
        ...

    async def degree(self, case: CaseId, ids: Sequence[EntityId]) -> Mapping[EntityId, int]:
        """How many links each id has."""
        ...

    async def link_same_as(self, case: CaseId, link: Link) -> None:
        """Say that two persons are one. Reversible; saying it twice changes nothing."""
        ...

    async def unlink(self, case: CaseId, a: EntityId, b: EntityId) -> bool:
        """Take a SAME_AS back; whether there was one."""
        ...

    async def erase_subject(self, case: CaseId) -> int:
        """Remove everything held for a case; how many rows went."""
        ...

    async def export_subject(self, case: CaseId) -> Subgraph:
        """Everything held for a case (GDPR art. 15)."""
        ...

    async def purge_expired(self, before: datetime) -> int:
        """Remove statements retrieved before an instant and what they leave empty; how many went."""
        ...


class Matcher(Protocol):
    """Weighs a candidate against the subject. Pure: same input, same answer."""

    def compare(self, subject: Subject, candidate: Candidate) -> Comparison:
        """Prior, evidence and namesakes for one candidate."""
        ...

    def compare_all(
        self, subject: Subject, candidates: Sequence[Candidate]
    ) -> tuple[Comparison, ...]:
        """The same for several at once, in their order; each as if it were alone."""
        ...


class Gate(Protocol):
    """The only maker of permits, refusals and proposals. The journal has each of them first.

    Raises JournalUnavailable when the decision cannot be written, and then nothing happens.
    """

    async def authorise(
        self, situation: Situation, allowance: Allowance | None = None
    ) -> Permit | Refusal:
        """Leave to do one operation, or why not."""
        ...

    async def propose(self, situation: Situation) -> ContactProposal | Refusal:
        """Leave to show one contact point, or why not."""
        ...

    async def grant(
        self, situation: Situation, operator: str, *, until: datetime | None = None
    ) -> Grant | Refusal:
        """Leave for one person to open one contact point once, decided afresh, or why not.

        `until` is the term of the proposal that is opened; past it, leave is withheld.
        """
        ...

    async def open(self, grant: Grant, point: ContactPoint) -> str:
        """The clear value of a granted channel; the grant is used up before it is returned."""
        ...

    async def sweep(self) -> int:
        """Write down every grant that ended without being used; how many there were."""
        ...

    async def refuse_file(
        self, problems: Sequence[tuple[str, str]], operator: str | None = None
    ) -> Receipt:
        """Write down that a case file was turned away: field names and problem codes, no value."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class JournalEntry:
    """One line of the journal. It names nobody: `subject` is a keyed pseudonym, `case` is opaque."""

    kind: str  # decision, opening, refusal of a file, ...
    case: str | None
    subject: str | None
    operator: str | None
    body: Mapping[str, Any]  # effect, rules, facts, hashes: no personal data


@dataclass(frozen=True, slots=True, kw_only=True)
class Verification:
    """What checking the journal found. `broken_at` is the first entry that does not hold."""

    entries: int
    intact: bool
    head: str
    broken_at: int | None = None
    problem: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredEntry:
    """A journal entry read back, with its receipt and the hash of the entry before it."""

    receipt: Receipt
    previous_hash: str
    entry: JournalEntry


class Journal(Protocol):
    """Append-only. An entry, and what comes with it, is durable before `append` returns.

    Beside the log lie sealed snapshots, which may be removed, and grants, which are used once.
    """

    async def append(
        self, entry: JournalEntry, *, snapshot: bytes | None = None, grant: Grant | None = None
    ) -> Receipt:
        """Write one entry with its snapshot and grant, all or nothing, or raise JournalUnavailable."""
        ...

    async def use(self, grant: Grant, entry: JournalEntry) -> Receipt:
        """Use a grant up and write what became of it, all or nothing.

        Raises NotFound when there is no such grant, Conflict when it was used, IntegrityFailure
        when it is not the one that was written.
        """
        ...

    async def unused(self, before: datetime) -> tuple[Grant, ...]:
        """Grants never used whose term ended before an instant."""
        ...

    async def snapshot(self, sequence: int) -> bytes | None:
        """The sealed snapshot beside an entry, if it is still there."""
        ...

    async def forget(self, case: str) -> int:
        """Remove the snapshots of a case; how many went. The log itself stays and still verifies."""
        ...

    async def prove(self, sequence: int) -> StoredEntry:
        """One entry with what chains it; NotFound if there is none."""
        ...

    async def read(
        self, case: str | None = None, *, after: int = 0, limit: int | None = None
    ) -> tuple[StoredEntry, ...]:
        """Entries in order, all or those of one case, from the one that follows `after`."""
        ...

    async def verify(self) -> Verification:
        """Rebuild everything from the raw entries."""
        ...


class Vault(Protocol):
    """Keeps contact values encrypted, one key per subject."""

    def seal(self, subject: str, context: str, value: str) -> Sealed:
        """Encrypt a value under the subject's key; `context` is bound to it."""
        ...


class Ledger(Protocol):
    """What calls to sources cost."""

    def spent_on(self, case: str, /) -> Decimal:
        """The euros that all calls of a case came to, in every search so far."""
        ...

    def prune(self) -> None:
        """Forget the calls that are older than an audit looks back."""


class AnswerStore(Protocol):
    """What sources already answered in a case, so that a resumed trace never asks twice."""

    async def recall(self, case: CaseId, question: str) -> Answer | None:
        """The answer to a question already asked, if it is still fresh."""
        ...

    async def remember(self, case: CaseId, question: str, answer: Answer, ttl_seconds: int) -> None:
        """Keep an answer, encrypted at rest, for as long as its source allows."""
        ...


class CaseStore(Protocol):
    """Cases at rest."""

    async def add(self, case: Case) -> None:
        """Keep a new case; Conflict if its id is taken."""
        ...

    async def get(self, case: CaseId) -> Case:
        """The case of that id, or NotFound."""
        ...


class Runner(Protocol):
    """Runs traces in the background, durably: what was started is finished after a restart."""

    async def start(self, search: str) -> None:
        """Run the search of that id, now or after a restart."""
        ...
