"""A stand-in for the Taobao gateway on 127.0.0.1: the documented protocol with its errors, nothing of ours in it.

It checks signatures with its own code, keeps memos as the real one does (an omitted flag greys the trade, an
empty memo changes nothing unless `reset`), and fails on demand at every point of a request.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import random
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs

KEY, SECRET, SESSION = "12345678", "a-secret-of-the-stub", "61000-session-of-the-stub"
EPOCH = datetime(2026, 6, 14, 2, 0, tzinfo=UTC)

FAULTS: dict[str, dict[str, Any]] = {
    "isv": {"code": 15, "msg": "Remote service error", "sub_code": "isv.trade-not-exist", "sub_msg": "交易不存在"},
    "isv_parameter": {"code": 50, "msg": "Remote service error", "sub_code": "isv.invalid-parameter", "sub_msg": ""},
    "isp": {"code": 15, "msg": "Remote service error", "sub_code": "isp.top-remote-connection-timeout", "sub_msg": ""},
    "busy": {"code": 10, "msg": "Service Currently Unavailable"},
    "limit": {
        "code": 7, "msg": "App Call Limited", "sub_code": "accesscontrol.limited-by-api-access-count",
        "sub_msg": "This ban will last for 7 more seconds",
    },
    "session": {"code": 27, "msg": "Invalid session", "sub_code": "session-expired", "sub_msg": "授权已过期"},
    "permission": {"code": 11, "msg": "Insufficient ISV Permissions", "sub_code": "isv.permission-api-package-limit"},
}  # fmt: skip
"""Answers that refuse; nothing was written."""

BEFORE = ("http500", "http429", "http403", "redirect", "garbage", "drop_before", "cut", "slow", *FAULTS)
AFTER = ("drop_after", "garbage_after", "http502_after", "isp_after")
"""The write was made, but the caller is told otherwise or nothing."""


@dataclass(slots=True)
class Trade:
    """One trade's memo as the platform keeps it."""

    memo: str = ""
    flag: int = 0
    modified: datetime = EPOCH


@dataclass
class TaobaoStub:
    """The gateway's state; `faults` are taken one a request, `latency` is waited before and after writing.

    `watch` hears of each write that was `received` and then `applied`, before it is answered.
    """

    trades: dict[str, Trade] = field(default_factory=dict)
    faults: deque[str] = field(default_factory=deque)
    seen: list[dict[str, str]] = field(default_factory=list)
    written: list[tuple[str, str, int]] = field(default_factory=list)
    latency: Callable[[], float] = lambda: 0.0
    clock: Callable[[], datetime] = lambda: datetime.now(UTC)
    watch: Callable[[str], object] = lambda _: None
    url: str = ""
    lock: threading.Lock = field(default_factory=threading.Lock)
    ticks: int = 0

    def edit(self, tid: str, memo: str | None = None, flag: int | None = None) -> None:
        """A colleague changes a memo on the platform's own page."""
        with self.lock:
            self._change(self.trades[tid], memo, flag)

    def _change(self, trade: Trade, memo: str | None, flag: int | None) -> None:
        self.ticks += 1
        trade.modified = EPOCH + timedelta(seconds=self.ticks)
        trade.memo = trade.memo if memo is None else memo
        trade.flag = trade.flag if flag is None else flag

    # -- the protocol ----------------------------------------------------------------------

    def answer(self, form: dict[str, str]) -> dict[str, Any]:
        """What the gateway says to a signed form."""
        if (refusal := self._refusal(form)) is not None:
            return _error(*refusal)
        method, tid = form["method"], form.get("tid", "")
        if method not in ("taobao.trade.fullinfo.get", "taobao.trade.memo.update"):
            return _error(22, "Invalid method")
        if tid not in self.trades:
            return {"error_response": FAULTS["isv"]}
        writes = method == "taobao.trade.memo.update"
        if writes:
            self.watch("received")
        time.sleep(self.latency())
        with self.lock:
            trade = self.trades[tid]
            if writes:
                self._write(tid, trade, form)
                content = {"tid": int(tid), "modified": _time(trade.modified)}
                name = "trade_memo_update_response"
            else:
                known = {"tid": int(tid), "modified": _time(trade.modified), "seller_flag": trade.flag}
                if trade.memo:
                    known["seller_memo"] = trade.memo
                content = {one: known[one] for one in form["fields"].split(",") if one in known}
                name = "trade_fullinfo_get_response"
        if writes:
            self.watch("applied")
        time.sleep(self.latency())
        return {name: {"trade": content, "request_id": "stub"}}

    def _write(self, tid: str, trade: Trade, form: dict[str, str]) -> None:
        memo: str | None = form.get("memo", "") or None
        if form.get("reset") == "true":
            memo = ""
        flag = int(form.get("flag", "0"))
        self._change(trade, memo, flag)
        self.written.append((tid, trade.memo, flag))

    def _refusal(self, form: dict[str, str]) -> tuple[int, str] | None:
        for code, name in (
            (21, "method"),
            (24, "sign"),
            (26, "session"),
            (28, "app_key"),
            (30, "timestamp"),
            (32, "v"),
        ):
            if not form.get(name):
                return code, f"Missing {name}"
        if form["app_key"] != KEY:
            return 29, "Invalid app Key"
        local = datetime.strptime(form["timestamp"], "%Y-%m-%d %H:%M:%S").replace(tzinfo=UTC) - timedelta(hours=8)
        if abs(local - self.clock()) > timedelta(minutes=10):
            return 31, "Invalid timestamp"
        if not hmac.compare_digest(form["sign"], signature(form)):
            return 25, "Invalid signature"
        if form["session"] != SESSION:
            return 27, "Invalid session"
        return None


