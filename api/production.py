"""Refusing to start: in the production profile, everything that must be there is there, or nothing is.

Each missing thing is named by its setting with what to do, all at once, and never by its value.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from pathlib import Path

from api.data_folder import data_folder
from api.journals import open_journal
from api.reading import InvalidFile
from policies.load import load_packs
from policies.signatures import approved
from policies.vault import key_from_hex, weak
from tracer.errors import IntegrityFailure, Invalid, JournalUnavailable
from tracer.ports import Clock
from tracer.settings import Settings

REFERENCES = {
    "mandate_registry": "where the signed mandates are kept (CPCE art. R124-3)",
    "operator_licence": "the reference of the licence to search for debtors (CSI art. L621-1)",
    "lia": "the reference of the legitimate interest assessment (GDPR art. 6(1)(f))",
    "dpia": "the reference of the data protection impact assessment (GDPR art. 35)",
    "agency": "who answers to the persons concerned: the notice names it (GDPR art. 14(1)(a))",
    "dpo": "how persons reach the data protection officer (GDPR art. 14(1)(b))",
}

Missing = tuple[str, str]


class NotReady(InvalidFile):
    """The production profile is not complete. Set what is named, then start again."""

    def __init__(self, missing: list[Missing]) -> None:
        super().__init__(missing, [(name, "not_ready") for name, _ in missing])


def check_settings(settings: Settings) -> None:
    """NotReady when the production profile lacks something that settings say."""
    if missing := list(unset(settings)):
        raise NotReady(missing)


async def check(settings: Settings, clock: Clock) -> None:
    """NotReady when the production profile lacks anything, a journal that verifies included."""
    if settings.profile != "production":
        return
    missing = list(unset(settings))
    if problem := await journal_problem(settings, clock):
        missing.append(
            ("TRACER_JOURNAL_URL" if settings.journal_url else "TRACER_DATA_DIR", problem)
        )
    if missing:
        raise NotReady(missing)


def unset(settings: Settings) -> Iterator[Missing]:
    """What the settings lack, each with what to do."""
    if settings.profile != "production":
        return
    for name, what in REFERENCES.items():
        if not (getattr(settings, name) or "").strip():
            yield variable(name), f"say {what}"
    if settings.sources_at is not None:
        yield variable("sources_at"), "remove it: a sandbox stands in for no source in production"
    if not settings.contact:
        yield variable("contact"), "say who a source may write to"
    yield from approval_problems(settings)
    yield from key_problems(settings)


def approval_problems(settings: Settings) -> Iterator[Missing]:
    """What is wrong with the approval of the rules: none of these rules, or none that counts."""
    folder, in_force = settings.data_dir / "signatures", load_packs().hash
    found = approved(folder, in_force, settings.approvers)
    if found is None:
        yield "tracer policy sign", "nobody approved the rules: read and sign them"
    elif not found and approved(folder, in_force):
        yield variable("approvers"), "none of these keys approved the rules; another one did"
    elif not found:
        yield "tracer policy sign", "the rules changed since they were approved: read and sign them"


def key_problems(settings: Settings) -> Iterator[Missing]:
    """What is wrong with the key-encryption key: none, two, one beside the data, exposed or weak."""
    name, file = variable("key_encryption_key"), settings.key_encryption_key_file
    if settings.key_encryption_key is not None and file is not None:
        yield name, "set it or TRACER_KEY_ENCRYPTION_KEY_FILE, not both"
        return
    if settings.key_encryption_key is None and file is None:
        yield (
            name,
            "set it, or TRACER_KEY_ENCRYPTION_KEY_FILE: one made beside the data protects nothing",
        )
        return
    if file is not None:
        name = variable("key_encryption_key_file")
        if problem := file_problem(file, settings.data_dir):
            yield name, problem
            return
    try:
        key = configured_key(settings)
    except IntegrityFailure:
        yield name, "write 64 hexadecimal digits from a random generator"
        return
    if key is None or weak(key):
        yield name, "use 32 bytes from a random generator: this one repeats, counts or can be read"


def configured_key(settings: Settings) -> bytes | None:
    """The key-encryption key that the settings hold or point to, if they do."""
    if settings.key_encryption_key is not None:
        return key_from_hex(settings.key_encryption_key.get_secret_value())
    if settings.key_encryption_key_file is not None:
        try:
            return key_from_hex(settings.key_encryption_key_file.read_text("ascii").strip())
        except (OSError, UnicodeDecodeError):
            raise IntegrityFailure("the file of the vault key cannot be read") from None
    return None


def file_problem(file: Path, data_dir: Path) -> str | None:
    """Why a key file is not one: absent, beside the data, or open to others."""
    try:
        kept = os.stat(file)
    except OSError:
        return "there is no such file, or it cannot be read"
    if file.resolve().is_relative_to(data_dir.resolve()):
        return "keep it outside TRACER_DATA_DIR: whoever copies the data must not have the key"
    if not stat.S_ISREG(kept.st_mode) or kept.st_mode & (stat.S_IRWXG | stat.S_IRWXO):
        return "let its owner alone read it (chmod 600)"
    return None


async def journal_problem(settings: Settings, clock: Clock) -> str | None:
    """Why the journal cannot be relied on, if it cannot. An empty one can."""
    data_folder(settings)
    try:
        async with open_journal(settings, clock) as journal:
            found = await journal.verify()
    except (IntegrityFailure, JournalUnavailable, Invalid) as error:
        return f"the journal does not verify ({error}): restore it, and tell the compliance officer"
    if found.intact:
        return None
    return "the journal does not verify: run `tracer journal verify`, restore it, tell compliance"


def variable(name: str) -> str:
    """The environment variable of a setting."""
    return f"TRACER_{name.upper()}"
