"""JSONL inquiries: `{time, sender, role, text, order_no?, channel?}`, one a line (FORMATS)."""

import json
from datetime import UTC, datetime

import pytest

from cs_console.domain.vocabulary import Channel, MessageRole
from cs_console.intake.options import IntakeOptions
from cs_console.intake.reader import read_bytes

OPTIONS = IntakeOptions(own_nicks=frozenset({"蔡蔡"}), max_cell=1000)
FULL = {
    "time": "2026-11-21 20:01:33",
    "sender": "tb小鱼",
    "role": "buyer",
    "text": "在吗\n[图片 a.jpg]",
    "order_no": "35153131400000001",
    "channel": "phone",
}


def read(*objects, tail="\n"):
    lines = [line if isinstance(line, str) else json.dumps(line, ensure_ascii=False) for line in objects]
    return read_bytes(("\n".join(lines) + tail).encode(), "x.jsonl", options=OPTIONS)


def test_every_field():
    parsed = read(FULL)
    (record,) = parsed.chats
    assert (parsed.layout, parsed.rows_read) == ("jsonl", 1)
    assert record.at == datetime(2026, 11, 21, 12, 1, 33, tzinfo=UTC)
    assert (record.sender, record.role, record.channel) == ("tb小鱼", MessageRole.BUYER, Channel.PHONE)
    assert (record.order_no, record.pictures, record.row) == ("35153131400000001", ("a.jpg",), 1)


def test_defaults_and_a_time_with_its_own_offset():
    first, second = read({"text": "在"}, {"text": "在", "sender": "蔡蔡", "time": "2026-11-21T12:00:00Z"}).chats
    assert (first.at, first.role, first.channel, first.order_no) == (None, None, Channel.CHAT, "")
    assert (second.role, second.at) == (MessageRole.AGENT, datetime(2026, 11, 21, 12, 0, tzinfo=UTC))


def test_a_number_for_an_order_stays_exact():
    assert read({"text": "在", "order_no": 35153131400000001}).chats[0].order_no == "35153131400000001"


@pytest.mark.parametrize(
    ("line", "code", "column"),
    [
        ("{torn", "intake.reject.json", ""),
        ("[1]", "intake.reject.json", ""),
        ("[" * 100_000, "intake.reject.json", ""),
        ({"sender": "a"}, "intake.reject.json_field", "text"),
        ({"text": "  "}, "intake.reject.json_field", "text"),
        ({"text": ["a"]}, "intake.reject.json_field", "text"),
        ({"text": "在", "role": "boss"}, "intake.reject.json_field", "role"),
        ({"text": "在", "channel": "fax"}, "intake.reject.json_field", "channel"),
        ({"text": "在", "order_no": 1.5e17}, "intake.reject.json_field", "order_no"),
        ({"text": "在", "time": "昨天"}, "intake.reject.time", "time"),
        ({"text": "在" * 1001}, "intake.reject.cell_too_long", "text"),
    ],
)
def test_a_line_that_cannot_be_read_is_rejected_alone(line, code, column):
    parsed = read(FULL, line, FULL)
    assert [record.row for record in parsed.chats] == [1, 3]
    (reject,) = parsed.rejects
    assert (reject.row, reject.code, reject.column) == (2, code, column)
    assert parsed.rows_read == 3


def test_a_cut_last_line_is_named_as_such():
    parsed = read(FULL, '{"text": "半', tail="")
    assert [(reject.row, reject.code) for reject in parsed.rejects] == [(2, "intake.reject.cut")]


def test_lone_surrogates_and_controls_become_harmless():
    """Rule X2."""
    (record,) = read('{"text": "a\\ud800\\u001b[2J\\u0000b", "sender": "\\u202ex"}').chats
    record.text.encode()
    assert (record.text, record.sender) == ("a␦␛[2J␀b", "x")
