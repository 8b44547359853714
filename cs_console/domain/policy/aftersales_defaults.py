"""Shipped after-sales flows as plain data, step by step as rules A2–A5 and A8 say."""

from __future__ import annotations

from typing import Any

Row = dict[str, Any]

RETURN_REASONS: tuple[tuple[str, str, str], ...] = (
    ("not_wanted", "不喜欢、不想要了", "No longer wanted"),
    ("size", "尺寸、规格不合适", "Wrong size or specification"),
    ("colour", "颜色、款式与想象不符", "Colour or style not as imagined"),
    ("late", "到货太慢", "Arrived too late"),
    ("price", "降价或买贵了", "Found cheaper"),
    ("mistake", "拍错、多拍", "Ordered by mistake"),
    ("quality", "质量问题、瑕疵", "Quality fault"),
    ("damaged", "运输破损", "Damaged in transit"),
    ("wrong_item", "发错货", "Wrong item sent"),
    ("not_as_described", "与描述不符", "Not as described"),
    ("other", "其他", "Other"),
)

EXCHANGE_REASONS: tuple[tuple[str, str, str], ...] = (
    ("size", "换尺寸、规格", "Another size or specification"),
    ("colour", "换颜色、款式", "Another colour or style"),
    ("quality", "质量问题、瑕疵", "Quality fault"),
    ("damaged", "运输破损", "Damaged in transit"),
    ("wrong_item", "发错货", "Wrong item sent"),
    ("other", "其他", "Other"),
)


def _field(key: str, zh: str, en: str, kind: str = "text", **more: Any) -> Row:
    return {"key": key, "title": {"zh": zh, "en": en}, "type": kind, **more}


def _choice(key: str, zh: str, en: str, *options: tuple[str, str, str], **more: Any) -> Row:
    choices = [{"key": name, "title": {"zh": a, "en": b}} for name, a, b in options]
    return _field(key, zh, en, "choice", choices=choices, **more)


def _step(key: str, zh: str, en: str, *fields: Row, effects: tuple[str, ...] = (), **more: Any) -> Row:
    return {
        "key": key,
        "title": {"zh": zh, "en": en},
        "fields": list(fields),
        "effects": list(effects),
        **more,
    }


def _changed(row: Row, **more: Any) -> Row:
    return {**row, **more}


