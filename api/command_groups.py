"""The groups of commands, each imported when one of its commands is asked for and not before.

`tracer --help` names every group; importing them all brings the whole service with it.
"""

from __future__ import annotations

from functools import cached_property
from importlib import import_module
from typing import Any

import typer
from typer.core import TyperGroup

GROUPS = {
    "evidence": ("api.captures.commands", "Captured pages as evidence."),
    "rights": ("api.rights.commands", "Requests of persons about their rights."),
    "retention": ("api.rights.commands", "What is kept, and for how long."),
    "operator": ("api.safeguards.commands", "Who works cases: ties, locks."),
    "protected": ("api.safeguards.commands", "Persons nobody may find here."),
    "canary": ("api.safeguards.commands", "Invented cases nobody has a reason to open."),
    "watches": ("api.monitoring.commands", "Watches on the companies of confirmed debtors."),
}
"""Where the commands of each group are, and what they are for."""


class Later(TyperGroup):
    """A group whose module is imported when its commands are looked at."""

    @cached_property
    def there(self) -> TyperGroup:
        """The group itself."""
        module, _ = GROUPS[self.name or ""]
        return typer.main.get_group(getattr(import_module(module), f"{self.name}_app"))

    def list_commands(self, ctx: Any) -> list[str]:
        """The names of its commands."""
        return self.there.list_commands(ctx)

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        """One of its commands, or None."""
        return self.there.get_command(ctx, cmd_name)


class Commands(TyperGroup):
    """All commands: those imported at once, then the groups of `GROUPS`."""

    def list_commands(self, ctx: Any) -> list[str]:
        """The names of all commands and groups."""
        return [*super().list_commands(ctx), *GROUPS]

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        """A command or a group, or None."""
        if cmd_name in GROUPS:
            _, purpose = GROUPS[cmd_name]
            return Later(name=cmd_name, help=purpose, no_args_is_help=True)
        return super().get_command(ctx, cmd_name)
