"""The contract of API Associations: the associations of the world, and 404 for everybody else.

One in four does not let its record be published on the internet.
"""

from __future__ import annotations

from collections.abc import Mapping

from connectors.sandbox.fr_ademe_rge import figure, mailbox, telephone
from connectors.sandbox.identifiers import siret
from connectors.sandbox.model import Payload
from connectors.sandbox.reply import Answer, Reply
from connectors.sandbox.world import World

SOURCE = "fr.associations"
ASSOCIATION = "9220"


def routes(world: World) -> dict[str, Answer]:
    """One association by SIREN, below the service's base."""
    known = {
        str(unit["siren"]): unit
        for unit in world.units
        if unit["nature_juridique"] == ASSOCIATION and unit["statut_diffusion"] == "O"
    }

    def structure(asked: Mapping[str, str]) -> Reply:
        unit = known.get(asked["siren"])
        if unit is None:
            return Reply(status=404, body={"erreur": "Structure non trouvée"})
        return Reply(status=200, body=structure_of(unit))

    return {"/structure/{siren}": structure}


def structure_of(unit: Payload) -> Payload:
    """One whole answer, with its seat alone."""
    siren, is_open = str(unit["siren"]), unit["etat_administratif"] == "A"
    return {
        "id_siren": siren,
        "id_rna": f"W999{figure(unit) % 1_000_000:06d}",
        "identite": {"id_siren": siren, "nom": unit["nom_complet"], "active": is_open},
        "activites": {"objet": "rendre service"},
        "coordonnees": {
            "adresse_siege": {},
            "telephone": telephone(unit).replace(" ", ""),
            "courriel": mailbox(unit),
            "site_web": "",
            "publication_internet": figure(unit) % 4 != 0,
        },
        "dirigeants": [],
        "etablissements": [
            {"id_siret": siret(siren, 1), "id_siren": siren, "est_siege": True, "actif": is_open}
        ],
    }
