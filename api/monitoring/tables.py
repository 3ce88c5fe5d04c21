"""The tables of the watches. A `document` is sealed under its case's own key and goes with the case."""

from __future__ import annotations

from sqlalchemy import Column, Date, ForeignKey, Integer, LargeBinary, String, Table

from api.tables import Instant, cases, metadata

watches = Table(
    "watches",
    metadata,
    Column("n", Integer, primary_key=True),
    Column("id", String(64), unique=True, nullable=False),
    Column("case_id", ForeignKey(cases.c.id), nullable=False, index=True),
    Column("receipt", Integer, nullable=False),
    Column("until", Date, nullable=False),
    Column("polled_at", Instant),
    Column("ended_at", Instant),
    Column("end", String(16)),  # why: term, closed, asked
    Column("document", LargeBinary, nullable=False),
)

watch_events = Table(
    "watch_events",
    metadata,
    Column("n", Integer, primary_key=True),
    Column("id", String(64), unique=True, nullable=False),
    Column("watch_id", ForeignKey(watches.c.id), nullable=False, index=True),
    Column("case_id", ForeignKey(cases.c.id), nullable=False, index=True),
    Column("receipt", Integer, nullable=False),
    Column("found_at", Instant, nullable=False),
    Column("document", LargeBinary, nullable=False),
)
