"""The contract of the directory of public bodies: the commercial courts of the world's notices.

No company of the world is a public body: a question by number finds nothing. A question by name
brings every row that holds all its words. Lists are JSON texts.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from zlib import crc32

from connectors.sandbox.directory import fold
from connectors.sandbox.model import Json, Payload
from connectors.sandbox.reply import Answer, Reply
from connectors.sandbox.world import World

SOURCE = "fr.annuaire_administration"
BY_NAME = re.compile(r'search\(nom, "([^"]*)"\)')
BY_NUMBER = re.compile(r'siren="\d{9}" OR startswith\(siret, "\d{9}"\)')
REGISTRY = re.compile(r"^greffe du ", re.IGNORECASE)


def routes(world: World) -> dict[str, Answer]:
    """The records, below the portal's base."""
    names = {REGISTRY.sub("", str(notice["tribunal"])) for notice in world.notices}
    courts = [court_of(name) for name in sorted(names)]

    def records(asked: Mapping[str, str]) -> Reply:
        where = asked.get("where", "")
        named = BY_NAME.fullmatch(where)
        if named is None and not BY_NUMBER.fullmatch(where):
            return Reply(status=400, body={"error_code": "ODSQLError", "message": "malformed"})
        found: list[Json] = [
            court for court in courts if named and words(named[1]) <= words(str(court["nom"]))
        ]
        start = int(asked.get("offset", "0"))
        page = found[start : start + int(asked.get("limit", "10"))]
        return Reply(status=200, body={"total_count": len(found), "results": page})

    return {"/catalog/datasets/api-lannuaire-administration/records": records}


def words(text: str) -> set[str]:
    """The words of a text, without case or accents."""
    return set(re.findall(r"[a-z0-9]+", fold(text)))


def court_of(name: str) -> Payload:
    """One court, reached by a number and a mailbox nobody has."""
    key = crc32(fold(name).encode())
    digits = f"{key % 10_000:04d}"
    phones = [{"valeur": f"01 99 00 {digits[:2]} {digits[2:]}", "description": ""}]
    return {
        "id": f"00000000-0000-4000-8000-{key:012d}",
        "nom": name,
        "siren": None,
        "siret": None,
        "telephone": json.dumps(phones),
        "adresse_courriel": f"greffe@tribunal-{digits}.example",
        "site_internet": None,
        "adresse": None,
        "statut_de_diffusion": "true",
    }
