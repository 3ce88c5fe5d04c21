"""The account of a trace as a person reads it in a terminal, from top to bottom."""

from __future__ import annotations

from collections.abc import Iterable

from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.rule import Rule
from rich.table import Table
from rich.text import Text as Line

from api.alike import Asked, Withheld, asked, withheld
from api.schemas.lawful import ProposalOut
from api.schemas.report import ReportOut, StopOut
from api.telling import BAD, CARE, GOOD, QUIET, Teller, apart, hung, pairs
from api.weighing import Weighing
from api.words import Language, counted, day, label
from tracer.lawful import Effect
from tracer.outcome import Outcome, Reason
from tracer.ports import Verification
from tracer.report import TraceStatus
from tracer.screen import CASE_FILE
from tracer.screening import Finding

ANSWERS = {
    Outcome.FOUND: ("●", GOOD),
    Outcome.EMPTY: ("○", GOOD),
    Outcome.WITHHELD: ("◐", CARE),
    Outcome.UNAVAILABLE: ("✗", BAD),
    Outcome.UNSUPPORTED: ("–", QUIET),
    Outcome.NOT_ASKED: ("⊘", CARE),
}
FINDINGS = {Finding.YES: ("✗", BAD), Finding.NO: ("✓", GOOD)} | dict.fromkeys(
    (Finding.POSSIBLE, Finding.UNKNOWN), ("?", CARE)
)


def write(report: ReportOut, console: Console, language: Language) -> None:
    """Print the whole account of one trace."""
    Account(console, language).write(report)


def write_verification(found: Verification, console: Console, language: Language) -> None:
    """Print what checking the journal found."""
    fr = language == "fr"
    if found.intact:
        said = f"{counted(found.entries, 'entry', language)}, "
        said += "chaîne intacte" if fr else "chain intact"
        console.print(Line(f"  ✓ {said}", GOOD))
        console.print(Line(f"    {'tête' if fr else 'head'} {found.head}", QUIET))
    else:
        where = found.broken_at if found.broken_at is not None else "?"
        said = "chaîne rompue à l'écriture" if fr else "chain broken at entry"
        console.print(Line(f"  ✗ {said} {where} ({found.problem})", BAD))


def section(console: Console, language: Language, fr: str, en: str) -> None:
    """A heading of its own, outside a report."""
    Account(console, language).section(fr, en, ())


