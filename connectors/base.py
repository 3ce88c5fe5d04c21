"""What every source shares: being discovered, being opened, and being read strictly."""

from __future__ import annotations

import importlib
import pkgutil
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import ClassVar, Protocol, TypeVar, cast, get_args
from urllib.parse import urlsplit

from pydantic import BaseModel, ConfigDict, ValidationError, model_validator

import connectors
from connectors.courtesy import Courtesy
from connectors.egress import Policy, guarded_transport
from connectors.session import Session, Transport
from connectors.web_session import Drawer, WebSession
from connectors.wire import LOOPBACK
from tracer.entities import Masked, Property, Provenance, Statement
from tracer.errors import SourceChanged
from tracer.ports import Clock, Connector
from tracer.source import SourceCard, SourceKind

NOT_SOURCES = ("connectors.sandbox",)
MASK = re.compile(r"\[\s*NON[-\s]?DIFFUSIBLE\s*\]", re.IGNORECASE)


class SourceModule(Protocol):
    """A module that is a source: its card, and how a connector is made from a session."""

    CARD: SourceCard

    def connect(self, session: Session) -> Connector:
        """The connector of this source over a session."""
        ...


@dataclass(slots=True, kw_only=True)
class Sessions:
    """Opens one session per source, all sharing one courtesy; closes them together.

    `base_urls` overrides where a source is asked and `secrets` says what it knows the house by, both
    by source id; `contact` is the address or page that the User-Agent gives to the publisher;
    `draw` opens pages that scripts write, where there is a browser; `denied_hosts` are asked by no
    source, whatever a page links to.
    """

    clock: Clock
    contact: str
    base_urls: Mapping[str, str] = field(default_factory=dict)
    secrets: Mapping[str, str] = field(default_factory=dict)
    courtesy: Courtesy = field(default_factory=Courtesy)
    transport: Transport | None = None
    draw: Drawer | None = None
    denied_hosts: frozenset[str] = frozenset()
    opened: list[Session] = field(default_factory=list)

    def open(self, card: SourceCard) -> Session:
        """A session for the source of that card."""
        base_url = self.base_urls.get(card.id)
        kind = WebSession if card.kind is SourceKind.COMPANY_WEBSITE else Session
        session = kind(
            card,
            clock=self.clock,
            courtesy=self.courtesy,
            contact=self.contact,
            base_url=base_url,
            transport=self.transport or way_out(card, base_url, self.denied_hosts),
            secret=self.secrets.get(card.id),
        )
        if isinstance(session, WebSession):
            session.draw = self.draw
        self.opened.append(session)
        return session

    async def aclose(self) -> None:
        """Close every session opened here."""
        while self.opened:
            await self.opened.pop().aclose()


def way_out(card: SourceCard, base_url: str | None, denied: frozenset[str]) -> Transport:
    """The only addresses a source can reach: its own host, any public one for open hosts, or a sandbox."""
    parts = urlsplit(base_url or card.base_url)
    host = parts.hostname or ""
    if host in LOOPBACK:
        here = frozenset({(host, parts.port or 80)})
        return guarded_transport(Policy(hosts=frozenset(), loopback=here))
    if card.open_hosts:
        return guarded_transport(Policy(denied_hosts=denied))
    return guarded_transport(Policy(hosts=frozenset({host})))


def discover(sessions: Sessions, *, profiles: bool = True) -> dict[str, Connector]:
    """Every connected source by its id, each over its own session. Nothing is registered anywhere.

    Without `profiles`, no network of public profiles is among them.
    """
    return {
        module.CARD.id: module.connect(sessions.open(module.CARD))
        for module in sources()
        if profiles or module.CARD.kind is not SourceKind.SOCIAL_NETWORK
    }


def sources() -> Iterator[SourceModule]:
    """Every module of this package that has a `CARD` and a `connect`, in the order of their names."""
    for found in pkgutil.walk_packages(connectors.__path__, "connectors."):
        if found.name.startswith(NOT_SOURCES) or found.ispkg:
            continue
        module = importlib.import_module(found.name)
        if hasattr(module, "CARD") and hasattr(module, "connect"):
            yield cast(SourceModule, module)


def base_urls(root: str) -> dict[str, str]:
    """Where the sandbox at `root` serves each source, by source id."""
    return {module.CARD.id: f"{root.rstrip('/')}/{module.CARD.id}" for module in sources()}


class Payload(BaseModel):
    """A JSON object of a source. Fields it does not know are kept aside, and reported by name.

    `DROPPED` are fields known and not kept: they are taken out before anything else.
    """

    model_config = ConfigDict(extra="allow", coerce_numbers_to_str=True, frozen=True)

    DROPPED: ClassVar[frozenset[str]] = frozenset()

    @model_validator(mode="before")
    @classmethod
    def drop(cls, said: object) -> object:
        """What was received, without the fields that are never kept."""
        if not isinstance(said, dict):
            return said
        return {name: value for name, value in said.items() if name not in cls.DROPPED}


P = TypeVar("P", bound=Payload)


def read(model: type[P], body: object, source: str) -> P:
    """The body as a payload, or SourceChanged naming the first field that is not as known."""
    try:
        return model.model_validate(body)
    except ValidationError as error:
        where = ".".join(str(part) for part in error.errors(include_input=False)[0]["loc"])
        raise SourceChanged(source, f"field {where or 'body'} is not as known") from None


def unread_fields(payload: Payload, prefix: str = "") -> tuple[str, ...]:
    """The names of fields nobody here knows, dotted, at any depth; never their values."""
    names = {prefix + name for name in payload.model_extra or {}}
    for name in type(payload).model_fields:
        value = getattr(payload, name)
        nested = value if isinstance(value, list | tuple) else (value,)
        for item in nested:
            if isinstance(item, Payload):
                names.update(unread_fields(item, f"{prefix}{name}."))
    return tuple(sorted(names))


def fields_of(model: type[Payload], prefix: str = "") -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The dotted names of the fields a model reads, and of those it drops, at any depth."""
    read: list[str] = []
    dropped = [prefix + name for name in sorted(model.DROPPED)]
    for name, said in model.model_fields.items():
        path = prefix + (said.alias or name)
        inner = tuple(payloads_in(said.annotation))
        for part in inner:
            deeper, left = fields_of(part, f"{path}.")
            read += deeper
            dropped += left
        if not inner:
            read.append(path)
    return tuple(dict.fromkeys(read)), tuple(dict.fromkeys(dropped))


def dropped_by(*models: type[Payload]) -> tuple[str, ...]:
    """The dotted names of every field these models drop."""
    return tuple(dict.fromkeys(name for model in models for name in fields_of(model)[1]))


def payloads_in(annotation: object) -> Iterator[type[Payload]]:
    """The payloads of an annotation, whatever lists or unions they stand in."""
    if isinstance(annotation, type) and issubclass(annotation, Payload):
        yield annotation
    for part in get_args(annotation):
        yield from payloads_in(part)


def value_or_masked(text: str | None, by: str) -> str | Masked | None:
    """A clear value with its spaces tidied, `Masked` where the register withholds it, or None."""
    if text is None:
        return None
    if MASK.search(text):
        return Masked(by)
    tidy = " ".join("".join(c if c.isprintable() else " " for c in text).split())
    return tidy or None


def statements(
    said: Iterable[tuple[Property, str | Masked | None]], provenance: Provenance
) -> tuple[Statement, ...]:
    """One statement per value that was said; what is not said makes none."""
    return tuple(
        Statement(prop=prop, value=value, provenance=provenance)
        for prop, value in said
        if value is not None
    )
