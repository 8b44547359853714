"""A proposed text on its way out: its blanks are asked for, and it counts as a reply where one is due (P3, Q1)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from cs_console.tui.deck import Deck, Desk
from cs_console.tui.screens.blanks import FillBlanks

if TYPE_CHECKING:
    from cs_console.services.phrasing import Composed


def with_blanks(deck: Deck, told: Composed, then: Callable[[Mapping[str, str]], None]) -> None:
    """Go on with the answers to the text's blanks, at once when it has none."""
    if told.missing:
        deck.ask(FillBlanks(told.text, told.missing, {}), then)
    else:
        then({})


def logged(desk: Desk, inquiry_id: int, told: Composed, key: str) -> bool:
    """Log what is copied as a reply, where its inquiry is still open and not a colleague's (rules Q1, P2).

    A repeated `key` logs nothing twice; False where there is no such inquiry.
    """
    if not inquiry_id:
        return False
    inquiry = desk.services.queue.show(inquiry_id).inquiry
    if not inquiry.state.is_open or inquiry.owner not in ("", desk.actor.agent):
        return False
    desk.services.queue.reply(
        desk.actor, inquiry_id, told.text, phrase_id=told.phrase.id, variant=told.variant,
        variant_hash=told.variant_hash, key=key,
    )  # fmt: skip
    return True
