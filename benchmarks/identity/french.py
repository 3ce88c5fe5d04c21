"""FR-SYNTH columns made comparable for the peers, in DuckDB: the careful work an analyst would do."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pyarrow as pa

LETTERS = """
    CREATE MACRO letters(t) AS
        nullif(trim(regexp_replace(upper(strip_accents(t)), '[^A-Z]+', ' ', 'g')), '');
    CREATE MACRO glued(t) AS replace(letters(t), ' ', '');
    CREATE MACRO untitled(t) AS regexp_replace(t, '^(M\\.|Mme) ', '');
"""
# one row a person: glued surname and usage name, given names, birth parts, a canonical address
RECORD = """
    SELECT row_number() OVER () - 1 AS unique_id,
        glued(untitled(nom)) AS nom,
        coalesce(glued(nom_usage), glued(untitled(nom))) AS usage,
        string_split(letters(untitled(nom)), ' ') AS noms,
        concat_ws(' ', letters(untitled(nom)), letters(string_split(trim(prenoms), ' ')[1]))
            AS nom_complet,
        glued(string_split(trim(prenoms), ' ')[1]) AS prenom,
        string_split(letters(prenoms), ' ') AS prenoms,
        left(letters(prenoms), 1) AS initiale,
        left(dob, 4) AS annee,
        nullif(dob[6:7], '') AS mois,
        nullif(dob[9:10], '') AS jour,
        CASE WHEN length(dob) = 10 THEN dob END AS naissance,
        cp,
        left(cp, 2) AS departement,
        upper(strip_accents(adr)) AS adr,
        coalesce(sexe, CASE WHEN nom LIKE 'M. %' THEN 'M' WHEN nom LIKE 'Mme %' THEN 'F' END)
            AS sexe
    FROM {table}
"""
# ten ways in which a debtor and a row may meet
MEETINGS = (
    "l.nom = r.nom AND l.initiale = r.initiale",
    "l.nom = r.usage AND l.initiale = r.initiale",
    "left(l.nom, 4) = left(r.nom, 4) AND l.prenom = r.prenom",
    "left(l.nom, 4) = left(r.nom, 4) AND l.annee = r.annee AND l.mois = r.mois",
    "left(l.nom, 5) = left(r.nom, 5) AND l.cp = r.cp",
    "l.prenom = r.prenom AND l.annee = r.annee AND l.mois = r.mois",
    "l.prenom = r.prenom AND l.cp = r.cp",
    "l.naissance = r.naissance AND l.cp = r.cp",
    "l.adr = r.adr AND l.cp = r.cp",
    "l.nom = r.prenom AND l.prenom = r.nom",
)


def prepared(queries: pa.Table, register: pa.Table) -> tuple[pa.Table, pa.Table]:
    """Both files with comparable columns; `unique_id` is the row number."""
    with connection() as db:
        db.execute(LETTERS)
        db.register("asked", queries)
        db.register("held", register)
        return tuple(db.sql(RECORD.format(table=t)).to_arrow_table() for t in ("asked", "held"))


def connection(file: Path | None = None) -> duckdb.DuckDBPyConnection:
    """One thread and every row in its order, so that a rerun gives the same figures."""
    return duckdb.connect(
        file or ":memory:",
        config={"threads": 1, "preserve_insertion_order": True, "memory_limit": "9GB"},
    )
