"""What sources already answered in a case: kept so that a resumed trace never asks twice."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import delete, insert, select
from sqlalchemy.ext.asyncio import AsyncEngine

from api.documents import DocumentVault, KeptAnswer, read, write
from api.tables import answers
from tracer.case import CaseId
from tracer.outcome import Answer
from tracer.ports import Clock


class MemoryAnswers:
    """Answers for as long as the process lives."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._kept: dict[tuple[CaseId, str], tuple[datetime, Answer]] = {}

    async def recall(self, case: CaseId, question: str) -> Answer | None:
        """The answer to a question already asked, if it is still fresh."""
        expires, answer = self._kept.get((case, question), (None, None))
        return answer if expires is not None and expires > self._clock.now() else None

    async def remember(self, case: CaseId, question: str, answer: Answer, ttl_seconds: int) -> None:
        """Keep an answer for as long as its source allows."""
        expires = self._clock.now() + timedelta(seconds=ttl_seconds)
        self._kept[case, question] = (expires, answer)

    async def purge(self) -> int:
        """Remove every answer whose time is over; how many went."""
        now = self._clock.now()
        over = [key for key, (expires, _) in self._kept.items() if expires <= now]
        for key in over:
            del self._kept[key]
        return len(over)


class SqlAnswers:
    """Answers that outlive the process, sealed under the key of the case's subject."""

    def __init__(self, engine: AsyncEngine, vault: DocumentVault, clock: Clock) -> None:
        self._engine = engine
        self._reader = engine.execution_options(reading=True)
        self._vault = vault
        self._clock = clock

    async def recall(self, case: CaseId, question: str) -> Answer | None:
        """The answer to a question already asked, if it is still fresh."""
        asked = select(answers.c.document).where(
            answers.c.case_id == case,
            answers.c.question == question,
            answers.c.expires_at > self._clock.now(),
        )
        async with self._reader.connect() as connection:
            sealed = (await connection.execute(asked)).scalar_one_or_none()
        if sealed is None:
            return None
        return read(KeptAnswer, self._vault.open_bytes(case, f"answer|{question}", sealed))

    async def remember(self, case: CaseId, question: str, answer: Answer, ttl_seconds: int) -> None:
        """Keep an answer, encrypted at rest, for as long as its source allows."""
        sealed = self._vault.seal_bytes(case, f"answer|{question}", write(KeptAnswer, answer))
        async with self._engine.begin() as connection:
            await connection.execute(
                delete(answers).where(answers.c.case_id == case, answers.c.question == question)
            )
            await connection.execute(
                insert(answers).values(
                    case_id=case,
                    question=question,
                    expires_at=self._clock.now() + timedelta(seconds=ttl_seconds),
                    document=sealed,
                )
            )

    async def purge(self) -> int:
        """Remove every answer whose time is over; how many went."""
        over = delete(answers).where(answers.c.expires_at <= self._clock.now())
        async with self._engine.begin() as connection:
            return (await connection.execute(over)).rowcount
