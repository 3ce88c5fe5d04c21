"""Weighs a candidate: an absolute prior plus independent evidence, after Fellegi and Sunter (1969).

The prior is that of one person among everybody, never among the hits: the debtor may sit on no
company at all, and then every hit is a namesake. `total_bits` is the log2 of the posterior odds.
"""

from __future__ import annotations

from math import log2, prod

from tracer.evidence import Candidate, Comparison, Namesakes
from tracer.matching.corporate import company_name_evidence, office_evidence, siren_evidence
from tracer.matching.dates import alike, birth_evidence
from tracer.matching.given_names import given_evidence, sex_contradicts
from tracer.matching.model import Finding, Pair
from tracer.matching.places import place_evidence
from tracer.matching.population import Population
from tracer.matching.surnames import surname_evidence
from tracer.matching.wording import namesakes_text
from tracer.subject import Subject

LEGAL_UNITS = 30_000_000
"""Legal units Sirene has registered, open and closed: about 28 million, rounded up."""


class FellegiSunter:
    """The matcher: pure, deterministic, without memory of what it compared before."""

    def __init__(self, population: Population) -> None:
        self.population = population

    def compare(self, subject: Subject, candidate: Candidate) -> Comparison:
        """Everything that speaks for and against one candidate, and how many others would fit."""
        pair = Pair(subject=subject, candidate=candidate, population=self.population)
        found = company_findings(pair) if subject.is_company else person_findings(pair)
        people = LEGAL_UNITS if subject.is_company else self.population.size
        return Comparison(
            candidate=candidate,
            prior_bits=round(-log2(people), 3),
            evidence=tuple(one.evidence for one in found),
            namesakes=None if subject.is_company else self.namesakes(pair, found),
            veto=next((one.veto for one in found if one.veto), None),
        )

    def namesakes(self, pair: Pair, found: tuple[Finding, ...]) -> Namesakes:
        """How many other people are expected to agree on everything the findings hold equal."""
        held = [one.held for one in found if one.held is not None]
        expected = self.population.size * prod(one.share for one in held)
        what = tuple(one.what for one in held)
        birth = None
        if pair.subject.birth and pair.candidate.birth and any("birth" in each for each in what):
            ours, theirs = alike(pair.subject.birth, pair.candidate.birth)
            birth = ours if ours == theirs else None
        return Namesakes(
            expected=expected,
            given=what,
            population=self.population.size,
            text=namesakes_text(expected, who(pair, found), birth),
        )


def person_findings(pair: Pair) -> tuple[Finding, ...]:
    """The evidence about a person, family by family."""
    given = given_evidence(pair)
    veto = sex_contradicts(pair)
    agrees = any(one.held is not None for one in given)
    return (
        *surname_evidence(pair),
        *given,
        *((veto,) if veto else ()),
        *birth_evidence(pair),
        *place_evidence(pair),
        *office_evidence(pair, given_agrees=agrees),
    )


def company_findings(pair: Pair) -> tuple[Finding, ...]:
    """The evidence about a company: its number, its name, its seat."""
    return (*siren_evidence(pair), *company_name_evidence(pair), *place_evidence(pair))


def who(pair: Pair, found: tuple[Finding, ...]) -> str | None:
    """ "Jean MARTIN", when that surname and the given name are both held equal."""
    held = {one.held.what: one.evidence.ours for one in found if one.held is not None}
    if not {"surname", "given name"} <= held.keys():
        return None
    given = next((name.given[0] for name in pair.subject.names if name.given), None)
    return f"{given} {held['surname']}" if given else None
