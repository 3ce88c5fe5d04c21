"""Annuaire de l'administration: how public bodies, courts and their registries are reached.

Public bodies are expanded by SIREN. `court` finds a court or its registry by name, for whoever must
declare a claim or ask about a procedure. Lists are JSON texts in JSON; e-mails are joined by ";".
"""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import date
from typing import ClassVar, TypeVar

from connectors.answer import Fetched, read_json
from connectors.base import Payload, dropped_by, fields_of, read, unread_fields
from connectors.drawn import Drawn, opaque
from connectors.fr.french_text import folded
from connectors.fr.published_contacts import Asked, Directory, Said, draw_said, record_of
from connectors.session import Session
from tracer.entities import Entity, EntityKind, LinkType, Property, Record
from tracer.errors import SourceChanged, SourceUnsupported
from tracer.lawful import Permit
from tracer.source import Means, SourceCard, SourceKind, Visibility

RECORDS = "/catalog/datasets/api-lannuaire-administration/records"
PER_PAGE = 100  # the portal gives ten unless asked
MOST_ROWS = 10_000  # of paging
COURT = re.compile(r"\b(tribunal|greffe|cour d'appel)\b")
SMALL = frozenset({"a", "au", "d", "de", "des", "du", "et", "l", "la", "le", "les", "greffe"})


class Valued(Payload):
    """An item of a list: a telephone or a site, with what it is for."""

    DROPPED: ClassVar[frozenset[str]] = frozenset({"description", "libelle"})

    valeur: str | None


class Place(Payload):
    """A postal address of a body."""

    DROPPED: ClassVar[frozenset[str]] = frozenset(
        {
            "accessibilite", "continent", "latitude", "longitude", "note_accessibilite", "pays",
            "type_adresse",
        }
    )  # fmt: skip

    complement1: str | None = None
    complement2: str | None = None
    numero_voie: str | None = None
    service_distribution: str | None = None
    code_postal: str | None = None
    nom_commune: str | None = None


class Body(Payload):
    """A public body. `affectation_personne` names the people who work there: it is dropped."""

    DROPPED: ClassVar[frozenset[str]] = frozenset(
        {
            "affectation_personne", "ancien_code_pivot", "ancien_identifiant", "ancien_nom",
            "annuaire", "application_mobile", "categorie", "code_insee_commune",
            "commentaire_plage_ouverture", "copyright", "date_creation", "date_creation_datetime",
            "date_diffusion", "date_modification", "date_modification_datetime",
            "formulaire_contact", "hierarchie", "information_complementaire", "itm_identifiant",
            "mission", "organigramme", "partenaire", "partenaire_date_modification",
            "partenaire_identifiant", "pivot", "plage_ouverture", "reseau_social",
            "service_disponible", "sigle", "sve", "tchat", "telecopie", "telephone_accessible",
            "texte_reference", "type_organisme", "type_repertoire", "url_service_public",
            "version_etat_modification", "version_source", "version_type",
        }
    )  # fmt: skip

    id: str
    nom: str
    siren: str | None = None
    siret: str | None = None
    telephone: list[object] | str | None = None
    adresse_courriel: str | None = None
    site_internet: list[object] | str | None = None
    adresse: list[object] | str | None = None
    statut_de_diffusion: str | bool | None = None

    @property
    def is_published(self) -> bool:
        """Whether the directory still shows it."""
        return str(self.statut_de_diffusion).lower() != "false"

    def is_of(self, siren: str) -> bool:
        """Whether it is an office of that SIREN."""
        return siren in (self.siren, (self.siret or "")[:9])


class Bodies(Payload):
    """A page of bodies; none is an empty list, with status 200."""

    total_count: int
    results: list[Body]


CARD = SourceCard(
    id="fr.annuaire_administration",
    title="Annuaire de l'administration et des services publics",
    publisher="Direction de l'information légale et administrative (DILA)",
    kind=SourceKind.PUBLIC_BODIES,
    country="FR",
    base_url="https://api-lannuaire.service-public.gouv.fr/api/explore/v2.1",
    licence="Licence Ouverte 2.0",
    attribution="Annuaire de l'administration (DILA)",
    terms_url="https://api-lannuaire.service-public.gouv.fr/explore/dataset/api-lannuaire-administration/",
    terms_reviewed_on=date(2026, 11, 1),
    visibility=Visibility.EVERYONE,
    means=Means.PUBLISHED,
    login_required=False,
    fields_read=(*fields_of(Bodies)[0], *fields_of(Valued)[0], *fields_of(Place)[0]),
    fields_dropped=dropped_by(Valued, Place, Bodies),
    personal_parameters=("where",),
    rate_per_second=5.0,
    ttl_seconds=3_600,
    intrusiveness=0,
    legal_notes=(
        "Published by the State so that its services are reached. The officials it names are third "
        "persons: dropped before anything else, with opening hours and missions."
    ),
    expected_yield=0.01,
    expands=frozenset({EntityKind.COMPANY}),
)

P = TypeVar("P", bound=Payload)


