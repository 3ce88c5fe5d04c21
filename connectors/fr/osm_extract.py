"""OpenStreetMap, in an extract kept here: the sites, telephones and state of places that bear a SIRET.

Nothing leaves: the house makes the extract (`osmium tags-filter france.osm.pbf ref:FR:SIRET`, then
`osmium export -f geojsonseq`) and builds the index. The public instances are not asked: their terms
allow no use by a service. The licence is share-alike, so each statement carries it (ODbL 1.0).
"""

from __future__ import annotations

import asyncio
import gzip
import hashlib
import json
import re
import sqlite3
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

from stdnum.fr import siret as siret_number

from connectors.drawn import Drawn, calendar_day, company_id
from connectors.fr.published_contacts import Said, draw_said, found
from connectors.local_file import admit
from tracer.entities import Entity, EntityKind, Property, Provenance, Record
from tracer.errors import Invalid, SourceError, SourceUnsupported
from tracer.lawful import Permit
from tracer.source import Means, SourceCard, SourceKind, Visibility
from tracer.subject import Subject

SIRET = "ref:FR:SIRET"
KEPT = {
    "phones": ("phone", "contact:phone", "mobile", "contact:mobile"),
    "emails": ("email", "contact:email"),
    "websites": ("website", "contact:website", "url"),
}
CHECKED = ("check_date", "check_date:opening_hours", "survey:date")
GONE = re.compile(r"(disused|abandoned|was|removed):(shop|office|craft|amenity|name)$")
MOST_PLACES = 25

