"""The validation report as a page of text, in French and English."""

from __future__ import annotations

from math import isinf

from rich.console import Console

from api.match.screen_account import COUNTED, NOTHING, objection_text
from api.match.validation import FLOORS, Validation
from api.words import Language, said
from tracer.lawful import Text
from tracer.matching.evaluate import WrongLinks
from tracer.matching.verdicts import DECISIONS

FILES = Text(
    fr="{queries:,} requêtes ({read:,} lues), registre de {register:,}, {positives:,} y sont",
    en="{queries:,} queries ({read:,} read), register of {register:,}, {positives:,} are in it",
)
CANDIDATES = Text(
    fr="rappel des candidats {recall:.4f}, {mean:.1f} candidats par requête (au plus {most})",
    en="candidate recall {recall:.4f}, {mean:.1f} candidates a query (at most {most})",
)
RECALL = Text(fr="rappel à précision {floor}", en="recall at precision {floor}")
UNDATED = Text(fr="sans date de naissance ({number:,})", en="without a date of birth ({number:,})")
CONFIRMED = Text(fr="confirmés", en="confirmed")
CONFIRMABLE = Text(
    fr="confirmés par toutes les règles sauf le certificat",
    en="confirmed by every rule but the certificate",
)
LINKS = Text(
    fr="{links:,}, mauvaise personne {wrong} ({rate:.3%}, au plus {bound:.3%} à 95 %)\n"
    "  nom seul {name}, même foyer {home}, absents du registre {absent}",
    en="{links:,}, wrong person {wrong} ({rate:.3%}, at most {bound:.3%} at 95 %)\n"
    "  name only {name}, same household {home}, absent from the register {absent}",
)
CALIBRATION = Text(
    fr="erreur de calibration {ece:.6f}, Brier {brier:.6f}, sur {pairs:,} paires",
    en="calibration error {ece:.6f}, Brier {brier:.6f}, over {pairs:,} pairs",
)
BY_BIRTH = Text(fr="meilleurs candidats, par naissance", en="best candidates, by birth")
WRONG = Text(fr="dont fausses", en="of them wrong")
KINDS = {
    "birth_day": Text(fr="même jour", en="same day"),
    "birth_month": Text(fr="même mois", en="same month"),
    "birth_year": Text(fr="même année", en="same year"),
    "birth_missing": Text(fr="inconnue", en="not stated"),
    "birth_differs": Text(fr="différente", en="differs"),
}
SILENT = Text(fr="sans candidat", en="no candidate")
MODEL = Text(fr="modèle", en="model")
DATA = Text(fr="données", en="data")
CERTIFICATE = Text(fr="certificat appliqué", en="certificate applied")
MEASURED = Text(fr="certificat mesuré", en="certificate measured")
STRATUM = Text(
    fr="{name} : {wrong} sur {decided:,}, au plus {bound:.3%}, à partir de {least} bits",
    en="{name}: {wrong} of {decided:,}, at most {bound:.3%}, from {least} bits",
)
NEVER = Text(
    fr="{name} : rien ne se confirme ({decided:,})", en="{name}: confirms nothing ({decided:,})"
)


def write_validation(found: Validation, console: Console, language: Language) -> None:
    """Every figure, one a line."""

    def told(text: Text, **numbers: object) -> str:
        return said(text, language).format(**numbers)

    def links(counted: WrongLinks) -> str:
        return told(
            LINKS,
            links=counted.links,
            wrong=counted.wrong,
            rate=counted.rate,
            bound=counted.bound,
            name=counted.name_only,
            home=counted.same_household,
            absent=counted.absent,
        )

    console.print(
        told(
            FILES,
            queries=found.queries,
            read=found.read,
            register=found.register,
            positives=found.positives,
        )
    )
    console.print(
        told(
            CANDIDATES,
            recall=found.candidate_recall,
            mean=found.candidates,
            most=found.most_candidates,
        )
    )
    undated = told(UNDATED, number=found.no_birth_positives)
    for floor, all_, without in zip(FLOORS, found.recall, found.no_birth_recall, strict=True):
        name = told(RECALL, floor=f"{floor:.1%}")
        console.print(f"{name}: {all_:.4f}; {undated}: {without:.4f}")
    console.print(f"{told(CONFIRMED)}: {links(found.confirmed)}")
    console.print(f"{told(CONFIRMABLE)}: {links(found.confirmable)}")
    console.print(told(CALIBRATION, ece=found.calibration, brier=found.brier, pairs=found.pairs))
    write_kinds(found, console, language)
    console.print(f"{told(MODEL)}: {found.model} {found.model_hash}")
    for part, digest in zip(("queries", "against"), found.data, strict=True):
        console.print(f"{told(DATA)}: {part} {digest}")
    if found.certificate:
        console.print(f"{told(CERTIFICATE)}: {found.certificate}")
    for objection in found.objections:
        console.print(f"{told(NOTHING)}: {objection_text(objection, language)}")
    console.print(f"{told(MEASURED)}: {found.measured.id}")
    for one in found.measured.strata:
        text = NEVER if isinf(one.least_bits) else STRATUM
        line = told(
            text,
            name=one.name,
            wrong=one.wrong,
            decided=one.decided,
            bound=one.bound,
            least=f"{one.least_bits:.1f}",
        )
        console.print(f"  {line}")


def write_kinds(found: Validation, console: Console, language: Language) -> None:
    """Decisions by how far the births agree."""
    names = [said(COUNTED[name], language) for name in DECISIONS]
    heading = "".join(f"{name:>14}" for name in (*names, said(WRONG, language)))
    console.print(f"{said(BY_BIRTH, language):<36}{heading}")
    for kind in found.kinds:
        numbers = "".join(f"{number:>14,}" for number in (*kind.decided, kind.wrong))
        console.print(f"  {said(KINDS[kind.name], language):<34}{numbers}")
    console.print(f"  {said(SILENT, language):<34}{found.no_candidate:>14,}")
