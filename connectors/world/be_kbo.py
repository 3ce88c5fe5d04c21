"""The Belgian Crossroads Bank for Enterprises (KBO/BCE), asked in an index of its open data.

Nothing leaves: the house downloads the publisher's files and builds the index. They hold no person
in office and only what is active: an enterprise that is not there may be closed, new, or unknown.
"""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import AsyncIterator
from contextlib import closing
from datetime import date
from pathlib import Path

from stdnum.be import vat

from connectors.local_file import admit
from connectors.world.be_kbo_index import BuildReport, build_index
from connectors.world.be_kbo_record import COUNTRY, NATURAL_PERSON, Enterprise, Values, record_of
from connectors.world.be_kbo_tables import TABLES, iso_day
from tracer.entities import Entity, EntityKind, Property, Record
from tracer.errors import BudgetExhausted, SourceError, SourceUnsupported
from tracer.lawful import Permit
from tracer.normalise.companies import company_key
from tracer.source import Means, SourceCard, SourceKind, Visibility
from tracer.subject import Subject

__all__ = ["CARD", "BuildReport", "KboFile", "build_index"]

MOST = 25  # enterprises of one name: more say nothing

CARD = SourceCard(
    id="be.kbo",
    title="Banque-Carrefour des Entreprises, données ouvertes",
    publisher="SPF Économie, P.M.E., Classes moyennes et Énergie",
    kind=SourceKind.COMPANY_REGISTER,
    country=COUNTRY,
    base_url="https://kbopub.economie.fgov.be/kbo-open-data",
    licence="Licence KBO/BCE Open Data",
    attribution="Banque-Carrefour des Entreprises (SPF Économie)",
    terms_url="https://economie.fgov.be/en/themes/enterprises/crossroads-bank-enterprises",
    terms_reviewed_on=date(2026, 11, 1),
    visibility=Visibility.EVERYONE,
    means=Means.PUBLISHED,
    login_required=False,
    fields_read=tuple(f"{table.name}.{column}" for table in TABLES for column in table.columns),
    fields_dropped=(
        *(f"{table.name}.{column}" for table in TABLES for column in sorted(table.dropped)),
        "activity",
        "branch",
        "establishment",
    ),
    personal_parameters=("number", "name"),
    rate_per_second=100.0,
    ttl_seconds=3600,
    intrusiveness=1,
    legal_notes=(
        "Law of 16 January 2003 (Code de droit économique, livre III): open data without persons "
        "in office, kept as a local file, so that no question leaves the house. A natural person "
        "is found by his declared number only, never by name. Activities, branches, establishments "
        "and additional address lines are dropped: they neither identify nor locate the debtor."
    ),
    expands=frozenset({EntityKind.COMPANY}),
    expected_yield=0.8,
)


class KboFile:
    """The open data in an index that was built before; without it the source is not configured."""

    def __init__(self, index: Path) -> None:
        self.index = index

    @property
    def card(self) -> SourceCard:
        """What is known about the source."""
        return CARD

    @property
    def installed(self) -> bool:
        """Whether there is an index to ask."""
        return self.index.is_file()

    async def search(self, subject: Subject, permit: Permit) -> AsyncIterator[Record]:
        """The debtor by the declared number; a company without a valid one by its exact name.

        More enterprises of one name than may be read raise BudgetExhausted after the records.
        """
        belgian = subject.country == COUNTRY
        number = number_of(subject.registration) if belgian else None
        name = company_key(subject.company_name or "") if belgian and subject.is_company else ""
        if not number and not name:
            raise SourceUnsupported(CARD.id, "neither a valid number nor a Belgian company's name")
        admit(CARD, permit, installed=self.installed)
        numbers = [number] if number else await asyncio.to_thread(self._called, name)
        for one in numbers[:MOST]:
            held = await asyncio.to_thread(self._held, one)
            if held is not None:
                yield record_of(held, CARD)
        if len(numbers) > MOST:
            raise BudgetExhausted("more enterprises bear this name than may be read")

    async def expand(self, entity: Entity, permit: Permit) -> AsyncIterator[Record]:
        """What the file holds of a Belgian company."""
        number = number_of(entity.text(Property.REGISTRATION_NUMBER))
        belgian = entity.text(Property.JURISDICTION) == COUNTRY
        if entity.kind is not EntityKind.COMPANY or not belgian or number is None:
            raise SourceUnsupported(CARD.id, "not a Belgian company with a valid number")
        admit(CARD, permit, installed=self.installed)
        held = await asyncio.to_thread(self._held, number)
        if held is not None:
            yield record_of(held, CARD)

    def _called(self, key: str) -> list[str]:
        """The numbers of legal persons that bear a name, one more than may be read."""
        query = (
            "select distinct number from denomination join enterprise using (number) "
            "where key = ? and kind <> ? order by number limit ?"
        )
        found = self._rows((query, (key, NATURAL_PERSON, MOST + 1)))
        return [row["number"] or "" for row in found[0]]

    def _held(self, number: str) -> Enterprise | None:
        """Everything the index keeps of one enterprise."""
        one = (number,)
        meta, units, denominations, addresses, contacts = self._rows(
            ("select variable, value from meta", ()),
            (
                "select enterprise.*, wording from enterprise "
                "left join form on form.code = enterprise.form where number = ?",
                one,
            ),
            (
                "select type, language, name from denomination where number = ? order by 1, 2, 3",
                one,
            ),
            ("select * from address where number = ?", one),
            ("select type, value from contact where number = ? order by 1, 2", one),
        )
        if not units:
            return None
        said = {row["variable"]: row["value"] or "" for row in meta}
        if not {"ExtractNumber", "SnapshotDate"} <= set(said):
            raise SourceError(CARD.id, "the open data file does not say which one it is")
        return Enterprise(
            number=number,
            extract=said["ExtractNumber"],
            snapshot=iso_day(said["SnapshotDate"]) or "",
            enterprise=units[0],
            denominations=tuple(denominations),
            addresses=tuple(addresses),
            contacts=tuple(contacts),
        )

    def _rows(self, *asked: tuple[str, tuple[str | int, ...]]) -> list[list[Values]]:
        """The answers to some queries, all of one state of the index."""
        try:
            with closing(
                sqlite3.connect(f"{self.index.resolve().as_uri()}?mode=ro", uri=True)
            ) as held:
                held.row_factory = sqlite3.Row
                return [[dict(row) for row in held.execute(*one)] for one in asked]
        except sqlite3.Error:
            raise SourceError(CARD.id, "the open data file cannot be read") from None


def number_of(text: str | None) -> str | None:
    """A valid enterprise number in ten figures, or None: mod 97, first figure 0 or 1."""
    return str(vat.compact(text)) if text and vat.is_valid(text) else None
