"""The only workers of the screen: one thread writes, a few read, one runs errands; results come back as messages.

Errands wait for others (a platform's answer) and so have a thread of their own. Writes are carried out one
after another in the order of the keys pressed. Reads are by topic: a newer read of a topic replaces one that
waits, and its generation lets the screen drop a late older answer. Nothing but frozen results and errors
crosses back.
"""

from __future__ import annotations

import logging
import threading
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from textual.message import Message

from cs_console.errors import CsError, StoreUnavailable

_LOG = logging.getLogger(__name__)

D = TypeVar("D")

ERRANDS = "cs-errands"
"""The thread of what waits for others."""
READERS = 2
"""Reading threads: one for what is being typed, one for what refreshes by itself."""


class Loaded(Message):
    """A read's result; stale ones never arrive."""

    def __init__(self, topic: str, value: Any) -> None:
        super().__init__()
        self.topic, self.value = topic, value


class Done(Message):
    """A write went through and is on disk."""

    def __init__(self, act: str, value: Any, context: Any = None) -> None:
        super().__init__()
        self.act, self.value, self.context = act, value, context


class Failed(Message):
    """A read or write was refused or failed; `topic` is the read's topic or the write's act."""

    def __init__(self, topic: str, error: CsError, *, wrote: bool, context: Any = None) -> None:
        super().__init__()
        self.topic, self.error, self.wrote, self.context = topic, error, wrote, context


class Opened(Message):
    """The services are open; reads and writes are carried out from now on."""


@dataclass(frozen=True, slots=True)
class _Write(Generic[D]):
    act: str
    call: Callable[[D], Any]
    context: Any


class Gateway(Generic[D]):
    """Runs calls against the desk in its own threads; `post` must be safe to call from any thread."""

    def __init__(self, open_desk: Callable[[], D], post: Callable[[Message], object]) -> None:
        self._open_desk = open_desk
        self._post = post
        self._desk: D | None = None
        self._guard = threading.Condition()
        self._writes: deque[_Write[D]] = deque()
        self._waiting: dict[str, tuple[int, Callable[[D], Any]]] = {}
        self._errands: dict[str, Callable[[D], Any]] = {}
        self._erring = False
        self._generation: dict[str, int] = {}
        self._closing = False
        self._writing = False
        self._reading = 0
        self._threads: list[threading.Thread] = []

    @property
    def is_open(self) -> bool:
        """Whether the services are there."""
        return self._desk is not None

    @property
    def busy(self) -> bool:
        """Whether a write waits or runs."""
        with self._guard:
            return bool(self._writes) or self._writing

    @property
    def idle(self) -> bool:
        """Whether nothing waits and nothing runs."""
        with self._guard:
            errands = self._errands or self._erring
            return not (self._writes or self._writing or self._waiting or self._reading or errands)

    def start(self) -> None:
        """Open the services in the first worker, then serve."""
        self._spawn("cs-open", self._open)

    def read(self, topic: str, call: Callable[[D], Any]) -> None:
        """Ask for something; a `Loaded` with this topic follows, unless a newer read overtakes it."""
        with self._guard:
            generation = self._generation.get(topic, 0) + 1
            self._generation[topic] = generation
            self._waiting.pop(topic, None)
            self._waiting[topic] = (generation, call)
            self._guard.notify_all()

    def write(self, act: str, call: Callable[[D], Any], context: Any = None) -> None:
        """Carry out a change after those before it; a `Done` or `Failed` with this act follows."""
        with self._guard:
            self._writes.append(_Write(act, call, context))
            self._guard.notify_all()

    def errand(self, topic: str, call: Callable[[D], Any]) -> None:
        """Have something slow done beside all else; a `Loaded` or `Failed` with this topic follows.

        One errand of a topic waits at most. Leaving does not wait for it: what it writes it writes whole.
        """
        with self._guard:
            self._errands[topic] = call
            self._guard.notify_all()

    def close(self, timeout: float = 5.0) -> None:
        """Finish the writes that wait, drop the reads, end the threads."""
        with self._guard:
            self._closing = True
            self._waiting.clear()
            self._errands.clear()
            self._guard.notify_all()
        for thread in self._threads:
            if thread is not threading.current_thread() and thread.name != ERRANDS:
                thread.join(timeout)

    # -- threads --------------------------------------------------------------------------------

    def _spawn(self, name: str, target: Callable[[], None]) -> None:
        thread = threading.Thread(target=target, name=name, daemon=True)
        self._threads.append(thread)
        thread.start()

    def _open(self) -> None:
        try:
            self._desk = self._open_desk()
        except CsError as error:
            self._post(Failed("open", error, wrote=False))
            return
        except Exception as error:  # noqa: BLE001  # the screen must say that the store did not open
            self._post(Failed("open", _unexpected(error), wrote=False))
            return
        self._post(Opened())
        for number in range(READERS):
            self._spawn(f"cs-read-{number}", self._serve_reads)
        self._spawn(ERRANDS, self._serve_errands)
        self._serve_writes()

    def _serve_reads(self) -> None:
        while True:
            with self._guard:
                while not self._waiting and not self._closing:
                    self._guard.wait()
                if self._closing:
                    return
                topic = next(iter(self._waiting))
                generation, call = self._waiting.pop(topic)
                self._reading += 1
            message = self._run(topic, call, wrote=False)
            with self._guard:
                fresh = self._generation[topic] == generation and not self._closing
            if fresh:
                self._post(message)
            with self._guard:
                self._reading -= 1

    def _serve_errands(self) -> None:
        while True:
            with self._guard:
                while not self._errands and not self._closing:
                    self._guard.wait()
                if self._closing:
                    return
                topic, call = self._errands.popitem()
                self._erring = True
            message = self._run(topic, call, wrote=False)
            if not self._closing:
                self._post(message)
            with self._guard:
                self._erring = False

    def _serve_writes(self) -> None:
        while True:
            with self._guard:
                while not self._writes and not self._closing:
                    self._guard.wait()
                if not self._writes:
                    return
                write = self._writes.popleft()
                self._writing = True
            self._post(self._run(write.act, write.call, wrote=True, context=write.context))
            with self._guard:
                self._writing = False

    def _run(self, topic: str, call: Callable[[D], Any], *, wrote: bool, context: Any = None) -> Message:
        assert self._desk is not None
        try:
            value = call(self._desk)
        except CsError as error:
            return Failed(topic, error, wrote=wrote, context=context)
        except Exception as error:  # noqa: BLE001  # one failing call must not end the shift; it is logged
            return Failed(topic, _unexpected(error), wrote=wrote, context=context)
        return Done(topic, value, context) if wrote else Loaded(topic, value)


def _unexpected(error: Exception) -> CsError:
    _LOG.error("unexpected error in a worker", exc_info=error)
    return StoreUnavailable("tui.unexpected", kind=type(error).__name__)
