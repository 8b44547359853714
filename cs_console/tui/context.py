"""What the workstation is given when it is built, and how a widget reaches it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Protocol, cast
from zoneinfo import ZoneInfo

from cs_console.commands import KeyMap

if TYPE_CHECKING:
    from textual.dom import DOMNode

    from cs_console.services.facade import Services
    from cs_console.services.ports.machine import ClipboardPort, DraftsPort


class GlanceRow(Protocol):
    """A queue row read before any service is open: times as ISO text, words as tokens."""

    @property
    def id(self) -> int:
        """The inquiry."""

    @property
    def received_at(self) -> str | None:
        """When it came in."""

    @property
    def unanswered_since(self) -> str | None:
        """Since when the buyer waits."""

    @property
    def due_at(self) -> str | None:
        """When the reply owed now is due."""

    @property
    def buyer(self) -> str:
        """Who asks."""

    @property
    def category(self) -> str:
        """What about."""

    @property
    def priority(self) -> str:
        """How pressing."""

    @property
    def state(self) -> str:
        """Where it stands."""

    @property
    def owner(self) -> str:
        """Who has it."""

    @property
    def order_no(self) -> str:
        """The order it is about, or ""."""

    @property
    def summary(self) -> str:
        """What about, in a few words."""

    @property
    def order_fen(self) -> int | None:
        """What the order was paid."""

    @property
    def order_flag(self) -> str | None:
        """The order's flag."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ScreenSettings:
    """What ``settings.yaml`` says about the screen."""

    keys: Mapping[str, str | Sequence[str]] = field(default_factory=dict)
    theme: str = "cs-dark"
    alert: str = "bell"
    draft_seconds: float = 0.3
    refresh_seconds: float = 2.0
    queue_page: int = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Setup:
    """All that the workstation needs from outside; `bootstrap` fills it in.

    `open_services` is called in the first worker, after the first paint. `log_file` is where the masked
    log lies, for the message after a crash.
    """

    open_services: Callable[[], Services]
    glance: Callable[[], Sequence[GlanceRow]]
    drafts: DraftsPort
    clipboard: ClipboardPort
    clock: Callable[[], datetime]
    log_file: str = ""
    agent: str | None = None
    os_user: str = ""
    console: str = ""
    zone: ZoneInfo = field(default_factory=lambda: ZoneInfo("Asia/Shanghai"))
    settings: ScreenSettings = field(default_factory=ScreenSettings)


@dataclass(frozen=True, slots=True)
class Context:
    """What every widget may look at: the keys in force, the clock and the shop's zone."""

    keymap: KeyMap
    clock: Callable[[], datetime]
    zone: ZoneInfo


class _HasContext(Protocol):
    context: Context


def context_of(node: DOMNode) -> Context:
    """The context of the app a node lives in."""
    return cast(_HasContext, node.app).context
