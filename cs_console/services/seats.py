"""Seats behind a PIN: who may act under a name, by PIN or by the token of a running shift.

Trust mode (信任模式): it stops mistakes and borrowed seats, not somebody who can write the store or the roster.
A PIN is never stored, logged or journaled; wrong ones cost time that grows (rule K5 records that they were wrong).
"""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import timedelta
from hmac import compare_digest

from cs_console.domain.entities import Actor, Shift
from cs_console.domain.policy.team import Member
from cs_console.domain.seats import PIN_DIGITS, Seat, is_pin, wait_after
from cs_console.errors import BadInput, NotFound, Refused
from cs_console.i18n import listed
from cs_console.services.context import ServiceContext
from cs_console.services.ports.seats import SeatPort
from cs_console.services.roles import Permission, require
from cs_console.services.rules_history import RulesHistoryService

TOKEN_BYTES = 24


@dataclass(frozen=True, slots=True)
class Proof:
    """What somebody brings to a seat: the PIN, or the token that starting the shift gave."""

    pin: str = ""
    token: str = ""

    def __repr__(self) -> str:
        """Neither the PIN nor the token: a trace prints this."""
        return "Proof(…)"


class SeatService:
    """Asks for PINs and sets them."""

    def __init__(self, context: ServiceContext, port: SeatPort, rules: RulesHistoryService) -> None:
        self._context = context
        self._port = port
        self._rules = rules

    def admit(self, member: Member, proof: Proof, shift: Shift | None, *, os_user: str = "") -> None:
        """Let somebody act under a member's name, or refuse.

        Raises `Refused`: ``seat.pin_wanted`` without proof, ``seat.wait`` during the wait that wrong PINs cost,
        ``seat.pin_wrong``.
        """
        if not member.pin_hash or fits(proof.token, member.pin_hash, shift):
            return
        if not proof.pin:
            raise Refused("seat.pin_wanted", agent=member.name)
        with self._context.uow.read() as uow:
            kept = next(iter(uow.find(Seat, agent=member.name)), None)
            now = uow.now
        if kept is not None and kept.blocked_until is not None and kept.blocked_until > now:
            raise Refused("seat.wait", agent=member.name, seconds=_seconds(kept.blocked_until - now))
        right = self._port.matches(member.pin_hash, proof.pin)
        if not right or (kept is not None and kept.failures):
            waited = self._count(member.name, right, os_user)
            if not right:
                hint = "seat.pin_wrong" if waited else "seat.pin_again"
                raise Refused("seat.pin_wrong", hint=hint, agent=member.name, seconds=_seconds(waited))

    def unlock(self, actor: Actor, pin: str) -> None:
        """Let somebody back to a locked screen: by the seat's PIN, or by nothing where it has none.

        The token of the shift does not open it: it lies in the very console that was left alone. Raises as `admit`.
        """
        member = self._context.policies().team.member(actor.agent)
        if member is not None:
            self.admit(member, Proof(pin=pin), None)

    def set_pin(self, actor: Actor, name: str, pin: str) -> str:
        """Set somebody's PIN, "" takes it away: one's own, or anybody's by a lead. Gives the member's name.

        A new PIN ends what the tokens of running shifts were good for.
        """
        member = self._context.policies().team.member(name)
        if member is None:
            known = listed(one.name for one in self._context.policies().team.members)
            raise NotFound("agent.unknown", name=name, known=known)
        if member.name != actor.agent:
            require(actor, Permission.SET_PIN)
        if pin and not is_pin(pin):
            raise BadInput("seat.weak", digits=PIN_DIGITS)
        with self._rules.edited_by(actor):
            self._port.save(member.name, self._port.hash(pin) if pin else "")
        with self._context.uow.write(actor, "seat.pin") as uow:
            seat = next(iter(uow.find(Seat, agent=member.name)), None) or uow.add(Seat(agent=member.name))
            uow.change(seat, failures=0, blocked_until=None)
            uow.note("Seat", seat.id, set=bool(pin))
        return member.name

    def _count(self, name: str, right: bool, os_user: str) -> timedelta:
        """Record a wrong PIN, or that a right one ended the row of wrong ones; gives the wait it costs."""
        with self._context.uow.write(Actor(os_user), "seat.pin") as uow:
            seat = next(iter(uow.find(Seat, agent=name)), None) or uow.add(Seat(agent=name))
            failures = 0 if right else seat.failures + 1
            wait = wait_after(failures)
            uow.change(seat, failures=failures, blocked_until=uow.now + wait if wait else None)
        return wait


def new_token(pin_hash: str) -> tuple[str, str]:
    """A random token for a shift and the digest that is stored; it dies with the shift and with the PIN."""
    token = secrets.token_urlsafe(TOKEN_BYTES)
    return token, _digest(token, pin_hash)


def fits(token: str, pin_hash: str, shift: Shift | None) -> bool:
    """Whether a token is the running shift's."""
    if not token or shift is None or not shift.seat_hash:
        return False
    return compare_digest(_digest(token, pin_hash), shift.seat_hash)


def _digest(token: str, pin_hash: str) -> str:
    return hashlib.sha256(f"{token}\n{pin_hash}".encode()).hexdigest()


def _seconds(span: timedelta) -> int:
    return max(0, -(-int(span.total_seconds() * 1000) // 1000))
