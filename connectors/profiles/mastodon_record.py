"""An account of the fediverse as a record: its name, how alive it is, what to look at. No text."""

from __future__ import annotations

import html
import re
from datetime import date
from urllib.parse import urlsplit

from connectors.answer import Fetched
from connectors.base import unread_fields, value_or_masked
from connectors.drawn import Drawn, calendar_day
from connectors.profiles.activity import bucket
from connectors.profiles.impostor import Shown, hints, not_itself
from connectors.profiles.mastodon_payload import Account, Moved
from connectors.profiles.proof import Blocker, Proof, signal
from connectors.profiles.urls import MASTODON, ProfileUrl, fediverse_of
from tracer.entities import EntityId, EntityKind, Masked, Property, Record

HREF = re.compile(r"""href=["'](https?://[^"']+)["']""", re.IGNORECASE)
TAG = re.compile(r"<[^>]*>")


def refusals(account: Account) -> tuple[Blocker, ...]:
    """What forbids to read the account any further.

    The specification recommends that tools respect `discoverable` and `indexable`: only an account
    whose owner chose to be found may be read; an `indexable` that is not stated refuses nothing.
    """
    told = {
        Blocker.MEMORIAL: account.memorial,
        Blocker.SUSPENDED: account.suspended,
        Blocker.LIMITED: account.limited,
        Blocker.OPTED_OUT: (
            account.discoverable is False or account.indexable is False or account.noindex
        ),
        Blocker.NOT_OPTED_IN: account.discoverable is None,
    }
    return tuple(sorted(reason for reason, said in told.items() if said))


def record_of(profile: ProfileUrl, entity: EntityId, account: Account, fetched: Fetched) -> Record:
    """What may be said of an account: all, only where it went, or only why nothing may be said."""
    drawn = Drawn(fetched.provenance(entity))
    refused, target = refusals(account), moved_to(account, profile)
    said: list[tuple[Property, str | Masked | None]] = [(Property.PLATFORM, MASTODON)]
    if refused:
        said += [(Property.SIGNAL, signal(reason)) for reason in refused]
    elif account.moved is not None:
        where = target.handle if target else None
        said += [
            (Property.HANDLE, profile.handle),
            (Property.WEBSITE, profile.url),
            (Property.SIGNAL, signal(Blocker.MOVED, where)),
        ]
    else:
        day = calendar_day(account.last_status_at)
        last = date.fromisoformat(day) if day else None
        said += [
            (Property.HANDLE, profile.handle),
            (Property.WEBSITE, profile.url),
            (Property.NAME, value_or_masked(account.display_name, fetched.source)),
            (Property.LAST_ACTIVITY, bucket(last, fetched.retrieved_at.date())),
            *((Property.SIGNAL, one) for one in signals_of(profile, account)),
        ]
    drawn.add(entity, EntityKind.PROFILE, said)
    return drawn.record(entity, withheld=bool(refused), unread=unread_fields(account))


def moved_to(account: Account, profile: ProfileUrl) -> ProfileUrl | None:
    """The account that this one became. A name without a host is on the same instance."""
    moved: Moved | None = account.moved
    if moved is None:
        return None
    host = profile.handle.partition("@")[2]
    return fediverse_of(moved.acct if "@" in moved.acct else f"{moved.acct}@{host}")


def signals_of(profile: ProfileUrl, account: Account) -> list[str]:
    """What there is to look at, one word each."""
    text = html.unescape(TAG.sub(" ", f"{account.display_name or ''} {account.note}"))
    created = calendar_day(account.created_at)
    shown = Shown(
        handle=profile.handle,
        text=text,
        created=date.fromisoformat(created) if created else None,
        posts=account.statuses_count,
    )
    kinds = {Blocker.BOT: account.bot, Blocker.GROUP: account.group}
    said = [signal(kind) for kind, told in kinds.items() if told]
    said += [signal(reason) for reason in sorted(not_itself(profile.handle, text))]
    said += [f"hint: {hint}" for hint in hints(shown)]
    return said + [signal(Proof.REL_ME, host) for host in verified_hosts(account)]


def verified_hosts(account: Account) -> list[str]:
    """The hosts of the links that the instance has seen returned; an unverified one proves nothing."""
    links = [HREF.search(field.value) for field in account.fields if field.verified_at]
    hosts = {urlsplit(html.unescape(link[1])).hostname for link in links if link}
    return sorted(host.removeprefix("www.") for host in hosts if host)
