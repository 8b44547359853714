"""Logs as files: readable, masked, in a published shape, and checked against the store (rules H3, H7, H9, X1, X2)."""

from __future__ import annotations

import json
import re
import sqlite3
from contextlib import closing
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from json_shape import wrongs
from python_calamine import CalamineWorkbook
from shop_floor import ActorMaker, accept_all, ask, begin, hand_in, order

from cs_console import i18n
from cs_console.adapters.clock import ManualClock
from cs_console.bootstrap import Opened
from cs_console.domain.handover import SECTIONS
from cs_console.domain.vocabulary import ItemDecision, Severity
from cs_console.errors import BadInput, NotFound, Refused, StoreUnavailable
from cs_console.services.facade import Services

HOSTILE = "</p><script src=//x.cn></script><img src=x onerror=a()> {{7*7}} =cmd|1 \"'] \x1b[2J\u202e"


@pytest.fixture
def log(services: Services, clock: ManualClock, actor: ActorMaker) -> int:
    """A sealed log with an urgent item, a hostile one, an addendum and a sign-off; gives its number."""
    day = begin(services, "张敏")
    services.handovers.note(
        day, "回电 13812345678", buyer="taobao_fan", order_no="2026061400001", severity=Severity.URGENT
    )
    services.handovers.note(day, HOSTILE, action=HOSTILE, buyer=HOSTILE, owner=HOSTILE, contingency=HOSTILE)
    number = hand_in(services, day, f"平稳 13812345678\n{HOSTILE}").handover.id
    clock.advance(hours=6, minutes=48)
    accept_all(services, begin(services, "李丽"))
    services.addenda.add(actor("张敏"), number, f"买家电话是 13812345678 {HOSTILE}")
    services.handover_reviews.sign_off(actor("王组长"), number, 4, HOSTILE)
    return number


def export(services: Services, log: int, *forms: str) -> dict[str, Path]:
    """Suffix → file."""
    actor = services.people.actor("张敏")
    return {path.suffix: path for path in services.handover_files.export(actor, log, forms or ("md", "html", "json"))}


def test_h9_every_format_is_masked_whole_and_harmless(services: Services, log: int) -> None:
    files = export(services, log)
    page, text = files[".html"].read_text("utf-8"), files[".md"].read_text("utf-8")
    for written in (page, text, files[".json"].read_text("utf-8")):
        private = ("13812345678", "taobao_fan", "2026061400001", "\x1b", "\u202e")
        assert not [word for word in private if word in written]
        assert "138" in written and written.count("5678") >= 4  # masked, not left out: item, summary, addendum
    assert "<script" not in page and "<img" not in page and "49" not in re.findall(r"平稳.*", page)[0]
    assert not re.findall(r"<[^>]*\s(?:src|href|on\w+|style)=", page) and "url(" not in page and "@import" not in page
    assert "prefers-color-scheme: dark" in page and "@media print" in page
    assert "先办这些" in text and text.index("先办这些") < text.index("## 其他交代")
    assert "以下各项：无" in text.replace("**", "")  # rule H3


def test_h4_h9_what_nobody_took_stands_where_a_lead_looks(services: Services, clock: ManualClock) -> None:
    """With its reason, and by the number that it has in the export, whatever its row's number is."""
    day = begin(services, "张敏")
    plain = services.handovers.note(day, "退运费")
    services.handovers.note(day, "补发配件", severity=Severity.URGENT)
    number = hand_in(services, day).handover.id
    clock.advance(hours=6, minutes=48)
    night = begin(services, "李丽")
    services.handovers.decide(night, plain.id, ItemDecision.DECLINED, question="财务休息")
    accept_all(services, night)
    services.addenda.add(day, number, "已补发", item_id=plain.id)
    files = export(services, number, "md", "html", "xlsx")
    for written in (files[".md"].read_text("utf-8"), files[".html"].read_text("utf-8")):
        first, _, rest = written.partition("没人接下，请组长定")
        assert "补发配件" in first and "财务休息" in rest.partition("其他交代")[0]
        assert "（第 2 条）" in rest and "拒收原因: 财务休息" in rest
    overview = CalamineWorkbook.from_path(str(files[".xlsx"])).get_sheet_by_name("交接本").to_python()
    assert ["没人接下，请组长定", "已拒收", "李丽", "财务休息  退运费  (#2)"] in [row[:4] for row in overview]


def test_h9_x2_the_workbook_has_a_sheet_a_section_with_real_cells(services: Services, log: int) -> None:
    book = CalamineWorkbook.from_path(str(export(services, log, "xlsx")[".xlsx"]))
    assert len(book.sheet_names) == 2 + len(SECTIONS)
    everything = book.get_sheet_by_name("全部条目").to_python()
    assert [row[:3] for row in everything] == [
        ["部分", "序号", "轻重"],
        ["其他交代", 1, "紧急"],
        ["其他交代", 2, "普通"],
    ]
    heads, urgent, hostile = book.get_sheet_by_name("其他交代").to_python()
    assert urgent[0] == 1 and isinstance(urgent[heads.index("期限")], datetime)
    assert isinstance(urgent[heads.index("确认时间")], datetime) and urgent[heads.index("复述")] == "回电 138****5678"
    assert "=cmd|1" in hostile[heads.index("事情")]
    assert book.get_sheet_by_name("承诺").to_python()[1][0] == "无"


