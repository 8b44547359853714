"""Books edited from a program: roles, words, files, journal, personal phrases, proposals (rules P1, P6, Q9, K5)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from cs_console.bootstrap import Opened
from cs_console.domain.entities import Actor
from cs_console.domain.phrases import Variant
from cs_console.errors import BadInput, Conflict, CsError, NotFound, Refused
from cs_console.services.facade import Services
from cs_console.workspace import Workspace

Who = Callable[..., Actor]
SAMPLE = (
    "快捷短语编码,快捷短语,快捷短语分组\r\nfh9,亲，拍下后48小时内发货哦~,发货\r\nkd9,默认发中通，如需指定请备注,物流\r\n"
    ",七天无理由：签收次日起7天内，商品完好可退,售后\r\n"
)


@pytest.fixture
def lead(actor: Who) -> Actor:
    return actor("王组长")


@pytest.fixture
def min_(actor: Who) -> Actor:
    return actor("张敏")


def shipping(workspace: Workspace) -> str:
    return (workspace.phrasebooks / "shipping.yaml").read_text("utf-8")


def test_a_lead_adds_a_phrase_which_is_found_at_once(services: Services, lead: Actor, workspace: Workspace) -> None:
    before = shipping(workspace)
    changed = services.phrase_books.add(
        lead, "能指定周末送吗", ["亲，可以备注周末送的哦", "您好，备注一下就行呢", "亲，周末我们也送的呀"],
        group="发货", asks=["周末送货"], code="zms", tags=["presale"],
    )  # fmt: skip
    after = shipping(workspace)
    assert after.startswith(before.rstrip("\n"))
    assert changed.book == "shipping.yaml" and changed.warnings == ()
    assert services.phrases.find(lead, "周末送货")[0].id == changed.phrase_id
    assert services.phrases.get(changed.phrase_id).group == "发货 Shipping"
    (event,) = services.phrase_books.history(changed.phrase_id)
    assert (event.actor, event.act, event.op) == ("王组长", "phrase.add", "note")
    assert event.after is not None and event.after["after"]["question"] == "能指定周末送吗"


def test_p1_fewer_than_three_angles_are_said(services: Services, lead: Actor) -> None:
    changed = services.phrase_books.add(lead, "有赠品单吗", ["亲，有的哦"], group="发货")
    assert len(changed.warnings) == 1 and "3" in changed.warnings[0]


def test_an_edit_is_one_line_in_the_file_and_one_line_for_people(
    services: Services, lead: Actor, workspace: Workspace
) -> None:
    before = shipping(workspace).split("\n")
    changed = services.phrase_books.edit(lead, "ship.when", question="啥时候能发货")
    after = shipping(workspace).split("\n")
    assert [(old, new) for old, new in zip(before, after, strict=True) if old != new] == [
        ("    question: 什么时候发货", "    question: 啥时候能发货")
    ]
    assert changed.line == "shipping.yaml 改了 ship.when：问题 什么时候发货 → 啥时候能发货"
    same = services.phrase_books.edit(lead, "ship.when", question="啥时候能发货")
    assert (same.op, same.act_id) == ("same", 0)


def test_a_phrase_is_removed_and_the_journal_keeps_it(services: Services, lead: Actor, workspace: Workspace) -> None:
    services.phrase_books.remove(lead, "ship.when")
    assert "ship.when\n" not in shipping(workspace)
    with pytest.raises(NotFound):
        services.phrases.get("ship.when")
    (event,) = services.phrase_books.history("ship.when")
    assert event.after is not None and "{ship_hours}" in event.after["before"]["variants"]


def test_k5_edits_of_books_are_taken_back_and_done_again(
    services: Services, lead: Actor, min_: Actor, workspace: Workspace
) -> None:
    """The file has its former text again, byte for byte; a file that somebody changed since is left, and said whose."""
    before = shipping(workspace)
    services.phrase_books.edit(lead, "ship.when", question="啥时候能发货")
    services.phrase_books.remove(lead, "ship.when")
    removed = shipping(workspace)
    for _ in range(2):
        services.journal.undo(lead)
    assert shipping(workspace) == before
    assert services.phrases.get("ship.when").question == "什么时候发货"
    services.journal.redo(lead)
    services.journal.redo(lead)
    assert shipping(workspace) == removed
    (workspace.phrasebooks / "shipping.yaml").write_text(removed + "# 同事加了一行\n", "utf-8")
    with pytest.raises(Conflict, match="book_edited"):
        services.journal.undo(lead)
    (workspace.phrasebooks / "shipping.yaml").write_text(removed, "utf-8")
    services.phrase_books.edit(replace(lead, agent="赵组长"), "ship.tracking", question="到哪儿了")
    with pytest.raises(Conflict, match="book_changed") as caught:
        services.journal.undo(lead)
    assert (caught.value.params["by"], caught.value.params["id"]) == ("赵组长", "ship.tracking")

    own = workspace.personal_phrases("张敏")
    services.phrase_books.add(min_, "能抹零吗", ["亲，我看看哦"], personal=True)
    services.journal.undo(min_)
    assert not own.exists()
    services.journal.redo(min_)
    assert "能抹零吗" in own.read_text("utf-8")

    waiting = services.phrase_books.propose(min_, "能刻字吗", "亲，可以刻字的哦")
    accepted = services.phrase_books.accept(lead, waiting.phrase_id, book="shipping")
    services.journal.undo(lead)
    assert [one.id for one in services.phrase_books.proposals()] == [waiting.phrase_id]
    with pytest.raises(NotFound):
        services.phrases.get(accepted.phrase_id)
    assert services.journal.verify().problems == ()


def test_a_small_book_may_lose_a_phrase_without_a_question(
    services: Services, opened: Opened, lead: Actor, workspace: Workspace
) -> None:
    for path in workspace.phrasebooks.glob("*.yaml"):
        if path.name != "colour.yaml":
            path.unlink()
    opened.config.reread()
    services.phrase_books.remove(lead, "col.batch")
    assert "col.batch" not in [one.id for one in services.context.books().phrases]


def test_agents_do_not_edit_the_teams_books(services: Services, min_: Actor, workspace: Workspace) -> None:
    before = shipping(workspace)
    books = services.phrase_books
    for act in (
        lambda: books.add(min_, "问", ["答"], group="发货"),
        lambda: books.edit(min_, "ship.when", question="x"),
        lambda: books.remove(min_, "ship.when"),
        lambda: services.quick_phrases.take(min_, workspace.root / "none.csv"),
    ):
        with pytest.raises(Refused) as caught:
            act()
        assert caught.value.code == "role.lead_only"
    assert shipping(workspace) == before


def test_a_phrase_changed_meanwhile_is_refused_by_name(services: Services, lead: Actor, workspace: Workspace) -> None:
    """What colleagues did to the rest of the book is no reason to start again, and stays."""
    opened = services.phrase_books.open(lead, "ship.when")
    path = workspace.phrasebooks / "shipping.yaml"
    path.write_text(shipping(workspace).replace("\ngroup:", "\n# 同事加了一行\ngroup:", 1), "utf-8")
    services.phrase_books.edit(lead, "ship.when", question="x", seen=opened.seen)
    assert "# 同事加了一行" in shipping(workspace) and "question: x\n" in shipping(workspace)
    with pytest.raises(Conflict) as caught:
        services.phrase_books.edit(lead, "ship.when", question="y", seen=opened.seen)
    assert (caught.value.code, caught.value.params["id"]) == ("phrase.changed", "ship.when")
    again = services.phrase_books.open(lead, "ship.when")
    services.phrase_books.remove(lead, "ship.when", seen=again.seen)


@pytest.mark.parametrize(
    ("question", "variants", "code"),
    [
        ("", ["答"], "phrase.empty"),
        ("问", [" \n "], "phrase.empty"),
        ("问", ["亲，加微信聊哦"], "reply.blocked"),
        ("问", ["亲，五星好评返现5元"], "reply.blocked"),
        ("问", ["单号{tracking_n}"], "phrase.variable.near"),
        ("问", [Variant("x", "order.colour == red")], "condition.name.near"),
    ],
)
def test_what_must_not_stand_in_a_book_is_refused_and_nothing_is_noted(
    services: Services, lead: Actor, workspace: Workspace, question: str, variants: list[str], code: str
) -> None:
    before = shipping(workspace)
    with pytest.raises(CsError) as caught:
        services.phrase_books.add(lead, question, variants, group="发货")
    assert caught.value.code == code
    assert shipping(workspace) == before
    with services.context.uow.read() as uow:
        assert not uow.journal.notes("phrase.add")


def test_an_id_is_nobodys_twice_and_a_group_must_exist(services: Services, lead: Actor) -> None:
    with pytest.raises(Refused, match=r"phrase\.taken"):
        services.phrase_books.add(lead, "问", ["答"], group="发货", phrase_id="col.diff")
    with pytest.raises(NotFound, match=r"book\.unknown_group"):
        services.phrase_books.add(lead, "问", ["答"], group="没有的组")


def test_a_new_book_is_made_by_its_name(services: Services, lead: Actor, workspace: Workspace) -> None:
    changed = services.phrase_books.add(lead, "双12几点开始", ["亲，零点哦"], book="大促/双12", group="双12")
    assert changed.book == "大促/双12.yaml"
    assert services.phrases.get(changed.phrase_id).group == "双12"
    assert (workspace.phrasebooks / "大促" / "双12.yaml").is_file()


# -- personal ----------------------------------------------------------------------------------------


def test_personal_phrases_are_their_owners_alone(
    services: Services, opened: Opened, min_: Actor, actor: Who, workspace: Workspace
) -> None:
    li = actor("李丽")
    changed = services.phrase_books.add(min_, "独门开场白", ["亲，我是小敏呀～"], personal=True)
    assert workspace.personal_phrases("张敏").is_file()
    hit = services.phrases.find(min_, "独门开场白")[0]
    assert (hit.id, hit.personal) == (changed.phrase_id, True)
    assert changed.phrase_id not in [one.id for one in services.phrases.find(li, "独门开场白")]
    assert changed.phrase_id not in [one.id for one in services.context.books().phrases]
    assert services.phrases.compose(min_, changed.phrase_id).text == "亲，我是小敏呀～"
    for act in (
        lambda: services.phrases.compose(li, changed.phrase_id),
        lambda: services.phrase_books.edit(li, changed.phrase_id, question="x"),
        lambda: services.phrase_books.remove(actor("王组长"), changed.phrase_id),
    ):
        with pytest.raises(NotFound):
            act()
    services.phrase_books.edit(min_, changed.phrase_id, question="我的开场")
    assert services.phrases.get(changed.phrase_id, "张敏").question == "我的开场"
    events = services.phrase_books.history(changed.phrase_id)
    assert len(events) == 2 and "小敏" not in str([one.after for one in events])
    exported = services.quick_phrases.give(min_)
    assert "小敏" not in exported.data.decode("gb18030")


def test_a_broken_personal_file_keeps_what_it_held_and_says_so(
    services: Services, opened: Opened, min_: Actor, workspace: Workspace
) -> None:
    changed = services.phrase_books.add(min_, "独门开场白", ["亲"], personal=True)
    services.phrases.get(changed.phrase_id, "张敏")
    path = workspace.personal_phrases("张敏")
    path.write_text(path.read_text("utf-8") + "  - [\n", "utf-8")
    assert services.phrases.get(changed.phrase_id, "张敏").question == "独门开场白"
    assert any("张敏.yaml" in line for line in opened.config.problems())
    path.unlink()
    with pytest.raises(NotFound):
        services.phrases.get(changed.phrase_id, "张敏")


def test_x2_an_agents_name_is_no_path(workspace: Workspace) -> None:
    for name in ("../../x", "a/b", "c:\\d", "x\0y"):
        assert workspace.personal_phrases(name).parent == workspace.data / "phrases"


# -- proposals ---------------------------------------------------------------------------------------


def test_q9_a_proposal_waits_for_the_admin_and_is_moved_by_accepting(
    services: Services, min_: Actor, lead: Actor, workspace: Workspace
) -> None:
    proposed = services.phrase_books.propose(min_, "窗帘能刻字绣名吗", "亲，可以绣名的哦，{三天}左右")
    again = services.phrase_books.propose(min_, "窗帘能刻字绣名吗", "您好，能绣的呢")
    assert proposed.phrase_id == again.phrase_id
    (waiting,) = services.phrase_books.proposals()
    assert [one.text for one in waiting.variants] == ["亲，可以绣名的哦，{{三天}}左右", "您好，能绣的呢"]
    assert waiting.id not in [one.id for one in services.context.books().phrases]
    assert all(hit.id != waiting.id for hit in services.phrases.find(min_, "窗帘能刻字绣名吗"))
    with pytest.raises(Refused, match=r"role\.lead_only"):
        services.phrase_books.accept(min_, waiting.id, group="售前")
    accepted = services.phrase_books.accept(lead, waiting.id, group="售前")
    assert services.phrase_books.proposals() == ()
    assert services.phrases.find(min_, "窗帘能刻字绣名吗")[0].id == accepted.phrase_id
    assert services.phrases.get(accepted.phrase_id).tags == ()
    with pytest.raises(NotFound, match=r"phrase\.no_proposal"):
        services.phrase_books.accept(lead, waiting.id, group="售前")


# -- Qianniu -----------------------------------------------------------------------------------------


def write(path: Path, text: str) -> Path:
    path.write_bytes(text.encode("gb18030"))
    return path


def test_importing_twice_changes_nothing(services: Services, lead: Actor, workspace: Workspace) -> None:
    path = write(workspace.root / "q.csv", SAMPLE)
    first = services.quick_phrases.take(lead, path)
    assert (len(first.new), first.updated, first.rejects) == (3, (), ())
    assert {"imp.fh9", "imp.kd9"} < set(first.new)
    data = (workspace.phrasebooks / "imported.yaml").read_bytes()
    second = services.quick_phrases.take(lead, path)
    assert (second.new, second.updated, second.unchanged, second.act_id) == ((), (), 3, 0)
    assert (workspace.phrasebooks / "imported.yaml").read_bytes() == data
    assert services.phrases.get("imp.kd9").group == "物流"


def test_a_changed_text_is_updated_in_place_and_what_was_added_stays(
    services: Services, lead: Actor, workspace: Workspace
) -> None:
    services.quick_phrases.take(lead, write(workspace.root / "q.csv", SAMPLE))
    before = services.phrases.get("imp.fh9").variants
    services.phrase_books.edit(lead, "imp.fh9", variants=[*before, "您好，自己加的说法呢"], asks=["啥时候寄"])
    taken = services.quick_phrases.take(lead, write(workspace.root / "q.csv", SAMPLE.replace("48小时", "72小时")))
    assert (taken.new, taken.updated) == ((), ("imp.fh9",))
    now = services.phrases.get("imp.fh9")
    assert [one.text for one in now.variants] == ["亲，拍下后72小时内发货哦~", "您好，自己加的说法呢"]
    assert now.asks == ("啥时候寄",)


def test_rows_with_one_code_are_angles_of_one_phrase(services: Services, lead: Actor, workspace: Workspace) -> None:
    text = "快捷短语编码,快捷短语\nhy9,亲，欢迎光临小店\nHY9,您好，欢迎来逛逛\n"
    assert services.quick_phrases.take(lead, write(workspace.root / "q.csv", text)).new == ("imp.hy9",)
    assert len(services.phrases.get("imp.hy9").variants) == 2


def test_a_code_of_two_groups_stands_for_a_phrase_in_each(
    services: Services, lead: Actor, workspace: Workspace
) -> None:
    text = "快捷短语编码,快捷短语,快捷短语分组\nyf,运费十元哦,发货\nyf,冷水手洗哦,售前\nyf,偏远另算哦,发货\n"
    path = write(workspace.root / "q.csv", text)
    first, second = services.quick_phrases.take(lead, path).new
    kept = {one.id: one for one in services.context.books().phrases}
    assert [kept[one].group for one in (first, second)] == ["发货", "售前"]
    assert [len(kept[one].variants) for one in (first, second)] == [2, 1]
    again = services.quick_phrases.take(lead, path)
    assert (again.new, again.updated) == ((), ())


def test_an_export_comes_back_as_known(services: Services, lead: Actor, workspace: Workspace) -> None:
    given = services.quick_phrases.give(lead)
    angles = sum(len(one.variants) for one in services.context.books().phrases)
    conditional = sum(bool(angle.when) for one in services.context.books().phrases for angle in one.variants)
    assert (given.conditional, given.wordings) == (conditional, len(services.context.books().phrases))
    assert given.odd_signs == 0
    assert len(given.rows) == angles and given.data.decode("gb18030").count("\r\n") == angles + 1
    path = workspace.root / "all.csv"
    path.write_bytes(given.data)
    taken = services.quick_phrases.take(lead, path)
    assert (taken.new, taken.updated, taken.rejects) == ((), (), ())


def test_p3_a_filled_export_has_no_blanks(services: Services, lead: Actor) -> None:
    raw, filled = services.quick_phrases.give(lead), services.quick_phrases.give(lead, filled=True)
    assert raw.open_blanks > 0 and filled.left_out > 0
    assert len(raw.rows) == len(filled.rows) + filled.left_out
    assert not [row for row in filled.rows if "{" in row.text]
    group = services.quick_phrases.give(lead, group="色差")
    assert {row.group for row in group.rows} == {"色差 Colour"}


def test_p6_what_may_not_be_said_is_no_phrase(services: Services, lead: Actor, workspace: Workspace) -> None:
    text = "快捷短语编码,快捷短语\na1,加微信领红包\na2,单号{没有的}\na3,好的亲\n" + "x" * 21 + ",长码\n"
    taken = services.quick_phrases.take(lead, write(workspace.root / "q.csv", text))
    assert taken.new == ("imp.a3",)
    assert [(one.row, one.code) for one in taken.rejects] == [
        (2, "quick.reject.blocked"), (3, "quick.reject.braces"), (5, "quick.reject.code"),
    ]  # fmt: skip
    with pytest.raises(BadInput):
        services.quick_phrases.take(lead, workspace.root / "none.csv")
