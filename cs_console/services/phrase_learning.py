"""What agents picked for such questions lifts it next time: bounded, explained, resettable (rules P2, P10).

Nothing is stored twice: the uses of phrases and the buyers' lines before them are the memory. Forgetting is
an event that says up to which use nothing counts any more.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from threading import Lock

from cs_console.services.ports.uow import UnitOfWork
from cs_console.text.search.alike import Sentences
from cs_console.text.search.synonyms import Synonyms

ALIKE = 0.5
"""From this likeness on, an earlier question counts as a question like this one."""
MOST_LIFT = 0.3
"""However often a phrase was picked, it is lifted by no more than this, of a score from 0 to 1."""
_HALF_AT = 1.4
"""With so many picks for the very same question a phrase gets half of it: one may be a slip, three are a habit."""
FROM_ONE = 1.5
"""However often a colleague picked a phrase, it weighs no more than this for the others: one's habit is no team's."""
REMEMBERED = 1_000
"""How many of the newest uses are looked at."""

FORGET = "phrase.forget"
_ENTITY = "PhraseLearning"


@dataclass(frozen=True, slots=True)
class Learned:
    """What earlier picks say of a phrase: how often it was picked for such a question, and its lift."""

    picked: int
    lift: float


class PhraseMemory:
    """The questions that phrases were picked for; takes in what is new before each look."""

    def __init__(self, synonyms: Sequence[Sequence[str]]) -> None:
        self.synonyms = synonyms
        self._words = Synonyms(synonyms)
        self._lock = Lock()
        self._forgotten: Mapping[str, int] = {}
        self._sentences = Sentences(self._words)
        self._picks: list[tuple[str, str]] = []
        self._uses: list[int] = []

    def lifts(self, uow: UnitOfWork, sentence: str, agent: str = "") -> dict[str, Learned]:
        """For each phrase picked for questions like this one: how often, and by how much that lifts it for an agent.

        The lift grows with the picks and shrinks where agents picked different phrases for it. A pick for the
        same question counts fully, one for a question that is only loosely alike next to nothing: otherwise a
        single pick would lift a phrase above a plainly better one. One's own picks all count; those of each
        colleague up to a bound.
        """
        with self._lock:
            self._refresh(uow)
            alike = self._sentences.alike(sentence, ALIKE)
            picked = [(*self._picks[number], likeness) for number, likeness in alike.items()]
        weights: dict[tuple[str, str], float] = defaultdict(float)
        for phrase_id, whose, likeness in picked:
            weights[phrase_id, whose] += ((likeness - ALIKE) / (1 - ALIKE)) ** 2
        strength: dict[str, float] = defaultdict(float)
        for (phrase_id, whose), weight in weights.items():
            strength[phrase_id] += weight if whose == agent else min(weight, FROM_ONE)
        times = Counter(phrase_id for phrase_id, _, _ in picked)
        total = sum(strength.values())
        return {phrase_id: Learned(times[phrase_id], _lift(weight, total)) for phrase_id, weight in strength.items()}

    def _refresh(self, uow: UnitOfWork) -> None:
        """Take in the uses since the last look; start anew when some were forgotten or taken back."""
        forgotten = _forgotten(uow)
        if forgotten != self._forgotten or self._taken_back(uow):
            self._forgotten = forgotten
            self._clear()
        seen = self._uses[-1] if self._uses else 0
        for use_id, phrase_id, agent, sentence in uow.phrases.picks(after=seen, limit=REMEMBERED):
            self._uses.append(use_id)
            if use_id > max(forgotten.get("", 0), forgotten.get(phrase_id, 0)):
                self._sentences.add(sentence)
                self._picks.append((phrase_id, agent))

    def _taken_back(self, uow: UnitOfWork) -> bool:
        """Whether a use that was taken in is not there any more."""
        return bool(self._uses) and uow.phrases.count_uses(self._uses[0], self._uses[-1]) < len(self._uses)

    def _clear(self) -> None:
        self._sentences = Sentences(self._words)
        self._picks = []
        self._uses = []


def _lift(weight: float, total: float) -> float:
    """How far picks of this weight lift, where all picks for such questions weigh `total`."""
    return MOST_LIFT * (weight / total) * weight**2 / (weight**2 + _HALF_AT**2) if total else 0.0


def forget(uow: UnitOfWork, phrase_id: str) -> int:
    """Record that no pick up to now counts, of one phrase or ("") of all; how many uses that concerns."""
    newest = uow.phrases.latest_use()
    uow.note(_ENTITY, 0, phrase=phrase_id, upto=newest)
    counts = uow.phrases.use_counts()
    return counts.get(phrase_id, 0) if phrase_id else sum(counts.values())


def _forgotten(uow: UnitOfWork) -> dict[str, int]:
    """Up to which use nothing counts, by phrase; "" for all."""
    found: dict[str, int] = {}
    for event in uow.journal.history(_ENTITY, 0, limit=200):
        facts = event.after or {}
        phrase_id, upto = facts.get("phrase"), facts.get("upto")
        if isinstance(phrase_id, str) and isinstance(upto, int):
            found[phrase_id] = max(found.get(phrase_id, 0), upto)
    return found
