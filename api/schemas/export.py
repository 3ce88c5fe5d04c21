"""Writes what the documentation publishes from the code: two JSON Schemas, and the page of settings."""

from __future__ import annotations

import json
import sys
from pathlib import Path

from pydantic import BaseModel
from pydantic.json_schema import JsonSchemaMode

from api.casefile import CaseFile
from api.schemas.report import ReportOut
from api.schemas.settings_page import settings_page

PUBLISHED: dict[str, type[BaseModel]] = {
    "case.schema.json": CaseFile,
    "report.schema.json": ReportOut,
}


def schema_text(model: type[BaseModel]) -> str:
    """A model's JSON Schema, always the same bytes for the same model."""
    mode: JsonSchemaMode = "validation" if model is CaseFile else "serialization"
    schema = model.model_json_schema(mode=mode)
    return json.dumps(schema, indent=1, ensure_ascii=False, sort_keys=True) + "\n"


def main(folder: Path) -> None:
    """Write every published schema and the page of settings into a folder."""
    for name, model in PUBLISHED.items():
        (folder / name).write_text(schema_text(model))
    (folder / "settings.md").write_text(settings_page())


if __name__ == "__main__":
    main(Path(sys.argv[1]))
