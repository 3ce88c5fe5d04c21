"""What a person may note of a profile she looked at herself: six facts, and what she attests.

No copy, no picture, no free account of what somebody writes: the fields are closed, their words are
looked through for what nobody may note (GDPR art. 9), and without the whole attestation there is no
note. A limited visibility is a limit (CNIL SAN-2024-020).
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, fields
from datetime import datetime
from enum import StrEnum

from policies.platforms import Act, Platforms, allows
from tracer.errors import Invalid
from tracer.private_life import plain, tells_health, tells_private_life

LONGEST = 120
TOLD = "holds a word of somebody's private life"
SPECIAL = re.compile(
    r"\b(eglise|mosquee|synagogue|musulman(e|s|es)?|catholique\w*|juifs?|juive\w*|protestant\w*|chretien\w*"
    r"|bouddhis\w*|buddhis\w*|hindou\w*|hindu\w*|islam\w*|evangeli\w*|temoins? de jehovah|jehovah\w*"
    r"|imams?|rabbins?|rabbis?|athee?s?|atheist\w*|francs? macons?|franc macon\w*|freemason\w*"
    r"|muslims?|jew(ish|s)?|christians?|church|mosque|cgt|cfdt|cftc|unsa|trade union\w*"
    r"|militant\w*|activist\w*"
    r"|parti (politique|socialiste|communiste)|(rassemblement|front) national|lfi|france insoumise|eelv"
    r"|gays?|lesbienne?s?|bisex\w*|heterosex\w*|homosex\w*|lgbt\w*|transgenre\w*|transsex\w*"
    r"|origine ethnique"
    r"|ethnic\w*|mineure?s?|teenager\w*)\b"
)
"""Beliefs, unions, politics, origin and sexual life, in French and English, and minors."""
CONTACT = re.compile(r"@|https?:|www\.|\d(?:[\W_]*\d){6}|\w\.[a-z]{2,}", re.IGNORECASE)
"""An address or a number is no name and no town: it has its own way in."""


class LastActivity(StrEnum):
    """How long ago, in words: no day and no post is noted."""

    ACTIVE = "active"
    SLOW = "slow"
    DORMANT = "dormant"
    INACTIVE = "inactive"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class Attestation:
    """What the person who looked says on her honour. Each must be true."""

    own_real_account_or_none: bool
    visible_without_being_accepted: bool
    no_impersonation: bool
    no_automation: bool
    no_message_sent: bool
    identity_checked: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class HumanNote:
    """One note. What was not seen is None: it is not a "no"."""

    platform: str
    at: datetime
    operator: str
    attestation: Attestation
    display_name: str | None = None
    headline_company: str | None = None
    city: str | None = None
    last_activity_bucket: LastActivity | None = None
    link_to_official_site: bool | None = None
    accepts_messages: bool | None = None


TEXTS = ("display_name", "headline_company", "city")
ANSWERS = ("link_to_official_site", "accepts_messages")
NOTED = (*TEXTS, "last_activity_bucket", *ANSWERS)


def human_note(
    said: Mapping[str, object],
    attested: Mapping[str, object],
    *,
    platform: str,
    platforms: Platforms,
    natural_person: bool,
    operator: str,
    at: datetime,
    own_names: Collection[str] = (),
) -> HumanNote:
    """The note that was typed, checked whole. Raises Invalid naming the field, never its value.

    `own_names` are the names that the case file gives its debtor: whatever word they are, they may
    stand in `display_name`.
    """
    if not allows(platforms, platform, at.date(), act=Act.NOTE, natural_person=natural_person):
        raise Invalid("platform", "nothing may be noted from there")
    for name in said:
        if name not in NOTED:
            raise Invalid(name, "is not one of the facts that may be noted")
    noted = {name: text_of(name, said.get(name)) for name in TEXTS}
    own = {word for name in own_names for word in plain(name).split()}
    for name, line in noted.items():
        words = plain(line or "").split()
        read = " ".join(word for word in words if name != "display_name" or word not in own)
        private = natural_person and tells_private_life(read)
        if private or tells_health(read) or SPECIAL.search(read):
            raise Invalid(name, TOLD)
    answers = {name: answer_of(name, said.get(name)) for name in ANSWERS}
    bucket = said.get("last_activity_bucket")
    if bucket is not None and bucket not in {*LastActivity}:
        raise Invalid("last_activity_bucket", "is none of the five words")
    if all(said.get(name) is None for name in NOTED):
        raise Invalid("note", "notes nothing")
    return HumanNote(
        platform=platform,
        at=at,
        operator=operator,
        attestation=attestation(attested),
        last_activity_bucket=None if bucket is None else LastActivity(str(bucket)),
        display_name=noted["display_name"],
        headline_company=noted["headline_company"],
        city=noted["city"],
        link_to_official_site=answers["link_to_official_site"],
        accepts_messages=answers["accepts_messages"],
    )


def attestation(said: Mapping[str, object]) -> Attestation:
    """The attestation, every line of it true and nothing else in it."""
    lines = [field.name for field in fields(Attestation)]
    for name in said:
        if name not in lines:
            raise Invalid(f"attestation.{name}", "is not part of the attestation")
    for name in lines:
        if said.get(name) is not True:
            raise Invalid(f"attestation.{name}", "must be attested")
    return Attestation(**dict.fromkeys(lines, True))


def text_of(name: str, value: object) -> str | None:
    """A short line that holds no address and no number."""
    if value is None:
        return None
    if not isinstance(value, str) or not value.strip():
        raise Invalid(name, "is not a line of text")
    line = value.strip()
    if len(line) > LONGEST or not line.isprintable():
        raise Invalid(name, "is not one short line: a page is never copied")
    if CONTACT.search(line):
        raise Invalid(name, "holds an address or a number")
    return line


def answer_of(name: str, value: object) -> bool | None:
    """Yes, no, or not seen."""
    if value is None or isinstance(value, bool):
        return value
    raise Invalid(name, "is neither yes nor no")
