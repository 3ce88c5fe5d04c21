"""What a status and a body mean: an answer, that the source declines, or a failure by its name."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urljoin, urlsplit

import httpx

from connectors.answer import (
    Declined,
    Fetched,
    Json,
    Page,
    delay_asked,
    message_of,
    public_url,
    read_json,
)
from connectors.wire import Again, is_json
from tracer.errors import SourceBusy, SourceChanged, SourceError, SourceForbidden
from tracer.source import SourceCard

DECLINED = (400, 404, 410, 413, 414, 416)
REFUSED = (401, 403, 451)


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """One request: where, what is sent, and whether the answer is a page or JSON."""

    method: str
    lane: str  # whose pace it keeps and whose failures it counts among
    url: str
    base: str  # of the URL that is kept
    path: str  # of the URL that is kept and logged: what was asked stands in `params`
    params: Mapping[str, str]
    headers: Mapping[str, str]
    busy_seconds: float  # to wait after a 429 that names no delay
    body: Json = None
    page: bool = False


def interpret(
    response: httpx.Response, body: bytes, question: Question, card: SourceCard, now: datetime
) -> Fetched | Declined | Page:
    """The meaning of one response.

    Raises Again for what may pass, SourceForbidden for a refusal, SourceChanged for what is not as
    the contract says.
    """
    source, status = card.id, response.status_code
    if 300 <= status < 400:
        return redirected(response, body, question, card, now)
    if status in REFUSED:
        raise SourceForbidden(source, f"answers {status}")
    wait = delay_asked(response.headers.get("retry-after", ""), now)
    if status == 429:
        error = SourceBusy(source, "asks us to slow down", retry_after=wait)
        raise Again(error, question.busy_seconds if wait is None else wait)
    if status >= 500:
        if wait is not None:
            raise Again(SourceBusy(source, f"answers {status}", retry_after=wait), wait)
        raise Again(SourceError(source, f"answers {status}"))
    if status in DECLINED:
        return Declined(source=source, status=status, message=message_of(source, body))
    if status != 200:
        raise SourceChanged(source, f"answers {status}")
    if question.page:
        return page_of(response, body, card, now)
    if not is_json(response.headers.get("content-type", "")):
        raise Again(SourceChanged(source, "the content type is not JSON"))
    try:
        parsed = read_json(source, body)
    except SourceChanged as error:  # a proxy's page passes; a changed contract stays
        raise Again(error) from None
    return Fetched(
        source=source,
        body=parsed,
        url=public_url(card, question.base, question.path, question.params),
        retrieved_at=now,
        sha256=hashlib.sha256(body).hexdigest(),
        licence=card.licence,
    )


def redirected(
    response: httpx.Response, body: bytes, question: Question, card: SourceCard, now: datetime
) -> Page:
    """A page that sends elsewhere is followed by whoever asked; an interface never may."""
    try:
        target = urljoin(str(response.url), response.headers.get("location", ""))
        elsewhere = urlsplit(target).netloc != urlsplit(str(response.url)).netloc
    except ValueError:
        raise SourceForbidden(card.id, "sends us to what is no address") from None
    if question.page and "location" in response.headers:
        return page_of(response, body, card, now, location=response.headers["location"])
    if elsewhere:
        raise SourceForbidden(card.id, "redirects to another host")
    raise SourceChanged(card.id, "redirects elsewhere")


def page_of(
    response: httpx.Response,
    body: bytes,
    card: SourceCard,
    now: datetime,
    location: str | None = None,
) -> Page:
    """A page as it was received."""
    return Page(
        source=card.id,
        url=str(response.url),
        location=location,
        body=body,
        content_type=response.headers.get("content-type", ""),
        headers=dict(response.headers),
        retrieved_at=now,
        sha256=hashlib.sha256(body).hexdigest(),
        licence=card.licence,
    )
