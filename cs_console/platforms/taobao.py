"""The Taobao gateway: reads a trade's memo and writes it back (rule R7)."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from cs_console.domain.policy.platforms import CallDef, GatewayDef, PlatformDef
from cs_console.domain.writeback_rules import OnPlatform
from cs_console.domain.writebacks import SendTrouble, Trouble, WriteBack
from cs_console.platforms.calls import parameters
from cs_console.platforms.secrets import Credentials
from cs_console.platforms.signing import sign, timestamp
from cs_console.platforms.transport import post
from cs_console.text.clean import clean

_READ_FIELDS = "tid,modified,seller_memo,seller_flag"
_SESSION_CODES = frozenset({26, 27})
_SETUP_CODES = frozenset({9, 11, 12, 13, 21, 22, 23, 24, 25, 28, 29, 30, 31, 32, 33, 34, 42})
_OWN_FAULT_CODES = frozenset({40, 41, 43})
_LIMIT_CODE = 7
_BAN = re.compile(r"(\d+)\s*(?:more\s+)?(?:seconds|秒)")


@dataclass(frozen=True, slots=True)
class TaobaoGateway:
    """Implements `services.ports.platforms.Gateway`; a flag goes with every write, for a missing one greys it."""

    definition: PlatformDef
    gateway: GatewayDef
    call: CallDef
    credentials: Credentials = field(repr=False)
    clock: Callable[[], datetime]

    def read(self, row: WriteBack) -> OnPlatform:
        """What the trade says now; `SendTrouble` when the gateway does not tell."""
        asked = {"tid": row.order_no, "fields": _READ_FIELDS}
        trade = _trade(self._ask(self.gateway.read_method, asked, row.shop))
        code = trade.get("seller_flag", 0)
        if isinstance(code, bool) or not str(code).isdigit():
            raise SendTrouble(Trouble.GARBLED, "seller_flag")
        raw = str(trade.get("seller_memo") or "")
        modified = clean(str(trade.get("modified") or ""))
        return OnPlatform(clean(raw, multiline=True), self.definition.flag(int(code)), int(code), modified, raw)

    def write(self, row: WriteBack, remark: str, code: int) -> str:
        """Overwrite memo and flag; gives the trade's new `modified`, "" when it is not told."""
        filled = parameters(self.call, self.definition, replace(row, remark=remark), code)
        trade = _trade(self._ask(self.call.method, filled, row.shop))
        return clean(str(trade.get("modified") or ""))

    def _ask(self, method: str, asked: Mapping[str, str], shop: str) -> Mapping[str, Any]:
        session = self.credentials.session_of(shop)
        if not session:
            raise SendTrouble(Trouble.SESSION, "missing")
        form = {
            **asked,
            "method": method,
            "app_key": self.credentials.app_key,
            "session": session,
            "timestamp": timestamp(self.clock()),
            "format": "json",
            "v": "2.0",
            "sign_method": self.gateway.sign_method,
        }
        form["sign"] = sign(form, self.credentials.app_secret, self.gateway.sign_method)
        return _answer(post(self.gateway.url, form, self.gateway.timeout_seconds))


def _answer(body: bytes) -> Mapping[str, Any]:
    """The answer's one object; an error raises by its class."""
    try:
        document = json.loads(body.decode("utf-8"))
    except ValueError:
        raise SendTrouble(Trouble.GARBLED, "json") from None
    if not isinstance(document, dict) or len(document) != 1:
        raise SendTrouble(Trouble.GARBLED, "shape")
    name, content = next(iter(document.items()))
    if not isinstance(content, dict):
        raise SendTrouble(Trouble.GARBLED, "shape")
    if name == "error_response":
        raise classified(content)
    return content


def _trade(content: Mapping[str, Any]) -> Mapping[str, Any]:
    trade = content.get("trade")
    if not isinstance(trade, dict):
        raise SendTrouble(Trouble.GARBLED, "trade")
    return trade


def classified(error: Mapping[str, Any]) -> SendTrouble:
    """An `error_response` as the class that says what to do next (FORMATS, Taobao gateway)."""
    number = int(error["code"]) if str(error.get("code", "")).isdigit() else 0
    sub_code = str(error.get("sub_code") or "")
    shown = clean(sub_code or str(error.get("code", "")))[:80]
    lowered = sub_code.lower()
    if number == _LIMIT_CODE or "limited-by" in lowered or "call-limit" in lowered:
        found = _BAN.search(str(error.get("sub_msg") or ""))
        return SendTrouble(Trouble.LIMIT, shown, min(int(found[1]), 86_400) if found else 0)
    if number in _SESSION_CODES or "session" in lowered:
        return SendTrouble(Trouble.SESSION, shown)
    if number in _SETUP_CODES:
        return SendTrouble(Trouble.SETUP, shown)
    if lowered.startswith("isv.") or number in _OWN_FAULT_CODES:
        return SendTrouble(Trouble.ISV, shown)
    return SendTrouble(Trouble.ISP, shown)
