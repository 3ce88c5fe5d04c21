"""Look-alike pages, one per trap seen on real sites: every expected fact is read, and no other."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from connectors.web.notice import Notice, read_notice

SITES = Path(__file__).parent / "sites"
NAMES = sorted(path.name.removesuffix(".expected.json") for path in SITES.glob("*.expected.json"))
TODAY = date(2026, 11, 1)


def read(name: str) -> tuple[Notice, dict[str, Any]]:
    expected = json.loads((SITES / f"{name}.expected.json").read_text("utf-8"))
    page = next(p for p in (SITES / f"{name}.html", SITES / f"{name}.bin") if p.exists())
    notice = read_notice(
        page.read_bytes(), expected["url"], expected.get("content_type"), today=TODAY
    )
    return notice, expected["expected"]


def facts(notice: Notice) -> dict[str, Any]:
    """Every fact of a notice, in the shape of the expected files; what is absent is left out."""
    place, activity = notice.address, notice.activity
    every = {
        "status": notice.status.value,
        "name": notice.name,
        "aliases": list(notice.aliases),
        "siren": notice.siren,
        "siret": notice.siret,
        "vat": notice.vat,
        "company_number": notice.company_number,
        "register": notice.register,
        "country": notice.country,
        "phones": [[p.number, p.use.value] for p in notice.phones],
        "emails": [[e.address, e.use.value, e.same_domain] for e in notice.emails],
        "address": [place.line, place.postcode, place.city, place.country] if place else None,
        "publication_director": notice.publication_director,
        "profile_links": list(notice.profile_links),
        "rejected": [list(r) for r in notice.rejected],
        "flags": list(notice.flags),
        "pdf": notice.pdf,
        "activity": [activity.day.isoformat(), activity.source.value] if activity else None,
        "opening": notice.opening,
    }
    return {key: value for key, value in every.items() if value}


@pytest.mark.parametrize("name", NAMES)
def test_every_expected_fact_is_read_and_no_other(name: str) -> None:
    notice, expected = read(name)
    assert facts(notice) == expected


def test_there_is_a_page_for_every_trap() -> None:
    assert len(NAMES) >= 45
