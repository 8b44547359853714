"""Moving about: panes by their keys, jump and zoom, the filter line, one level out."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial

from textual.widget import Widget

from cs_console.tui.deck import Acts
from cs_console.tui.panes.queue import QueuePane
from cs_console.tui.screens.jump import ZOOM, JumpOverlay
from cs_console.tui.widgets.editor import Editor
from cs_console.tui.widgets.filtered import FilteredPane
from cs_console.tui.widgets.pane import Pane

PANES = ("queue", "phrases", "order", "aftersales")


class PaneActs(Acts):
    """Where the focus is."""

    def commands(self) -> Mapping[str, Callable[[], None]]:
        """Handlers by command id."""
        screen = self.deck.screen
        return {f"pane.{name}": partial(screen.go, name) for name in PANES} | {
            "pane.next": lambda: self._step(1),
            "pane.previous": lambda: self._step(-1),
            "view.jump": self._jump,
            "back": self._back,
            "list.filter": self._filter,
        }

    def _step(self, step: int) -> None:
        screen = self.deck.screen
        if screen.maximized is not None:
            screen.minimize()
        if step > 0:
            screen.focus_next()
        else:
            screen.focus_previous()

    def _filter(self) -> None:
        """Open the filter of the pane in focus, else of the queue; pressed in it, offer the usual ones."""
        screen = self.deck.screen
        pane = screen.focused_pane
        target = pane if isinstance(pane, FilteredPane) else screen.query_one(QueuePane)
        if target.filtering:
            screen.action_command("filter.presets")
        else:
            target.begin_filter()

    def _back(self) -> None:
        """One level out, always harmless: zoom, filter line, field, filter, at last the queue."""
        screen = self.deck.screen
        pane = screen.focused_pane
        if screen.maximized is not None:
            screen.minimize()
        elif isinstance(pane, FilteredPane) and (pane.filtering or pane.query_text):
            pane.end_filter(clear=True)
        elif isinstance(screen.focused, Editor) and pane is not None:
            pane.take_focus()
        else:
            screen.toast.hide()
            if self.deck.state.found is not None:
                self.deck.look_up(None)
            screen.go("queue")

    def _jump(self) -> None:
        screen = self.deck.screen
        targets = [widget for widget in screen.query("Pane, Pane Editor") if widget.region.area and widget.display]
        targets.sort(key=lambda widget: (widget.region.y, widget.region.x))
        self.deck.ask(JumpOverlay(targets), lambda number: self._jumped(targets, number))

    def _jumped(self, targets: Sequence[Widget], number: int) -> None:
        screen = self.deck.screen
        pane = screen.focused_pane
        if number != ZOOM:
            target = targets[number - 1]
            if isinstance(target, Pane):
                target.take_focus()
            else:
                screen.set_focus(target)
        elif screen.maximized is not None:
            screen.minimize()
        elif pane is not None:
            screen.maximize(pane, container=False)
