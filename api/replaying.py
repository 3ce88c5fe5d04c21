"""Past decisions evaluated again, over the journal in use: what compliance asks from the command line.

Reading the facts of decisions is a consultation: it is in the journal before anything is printed.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.text import Text as Line

from api.journals import open_journal
from api.wiring import SystemClock, key_encryption_key
from api.words import Language, counted
from policies.engine import Engine
from policies.kept_packs import KeptPacks
from policies.keys import SqlKeys
from policies.replay import Outcome, Replay, Replayer, packs_of_folder
from policies.snapshot import open_facts
from policies.vault import Vault
from tracer.errors import NotFound
from tracer.ports import Journal, JournalEntry, StoredEntry
from tracer.settings import Settings

PAGE = 500

ENDED: dict[Outcome, tuple[str, str]] = {
    Outcome.SAME: ("identique", "identical"),
    Outcome.DIFFERENT: ("différente", "different"),
    Outcome.ERASED: ("faits effacés, non rejouable", "facts erased, cannot be replayed"),
    Outcome.PACK_NOT_KEPT: ("règles non conservées ici", "rules not kept here"),
    Outcome.OTHER_ENGINE: ("autre moteur que celui-ci", "another engine than this one"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """Which decisions: one, those of a case, or all when neither is named."""

    sequence: int | None = None
    case: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Records:
    """The journal, the keys of its facts and the packs it names."""

    journal: Journal
    vault: Vault
    kept: KeptPacks

    async def decisions(
        self, asked: Asked
    ) -> AsyncIterator[tuple[StoredEntry, Mapping[str, Any] | None]]:
        """Each decision with its facts, or None where they were erased. NotFound if there is none."""
        if asked.sequence is not None:
            stored = await self.journal.prove(asked.sequence)
            if stored.entry.kind != "decision":
                raise NotFound("the journal has no decision at that place")
            yield stored, await self._facts(stored)
            return
        after = 0
        while page := await self.journal.read(asked.case, after=after, limit=PAGE):
            for stored in page:
                after = stored.receipt.sequence
                if stored.entry.kind == "decision":
                    yield stored, await self._facts(stored)

    async def _facts(self, stored: StoredEntry) -> Mapping[str, Any] | None:
        case, body = stored.entry.case, stored.entry.body
        sealed = await self.journal.snapshot(stored.receipt.sequence)
        if sealed is None or case is None or "facts_hash" not in body:
            return None
        try:
            return open_facts(self.vault, case, sealed, body["facts_hash"])
        except NotFound:
            return None


@asynccontextmanager
async def records(settings: Settings, what: str, asked: Asked) -> AsyncIterator[Records]:
    """The records in the data folder, once the consultation is in the journal."""
    folder = settings.data_dir
    if not folder.is_dir():
        raise NotFound("there is no data folder; TRACER_DATA_DIR says where to look")
    keys = SqlKeys(folder / "keys.sqlite")
    try:
        vault = Vault(key_encryption_key(settings), keys)
        async with open_journal(settings, SystemClock()) as journal:
            await journal.append(
                JournalEntry(
                    kind="look",
                    case=asked.case,
                    subject=None,
                    operator=None,
                    body={"what": what, "decision": asked.sequence},
                )
            )
            yield Records(journal=journal, vault=vault, kept=KeptPacks(folder / "packs"))
    finally:
        keys.close()


async def replay(settings: Settings, asked: Asked, console: Console, language: Language) -> bool:
    """Replay decisions and print how each ended; whether none is different."""
    found: Counter[Outcome] = Counter()
    async with records(settings, "replay", asked) as kept:
        replayer = Replayer(kept.kept.get)
        async for stored, facts in kept.decisions(asked):
            replayed = replayer.replay(stored.receipt.sequence, stored.entry, facts)
            found[replayed.outcome] += 1
            if asked.sequence is not None or replayed.outcome is Outcome.DIFFERENT:
                show(replayed, console, language)
    total(found, console, language)
    return found[Outcome.DIFFERENT] == 0


async def what_if(
    settings: Settings, folder: Path, asked: Asked, console: Console, language: Language
) -> None:
    """Print the past decisions that the packs of a folder would change."""
    engine = Engine(packs_of_folder(folder))
    found: Counter[Outcome] = Counter()
    async with records(settings, "what-if", asked) as kept:
        replayer = Replayer(kept.kept.get)
        async for stored, facts in kept.decisions(asked):
            replayed = replayer.what_if(stored.receipt.sequence, stored.entry, facts, engine)
            found[replayed.outcome] += 1
            if replayed.outcome is Outcome.DIFFERENT:
                show(replayed, console, language)
    total(found, console, language)


def show(replayed: Replay, console: Console, language: Language) -> None:
    """One decision: its place, how it ended, and what changed."""
    word = ENDED[replayed.outcome][language == "en"]
    console.print(Line(f"{replayed.sequence}  {word}"))
    now = replayed.again
    if replayed.outcome is Outcome.DIFFERENT and now is not None:
        was = replayed.recorded
        console.print(f"    {was.effect}: {', '.join(was.rules)}", soft_wrap=True)
        console.print(f"  → {now.effect}: {', '.join(now.rules)}", soft_wrap=True)


def total(found: Counter[Outcome], console: Console, language: Language) -> None:
    """How many decisions ended how."""
    console.print(counted(sum(found.values()), "decision", language))
    for outcome in Outcome:
        if found[outcome]:
            console.print(f"  {found[outcome]}  {ENDED[outcome][language == 'en']}")
