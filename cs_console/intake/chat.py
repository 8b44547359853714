"""Pasted or filed chat text to messages (FORMATS "Chat text", rules Q7 and E3).

A header names who spoke when: ``昵称(2026-11-21 20:01:33):``, ``昵称 2026-11-21 20:01:33``,
``2026-11-21 20:01:33 昵称`` or ``昵称 20:01:33``; the lines up to the next header are one message.
Text without any header is one message now.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from cs_console.domain.records import ChatRecord
from cs_console.domain.vocabulary import MessageRole
from cs_console.errors import BadInput
from cs_console.intake.options import IntakeOptions
from cs_console.text.clean import clean

CLOCK_SLACK = timedelta(minutes=5)
"""A time of day later than this from now was yesterday's; less is only a clock that runs ahead."""

_DAY = r"(?P<y>\d{4})[-/.年](?P<m>\d{1,2})[-/.月](?P<d>\d{1,2})日?"
_CLOCK = r"(?P<h>\d{1,2})[:：](?P<min>\d{2})(?:[:：](?P<s>\d{2}))?"
_FULL_CLOCK = r"(?P<h>\d{1,2})[:：](?P<min>\d{2})[:：](?P<s>\d{2})"
_NICK = r"(?P<nick>[^\s，。！？；,!?;:：()（）][^，。！？；!?;\n]{0,59}?)"
_LAST_NICK = r"(?P<nick>[^\s:：][^:：\n]{0,59}?)"
_INLINE = r"\s*(?:[:：][ \t　]*(?P<text>.*))?"
_HEADERS = tuple(
    re.compile(pattern)
    for pattern in (
        rf"[ \t　]*{_NICK}[ \t　]*[(（]\s*{_DAY}[ \t　T]+{_CLOCK}\s*[)）]{_INLINE}",
        rf"[ \t　]*{_NICK}[ \t　]+{_DAY}[ \t　T]+{_CLOCK}{_INLINE}",
        rf"[ \t　]*[\[【(（]?{_DAY}[ \t　T]+{_CLOCK}[\]】)）]?[ \t　]+{_LAST_NICK}{_INLINE}",
        rf"[ \t　]*{_NICK}[ \t　]*[(（]\s*{_FULL_CLOCK}\s*[)）]{_INLINE}",
        rf"[ \t　]*{_NICK}[ \t　]+{_FULL_CLOCK}{_INLINE}",
    )
)
_DATE = re.compile(r"\d{4}[-/.年]\d")
_MAY_BE_HEADER = re.compile(r"\d[:：]\d\d")
_HEADER_LENGTH = 200
_SYSTEM = frozenset({"系统", "系统消息", "系统提示", "系统通知", "System", "system"})

_PICTURE = re.compile(
    r"\[(?:图片|圖片|image|picture)[ \t]{0,4}[:：]?(?P<mark>[^\]\n]{0,300})\]"
    r"|<img\b(?P<tag>[^>\n]{0,600})>"
    r"|!\[[^\]\n]{0,100}\]\((?P<md>[^)\s]{1,300})\)"
    r"|(?P<url>(?:https?|file)://[^\s\[\]<>\"']{1,600}+)"
    r"|^[ \t]{0,20}(?P<file>[^\s\[\]<>\"'|*?]{5,300}+)[ \t]{0,20}$",
    re.IGNORECASE | re.MULTILINE,
)
"""Every repetition is bounded: a hostile paste costs no more than its length (rule X2)."""

_SOURCE = re.compile(r"\bsrc\s*=\s*[\"']?([^\"'\s]+)", re.IGNORECASE)
_IMAGE = re.compile(r"(?:[A-Za-z]:)?[^:：]+\.(?:jpe?g|png|gif|webp|bmp|heic)", re.IGNORECASE)
_MAX_NAME = 120


