"""What a person works with: candidates and why, decisions, channels."""

from __future__ import annotations

from datetime import datetime

from pydantic import Field

from api.opening import Opened
from api.schemas.identity import CandidateOut, EvidenceOut, NamesakesOut, SettleOut
from api.schemas.lawful import Out, ProposalOut, ReceiptOut, RefusalOut, TextOut
from api.store import StoredJudgement
from tracer.evidence import Judgement, MatchDecision
from tracer.lawful import ChannelKind, Obligation


class CandidatesOut(Out):
    """Everybody the last search found, weighed, best first, and the one fact that would settle it."""

    decision: MatchDecision | None = Field(description="null until a search is finished")
    reasons: tuple[TextOut, ...]
    items: tuple[CandidateOut, ...]
    settle: SettleOut | None


class WhyOut(Out):
    """Why a candidate may be the debtor, and why not. Everything adds up to `total_bits`."""

    candidate: str
    prior_bits: float
    speaks_for: tuple[EvidenceOut, ...]
    speaks_against: tuple[EvidenceOut, ...]
    absent: tuple[EvidenceOut, ...]
    total_bits: float
    namesakes: NamesakesOut | None
    veto: str | None

    @classmethod
    def of(cls, candidate: CandidateOut) -> WhyOut:
        """From the candidate as it leaves."""
        return cls(
            candidate=candidate.id,
            prior_bits=candidate.prior_bits,
            speaks_for=tuple(item for item in candidate.evidence if item.bits > 0),
            speaks_against=tuple(item for item in candidate.evidence if item.bits < 0),
            absent=tuple(item for item in candidate.evidence if item.bits == 0),
            total_bits=candidate.total_bits,
            namesakes=candidate.namesakes,
            veto=candidate.veto,
        )


class DecisionMadeOut(Out):
    """A decision that was written down, and the journal entry that has it."""

    id: str
    candidate: str
    judgement: Judgement
    decided_by: str
    decided_at: datetime
    receipt: int

    @classmethod
    def of(cls, stored: StoredJudgement) -> DecisionMadeOut:
        """From the store."""
        made = stored.judgement
        return cls(
            id=stored.id,
            candidate=made.candidate,
            judgement=made.judgement,
            decided_by=made.decided_by,
            decided_at=made.decided_at,
            receipt=stored.receipt,
        )


class DecisionOut(DecisionMadeOut):
    """A decision with its reason; `in_force` is false once a later one supersedes it."""

    reason: str
    in_force: bool


class DecisionsOut(Out):
    """Every decision of a case, oldest first. None is ever changed or removed."""

    items: tuple[DecisionOut, ...]

    @classmethod
    def of(cls, judged: tuple[StoredJudgement, ...]) -> DecisionsOut:
        """From the store."""
        last = {stored.judgement.candidate: stored.id for stored in judged}
        return cls(
            items=tuple(
                DecisionOut(
                    **DecisionMadeOut.of(stored).model_dump(),
                    reason=stored.judgement.reason,
                    in_force=last[stored.judgement.candidate] == stored.id,
                )
                for stored in judged
            )
        )


class ChannelsOut(Out):
    """The channels of the last search: those permitted, masked, in order, and those withheld."""

    proposals: tuple[ProposalOut, ...]
    refusals: tuple[RefusalOut, ...]


class OpenedOut(Out):
    """A channel in clear. That it was opened, and by whom, was in the journal before."""

    id: str
    channel: ChannelKind
    value: str
    obligations: tuple[Obligation, ...]
    expires_at: datetime
    receipt: ReceiptOut = Field(description="the journal entry of this opening")
    proof: str | None = Field(
        description="C2SP tlog-proof of that entry; null while the journal's tree has not got it"
    )

    @classmethod
    def of(cls, opened: Opened) -> OpenedOut:
        """From the domain."""
        point = opened.proposal.point
        return cls(
            id=point.id,
            channel=point.channel,
            value=opened.value,
            obligations=opened.obligations,
            expires_at=opened.proposal.expires_at,
            receipt=ReceiptOut.of(opened.receipt),
            proof=opened.proof,
        )
