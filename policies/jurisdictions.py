"""Whose law applies: where the debtor lives, where the operator is established, where a channel leads.

The packs of all of them are evaluated together and the strictest answer wins. A country without a pack
of its own is no gap: a rule of the product then refers (`packs/product/abroad.toml`).
"""

from __future__ import annotations

from collections.abc import Iterable

from policies.facts_subject import FRANCE
from policies.shipped import SHIPPED
from tracer.situation import Situation

ALWAYS = frozenset({"product", "eu"})
"""The packs that apply to every situation, whatever the countries."""


DRAFTS = frozenset({"be", "de", "it", "us"})
"""Packs that are only a draft: what is clear is forbidden, and a person decides everything else."""


def law_of(country: str) -> str:
    """The pack of a country (ISO 3166-1 alpha-2): its code in small letters; one for all of France."""
    return "fr" if country in FRANCE else country.lower()


def countries(situation: Situation) -> frozenset[str]:
    """Where the debtor lives, and where the channel that is looked at leads when that is known."""
    point = situation.point
    leads_to = point.country if point is not None else None
    lives_in = situation.case.subject.country
    return frozenset({lives_in} if leads_to is None else {lives_in, leads_to})


def applying(situation: Situation, established_in: Iterable[str]) -> frozenset[str]:
    """The codes of the packs that apply, those of countries without one included."""
    return ALWAYS | frozenset(established_in) | {law_of(one) for one in countries(situation)}


def covered(situation: Situation) -> bool:
    """Whether every country concerned has a pack of its own."""
    return all(law_of(country) in SHIPPED for country in countries(situation))
