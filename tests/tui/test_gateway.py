"""The only workers: writes in order, newest reads alone, errors as messages."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from textual.message import Message

from cs_console.errors import NotFound, StoreUnavailable
from cs_console.tui.gateway import Done, Failed, Gateway, Loaded, Opened


class Desk:
    """Something to call."""

    def __init__(self) -> None:
        self.log: list[str] = []


class Post:
    """Collects messages from any thread."""

    def __init__(self) -> None:
        self.messages: list[Message] = []

    def __call__(self, message: Message) -> None:
        self.messages.append(message)

    def wait(self, count: int) -> list[Message]:
        limit = time.monotonic() + 5
        while len(self.messages) < count:
            assert time.monotonic() < limit, self.messages
            time.sleep(0.002)
        return self.messages


@pytest.fixture
def post() -> Post:
    return Post()


@pytest.fixture
def gateway(post: Post) -> Iterator[Gateway[Desk]]:
    made: Gateway[Desk] = Gateway(Desk, post)
    made.start()
    post.wait(1)
    yield made
    made.close()


def test_it_says_when_the_services_are_open(gateway: Gateway[Desk], post: Post) -> None:
    assert isinstance(post.messages[0], Opened)
    assert gateway.is_open


def test_writes_are_carried_out_in_the_order_of_the_keys(gateway: Gateway[Desk], post: Post) -> None:
    for number in range(20):
        gateway.write("w", lambda desk, number=number: desk.log.append(str(number)) or number)
    found = [message.value for message in post.wait(21)[1:] if isinstance(message, Done)]
    assert found == list(range(20))


def test_a_newer_read_overtakes_an_older_one(gateway: Gateway[Desk], post: Post) -> None:
    """A late answer to an older question must not replace a newer one."""
    release, begun, both = threading.Event(), threading.Event(), threading.Barrier(2)
    gateway.read("find", lambda desk: begun.set() or (release.wait(5) and "old"))
    assert begun.wait(5)
    gateway.read("find", lambda desk: "new")
    post.wait(2)
    release.set()
    for reader in ("one", "other"):  # both readers come by, so the old answer was handed in or dropped
        gateway.read(reader, lambda desk: (both.wait(5), None)[1])
    post.wait(4)
    found = [message.value for message in post.messages[1:] if isinstance(message, Loaded)]
    assert [value for value in found if value is not None] == ["new"]


def test_reads_that_wait_are_replaced_not_piled_up(gateway: Gateway[Desk], post: Post) -> None:
    release, begun = threading.Event(), threading.Barrier(3)
    calls: list[int] = []
    for busy in range(2):
        gateway.read(f"busy{busy}", lambda desk: (begun.wait(5), release.wait(5)))
    begun.wait(5)
    for number in range(50):
        gateway.read("typing", lambda desk, number=number: calls.append(number) or number)
    release.set()
    post.wait(4)
    assert calls == [49]


@pytest.mark.parametrize(
    ("error", "code"), [(NotFound("order.unknown", order_no="1"), "order.unknown"), (ValueError("x"), "tui.unexpected")]
)
@pytest.mark.parametrize("wrote", [True, False])
def test_errors_come_back_as_messages(
    gateway: Gateway[Desk], post: Post, error: Exception, code: str, wrote: bool
) -> None:
    def fail(desk: Desk) -> Any:
        raise error

    ask: Callable[..., None] = gateway.write if wrote else gateway.read
    ask("x", fail)
    found = post.wait(2)[1]
    assert isinstance(found, Failed)
    assert (found.error.code, found.wrote, found.topic) == (code, wrote, "x")
    gateway.write("after", lambda desk: "still alive")
    assert post.wait(3)[2].value == "still alive"  # type: ignore[attr-defined]


def test_a_store_that_does_not_open_is_said(post: Post) -> None:
    def broken() -> Desk:
        raise StoreUnavailable("store.locked", where="x")

    gateway: Gateway[Desk] = Gateway(broken, post)
    gateway.start()
    found = post.wait(1)[0]
    assert isinstance(found, Failed)
    assert (found.topic, gateway.is_open) == ("open", False)
    gateway.close()


def test_closing_finishes_the_writes_that_wait(post: Post) -> None:
    gateway: Gateway[Desk] = Gateway(Desk, post)
    gateway.start()
    post.wait(1)
    done: list[int] = []
    for number in range(5):
        gateway.write("slow", lambda desk, number=number: time.sleep(0.01) or done.append(number))
    gateway.close()
    assert done == [0, 1, 2, 3, 4]
    assert gateway.idle
