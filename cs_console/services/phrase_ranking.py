"""What raises a phrase beside its match: use, category and order status, the time of day (rules P4, P10).

How often phrases are used is counted once and then kept up use by use: a list that changes with every key
cannot count years of uses each time.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from threading import Lock

from cs_console.domain.conditions import Context, parse_condition
from cs_console.domain.phrases import Phrase, fitting
from cs_console.services.phrase_values import Situation
from cs_console.services.ports.uow import UnitOfWork

RECENT = 20_000
"""So many of the newest uses count: what a team says changes with the seasons."""
ENOUGH = 20
"""With so many uses, an agent's own counting double, a phrase is as far up as use can lift it."""
_USED, _TAG, _TIMED, _NOW, _RULED_OUT = 0.015, 0.05, 0.005, 0.01, -0.1
_KNOWN_BY = 3
"""From so many uses on it shows at what time of day a phrase is used."""
_PART = 6
"""Hours of a part of the day: night, morning, afternoon, evening."""


Lift = Callable[[Phrase], float]
"""What is added to a phrase's match."""


class UseTally:
    """Uses by phrase, by agent and by part of the day; takes in what is new before each look."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._seen = 0
        self._team: Counter[str] = Counter()
        self._own: Counter[tuple[str, str]] = Counter()
        self._parts: Counter[tuple[str, int]] = Counter()

    def refresh(self, uow: UnitOfWork, situation: Situation) -> None:
        """Take in the uses since the last look; start anew when some were taken back."""
        latest = uow.phrases.latest_use()
        with self._lock:
            if latest < self._seen:
                self._seen = 0
                for counter in (self._team, self._own, self._parts):
                    counter.clear()
            if latest == self._seen:
                return
            for number, phrase, agent, at in uow.phrases.uses_after(self._seen, limit=RECENT):
                self._seen = number
                self._team[phrase] += 1
                self._own[agent, phrase] += 1
                self._parts[phrase, at.astimezone(situation.zone).hour // _PART] += 1

    def lift(self, phrase: str, agent: str, hour: int) -> float:
        """How far use lifts a phrase for an agent at this hour."""
        team = self._team[phrase]
        used = min(self._own[agent, phrase] * 2 + team, ENOUGH) / ENOUGH
        timed = self._parts[phrase, hour // _PART] / team if team >= _KNOWN_BY else 0.0
        return _USED * used + _TIMED * timed


def ranking(uow: UnitOfWork, tally: UseTally, situation: Situation, context: Context) -> Lift:
    """What is added to a phrase's match in this situation."""
    tally.refresh(uow, situation)
    status = situation.order.status.value if situation.order else ""
    category = situation.inquiry.category.value if situation.inquiry else ""
    hour = situation.now.astimezone(situation.zone).hour

    def lift(phrase: Phrase) -> float:
        used = tally.lift(phrase.id, situation.agent, hour)
        return used + _TAG * phrase.fits(status, category) + _conditioned(phrase, context)

    return lift


def _conditioned(phrase: Phrase, context: Context) -> float:
    """Up for a variant made for this very time, far down when no variant may be said now."""
    if not any(variant.when for variant in phrase.variants):
        return 0.0
    now = fitting(phrase, context)
    if not now:
        return _RULED_OUT
    timed = (parse_condition(phrase.variants[index].when).names for index in now)
    return _NOW if any("time.hour" in names for names in timed) else 0.0
