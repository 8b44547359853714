"""Saving into phrasebooks: what an edit does not touch stays byte for byte, and every text comes back (P1, X2)."""

from __future__ import annotations

import difflib
import re
from dataclasses import replace
from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from cs_console.config.book_writer import BookWriter, rewritten
from cs_console.config.phrasebooks import phrases_of
from cs_console.config.yaml_reader import read_yaml
from cs_console.domain.book_edits import BookEdit, BookRef, PhraseDraft
from cs_console.domain.phrases import Phrase, Variant
from cs_console.errors import BadInput, Conflict, CsError, Refused
from cs_console.text.clean import clean

BOOKS = Path(__file__).resolve().parents[3] / "phrasebooks"
SHIPPED = sorted(path for path in BOOKS.glob("*.yaml") if not path.name.startswith("synonyms"))
BOOK = """\
# 头注 · head
group: 测试 Test   # the group
phrases:
  # about a
  - id: t.a
    question: 问一   # why
    asks: [甲, "12:30"]
    variants:
      # first angle
      - 答一   # tail
      - {text: 答二, when: order.status == paid}
      - "no"

  # about b
  - id: t.b
    question: 问二
    variants:
      - |
        # 不是注释
        两行
      - 答四
# the end
"""


def loaded(data: bytes) -> list[Phrase]:
    document = read_yaml(data, "test.yaml")
    assert document.ok, document.problems
    return phrases_of(document, "test")[0]


def draft_of(data: bytes, phrase_id: str) -> PhraseDraft:
    return PhraseDraft.of(next(one for one in loaded(data) if one.id == phrase_id))


def changed_lines(before: str, after: str) -> list[str]:
    return [
        line
        for line in difflib.unified_diff(before.split("\n"), after.split("\n"), lineterm="", n=0)
        if line[:1] in "+-" and line[:3] not in ("+++", "---")
    ]


def put(before: str, *drafts: PhraseDraft, removes: tuple[str, ...] = ()) -> str:
    return rewritten(before.encode(), BookEdit(drafts, removes), "test.yaml", group="新 New").decode()


@pytest.mark.parametrize(
    ("change", "lines"),
    [
        ({"question": "新问"}, ["-    question: 问一   # why", "+    question: 新问   # why"]),
        ({"code": "xw"}, ["+    code: xw"]),
        ({"tags": ("presale", "yes")}, ['+    tags: [presale, "yes"]']),
        ({"asks": ()}, ['-    asks: [甲, "12:30"]']),
        ({"asks": ("甲", "08:30")}, ['-    asks: [甲, "12:30"]', '+    asks: [甲, "08:30"]']),
    ],
)
def test_an_edit_changes_its_own_lines_only(change: dict[str, object], lines: list[str]) -> None:
    after = put(BOOK, replace(draft_of(BOOK.encode(), "t.a"), **change))  # type: ignore[arg-type]
    assert changed_lines(BOOK, after) == lines


def test_comments_and_quotes_inside_a_list_of_angles_stay() -> None:
    first = draft_of(BOOK.encode(), "t.a")
    angles = (Variant("答一"), Variant("新答", "order.status == paid"), Variant("no"))
    after = put(BOOK, replace(first, variants=angles))
    for kept in ("# first angle", "答一   # tail", '"no"', "# about b", "# the end", "# 头注 · head", "# the group"):
        assert kept in after
    assert draft_of(after.encode(), "t.a").variants[1] == Variant("新答", "order.status == paid")


def test_a_hash_in_a_block_text_is_no_comment() -> None:
    second = draft_of(BOOK.encode(), "t.b")
    after = put(BOOK, replace(second, variants=(second.variants[0], Variant("答五"))))
    assert draft_of(after.encode(), "t.b").variants[0].text == "# 不是注释\n两行"
    assert changed_lines(BOOK, after) == ["-      - 答四", "+      - 答五"]


MIXED = """group: 组
phrases:
  - id: m.a
    question: 问一
    asks: [甲,   # 常见
      乙]
    variants:
      # 头一种
      - 一句
      - "二句"   # 尾注
      - |
        三句
          缩进
      - {text: 四句, when: order.status == paid}   # 条件
      # 停用的说法
  # 两条之间
  - {id: m.b, question: 问二, variants: [一, "二", 三]}   # 流式
  - question: 问三
    id: m.c
    variants:
    - 不缩进一
    - 不缩进二
"""


