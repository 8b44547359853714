"""Inspection of conversations: a random sample anybody can draw again, a score sheet, a corrective action (rule K4)."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import TYPE_CHECKING

from cs_console.domain.entities import Entity

if TYPE_CHECKING:
    from cs_console.domain.policy.kpi import KpiPolicy


class QaState(StrEnum):
    """Drawn, scored with a corrective action that waits for its check, or done."""

    SAMPLED = "sampled"
    ACTION = "action"
    DONE = "done"


@dataclass(frozen=True, slots=True, kw_only=True)
class QaReview(Entity):
    """One inspected conversation: whose, drawn in which sample, its marks, what has to change (rule K4).

    `marks` are (criterion, points) as the sheet stood then, `full` what they could have made; `score` is of 100.
    """

    sample: str
    inquiry_id: int
    agent: str
    buyer: str = ""
    order_no: str = ""
    drawn_by: str = ""
    drawn_at: datetime
    state: QaState = QaState.SAMPLED
    marks: tuple[tuple[str, int], ...] = ()
    full: int = 0
    score: float | None = None
    comment: str = ""
    scored_by: str = ""
    scored_at: datetime | None = None
    action: str = ""
    action_due_at: datetime | None = None
    checked_by: str = ""
    checked_at: datetime | None = None
    check_note: str = ""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A closed conversation that may be inspected: `agent` gave most of the replies."""

    inquiry_id: int
    agent: str
    buyer: str = ""
    order_no: str = ""


def sample_name(start: date, end: date, agent: str, seed: int) -> str:
    """The name of a sample; whoever draws it again with the same name gets the same conversations."""
    return f"{start}..{end}:{agent or '*'}:{seed}"


def lot(seed: int, inquiry_id: int) -> str:
    """An inquiry's lot under a seed: nobody can steer it, everybody can compute it again."""
    return hashlib.sha256(f"{seed}:{inquiry_id}".encode()).hexdigest()


def pick(candidates: Iterable[Candidate], size: int, seed: int) -> tuple[Candidate, ...]:
    """`size` conversations by lot, from each agent in turn, so that nobody stays unseen (rule K4).

    The same seed picks the same ones; a conversation more or less elsewhere moves none of the others' lots.
    """
    by_agent: dict[str, list[Candidate]] = defaultdict(list)
    for one in sorted(candidates, key=lambda one: lot(seed, one.inquiry_id)):
        by_agent[one.agent].append(one)
    queues = [by_agent[agent] for agent in sorted(by_agent, key=lambda agent: lot(seed, by_agent[agent][0].inquiry_id))]
    picked: list[Candidate] = []
    turn = 0
    while len(picked) < size and any(len(queue) > turn for queue in queues):
        picked += [queue[turn] for queue in queues if len(queue) > turn]
        turn += 1
    return tuple(picked[:size])


def score_of(marks: Mapping[str, int], policy: KpiPolicy) -> float:
    """The marks as a score of 100, with one decimal."""
    full = sum(one.points for one in policy.qa_sheet)
    return round(100 * sum(marks.values()) / full, 1)


def wrong_marks(
    marks: Mapping[str, int], policy: KpiPolicy
) -> tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]:
    """Lines of the sheet without a mark, lines with more or less than it can have, and names it does not know."""
    sheet = {one.key: one.points for one in policy.qa_sheet}
    missing = tuple(key for key in sheet if key not in marks)
    beyond = tuple(key for key, given in marks.items() if key in sheet and not 0 <= given <= sheet[key])
    return missing, beyond, tuple(key for key in marks if key not in sheet)
