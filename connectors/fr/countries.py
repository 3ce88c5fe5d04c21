"""INSEE's codes of foreign countries, as ISO 3166-1 alpha-2."""

from __future__ import annotations

UNKNOWN = "ZZ"  # user-assigned in ISO 3166-1: abroad, and we cannot say where

ISO = {
    "99101": "DK",
    "99102": "IS",
    "99103": "NO",
    "99104": "SE",
    "99105": "FI",
    "99106": "EE",
    "99107": "LV",
    "99108": "LT",
    "99109": "DE",
    "99110": "AT",
    "99111": "BG",
    "99112": "HU",
    "99113": "LI",
    "99114": "RO",
    "99122": "PL",
    "99126": "GR",
    "99127": "IT",
    "99131": "BE",
    "99132": "GB",
    "99134": "ES",
    "99135": "NL",
    "99136": "IE",
    "99137": "LU",
    "99138": "MC",
    "99139": "PT",
    "99140": "CH",
    "99350": "MA",
    "99351": "TN",
    "99352": "DZ",
    "99401": "CA",
    "99404": "US",
}


def iso_country(code: str | None) -> str:
    """The country of an address: France when no foreign code is given, "ZZ" for one not listed."""
    return ISO.get(code, UNKNOWN) if code else "FR"
