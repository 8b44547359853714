"""The outbox of remarks and flags, and the batch files made from it (rule R7)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Index, UniqueConstraint
from sqlmodel import Field

from cs_console.store.tables.base import AUTOINCREMENT, Stored, json_text, moment, partial_index

_OPEN = "state <> 'done'"


class WriteBackRow(Stored, table=True):
    """One remark and flag on their way back; an order has at most one that is not done."""

    __tablename__ = "write_backs"
    __table_args__ = (
        partial_index("ux_write_backs_open", "order_id", unique=True, where=_OPEN),
        partial_index("ix_write_backs_due", "state", "next_try_at", where=_OPEN),
        Index("ix_write_backs_order", "order_id"),
        AUTOINCREMENT,
    )

    order_id: int = Field(foreign_key="orders.id")
    platform: str
    order_no: str
    shop: str = ""
    base_remark: str = ""
    base_flag: str | None = None
    base_modified: str = ""
    remark: str = ""
    flag: str = "grey"
    state: str = "queued"
    route: str | None = None
    batch_id: int = Field(default=0, index=True)
    tried: Any = json_text(())
    attempts: int = 0
    next_try_at: datetime | None = moment()
    trouble: str | None = None
    trouble_code: str = ""
    key: str = Field(unique=True)
    worker: str = ""
    lease_until: datetime | None = moment()
    queued_at: datetime | None = moment()
    sent_at: datetime | None = moment()
    confirmed_at: datetime | None = moment()
    modified: str = ""


class WriteBackBatchRow(Stored, table=True):
    """One batch file, announced before it is written, so that a crash neither loses nor doubles a remark."""

    __tablename__ = "write_back_batches"
    __table_args__ = (UniqueConstraint("folder", "name"), AUTOINCREMENT)

    platform: str
    folder: str
    name: str
    sha256: str
    rows: int = 0
    state: str = Field(default="writing", index=True)
    altered: bool = False
    worker: str = ""
    lease_until: datetime | None = moment()
    at: datetime | None = moment()
