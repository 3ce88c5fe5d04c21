"""The account of a trace as a person reads it in a terminal, from top to bottom."""

from __future__ import annotations

from collections.abc import Iterable

from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.rule import Rule
from rich.table import Table
from rich.text import Text as Line

from api.schemas.identity import CandidateOut, MatchOut
from api.schemas.lawful import ProposalOut, RefusalOut, RuleOut, TextOut
from api.schemas.report import CoverageOut, ReportOut, StopOut
from api.words import Language, label
from tracer.evidence import MatchDecision
from tracer.lawful import Effect
from tracer.outcome import Outcome
from tracer.ports import Verification
from tracer.report import TraceStatus
from tracer.screen import CASE_FILE
from tracer.screening import Finding

GOOD, CARE, BAD, QUIET = "green", "yellow", "red", "dim"
SHOWN_CANDIDATES = 3


def write(report: ReportOut, console: Console, language: Language) -> None:
    """Print the whole account of one trace."""
    Account(console, language).write(report)


def write_verification(found: Verification, console: Console, language: Language) -> None:
    """Print what checking the journal found."""
    fr = language == "fr"
    if found.intact:
        said = (
            f"{found.entries} écritures, chaîne intacte"
            if fr
            else (f"{found.entries} entries, chain intact")
        )
        console.print(f"  ✓ {said}, {found.head[:16]}…", style=GOOD)
    else:
        where = found.broken_at if found.broken_at is not None else "?"
        said = "chaîne rompue à l'écriture" if fr else "chain broken at entry"
        console.print(f"  ✗ {said} {where}: {found.problem}", style=BAD)


def section(console: Console, language: Language, fr: str, en: str) -> None:
    """A heading of its own, outside a report."""
    Account(console, language).section(fr, en, ())


