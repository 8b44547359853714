"""Text from buyers, files and the clipboard made harmless before anything stores or shows it (rule X2).

Nothing that leaves `clean()` can steer a terminal, reorder a line or hide in one. What carries meaning
stays visible: a control character becomes its picture (ESC → ␛), so that an attack can be read.
"""

from __future__ import annotations

import re
import unicodedata

MAX_MARKS = 3
"""How many combining marks in a row stay; Vietnamese and Thai need two, stacked "zalgo" uses dozens."""

STAND_IN = "␦"
"""What stands for a character that has no picture of its own (C1, surrogates, private use)."""

_PLAIN_RANGES = (
    r"\x20-\x7e"  # ASCII
    r"\u00a1-\u00ac\u00ae-\u02ff"  # Latin, without the no-break space and the soft hyphen
    r"\u0370-\u0373\u0386-\u0482"  # Greek, Cyrillic
    r"\u2010-\u2027\u2030-\u205e\u20a0-\u20bf"  # punctuation, currency
    r"\u2100-\u23ff\u2400-\u2426\u2460-\u27ff"  # letterlike, arrows, technical, enclosed, dingbats
    r"\u3000-\u3029\u3030-\u3098\u309b-\u3163\u3165-\u9fff"  # CJK, kana
    r"\uac00-\ud7a3\uff01-\uff9f\uffa1-\uffbe\uffe0-\uffe6"  # Hangul, full- and half-width forms
    r"\U0001f100-\U0001f64f\U0001f680-\U0001faff\U00020000-\U0002a6df"  # emoji, rarer hanzi
)
_PLAIN_LINE = re.compile(f"[{_PLAIN_RANGES}]*+")
_PLAIN_LINES = re.compile(rf"[{_PLAIN_RANGES}\n]*+")
_BREAKS = re.compile("\r\n|[\r\x85\u2028\u2029]")

_INVISIBLE = re.compile(
    "["
    "\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f"  # soft hyphen, joiners, fillers
    "\u200b\u200c\u200e\u200f\u202a-\u202e\u2060-\u206f"  # zero width, every bidi control
    "\u3164\ufe00-\ufe0e\ufeff\uffa0\ufff0-\ufffb"  # fillers, variation selectors, byte order mark
    "\U0001bca0-\U0001bca3\U0001d173-\U0001d17a"  # shorthand and musical format controls
    "\U000e0000-\U000e0fff"  # tag characters, supplementary variation selectors
    "]+"
)
_UNSHOWABLE = re.compile(
    "[\x80-\x9f\ud800-\udfff\ue000-\uf8ff\ufdd0-\ufdef\ufffe\uffff"
    + "".join(f"{chr(plane + 0xFFFE)}{chr(plane + 0xFFFF)}" for plane in range(0x10000, 0xF0000, 0x10000))
    + "\U000e1000-\U0010ffff]"
)
_PICTURES: dict[int, str] = {code: chr(0x2400 + code) for code in range(0x20) if code != 0x0A}
_PICTURES.update({0x09: " ", 0x7F: "\u2421", 0xA0: " "})

_JOINER, _EMOJI_STYLE = "\u200d", "\ufe0f"
_MARKS = frozenset({"Mn", "Me"})
_STYLED = frozenset({"So", "Sm", "Sk", "Po", "Nd", "No"})


def clean(text: str, *, multiline: bool = False) -> str:
    """`text` without anything that acts instead of being read (rule X2); cleaning twice changes nothing.

    Line breaks of every kind become ``\\n`` when `multiline`, else a blank, as tabs do.
    """
    if (_PLAIN_LINES if multiline else _PLAIN_LINE).fullmatch(text):
        return text
    text = _BREAKS.sub("\n", text)
    if not multiline:
        text = text.replace("\n", " ")
    text = _INVISIBLE.sub("", text.translate(_PICTURES))
    return _settle_marks(_UNSHOWABLE.sub(STAND_IN, text))


def is_plain(text: str) -> bool:
    """Whether `text` and whatever is cut out of it are clean already, line breaks apart; False when in doubt."""
    return _PLAIN_LINES.fullmatch(text) is not None


def _settle_marks(text: str) -> str:
    """Drop marks without a base or beyond `MAX_MARKS`, and joiners that join no two emoji."""
    kept: list[str] = []
    marks = 0
    for index, char in enumerate(text):
        if char == _JOINER:
            if not (kept and _is_emoji(kept[-1], joined=True) and _is_emoji(text[index + 1 : index + 2])):
                continue
        elif char == _EMOJI_STYLE:
            if not (kept and unicodedata.category(kept[-1]) in _STYLED):
                continue
            marks += 1
        elif char > "\u02ff" and unicodedata.category(char) in _MARKS:
            if marks >= MAX_MARKS or not kept or kept[-1] in ("\n", _JOINER):
                continue
            marks += 1
        else:
            marks = 0
        kept.append(char)
    return "".join(kept)


def _is_emoji(char: str, *, joined: bool = False) -> bool:
    """Whether a zero-width joiner may stand beside `char`; `joined`: as its left neighbour."""
    if not char:
        return False
    if char == _EMOJI_STYLE:
        return joined
    if char < "\u2190" or "\u2400" <= char <= "\u243f":
        return False
    return unicodedata.category(char) in ("So", "Sm", "Sk")
