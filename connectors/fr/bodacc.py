"""BODACC: is a company in a collective procedure, who was appointed, and is it struck off?

Asked for one registration number at a time; it never says anything about a person by name.
"""

from __future__ import annotations

import hashlib
from collections.abc import AsyncIterator, Sequence
from dataclasses import replace
from datetime import date
from typing import TypeAlias

import structlog
from stdnum.fr import siren as siren_number

from connectors.answer import Declined, Fetched
from connectors.base import dropped_by, read, statements
from connectors.fr.bodacc_notices import (
    Judgment,
    Notice,
    NoticePage,
    RawNotice,
    StrikeOff,
    blob,
    notice_of,
    numbers,
    registrations,
)
from connectors.fr.bodacc_rules import Then
from connectors.fr.bodacc_standing import Appointment, Standing, standing
from connectors.session import Session
from tracer.entities import (
    SOLE_TRADER_FORM,
    Entity,
    EntityId,
    EntityKind,
    Link,
    LinkType,
    Property,
    Record,
    Statement,
)
from tracer.errors import BudgetExhausted, SourceChanged, SourceError, SourceUnsupported
from tracer.lawful import Permit
from tracer.normalise.names import name_key
from tracer.screening import InsolvencyState
from tracer.source import Means, SourceCard, SourceKind, Visibility
from tracer.subject import Subject, SubjectKind

log = structlog.get_logger(__name__)

DATASET = "/api/explore/v2.1/catalog/datasets/annonces-commerciales"
FAMILIES = ("collective", "radiation", "creation", "immatriculation", "modification")
PER_PAGE = 100  # the portal gives ten unless asked
MOST_ROWS = 10_000  # of paging; beyond it, an export

Rows: TypeAlias = "dict[str, tuple[RawNotice, Fetched]]"
"""Notices by their id, each with the answer that brought it."""

CARD = SourceCard(
    id="fr.bodacc",
    title="BODACC, annonces commerciales",
    publisher="Direction de l'information légale et administrative (DILA)",
    kind=SourceKind.INSOLVENCY_NOTICES,
    country="FR",
    base_url="https://bodacc-datadila.opendatasoft.com",
    licence="Licence Ouverte 2.0",
    attribution="BODACC (DILA)",
    terms_url="https://www.bodacc.fr/pages/donnees-ouvertes-et-api/",
    terms_reviewed_on=date(2026, 11, 1),
    visibility=Visibility.EVERYONE,
    means=Means.PUBLISHED,
    login_required=False,
    fields_read=tuple(RawNotice.model_fields),
    fields_dropped=dropped_by(Judgment, StrikeOff, NoticePage),
    personal_parameters=("where",),
    rate_per_second=5.0,
    ttl_seconds=86_400,
    intrusiveness=0,
    legal_notes=(
        "Official notices published by law (C. com. art. R123-209 s.). Names and addresses of the "
        "persons concerned are dropped: only the state of the procedure, its organs and its dates "
        "are kept. Notices older than ten years no longer count. An open procedure forbids "
        "individual pursuit of earlier claims (C. com. art. L622-21)."
    ),
    expands=frozenset({EntityKind.COMPANY}),
)


class Bodacc:
    """The gazette over a session."""

    def __init__(self, session: Session) -> None:
        self.session = session

    @property
    def card(self) -> SourceCard:
        """What is known about the source."""
        return CARD

    async def search(self, subject: Subject, permit: Permit) -> AsyncIterator[Record]:
        """The standing of the debtor's own registration. A record always comes: "none" is said too."""
        trader = subject.kind is SubjectKind.SOLE_TRADER
        async for record in self._standing(valid_siren(subject.siren), trader, permit):
            yield record

    async def expand(self, entity: Entity, permit: Permit) -> AsyncIterator[Record]:
        """The standing of a company already found."""
        if entity.kind is not EntityKind.COMPANY:
            raise SourceUnsupported(CARD.id, "only a company has a registration")
        trader = entity.text(Property.LEGAL_FORM) == SOLE_TRADER_FORM
        siren = valid_siren(entity.text(Property.REGISTRATION_NUMBER))
        async for record in self._standing(siren, trader, permit):
            yield record

    async def _standing(self, siren: str, trader: bool, permit: Permit) -> AsyncIterator[Record]:
        """The standing; for a sole trader, also by the notices that only the persons' blob numbers.

        When that second question fails, what the first one found is said, "none" is not, and the
        failure follows the record: the answer is not whole.
        """
        rows, first = await self._rows(f'registre="{siren}"', permit)
        missed: SourceError | BudgetExhausted | None = None
        if trader:
            try:
                rows = await self._craftsman_rows(siren, permit) | rows
            except (SourceError, BudgetExhausted) as error:
                log.warning("trades-register-not-searched", source=CARD.id, error=error.code)
                missed = error
        notices = [notice_of(raw, fetched) for raw, fetched in rows.values()]
        found = standing(notices, siren, self.session.clock.now().date())
        if missed is not None and found.state is InsolvencyState.NONE:
            found = replace(found, state=None)
        yield record_of(siren, found, notices, first)
        if missed is not None:
            raise missed

    async def _craftsman_rows(self, siren: str, permit: Permit) -> Rows:
        """The notices whose persons bear the number, in the trades register or the companies' one.

        The portal's search is approximate: rows that do not hold the very number are left out.
        """
        text = f"{siren[:3]} {siren[3:6]} {siren[6:]}"
        asked = f'search(listepersonnes, "{text}")'
        rows, _ = await self._rows(asked, permit, paged=PER_PAGE)
        return {notice: row for notice, row in rows.items() if bears(row[0], siren)}

    async def _rows(
        self, about: str, permit: Permit, paged: int = MOST_ROWS
    ) -> tuple[Rows, Fetched]:
        """Every notice of a condition, each once, and the first answer.

        Beyond `paged`, or when paging does not bring as many as the portal counts, the whole export
        is asked for: a notice that was missed could be the one that opens a procedure.
        """
        families = ",".join(f'"{family}"' for family in FAMILIES)
        where = f"{about} AND familleavis in ({families})"
        rows: Rows = {}
        first: Fetched | None = None
        for offset in range(0, paged, PER_PAGE):
            params = {"where": where, "order_by": "dateparution desc"}
            asked = {**params, "limit": str(PER_PAGE), "offset": str(offset)}
            answer = await self._ask(f"{DATASET}/records", asked, permit)
            first = first or answer
            page = read(NoticePage, answer.body, CARD.id)
            rows.update({raw.id: (raw, answer) for raw in page.results})
            if len(rows) >= page.total_count or page.total_count > paged:
                break
            if len(page.results) < PER_PAGE:
                break
        if len(rows) < page.total_count:
            answer = await self._ask(f"{DATASET}/exports/json", {"where": where}, permit)
            if not isinstance(answer.body, list):
                raise SourceChanged(CARD.id, "field body is not as known")
            if len(answer.body) < page.total_count:
                raise SourceChanged(CARD.id, "the export holds fewer notices than it counts")
            rows = {
                raw.id: (raw, answer)
                for raw in (read(RawNotice, row, CARD.id) for row in answer.body)
            }
        assert first is not None
        return rows, first

    async def _ask(self, path: str, params: dict[str, str], permit: Permit) -> Fetched:
        answer = await self.session.get(path, params, permit)
        if isinstance(answer, Declined):
            raise SourceChanged(CARD.id, f"refuses the question ({answer.status})")
        return answer


