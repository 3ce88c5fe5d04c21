"""The one place where everything is put together: settings are read, files opened, ports filled."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import UTC, datetime
from importlib.util import find_spec
from typing import NoReturn
from urllib.parse import urlsplit

import structlog

from api.answers import SqlAnswers
from api.auth import KeyRing
from api.auth import Sessions as PageSessions
from api.book_pdf import chromium
from api.data_folder import data_folder
from api.journals import open_journal
from api.match.local_deaths import LocalDeaths
from api.networks import closed_hosts, reviewed
from api.production import check_settings, configured_key
from api.repeats import Repeats
from api.rights.register import RightsRegister
from api.safeguards.protected import paced
from api.safeguards.watch import Watch
from api.searches import SqlSearches
from api.services import Services
from api.store import SqlStore
from api.worker import InProcessRunner
from connectors.base import Sessions, base_urls, discover
from connectors.buckets import Buckets
from connectors.courtesy import Courtesy, Patience
from connectors.egress import Policy
from connectors.fr.osm_extract import OsmExtract
from connectors.session import Transport
from connectors.unconnected import CLOSED
from connectors.web.drawer import BrowserDrawer
from connectors.web_session import Drawer
from connectors.wire import LOOPBACK
from connectors.world.be_kbo import KboFile
from graph.sql import open_sql_graph
from graph.sqlite import open_sqlite
from policies.describe import describe
from policies.engine import Engine
from policies.gate import PolicyGate
from policies.jurisdictions import DRAFTS
from policies.kept_packs import KeptPacks
from policies.keys import SqlKeys
from policies.load import load_packs
from policies.shipped import SHIPPED
from policies.signatures import approved
from policies.vault import Vault, master_key
from tracer.errors import IntegrityFailure, Invalid, NotFound
from tracer.matching.population import load_population
from tracer.matching.scorer import FellegiSunter
from tracer.ports import Clock, Connector
from tracer.settings import Settings
from tracer.source import SourceKind
from tracer.trace import Toolkit

log = structlog.get_logger(__name__)

SANDBOX_RATE = 1000.0  # calls a second


class SystemClock:
    """The machine's clock. Everybody else is given a clock; only this one looks."""

    def now(self) -> datetime:
        """The present instant, in UTC."""
        return datetime.now(UTC)


class NoWayOut(Transport):
    """The line of a process that asks no source. Whatever asks all the same gets Invalid."""

    async def handle_async_request(self, request: object) -> NoReturn:  # noqa: ARG002 - as httpx calls it
        """Raise Invalid; nothing leaves."""
        raise Invalid("TRACER_CONTACT", "this command asks no source")


@asynccontextmanager
async def wired(
    settings: Settings,
    *,
    clock: Clock | None = None,
    patience: Patience | None = None,
    asks: bool = True,
) -> AsyncIterator[Services]:
    """Every service over the data folder of the settings, closed again at the end.

    Without `asks` no contact need be named, and nothing can leave.
    """
    check_settings(settings)
    clock = clock or SystemClock()
    who = contact(settings) if asks else "nobody"
    folder = data_folder(settings)
    async with AsyncExitStack() as stack:
        keys = SqlKeys(folder / "keys.sqlite")
        stack.callback(keys.close)
        vault = Vault(key_encryption_key(settings), keys)
        journal = await stack.enter_async_context(open_journal(settings, clock))
        graph = await open_sql_graph(folder / "graph.sqlite")
        stack.push_async_callback(graph.close)
        engine = open_sqlite(folder / "cases.sqlite")
        stack.push_async_callback(engine.dispose)
        store = SqlStore(engine, vault, clock)
        await store.prepare()
        buckets = Buckets(folder / "courtesy.sqlite")
        stack.callback(buckets.close)
        sessions = Sessions(
            clock=clock,
            contact=who,
            base_urls=base_urls(settings.sources_at) if settings.sources_at else {},
            courtesy=courtesy(settings, patience or Patience(), buckets),
            secrets={name: key.get_secret_value() for name, key in settings.credentials.items()},
            transport=None if asks else NoWayOut(),
            draw=drawer(settings, clock, stack) if asks else None,
            denied_hosts=closed_hosts(clock),
        )
        stack.push_async_callback(sessions.aclose)
        packs = load_packs()
        KeptPacks(folder / "packs").keep(packs)
        if approved(folder / "signatures", packs.hash) is False:
            log.warning("rules-not-approved", pack_hash=packs.hash)
        kit = Toolkit(
            gate=PolicyGate(Engine(packs, established(settings)), journal, vault, clock),
            connectors=paced(connected(settings, sessions, clock)),
            closed=tuple(
                card
                for card in CLOSED
                if settings.profiles is None or card.kind is not SourceKind.SOCIAL_NETWORK
            ),
            graph=graph,
            matcher=FellegiSunter(load_population()),
            vault=vault,
            answers=SqlAnswers(engine, vault, clock),
            clock=clock,
            deaths=LocalDeaths(settings.deceased),
            ledger=buckets,
        )
        searches = SqlSearches(engine, vault, clock)
        watch = Watch(
            engine=engine,
            vault=vault,
            journal=journal,
            store=store,
            clock=clock,
            strict=settings.profile == "production",
        )
        runner = InProcessRunner(store, searches, kit, watch)
        ring = KeyRing(engine, clock)
        yield Services(
            kit=kit,
            store=store,
            searches=searches,
            runner=runner,
            journal=journal,
            rules=describe(packs),
            keys=ring,
            sessions=PageSessions(engine, ring, clock),
            repeats=Repeats(engine, clock),
            watch=watch,
            rights=RightsRegister(engine, vault, clock, folder),
            settings=settings,
            clock=clock,
        )


