"""Reads rule packs from the package and refuses, by file, rule and reason, what is not one."""

from __future__ import annotations

import re
import tomllib
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files
from itertools import combinations
from typing import Any

from pydantic import ValidationError

from policies.canonical import canonical, digest
from policies.manifest import untouched
from policies.model import PackFile, PackRefused, Rule
from policies.shipped import SHIPPED
from policies.vocabulary import terms

PRODUCT = "product"
"""The product's own defaults: always loaded, never shown as law."""

STARTS = re.compile(r"\s*\[\[\s*rule\s*\]\]")
IS_ID = re.compile(r"\s*id\s*=")
AT_LINE = re.compile(r"at line (\d+)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Packs:
    """The rules that decide, and the hash of everything they say."""

    codes: tuple[str, ...]
    rules: tuple[Rule, ...]
    hash: str
    by_code: Mapping[str, tuple[Rule, ...]]  # "product" and each jurisdiction

    @classmethod
    def of(
        cls,
        rules: Iterable[Rule],
        codes: Sequence[str] = (),
        by_code: Mapping[str, Iterable[Rule]] | None = None,
    ) -> Packs:
        """Packs made of those rules; their order does not matter. Ungrouped, they always apply."""
        ordered = tuple(sorted(rules, key=lambda rule: (rule.id, rule.version)))
        grouped = {PRODUCT: ordered} if by_code is None else by_code
        said = {
            code: sorted(canonical(rule.model_dump(mode="json", by_alias=True)) for rule in own)
            for code, own in grouped.items()
        }
        return cls(
            codes=tuple(codes),
            rules=ordered,
            hash=digest(said),
            by_code={code: tuple(own) for code, own in grouped.items()},
        )


def load_packs(codes: Sequence[str] = SHIPPED) -> Packs:
    """The product's defaults and the packs of those jurisdictions (all shipped), from the package.

    Raises PackRefused for a pack that is not there or does not load, or for an identifier of the
    vocabulary that is unknown.
    """
    terms()
    found: list[tuple[str, Rule]] = []
    by_code: dict[str, list[Rule]] = {}
    root = files("policies") / "packs"
    untouched(root)
    for code in (PRODUCT, *codes):
        folder = root / code
        names = sorted(
            item.name
            for item in (folder.iterdir() if folder.is_dir() else ())
            if item.name.endswith(".toml")
        )
        if not names:
            raise PackRefused(f"packs/{code}", None, "there is no such pack")
        for name in names:
            file = f"packs/{code}/{name}"
            rules = read_pack(file, (folder / name).read_text("utf-8"))
            found += [(file, rule) for rule in rules]
            by_code.setdefault(code, []).extend(rules)
    distinct(found)
    return Packs.of((rule for _, rule in found), codes, by_code)


def read_pack(file: str, text: str) -> tuple[Rule, ...]:
    """The rules of one file. Raises PackRefused naming the file, the rule and the reason."""
    try:
        raw = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        told = AT_LINE.search(str(error))
        line = int(told[1]) if told else None
        raise PackRefused(file, None, f"not TOML: {error}", line) from None
    try:
        rules = PackFile.model_validate(raw).rule
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        place, line = first["loc"], line_of(text, first["loc"])
        raise PackRefused(file, blamed(raw, place), reason(place, first["msg"]), line) from None
    try:
        distinct([(file, rule) for rule in rules])
    except PackRefused as twice:
        again = [
            number
            for number, said in enumerate(text.splitlines(), 1)
            if IS_ID.match(said) and f'"{twice.rule}"' in said
        ]
        raise PackRefused(file, twice.rule, twice.reason, again[-1]) from None
    return rules


def line_of(text: str, place: Sequence[int | str]) -> int | None:
    """The line of a file where the rule, or the part of it, that an error is about begins."""
    if len(place) < 2 or not isinstance(place[1], int):
        return None
    lines = text.splitlines()
    starts = [number for number, said in enumerate(lines, 1) if STARTS.match(said)]
    if place[1] >= len(starts):
        return None
    first = starts[place[1]]
    after = starts[place[1] + 1] if place[1] + 1 < len(starts) else len(lines) + 1
    key = re.compile(rf"\s*{re.escape(str(place[2]))}\b") if len(place) > 2 else None
    return next(
        (number for number in range(first, after) if key and key.match(lines[number - 1])), first
    )


def distinct(rules: Iterable[tuple[str, Rule]]) -> None:
    """Raise PackRefused if two versions of a rule are law on one day or bear one number."""
    by_id: dict[str, list[tuple[str, Rule]]] = defaultdict(list)
    for file, rule in rules:
        by_id[rule.id].append((file, rule))
    for same in by_id.values():
        for (_, one), (file, other) in combinations(same, 2):
            if one.version == other.version or one.valid.overlaps(other.valid):
                raise PackRefused(file, other.id, "the id is already used for the same days")


def blamed(raw: dict[str, Any], place: Sequence[int | str]) -> str | None:
    """The id of the rule an error is about, or its position in the file."""
    if len(place) < 2 or not isinstance(place[1], int):
        return None
    rule = raw["rule"][place[1]]
    said = rule.get("id") if isinstance(rule, dict) else None
    return said if isinstance(said, str) else f"rule {place[1] + 1}"


def reason(place: Sequence[int | str], message: str) -> str:
    """Where in the rule, and what is wrong there."""
    where = ".".join(str(part) for part in place[2:])
    said = message.removeprefix("Value error, ")
    return f"{where}: {said}" if where else said
