"""One legal unit as a record: the company, its office and its directors. A mask is never a name."""

from __future__ import annotations

from stdnum.fr import siren as siren_number

from connectors.answer import Fetched
from connectors.base import unread_fields, value_or_masked
from connectors.drawn import Drawn, calendar_day, company_id, opaque
from connectors.fr.countries import iso_country
from connectors.fr.recherche_entreprises_names import birth_month, surnames
from connectors.fr.recherche_entreprises_payload import Director, LegalUnit
from tracer.entities import EntityId, EntityKind, LinkType, Masked, Property, Record
from tracer.normalise.names import name_key

STATES = {"A": "active", "C": "closed"}


def record_of(unit: LegalUnit, fetched: Fetched) -> Record:
    """The record of one unit. One that masks whom it is about is withheld: its legal facts only.

    Whether the office and the directors of a closed unit still are, the register does not tell.
    """
    provenance = fetched.provenance(unit.siren)
    drawn = Drawn(provenance)
    withheld = is_withheld(unit, provenance.source)
    unread = list(unread_fields(unit))
    by = provenance.source
    name = value_or_masked(unit.nom_raison_sociale or unit.nom_complet, by)
    state = STATES.get(unit.etat_administratif or "")
    if unit.etat_administratif and state is None:
        unread.append("etat_administratif")
    disclosure = "partial" if unit.is_partial else "full"
    said: list[tuple[Property, str | Masked | None]] = [
        (Property.NAME, Masked(by) if withheld else name),
        (Property.REGISTRATION_NUMBER, unit.siren),
        (Property.LEGAL_FORM, value_or_masked(unit.nature_juridique, by)),
        (Property.STATUS, state),
        (Property.DISCLOSURE, disclosure if unit.statut_diffusion or withheld else None),
    ]
    for prop, field_name in (
        (Property.INCORPORATION_DATE, "date_creation"),
        (Property.DISSOLUTION_DATE, "date_fermeture"),
    ):
        written = getattr(unit, field_name)
        said.append((prop, calendar_day(written)))
        if written and calendar_day(written) is None:
            unread.append(field_name)
    if not withheld:
        shop = unit.siege.nom_commercial if unit.siege else None
        said += [(Property.ALIAS, value_or_masked(alias, by)) for alias in (unit.sigle, shop)]
    company = drawn.add(company_id(unit.siren), EntityKind.COMPANY, said)
    if not withheld:
        current = None if state == "closed" else True
        draw_seat(unit, company, drawn, current=current)
        for director in unit.dirigeants or []:
            draw_director(director, unit.siren, company, drawn, current=current)
    return Record(
        key=unit.siren,
        entities=tuple(drawn.entities.values()),
        links=tuple(drawn.links),
        provenance=provenance,
        withheld=withheld,
        unread_fields=tuple(sorted(set(unread))),
    )


def is_withheld(unit: LegalUnit, source: str) -> bool:
    """Whether the register masks whom the unit is about, by its status or by any masked name."""
    if unit.is_partial:
        return True
    names = [unit.nom_complet, unit.nom_raison_sociale]
    return any(isinstance(value_or_masked(name, source), Masked) for name in names)


def draw_seat(unit: LegalUnit, company: EntityId, drawn: Drawn, *, current: bool | None) -> None:
    """The registered office, unless the register hides any part of it."""
    seat, by = unit.siege, drawn.provenance.source
    if seat is None or seat.statut_diffusion_etablissement not in (None, "O"):
        return
    city = value_or_masked(seat.libelle_commune or seat.libelle_commune_etranger, by)
    full, postcode = value_or_masked(seat.adresse, by), value_or_masked(seat.code_postal, by)
    if full is None or any(isinstance(value, Masked) for value in (full, postcode, city)):
        return
    office = drawn.add(
        EntityId(f"fr-siege-{seat.siret or unit.siren}"),
        EntityKind.ADDRESS,
        [
            (Property.FULL, full),
            (Property.POSTAL_CODE, postcode),
            (Property.CITY, city),
            (Property.COUNTRY, iso_country(seat.code_pays_etranger)),
        ],
    )
    drawn.link(company, LinkType.LOCATED_AT, office, current=current)


def draw_director(
    director: Director, siren: str, company: EntityId, drawn: Drawn, *, current: bool | None
) -> None:
    """A director and his role; one whom the register masks is not drawn at all."""
    role = value_or_masked(director.qualite, drawn.provenance.source)
    role = role if isinstance(role, str) else None
    if director.is_legal_person:
        draw_legal_person(director, siren, company, role, drawn, current=current)
    else:
        draw_person(director, siren, company, role, drawn, current=current)


def draw_person(
    director: Director,
    siren: str,
    company: EntityId,
    role: str | None,
    drawn: Drawn,
    *,
    current: bool | None,
) -> None:
    """A natural person. Registers repeat a director with unequal given names (JEAN, JEAN MARIE):

    the same surnames, first given name and birth month in one company are one person, who keeps
    the longest given names.
    """
    by = drawn.provenance.source
    nom, given = value_or_masked(director.nom, by), value_or_masked(director.prenoms, by)
    if not isinstance(nom, str) or isinstance(given, Masked):
        return
    named = surnames(nom)
    month = birth_month(director.date_de_naissance, director.annee_de_naissance)
    first = name_key((given or "").split(" ")[0])
    person = opaque("fr-pp-", siren, *(named.keys or (named.usage,)), first, month or "")
    known = drawn.entities.pop(person, None)
    longest = max((known.text(Property.FIRST_NAME) if known else None) or "", given or "", key=len)
    birth_name = named.birth or (known.text(Property.BIRTH_NAME) if known else None)
    drawn.add(
        person,
        EntityKind.PERSON,
        [
            (Property.LAST_NAME, named.usage),
            (Property.BIRTH_NAME, birth_name),
            (Property.FIRST_NAME, longest or None),
            (Property.BIRTH_DATE, month),
        ],
    )
    drawn.link(person, LinkType.DIRECTORSHIP, company, role, current=current)


def draw_legal_person(
    director: Director,
    siren: str,
    company: EntityId,
    role: str | None,
    drawn: Drawn,
    *,
    current: bool | None,
) -> None:
    """A company that directs another. A SIREN that fails its check is kept as said, linked to nothing:

    one digit off is another company, or none.
    """
    name = value_or_masked(director.denomination, drawn.provenance.source)
    number = siren_number.compact(director.siren or "") or None
    if number and siren_number.is_valid(number):
        held = drawn.add(
            company_id(number),
            EntityKind.COMPANY,
            [(Property.NAME, name), (Property.REGISTRATION_NUMBER, number)],
        )
        drawn.link(held, LinkType.DIRECTORSHIP, company, role, current=current)
    elif isinstance(name, str):
        unnumbered = drawn.add(
            opaque("fr-pm-", siren, name_key(name), number or ""),
            EntityKind.COMPANY,
            [(Property.NAME, name), (Property.REGISTRATION_NUMBER, number)],
        )
        if number is None:
            drawn.link(unnumbered, LinkType.DIRECTORSHIP, company, role, current=current)
