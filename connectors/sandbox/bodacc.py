"""The contract of the BODACC data set (explore v2.1): records and exports, limits and errors."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from connectors.sandbox.gazette_records import BLOBS
from connectors.sandbox.model import Json, Payload
from connectors.sandbox.odsql import Malformed, order, where
from connectors.sandbox.reply import Answer, Reply
from connectors.sandbox.world import World

SOURCE = "fr.bodacc"
MOST_RECORDS = 100
MOST_REACHED = 10_000
FIELDS = frozenset(
    {
        "id", "publicationavis", "publicationavis_facette", "parution", "dateparution",
        "numeroannonce", "typeavis", "typeavis_lib", "familleavis", "familleavis_lib",
        "numerodepartement", "departement_nom_officiel", "region_code", "region_nom_officiel",
        "tribunal", "commercant", "ville", "registre", "cp", "pdf_parution_subfolder",
        "ispdf_unitaire", "parutionavisprecedent", "url_complete", *BLOBS,
    }
)  # fmt: skip
_HEADERS = (("X-RateLimit-Limit", "5000000"), ("X-RateLimit-Remaining", "4999999"))
_UNSERVED = ("group_by", "having")


class Bodacc:
    """The data set over a world's notices."""

    def __init__(self, world: World) -> None:
        self._notices = world.notices

    def records(self, parameters: Mapping[str, str]) -> Reply:
        """One page: at most 100 records, 10 by default, and nothing beyond the 10 000th."""
        return _answered(self._page, parameters)

    def export(self, parameters: Mapping[str, str]) -> Reply:
        """Every record, as one list; a limit of -1, the default, means all."""
        return _answered(self._whole, parameters)

    def _page(self, parameters: Mapping[str, str]) -> Json:
        limit = _bounded(parameters, "limit", 10, -1, MOST_RECORDS)
        limit = 10 if limit < 0 else limit
        offset = _bounded(parameters, "offset", 0, 0, MOST_REACHED - 1)
        if offset + limit > MOST_REACHED:
            raise _OutOfRange(
                "Invalid value for offset API parameter: offset + limit must not exceed "
                f"{MOST_REACHED}."
            )
        found = self._selected(parameters)
        page = _shown(found[offset : offset + limit], parameters)
        return {"total_count": len(found), "results": [*page]}

    def _whole(self, parameters: Mapping[str, str]) -> Json:
        limit = _bounded(parameters, "limit", -1, -1, 2**31)
        found = self._selected(parameters)
        return [*_shown(found if limit < 0 else found[:limit], parameters)]

    def _selected(self, parameters: Mapping[str, str]) -> list[Payload]:
        for name in _UNSERVED:
            if name in parameters:
                raise Malformed(f"`{name}` is not served here")
        clause = parameters.get("where", "").strip()
        condition = where(clause, FIELDS) if clause else None
        found = [n for n in self._notices if condition is None or condition(n)]
        for name, wanted in (("refine", True), ("exclude", False)):
            if name in parameters:
                field, _, value = parameters[name].partition(":")
                test = where(f'{field} = "{value.strip(chr(34))}"', FIELDS)
                found = [n for n in found if test(n) is wanted]
        ordering = parameters.get("order_by", "").strip()
        for field, descends in reversed(order(ordering, FIELDS) if ordering else ()):
            found.sort(key=lambda n, f=field: str(n.get(f)), reverse=descends)  # type: ignore[misc]  # f is bound now
        return found


def _answered(answer: Callable[[Mapping[str, str]], Json], parameters: Mapping[str, str]) -> Reply:
    """The answer, or the refusal the service would give."""
    try:
        return Reply(status=200, body=answer(parameters), headers=_HEADERS)
    except Malformed as problem:
        code, message = "ODSQLError", f"ODSQL query is malformed: {problem}"
    except _OutOfRange as problem:
        code, message = "InvalidRESTParameterError", str(problem)
    body: Json = {"error_code": code, "message": message}
    return Reply(status=400, body=body, headers=_HEADERS)


class _OutOfRange(Exception):
    """A page parameter is not a number or lies outside its bounds."""


def _bounded(parameters: Mapping[str, str], key: str, default: int, low: int, high: int) -> int:
    text = parameters.get(key)
    if text is None:
        return default
    try:
        value = int(text)
    except ValueError:
        raise _OutOfRange(
            f"Invalid value for {key} API parameter: an integer is expected."
        ) from None
    if not low <= value <= high:
        raise _OutOfRange(
            f"Invalid value for {key} API parameter: {value} was found but {low} <= {key} <= "
            f"{high} is expected."
        )
    return value


def _shown(notices: list[Payload], parameters: Mapping[str, str]) -> list[Payload]:
    chosen = [name.strip() for name in parameters.get("select", "").split(",") if name.strip()]
    if not chosen or chosen == ["*"]:
        return notices
    unknown = [name for name in chosen if name not in FIELDS]
    if unknown:
        raise Malformed(f"Unknown field: {unknown[0]}. Clause(s) containing the error(s): select.")
    return [{name: notice.get(name) for name in chosen} for notice in notices]


def routes(world: World) -> dict[str, Answer]:
    """The paths of the data set, below the portal's base."""
    dataset = "/api/explore/v2.1/catalog/datasets/annonces-commerciales"
    gazette = Bodacc(world)
    return {f"{dataset}/records": gazette.records, f"{dataset}/exports/json": gazette.export}
