"""The one screen agents live in: four panes and the conversation, laid out for the size at hand."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from textual import events, on
from textual.app import ComposeResult
from textual.containers import Container
from textual.content import Content
from textual.screen import Screen

from cs_console.commands import TYPED_OVER, Command, Scope
from cs_console.i18n import t
from cs_console.tui import keymap
from cs_console.tui.conditions import why_not
from cs_console.tui.context import Context, GlanceRow, Setup
from cs_console.tui.deck import Acts, Deck, Desk
from cs_console.tui.drafts import DraftKeeper
from cs_console.tui.gateway import Done, Failed, Gateway, Loaded, Opened
from cs_console.tui.panes.aftersales import AftersalesPane
from cs_console.tui.panes.conversation import ConversationPane
from cs_console.tui.panes.order import OrderPane
from cs_console.tui.panes.phrases import PhrasesPane
from cs_console.tui.panes.queue import QueuePane
from cs_console.tui.safe import describe, say
from cs_console.tui.status import footer_parts, status_parts, tab_labels
from cs_console.tui.widgets.bars import Footer, StatusLine, Toast
from cs_console.tui.widgets.editor import Editor
from cs_console.tui.widgets.filtered import FilteredPane
from cs_console.tui.widgets.pane import Pane
from cs_console.tui.widgets.tabs import LowerTabs
from cs_console.tui.widgets.virtual_list import VirtualList

NARROW, ROOMY, TALL = 110, 150, 34
"""Below this width one lower pane is shown at a time; from these on, columns and rows widen."""
LOWER = {"pane.phrases": "phrases", "pane.order": "order", "pane.aftersales": "aftersales"}


class WorkstationScreen(Screen[None]):
    """Panes only render what they are given; commands are looked up in the table of acts."""

    AUTO_FOCUS = ""

    def __init__(self, context: Context, setup: Setup, first: Sequence[GlanceRow]) -> None:
        super().__init__()
        self._first = first
        self._given, self._setup = context, setup
        self.lower = "pane.phrases"
        self.last_input = context.clock()
        self.gateway: Gateway[Desk] = Gateway(self._open_desk, self.post_message)
        self.drafts = DraftKeeper(setup.drafts, setup.settings.draft_seconds)
        self.deck = Deck(context, setup, self.gateway, self, self.drafts)
        self._acts: list[Acts] = []
        self._commands: dict[str, Callable[[], None]] = {}
        self._loaded: dict[str, Callable[[Any], None]] = {}
        self._done: dict[str, Callable[[Any, Any], None]] = {}
        self._failed: dict[str, Callable[[Failed], None]] = {}

    def _open_desk(self) -> Desk:
        from cs_console.tui.session import open_desk  # brings the services: only in the first worker

        return open_desk(self._setup)

    # -- layout ---------------------------------------------------------------------------------

    def compose(self) -> ComposeResult:
        """The frame: status, left and right column, footer. Nothing here waits for the store."""
        yield StatusLine(id="status")
        with Container(id="body", classes=self._layout_classes()):
            with Container(id="left"):
                yield QueuePane(self._first)
                yield ConversationPane()
            with Container(id="right"):
                yield LowerTabs()
                yield OrderPane()
                with Container(id="bottom"):
                    yield PhrasesPane()
                    yield AftersalesPane()
        yield Toast()
        yield Footer(id="footer")

    def on_mount(self) -> None:
        """Take the keys, show the first rows, then open the services behind the first paint."""
        self.bind_keys()
        self.set_focus(self.query_one(QueuePane).list)
        self.call_after_refresh(self._start)

    def bind_keys(self) -> None:
        """The workstation's keys, and those lists share with it."""
        made = keymap.bindings(self._given.keymap, Scope.WORKSTATION, Scope.EVERYWHERE)
        copy = self._given.keymap["copy"]
        made += [keymap.bind(key, keymap.dispatch(copy), copy) for key in copy.all_keys]
        keymap.install(self, made)

    def _start(self) -> None:
        """After the first paint: bring in what the commands do (60 ms of imports), open the services."""
        from cs_console.tui.acts.registry import acts_for

        self._acts = acts_for(self.deck)
        for acts in self._acts:
            self._commands |= acts.commands()
            self._loaded |= acts.loaded()
            self._done |= acts.done()
            self._failed |= acts.failed()
            acts.begin()
        self.drafts.load()
        self.gateway.start()
        self.set_interval(1.0, self.tick)
        self.refresh_bars()

    def on_resize(self, event: events.Resize) -> None:
        """Choose the layout for the new size; the panes keep what they show."""
        self.show_lower(self._focused_lower() or self.lower)
        self.refresh_bars()

    @property
    def narrow(self) -> bool:
        """Whether one lower pane is shown at a time."""
        return self.app.size.width < NARROW

    def _layout_classes(self) -> str:
        width, height = self.app.size
        sizes = (("-narrow", self.narrow), ("-roomy", width >= ROOMY), ("-tall", height >= TALL))
        return " ".join([*(name for name, holds in sizes if holds), f"-show-{LOWER[self.lower]}"])

    def _focused_lower(self) -> str | None:
        pane = self.focused_pane
        return pane.COMMAND if pane is not None and pane.COMMAND in LOWER else None

    def show_lower(self, command: str) -> None:
        """On a narrow screen, show this lower pane."""
        self.lower = command
        body = self.query_one("#body")
        classes = self._layout_classes()
        if body.classes != frozenset(classes.split()):
            body.set_classes(classes)
            self.app.stylesheet.update(body)  # at once: the next key may already go to the pane shown

    @property
    def phrases(self) -> VirtualList[Any]:
        """The phrase pane's rows."""
        return self.query_one(PhrasesPane).list

    @property
    def phrase_query(self) -> str:
        """What is searched for in the phrase pane."""
        return self.query_one(PhrasesPane).query_text

    @property
    def focused_pane(self) -> Pane | None:
        """The pane the focus is in."""
        if self.focused is None:
            return None
        return next((node for node in self.focused.ancestors_with_self if isinstance(node, Pane)), None)

    # -- commands -------------------------------------------------------------------------------

    def action_command(self, command_id: str) -> None:
        """Carry a command out, or say why it cannot be carried out now."""
        if command_id not in self._commands:
            return
        command = self._given.keymap[command_id]
        reason = self._refusal(command)
        if reason:
            self.say(reason, kind="warn")
            return
        self._commands[command_id]()

    def action_flag_digit(self, digit: int) -> None:
        """A digit in the order pane sets the flag."""
        reason = self.why_not(self._given.keymap["order.flag_digit"])
        if reason:
            self.say(reason, kind="warn")
            return
        for acts in self._acts:
            acts.flag_digit(digit)

    def action_pick(self, digit: int) -> None:
        """A digit that no list took means nothing."""

    def why_not(self, command: Command) -> str:
        """Why a command cannot be carried out now, or ""."""
        return why_not(command.when, self.deck.state, self._given.clock())

    def _refusal(self, command: Command) -> str:
        """Why not, and how to help it."""
        return why_not(command.when, self.deck.state, self._given.clock(), mend=True)

    def go(self, name: str) -> None:
        """Put the focus into a pane, on a narrow screen showing it first."""
        pane = self.query_one(f"#{name}", Pane)
        if pane.COMMAND in LOWER:
            self.show_lower(pane.COMMAND)
        if self.maximized is not None and self.maximized is not pane:
            self.minimize()
        pane.take_focus()
        self.refresh_bars()

    def take_alias(self, character: str) -> bool:
        """Punctuation that stands for a command where nothing is typed (``?`` ``／`` ``：``)."""
        if isinstance(self.focused, Editor):
            return False
        aliased = self._given.keymap.commands(*TYPED_OVER)
        command = next((one for one in aliased if character in one.aliases), None)
        if command is not None:
            self.action_command(command.id)
        return command is not None

    def take_text(self, text: str) -> bool:
        """Hanzi typed where nothing takes text: begin what the pane would take it for."""
        pane = self.focused_pane
        if pane is None or isinstance(self.focused, Editor):
            return False
        if isinstance(pane, ConversationPane):
            self.begin_reply(text)
            return True
        return pane.type_text(text)

    def begin_reply(self, text: str) -> None:
        """Put words into the reply to the chosen inquiry, or say why there is none to write."""
        reason = self._refusal(self._given.keymap["reply.write"])
        if reason:
            self.say(reason, kind="warn")
            return
        for acts in self._acts:
            acts.type_reply(text)

    def take_paste(self, text: str) -> bool:
        """A chat pasted where no field is: begin a capture with it (rule E3)."""
        if isinstance(self.focused, Editor) or not text.strip():
            return False
        for acts in self._acts:
            acts.pasted(text)
        return True

    # -- results --------------------------------------------------------------------------------

    @on(Opened)
    def _opened(self, event: Opened) -> None:
        for acts in self._acts:
            acts.opened()

    @on(Loaded)
    def _loaded_result(self, event: Loaded) -> None:
        self._loaded[event.topic](event.value)
        self.refresh_bars()

    @on(Done)
    def _done_result(self, event: Done) -> None:
        self.deck.set(saved_at=self._given.clock())
        self._done[event.act](event.value, event.context)
        self.refresh_bars()

    @on(Failed)
    def _failed_result(self, event: Failed) -> None:
        handler = self._failed.get(event.topic)
        if handler is not None:
            handler(event)
        else:
            self.say(describe(event.error), kind="error")

    @on(FilteredPane.Filtered)
    def _filtered(self, event: FilteredPane.Filtered) -> None:
        for acts in self._acts:
            acts.filtered(event.pane.id or "", event.text)

    @on(OrderPane.Edited)
    def _remark_edited(self) -> None:
        for acts in self._acts:
            acts.edited()

    @on(LowerTabs.Chosen)
    def _tab(self, event: LowerTabs.Chosen) -> None:
        self.action_command(event.command)

    @on(VirtualList.Moved)
    def _row_moved(self, event: VirtualList.Moved[Any]) -> None:
        for acts in self._acts:
            acts.moved(event.list.id or "")

    @on(VirtualList.Picked)
    def _row_picked(self, event: VirtualList.Picked[Any]) -> None:
        for acts in self._acts:
            acts.picked(event.list.id or "")

    @on(VirtualList.NearEnd)
    def _row_near_end(self, event: VirtualList.NearEnd[Any]) -> None:
        for acts in self._acts:
            acts.near_end(event.list.id or "")

    def reload(self) -> None:
        """Every family reads again what it shows."""
        if self.deck.state.actor is not None:
            for acts in self._acts:
                acts.refresh()

    def inquiry_changed(self) -> None:
        """Tell every family that another inquiry is shown."""
        for acts in self._acts:
            acts.inquiry_changed()
        self.refresh_bars()

    def replied(self, value: Any) -> None:
        """Tell every family that a reply left, or was held back."""
        for acts in self._acts:
            acts.replied(value)

    def search_closed(self) -> None:
        """Tell every family that a search for phrases was left."""
        for acts in self._acts:
            acts.search_closed()

    def flash(self) -> None:
        """Light the status line up for a moment (rule E2)."""
        status = self.query_one(StatusLine)
        status.add_class("-flash")
        self.set_timer(0.6, lambda: status.remove_class("-flash"))

    def save_all(self) -> None:
        """The console ends: what was typed goes to disk now."""
        for acts in self._acts:
            acts.stop()
        self.drafts.flush()

    def leave(self) -> None:
        """End the console, everything saved."""
        self.save_all()
        self.gateway.close()
        self.app.exit()

    # -- what the edges say ---------------------------------------------------------------------

    @property
    def toast(self) -> Toast:
        """The message line."""
        return self.query_one(Toast)

    def say(self, text: Content | str, *, kind: str = "ok", undo: bool = False) -> None:
        """Say something above the footer; `undo` offers to take the act back by the undo key."""
        content = Content(text) if isinstance(text, str) else text
        if undo:
            key = self._given.keymap.in_words("undo")
            content = Content.assemble(content, "   ", say("toast.undo", key=key))
        self.deck.set(undo_offered=undo, redo_offered=False)
        self.toast.say(content, kind=kind)

    def key_pressed(self, key: str) -> None:
        """Any key but undo ends the offer to undo, any but redo the one to redo."""
        if key not in self._given.keymap["undo"].keys:
            self.deck.set(undo_offered=False)
        if key not in self._given.keymap["redo"].keys:
            self.deck.set(redo_offered=False)

    def tick(self) -> None:
        """Once a second: clocks, status, what is due."""
        self.query_one(QueuePane).tick()
        self.toast.tick()
        for acts in self._acts:
            acts.tick()
        self.refresh_bars()

    @on(events.DescendantFocus)
    def _focus_moved(self) -> None:
        self.refresh_bars()

    def refresh_bars(self) -> None:
        """Status, tabs and footer for what is true now."""
        if not self.is_mounted:
            return
        narrow = self.narrow
        self.query_one(StatusLine).show(*status_parts(self.deck, narrow=narrow))
        pane = self.focused_pane
        scope = pane.SCOPE if pane is not None else None
        typing = isinstance(self.focused, Editor)
        self.query_one(Footer).show(footer_parts(self._given.keymap, scope, self.why_not, typing=typing))
        if narrow:
            labels = tab_labels(self._given.keymap, self.panes())
            zoom = t("tabs.zoom", key=self._given.keymap.label("view.jump"))
            self.query_one(LowerTabs).show_tabs(labels, self.lower, zoom)

    def panes(self) -> Mapping[str, Pane]:
        """The panes by their command."""
        return {pane.COMMAND: pane for pane in self.query(Pane)}
