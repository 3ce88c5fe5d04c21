"""Insolvencies as they unfold: each story publishes its notices and says which state is true now."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from random import Random
from typing import TypeAlias

from connectors.sandbox import judgments
from connectors.sandbox.companies import WORLD_DAY
from connectors.sandbox.gazette import Gazette
from connectors.sandbox.judgments import stopped_before
from connectors.sandbox.model import Company
from connectors.sandbox.practitioners import PRACTITIONERS, Practitioner

LIQUIDATION = "liquidation_judiciaire"
REDRESSEMENT = "redressement_judiciaire"
SAUVEGARDE = "sauvegarde"
EXPIRY = timedelta(days=3_650)  # ten years, leap days aside


@dataclass(frozen=True, slots=True, kw_only=True)
class Insolvency:
    """What is true of a company's insolvency: the state the official rules give, None if over."""

    siren: str
    story: str
    state: str | None
    practitioner: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """What a story needs: where to publish, about whom, since when, and by whose hand."""

    gazette: Gazette
    company: Company
    start: date
    practitioner: Practitioner
    style: int

    def after(self, days: int) -> date:
        """A later day, never beyond the world's own."""
        return min(self.start + timedelta(days=days), WORLD_DAY)


Story: TypeAlias = "Callable[[Scene], str | None]"


def tell(gazette: Gazette, company: Company, rng: Random) -> Insolvency:
    """Publish one story, drawn by chance, about a company."""
    name = rng.choice(tuple(STORIES))
    start = WORLD_DAY - timedelta(days=rng.randint(900, 3_000))
    if name in RECENT_STORIES:
        start = WORLD_DAY - timedelta(days=rng.randint(20, 700))
    if name == "forgotten":
        start = (date(2009, 2, 1) + timedelta(days=rng.randrange(1_500))).replace(day=1)
    youngest = min(company.created + timedelta(days=30), WORLD_DAY - timedelta(days=20))
    scene = Scene(
        gazette=gazette,
        company=company,
        start=max(start, youngest),
        practitioner=rng.choice(PRACTITIONERS),
        style=rng.randrange(3),
    )
    state = STORIES[name](scene)
    return Insolvency(
        siren=company.siren, story=name, state=state, practitioner=scene.practitioner.name
    )


def _liquidated(scene: Scene) -> str | None:
    _open_liquidation(scene)
    return LIQUIDATION


def _recovering(scene: Scene) -> str | None:
    _open_redressement(scene)
    return REDRESSEMENT


def _recovering_with_administrator(scene: Scene) -> str | None:
    others = [each for each in PRACTITIONERS if each != scene.practitioner]
    administrator = others[scene.start.toordinal() % len(others)]
    stopped = stopped_before(scene.start, 90)
    judgment = judgments.redressement(scene.practitioner, stopped, scene.style, administrator)
    scene.gazette.rule(scene.company, scene.start, judgment)
    return REDRESSEMENT


def _safeguarded(scene: Scene) -> str | None:
    judgment = judgments.sauvegarde(scene.practitioner, scene.style)
    scene.gazette.rule(scene.company, scene.start, judgment)
    return SAUVEGARDE


def _converted(scene: Scene) -> str | None:
    _open_redressement(scene)
    later = judgments.conversion(scene.practitioner, scene.style)
    scene.gazette.rule(scene.company, scene.after(240), later)
    return LIQUIDATION


def _safeguard_failed(scene: Scene) -> str | None:
    _safeguarded(scene)
    when = scene.after(270)
    later = judgments.safeguard_conversion(scene.practitioner, stopped_before(when, 20))
    scene.gazette.rule(scene.company, when, later)
    return REDRESSEMENT


def _closed(scene: Scene) -> str | None:
    _open_liquidation(scene)
    scene.gazette.rule(scene.company, scene.after(600), judgments.CLOSED_FOR_LACK_OF_ASSETS)
    return None


