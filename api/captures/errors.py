"""What can go wrong with a capture, beside what the domain names."""

from __future__ import annotations

from tracer.errors import TracerError


class NoCaptureIntent(TracerError):
    """There is no open intent for this in the case. Write an intent down first: it lasts an hour and
    serves once.
    """

    status = 409
    code = "no-capture-intent"


class CaptureRefused(TracerError):
    """The page, or the terms of the place, do not let it be kept. Leave it, or note what you see where
    a note is allowed.
    """

    status = 409
    code = "capture-refused"


class PlaceClosed(TracerError):
    """Nothing may be looked at there: the place is not reviewed, its review is over, or its terms
    forbid it. Use another source.
    """

    status = 403
    code = "place-closed"


class CaptureUnavailable(TracerError):
    """The page could not be captured: it does not answer, or there is no browser here. Write a new
    intent and try later.
    """

    status = 503
    code = "capture-unavailable"
