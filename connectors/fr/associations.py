"""API Associations: contacts of an association and of its open establishments, by SIREN.

An association says whether its record may be published on the internet: `publication_internet`.
Unless it said yes, what is there is withheld, its establishments' contacts too.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import date
from typing import ClassVar

from connectors.answer import Declined
from connectors.base import Payload, dropped_by, fields_of, read, unread_fields
from connectors.fr.published_contacts import Asked, Directory, Said, record_of
from connectors.session import Session
from tracer.entities import EntityKind, Record
from tracer.errors import SourceChanged
from tracer.lawful import Permit
from tracer.source import Means, SourceCard, SourceKind, Visibility

STRUCTURE = "/structure/{siren}"
UNKNOWN = 404


class Reached(Payload):
    """The contacts of the association, or of one of its places."""

    telephone: str | None = None
    courriel: str | None = None
    site_web: str | None = None

    @property
    def said(self) -> Said:
        """What it publishes."""
        return Said(phones=(self.telephone,), emails=(self.courriel,), websites=(self.site_web,))


class Coordinates(Reached):
    """How the association is reached. Its addresses may be an officer's home."""

    DROPPED: ClassVar[frozenset[str]] = frozenset(
        {"adresse_gestion", "adresse_siege", "adresse_siege_sirene"}
    )

    publication_internet: bool | None = None


class Establishment(Reached):
    """A place of the association, open or not."""

    DROPPED: ClassVar[frozenset[str]] = frozenset(
        {
            "adresse",
            "annee_activite_principale",
            "annee_effectif_salarie_cent",
            "date_actif",
            "date_debut_activite",
            "date_modif",
            "effectif_salarie_cent",
            "est_siege",
            "id_activite_principale",
            "id_siren",
            "id_siret",
            "id_tranche_effectif",
            "lib_activite_principale",
            "lib_tranche_effectif",
            "nb_actifs",
            "nom",
            "note",
            "siret_predecesseur_successeur",
        }
    )

    actif: bool | None = None


class Structure(Payload):
    """One association. Its officers, members, accounts and staff are not kept."""

    DROPPED: ClassVar[frozenset[str]] = frozenset(
        {
            "activites",
            "adherents_personnes_morales",
            "affiliations",
            "agrements",
            "budgets",
            "commentaire",
            "compositions",
            "comptes",
            "dirigeants",
            "id_correspondance",
            "id_rna",
            "identite",
            "nb_actifs",
            "patrimoines",
            "rhs",
        }
    )

    id_siren: str
    coordonnees: Coordinates
    etablissements: tuple[Establishment, ...] = ()


CARD = SourceCard(
    id="fr.associations",
    title="API Associations",
    publisher="Ministère chargé de la vie associative (DJEPVA)",
    kind=SourceKind.CONTACT_DIRECTORY,
    country="FR",
    base_url="https://lecompteasso.associations.gouv.fr/apim/api-asso/api",
    licence="Licence Ouverte 2.0",
    attribution="API Associations (RNA et Sirene)",
    terms_url="https://www.data.gouv.fr/dataservices/api-associations",
    terms_reviewed_on=date(2026, 11, 1),
    visibility=Visibility.EVERYONE,
    means=Means.PUBLISHED,
    login_required=False,
    fields_read=fields_of(Structure)[0],
    fields_dropped=dropped_by(Structure),
    personal_parameters=("siren",),
    rate_per_second=1.0,
    limits=((8, 60.0),),  # the limit is ten a minute for each address
    ttl_seconds=3_600,
    intrusiveness=1,
    legal_notes=(
        "An association chooses whether its record is published on the internet; where it did not "
        "say yes, nothing of it is shown. Officers, members, staff and accounts are dropped: they "
        "are third persons or not needed. Addresses are dropped: a volunteer's home may be one."
    ),
    expected_yield=0.02,
    expands=frozenset({EntityKind.COMPANY}),
)


class Associations(Directory):
    """The register of associations over a session."""

    async def contacts(self, asked: Asked, permit: Permit) -> AsyncIterator[Record]:
        """What the association publishes; most companies are none, which the register says by 404."""
        answer = await self.session.get(STRUCTURE, {"siren": asked.siren}, permit)
        if isinstance(answer, Declined):
            if answer.status == UNKNOWN:
                return
            raise SourceChanged(CARD.id, f"refuses the question ({answer.status})")
        structure = read(Structure, answer.body, CARD.id)
        if structure.id_siren != asked.siren:
            raise SourceChanged(CARD.id, "answers about another number")
        record = record_of(
            replace(asked, one_person=False),
            [
                structure.coordonnees.said,
                *(place.said for place in structure.etablissements if place.actif is not False),
            ],
            answer,
            unread_fields(structure),
            withheld=structure.coordonnees.publication_internet is not True,
        )
        if record is not None:
            yield record


def connect(session: Session) -> Associations:
    """The connector over a session."""
    return Associations(session, CARD)