def test_h9_json_keeps_to_the_published_schema(services: Services, log: int) -> None:
    schema = json.loads(json.dumps(services.handover_files.schema()))
    document = json.loads(export(services, log, "json")[".json"].read_text("utf-8"))
    assert wrongs(document, schema, schema) == []
    assert document["reviews"][0]["rating"] == 4 and document["addenda"][0]["author"] == "张敏"
    broken: dict[str, Any] = {**document, "state": "lost", "masked": "yes", "extra": 1}
    del broken["author"]
    assert len(wrongs(broken, schema, schema)) == 4


def test_h7_an_exported_file_is_checked_against_the_store(services: Services, log: int, tmp_path: Path) -> None:
    files = export(services, log, "md", "html", "xlsx", "json")
    check = services.handover_files.check
    for path in files.values():
        found = check(path)
        assert found.fine and (found.handover_id, found.exported_by) == (log, "张敏")
    text = files[".md"].read_text("utf-8")
    lines = text.splitlines(keepends=True)
    first = next(at for at, line in enumerate(lines) if line.startswith("1. "))
    forged = {
        "edited": text.replace("回电", "不用回电"), "cut": "".join(lines[:first] + lines[first + 4 :]),
        "reordered": "".join([*lines[:6], lines[7], lines[6], *lines[8:]]), "short": "".join(lines[: first + 1]),
    }  # fmt: skip
    for name, content in forged.items():
        path = tmp_path / f"{name}.md"
        path.write_text(content, "utf-8")
        assert check(path).problems == ("changed",), name
        assert check(path).differences
    edited = check(tmp_path / "edited.md").differences
    assert edited and all((line[:1], "不用回电" in line) in (("-", False), ("+", True)) for line in edited)
    (tmp_path / "page.html").write_text(files[".html"].read_text("utf-8").replace("回电 138", "不用回电 138"), "utf-8")
    assert not [line for line in check(tmp_path / "page.html").differences if "<" in line]  # as a reader sees it
    (tmp_path / "other.md").write_text("# 交接本\n", "utf-8")
    assert check(tmp_path / "other.md").problems == ("unknown",)
    (tmp_path / "gone.md").write_text(text.replace(f" id={log} ", " id=99 "), "utf-8")
    assert check(tmp_path / "gone.md").problems == ("gone",)
    (tmp_path / "wild.md").write_text(text.replace(f" id={log} ", f" id={'9' * 30} "), "utf-8")
    assert check(tmp_path / "wild.md").problems == ("unknown",)
    (tmp_path / "book.xlsx").write_bytes(files[".xlsx"].read_bytes() + b"\0")
    assert not check(tmp_path / "book.xlsx").fine
    with pytest.raises(BadInput, match="file"):
        check(tmp_path / "none.md")


def test_h9_without_a_number_the_log_handed_in_last_is_exported(services: Services, actor: ActorMaker) -> None:
    with pytest.raises(NotFound, match=r"handover\.none"):
        services.handover_files.export(actor("张敏"), None, ("json",))
    day = begin(services, "张敏")
    log = hand_in(services, day).handover.id
    services.handovers.note(day, "还有一件")  # a second log, still a draft
    [path] = services.handover_files.export(actor("张敏"), None, ("json",))
    assert json.loads(path.read_text("utf-8"))["id"] == log


def test_h7_decisions_and_remarks_after_an_export_leave_the_file_fine(services: Services, clock: ManualClock) -> None:
    day = begin(services, "张敏")
    services.handovers.note(day, "补发配件")
    path = export(services, hand_in(services, day).handover.id, "md")[".md"]
    clock.advance(hours=6, minutes=48)
    night = begin(services, "李丽")
    accept_all(services, night)
    services.handovers.note(night, "再看一眼")
    assert services.handover_files.check(path).fine


TAMPERED = (
    ("UPDATE handover_items SET what = '没事' WHERE handover_id = {log}", {"altered", "differs"}),
    ("DELETE FROM handover_items WHERE handover_id = {log}", {"altered", "lost"}),
    ("UPDATE handover_items SET decision = 'declined' WHERE handover_id = {log}", {"differs"}),
    ("UPDATE addenda SET text = '没有更正'", {"addendum", "differs"}),
    ("DELETE FROM addenda", {"lost"}),
    ("UPDATE handover_reviews SET rating = 5", {"differs"}),
    ("INSERT INTO handover_reviews SELECT 99, 1, '', NULL, handover_id, 0, '王组长', written_at, '', 5, 1 "
     "FROM handover_reviews", {"slipped_in"}),
    ("UPDATE handovers SET author = '李丽' WHERE id = {log}", {"altered", "differs"}),
)  # fmt: skip


