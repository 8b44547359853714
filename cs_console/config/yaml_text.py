"""What can be said about YAML text before and after the parser: encoding, tabs, look-alikes, reasons."""

from __future__ import annotations

import re
from collections.abc import Iterator

import yaml

from cs_console.config.problems import Problem, error

_UTF16 = (b"\xff\xfe", b"\xfe\xff")
_BOM = b"\xef\xbb\xbf"
_TAB_INDENT = re.compile(r"^[ ]*(\t)[ \t]*[^\s#]", re.MULTILINE)
_WIDE_INDENT = re.compile(r"^[ ]*([\u3000\u00a0])", re.MULTILINE)
_CONFLICT = re.compile(r"<{7} |={7}$|>{7} ")
"""What git leaves where two people changed the same lines."""
_ODD_BREAKS = str.maketrans("\x85\u2028\u2029", "   ")
"""Line breaks to YAML 1.1 alone: to editors and to git they are signs within a line."""
_CONTROL = re.compile(
    "[^\t\n\r\x20-\x7e\x85\xa0-\u200a\u200c-\u200d\u2010-\u2029\u202f-\u2065\u206a-\ud7ff\ue000-\ufefe\uff00-\ufffd"
    "\U00010000-\U000dffff]"
)
"""Control, bidi and tag characters, byte order marks: none belongs into a file that people edit."""

_BY_CHANCE = re.compile("[\u0180-\u036f]")
_BEYOND = re.compile("[\u0800-\U0010ffff]")
"""GBK bytes can be UTF-8 by chance (什么 reads ʲô): letters nobody types, in a text without one hanzi."""

_REASONS: tuple[tuple[str, str], ...] = (
    ("mapping values are not allowed", "yaml.colon"),
    ("could not find expected ':'", "yaml.colon_missing"),
    ("did not find expected key", "yaml.indent"),
    ("did not find expected '-' indicator", "yaml.indent"),
    ("expected <block end>", "yaml.indent"),
    ("block sequence entries are not allowed", "yaml.indent"),
    ("block mapping keys are not allowed", "yaml.indent"),
    ("did not find expected ',' or", "yaml.unclosed"),
    ("expected ',' or", "yaml.unclosed"),
    ("did not find expected node content", "yaml.unclosed"),
    ("unexpected end of stream", "yaml.quote"),
    ("unknown escape character", "yaml.escape"),
    ("escape", "yaml.escape"),
    ("found undefined tag handle", "yaml.tag_handle"),
    ("cannot start any token", "yaml.start"),
    ("scanning an anchor", "yaml.start"),
    ("scanning an alias", "yaml.start"),
    ("scanning a tag", "yaml.start"),
    ("scanning a directive", "yaml.start"),
    ("scanning a block scalar", "yaml.start"),
    ("found unexpected ':'", "yaml.colon"),
    ("document start", "yaml.indent"),
)
_MAX_LISTED = 20
_AT_CONTEXT = frozenset({"yaml.quote", "yaml.unclosed", "yaml.colon_missing"})
"""What is complained of later than where it began."""


_BRACE_START = re.compile(r"[ ]*(?:- +)*(?:[\w.]+: +)?(\{[?？]?[\w\u4e00-\u9fff]+[?？]?\})\s*[^\s#,\]}]")
"""A bare text that begins with a variable: YAML takes the brace for a mapping's."""
_BARE_BRACES = re.compile(r"""[^#"']*[^\s"'#,:\[{]\s*(\{[?？]?[a-z_\u4e00-\u9fff]+[?？]?\})""")
"""The same on a further line of a list or mapping in brackets."""
_FLOW_BRACES = re.compile(r"""^[^#"']*[\[{][^"'\]}]*(?:[^\s"'\[{,:：]\{|\{[?？]?[a-z_\u4e00-\u9fff]+[?？]?\})""")
"""A bare text with braces within ``[…]`` or ``{…}``: there YAML takes them for its own."""


def decoded(data: bytes, name: str) -> tuple[str | None, list[Problem]]:
    """The text of UTF-8 `data` (with or without BOM), or None and what is wrong, by line."""
    if data.startswith(_UTF16):
        return None, [error(name, (1, 1), "yaml.utf16")]
    if data.startswith(_BOM):
        data = data[len(_BOM) :]
    try:
        text = _broken_by_editors(data.decode("utf-8"))
        chance = _BY_CHANCE.search(text) if not text.isascii() and not _BEYOND.search(text) else None
        if chance is None or not _is_gbk(data):
            return text, []
        return None, [error(name, place(text, chance.start()), "yaml.gbk")]
    except UnicodeDecodeError as broken:
        before = data[: broken.start]
        line = before.count(b"\n") + 1
        column = len(before[before.rfind(b"\n") + 1 :].decode("utf-8")) + 1
        return None, [error(name, (line, column), "yaml.gbk" if _is_gbk(data) else "yaml.encoding")]


