"""Candidates, the evidence for and against them, and the decision, as they leave."""

from __future__ import annotations

from api.schemas.lawful import Out, TextOut
from tracer.evidence import Comparison, EvidenceFamily, Match, MatchDecision, Office


class OfficeOut(Out):
    """A role the candidate holds."""

    siren: str | None
    company: str | None
    role: str | None
    legal_form: str | None
    postcode: str | None
    city: str | None
    active: bool | None

    @classmethod
    def of(cls, office: Office) -> OfficeOut:
        """From the domain."""
        return cls(
            siren=office.siren,
            company=office.company_name,
            role=office.role,
            legal_form=office.legal_form,
            postcode=office.place.postcode if office.place else None,
            city=office.place.city if office.place else None,
            active=office.active,
        )


class EvidenceOut(Out):
    """One comparison, in bits: positive for, negative against, zero absent."""

    family: EvidenceFamily
    code: str
    ours: str | None
    theirs: str | None
    bits: float
    text: TextOut


class NamesakesOut(Out):
    """How many other people are expected to agree as well."""

    expected: float
    given: tuple[str, ...]
    population: int
    text: TextOut


class CandidateOut(Out):
    """Somebody the sources know, weighed. `prior_bits` and the evidence add up to `total_bits`."""

    id: str
    names: tuple[str, ...]
    birth: str | None
    company: str | None
    siren: str | None
    offices: tuple[OfficeOut, ...]
    sources: tuple[str, ...]
    prior_bits: float
    evidence: tuple[EvidenceOut, ...]
    total_bits: float
    namesakes: NamesakesOut | None
    veto: str | None

    @classmethod
    def of(cls, weighed: Comparison) -> CandidateOut:
        """From the domain."""
        candidate, others = weighed.candidate, weighed.namesakes
        return cls(
            id=candidate.id,
            names=tuple(
                dict.fromkeys(f"{' '.join(n.given)} {n.surname}".strip() for n in candidate.names)
            ),
            birth=str(candidate.birth) if candidate.birth else None,
            company=candidate.company_name,
            siren=candidate.siren,
            offices=tuple(OfficeOut.of(office) for office in candidate.offices),
            sources=candidate.sources,
            prior_bits=weighed.prior_bits,
            evidence=tuple(
                EvidenceOut(
                    family=item.family,
                    code=item.code,
                    ours=item.ours,
                    theirs=item.theirs,
                    bits=item.bits,
                    text=TextOut.of(item.text),
                )
                for item in weighed.evidence
            ),
            total_bits=weighed.total_bits,
            namesakes=NamesakesOut(
                expected=others.expected,
                given=others.given,
                population=others.population,
                text=TextOut.of(others.text),
            )
            if others
            else None,
            veto=weighed.veto,
        )


class SettleOut(Out):
    """The one missing fact that would settle the question."""

    code: str
    text: TextOut
    bits_if_equal: float


class MatchOut(Out):
    """Whether it is the right person, and everything that was weighed, best first."""

    decision: MatchDecision
    decided_by: str | None
    reasons: tuple[TextOut, ...]
    candidates: tuple[CandidateOut, ...]
    settle: SettleOut | None

    @classmethod
    def of(cls, match: Match) -> MatchOut:
        """From the domain."""
        weighed = (*((match.best,) if match.best else ()), *match.others)
        return cls(
            decision=match.decision,
            decided_by=match.decided_by,
            reasons=tuple(TextOut.of(reason) for reason in match.reasons),
            candidates=tuple(CandidateOut.of(comparison) for comparison in weighed),
            settle=SettleOut(
                code=match.settle.code,
                text=TextOut.of(match.settle.text),
                bits_if_equal=match.settle.bits_if_equal,
            )
            if match.settle
            else None,
        )
