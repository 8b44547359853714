"""How hanzi sound, character by character, with every reading a character has (rule P4).

Readings come from pypinyin's single-character table only: its phrase mode is slow to load and wrong
on shop words such as 重发 and 还款. Tables fill themselves as characters are met, so a query or a
phrasebook pays for its own characters alone. Sounds are plain ASCII: no tones, ``v`` for ü.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache, lru_cache

_TONES = {ord(mark): None for mark in "\u0300\u0301\u0304\u030c\u0302"}
_SYLLABLE = re.compile("[a-z]+")

INITIALS = ("zh", "ch", "sh", *"bpmfdtnlgkhjqxrzcsywaeo")
"""What stands for a syllable when only its beginning is typed."""


@lru_cache(maxsize=1)
def _readings_by_code() -> dict[int, str]:
    from pypinyin.constants import PINYIN_DICT  # 0.1 s: only when somebody searches

    return dict(PINYIN_DICT)


def _plain(syllable: str) -> str:
    """``lǜ`` → ``lv``, ``zhòng`` → ``zhong``."""
    bare = unicodedata.normalize("NFD", syllable).translate(_TONES).replace("u\u0308", "v")
    return unicodedata.normalize("NFC", bare).replace("ê", "e").replace("ü", "v")


@cache
def readings(char: str) -> tuple[str, ...]:
    """Every reading of one hanzi, the commonest first; () for what is not a hanzi."""
    if char < "\u3007":
        return ()
    listed = _readings_by_code().get(ord(char), "")
    plain = (_plain(reading) for reading in listed.split(","))
    return tuple(dict.fromkeys(reading for reading in plain if _SYLLABLE.fullmatch(reading)))


class _Sounds(dict[int, str]):
    """A `str.translate` table that looks a character up the first time it is met."""

    def __init__(self, letters: int) -> None:
        super().__init__()
        self._letters = letters

    def __missing__(self, code: int) -> str:
        char = chr(code)
        known = readings(char)
        sound = known[0][: self._letters] if known else char
        self[code] = sound
        return sound


_FULL = _Sounds(8)
_FIRST = _Sounds(1)


def to_pinyin(text: str) -> str:
    """`text` with every hanzi replaced by its commonest reading: ``退货A`` → ``tuihuoA``."""
    return text.translate(_FULL)


def initials(text: str) -> str:
    """`text` with every hanzi replaced by its first letter, as long as before: ``退货A`` → ``thA``."""
    return text.translate(_FIRST)


@lru_cache(maxsize=1)
def syllables() -> frozenset[str]:
    """Every syllable that a hanzi of the everyday block is read by."""
    return frozenset(sound for code in range(0x4E00, 0x9FA6) for sound in readings(chr(code)))
