"""What can go wrong at the door itself, beside what the domain names in `tracer.errors`."""

from __future__ import annotations

from tracer.errors import TracerError


class KeyRequired(TracerError):
    """No valid API key came with the request. Send `Authorization: Bearer trk_…`."""

    status = 401
    code = "key-required"


class ScopeMissing(TracerError):
    """The key is valid and may not do this. Ask whoever made it for a key with the scope named."""

    status = 403
    code = "scope-missing"

    def __init__(self, scope: str) -> None:
        super().__init__(f"the key lacks the scope {scope}")


class FormExpired(TracerError):
    """The form was not made by this session, or the session is over. Open the page again."""

    status = 403
    code = "form-expired"


class RepeatKeyMissing(TracerError):
    """A request that creates something carries an `Idempotency-Key`, new for each new thing."""

    status = 400
    code = "idempotency-key-missing"


class RepeatKeyReused(TracerError):
    """This `Idempotency-Key` came before with another body. Use a new key for a new request."""

    status = 422
    code = "idempotency-key-reused"


class RepeatInFlight(TracerError):
    """The first request with this `Idempotency-Key` is not over. Ask again in a second."""

    status = 409
    code = "idempotency-in-flight"


class BodyTooLarge(TracerError):
    """The request is larger than any case needs to be. Send less."""

    status = 413
    code = "body-too-large"


class MalformedRequest(TracerError):
    """The request cannot be read at all. Correct its syntax."""

    status = 400
    code = "malformed-request"


class MethodNotAllowed(TracerError):
    """This address does not answer to that method. Read the API document."""

    status = 405
    code = "method-not-allowed"


class SecondPersonNeeded(TracerError):
    """One person asks and another approves. Have a colleague who holds the scope do this step."""

    status = 403
    code = "second-person-needed"


class SearchStopped(TracerError):
    """The search was stopped, or what it found was taken back: the person exercised a right, somebody
    else was reached, or the case was closed. Read the requests of the case, then run a new search.
    """

    status = 409
    code = "search-stopped"


class OperatorLocked(TracerError):
    """This key is locked after an alert. A second person looks into it and unlocks it."""

    status = 403
    code = "operator-locked"


class OperatorUndeclared(TracerError):
    """Whoever holds this key declared no ties yet. Run `tracer operator declare` for the key."""

    status = 403
    code = "operator-undeclared"


class QuotaReached(TracerError):
    """The key has used up what it may do in this time. Wait as `Retry-After` says; it is on record."""

    status = 429
    code = "quota-reached"

    def __init__(self, problem: str, retry_after: int) -> None:
        super().__init__(problem)
        self.retry_after = retry_after
