"""Facts about the countries whose law applies. Every public function is a fact."""

from __future__ import annotations

from datetime import datetime

from policies.jurisdictions import DRAFTS, countries, covered, law_of
from tracer.situation import Situation


def countries_covered(situation: Situation, _now: datetime) -> bool:
    """Whether there are rules for the country the debtor lives in and the one the channel leads to.

    FR: Existe-t-il des règles pour le pays du débiteur et pour celui où mène le contact ?

    Field: subject.country
    """
    return covered(situation)


def draft_rules_apply(situation: Situation, _now: datetime) -> bool:
    """Whether the rules of the debtor's country, or of the channel's, are only a draft.

    FR: Les règles du pays du débiteur, ou de celui du contact, ne sont-elles qu'une ébauche ?

    Field: subject.country
    """
    return any(law_of(country) in DRAFTS for country in countries(situation))
