"""Splink models for the open sets, after Splink's own examples for them; none of them sees a label."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

import duckdb
import pyarrow as pa
import splink.comparison_level_library as cll
import splink.comparison_library as cl
from splink import SettingsCreator

from benchmarks.identity.data import Labelled
from benchmarks.identity.french import connection
from benchmarks.identity.splink_runs import Recipe, Run, run

Link = Literal["link_only", "dedupe_only"]


def open_run(data: Labelled) -> Run:
    """The example's model on its data set."""
    link: Link = "dedupe_only" if data.right is None else "link_only"
    recipe, columns = RECIPES[data.name](link)
    right = None if data.right is None else numbered(data.right, columns)
    return run(recipe, numbered(data.left, columns), right)


def febrl(link: Link) -> tuple[Recipe, str]:
    columns = (
        "*, substr(date_of_birth, 1, 4) AS birth_year, given_name || ' ' || surname AS full_name"
    )
    return (
        recipe(
            link,
            [
                cl.ForenameSurnameComparison(
                    "given_name", "surname", forename_surname_concat_col_name="full_name"
                ),
                cl.DamerauLevenshteinAtThresholds("date_of_birth", [1, 2]),
                tf(cl.DamerauLevenshteinAtThresholds("postcode", [1, 2])),
                cl.DamerauLevenshteinAtThresholds("street_number", [1, 2]),
                cl.JaroWinklerAtThresholds("address_1", [0.9, 0.75]),
                tf(cl.JaroWinklerAtThresholds("suburb", [0.9, 0.75])),
            ],
            block=(
                same("given_name", "surname"),
                same("date_of_birth"),
                same("postcode", "surname"),
                same("postcode", "given_name"),
                same("address_1"),
                same("suburb", "street_number"),
                "l.given_name = r.surname AND l.surname = r.given_name",
                same("birth_year", "surname"),
                same("birth_year", "given_name"),
                same("birth_year", "postcode"),
                same("surname", "street_number"),
                same("given_name", "street_number"),
            ),
            sure=(
                same("given_name", "surname", "date_of_birth"),
                same("postcode", "date_of_birth"),
            ),
            recall=0.8,
            train=(same("date_of_birth"), same("postcode")),
        ),
        columns,
    )


def fake(link: Link) -> tuple[Recipe, str]:
    return (
        recipe(
            link,
            [
                tf(cl.JaroWinklerAtThresholds("first_name", [0.9, 0.7])),
                tf(cl.JaroWinklerAtThresholds("surname", [0.9, 0.7])),
                cl.DateOfBirthComparison("dob", input_is_string=True),
                tf(cl.ExactMatch("city")),
                cl.EmailComparison("email"),
            ],
            block=("1 = 1",),  # a thousand rows: every pair
            sure=(
                same("first_name", "dob"),
                same("surname", "dob"),
                same("email"),
            ),
            recall=0.7,
            train=(same("first_name", "surname"), same("dob"), same("email")),
        ),
        "*",
    )


def historical(link: Link) -> tuple[Recipe, str]:
    columns = (
        "*, substr(first_name, 1, 3) AS first_3, substr(surname, 1, 4) AS last_4, "
        "substr(first_name, 1, 2) AS first_2, substr(surname, 1, 2) AS last_2, "
        "substr(dob, 1, 4) AS birth_year, substr(postcode_fake, 1, 3) AS district"
    )
    return (
        recipe(
            link,
            [
                cl.ForenameSurnameComparison(
                    "first_name", "surname", forename_surname_concat_col_name="first_and_surname"
                ),
                cl.DateOfBirthComparison("dob", input_is_string=True),
                cl.PostcodeComparison("postcode_fake"),
                tf(cl.JaroWinklerAtThresholds("birth_place", [0.9])),
                tf(cl.ExactMatch("occupation")),
            ],
            block=(
                same("first_3", "last_4"),
                same("surname", "dob"),
                same("first_name", "dob"),
                same("postcode_fake", "first_name"),
                same("postcode_fake", "surname"),
                same("dob", "birth_place"),
                same("district", "dob"),
                same("district", "first_name"),
                same("district", "surname"),
                same("first_2", "last_2", "birth_year"),
            ),
            sure=(
                same("first_name", "surname", "dob"),
                same("first_3", "last_4", "dob", "postcode_fake"),
            ),
            recall=0.6,
            train=(same("first_name", "surname"), same("dob")),
        ),
        columns,
    )


def census(link: Link) -> tuple[Recipe, str]:
    columns = (
        "*, lower(first_name) AS first, lower(last_name) AS last, lower(street_name) AS street, "
        "lower(first_name) || ' ' || lower(last_name) AS full_name, "
        "left(lower(first_name), 3) AS first_3, left(lower(last_name), 4) AS last_4"
    )
    address = cl.CustomComparison(
        output_column_name="address",
        comparison_levels=[
            cll.NullLevel("street"),
            cll.CustomLevel(
                "street_l = street_r AND street_number_l = street_number_r", "both"
            ).configure(u_probability=1e-2, fix_u_probability=True),  # told: a family shares it
            cll.ExactMatchLevel("street", term_frequency_adjustments=True),
            cll.JaroWinklerLevel("street", 0.9),
            cll.ElseLevel(),
        ],
    )
    return (
        recipe(
            link,
            [
                tf(cl.JaroWinklerAtThresholds("first", [0.92, 0.8])),
                tf(cl.JaroWinklerAtThresholds("last", [0.92, 0.8])),
                tf(cl.ExactMatch("middle_initial")),
                address,
            ],
            block=(
                same("first", "last"),
                same("first_3", "last_4"),
                same("street_number", "street", "first_3"),
                same("street", "last"),
                same("street", "first"),
                same("street", "street_number"),
                same("first", "last_4"),
                "l.first = r.last AND l.last = r.first",
            ),
            sure=(
                same("first", "last", "street", "street_number"),
                same("first", "last", "middle_initial"),
            ),
            recall=0.85,
            train=(same("first", "last"), same("street", "street_number")),
        ),
        columns,
    )


RECIPES = {
    "FEBRL3": febrl,
    "FEBRL4": febrl,
    "fake_1000": fake,
    "historical_50k": historical,
    "pseudopeople": census,
}


def recipe(
    link: Link,
    comparisons: list,
    *,
    block: Sequence[str],
    sure: Sequence[str],
    recall: float,
    train: Sequence[str],
) -> Recipe:
    return Recipe(
        settings=SettingsCreator(
            link_type=link,
            comparisons=comparisons,
            blocking_rules_to_generate_predictions=list(block),
            retain_matching_columns=False,
        ),
        sure=sure,
        sure_recall=recall,
        train_on=train,
    )


def same(*columns: str) -> str:
    """The rule that all of the columns are equal."""
    return " AND ".join(f"l.{c} = r.{c}" for c in columns)


def tf(comparison):
    """With term frequencies."""
    return comparison.configure(term_frequency_adjustments=True)


def numbered(table: pa.Table, columns: str) -> pa.Table:
    """The row number as `unique_id`, the gold left out, and the columns a recipe derives."""
    with connection() as db:
        db.register("held", table.drop_columns(["id", "entity"]))
        return query(db, f"SELECT row_number() OVER () - 1 AS unique_id, {columns} FROM held")


def query(db: duckdb.DuckDBPyConnection, sql: str) -> pa.Table:
    return db.sql(sql).to_arrow_table()
