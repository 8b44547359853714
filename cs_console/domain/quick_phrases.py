"""Qianniu's quick phrases: a text, with a code and a group where the shop gave them."""

from __future__ import annotations

from dataclasses import dataclass

from cs_console.domain.records import Reject


@dataclass(frozen=True, slots=True)
class QuickPhrase:
    """One row of Qianniu's file; `row` is its line, 0 for one that we write."""

    text: str
    code: str = ""
    group: str = ""
    row: int = 0


@dataclass(frozen=True, slots=True)
class ParsedQuickPhrases:
    """What a file gave: its rows, and those that are no phrases, each with the reason."""

    rows: tuple[QuickPhrase, ...]
    rejects: tuple[Reject, ...] = ()
    encoding: str = ""
