"""A web page as lines of text a reader would see: bytes to text, then to blocks with their links.

Bytes are decoded by their byte order mark, else by the server's or the page's own charset, else as
UTF-8, else as Windows-1252; UTF-16 without a mark is told by its zero bytes. Comments, scripts and
hidden elements are no text: what a page comments out, it does not publish.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple
from urllib.parse import urljoin, urlsplit

from selectolax.lexbor import LexborHTMLParser, LexborNode

MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
CHARSET = re.compile(r"charset\s*=\s*[\"']?\s*([\w.:-]+)", re.IGNORECASE)
META = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([\w.:-]+)", re.IGNORECASE)
HEAD_BYTES = 2048
"""Where a page must declare its charset: the HTML standard says 1024, pages are late."""
LINE_TAGS = """
address article aside blockquote body caption dd details div dl dt fieldset figcaption figure footer
form h1 h2 h3 h4 h5 h6 header hr legend li main nav ol option p pre section summary table tbody tfoot
thead tr ul
"""
LINES = frozenset(LINE_TAGS.split())
UNSEEN_TAGS = "head script style noscript template svg select textarea iframe object canvas title"
UNSEEN = frozenset(UNSEEN_TAGS.split())
CELLS = frozenset({"td", "th"})
ENDING = frozenset({"footer", "nav"})
"""Elements after whose end another part of the page begins."""
HEADINGS = {f"h{n}": n for n in range(1, 7)} | {"legend": 6, "caption": 6, "summary": 6}
BOLD_LEVEL = 7
BOLD = frozenset({"b", "strong"})
HIDING = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
SPACES = re.compile(r"[\s\u00a0\u202f\u2009\u200b\u00ad]+")
CELL_SEPARATOR = " | "
LONGEST_LINE = 4_000
LONGEST_TEXT = 120_000
"""Characters; a notice has a few thousand. What is longer is not read on."""
DEEPEST = 200
"""Elements in one another; what lies deeper is not read."""


class Link(NamedTuple):
    """A link: where it leads, made absolute; what it reads; its rel."""

    href: str
    text: str
    rel: str


class Block(NamedTuple):
    """One line of the page. `links` are the targets of the links in it, as written."""

    text: str
    level: int
    """0 for plain text; of a heading 1 to 6, or `BOLD_LEVEL` where it is only bold."""
    boundary: bool
    """Whether a footer, a header or a navigation begins with it, or one ended before it."""
    links: tuple[str, ...]

    @property
    def heading(self) -> bool:
        """Whether it is a heading, by its element or because all of it is bold."""
        return self.level > 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """What a reader sees of a page."""

    html: str
    blocks: tuple[Block, ...]
    links: tuple[Link, ...]
    language: str
    """The first two letters of the page's lang, or empty."""
    scripts: bool

    @property
    def text(self) -> str:
        """Every line."""
        return "\n".join(block.text for block in self.blocks)


def decode(body: bytes, content_type: str | None) -> str:
    """The bytes as text. Never fails: what no encoding reads comes out as U+FFFD."""
    for mark, name in MARKS:
        if body.startswith(mark):
            return body[len(mark) :].decode(name, "replace")
    if utf16 := _unmarked_utf16(body):
        return body.decode(utf16, "replace")
    declared = CHARSET.search(content_type or "")
    meta = META.search(body[:HEAD_BYTES])
    names = [declared[1] if declared else "", meta[1].decode("ascii") if meta else ""]
    # A page that can be read as bytes is not in UTF-16, whatever it says.
    for name in [*(n for n in names if n and not n.lower().startswith("utf-16")), "utf-8"]:
        try:
            return body.decode("cp1252" if name.lower() in {"iso-8859-1", "latin1"} else name)
        except (UnicodeDecodeError, LookupError):
            continue
    return body.decode("cp1252", "replace")


