"""Ways of touching an exported journal, at random: byte, leaf, order, length and fork."""

from __future__ import annotations

import random
import shutil
from collections.abc import Callable
from pathlib import Path

from policies.bundle import CHECKPOINT, ENTRIES

Touch = Callable[[random.Random, Path], bool]  # whether anything was changed


def byte_of(rng: random.Random, file: Path) -> bool:
    raw = bytearray(file.read_bytes())
    place = rng.randrange(len(raw))
    raw[place] ^= rng.randint(1, 255)
    file.write_bytes(raw)
    return True


def a_byte(rng: random.Random, folder: Path) -> bool:
    return byte_of(rng, rng.choice(sorted(file for file in folder.rglob("*") if file.is_file())))


def a_byte_of_the_checkpoint(rng: random.Random, folder: Path) -> bool:
    return byte_of(rng, folder / CHECKPOINT)


def lines(folder: Path) -> list[bytes]:
    return (folder / ENTRIES).read_bytes().splitlines(keepends=True)


def keep(folder: Path, changed: list[bytes]) -> bool:
    before = (folder / ENTRIES).read_bytes()
    (folder / ENTRIES).write_bytes(b"".join(changed))
    return before != b"".join(changed)


def a_leaf(rng: random.Random, folder: Path) -> bool:
    """An entry says something else, well written."""
    changed = lines(folder)
    place = rng.randrange(len(changed))
    changed[place] = changed[place].replace(b'"operator":"o', b'"operator":"p')
    return keep(folder, changed)


def the_order(rng: random.Random, folder: Path) -> bool:
    changed = lines(folder)
    one, other = rng.sample(range(len(changed)), 2)
    changed[one], changed[other] = changed[other], changed[one]
    return keep(folder, changed)


def the_length(rng: random.Random, folder: Path) -> bool:
    """Cut at the end or in the middle, doubled, or one more."""
    changed = lines(folder)
    place = rng.randrange(len(changed))
    match rng.randrange(4):
        case 0:
            changed = changed[:place]
        case 1:
            del changed[place]
        case 2:
            changed.insert(place, changed[place])
        case _:
            changed[-1] = changed[-1].rstrip(b"\n")
    return keep(folder, changed)


def the_white_space(rng: random.Random, folder: Path) -> bool:
    """The same JSON, written otherwise."""
    changed = lines(folder)
    place = rng.randrange(len(changed))
    changed[place] = rng.choice(
        [
            changed[place].replace(b":", b": ", 1),
            b" " + changed[place],
            changed[place].replace(b"\n", b" \n"),
            changed[place].replace(b"{", b'{"at":"",', 1),
            changed[place] + b"\n",
        ]
    )
    return keep(folder, changed)


def forked(other: Path) -> Touch:
    """Another history signed by the very same key: only a checkpoint kept elsewhere shows it."""

    def touch(_rng: random.Random, folder: Path) -> bool:
        shutil.rmtree(folder)
        shutil.copytree(other, folder)
        return True

    return touch


TOUCHES: tuple[Touch, ...] = (
    a_byte,
    a_byte_of_the_checkpoint,
    a_leaf,
    the_order,
    the_length,
    the_white_space,
)
