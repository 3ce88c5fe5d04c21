"""Who may do what in the journal's database: each role tries all it must not, and so does the owner."""

from __future__ import annotations

import asyncpg
import pytest

from policies.journal_postgres_connection import prepare_database
from tests.cluster import OWNER, Cluster
from tests.databases import SERVICE, fresh_database, postgres_journal
from tests.policies.situations import FixedClock
from tracer.errors import Invalid, JournalUnavailable
from tracer.ports import JournalEntry

TABLES = ("entry", "snapshot", "channel_grant", "grant_use", "leaf", "node", "checkpoint")
COLUMN = {"entry": "kind", "snapshot": "sealed", "channel_grant": "subject", "grant_use": "id"} | {
    "leaf": "hash",
    "node": "hash",
    "checkpoint": "note",
}
ROWS = {
    "entry": """("case", place, at, previous_hash, entry_hash, kind, body) VALUES
      ('c', 1, 'now', repeat('0', 64), repeat('a', 64), 'k', '{}')""",
    "snapshot": "(sequence, sealed) VALUES (1, 'x')",
    "channel_grant": """(id, decision, "case", subject, point, operator, expires_at)
      VALUES ('g', 1, 'c', 's', 'p', 'o', now())""",
    "grant_use": "(id, sequence) VALUES ('g', 1)",
    "leaf": "(place, sequence, hash) VALUES (0, 1, decode(repeat('a', 64), 'hex'))",
    "node": "(level, place, hash) VALUES (1, 0, decode(repeat('a', 64), 'hex'))",
    "checkpoint": "(size, root, at, note) VALUES (1, decode(repeat('a', 64), 'hex'), now(), 'n')",
}
MAY_ADD = {
    "tracer_app": {"entry", "snapshot", "channel_grant", "grant_use"},
    "tracer_sealer": {"leaf", "node", "checkpoint"},
    "tracer_eraser": set[str](),
}
MAY_READ = {
    "tracer_app": set(TABLES),
    "tracer_sealer": {"entry", "leaf", "node", "checkpoint"},
    "tracer_eraser": set[str](),
}
NEVER = (
    *(f"UPDATE journal.{table} SET {COLUMN[table]} = {COLUMN[table]}" for table in TABLES),
    *(f"UPDATE journal.{table} SET {COLUMN[table]} = NULL WHERE false" for table in TABLES),
    *(f"DELETE FROM journal.{table}" for table in TABLES if table != "snapshot"),
    *(f"TRUNCATE journal.{table} CASCADE" for table in TABLES),
    *(f"ALTER TABLE journal.{table} DISABLE TRIGGER ALL" for table in TABLES),
    *(f"DROP TABLE journal.{table} CASCADE" for table in TABLES),
    *(f"CREATE RULE gone AS ON INSERT TO journal.{table} DO INSTEAD NOTHING" for table in TABLES),
    "CREATE TABLE journal.mine (a int)",
    "CREATE TABLE public.mine (a int)",
    "CREATE TEMPORARY TABLE entry (a int)",
    "CREATE SCHEMA mine",
    "CREATE FUNCTION journal.mine() RETURNS int LANGUAGE sql AS 'SELECT 1'",
    "CREATE OR REPLACE FUNCTION journal.refuse() RETURNS trigger LANGUAGE sql AS 'SELECT 1'",
    "DROP SCHEMA journal CASCADE",
    "SELECT setval('journal.entry_sequence_seq', 1)",
    "INSERT INTO journal.entry OVERRIDING SYSTEM VALUE SELECT * FROM journal.entry",
    "SET session_replication_role = 'replica'",
    "SET ROLE tracer_owner",
    "GRANT tracer_owner TO CURRENT_USER",
)


@pytest.fixture
async def database(cluster: Cluster) -> str:
    """A database with a row in every table."""
    name = await fresh_database(cluster)
    owner = await asyncpg.connect(cluster.url(name))
    for table in TABLES:
        await owner.execute(f"INSERT INTO journal.{table} {ROWS[table]}")
    await owner.close()
    return name


async def refused(connection: asyncpg.Connection, statement: str) -> bool:
    """Whether a statement is refused for want of privilege; it is undone if it is not."""
    attempt = connection.transaction()
    await attempt.start()
    try:
        await connection.execute(statement)
    except asyncpg.InsufficientPrivilegeError:
        return True
    finally:
        await attempt.rollback()
    return False


