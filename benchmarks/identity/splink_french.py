"""The Splink model for FR-SYNTH: levels for French names and dates, with term frequencies."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

import pyarrow as pa
import splink.comparison_level_library as cll
import splink.comparison_library as cl
from splink import SettingsCreator

from benchmarks.identity.data import Screening
from benchmarks.identity.french import LETTERS, MEETINGS, RECORD, connection, prepared
from benchmarks.identity.splink_runs import Recipe, Run, run

Level = cll.CustomLevel
TURNED = "nom_l = prenom_r AND prenom_l = nom_r"


def surname() -> cl.CustomComparison:
    return cl.CustomComparison(
        output_column_name="nom",
        comparison_levels=[
            cll.NullLevel("nom"),
            cll.ExactMatchLevel("nom", term_frequency_adjustments=True),
            Level("nom_l = usage_r OR usage_l = nom_r", "usage name"),
            Level(TURNED, "turned round").configure(
                m_probability=0.015,
                u_probability=2e-7,
                fix_m_probability=True,
                fix_u_probability=True,
            ),
            cll.JaroWinklerLevel("nom", 0.92),
            Level("jaro_winkler_similarity(nom_l, usage_r) >= 0.92", "near the usage name"),
            Level("len(list_intersect(noms_l, noms_r)) > 0", "one part shared"),
            cll.JaroWinklerLevel("nom", 0.8),
            cll.ElseLevel(),
        ],
    )


def given_name() -> cl.CustomComparison:
    return cl.CustomComparison(
        output_column_name="prenom",
        comparison_levels=[
            Level(f"prenom_l IS NULL OR prenom_r IS NULL OR ({TURNED})", "null").configure(
                is_null_level=True
            ),  # turned round counts once, with the surname
            cll.ExactMatchLevel("prenom", term_frequency_adjustments=True),
            Level("list_contains(prenoms_r, prenom_l)", "another given name"),
            Level("prenoms_l[1] = prenoms_r[1] AND len(prenoms_l[1]) > 1", "first part"),
            cll.JaroWinklerLevel("prenom", 0.9),
            Level("len(prenom_l) = 1 AND initiale_l = initiale_r", "initial"),
            Level("left(prenom_l, 3) = left(prenom_r, 3)", "begins alike"),
            cll.JaroWinklerLevel("prenom", 0.8),
            cll.ElseLevel(),
        ],
    )


def birth() -> cl.CustomComparison:
    month = "annee_l = annee_r AND mois_l = mois_r"
    return cl.CustomComparison(
        output_column_name="naissance",
        comparison_levels=[
            Level("annee_l IS NULL OR annee_r IS NULL", "null").configure(is_null_level=True),
            Level("naissance_l = naissance_r", "day, month and year"),
            Level(f"{month} AND (jour_l IS NULL OR jour_r IS NULL)", "month and year, no day"),
            Level("annee_l = annee_r AND (mois_l IS NULL OR mois_r IS NULL)", "year, no month"),
            Level("annee_l = annee_r AND (mois_l = jour_r OR jour_l = mois_r)", "swapped"),
            Level("levenshtein(naissance_l, naissance_r) <= 1", "one digit"),
            Level(month, "month and year"),
            Level(
                "annee_l = annee_r OR (mois_l = mois_r AND levenshtein(annee_l, annee_r) = 1)",
                "year, or all but one digit of the year",
            ),
            cll.ElseLevel(),
        ],
    )


def place() -> cl.CustomComparison:
    """A shared address is told to be no rarer than a relative is: learned, it links families."""
    return cl.CustomComparison(
        output_column_name="lieu",
        comparison_levels=[
            cll.NullLevel("cp"),
            Level("adr_l = adr_r AND cp_l = cp_r", "address").configure(
                u_probability=1e-4, fix_u_probability=True
            ),
            cll.ExactMatchLevel("cp", term_frequency_adjustments=True),
            Level("departement_l = departement_r", "department"),
            cll.ElseLevel(),
        ],
    )


def sex() -> cl.CustomComparison:
    """Told, not learned: nobody's sex differs in these files, and Splink cannot hold a zero."""
    return cl.CustomComparison(
        output_column_name="sexe",
        comparison_levels=[
            cll.NullLevel("sexe"),
            cll.ExactMatchLevel("sexe").configure(m_probability=0.999, fix_m_probability=True),
            cll.ElseLevel().configure(m_probability=0.001, fix_m_probability=True),
        ],
    )


def recipe() -> Recipe:
    """Ten blocking rules; trained on two blocks that leave every comparison free in one of them."""
    return Recipe(
        settings=SettingsCreator(
            link_type="link_only",
            comparisons=[surname(), given_name(), birth(), place(), sex()],
            blocking_rules_to_generate_predictions=list(MEETINGS),
            retain_matching_columns=False,
            additional_columns_to_retain=[],
        ),
        sure=(
            "l.nom = r.nom AND l.prenom = r.prenom AND l.annee = r.annee AND l.mois = r.mois",
            "l.nom = r.nom AND l.prenom = r.prenom AND l.adr = r.adr AND l.cp = r.cp",
        ),
        sure_recall=0.55,
        train_on=(
            "l.nom = r.nom AND l.prenom = r.prenom",
            "l.annee = r.annee AND l.mois = r.mois AND l.cp = r.cp",
        ),
    )


def french_run(data: Screening) -> tuple[Run, tuple[pa.Table, pa.Table]]:
    """Splink on a screening, and the prepared files for the other peers."""
    queries, register = prepared(data.queries, data.register)
    return run(recipe(), queries, register), (queries, register)


def french_run_on_disk(folder: Path) -> Run:
    """Splink on a grown register too large to hold: prepared, trained and predicted in a file."""
    with TemporaryDirectory(dir=folder.parent) as scratch, connection(Path(scratch) / "db") as db:
        db.execute(LETTERS)
        for name, file in (("queries", "queries"), ("register", "registry")):
            source = f"read_parquet('{folder / file}.parquet')"
            db.execute(f"CREATE TABLE {name}_ready AS {RECORD.format(table=source)}")
        return run(recipe(), "queries_ready", "register_ready", db)
