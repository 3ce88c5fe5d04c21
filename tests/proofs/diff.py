"""`make policy-diff OLD=… NEW=…`: what one state of the packs permits or withholds and another did not.

OLD and NEW are folders of packs (`product/`, `eu/`, …), such as `policies/packs` of two commits. For
each change it prints a situation in which it shows, found by Z3, or "none" when there is none.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import z3

from policies.canonical import canonical
from policies.condition import TODAY
from policies.load import Packs, read_pack
from policies.model import PackRefused, Rule
from tests.proofs.symbolic import OPERATIONS, World, doing, domain, no_waiver, told
from tracer.lawful import Operation

Edit = tuple[str, str]  # the pack, and the rule's canonical text


@dataclass(frozen=True)
class Change:
    """One way in which an operation ends otherwise, and a situation that shows it; None: no such."""

    operation: Operation
    what: str
    witness: str | None


def folder(path: Path) -> Packs:
    """The packs of a folder. Raises PackRefused when there is none."""
    by_code: dict[str, list[Rule]] = {}
    for file in sorted(path.glob("*/*.toml")):
        rules = read_pack(str(file.relative_to(path)), file.read_text("utf-8"))
        by_code.setdefault(file.parent.name, []).extend(rules)
    if not by_code:
        raise PackRefused(path.name, None, "there is no pack in this folder")
    every = [rule for rules in by_code.values() for rule in rules]
    return Packs.of(every, tuple(code for code in by_code if code != "product"), by_code)


def edited(old: Packs, new: Packs) -> tuple[dict[Edit, Rule], dict[Edit, Rule]]:
    """The rules only the old packs have, and those only the new ones have, by what they say."""

    def texts(packs: Packs) -> dict[Edit, Rule]:
        return {
            (code, canonical(rule.model_dump(mode="json", by_alias=True))): rule
            for code, rules in packs.by_code.items()
            for rule in rules
        }

    before, after = texts(old), texts(new)
    gone = {key: rule for key, rule in before.items() if key not in after}
    come = {key: rule for key, rule in after.items() if key not in before}
    return gone, come


def changes(old: Packs, new: Packs) -> Iterator[Change]:
    """Every change, operation by operation."""
    before, after = World(old), World(new)
    gone, come = edited(old, new)
    touched = {name for rule in (*gone.values(), *come.values()) for name in rule.facts}
    read = {name for w in (before, after) for item in w.items for name in item.rule.facts}
    solver = z3.Solver()
    solver.add(domain(read | {TODAY}), no_waiver(before), no_waiver(after))
    ways = {
        "newly permitted": z3.And(after.permit, z3.Not(before.permit)),
        "newly forbidden": z3.And(after.forbid, before.permit),
        "newly referred": z3.And(after.refer, before.permit),
        "forbidden that went to a person": z3.And(after.forbid, before.refer),
        "to a person that was forbidden": z3.And(after.refer, before.forbid),
    }
    for place, operation in enumerate(OPERATIONS):
        for what, formula in ways.items():
            solver.push()
            solver.add(doing == place, formula)
            found = solver.check()
            assert found != z3.unknown
            shown = told(solver.model(), touched) if found == z3.sat else None
            solver.pop()
            yield Change(operation, what, shown)


def report(old: Packs, new: Packs) -> Iterable[str]:
    """The lines that are printed."""
    gone, come = edited(old, new)
    for word, rules in (("removed or changed", gone), ("added or changed", come)):
        named = ", ".join(sorted({f"{rule.id} v{rule.version}" for rule in rules.values()}))
        yield f"rules {word}: {named or 'none'}"
    found = list(changes(old, new))
    for what in dict.fromkeys(change.what for change in found):
        shown = [change for change in found if change.what == what and change.witness]
        yield f"{what}: {'' if shown else 'none'}".rstrip()
        yield from (f"  {change.witness}" for change in shown)


def main(arguments: list[str]) -> int:
    if len(arguments) != 2 or not all(Path(one).is_dir() for one in arguments):
        print(
            "usage: make policy-diff OLD=<folder of packs> NEW=<folder of packs>", file=sys.stderr
        )
        return 2
    try:
        old, new = (folder(Path(one)) for one in arguments)
    except PackRefused as refused:
        print(refused, file=sys.stderr)
        return 1
    for line in report(old, new):
        print(line)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
