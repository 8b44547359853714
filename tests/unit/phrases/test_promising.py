"""A reply that promises something is noticed, with the day it is due (rules P9, R4, R2)."""

from __future__ import annotations

from datetime import date, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cs_console.domain.due_dates import Due, due, span
from cs_console.domain.promising import detect_promises, distinct, portions
from cs_console.domain.vocabulary import PromiseKind

K = PromiseKind

TODAY = date(2026, 11, 20)  # a Friday


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("送某某礼物一份，发申通 2014.8.20", [("gift", "送某某礼物一份"), ("courier", "发申通")]),
        ("送您一双袜子哦", [("gift", "送您一双袜子")]),
        ("赠品会一起发出", [("gift", "赠品会一起发")]),
        ("亲 帮您改发顺丰", [("courier", "改发顺丰")]),
        ("今天18:00前发出哦", [("date", "今天18:00前发出")]),
        ("仓库查监控，今日 18:00 前答复", [("date", "今日 18:00 前答复")]),
        ("周六送货", [("date", "周六送货")]),
        ("12.30前补发", [("date", "12.30前补发")]),
        ("给您优惠5元", [("price", "给您优惠5元")]),
        ("打8.5折", [("price", "打8.5折")]),
        ("给您包邮哦", [("price", "给您包邮")]),
        ("派送前会电话联系您", [("call", "派送前会电话联系")]),
        ("明天给您回电", [("date", "明天给您回电"), ("call", "给您回电")]),
        ("改成白色XL", [("change", "改成白色XL")]),
        ("已为您改好地址", [("address", "改好地址")]),
        ("给您随单塞个小礼物", [("gift", "给您随单塞个小礼物")]),
        ("补您一个赠品", [("gift", "补您一个赠品")]),
        ("顺丰给您寄", [("courier", "顺丰给您寄")]),
        ("我安排德邦送", [("courier", "安排德邦")]),
        ("三天内退款", [("date", "三天内退款")]),
        ("24小时之内给您处理", [("date", "24小时之内给您处理")]),
        ("给您算99元", [("price", "给您算99")]),
        ("帮您抹个零", [("price", "抹个零")]),
        ("尺码给您改好了", [("change", "尺码给您改好")]),
        ("给您改XL", [("change", "给您改XL")]),
        ("收件人帮您改了", [("address", "收件人帮您改")]),
        ("到了给您电话", [("call", "到了给您电话")]),
    ],
)
def test_p9_promises(text: str, found: list[tuple[str, str]]) -> None:
    promises = detect_promises(text)
    assert [(one.kind.value, one.words) for one in promises] == found
    assert all(text[one.start : one.end] == one.words for one in promises)


@pytest.mark.parametrize(
    "text",
    [
        "您要改地址吗？",
        "不能改地址哦",
        "没有赠品的呢",
        "默认发申通",
        "您的订单正常48小时内发出哦",
        "满99减10",
        "送货上门",
        "发送链接给您",
        "您可以自己修改地址",
        "请您先申请退款",
        "改地址的话需要补运费",
        "个别乡镇会转发邮政",
        "亲，在的哦",
        "",
    ],
)
def test_p9_no_promise(text: str) -> None:
    assert detect_promises(text) == ()


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ("送您一个洗衣袋，改发顺丰，明天18点前发出", [
            (K.GIFT, "送您一个洗衣袋"), (K.COURIER, "改发顺丰"), (K.DATE, "明天18点前发出"),
        ]),
        ("送您一个洗衣袋，要蓝色的，改发顺丰明天发出", [
            (K.GIFT, "送您一个洗衣袋，要蓝色的"), (K.COURIER, "改发顺丰"), (K.DATE, "明天发出"),
        ]),
        ("明天10点给您回电", [(K.CALL, "明天10点给您回电")]),
        ("今天给您发顺丰", [(K.COURIER, "今天给您发顺丰")]),
        ("送您一张优惠券", [(K.GIFT, "送您一张优惠券")]),
        ("今天18点前给您答复，明天发出", [(K.DATE, "今天18点前给您答复"), (K.DATE, "明天发出")]),
        ("明天发出，您放心，明天发出", [(K.DATE, "明天发出，您放心，明天发出")]),
    ],
)  # fmt: skip
def test_r4_each_promise_is_told_once_and_no_word_of_the_text_is_lost(
    text: str, rows: list[tuple[PromiseKind, str]]
) -> None:
    found = distinct(detect_promises(text))
    parts = portions(text, found)
    assert [(one.kind, part) for one, part in zip(found, parts, strict=True)] == rows
    assert "，".join(one.words for one in found) == "，".join(
        one.words for one in distinct(detect_promises("，".join(one.words for one in found)))
    )


