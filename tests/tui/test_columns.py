"""Columns, hints and key lines in both languages: no word touches the next, no way out is cut off."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from cs_console import i18n
from cs_console.commands import KeyMap, Scope
from cs_console.domain.entities import Order
from cs_console.domain.followups import DueItem, FollowupKind
from cs_console.domain.money import brief_fen
from cs_console.domain.vocabulary import Flag, Platform
from cs_console.text.width import cell_width
from cs_console.tui import clock
from cs_console.tui.screens.due_rows import paint_due
from cs_console.tui.screens.listing import labelled as listed
from cs_console.tui.screens.popup import Choice, PickList
from cs_console.tui.status import footer_parts
from cs_console.tui.widgets.bars import fitted, tightened
from cs_console.tui.widgets.order_lines import flag_line, labelled

ZONE = ZoneInfo("Asia/Shanghai")
NOW = datetime(2026, 6, 14, 2, 42, tzinfo=UTC)
POPUP, FRAME = 76, 6
"""Cells of a popup on the smallest screen, and what its frame takes of a line."""


@pytest.fixture(params=["zh", "en"])
def language(request: pytest.FixtureRequest) -> Iterator[str]:
    before = i18n.language()
    i18n.set_language(request.param)
    yield request.param
    i18n.set_language(before)


@pytest.mark.parametrize("width", [70, 104])
def test_the_kinds_of_due_items_stand_apart_from_the_buyers(language: str, width: int) -> None:
    for kind in FollowupKind:
        item = DueItem(subject_id=1, kind=kind, due_at=NOW - timedelta(days=1), owner="张敏", buyer="tb123456789",
                       what="少发", order_no="SF202406137731", amount_fen=1234567)  # fmt: skip
        line = "".join(piece.text for piece in paint_due(item, width, ZONE, NOW))
        assert f"{i18n.token('followup_kind', kind)} " in line and " tb123456789 " in line
        assert cell_width(line) == width


def test_an_amount_in_a_column_is_never_rounded() -> None:
    assert [brief_fen(fen) for fen in (151700, 18890, 1234567, 5)] == ["¥1517", "¥188.90", "¥12345.67", "¥0.05"]


def test_all_commands_and_the_help_stay_in_the_key_line(language: str) -> None:
    for scope in (None, Scope.QUEUE, Scope.CONVERSATION, Scope.PHRASES, Scope.ORDER, Scope.AFTERSALES):
        parts = list(footer_parts(KeyMap(), scope, lambda command: "", typing=scope is None))
        line = "".join(text for text, _ in fitted(tightened(parts), [], 80, 2, 4))
        assert "^P" in line and "F1" in line and cell_width(line) == 80


def test_every_key_line_of_a_popup_names_its_way_out(language: str) -> None:
    catalogue = i18n._catalogue(language)._catalog  # type: ignore[attr-defined]
    lines = {code: re.sub(r"\{\w+\}", "Ctrl+S", text) for code, text in catalogue.items() if "  Esc " in text}
    assert lines and not {code: text for code, text in lines.items() if cell_width(text) > POPUP - FRAME}


def test_what_explains_a_choice_begins_behind_the_longest() -> None:
    choices = [Choice(1, "Welcome  until 11-23 01:00", "亲，您好"), Choice(2, "Busy", "稍等")]
    first, _ = PickList("", choices)._painter(choices[0], 72)[:2]
    assert first.text == "Welcome  until 11-23 01:00  "


def test_a_number_chooses_its_noun() -> None:
    before = i18n.language()
    i18n.set_language("en")
    assert [i18n.t("due.head", n=n) for n in (0, 1, 2)] == ["0 items", "1 item", "2 items"]
    assert i18n.t("due.head", n="1") == "1 item"
    i18n.set_language(before)


def test_a_label_never_touches_what_it_names(language: str) -> None:
    lines = labelled("card.conflict", ["少发一件"])
    assert lines[0][0].text.rstrip() != lines[0][0].text
    first, second = listed([(i18n.t("outbox.label.before"), "蔡蔡", ""), ("Flag", "红", "")], 60)
    assert first[0].text.endswith(" ") and ".." not in first[0].text
    assert cell_width(first[0].text) == cell_width(second[0].text)


@pytest.mark.parametrize(
    ("at", "shown"),
    [("06-14 23:50", "23:50"), ("06-15 00:10", "00:10"), ("06-14 17:30", "17:30"), ("06-14 10:00", "06-14"),
     ("06-15 09:00", "09:00"), ("06-16 00:10", "06-16")],
)  # fmt: skip
def test_s2_after_midnight_the_evening_still_has_its_hours(at: str, shown: str) -> None:
    now = datetime(2026, 6, 15, 0, 40, tzinfo=ZONE)
    moment = datetime.strptime(f"2026-{at}", "%Y-%m-%d %H:%M").replace(tzinfo=ZONE)
    assert clock.hour(moment, ZONE, now) == shown


def test_r3_the_flags_stand_by_the_digits_of_the_policy() -> None:
    order = Order(platform=Platform.TAOBAO, order_no="1", flag=Flag.GREEN)
    swapped = {0: Flag.GREY, 1: Flag.GREEN, 3: Flag.RED}
    pieces = flag_line(order, swapped)
    assert [(one.text.strip().rstrip("<"), one.style) for one in pieces[2::2]] == [
        (i18n.token("flag", Flag.GREEN), "green"), (i18n.token("flag", Flag.RED), "red"),
        (i18n.t("card.flag_none"), "grey"),
    ]  # fmt: skip
    assert [one.text.strip() for one in pieces[1::2]] == ["1", "3", "0"] and "<" in pieces[2].text
