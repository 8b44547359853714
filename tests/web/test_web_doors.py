"""Who the browser server lets in: own Host, own Origin, a token once, then a cookie (rule X2)."""

from __future__ import annotations

import pytest

from cs_console.web.guard import Doors, OneTimeTokens, is_loopback

PORT = 8023
HOST = {"Host": f"127.0.0.1:{PORT}"}
ORIGIN = {"Origin": f"http://127.0.0.1:{PORT}"}


def test_names_and_origins_of_this_machine_alone() -> None:
    doors = Doors("127.0.0.1", PORT)
    assert all(doors.knows_host(f"{name}:{PORT}") for name in ("localhost", "127.0.0.1", "[::1]", "LOCALHOST"))
    assert not any(doors.knows_host(name) for name in (None, "", "evil.example", "localhost", f"evil.example:{PORT}"))
    assert doors.knows_origin(f"http://localhost:{PORT}") and doors.knows_origin(None)
    assert not doors.knows_origin(None, wanted=True) and not doors.knows_origin("null")
    assert not doors.knows_origin(f"http://evil.example:{PORT}") and not doors.knows_origin(f"https://localhost:{PORT}")
    proxied = Doors("0.0.0.0", PORT, "https://desk.shop.example")
    assert proxied.knows_host("desk.shop.example") and not proxied.knows_host(f"localhost:{PORT}")
    assert [is_loopback(host) for host in ("127.0.0.2", "::1", "localhost", "0.0.0.0", "shop.example")] == [
        True, True, True, False, False,
    ]  # fmt: skip


def test_a_token_is_good_once() -> None:
    tokens = OneTimeTokens()
    first = tokens.current
    assert tokens.exchange("guess") == "" and tokens.current == first
    session = tokens.exchange(first)
    assert tokens.knows(session) and not tokens.knows("") and not tokens.knows(first)
    assert tokens.exchange(first) == "" and tokens.current != first


@pytest.mark.slow
async def test_the_server_asks_at_every_door() -> None:
    pytest.importorskip("textual_serve", reason="the extra `web` is not installed")
    from aiohttp.test_utils import TestClient, TestServer

    from cs_console.web.serve import DeskServer

    said: list[str] = []
    desk = DeskServer(["true"], environment={}, host="127.0.0.1", port=PORT, title="客服台 <b>", say=said.append)

    async with TestClient(TestServer(await desk._make_app())) as client:

        async def status(path: str, **headers: str) -> int:
            async with client.get(path, headers=HOST | headers, allow_redirects=False) as answer:
                assert "default-src 'none'" in answer.headers.get("Content-Security-Policy", "default-src 'none'")
                return answer.status

        assert [await status(path) for path in ("/", "/ws", "/static/js/textual.js", "/?token=x")] == [
            401,
            403,
            401,
            401,
        ]
        assert await status("/", Host="evil.example") == 421
        assert await status("/", Origin="http://evil.example") == 403
        assert await status(said[-1].removeprefix(f"http://127.0.0.1:{PORT}")) == 303
        cookie = {"Cookie": "; ".join(f"{one.key}={one.value}" for one in client.session.cookie_jar)}
        assert [await status(path, **cookie) for path in ("/", "/static/js/textual.js")] == [200, 200]
        assert [await status(path, **cookie) for path in ("/static/", "/static/../server.py")] == [403, 404]
        assert (
            await status("/ws", **cookie) == 403
        )  # a page that is not ours has the cookie sent along, but not our Origin
        assert await status("/ws", **cookie, **ORIGIN) == 400  # let in, but this is no websocket
        assert len(said) == 2 and said[0] != said[1]
        spent = said[0].removeprefix(f"http://127.0.0.1:{PORT}")
        assert await status(spent, **cookie) == 303  # its own browser may open the link again
        async with client.get("/", headers=HOST | cookie) as answer:
            page = await answer.text()
        assert "&lt;b&gt;" in page and "http" not in page.replace("&lt;", "").split("<style>")[1].split("</style>")[0]
        client.session.cookie_jar.clear()
        async with client.get(spent, headers=HOST, allow_redirects=False) as answer:
            assert (answer.status, "链接" in await answer.text()) == (401, True)  # another one may not
