"""Inquiries, what was said in them, and phrases used."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from cs_console.domain.entities.base import Entity
from cs_console.domain.vocabulary import Category, Channel, InquiryState, MessageRole, Platform, Priority


@dataclass(frozen=True, slots=True, kw_only=True)
class Inquiry(Entity):
    """One buyer's open question (rules Q1–Q8).

    `owner` is the agent who has it, "" while it lies in a shift's queue. `due_at` is the limit for
    the reply owed now: it runs on the buyer's oldest unanswered message (Q1), None when nothing is
    owed. `target_at` is the softer target. `lease_until`/`lease_console` keep a claim alive (Q5).
    """

    shop: str = ""
    platform: Platform = Platform.OTHER
    channel: Channel = Channel.CHAT
    buyer_id: int = 0
    buyer: str = ""
    order_id: int = 0
    order_no: str = ""
    category: Category = Category.OTHER
    category_by: str = "rule"
    priority: Priority = Priority.NORMAL
    state: InquiryState = InquiryState.RECEIVED
    owner: str = ""
    team: str = ""
    summary: str = ""
    received_at: datetime | None = None
    unanswered_since: datetime | None = None
    first_replied_at: datetime | None = None
    last_message_at: datetime | None = None
    target_at: datetime | None = None
    due_at: datetime | None = None
    snooze_until: datetime | None = None
    lease_until: datetime | None = None
    lease_console: str = ""
    claimed_at: datetime | None = None
    transfer_from: str = ""
    transfer_note: str = ""
    outcome: str = ""
    closed_at: datetime | None = None
    offline: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Message(Entity):
    """One line said, or noted, in an inquiry. `confirmed` is False for a copied, unsent reply (E5)."""

    inquiry_id: int
    role: MessageRole
    sender: str = ""
    text: str
    at: datetime
    phrase_id: str = ""
    variant: int = -1
    confirmed: bool = True
    source: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PhraseUse(Entity):
    """One use of a phrase: which variant whom was told, and whether it was edited (rules P2, P10)."""

    at: datetime
    agent: str
    phrase_id: str
    variant_hash: str
    buyer: str = ""
    inquiry_id: int = 0
    message_id: int = 0
    edited: bool = False
