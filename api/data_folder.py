"""The data folder of the settings: made for its owner alone where it is not there."""

from __future__ import annotations

from pathlib import Path

from tracer.errors import Invalid
from tracer.settings import Settings


def data_folder(settings: Settings) -> Path:
    """Where everything is kept. Raises Invalid where no folder can be made there."""
    try:
        settings.data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError:
        raise Invalid("TRACER_DATA_DIR", "no folder can be made there") from None
    return settings.data_dir
