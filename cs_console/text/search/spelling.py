"""One spelling for what buyers write in many ways, courtesies told apart from what is said, and where it stood.

啥 = 什么, 几号 = 什么时候, 能不能 = 能, 48 = 72 = a number; 这儿 = 这里, 快点儿 = 快点; 「…不」 asks.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache

HANZI = "\u3400"
NUMBER = "#"
SAYS_SOMETHING = 3
"""Characters from which on a clause is looked at for itself."""

Spans = list[tuple[int, int]]
"""For each character of a spelt text where it stood in the text as it was written."""

_WRITTEN_AS = {
    "什么": ("啥子", "啥", "神马"),
    "怎么样": ("咋个样", "咋样", "怎样", "如何"),
    "怎么": ("咋个", "咋", "肿么"),
    "为什么": ("为啥", "为何", "凭什么", "凭啥", "干嘛", "怎么回事"),
    "哪里": ("哪儿", "何处"),
    "这里": ("这儿", "这边"),
    "那里": ("那儿", "那边"),
    "我的": ("我滴",),
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
_ASKING_END = re.compile(r"(?<=.)(?:[不没无未]|(?<![什怎那这多])么)(?=[^0-9a-z\u3400-\u9fff]|$)")
_RETROFLEX = re.compile("(?<=[点会事块份样个阵])儿(?![子童科歌女])")
_PARTICLES = re.compile(r"(?<=.)[撒噻咯嘞哒滴捏咩惹鸭]+(?=[^0-9a-z\u3400-\u9fff]|$)")
HOURS = re.compile("(?<=[0-9])h(?![a-z])")
_NUMBERS = re.compile(
    r"[0-9]+(?:\.[0-9]+)?|[一二两三四五六七八九十百半]+(?=[天个件双斤块元小周月年点折单盒箱瓶星礼岁套次])"
)
_COURTESIES = re.compile(
    r"请问|你们?好|您好|在吗|在不在|在么|在不$|麻烦|帮我|帮忙|我的|[我你您咱]们|咱|店家|老板娘?|掌柜|客服(?=[^ ]{3})"
    r"|小二|一下|那个|这个|就是|想问|问下|问问|谢谢|感谢|拜托|哈喽|嗨|亲亲?"
    r"|[我你您呀啊哦呢吗吧嘛哈啦了的哟诶欸噢嗯喔请呗哇]"
)
_CLAUSE_END = re.compile(r"[,.;:!?，。；：！？、~～…\n]+|(?<=[\u3400-\u9fff]) +| +(?=[\u3400-\u9fff])")

_STEPS: tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], str]], ...] = (
    (_SPELT, lambda match: _SPELLING[match[0]]),
    (HOURS, lambda match: "小时"),
    (_CHOICE, lambda match: match[1]),
    (_RETROFLEX, lambda match: ""),
    (_PARTICLES, lambda match: ""),
    (_ASKING_END, lambda match: ""),
    (_NUMBERS, lambda match: NUMBER),
)


def spelt(text: str) -> str:
    """`text` (normalised) in one spelling: question words, dialect, numbers, 「有没有」 and 「…不」."""
    for pattern, written in _STEPS:
        text = pattern.sub(written, text)
    return text


@lru_cache(maxsize=256)
def spelt_at(text: str) -> tuple[str, Spans]:
    """`text` in one spelling, and where each of its characters stood."""
    spans = [(at, at + 1) for at in range(len(text))]
    for pattern, written in _STEPS:
        text, spans = _respelt(pattern, written, text, spans)
    return text, spans


def _respelt(
    pattern: re.Pattern[str], written: Callable[[re.Match[str]], str], text: str, spans: Spans
) -> tuple[str, Spans]:
    parts: list[str] = []
    kept: Spans = []
    end = 0
    for match in pattern.finditer(text):
        parts += [text[end : match.start()], written(match)]
        kept += spans[end : match.start()]
        kept += [(spans[match.start()][0], spans[match.end() - 1][1])] * len(parts[-1])
        end = match.end()
    return "".join((*parts, text[end:])), kept + spans[end:]


def without_courtesies(text: str, joint: str = "") -> str:
    """`text` without what buyers say out of politeness or habit."""
    return _COURTESIES.sub(joint, text)


def courtesies_blank(text: str) -> str:
    """`text` with blanks for courtesies: every other character stays where it is."""
    return _COURTESIES.sub(lambda match: " " * len(match[0]), text)


def clauses(text: str, least: int = SAYS_SOMETHING) -> list[str]:
    """The parts of a normalised text that say something: not the courtesies, not a word or two."""
    found = (part.strip() for part in _CLAUSE_END.split(text))
    return [part for part in found if len(without_courtesies(spelt(part))) >= least]
