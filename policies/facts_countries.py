"""Facts about the countries whose law applies. Every public function is a fact."""

from __future__ import annotations

from datetime import datetime

from policies.jurisdictions import covered
from tracer.situation import Situation


def countries_covered(situation: Situation, _now: datetime) -> bool:
    """Whether there are rules for the country the debtor lives in and the one the channel leads to.

    FR: Existe-t-il des règles pour le pays du débiteur et pour celui où mène le contact ?

    Field: subject.country
    """
    return covered(situation)
