"""Remarks as shops write them: read, composed, appended, compared and joined (rules R1, R2).

A remark is one text on the platform that several people write into. Nothing here ever drops a
character of it: appending keeps the former text as a prefix, reading keeps every piece's `raw`.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from difflib import SequenceMatcher
from typing import Literal

DATE_STYLES = ("2014.8.20", "2014-08-20", "2014.08.20", "8.20")
"""The ways a date is written, each named by its example (rule R2)."""

_DOTTED = re.compile(r"(\d{4})\.(\d{1,2})\.(\d{1,2})")
_DASHED = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")
_SHORT = re.compile(r"(\d{1,2})\.(\d{1,2})")
_READERS = {"2014.8.20": _DOTTED, "2014.08.20": _DOTTED, "2014-08-20": _DASHED, "8.20": _SHORT}

SEPARATORS = ("；", ";", "\n")
"""What stands between two promises when a policy says nothing else."""

LONGEST_NAME = 12
"""A first word longer than this is not taken for an agent's name."""


@dataclass(frozen=True, slots=True)
class RemarkEntry:
    """One promise of a remark; `agent` is "" and `date` None where the text does not say (rule R1)."""

    agent: str
    promise: str
    date: date | None
    raw: str


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of a difference: what stayed, what came, what went."""

    kind: Literal["same", "added", "removed"]
    text: str


def read_date(text: str, today: date, formats: Collection[str] = DATE_STYLES) -> date | None:
    """The day in ``2014.8.20``, ``2014-08-20`` or ``8.20``, None for anything else (rule R2).

    Without a year it is the one nearest to `today`, so that ``12.31`` read in January is last year's.
    """
    text = text.strip()
    for style in formats:
        found = _READERS[style].fullmatch(text)
        if found is None:
            continue
        numbers = [int(number) for number in found.groups()]
        if len(numbers) == 3:
            return _day(*numbers)
        near = (_day(year, *numbers) for year in (today.year, today.year - 1, today.year + 1))
        days = [day for day in near if day is not None]
        return min(days, key=lambda day: abs((day - today).days), default=None)
    return None


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def write_date(day: date, style: str = DATE_STYLES[0]) -> str:
    """`day` in one of `DATE_STYLES`; the first is what shops write (rule R2)."""
    if style == "2014-08-20":
        return day.isoformat()
    if style == "2014.08.20":
        return f"{day:%Y.%m.%d}"
    short = f"{day.month}.{day.day}"
    return short if style == "8.20" else f"{day.year}.{short}"


def compose(agent: str, promise: str, day: date, pattern: str, style: str = DATE_STYLES[0]) -> str:
    """One entry as the policy's pattern has it, by default ``agent promise date`` (rule R1).

    Who writes their name in front or that day's date behind, as a habit, has it once.
    """
    words = promise.strip()
    if words.startswith(f"{agent} "):
        words = words.removeprefix(agent).lstrip()
    head, _, last = words.rpartition(" ")
    if head and read_date(last, day, DATE_STYLES[:3]) == day:
        words = head.rstrip()
    parts = {"{agent}": agent, "{promise}": words, "{date}": write_date(day, style)}
    return re.sub(r"\{(?:agent|promise|date)\}", lambda found: parts[found[0]], pattern).strip()


def append(former: str, entry: str, separator: str = SEPARATORS[0]) -> str:
    """`former` with `entry` behind it; every character of `former` stays where it was (rule R1)."""
    return former + (joint(former, separator) if entry else "") + entry


def joint(former: str, separator: str = SEPARATORS[0]) -> str:
    """What has to stand between a remark and the next entry: nothing where one is written already (rule R1)."""
    return "" if not former or former.endswith((*SEPARATORS, separator)) else separator


def parse_remark(
    text: str,
    today: date,
    *,
    agents: Collection[str] = (),
    separators: Sequence[str] = SEPARATORS,
    formats: Collection[str] = DATE_STYLES,
) -> tuple[RemarkEntry, ...]:
    """The promises in a remark, in order (rule R1).

    The last word is the date if it reads as one; the first word is the agent if the roster knows it,
    or if the piece ends in a date and so has the whole form. The platform's own text has neither.
    """
    pieces = re.split("|".join(map(re.escape, separators)), text) if separators else [text]
    return tuple(_entry(piece, today, agents, formats) for piece in pieces if piece.strip())


def _entry(piece: str, today: date, agents: Collection[str], formats: Collection[str]) -> RemarkEntry:
    words = piece.split()
    day = read_date(words[-1], today, formats) if len(words) > 1 else None
    if day is not None:
        words.pop()
    agent = ""
    if len(words) > 1 and (words[0] in agents or (day is not None and len(words[0]) <= LONGEST_NAME)):
        agent = words.pop(0)
    return RemarkEntry(agent, " ".join(words), day, piece)


def difference(old: str, new: str) -> tuple[Span, ...]:
    """What an edit keeps, adds and removes, for the editor to show before saving (rule R1).

    ``same`` and ``removed`` spell `old`; ``same`` and ``added`` spell `new`.
    """
    spans: list[Span] = []
    for tag, old_from, old_to, new_from, new_to in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            spans.append(Span("same", old[old_from:old_to]))
            continue
        if old_to > old_from:
            spans.append(Span("removed", old[old_from:old_to]))
        if new_to > new_from:
            spans.append(Span("added", new[new_from:new_to]))
    return tuple(spans)


def join_both(local: str, platform: str, separator: str = SEPARATORS[0]) -> str:
    """Both sides of a conflict in one remark: the platform's text, then what ours adds to it."""
    if local in platform:
        return platform
    if platform in local:
        return local
    shared = 0
    while shared < min(len(local), len(platform)) and local[shared] == platform[shared]:
        shared += 1
    tail = local[shared:]
    opened = local[:shared].endswith(tuple(SEPARATORS)) or tail.startswith(tuple(SEPARATORS))
    return append(platform, tail.lstrip("".join(SEPARATORS)) if opened else local, separator)