@pytest.mark.parametrize(
    ("text", "day", "at"),
    [
        ("2014.8.20", date(2014, 8, 20), None),
        ("2014-08-20", date(2014, 8, 20), None),
        ("2026年12月1日", date(2026, 12, 1), None),
        ("8.20", date(2026, 8, 20), None),
        ("1.3前发", date(2027, 1, 3), None),
        ("12月1日 18:00前", date(2026, 12, 1), time(18)),
        ("今天下午3点半前", date(2026, 11, 20), time(15, 30)),
        ("明天发出", date(2026, 11, 21), None),
        ("大后天", date(2026, 11, 23), None),
        ("后天", date(2026, 11, 22), None),
        ("周五发", date(2026, 11, 20), None),
        ("周三发", date(2026, 11, 25), None),
        ("下周一发", date(2026, 11, 23), None),
        ("周末送", date(2026, 11, 21), None),
        ("3个工作日到账", date(2026, 11, 25), None),
        ("48小时内", date(2026, 11, 22), None),
        ("3天内", date(2026, 11, 23), None),
        ("月底前", date(2026, 11, 30), None),
        ("25号发", date(2026, 11, 25), None),
        ("5号发", date(2026, 12, 5), None),
        ("18点前答复", TODAY, time(18)),
        ("今天8:15前答复", TODAY, time(8, 15)),
        ("今天8点20分前答复", TODAY, time(8, 20)),
        ("今天上午9点", TODAY, time(9)),
        ("今天下午1点", TODAY, time(13)),
        ("今天下午12点半", TODAY, time(12, 30)),
        ("今天中午12点", TODAY, time(12)),
        ("今天中午11点", TODAY, time(11)),
        ("今天中午1点", TODAY, time(13)),
        ("今天晚上8点", TODAY, time(20)),
        ("今晚12点前答复", TODAY, time(23, 59)),
        ("今晚0点前答复", TODAY, time(23, 59)),
        ("今天24点前发出", TODAY, time(23, 59)),
        ("今天0点", TODAY, time(0)),
        ("今天25点", TODAY, None),
        ("今天8:60", TODAY, None),
        ("三天内退款", date(2026, 11, 23), None),
        ("四十八小时内", date(2026, 11, 22), None),
        ("半小时内给您答复", TODAY, None),
        ("两个工作日到账", date(2026, 11, 24), None),
        ("今晚1点前答复", date(2026, 11, 21), time(1)),
        ("明天下午给您答复", date(2026, 11, 21), time(18)),
        ("明早给您发走", date(2026, 11, 21), time(12)),
        ("明天下午三点半前", date(2026, 11, 21), time(15, 30)),
        ("下午给您回电", TODAY, time(18)),
        ("快一点给您发，明天发出", date(2026, 11, 21), None),
        ("下月5号发", date(2026, 12, 5), None),
        ("下个月底前", date(2026, 12, 31), None),
        ("这周内补发", date(2026, 11, 22), None),
    ],
)
def test_r2_the_day_a_promise_is_due(text: str, day: date, at: time | None) -> None:
    found = due(text, TODAY)
    assert found is not None
    assert (found.day, found.at) == (day, at)


@pytest.mark.parametrize(
    "text", ["送您一双袜子", "2.5元", "1.8m", "13.45", "2026.13.40", "25号楼", "18点答复", "发货前联系您", ""]
)
def test_r2_no_day(text: str) -> None:
    assert due(text, TODAY) is None


@pytest.mark.parametrize(
    ("today", "text", "day"),
    [
        (date(2027, 1, 5), "12.30发的", date(2026, 12, 30)),
        (date(2026, 12, 28), "1.3发", date(2027, 1, 3)),
        (date(2026, 12, 31), "5号发", date(2027, 1, 5)),
        (date(2026, 11, 20), "20号发", date(2026, 11, 20)),
        (date(2026, 1, 31), "30号发", date(2026, 3, 30)),
    ],
)
def test_r2_a_day_without_its_year_or_month_is_the_one_meant(today: date, text: str, day: date) -> None:
    found = due(text, today)
    assert found is not None and found.day == day


@given(st.dates(date(2000, 2, 1), date(2100, 1, 1)), st.dates(date(2001, 1, 1), date(2099, 12, 31)))
def test_r2_every_written_form_is_read_back(today: date, day: date) -> None:
    for form in (f"{day.year}.{day.month}.{day.day}", day.isoformat(), f"{day.year}.{day:%m.%d}"):
        assert due(f"发申通 {form}", today) == Due(day)


def test_r2_working_days_leave_out_the_days_off() -> None:
    spring = {date(2026, 2, 16) + timedelta(days=n) for n in range(7)}
    assert due("2个工作日内退款", date(2026, 2, 13), spring) == Due(date(2026, 2, 24))
    assert due("2个工作日内退款", date(2026, 2, 13)) == Due(date(2026, 2, 17))
    assert due("节后第一天给您发出", date(2026, 2, 18), spring) == Due(date(2026, 2, 23))
    assert due("春节后第2天发", date(2026, 2, 10), spring) == Due(date(2026, 2, 24))
    assert due("节前给您发走", date(2026, 2, 10), spring) == Due(date(2026, 2, 15))
    assert due("节后给您发", date(2026, 2, 10)) is None and due("节后给您发", date(2025, 11, 1), spring) is None


@pytest.mark.parametrize(
    ("text", "wait"),
    [
        ("半小时内给您答复", timedelta(minutes=30)),
        ("两个半小时内", timedelta(hours=2.5)),
        ("2小时内给您处理", timedelta(hours=2)),
        ("24小时之内退款", timedelta(hours=24)),
        ("10分钟内", timedelta(minutes=10)),
        ("三天内", None),
        ("2小时后", None),
    ],
)
def test_r4_hours_and_minutes_run_from_now(text: str, wait: timedelta | None) -> None:
    assert span(text) == wait


WORDS = st.text("亲送您改发顺丰申通今明天周五前后优惠5元折地址电话，。？1.8-", max_size=40)


@given(WORDS, st.dates(date(2000, 1, 1), date(2200, 1, 1)))
def test_any_text_is_read_without_harm(text: str, today: date) -> None:
    for one in detect_promises(text):
        assert one.words and text[one.start : one.end] == one.words
    found = distinct(detect_promises(text))
    assert all(text[one.start : one.end] == one.words for one in found)
    assert all(one.words in part for one, part in zip(found, portions(text, found), strict=True))
    due(text, today)