class Account(Teller):
    """Writes one report section by section."""

    def __init__(self, console: Console, language: Language) -> None:
        super().__init__(language)
        self.console = console

    def write(self, report: ReportOut) -> None:
        """Every section that has something to say, in the order things happened."""
        self.title(report)
        self.section("Mandat et base légale", "Mandate and basis", self.basis(report))
        if report.screening:
            self.section("Vérifié d'abord", "Screened first", self.screening(report.screening))
        if report.coverage:
            asked_lines = self.coverage(asked(report.coverage, report.match))
            self.section("Sources", "Sources", asked_lines)
        weighing = Weighing(self.language)
        if report.match and report.match.candidates:
            self.section("Candidats", "Candidates", weighing.candidates(report.match))
        if report.match:
            decided = (*weighing.decision(report.match), *self.masked(report))
            self.section("Décision", "Decision", decided)
        if report.proposals:
            self.section(
                "Moyens de contact, dans l'ordre",
                "Channels, in the order to use them",
                apart(self.proposal(proposal) for proposal in report.proposals),
            )
        elif report.status is TraceStatus.PROPOSED:
            none = self.t("Aucun n'est permis aujourd'hui.", "None is permitted today.")
            self.section("Moyens de contact", "Channels", [Line(none)])
        if report.refusals:
            self.section(
                "Refusés ou à décider",
                "Withheld or referred",
                apart(self.refusal(refused) for refused in withheld(report.refusals)),
            )

    def section(self, fr: str, en: str, lines: Iterable[RenderableType]) -> None:
        """A heading and what stands under it."""
        self.console.print()
        self.console.print(Rule(self.t(fr, en), align="left", style=QUIET))
        self.console.print(Padding(Group(*lines), (0, 0, 0, 2), expand=False))

    def title(self, report: ReportOut) -> None:
        """Which case, how it ended, and what a receipt is."""
        styles = {TraceStatus.PROPOSED: ("✓", GOOD), TraceStatus.REFUSED: ("✗", BAD)}
        sign, style = styles.get(report.status, ("◆", CARE))
        line = Line.assemble(
            ("Tracer  ", "bold"),
            f"{report.reference}  ",
            (f"{sign} {label(report.status, self.language)}", style),
            (f"  {report.case}", QUIET),
        )
        if report.partial:
            line.append(self.t("  (sources incomplètes)", "  (some sources incomplete)"), CARE)
        told = self.t(
            "Un reçu est le numéro de l'écriture du journal qui a précédé l'acte.",
            "A receipt is the number of the journal entry that came before the act.",
        )
        self.console.print(line)
        self.console.print(Line(told, QUIET))

    def basis(self, report: ReportOut) -> Iterable[RenderableType]:
        """Who mandates, for what, on which ground, and the receipt of the decision."""
        grid = pairs()
        none = self.t("aucun", "none")
        creditor = f" ({report.creditor})" if report.creditor else ""
        grid.add_row(self.t("mandat", "mandate"), f"{report.mandate or none}{creditor}")
        purpose = label(report.purpose, self.language) if report.purpose else none
        grid.add_row(self.t("finalité", "purpose"), purpose)
        basis = Line(label(report.basis, self.language) if report.basis else none)
        basis.append(f"  {report.basis or ''}", QUIET)
        grid.add_row(self.t("base légale", "lawful basis"), basis)
        yield grid
        if report.opening:
            opening = Line(f"✓ {self.t('ouverture permise', 'opening permitted')}", GOOD)
            yield opening + self.receipts([report.opening.receipt.sequence])
            yield self.rules(report.opening.rules)
        if report.refusal:
            for refused in withheld([report.refusal]):
                yield from self.refusal(refused)

    def screening(self, stops: tuple[StopOut, ...]) -> Iterable[RenderableType]:
        """Each circumstance, what was found, and who says so."""
        grid = Table.grid(padding=(0, 2))
        for stop in stops:
            sign, style = FINDINGS[stop.finding]
            found = Line(f"{sign} {label(stop.finding, self.language)}", style)
            if stop.state and stop.finding is Finding.YES:
                found.append(f", {label(stop.state, self.language)}")
                if stop.since:
                    since = self.t("depuis le", "since")
                    found.append(f" {since} {day(stop.since, self.language)}")
            if stop.claim_deadline:
                by = self.t("déclarer la créance avant le", "declare the claim by")
                found.append(f"; {by} {day(stop.claim_deadline, self.language)}", "bold")
            case_file = self.t("dossier", "case file")
            source = case_file if stop.source == CASE_FILE else stop.source
            grid.add_row(self.said(stop.text), found, Line(source, QUIET))
        yield grid

    def coverage(self, questions: tuple[Asked, ...]) -> Iterable[RenderableType]:
        """Each question to each source, how it ended, and why it was not asked."""
        grid = Table.grid(padding=(0, 2))
        grid.add_column(no_wrap=True)
        grid.add_column(max_width=40)
        grid.add_column()
        for one in questions:
            sign, style = ANSWERS[one.outcome]
            question = Line(label(one.question, self.language))
            if one.about:
                question.append(f"\n{', '.join(one.about)}", QUIET)
            answer = Line(label(one.outcome, self.language), style)
            if one.outcome in (Outcome.FOUND, Outcome.WITHHELD):
                answer.append(f", {counted(one.records, 'record', self.language)}")
            if not one.complete:
                answer.append(self.t(", incomplet", ", incomplete"), CARE)
            if one.calls:
                answer.append(f", {counted(one.calls, 'call', self.language)}", QUIET)
            answer += self.receipts(one.receipts)
            if why := self.why(one):
                answer.append(f"\n{why}", QUIET)
            grid.add_row(Line(f"{sign} ", style) + Line(one.source, "default"), question, answer)
        yield grid

    def why(self, one: Asked) -> str:
        """Why a source said less than it might have, in words before ids."""
        if one.said:
            return f"{self.said(one.said)} ({', '.join(one.rules)})"
        told = one.reason is None or one.reason is Reason.CANNOT  # the answer itself says so
        why = "" if told or one.reason is None else label(one.reason, self.language)
        if one.detail and not (told and self.language == "fr"):  # sources speak English
            why = f"{why} ({one.detail})".strip()
        if one.unread_fields:
            unread = self.t("champs inconnus de Tracer", "fields Tracer does not know")
            why = f"{why} {unread}: {', '.join(one.unread_fields)}".strip()
        return why

    def masked(self, report: ReportOut) -> Iterable[RenderableType]:
        """That nobody matches says little while a source withholds what it has."""
        nobody = report.match is None or not report.match.candidates
        if nobody and any(one.outcome is Outcome.WITHHELD for one in report.coverage):
            told = self.t(
                "Une source a des données et ne les diffuse pas : "
                "cela ne dit pas que personne ne correspond.",
                "A source has data and withholds it: that does not say that nobody matches.",
            )
            yield hung(f"◐ {told}", 2, CARE)

    def proposal(self, proposal: ProposalOut) -> Iterable[RenderableType]:
        """One permitted channel with its conditions, its rules and its receipt."""
        yield Line.assemble(
            (f"{proposal.step}. {label(proposal.channel, self.language)}", f"bold {GOOD}"),
            (f"  {proposal.value or proposal.target}", "bold"),
        ) + self.receipts([proposal.receipt.sequence])
        who = label(proposal.owner, self.language)
        holder = f" ({proposal.holder})" if proposal.holder else ""
        where = proposal.source or label(proposal.origin, self.language)
        seen = (
            self.t("vu le ", "seen ") + day(proposal.seen_at, self.language)
            if proposal.seen_at
            else ""
        )
        until = self.t("valable jusqu'au", "valid until")
        origin = " ".join(part for part in (where, proposal.record) if part)
        parts = (
            f"{who}{holder}",
            origin,
            seen,
            f"{until} {day(proposal.expires_at, self.language)}",
        )
        yield hung(", ".join(part for part in parts if part), 3)
        for obligation in proposal.obligations:
            yield hung(f"☐ {label(obligation, self.language)}", 3)
        yield self.rules(proposal.rules)

    def refusal(self, refused: Withheld) -> Iterable[RenderableType]:
        """What the same rules withhold: each target, then the reason and what would make it lawful."""
        sign, style = ("✗", BAD) if refused.effect is Effect.FORBID else ("?", CARE)
        for target in refused.targets:
            kinds = [label(kind, self.language) for kind in target.channels]
            what = ", ".join(kinds) or label(target.operation, self.language)
            whose = label(target.owner, self.language) if target.owner else ""
            yield Line.assemble(
                (f"{sign} {what}", f"bold {style}"),
                *(f"  {part}" for part in (whose, target.shown) if part),
                (f"  {label(refused.effect, self.language)}", style),
            ) + self.receipts(target.receipts)
        for rule in refused.rules:
            yield self.rules([rule])
            yield hung(self.said(rule.message), 5)
            if rule.remedy:
                yield hung(f"→ {self.said(rule.remedy)}", 5)
            if rule.unknown_facts and rule.fields:
                ask = self.t("à renseigner dans le dossier :", "to fill in the case file:")
                yield hung(f"? {ask} {', '.join(rule.fields)}", 5, CARE)