_APOLOGY = _step("apology", "致歉开场", "Opening apology", phrase="ret.want")
_WINDOW = _step(
    "window", "核对 7 天期限", "Check the 7-day window",
    _field("signed_on", "签收日期", "Signed on", "date"), effects=("window",),
)  # fmt: skip
_EVIDENCE = _step(
    "evidence", "留质量凭证", "Evidence of the fault",
    _field("evidence", "照片或视频编号", "Photo or video reference", "photo"), phrase="qa.evidence",
)  # fmt: skip
_REASON = _step(
    "reason", "问清真实原因", "True reason",
    _field("reason", "真实原因", "True reason", "choice"),
    _field("reason_detail", "原话", "In the buyer's words", required=False), effects=("reason",),
    phrase="ret.reason",
)  # fmt: skip
_OFFER = _step(
    "offer_exchange", "先建议换货", "Offer an exchange",
    _choice("decision", "买家决定", "Buyer's decision",
            ("return", "仍要退货", "Still return"), ("exchange", "愿意换货", "Takes the exchange"),
            must_be="return"),
    phrase="ret.reason",
)  # fmt: skip
_RESALEABLE = _step(
    "resaleable", "确认不影响二次销售", "Goods resaleable",
    _field("resaleable", "吊牌包装完好，可再售", "Tags and packing intact", "bool", must_be="true"),
    phrase="ret.conditions",
)  # fmt: skip
_APPLY = _step(
    "apply", "买家在平台申请", "Buyer applies on the platform",
    _field("refund_no", "退款编号", "Refund number", required=False), effects=("platform_reason",),
    phrase="ret.how",
)  # fmt: skip
_AMOUNT = _step(
    "amount", "核准退款金额", "Exact amount",
    _field("refund_fen", "退款金额", "Refund", "money"), effects=("amount",),
)  # fmt: skip
_AGREE = _step("agree", "同意申请", "Agree to the application", phrase="ret.agree")
_ADDRESS = _step("address", "发退货地址和注意事项", "Send address and notes", phrase="ret.address")
_MARK = _step("mark", "备注并标旗", "Remark and flag", effects=("remark", "flag"))
_FRIEND = _step("friend", "请买家加好友", "Ask to be added as a friend", phrase="ret.friend", na_allowed=True)
_TRACKING = _step(
    "tracking", "收到退回单号", "Return tracking number",
    _field("freight_insurance", "有运费险", "Freight insurance", "bool"),
    _field("return_carrier", "退回快递", "Courier", required=False),
    _field("return_tracking_no", "退回单号", "Tracking number", "tracking", required=False,
           required_when="freight_insurance"),
    effects=("tracking_in",), phrase="ret.tracking",
)  # fmt: skip
_ARRIVED = _step(
    "arrived", "仓库收到包裹", "Parcel arrives",
    _field("arrived_on", "收到日期", "Arrived on", "date"), owner="warehouse", effects=("receive",),
)  # fmt: skip
_INSPECT = _step(
    "inspect", "仓库验货", "Warehouse inspects",
    _choice("inspection", "验货结果", "Result",
            ("ok", "完好", "Intact"), ("minor", "轻微使用痕迹", "Minor traces"),
            ("damaged", "影响二次销售", "Not resaleable"), ("short", "数量不符", "Quantity differs")),
    _field("inspection_note", "验货说明", "Note", required=False),
    owner="warehouse", due_hours=24, due_from="arrival",
)  # fmt: skip
_RESTOCK = _step(
    "restock", "入库并登记退货表", "Restock and register",
    _field("restocked", "已入库", "Restocked", "bool"), owner="warehouse", due_hours=24, due_from="arrival",
    effects=("restock",),
)  # fmt: skip
_REIMBURSE = _step(
    "reimburse", "返还买家垫付运费", "Reimburse advanced freight",
    _field("freight_fen", "垫付运费", "Freight", "money"),
    _field("payee_account", "收款账号", "Payee account", "account"),
    due_same_day=True, due_from="arrival", na_allowed=True, effects=("reimburse",),
)  # fmt: skip
_REFUND = _step(
    "refund", "退款", "Refund",
    _field("refunded_fen", "实退金额", "Refunded", "money"), due_hours=24, due_from="arrival",
    effects=("refund",),
)  # fmt: skip
_CLOSING = _step("closing", "结束语", "Closing line", phrase="ret.closing", effects=("close",))

_TARGET = _step(
    "reason", "问清原因和要换的款", "Reason and target item",
    _field("reason", "换货原因", "Reason", "choice"), _field("target", "换成", "Target item"),
    _field("target_fen", "新款总价", "Price of what goes out", "money"),
    effects=("reason",), phrase="ex.want",
)  # fmt: skip
_PAYERS = (("buyer", "买家", "Buyer"), ("shop", "店铺", "Shop"))
_DIFFERENCE = _step(
    "difference", "差价和运费说清", "Price difference and freight",
    _choice("freight_payer", "来回运费", "Freight paid by", *_PAYERS),
    _field("out_freight_fen", "买家付给店铺的发出运费", "Freight out, paid to the shop", "money", required=False),
    _field("difference_fen", "差价（补为正，退为负）", "Difference (+ buyer pays, - given back)", "balance"),
    phrase="ex.diff", effects=("difference",),
)  # fmt: skip
_DIFFERENCE_FAULT = _changed(
    _DIFFERENCE,
    fields=[_choice("freight_payer", "来回运费", "Freight paid by", *_PAYERS, must_be="shop"),
            *_DIFFERENCE["fields"][2:]],
)  # fmt: skip
_SETTLE = _step(
    "settle", "差价补收或退还", "Settle the difference",
    _field("settled_fen", "实际差价（补为正，退为负）", "Paid (+ buyer paid, - given back)", "balance"),
    effects=("settle",),
)  # fmt: skip
_EXTEND = _step("extend", "延长收货时间", "Extend confirm-receipt time", phrase="ex.extend")
_SEND = _step(
    "send", "仓库发出换货", "Warehouse sends",
    _field("out_carrier", "快递", "Courier"),
    _field("out_tracking_no", "发出单号", "Tracking number", "tracking"),
    owner="warehouse", due_hours=24, due_from="arrival",
)  # fmt: skip
_OUTGOING = _step(
    "outgoing", "发出单号写入备注并告知", "Remark the outgoing number", effects=("tracking_out",),
    phrase="ex.sent",
)  # fmt: skip
_CONFIRMED = _step("confirmed", "买家确认收到", "Buyer confirms", phrase="svc.confirm", effects=("close",))