@pytest.mark.parametrize(
    ("phrase", "change", "lines"),
    [
        ("m.a", {"code": "a"}, ["+    code: a"]),
        ("m.a", {"asks": ("甲", "丙")}, ["-    asks: [甲,   # 常见", "-      乙]", "+    asks: [甲, 丙]   # 常见"]),
        ("m.a", {0: None}, ["-      - 一句"]),
        ("m.a", {0: "新"}, ["-      - 一句", "+      - 新"]),
        ("m.a", {1: "新: 的"}, ['-      - "二句"   # 尾注', '+      - "新: 的" # 尾注']),
        ("m.a", {2: "新"}, ["-      - |", "-        三句", "-          缩进", "+      - 新"]),
        ("m.b", {1: "新"}, [
            '-  - {id: m.b, question: 问二, variants: [一, "二", 三]}   # 流式',
            '+  - {id: m.b, question: 问二, variants: [一, "新", 三]} # 流式',
        ]),
        ("m.c", {0: None}, ["-    - 不缩进一"]),
        ("m.c", {2: "新"}, ["+    - 新"]),
    ],
)  # fmt: skip
@pytest.mark.parametrize("ends", ["\n", "\r\n", "mixed"])
def test_one_row_in_another_style_leaves_every_edit_to_its_own_lines(
    phrase: str, change: dict[str | int, object], lines: list[str], ends: str
) -> None:
    book = MIXED.replace("\n", "\r\n", 5 if ends == "mixed" else -1) if ends != "\n" else MIXED
    before = draft_of(book.encode(), phrase)
    angles = [*before.variants]
    fields: dict[str, object] = {}
    for key, value in change.items():
        if isinstance(key, str):
            fields[key] = value
        else:
            angles[key : key + 1] = [Variant(str(value))] if value else []
            fields["variants"] = tuple(angles)
    after = put(book, replace(before, **fields))  # type: ignore[arg-type]
    assert [line.rstrip("\r") for line in changed_lines(book, after)] == lines


def test_a_row_that_loses_its_first_key_leaves_the_others_alone() -> None:
    rest = "# 之间\n- id: b\n  question: 二   # 注\n  variants:\n  - x\n"
    book = "phrases:\n- tags: [presale]\n  id: a\n  question: 问   # 注\n  variants: [一]\n" + rest
    after = put(book, replace(draft_of(book.encode(), "a"), tags=()))
    assert after == "phrases:\n- id: a\n  question: 问 # 注\n  variants: [一]\n" + rest


def test_a_removed_row_takes_its_own_comments_along_and_no_others() -> None:
    after = put(MIXED, removes=("m.a",))
    assert "# 停用的说法" not in after and "  # 两条之间\n  - {id: m.b" in after
    assert [line[0] for line in changed_lines(MIXED, after)] == ["-"] * 13


def test_new_phrases_go_below_and_removed_ones_leave_no_hole() -> None:
    new = PhraseDraft(id="t.c", question="问三", variants=(Variant("答"),))
    after = put(BOOK, new)
    assert [one.id for one in loaded(after.encode())] == ["t.a", "t.b", "t.c"]
    assert not [line for line in changed_lines(BOOK, after) if line.startswith("-")]
    gone = put(BOOK, removes=("t.a",))
    assert [one.id for one in loaded(gone.encode())] == ["t.b"]
    assert "# about b" in gone and "\n\n\n" not in gone


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_every_shipped_phrase_can_be_edited_alone(path: Path) -> None:
    """An edit of the question touches one line of the file, whatever the phrase (rule E6)."""
    before = path.read_bytes()
    for phrase in loaded(before)[:6]:
        asked = replace(PhraseDraft.of(phrase), question="换个问法")
        after = rewritten(before, BookEdit((asked,)), path.name, group="")
        assert len(changed_lines(before.decode(), after.decode())) == 2


def test_line_ends_and_the_byte_order_mark_stay() -> None:
    before = ("\ufeff" + BOOK.replace("\n", "\r\n")).encode()
    after = rewritten(before, BookEdit((replace(draft_of(before, "t.b"), question="x"),)), "test.yaml", group="")
    assert after.startswith(b"\xef\xbb\xbf") and after.count(b"\n") == after.count(b"\r\n") == before.count(b"\n")


def test_rows_in_another_style_are_edited_too() -> None:
    flow = "# c\nphrases:\n  - {id: a, question: q, variants: [x, 'y']} # tail\n"
    after = put(flow, PhraseDraft(id="a", question="Q", variants=(Variant("x"), Variant("z"))))
    assert "# c" in after and "# tail" in after
    assert loaded(after.encode())[0].question == "Q"
    single = "phrases:\n  id: a\n  question: q\n  variants: x\n"
    both = put(single, PhraseDraft(id="b", question="q", variants=(Variant("y"),)))
    assert [one.id for one in loaded(both.encode())] == ["a", "b"]


