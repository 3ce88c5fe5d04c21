"""API Recherche d'entreprises: companies by number or name, and the companies a person directs.

It never asks more than the case needs, and never concludes from a count the API estimates.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator, Mapping
from datetime import date

from stdnum.fr import siren as siren_number

from connectors.answer import Declined, Fetched
from connectors.base import dropped_by, read
from connectors.fr.departments import department
from connectors.fr.recherche_entreprises_names import birth_month, may_be, surnames
from connectors.fr.recherche_entreprises_payload import Director, LegalUnit, SearchPage
from connectors.fr.recherche_entreprises_record import is_withheld, record_of
from connectors.session import Session
from tracer.entities import Entity, EntityKind, Property, Record
from tracer.errors import BudgetExhausted, SourceChanged, SourceUnsupported
from tracer.lawful import Permit
from tracer.normalise.names import name_key
from tracer.source import Means, SourceCard, SourceKind, Visibility
from tracer.subject import Subject

PER_PAGE = 25  # the most the API gives; page × per_page may not exceed 10 000
DATED_PAGES = 12  # a name with a birth month: more than 300 units would be no answer
UNDATED_PAGES = 4  # a name alone: beyond 100 units it says nothing about anyone
NAME_PAGES = 2
PM_DEPTH = 2
PM_FOLLOWED = 8
AUDITOR = "COMMISSAIRE AUX COMPTES"  # an auditor directs nothing, and audits a thousand companies
LEGAL_FORMS = frozenset(
    {"SARL", "SAS", "SASU", "SA", "EURL", "SCI", "SNC", "SELARL", "EI", "SOCIETE", "STE", "SC"}
)

CARD = SourceCard(
    id="fr.recherche_entreprises",
    title="API Recherche d'entreprises",
    publisher="Direction interministérielle du numérique (DINUM)",
    kind=SourceKind.COMPANY_REGISTER,
    country="FR",
    base_url="https://recherche-entreprises.api.gouv.fr",
    licence="Licence Ouverte 2.0",
    attribution="INSEE Sirene et INPI RNE, via l'API Recherche d'entreprises (DINUM)",
    terms_url="https://recherche-entreprises.api.gouv.fr/docs/",
    terms_reviewed_on=date(2026, 11, 1),
    visibility=Visibility.EVERYONE,
    means=Means.PUBLISHED,
    login_required=False,
    fields_read=(
        *sorted(set(LegalUnit.model_fields) - {"siege", "dirigeants"}),
        "siege.adresse",
        "siege.code_postal",
        "siege.libelle_commune",
        "siege.nom_commercial",
        *(f"dirigeants.{name}" for name in sorted(Director.model_fields)),
    ),
    fields_dropped=dropped_by(SearchPage),
    personal_parameters=(
        "q",
        "nom_personne",
        "prenoms_personne",
        "date_naissance_personne_min",
        "date_naissance_personne_max",
        "departement",
    ),
    rate_per_second=5.0,  # the limit is 7 a second for an address, shared with its network
    ttl_seconds=3600,
    intrusiveness=1,
    legal_notes=(
        "Published registers. Units with statut_diffusion P are masked by the publisher and kept "
        "as withheld (C. com. art. A123-96). Elected members, finances, labels and secondary "
        "establishments are dropped: they neither identify nor locate the debtor (GDPR art. "
        "5(1)(c)). Sole traders have no birth date here."
    ),
)


class RechercheEntreprises:
    """The register over a session."""

    def __init__(self, session: Session) -> None:
        self.session = session

    @property
    def card(self) -> SourceCard:
        """What is known about the source."""
        return CARD

    async def search(self, subject: Subject, permit: Permit) -> AsyncIterator[Record]:
        """Units of the debtor: by each declared number, then by name, then those that direct them.

        A person is asked by each surname with the first given name and the whole birth month (a
        birth year alone asks the whole year; no birth date asks the name alone), and once more
        among sole traders without any date, because the register has none for them. Raises
        BudgetExhausted, after what was read, when a name fills every page allowed.
        """
        numbers = [n for n in (subject.siren, *(r.siren for r in subject.roles)) if n]
        valid = list(dict.fromkeys(filter(siren_number.is_valid, map(compact, numbers))))
        named = bool(subject.company_name if subject.is_company else subject.names)
        if not valid and not named:
            raise SourceUnsupported(CARD.id, "neither a valid SIREN nor a name is declared")
        seen: dict[str, LegalUnit] = {}
        for number in valid:
            async for record in self._unit(number, seen, permit):
                yield record
        cut = False
        if not (subject.is_company and subject.siren and compact(subject.siren) in seen):
            for params, pages in questions(subject):
                pager = self._pages(params, pages, permit)
                async for unit, fetched in pager:
                    if unit is None:
                        cut = True
                    elif unit.siren not in seen and concerns(unit, subject):
                        seen[unit.siren] = unit
                        yield record_of(unit, fetched)
        async for record in self._follow(seen, permit):
            yield record
        if cut:
            raise BudgetExhausted("the name is too common: only the first pages were read")

    async def expand(self, entity: Entity, permit: Permit) -> AsyncIterator[Record]:
        """The unit of a company already found, by its SIREN."""
        number = compact(entity.text(Property.REGISTRATION_NUMBER) or "")
        if entity.kind is not EntityKind.COMPANY or not siren_number.is_valid(number):
            raise SourceUnsupported(CARD.id, "only a company with a valid SIREN can be looked up")
        async for record in self._unit(number, {}, permit):
            yield record

    async def _unit(
        self, number: str, seen: dict[str, LegalUnit], permit: Permit
    ) -> AsyncIterator[Record]:
        """The unit of one SIREN. The API may answer about another: only the one asked is kept."""
        if number in seen:
            return
        page, fetched = await self._page({"q": number}, permit)
        for unit in page.results:
            if unit.siren == number and number not in seen:
                seen[number] = unit
                yield record_of(unit, fetched)

    async def _follow(self, seen: dict[str, LegalUnit], permit: Permit) -> AsyncIterator[Record]:
        """Legal persons that direct what was found, to a bounded depth, each once."""
        level, followed = [u for u in seen.values() if not is_withheld(u, CARD.id)], 0
        for _ in range(PM_DEPTH):
            numbers = [number for unit in level for number in directing_companies(unit)]
            level = []
            for number in dict.fromkeys(numbers):
                if number in seen:
                    continue
                if followed == PM_FOLLOWED:
                    raise BudgetExhausted("more companies direct it than are followed")
                followed += 1
                async for record in self._unit(number, seen, permit):
                    level.append(seen[number])
                    yield record

    async def _pages(
        self, params: Mapping[str, str], most: int, permit: Permit
    ) -> AsyncIterator[tuple[LegalUnit | None, Fetched]]:
        """Units page by page until a page brings no new SIREN; a last None says there was more.

        `total_results` is an estimate that changes from one page to the next: it decides nothing.
        """
        known: set[str] = set()
        for number in range(1, most + 1):
            page, fetched = await self._page({**params, "page": str(number)}, permit)
            fresh = [unit for unit in page.results if unit.siren not in known]
            if not fresh:
                return
            known.update(unit.siren for unit in fresh)
            for unit in fresh:
                yield unit, fetched
            if number == most and len(page.results) == PER_PAGE:
                yield None, fetched

    async def _page(self, params: Mapping[str, str], permit: Permit) -> tuple[SearchPage, Fetched]:
        """One answer. Only directors and the office are asked for, besides the unit itself."""
        asked = {
            **params,
            "per_page": str(PER_PAGE),
            "minimal": "true",
            "include": "dirigeants,siege",
        }
        answer = await self.session.get("/search", asked, permit)
        if isinstance(answer, Declined):
            if answer.status == 400 and "caractères" in (answer.message or ""):
                raise SourceUnsupported(CARD.id, "the name is too short to be searched")
            raise SourceChanged(CARD.id, f"refuses the question ({answer.status})")
        return read(SearchPage, answer.body, CARD.id), answer


def questions(subject: Subject) -> Iterator[tuple[dict[str, str], int]]:
    """What is asked by name, each with the most pages it may fill."""
    if subject.is_company:
        if subject.company_name:
            yield {"q": subject.company_name}, NAME_PAGES
        return
    asked: dict[tuple[str, str], dict[str, str]] = {}
    for name in subject.names:
        first = name.given[0] if name.given else ""
        who = {"nom_personne": name.surname, "type_personne": "dirigeant"}
        if first:
            who["prenoms_personne"] = first
        asked.setdefault((name_key(name.surname), name_key(first)), who)
    places = [department(address.postcode) for address in subject.addresses]
    near = ",".join(dict.fromkeys(place for place in places if place))
    for who in asked.values():
        if subject.birth:
            yield (
                {
                    **who,
                    "date_naissance_personne_min": whole_month_start(subject),
                    "date_naissance_personne_max": whole_month_end(subject),
                },
                DATED_PAGES,
            )
        else:
            yield dict(who), UNDATED_PAGES
        alone = {**who, "nature_juridique": "1000"}
        yield ({**alone, "departement": near} if near else alone), UNDATED_PAGES


def whole_month_start(subject: Subject) -> str:
    """The first day of the birth month (or year): directors are indexed to the month only."""
    assert subject.birth is not None
    return subject.birth.earliest.replace(day=1).isoformat()


def whole_month_end(subject: Subject) -> str:
    """The last day of the birth month (or year)."""
    assert subject.birth is not None
    birth = subject.birth
    return type(birth)(year=birth.year, month=birth.month).latest.isoformat()


def concerns(unit: LegalUnit, subject: Subject) -> bool:
    """Whether a unit the API returned is one that was asked for."""
    if subject.is_company:
        asked = company_words(subject.company_name or "")
        shop = unit.siege.nom_commercial if unit.siege else None
        names = (unit.nom_complet, unit.nom_raison_sociale, unit.sigle, shop)
        return any(asked <= company_words(name) for name in names if name)
    return any(
        may_be(
            subject.names,
            subject.birth,
            named=surnames(director.nom),
            given=director.prenoms,
            month=birth_month(director.date_de_naissance, director.annee_de_naissance),
        )
        for director in unit.dirigeants or []
        if director.nom and not director.is_legal_person
    )


def company_words(name: str) -> frozenset[str]:
    """The words of a company's name, its legal form aside."""
    words = frozenset(name_key(name).split())
    return words - LEGAL_FORMS or words


def directing_companies(unit: LegalUnit) -> Iterator[str]:
    """The valid SIRENs of the legal persons that direct a unit, auditors aside."""
    for director in unit.dirigeants or []:
        number = compact(director.siren or "")
        audits = AUDITOR in name_key(director.qualite or "")
        if director.is_legal_person and siren_number.is_valid(number) and not audits:
            yield number


def compact(number: str) -> str:
    """A SIREN without its spaces."""
    return "".join(number.split())


def connect(session: Session) -> RechercheEntreprises:
    """The connector over a session."""
    return RechercheEntreprises(session)
