"""What a screening says on the terminal: what was set aside while it ran, and the summary at its end."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeElapsedColumn
from rich.progress import Progress as Bar

from api.match.answer_rows import NO_CANDIDATE
from api.match.people_files import PeopleFile
from api.match.register_folder import REJECTS as REJECTS_FILE
from api.match.screen import TOO_FEW, Progress, Screening, Summary
from api.words import Language, said
from tracer.lawful import Text
from tracer.matching.reading import Reject
from tracer.matching.verdicts import DECISIONS

FEW = 10

STEPS = {
    "read": Text(fr="lire le registre", en="read the register"),
    "keys": Text(fr="indexer", en="make its keys"),
    "sort": Text(fr="trier", en="sort them"),
    "answer": Text(fr="répondre", en="answer"),
    "write": Text(fr="écrire", en="write"),
}
ANSWERED = Text(fr="requêtes traitées", en="queries answered")
SET_ASIDE = Text(fr="écartées", en="set aside")
KEPT = Text(fr="traitées sans un champ illisible", en="answered without an unreadable field")
COUNTED = {
    "confirmed": Text(fr="confirmées", en="confirmed"),
    "review": Text(fr="à examiner", en="for review"),
    "rejected": Text(fr="rejetées", en="rejected"),
    NO_CANDIDATE: Text(fr="sans candidat", en="without a candidate"),
}
UNDER = Text(fr="sous le certificat", en="under certificate")
NOTHING = Text(fr="Rien n'est certifié", en="Nothing is certified")
PARTLY = Text(fr="Non certifiées", en="Not certified")
OBJECTIONS = {
    "there is no certificate": Text(fr="il n'y a pas de certificat", en="there is no certificate"),
    "the model is another one": Text(
        fr="le modèle est un autre", en="the certificate is that of another model"
    ),
    "the register is more than a fifth larger than any measured": Text(
        fr="le registre dépasse de plus d'un cinquième le plus grand mesuré",
        en="the register is more than a fifth larger than any measured",
    ),
}
OBJECTIONS[TOO_FEW] = Text(
    fr="le certificat repose sur trop peu de paires étiquetées pour confirmer quiconque",
    en=TOO_FEW,
)
DIFFER = "the files differ from those measured: "
UNUSED = Text(fr="colonnes non utilisées", en="columns not used")
REJECTS = Text(fr="Tous les écarts sont dans", en="Everything set aside is in")
ROW = Text(fr="ligne", en="row")


@contextmanager
def progress_bar(console: Console, language: Language) -> Iterator[Progress]:
    """A bar for each step, on a terminal; nothing elsewhere."""
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
    )
    with Bar(*columns, console=console, disable=not console.is_terminal) as bar:
        tasks = {}

        def told(step: str, done: int, of: int) -> None:
            if step not in tasks:
                tasks[step] = bar.add_task(said(STEPS.get(step, Text(fr=step, en=step)), language))
            bar.update(tasks[step], completed=done, total=of or None)

        yield told


def write_warnings(summary: Summary, asked: Screening, talk: Console, language: Language) -> None:
    """Columns that are not used, and the first rows that could not be: to standard error."""
    for part, columns in summary.unknown:
        if columns:
            talk.print(f"{part}: {said(UNUSED, language)}: {', '.join(columns)}", markup=False)
    for part, one in summary.rejects:
        where = f"{part} {said(ROW, language)} {one.row}"
        talk.print(f"{where}: {one.field}: {one.problem}", markup=False)
    if summary.rejects:
        talk.print(f"{said(REJECTS, language)} {asked.rejects}", markup=False)


def write_summary(summary: Summary, asked: Screening, console: Console, language: Language) -> None:
    """What became of the queries, and under which certificate."""
    told = [
        f"{summary.answered:,} {said(ANSWERED, language)}",
        f"{summary.set_aside:,} {said(SET_ASIDE, language)}",
    ]
    if summary.kept:
        told.append(f"{summary.kept:,} {said(KEPT, language)}")
    console.print(", ".join(told))
    decided = summary.counts.decisions
    console.print(
        ", ".join(
            f"{decided.get(name, 0):,} {said(COUNTED[name], language)}"
            for name in (*DECISIONS, NO_CANDIDATE)
        )
    )
    if summary.certificate:
        under = f"{summary.counts.certified:,} {said(UNDER, language)} {summary.certificate}"
        console.print(under)
    heading = said(PARTLY if summary.certificate else NOTHING, language)
    for objection, number in sorted(summary.counts.objections.items()):
        console.print(f"{heading}: {objection_text(objection, language)} ({number:,})")
    console.print(str(asked.out))


def objection_text(objection: str, language: Language) -> str:
    """Why a certificate does not cover files, in a language."""
    if objection.startswith(DIFFER):
        share = objection.removeprefix(DIFFER)
        before = Text(fr="les fichiers diffèrent de ceux mesurés : ", en=DIFFER)
        return f"{said(before, language)}{share}"
    text = OBJECTIONS.get(objection)
    return said(text, language) if text else objection


def write_built(
    file: PeopleFile,
    rejects: Sequence[Reject],
    folder: Path,
    console: Console,
    talk: Console,
    language: Language,
) -> None:
    """What building a register came to."""
    if file.unknown:
        talk.print(f"{said(UNUSED, language)}: {', '.join(file.unknown)}", markup=False)
    for one in rejects[:FEW]:
        talk.print(f"{said(ROW, language)} {one.row}: {one.field}: {one.problem}", markup=False)
    if rejects:
        talk.print(f"{said(REJECTS, language)} {folder / REJECTS_FILE}", markup=False)
    gone = sum(not one.kept for one in rejects)
    console.print(f"{folder}: {gone:,} {said(SET_ASIDE, language)}")
