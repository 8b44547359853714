"""What a sentence is compared by: its words without courtesies, what they mean, how it asks, how it sounds.

Buyers write 「亲 有没有邮费的啊」 where the book says 「包邮吗」. One spelling is made of what everybody writes
in many ways (啥 = 什么, 几号 = 什么时候, 能不能 = 能, 48 = 72 = a number), courtesies go, and what is left gives
characters, neighbours, trade words, the way of asking with what is asked, and neighbours' sounds.
"""

from __future__ import annotations

import re
from itertools import pairwise

from cs_console.text.pinyin import readings
from cs_console.text.search.kinds import kinds_in
from cs_console.text.search.synonyms import Synonyms

HANZI = "\u3400"
NUMBER = "#"
COURTESY = "^"
"""Marks the features of a text that holds nothing but courtesies: it resembles its like alone."""
ASKS, SOUND = "?", "~"
"""How the features of asking and of sound begin."""
CLAUSES = 2_000
"""How many clauses a reader remembers."""

_WRITTEN_AS = {
    "什么": ("啥子", "啥", "神马"),
    "怎么样": ("咋个样", "咋样", "怎样", "如何"),
    "怎么": ("咋个", "咋"),
    "为什么": ("为啥", "为何", "凭什么", "凭啥", "干嘛", "怎么回事"),
    "哪里": ("哪儿", "何处"),
    "什么时候": (
        "什么时侯", "啥时候", "啥时侯", "啥时", "几时", "何时", "什么时间", "多会儿", "多会",
        "几号", "哪天", "哪一天", "几点",
    ),
    "多久": ("多长时间", "多少天", "多少时间", "几天"),
    "多少": ("几多",),
    "多少钱": ("多钱",),
    "没有": ("木有", "冇"),
    "优惠券": ("优惠卷", "优惠劵"),
    "券": ("劵",),
    "能": ("可以不可以", "可不可以", "能不能", "行不行", "可否", "能否", "能够"),
    "有": ("有没有", "有木有"),
    "是": ("是不是", "是否"),
}  # fmt: skip
_SPELLING = {way: word for word, ways in _WRITTEN_AS.items() for way in ways}
_SPELT = re.compile("|".join(sorted(map(re.escape, _SPELLING), key=len, reverse=True)))
_CHOICE = re.compile(r"(.)不\1")
_ASKING_END = re.compile(r"(?<=.)[不没么无未](?=[^0-9a-z\u3400-\u9fff]|$)")
_NUMBERS = re.compile(
    r"[0-9]+(?:\.[0-9]+)?|[一二两三四五六七八九十百半]+(?=[天个件双斤块元小周月年点折单盒箱瓶星礼岁套次])"
)
_COURTESIES = re.compile(
    r"请问|你们?好|您好|在吗|在不在|在么|在不$|麻烦|帮我|帮忙|我的|[我你您咱]们|咱|店家|老板娘?|掌柜|客服(?=[^ ]{3})"
    r"|小二|一下|那个|这个|就是|想问|问下|问问|谢谢|感谢|拜托|哈喽|嗨|亲亲?"
    r"|[我你您呀啊哦呢吗吧嘛哈啦了的哟诶欸噢嗯喔请呗哇]"
)
_SEPARATORS = re.compile(r"[^0-9a-z#\u3400-\u9fff]+")
_CLAUSE_END = re.compile(r"[,.;:!?，。；：！？、~～…\n]+|(?<=[\u3400-\u9fff]) +| +(?=[\u3400-\u9fff])")
_LATIN = re.compile(r"[a-z]+")
_ASKED = (
    ("when", "什么时候"), ("long", "多久"), ("why", "为什么"), ("howmuch", "多少"), ("how", "怎么"),
    ("where", "哪里"), ("where", "在哪"), ("where", "到哪"), ("which", "哪"), ("what", "什么"), ("who", "谁"),
    ("can", "能"), ("can", "可以"), ("can", "行"), ("has", "有"), ("is", "是"), ("not", "不"), ("notyet", "没"),
)  # fmt: skip

_CHARACTER, _PAIR, _LATIN_WORD = 2.0, 0.75, 2.0
_MEANT, _MEANT_PAIR, _CANONICAL = 1.3, 1.6, 0.4
_ASKS, _ASKS_CHARACTER, _ASKS_MEANT = 0.8, 0.4, 0.8
_SAYS_SOMETHING = 3
"""Characters from which on a clause is looked at for itself."""
_KIND, _ASKS_KIND = 1.6, 0.8
_SOUND = 0.2

