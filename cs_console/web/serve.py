"""The workstation in a browser: textual-serve with a token, Host and Origin checks, and nothing from outside.

As shipped textual-serve lets any page of any site open a session and loads a font from elsewhere; this server
lets nobody in without a cookie, which a token in the URL gives once, and forbids the page everything but itself.
Every session is a process of its own, started without a shell.
"""

from __future__ import annotations

import asyncio
import json
import secrets
from asyncio.subprocess import PIPE, Process
from collections.abc import Awaitable, Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from aiohttp import WSMsgType, web
from textual_serve.app_service import AppService
from textual_serve.server import Server, to_int

from cs_console.i18n import t
from cs_console.web.guard import Doors, OneTimeTokens

COOKIE = "cs_console_session"
LONGEST_MESSAGE = 1 << 20
"""Bytes of one message from the browser; a paste is cut off beyond it."""
MOST_SESSIONS = 8
LAST_SECONDS = 10
"""How long a workstation whose browser is gone may take to save."""
SMALLEST, LARGEST = 20, 500
"""Bounds of a terminal's width and height in cells."""
PAGE = Path(__file__).with_name("page.html")
Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


class Session(AppService):
    """One browser's workstation, started from a list of arguments: nothing is ever given to a shell."""

    def __init__(self, arguments: Sequence[str], environment: Mapping[str, str], **options: Any) -> None:
        super().__init__(" ".join(arguments), **options)
        self._arguments, self._more = arguments, environment

    async def _open_app_process(self, width: int = 80, height: int = 24) -> Process:
        environment = self._build_environment(width=width, height=height) | dict(self._more)
        self._process = process = await asyncio.create_subprocess_exec(
            *self._arguments, stdin=PIPE, stdout=PIPE, stderr=PIPE, env=environment
        )
        self._stdin = process.stdin
        return process

    async def end(self) -> None:
        """Let the workstation save and leave; one that does not is ended."""
        try:
            await asyncio.wait_for(self.stop(), LAST_SECONDS)
        except TimeoutError:
            if self._process is not None:
                self._process.kill()


