"""The tables of captures. A `document` is sealed under its case's own key and goes with the case."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Index, Integer, LargeBinary, String, Table

from api.tables import Instant, cases, metadata

capture_intents = Table(
    "capture_intents",
    metadata,
    Column("n", Integer, primary_key=True),
    Column("id", String(64), unique=True, nullable=False),
    Column("case_id", ForeignKey(cases.c.id), nullable=False, index=True),
    Column("operator", String(64), nullable=False),
    Column("platform", String(40), nullable=False),
    Column("mode", String(24), nullable=False),
    Column("target", String(24), nullable=False),
    Column("receipt", Integer, nullable=False),
    Column("expires_at", Instant, nullable=False),
    Column("used_by", String(64)),  # the capture or the note it served
    Column("document", LargeBinary, nullable=False),
)

captures = Table(
    "captures",
    metadata,
    Column("n", Integer, primary_key=True),
    Column("id", String(64), unique=True, nullable=False),
    Column("case_id", ForeignKey(cases.c.id), nullable=False),
    Column("place", String(64), nullable=False),  # a keyed hash of the address
    Column("captured_at", Instant, nullable=False),
    Column("keep_until", Instant, nullable=False),
    Column("receipt", Integer, nullable=False),
    Column("document", LargeBinary),  # the manifest, until the term
    Index("ix_captures_case_id_place", "case_id", "place"),
)

capture_files = Table(
    "capture_files",
    metadata,
    Column("capture_id", String(64), primary_key=True),
    Column("name", String(40), primary_key=True),
    Column("case_id", ForeignKey(cases.c.id), nullable=False, index=True),
    Column("document", LargeBinary, nullable=False),
)

human_notes = Table(
    "human_notes",
    metadata,
    Column("n", Integer, primary_key=True),
    Column("id", String(64), unique=True, nullable=False),
    Column("case_id", ForeignKey(cases.c.id), nullable=False, index=True),
    Column("place", String(64), nullable=False),  # a keyed hash of the address
    Column("noted_at", Instant, nullable=False),
    Column("receipt", Integer, nullable=False),
    Column("keep_until", Instant, nullable=False),
    Column("document", LargeBinary),  # the address and the note, until the term
)
