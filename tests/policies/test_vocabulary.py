"""The words others read: every one of ours has its term, and a term that is not there loads nothing."""

from __future__ import annotations

from importlib.resources import files

import pytest

from policies.engine import Engine
from policies.load import load_packs
from policies.model import PackRefused
from policies.odrl import agreement
from policies.vocabulary import FILE, KINDS, checked, named, terms
from tests.policies import situations
from tests.policies.situations import NOW
from tracer.lawful import Effect, LawfulBasis, Operation, Purpose

TEXT = (files("policies") / FILE).read_text("utf-8")


def test_every_word_of_the_domain_has_a_term_of_its_kind():
    for vocabulary, kind in KINDS.items():
        for value in vocabulary:
            assert named(value).kind == kind
            assert named(value).iri.startswith(("https://w3id.org/dpv", "urn:tracer:"))


def test_the_two_purposes_are_minted_under_the_management_of_claims():
    for purpose in Purpose:
        assert named(purpose).broader == "dpv:CustomerClaimsManagement"
    assert named(Purpose.DEBTOR_TRACING).iri == "urn:tracer:vocabulary:DebtorTracing"
    assert named(Effect.REFER).iri == "https://w3id.org/dpv#LawfulnessUnknown"
    third = LawfulBasis.LEGITIMATE_INTEREST_OF_THIRD_PARTY
    assert named(third).iri == "https://w3id.org/dpv/legal/eu/gdpr#A6-1-f-third-party"


@pytest.mark.parametrize(
    "name", [term for term in terms() if term != "dpv:CustomerClaimsManagement"]
)
def test_a_term_that_is_missing_or_misspelt_refuses_to_load_by_name(name: str):
    for wrong in ("", f"{name}s"):
        text = TEXT.replace(f'"{name}" =', f'"{wrong}" =') if wrong else drop(name)
        with pytest.raises(PackRefused, match=name) as refused:
            checked(text)
        assert refused.value.file == FILE


def test_a_minted_term_hangs_on_one_that_is_there():
    with pytest.raises(PackRefused, match="narrows"):
        checked(drop("dpv:CustomerClaimsManagement"))
    with pytest.raises(PackRefused, match="not a vocabulary"):
        checked(TEXT.replace('fr = "collecter"', ""))
    with pytest.raises(PackRefused, match="is no processing"):
        checked(
            TEXT.replace(
                '"dpv:Collect" = { kind = "processing"', '"dpv:Collect" = { kind = "purpose"'
            )
        )


def drop(name: str) -> str:
    return "\n".join(line for line in TEXT.splitlines() if not line.startswith(f'"{name}"'))


async def test_a_decision_is_journalled_in_those_words_too():
    bench = situations.bench(engine=Engine(load_packs()))
    await bench.gate.authorise(situations.opening())
    [entry] = await bench.journal.read()
    assert entry.entry.body["terms"] == {
        "outcome": "dpv:Lawful",
        "processing": "dpv:Store",
        "purpose": "tracer:DebtorTracing",
        "legal_basis": situations.lawful_basis().basis.value,
        "data_category": None,
    }


def test_a_mandate_is_exported_as_an_odrl_agreement_and_names_no_debtor():
    told = agreement(situations.lawful_mandate(), situations.lawful_basis())
    assert told["@context"][0] == "http://www.w3.org/ns/odrl.jsonld"
    assert told["@type"] == "Agreement"
    assert told["uid"]
    actions = {permission["action"]["@id"] for permission in told["permission"]}
    done = set(Operation) - {Operation.CONSULT}
    assert actions == {named(operation).iri for operation in done}
    for permission in told["permission"]:
        operands = [c["leftOperand"] for c in permission["constraint"]]
        assert operands[:2] == ["purpose", "dateTime"]
        assert operands[2] == {"@id": "https://w3id.org/dpv#hasLegalBasis"}
        assert permission["constraint"][1]["rightOperand"] == {
            "@value": "2026-12-31",
            "@type": "xsd:date",
        }
    surname = situations.lawful_subject().names[0].surname
    assert surname not in str(told)
    assert NOW.isoformat() not in str(told)
