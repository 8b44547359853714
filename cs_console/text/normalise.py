"""One spelling for what looks alike, so that search finds it (rule P4).

Full-width = half-width, Traditional = Simplified, case ignored. Every mapping is one character to
one character: a place found in the normalised text is the same place in the original.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from importlib.resources import files

_PUNCTUATION = dict(zip("。、“”‘’—～【】", """.,""''-~[]""", strict=True))

_DIGITS = {0xFF10 + digit: str(digit) for digit in range(10)} | {0xFF0D: "-", 0x3000: " "}


def plain_digits(text: str) -> str:
    """Numbers as an input method in full-width mode writes them, as numbers; names keep their own width."""
    return text.translate(_DIGITS)


@lru_cache(maxsize=1)
def simplified_table() -> Mapping[int, str]:
    """Traditional → Simplified, single characters, as opencc lists them."""
    table: dict[int, str] = {}
    lines = files("opencc").joinpath("dictionary", "TSCharacters.txt").read_text(encoding="utf-8")
    for line in lines.splitlines():
        source, _, targets = line.partition("\t")
        target = targets.split()[0] if targets.split() else source
        if len(source) == 1 and len(target) == 1 and source != target:
            table[ord(source)] = target
    return table


@lru_cache(maxsize=1)
def half_width_table() -> Mapping[int, str]:
    """Full-width forms, Chinese punctuation and every kind of blank → ASCII."""
    table = {code: chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)}
    table.update({ord(source): target for source, target in _PUNCTUATION.items()})
    table.update(dict.fromkeys((0x09, 0xA0, 0x3000, *range(0x2000, 0x200B)), " "))
    return table


@lru_cache(maxsize=1)
def search_table() -> Mapping[int, str]:
    """All of it in one `str.translate` table: width, script and case."""
    table = dict(half_width_table())
    table.update(simplified_table())
    table.update({code: target.lower() for code, target in table.items() if len(target.lower()) == 1})
    for code in (*range(0x41, 0x5B), *range(0xC0, 0x24F), *range(0x370, 0x530)):
        folded = chr(code).casefold()
        if len(folded) == 1 and folded != chr(code):
            table[code] = folded
    return table


def normalise(text: str) -> str:
    """`text` for comparing: half-width, Simplified, lower case; as long as before (rule P4)."""
    return text.lower() if text.isascii() else text.translate(search_table())


def squeeze(text: str) -> str:
    """`text` with runs of blanks and line breaks made one blank and none at the ends."""
    return " ".join(text.split())