class AnnuaireAdministration(Directory):
    """The directory over a session."""

    async def contacts(self, asked: Asked, permit: Permit) -> AsyncIterator[Record]:
        """The contacts of every office of a public body: a record for each page."""
        where = f'siren="{asked.siren}" OR startswith(siret, "{asked.siren}")'
        asked = replace(asked, one_person=False)
        for offset in range(0, MOST_ROWS, PER_PAGE):
            answer, page = await self._page(where, offset, permit)
            unread = set(unread_fields(page))
            rows = [
                said_of(body, unread)
                for body in page.results
                if body.is_published and body.is_of(asked.siren)
            ]
            record = record_of(asked, rows, answer, unread)
            if record is not None:
                yield record
            if offset + PER_PAGE >= page.total_count or not page.results:
                break

    async def expand(self, entity: Entity, permit: Permit) -> AsyncIterator[Record]:
        """The contacts of a public body already found; of a court, which notices give by its name."""
        name = entity.text(Property.NAME)
        if entity.text(Property.REGISTRATION_NUMBER) is None and COURT.search(folded(name or "")):
            told = self.court(name or "", permit)
        else:
            told = super().expand(entity, permit)
        async for record in told:
            yield record

    async def court(self, name: str, permit: Permit) -> AsyncIterator[Record]:
        """The court of that name, or its registry, with how it is reached and where.

        The name is as a notice writes it. Several come when several bear it (Saint-Denis): a person
        must choose. SourceUnsupported for what is not the name of a court.
        """
        wanted = telling(name)
        if not COURT.search(folded(name)) or len(wanted) < 2:
            raise SourceUnsupported(CARD.id, "not the name of a court")
        where = f'search(nom, "{" ".join(wanted)}")'
        answer, page = await self._page(where, 0, permit)
        beyond = {
            body.id: len(set(telling(body.nom)) - set(wanted))
            for body in page.results
            if body.is_published and set(wanted) <= set(telling(body.nom))
        }
        for body in page.results:
            if body.id in beyond and beyond[body.id] == min(beyond.values()):
                yield court_record(body, answer, set(unread_fields(page)))

    async def _page(self, where: str, offset: int, permit: Permit) -> tuple[Fetched, Bodies]:
        params = {"where": where, "limit": str(PER_PAGE), "offset": str(offset)}
        answer = await self.ask(RECORDS, params, permit)
        return answer, read(Bodies, answer.body, CARD.id)


def telling(name: str) -> tuple[str, ...]:
    """The words of a name that tell it from another; a registry is where its court is."""
    words = re.findall(r"[a-z0-9]+", folded(name))
    return tuple(dict.fromkeys(word for word in words if word not in SMALL))


def said_of(body: Body, unread: set[str]) -> Said:
    """The contacts of a body; names of fields nobody knows are added to `unread`."""
    telephones = items(Valued, body.telephone, "telephone", unread)
    sites = items(Valued, body.site_internet, "site_internet", unread)
    return Said(
        phones=tuple(item.valeur for item in telephones),
        emails=(body.adresse_courriel,),
        websites=tuple(item.valeur for item in sites),
    )


def items(model: type[P], said: list[object] | str | None, field: str, unread: set[str]) -> list[P]:
    """A list, or a list written as a JSON text; nothing said is empty."""
    if isinstance(said, str):
        parsed = read_json(CARD.id, said.encode()) if said.strip() else []
        if not isinstance(parsed, list):
            raise SourceChanged(CARD.id, f"field {field} is not a list")
        said = [*parsed]
    found = [read(model, item, CARD.id) for item in said or []]
    for item in found:
        unread.update(unread_fields(item, f"results.{field}."))
    return found


def court_record(body: Body, fetched: Fetched, unread: set[str]) -> Record:
    """A court as an organisation, with its contacts and where it sits and takes letters."""
    drawn = Drawn(fetched.provenance(body.id))
    name = [(Property.NAME, body.nom), (Property.JURISDICTION, "FR")]
    court = drawn.add(opaque("fr-court-", body.id), EntityKind.COMPANY, name)
    draw_said(drawn, court, said_of(body, unread), one_person=False)
    for place in items(Place, body.adresse, "adresse", unread):
        town = f"{place.code_postal or ''} {place.nom_commune or ''}".strip()
        lines = (place.complement1, place.complement2, place.numero_voie)
        full = ", ".join(part for part in (*lines, place.service_distribution, town) if part)
        address = [
            (Property.FULL, full),
            (Property.POSTAL_CODE, place.code_postal),
            (Property.CITY, place.nom_commune),
            (Property.COUNTRY, "FR"),
        ]
        seat = drawn.add(opaque("fr-court-seat-", body.id, full), EntityKind.ADDRESS, address)
        drawn.link(court, LinkType.LOCATED_AT, seat)
    return drawn.record(body.id, unread=unread)


def connect(session: Session) -> AnnuaireAdministration:
    """The connector over a session."""
    return AnnuaireAdministration(session, CARD)