_CLAIM_REGISTER = _step(
    "register", "登记问题件", "Register the problem item",
    _field("purchased_on", "购买日期", "Purchase date", "date"),
    _field("slip_no", "快递单号", "Courier slip number", "tracking"),
    _field("problem", "问题", "Problem"), _field("demand", "买家诉求", "Demand"), effects=("remark", "flag"),
)  # fmt: skip
_CLAIM_WAREHOUSE = _step(
    "check", "仓库核查", "Warehouse checks",
    _choice("finding", "核查结果", "Finding",
            ("ours", "仓库漏发", "Our omission"), ("carrier", "快递责任", "Courier's fault"),
            ("unclear", "查不清", "Unclear")),
    owner="warehouse", due_hours=24,
)  # fmt: skip
_CLAIM_COURIER = _step(
    "courier", "联系快递", "Contact the courier",
    _field("courier_answer", "快递答复", "Courier's answer"), due_hours=24, na_allowed=True,
)  # fmt: skip
_CLAIM_DECIDE = _step(
    "decide", "商定处理办法", "Agree on the remedy",
    _choice("remedy", "办法", "Remedy", ("resend", "补发", "Resend"), ("refund", "退款", "Refund"),
            ("partial", "部分补偿", "Partial compensation")),
    phrase="qa.compensate",
)  # fmt: skip
_CLAIM_DO = _step(
    "carry_out", "补发或退款", "Resend or refund",
    _field("out_tracking_no", "补发单号", "Tracking number", "tracking", required=False,
           required_when="remedy=resend"),
    _field("refunded_fen", "退款金额", "Refunded", "money", required=False, required_when="remedy=refund|partial"),
    due_hours=24, effects=("tracking_out", "refund"),
)  # fmt: skip
_CLAIM_ANSWER = _step("answer", "答复买家", "Answer the buyer", phrase="qa.resend", effects=("close",))


def _claim(zh: str, en: str, *first: Row) -> Row:
    return {
        "title": {"zh": zh, "en": en}, "quality": True, "kind": "claim", "opening": "qa.problem",
        "closing": "qa.resend", "remark": "问题件：{problem}，要求{demand}", "flag": "yellow",
        "platform_reason": "", "return_freight": "shop",
        "steps": [*first, _CLAIM_REGISTER, _CLAIM_COURIER, _CLAIM_DECIDE, _CLAIM_DO, _CLAIM_ANSWER],
    }  # fmt: skip


