"""The trade's word groups as `synonyms*.yaml` has them, and what is wrong with them (rule P4).

A word stands for one thing: the first group that has it keeps it, whatever file the second stands in. One bad
group does not take the others down.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from cs_console.config.problems import Problem, error, warning
from cs_console.config.yaml_reader import Document
from cs_console.text.clean import clean
from cs_console.text.normalise import normalise, squeeze

LONGEST = 20
"""Letters from which on something is a sentence and no word that stands for another."""
_OPPOSITES = (("不", ""), ("没", ""), ("无", ""), ("未", ""), ("非", ""), ("没", "有"), ("没有", "有"), ("无", "有"))

Group = tuple[str, ...]


class WordGroups:
    """Collects the groups of one load; `problems` says what was wrong with the files."""

    def __init__(self) -> None:
        self.groups: list[Group] = []
        self.problems: list[Problem] = []
        self.broken = False
        self._places: dict[str, str] = {}

    def add(self, document: Document, keys: Sequence[str] = ("synonyms",)) -> None:
        """Take the groups of one file in; `broken` when it has none at all."""
        value, name = document.value, document.name
        if value is None and document.ok:
            return
        listed = value.get(keys[0]) if isinstance(value, Mapping) else None
        if not isinstance(listed, list):
            self.broken = True
            if document.ok:
                self.problems.append(error(name, document.marks.at((keys[0],)), "book.synonyms"))
            return
        for at, group in enumerate(listed):
            self._take(name, document.marks.at((keys[0], at)), group)

    def keep(self, groups: Sequence[Group]) -> None:
        """Leave in force what a file that cannot be read any more said, as far as no other file says otherwise."""
        for group in groups:
            left = tuple(word for word in group if _bare(word) not in self._places)
            if len(left) > 1:
                self.groups.append(left)

    def _take(self, name: str, where: tuple[int, int], group: object) -> None:
        refused = _misshapen(group)
        if refused or not isinstance(group, list):
            code, word = refused or ("book.synonyms", "")
            self.problems.append(error(name, where, code, word=word) if word else error(name, where, code))
            return
        words: dict[str, str] = {}
        for word in group:
            bare = _bare(word)
            if bare in words:
                self.problems.append(warning(name, where, "book.synonym_twice", word=word))
            elif bare in self._places:
                first = self._places[bare]
                self.problems.append(warning(name, where, "book.synonym_elsewhere", word=word, first=first))
            else:
                words[bare] = word
        for positive, negative in _opposites(words):
            params = {"word": words[positive], "other": words[negative]}
            self.problems.append(warning(name, where, "book.synonym_opposite", **params))
        if len(words) < 2:
            if len(set(map(_bare, group))) < 2:
                self.problems.append(warning(name, where, "book.small_group"))
            return
        self._places |= dict.fromkeys(words, f"{name}:{where[0]}")
        self.groups.append(tuple(words.values()))


def _misshapen(group: object) -> tuple[str, str] | None:
    """What of a group is no word: (code, the word or "")."""
    if not isinstance(group, list) or not group:
        return "book.synonyms", ""
    for word in group:
        if isinstance(word, int | float) and not isinstance(word, bool):
            return "book.synonym_number", str(word)
        if not isinstance(word, str) or not word.strip():
            return "book.synonyms", ""
        if clean(word) != word or not any(char.isalnum() for char in word) or len(word) > LONGEST:
            return "book.synonym_word", clean(word[:LONGEST])
    return None


def _bare(word: str) -> str:
    """A word as it is compared: 「ＳＦ」 and 「sf」 are one."""
    return squeeze(normalise(word))


def _opposites(words: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Words of one group of which one denies the other: 有货 and 没货."""
    for word in words:
        for no, yes in _OPPOSITES:
            denied = yes + word.removeprefix(no)
            if word.startswith(no) and denied != word and denied in words:
                yield denied, word
                break
