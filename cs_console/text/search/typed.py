"""What of a typed or pasted text is looked for: without signs, pictures and greetings; with numbers both ways (P4)."""

from __future__ import annotations

import re
from itertools import islice, product, zip_longest

from cs_console.text.normalise import normalise, squeeze
from cs_console.text.search.spelling import HANZI, HOURS

NUMERALS = frozenset("0123456789零〇一二两三四五六七八九十百")
"""What a figure of a number may be written with."""

_EDGES = re.compile(r"^[\W_]+|[\W_]+$")
_SIGNS = re.compile(r"[^\w']+|_+")
_GREETING = re.compile(
    r"^(?:亲亲?|请问|[您你]好|在[吗么]|在不在|老板|掌柜|客服|麻烦|想问[下问]?|问[下一]下?|hi|hello|[,. ])+(?=\S{2})"
)
_GREETINGS = re.compile(r"亲亲?|请问|[您你]好|在[吗么不]?|在不在|老板|掌柜|客服|麻烦|谢谢|hi|hello|thanks?|please")
_RUN = re.compile(r"[0-9]+|[零〇一二两三四五六七八九十]+")
_FIGURES = "零一二三四五六七八九"
_VALUE = {figure: str(value) for value, figure in enumerate(_FIGURES)} | {"〇": "0", "两": "2"}
_ROUND = {100: "一百", 200: "两百", 500: "五百", 1000: "一千"}
_RUNS, _WAYS = 3, 4
"""So many numbers of one query, and ways to write them, are tried."""
_LONGEST = 4
"""Figures from which on a number is an order's or a telephone's."""


def typed(query: str) -> str:
    """A query for comparing, without what nobody looks for at its ends: quotation marks, full stops, emoji."""
    return _EDGES.sub("", squeeze(normalise(query)))


def bare(query: str) -> str:
    """The words of a typed query alone: no signs between them, no greeting before them."""
    words = [_GREETING.sub("", word) for word in _SIGNS.sub(" ", query).split()]
    return " ".join([word for word in words if not _GREETINGS.fullmatch(word)] or words)


def renumbered(query: str) -> list[str]:
    """A typed query with its numbers written the other way: 7天 as 七天, 双十一 as 双11, 两件 as 2件, 48h as 48小时."""
    query, typed_so = HOURS.sub("小时", query), query
    runs = list(_RUN.finditer(query))
    if not 0 < len(runs) <= _RUNS:
        return []
    between = _RUN.split(query)
    found = []
    for others in islice(product(*(_written(run[0]) for run in runs)), _WAYS):
        parts = zip_longest(between, others, fillvalue="")
        found.append("".join(text + number for text, number in parts))
    return [one for one in found if one != typed_so]


def any_number(query: str) -> list[frozenset[str]]:
    """A typed query with any number where it has one: 72小时 finds 48小时; empty where it has none beside words."""
    query = HOURS.sub("小时", query)
    figures = [char in NUMERALS for char in query]
    if not any(figures) or not any(char >= HANZI and not figure for char, figure in zip(query, figures, strict=True)):
        return []
    return [NUMERALS if figure else frozenset(char) for char, figure in zip(query, figures, strict=True)]


def _written(run: str) -> tuple[str, ...]:
    """The other ways to write a number, and as it stands."""
    if not run.isascii():
        return (*_in_figures(run), run)
    if len(run) > _LONGEST:
        return (run,)
    value = int(run)
    if value in _ROUND:
        return _ROUND[value], run
    if len(run) > 2 or run[0] == "0":
        return "".join(_FIGURES[int(figure)] for figure in run), run
    tens, ones = divmod(value, 10)
    name = (_FIGURES[tens] if tens > 1 else "") + ("十" if tens else "") + (_FIGURES[ones] if ones or not tens else "")
    return (name, "两", run) if value == 2 else (name, run)


def _in_figures(run: str) -> tuple[str, ...]:
    """A number in hanzi as figures; () when it is none."""
    tens, has_ten, ones = run.partition("十")
    if not has_ten:
        return ("".join(_VALUE[figure] for figure in run),)
    if len(tens) > 1 or len(ones) > 1 or "十" in ones:
        return ()
    return (_VALUE.get(tens, "1") + _VALUE.get(ones, "0"),)