_FAULT = _step(
    "fault", "问清毛病和购买时间", "The fault, and when it was bought",
    _field("purchased_on", "购买日期", "Purchase date", "date"), _field("problem", "毛病", "Fault"),
    phrase="qa.problem",
)  # fmt: skip
_REPAIR_TERMS = _step(
    "terms", "说清保修和费用", "Warranty and cost",
    _choice("repair_payer", "维修费", "Repair paid by", *_PAYERS),
    _field("repair_fen", "维修费用", "Cost", "money", required=False, required_when="repair_payer=buyer"),
    _choice("freight_payer", "来回运费", "Freight paid by", *_PAYERS),
    _field("out_freight_fen", "买家付给店铺的寄回运费", "Freight back, paid to the shop", "money", required=False),
)  # fmt: skip
_REPAIR_PAID = _step(
    "settle", "收维修费和寄回运费", "Collect the repair fee",
    _field("settled_fen", "实收", "Received", "money"),
    effects=("settle",),
)  # fmt: skip
_REPAIR_IN = _step(
    "tracking", "收到寄修单号", "Tracking number of the parcel to us",
    _field("return_carrier", "寄修快递", "Courier", required=False),
    _field("return_tracking_no", "寄修单号", "Tracking number", "tracking"),
    effects=("tracking_in",), phrase="ret.tracking",
)  # fmt: skip
_REPAIRED = _step(
    "repair", "检测维修", "Examine and repair",
    _choice("repair_result", "结果", "Result",
            ("repaired", "已修好", "Repaired"), ("replaced", "换新", "Replaced"), ("no_fault", "未见异常", "No fault")),
    _field("repair_note", "维修说明", "Note", required=False),
    owner="warehouse", due_hours=72, due_from="arrival",
)  # fmt: skip
_REPAIR_OUT = _changed(_SEND, title={"zh": "仓库寄回", "en": "Warehouse sends back"}, due_hours=96)
_RESEND_WHY = _step(
    "reason", "问清补发什么、为什么", "What to resend, and why",
    _choice("resend_reason", "原因", "Reason",
            ("lost", "快递丢件", "Lost on the way"), ("missing", "漏发配件", "A part left out"),
            ("wrong_item", "发错货", "Wrong item sent"), ("gift", "答应的赠品", "A gift promised"),
            ("other", "其他", "Other")),
    _field("item", "补发什么", "Item"), _field("missing_quantity", "数量", "Quantity", "number"),
    phrase="qa.short",
)  # fmt: skip
_RESEND_TO = _step(
    "confirm_address", "核对收货地址", "Confirm the address",
    _field("address_ok", "地址与订单一致或已改好", "Address as in the order, or corrected", "bool", must_be="true"),
)  # fmt: skip
_RESEND_OUT = _step(
    "send", "仓库补发", "Warehouse resends",
    _field("out_carrier", "快递", "Courier"), _field("out_tracking_no", "补发单号", "Tracking number", "tracking"),
    owner="warehouse", due_hours=24,
)  # fmt: skip

_PHOTO = _changed(_EVIDENCE, title={"zh": "请买家拍照", "en": "Photos from the buyer"}, phrase="qa.evidence")

