"""How often the outbox is emptied by itself: soon while all goes well, ever more rarely while it does not (rule R7)."""

from __future__ import annotations

from dataclasses import dataclass, replace

EASY_SECONDS = 20
"""Between two runs while nothing is wrong: long enough to take a remark back, short enough for the warehouse."""
FIRST_SECONDS, MOST_SECONDS = 60, 1_800
"""After the first trouble, and at most."""


@dataclass(frozen=True, slots=True)
class Pace:
    """When to look after the outbox next, and whether its trouble has been said already."""

    wait: int = EASY_SECONDS
    troubles: int = 0
    said: bool = False

    def after(self, *, troubled: bool) -> Pace:
        """The pace after a run: doubled with each trouble in a row, back to the easy one without."""
        if not troubled:
            return Pace()
        wait = min(FIRST_SECONDS * 2**self.troubles, MOST_SECONDS)
        return replace(self, wait=wait, troubles=min(self.troubles + 1, 16))

    def spoken(self) -> Pace:
        """The trouble was said; not again until it was over."""
        return replace(self, said=True)
