"""Evidence from companies: an office the creditor declared, a SIREN, a company's name."""

from __future__ import annotations

from rapidfuzz import fuzz

from tracer.evidence import Candidate, EvidenceFamily
from tracer.lawful import Text
from tracer.matching.model import Finding, Held, Pair, finding, weigh
from tracer.normalise.identifiers import siren_key
from tracer.normalise.names import name_key
from tracer.subject import Subject

OFFICE, OFFICE_BY_CHANCE = 0.9, 1e-6
"""Some 2 in 68 million hold office in one given company; thirty times that, for wrong files."""
FAMILY_BITS = 3.0
"""Relatives run companies together: without the given name, a shared company says little."""
SIREN_EQUAL, SIREN_BY_CHANCE = 0.99, 1e-11
"""One unit in 30 million has that number; a file that states it is wrong about once in 3,000."""
NAME_EQUAL, NAME_BY_CHANCE = 0.7, 1e-5
NAME_CLOSE, CLOSE_BY_CHANCE = 0.15, 1e-4
NAME_DIFFERENT = 0.15
UNRELATED_NAME = 0.02
LEGAL_FORMS = frozenset(
    ["SARL", "EURL", "SAS", "SASU", "SA", "SCI", "SNC", "SCP", "SELARL", "SELAS", "EIRL", "EI"]
) | frozenset(["GIE", "SCOP", "SOCIETE", "STE", "ETS", "ETABLISSEMENTS", "CIE", "COMPAGNIE"])


def office_evidence(pair: Pair, *, given_agrees: bool) -> tuple[Finding, ...]:
    """The creditor declared an office in a company, and the candidate holds one there."""
    wanted = declared_sirens(pair.subject)
    for siren in sorted(wanted & held_sirens(pair.candidate)):
        bits = weigh(OFFICE, OFFICE_BY_CHANCE) if given_agrees else FAMILY_BITS
        return (
            finding(
                EvidenceFamily.CORPORATE,
                "office_declared",
                bits,
                Text(
                    fr="Fonction déclarée par le créancier, retrouvée au registre",
                    en="The office the creditor declared is in the register",
                ),
                ours=siren,
                theirs=siren,
                held=Held(what="declared company", share=OFFICE_BY_CHANCE)
                if given_agrees
                else None,
            ),
        )
    return ()


def siren_evidence(pair: Pair) -> tuple[Finding, ...]:
    """The SIREN is the legal unit: equal, it is the company; different, it is another one."""
    ours, theirs = siren_key(pair.subject.siren), siren_key(pair.candidate.siren)
    if ours is None or theirs is None:
        return ()
    equal = ours == theirs
    return (
        finding(
            EvidenceFamily.CORPORATE,
            "siren_equal" if equal else "siren_differs",
            weigh(SIREN_EQUAL, SIREN_BY_CHANCE) if equal else weigh(1 - SIREN_EQUAL, 1.0),
            Text(fr="Même SIREN", en="Same SIREN")
            if equal
            else Text(fr="SIREN différents", en="Different SIRENs"),
            ours=ours,
            theirs=theirs,
            veto=None if equal else "siren_differs",
        ),
    )


def company_name_evidence(pair: Pair) -> tuple[Finding, ...]:
    """The company's name without its legal form: equal, close, different, or unrelated.

    Names of companies are not unique and change: alone, they never confirm.
    """
    ours, theirs = company_key(pair.subject.company_name), company_key(pair.candidate.company_name)
    if not ours or not theirs:
        return ()
    likeness = fuzz.token_sort_ratio(ours, theirs)
    for code, least, bits, text in NAME_LEVELS:
        if likeness >= least:
            return (
                finding(
                    EvidenceFamily.NAME,
                    code,
                    bits,
                    text,
                    ours=pair.subject.company_name,
                    theirs=pair.candidate.company_name,
                ),
            )
    return ()


NAME_LEVELS = (
    (
        "company_name_equal",
        100.0,
        weigh(NAME_EQUAL, NAME_BY_CHANCE),
        Text(fr="Même dénomination", en="Same company name"),
    ),
    (
        "company_name_close",
        88.0,
        weigh(NAME_CLOSE, CLOSE_BY_CHANCE),
        Text(fr="Dénominations proches", en="Company names are close"),
    ),
    (
        "company_name_different",
        45.0,
        weigh(NAME_DIFFERENT, 1.0),
        Text(fr="Dénominations différentes", en="Different company names"),
    ),
    (
        "company_name_unrelated",
        0.0,
        weigh(UNRELATED_NAME, 1.0),
        Text(fr="Dénominations sans rapport", en="Unrelated company names"),
    ),
)


def declared_sirens(subject: Subject) -> frozenset[str]:
    """The valid SIRENs the file ties the debtor to: declared offices, and one's own business."""
    stated = [role.siren for role in subject.roles] + [subject.siren]
    return frozenset(key for siren in stated if (key := siren_key(siren)))


def held_sirens(candidate: Candidate) -> frozenset[str]:
    """The valid SIRENs of the companies the candidate holds an office in."""
    return frozenset(key for office in candidate.offices if (key := siren_key(office.siren)))


def company_key(name: str | None) -> str:
    """A company's name as a key without legal forms; all of it when nothing else is left."""
    words = name_key(name or "").split()
    return " ".join(word for word in words if word not in LEGAL_FORMS) or " ".join(words)