@pytest.mark.parametrize("empty", ["", "# 只有注释\n", "group: 测试\nphrases:\n", "group: 测试\nphrases: []\n"])
def test_an_empty_book_takes_its_first_phrase(empty: str) -> None:
    after = put(empty, PhraseDraft(id="a.b", question="问", variants=(Variant("答"),)))
    (only,) = loaded(after.encode())
    assert only.group == ("测试" if "group" in empty else "新 New")


@pytest.mark.parametrize(
    ("draft", "code"),
    [
        (PhraseDraft(id="x", question="q", variants=(Variant("{tracking_n0}"),)), "phrase.variable.near"),
        (PhraseDraft(id="x", question="q", variants=(Variant("a", "order.statu == paid"),)), "condition.name.near"),
        (PhraseDraft(id="有 空格", question="q", variants=(Variant("a"),)), "book.invalid"),
        (PhraseDraft(id="x", question="q" * 201, variants=(Variant("a"),)), "book.invalid"),
    ],
)
def test_what_the_loader_refuses_never_reaches_the_file(draft: PhraseDraft, code: str) -> None:
    with pytest.raises(BadInput) as caught:
        put(BOOK, draft)
    assert caught.value.code == code


def test_a_mistake_elsewhere_in_the_book_does_not_stop_an_edit_but_broken_yaml_does() -> None:
    wrong = BOOK + "  - id: t.c\n    question: 无答案\n"
    assert "问新" in put(wrong, replace(draft_of(BOOK.encode(), "t.a"), question="问新"))
    with pytest.raises(Refused) as caught:
        put(BOOK + "  - [", replace(draft_of(BOOK.encode(), "t.a"), question="问新"))
    assert caught.value.code == "book.broken" and "test.yaml:" in str(caught.value.params["place"])


texts = st.one_of(
    st.text(min_size=1, max_size=40),
    st.sampled_from(["=1+1", "yes", "12:30", "null", "1.5", "- a", "a: b", "a #b", "'q'", '"', "@x", "!t", "&a", "*a",
                     "%d", "? x", "在吗?", "=", "<<",
                     "|", ">", "2026-06-14", "a\nb", " a\n  b ", "行一\n\n行三", "😀", "{{x}}", "[1]", "\\n"]),
)  # fmt: skip


def tidy(text: str) -> str:
    """As a service cleans it; braces are their own test."""
    return clean(re.sub(r"[{}]", "", text).strip(), multiline=True).strip()


@settings(max_examples=150, deadline=None)
@given(st.lists(texts, min_size=1, max_size=4), st.lists(texts, max_size=3))
def test_every_text_comes_back_as_it_was_typed(angles: list[str], asks: list[str]) -> None:
    """Saving and loading is the identity, also for another YAML reader (rule X2)."""
    variants = tuple(dict.fromkeys(Variant(text) for one in angles if (text := tidy(one))))
    wordings = tuple(dict.fromkeys(text for one in asks if (text := clean(one.strip()).strip())))
    if not variants:
        return
    draft = PhraseDraft(id="t.new", question="问", variants=variants, asks=wordings)
    after = put(BOOK, draft)
    found = draft_of(after.encode(), "t.new")
    assert (found.variants, found.asks) == (variants, wordings)
    for row in yaml.safe_load(after)["phrases"]:
        if row["id"] == "t.new":
            assert row["variants"] == [one.text for one in variants]


def writer(folder: Path) -> BookWriter:
    def write(path: Path, data: bytes) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)

    return BookWriter(folder, lambda agent: folder.parent / f"{agent}.yaml", write=write, reread=lambda: None,
                      former=folder.parent / "former")  # fmt: skip


def test_a_file_changed_meanwhile_is_a_conflict_that_names_it(tmp_path: Path) -> None:
    folder = tmp_path / "books"
    folder.mkdir()
    path = folder / "test.yaml"
    path.write_text(BOOK)
    books = writer(folder)
    seen = books.read(BookRef("test")).content_hash
    path.write_text(BOOK.replace("问二", "别人改的"))
    with pytest.raises(Conflict) as caught:
        books.save(BookRef("test"), BookEdit(removes=("t.a",)), seen=seen)
    assert caught.value.params["book"] == "test.yaml"
    assert "t.a" in path.read_text()


@pytest.mark.parametrize("name", ["../x", "/etc/x", "a/../../b", "", "synonyms", "a b", "x\x00", "a//b", "."])
def test_a_books_name_never_leads_out_of_the_folder(tmp_path: Path, name: str) -> None:
    with pytest.raises(CsError) as caught:
        writer(tmp_path / "books").save(BookRef(name), BookEdit())
    assert caught.value.code == "book.bad_name"
