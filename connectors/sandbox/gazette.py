"""The invented official gazette: gives every notice its issue, its number and its court."""

from __future__ import annotations

import json
from datetime import date, timedelta
from random import Random

from connectors.sandbox.companies import WORLD_DAY
from connectors.sandbox.judgments import Judgment, judgment_blob, written_date
from connectors.sandbox.model import Company, Notice
from connectors.sandbox.places import commune_of

_LETTERS = {"collective": "A", "creation": "A", "vente": "A", "dpc": "C"}


class Gazette:
    """Publishes notices; numbers within an issue are never given twice."""

    def __init__(self, rng: Random) -> None:
        self._rng = rng
        self._taken: set[tuple[str, str, int]] = set()
        self.notices: list[Notice] = []

    def publish(
        self,
        company: Company,
        day: date,
        *,
        family: str,
        field: str,
        blob: str,
        kind: str = "annonce",
        previous: Notice | None = None,
        also: tuple[str, ...] = (),
        trades_register: bool = False,
    ) -> Notice:
        """One notice in the issue of that day."""
        letter = _LETTERS.get(family, "B")
        issue = f"{day.year}{day.timetuple().tm_yday * 250 // 366 + 1:04d}"
        number = self._rng.randint(1, 4_999)
        while (letter, issue, number) in self._taken:
            number += 1
        self._taken.add((letter, issue, number))
        notice = Notice(
            letter=letter,
            issue=issue,
            number=number,
            published=day,
            kind=kind,
            family=family,
            siren=company.siren,
            also=also,
            court=self._court(company),
            field=field,
            blob=blob,
            previous=_reference(previous) if previous else None,
            trades_register=trades_register,
        )
        self.notices.append(notice)
        return notice

    def rule(
        self,
        company: Company,
        day: date,
        judgment: Judgment,
        *,
        kind: str = "annonce",
        previous: Notice | None = None,
    ) -> Notice:
        """A judgment, published a week or so after it was given."""
        style = 2 if day.year < 2015 else self._rng.choice((0, 0, 0, 0, 0, 1, 2))
        published = day + timedelta(days=self._rng.randint(4, 15))
        return self.publish(
            company,
            min(published, WORLD_DAY),
            family="collective",
            field="jugement",
            blob=judgment_blob(judgment, written_date(day, style), kind=_JUDGMENT_KINDS[kind]),
            kind=kind,
            previous=previous,
        )

    def _court(self, company: Company) -> str:
        city = commune_of(company.seat.commune).city
        roll = self._rng.random()
        if roll < 0.04:
            return f"GAAAreffe du Tribunal de Commerce de {city}"
        if roll < 0.4:
            return f"TRIBUNAL DE COMMERCE DE {city.upper()}"
        return f"Greffe du Tribunal de Commerce de {city}"


_JUDGMENT_KINDS = {"annonce": "initial", "rectificatif": "rectificatif", "annulation": "annulation"}


def _reference(notice: Notice) -> str:
    return json.dumps(
        {
            "nomPublication": f"BODACC {notice.letter}",
            "numeroParution": notice.issue,
            "dateParution": notice.published.isoformat(),
            "numeroAnnonce": str(notice.number),
        }
    )