def parse_chat(text: str, *, options: IntakeOptions, now: datetime) -> tuple[ChatRecord, ...]:
    """The messages of `text`; times are the shop's, a bare time of day is the latest such before `now`."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").lstrip("\ufeff").split("\n")
    records = tuple(_messages(lines, options, now))
    too_long = next((record for record in records if len(record.text) > options.max_cell), None)
    if too_long is not None:
        raise BadInput("intake.chat_too_long", row=too_long.row, limit=options.max_cell)
    return records


def _messages(lines: list[str], options: IntakeOptions, now: datetime) -> Iterator[ChatRecord]:
    headers = [(row, found) for row, line in enumerate(lines) if (found := _header(line, options, now))]
    if not headers:
        yield from _record(lines, 1, "", None, None)
        return
    first = headers[0][0]
    yield from _record(lines[:first], 1, "", None, headers[0][1][1])
    ends = [row for row, _ in headers[1:]] + [len(lines)]
    for (row, (nick, at, inline)), end in zip(headers, ends, strict=True):
        yield from _record([inline, *lines[row + 1 : end]], row + 1, nick, role_of(nick, options), at)


def _header(line: str, options: IntakeOptions, now: datetime) -> tuple[str, datetime, str] | None:
    """(nick, time, text behind the colon) when the line is a header."""
    if not _MAY_BE_HEADER.search(line[:_HEADER_LENGTH]):
        return None
    for pattern in _HEADERS:
        found = pattern.fullmatch(line)
        if found and not _DATE.search(found["nick"]):
            at = _time(found.groupdict(), options, now)
            if at is not None:
                nick = clean(found["nick"]).strip(" :：\u3000")
                return nick, at, found["text"] or ""
    return None


def _time(parts: dict[str, str | None], options: IntakeOptions, now: datetime) -> datetime | None:
    clock = [int(parts[name] or 0) for name in ("h", "min", "s")]
    local = now.astimezone(options.zone)
    try:
        if parts.get("y"):
            day = [int(parts[name] or 0) for name in ("y", "m", "d")]
            return datetime(*day, *clock, tzinfo=options.zone).astimezone(UTC)  # type: ignore[misc,arg-type]
        at = local.replace(hour=clock[0], minute=clock[1], second=clock[2], microsecond=0)
    except (ValueError, OverflowError):
        return None
    if at > local + CLOCK_SLACK:
        at -= timedelta(days=1)
    return at.astimezone(UTC)


def role_of(nick: str, options: IntakeOptions) -> MessageRole:
    """Agent when the nick, or either side of a sub-account's colon, is one of ours."""
    names = {nick, *(part.strip() for part in re.split("[:：]", nick))}
    if names & options.own_nicks:
        return MessageRole.AGENT
    return MessageRole.SYSTEM if nick in _SYSTEM else MessageRole.BUYER


def _record(
    lines: list[str], row: int, sender: str, role: MessageRole | None, at: datetime | None
) -> Iterator[ChatRecord]:
    text, pictures = mark_pictures("\n".join(lines))
    text = "\n".join(line.rstrip() for line in clean(text, multiline=True).split("\n")).strip("\n\u3000 ")
    if text:
        yield ChatRecord(text=text, row=row, sender=sender, role=role, at=at, pictures=pictures)


def mark_pictures(text: str) -> tuple[str, tuple[str, ...]]:
    """Pictures become `[图片 name]`, names without any path (rule E3); everything else stays as it is."""
    names: list[str] = []

    def marked(found: re.Match[str]) -> str:
        kind, source = found.lastgroup, found[found.lastgroup or 0]
        if kind == "tag":
            named = _SOURCE.search(source)
            source = named[1] if named else ""
        bare = re.split(r"[?#]", source.strip(), maxsplit=1)[0]
        if kind in ("url", "file") and not _IMAGE.fullmatch(bare.partition("://")[2] or bare):
            return found[0]
        name = clean(re.split(r"[/\\]", bare)[-1]).strip()[:_MAX_NAME]
        if not name:
            return "[图片]"
        names.append(name)
        return f"[图片 {name}]"

    return _PICTURE.sub(marked, text), tuple(names)
