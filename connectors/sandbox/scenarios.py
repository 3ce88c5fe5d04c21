"""Debtors to tell stories with: what a case file may state of each, and what is true of them."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from random import Random

from connectors.sandbox import judgments
from connectors.sandbox import scenario_companies as companies
from connectors.sandbox.gazette import Gazette
from connectors.sandbox.insolvencies import LIQUIDATION, REDRESSEMENT
from connectors.sandbox.judgments import judgment_blob
from connectors.sandbox.notices import strike_off
from connectors.sandbox.places import commune_of
from connectors.sandbox.practitioners import PRACTITIONERS, Practitioner, readable_line
from connectors.sandbox.scenario_companies import at
from tracer.subject import (
    NameRole,
    PartialDate,
    PersonName,
    PostalAddress,
    Subject,
    SubjectKind,
)


class Expected(StrEnum):
    """How a trace of the debtor must end."""

    CONFIRMED = "confirmed"
    REVIEW = "review"
    INSOLVENT = "insolvent"  # the practitioner is the only channel
    WITHHELD = "withheld"  # the register masks the unit: nothing of it is stored or shown
    COMPANY_FOUND = "company_found"


@dataclass(frozen=True, slots=True, kw_only=True)
class Scenario:
    """One debtor: the subject as a case file declares it, the truth, and why it must end so."""

    key: str
    subject: Subject
    expected: Expected
    because: str
    sirens: tuple[str, ...] = ()  # units that are truly the subject's
    namesake_sirens: tuple[str, ...] = ()  # units that are somebody else's
    state: str | None = None  # of the insolvency
    practitioner: Practitioner | None = None
    judged_on: date | None = None
    published_on: date | None = None
    claim_deadline: date | None = None
    chain: tuple[str, ...] = field(default=())  # SIRENs of legal-person directors, nearest first


def _letter(commune: str, number: int, kind: str, street: str) -> PostalAddress:
    place = commune_of(commune)
    line = readable_line(at(commune, number, kind, street))
    return PostalAddress(line=line, postcode=place.postcode, city=place.city)


def _debtor(
    surname: str,
    given: tuple[str, ...],
    born: date,
    sex: str,
    home: PostalAddress,
    *,
    kind: SubjectKind = SubjectKind.DIRECTOR,
    usage: str | None = None,
    siren: str | None = None,
) -> Subject:
    names = [PersonName(surname=surname, given=given, role=NameRole.BIRTH)]
    if usage:
        names.append(PersonName(surname=usage, given=given, role=NameRole.USAGE))
    return Subject(
        kind=kind,
        names=tuple(names),
        birth=PartialDate(year=born.year, month=born.month, day=born.day),
        sex=sex,
        siren=siren,
        addresses=(home,),
    )


RARE_NAME = Scenario(
    key="rare-name",
    subject=_debtor(
        "Brevalaire",
        ("Corentin", "Gildas"),
        date(1979, 5, 14),
        "M",
        _letter("63113", 27, "RUE", "ANSELME VIDRACOURT"),
    ),
    expected=Expected.CONFIRMED,
    because="A surname nobody else bears, the birth month, and a company in the town of residence.",
    sirens=(
        companies.RARE_NAME_ALONE.siren,
        companies.RARE_NAME_SHARED.siren,
        companies.RARE_NAME_CLOSED.siren,
    ),
)
FREQUENT_NAME = Scenario(
    key="frequent-name",
    subject=_debtor(
        "Martin",
        ("Nathalie",),
        date(1971, 9, 3),
        "F",
        _letter("80021", 16, "AVENUE", "EULALIE MONTCHARVIN"),
    ),
    expected=Expected.REVIEW,
    because="Three directors share the name and the birth month; nothing else tells them apart.",
    sirens=(companies.FREQUENT_NAME_TRUE.siren,),
    namesake_sirens=tuple(each.siren for each in companies.FREQUENT_NAME_OTHERS),
)
LIQUIDATED_TRADER = Scenario(
    key="liquidated-trader",
    subject=_debtor(
        "Arvenquet",
        ("Josselin", "Pierre"),
        date(1984, 3, 22),
        "M",
        _letter("35238", 23, "RUE", "DU LAVOIR SAINT-ORVAL"),
        kind=SubjectKind.SOLE_TRADER,
        siren=companies.LIQUIDATED_TRADER.siren,
    ),
    expected=Expected.INSOLVENT,
    because="A liquidation is open: claims go to the liquidator, and nobody writes to the debtor.",
    sirens=(companies.LIQUIDATED_TRADER.siren,),
    state=LIQUIDATION,
    practitioner=PRACTITIONERS[1],
    judged_on=date(2026, 10, 13),
    published_on=date(2026, 10, 20),
    claim_deadline=date(2026, 12, 20),
)
MASKED_TRADER = Scenario(
    key="masked-trader",
    subject=_debtor(
        "Casterviel",
        ("Ombeline",),
        date(1990, 7, 8),
        "F",
        _letter("37261", 71, "RUE", "DES TROIS LANTERNIERS"),
        kind=SubjectKind.SOLE_TRADER,
        siren=companies.MASKED_TRADER.siren,
    ),
    expected=Expected.WITHHELD,
    because="The unit opposed publication: the register says that it exists and nothing more.",
    sirens=(companies.MASKED_TRADER.siren,),
)
RECOVERING_COMPANY = Scenario(
    key="recovering-company",
    subject=Subject(
        kind=SubjectKind.COMPANY,
        company_name="Transports Luvaine",
        siren=companies.RECOVERING_COMPANY.siren,
    ),
    expected=Expected.INSOLVENT,
    because="A redressement is open: claims go to the mandataire judiciaire within two months.",
    sirens=(companies.RECOVERING_COMPANY.siren,),
    state=REDRESSEMENT,
    practitioner=PRACTITIONERS[2],
    judged_on=date(2026, 9, 30),
    published_on=date(2026, 10, 8),
    claim_deadline=date(2026, 12, 8),
)
MARRIED_WOMAN = Scenario(
    key="married-woman",
    subject=_debtor(
        "Vasqueriez",
        ("Solange", "Inès"),
        date(1976, 12, 1),
        "F",
        _letter("49007", 34, "RUE", "DE LA FONTAINE OURSELLE"),
        usage="Delormain",
    ),
    expected=Expected.CONFIRMED,
    because="One company knows her usage name, another her birth name, a third both.",
    sirens=(
        companies.MARRIED_BY_USAGE_NAME.siren,
        companies.MARRIED_BY_BIRTH_NAME.siren,
        companies.MARRIED_BY_BOTH_NAMES.siren,
    ),
)
NAMESAKES_ONLY = Scenario(
    key="namesakes-only",
    subject=_debtor(
        "Durand",
        ("Philippe",),
        date(1964, 2, 17),
        "M",
        _letter("54395", 13, "RUE", "DU FOUR BASTINEAU"),
        kind=SubjectKind.CONSUMER,
    ),
    expected=Expected.REVIEW,
    because="He directs no company; one namesake was born the same month, and is not him.",
    namesake_sirens=tuple(each.siren for each in companies.NAMESAKES_ONLY),
)
CHAIN = Scenario(
    key="chain",
    subject=Subject(
        kind=SubjectKind.COMPANY,
        company_name="Lescazier Patrimoine",
        siren=companies.CHAIN_BOTTOM.siren,
    ),
    expected=Expected.COMPANY_FOUND,
    because="Three legal persons stand between the company and the woman who directs them all.",
    sirens=(companies.CHAIN_BOTTOM.siren,),
    chain=(
        companies.CHAIN_FIRST.siren,
        companies.CHAIN_MIDDLE.siren,
        companies.CHAIN_TOP.siren,
    ),
)

SCENARIOS: tuple[Scenario, ...] = (
    RARE_NAME,
    FREQUENT_NAME,
    LIQUIDATED_TRADER,
    MASKED_TRADER,
    RECOVERING_COMPANY,
    MARRIED_WOMAN,
    NAMESAKES_ONLY,
    CHAIN,
)


def publish_scenarios(rng: Random) -> Gazette:
    """The gazette with the notices of the stories, before anything else is published."""
    gazette = Gazette(rng)
    strike_off(gazette, companies.RARE_NAME_CLOSED, 21)
    for scenario, company, judgment in (
        (
            LIQUIDATED_TRADER,
            companies.LIQUIDATED_TRADER,
            judgments.liquidation(PRACTITIONERS[1], date(2026, 8, 31)),
        ),
        (
            RECOVERING_COMPANY,
            companies.RECOVERING_COMPANY,
            judgments.redressement(PRACTITIONERS[2], date(2026, 9, 15), 0, PRACTITIONERS[3]),
        ),
    ):
        assert scenario.judged_on is not None
        assert scenario.published_on is not None
        gazette.publish(
            company,
            scenario.published_on,
            family="collective",
            field="jugement",
            blob=judgment_blob(judgment, scenario.judged_on.isoformat()),
        )
    return gazette
