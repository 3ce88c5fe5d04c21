"""Verifies an exported journal of Tracer, offline, with nothing of Tracer: one file to read and keep.

    python verify_journal.py BUNDLE --key VERIFIER_KEY [--earlier CHECKPOINT]... [--witness KEY]...
    python verify_journal.py --receipt FILE --entry LINE_FILE --key VERIFIER_KEY

BUNDLE is the folder `tracer journal export` wrote. VERIFIER_KEY is your own copy of the line that
`tracer journal key` printed when you were given it, not one that came with the bundle. A checkpoint
you kept earlier shows whether the journal grew from it or was rewritten since. Needs Python 3.11 and
the `cryptography` package. Exit code 0: intact. 1: not, and the reason is on standard error.

Formats: RFC 6962 section 2 (tree), C2SP signed-note, tlog-checkpoint, tlog-cosignature, tlog-proof.
"""

from __future__ import annotations

import argparse
import base64
import hashlib
import json
import sys
from datetime import datetime
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

MEMBERS = ["at", "body", "case", "kind", "operator", "place", "previous_hash", "subject"]
FIRST = "0" * 64
LOG, WITNESS = 1, 4


class NotIntact(Exception):
    """What does not hold."""


def strict_base64(text: str) -> bytes:
    """Standard base64, written the one right way."""
    try:
        raw = base64.b64decode(text, validate=True)
    except ValueError:
        raise NotIntact("a base64 text cannot be read") from None
    if base64.b64encode(raw).decode() != text:
        raise NotIntact("a base64 text has stray bits")
    return raw


class Key:
    """A C2SP verifier key: name+id+base64(type, public key)."""

    def __init__(self, text: str) -> None:
        try:
            self.name, told_id, told = text.strip().split("+", 2)
        except ValueError:
            raise NotIntact("the key given is not a verifier key") from None
        raw = strict_base64(told)
        if len(raw) != 33 or raw[0] not in (LOG, WITNESS):
            raise NotIntact("the key given is of a kind this verifier does not know")
        self.kind, self._public = raw[0], Ed25519PublicKey.from_public_bytes(raw[1:])
        self.id = hashlib.sha256(self.name.encode() + b"\n" + raw).digest()[:4]
        if self.id.hex() != told_id:
            raise NotIntact("the key given does not bear its own id")

    def signed(self, signature: bytes, said: bytes) -> bool:
        """Whether a signature over some bytes is by this key."""
        try:
            self._public.verify(signature, said)
        except InvalidSignature:
            return False
        return True


class Note:
    """A signed checkpoint. Its text is read in one way of writing only."""

    def __init__(self, text: str) -> None:
        body, gap, signatures = text.partition("\n\n")
        self.body = body + "\n"
        lines = signatures.split("\n")
        if not gap or lines.pop() != "" or not lines:
            raise NotIntact("the checkpoint is not a signed note")
        self.signatures = []
        for line in lines:
            name, space, told = line.removeprefix("— ").partition(" ")
            raw = strict_base64(told)
            if not line.startswith("— ") or not name or not space or len(raw) <= 4:
                raise NotIntact("a signature line of the checkpoint cannot be read")
            self.signatures.append((name, raw))
        told = body.split("\n")
        if len(told) != 3 or not told[1].isascii() or not told[1].isdigit():
            raise NotIntact("the checkpoint cannot be read")
        self.origin, self.size, self.root = told[0], int(told[1]), strict_base64(told[2])
        if str(self.size) != told[1] or len(self.root) != 32:
            raise NotIntact("the checkpoint cannot be read")

    def check(self, key: Key) -> None:
        """Raise NotIntact unless the key signed this note, of the journal of its own name."""
        mine = [raw[4:] for name, raw in self.signatures if name == key.name and raw[:4] == key.id]
        if not mine or not all(key.signed(raw, self.body.encode()) for raw in mine):
            raise NotIntact("the checkpoint is not signed by the journal's key")
        if self.origin != key.name:
            raise NotIntact("the checkpoint is of another journal")

    def cosigned(self, key: Key) -> int:
        """When a witness signed too, in POSIX seconds. Raises NotIntact if it did not."""
        for name, raw in self.signatures:
            if name == key.name and raw[:4] == key.id and len(raw) == 76:
                at = int.from_bytes(raw[4:12], "big")
                if key.signed(raw[12:], f"cosignature/v1\ntime {at}\n{self.body}".encode()):
                    return at
        raise NotIntact("the witness did not sign this checkpoint")


def leaf(data: bytes) -> bytes:
    """The hash of a leaf."""
    return hashlib.sha256(b"\x00" + data).digest()


def node(left: bytes, right: bytes) -> bytes:
    """The hash of two subtrees side by side."""
    return hashlib.sha256(b"\x01" + left + right).digest()


class Tree:
    """A growing tree: a stack of complete subtrees, the largest first."""

    def __init__(self) -> None:
        self.size = 0
        self._stack: list[bytes] = []

    def add(self, hashed: bytes) -> None:
        """One more leaf."""
        place = self.size
        while place & 1:
            hashed = node(self._stack.pop(), hashed)
            place >>= 1
        self._stack.append(hashed)
        self.size += 1

    def root(self) -> bytes:
        """The root as it stands."""
        if not self._stack:
            return hashlib.sha256(b"").digest()
        hashed = self._stack[-1]
        for left in self._stack[-2::-1]:
            hashed = node(left, hashed)
        return hashed


def canonical(value: object) -> bytes:
    """The one way an entry is written."""
    text = json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return text.encode()


