"""What whoever looks at a page keeps to, in both languages, by how far one may go there."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from policies.platforms import Mode
from tracer.lawful import Text

YOURSELF = (
    Text(
        fr="Regardez sous votre véritable identité, ou sans compte ; jamais sous un faux nom.",
        en="Look under your own real identity, or without an account; never under a false name.",
    ),
    Text(
        fr="Ne demandez pas à être accepté, n'écrivez à personne, n'utilisez aucune extension.",
        en="Do not ask to be accepted, write to nobody, use no browser add-on.",
    ),
    Text(
        fr="Ne regardez que ce qui répond au but écrit : ni photos, ni proches, ni train de vie.",
        en="Look only at what serves the written purpose: no pictures, relatives or lifestyle.",
    ),
    Text(
        fr="Au moindre doute sur l'identité ou l'âge, fermez la page et ne gardez rien.",
        en="At any doubt about identity or age, close the page and keep nothing.",
    ),
)
NOTE_ONLY = Text(
    fr="Aucune copie, aucune capture d'écran : seuls les faits de la liste sont notés.",
    en="No copy and no screenshot: only the facts of the list are noted.",
)
COPY = Text(
    fr="Une image, un PDF ou un MHTML de la seule page utile ; rien de ce qui est masqué au public.",
    en="One picture, PDF or MHTML of the one page that serves; nothing hidden from the public.",
)
BY_TRACER = Text(
    fr="Tracer capture lui-même la page ; une page qui refuse l'indexation n'est pas gardée.",
    en="Tracer captures the page itself; a page that refuses to be indexed is not kept.",
)

CHECKLIST: Mapping[Mode, tuple[Text, ...]] = MappingProxyType(
    {
        Mode.API_OPEN: (BY_TRACER,),
        Mode.HUMAN_CAPTURE: (*YOURSELF, COPY),
        Mode.HUMAN_NOTE: (*YOURSELF, NOTE_ONLY),
    }
)
