"""HTTP intake on loopback behind a token: inquiries, chats and exports, as the inbox takes them.

Standard library alone. Nothing is read of a body before Host, Origin, token, name and length are right; a body goes
to a file of its own, through the same readers, and away. The same body twice changes nothing (rules E3, K5).
"""

from __future__ import annotations

import json
import logging
import re
import tempfile
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from cs_console.domain.vocabulary import Platform
from cs_console.errors import CsError
from cs_console.i18n import hint, what
from cs_console.web.guard import Doors, same

_LOG = logging.getLogger(__name__)

NAME = re.compile(r"[\w\-. ()（）]{1,120}\.(csv|xlsx|xls|txt|jsonl)", re.IGNORECASE)
"""A file's name: letters, digits, hanzi, one of the endings that the readers know; never a path (rule X2)."""
CHATS = "chats.jsonl"
IDLE_SECONDS = 30
MOST_AT_ONCE = 16
PIECE = 1 << 16

Take = Callable[[Path, "Platform | None"], Any]


@dataclass(frozen=True, slots=True)
class Answer:
    """A status and the JSON that goes with it."""

    status: HTTPStatus
    body: Any


def refusal(status: HTTPStatus, code: str, **params: Any) -> Answer:
    """An error as JSON: its code, what happened, how to mend it."""
    error = CsError(code, **params)
    return Answer(status, {"error": {"code": code, "what": what(error), "hint": hint(error)}})


