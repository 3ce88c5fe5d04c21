"""The tables of the rights desk. Hashes are keyed; a `document` is sealed under its case's own key.

A request outlives the case it erased, without its document: that it was answered in time must show.
"""

from __future__ import annotations

from sqlalchemy import (
    Boolean,
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    String,
    Table,
)

from api.tables import Instant, cases, metadata, searches

case_keys = Table(
    "case_keys",
    metadata,
    Column("case_id", ForeignKey(cases.c.id), primary_key=True),
    Column("key", String(64), primary_key=True),  # policies.same_person
    Column("certain", Boolean, nullable=False),
    Index("ix_case_keys_key", "key"),
)

case_marks = Table(
    "case_marks",
    metadata,
    Column("case_id", ForeignKey(cases.c.id), primary_key=True),
    Column("mark", String(64), primary_key=True),  # of a channel or of a mention of somebody
    Column("marked_at", Instant, nullable=False),
    Column("found", Boolean, nullable=False),  # by a search; otherwise declared
    Index("ix_case_marks_mark", "mark"),
)

case_subjects = Table(
    "case_subjects",
    metadata,
    Column("n", Integer, primary_key=True),
    Column("id", String(64), unique=True, nullable=False),
    Column("case_id", ForeignKey(cases.c.id), nullable=False, index=True),
    Column("receipt", Integer, nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("document", LargeBinary, nullable=False),
)

rights_requests = Table(
    "rights_requests",
    metadata,
    Column("n", Integer, primary_key=True),
    Column("id", String(64), unique=True, nullable=False),
    Column("case_id", String(64), nullable=False, index=True),
    Column("desk", String(64), nullable=False),
    Column("kind", String(16), nullable=False),
    Column("state", String(16), nullable=False, index=True),
    Column("received_on", Date, nullable=False),
    Column("recorded_by", String(64), nullable=False),
    Column("extended_on", Date),
    Column("decided_on", Date),
    Column("decided_at", Instant),
    Column("decided_by", String(64)),
    Column("ground", String(32)),
    Column("lifted_on", Date),
    Column("document", LargeBinary),
)

request_keys = Table(
    "request_keys",
    metadata,
    Column("request_id", ForeignKey(rights_requests.c.id), primary_key=True),
    Column("key", String(64), primary_key=True),
    Index("ix_request_keys_key", "key"),
)

request_recipients = Table(
    "request_recipients",
    metadata,
    Column("request_id", ForeignKey(rights_requests.c.id), primary_key=True),
    Column("mandate", String(80), primary_key=True),  # its reference: who mandates is in it
    Column("tell_by", Instant, nullable=False),
    Column("told_at", Instant),
)

request_cases = Table(
    "request_cases",
    metadata,
    Column("request_id", ForeignKey(rights_requests.c.id), primary_key=True),
    Column("case_id", String(64), primary_key=True),  # to erase; gone once it is done
)

suppressions = Table(
    "suppressions",
    metadata,
    Column("key", String(64), primary_key=True),
    Column("reason", String(16), nullable=False),  # erasure or objection
    Column("since", Date, nullable=False),
)

wrong_person_reports = Table(
    "wrong_person_reports",
    metadata,
    Column("n", Integer, primary_key=True),
    Column("id", String(64), unique=True, nullable=False),
    Column("case_id", String(64), nullable=False),
    Column("desk", String(64), nullable=False),
    Column("reported_at", Instant, nullable=False),
    Column("reported_by", String(64), nullable=False),
    Column("outcome", String(16)),  # None until a person settles it
    Column("settled_at", Instant),
    Column("settled_by", String(64)),
    Column("document", LargeBinary),
)

case_closings = Table(
    "case_closings",
    metadata,
    Column("case_id", ForeignKey(cases.c.id), primary_key=True),
    Column("closed_on", Date, nullable=False),
    Column("receipt", Integer, nullable=False),
)

wrong_person_marks = Table(
    "wrong_person_marks",
    metadata,
    Column("report_id", ForeignKey(wrong_person_reports.c.id), primary_key=True),
    Column("mark", String(64), primary_key=True),
    Index("ix_wrong_person_marks_mark", "mark"),
)

wrong_person_cases = Table(
    "wrong_person_cases",
    metadata,
    Column("report_id", ForeignKey(wrong_person_reports.c.id), primary_key=True),
    Column("case_id", ForeignKey(cases.c.id), primary_key=True, index=True),
    Column("settled_at", Instant),
)

trimmed_reports = Table(
    "trimmed_reports",
    metadata,
    Column("case_id", ForeignKey(cases.c.id), primary_key=True),
    Column("search_id", ForeignKey(searches.c.id), primary_key=True),
)
