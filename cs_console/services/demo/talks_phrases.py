"""Which phrases the demo's agents answered from, passed over or missed: figures to look at (rule P10)."""

from __future__ import annotations

AS_IT_STANDS: dict[tuple[str, int], str] = {
    ("when-ship", 0): "ship.when", ("cash-review", 0): "com.cashback", ("refund-done", 1): "svc.bye",
    ("return-plain", 0): "ret.want", ("return-edge", 0): "svc.wait", ("invoice-asked", 0): "inv.info",
    ("to-lead", 0): "svc.ask_lead", ("too-dear", 0): "price.ask",
}  # fmt: skip
"""Phrases copied as the book has them, by talk and number of the agent's line; they replace the line's words."""

CHANGED: dict[tuple[str, int], str] = {
    ("where-parcel", 0): "logi.where", ("refund-done", 0): "ret.refund_when", ("cancel", 0): "ship.cancel",
    ("washing", 0): "pre.wash", ("too-dear", 1): "price.offer", ("no-delivery", 0): "ship.abroad",
    ("return-plain", 1): "ret.how", ("wrong-item", 0): "qa.wrong", ("gift-missing", 0): "camp.gift_missing",
    ("complaint-open", 0): "com.first", ("complaint-open", 1): "qa.evidence", ("photos-asked", 0): "qa.damaged_signed",
    ("size-advised", 0): "pre.size", ("address-asked", 0): "ship.address", ("return-address-sent", 0): "ret.want",
    ("return-address-sent", 1): "ret.address", ("colour-told", 0): "col.diff", ("remote-freight", 0): "ship.remote",
    ("restock", 0): "pre.restock", ("campaign", 0): "camp.when", ("carrier-check", 0): "logi.signed_missing",
}  # fmt: skip
"""Phrases that the agent put in and then changed."""

PASSED_OVER: dict[tuple[str, int], str] = {
    ("too-dear", 1): "price.floor", ("where-parcel", 0): "logi.when", ("complaint-open", 0): "com.attitude",
    ("size-advised", 0): "pre.spec", ("no-stock", 0): "pre.restock", ("warehouse-check", 0): "qa.short",
}  # fmt: skip
"""Phrases looked at just before that line and not used."""

IN_VAIN: dict[tuple[str, int], str] = {
    ("no-stock", 0): "睡袍大码什么时候做", ("silent", 0): "夏被克重对照表", ("to-lead", 0): "成分不符三倍赔偿口径",
    ("phone-call-back", 0): "电联登记模板", ("to-returns", 0): "补差退六块怎么说",
}  # fmt: skip
"""What was searched for just before that line, and not found."""
