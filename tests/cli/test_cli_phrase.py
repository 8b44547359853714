"""`cs-console phrase`: found however typed, filled for a buyer, guarded (rules P1–P10)."""

from __future__ import annotations

import io
import json
import sys
from types import SimpleNamespace
from typing import Any

import pytest

KEYS = {"id", "group", "question", "variant", "text", "score"}


@pytest.mark.parametrize("query", ["什么时候发货", "发货", "fahuo", "fh", "ＦＨ", "什麼時候發貨"])
def test_p4_shipping_is_found_however_it_is_typed(console: Any, query: str) -> None:
    hits = console.said("phrase", "find", query, "--limit", "5", agent=None)
    assert 0 < len(hits) <= 5 and hits[0].keys() >= KEYS
    assert any("发货" in hit["question"] or "发货" in hit["text"] for hit in hits)


def test_nothing_found_is_an_empty_array(console: Any) -> None:
    assert console.said("phrase", "find", "qqqqqqqq", agent=None) == []


def test_a_batch_answers_line_by_line_in_order(console: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    text = "\ufeff发货\r\n\r\n退款\n".encode()
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BytesIO(text), isatty=lambda: False))
    lines = [json.loads(one) for one in console("phrase", "find", "--batch", "-", agent=None).out.splitlines()]
    assert [one["query"] for one in lines] == ["发货", "", "退款"]
    assert lines[0]["hits"] and lines[1]["hits"] == [] and lines[2]["hits"]


@pytest.mark.parametrize("codec", ["gb18030", "utf-16"])
def test_p4_a_batch_from_a_chinese_windows_is_read(console: Any, monkeypatch: pytest.MonkeyPatch, codec: str) -> None:
    buffer = io.BytesIO("发货\r\n\r\n包邮吗\r\n".encode(codec))
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=buffer, isatty=lambda: False))
    lines = [json.loads(one) for one in console("phrase", "find", "--batch", "-", agent=None).out.splitlines()]
    assert [one["query"] for one in lines] == ["发货", "", "包邮吗"]
    assert lines[0]["hits"] and lines[2]["hits"][0]["question"] == "包邮吗"


@pytest.mark.slow
def test_x2_a_hostile_batch_gives_a_line_for_each_line(console: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Empty lines, 10,000 characters, control characters, line ends that are none, bytes that are no UTF-8."""
    hostile = [
        b"", b"  \t", b"\x00\x1b[31m\x07", "发\u2028货\x85\x0b\x1c".encode(), "退".encode() * 10_000, b"a" * 10_000,
        b"\xff\xfe\xc4\xe3", b"[/](@click=x)'\"--", "‮运费🙂".encode(), b"%s {x} \\n", "发货".encode(),
    ]  # fmt: skip
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BytesIO(b"\n".join(hostile)), isatty=lambda: False))
    ran = console("phrase", "find", "--batch", "-", "--limit", "2", agent=None)
    lines = [json.loads(one) for one in ran.out.split("\n")[:-1]]
    assert len(lines) == len(hostile) and not any(ord(char) < 32 for char in ran.out.replace("\n", ""))
    assert lines[0]["hits"] == lines[1]["hits"] == [] and lines[-1]["hits"]
    assert all(len(one["hits"]) <= 2 for one in lines)


def test_a_query_or_a_batch_but_not_both(console: Any, tmp_path: Any) -> None:
    console("phrase", "find", code=2)
    console("phrase", "find", "x", "--batch", "-", code=2)
    assert "error: " in console("phrase", "find", "--batch", str(tmp_path / "none"), code=1).err


def test_p3_a_text_with_a_blank_left_is_refused(console: Any) -> None:
    hits = console.said("phrase", "find", "单号")
    blank = next((hit for hit in hits if "{" in hit["text"] or "｛" in hit["text"]), None)
    assert blank is not None, "the shipped books have a phrase that needs a tracking number"
    ran = console("phrase", "fill", blank["id"], code=None)
    assert ran.code == 1 or "{" not in ran.out


def test_fill_speaks_of_the_inquiry(console: Any) -> None:
    added = console.said("queue", "add", "--buyer", "小鱼", "什么时候发货")
    suggested = console.said("phrase", "suggest", "--inquiry", str(added["id"]), "--limit", "3")
    assert 0 < len(suggested) <= 3 and suggested[0]["id"].startswith("ship")
    filled = console.said("phrase", "fill", suggested[0]["id"], "--inquiry", str(added["id"]))
    assert filled["text"] and "{" not in filled["text"]


def test_p6_promises_and_absolutes_are_noticed(console: Any) -> None:
    assert console.said("phrase", "lint", "亲，您的订单正常48小时内发出哦～", code=None)["blocked"] is False
    found = console.said("phrase", "lint", "保证明天一定到，送您一个洗衣袋", code=None)
    assert found["findings"] and {"gift"} <= {one["kind"] for one in found["promises"]}
    assert console("phrase", "lint", "还没填 {tracking_no}", code=1).out is not None


def test_unknown_things_are_said(console: Any) -> None:
    for arguments in (
        ("fill", "no.such"), ("suggest", "--inquiry", "99"), ("find", "发货", "--inquiry", "99"),
        ("find", "发货", "--order", "99"),
    ):  # fmt: skip
        assert console("phrase", *arguments, code=1).err.startswith("error: ")
    assert console.said("phrase", "stats")["rows"] == []
