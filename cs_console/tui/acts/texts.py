"""A proposed text on its way out: what it leaves blank is asked for first (rule P3)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from cs_console.tui.deck import Deck
from cs_console.tui.screens.blanks import FillBlanks

if TYPE_CHECKING:
    from cs_console.services.phrasing import Composed


def with_blanks(deck: Deck, told: Composed, then: Callable[[Mapping[str, str]], None]) -> None:
    """Go on with the answers to the text's blanks, at once when it has none."""
    if told.missing:
        deck.ask(FillBlanks(told.text, told.missing, {}), then)
    else:
        then({})
