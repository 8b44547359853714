"""Who acts: names and operating-system users against the roster of `team.yaml`."""

from __future__ import annotations

from dataclasses import dataclass, replace

from cs_console.domain.entities import Actor, Shift
from cs_console.domain.policy.team import Member
from cs_console.domain.vocabulary import ShiftState
from cs_console.errors import NotFound, Refused
from cs_console.i18n import listed
from cs_console.services.context import ServiceContext
from cs_console.services.seats import Proof, SeatService


@dataclass(frozen=True, slots=True)
class Colleague:
    """One row of the roster with the shift that runs now, if any."""

    member: Member
    shift: Shift | None

    @property
    def on_duty(self) -> bool:
        """Whether somebody works under this name now; an opening shift is not yet work, a break still is."""
        return self.shift is not None and self.shift.state is not ShiftState.OPENING


class PeopleService:
    """Turns a name into an `Actor`, or says who is on the roster."""

    def __init__(self, context: ServiceContext, seats: SeatService | None = None) -> None:
        self._context = context
        self._seats = seats

    def names(self) -> tuple[str, ...]:
        """Everybody on the roster, in its order."""
        return tuple(member.name for member in self._context.policies().team.members)

    def roster(self) -> tuple[Colleague, ...]:
        """Everybody on the roster, leavers included, with who is on duty."""
        with self._context.uow.read() as uow:
            running = {shift.agent: shift for shift in uow.shifts.running()}
        members = self._context.policies().team.members
        return tuple(Colleague(member, running.get(member.name)) for member in members)

    def actor(self, name: str | None, *, os_user: str = "", console: str = "", proof: Proof | None = None) -> Actor:
        """The actor for a given name, else for the operating-system user; joined with the running shift.

        Raises `NotFound` naming the roster when neither is on it, `Refused` (``seat.…``) when the seat has a
        PIN and `proof` is not it.
        """
        team = self._context.policies().team
        member = team.member(name) if name else team.by_os_user(os_user)
        if member is None:
            raise NotFound(
                "agent.unknown" if name else "agent.unnamed",
                name=name or os_user,
                known=listed(self.names()),
            )
        with self._context.uow.read() as uow:
            shift = uow.shifts.running_of(member.name)
        if self._seats is not None:
            self._seats.admit(member, proof or Proof(), shift, os_user=os_user)
        elif member.pin_hash:
            raise Refused("seat.pin_wanted", agent=member.name)
        return Actor(member.name, str(member.role), console, shift.id if shift else 0)

    def rejoined(self, actor: Actor) -> Actor:
        """Somebody let in before, joined with the shift that runs now; the seat is not asked for again."""
        with self._context.uow.read() as uow:
            shift = uow.shifts.running_of(actor.agent)
        return replace(actor, shift_id=shift.id if shift else 0)
