"""`tracer match` as a shell runs it: killed and run again, bad files, two people from two files."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from api.exits import Exit
from tests.api.match.invented import parquet, people, sought

TRACER = Path(sys.executable).with_name("tracer")
ENVIRONMENT = {**os.environ, "LC_ALL": "C.UTF-8"}


def tracer(*words: str | Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [TRACER, "match", *words],
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
        env=ENVIRONMENT,
    )


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """Queries, and the register built."""
    folder = tmp_path_factory.mktemp("match")
    register = people(2_000)
    queries = sought(register, 400)
    queries[5] |= {"nom": ""}
    built = folder / "register"
    run = tracer("build", parquet(folder / "r.parquet", register), built)
    assert (run.returncode, run.stderr) == (Exit.OK, "")
    return parquet(folder / "q.parquet", queries), built


def test_a_screening_killed_again_and_again_ends_in_the_same_bytes(
    tmp_path: Path, files: tuple[Path, Path]
) -> None:
    queries, register = files
    whole = tracer("screen", queries, register, "--out", tmp_path / "whole.csv", "--share", "10")
    assert whole.returncode == Exit.OK, whole.stderr
    out = tmp_path / "killed.csv"
    words = [TRACER, "match", "screen", queries, register, "--out", out, "--share", "10"]
    parts = tmp_path / "killed.csv.parts"
    kills = 0
    for wanted in (1, 15):
        running = subprocess.Popen(
            words, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=ENVIRONMENT
        )
        deadline = time.monotonic() + 30
        while len(list(parts.glob("part-*.parquet"))) < wanted and time.monotonic() < deadline:
            if running.poll() is not None:
                break
            time.sleep(0.002)
        running.send_signal(signal.SIGKILL)
        kills += running.wait() == -signal.SIGKILL
    assert kills
    again = tracer("screen", queries, register, "--out", out, "--share", "10")
    assert again.returncode == Exit.OK, again.stderr
    assert out.read_bytes() == (tmp_path / "whole.csv").read_bytes()
    rejects = [tmp_path / f"{name}.rejects.csv" for name in ("killed", "whole")]
    assert rejects[0].read_bytes() == rejects[1].read_bytes()
    assert not parts.exists()


def test_a_screening_says_what_became_of_everyone_and_names_no_one(
    tmp_path: Path, files: tuple[Path, Path]
) -> None:
    queries, register = files
    run = tracer("screen", queries, register, "--out", tmp_path / "out.parquet", "--lang", "fr")
    assert run.returncode == Exit.OK, run.stderr
    assert "399 requêtes traitées, 1 écartées" in run.stdout
    assert "queries ligne 6: nom: empty" in run.stderr
    told = run.stdout + run.stderr
    named = {one for row in pq.read_table(queries).to_pylist() for one in (row["nom"], row["adr"])}
    assert not any(name in told for name in named if name)


def test_the_report_is_printed_and_its_certificate_is_used(
    tmp_path: Path, files: tuple[Path, Path]
) -> None:
    queries, register = files
    against = register.parent / "r.parquet"
    certificate = tmp_path / "certificate.json"
    words = (queries, against, "--register", register, "--certify", certificate)
    run = tracer("evaluate", *words)
    assert run.returncode == Exit.OK, run.stderr
    for said in ("recall at precision 99.9%", "wrong person", "calibration error", "cert-"):
        assert said in run.stdout, said
    as_json = json.loads(tracer("evaluate", *words, "--json").stdout)
    assert as_json["measured"] == json.loads(certificate.read_text())
    run = tracer(
        "screen", queries, register, "--out", tmp_path / "o.csv", "--certificate", certificate
    )
    assert run.returncode == Exit.OK, run.stderr


@pytest.mark.parametrize("text", ["", "id,nom\n", "ref,name\n1,MOREL\n"])
def test_files_that_hold_nothing_to_read(
    tmp_path: Path, files: tuple[Path, Path], text: str
) -> None:
    (tmp_path / "q.csv").write_text(text)
    run = tracer("screen", tmp_path / "q.csv", files[1], "--out", tmp_path / "out.csv")
    if text == "id,nom\n":
        assert run.returncode == Exit.OK
        assert (tmp_path / "out.csv").read_text().count("\n") == 1
    else:
        assert run.returncode == Exit.USAGE
        assert run.stderr.startswith("queries")
        assert not (tmp_path / "out.csv").exists()
    assert "Traceback" not in run.stderr


A = {"nom": "KERGOAT", "prenoms": "Odette", "dob": "1951-03-02", "cp": 35000, "ville": "Rennes"}
B = {"nom": "Kergoat", "prenoms": "Odette Marie", "dob": "1951-03", "entity": 7}


def test_two_people_are_explained_by_bars_that_add_up(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text(json.dumps(A))
    (tmp_path / "b.json").write_text(json.dumps(B))
    (tmp_path / "both.json").write_text(json.dumps([A, B]))
    run = tracer("pair", tmp_path / "a.json", tmp_path / "b.json", "--json")
    assert (run.returncode, run.stderr) == (Exit.OK, "")
    told = json.loads(run.stdout)
    assert sum(bar["bits"] for bar in told["bars"]) == pytest.approx(told["total"], abs=0.01)
    assert told["decision"] != "confirmed"  # a pair alone has no certificate
    assert json.loads(tracer("pair", "--file", tmp_path / "both.json", "--json").stdout) == told
    shown = tracer("pair", "--file", tmp_path / "both.json", "--lang", "fr").stdout
    for said in ("KERGOAT | KERGOAT", "1951-03-02 | 1951-03", "homonymes attendus", "décision :"):
        assert said in shown, said


@pytest.mark.parametrize(
    ("change", "wrong"),
    [
        ({"nom": ""}, "B.nom: empty"),
        ({"surname": "KERGOAT"}, "B.surname: unknown field; remove it or correct its name"),
        ({"dob": ["1951"]}, "B.dob: not a text or a number"),
        ({"nom": "K" * 10_000}, "B.nom: too long"),
    ],
)
def test_a_person_that_cannot_be_read_is_told_by_field_and_never_by_value(
    tmp_path: Path, change: dict[str, object], wrong: str
) -> None:
    (tmp_path / "a.json").write_text(json.dumps(A))
    (tmp_path / "b.json").write_text(json.dumps(B | change))
    run = tracer("pair", tmp_path / "a.json", tmp_path / "b.json")
    assert run.returncode == Exit.USAGE
    assert run.stderr == f"{wrong}\n"
    assert run.stdout == ""


def test_a_birth_that_is_no_day_is_left_out_and_said(tmp_path: Path) -> None:
    (tmp_path / "both.json").write_text(json.dumps([A, B | {"dob": "1951-02-31"}]))
    run = tracer("pair", "--file", tmp_path / "both.json")
    assert run.returncode == Exit.OK
    assert run.stderr == "B.dob: no day of the calendar\n"
    assert "unreadable_field" not in run.stderr


def test_the_commands_are_listed_without_reading_numpy_or_arrow() -> None:
    code = "import sys, api.match.commands; print({'numpy', 'pyarrow'} & set(sys.modules))"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout == "set()\n"


def test_the_size_of_a_share_changes_no_decision(tmp_path: Path) -> None:
    header = "id,nom,prenoms,dob,sexe,cp,ville,adr\n"
    rows = [
        f"{at},KERV{chr(65 + at % 26)}ZIC{chr(65 + at // 26)},NOLWENN,19{50 + at}-03-1{at % 10},F,"
        f"29{100 + at},QUIMPER,{at} rue des Ormes\n"
        for at in range(1, 41)
    ]
    (tmp_path / "debtors.csv").write_text(header + "".join(rows))
    (tmp_path / "people.csv").write_text(header + "".join(rows))
    told = []
    for size in ("1", "7", "10000"):
        out = tmp_path / f"out{size}.csv"
        files = (tmp_path / "debtors.csv", tmp_path / "people.csv")
        run = tracer("screen", *files, "--out", out, "--share", size)
        assert run.returncode == Exit.OK
        told.append(out.read_text())
    assert told[0] == told[1] == told[2]
    assert ',"confirmed",' not in told[0]  # every birth is stated to the day: not what was measured