def decoded_anyhow(data: bytes) -> str:
    """The text as somebody meant it, whatever it was saved as: what is wrong with it is said elsewhere."""
    if data.startswith(_UTF16):
        return _broken_by_editors(data.decode("utf-16", errors="replace"))
    encoding = "utf-8-sig" if decoded(data, "")[0] is not None or not _is_gbk(data) else "gb18030"
    return _broken_by_editors(data.decode(encoding, errors="replace").removeprefix("\ufeff"))


def _broken_by_editors(text: str) -> str:
    """The text with the line breaks that editors count, and no others: places are theirs."""
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    odd = "\x85" in text or "\u2028" in text or "\u2029" in text
    return text.translate(_ODD_BREAKS) if odd else text


def _is_gbk(data: bytes) -> bool:
    try:
        data.decode("gb18030")
    except UnicodeDecodeError:
        return False
    return True


def suspicious(text: str, name: str) -> list[Problem]:
    """Tabs and full-width blanks as indentation, git's conflict marks, and characters that nobody types on purpose."""
    found: list[Problem] = []
    if "\n<<<<<<< " in text or "\n>>>>>>> " in text or text.startswith("<<<<<<< "):
        found += _conflicts(text, name)
    if "\t" in text:
        found += _all(_TAB_INDENT, text, name, "yaml.tab")
    if "\u3000" in text or "\u00a0" in text:
        found += _all(_WIDE_INDENT, text, name, "yaml.wide_blank")
    for match in _CONTROL.finditer(text):
        found.append(error(name, place(text, match.start()), "yaml.control", character=f"U+{ord(match[0]):04X}"))
        if len(found) >= _MAX_LISTED:
            break
    return found


def conflict_marks(lines: list[str]) -> list[int]:
    """The lines, from 0, that git put between two people's versions."""
    return [number for number, line in enumerate(lines) if _CONFLICT.match(line)]


def _conflicts(text: str, name: str) -> Iterator[Problem]:
    """One problem a conflict, where it begins; marks that were left over of a half-mended one alike."""
    lines = text.split("\n")
    open_since = -1
    for number in conflict_marks(lines):
        if lines[number].startswith(">") and open_since >= 0:
            yield error(name, (open_since + 1, 1), "yaml.conflict", last=number + 1)
            open_since = -1
        elif open_since < 0:
            open_since = number
    if open_since >= 0:
        yield error(name, (open_since + 1, 1), "yaml.conflict", last=open_since + 1)


def _all(pattern: re.Pattern[str], text: str, name: str, code: str) -> list[Problem]:
    matches = [match for match, _ in zip(pattern.finditer(text), range(_MAX_LISTED), strict=False)]
    return [error(name, place(text, match.start(1)), code) for match in matches]


def place(text: str, offset: int) -> tuple[int, int]:
    """Line and column, from 1, of an offset."""
    return text.count("\n", 0, offset) + 1, offset - text.rfind("\n", 0, offset)


def explained(broken: yaml.MarkedYAMLError, text: str, name: str) -> Problem:
    """The parser's complaint in the words of somebody who edits a file, at the place it means."""
    mark = broken.problem_mark or broken.context_mark
    where = (mark.line + 1, mark.column + 1) if mark else (1, 1)
    reason = " ".join(part for part in (broken.context, broken.problem) if part)
    code = next((code for words, code in _REASONS if words in reason), "yaml.syntax")
    begun = code in _AT_CONTEXT or (code == "yaml.start" and "while scanning a" in reason)
    if begun and broken.context_mark:
        where = (broken.context_mark.line + 1, broken.context_mark.column + 1)
    lines = [*text.split("\n"), ""]
    last = min(mark.line if mark else 0, len(lines) - 1)
    if found := _BRACE_START.match(lines[last]):
        return error(name, (last + 1, found.start(1) + 1), "yaml.brace_start")
    if code == "yaml.unclosed" and (braces := _braces(lines, where, last)):
        return error(name, braces, "yaml.flow_braces")
    if code in ("yaml.start", "yaml.syntax") and lines[last].startswith("\t", where[1] - 1):
        return error(name, where, "yaml.tab")
    if code in ("yaml.colon", "yaml.colon_missing", "yaml.indent") and (wide := _wide_colon(text, where[0])):
        return error(name, wide, "yaml.wide_colon")
    return error(name, where, code, reason=reason)


def _braces(lines: list[str], where: tuple[int, int], last: int) -> tuple[int, int] | None:
    """The place of a bare text with braces between an opened bracket and the line complained of."""
    if _FLOW_BRACES.search(lines[where[0] - 1]):
        return where
    for number in range(where[0], last + 1):
        if found := _BARE_BRACES.match(lines[number]):
            return number + 1, found.start(1) + 1
    return None


def _wide_colon(text: str, line: int) -> tuple[int, int] | None:
    """Where a full-width colon stands for a key's, on the line complained of or the two before."""
    lines = text.split("\n")
    for number in range(min(line, len(lines)), max(0, line - 3), -1):
        found = re.match(r"\s*(?:- )?[\w.]+(：)", lines[number - 1])
        if found:
            return number, found.start(1) + 1
    return None
