"""FINESS: telephones of health and social establishments, by SIREN, from data.gouv.fr.

The file holds two kinds of rows: legal entities (EJ) bear a SIREN, and establishments (ET) often
bear a SIRET alone. Both are asked for. Every state a row ever had is there: "OBSOLETE" is skipped.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import date
from typing import ClassVar

from connectors.base import Payload, dropped_by, read, unread_fields
from connectors.fr.published_contacts import Asked, Directory, Said, record_of
from connectors.session import Session
from tracer.entities import EntityKind, Record
from tracer.errors import SourceChanged
from tracer.lawful import Permit
from tracer.source import Means, SourceCard, SourceKind, Visibility

ROWS = "/resources/796dfff7-cf54-493a-a0a7-ba3c2024c6f3/data/"
PER_PAGE = 50  # the most the portal gives
MOST_PAGES = 40  # the largest hospital group has some hundreds of rows
CURRENT = "ACTUEL"


class Row(Payload):
    """An establishment or a legal entity. Its address is the register's to say, its fax nobody's."""

    DROPPED: ClassVar[frozenset[str]] = frozenset(
        {
            "__id", "adresse_code_postal", "adresse_comp_voie", "adresse_lib_routage",
            "adresse_lieuditbp", "adresse_nom_voie", "adresse_num_voie", "adresse_type_voie",
            "categ_code", "categ_domaine", "categ_etat", "categ_lib", "categ_lib_court",
            "categ_niv1_code", "categ_niv1_lib", "categ_niv2_code", "categ_niv2_lib",
            "categ_niv3_code", "categ_niv3_lib", "com_code", "date_autorisation",
            "date_extract_finess", "date_maj", "date_maj_finess", "date_ouverture", "ej_finess",
            "ej_rs", "esms", "esms_ash", "esms_capaInternat_inst", "esms_capaTot_inst", "esms_esh",
            "esms_pa", "et_finess", "et_rs", "finess", "finess8", "geoloc_3857_x", "geoloc_3857_y",
            "geoloc_4326_lat", "geoloc_4326_long", "geoloc_legal_projection", "geoloc_legal_x",
            "geoloc_legal_y", "geoloc_precision", "geoloc_source", "gestion_ars", "gestion_dreets",
            "gestion_drihl", "mft_code", "mft_lib", "nb_irm", "nb_scanners", "rs", "san",
            "san_cancer", "san_chir", "san_dialyse", "san_had", "san_med", "san_obs", "san_psy",
            "san_sc", "san_sld", "san_smr", "san_urg", "source", "sph_code", "sph_lib",
            "statut_jur_code", "statut_jur_etat", "statut_jur_lib", "statut_jur_niv1_code",
            "statut_jur_niv1_lib", "statut_jur_niv2_code", "statut_jur_niv2_lib",
            "statut_jur_niv3_code", "statut_jur_niv3_lib", "telecopie", "tutelle", "type",
            "version_nomenclature",
        }
    )  # fmt: skip

    etat: str
    siren: str | None = None
    siret: str | None = None
    telephone: str | None = None

    def is_of(self, siren: str) -> bool:
        """Whether the row is about that SIREN, now."""
        return self.etat == CURRENT and siren in (self.siren, (self.siret or "")[:9])


class Links(Payload):
    """Where the next page is; None on the last."""

    DROPPED: ClassVar[frozenset[str]] = frozenset({"prev", "profile", "swagger"})

    next: str | None


class Page(Payload):
    """A page of rows; none is an empty list, with status 200."""

    DROPPED: ClassVar[frozenset[str]] = frozenset({"meta"})

    data: list[Row]
    links: Links


CARD = SourceCard(
    id="fr.finess",
    title="FINESS, établissements sanitaires, sociaux et médico-sociaux",
    publisher="Ministère chargé de la santé (DREES), par data.gouv.fr",
    kind=SourceKind.CONTACT_DIRECTORY,
    country="FR",
    base_url="https://tabular-api.data.gouv.fr/api",
    licence="Licence Ouverte 2.0",
    attribution="FINESS (DREES)",
    terms_url="https://www.data.gouv.fr/dataservices/api-tabulaire-data-gouv-fr-beta",
    terms_reviewed_on=date(2026, 11, 1),
    visibility=Visibility.EVERYONE,
    means=Means.PUBLISHED,
    login_required=False,
    fields_read=tuple(Row.model_fields),
    fields_dropped=dropped_by(Page),
    personal_parameters=("siren__exact", "siret__contains"),
    rate_per_second=5.0,
    ttl_seconds=3_600,
    intrusiveness=1,
    legal_notes=(
        "Published so that the public reaches establishments. Only the telephone is kept: what kind "
        "of care is given there says nothing of a debt and is dropped, with capacities and faxes "
        "(GDPR art. 5(1)(c), art. 9)."
    ),
    expected_yield=0.02,
    expands=frozenset({EntityKind.COMPANY}),
)


class Finess(Directory):
    """The file over a session."""

    async def contacts(self, asked: Asked, permit: Permit) -> AsyncIterator[Record]:
        """The telephones of the legal entity, then of its establishments: a record for each page."""
        for column in ("siren__exact", "siret__contains"):
            for number in range(1, MOST_PAGES + 1):
                params = {column: asked.siren, "page_size": str(PER_PAGE), "page": str(number)}
                answer = await self.ask(ROWS, params, permit)
                page = read(Page, answer.body, CARD.id)
                rows = [Said(phones=(r.telephone,)) for r in page.data if r.is_of(asked.siren)]
                record = record_of(asked, rows, answer, unread_fields(page))
                if record is not None:
                    yield record
                if page.links.next is None:
                    break
            else:
                raise SourceChanged(CARD.id, "has more pages than any group has establishments")


def connect(session: Session) -> Finess:
    """The connector over a session."""
    return Finess(session, CARD)