def signature(form: dict[str, str]) -> str:
    """The signature as the gateway's documents describe it, written apart from the product's."""
    text = "".join(name + form[name] for name in sorted(form) if name != "sign")
    if form["sign_method"] == "md5":
        return hashlib.md5((SECRET + text + SECRET).encode()).hexdigest().upper()
    digest = {"hmac": hashlib.md5, "hmac-sha256": hashlib.sha256}[form["sign_method"]]
    return hmac.new(SECRET.encode(), text.encode(), digest).hexdigest().upper()


def _time(moment: datetime) -> str:
    return (moment + timedelta(hours=8)).strftime("%Y-%m-%d %H:%M:%S")


def _error(code: int, message: str) -> dict[str, Any]:
    return {"error_response": {"code": code, "msg": message, "request_id": "stub"}}


class _Handler(BaseHTTPRequestHandler):
    stub: TaobaoStub
    protocol_version = "HTTP/1.1"

    def log_message(self, *_: Any) -> None:
        """Say nothing."""

    def do_POST(self) -> None:
        """One request, with the fault that is due."""
        stub = self.stub
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        form = {name: values[0] for name, values in parse_qs(body, keep_blank_values=True).items()}
        stub.seen.append(form)
        fault = stub.faults.popleft() if stub.faults else ""
        self.close_connection = True
        if fault in FAULTS:
            self._send(200, json.dumps({"error_response": FAULTS[fault]}).encode())
        elif fault in BEFORE:
            self._break(fault)
        else:
            answer = json.dumps(stub.answer(form), ensure_ascii=False).encode()
            if fault:
                self._break(fault)
            else:
                self._send(200, answer)

    def _break(self, fault: str) -> None:
        if fault.startswith("drop"):
            self.connection.close()
        elif fault.startswith("garbage"):
            self._send(200, b"<html>busy</html>")
        elif fault == "isp_after":
            self._send(200, json.dumps({"error_response": FAULTS["isp"]}).encode())
        elif fault == "cut":
            self._send(200, b'{"trade_fullinfo_get_response": {"tra', length=4000)
        elif fault == "slow":
            time.sleep(1.5)
            self.connection.close()
        elif fault == "redirect":
            self._send(302, b"", location="http://127.0.0.1:9/")
        else:
            self._send(int(fault.removeprefix("http").removesuffix("_after")), b"{}")

    def _send(self, status: int, body: bytes, *, length: int | None = None, location: str = "") -> None:
        try:
            self.send_response(status)
            self.send_header("Content-Length", str(len(body) if length is None else length))
            if location:
                self.send_header("Location", location)
            self.end_headers()
            self.wfile.write(body)
        except OSError:
            self.close_connection = True


@contextmanager
def serving(stub: TaobaoStub) -> Iterator[TaobaoStub]:
    """Serve on a free port of 127.0.0.1 while the block runs."""
    handler = type("Handler", (_Handler,), {"stub": stub})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    stub.url = f"http://127.0.0.1:{server.server_address[1]}/router/rest"
    try:
        yield stub
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def jitter(seed: int, most: float) -> Callable[[], float]:
    """A latency drawn anew each time."""
    chance = random.Random(seed)
    return lambda: chance.uniform(0, most)
