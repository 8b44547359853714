"""All families of acts."""

from __future__ import annotations

from cs_console.tui.acts.aftersales import AftersalesActs
from cs_console.tui.acts.aftersales_open import CaseOpeningActs
from cs_console.tui.acts.alerts import AlertActs
from cs_console.tui.acts.autoreplies import AutoReplyActs
from cs_console.tui.acts.capture import CaptureActs
from cs_console.tui.acts.cards import BuyerActs
from cs_console.tui.acts.colour import ColourActs
from cs_console.tui.acts.complaints import ComplaintActs
from cs_console.tui.acts.due import DueActs
from cs_console.tui.acts.general import GeneralActs
from cs_console.tui.acts.goods import GoodsActs
from cs_console.tui.acts.goods_import import GoodsImportActs
from cs_console.tui.acts.handover import HandoverActs
from cs_console.tui.acts.handover_logs import HandoverLogActs
from cs_console.tui.acts.lead import LeadActs
from cs_console.tui.acts.ledger import LedgerActs
from cs_console.tui.acts.lock import LockActs
from cs_console.tui.acts.order import OrderActs
from cs_console.tui.acts.order_checks import CheckActs
from cs_console.tui.acts.order_find import OrderFindActs
from cs_console.tui.acts.outbox import OutboxActs
from cs_console.tui.acts.panes import PaneActs
from cs_console.tui.acts.phrase_books import PhraseBookActs
from cs_console.tui.acts.phrase_figures import PhraseFigureActs
from cs_console.tui.acts.phrases import PhraseActs
from cs_console.tui.acts.practice import PracticeActs
from cs_console.tui.acts.pricing import PriceActs
from cs_console.tui.acts.promised import PromisedActs
from cs_console.tui.acts.queue import QueueActs
from cs_console.tui.acts.record_list import RecordListActs
from cs_console.tui.acts.records import RecordActs
from cs_console.tui.acts.registers import RegisterActs
from cs_console.tui.acts.reply import ReplyActs
from cs_console.tui.acts.shift import ShiftActs
from cs_console.tui.acts.warehouse import WarehouseActs
from cs_console.tui.deck import Acts, Deck

FAMILIES: tuple[type[Acts], ...] = (
    PaneActs, GeneralActs, QueueActs,
    PhraseActs, ReplyActs, PromisedActs, ColourActs, PhraseBookActs, PhraseFigureActs, AutoReplyActs,
    OrderActs, AftersalesActs, CaseOpeningActs, WarehouseActs, ShiftActs,
    BuyerActs, OrderFindActs, CheckActs, PriceActs, GoodsActs, GoodsImportActs,
    DueActs, LedgerActs, ComplaintActs, RecordActs, RecordListActs, OutboxActs, RegisterActs,
    HandoverActs, HandoverLogActs, CaptureActs, AlertActs, LeadActs, LockActs, PracticeActs,
)  # fmt: skip


def acts_for(deck: Deck) -> list[Acts]:
    """One of each family over the same deck."""
    return [family(deck) for family in FAMILIES]
