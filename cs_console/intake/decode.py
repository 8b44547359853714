"""Bytes to text: byte order mark, then strict UTF-8, then GB18030; what is neither is refused."""

from __future__ import annotations

import codecs

from cs_console.errors import BadInput

_MARKS = (
    (codecs.BOM_UTF8, "utf-8", "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16-le", "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16-be", "utf-16"),
)
_SAMPLE = 65536
_BINARY_SHARE = 0.02


def decode(data: bytes, name: str) -> tuple[str, str]:
    """The text of `data` and the encoding found; a character cut in two at the very end is left out."""
    if not data.strip():
        raise BadInput("intake.empty", name=name)
    for mark, codec, label in _MARKS:
        if data.startswith(mark):
            text = _strict(data[len(mark) :], codec)
            if text is None:
                raise BadInput("intake.encoding", name=name, encoding=label)
            return _readable(text, name), label
    for codec in ("utf-8", "gb18030"):
        text = _strict(data, codec)
        if text is not None:
            return _readable(text, name), codec
    _readable(data[:_SAMPLE].decode("latin-1"), name)
    raise BadInput("intake.encoding", name=name, encoding="UTF-8 / GB18030")


def _strict(data: bytes, codec: str) -> str | None:
    """The text, or None; not final, so that a file cut inside a character keeps all before it."""
    try:
        return codecs.getincrementaldecoder(codec)("strict").decode(data, final=False)
    except UnicodeDecodeError:
        return None


def _readable(text: str, name: str) -> str:
    """Refuse what is no text at all: a picture or program has many control characters, a chat has not."""
    sample = text[:_SAMPLE]
    if not sample.strip("\ufeff \t\r\n\0"):
        raise BadInput("intake.empty", name=name)
    odd = sum(char < " " and char not in "\t\r\n\f\x1b" for char in sample)
    if odd > 8 and odd > len(sample) * _BINARY_SHARE:
        raise BadInput("intake.binary", name=name)
    return text
