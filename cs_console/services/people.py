"""Who acts: names and operating-system users against the roster of `team.yaml`."""

from __future__ import annotations

from cs_console.domain.entities import Actor
from cs_console.domain.vocabulary import Role
from cs_console.errors import NotFound, Refused
from cs_console.services.context import ServiceContext


class PeopleService:
    """Turns a name into an `Actor`, or says who is on the roster."""

    def __init__(self, context: ServiceContext) -> None:
        self._context = context

    def names(self) -> tuple[str, ...]:
        """Everybody on the roster, in its order."""
        return tuple(member.name for member in self._context.policies().team.members)

    def actor(self, name: str | None, *, os_user: str = "", console: str = "") -> Actor:
        """The actor for a given name, else for the operating-system user; joined with the running shift.

        Raises `NotFound` naming the roster when neither is on it.
        """
        team = self._context.policies().team
        member = team.member(name) if name else team.by_os_user(os_user)
        if member is None:
            raise NotFound(
                "agent.unknown" if name else "agent.unnamed",
                name=name or os_user,
                known="、".join(self.names()),
            )
        with self._context.uow.read() as uow:
            shift = uow.shifts.running_of(member.name)
        return Actor(member.name, str(member.role), console, shift.id if shift else 0)

    def require_lead(self, actor: Actor) -> None:
        """Refuse what only a lead or an administrator may do."""
        if actor.role not in (Role.LEAD, Role.ADMIN):
            raise Refused("role.lead_only", agent=actor.agent)
