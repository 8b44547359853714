"""The command table is the one place where a command exists; bindings, help and palette are read from it."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import pytest
from moments import NOW

from cs_console import i18n
from cs_console.commands import COMMANDS, DIGIT_OF, TYPED_OVER, KeyMap, Scope, key_label, key_words
from cs_console.domain.entities import Actor, Inquiry
from cs_console.errors import BadInput
from cs_console.i18n import has
from cs_console.tui.conditions import CONDITIONS, REFUSALS, why_not
from cs_console.tui.deck import ScreenState
from cs_console.tui.screens.palette import names_of, score

LETTER = re.compile(r"[A-Za-z]")


def test_every_id_is_there_once() -> None:
    assert len({command.id for command in COMMANDS}) == len(COMMANDS)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_command_is_named_in_both_languages(language: str) -> None:
    i18n.set_language(language)
    missing = [
        code
        for command in COMMANDS
        for code in (f"command.{command.id}", f"scope.{command.scope}", f"group.{command.group}")
        if not has(code)
    ]
    missing += [f"short.{command.id}" for command in COMMANDS if command.footer and not has(f"short.{command.id}")]
    missing += [
        f"why.{name}"
        for command in COMMANDS for name in command.when.split()
        if name not in REFUSALS and not has(f"why.{name}")
    ]  # fmt: skip
    assert missing == []


def test_no_command_has_a_letter_as_its_key() -> None:
    """With an input method on, letters never arrive: they are aliases only."""
    assert not [(one.id, key) for one in COMMANDS for key in one.keys if len(key) == 1 and LETTER.fullmatch(key)]


def test_keys_that_work_while_typing_are_never_characters() -> None:
    typed_over = [one for one in COMMANDS if one.scope in TYPED_OVER]
    assert not [(one.id, key) for one in typed_over for key in one.keys if len(key) == 1]


def test_conditions_named_by_the_table_exist() -> None:
    known = {*CONDITIONS, *REFUSALS}
    assert not {one.id: one.when for one in COMMANDS if not known.issuperset(one.when.split())}


@pytest.mark.parametrize(
    ("command_id", "key"),
    [
        ("help", "f1"), ("pane.queue", "f2"), ("pane.phrases", "f3"), ("pane.order", "f4"), ("pane.aftersales", "f5"),
        ("shift", "f9"), ("pane.next", "tab"), ("pane.previous", "shift+tab"), ("view.jump", "ctrl+o"),
        ("inquiry.next", "ctrl+n"), ("reply.pick", "ctrl+r"), ("list.filter", "ctrl+f"), ("save", "ctrl+s"),
        ("order.flag", "ctrl+t"), ("inquiry.done", "ctrl+g"), ("refresh", "ctrl+l"), ("palette", "ctrl+p"),
        ("undo", "ctrl+z"), ("redo", "ctrl+y"), ("quit", "ctrl+q"), ("back", "escape"),
    ],
)  # fmt: skip
def test_the_contracted_keys_are_where_the_design_puts_them(command_id: str, key: str) -> None:
    command = KeyMap()[command_id]
    assert command.keys[0] == key
    assert command.scope in TYPED_OVER


@pytest.mark.parametrize(
    ("command_id", "aliases"),
    [("help", ("?", "？")), ("list.filter", ("/", "／", "、")), ("palette", (":", "："))],
)
def test_punctuation_aliases_have_their_full_width_twins(command_id: str, aliases: tuple[str, ...]) -> None:
    assert KeyMap()[command_id].aliases == aliases


def test_digits_mean_the_same_in_both_widths() -> None:
    assert {unicodedata.normalize("NFKC", key): value for key, value in DIGIT_OF.items()} == {
        str(number): number for number in range(10)
    }
    assert all(DIGIT_OF[chr(ord("０") + number)] == number for number in range(10))


@pytest.mark.parametrize("key", ["alt+n", "ctrl+enter", "ctrl+shift+n", "ctrl+h", "ctrl+m", "f10", "ctrl+space"])
def test_keys_that_terminals_swallow_are_refused(key: str) -> None:
    with pytest.raises(BadInput) as found:
        KeyMap({"inquiry.next": key})
    assert found.value.code == "keys.forbidden"


@pytest.mark.parametrize(
    ("overrides", "code"),
    [
        ({"no.such": "f8"}, "keys.unknown_command"),
        ({"list.pick": "f8"}, "keys.unknown_command"),
        ({"inquiry.next": "n"}, "keys.letter"),
        ({"inquiry.next": "ctrl+r"}, "keys.clash"),
    ],
)
def test_wrong_overrides_are_named(overrides: dict[str, Any], code: str) -> None:
    with pytest.raises(BadInput) as found:
        KeyMap(overrides)
    assert found.value.code == code
    assert i18n.hint(found.value)


def test_an_override_changes_the_key_everywhere_it_is_shown() -> None:
    keymap = KeyMap({"inquiry.next": ["f12"], "handover.add": "ctrl+n"})
    assert keymap.label("inquiry.next") == "F12"
    assert "F12" in next(row["keys"] for row in keymap.rows() if row["id"] == "inquiry.next")


def test_labels_fit_the_footer_and_words_the_help() -> None:
    assert [key_label(key) for key in ("ctrl+s", "enter", "f2", "escape", "？")] == ["^S", "Enter", "F2", "Esc", "？"]
    assert [key_words(key) for key in ("ctrl+s", "enter", "delete")] == ["Ctrl+S", "Enter", "Del"]
    assert KeyMap().in_words("list.pick") == "1-9"
    assert KeyMap().in_words("order.flag_digit") == "0-5"


def test_rows_cover_the_whole_table() -> None:
    rows = KeyMap().rows()
    assert [row["id"] for row in rows] == [command.id for command in COMMANDS]
    assert {row["scope"] for row in rows} <= {scope.value for scope in Scope}


@pytest.mark.parametrize(
    ("language", "query", "first"),
    [
        ("zh", "回写", "outbox.list"), ("zh", "写回", "outbox.list"), ("zh", "xiehui", "outbox.list"),
        ("zh", "转交", "inquiry.transfer"), ("zh", "zhuanjie", "inquiry.transfer"), ("zh", "上班", "shift"),
        ("zh", "撤回", "undo"), ("zh", "换货", "case.open"), ("zh", "合并", "buyer.card"), ("en", "memo", "pane.order"),
        ("en", "manager", "lead.ask"),
    ],
)  # fmt: skip
def test_the_palette_finds_a_command_by_what_else_people_call_it(language: str, query: str, first: str) -> None:
    i18n.set_language(language)
    found = [(score(query, names_of(one)), one.id) for one in COMMANDS if one.palette]
    best = max(points for points, _ in found)
    assert best and next(name for points, name in found if points == best) == first


def test_before_anybody_sits_there_no_role_is_taken_for_granted() -> None:
    """The palette may be opened while the services still open: nothing is offered that is refused a moment later."""
    lead = replace(ScreenState(), actor=Actor("王组长", "lead"))
    agent = replace(ScreenState(), actor=Actor("蔡蔡", "agent"))
    assert why_not("keeps_goods", ScreenState(), NOW) == i18n.t("bar.opening")
    assert not why_not("keeps_goods", lead, NOW) and "组长" in why_not("keeps_goods", agent, NOW)
    assert "先认领" in why_not("snoozable", replace(agent, detail=SimpleNamespace(inquiry=Inquiry(buyer="小鱼"))), NOW)  # type: ignore[arg-type]
