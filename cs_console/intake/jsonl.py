"""One JSON object a line to messages: `{time, sender, role, text, order_no?, channel?}` (FORMATS)."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from cs_console.domain.records import ChatRecord
from cs_console.domain.vocabulary import Channel, MessageRole
from cs_console.errors import BadInput
from cs_console.intake.chat import mark_pictures, role_of
from cs_console.intake.options import IntakeOptions
from cs_console.intake.reading import Reading, RowRefused
from cs_console.text.clean import clean


def parse_jsonl(text: str, name: str, reading: Reading) -> tuple[ChatRecord, ...]:
    """The messages of the file; a line that is none is rejected, a file without any is refused."""
    records: list[ChatRecord] = []
    lines = text.split("\n")
    objects = 0
    for row, line in enumerate(lines, 1):
        if not line.strip():
            continue
        reading.row = row
        try:
            found = _object(line, last=row == len(lines))
            objects += 1
            records.append(_message(found, row, reading.options))
        except RowRefused as refused:
            reading.reject(refused)
    if not objects:
        raise BadInput("intake.jsonl", name=name)
    return tuple(records)


def _object(line: str, *, last: bool) -> Mapping[str, Any]:
    try:
        found = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise RowRefused("intake.reject.cut" if last else "intake.reject.json", "", line) from error
    if not isinstance(found, dict):
        raise RowRefused("intake.reject.json", "", line)
    return found


def _message(found: Mapping[str, Any], row: int, options: IntakeOptions) -> ChatRecord:
    body = found.get("text")
    if not isinstance(body, str) or not body.strip():
        raise RowRefused("intake.reject.json_field", "text", _shown(body))
    if len(body) > options.max_cell:
        raise RowRefused("intake.reject.cell_too_long", "text", body)
    sender = clean(_string(found, "sender")).strip()
    text, pictures = mark_pictures(body)
    return ChatRecord(
        text=clean(text, multiline=True).strip(),
        row=row,
        sender=sender,
        role=_role(found, sender, options),
        at=_time(found, options),
        order_no=clean(_string(found, "order_no")).strip(),
        channel=_channel(found),
        pictures=pictures,
    )


def _string(found: Mapping[str, Any], key: str) -> str:
    value = found.get(key)
    if value is None:
        return ""
    if isinstance(value, bool | float | dict | list):
        raise RowRefused("intake.reject.json_field", key, _shown(value))
    return str(value)


def _role(found: Mapping[str, Any], sender: str, options: IntakeOptions) -> MessageRole | None:
    word = _string(found, "role").strip().lower()
    if not word:
        return role_of(sender, options) if sender else None
    if word not in tuple(MessageRole):
        raise RowRefused("intake.reject.json_field", "role", word)
    return MessageRole(word)


def _channel(found: Mapping[str, Any]) -> Channel:
    word = _string(found, "channel").strip().lower()
    if word and word not in tuple(Channel):
        raise RowRefused("intake.reject.json_field", "channel", word)
    return Channel(word) if word else Channel.CHAT


def _time(found: Mapping[str, Any], options: IntakeOptions) -> datetime | None:
    word = _string(found, "time").strip()
    if not word:
        return None
    try:
        moment = datetime.fromisoformat(word.replace("/", "-"))
        return (moment if moment.tzinfo else moment.replace(tzinfo=options.zone)).astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise RowRefused("intake.reject.time", "time", word) from error


def _shown(value: object) -> str:
    return "" if value is None else str(value)[:100]
