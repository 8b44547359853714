"""The history of policies and phrasebooks, and copies that are behind (rules E6, E7)."""

from __future__ import annotations

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


def test_e7_going_back_on_purpose_makes_it_the_newest(opened: Opened, workspace: Workspace, actor) -> None:
    rules = opened.services.rules
    rules.noticed(actor("张敏"))
    edit(workspace, BOOK.format("新"))
    rules.noticed(actor("张敏"), edited=True)
    (workspace.phrasebooks / "own.yaml").unlink()
    assert not rules.noticed(actor("张敏"), edited=True).behind
    assert [one.changed for one in rules.history()] == [("phrasebooks/own.yaml",)] * 2 + [()]
    assert not rules.standing().behind
