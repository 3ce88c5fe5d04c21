"""Evidence in bits: what speaks for and against a candidate being the person sought."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from tracer.entities import EntityId
from tracer.lawful import Text
from tracer.subject import PartialDate, PersonName, PostalAddress


class EvidenceFamily(StrEnum):
    """Independent kinds of evidence. Two are needed to confirm anyone, one of them not the name."""

    NAME = "name"
    BIRTH = "birth"
    PLACE = "place"
    CONTACT = "contact"
    CORPORATE = "corporate"
    DIGITAL = "digital"
    RELATIVE = "relative"  # what a relative would share as well: never speaks for


class Judgement(StrEnum):
    """What a person decides about a candidate. `unsure` is a full decision."""

    SAME = "same"
    DIFFERENT = "different"
    UNSURE = "unsure"


class MatchDecision(StrEnum):
    """Where identification ended."""

    CONFIRMED = "confirmed"
    REVIEW = "review"
    REJECTED = "rejected"
    NO_CANDIDATE = "no_candidate"


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """One comparison. Positive bits speak for, negative against; an absent value counts zero.

    `bits` is log2 of how much likelier what we see is if it is the person than if it is not.
    """

    family: EvidenceFamily
    code: str  # the evidence function that made it, e.g. "surname_equal"
    ours: str | None
    theirs: str | None
    bits: float
    text: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Namesakes:
    """How many other people are expected to agree as well as this candidate does, and on what count."""

    expected: float
    given: tuple[str, ...]  # what was held equal: "surname", "given name", "birth month", ...
    population: int
    text: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Office:
    """A role the candidate holds in a company."""

    company: EntityId
    siren: str | None
    company_name: str | None
    role: str | None
    legal_form: str | None
    place: PostalAddress | None
    active: bool | None
    sole_trader: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """Somebody the sources know: the mentions that describe one person or company, taken together.

    `id` is stable for the same mentions, so that a judgement made today holds tomorrow.
    """

    id: str
    mentions: tuple[EntityId, ...]
    names: tuple[PersonName, ...] = ()
    birth: PartialDate | None = None
    company_name: str | None = None
    siren: str | None = None  # or the number in the register of `country`
    country: str | None = None  # of the register that names it (ISO 3166-1 alpha-2)
    places: tuple[PostalAddress, ...] = ()
    offices: tuple[Office, ...] = ()
    phones: tuple[str, ...] = ()
    emails: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """One candidate weighed: prior, evidence and namesakes. The bars add up to `total_bits`."""

    candidate: Candidate
    prior_bits: float
    evidence: tuple[Evidence, ...]
    namesakes: Namesakes | None
    veto: str | None = None  # a contradiction no amount of agreement outweighs
    over_relative: float | None = None  # bits over a relative of the debtor; None for companies

    @property
    def total_bits(self) -> float:
        """Prior plus every piece of evidence, in bits, to the three decimals they have."""
        return round(self.prior_bits + sum(item.bits for item in self.evidence), 3)

    @property
    def families_for(self) -> frozenset[EvidenceFamily]:
        """The families that speak for the candidate, each counted on its net bits."""
        net: dict[EvidenceFamily, float] = {}
        for item in self.evidence:
            net[item.family] = net.get(item.family, 0.0) + item.bits
        return frozenset(family for family, bits in net.items() if bits > 0)


@dataclass(frozen=True, slots=True, kw_only=True)
class SettlingFact:
    """The one missing fact that would settle the question, and what it would change."""

    code: str
    text: Text
    bits_if_equal: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """The answer to "is this the right person?", with everything weighed, best first."""

    decision: MatchDecision
    best: Comparison | None
    others: tuple[Comparison, ...]
    reasons: tuple[Text, ...]
    settle: SettlingFact | None = None
    decided_by: str | None = None  # the human who decided, if one did

    @property
    def confirmed(self) -> bool:
        """Whether the best candidate is the person, by the rules of `matching.decision` or by a human."""
        return self.decision is MatchDecision.CONFIRMED and self.best is not None
