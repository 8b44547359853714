"""What is typed into a form and not used yet: kept like any draft, there again when the same form is opened."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Protocol, cast

from textual.screen import Screen

from cs_console.tui.drafts import FORM
from cs_console.tui.widgets.virtual_list import VirtualList

if TYPE_CHECKING:
    from cs_console.tui.screens.workstation import WorkstationScreen


class _HasWorkstation(Protocol):
    workstation: WorkstationScreen


class FormDraft:
    """The texts of one form; which form it is follows from its words and from what it was opened on.

    What was given stays until a change made with it is on disk, a refused one is not typed twice; what no change
    was asked for with (a search) goes when the next form opens.
    """

    def __init__(self, form: Screen[Any], words: Sequence[str]) -> None:
        self._workstation = cast(_HasWorkstation, form.app).workstation
        drafts = self._workstation.drafts
        if unused := drafts.take_given():
            drafts.drop(unused)
        said = json.dumps([*words, *_place(self._workstation, form)], ensure_ascii=False)
        self._key = FORM + hashlib.sha256(said.encode()).hexdigest()[:16]

    def kept(self) -> Mapping[str, str]:
        """What was typed before, by field."""
        found = json.loads(self._workstation.drafts.get(self._key) or "{}")
        return {str(name): str(text) for name, text in found.items()}

    def keep(self, texts: Mapping[str, str]) -> None:
        """Keep these texts; none at all is no draft."""
        self._workstation.drafts.put(self._key, json.dumps(texts, ensure_ascii=False) if texts else "")

    def give(self) -> None:
        """The form was accepted: the next change that goes through used it."""
        self._workstation.drafts.give(self._key)

    def say(self, text: str) -> None:
        """Tell below the panes what became of the text."""
        self._workstation.say(text)


def _place(workstation: WorkstationScreen, form: Screen[Any]) -> list[str]:
    """What the form lies on: the inquiry and order shown, the row chosen in each popup between."""
    state = workstation.deck.state
    place = [str(state.inquiry_id), state.order.order_no if state.order is not None else ""]
    for screen in form.app.screen_stack[1:]:
        if screen is not form:
            chosen = next((rows.chosen_key for rows in screen.query(VirtualList)), None)
            place.append(f"{type(screen).__name__} {chosen}")
    return place
