"""A headless Chromium, driven by its DevTools protocol over one websocket."""

from __future__ import annotations

import asyncio
import base64
import shutil
from asyncio.subprocess import PIPE, Process
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any, Self

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
PATIENCE = 60.0
FLAGS = (
    "--headless=new", "--no-sandbox", "--disable-dev-shm-usage", "--use-angle=swiftshader",
    "--enable-unsafe-swiftshader", "--no-first-run", "--disable-background-networking", "--window-size=1280,900",
    "--remote-debugging-port=0",
)  # fmt: skip


def find() -> str:
    """Chromium's path, "" where there is none."""
    return next((found for name in NAMES if (found := shutil.which(name))), "")


class Chrome:
    """One page; everything it asked for and everything its sockets carried is kept."""

    def __init__(self, program: str, profile: Path) -> None:
        self._program, self._profile = program, profile
        self._waiting: dict[int, asyncio.Future[Any]] = {}
        self._number = 0
        self._changed = asyncio.Event()
        self.requests: list[str] = []
        self.complaints: list[str] = []
        self.screen = ""

    async def __aenter__(self) -> Self:
        import aiohttp

        self._process: Process = await asyncio.create_subprocess_exec(
            self._program, *FLAGS, f"--user-data-dir={self._profile}", "about:blank", stdout=PIPE, stderr=PIPE
        )
        async with asyncio.timeout(PATIENCE):
            port = await self._port()
            self._http = aiohttp.ClientSession()
            async with self._http.get(f"http://127.0.0.1:{port}/json/list") as answer:
                page = next(one for one in await answer.json() if one["type"] == "page")
            self._socket = await self._http.ws_connect(page["webSocketDebuggerUrl"], max_msg_size=0)
        self._reader = asyncio.create_task(self._read())
        for domain in ("Network", "Page", "Runtime", "Log"):
            await self.call(f"{domain}.enable")
        return self

    async def __aexit__(self, *error: object) -> None:
        self._reader.cancel()
        await self._http.close()
        with suppress(ProcessLookupError):
            self._process.terminate()
        await self._process.wait()

    async def _port(self) -> str:
        assert self._process.stderr is not None
        async for line in self._process.stderr:
            if b"DevTools listening on" in line:
                return line.decode().split("127.0.0.1:")[1].split("/")[0]
        raise AssertionError("Chromium did not start")

    async def call(self, method: str, **params: Any) -> Any:
        """One command and its answer."""
        self._number += 1
        self._waiting[self._number] = asyncio.get_running_loop().create_future()
        await self._socket.send_json({"id": self._number, "method": method, "params": params})
        async with asyncio.timeout(PATIENCE):
            return await self._waiting[self._number]

    async def evaluate(self, expression: str) -> Any:
        """A script's value in the page."""
        found = await self.call("Runtime.evaluate", expression=expression, awaitPromise=True, returnByValue=True,
                                userGesture=True)  # fmt: skip
        return found["result"].get("value")

    async def key(self, key: str, code: int, text: str = "", *, ctrl: bool = False) -> None:
        """Press and let go of a key."""
        facts = {"key": key, "windowsVirtualKeyCode": code, "code": key, "modifiers": 2 if ctrl else 0}
        await self.call("Input.dispatchKeyEvent", type="keyDown", text=text, **facts)
        await self.call("Input.dispatchKeyEvent", type="keyUp", **facts)

    async def until(self, holds: Callable[[], bool]) -> None:
        """Wait until something that was heard from the page makes it true."""
        try:
            async with asyncio.timeout(PATIENCE):
                while not holds():
                    self._changed.clear()
                    await self._changed.wait()
        except TimeoutError as error:
            raise AssertionError(
                f"it never came; {self.complaints}; last on the screen: {self.screen[-2000:]!r}"
            ) from error

    async def _read(self) -> None:
        async for message in self._socket:
            said = message.json()
            if "id" in said:
                future = self._waiting.pop(said["id"])
                future.set_result(said.get("result", {}))
            else:
                self._heard(said["method"], said["params"])
                self._changed.set()

    def _heard(self, method: str, params: Any) -> None:
        if method == "Network.requestWillBeSent":
            self.requests.append(params["request"]["url"])
        elif method == "Network.webSocketCreated":
            self.requests.append(params["url"])
        elif method == "Network.webSocketFrameReceived" and params["response"]["opcode"] == 2:
            self.screen += base64.b64decode(params["response"]["payloadData"]).decode("utf-8", "replace")
        elif method == "Runtime.exceptionThrown":
            self.complaints.append(str(params["exceptionDetails"].get("exception", params)))
        elif method == "Log.entryAdded" and params["entry"]["level"] == "error":
            self.complaints.append(params["entry"]["text"])
