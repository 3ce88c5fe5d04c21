"""Websites of the pretend internet: `entreprise-<SIREN>.example`, a home page and a legal notice."""

from __future__ import annotations

import re
from collections.abc import Mapping
from html import escape
from zlib import crc32

from connectors.sandbox.model import Payload, object_of, text_of
from connectors.sandbox.reply import Answer, Reply
from connectors.sandbox.world import World

SOURCE = "web.company"
HOST = re.compile(r"(?:www\.)?entreprise-(\d{9})\.example")
ROBOTS = b"User-agent: *\nDisallow: /panier\n"
NOT_FOUND = Reply(status=404, page=b"<h1>404</h1>", media_type="text/html")


def routes(world: World) -> dict[str, Answer]:
    """Every path of every host."""
    units = {str(unit["siren"]): unit for unit in world.units}

    def page(asked: Mapping[str, str]) -> Reply:
        host = HOST.fullmatch(asked["host"])
        unit = units.get(host[1]) if host else None
        if unit is None or unit.get("statut_diffusion") != "O":
            return NOT_FOUND
        if asked["path"] == "robots.txt":
            return Reply(status=200, page=ROBOTS, media_type="text/plain")
        written = {"": home, "mentions-legales": notice}.get(asked["path"])
        if written is None:
            return NOT_FOUND
        body = written(unit).encode()
        return Reply(status=200, page=body, media_type="text/html; charset=utf-8")

    return {"/{host}/{path:path}": page}


def home(unit: Payload) -> str:
    """A shop window with a link to the notice in its footer."""
    name = escape(text_of(unit, "nom_complet") or "")
    return (
        f"<!doctype html><html lang=fr><title>{name}</title><h1>{name}</h1>"
        "<p>Bienvenue. Nous travaillons sur rendez-vous, partout dans le département.</p>"
        '<footer><a href="/mentions-legales">Mentions légales</a></footer></html>'
    )


def notice(unit: Payload) -> str:
    """What the LCEN asks for, and the host's own details beside it."""
    siren, seat = str(unit["siren"]), object_of(unit, "siege")
    number = f"{siren[:3]} {siren[3:6]} {siren[6:]}"
    digits = f"{crc32(siren.encode()) % 10_000:04d}"
    return (
        "<!doctype html><html lang=fr><title>Mentions légales</title><h1>Mentions légales</h1>"
        f"<h2>Éditeur du site</h2><p>{escape(text_of(unit, 'nom_complet') or '')}</p>"
        f"<p>SIREN : {number}</p><p>{escape(text_of(seat, 'adresse') or '')}</p>"
        f"<p>Téléphone : 01 99 00 {digits[:2]} {digits[2:]}</p>"
        f"<p>E-mail : contact@entreprise-{siren}.example</p>"
        "<h2>Hébergement</h2><p>Hébergeur Fictif SAS, RCS Lille 299 900 019, "
        "téléphone 02 61 91 00 00</p></html>"
    )
