"""The part of the ODSQL language that questions to the gazette use: where and order_by.

Anything else is refused as the real service refuses what it cannot parse: 400, never a wrong answer.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import TypeAlias

from connectors.sandbox.model import Json, Payload

Condition: TypeAlias = Callable[[Payload], bool]

_TOKEN = re.compile(
    r"""\s*(?:(?P<date>date'[^']*')|(?P<text>"[^"]*"|'[^']*')|(?P<number>\d+(?:\.\d+)?)"""
    r"""|(?P<operator>>=|<=|!=|=|>|<|\(|\)|,)|(?P<word>[A-Za-z_][A-Za-z0-9_.]*))"""
)
_COMPARISONS: dict[str, Callable[[str, str], bool]] = {
    "=": lambda a, b: a == b,
    "!=": lambda a, b: a != b,
    ">": lambda a, b: a > b,
    ">=": lambda a, b: a >= b,
    "<": lambda a, b: a < b,
    "<=": lambda a, b: a <= b,
}


class Malformed(Exception):
    """The query cannot be understood; the text says where, in the service's words."""


def where(text: str, fields: frozenset[str]) -> Condition:
    """A condition on records; Malformed if it cannot be read or names an unknown field."""
    parser = _Parser(text, fields)
    condition = parser.either()
    if parser.peek() is not None:
        raise Malformed(f"unexpected `{parser.peek()}`")
    return condition


def order(text: str, fields: frozenset[str]) -> tuple[tuple[str, bool], ...]:
    """Field and whether it descends, in order."""
    keys = []
    for part in text.split(","):
        words = part.split()
        if len(words) not in (1, 2) or words[1:2] not in ([], ["asc"], ["desc"], ["ASC"], ["DESC"]):
            raise Malformed(f"cannot order by `{part.strip()}`")
        if words[0] not in fields:
            raise Malformed(f"Unknown field: {words[0]}")
        keys.append((words[0], words[1:2] in (["desc"], ["DESC"])))
    return tuple(keys)


class _Parser:
    def __init__(self, text: str, fields: frozenset[str]) -> None:
        self._tokens = list(_tokens(text))
        self._at = 0
        self._fields = fields

    def peek(self) -> str | None:
        """The next token, or None at the end."""
        return self._tokens[self._at] if self._at < len(self._tokens) else None

    def either(self) -> Condition:
        """Conditions joined by OR."""
        parts = [self.both()]
        while self._takes("or"):
            parts.append(self.both())
        return lambda record: any(part(record) for part in parts)

    def both(self) -> Condition:
        """Conditions joined by AND, which binds tighter."""
        parts = [self.one()]
        while self._takes("and"):
            parts.append(self.one())
        return lambda record: all(part(record) for part in parts)

    def one(self) -> Condition:
        """A comparison, a membership, a negation or a group."""
        if self._takes("not"):
            inner = self.one()
            return lambda record: not inner(record)
        if self._takes("("):
            group = self.either()
            self._expect(")")
            return group
        field = self._next()
        if field.lower() == "search" and self._takes("("):
            return self._search()
        self._know(field)
        if self._takes("in"):
            self._expect("(")
            values = [self._value()]
            while self._takes(","):
                values.append(self._value())
            self._expect(")")
            wanted = frozenset(values)
            return lambda record: any(text in wanted for text in _texts(record.get(field)))
        operator = self._next()
        if operator not in _COMPARISONS:
            raise Malformed(f"unexpected `{operator}`")
        compare, value = _COMPARISONS[operator], self._value()
        return lambda record: any(compare(text, value) for text in _texts(record.get(field)))

    def _search(self) -> Condition:
        """Full text: every word of the text begins a word of the field, in any order and case."""
        field = self._next()
        self._know(field)
        self._expect(",")
        wanted = _words(self._value())
        self._expect(")")
        if not wanted:
            raise Malformed("`search` needs a text")

        def found(record: Payload) -> bool:
            held = _words(" ".join(_texts(record.get(field))))
            return all(any(word.startswith(start) for word in held) for start in wanted)

        return found

    def _know(self, field: str) -> None:
        if field not in self._fields:
            raise Malformed(f"Unknown field: {field}")

    def _value(self) -> str:
        token = self._next()
        if token.startswith("date'"):
            return token[5:-1]
        if token[0] in "\"'":
            return token[1:-1]
        if token[0].isdigit():
            return token
        raise Malformed(f"`{token}` is not a value")

    def _takes(self, word: str) -> bool:
        token = self.peek()
        if token is not None and token.lower() == word:
            self._at += 1
            return True
        return False

    def _expect(self, word: str) -> None:
        if not self._takes(word):
            raise Malformed(f"`{word}` is missing")

    def _next(self) -> str:
        token = self.peek()
        if token is None:
            raise Malformed("the clause ends too early")
        self._at += 1
        return token


def _tokens(text: str) -> Iterator[str]:
    at = 0
    while at < len(text.rstrip()):
        match = _TOKEN.match(text, at)
        if match is None:
            raise Malformed(f"unexpected `{text[at]}`")
        yield match.group().strip()
        at = match.end()


def _words(text: str) -> frozenset[str]:
    return frozenset(re.findall(r"\w+", text.lower()))


def _texts(value: Json) -> tuple[str, ...]:
    """A column as text; a list column holds if any of its values does."""
    if isinstance(value, list):
        return tuple(str(item) for item in value)
    return () if value is None else (str(value),)
