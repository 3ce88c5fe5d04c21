"""The tables behind the doors: what is kept, and which of it is sealed.

A column named `document` of type `LargeBinary` holds personal data and is sealed by the vault.
"""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy import (
    Column,
    Dialect,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    TypeDecorator,
)

metadata = MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_name)s",
    }
)


class Instant(TypeDecorator[datetime]):
    """An aware UTC instant as ISO text of one width, so that text order is time order."""

    impl = String(32)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, _dialect: Dialect) -> str | None:
        """As text; a time without zone is a fault."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("an instant needs its zone")
        return value.astimezone(UTC).isoformat(timespec="microseconds")

    def process_result_value(self, value: str | None, _dialect: Dialect) -> datetime | None:
        """Back from text."""
        return None if value is None else datetime.fromisoformat(value)


mandates = Table(
    "mandates",
    metadata,
    Column("n", Integer, primary_key=True),
    Column("id", String(64), unique=True, nullable=False),
    Column("desk", String(64), nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("document", Text, nullable=False),  # a creditor and a reference: nobody's person
)

basis_records = Table(
    "basis_records",
    metadata,
    Column("n", Integer, primary_key=True),
    Column("id", String(64), unique=True, nullable=False),
    Column("desk", String(64), nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("document", Text, nullable=False),
)

cases = Table(
    "cases",
    metadata,
    Column("n", Integer, primary_key=True),
    Column("id", String(64), unique=True, nullable=False),
    Column("desk", String(64), nullable=False),
    Column("reference", String(80), nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("document", LargeBinary, nullable=False),
)

searches = Table(
    "searches",
    metadata,
    Column("n", Integer, primary_key=True),
    Column("id", String(64), unique=True, nullable=False),
    Column("case_id", ForeignKey(cases.c.id), nullable=False, index=True),
    Column("asked_by", String(64), nullable=False),
    Column("state", String(16), nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("finished_at", Instant),
    Column("error", String(64)),
    Column("document", LargeBinary),
)

answers = Table(
    "answers",
    metadata,
    Column("case_id", String(64), primary_key=True),
    Column("question", String(64), primary_key=True),  # a fingerprint: it names nobody
    Column("expires_at", Instant, nullable=False),
    Column("document", LargeBinary, nullable=False),
)

judgements = Table(
    "judgements",
    metadata,
    Column("n", Integer, primary_key=True),
    Column("id", String(64), unique=True, nullable=False),
    Column("case_id", ForeignKey(cases.c.id), nullable=False, index=True),
    Column("receipt", Integer, nullable=False),
    Column("document", LargeBinary, nullable=False),
)

histories = Table(
    "histories",
    metadata,
    Column("n", Integer, primary_key=True),
    Column("id", String(64), unique=True, nullable=False),
    Column("case_id", ForeignKey(cases.c.id), nullable=False, index=True),
    Column("receipt", Integer, nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("document", LargeBinary, nullable=False),
)

api_keys = Table(
    "api_keys",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("name", String(80), nullable=False),
    Column("digest", String(64), nullable=False),
    Column("scopes", Text, nullable=False),
    Column("desk", String(64), nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("last_used_at", Instant),
    Column("revoked_at", Instant),
)

sessions = Table(
    "sessions",
    metadata,
    Column("digest", String(64), primary_key=True),
    Column("key_id", ForeignKey(api_keys.c.id), nullable=False),
    Column("form_token", String(64), nullable=False),
    Column("expires_at", Instant, nullable=False),
)

requests = Table(
    "requests",
    metadata,
    Column("key_id", String(32), primary_key=True),
    Column("route", String(160), primary_key=True),
    Column("digest", String(64), primary_key=True),  # of the Idempotency-Key
    Column("fingerprint", String(64), nullable=False),  # of the body, keyed by the key itself
    Column("seed", String(64), nullable=False),  # the ids this request makes come from it
    Column("run", String(32), nullable=False),  # the process that works on it
    Column("created_at", Instant, nullable=False),
    Column("status", Integer),
    Column("location", String(160)),
    Column("body", Text),
)

Index("ix_searches_state", searches.c.state)
Index("ix_cases_desk_n", cases.c.desk, cases.c.n)