CARD = SourceCard(
    id="fr.osm_extract",
    title="OpenStreetMap, extrait local",
    publisher="les contributeurs d'OpenStreetMap",
    kind=SourceKind.CONTACT_DIRECTORY,
    country="FR",
    base_url="https://download.geofabrik.de/europe",
    licence="ODbL 1.0",
    attribution="© les contributeurs d'OpenStreetMap",
    terms_url="https://www.openstreetmap.org/copyright",
    terms_reviewed_on=date(2026, 11, 1),
    visibility=Visibility.EVERYONE,
    means=Means.PUBLISHED,
    login_required=False,
    fields_read=(SIRET, *(tag for tags in KEPT.values() for tag in tags), *CHECKED, "disused:*"),
    fields_dropped=("every other tag", "coordinates"),
    personal_parameters=("siret",),
    rate_per_second=100.0,
    ttl_seconds=3600,
    intrusiveness=1,
    expected_yield=0.1,
    lag_days=400.0,
    expands=frozenset({EntityKind.COMPANY}),
    legal_notes=(
        "A file kept here: no question leaves the house. Anybody may have written what it says, so a "
        "site is believed only when its own legal notice bears the SIREN. Operators' names and "
        "opening hours are dropped: they neither identify nor reach the debtor. Share-alike (ODbL "
        "4.4): the extract is asked and cited, never merged into a database that is passed on."
    ),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class BuildReport:
    """What an extract held: places with a SIRET that checks, others, and lines nobody can read."""

    kept: int
    others: int
    unreadable: int


def build_index(extract: Path, index: Path) -> BuildReport:
    """Make the index from GeoJSON, a feature a line (RFC 8142 or plain, gzipped or not).

    The old index serves until the new one is whole. Raises Invalid when there is no such file.
    """
    if not extract.is_file():
        raise Invalid("extract", "no such file")
    fresh = index.with_name(index.name + ".new")
    fresh.unlink(missing_ok=True)
    counts = {"kept": 0, "others": 0, "unreadable": 0}
    made_on = datetime.fromtimestamp(extract.stat().st_mtime, UTC).isoformat()
    with closing(sqlite3.connect(fresh, isolation_level=None)) as line:
        line.execute("CREATE TABLE place (siren TEXT, id TEXT, tags TEXT)")
        line.execute("CREATE TABLE meta (made_on TEXT)")
        line.execute("INSERT INTO meta VALUES (?)", (made_on,))
        line.execute("BEGIN")
        for tags, place in features(extract, counts):
            numbers = [n for n in re.split(r"[;,\s]+", tags.get(SIRET, "")) if n]
            sirens = {n[:9] for n in numbers if siret_number.is_valid(n)}
            counts["kept" if sirens else "others"] += 1
            kept = json.dumps({name: said for name, said in tags.items() if is_kept(name)})
            line.executemany(
                "INSERT INTO place VALUES (?, ?, ?)", [(s, place, kept) for s in sirens]
            )
        line.execute("COMMIT")
        line.execute("CREATE INDEX place_siren ON place (siren)")
    fresh.replace(index)
    return BuildReport(**counts)


def is_kept(tag: str) -> bool:
    """Whether a tag is one that is read."""
    return any(tag in tags for tags in KEPT.values()) or tag in CHECKED or bool(GONE.match(tag))


def features(extract: Path, counts: dict[str, int]) -> Iterator[tuple[dict[str, str], str]]:
    """The tags and the id of each feature; a line that is none is counted."""
    opened = gzip.open if extract.suffix == ".gz" else open
    with opened(extract, "rt", encoding="utf-8", errors="replace") as lines:
        for text in lines:
            bare = text.strip().lstrip("\x1e").rstrip(",")
            if not bare:
                continue
            try:
                feature = json.loads(bare)
                said = feature["properties"]
                tags = {str(name): str(value) for name, value in said.items()}
                yield tags, str(feature.get("id") or said.get("@id") or "")
            except (ValueError, KeyError, TypeError, AttributeError):
                counts["unreadable"] += 1


class OsmExtract:
    """The extract in an index that was built before; without it the source is not configured."""

    def __init__(self, index: Path) -> None:
        self.index = index

    @property
    def card(self) -> SourceCard:
        """What is known about the source."""
        return CARD

    async def search(self, _subject: Subject, _permit: Permit, /) -> AsyncIterator[Record]:
        """Nothing: places are looked up for a company already found."""
        nothing: tuple[Record, ...] = ()
        for record in nothing:
            yield record
        raise SourceUnsupported(CARD.id, "places are looked up for a company already found")

    async def expand(self, entity: Entity, permit: Permit) -> AsyncIterator[Record]:
        """What the places of a French company publish, as one record."""
        asked = found(entity, CARD.id)
        admit(CARD, permit, installed=self.index.is_file())
        places, made_on = await asyncio.to_thread(self._places, asked.siren)
        if places:
            yield record_of(asked.siren, asked.one_person, places, made_on)

    def _places(self, siren: str) -> tuple[list[tuple[str, dict[str, str]]], datetime]:
        """The places of a SIREN with their tags, and the day of the extract."""
        query = "SELECT id, tags FROM place WHERE siren = ? ORDER BY id LIMIT ?"
        try:
            with closing(
                sqlite3.connect(f"{self.index.resolve().as_uri()}?mode=ro", uri=True)
            ) as line:
                meta = line.execute("SELECT made_on FROM meta").fetchone()
                rows = line.execute(query, (siren, MOST_PLACES)).fetchall()
        except sqlite3.Error:
            raise SourceError(CARD.id, "the extract cannot be read") from None
        if meta is None:
            raise SourceError(CARD.id, "the extract does not say when it was made")
        return [(place, json.loads(tags)) for place, tags in rows], datetime.fromisoformat(meta[0])


def record_of(
    siren: str,
    one_person: bool | None,
    places: list[tuple[str, dict[str, str]]],
    made_on: datetime,
) -> Record:
    """The contacts and sites of all places; that every one is disused is said of the company."""
    body = json.dumps(places, sort_keys=True).encode()
    drawn = Drawn(
        Provenance(
            source=CARD.id,
            record="; ".join(place for place, _ in places),
            url="https://www.openstreetmap.org/",
            retrieved_at=made_on,
            body_sha256=hashlib.sha256(body).hexdigest(),
            licence=CARD.licence,
        )
    )
    gone = all(any(GONE.match(tag) for tag in tags) for _, tags in places)
    days = sorted(
        d for _, tags in places for name in CHECKED if (d := calendar_day(tags.get(name)))
    )
    company = drawn.add(
        company_id(siren),
        EntityKind.COMPANY,
        [
            (Property.REGISTRATION_NUMBER, siren),
            (Property.JURISDICTION, "FR"),
            (Property.SIGNAL, "flag: every_place_disused" if gone else None),
            (Property.LAST_ACTIVITY, days[-1] if days and not gone else None),
        ],
    )
    for _, tags in places:
        draw_said(drawn, company, said_by(tags), one_person)
    return drawn.record(siren)


def said_by(tags: Mapping[str, str]) -> Said:
    """The contacts among some tags."""
    return Said(**{field: tuple(tags.get(tag) for tag in names) for field, names in KEPT.items()})
