"""A mandate's permissions as ODRL 2.2, for systems that exchange policies. An export only.

Nothing evaluates it here: ODRL has no agreed evaluator, and no way to say that a fact is unknown.
"""

from __future__ import annotations

from typing import Any

from policies.vocabulary import named, terms
from tracer.case import BasisRecord, Mandate
from tracer.lawful import Operation, Purpose

CONTEXT = "http://www.w3.org/ns/odrl.jsonld"


def agreement(mandate: Mandate, basis: BasisRecord | None = None) -> dict[str, Any]:
    """The mandate as an ODRL agreement in JSON-LD: what may be done, to which end, until when.

    No debtor is in it. What the rules withhold in a case is not in it either: it says what the
    creditor mandated, and the policy decides each act.
    """
    constraint: list[dict[str, Any]] = [
        {
            "leftOperand": "purpose",
            "operator": "isAnyOf",
            "rightOperand": [{"@id": named(purpose).iri} for purpose in mandate.purposes],
        },
        {
            "leftOperand": "dateTime",
            "operator": "lteq",
            "rightOperand": {"@value": mandate.expires_on.isoformat(), "@type": "xsd:date"},
        },
    ]
    if basis is not None:
        constraint.append(
            {
                "leftOperand": {"@id": terms_iri("dpv", "hasLegalBasis")},
                "operator": "eq",
                "rightOperand": {"@id": named(basis.basis).iri},
            }
        )
    target = f"urn:tracer:mandate:{mandate.reference}"
    return {
        "@context": [CONTEXT, {"xsd": "http://www.w3.org/2001/XMLSchema#"}],
        "@type": "Agreement",
        "uid": f"{target}:odrl",
        "profile": "urn:tracer:odrl:1",
        "assigner": {"@type": "Party", "uid": "urn:tracer:party:creditor"},
        "assignee": {"@type": "Party", "uid": "urn:tracer:party:collector"},
        "permission": [
            {
                "target": target,
                "action": {"@id": named(operation).iri},
                "constraint": constraint,
                "duty": [{"action": "inform"}],
            }
            for operation in Operation
            if operation is not Operation.CONSULT  # about nobody: no mandate gives it
        ],
        "prohibition": [
            {
                "target": target,
                "action": "use",
                "constraint": [
                    {
                        "leftOperand": "purpose",
                        "operator": "isNoneOf",
                        "rightOperand": [
                            {"@id": named(purpose).iri}
                            for purpose in Purpose
                            if purpose in mandate.purposes
                        ],
                    }
                ],
            }
        ],
    }


def terms_iri(prefix: str, local: str) -> str:
    """An IRI in a namespace of the vocabulary, by one of its terms."""
    base = next(
        one.iri.removesuffix(one.id.partition(":")[2])
        for one in terms().values()
        if one.id.startswith(f"{prefix}:")
    )
    return base + local