def _closed_in_garbled_letters(scene: Scene) -> str | None:
    _open_liquidation(scene)
    plain = judgments.CLOSED_FOR_LACK_OF_ASSETS
    garbled = replace(
        plain,
        family=judgments.garbled(plain.family),
        nature=judgments.garbled(plain.nature),
        text=judgments.garbled(plain.text),
    )
    scene.gazette.rule(scene.company, scene.after(600), garbled)
    return None


def _paid_off(scene: Scene) -> str | None:
    _open_liquidation(scene)
    scene.gazette.rule(scene.company, scene.after(500), judgments.CLOSED_DEBTS_PAID)
    return None


def _saved_by_a_plan(scene: Scene) -> str | None:
    _open_redressement(scene)
    scene.gazette.rule(scene.company, scene.after(360), judgments.RECOVERY_PLAN)
    return None


def _annulled(scene: Scene) -> str | None:
    opening = judgments.liquidation(scene.practitioner, stopped_before(scene.start, 60))
    notice = scene.gazette.rule(scene.company, scene.start, opening)
    scene.gazette.rule(scene.company, scene.after(40), opening, kind="annulation", previous=notice)
    return None


def _rectified(scene: Scene) -> str | None:
    stopped = stopped_before(scene.start, 60)
    wrong = judgments.redressement(scene.practitioner, stopped, scene.style)
    notice = scene.gazette.rule(scene.company, scene.start, wrong)
    right = judgments.liquidation(scene.practitioner, stopped, scene.style)
    scene.gazette.rule(scene.company, scene.after(25), right, kind="rectificatif", previous=notice)
    return LIQUIDATION


def _retracted(scene: Scene) -> str | None:
    stopped = stopped_before(scene.start, 60)
    opening = judgments.liquidation(scene.practitioner, stopped, scene.style)
    notice = scene.gazette.rule(scene.company, scene.start, opening)
    scene.gazette.rule(scene.company, scene.after(90), judgments.RETRACTED, previous=notice)
    return None


def _claims_listed(scene: Scene) -> str | None:
    _open_liquidation(scene)
    scene.gazette.rule(scene.company, scene.after(300), judgments.CLAIMS_LISTED)
    return LIQUIDATION


def _told_by_its_text(scene: Scene) -> str | None:
    _open_redressement(scene)
    later = judgments.other_liquidation(scene.practitioner)
    scene.gazette.rule(scene.company, scene.after(200), later)
    return LIQUIDATION


def _forgotten(scene: Scene) -> str | None:
    """Never closed in the gazette: after ten years it has expired."""
    _open_liquidation(scene)
    return None if WORLD_DAY - scene.start > EXPIRY else LIQUIDATION


def _open_liquidation(scene: Scene) -> None:
    stopped = stopped_before(scene.start, 75)
    judgment = judgments.liquidation(scene.practitioner, stopped, scene.style)
    scene.gazette.rule(scene.company, scene.start, judgment)


def _open_redressement(scene: Scene) -> None:
    stopped = stopped_before(scene.start, 75)
    judgment = judgments.redressement(scene.practitioner, stopped, scene.style)
    scene.gazette.rule(scene.company, scene.start, judgment)


STORIES: dict[str, Story] = {
    "liquidated": _liquidated,
    "recovering": _recovering,
    "recovering with an administrator": _recovering_with_administrator,
    "safeguarded": _safeguarded,
    "converted": _converted,
    "safeguard failed": _safeguard_failed,
    "closed": _closed,
    "closed in garbled letters": _closed_in_garbled_letters,
    "paid off": _paid_off,
    "saved by a plan": _saved_by_a_plan,
    "annulled": _annulled,
    "rectified": _rectified,
    "retracted": _retracted,
    "claims listed": _claims_listed,
    "told by its text": _told_by_its_text,
    "forgotten": _forgotten,
}
RECENT_STORIES = frozenset(
    {"liquidated", "recovering", "recovering with an administrator", "safeguarded"}
)