def read_page(body: bytes, url: str, content_type: str | None = None) -> Page:
    """The page at `url`. An empty body is a page without blocks."""
    html = decode(body, content_type)
    tree = LexborHTMLParser(html)
    root = tree.body
    parts = _Lines()
    if root is not None:
        parts.walk(root)
    parts.close()
    language = tree.root.attributes.get("lang") if tree.root is not None else None
    return Page(
        html=html,
        blocks=tuple(parts.blocks),
        links=tuple(_links(tree, url)),
        language=(language or "")[:2].lower(),
        scripts=tree.css_first("script") is not None,
    )


def absolute(url: str, href: str) -> str | None:
    """Where a link on the page at `url` leads; None when that is no web address."""
    try:
        target = urljoin(url, href)
        urlsplit(target)
    except ValueError:  # a bracket in the host and the like
        return None
    return target if target.startswith(("http://", "https://")) else None


def _unmarked_utf16(body: bytes) -> str | None:
    """UTF-16 written without its mark: every other byte of markup is zero."""
    start = body[:HEAD_BYTES]
    half = len(start) // 2
    if half and start[1::2].count(0) > half * 0.7:
        return "utf-16-le"
    if half and start[0::2].count(0) > half * 0.7:
        return "utf-16-be"
    return None


def _links(tree: LexborHTMLParser, url: str) -> Iterator[Link]:
    for node in tree.css("a[href], link[rel~=me][href]"):
        target = absolute(url, (node.attributes.get("href") or "").strip())
        if target is not None:
            yield Link(
                target, SPACES.sub(" ", node.text()).strip(), node.attributes.get("rel") or ""
            )


class _Lines:
    """Gathers the lines while the tree is walked."""

    def __init__(self) -> None:
        self.blocks: list[Block] = []
        self._text: list[str] = []
        self._links: list[str] = []
        self._level = 0
        self._boundary = False
        self._left = LONGEST_TEXT
        self._bold = True  # whether all of the line so far is bold

    def walk(self, node: LexborNode, level: int = 0, bold: bool = False, depth: int = 0) -> None:
        child = node.child if depth < DEEPEST else None
        while child is not None:
            self._one(child, level, bold, depth)
            child = child.next

    def _one(self, node: LexborNode, level: int, bold: bool, depth: int) -> None:
        if node.is_text_node:
            self._add(node.text_content or "", level, bold)
            return
        tag = node.tag or ""
        if not node.is_element_node or tag in UNSEEN or _hidden(node):
            return
        if tag == "br":
            self._break()
            return
        href = (node.attributes.get("href") or "").strip() if tag == "a" else ""
        if href:
            self._links.append(href)
        if tag in CELLS or tag == "dd":
            self._separate()
        elif tag in LINES:
            self._break()
            self._boundary = self._boundary or tag in {"footer", "header", "nav"}
        self.walk(node, level or HEADINGS.get(tag, 0), bold or tag in BOLD, depth + 1)
        if tag in ENDING:
            self._break()
            self._boundary = True
        elif tag in LINES and tag != "dt":
            self._break()

    def close(self) -> None:
        self._break()

    def _add(self, text: str, level: int, bold: bool) -> None:
        if text.strip():
            self._level = self._level or level
            self._bold = self._bold and bold
        self._text.append(text)

    def _separate(self) -> None:
        if "".join(self._text).strip():
            self._text.append(CELL_SEPARATOR)

    def _break(self) -> None:
        text = SPACES.sub(" ", "".join(self._text)[:LONGEST_LINE])
        text = text.strip().removesuffix("|").strip()
        self._left -= len(text)
        if (text or self._links) and self._left > 0:
            bold = bool(text) and self._bold and len(text) < 60
            level = self._level or (BOLD_LEVEL if bold else 0)
            self.blocks.append(Block(text, level, self._boundary, tuple(self._links)))
            self._boundary = False
        self._text, self._links = [], []
        self._level, self._bold = 0, True


def _hidden(node: LexborNode) -> bool:
    attributes = node.attributes
    return "hidden" in attributes or bool(HIDING.search(attributes.get("style") or ""))