class Chains:
    """One chain of entries for each case; what belongs to no case is a chain of its own."""

    def __init__(self) -> None:
        self._last: dict[str | None, tuple[int, str, datetime]] = {}

    def add(self, line: bytes, hashed: bytes) -> None:
        """One more entry, in the order of the tree. Raises NotIntact."""
        try:
            entry = json.loads(line)
            same = canonical(entry) == line
            at = datetime.fromisoformat(entry["at"])
        except (ValueError, TypeError, KeyError):
            raise NotIntact("it cannot be read") from None
        if not same or sorted(entry) != MEMBERS or at.tzinfo is None:
            raise NotIntact("it is not written as entries are")
        place, before, latest = self._last.get(entry["case"], (0, FIRST, at))
        if entry["place"] != place + 1 or entry["previous_hash"] != before:
            raise NotIntact("it does not follow the entry before it in its chain")
        if at < latest:
            raise NotIntact("it is older than the entry before it in its chain")
        self._last[entry["case"]] = (place + 1, hashed.hex(), at)


def verify_bundle(folder: Path, key: Key, earlier: list[Path], witnesses: list[Key]) -> Note:
    """The bundle's checkpoint, once everything holds. Raises NotIntact."""
    last = Note(text_of(folder / "checkpoint"))
    last.check(key)
    for witness in witnesses:
        last.cosigned(witness)
    roots: dict[int, bytes] = {last.size: last.root}
    for path in [*sorted((folder / "earlier").glob("*")), *earlier]:
        note = Note(text_of(path))
        note.check(key)
        if note.size > last.size:
            raise NotIntact("the journal was cut: an earlier checkpoint names a later entry")
        if roots.setdefault(note.size, note.root) != note.root:
            raise NotIntact("the journal was forked: two checkpoints of one size differ")
    tree, chains, ended = Tree(), Chains(), b"\n"
    with (folder / "entries.jsonl").open("rb") as file:
        for line in file:
            ended = line[-1:]
            hashed = leaf(line.removesuffix(b"\n"))
            try:
                chains.add(line.removesuffix(b"\n"), hashed)
            except NotIntact as fault:
                raise NotIntact(f"entry {tree.size + 1}: {fault}") from None
            tree.add(hashed)
            if tree.size in roots and roots[tree.size] != tree.root():
                raise NotIntact(f"the first {tree.size} entries are not those that were signed")
    if tree.size != last.size or ended != b"\n":
        raise NotIntact(f"{last.size} entries were signed, {tree.size} are here")
    if roots.get(0, Tree().root()) != Tree().root() or tree.root() != last.root:
        raise NotIntact("the entries are not those that were signed")
    return last


def verify_receipt(text: str, line: bytes, key: Key) -> int:
    """The index of an entry that a tlog-proof shows to be in the journal. Raises NotIntact."""
    head, gap, note_text = text.partition("\n\n")
    lines = head.split("\n")
    if not gap or lines[0] != "c2sp.org/tlog-proof@v1":
        raise NotIntact("the receipt is not a tlog-proof")
    rest = lines[2:] if lines[1:2] and lines[1].startswith("extra ") else lines[1:]
    word, _, told = rest[0].partition(" ") if rest else ("", "", "")
    if word != "index" or not told.isdigit() or str(int(told)) != told:
        raise NotIntact("the receipt names no entry")
    note, index = Note(note_text), int(told)
    note.check(key)
    place, last, hashed = index, note.size - 1, leaf(line)
    if place > last:
        raise NotIntact("the receipt's entry is after its checkpoint")
    for step in (strict_base64(one) for one in rest[1:]):
        if last == 0:
            raise NotIntact("the receipt's path is too long")
        if place & 1 or place == last:
            hashed = node(step, hashed)
            while not place & 1 and place:
                place, last = place >> 1, last >> 1
        else:
            hashed = node(hashed, step)
        place, last = place >> 1, last >> 1
    if last != 0 or hashed != note.root:
        raise NotIntact("the receipt does not lead to the signed root")
    return index


def text_of(path: Path) -> str:
    """A small file as text, with nothing translated."""
    try:
        return path.read_bytes().decode("utf-8")
    except UnicodeDecodeError:
        raise NotIntact(f"{path.name} cannot be read") from None


def main() -> int:
    """Say whether it holds."""
    asked = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    asked.add_argument("bundle", nargs="?", type=Path)
    asked.add_argument("--key", required=True, help="the journal's verifier key, your own copy")
    asked.add_argument("--earlier", action="append", default=[], type=Path)
    asked.add_argument("--witness", action="append", default=[], help="a witness's verifier key")
    asked.add_argument("--receipt", type=Path, help="a tlog-proof to verify instead of a bundle")
    asked.add_argument("--entry", type=Path, help="the line of the receipt's entry")
    told = asked.parse_args()
    try:
        key = Key(told.key)
        if told.receipt is not None and told.entry is not None:
            line = told.entry.read_bytes().removesuffix(b"\n")
            print(f"entry {verify_receipt(text_of(told.receipt), line, key) + 1} is in the journal")
            return 0
        if told.bundle is None:
            asked.error("name a bundle, or a receipt with its entry")
        note = verify_bundle(told.bundle, key, told.earlier, [Key(one) for one in told.witness])
    except (NotIntact, OSError) as fault:
        print(f"not intact: {fault}", file=sys.stderr)
        return 1
    print(f"intact: {note.size} entries, root {base64.b64encode(note.root).decode()}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
