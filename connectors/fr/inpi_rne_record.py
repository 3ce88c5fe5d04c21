"""A company of the RNE as a record: its office, and who holds or held a power in it.

An observation is free text that mixes everything ("Radiation du RCS" may be a move of the office):
only how many there are of each kind is said, and no state is ever read from one.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator

from connectors.answer import Fetched
from connectors.base import value_or_masked
from connectors.drawn import Drawn, calendar_day, company_id
from connectors.fr.countries import UNKNOWN
from connectors.fr.inpi_rne_payload import (
    Address,
    Body,
    Company,
    Content,
    Creation,
    Description,
    Naming,
    Seat,
)
from connectors.fr.inpi_rne_powers import draw_person, draw_power, is_over
from tracer.entities import (
    SOLE_TRADER_FORM,
    EntityId,
    EntityKind,
    LinkType,
    Masked,
    Property,
    Record,
)
from tracer.errors import SourceChanged
from tracer.normalise.names import name_key

OPEN = frozenset({"TRUE", "O", "OUI"})
REFUSED = frozenset({"FALSE", "N", "NON", "P"})
KINDS = {"AJOUT": "added", "MODIFICATION": "changed", "SUPPRESSION": "removed"}
FORM = re.compile(r"^[0-9]{4}$")

Said = list[tuple[Property, str | Masked | None]]


def is_withheld(company: Company) -> bool:
    """Whether its subject opposed the use of its data: the register still sends it, we keep none.

    A status that nobody knows counts as opposed; one that is not said does not.
    """
    return any(status not in OPEN for _, status in diffusion(company))


def diffusion(company: Company) -> Iterator[tuple[str, str]]:
    """Each diffusion status that is said, by the name of its field, in capitals."""
    for name, status in (
        ("formality.diffusionCommerciale", company.formality.diffusion_commerciale),
        ("formality.diffusionINSEE", company.formality.diffusion_insee),
    ):
        if status is not None:
            yield name, str(status).strip().upper()


def body_of(content: Content, source: str) -> Body:
    """The one of the three bodies that the register filled."""
    body = content.personne_morale or content.personne_physique or content.exploitation
    if body is None:
        raise SourceChanged(source, "the company is of no kind that is known")
    return body


def record_of(company: Company, fetched: Fetched, unread: Iterable[str]) -> Record:
    """The company and its powers; one that is withheld keeps its number, form and dates only."""
    by, content = fetched.source, company.formality.content
    body, withheld = body_of(content, by), is_withheld(company)
    drawn = Drawn(fetched.provenance(company.siren))
    naming = (body.identite and body.identite.entreprise) or Naming()
    trader = trader_of(body)
    unread = [*unread, *(f for f, said in diffusion(company) if said not in OPEN | REFUSED)]
    ends = ends_of(body, naming)
    ended = next((day for day in ends if is_over(day, drawn)), None)
    current = None if ended else True
    name = naming.denomination or (called(trader) if trader else None)
    creation = content.nature_creation or Creation()
    disclosed = company.formality.diffusion_commerciale is not None
    said: Said = [
        (Property.NAME, Masked(by) if withheld else value_or_masked(name, by)),
        (Property.REGISTRATION_NUMBER, company.siren),
        (Property.JURISDICTION, "FR"),
        (Property.LEGAL_FORM, legal_form(company, naming)),
        (Property.STATUS, "closed" if ended else None),
        (Property.INCORPORATION_DATE, calendar_day(naming.date_immat or creation.date_creation)),
        (Property.DISSOLUTION_DATE, calendar_day(ended or next(iter(ends), None))),
        (Property.DISCLOSURE, "partial" if withheld else "full" if disclosed else None),
    ]
    if not withheld:
        aliases = (naming.sigle, naming.nom_commercial)
        said += [(Property.ALIAS, value_or_masked(alias, by)) for alias in aliases]
        said += [(Property.SIGNAL, signal) for signal in observed(body, content)]
    drawn.add(company_id(company.siren), EntityKind.COMPANY, said)
    if not withheld:
        seat = body.adresse_entreprise or Seat()
        draw_seat(seat.adresse, naming, company.siren, drawn, current=current)
        if trader:
            draw_person(trader, company.siren, None, drawn, current=current, alone=True)
        for power in body.composition.pouvoirs if body.composition else ():
            draw_power(power, company.siren, drawn, current=current)
    return drawn.record(company.siren, withheld=withheld, unread=unread)


def trader_of(body: Body) -> Description | None:
    """The person who trades in their own name, if the company is one."""
    entrepreneur = body.identite and body.identite.entrepreneur
    return entrepreneur.description_personne if entrepreneur else None


def called(person: Description) -> str | None:
    """How a sole trader is called: the first given name and the surname in use."""
    words = (*person.prenoms[:1], person.nom_usage or person.nom)
    return " ".join(word for word in words if word) or None


def ends_of(body: Body, naming: Naming) -> tuple[str, ...]:
    """The days the company ceased or was struck off, or will be, as its own fields say them."""
    ceased = body.detail_cessation_entreprise
    said = (ceased.date_radiation, ceased.date_cessation_totale_activite) if ceased else ()
    return tuple(day for day in (*said, naming.date_rad) if day)


def legal_form(company: Company, naming: Naming) -> str | None:
    """The code of its form: the register writes a label in its place now and then."""
    content = company.formality.content
    creation = content.nature_creation or Creation()
    said = (naming.forme_juridique, company.formality.forme_juridique, creation.forme_juridique)
    default = SOLE_TRADER_FORM if content.personne_physique else None
    return next((form for form in said if form and FORM.match(form)), default)


def observed(body: Body, content: Content) -> Iterator[str]:
    """How many observations there are of each kind."""
    notes = body.observations.rcs if body.observations else ()
    kinds = Counter(KINDS.get(name_key(note.etat_obs or ""), "other") for note in notes)
    kinds["by_office"] += len(content.inscriptions_offices)
    yield from (f"flag: observations_{kind} {n}" for kind, n in sorted(kinds.items()) if n)


def draw_seat(
    seat: Address | None, naming: Naming, siren: str, drawn: Drawn, *, current: bool | None
) -> None:
    """The registered office, under the number of its establishment where that is said."""
    by = drawn.provenance.source
    if seat is None or seat.commune is None:
        return
    parts = [
        value_or_masked(part, by)
        for part in (
            seat.complement_localisation,
            seat.num_voie,
            seat.indice_repetition,
            seat.type_voie,
            seat.voie,
            seat.distribution_speciale,
            seat.code_postal,
            seat.commune,
        )
    ]
    if any(isinstance(part, Masked) for part in parts):
        return
    country = {"FRA": "FR", None: "FR"}.get(seat.code_pays, UNKNOWN)
    office = drawn.add(
        EntityId(f"fr-siege-{siren}{naming.nic_siege or ''}"),
        EntityKind.ADDRESS,
        [
            (Property.FULL, " ".join(part for part in parts if isinstance(part, str))),
            (Property.POSTAL_CODE, value_or_masked(seat.code_postal, by)),
            (Property.CITY, value_or_masked(seat.commune, by)),
            (Property.COUNTRY, country),
        ],
    )
    drawn.link(company_id(siren), LinkType.LOCATED_AT, office, "siège", current=current)
