"""The tables of the durable graph: entities, statements and links, each scoped by its case."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    Connection,
    Float,
    ForeignKeyConstraint,
    Identity,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    PrimaryKeyConstraint,
    Table,
    Text,
    UniqueConstraint,
    inspect,
)
from sqlalchemy.schema import CreateColumn

from tracer.entities import CONTACT_PROPERTIES

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)

BYTEWISE = Text().with_variant(Text(collation="C"), "postgresql")
"""Text compared byte by byte, so that every store puts links in the same order."""

SEQUENCE = BigInteger().with_variant(Integer(), "sqlite")

entity = Table(
    "graph_entity",
    metadata,
    Column("case_id", BYTEWISE, nullable=False),
    Column("id", BYTEWISE, nullable=False),
    Column("kind", Text, nullable=False),
    PrimaryKeyConstraint("case_id", "id"),
    sqlite_with_rowid=False,
)

PROVENANCE = ("told_by", "record", "url", "retrieved_at", "body_sha256", "licence")


def provenance_columns() -> list[Column[str]]:
    """Where a row comes from; `told_by` is the source, `retrieved_at` is UTC, ISO 8601, to the µs."""
    return [Column(name, Text, nullable=False) for name in PROVENANCE]


CONTACT = ", ".join(f"'{prop}'" for prop in sorted(CONTACT_PROPERTIES))

statement = Table(
    "graph_statement",
    metadata,
    Column("seq", SEQUENCE, Identity(), primary_key=True),  # the order in which things were said
    Column("case_id", BYTEWISE, nullable=False),
    Column("entity_id", BYTEWISE, nullable=False),
    Column("key", Text, nullable=False),  # graph.identity.statement_key
    Column("prop", Text, nullable=False),
    Column("form", Text, nullable=False),  # clear, masked, sealed
    Column("value", Text),  # the clear text, or who masks it; nothing when sealed
    Column("sealed_subject", Text),
    Column("sealed_context", Text),
    Column("sealed_nonce", LargeBinary),
    Column("sealed_ciphertext", LargeBinary),
    Column("sealed_fingerprint", Text),
    *provenance_columns(),
    UniqueConstraint("case_id", "entity_id", "key"),
    ForeignKeyConstraint(
        ["case_id", "entity_id"], ["graph_entity.case_id", "graph_entity.id"], ondelete="CASCADE"
    ),
    CheckConstraint(
        "(form = 'sealed' AND value IS NULL AND sealed_ciphertext IS NOT NULL)"
        " OR (form IN ('clear', 'masked') AND value IS NOT NULL AND sealed_ciphertext IS NULL)",
        name="form",
    ),
    CheckConstraint(f"form <> 'clear' OR prop NOT IN ({CONTACT})", name="contact_sealed"),
    Index(None, "retrieved_at"),
)

Index(
    "ix_graph_statement_registration_number",
    statement.c.case_id,
    statement.c.value,
    sqlite_where=statement.c.prop == "registrationNumber",
    postgresql_where=statement.c.prop == "registrationNumber",
)

link = Table(
    "graph_link",
    metadata,
    Column("seq", SEQUENCE, Identity(), primary_key=True),
    Column("case_id", BYTEWISE, nullable=False),
    Column("key", BYTEWISE, nullable=False),  # graph.identity.link_key
    Column("type", BYTEWISE, nullable=False),
    Column("source", BYTEWISE, nullable=False),
    Column("target", BYTEWISE, nullable=False),
    Column("role", Text),
    Column("bits", Float(53)),
    Column("start_on", Text),
    Column("end_on", Text),
    Column("current", Text, nullable=False, server_default="yes"),  # yes, no, unknown
    *provenance_columns(),
    UniqueConstraint("case_id", "key"),
    ForeignKeyConstraint(
        ["case_id", "source"], ["graph_entity.case_id", "graph_entity.id"], ondelete="CASCADE"
    ),
    ForeignKeyConstraint(
        ["case_id", "target"], ["graph_entity.case_id", "graph_entity.id"], ondelete="CASCADE"
    ),
    # Each direction in the order links are given, so that a capped read stops at its cap.
    Index("ix_graph_link_outward", "case_id", "source", "type", "target", "key"),
    Index("ix_graph_link_inward", "case_id", "target", "type", "source", "key"),
    Index(None, "retrieved_at"),
)


def add_missing_columns(connection: Connection) -> None:
    """Give a graph made by an earlier version the columns it lacks; nothing in it changes."""
    held = {column["name"] for column in inspect(connection).get_columns(link.name)}
    for column in link.columns:
        if column.name not in held:
            wanted = CreateColumn(column).compile(dialect=connection.dialect)
            connection.exec_driver_sql(f"ALTER TABLE {link.name} ADD COLUMN {wanted}")
