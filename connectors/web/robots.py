"""What a site's robots.txt lets us read (RFC 9309), and how slowly."""

from __future__ import annotations

from dataclasses import dataclass

from protego import Protego

AGENT = "Tracer"
LONGEST_DELAY = 10.0
"""Seconds between two pages; a site that asks for more is read no further than its first page."""


@dataclass(frozen=True, slots=True)
class Robots:
    """The rules of one host. Without a file everything is allowed."""

    rules: Protego | None = None

    @classmethod
    def read(cls, body: bytes) -> Robots:
        """The rules of a robots.txt; what is no UTF-8 is read as far as it goes (RFC 9309, 2.3)."""
        return cls(Protego.parse(body.decode("utf-8", "replace")))

    def allow(self, url: str) -> bool:
        """Whether a page may be read."""
        return self.rules is None or bool(self.rules.can_fetch(url, AGENT))

    @property
    def delay(self) -> float:
        """Seconds to leave between two pages."""
        return float((self.rules.crawl_delay(AGENT) if self.rules else None) or 0.0)

    @property
    def sitemap(self) -> str | None:
        """The first sitemap the host names, for everybody."""
        return next(iter(self.rules.sitemaps), None) if self.rules else None
