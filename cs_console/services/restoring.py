"""Who may put a backup in the store's place, told from the roster alone: the store may be broken; and the note of it.

A backup may be taken by anybody, by a clock too: it changes nothing. A restore takes back what all colleagues wrote
since, so it is an administrator's act. Whom the roster does not know at all, at the machine's own prompt, looks after
the machine and could copy the file as well: let in by the login name, which is written down like anybody's.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from cs_console.domain.entities import Actor
from cs_console.domain.policy.team import TeamPolicy
from cs_console.errors import NotFound, Refused
from cs_console.i18n import listed
from cs_console.services.context import ServiceContext
from cs_console.services.roles import Permission, require

KIND, ACT = "Store", "store.restore"
"""What the journal calls it."""


@dataclass(frozen=True, slots=True)
class Restored:
    """The last restore that the store in force knows of."""

    at: datetime
    by: str
    backup: str


def restorer(team: TeamPolicy, name: str | None, os_user: str, right_pin: Callable[[str, str], bool]) -> Actor:
    """Who restores; raises `NotFound` for a name that the roster lacks, `Refused` for a role or a PIN.

    `right_pin` gets a member's name and hash and asks for the PIN where there is somebody to ask. The login of
    somebody who left is no stranger's.
    """
    member = team.member(name) if name else team.by_os_user(os_user)
    left = any(one.os_user and one.os_user.casefold() == os_user.casefold() for one in team.members if not one.active)
    if member is None and not name and not left:
        return Actor(os_user)
    if member is None or not member.active:
        raise NotFound("agent.unknown", name=name or os_user, known=listed(one.name for one in team.members))
    actor = Actor(member.name, str(member.role))
    require(actor, Permission.RESTORE)
    if member.pin_hash and not right_pin(member.name, member.pin_hash):
        raise Refused("seat.pin_wanted", agent=member.name)
    return actor


class RestoreService:
    """Writes down in the restored store that it was, by whom and from what (rule K5)."""

    def __init__(self, context: ServiceContext) -> None:
        self._context = context

    def note(self, actor: Actor, backup: Path, kept: Path) -> None:
        """Record a restore that was carried out."""
        with self._context.uow.write(actor, ACT) as uow:
            uow.note(KIND, 1, backup=backup.name, kept=kept.name)

    def last(self) -> Restored | None:
        """The last restore, None when there was none."""
        with self._context.uow.read() as uow:
            found = next(iter(uow.journal.history(KIND, 1, 1)), None)
        if found is None:
            return None
        return Restored(found.at, found.actor, str((found.after or {}).get("backup", "")))
