"""What of a message a buyer says: not pictures, links and quoted lines; of a long story the parts that ask."""

from __future__ import annotations

import re

LONGEST = 400
"""So many characters of a message are compared; more would not make it clearer."""

_QUOTED = re.compile(r"^[ \t]*[「『“][^」』”]*[:：][^」』”]*[」』”][ \t]*\n?[ \t]*(?:[-–—─_=] ?){5,}\s*", re.MULTILINE)
_QUOTED_LINE = re.compile(r"^[ \t]*>.*$|^.{0,80}(?:写道|wrote)[:：][ \t]*$", re.MULTILINE)
_MARK = re.compile(
    r"\[[^\[\]\n]{1,8}\]|\[[!-Z^-~]{1,40}\]|[\[【](?:图片|视频|语音|文件|表情|链接)[^\]】\n]*[\]】]|/:[^\s\u3400-\u9fff]{1,6}"
)
_CARD = re.compile(r"【(?:淘宝|天猫|京东|拼多多|抖音|闲鱼)】[^\n]*?(?:打开(?:[ ]*或者[^\n]*?打开)?|$)", re.MULTILINE)
_LINK = re.compile(r"(?:https?://|www\.)[^\s\u3400-\u9fff「」]+")
_FIGURES = re.compile(r"(?<![0-9a-z])[0-9]{8,}(?![0-9])", re.IGNORECASE)
_WORD = re.compile(r"[^\W\d_]")
_CLAUSE = re.compile(r"[^,.;:!?，。；：！？、~～…\s]+[,.;:!?，。；：！？、~～…\s]*")
_ASKS = re.compile(
    r"[?？吗么呢]|什么|啥|怎|咋|多少|几|哪|为何|能|可以|可否|有没有|是不是|请|帮|要|退|换|催|查|赔|how|what|when|where|can|please",
    re.IGNORECASE,
)


def own_words(message: str) -> str:
    """A message without what stands for a picture, without links, numbers of orders and what it quotes.

    "" when nothing is said at all: a picture, a figure, an emoji answers to no phrase.
    """
    text = message
    for pattern in (_QUOTED_LINE, _QUOTED, _CARD, _MARK, _LINK):
        text = pattern.sub(" ", text)
    text = _FIGURES.sub("", text)
    return gist(text) if _WORD.search(text) else ""


def gist(text: str) -> str:
    """`text`, or of a long one so much: the parts that ask, the last ones first, then the others, in their order."""
    if len(text) <= LONGEST:
        return text
    parts = list(dict.fromkeys(part[:LONGEST] for part in _CLAUSE.findall(text)))
    order = sorted(range(len(parts)), key=lambda at: (_ASKS.search(parts[at]) is None, -at))
    left, kept = LONGEST, set()
    for at in order:
        if len(parts[at]) <= left:
            left -= len(parts[at])
            kept.add(at)
    return "".join(parts[at] for at in sorted(kept))
