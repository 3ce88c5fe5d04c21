"""What each problem means, in French; the English is the docstring of the error itself."""

from __future__ import annotations

# code: (what happened, what to do)
IN_FRENCH: dict[str, tuple[str, str]] = {
    "internal-error": (
        "Tracer a rencontré une erreur qu'il ne sait pas nommer",
        "Réessayez ; si cela recommence, prévenez l'exploitant.",
    ),
    "refused-by-policy": (
        "La règle n'a pas donné l'autorisation",
        "Lisez le refus : il nomme les règles et ce qui rendrait l'acte licite.",
    ),
    "not-found": (
        "Cela n'existe pas, ou vous ne pouvez pas le voir",
        "Les deux réponses sont les mêmes à dessein.",
    ),
    "conflict": (
        "La chose existe déjà ou se trouve dans un autre état",
        "Relisez-la, puis décidez.",
    ),
    "invalid-input": (
        "Ce qui est arrivé n'est pas ce que dit le contrat",
        "Corrigez les champs nommés ; les valeurs ne sont jamais répétées.",
    ),
    "budget-exhausted": (
        "Les appels ou le coût autorisés sont épuisés",
        "Relevez le budget du dossier, ou travaillez avec ce qui a été trouvé.",
    ),
    "journal-unavailable": (
        "Le journal ne peut pas être écrit : rien ne peut être montré",
        "Rétablissez-le, puis réessayez.",
    ),
    "integrity-failure": (
        "Ce qui est gardé n'est pas ce qui a été écrit",
        "Cessez le travail et appelez le responsable de la conformité.",
    ),
    "source-unavailable": (
        "Une source n'a pas répondu comme elle le devrait",
        "La recherche continue sans elle ; la couverture le dit.",
    ),
    "source-busy": (
        "La source nous demande d'attendre",
        "Redemandez après le délai indiqué.",
    ),
    "source-changed": (
        "La réponse de la source n'est pas celle que nous connaissons",
        "Une personne doit relire le contrat de la source.",
    ),
    "source-forbidden": (
        "Les conditions, robots.txt ou les identifiants disent non",
        "N'utilisez plus la source avant que quelqu'un ait regardé.",
    ),
    "source-not-configured": (
        "La source demande une clé, et les réglages n'en donnent pas",
        "Donnez la clé dans TRACER_CREDENTIALS, ou laissez la source de côté.",
    ),
    "source-unsupported": (
        "La source ne peut pas répondre à cette question",
        "Il manque un identifiant ou une date, ou le pays n'est pas le sien.",
    ),
    "no-capture-intent": (
        "Aucune intention ouverte ne couvre cela dans le dossier",
        "Écrivez d'abord une intention : elle dure une heure et sert une fois.",
    ),
    "capture-refused": (
        "La page, ou les conditions du lieu, ne permettent pas de la conserver",
        "Laissez-la, ou notez ce que vous voyez là où une note est permise.",
    ),
    "place-closed": (
        "Rien ne peut y être regardé : lieu non relu, relecture échue ou conditions contraires",
        "Prenez une autre source.",
    ),
    "capture-unavailable": (
        "La page n'a pas pu être conservée : elle ne répond pas, ou il n'y a pas de navigateur",
        "Écrivez une nouvelle intention et essayez plus tard.",
    ),
    "key-required": (
        "Aucune clé valide n'accompagne la demande",
        "Connectez-vous, ou envoyez « Authorization: Bearer trk_… ».",
    ),
    "scope-missing": (
        "La clé est valide et ne donne pas ce droit",
        "Demandez à qui l'a créée une clé avec le droit nommé.",
    ),
    "form-expired": (
        "Le formulaire n'a pas été fait par cette session, ou elle est finie",
        "Ouvrez la page de nouveau.",
    ),
    "idempotency-key-missing": (
        "Une demande qui crée quelque chose porte une « Idempotency-Key »",
        "Envoyez-en une, nouvelle pour chaque chose à créer.",
    ),
    "idempotency-key-reused": (
        "Cette « Idempotency-Key » est déjà venue avec un autre contenu",
        "Prenez une nouvelle clé pour une nouvelle demande.",
    ),
    "idempotency-in-flight": (
        "La première demande avec cette « Idempotency-Key » n'est pas finie",
        "Redemandez dans une seconde.",
    ),
    "body-too-large": (
        "La demande est plus grande qu'un dossier n'en a besoin",
        "Envoyez moins.",
    ),
    "malformed-request": (
        "La demande ne peut pas être lue du tout",
        "Corrigez sa syntaxe.",
    ),
    "method-not-allowed": (
        "Cette adresse ne répond pas à cette méthode",
        "Lisez le document de l'API.",
    ),
    "second-person-needed": (
        "L'un demande, un autre approuve",
        "Faites faire cette étape par un collègue qui en a le droit.",
    ),
    "search-stopped": (
        "La recherche a été arrêtée, ou ce qu'elle avait trouvé a été retiré",
        "Lisez les demandes et signalements du dossier, puis lancez une nouvelle recherche.",
    ),
    "operator-locked": (
        "Cette clé est bloquée à la suite d'une alerte",
        "Une autre personne examine l'affaire et la débloque.",
    ),
    "operator-undeclared": (
        "Le titulaire de cette clé n'a pas encore déclaré ses attaches",
        "Lancez `tracer operator declare` pour cette clé.",
    ),
    "quota-reached": (
        "La clé a épuisé ce qui lui est permis pendant ce temps",
        "Attendez le temps que dit `Retry-After` ; c'est au journal.",
    ),
}
