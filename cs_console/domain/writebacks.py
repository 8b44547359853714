"""What waits to go back to a platform, and what went: the outbox's rows (rule R7)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from cs_console.domain.entities import Entity
from cs_console.domain.vocabulary import Flag, Platform


class WriteBackState(StrEnum):
    """Where a row of the outbox stands; at most one row of an order is not done."""

    QUEUED = "queued"
    SENDING = "sending"
    DONE = "done"
    FAILED = "failed"
    CONFLICT = "conflict"


OPEN_STATES = (
    WriteBackState.QUEUED,
    WriteBackState.SENDING,
    WriteBackState.FAILED,
    WriteBackState.CONFLICT,
)


class Route(StrEnum):
    """How a row goes back."""

    GATEWAY = "gateway"
    BATCH = "batch"


class BatchState(StrEnum):
    """A batch file: announced before it is written, on disk, or never written."""

    WRITING = "writing"
    WRITTEN = "written"
    VOID = "void"


class Trouble(StrEnum):
    """Why a row did not go through; the class decides what happens next.

    `NETWORK`, `SERVER`, `GARBLED`, `ISP` and `STALE` are tried again later, `LIMIT` too, but nothing else
    is sent meanwhile. `ISV` is the request's own fault and is never repeated. `SESSION` and `SETUP` hold for
    every row, so the run stops and no row is blamed. `CONFLICT` waits for a person, `GAVE_UP` too.
    """

    NETWORK = "network"
    SERVER = "server"
    GARBLED = "garbled"
    ISP = "isp"
    STALE = "stale"
    LIMIT = "limit"
    ISV = "isv"
    SESSION = "session"
    SETUP = "setup"
    CONFLICT = "conflict"
    GAVE_UP = "gave_up"


PASSING = frozenset({Trouble.NETWORK, Trouble.SERVER, Trouble.GARBLED, Trouble.ISP, Trouble.STALE, Trouble.LIMIT})
"""Troubles that may be over at the next try."""

STOPPING = frozenset({Trouble.LIMIT, Trouble.SESSION, Trouble.SETUP})
"""Troubles that every other row of the platform would meet as well."""


class SendTrouble(Exception):
    """A platform did not take a request; carries no part of the request, so no secret (rule X1)."""

    def __init__(self, kind: Trouble, code: str = "", wait_seconds: int = 0) -> None:
        super().__init__(f"{kind.value} {code}".strip())
        self.kind = kind
        self.code = code
        self.wait_seconds = wait_seconds


@dataclass(frozen=True, slots=True, kw_only=True)
class WriteBack(Entity):
    """One remark and flag on their way to the platform (rule R7).

    `base_*` is what the platform had when the change was made here, `remark`/`flag` what it shall have.
    `tried` are the (remark, flag) pairs of attempts whose answer never came: the platform may hold any of
    them. `key` names the act that settles the row, so that it is settled once. `confirmed_at` is when an
    export showed that a batch file had been taken over.
    """

    order_id: int
    platform: Platform
    order_no: str
    shop: str = ""
    base_remark: str = ""
    base_flag: Flag | None = None
    base_modified: str = ""
    remark: str = ""
    flag: Flag = Flag.GREY
    state: WriteBackState = WriteBackState.QUEUED
    route: Route | None = None
    batch_id: int = 0
    tried: tuple[tuple[str, str], ...] = ()
    attempts: int = 0
    next_try_at: datetime | None = None
    trouble: Trouble | None = None
    trouble_code: str = ""
    key: str = ""
    worker: str = ""
    lease_until: datetime | None = None
    queued_at: datetime | None = None
    sent_at: datetime | None = None
    confirmed_at: datetime | None = None
    modified: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class WriteBackBatch(Entity):
    """One batch file, announced with its name and hash before it is written (rule R7)."""

    platform: Platform
    folder: str
    name: str
    sha256: str
    rows: int = 0
    state: BatchState = BatchState.WRITING
    altered: bool = False
    worker: str = ""
    lease_until: datetime | None = None
    at: datetime | None = None
