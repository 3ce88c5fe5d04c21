"""The standalone verifier, loaded from where it lies in the documentation."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from types import ModuleType

PROGRAM = Path(__file__).parents[2] / "docs" / "verify_journal.py"


def load() -> ModuleType:
    spec = importlib.util.spec_from_file_location("verify_journal", PROGRAM)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
