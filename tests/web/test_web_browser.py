"""The workstation in headless Chromium: drawn, typed at, copied from; nothing asked of any other host (rule E1)."""

from __future__ import annotations

import asyncio
import base64
import os
import re
import socket
import sys
from asyncio.subprocess import PIPE, STDOUT
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from chrome import Chrome, find

from cs_console.domain.entities import Actor
from cs_console.services.capture import InquiryDraft
from cs_console.services.facade import Services
from cs_console.workspace import Workspace

pytestmark = pytest.mark.slow


@asynccontextmanager
async def served(workspace: Workspace, port: int) -> AsyncIterator[str]:
    """``cs-console serve`` on the workspace; gives the URL it printed."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "cs_console", "--workspace", str(workspace.root), "--agent", "王组长", "serve",
        "--port", str(port), stdout=PIPE, stderr=STDOUT, env=os.environ | {"PYTHONUTF8": "1"},
    )  # fmt: skip
    assert process.stdout is not None
    try:
        async with asyncio.timeout(60):
            lines = [line.decode() async for line in _until_url(process.stdout)]
        found = re.search(r"http://\S+token=\S+", "".join(lines))
        assert found is not None, lines
        yield found.group()
    finally:
        process.terminate()
        await process.wait()


async def _until_url(stream: asyncio.StreamReader) -> AsyncIterator[bytes]:
    async for line in stream:
        yield line
        if b"token=" in line:
            return


def free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])


async def test_the_lead_works_in_a_browser(workspace: Workspace, services: Services, tmp_path: Path) -> None:
    pytest.importorskip("textual_serve", reason="the extra `web` is not installed")
    program = find()
    if not program:
        pytest.skip("no Chromium on this machine: the workstation was not tried in a browser")
    services.capture.new(Actor("导入"), InquiryDraft(buyer="小鱼儿", text="这款有货吗"))
    port = free_port()
    async with served(workspace, port) as url, Chrome(program, tmp_path / "profile") as page:
        await page.call("Browser.grantPermissions", permissions=["clipboardReadWrite", "clipboardSanitizedWrite"],
                        origin=f"http://127.0.0.1:{port}")  # fmt: skip
        await page.call("Page.navigate", url=url)
        await page.until(lambda: "咨询队列" in page.screen and "像在问" in page.screen)
        assert await page.evaluate("location.href") == f"http://127.0.0.1:{port}/"  # the token is gone from the bar
        assert await page.evaluate("document.cookie") == ""  # HttpOnly
        assert await page.evaluate("document.fonts.load('16px Roboto Mono').then(found => found.length)") == 1

        await page.evaluate("document.querySelector('.xterm-helper-textarea').focus()")
        await page.key("c", 67, ctrl=True)
        await page.until(lambda: "Esc 取消" in page.screen)
        await page.key("Enter", 13, "\r")
        await page.until(lambda: "已复制" in page.screen)
        assert await page.evaluate("navigator.clipboard.readText()") == "小鱼儿"  # by OSC 52, the reader's clipboard
        await page.key("F1", 112)
        await page.until(lambda: "Ctrl+P" in page.screen)
        picture = base64.b64decode((await page.call("Page.captureScreenshot"))["data"])
        assert len(picture) > 10_000  # a page of one colour is a few kilobytes

        assert await page.evaluate("window.open('https://example.org')") is None  # links open nothing
        hosts = {urlsplit(one).netloc for one in page.requests if urlsplit(one).scheme not in ("data", "about", "blob")}
        assert hosts == {f"127.0.0.1:{port}"}
        assert page.complaints == []
