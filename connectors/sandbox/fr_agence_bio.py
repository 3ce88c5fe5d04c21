"""The contract of the organic directory: some farms and shops of the world, by SIREN or SIRET.

Ten operators unless more are asked for. `gerant` names somebody, as the real one does.
"""

from __future__ import annotations

from collections.abc import Mapping

from connectors.sandbox.fr_ademe_rge import figure, mailbox, shown, telephone
from connectors.sandbox.identifiers import siret
from connectors.sandbox.model import Json, Payload
from connectors.sandbox.reply import Answer, Reply
from connectors.sandbox.world import World

SOURCE = "fr.agence_bio"
FARMS_AND_SHOPS = ("01", "10.71", "47.11")


def routes(world: World) -> dict[str, Answer]:
    """The operators, below the directory's base."""
    operators = [operator_of(unit) for unit in shown(world, FARMS_AND_SHOPS, one_in=3)]

    def search(asked: Mapping[str, str]) -> Reply:
        start = asked.get("siret", "")
        found: list[Json] = [o for o in operators if str(o["siret"]).startswith(start)]
        items = found[: int(asked.get("nb", "10"))]
        return Reply(status=200, body={"nbTotal": str(len(found)), "items": items})

    return {"/operateurs/": search}


def operator_of(unit: Payload) -> Payload:
    """One operator; one in five has ended its certification."""
    ended = figure(unit) % 5 == 0
    return {
        "id": figure(unit) % 100_000,
        "raisonSociale": unit["nom_complet"],
        "siret": siret(str(unit["siren"]), 1),
        "numeroBio": figure(unit) % 1_000_000,
        "telephone": telephone(unit),
        "telephoneNational": None,
        "telephoneCommerciale": None,
        "email": mailbox(unit) if figure(unit) % 2 else None,
        "gerant": "VASQUELIN Odon",
        "siteWebs": [],
        "adressesOperateurs": [],
        "productions": [],
        "certificats": [{"etatCertification": "ARRETEE" if ended else "ENGAGEE"}],
    }
