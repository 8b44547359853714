"""Remarks and flags back to the platforms: the outbox, its gateways and its batch files (rule R7)."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from pathlib import Path

from cs_console.domain.entities import Actor, Order
from cs_console.domain.policy.platforms import PlatformDef
from cs_console.domain.vocabulary import Platform
from cs_console.domain.writebacks import (
    OPEN_STATES,
    STOPPING,
    Route,
    Trouble,
    WriteBack,
    WriteBackBatch,
    WriteBackState,
)
from cs_console.errors import Refused
from cs_console.services.context import ServiceContext
from cs_console.services.ports.platforms import Gateway, PlatformsPort
from cs_console.services.writeback_files import BatchWriter, deletes
from cs_console.services.writeback_queue import WRITE_BACK
from cs_console.services.writeback_send import Sender
from cs_console.services.writeback_views import BatchesReport, Preview, Sending, SendReport

GIVE_UP_AFTER = 3
"""So many network troubles in a row end a run: the line is down, not the rows."""


class WriteBackService:
    """What ``cs-console order write-back`` and the order pane do."""

    def __init__(
        self, context: ServiceContext, platforms: PlatformsPort, chance: Callable[[], float] = random.random
    ) -> None:
        self._context = context
        self._port = platforms
        self._chance = chance

    # -- reading ---------------------------------------------------------------------------

    def list(
        self,
        states: Sequence[WriteBackState] = OPEN_STATES,
        platform: Platform | None = None,
        limit: int = 100,
    ) -> tuple[WriteBack, ...]:
        """Rows of the outbox, the newest first."""
        with self._context.uow.read() as uow:
            return tuple(uow.writebacks.listed(limit, states=states or OPEN_STATES, platform=platform))

    def counts(self) -> dict[WriteBackState, int]:
        """How many rows are not done, by state."""
        with self._context.uow.read() as uow:
            return uow.writebacks.counts()

    def unconfirmed(self, limit: int = 100) -> tuple[WriteBackBatch, ...]:
        """Written batch files, the newest first, of which no export has shown an effect yet."""
        with self._context.uow.read() as uow:
            done = uow.find(WriteBack, state=WriteBackState.DONE.value, route="batch", confirmed_at=None)
            ids = {row.batch_id for row in done}
            batches = uow.find(WriteBackBatch, newest_first=True)
        return tuple(batch for batch in batches if batch.id in ids)[:limit]

    def connected(self) -> tuple[Platform, ...]:
        """The platforms that are written to directly; raises for keys that others can read."""
        return tuple(one for one in self._platforms(None) if self._port.gateway(one, self._definition(one)) is not None)

    def preview(self, platform: Platform | None = None, limit: int = 100) -> tuple[Preview, ...]:
        """What would be sent, oldest first; nothing is sent, written or marked."""
        with self._context.uow.read() as uow:
            rows = uow.writebacks.due(self._platforms(platform), None, limit)
        previews = []
        for row in rows:
            definition = self._definition(row.platform)
            method, parameters = self._port.request(definition, row)
            by_gateway = self._port.gateway(row.platform, definition) is not None
            route = "gateway" if by_gateway else "batch"
            previews.append(Preview(row, route, method, tuple(parameters.items())))
        return tuple(previews)

    # -- sending ---------------------------------------------------------------------------

    def run(self, actor: Actor, limit: int = 100, platform: Platform | None = None) -> SendReport:
        """Send what is due through the gateways, at most `limit` rows; the others wait for a batch file.

        Raises `Refused` when no platform asked for has a gateway with keys.
        """
        gateways = self._gateways(platform)
        sender = Sender(self._context, self._port, actor, gateways, self._chance)
        sender.take_up()
        rows: list[Sending] = []
        stopped: list[tuple[Platform, Trouble, str]] = []
        open_gateways, down = list(gateways), 0
        while open_gateways and len(rows) < limit:
            done = sender.send_next(open_gateways)
            if done is None:
                break
            rows.append(done)
            down = down + 1 if done.trouble is Trouble.NETWORK else 0
            if done.trouble is not None and (done.trouble in STOPPING or down >= GIVE_UP_AFTER):
                stopped.append((done.platform, done.trouble, done.code))
                open_gateways.remove(done.platform)
        by_file = [one for one in self._platforms(platform) if one not in gateways]
        with self._context.uow.read() as uow:
            waiting = len(uow.writebacks.due(by_file, None, None))
        return SendReport(tuple(rows), tuple(stopped), waiting)

    def run_due(self, actor: Actor, limit: int = 20) -> SendReport | None:
        """Send what is due through the gateways there are; None without a gateway, or with nothing to send."""
        platforms = self.connected()
        if not platforms:
            return None
        now = self._context.now()
        with self._context.uow.read() as uow:
            waiting = bool(uow.writebacks.due(platforms, now, 1)) or bool(
                uow.find(WriteBack, state=WriteBackState.SENDING.value, route=Route.GATEWAY.value, limit=1)
            )
        return self.run(actor, limit) if waiting else None

    def batch(
        self,
        actor: Actor,
        platform: Platform | None = None,
        folder: Path | None = None,
        *,
        delete_empty: bool = False,
    ) -> BatchesReport:
        """Write what changed since the last batch, one file or more a platform.

        An empty remark that would delete the platform's is held back unless `delete_empty` means it.
        """
        writer = BatchWriter(self._context, self._port, actor, folder)
        files = list(writer.take_up())
        chosen = [one for one in self._platforms(platform) if self._definition(one).batch_columns]
        for one in chosen:
            files += writer.write(one, self._definition(one), delete_empty=delete_empty)
        with self._context.uow.read() as uow:
            left = uow.writebacks.due(chosen, None, None)
        held = tuple(row for row in left if deletes(self._definition(row.platform), row))
        return BatchesReport(tuple(files), held)

    def retry(self, actor: Actor, order_id: int) -> WriteBack:
        """Put a row that failed, waits for its next try or has a flag in conflict back in line, now.

        Raises `Refused` when nothing of the order waits, or when its remark is in conflict: that is settled first.
        """
        with self._context.uow.write(actor, WRITE_BACK) as uow:
            order = uow.require(Order, order_id)
            row = uow.writebacks.open_rows([order_id]).get(order_id)
            if row is None:
                raise Refused("writeback.nothing", order_no=order.order_no)
            if row.state is WriteBackState.SENDING:
                raise Refused("writeback.on_its_way", order_no=order.order_no)
            if order.remark_conflict is not None:
                raise Refused("writeback.conflict", order_no=order.order_no)
            return uow.change(
                row, state=WriteBackState.QUEUED, attempts=0, next_try_at=None, trouble=None, trouble_code=""
            )

    # -- inside ----------------------------------------------------------------------------

    def _platforms(self, platform: Platform | None) -> tuple[Platform, ...]:
        return (platform,) if platform is not None else tuple(Platform)

    def _definition(self, platform: Platform) -> PlatformDef:
        return self._context.policies().platforms.platform(platform)

    def _gateways(self, platform: Platform | None) -> dict[Platform, Gateway]:
        found: dict[Platform, Gateway] = {}
        for one in self._platforms(platform):
            gateway = self._port.gateway(one, self._definition(one))
            if gateway is not None:
                found[one] = gateway
        if found:
            return found
        if platform is not None and self._definition(platform).gateway is None:
            raise Refused("writeback.by_file", platform=self._context.word("platform", platform.value))
        raise Refused("writeback.no_keys")
