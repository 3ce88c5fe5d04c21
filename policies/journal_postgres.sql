-- The journal on PostgreSQL 14 or newer: tables that only grow, and who may do what with them.
-- Laid down by a superuser, or by a role that may create roles, in a UTF-8 database of its own:
--   tracer journal prepare-database        (TRACER_JOURNAL_URL being that role's)
--   psql --set ON_ERROR_STOP=1 --single-transaction --file policies/journal_postgres.sql DATABASE
-- Running it again changes nothing.

-- Four roles that nobody logs in as; a login is made a member of those it needs, without inheriting.
--   tracer_owner   owns the tables and lays down this file
--   tracer_app     adds entries, snapshots, grants and their use; reads
--   tracer_sealer  adds leaves, nodes and checkpoints; reads entries
--   tracer_eraser  removes snapshots, which it cannot read
DO $$
DECLARE wanted text;
BEGIN
  FOREACH wanted IN ARRAY ARRAY['tracer_owner', 'tracer_app', 'tracer_sealer', 'tracer_eraser'] LOOP
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = wanted) THEN
      EXECUTE format('CREATE ROLE %I NOLOGIN NOINHERIT', wanted);
    END IF;
  END LOOP;
  IF NOT pg_has_role(current_user, 'tracer_owner', 'MEMBER') THEN
    EXECUTE format('GRANT tracer_owner TO %I', current_user);
  END IF;
  -- Nobody makes a table, a function or a temporary table that could stand in for one of these.
  EXECUTE format('REVOKE CREATE, TEMPORARY ON DATABASE %I FROM PUBLIC', current_database());
  EXECUTE 'REVOKE CREATE ON SCHEMA public FROM PUBLIC';
END $$;

CREATE SCHEMA IF NOT EXISTS journal AUTHORIZATION tracer_owner;
SET ROLE tracer_owner;

-- One row an entry. `sequence` is the order of writing, with gaps where a transaction was undone.
-- What is hashed is the canonical JSON of at, body, case, kind, operator, place, previous_hash, subject.
CREATE TABLE IF NOT EXISTS journal.entry (
  sequence bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  "case" text COLLATE "C" CHECK ("case" <> ''),  -- its chain; null is the service's own
  place bigint NOT NULL CHECK (place > 0),       -- 1, 2, 3, ... within its chain
  at text NOT NULL,                              -- ISO 8601, UTC
  previous_hash text NOT NULL CHECK (previous_hash ~ '^[0-9a-f]{64}$'),
  entry_hash text NOT NULL CHECK (entry_hash ~ '^[0-9a-f]{64}$'),
  kind text NOT NULL,
  subject text,
  operator text,
  body text NOT NULL                             -- canonical JSON
);
-- Two entries never stand at one place of a chain: whoever comes second is refused and reads again.
CREATE UNIQUE INDEX IF NOT EXISTS entry_chain ON journal.entry (coalesce("case", ''), place);

-- The sealed facts of a decision. The only rows that may ever go.
CREATE TABLE IF NOT EXISTS journal.snapshot (
  sequence bigint PRIMARY KEY REFERENCES journal.entry,
  "case" text COLLATE "C",
  sealed bytea NOT NULL
);
CREATE INDEX IF NOT EXISTS snapshot_case ON journal.snapshot ("case");

-- Leave to open one channel once, written with its decision.
CREATE TABLE IF NOT EXISTS journal.channel_grant (
  id text COLLATE "C" PRIMARY KEY,
  decision bigint NOT NULL REFERENCES journal.entry,
  "case" text NOT NULL,
  subject text NOT NULL,
  point text NOT NULL,
  operator text NOT NULL,
  expires_at timestamptz NOT NULL
);
CREATE INDEX IF NOT EXISTS channel_grant_expiry ON journal.channel_grant (expires_at);

-- A grant that was used up, and the entry that says what became of it. The key makes it once.
CREATE TABLE IF NOT EXISTS journal.grant_use (
  id text COLLATE "C" PRIMARY KEY REFERENCES journal.channel_grant,
  sequence bigint NOT NULL REFERENCES journal.entry
);

-- The Merkle tree of RFC 6962 over all entries: which entry is which leaf, 0, 1, 2, ... without gaps.
CREATE TABLE IF NOT EXISTS journal.leaf (
  place bigint PRIMARY KEY CHECK (place >= 0),
  sequence bigint NOT NULL UNIQUE REFERENCES journal.entry,
  hash bytea NOT NULL CHECK (length(hash) = 32)
);
-- The complete subtrees above the leaves: 2^level leaves from place * 2^level.
CREATE TABLE IF NOT EXISTS journal.node (
  level smallint NOT NULL CHECK (level > 0),
  place bigint NOT NULL CHECK (place >= 0),
  hash bytea NOT NULL CHECK (length(hash) = 32),
  PRIMARY KEY (level, place)
);
-- What was signed of the tree: a C2SP tlog-checkpoint for each size it was sealed at.
CREATE TABLE IF NOT EXISTS journal.checkpoint (
  size bigint PRIMARY KEY CHECK (size > 0),
  root bytea NOT NULL CHECK (length(root) = 32),
  at timestamptz NOT NULL,
  note text NOT NULL
);

-- Belt and braces: the owner too is refused, whatever rights it has given itself.
CREATE OR REPLACE FUNCTION journal.refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'the journal is append-only' USING ERRCODE = 'insufficient_privilege';
END $$;
DO $$
DECLARE name text;
BEGIN
  FOREACH name IN ARRAY ARRAY['entry', 'channel_grant', 'grant_use', 'leaf', 'node', 'checkpoint'] LOOP
    EXECUTE format('CREATE OR REPLACE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE '
                   'ON journal.%I FOR EACH STATEMENT EXECUTE FUNCTION journal.refuse()', name);
    EXECUTE format('ALTER TABLE journal.%I ENABLE ALWAYS TRIGGER append_only', name);
  END LOOP;
  EXECUTE 'CREATE OR REPLACE TRIGGER append_only BEFORE UPDATE OR TRUNCATE '
          'ON journal.snapshot FOR EACH STATEMENT EXECUTE FUNCTION journal.refuse()';
  EXECUTE 'ALTER TABLE journal.snapshot ENABLE ALWAYS TRIGGER append_only';
END $$;

REVOKE ALL ON ALL TABLES IN SCHEMA journal FROM PUBLIC, tracer_app, tracer_sealer, tracer_eraser;
REVOKE ALL ON ALL SEQUENCES IN SCHEMA journal FROM PUBLIC, tracer_app, tracer_sealer, tracer_eraser;
REVOKE ALL ON ALL FUNCTIONS IN SCHEMA journal FROM PUBLIC;
GRANT USAGE ON SCHEMA journal TO tracer_app, tracer_sealer, tracer_eraser;
GRANT SELECT ON ALL TABLES IN SCHEMA journal TO tracer_app;
-- Not `sequence`: only the database gives the order of writing.
GRANT INSERT ("case", place, at, previous_hash, entry_hash, kind, subject, operator, body)
  ON journal.entry TO tracer_app;
GRANT INSERT ON journal.snapshot, journal.channel_grant, journal.grant_use TO tracer_app;
GRANT SELECT ON journal.entry TO tracer_sealer;
GRANT SELECT, INSERT ON journal.leaf, journal.node, journal.checkpoint TO tracer_sealer;
GRANT SELECT (sequence, "case"), DELETE ON journal.snapshot TO tracer_eraser;
RESET ROLE;
