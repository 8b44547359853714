"""The history of policies and phrasebooks, and copies that are behind (rules E6, E7)."""

from __future__ import annotations

from datetime import date

import pytest

from cs_console.bootstrap import Opened
from cs_console.domain.rules_history import changed_files
from cs_console.services.rules_history import RulesHistoryService
from cs_console.workspace import Workspace


@pytest.mark.parametrize(
    ("before", "after", "changed"),
    [
        ((), (("a", "1"),), ("a",)),
        ((("a", "1"),), (("a", "1"),), ()),
        ((("a", "1"), ("b", "1")), (("a", "2"),), ("a", "b")),
    ],
)
def test_e6_what_an_edit_changed(before, after, changed) -> None:
    assert changed_files(before, after) == changed


def edit(workspace: Workspace, text: str) -> None:
    (workspace.phrasebooks / "own.yaml").write_text(text, "utf-8")


BOOK = "group: 自有\nphrases:\n  - {{id: own.a, question: 自有一问, variants: [{0}甲, {0}乙, {0}丙]}}\n"


def test_e7_an_older_copy_is_told_whose_rules_it_lacks(opened: Opened, workspace: Workspace, actor) -> None:
    rules: RulesHistoryService = opened.services.rules
    assert not rules.noticed(actor("张敏")).behind
    edit(workspace, BOOK.format("新"))
    assert not rules.noticed(actor("李丽")).behind
    newest, first = rules.history()
    assert (newest.changed, newest.seen_by, first.changed) == (("phrasebooks/own.yaml",), "李丽", ())
    (workspace.phrasebooks / "own.yaml").unlink()
    standing = rules.noticed(actor("张敏"))
    assert standing.newest is not None and standing.newest.seen_by == "李丽"
    assert len(rules.history()) == 2, "an old copy is not noted again"


def test_e7_a_folder_that_is_away_for_a_while_is_no_newer_state(opened: Opened, workspace: Workspace, actor) -> None:
    rules = opened.services.rules
    rules.noticed(actor("张敏"))
    away = [
        folder.rename(folder.with_name(f"{folder.name}-away")) for folder in (workspace.policies, workspace.phrasebooks)
    ]
    assert not rules.noticed(actor("张敏"), edited=True).behind
    for folder in away:
        folder.rename(folder.with_name(folder.name.removesuffix("-away")))
    assert not rules.noticed(actor("李丽")).behind and len(rules.history()) == 1


def test_e7_going_back_on_purpose_makes_it_the_newest(opened: Opened, workspace: Workspace, actor) -> None:
    rules = opened.services.rules
    rules.noticed(actor("张敏"))
    edit(workspace, BOOK.format("新"))
    rules.noticed(actor("张敏"), edited=True)
    (workspace.phrasebooks / "own.yaml").unlink()
    assert not rules.noticed(actor("张敏"), edited=True).behind
    assert [one.changed for one in rules.history()] == [("phrasebooks/own.yaml",)] * 2 + [()]
    assert not rules.standing().behind


def test_e6_edits_through_services_are_noted_at_once_with_who(opened: Opened, workspace: Workspace, actor) -> None:
    """From a command line nobody's console meets the files: who edited them is noted all the same."""
    services, lead = opened.services, actor("王组长")
    edit(workspace, BOOK.format("手"))
    services.roster.assign(lead, date(2026, 6, 20), "张敏", "rest")
    made = services.phrase_books.add(lead, "能寄到国外吗", ["亲，可以的"], book="own.yaml")
    services.seats.set_pin(actor("李丽"), "李丽", "258036")
    services.phrase_books.add(actor("张敏"), "自己的一句", ["亲，在的"], personal=True)
    services.journal.undo(actor("王组长"), made.act_id)
    noted = [(one.seen_by, one.changed) for one in reversed(services.rules.history())]
    assert noted == [
        ("王组长", ()), ("王组长", ("policies/shifts.yaml",)), ("王组长", ("phrasebooks/own.yaml",)),
        ("李丽", ("policies/team.yaml",)), ("王组长", ("phrasebooks/own.yaml",)),
    ]  # fmt: skip
    assert not services.rules.standing().behind
