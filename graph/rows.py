"""Between the graph's values and the rows that hold them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime

from sqlalchemy import RowMapping

from graph.batch import Linked, Said
from graph.schema import PROVENANCE
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
    Statement,
)
from tracer.lawful import Sealed

Row = dict[str, str | bytes | float | None]
CURRENT: dict[bool | None, str] = {True: "yes", False: "no", None: "unknown"}


def statement_row(case: CaseId, said: Said) -> Row:
    """A statement as it is kept; of a sealed value there is only ciphertext."""
    value = said.statement.value
    row: Row = {
        "case_id": case,
        "entity_id": said.entity,
        "key": said.key,
        "prop": said.statement.prop.value,
        "form": "clear",
        "value": None,
        "sealed_subject": None,
        "sealed_context": None,
        "sealed_nonce": None,
        "sealed_ciphertext": None,
        "sealed_fingerprint": None,
        **provenance_row(said.statement.provenance),
    }
    if isinstance(value, Sealed):
        row |= {
            "form": "sealed",
            "sealed_subject": value.subject,
            "sealed_context": value.context,
            "sealed_nonce": value.nonce,
            "sealed_ciphertext": value.ciphertext,
            "sealed_fingerprint": value.fingerprint,
        }
    elif isinstance(value, Masked):
        row |= {"form": "masked", "value": value.by}
    else:
        row |= {"value": value}
    return row


def link_row(case: CaseId, linked: Linked) -> Row:
    """A link as it is kept."""
    link = linked.link
    return {
        "case_id": case,
        "key": linked.key,
        "type": link.type.value,
        "source": link.source,
        "target": link.target,
        "role": link.role,
        "bits": link.bits,
        "start_on": link.start,
        "end_on": link.end,
        "current": CURRENT[link.current],
        **provenance_row(link.provenance),
    }


def provenance_row(provenance: Provenance) -> Row:
    """Provenance as it is kept."""
    told = (
        provenance.source,
        provenance.record,
        provenance.url,
        instant(provenance.retrieved_at),
        provenance.body_sha256,
        provenance.licence,
    )
    return dict(zip(PROVENANCE, told, strict=True))


def instant(at: datetime) -> str:
    """An instant as text that sorts as time does."""
    return at.astimezone(UTC).isoformat(timespec="microseconds")


def read_entities(
    kinds: Iterable[RowMapping], statements: Iterable[RowMapping]
) -> Iterator[Entity]:
    """Entities from their rows, in the order of `kinds`; statements keep theirs."""
    said: dict[str, list[Statement]] = {}
    for row in statements:
        said.setdefault(row["entity_id"], []).append(read_statement(row))
    for row in kinds:
        yield Entity(
            id=EntityId(row["id"]),
            kind=EntityKind(row["kind"]),
            statements=tuple(said.get(row["id"], ())),
        )


def read_statement(row: RowMapping) -> Statement:
    """A statement from its row."""
    value: str | Masked | Sealed
    if row["form"] == "sealed":
        value = Sealed(
            subject=row["sealed_subject"],
            context=row["sealed_context"],
            nonce=row["sealed_nonce"],
            ciphertext=row["sealed_ciphertext"],
            fingerprint=row["sealed_fingerprint"],
        )
    elif row["form"] == "masked":
        value = Masked(row["value"])
    else:
        value = row["value"]
    return Statement(prop=Property(row["prop"]), value=value, provenance=read_provenance(row))


def read_link(row: RowMapping) -> Link:
    """A link from its row."""
    return Link(
        source=EntityId(row["source"]),
        type=LinkType(row["type"]),
        target=EntityId(row["target"]),
        provenance=read_provenance(row),
        role=row["role"],
        bits=row["bits"],
        start=row["start_on"],
        end=row["end_on"],
        current=next(told for told, kept in CURRENT.items() if kept == row["current"]),
    )


def read_provenance(row: RowMapping) -> Provenance:
    """Provenance from the row it is part of."""
    return Provenance(
        source=row["told_by"],
        record=row["record"],
        url=row["url"],
        retrieved_at=datetime.fromisoformat(row["retrieved_at"]),
        body_sha256=row["body_sha256"],
        licence=row["licence"],
    )
