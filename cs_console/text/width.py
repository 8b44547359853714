"""Text measured and cut in terminal cells: hanzi take two, combining marks none (never `len`).

Agrees with what Textual draws by: characters of ambiguous width take one cell, an emoji sequence
is as wide as its first emoji.
"""

from __future__ import annotations

import unicodedata
from functools import lru_cache

CUT = ".."
"""What ends a cut text; ``…`` is of ambiguous width and does not belong in columns."""

_JOINER, _EMOJI_STYLE = "\u200d", "\ufe0f"
_NO_CELL = frozenset({"Mn", "Me", "Mc", "Cc"})
_WIDENED = frozenset(
    "#*0123456789\xa9\xae‼⁉™ℹ↔↕↖↗↘↙↩↪⌨⏏⏭⏮⏯⏱⏲⏸⏹⏺Ⓜ▪▫▶◀◻◼☀☁☂☃☄☎☑☘☝☠☢☣☦☪☮☯☸☹☺♀♂♟♠♣♥♦♨♻♾⚒⚔⚕⚖⚗⚙⚛⚜⚠⚧⚰⚱"
    "⛈⛏⛑⛓⛩⛰⛱⛴⛷⛸⛹✂✈✉✌✍✏✒✔✖✝✡✳✴❄❇❣❤➡⤴⤵⬅⬆⬇"
)


def cell_width(text: str) -> int:
    """How many terminal cells `text` takes."""
    if text.isascii() and text.isprintable():
        return len(text)
    if _JOINER not in text and _EMOJI_STYLE not in text:
        return sum(map(_char_width, text))
    return sum(width for _, width in _clusters(text))


def cut(text: str, cells: int) -> str:
    """The longest beginning of `text` that fits in `cells`, never half a hanzi or half an emoji."""
    if len(text) * 2 <= cells:
        return text
    used = 0
    kept: list[str] = []
    for cluster, width in _clusters(text):
        used += width
        if used > cells:
            break
        kept.append(cluster)
    return "".join(kept)


def fit(text: str, cells: int, *, right: bool = False) -> str:
    """`text` in exactly `cells` cells: padded with blanks (before it when `right`), or cut with ``..``."""
    if cells <= 0:
        return ""
    width = cell_width(text)
    if width > cells:
        text = cut(text, cells - len(CUT)) + CUT if cells > len(CUT) else cut(text, cells)
        width = cell_width(text)
    blanks = " " * (cells - width)
    return blanks + text if right else text + blanks


def _clusters(text: str) -> list[tuple[str, int]]:
    """What may not be torn apart, each with its cells: a base, its marks, an emoji's joined parts."""
    clusters: list[tuple[str, int]] = []
    joined = False
    for char in text:
        width = 0 if char in (_JOINER, _EMOJI_STYLE) else _char_width(char)
        if clusters and (joined or width == 0):
            before, cells = clusters[-1]
            if char == _EMOJI_STYLE and cells == 1 and before[-1] in _widened():
                cells = 2
            clusters[-1] = (before + char, cells)
        else:
            clusters.append((char, width))
        joined = char == _JOINER
    return clusters


@lru_cache(maxsize=1)
def _widened() -> frozenset[str]:
    """Narrow characters that the emoji style makes two cells wide."""
    pictographs = (chr(code) for code in range(0x1F170, 0x1F700))
    return _WIDENED | {char for char in pictographs if _char_width(char) == 1}


@lru_cache(maxsize=4096)
def _char_width(char: str) -> int:
    if unicodedata.category(char) in _NO_CELL or char in "\u200b\u200c\u200d" or _is_silent(ord(char)):
        return 0
    return 2 if unicodedata.east_asian_width(char) in ("W", "F") else 1


def _is_silent(code: int) -> bool:
    """Skin tones and the vowels and finals of decomposed Hangul: drawn on the character before them."""
    return 0x1160 <= code <= 0x11FF or 0x1F3FB <= code <= 0x1F3FF