Features = dict[str, float]


def spelt(text: str) -> str:
    """`text` (normalised) in one spelling: question words, dialect, numbers, 「有没有」 and 「…不」."""
    text = _CHOICE.sub(r"\1", _SPELT.sub(lambda match: _SPELLING[match[0]], text))
    return _NUMBERS.sub(NUMBER, _ASKING_END.sub("", text))


def without_courtesies(text: str, joint: str = "") -> str:
    """`text` without what buyers say out of politeness or habit."""
    return _COURTESIES.sub(joint, text)


def clauses(text: str) -> list[str]:
    """The parts of a normalised text that say something: not the courtesies, not a word or two."""
    found = (part.strip() for part in _CLAUSE_END.split(text))
    return [part for part in found if len(without_courtesies(spelt(part))) >= _SAYS_SOMETHING]


def features(text: str, synonyms: Synonyms, *, sounds: bool = True) -> Features:
    """What a sentence is compared by, with each feature's weight; `text` is normalised."""
    return Reader(synonyms)(text, sounds=sounds)


class Reader:
    """Reads features of many texts; a clause that stands in several is read once."""

    def __init__(self, synonyms: Synonyms) -> None:
        self._synonyms = synonyms
        self._clauses: dict[str, Features] = {}

    def __call__(self, text: str, *, sounds: bool = True) -> Features:
        """The features of a normalised text."""
        found: Features = {}
        clauses = [clause for clause in _SEPARATORS.split(spelt(text)) if clause]
        plain = [clause for clause in clauses if without_courtesies(clause)]
        for clause in plain:
            for feature, weight in self._clause(clause).items():
                if (sounds or feature[0] != SOUND) and weight > found.get(feature, 0.0):
                    found[feature] = weight
        if not plain:
            said = f"{COURTESY}{''.join(clauses)}$" if clauses else ""
            found.update({f"{COURTESY}{left}{right}": 1.0 for left, right in pairwise(said)})
        return found

    def answer(self, text: str) -> list[str]:
        """The features of an answer: what it speaks of, not how anybody would ask for it."""
        return [feature for feature in self(text, sounds=False) if feature[0] != ASKS]

    def _clause(self, clause: str) -> Features:
        found = self._clauses.get(clause)
        if found is None:
            found = {}
            _add_clause(found, clause, self._synonyms)
            if len(self._clauses) >= CLAUSES:
                self._clauses.clear()
            self._clauses[clause] = found
        return found


def _add_clause(found: Features, clause: str, synonyms: Synonyms) -> None:
    asks = [f"{ASKS}{name}" for name, word in _ASKED if word in clause]
    found.update(dict.fromkeys(asks, _ASKS))
    core = without_courtesies(clause)
    for run in (*without_courtesies(clause, " ").split(), core):
        _add_grams(found, run, 1.0)
    meant = [f"={first}" for first, _ in synonyms.meant(clause)]
    kinds = [f"@{kind}" for kind in kinds_in(clause)]
    found.update(dict.fromkeys(meant, _MEANT))
    found.update(dict.fromkeys(kinds, _KIND))
    found.update({left + right: _MEANT_PAIR for left, right in pairwise(meant)})
    if meant:
        _add_grams(found, without_courtesies(synonyms.canonical(clause)), _CANONICAL)
    for ask in asks:
        found.update({ask + char: _ASKS_CHARACTER for char in core if char >= HANZI})
        found.update(dict.fromkeys((ask + word for word in meant), _ASKS_MEANT))
        found.update(dict.fromkeys((ask + kind for kind in kinds), _ASKS_KIND))
    heard = [known[0] if (known := readings(char)) else char for char in core]
    found.update({f"{SOUND}{left}'{right}": _SOUND for left, right in pairwise(heard)})


def _add_grams(found: Features, run: str, share: float) -> None:
    """Latin words, characters and neighbours; what is known already keeps its weight."""
    for word in _LATIN.findall(run):
        found.setdefault(word, _LATIN_WORD * share)
    hanzi = [char for char in run if char >= HANZI or char == NUMBER]
    for char in hanzi:
        found.setdefault(char, _CHARACTER * share)
    for left, right in pairwise(hanzi):
        found.setdefault(left + right, _PAIR * share)
