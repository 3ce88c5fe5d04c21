"""The tables of the safeguards. Whom and what they are about is kept as keyed hashes only."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, Date, Index, Integer, LargeBinary, String, Table

from api.tables import Instant, metadata

case_assignments = Table(
    "case_assignments",
    metadata,
    Column("case_id", String(64), primary_key=True),
    Column("operator", String(64), primary_key=True),
    Column("assigned_by", String(64), nullable=False),  # himself: he opened it
    Column("assigned_at", Instant, nullable=False),
    Index("ix_case_assignments_operator", "operator"),
)

case_approvals = Table(
    "case_approvals",
    metadata,
    Column("case_id", String(64), primary_key=True),
    Column("approved_by", String(64), primary_key=True),
    Column("approved_at", Instant, nullable=False),
)

waivers = Table(
    "waivers",
    metadata,
    Column("n", Integer, primary_key=True),
    Column("id", String(64), unique=True, nullable=False),
    Column("case_id", String(64), nullable=False, index=True),
    Column("rule", String(80), nullable=False),
    Column("document", LargeBinary, nullable=False),  # why, sealed under the case's key
    Column("until", Instant, nullable=False),
    Column("requested_by", String(64), nullable=False),
    Column("approved_by", String(64)),
)

waiver_withdrawals = Table(
    "waiver_withdrawals",
    metadata,
    Column("waiver", String(64), primary_key=True),
    Column("withdrawn_by", String(64), nullable=False),
    Column("withdrawn_at", Instant, nullable=False),
)

operator_marks = Table(
    "operator_marks",
    metadata,
    Column("operator", String(64), primary_key=True),
    Column("mark", String(64), primary_key=True),  # of a surname, an address or a mail domain
)

operator_declarations = Table(
    "operator_declarations",
    metadata,
    Column("operator", String(64), primary_key=True),
    Column("declared_at", Instant, nullable=False),
)

operator_locks = Table(
    "operator_locks",
    metadata,
    Column("n", Integer, primary_key=True),
    Column("operator", String(64), nullable=False, index=True),
    Column("reason", String(32), nullable=False),
    Column("locked_by", String(64)),  # None: by a safeguard
    Column("locked_at", Instant, nullable=False),
    Column("unlocked_by", String(64)),
    Column("unlocked_at", Instant),
)

subject_views = Table(
    "subject_views",
    metadata,
    Column("operator", String(64), primary_key=True),
    Column("day", Date, primary_key=True),
    Column("subject", String(64), primary_key=True),  # the journal's pseudonym
)

shown_pages = Table(
    "shown_pages",
    metadata,
    Column("operator", String(64), primary_key=True),
    Column("case_id", String(64), primary_key=True),
    Column("shown_at", Instant, nullable=False),  # the last time candidates were shown
)

channel_openings = Table(
    "channel_openings",
    metadata,
    Column("n", Integer, primary_key=True),
    Column("operator", String(64), nullable=False),
    Column("at", Instant, nullable=False),
    Index("ix_channel_openings_operator_at", "operator", "at"),
)

canaries = Table(
    "canaries",
    metadata,
    Column("case_id", String(64), primary_key=True),
    Column("planted_by", String(64), nullable=False),
)

protected_keys = Table(
    "protected_keys",
    metadata,
    Column("key", String(64), primary_key=True),  # policies.same_person
    Column("person", String(64), nullable=False, index=True),  # opaque id of the entry in the list
)

break_glass = Table(
    "break_glass",
    metadata,
    Column("n", Integer, primary_key=True),
    Column("id", String(64), unique=True, nullable=False),
    Column("case_id", String(64), nullable=False),
    Column("desk", String(64), nullable=False),
    Column("operator", String(64), nullable=False, index=True),
    Column("code", String(32), nullable=False),
    Column("document", LargeBinary, nullable=False),  # why, sealed under the case's key
    Column("requested_at", Instant, nullable=False),
    Column("approved_by", String(64)),
    Column("approved_at", Instant),
    Column("reviewed_by", String(64)),
    Column("reviewed_at", Instant),
)

plants = Table(
    "plants",
    metadata,
    Column("case_id", String(64), primary_key=True),
    Column("operator", String(64), nullable=False, index=True),  # whose judgement it tests
    Column("planted_at", Instant, nullable=False),
    Column("judged_at", Instant),
    Column("missed", Boolean),
)
