"""The contract of the RGE list: building firms of the world, a row for each qualification.

A third of the open building firms are in it. A sole trader gives his mobile, the others a landline.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from zlib import crc32

from connectors.sandbox.identifiers import siret
from connectors.sandbox.model import SOLE_TRADER, Json, Payload
from connectors.sandbox.reply import Answer, Reply
from connectors.sandbox.world import World

SOURCE = "fr.ademe_rge"
BUILDING = ("41", "43")
QUALIFICATIONS = ("Isolation des combles", "Menuiseries extérieures", "Pompes à chaleur")


def routes(world: World) -> dict[str, Answer]:
    """The lines of the list, below the portal's base."""
    rows = [row for unit in shown(world, BUILDING, one_in=3) for row in rows_of(unit)]

    def lines(asked: Mapping[str, str]) -> Reply:
        field, _, start = asked.get("qs", "").partition(":")
        if field != "siret" or not start.endswith("*"):
            return Reply(status=400, body={"message": "qs is not understood"})
        found = [row for row in rows if str(row["siret"]).startswith(start[:-1])]
        columns = asked.get("select", "").split(",")
        kept: list[Json] = [{name: row[name] for name in columns if name in row} for row in found]
        size = int(asked.get("size", "12"))
        return Reply(status=200, body={"total": len(kept), "results": kept[:size]})

    return {"/datasets/liste-des-entreprises-rge-2/lines": lines}


def shown(world: World, activities: tuple[str, ...], one_in: int) -> Iterator[Payload]:
    """Open units of some activities that show their name, one in so many of them."""
    for unit in world.units:
        in_business = (unit["etat_administratif"], unit["statut_diffusion"]) == ("A", "O")
        activity = str(unit.get("activite_principale"))
        if in_business and activity.startswith(activities) and not figure(unit) % one_in:
            yield unit


def figure(unit: Payload) -> int:
    """A number that is always the same for a unit, and looks like chance."""
    return crc32(str(unit["siren"]).encode())


def telephone(unit: Payload) -> str:
    """A number nobody has: the mobile of a sole trader, else a landline."""
    prefix = "06 39 98" if unit["nature_juridique"] == SOLE_TRADER else "01 99 00"
    digits = f"{figure(unit) % 10_000:04d}"
    return f"{prefix} {digits[:2]} {digits[2:]}"


def mailbox(unit: Payload) -> str:
    """An e-mail address nobody has."""
    return f"contact@entreprise-{figure(unit) % 10_000:04d}.example"


def rows_of(unit: Payload) -> list[Payload]:
    """One to three rows of the same establishment, all with the same contacts."""
    count = 1 + figure(unit) % len(QUALIFICATIONS)
    return [
        {
            "siret": siret(str(unit["siren"]), 1),
            "nom_entreprise": unit["nom_complet"],
            "domaine": qualification,
            "telephone": telephone(unit),
            "email": mailbox(unit) if figure(unit) % 2 else "",
            "site_internet": "",
        }
        for qualification in QUALIFICATIONS[:count]
    ]
