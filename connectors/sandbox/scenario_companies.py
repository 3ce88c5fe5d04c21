"""The companies of the stories, written by hand: every invented world has them, whatever its seed."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from connectors.sandbox.identifiers import SCENARIO_NUMBERS, fictive_siren, wrong_siren
from connectors.sandbox.model import (
    SOLE_TRADER,
    Company,
    Director,
    LegalDirector,
    NaturalDirector,
)
from connectors.sandbox.places import Address

_PRESIDENT = "Président de SAS"


def at(commune: str, number: int, kind: str, street: str) -> Address:
    """An address with a house number."""
    return Address(commune=commune, number=str(number), street_type=kind, street=street)


def _number(offset: int) -> str:
    return fictive_siren(SCENARIO_NUMBERS + offset)


def _person(surname: str, given: str, month: str | None, role: str | None) -> NaturalDirector:
    return NaturalDirector(surname=surname, given=given, birth_month=month, role=role)


def _company(
    offset: int, name: str, form: str, activity: str, seat: Address, *directors: Director
) -> Company:
    return Company(
        siren=_number(offset),
        name=name,
        form=form,
        activity=activity,
        created=date(2014, 3, 3),
        seat=seat,
        directors=directors,
    )


RARE_NAME_ALONE = _company(
    1,
    "BREVALAIRE AGENCEMENT",
    "5720",
    "43.32A",
    at("63113", 12, "RUE", "DES VANNIERS ROUGES"),
    _person("BREVALAIRE", "CORENTIN GILDAS", "1979-05", _PRESIDENT),
)
RARE_NAME_SHARED = _company(
    2,
    "ATELIERS DE LA COMBE VERDELINE",
    "5499",
    "43.32A",
    at("63178", 3, "CHEMIN", "DE LA COMBE VERDELINE"),
    _person("BREVALAIRE", "CORENTIN", "1979-05", "Gérant"),
    _person("TARNOVIER", "MIREILLE ANDREE", "1968-11", "Gérant"),
    _person("OSTRELLAN", "YANNIC", "1981-02", "Gérant"),
)
RARE_NAME_CLOSED = replace(
    _company(
        3,
        "MENUISERIE TALVENNE",
        "5499",
        "43.32A",
        at("15014", 41, "AVENUE", "DES GRANDS OSIERS DORES"),
        _person("BREVALAIRE (BREVALAIRE)", "CORENTIN GILDAS", "1979-05", "Gérant"),
    ),
    closed=date(2019, 6, 28),
)

FREQUENT_NAME_TRUE = _company(
    11,
    "NAVOLINE CONSEIL",
    "5720",
    "70.22Z",
    at("76540", 18, "RUE", "DE LA CROIX MERLUCHON"),
    _person("MARTIN", "NATHALIE", "1971-09", _PRESIDENT),
)
FREQUENT_NAME_OTHERS = (
    _company(
        12,
        "TRAJOULIS RESTAURATION",
        "5499",
        "56.10A",
        at("31555", 77, "RUE", "PROSPER QUENAUDET"),
        _person("MARTIN", "NATHALIE SYLVIE", "1971-09", "Gérant"),
    ),
    _company(
        13,
        "SCI FLAUDOR",
        "6540",
        "68.20B",
        at("21231", 5, "IMPASSE", "DU SELLIER DORMANT"),
        _person("MARTIN", "NATHALIE", "1971-09", "Gérant et associé indéfiniment responsable"),
    ),
    _company(
        14,
        "GLAUMONT COIFFURE",
        "5499",
        "96.02A",
        at("59350", 9, "RUE", "DES CARDEUSES DE LIN"),
        _person("MARTIN", "NATHALIE CLAUDE", "1966-01", "Gérant"),
    ),
    _company(
        15,
        "DROUNERIS HABITAT",
        "5710",
        "41.20A",
        at("34172", 60, "AVENUE", "VICTORIN LASSEYROUX"),
        _person("BERTHELOT (MARTIN)", "NATHALIE", "1971-05", _PRESIDENT),
    ),
)

LIQUIDATED_TRADER = _company(
    21,
    "",
    SOLE_TRADER,
    "43.34Z",
    at("35238", 23, "RUE", "DU LAVOIR SAINT-ORVAL"),
    _person("ARVENQUET", "JOSSELIN PIERRE", None, None),
)
MASKED_TRADER = replace(
    _company(
        31,
        "",
        SOLE_TRADER,
        "62.02A",
        at("37261", 6, "ALLEE", "DES MIRABELLES SAUVAGES"),
        _person("CASTERVIEL", "OMBELINE", None, None),
    ),
    masked=True,
)
RECOVERING_COMPANY = _company(
    41,
    "TRANSPORTS LUVAINE",
    "5710",
    "49.41B",
    at("44109", 110, "BOULEVARD", "DE LA MANUFACTURE ORBAN"),
    _person("OSTRELLAN", "FIRMIN", "1973-08", _PRESIDENT),
)

MARRIED_BY_USAGE_NAME = _company(
    51,
    "JOUSALIS DISTRIBUTION",
    "5499",
    "47.71Z",
    at("49007", 15, "PLACE", "DU MARCHE AUX SONNAILLES"),
    _person("DELORMAIN", "SOLANGE", "1976-12", "Gérant"),
)
MARRIED_BY_BIRTH_NAME = _company(
    52,
    "VASQUERIEZ ET FILLES",
    "5710",
    "47.71Z",
    at("72181", 2, "RUE", "OCTAVIE BRELANDEAU"),
    _person("VASQUERIEZ", "SOLANGE INES", "1976-12", _PRESIDENT),
)
MARRIED_BY_BOTH_NAMES = _company(
    53,
    "SCI MOUZELIS",
    "6540",
    "68.20B",
    at("49007", 34, "RUE", "DE LA FONTAINE OURSELLE"),
    _person("DELORMAIN (VASQUERIEZ)", "SOLANGE INES", "1976-12", "Gérant"),
)

NAMESAKES_ONLY = (
    _company(
        61,
        "PRAUSELI NEGOCE",
        "5499",
        "47.11B",
        at("42218", 88, "RUE", "DES SABOTIERS BLEUS"),
        _person("DURAND", "PHILIPPE", "1964-02", "Gérant"),
    ),
    _company(
        62,
        "TOUVIDOR ELECTRICITE",
        "5720",
        "43.21A",
        at("51454", 21, "CHEMIN", "DES PIES BAVARDES"),
        _person("DURAND", "PHILIPPE ALAIN", "1958-10", _PRESIDENT),
    ),
    _company(
        63,
        "",
        SOLE_TRADER,
        "45.20A",
        at("30189", 50, "ROUTE", "DE L'ANCIENNE VERRERIE PEYROT"),
        _person("DURAND", "PHILIPPE", None, None),
    ),
)

CHAIN_TOP = _company(
    73,
    "QUOVALIS TROISIEME PARTICIPATIONS",
    "5710",
    "64.20Z",
    at("75111", 4, "SQUARE", "DU PERE HORLOGER"),
    _person("MORVANTEAU", "LUDIVINE", "1969-04", _PRESIDENT),
)
CHAIN_MIDDLE = _company(
    72,
    "QUOVALIS DEUXIEME PARTICIPATIONS",
    "5710",
    "64.20Z",
    at("75111", 4, "SQUARE", "DU PERE HORLOGER"),
    LegalDirector(siren=CHAIN_TOP.siren, name=CHAIN_TOP.name, role=_PRESIDENT),
    LegalDirector(
        siren=wrong_siren(CHAIN_TOP.siren), name=CHAIN_TOP.name, role="Directeur Général"
    ),
)
CHAIN_FIRST = _company(
    71,
    "QUOVALIS PREMIERE PARTICIPATIONS",
    "5710",
    "64.20Z",
    at("75118", 44, "RUE", "HERMANCE TALVARD"),
    LegalDirector(siren=CHAIN_MIDDLE.siren, name=CHAIN_MIDDLE.name, role=_PRESIDENT),
)
CHAIN_BOTTOM = _company(
    70,
    "LESCAZIER PATRIMOINE",
    "5710",
    "68.20B",
    at("69383", 101, "COURS", "LEONTINE ASTRUGUE"),
    LegalDirector(siren=CHAIN_FIRST.siren, name=CHAIN_FIRST.name, role=_PRESIDENT),
)

SCENARIO_COMPANIES: tuple[Company, ...] = (
    RARE_NAME_ALONE,
    RARE_NAME_SHARED,
    RARE_NAME_CLOSED,
    FREQUENT_NAME_TRUE,
    *FREQUENT_NAME_OTHERS,
    LIQUIDATED_TRADER,
    MASKED_TRADER,
    RECOVERING_COMPANY,
    MARRIED_BY_USAGE_NAME,
    MARRIED_BY_BIRTH_NAME,
    MARRIED_BY_BOTH_NAMES,
    *NAMESAKES_ONLY,
    CHAIN_BOTTOM,
    CHAIN_FIRST,
    CHAIN_MIDDLE,
    CHAIN_TOP,
)