class DeskServer(Server):
    """Serves the workstation to those who hold a session."""

    def __init__(
        self, arguments: Sequence[str], *, environment: Mapping[str, str], host: str, port: int, title: str,
        say: Callable[[str], None], public_url: str = "",
    ) -> None:  # fmt: skip
        shown = host if ":" not in host else f"[{host.strip('[]')}]"
        super().__init__(" ".join(arguments), host, port, title, public_url or f"http://{shown}:{port}")
        self._arguments, self._environment, self._say = arguments, environment, say
        self.doors = Doors(host, port, public_url)
        self.tokens = OneTimeTokens()
        self._sessions = 0

    @property
    def url(self) -> str:
        """Where a browser is let in, once."""
        return f"{self.public_url}/?token={self.tokens.current}"

    def initialize_logging(self) -> None:
        """No log of requests: they carry the token."""

    async def _make_app(self) -> web.Application:
        app = web.Application(middlewares=[self._guard], client_max_size=LONGEST_MESSAGE)
        static = Path(self.statics_path)
        app.add_routes([
            web.get("/", self.handle_index),
            web.get("/ws", self.handle_websocket, name="websocket"),
            web.static("/static", static, name="static"),
        ])  # fmt: skip
        app.on_startup.append(self.on_startup)
        return app

    async def on_startup(self, app: web.Application) -> None:
        """Say where it is."""
        self._say(self.url)

    # -- who may come in ------------------------------------------------------------------------

    @web.middleware
    async def _guard(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        """Host, Origin, then token or cookie; every answer carries what the page may not do."""
        nonce = secrets.token_urlsafe(16)
        request["nonce"] = nonce
        if not self.doors.knows_host(request.headers.get("Host")):
            raise web.HTTPMisdirectedRequest(headers=_headers(nonce))
        if not self.doors.knows_origin(request.headers.get("Origin"), wanted=request.path == "/ws"):
            raise web.HTTPForbidden(headers=_headers(nonce))
        token, known = request.query.get("token"), self.tokens.knows(request.cookies.get(COOKIE, ""))
        if token is not None and request.path == "/":
            return self._let_in(token, nonce, known=known)
        if not known:
            raise _refusal("web.no_session", nonce)
        response = await handler(request)
        if not response.prepared:
            response.headers.update(_headers(nonce))
        return response

    def _let_in(self, token: str, nonce: str, *, known: bool) -> web.StreamResponse:
        """A session for a fresh token; a browser that has one may open its old link again."""
        session = self.tokens.exchange(token)
        if not session and known:
            return web.Response(status=303, headers={**_headers(nonce), "Location": "/"})
        if not session:
            raise _refusal("web.spent", nonce)
        response = web.Response(status=303, headers={**_headers(nonce), "Location": "/"})
        secure = self.public_url.startswith("https:")
        response.set_cookie(COOKIE, session, httponly=True, samesite="Strict", secure=secure, path="/")
        self._say(self.url)  # the next browser needs one of its own
        return response

    # -- what they get --------------------------------------------------------------------------

    async def handle_index(self, request: web.Request) -> web.Response:
        """The one page, with its scripts and fonts from here."""
        from html import escape

        size = min(max(to_int(request.query.get("fontsize", "16"), 16), 8), 40)
        scheme = "wss" if self.public_url.startswith("https:") else "ws"
        page = PAGE.read_text("utf-8")
        filled = {
            "{title}": escape(self.title), "{nonce}": request["nonce"], "{size}": str(size),
            "{socket}": escape(f"{scheme}://{request.headers['Host']}/ws"),
        }  # fmt: skip
        for mark, text in filled.items():
            page = page.replace(mark, text)
        return web.Response(text=page, content_type="text/html")

    async def handle_websocket(self, request: web.Request) -> web.WebSocketResponse:
        """One workstation for as long as the socket is open."""
        if self._sessions >= MOST_SESSIONS:
            raise web.HTTPServiceUnavailable
        socket = web.WebSocketResponse(heartbeat=15, max_msg_size=LONGEST_MESSAGE)
        width, height = (_cells(request.query.get(name)) for name in ("width", "height"))
        await socket.prepare(request)
        session = Session(
            self._arguments, self._environment, write_bytes=socket.send_bytes, write_str=socket.send_str,
            close=socket.close, download_manager=self.download_manager,
        )  # fmt: skip
        self._sessions += 1
        try:
            await session.start(width, height)
            await self._process_messages(socket, session)
        finally:
            self._sessions -= 1
            await session.end()
        return socket

    async def _process_messages(self, websocket: web.WebSocketResponse, app_service: AppService) -> None:
        """Keys, sizes, focus: whatever else the socket carries is dropped."""
        async for message in websocket:
            kind, data = _envelope(message.data) if message.type is WSMsgType.TEXT else ("", None)
            if kind == "stdin" and isinstance(data, str):
                await app_service.send_bytes(data.encode("utf-8", "replace"))
            elif kind == "resize" and isinstance(data, dict):
                await app_service.set_terminal_size(_cells(data.get("width")), _cells(data.get("height")))
            elif kind == "ping":
                await websocket.send_json(["pong", str(data)[:40]])
            elif kind in ("blur", "focus"):
                await (app_service.blur() if kind == "blur" else app_service.focus())


def _envelope(text: str) -> tuple[str, Any]:
    """What a message is and what it carries; ("", None) for anything that is no message of ours."""
    try:
        parts = json.loads(text)
    except ValueError:
        return "", None
    if not isinstance(parts, list) or not parts or not isinstance(parts[0], str):
        return "", None
    return parts[0], parts[1] if len(parts) > 1 else None


def _cells(value: object) -> int:
    return min(max(to_int(str(value), 80), SMALLEST), LARGEST)


def _refusal(code: str, nonce: str) -> web.HTTPUnauthorized:
    """Nobody is let in, in words that say how one is."""
    return web.HTTPUnauthorized(text=f"{t(code)}\n", headers=_headers(nonce))


def _headers(nonce: str) -> dict[str, str]:
    """Nothing from outside, nothing kept, nothing told to others; xterm lays itself out with style elements."""
    policy = (
        f"default-src 'none'; script-src 'self' 'nonce-{nonce}'; style-src 'self' 'unsafe-inline'; "
        "font-src 'self'; img-src 'self' data:; connect-src 'self'; "
        "frame-ancestors 'none'; base-uri 'none'; form-action 'none'"
    )
    return {
        "Content-Security-Policy": policy,
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "no-referrer",
        "Cache-Control": "no-store",
        "Cross-Origin-Opener-Policy": "same-origin",
    }
