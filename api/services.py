"""Everything the doors are given. `api/wiring.py` builds it; nobody else looks anything up."""

from __future__ import annotations

from dataclasses import dataclass

from api.auth import KeyRing, Sessions
from api.repeats import Repeats
from api.rights.register import RightsRegister
from api.safeguards.watch import Watch
from api.searches import SqlSearches
from api.store import SqlStore
from api.worker import InProcessRunner
from policies.describe import RuleText
from tracer.ports import Clock, Journal
from tracer.settings import Settings
from tracer.trace import Toolkit


@dataclass(frozen=True, slots=True, kw_only=True)
class Services:
    """What the HTTP application works with."""

    kit: Toolkit
    store: SqlStore
    searches: SqlSearches
    runner: InProcessRunner
    journal: Journal
    rules: tuple[RuleText, ...]
    keys: KeyRing
    sessions: Sessions
    repeats: Repeats
    watch: Watch
    rights: RightsRegister
    settings: Settings
    clock: Clock

    def rule(self, rule_id: str) -> RuleText | None:
        """The rule of that id, if it is in force."""
        return next((rule for rule in self.rules if rule.id == rule_id), None)
