"""The phrase index: every way of typing a query, ranked, within a few milliseconds for 50,000 texts (P4).

Ranks: exact > beginning > part > synonym > pinyin > same sound > initials > words in any order > mistyped. A
lower rank is only looked at while the higher ones gave too few. Literal search is `str.find` over one
joined text; everything else narrows bit sets first and then looks at a few hundred texts.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice, pairwise

from cs_console.text.normalise import normalise, squeeze
from cs_console.text.pinyin import readings, to_pinyin
from cs_console.text.search.bits import members, pack, ranked_votes
from cs_console.text.search.query import Reading, homophones, meanings
from cs_console.text.search.suggest import Suggester, Synonyms

MAX_QUERY = 200
SCAN = 1500
"""How many candidates one way of reading a query may be checked against."""
VOTED = 300
"""How many candidates the typo search hands to the exact measure."""
ENOUGH = 5
"""With this many hits nobody needs guesses at mistyped keys."""
MISTYPED_AT_LEAST = 72
SENTENCE = 5
"""From this many hanzi on, what was typed may be a buyer's sentence."""
HANZI = "\u3400"

EXACT, BEGINS, PART, SYNONYM, PINYIN, SOUND, MIXED, INSIDE, INITIALS, WORDS, BAG, MISTYPED, SAID = (
    1000, 900, 800, 740, 700, 640, 600, 570, 510, 450, 400, 300, 200,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Entry:
    """What is searched under one key; the first `questions` of its texts are wordings of the question."""

    key: str
    texts: tuple[str, ...]
    questions: int = 1


@dataclass(frozen=True, slots=True)
class Hit:
    """A found key: its best text, a score that only orders, and where in that text the query stands."""

    key: str
    text_index: int
    score: float
    spans: tuple[tuple[int, int], ...] = ()


Found = tuple[int, float, tuple[tuple[int, int], ...]]


class PhraseIndex:
    """An immutable index over entries; build a new one when the phrasebooks change. Can be pickled."""

    def __init__(self, entries: Iterable[Entry], synonyms: Sequence[Sequence[str]] = ()) -> None:
        listed = list(entries)
        rows = [
            (place, entry.key, normalise(text).replace("\n", " "))
            for entry in listed
            for place, text in enumerate(entry.texts)
        ]
        asked = {entry.key: entry.questions for entry in listed}
        rows.sort(key=lambda row: row[0])  # questions before answers: a cut scan has seen the better texts
        self._places = [place for place, _, _ in rows]
        self._keys = [key for _, key, _ in rows]
        self._texts = [text for _, _, text in rows]
        self._index_literal()
        self._index_sounds()
        self._synonyms = Synonyms(synonyms)
        wordings = [(key, place, text) for place, key, text in rows if place < asked[key]]
        self._suggester = Suggester.build(wordings, self._synonyms)

    def __len__(self) -> int:
        return len(self._texts)

    def _index_literal(self) -> None:
        self._joined = "\n" + "\n".join(self._texts) + "\n"
        self._starts: list[int] = []
        position = 1
        for text in self._texts:
            self._starts.append(position)
            position += len(text) + 1
        postings: dict[str, list[int]] = defaultdict(list)
        for number, text in enumerate(self._texts):
            for char in set(text):
                postings[char].append(number)
        self._chars = pack(postings, len(self._texts))

    def _index_sounds(self) -> None:
        """Which characters have which beginnings of syllables, and which letters follow which."""
        sounding: dict[str, set[str]] = defaultdict(set)
        first: dict[str, tuple[str, ...]] = {}
        for char in self._chars:
            sounds = readings(char) or ((char,) if char.isascii() and char.isalnum() else ())
            first[char] = tuple({sound[0] for sound in sounds})
            for sound in sounds:
                for length in range(1, len(sound) + 1):
                    sounding[sound[:length]].add(char)
        self._sounding = {beginning: frozenset(chars) for beginning, chars in sounding.items()}
        self._sound_bits: dict[frozenset[str], int] = {}
        combined: dict[tuple[str, str], tuple[str, ...]] = {}
        pairs: dict[str, list[int]] = defaultdict(list)
        grams: dict[str, list[int]] = defaultdict(list)
        self._letters: list[str] = []
        for number, text in enumerate(self._texts):
            here: set[str] = set()
            for pair in pairwise(text):
                if pair not in combined:
                    combined[pair] = tuple(a + b for a in first[pair[0]] for b in first[pair[1]])
                here.update(combined[pair])
            for pair_of_letters in here:
                pairs[pair_of_letters].append(number)
            letters = _letters(text)
            self._letters.append(letters)
            for gram in {letters[at : at + 2] for at in range(len(letters) - 1)}:
                grams[gram].append(number)
        self._pairs = pack(pairs, len(self._texts))
        self._grams = pack(grams, len(self._texts))

    # -- searching ---------------------------------------------------------------------------------

    def search(self, query: str, limit: int = 20) -> list[Hit]:
        """The best hit of each key for what was typed, best first (rule P4)."""
        typed = squeeze(normalise(query[:MAX_QUERY])).strip(" ?!.,;:~")
        hits: dict[str, Hit] = {}
        if not typed or not self._texts or limit < 1:
            return []
        for rank in self._ranks(typed, limit):
            for number, score, spans in rank:
                key = self._keys[number]
                if key not in hits or hits[key].score < score:
                    hits[key] = Hit(key, self._places[number], round(score, 2), spans)
            if len(hits) >= limit:
                break
        if len(hits) < ENOUGH:
            for number, score, spans in self._guesses(typed):
                key = self._keys[number]
                if key not in hits or hits[key].score < score:
                    hits[key] = Hit(key, self._places[number], round(score, 2), spans)
        if len(hits) < ENOUGH and sum(char >= HANZI for char in typed) >= SENTENCE:
            for hit in self.suggest(typed, limit):
                hits.setdefault(hit.key, Hit(hit.key, hit.text_index, round(SAID + hit.score * 99, 2)))
        return sorted(hits.values(), key=lambda hit: -hit.score)[:limit]

    def suggest(self, sentence: str, limit: int = 5) -> list[Hit]:
        """Phrases that answer a buyer's sentence, best first; scores lie between 0 and 1."""
        said = squeeze(normalise(sentence[: MAX_QUERY * 5]))
        return [Hit(key, place, score) for key, place, score in self._suggester.suggest(said, limit)]

    def _ranks(self, typed: str, limit: int) -> Iterator[Iterable[Found]]:
        """The ranks from best to worst, each computed only when asked for."""
        many = max(4 * limit, 80)
        yield self._literal(typed, many)
        for other in self._synonyms.widened(typed):
            yield self._literal(other, many, base=SYNONYM)
        for reading in sorted(meanings(typed), key=lambda reading: -reading.sure):
            base = (INITIALS, MIXED, PINYIN)[reading.sure]
            yield self._units(self._classes(reading), base, many)
        if len(typed) > 1 and (sounds := homophones(typed)):
            yield self._units(self._classes(Reading(sounds, 2), whole=True), SOUND, many)
        words = typed.split()
        if len(words) > 1:
            yield self._words(words, many)
        yield self._bag(typed, many)

    def _literal(self, typed: str, many: int, base: int = 0) -> Iterator[Found]:
        """Exact texts, beginnings and parts, questions first, at most `many` of each."""
        length = len(typed)
        for needle, offset in (("\n" + typed, 1), (typed, 0)):
            position = self._joined.find(needle)
            for _ in range(many):
                if position < 0:
                    break
                start = position + offset
                number = bisect_right(self._starts, start) - 1
                at = start - self._starts[number]
                whole = at == 0 and len(self._texts[number]) == length
                rank = base or (EXACT if whole else BEGINS if at == 0 else PART)
                if rank == PART and _is_latin(typed[0]) and _is_latin(self._texts[number][at - 1]):
                    rank = INSIDE
                yield number, rank + self._nearness(number, length, at), ((at, at + length),)
                position = self._joined.find(needle, self._starts[number] + len(self._texts[number]))

    def _nearness(self, number: int, length: int, at: int) -> float:
        """Up to 50 points within a rank: how much of the text was typed, how early, whether a question."""
        covered = min(length / max(len(self._texts[number]), 1), 1.0)
        return 25 * covered + 10 / (1 + at) + 15 / (1 + self._places[number])

    def _classes(self, reading: Reading, *, whole: bool = False) -> list[frozenset[str]]:
        """For each piece the characters of these texts that it may stand for."""
        classes = []
        for piece in reading.pieces:
            if not (piece.isascii() and piece.isalpha()):
                classes.append(frozenset(piece))
                continue
            chars = self._sounding.get(piece, frozenset())
            if whole:
                chars = frozenset(char for char in chars if piece in (readings(char) or (char,)))
            classes.append(chars)
        return classes

    def _units(self, classes: list[frozenset[str]], base: int, many: int) -> Iterator[Found]:
        """Texts with a run of characters, one of each class."""
        size = len(classes)
        found = 0
        for number in islice(members(self._narrowed(classes)), SCAN):
            at = find_run(self._texts[number], classes)
            if at >= 0:
                yield number, base + self._nearness(number, size, at), ((at, at + size),)
                found += 1
                if found >= many:
                    return

    def _narrowed(self, classes: list[frozenset[str]]) -> int:
        """The texts that hold a character of each class, and each two neighbours' first letters together."""
        bits = -1
        for chars in classes:
            bits &= self._any_of(chars)
            if not bits:
                return 0
        for left, right in pairwise(classes):
            letters = {a + b for a in self._firsts(left) for b in self._firsts(right)}
            if 0 < len(letters) <= 4:
                together = 0
                for pair in letters:
                    together |= self._pairs.get(pair, 0)
                bits &= together
        return bits

    def _firsts(self, chars: frozenset[str]) -> set[str]:
        """The letters that a class may begin with; () when there are too many to narrow by."""
        if len(chars) == 1:
            return {sound[0] for char in chars for sound in (readings(char) or (char,))}
        return {letter for letter in _ALPHABET if chars <= self._sounding.get(letter, frozenset())}

    def _any_of(self, chars: frozenset[str]) -> int:
        bits = self._sound_bits.get(chars)
        if bits is None:
            bits = 0
            for char in chars:
                bits |= self._chars.get(char, 0)
            self._sound_bits[chars] = bits
        return bits

    def _words(self, words: list[str], many: int) -> Iterator[Found]:
        """Texts with every word, literally or by its sounds, in any order."""
        ways = []
        bits = -1
        for word in words[:8]:
            options = [[frozenset(char) for char in word]]
            options += [self._classes(reading) for reading in meanings(word)]
            options += [[frozenset(char) for char in other] for other in self._synonyms.widened(word)]
            narrowed = 0
            for classes in options:
                narrowed |= self._narrowed(classes)
            bits &= narrowed
            ways.append(options)
        found = 0
        for number in islice(members(bits), SCAN):
            spans = _all_words(self._texts[number], ways)
            if spans:
                length = sum(end - start for start, end in spans)
                yield number, WORDS + self._nearness(number, length, spans[0][0]), spans
                found += 1
                if found >= many:
                    return

    def _bag(self, typed: str, many: int) -> Iterator[Found]:
        """Texts with all characters typed and half of their neighbourhoods: words turned round, unspaced."""
        chars = typed.replace(" ", "")
        if len(set(chars)) < 4 or 2 * sum(char >= HANZI for char in chars) < len(chars):
            return
        neighbours = {a + b for a, b in pairwise(chars)}
        bits = -1
        for char in set(chars):
            bits &= self._chars.get(char, 0)
        found = 0
        for number in islice(members(bits), SCAN):
            text = self._texts[number]
            shared = [text.find(pair) for pair in neighbours if pair in text]
            if 2 * len(shared) >= len(neighbours):
                spans = tuple((at, at + 2) for at in sorted(shared))
                yield number, BAG + self._nearness(number, len(chars), spans[0][0]), spans
                found += 1
                if found >= many:
                    return

    def _guesses(self, typed: str) -> Iterator[Found]:
        """Texts that sound nearly like what was typed: a key missing, doubled, swapped or wrong."""
        letters = _letters(typed)
        grams = {letters[at : at + 2] for at in range(len(letters) - 1)}
        if len(letters) < 3:
            return
        from rapidfuzz import fuzz, process  # 20 ms: only when something was mistyped

        candidates: dict[int, str] = {}
        for bits in ranked_votes((self._grams.get(gram, 0) for gram in grams), max(len(grams) // 3, 1)):
            for number in islice(members(bits), VOTED - len(candidates)):
                candidates[number] = self._letters[number]
            if len(candidates) >= VOTED:
                break
        nearest = process.extract(
            letters, candidates, scorer=fuzz.partial_ratio, processor=None, limit=60,
            score_cutoff=MISTYPED_AT_LEAST,
        )  # fmt: skip
        for _, ratio, number in nearest:
            yield number, MISTYPED + ratio + self._nearness(number, len(typed), 9) / 5, ()


_ALPHABET = "abcdefghijklmnopqrstuvwxyz0123456789"


def _is_latin(char: str) -> bool:
    return char.isascii() and char.isalpha()


def _letters(text: str) -> str:
    """How a text sounds, as letters and digits alone: what typing it in pinyin gives."""
    return "".join(char for char in to_pinyin(text) if char.isascii() and char.isalnum())


def find_run(text: str, classes: Sequence[frozenset[str]]) -> int:
    """Where `text` first has a run of characters, one of each class; -1 nowhere."""
    first, rest = classes[0], classes[1:]
    for at in range(len(text) - len(rest)):
        if text[at] in first:
            for offset, chars in enumerate(rest, at + 1):
                if text[offset] not in chars:
                    break
            else:
                return at
    return -1


def _all_words(text: str, ways: list[list[list[frozenset[str]]]]) -> tuple[tuple[int, int], ...]:
    """Where each word stands in `text`, by the first of its ways that fits; () when one is missing."""
    spans = []
    for options in ways:
        for classes in options:
            at = find_run(text, classes)
            if at >= 0:
                spans.append((at, at + len(classes)))
                break
        else:
            return ()
    return tuple(sorted(spans))
