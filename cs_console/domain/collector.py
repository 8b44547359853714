"""The garbage collector, held back while very many small things are made at once."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def collector_paused() -> Iterator[None]:
    """No garbage collection meanwhile: a hundred thousand fresh containers would trigger dozens."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def spare_what_stays() -> None:
    """Never look again at what is there now: a console's books and classes stay, and a look at all takes 0.14 s.

    That pause would fall between a key and its paint. What is spared still goes when nothing holds it any more.
    """
    gc.freeze()
