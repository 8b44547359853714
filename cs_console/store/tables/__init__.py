"""SQLModel tables: the schema in one place, readable with `sqlite3`."""

from __future__ import annotations

from sqlalchemy import MetaData
from sqlmodel import SQLModel

from cs_console.store.tables.aftersales import CaseRow, CaseStepRow
from cs_console.store.tables.followups import ComplaintRow, ComplaintStepRow, FollowupRow
from cs_console.store.tables.goods import GoodsRow, OrderTickRow, PriceApplicationRow, PriceChangeRow, SeatRow
from cs_console.store.tables.inquiries import ImportRunRow, InquiryRow, MessageRow, PhraseUseRow
from cs_console.store.tables.inspection import PracticeRunRow, QaReviewRow
from cs_console.store.tables.journal import ActRow, EventPayloadRow, EventRow, MetaRow
from cs_console.store.tables.orders import BuyerRow, OrderLineRow, OrderRow, PromiseRow, RefundRow
from cs_console.store.tables.questions import (
    CsatRow,
    GapRow,
    LeadQuestionRow,
    ProblemItemRow,
    ReviewRow,
    SuggestionRow,
)
from cs_console.store.tables.rules import RulesVersionRow
from cs_console.store.tables.shifts import (
    AddendumRow,
    BreakRow,
    HandoverItemRow,
    HandoverReviewRow,
    HandoverRow,
    ShiftRow,
)
from cs_console.store.tables.writebacks import WriteBackBatchRow, WriteBackRow

METADATA: MetaData = SQLModel.metadata

__all__ = [
    "METADATA",
    "ActRow",
    "AddendumRow",
    "BreakRow",
    "BuyerRow",
    "CaseRow",
    "CaseStepRow",
    "ComplaintRow",
    "ComplaintStepRow",
    "CsatRow",
    "EventPayloadRow",
    "EventRow",
    "FollowupRow",
    "GapRow",
    "GoodsRow",
    "HandoverItemRow",
    "HandoverReviewRow",
    "HandoverRow",
    "ImportRunRow",
    "InquiryRow",
    "LeadQuestionRow",
    "MessageRow",
    "MetaRow",
    "OrderLineRow",
    "OrderRow",
    "OrderTickRow",
    "PhraseUseRow",
    "PracticeRunRow",
    "PriceApplicationRow",
    "PriceChangeRow",
    "ProblemItemRow",
    "PromiseRow",
    "QaReviewRow",
    "RefundRow",
    "ReviewRow",
    "RulesVersionRow",
    "SeatRow",
    "ShiftRow",
    "SuggestionRow",
    "WriteBackBatchRow",
    "WriteBackRow",
]
