"""The candidates and the decision as a terminal tells them: the evidence in bits, for and against."""

from __future__ import annotations

from collections.abc import Iterable

from rich.console import RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text as Line

from api.schemas.identity import CandidateOut, EvidenceOut, MatchOut, OfficeOut
from api.telling import BAD, CARE, GOOD, QUIET, Teller, apart, hung
from api.words import born, born_on, contradiction, label, signed
from tracer.evidence import EvidenceFamily, MatchDecision

SHOWN_CANDIDATES = 3


class Weighing(Teller):
    """Tells who was weighed, and what came of it."""

    def candidates(self, match: MatchOut) -> Iterable[RenderableType]:
        """The best candidates, each with its evidence in bits; how many more there were."""
        yield Line(
            self.t(
                "Un bit double la cote que ce soit la personne ; un bit négatif la divise par deux.",
                "One bit doubles the odds that it is the person; one negative bit halves them.",
            ),
            QUIET,
        )
        yield from apart(self.candidate(one) for one in match.candidates[:SHOWN_CANDIDATES])
        more = len(match.candidates) - SHOWN_CANDIDATES
        if more > 0:
            yield Line(self.t(f"… et {more} autres", f"… and {more} more"), QUIET)

    def candidate(self, candidate: CandidateOut) -> Iterable[RenderableType]:
        """One candidate: who, where, and the bars that add up to the total."""
        who = candidate.company or " / ".join(candidate.names)
        if candidate.birth:
            who += f", {born_on(candidate.birth, self.language)}"
        yield Line.assemble((who, "bold"), (f"  {candidate.id}", QUIET))
        for office in candidate.offices:
            yield hung(self.office(office), 2)
        grid = Table.grid(padding=(0, 2))
        grid.add_column(justify="right", no_wrap=True)
        prior = (
            self.t("a priori : une entreprise au hasard", "prior: a company at random")
            if candidate.company
            else self.t("a priori : une personne au hasard", "prior: a person at random")
        )
        grid.add_row(signed(candidate.prior_bits, self.language), "", prior)
        for item in candidate.evidence:
            style = GOOD if item.bits > 0 else BAD if item.bits < 0 else QUIET
            grid.add_row(
                Line(signed(item.bits, self.language), style),
                label(item.family, self.language),
                self.said(item.text),
                Line(self.values(item), QUIET),
            )
        total = signed(candidate.total_bits, self.language)
        grid.add_row(Line(total, "bold"), Line("total", "bold"), "")
        yield Padding(grid, (0, 0, 0, 4), expand=False)
        if candidate.namesakes:
            expected = self.t("homonymes attendus :", "expected namesakes:")
            yield hung(f"{expected} {self.said(candidate.namesakes.text)}", 4)
        if candidate.veto:
            yield hung(f"✗ {contradiction(candidate.veto, self.language)}", 4, BAD)

    def office(self, office: OfficeOut) -> str:
        """A role in a company, and where that is."""
        company = " ".join(part for part in (office.company, office.siren) if part)
        closed = self.t(" (fermée)", " (closed)") if office.active is False else ""
        place = " ".join(part for part in (office.postcode, office.city) if part)
        return ", ".join(part for part in (office.role, company + closed, place) if part)

    def values(self, item: EvidenceOut) -> str:
        """The two values compared, the file's first; one of them when they are written alike."""
        pair = [value for value in (item.ours, item.theirs) if value]
        if item.family is EvidenceFamily.BIRTH:
            pair = [born(value, self.language) for value in pair]
        return " | ".join(dict.fromkeys(pair))

    def decision(self, match: MatchOut) -> Iterable[RenderableType]:
        """What was decided, by whom, why, and the one fact that would settle it."""
        sign, style = "◆", CARE
        if match.decision is MatchDecision.CONFIRMED:
            sign, style = "✓", GOOD
        yield Line(f"{sign} {label(match.decision, self.language)}", f"bold {style}")
        if match.decided_by:
            yield Line(f"  {self.t('décidé par', 'decided by')} {match.decided_by}")
        for reason in match.reasons:
            yield hung(f"- {self.said(reason)}", 2)
        if match.settle:
            yield hung(f"→ {self.said(match.settle.text)}", 2, CARE)
