"""ADEME: contacts of the building firms that hold an RGE qualification, by SIREN.

A firm has one row for each qualification of each establishment: they are read together.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import date
from typing import ClassVar

from connectors.base import Payload, dropped_by, read, unread_fields
from connectors.fr.published_contacts import Asked, Directory, Said, record_of
from connectors.session import Session
from tracer.entities import EntityKind, Record
from tracer.lawful import Permit
from tracer.source import Means, SourceCard, SourceKind, Visibility

LINES = "/datasets/liste-des-entreprises-rge-2/lines"
MOST_ROWS = 10_000  # as many as the portal gives; no firm has so many


class Row(Payload):
    """A qualification of an establishment. An empty text is nothing said."""

    DROPPED: ClassVar[frozenset[str]] = frozenset(
        {
            "_geopoint",
            "_i",
            "_id",
            "_rand",
            "_score",
            "_updatedAt",
            "adresse",
            "code_postal",
            "code_qualification",
            "commune",
            "date_debut",
            "date_fin",
            "domaine",
            "latitude",
            "lien_date_debut",
            "lien_date_fin",
            "longitude",
            "meta_domaine",
            "nom_certificat",
            "nom_entreprise",
            "nom_qualification",
            "organisme",
            "particulier",
            "traitement_termine",
            "url_qualification",
        }
    )

    siret: str
    telephone: str | None = None
    email: str | None = None
    site_internet: str | None = None


class Lines(Payload):
    """The rows that match; none is an empty list, with status 200."""

    DROPPED: ClassVar[frozenset[str]] = frozenset({"next"})

    total: int
    results: list[Row]


CARD = SourceCard(
    id="fr.ademe_rge",
    title="Liste des entreprises RGE",
    publisher="ADEME",
    kind=SourceKind.CONTACT_DIRECTORY,
    country="FR",
    base_url="https://data.ademe.fr/data-fair/api/v1",
    licence="Licence Ouverte 2.0",
    attribution="Liste des entreprises RGE (ADEME)",
    terms_url="https://data.ademe.fr/datasets/liste-des-entreprises-rge-2",
    terms_reviewed_on=date(2026, 11, 1),
    visibility=Visibility.EVERYONE,
    means=Means.PUBLISHED,
    login_required=False,
    fields_read=tuple(Row.model_fields),
    fields_dropped=dropped_by(Lines),
    personal_parameters=("qs",),
    rate_per_second=5.0,
    limits=((480, 60.0),),  # without a key, 600 a minute
    ttl_seconds=3_600,
    intrusiveness=1,
    legal_notes=(
        "Published so that firms are called by their customers. Qualifications say nothing about a "
        "debt and are dropped, with the address, which the register says better (GDPR art. "
        "5(1)(c)). The mobile of a one-person firm is personal."
    ),
    expected_yield=0.05,
    expands=frozenset({EntityKind.COMPANY}),
)


class AdemeRge(Directory):
    """The list over a session."""

    async def contacts(self, asked: Asked, permit: Permit) -> AsyncIterator[Record]:
        """All that the rows of a SIREN publish; rows of another number are left out."""
        params = {"qs": f"siret:{asked.siren}*", "select": ",".join(Row.model_fields)}
        params["size"] = str(MOST_ROWS)
        answer = await self.ask(LINES, params, permit)
        page = read(Lines, answer.body, CARD.id)
        rows = [
            Said(phones=(row.telephone,), emails=(row.email,), websites=(row.site_internet,))
            for row in page.results
            if row.siret.startswith(asked.siren)
        ]
        record = record_of(asked, rows, answer, unread_fields(page))
        if record is not None:
            yield record


def connect(session: Session) -> AdemeRge:
    """The connector over a session."""
    return AdemeRge(session, CARD)