def test_h7_a_store_changed_behind_the_journal_is_found(services: Services, opened: Opened, log: int) -> None:
    path = export(services, log, "json")[".json"]
    assert services.handover_files.problems() == ()
    whole, store = sqlite3.connect(":memory:"), sqlite3.connect(str(opened.workspace.store_path))
    store.backup(whole)
    for statement, problems in TAMPERED:
        store.execute(statement.format(log=log))
        store.commit()
        found = {one.problem for one in services.handover_files.problems() if one.handover_id == log}
        assert found == problems, statement
        assert problems <= set(services.handover_files.check(path).problems)
        whole.backup(store)
    store.close()
    assert services.handover_files.problems() == ()


def test_h7_a_journal_cut_after_an_export_lacks_the_printed_anchor(
    services: Services, opened: Opened, log: int
) -> None:
    path = export(services, log, "json")[".json"]
    anchor = json.loads(path.read_text("utf-8"))["journal_head"]
    assert services.handover_files.knows_anchor(anchor)
    with sqlite3.connect(str(opened.workspace.store_path)) as connection:
        connection.execute("DROP TRIGGER events_no_delete")
        connection.execute("DELETE FROM events WHERE seq >= (SELECT seq FROM events WHERE hash = ?)", (anchor,))
    connection.close()
    assert not services.handover_files.knows_anchor(anchor)
    assert "anchor" in services.handover_files.check(path).problems


def test_x1_unmasked_exports_take_the_permission(services: Services, log: int, actor: ActorMaker) -> None:
    files = services.handover_files
    [path] = files.export(actor("张敏"), log, ("md",), masked=False)
    assert "13812345678" in path.read_text("utf-8") and files.check(path).fine
    with pytest.raises(Refused, match="role"):
        files.export(actor("仓库小周"), log, ("md",), masked=False)
    with pytest.raises(BadInput, match=r"handover\.form"):
        files.export(actor("张敏"), log, ("pdf",))


def test_english_exports_have_every_word(services: Services, log: int) -> None:
    i18n.set_language("en")
    files = export(services, log)
    for path in files.values():
        assert not re.findall(r"\b(?:handover|section|decision|severity)\.[a-z_.]+\b(?!/1)", path.read_text("utf-8"))
    i18n.set_language("zh")
    assert all(services.handover_files.check(path).fine for path in files.values())


ROWS_TAMPERED = (
    ("UPDATE orders SET paid_fen = 1", ("Order", "differs")),
    ("DELETE FROM messages", ("Message", "lost")),
    ("UPDATE inquiries SET owner = '李丽'", ("Inquiry", "differs")),
    ("INSERT INTO buyers SELECT id + 1, {rest} FROM buyers", ("Buyer", "slipped_in")),
    ("UPDATE orders SET ordered_at = 'yesterday'", ("Order", "unreadable")),
    ("UPDATE orders SET status = 'rubbish'", ("Order", "unreadable")),
    ("UPDATE inquiries SET received_at = x'07'", ("Inquiry", "unreadable")),
    ("UPDATE buyers SET tags = '[1'", ("Buyer", "unreadable")),
    ("UPDATE messages SET text = CAST(x'ff' AS TEXT)", ("Message", "unreadable")),
)


def test_h7_a_log_that_cannot_be_read_any_more_is_named(services: Services, opened: Opened, log: int) -> None:
    with closing(sqlite3.connect(str(opened.workspace.store_path))) as store, store:
        store.execute("UPDATE handover_items SET due_at = 'soon'")
        store.execute(f"UPDATE handovers SET submitted_at = '?' WHERE id = {log}")
    found = {(one.handover_id, one.problem) for one in services.handover_files.problems()}
    assert (log, "unreadable") in found
    with pytest.raises(StoreUnavailable, match=r"store\.damaged"):
        services.handovers.show(log)


def test_k5_any_row_changed_past_the_journal_is_found(services: Services, opened: Opened) -> None:
    """Not logs alone: whoever can write the file cannot do so unseen; a renewed lease is no change."""
    day = begin(services, "张敏")
    order(services)
    asked = ask(services)
    services.queue.claim(day, asked.id)
    services.queue.renew(day)
    assert services.journal.changed_past_it() == ()
    whole, store = sqlite3.connect(":memory:"), sqlite3.connect(str(opened.workspace.store_path))
    store.backup(whole)
    columns = [row[1] for row in store.execute("PRAGMA table_info(buyers)")][1:]
    given = ", ".join("nick || '2'" if name == "nick" else f'"{name}"' for name in columns)
    for statement, problem in ROWS_TAMPERED:
        store.execute(statement.format(rest=given))
        store.commit()
        assert {(one.kind, one.problem) for one in services.journal.changed_past_it()} == {problem}, statement
        whole.backup(store)
    store.close()


def test_h7_the_first_characters_of_a_printed_head_are_an_anchor_and_a_slip_of_the_pen_is_none(
    services: Services, log: int
) -> None:
    head = services.journal.verify().head
    known = services.handover_files.knows_anchor
    assert known(head) and known(f" {head[:16].upper()} ") and not known("0123456789abcdef")
    for slip in ("", head[:8], f"{head[:15]}g", "%" * 16):
        with pytest.raises(BadInput, match=r"journal\.anchor"):
            known(slip)
