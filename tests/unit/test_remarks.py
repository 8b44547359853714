"""Remarks: read, composed, appended, compared (rules R1, R2)."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cs_console.domain.remarks import (
    DATE_STYLES,
    append,
    compose,
    difference,
    join_both,
    joint,
    parse_remark,
    read_date,
    write_date,
)

TODAY = date(2026, 6, 14)
PATTERN = "{agent} {promise} {date}"
ROSTER = ("张敏", "蔡蔡")


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2014.8.20", date(2014, 8, 20)),
        ("2014.08.20", date(2014, 8, 20)),
        ("2014-08-20", date(2014, 8, 20)),
        ("8.20", date(2026, 8, 20)),
        ("12.1", date(2026, 12, 1)),
        ("12.31", date(2025, 12, 31)),
        (" 2014.8.20 ", date(2014, 8, 20)),
        ("2014.13.1", None),
        ("2014.2.30", None),
        ("13.1", None),
        ("2.29", date(2028, 2, 29)),
        ("8/20", None),
        ("18:00", None),
        ("", None),
    ],
)
def test_r2_dates_are_read(text: str, day: date | None) -> None:
    assert read_date(text, date(2027, 6, 14) if text == "2.29" else TODAY) == day


@pytest.mark.parametrize(
    ("text", "today", "day"),
    [
        ("12.31", date(2026, 1, 2), date(2025, 12, 31)),
        ("1.2", date(2026, 12, 31), date(2027, 1, 2)),
        ("6.14", TODAY, TODAY),
    ],
)
def test_r2_a_day_without_year_is_the_nearest_one(text: str, today: date, day: date) -> None:
    assert read_date(text, today) == day


def test_r2_only_the_styles_of_the_policy_are_read() -> None:
    assert read_date("8.20", TODAY, ("2014.8.20",)) is None
    assert read_date("2014-08-20", TODAY, ("8.20",)) is None


@given(st.dates(date(2000, 1, 1), date(2099, 12, 31)), st.sampled_from(DATE_STYLES[:3]))
def test_r2_what_is_written_is_read_back(day: date, style: str) -> None:
    assert read_date(write_date(day, style), TODAY) == day


def test_r1_the_form_of_the_rule_books() -> None:
    assert (
        compose("蔡蔡", "送某某礼物一份，发申通", date(2014, 8, 20), PATTERN) == "蔡蔡 送某某礼物一份，发申通 2014.8.20"
    )


@pytest.mark.parametrize(
    ("typed", "written"),
    [
        ("蔡蔡 送礼物一份 2014.8.20", "蔡蔡 送礼物一份 2014.8.20"),
        ("送礼物一份 2014-08-20", "蔡蔡 送礼物一份 2014.8.20"),
        ("预约送货 2014.8.25", "蔡蔡 预约送货 2014.8.25 2014.8.20"),
        ("蔡蔡说送礼物", "蔡蔡 蔡蔡说送礼物 2014.8.20"),
        ("2014.8.20", "蔡蔡 2014.8.20 2014.8.20"),
        ("货号 8.20", "蔡蔡 货号 8.20 2014.8.20"),  # without a year it may be no date at all
    ],
)
def test_r1_name_and_day_typed_by_habit_stand_once(typed: str, written: str) -> None:
    assert compose("蔡蔡", typed, date(2014, 8, 20), PATTERN) == written


def test_r1_braces_in_a_promise_are_text() -> None:
    assert compose("蔡蔡", "{agent} {x} {date}", TODAY, PATTERN) == "蔡蔡 {agent} {x} {date} 2026.6.14"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("蔡蔡 送礼物一份，发申通 2014.8.20", [("蔡蔡", "送礼物一份，发申通", date(2014, 8, 20))]),
        ("张敏 少发一件", [("张敏", "少发一件", None)]),
        ("买家要求 尽快发货", [("", "买家要求 尽快发货", None)]),
        ("路人甲 送礼物 2014.8.20", [("路人甲", "送礼物", date(2014, 8, 20))]),
        ("尽快发货", [("", "尽快发货", None)]),
        ("2014.8.20", [("", "2014.8.20", None)]),
        ("张敏", [("", "张敏", None)]),
        ("送礼 6.1", [("", "送礼", date(2026, 6, 1))]),
        (f"{'长' * 12} 送礼 6.1", [("长" * 12, "送礼", date(2026, 6, 1))]),
        (f"{'长' * 13} 送礼 6.1", [("", f"{'长' * 13} 送礼", date(2026, 6, 1))]),
        ("", []),
        ("；；", []),
        (
            "张敏 送礼 6.1；蔡蔡 发顺丰 2026-06-02\n备货",
            [("张敏", "送礼", date(2026, 6, 1)), ("蔡蔡", "发顺丰", date(2026, 6, 2)), ("", "备货", None)],
        ),
    ],
)
def test_r1_remarks_are_read(text: str, expected: list[tuple[str, str, date | None]]) -> None:
    found = parse_remark(text, TODAY, agents=ROSTER)
    assert [(entry.agent, entry.promise, entry.date) for entry in found] == expected


@given(st.text(), st.text())
def test_r1_appending_never_loses_a_former_character(former: str, entry: str) -> None:
    together = append(former, entry)
    assert together.startswith(former)
    assert together.endswith(entry)
    assert together.encode(errors="surrogatepass").startswith(former.encode(errors="surrogatepass"))


@given(st.text(min_size=1), st.text(min_size=1))
def test_r1_two_entries_are_always_separated(former: str, entry: str) -> None:
    assert append(former, entry) != former + entry or former[-1] in "；;\n"


@given(st.text(max_size=60), st.text(max_size=60))
def test_r1_the_difference_spells_both_texts(old: str, new: str) -> None:
    spans = difference(old, new)
    assert all(span.text for span in spans)
    assert "".join(span.text for span in spans if span.kind != "added") == old
    assert "".join(span.text for span in spans if span.kind != "removed") == new


@pytest.mark.parametrize(
    ("local", "platform", "joined"),
    [
        ("甲", "甲；乙", "甲；乙"),
        ("甲；乙", "甲", "甲；乙"),
        ("甲；乙", "甲；丙", "甲；丙；乙"),
        ("张敏 送甲", "张敏 送乙", "张敏 送乙；张敏 送甲"),
        ("甲；乙", "甲丙", "甲丙；乙"),
        ("", "丙", "丙"),
    ],
)
def test_r1_both_sides_of_a_conflict_are_kept(local: str, platform: str, joined: str) -> None:
    assert join_both(local, platform) == joined


@given(st.text(alphabet="甲乙丙；", max_size=12), st.text(alphabet="甲乙丙；", max_size=12))
def test_r1_joining_keeps_every_entry_of_both(local: str, platform: str) -> None:
    joined = join_both(local, platform)
    assert platform in joined
    for entry in filter(None, local.split("；")):
        assert entry in joined


@pytest.mark.parametrize(
    ("former", "separator", "between"),
    [
        ("", "；", ""),
        ("送礼物", "；", "；"),
        ("送礼物；", "；", ""),
        ("送礼物\n", "；", ""),
        ("送礼物;", "|", ""),
        ("送礼物|", "|", ""),
    ],
)
def test_what_stands_between_a_remark_and_the_next_entry(former: str, separator: str, between: str) -> None:
    """Rule R1: one separator, never two, none before the first entry."""
    assert joint(former, separator) == between
    assert append(former, "改地址", separator) == f"{former}{between}改地址"
