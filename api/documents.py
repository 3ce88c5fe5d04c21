"""Domain values as JSON bytes and back, sealed where they tell about a person."""

from __future__ import annotations

from typing import Generic, Protocol, TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError

from tracer.case import BasisRecord, Case, ContactHistory, HumanJudgement, Mandate
from tracer.errors import IntegrityFailure
from tracer.outcome import Answer
from tracer.report import TraceReport
from tracer.subject import Subject

Value = TypeVar("Value")


class DocumentVault(Protocol):
    """Seals whole documents under a subject's own key, each bound to its place, and makes hashes."""

    def seal_bytes(self, subject: str, context: str, data: bytes, /) -> bytes:
        """The document encrypted under the subject's key; `context` is bound to it."""
        ...

    def open_bytes(self, subject: str, context: str, data: bytes, /) -> bytes:
        """The document back; it fails if the context or a byte is another."""
        ...

    def fingerprint(self, value: str, /) -> str:
        """The keyed hash of a channel, however it is spelt."""
        ...

    def pseudonym(self, text: str, /) -> str:
        """The keyed hash of a line that stands for a person."""
        ...


class Kept(BaseModel, Generic[Value]):
    """A domain value on its way to or from the disk. Bytes travel as base64."""

    model_config = ConfigDict(
        ser_json_bytes="base64", val_json_bytes="base64", ser_json_inf_nan="strings"
    )

    value: Value


KeptMandate = Kept[Mandate]
KeptBasis = Kept[BasisRecord]
KeptCase = Kept[Case]
KeptAnswer = Kept[Answer]
KeptReport = Kept[TraceReport]
KeptJudgement = Kept[HumanJudgement]
KeptHistory = Kept[ContactHistory]
KeptSubject = Kept[Subject]


def write(kind: type[Kept[Value]], value: Value) -> bytes:
    """A value as JSON."""
    return kind.model_construct(value=value).model_dump_json().encode()


def read(kind: type[Kept[Value]], data: bytes) -> Value:
    """A value back from JSON; IntegrityFailure when it is not what was written."""
    try:
        return kind.model_validate_json(data).value
    except ValidationError as error:
        where = sorted({".".join(str(p) for p in e["loc"][:3]) for e in error.errors()})
        raise IntegrityFailure(f"a stored document does not read back: {where[0]}") from None