def record_of(siren: str, found: Standing, notices: Sequence[Notice], first: Fetched) -> Record:
    """What the notices say of one company, with the notice that says each thing."""
    company = EntityId(f"fr-siren-{siren}")
    own = first.provenance(siren)
    said = list(statements([(Property.REGISTRATION_NUMBER, siren)], own))
    for prop, value, notice in (
        (Property.INSOLVENCY_STATE, found.state, found.notice),
        (Property.INSOLVENCY_SINCE, found.since, found.notice),
        (Property.INSOLVENCY_NOTICE, found.notice.id if found.notice else None, found.notice),
        (Property.CLAIM_DEADLINE, found.claim_deadline, found.deadline_notice),
        (Property.STRUCK_OFF_ON, found.struck_off_on, found.strike_off_notice),
    ):
        if value is not None:
            provenance = notice.fetched.provenance(notice.id) if notice else own
            said.append(Statement(prop=prop, value=str(value), provenance=provenance))
    organs = {practitioner(a).id: practitioner(a) for a in found.appointments}
    unread = {name for notice in notices for name in notice.unread}
    if any(n.ruling and n.ruling.then is Then.UNKNOWN for n in notices):
        unread.add("jugement.nature")
    return Record(
        key=siren,
        entities=(
            Entity(id=company, kind=EntityKind.COMPANY, statements=tuple(said)),
            *organs.values(),
        ),
        links=tuple(
            Link(
                source=practitioner(appointment).id,
                type=LinkType.APPOINTED_TO,
                target=company,
                provenance=appointment.notice.fetched.provenance(appointment.notice.id),
                role=appointment.organ.role,
            )
            for appointment in found.appointments
        ),
        provenance=own,
        unread_fields=tuple(sorted(unread)),
    )


def practitioner(appointment: Appointment) -> Entity:
    """The organ as an entity; the same name in the same postcode is the same office."""
    organ, notice = appointment.organ, appointment.notice
    seed = f"{name_key(organ.name)}|{organ.postcode or ''}"
    return Entity(
        id=EntityId("fr-practitioner-" + hashlib.sha256(seed.encode()).hexdigest()[:20]),
        kind=EntityKind.PRACTITIONER,
        statements=statements(
            [
                (Property.NAME, organ.name),
                (Property.ROLE, organ.role),
                (Property.FULL, organ.address),
                (Property.POSTAL_CODE, organ.postcode),
                (Property.CITY, organ.city),
            ],
            notice.fetched.provenance(notice.id),
        ),
    )


def bears(raw: RawNotice, siren: str) -> bool:
    """Whether a row holds the very number, as a register number or as that of a person concerned."""
    persons = blob(raw.listepersonnes, "listepersonnes")
    return siren in numbers(raw.registre) | registrations(persons)


def valid_siren(number: str | None) -> str:
    """The SIREN without spaces, or SourceUnsupported: the gazette is asked by number only."""
    compact = "".join((number or "").split())
    if not siren_number.is_valid(compact):
        raise SourceUnsupported(CARD.id, "no valid SIREN to ask about")
    return compact


def connect(session: Session) -> Bodacc:
    """The connector over a session."""
    return Bodacc(session)