class IntakeServer(ThreadingHTTPServer):
    """One take at a time, a few connections at once; `take` stores a file and gives its report."""

    daemon_threads = True
    allow_reuse_address = True

    def __init__(self, host: str, port: int, token: str, take: Take, most_bytes: Callable[[], int]) -> None:
        super().__init__((host, port), _Request)
        self.token, self.most_bytes = token, most_bytes
        self.doors = Doors(host, self.server_address[1])
        self._take = take
        self._taking = threading.Lock()
        self._places = threading.BoundedSemaphore(MOST_AT_ONCE)

    def process_request(self, request: Any, client_address: Any) -> None:
        """A thread a connection, as long as there is a place."""
        if not self._places.acquire(blocking=False):
            self.shutdown_request(request)
            return
        super().process_request(request, client_address)

    def process_request_thread(self, request: Any, client_address: Any) -> None:
        """Serve, then give the place back."""
        try:
            super().process_request_thread(request, client_address)
        finally:
            self._places.release()

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A connection that broke off: the log has it, nobody else is troubled."""
        _LOG.info("a connection ended early", exc_info=True)

    def take(self, path: Path, platform: Platform | None) -> Answer:
        """Store a file; a refusal is an answer too."""
        try:
            with self._taking:
                return Answer(HTTPStatus.OK, self._take(path, platform))
        except CsError as error:
            said = {"code": error.code, "what": what(error), "hint": hint(error)}
            return Answer(HTTPStatus.UNPROCESSABLE_ENTITY, {"error": said})
        except Exception as error:  # noqa: BLE001  # whoever sent it gets an answer, the log the rest, masked
            _LOG.error("unexpected error while taking a body in", exc_info=error)
            return refusal(HTTPStatus.INTERNAL_SERVER_ERROR, "listen.unexpected", kind=type(error).__name__)


class _Request(BaseHTTPRequestHandler):
    """Routes: ``GET /v1/health``, ``POST /v1/files/NAME?platform=P``, ``POST /v1/chats``."""

    server: IntakeServer
    protocol_version = "HTTP/1.1"
    server_version = "cs-console"
    sys_version = ""
    timeout = IDLE_SECONDS

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
        """No log of requests: names of files and buyers are private."""

    def handle_expect_100(self) -> bool:
        """Invite a body only from those who may send one."""
        refused = self._refused()
        if refused is not None:
            self._send(refused, close=True)
            return False
        return super().handle_expect_100()

    def do_GET(self) -> None:
        """Whether the server lives."""
        refused = self._barred()
        if refused is None and urlsplit(self.path).path != "/v1/health":
            refused = refusal(HTTPStatus.NOT_FOUND, "listen.no_route", path=self.path[:80])
        self._send(refused or Answer(HTTPStatus.OK, {"ok": True}), close=refused is not None)

    def do_POST(self) -> None:
        """Take a body in."""
        refused = self._refused()
        if refused is not None:
            self._send(refused, close=True)
            return
        with tempfile.TemporaryDirectory(prefix="cs-console-") as folder:
            path = Path(folder) / self._name()
            left = int(self.headers["Content-Length"])
            with path.open("wb") as file:
                while left and (piece := self.rfile.read(min(PIECE, left))):
                    file.write(piece)
                    left -= len(piece)
            if left:
                self._send(refusal(HTTPStatus.BAD_REQUEST, "listen.cut"), close=True)
                return
            self._send(self.server.take(path, self._platform()))

    def _other(self) -> None:
        self._send(refusal(HTTPStatus.METHOD_NOT_ALLOWED, "listen.method", method=self.command), close=True)

    do_PUT = do_DELETE = do_PATCH = do_OPTIONS = do_HEAD = _other  # noqa: N815  # the names that http.server calls

    # -- who and what ---------------------------------------------------------------------------

    def _barred(self) -> Answer | None:
        """Not addressed to us, from a page, or without the token."""
        if not self.server.doors.knows_host(self.headers.get("Host")):
            return refusal(HTTPStatus.MISDIRECTED_REQUEST, "listen.host")
        if self.headers.get("Origin") is not None:
            return refusal(HTTPStatus.FORBIDDEN, "listen.origin")
        scheme, _, token = (self.headers.get("Authorization") or "").partition(" ")
        if scheme.lower() != "bearer" or not same(token.strip(), self.server.token):
            return refusal(HTTPStatus.UNAUTHORIZED, "listen.token")
        return None

    def _refused(self) -> Answer | None:
        """Why a body is not even read, None when it is."""
        barred = self._barred()
        if barred is not None:
            return barred
        if not self._name():
            return refusal(HTTPStatus.NOT_FOUND, "listen.no_route", path=self.path[:80])
        if not NAME.fullmatch(self._name()):
            return refusal(HTTPStatus.BAD_REQUEST, "listen.name")
        try:
            self._platform()
        except ValueError:
            return refusal(HTTPStatus.BAD_REQUEST, "listen.platform", known=" ".join(Platform))
        length = self.headers.get("Content-Length", "")
        if not (length.isascii() and length.isdigit()) or self.headers.get("Transfer-Encoding"):
            return refusal(HTTPStatus.LENGTH_REQUIRED, "listen.length")
        if int(length) > self.server.most_bytes():
            return refusal(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "listen.large", mb=self.server.most_bytes() >> 20)
        return None

    def _name(self) -> str:
        """The file that the route names, "" for no route of ours."""
        path = urlsplit(self.path).path
        if path == "/v1/chats":
            return CHATS
        return unquote(path.removeprefix("/v1/files/")) if path.startswith("/v1/files/") else ""

    def _platform(self) -> Platform | None:
        given = parse_qs(urlsplit(self.path).query).get("platform", [""])[-1]
        return Platform(given) if given else None

    def _send(self, answer: Answer, *, close: bool = False) -> None:
        body = json.dumps(answer.body, ensure_ascii=False).encode()
        self.close_connection = self.close_connection or close
        with suppress(ConnectionError):  # whoever asked is gone; what was taken is taken
            self.send_response(answer.status)
            self.send_header("Content-Type", "application/json; charset=utf-8")
            self.send_header("Content-Length", str(len(body)))
            self.send_header("Cache-Control", "no-store")
            if self.close_connection:
                self.send_header("Connection", "close")
            self.end_headers()
            if self.command != "HEAD":
                self.wfile.write(body)
