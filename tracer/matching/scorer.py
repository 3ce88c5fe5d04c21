"""Weighs the candidates of a case: the engine's levels and bits, national rarity, and what companies say.

The prior is that of one person among everybody, never among the hits: the debtor may sit on no
company at all, and then every hit is a namesake. `total_bits` is the log2 of the posterior odds.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import log2

from tracer.evidence import Candidate, Comparison, Namesakes
from tracer.matching.case_model import for_case_files
from tracer.matching.closest import Closest, closest
from tracer.matching.corporate import company_name_evidence, office_evidence, siren_evidence
from tracer.matching.dates import alike
from tracer.matching.model import DECIMALS, Finding, relative_bar
from tracer.matching.parameters import load_parameters
from tracer.matching.person_evidence import HELD_GIVEN, field_evidence, field_veto, held_equal, who
from tracer.matching.population import Population
from tracer.matching.surname_roles import other_surname
from tracer.matching.wording import namesakes_text
from tracer.subject import Subject

LEGAL_UNITS = 30_000_000
"""Legal units Sirene has registered, open and closed: about 28 million, rounded up."""


class FellegiSunter:
    """The matcher: pure, deterministic, without memory of what it compared before."""

    def __init__(self, population: Population) -> None:
        self.population = population
        self.parameters = for_case_files(load_parameters())

    def compare(self, subject: Subject, candidate: Candidate) -> Comparison:
        """Everything that speaks for and against one candidate, and how many others would fit."""
        return self.compare_all(subject, (candidate,))[0]

    def compare_all(
        self, subject: Subject, candidates: Sequence[Candidate]
    ) -> tuple[Comparison, ...]:
        """The same for all candidates of a case at once; each scores as it does alone."""
        if not candidates:
            return ()
        best = closest(subject, candidates, self.population, self.parameters)
        weighed = self.company if subject.is_company else self.person
        return tuple(
            weighed(subject, one, pair) for one, pair in zip(candidates, best, strict=True)
        )

    def person(self, subject: Subject, candidate: Candidate, best: Closest) -> Comparison:
        """A person: the engine's fields, the roles of the surnames, declared offices, relatives."""
        agrees = best.given in HELD_GIVEN
        found = (
            *other_surname(subject, candidate, best, self.population),
            *office_evidence(subject, candidate, given_agrees=agrees),
        )
        prior = round(-log2(self.population.size), DECIMALS)
        bars = (*field_evidence(subject, candidate, best), *(one.evidence for one in found))
        over = best.over_relative + sum(one.evidence.bits + log2(one.u / one.r) for one in found)
        return Comparison(
            candidate=candidate,
            prior_bits=prior,
            evidence=(*bars, *relative_bar(prior, bars, over)),
            namesakes=self.namesakes(subject, candidate, best, found),
            veto=field_veto(subject, best),
            over_relative=round(over, DECIMALS),
        )

    def company(self, subject: Subject, candidate: Candidate, best: Closest) -> Comparison:
        """A company: its number, its name, its seat."""
        found = (
            *siren_evidence(subject, candidate),
            *company_name_evidence(subject, candidate),
        )
        return Comparison(
            candidate=candidate,
            prior_bits=round(-log2(LEGAL_UNITS), DECIMALS),
            evidence=(
                *(one.evidence for one in found),
                *field_evidence(subject, candidate, best),
            ),
            namesakes=None,
            veto=next((one.veto for one in found if one.veto), None),
        )

    def namesakes(
        self, subject: Subject, candidate: Candidate, best: Closest, found: Sequence[Finding]
    ) -> Namesakes:
        """How many other people are expected to agree on everything the findings hold equal."""
        held = (*held_equal(best), *(one.held for one in found if one.held))
        expected = 2.0 ** (best.stranger + sum(log2(one.u) for one in found))
        birth = None
        if subject.birth and candidate.birth and any("birth" in what for what in held):
            birth = alike(subject.birth, candidate.birth)[0]
        return Namesakes(
            expected=expected,
            given=held,
            population=self.population.size,
            text=namesakes_text(expected, who(best), birth),
        )
