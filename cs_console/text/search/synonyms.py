"""The trade's word groups: 邮费 = 运费 = 快递费."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cached_property

from cs_console.text.normalise import normalise
from cs_console.text.pinyin import to_pinyin

_TYPED = 4
"""Letters from which on they are a word's."""


class Synonyms:
    """Word groups: every member may stand for the group's first word."""

    def __init__(self, groups: Sequence[Sequence[str]] = ()) -> None:
        self.groups = tuple(
            tuple(dict.fromkeys(normalise(word).strip() for word in group if word.strip())) for group in groups
        )
        self._first = {word: group[0] for group in self.groups for word in group}
        words = sorted(self._first, key=len, reverse=True)
        self._pattern = re.compile("|".join(map(re.escape, words))) if words else None

    def canonical(self, text: str) -> str:
        """`text` (normalised) with every member of a group replaced by the group's first word."""
        if self._pattern is None:
            return text
        return self._pattern.sub(lambda match: self._first[match[0]], text)

    def meant(self, text: str) -> list[tuple[str, str]]:
        """(the group's first word, the member that stands there) for every member in `text`, in order."""
        if self._pattern is None:
            return []
        return [(self._first[found], found) for found in self._pattern.findall(text)]

    def standing(self, text: str) -> list[tuple[str, int, int]]:
        """(the group's first word, start, end) for every member in `text`, in order."""
        found = self._pattern.finditer(text) if self._pattern else ()
        return [(self._first[match[0]], match.start(), match.end()) for match in found]

    @cached_property
    def _by_letters(self) -> dict[str, tuple[str, ...]]:
        return {to_pinyin(word): group for group in self.groups for word in group}

    def typed(self, letters: str, limit: int = 6) -> list[str]:
        """What the word that is typed with these letters stands for; nothing for few letters, or for none of ours."""
        typed = letters.replace("'", "").replace(" ", "")
        if len(typed) < _TYPED or not typed.isascii():
            return []
        return [word for word in self._by_letters.get(typed, ()) if to_pinyin(word) != typed][:limit]

    def widened(self, text: str, limit: int = 6) -> list[str]:
        """`text` with the first word of it that has synonyms replaced by each of them."""
        match = self._pattern.search(text) if self._pattern else None
        if match is None:
            return []
        group = next(group for group in self.groups if match[0] in group)
        others = [word for word in group if word != match[0]][:limit]
        return [text[: match.start()] + word + text[match.end() :] for word in others]