@pytest.mark.parametrize("role", ["tracer_app", "tracer_sealer", "tracer_eraser"])
async def test_a_role_may_do_what_it_is_for_and_nothing_else(
    cluster: Cluster, database: str, role: str
):
    connection = await asyncpg.connect(
        cluster.url(database, SERVICE), server_settings={"role": role}
    )
    try:
        assert [told for told in NEVER if not await refused(connection, told)] == []
        for table in TABLES:  # the rights themselves, whatever the triggers refuse
            changes = "UPDATE, TRUNCATE, REFERENCES, TRIGGER"
            changes += "" if (role, table) == ("tracer_eraser", "snapshot") else ", DELETE"
            asked = "SELECT has_table_privilege($1, $2), has_any_column_privilege($1, 'UPDATE')"
            held = await connection.fetchrow(asked, f"journal.{table}", changes)
            assert tuple(held) == (False, False), table
            told = f"INSERT INTO journal.{table} {ROWS[table]}"
            if table in MAY_ADD[role]:  # the row is there already: it is the key that objects
                with pytest.raises(asyncpg.UniqueViolationError):
                    await connection.execute(told)
            else:
                assert await refused(connection, told), told
            reads = not await refused(connection, f"SELECT * FROM journal.{table}")
            assert reads is (table in MAY_READ[role]), table
        erases = not await refused(connection, "DELETE FROM journal.snapshot")
        assert erases is (role == "tracer_eraser")
    finally:
        await connection.close()


async def test_the_login_alone_may_nothing(cluster: Cluster, database: str):
    connection = await asyncpg.connect(cluster.url(database, SERVICE))
    for table in TABLES:
        assert await refused(connection, f"SELECT * FROM journal.{table}")
        assert await refused(connection, f"INSERT INTO journal.{table} {ROWS[table]}")
    await connection.close()


@pytest.mark.parametrize("who", [OWNER, "tracer_owner"])
async def test_even_the_owner_is_refused(cluster: Cluster, database: str, who: str):
    connection = await asyncpg.connect(cluster.url(database))
    await connection.execute(f"SET ROLE {who}")
    for table in TABLES:
        told = [f"UPDATE journal.{table} SET {COLUMN[table]} = {COLUMN[table]}"]
        told += [f"TRUNCATE journal.{table} CASCADE"]
        told += [f"DELETE FROM journal.{table} WHERE false"] if table != "snapshot" else []
        assert [statement for statement in told if not await refused(connection, statement)] == []
    if who == OWNER:  # nor by what silences ordinary triggers
        await connection.execute("SET session_replication_role = 'replica'")
        assert await refused(connection, "DELETE FROM journal.entry")
    await connection.close()


async def test_laying_the_tables_down_again_changes_nothing(cluster: Cluster):
    async with postgres_journal(cluster, FixedClock()) as journal:
        entry = JournalEntry(kind="k", case="c", subject=None, operator=None, body={})
        await journal.append(entry, snapshot=b"sealed")
        database = await journal._fetch("SELECT current_database()")
        await prepare_database(cluster.url(database[0][0]))
        await journal.append(entry)
        assert (await journal.verify()).entries == 2
        assert await journal.snapshot(1) == b"sealed"


async def test_what_is_wrong_with_a_database_is_said_without_its_url(cluster: Cluster):
    from tests.databases import SIGNER, PostgresJournal

    name = await fresh_database(cluster)
    owner = await asyncpg.connect(cluster.url())
    await owner.execute("DROP ROLE IF EXISTS stranger")
    await owner.execute("CREATE ROLE stranger LOGIN")
    await owner.execute(f"CREATE DATABASE {name}_latin ENCODING 'LATIN1' TEMPLATE template0")
    await owner.close()
    for url, problem in (
        (cluster.url(name, "stranger"), "not a member of tracer_app"),
        (cluster.url("nowhere", SERVICE), "cannot be reached"),
        ("postgresql://secret@127.0.0.1:1/x", "cannot be reached"),
        (cluster.url("postgres", SERVICE), "prepare-database"),
    ):
        with pytest.raises(JournalUnavailable, match=problem) as raised:
            await PostgresJournal.open(url, FixedClock(), verifier=SIGNER.verifier)
        assert raised.value.__cause__ is None
        assert "secret" not in str(raised.value)
    with pytest.raises(Invalid, match="TRACER_JOURNAL_URL"):
        await PostgresJournal.open("mysql://a:secret@b/c", FixedClock(), verifier=SIGNER.verifier)
    await prepare_database(cluster.url(f"{name}_latin"))
    with pytest.raises(JournalUnavailable, match="UTF-8"):
        await PostgresJournal.open(
            cluster.url(f"{name}_latin", SERVICE), FixedClock(), verifier=SIGNER.verifier
        )
    with pytest.raises(JournalUnavailable, match="laid down"):
        await prepare_database(cluster.url("postgres", "stranger"))
