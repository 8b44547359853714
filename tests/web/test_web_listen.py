"""HTTP intake: who may send, what is taken, errors as JSON; the same body twice changes nothing (rules E3, K5, X2)."""

from __future__ import annotations

import http.client
import json
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from cs_console.cli.common import jsonable
from cs_console.cli.intake import report_json
from cs_console.domain.entities import Actor
from cs_console.services.facade import Services
from cs_console.web.listen import IntakeServer

SAMPLE = Path(__file__).resolve().parents[1] / "samples" / "formats" / "ExportOrderList201707081000.csv"
TOKEN = "t" * 32
CHAT = [
    {"time": "2026-06-14T10:31:00+08:00", "sender": "陈先生", "role": "buyer", "text": "拍了两件只收到一件"},
    {"time": "2026-06-14T10:32:00+08:00", "sender": "陈先生", "role": "buyer", "text": "\u001b[2J在吗"},
]


@pytest.fixture
def port(services: Services, actor: Callable[..., Actor]) -> Iterator[int]:
    """A server on the fixture's store that takes bodies up to 64 KB."""
    server = IntakeServer(
        "127.0.0.1", 0, TOKEN,
        lambda path, platform: jsonable(
            report_json(services.intake.take_file(actor("张敏"), path, platform=platform)), services.context.zone
        ),
        lambda: 1 << 16,
    )  # fmt: skip
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield int(server.server_address[1])
    server.shutdown()
    thread.join()
    server.server_close()


def ask(port: int, method: str, path: str, body: bytes = b"", **headers: str | None) -> tuple[int, Any]:
    """One request; the right token goes along unless another is named, None leaves a header out."""
    given = {"Authorization": f"Bearer {TOKEN}"} | {name.replace("_", "-"): text for name, text in headers.items()}
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    connection.putrequest(method, path, skip_host="Host" in given)
    if method == "POST" and "Content-Length" not in given:
        given["Content-Length"] = str(len(body))
    for name, text in given.items():
        if text is not None:
            connection.putheader(name, text)
    connection.endheaders(body)
    answer = connection.getresponse()
    content = answer.read()
    connection.close()
    return answer.status, json.loads(content)


def counts(report: Any) -> tuple[int, ...]:
    return tuple(report[name] for name in ("read", "new", "unchanged", "rejected"))


def test_an_export_and_a_chat_go_in_once(port: int, services: Services) -> None:
    body = SAMPLE.read_bytes()
    status, first = ask(port, "POST", f"/v1/files/{SAMPLE.name}", body)
    assert status == 200 and first["layout"] and first["new"] == first["read"] > 0
    _, again = ask(port, "POST", f"/v1/files/{SAMPLE.name}", body)
    assert (again["new"], again["updated"]) == (0, 0)

    lines = "\n".join(json.dumps(one, ensure_ascii=False) for one in CHAT).encode()
    status, taken = ask(port, "POST", "/v1/chats", lines)
    assert status == 200 and taken["new"] == 2 and len(taken["inquiries"]) == 1
    _, again = ask(port, "POST", "/v1/chats", lines)
    assert again["new"] == 0
    said = [one.text for one in services.queue.show(taken["inquiries"][0]).messages]
    assert len(said) == 2 and not any("\x1b" in text for text in said)
    assert ask(port, "GET", "/v1/health") == (200, {"ok": True})


REFUSED: tuple[tuple[int, str, dict[str, Any]], ...] = (
    (401, "listen.token", {"Authorization": None}),
    (401, "listen.token", {"Authorization": "Bearer guess"}),
    (421, "listen.host", {"Host": "evil.example"}),
    (403, "listen.origin", {"Origin": "http://127.0.0.1"}),
    (404, "listen.no_route", {"path": "/v1/orders"}),
    (400, "listen.name", {"path": "/v1/files/..%2Fteam.csv"}),
    (400, "listen.name", {"path": "/v1/files/run.sh"}),
    (400, "listen.platform", {"path": "/v1/files/a.csv?platform=ebay"}),
    (411, "listen.length", {"Content_Length": None}),
    (411, "listen.length", {"Content_Length": "-1"}),
    (413, "listen.large", {"Content_Length": str(1 << 20)}),
    (405, "listen.method", {"method": "PUT"}),
    (422, "", {"body": b"\x00\x01 no table"}),
)


def test_errors_are_json_and_nothing_is_stored(port: int, services: Services) -> None:
    for status, code, given in REFUSED:
        asked = {"method": "POST", "path": "/v1/files/a.csv", "body": b""} | given
        found, answer = ask(port, asked.pop("method"), asked.pop("path"), asked.pop("body"), **asked)
        assert (found, answer["error"]["code"]) == (status, code or answer["error"]["code"]), given
        assert answer["error"]["what"] and answer["error"]["hint"]
    assert not services.orders.list(limit=1)
