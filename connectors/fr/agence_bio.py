"""Agence Bio: contacts of farms and firms that are certified organic, by SIREN."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import date
from typing import ClassVar

from connectors.base import Payload, dropped_by, fields_of, read, unread_fields
from connectors.fr.published_contacts import Asked, Directory, Said, record_of
from connectors.session import Session
from tracer.entities import EntityKind, Record
from tracer.lawful import Permit
from tracer.source import Means, SourceCard, SourceKind, Visibility

OPERATORS = "/operateurs/"
MOST_OPERATORS = 1_500  # of one SIREN; the portal gives ten unless asked
ENDED = "ARRETEE"


class Certificate(Payload):
    """A certificate; a firm that changed its certifier has an ended one too."""

    DROPPED: ClassVar[frozenset[str]] = frozenset(
        {
            "dateArret",
            "dateEngagement",
            "dateNotification",
            "dateSuspension",
            "numeroControleEu",
            "organisme",
            "url",
        }
    )

    etatCertification: str | None = None  # noqa: N815 - the portal's own name


class Site(Payload):
    """A website of an operator."""

    DROPPED: ClassVar[frozenset[str]] = frozenset(
        {"active", "id", "operateurId", "siteWebTypeId", "typeSiteWeb", "typeSiteWebId"}
    )

    url: str | None = None


class Operator(Payload):
    """One certified place. `gerant` names a person: he is dropped before anything else."""

    DROPPED: ClassVar[frozenset[str]] = frozenset(
        {
            "activites",
            "adressesOperateurs",
            "categories",
            "codeNAF",
            "dateMaj",
            "datePremierEngagement",
            "denominationcourante",
            "gerant",
            "id",
            "mixite",
            "numeroBio",
            "productions",
            "raisonSociale",
            "reseau",
        }
    )

    siret: str | None
    telephone: str | None = None
    telephoneNational: str | None = None  # noqa: N815 - the portal's own name
    telephoneCommerciale: str | None = None  # noqa: N815
    email: str | None = None
    siteWebs: tuple[Site, ...] = ()  # noqa: N815
    certificats: tuple[Certificate, ...] = ()

    @property
    def has_ended(self) -> bool:
        """Whether every certificate it has is ended: it is somebody's former record."""
        states = {certificate.etatCertification for certificate in self.certificats}
        return states == {ENDED}


class Operators(Payload):
    """The operators that match; none is an empty list, with status 200."""

    DROPPED: ClassVar[frozenset[str]] = frozenset({"nbTotal"})

    items: list[Operator]


CARD = SourceCard(
    id="fr.agence_bio",
    title="Annuaire des professionnels du bio",
    publisher="Agence Bio",
    kind=SourceKind.CONTACT_DIRECTORY,
    country="FR",
    base_url="https://opendata.agencebio.org/api/gouv",
    licence="Licence Ouverte 2.0",
    attribution="Agence Bio",
    terms_url="https://www.data.gouv.fr/dataservices/api-professionnels-bio",
    terms_reviewed_on=date(2026, 11, 1),
    visibility=Visibility.EVERYONE,
    means=Means.PUBLISHED,
    login_required=False,
    fields_read=fields_of(Operators)[0],
    fields_dropped=dropped_by(Operators),
    personal_parameters=("siret",),
    rate_per_second=2.0,
    ttl_seconds=3_600,
    intrusiveness=1,
    legal_notes=(
        "Published by law so that certified operators are known (Regulation (EU) 2018/848 art. 34). "
        "`gerant` is a person the debt may not concern: dropped. A farm's address is often a home: "
        "dropped. The mobile of a farmer is personal."
    ),
    expected_yield=0.03,
    expands=frozenset({EntityKind.COMPANY}),
)


class AgenceBio(Directory):
    """The directory over a session."""

    async def contacts(self, asked: Asked, permit: Permit) -> AsyncIterator[Record]:
        """All that its places publish. `siret` takes a SIREN too; what it brings is checked."""
        params = {"siret": asked.siren, "nb": str(MOST_OPERATORS)}
        answer = await self.ask(OPERATORS, params, permit)
        page = read(Operators, answer.body, CARD.id)
        rows = [
            Said(
                phones=(each.telephone, each.telephoneNational, each.telephoneCommerciale),
                emails=(each.email,),
                websites=tuple(site.url for site in each.siteWebs),
            )
            for each in page.items
            if (each.siret or "").startswith(asked.siren) and not each.has_ended
        ]
        record = record_of(asked, rows, answer, unread_fields(page))
        if record is not None:
            yield record


def connect(session: Session) -> AgenceBio:
    """The connector over a session."""
    return AgenceBio(session, CARD)
