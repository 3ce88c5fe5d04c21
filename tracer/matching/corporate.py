"""Evidence from companies: an office the creditor declared, a SIREN, a company's name."""

from __future__ import annotations

from rapidfuzz import fuzz

from tracer.evidence import Candidate, EvidenceFamily
from tracer.lawful import Text
from tracer.matching.model import Finding, finding
from tracer.normalise.companies import company_key
from tracer.normalise.identifiers import registration_key, siren_key
from tracer.subject import Subject

OFFICE, OFFICE_BY_CHANCE, OFFICE_OF_RELATIVE = 0.9, 1e-6, 0.1
"""Some 2 in 68 million hold office in one given company; thirty times that, for wrong files. Of
relatives, one in ten: families run companies together."""
FAMILY_CHANCE = OFFICE / 8
"""Beside another given name: a shared company says that much, 3 bits, and no more."""
SIREN_EQUAL, SIREN_BY_CHANCE = 0.99, 1e-11
"""One unit in 30 million has that number; a file that states it is wrong about once in 3,000."""


def office_evidence(
    subject: Subject, candidate: Candidate, *, given_agrees: bool
) -> tuple[Finding, ...]:
    """The creditor declared an office in a company, and the candidate holds one there. Almost nobody
    does by chance; but relatives run companies together, so that without the given name a shared
    company says little.

    FR: Le créancier a déclaré une fonction dans une société, et le candidat y en exerce une. Presque
    personne ne le fait par hasard ; mais les parents dirigent souvent ensemble, si bien que sans le
    prénom une société commune dit peu.
    """
    shared = sorted(declared_sirens(subject) & held_sirens(candidate))
    return tuple(
        finding(
            EvidenceFamily.CORPORATE,
            "office_declared",
            Text(
                fr="Fonction déclarée par le créancier, retrouvée au registre",
                en="The office the creditor declared is in the register",
            ),
            m=OFFICE,
            u=OFFICE_BY_CHANCE if given_agrees else FAMILY_CHANCE,
            r=OFFICE_OF_RELATIVE if given_agrees else OFFICE,
            ours=siren,
            theirs=siren,
            held="declared company" if given_agrees else None,
        )
        for siren in shared[:1]
    )


def siren_evidence(subject: Subject, candidate: Candidate) -> tuple[Finding, ...]:
    """The SIREN, or the number of another country's register, is the legal unit itself: equal, it is
    the company; different, it is another one. Numbers of two countries are never compared.

    FR: Le SIREN, ou le numéro d'un registre étranger, est l'unité légale elle-même : identique, c'est
    cette société ; différent, c'en est une autre. Les numéros de deux pays ne se comparent pas.
    """
    ours, theirs = numbers(subject, candidate)
    if ours is None or theirs is None:
        return ()
    equal = ours == theirs
    called = "SIREN" if subject.siren else "numéro d'immatriculation"
    number = "SIREN" if subject.siren else "registration number"
    found = finding(
        EvidenceFamily.CORPORATE,
        "siren_equal" if equal else "siren_differs",
        Text(fr=f"Même {called}", en=f"Same {number}")
        if equal
        else Text(fr=f"{called} différents", en=f"Different {number}s"),
        m=SIREN_EQUAL if equal else 1 - SIREN_EQUAL,
        u=SIREN_BY_CHANCE if equal else 1.0,
        r=1.0,
        ours=ours,
        theirs=theirs,
        veto=None if equal else "siren_differs",
    )
    return (found,)


def numbers(subject: Subject, candidate: Candidate) -> tuple[str | None, str | None]:
    """The number the file states and the candidate's in the same register, each as it compares."""
    if subject.siren:
        return siren_key(subject.siren), siren_key(candidate.siren)
    if subject.registration and candidate.country == subject.country:
        return registration_key(subject.registration), registration_key(candidate.siren)
    return None, None


def company_name_evidence(subject: Subject, candidate: Candidate) -> tuple[Finding, ...]:
    """The company's name without its legal form: equal, close, different, or unrelated. Names of
    companies are not unique and change: alone, they never confirm.

    FR: La dénomination sans sa forme juridique : identique, proche, différente ou sans rapport. Une
    dénomination n'est pas unique et peut changer : seule, elle ne confirme jamais.
    """
    ours, theirs = subject.company_name or "", candidate.company_name or ""
    keys = company_key(ours), company_key(theirs)
    if not all(keys):
        return ()
    likeness = fuzz.token_sort_ratio(*keys)
    code, _, m, u, text = next(level for level in NAME_LEVELS if likeness >= level[1])
    return (finding(EvidenceFamily.NAME, code, text, m=m, u=u, r=1.0, ours=ours, theirs=theirs),)


NAME_LEVELS = (
    (
        "company_name_equal",
        100.0,
        0.7,
        1e-5,
        Text(fr="Même dénomination", en="Same company name"),
    ),
    (
        "company_name_close",
        88.0,
        0.15,
        1e-4,
        Text(fr="Dénominations proches", en="Company names are close"),
    ),
    (
        "company_name_different",
        45.0,
        0.15,
        1.0,
        Text(fr="Dénominations différentes", en="Different company names"),
    ),
    (
        "company_name_unrelated",
        0.0,
        0.02,
        1.0,
        Text(fr="Dénominations sans rapport", en="Unrelated company names"),
    ),
)
"""The code, the least likeness (token sort ratio), m, u and the sentence."""


def declared_sirens(subject: Subject) -> frozenset[str]:
    """The valid SIRENs the file ties the debtor to: declared offices, and one's own business."""
    stated = [role.siren for role in subject.roles] + [subject.siren]
    return frozenset(key for siren in stated if (key := siren_key(siren)))


def held_sirens(candidate: Candidate) -> frozenset[str]:
    """The valid SIRENs of the companies the candidate holds an office in."""
    return frozenset(key for office in candidate.offices if (key := siren_key(office.siren)))