class Account:
    """Writes one report section by section, in one language."""

    def __init__(self, console: Console, language: Language) -> None:
        self.console = console
        self.language: Language = language

    def write(self, report: ReportOut) -> None:
        """Every section that has something to say, in the order things happened."""
        self.title(report)
        self.section("Mandat et base légale", "Mandate and basis", self.basis(report))
        if report.screening:
            self.section("Vérifié d'abord", "Screened first", self.screening(report.screening))
        if report.coverage:
            self.section("Sources", "Sources", self.coverage(report.coverage))
        if report.match and report.match.candidates:
            self.section("Candidats", "Candidates", self.candidates(report.match))
        if report.match:
            self.section("Décision", "Decision", self.decision(report.match))
        if report.proposals:
            self.section(
                "Moyens de contact, dans l'ordre",
                "Channels, in the order to use them",
                [line for proposal in report.proposals for line in self.proposal(proposal)],
            )
        elif report.status is TraceStatus.PROPOSED:
            self.section(
                "Moyens de contact",
                "Channels",
                [Line(self.t("Aucun n'est permis aujourd'hui.", "None is permitted today."))],
            )
        if report.refusals:
            self.section(
                "Refusés ou à décider",
                "Withheld or referred",
                [line for refusal in report.refusals for line in self.refusal(refusal)],
            )

    def t(self, fr: str, en: str) -> str:
        """One of two sentences."""
        return fr if self.language == "fr" else en

    def said(self, text: TextOut) -> str:
        """A bilingual text in the reader's language."""
        return text.fr if self.language == "fr" else text.en

    def section(self, fr: str, en: str, lines: Iterable[RenderableType]) -> None:
        """A heading and what stands under it."""
        self.console.print()
        self.console.print(Rule(self.t(fr, en), align="left", style=QUIET))
        self.console.print(Padding(Group(*lines), (0, 0, 0, 2)))

    def title(self, report: ReportOut) -> None:
        """Which case, and how it ended."""
        styles = {
            TraceStatus.PROPOSED: GOOD,
            TraceStatus.REFUSED: BAD,
        }
        line = Line.assemble(
            ("Tracer  ", "bold"),
            f"{report.reference}  ",
            (f"{report.case}  ", QUIET),
            (label(report.status, self.language), styles.get(report.status, CARE)),
        )
        if report.partial:
            line.append(self.t("  (sources incomplètes)", "  (some sources incomplete)"), CARE)
        self.console.print(line)

    def basis(self, report: ReportOut) -> Iterable[RenderableType]:
        """Who mandates, for what, on which ground, and the receipt of the decision."""
        grid = pairs()
        none = self.t("aucun", "none")
        creditor = f" ({report.creditor})" if report.creditor else ""
        grid.add_row(self.t("mandat", "mandate"), f"{report.mandate or none}{creditor}")
        purpose = label(report.purpose, self.language) if report.purpose else none
        grid.add_row(self.t("finalité", "purpose"), purpose)
        grid.add_row(self.t("base légale", "lawful basis"), report.basis or none)
        yield grid
        if report.opening:
            rules = ", ".join(rule.rule for rule in report.opening.rules)
            yield Line(
                f"✓ {self.t('ouverture permise par', 'opening permitted by')} {rules}"
                f"  [{self.t('reçu', 'receipt')} {report.opening.receipt.sequence}]",
                GOOD,
            )
        if report.refusal:
            yield from self.refusal(report.refusal)

    def screening(self, stops: tuple[StopOut, ...]) -> Iterable[RenderableType]:
        """Each circumstance, what was found, and who says so."""
        styles = {Finding.YES: BAD, Finding.NO: GOOD, Finding.UNKNOWN: CARE}
        grid = pairs()
        for stop in stops:
            found = label(stop.finding, self.language)
            if stop.state and stop.finding is Finding.YES:
                found = f"{found}: {label(stop.state, self.language)} ({stop.since or '?'})"
            grid.add_row(self.said(stop.text), Line(found, styles[stop.finding]), self.source(stop))
        yield grid

    def source(self, stop: StopOut) -> str:
        """Who says so: a source by its id, or the case file."""
        return self.t("dossier", "case file") if stop.source == CASE_FILE else stop.source

    def coverage(self, outcomes: tuple[CoverageOut, ...]) -> Iterable[RenderableType]:
        """Each question to each source, how it ended, and why it was not asked."""
        styles = {
            Outcome.FOUND: GOOD,
            Outcome.EMPTY: GOOD,
            Outcome.UNAVAILABLE: BAD,
        }
        grid = Table.grid(padding=(0, 2))
        for outcome in outcomes:
            told = Line(label(outcome.outcome, self.language), styles.get(outcome.outcome, CARE))
            if outcome.outcome is Outcome.FOUND:
                told.append(f" {outcome.records}")
            if outcome.said:
                why = f"{' '.join(outcome.rules)} {self.said(outcome.said)}"
            else:
                why = label(outcome.reason, self.language) if outcome.reason else ""
                why += f" ({outcome.detail})" if outcome.detail else ""
            calls = self.t("appels", "calls")
            receipt = self.t("reçu", "receipt")
            grid.add_row(
                outcome.source,
                f"{label(outcome.question, self.language)} {outcome.about or ''}".strip(),
                told,
                Line(f"{outcome.calls} {calls}, {receipt} {outcome.receipt}", QUIET),
                Line(why.strip(), QUIET),
            )
        yield grid

    def candidates(self, match: MatchOut) -> Iterable[RenderableType]:
        """The best candidates, each with its evidence in bits; how many more there were."""
        for candidate in match.candidates[:SHOWN_CANDIDATES]:
            yield from self.candidate(candidate)
        more = len(match.candidates) - SHOWN_CANDIDATES
        if more > 0:
            yield Line(self.t(f"… et {more} autres", f"… and {more} more"), QUIET)

    def candidate(self, candidate: CandidateOut) -> Iterable[RenderableType]:
        """One candidate: who, where, and the bars that add up to the total."""
        who = candidate.company or " / ".join(candidate.names)
        born = f", {self.t('né(e)', 'born')} {candidate.birth}" if candidate.birth else ""
        yield Line.assemble((f"{who}{born}", "bold"), (f"  {candidate.id}", QUIET))
        for office in candidate.offices:
            closed = self.t(" (fermée)", " (closed)") if office.active is False else ""
            place = " ".join(part for part in (office.postcode, office.city) if part)
            yield Line(
                f"  {office.role or '–'}, {office.company or '–'} {office.siren}{closed}, {place}"
            )
        grid = Table.grid(padding=(0, 2))
        prior = (
            self.t("a priori: une entreprise au hasard", "prior: a company at random")
            if candidate.company
            else self.t("a priori: une personne au hasard", "prior: a person at random")
        )
        grid.add_row("  ", Line(f"{candidate.prior_bits:+7.1f}", justify="right"), "", prior)
        for item in candidate.evidence:
            style = GOOD if item.bits > 0 else BAD if item.bits < 0 else QUIET
            grid.add_row(
                "  ",
                Line(f"{item.bits:+7.1f}", style, justify="right"),
                label(item.family, self.language),
                self.said(item.text),
            )
        total = f"{candidate.total_bits:+7.1f}"
        grid.add_row("  ", Line(total, "bold", justify="right"), "bits", "")
        yield grid
        if candidate.namesakes:
            yield Line(f"  {self.said(candidate.namesakes.text)}", QUIET)
        if candidate.veto:
            yield Line(f"  ✗ {candidate.veto}", BAD)

    def decision(self, match: MatchOut) -> Iterable[RenderableType]:
        """What was decided, why, and the one fact that would settle it."""
        style = GOOD if match.decision is MatchDecision.CONFIRMED else CARE
        yield Line(label(match.decision, self.language), f"bold {style}")
        for reason in match.reasons:
            yield Line(f"- {self.said(reason)}")
        if match.settle:
            yield Line(f"→ {self.said(match.settle.text)}", CARE)

    def proposal(self, proposal: ProposalOut) -> Iterable[RenderableType]:
        """One permitted channel with its conditions, its rules and its receipt."""
        who = label(proposal.owner, self.language)
        holder = f" ({proposal.holder})" if proposal.holder else ""
        yield Line.assemble(
            (f"{proposal.step}. {label(proposal.channel, self.language)}", f"bold {GOOD}"),
            f"  {who}{holder}: {proposal.value or proposal.target}",
        )
        where = proposal.source or label(proposal.origin, self.language)
        seen = f", {proposal.seen_at:%Y-%m-%d}" if proposal.seen_at else ""
        yield Line(f"   {self.t('source', 'source')}: {where} {proposal.record or ''}{seen}", QUIET)
        for obligation in proposal.obligations:
            yield Line(f"   • {label(obligation, self.language)}")
        for rule in proposal.rules:
            yield self.rule(rule)
        yield self.receipt(proposal.receipt.sequence)

    def refusal(self, refusal: RefusalOut) -> Iterable[RenderableType]:
        """One thing withheld: the rules, the reason, and what would make it lawful."""
        what = label(refusal.channel or refusal.operation, self.language)
        whose = f" {label(refusal.owner, self.language)}" if refusal.owner else ""
        target = f" {refusal.target}" if refusal.target else ""
        style = BAD if refusal.effect is Effect.FORBID else CARE
        yield Line.assemble(
            (f"✗ {what}", f"bold {style}"),
            f"{whose}{target}: ",
            (label(refusal.effect, self.language), style),
        )
        for rule in refusal.rules:
            yield self.rule(rule)
            yield Line(f"     {self.said(rule.message)}")
            if rule.remedy:
                yield Line(f"     → {self.said(rule.remedy)}")
            if rule.unknown_facts and rule.fields:
                ask = self.t("à renseigner dans le dossier", "to fill in the case file")
                yield Line(f"     ? {ask}: {', '.join(rule.fields)}", CARE)
        yield self.receipt(refusal.receipt.sequence)

    def rule(self, rule: RuleOut) -> Line:
        """A rule by its id, its citation and how binding it is."""
        doubt = self.t(", à confirmer par un juriste", ", to be confirmed by counsel")
        checked = doubt if rule.to_be_confirmed else ""
        authority = label(rule.authority, self.language)
        return Line(f"   {rule.rule}: {rule.citation} ({authority}{checked})", QUIET)

    def receipt(self, sequence: int) -> Line:
        """Where the journal has the decision."""
        return Line(f"   {self.t('reçu', 'receipt')} {sequence}", QUIET)


def pairs() -> Table:
    """A grid whose first column is a quiet label."""
    grid = Table.grid(padding=(0, 2))
    grid.add_column(style=QUIET)
    return grid