FLOWS: dict[str, Row] = {
    "return": {
        "title": {"zh": "退货（非质量）", "en": "Return, non-quality"}, "quality": False, "kind": "return",
        "opening": "ret.want", "closing": "ret.closing", "remark": "退货（{reason}）",
        "flag": "purple", "platform_reason": "七天无理由", "return_freight": "buyer",
        "steps": [_APOLOGY, _WINDOW, _REASON, _OFFER, _RESALEABLE, _APPLY, _AMOUNT, _AGREE, _ADDRESS, _MARK,
                  _FRIEND, _TRACKING, _ARRIVED, _INSPECT, _RESTOCK, _REFUND, _CLOSING],
    },
    "return_quality": {
        "title": {"zh": "退货（质量问题）", "en": "Return, quality"}, "quality": True, "kind": "return",
        "opening": "ret.want", "closing": "ret.closing",
        "remark": "质量退货（{reason}），运费我方承担",
        "flag": "purple", "platform_reason": "", "return_freight": "shop",
        "steps": [_APOLOGY, _WINDOW, _EVIDENCE, _REASON, _OFFER, _APPLY, _AMOUNT, _AGREE, _ADDRESS, _MARK,
                  _FRIEND, _TRACKING, _ARRIVED, _REIMBURSE, _INSPECT, _RESTOCK, _REFUND, _CLOSING],
    },
    "exchange": {
        "title": {"zh": "换货（非质量）", "en": "Exchange, non-quality"}, "quality": False,
        "kind": "exchange",
        "opening": "ex.want", "closing": "svc.confirm",
        "remark": "换货：换成{target}（{reason}）",
        "flag": "blue", "platform_reason": "", "return_freight": "buyer",
        "steps": [_WINDOW, _RESALEABLE, _TARGET, _DIFFERENCE, _MARK, _ADDRESS, _EXTEND, _FRIEND, _TRACKING,
                  _ARRIVED, _INSPECT, _SETTLE, _SEND, _OUTGOING, _CONFIRMED],
    },
    "exchange_quality": {
        "title": {"zh": "换货（质量问题）", "en": "Exchange, quality"}, "quality": True, "kind": "exchange",
        "opening": "qa.problem", "closing": "svc.confirm",
        "remark": "质量换货：换成{target}（{reason}），运费我方承担", "flag": "blue", "platform_reason": "",
        "return_freight": "shop",
        "steps": [_WINDOW, _EVIDENCE, _TARGET, _DIFFERENCE_FAULT, _MARK, _ADDRESS, _EXTEND, _FRIEND, _TRACKING,
                  _ARRIVED, _INSPECT, _SETTLE, _SEND, _OUTGOING, _changed(_CONFIRMED, effects=[]),
                  _changed(_REIMBURSE, due_from="previous", effects=["reimburse", "close"])],
    },
    "claim_short": _claim(
        "少发漏发", "Short-shipped",
        _step("item", "确认少了哪件", "Which item", _field("item", "少了什么", "Item"),
              _field("missing_quantity", "数量", "Quantity", "number"), phrase="qa.short"),
        _PHOTO, _CLAIM_WAREHOUSE,
    ),
    "claim_damaged_unsigned": _claim(
        "破损未签收", "Damaged, unsigned",
        _step("refuse", "请买家先不要签收", "Tell the buyer not to sign", phrase="qa.damaged_unsigned"),
        _changed(_PHOTO, na_allowed=True),
    ),
    "claim_damaged_signed": _claim(
        "破损已签收", "Damaged, signed",
        _step("signed", "安抚并说明处理", "Reassure and explain", phrase="qa.damaged_signed"), _PHOTO,
    ),
    "repair": {
        "title": {"zh": "返修", "en": "Repair"}, "quality": True, "kind": "service", "opening": "qa.problem",
        "closing": "svc.confirm", "remark": "返修：{problem}，维修费{repair_payer}付", "flag": "yellow",
        "platform_reason": "", "return_freight": "shop",
        "steps": [_FAULT, _EVIDENCE, _REPAIR_TERMS, _MARK, _ADDRESS, _REPAIR_IN, _ARRIVED, _REPAIRED, _REPAIR_PAID,
                  _REPAIR_OUT, _OUTGOING, _changed(_CONFIRMED, effects=[]),
                  _changed(_REIMBURSE, due_from="previous", effects=["reimburse", "close"])],
    },
    "resend": {
        "title": {"zh": "补发", "en": "Resend"}, "quality": True, "kind": "service", "opening": "qa.problem",
        "closing": "qa.resend", "remark": "补发：{item} {missing_quantity} 件（{resend_reason}）", "flag": "yellow",
        "platform_reason": "", "return_freight": "shop",
        "steps": [_RESEND_WHY, _RESEND_TO, _MARK, _RESEND_OUT, _changed(_OUTGOING, phrase="qa.resend"), _CONFIRMED],
    },
}  # fmt: skip
"""Keys are `Flow` tokens; a quality return keeps the true reason apart from the platform's (rule A3)."""
