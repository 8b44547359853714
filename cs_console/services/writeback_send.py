"""Writing back through a gateway: read, compare, write, each row settled once (rules R1, R7).

A row is announced as on its way, with what it will write, before anything is asked of the platform. Whoever
dies in between leaves a row that the next run takes up: it reads first, and finds either its own text
already there or the former one, so that nothing is lost and nothing is written over a colleague.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from cs_console.domain.entities import Actor, Order
from cs_console.domain.policy.platforms import PlatformDef
from cs_console.domain.vocabulary import Platform
from cs_console.domain.writeback_rules import (
    OnPlatform,
    Pair,
    Reconciled,
    Verdict,
    conflicting,
    next_try,
    perhaps,
    reconcile,
    settled,
)
from cs_console.domain.writebacks import (
    PASSING,
    STOPPING,
    Route,
    SendTrouble,
    Trouble,
    WriteBack,
    WriteBackBatch,
    WriteBackState,
)
from cs_console.services.context import ServiceContext
from cs_console.services.ports.platforms import Gateway, PlatformsPort
from cs_console.services.ports.uow import UnitOfWork
from cs_console.services.writeback_queue import WRITE_BACK, catch_up
from cs_console.services.writeback_views import Outcome, Sending

SPARE_SECONDS = 30
"""How much longer a row is held than its two requests may take."""

_FREED: Mapping[str, object] = {"worker": "", "lease_until": None}
_UNTRIED = STOPPING | {Trouble.ISV}
"""Troubles after which the platform has surely not taken the write."""


@dataclass(frozen=True, slots=True)
class _Taken:
    """A row on its way: as announced, what stood in it before, what else the platform may have."""

    row: WriteBack
    tried_before: tuple[Pair, ...]
    perhaps: tuple[Pair, ...]


class Sender:
    """One run over the gateways given."""

    def __init__(
        self,
        context: ServiceContext,
        port: PlatformsPort,
        actor: Actor,
        gateways: Mapping[Platform, Gateway],
        chance: Callable[[], float],
    ) -> None:
        self._context = context
        self._actor = actor
        self._gateways = gateways
        self._chance = chance
        self._worker = port.worker()
        self._alive = port.alive
        self._asked = False

    def take_up(self) -> int:
        """Put back in line what a dead worker left on its way; what it tried stays known. Gives how many."""
        with self._context.uow.read() as uow:
            if not self._orphans(uow):
                return 0
        with self._context.uow.write(self._actor, WRITE_BACK) as uow:
            orphans = self._orphans(uow)
            for row in orphans:
                uow.change(row, state=WriteBackState.QUEUED, **_FREED)
            catch_up(uow, orphans)
        return len(orphans)

    def _orphans(self, uow: UnitOfWork) -> list[WriteBack]:
        sending = uow.find(WriteBack, state=WriteBackState.SENDING.value, route=Route.GATEWAY.value)
        return [row for row in sending if is_orphan(row, self._alive, uow.now)]

    def send_next(self, platforms: list[Platform]) -> Sending | None:
        """Send the row that is due first; None when none is."""
        taken = self._take(platforms)
        if taken is None:
            return None
        row = taken.row
        self._asked = False
        try:
            outcome = self._send(taken)
        except SendTrouble as trouble:
            outcome = self._put_back(taken, trouble)
            return Sending(row.order_no, row.platform, outcome, trouble.kind, trouble.code)
        return Sending(row.order_no, row.platform, outcome, Trouble.CONFLICT if outcome is Outcome.CONFLICT else None)

    def _take(self, platforms: list[Platform]) -> _Taken | None:
        """Announce a row: its state, what it will write, who works on it and for how long."""
        with self._context.uow.read() as uow:
            if not uow.writebacks.due(platforms, uow.now, 1):
                return None
        with self._context.uow.write(self._actor, WRITE_BACK) as uow:
            due = uow.writebacks.due(platforms, uow.now, 1)
            if not due:
                return None
            row = due[0]
            pair = (row.remark, row.flag.value)
            announced = uow.change(
                row,
                state=WriteBackState.SENDING,
                route=Route.GATEWAY,
                attempts=row.attempts + 1,
                tried=(*(one for one in row.tried if one != pair), pair),
                worker=self._worker,
                lease_until=uow.now + self._lease(row.platform),
            )
            sent = uow.writebacks.sent([row.order_id]).get(row.order_id, [])
        return _Taken(announced, row.tried, tuple(perhaps(sent)))

    def _send(self, taken: _Taken) -> Outcome:
        row = taken.row
        gateway = self._gateways[row.platform]
        theirs = gateway.read(row)
        merged = reconcile(row, theirs, taken.perhaps)
        if merged.verdict is Verdict.STALE:
            raise SendTrouble(Trouble.STALE, "modified")
        if merged.verdict is Verdict.CONFLICT:
            return self._conflict(row, theirs)
        if merged.verdict is Verdict.WRITTEN:
            return self._settle(row, merged, theirs.modified, Outcome.ALREADY)
        code = theirs.code if merged.keep_flag else self._definition(row).code(merged.flag)
        if code is None:
            raise SendTrouble(Trouble.ISV, "flag")
        if self._context.now() + self._patience(row.platform) > _until(row):
            raise SendTrouble(Trouble.STALE, "lease")
        self._asked = True
        modified = gateway.write(row, theirs.raw if merged.keep_remark else merged.remark, code)
        return self._settle(row, merged, modified, Outcome.SENT)

    def _settle(self, row: WriteBack, merged: Reconciled, modified: str, outcome: Outcome) -> Outcome:
        with self._context.uow.write(self._actor, WRITE_BACK, key=f"write-back:{row.key}") as uow:
            current = self._mine(uow, row)
            if current is None:
                return Outcome.LOST
            order = uow.require(Order, row.order_id)
            uow.change(
                current,
                state=WriteBackState.DONE, remark=merged.remark, flag=merged.flag, tried=(), trouble=None,
                trouble_code="", next_try_at=None, sent_at=uow.now, modified=modified, **_FREED,
            )  # fmt: skip
            uow.change(order, **settled(order, row, merged.remark, merged.flag))
        return outcome

    def _conflict(self, row: WriteBack, theirs: OnPlatform) -> Outcome:
        """Both sides changed: ours waits, theirs is shown beside it; a person decides (rule R1)."""
        with self._context.uow.write(self._actor, WRITE_BACK) as uow:
            current = self._mine(uow, row)
            if current is None:
                return Outcome.LOST
            order = uow.require(Order, row.order_id)
            order = uow.change(order, **conflicting(order, theirs))
            differs = order.remark_conflict is not None or order.flag is not theirs.flag
            uow.change(
                current,
                state=WriteBackState.CONFLICT if differs else WriteBackState.QUEUED,
                tried=(), trouble=Trouble.CONFLICT if differs else None,
                trouble_code=("remark" if order.remark_conflict is not None else "flag") if differs else "",
                **_FREED,
            )  # fmt: skip
            if not differs:
                catch_up(uow, [row])
        return Outcome.CONFLICT if differs else Outcome.LATER

    def _put_back(self, taken: _Taken, trouble: SendTrouble) -> Outcome:
        """Back in line with its next try, or set aside for a person, by the trouble's class."""
        gateway = self._definition(taken.row).gateway
        with self._context.uow.write(self._actor, WRITE_BACK) as uow:
            row = self._mine(uow, taken.row)
            if row is None:
                return Outcome.LOST
            attempts = row.attempts - 1 if trouble.kind in STOPPING else row.attempts
            passing = trouble.kind in PASSING or trouble.kind in STOPPING
            gives_up = passing and gateway is not None and attempts >= gateway.attempts
            again = None
            if trouble.kind in PASSING and gateway is not None:
                first, most = gateway.retry_first_seconds, gateway.retry_most_seconds
                again = next_try(uow.now, attempts, first, most, self._chance(), trouble.wait_seconds)
            uncertain = self._asked and trouble.kind not in _UNTRIED
            fails = gives_up or not passing
            row = uow.change(
                row,
                state=WriteBackState.FAILED if fails else WriteBackState.QUEUED,
                attempts=attempts, next_try_at=None if fails else again,
                trouble=Trouble.GAVE_UP if gives_up else trouble.kind, trouble_code=trouble.code,
                tried=row.tried if uncertain else taken.tried_before, **_FREED,
            )  # fmt: skip
            catch_up(uow, [row])
        return Outcome.FAILED if fails else Outcome.LATER

    def _mine(self, uow: UnitOfWork, row: WriteBack) -> WriteBack | None:
        """The row while it is still this worker's: whoever slept too long has lost it."""
        current = uow.get(WriteBack, row.id)
        if current is None or current.state is not WriteBackState.SENDING or current.version != row.version:
            return None
        return current

    def _definition(self, row: WriteBack) -> PlatformDef:
        return self._context.policies().platforms.platform(row.platform)

    def _patience(self, platform: Platform) -> timedelta:
        gateway = self._context.policies().platforms.platform(platform).gateway
        return timedelta(seconds=gateway.timeout_seconds if gateway is not None else 0)

    def _lease(self, platform: Platform) -> timedelta:
        return 2 * self._patience(platform) + timedelta(seconds=SPARE_SECONDS)


def _until(row: WriteBack) -> datetime:
    assert row.lease_until is not None
    return row.lease_until


def is_orphan(held: WriteBack | WriteBackBatch, alive: Callable[[str], bool | None], now: datetime) -> bool:
    """Whether nobody works on a row any more: its process is gone, or its time is up."""
    if alive(held.worker) is False:
        return True
    return held.lease_until is None or held.lease_until < now