def key_encryption_key(settings: Settings) -> bytes:
    """The key of the settings, or from a file of its own in the data folder; never in production.

    Raises Invalid when what the settings hold or point to is no key.
    """
    try:
        told = configured_key(settings)
    except IntegrityFailure:
        if settings.key_encryption_key is not None:
            raise Invalid("TRACER_KEY_ENCRYPTION_KEY", "64 hexadecimal digits") from None
        problem = "a file of 64 hexadecimal digits that can be read"
        raise Invalid("TRACER_KEY_ENCRYPTION_KEY_FILE", problem) from None
    return told or master_key(settings.data_dir / "key-encryption-key")


def established(settings: Settings) -> tuple[str, ...]:
    """The countries whose law applies to all the work of the house. Raises Invalid.

    France is among them: what protects minors, protected adults or the insolvent in every case is
    written in its pack, and a house established elsewhere alone would work without it.
    """
    told = settings.established_in
    whole = sorted(set(SHIPPED) - DRAFTS)
    if "fr" not in told or not set(told) <= set(whole):
        raise Invalid("TRACER_ESTABLISHED_IN", f"fr, and others among {', '.join(whole)}")
    return told


def contact(settings: Settings) -> str:
    """Who a source may write to. Real sources are never asked anonymously."""
    if settings.contact:
        return settings.contact
    if settings.sources_at:
        return "sandbox@tracer.example"
    raise Invalid(
        "TRACER_CONTACT",
        "say who a source may write to; or name a sandbox in TRACER_SOURCES_AT",
    )


def connected(settings: Settings, sessions: Sessions, clock: Clock) -> dict[str, Connector]:
    """Every source that may be asked: those over a line, and the files that are kept here."""
    there = discover(sessions, profiles=settings.profiles is not None)
    kept = (
        KboFile(settings.kbo or settings.data_dir / "kbo.sqlite"),
        OsmExtract(settings.osm or settings.data_dir / "osm.sqlite"),
    )
    return {**reviewed(there, clock), **{file.card.id: file for file in kept}}


def drawer(settings: Settings, clock: Clock, stack: AsyncExitStack) -> Drawer | None:
    """What draws pages that scripts write; None where there is no browser, and then they stay unread."""
    try:
        place = chromium()
    except NotFound:
        return None
    if find_spec("playwright") is None:
        return None
    root = urlsplit(settings.sources_at or "")
    here = {(root.hostname, root.port)} if root.hostname in LOOPBACK and root.port else set()
    policy = Policy(
        hosts=frozenset() if settings.sources_at else None,
        loopback=frozenset(here),
        denied_hosts=closed_hosts(clock),
    )
    draw = BrowserDrawer(policy, place)
    stack.push_async_callback(draw.aclose)
    return draw


def courtesy(settings: Settings, patience: Patience, buckets: Buckets) -> Courtesy:
    """How politely sources are asked. A sandbox on this machine needs no waiting between calls."""
    root = settings.sources_at
    if root is None or urlsplit(root).hostname not in LOOPBACK:
        return Courtesy(patience=patience, buckets=buckets)
    rates = dict.fromkeys(base_urls(root), SANDBOX_RATE)
    return Courtesy(patience=patience, buckets=buckets, rates=rates)
