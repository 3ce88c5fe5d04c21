"""Logs for operators: structured, without personal data. The journal is evidence; this is not."""

from __future__ import annotations

import logging
import sys
from collections.abc import MutableMapping
from typing import Any

import structlog

from tracer.errors import Invalid

LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL")
SPEAKABLE = frozenset(
    {
        "event",
        "level",
        "timestamp",
        "logger",
        "case",
        "search",
        "source",
        "operation",
        "route",
        "method",
        "status",
        "outcome",
        "error",
        "attempt",
        "wait",
        "seconds",
        "count",
        "port",
        "sequence",
    }
)
"""The only keys whose values are written; every other value is replaced by its key's absence."""


def configure(level: str = "WARNING") -> None:
    """Write JSON lines to standard error, keeping only what `SPEAKABLE` allows.

    Raises Invalid for a level that is none.
    """
    if level.upper() not in LEVELS:
        raise Invalid("TRACER_LOG_LEVEL", f"one of {', '.join(LEVELS)}")
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            redact,
            structlog.processors.JSONRenderer(),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelName(level.upper())),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=False,
    )


def redact(_logger: Any, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Drop the value of every key that may not be spoken, and say that it was there."""
    hidden = sorted(key for key in event if key not in SPEAKABLE)
    kept = {key: value for key, value in event.items() if key in SPEAKABLE}
    return {**kept, "withheld": hidden} if hidden else kept
