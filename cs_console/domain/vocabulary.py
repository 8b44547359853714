"""The tokens that JSON, YAML and the store share; `RULES.md` gives each its meaning.

Every token is English and stable. What a user reads for it stands in the catalogues under
``<enum>.<token>`` (``flag.red``, ``status.paid`` …).
"""

from __future__ import annotations

from enum import StrEnum


class Platform(StrEnum):
    """Where an order or a buyer comes from. Tmall is read as Taobao: one export, one gateway."""

    TAOBAO = "taobao"
    JD = "jd"
    PDD = "pdd"
    DOUYIN = "douyin"
    OTHER = "other"


class OrderStatus(StrEnum):
    """Our token for an order's state; the platform's own words are kept beside it."""

    UNPAID = "unpaid"
    PAID = "paid"
    SHIPPED = "shipped"
    SIGNED = "signed"
    COMPLETED = "completed"
    CLOSED = "closed"
    UNKNOWN = "unknown"


class Flag(StrEnum):
    """Remark flags by colour name (rule R3); platform codes are mapped in `platforms.yaml`."""

    GREY = "grey"
    RED = "red"
    YELLOW = "yellow"
    GREEN = "green"
    BLUE = "blue"
    PURPLE = "purple"
    OTHER = "other"


FLAG_DIGITS: dict[int, Flag] = {
    0: Flag.GREY, 1: Flag.RED, 2: Flag.YELLOW, 3: Flag.GREEN, 4: Flag.BLUE, 5: Flag.PURPLE,
}  # fmt: skip
"""The digit that sets a flag on screen; the same numbers Taobao uses (rule R3)."""


class Channel(StrEnum):
    """How a buyer reached us (rule Q7)."""

    CHAT = "chat"
    PHONE = "phone"
    EMAIL = "email"
    SOCIAL = "social"


class Category(StrEnum):
    """What an inquiry is about (rule Q3)."""

    PRESALE = "presale"
    PAYMENT = "payment"
    LOGISTICS = "logistics"
    AFTERSALE = "aftersale"
    COMPLAINT = "complaint"
    INVOICE = "invoice"
    OTHER = "other"


class Priority(StrEnum):
    """Urgency × importance (rule Q3), most pressing first."""

    URGENT = "urgent"
    HIGH = "high"
    NORMAL = "normal"
    LOW = "low"

    @property
    def rank(self) -> int:
        """0 for the most pressing; used to order the queue (rule Q4)."""
        return list(Priority).index(self)


class InquiryState(StrEnum):
    """The fixed flow of an inquiry (rule Q2)."""

    RECEIVED = "received"
    CLAIMED = "claimed"
    WAITING_BUYER = "waiting_buyer"
    SNOOZED = "snoozed"
    TRANSFERRED = "transferred"
    RESOLVED = "resolved"
    LOST = "lost"

    @property
    def is_open(self) -> bool:
        """Whether somebody still has to do something."""
        return self not in (InquiryState.RESOLVED, InquiryState.LOST)


class MessageRole(StrEnum):
    """Who said a line."""

    BUYER = "buyer"
    AGENT = "agent"
    SYSTEM = "system"
    NOTE = "note"


class Role(StrEnum):
    """What a person may do; decided by the roster in `team.yaml`."""

    AGENT = "agent"
    LEAD = "lead"
    ADMIN = "admin"
    WAREHOUSE = "warehouse"


class PromiseKind(StrEnum):
    """What was promised (rules P9, R4)."""

    GIFT = "gift"
    COURIER = "courier"
    DATE = "date"
    PRICE = "price"
    CALL = "call"
    CHANGE = "change"
    ADDRESS = "address"
    OTHER = "other"


class PromiseState(StrEnum):
    """A ledger row's state (rule R4)."""

    OPEN = "open"
    DONE = "done"
    BROKEN = "broken"


class Flow(StrEnum):
    """The four after-sales flows (rules A2–A5), parcel claims (A8), repair and resending."""

    RETURN = "return"
    RETURN_QUALITY = "return_quality"
    EXCHANGE = "exchange"
    EXCHANGE_QUALITY = "exchange_quality"
    CLAIM_SHORT = "claim_short"
    CLAIM_DAMAGED_UNSIGNED = "claim_damaged_unsigned"
    CLAIM_DAMAGED_SIGNED = "claim_damaged_signed"
    REPAIR = "repair"
    RESEND = "resend"


class CaseState(StrEnum):
    """Where an after-sales case stands."""

    OPEN = "open"
    CLOSED = "closed"
    CANCELLED = "cancelled"


class StepState(StrEnum):
    """Where one step of a case or checklist stands."""

    TODO = "todo"
    DONE = "done"
    NA = "na"
    PROBLEM = "problem"


class ShiftState(StrEnum):
    """A shift's life: opening (handover not yet accepted), running, on break, ended."""

    OPENING = "opening"
    RUNNING = "running"
    BREAK = "break"
    ENDED = "ended"


class HandoverState(StrEnum):
    """draft → submitted → deciding → sealed (rules H4, H7)."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    DECIDING = "deciding"
    SEALED = "sealed"


class ItemDecision(StrEnum):
    """What the incoming agent said to one handover item (rule H4)."""

    PENDING = "pending"
    ACCEPTED = "accepted"
    QUERIED = "queried"
    DECLINED = "declined"


class Severity(StrEnum):
    """How pressing a handover item is (rule H3)."""

    URGENT = "urgent"
    NORMAL = "normal"
    INFO = "info"
