"""The identifiers of the W3C Data Privacy Vocabulary 2.3 that stand for the product's own words.

Only the terms used are vendored, in `vocabulary.toml`; what is written under a term that is not there
would mean nothing to anybody else, so packs do not load with one. DPV has no purpose for collecting a
debt: two are minted under its management of claims.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any

from policies.model import PackRefused
from tracer.lawful import ChannelKind, Effect, LawfulBasis, Operation, Purpose, Text

FILE = "vocabulary.toml"

KINDS: Mapping[type[StrEnum], str] = {
    Operation: "processing",
    Effect: "outcome",
    LawfulBasis: "legal_basis",
    ChannelKind: "data_category",
    Purpose: "purpose",
}
"""Which kind of term stands for each of the product's vocabularies; all of their values have one."""

TERMS: Mapping[StrEnum, str] = {
    **{basis: basis.value for basis in LawfulBasis},
    Operation.RECORD: "dpv:Store",
    Operation.COLLECT: "dpv:Collect",
    Operation.COMBINE: "dpv:Combine",
    Operation.DISCLOSE: "dpv:Disclose",
    Operation.CONSULT: "dpv:Consult",
    Effect.PERMIT: "dpv:Lawful",
    Effect.FORBID: "dpv:Unlawful",
    Effect.REFER: "dpv:LawfulnessUnknown",
    Purpose.DEBTOR_TRACING: "tracer:DebtorTracing",
    Purpose.AMICABLE_RECOVERY: "tracer:AmicableDebtRecovery",
    ChannelKind.LETTER: "pd:PhysicalAddress",
    ChannelKind.REGISTERED_LETTER: "pd:PhysicalAddress",
    ChannelKind.EMAIL: "pd:EmailAddress",
    ChannelKind.SMS: "pd:TelephoneNumber",
    ChannelKind.CALL: "pd:TelephoneNumber",
    ChannelKind.SOCIAL_MESSAGE: "pd:PubliclyAvailableSocialMedia",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """One identifier: of which kind, what it means, and the term it narrows if it was minted here."""

    id: str
    iri: str
    kind: str
    text: Text
    broader: str | None


@cache
def terms() -> Mapping[str, Term]:
    """Every term by its short id, checked. Raises PackRefused naming what is wrong."""
    return checked((files("policies") / FILE).read_text("utf-8"))


def checked(text: str) -> Mapping[str, Term]:
    """The terms of a vocabulary file, if it has all that is used and nothing that hangs in the air."""
    try:
        raw = tomllib.loads(text)
        prefixes: Mapping[str, str] = raw["prefixes"]
        found = {name: term(name, said, prefixes) for name, said in raw["terms"].items()}
    except (tomllib.TOMLDecodeError, KeyError, TypeError, AttributeError) as error:
        raise PackRefused(FILE, None, f"not a vocabulary: {error}") from None
    for one in found.values():
        minted = one.id.startswith("tracer:")
        if minted and (one.broader is None or one.broader not in found):
            raise PackRefused(FILE, one.id, "a minted term narrows one that is here")
    for vocabulary, kind in KINDS.items():
        for value in vocabulary:
            name = TERMS.get(value)
            if name is None or name not in found:
                raise PackRefused(FILE, name or value, "the identifier is not in the vocabulary")
            if found[name].kind != kind:
                raise PackRefused(FILE, name, f"is no {kind.replace('_', ' ')}")
    return MappingProxyType(found)


def term(name: str, said: Mapping[str, Any], prefixes: Mapping[str, str]) -> Term:
    """One term of the file. Raises KeyError for what is missing."""
    prefix, _, local = name.partition(":")
    if not said["fr"] or not said["en"] or not local:
        raise KeyError(name)
    return Term(
        id=name,
        iri=prefixes[prefix] + local,
        kind=said["kind"],
        text=Text(fr=said["fr"], en=said["en"]),
        broader=said.get("broader"),
    )


def named(value: StrEnum) -> Term:
    """The term for one of the product's words."""
    return terms()[TERMS[value]]
