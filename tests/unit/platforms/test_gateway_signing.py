"""The gateway's signature and time (FORMATS, Taobao gateway), against vectors made with openssl and md5sum."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from cs_console.domain.policy.platforms import SignMethod
from cs_console.platforms.signing import sign, timestamp

FORM = {
    "method": "taobao.trade.memo.update",
    "app_key": "12345678",
    "session": "61000abc",
    "timestamp": "2026-06-14 10:42:00",
    "format": "json",
    "v": "2.0",
    "tid": "2231958349",
    "memo": "张敏 送礼物 2026.6.14",
    "flag": "1",
    "fields": "tid,modified",
}
"""Sorted and joined by hand:
app_key12345678fieldstid,modifiedflag1formatjsonmemo张敏 送礼物 2026.6.14methodtaobao.trade.memo.update
session61000abctid2231958349timestamp2026-06-14 10:42:00v2.0 (one line)."""


@pytest.mark.parametrize(
    ("method", "expected"),
    [
        ("md5", "AC42AFDB6B768ABF256F051617AC6355"),
        ("hmac", "C2AAAD3E55BF7C203D7CE9BC585420BA"),
        ("hmac-sha256", "933E8317ED3368A6AF9579CAE477C34ED68FFF36AE8A91DE0566505B82128C72"),
    ],
)
def test_r7_signatures_are_those_of_the_documents(method: SignMethod, expected: str) -> None:
    assert sign(FORM, "helloworld", method) == expected
    assert sign(dict(reversed(FORM.items())), "helloworld", method) == expected


@pytest.mark.parametrize("method", ["md5", "hmac", "hmac-sha256"])
def test_r7_a_changed_parameter_changes_the_signature(method: SignMethod) -> None:
    assert sign({**FORM, "flag": "2"}, "helloworld", method) != sign(FORM, "helloworld", method)
    assert sign(FORM, "another", method) != sign(FORM, "helloworld", method)


def test_r7_the_gateways_clock_stands_at_gmt_8() -> None:
    assert timestamp(datetime(2026, 6, 13, 18, 5, 9, tzinfo=UTC)) == "2026-06-14 02:05:09"
