"""What a route may ask for, named once: the services, who is asking, and a request to do once."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Annotated, Any, cast

from fastapi import Depends, Header, Path, Request, Response, Security
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer, SecurityScopes
from pydantic import BaseModel

from api.auth import Principal, Scope
from api.errors import KeyRequired, OperatorLocked, ScopeMissing
from api.reading import refuse_twins
from api.repeats import Claim, Made
from api.safeguards.operators import locked
from api.safeguards.seeing import seen, shown
from api.services import Services
from tracer.case import Case
from tracer.ports import JournalEntry

bearer = HTTPBearer(
    scheme_name="ApiKey",
    bearerFormat="trk_<id>_<secret>",
    description="A local API key, as `Authorization: Bearer trk_…`.",
    auto_error=False,
)


def services(request: Request) -> Services:
    """What `create_app` was given."""
    return cast(Services, request.app.state.services)


ServicesDep = Annotated[Services, Depends(services)]


async def holder(
    asked: SecurityScopes,
    with_services: ServicesDep,
    token: Annotated[HTTPAuthorizationCredentials | None, Security(bearer)],
) -> Principal:
    """Who is asking, if the key is valid, not locked, and has every scope of the route."""
    found = await named(with_services, token)
    for scope in asked.scopes:
        if scope not in found.scopes:
            raise ScopeMissing(scope)
    return await unlocked(with_services, found)


async def named(with_services: Services, token: HTTPAuthorizationCredentials | None) -> Principal:
    """Whose key came with the request; KeyRequired when none did, or it is not valid."""
    if token is None:
        raise KeyRequired("no key came with the request")
    return await with_services.keys.authenticate(token.credentials)


async def unlocked(with_services: Services, found: Principal) -> Principal:
    """Who is asking; OperatorLocked when the key is locked."""
    if await locked(with_services.watch, found.id):
        raise OperatorLocked("a second person looks into it first")
    return found


def holding(scope: Scope) -> Any:
    """A dependency on a key with this scope."""
    return Security(holder, scopes=[scope.value])


def holding_either(*scopes: Scope) -> Any:
    """A dependency on a key with one of these scopes; the route documents it by `either`."""

    async def who(request: Request, with_services: ServicesDep) -> Principal:
        found = await named(with_services, await bearer(request))
        if not found.scopes & set(scopes):
            raise ScopeMissing(" or ".join(scopes))
        return await unlocked(with_services, found)

    return Depends(who)


def either(*scopes: Scope) -> dict[str, Any]:
    """What the document says of a route that one of several scopes opens (`openapi_extra`)."""
    return {"security": [{bearer.scheme_name: [scope.value]} for scope in scopes]}


MandatesWriter = Annotated[Principal, holding(Scope.MANDATES_WRITE)]
BasisWriter = Annotated[Principal, holding(Scope.BASIS_WRITE)]
CaseReader = Annotated[Principal, holding(Scope.CASES_READ)]
CaseWriter = Annotated[Principal, holding(Scope.CASES_WRITE)]
SearchRunner = Annotated[Principal, holding(Scope.SEARCH_RUN)]
IdentityReader = Annotated[Principal, holding(Scope.IDENTITY_READ)]
IdentityDecider = Annotated[Principal, holding(Scope.IDENTITY_DECIDE)]
ContactReader = Annotated[Principal, holding(Scope.CONTACT_READ)]
RightsReader = Annotated[Principal, holding(Scope.RIGHTS_READ)]
RightsWriter = Annotated[Principal, holding(Scope.RIGHTS_WRITE)]

OpaqueId = Annotated[str, Path(pattern=r"^[A-Za-z0-9_.:-]{1,120}$")]
RepeatKey = Annotated[
    str,
    Header(
        alias="Idempotency-Key",
        pattern=r"^[\x21-\x7e]{1,120}$",
        description="New for each thing to create; the same key and body answer the same again.",
        examples=["3f0c6c5e-0000-4000-8000-000000000001"],
    ),
]


class Once:
    """Works on a creating request once, whoever sends it how many times."""

    def __init__(self, request: Request, with_services: Services, key: str) -> None:
        self._request = request
        self._repeats = with_services.repeats
        self._key = key

    async def answer(
        self, who: Principal, make: Callable[[Claim], Awaitable[tuple[int, str, BaseModel]]]
    ) -> Response:
        """What `make` makes (status, location, body), or what it made the first time."""
        path, sent = self._request.url.path, await self._request.body()
        refuse_twins(sent)
        claim = await self._repeats.claim(who.id, path, self._key, sent)
        if isinstance(claim, Claim):
            try:
                status, location, body = await make(claim)
            except BaseException:
                await self._repeats.release(claim)
                raise
            made = Made(status=status, location=location, body=body.model_dump_json())
            await self._repeats.settle(claim, made)
        else:
            made = claim
        return Response(
            made.body,
            status_code=made.status,
            media_type="application/json",
            headers={"Location": made.location},
        )


def once(request: Request, with_services: ServicesDep, key: RepeatKey) -> Once:
    """The request, to be worked on once."""
    return Once(request, with_services, key)


OnceDep = Annotated[Once, Depends(once)]


SHOWN = frozenset({"candidates", "why", "search", "page"})
"""Looks at which the candidates are shown."""


async def look(with_services: Services, case: str, who: Principal, what: str) -> Case:
    """A case assigned to whoever asks; that it was looked at is in the journal before it is shown.

    Raises NotFound for any other case, JournalUnavailable when the look cannot be written, and what
    `api.safeguards.seeing.seen` raises.
    """
    found = await seen(with_services, who, case)
    await with_services.journal.append(
        JournalEntry(kind="look", case=case, subject=None, operator=who.id, body={"what": what})
    )
    if what in SHOWN:
        await shown(with_services.watch, who.id, case)
    return found
