"""Phrasebooks: the shape people may write, and every mistake at its line without losing the rest (P1–P3)."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from cs_console import i18n
from cs_console.config.check import check_paths, check_workspace
from cs_console.config.phrasebooks import load_phrasebooks
from cs_console.config.render import message_of
from cs_console.domain.phrases import Variant

ROOT = Path(__file__).resolve().parents[3]

GOOD = """\
group: 物流 Shipping
phrases:
  - id: ship.when
    question: 什么时候发货
    asks: 几时发
    code: fh
    tags: [presale, order:paid]
    variants:
      - 亲，您的订单正常{ship_hours}小时内发出哦～
      - 您好呀，仓库今天在按顺序打包，应当{ship_by}前就能寄出呢。
      - {text: 亲亲，催过仓库啦，尽量给您最快安排哦～, when: order.status == paid}
"""

ANOTHER = """\
  - id: ok
    question: 好
    variants: [一二三, 四五六七, 八九十百千]
"""


@pytest.fixture(autouse=True)
def _chinese_afterwards() -> Iterator[None]:
    yield
    i18n.set_language("zh")


@pytest.fixture
def books(tmp_path: Path) -> Path:
    (tmp_path / "phrasebooks" / "sub").mkdir(parents=True)
    return tmp_path / "phrasebooks"


def write(folder: Path, name: str, text: str) -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def test_the_contracts_example_is_read_as_written(books: Path) -> None:
    path = write(books, "sub/shipping.yaml", GOOD)
    loaded = load_phrasebooks(books)
    assert loaded.problems == ()
    (phrase,) = loaded.phrases
    assert (phrase.id, phrase.group, phrase.question, phrase.asks, phrase.code) == (
        "ship.when",
        "物流 Shipping",
        "什么时候发货",
        ("几时发",),
        "fh",
    )
    assert phrase.tags == ("presale", "order:paid")
    assert phrase.variants[2] == Variant("亲亲，催过仓库啦，尽量给您最快安排哦～", "order.status == paid")
    assert (phrase.source_path, phrase.line, phrase.personal) == (str(path), 3, False)


def test_one_phrase_and_one_variant_need_no_list(books: Path) -> None:
    write(books, "a.yaml", "phrases:\n  id: a\n  question: 在吗\n  variants: 在的呢\n")
    loaded = load_phrasebooks(books)
    assert [one.code for one in loaded.problems] == ["book.few_variants"]
    assert loaded.phrases[0].variants == (Variant("在的呢"),)
    assert loaded.phrases[0].group == "a"


HEAD = "phrases:\n"
MISTAKES = [
    ("no id", "  - question: 好\n    variants: 好\n", 2, 5, "book.missing", "id"),
    ("no question", "  - id: a\n    variants: 好\n", 2, 5, "book.missing", "question"),
    ("empty question", "  - id: a\n    question:\n    variants: 好\n", 3, 14, "book.missing", "question"),
    ("no variants", "  - id: a\n    question: 好\n    variants: []\n", 4, 15, "book.missing", "variants"),
    ("number as text", "  - id: a\n    question: 666\n    variants: 好\n", 3, 15, "value.text_number", "666"),
    (
        "lost zero",
        "  - id: a\n    question: 好\n    code: 007\n    variants: 好\n",
        4,
        11,
        "value.text_number",
        "7",
    ),
    (
        "unknown key",
        "  - id: a\n    qestion: 好\n    question: 好\n    variants: 好\n",
        3,
        5,
        "book.unknown_key_near",
        "question",
    ),
    (
        "unknown variant key",
        "  - id: a\n    question: 好\n    variants:\n      - {text: 好, wenn: x}\n",
        5,
        19,
        "book.unknown_key_near",
        "when",
    ),
    (
        "no text",
        "  - id: a\n    question: 好\n    variants:\n      - {when: order.status == paid}\n",
        5,
        9,
        "book.missing",
        "text",
    ),
    ("id with blanks", "  - id: a b\n    question: 好\n    variants: 好\n", 2, 9, "book.bad_id", "a b"),
    (
        "unknown variable",
        "  - id: a\n    question: 好\n    variants: 亲{shp}\n",
        4,
        16,
        "phrase.variable.near",
        "shop",
    ),
    ("open brace", "  - id: a\n    question: 好\n    variants: 亲{shop\n", 4, 16, "phrase.brace.open", ""),
    (
        "bad condition",
        "  - id: a\n    question: 好\n    variants: [{text: 好, when: order.stats == paid}]\n",
        4,
        32,
        "condition.name.near",
        "order.status",
    ),
    ("full-width colon", "  - id：a\n", 2, 5, "value.wide_colon", "id"),
    (
        "too long",
        f"  - id: a\n    question: 好\n    variants: {'好' * 1001}\n",
        4,
        15,
        "book.too_long",
        "1000",
    ),
]


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize(
    ("text", "line", "column", "code", "said"),
    [row[1:] for row in MISTAKES],
    ids=[row[0] for row in MISTAKES],
)
def test_a_bad_phrase_is_named_and_leaves_the_rest_standing(
    books: Path, language: str, text: str, line: int, column: int, code: str, said: str
) -> None:
    i18n.set_language(language)
    path = write(books, "a.yaml", HEAD + text + ANOTHER)
    loaded = load_phrasebooks(books)
    assert [phrase.id for phrase in loaded.phrases] == ["ok"]
    problem = loaded.problems[0]
    assert (problem.path, problem.line, problem.column, problem.code) == (str(path), line, column, code)
    message = message_of(problem)
    assert said in message
    assert message != code


def test_ids_are_unique_across_books_and_the_first_one_stays(books: Path) -> None:
    write(books, "a.yaml", GOOD)
    write(books, "b.yaml", GOOD.replace("什么时候发货", "另一个"))
    loaded = load_phrasebooks(books)
    assert [phrase.question for phrase in loaded.phrases] == ["什么时候发货"]
    (problem,) = loaded.problems
    assert (Path(problem.path).name, problem.line, problem.code) == ("b.yaml", 3, "book.duplicate_id")
    assert "a.yaml:3" in message_of(problem)


def test_rule_p1_fewer_than_three_variants_warn_and_a_personal_phrase_does_not(books: Path, tmp_path: Path) -> None:
    text = "phrases:\n  - {id: a, question: 好, variants: [好, 好的]}\n"
    write(books, "a.yaml", text)
    personal = write(tmp_path, "蔡蔡.yaml", text.replace("id: a", "id: b"))
    loaded = load_phrasebooks(books, personal=personal)
    assert [(one.code, one.severity) for one in loaded.problems] == [("book.few_variants", "warning")]
    assert [(phrase.id, phrase.personal) for phrase in loaded.phrases] == [("a", False), ("b", True)]


def test_a_file_that_is_no_yaml_keeps_its_last_good_phrases(books: Path) -> None:
    path = write(books, "a.yaml", GOOD)
    write(books, "b.yaml", HEAD + ANOTHER)
    good = load_phrasebooks(books)
    path.write_text(GOOD[:-30] + "\n  bad: [", encoding="utf-8")
    kept = load_phrasebooks(books, previous=good)
    assert {phrase.id for phrase in kept.phrases} == {"ship.when", "ok"}
    assert not kept.ok
    assert {phrase.id for phrase in load_phrasebooks(books).phrases} == {"ok"}


def test_p4_synonyms_hold_word_groups(books: Path) -> None:
    write(books, "synonyms.yaml", "synonyms:\n  - [快递, 物流, 快递]\n  - [一个]\n  - 单词\n")
    loaded = load_phrasebooks(books)
    assert loaded.synonyms == (("快递", "物流"),)
    assert [(one.line, one.code) for one in loaded.problems] == [
        (2, "book.synonym_twice"),
        (3, "book.small_group"),
        (4, "book.synonyms"),
    ]


@pytest.mark.parametrize(
    ("group", "code", "left"),
    [
        ("[物流, 货运]", "book.synonym_elsewhere", ()),
        ("[ＳＦ, 顺风, 顺丰速运]", "book.synonym_elsewhere", (("顺风", "顺丰速运"),)),
        ("[有货, 没货]", "book.synonym_opposite", (("有货", "没货"),)),
        ("[能用, 不能用]", "book.synonym_opposite", (("能用", "不能用"),)),
        ("[双十一, 11.11]", "book.synonym_number", ()),
        (r'["\x1b[31m红", 赤]', "book.synonym_word", ()),
        ("[？！, 啊]", "book.synonym_word", ()),
        ("[请问你们家的快递一般是几天可以送到我家里来, 多久]", "book.synonym_word", ()),
        ("[甲, [乙]]", "book.synonyms", ()),
        ("[]", "book.synonyms", ()),
    ],
)
def test_p4_a_bad_group_of_words_is_named_and_the_others_stay(
    books: Path, group: str, code: str, left: tuple[tuple[str, ...], ...]
) -> None:
    """A word belongs to one group, across files; opposites, sentences and invisible signs are no synonyms."""
    write(books, "synonyms.yaml", "synonyms:\n  - [快递, 物流]\n  - [顺丰, sf]\n")
    write(books, "synonyms_more.yaml", f"synonyms:\n  - [邮费, 运费]\n  - {group}\n")
    loaded = load_phrasebooks(books)
    assert loaded.synonyms == (("快递", "物流"), ("顺丰", "sf"), ("邮费", "运费"), *left)
    assert [(one.path.endswith("more.yaml"), one.line, one.code) for one in loaded.problems] == [(True, 3, code)]


@pytest.mark.parametrize("broken", ["synonyms: [[快递, 包裹], [", "synonym:\n  - [快递, 包裹]\n"])
def test_p4_synonyms_that_cannot_be_read_stay_as_they_were(books: Path, broken: str) -> None:
    """What a broken file said stays in force, but for words that another file has meanwhile."""
    path = write(books, "synonyms.yaml", "synonyms:\n  - [快递, 物流, 包裹]\n  - [邮费, 运费]\n")
    good = load_phrasebooks(books)
    path.write_text(broken, encoding="utf-8")
    write(books, "synonyms_more.yaml", "synonyms:\n  - [包裹, 快件]\n")
    kept = load_phrasebooks(books, previous=good)
    assert kept.synonyms == (("包裹", "快件"), ("快递", "物流"), ("邮费", "运费"))
    assert not kept.ok


SHAPES = [
    ("- a\n", 1), ("- id: a\n  question: 问\n", 1), ("phrases: 好\n", 1), ("group: 好\n", 1), ("好\n", 1),
    ("group: 好\nphrase: []\n", 2),
]  # fmt: skip


@pytest.mark.parametrize(("text", "line"), SHAPES)
def test_a_file_of_another_shape_says_so(books: Path, text: str, line: int) -> None:
    write(books, "a.yaml", text)
    assert [(one.line, one.code) for one in load_phrasebooks(books).problems] == [(line, "book.shape")]


@pytest.mark.parametrize("text", ["", "phrases:\n", "phrases: []\n"])
def test_an_empty_book_is_fine(books: Path, text: str) -> None:
    write(books, "a.yaml", text)
    assert load_phrasebooks(books).problems == ()


REVIEWED = """\
phrases:
  - id: a
    question: 好
    variants:
      - 亲，今天一定发出哦
      - 加微信聊哦亲亲
      - 亲，大约明天发出呢
      - 亲，大约明天发出呢～
"""


@pytest.mark.parametrize("language", ["zh", "en"])
def test_rules_p1_p6_check_reports_tone_and_likeness_at_the_variant(books: Path, language: str) -> None:
    i18n.set_language(language)
    path = write(books, "a.yaml", REVIEWED)
    found = [(one.line, one.column, one.severity, one.code) for one in check_paths([path])]
    assert (5, 9, "warning", "book.tone") in found
    assert (6, 9, "error", "book.tone_block") in found
    assert (8, 9, "warning", "book.alike") in found
    assert all(message_of(one) != one.code for one in check_paths([path]))


REPEATED = """\
group: 重复
phrases:
  - {id: a, question: 什么时候发货, asks: [几点发出], variants: [亲，正常按顺序发哦, 亲，在排队打包呢, 亲，我去看看哦]}
  - {id: b, question: 请问什么时候能发货呀, variants: [亲，在排队打包呢, 亲，别急哦慢慢来, 亲，这就帮您看一下呀]}
  - id: c
    question: 夜里有人吗
    asks: [几点发出？]
    variants:
      - {text: 亲，白天在的哦, when: time.hour > 20 and time.hour < 6}
      - {text: 亲，付款后就安排呀, when: order.status == payed}
      - {text: 亲，都在的呢, when: time.hour >= 0}
  - {id: d, question: 怎么退货, variants: [亲，这样退哦一, 亲，寄回来就好二, 亲，点申请售后三]}
  - {id: e, question: 怎么换货, variants: [亲，这样换哦甲, 亲，先寄回乙乙, 亲，点换货丙丙]}
"""


def test_rules_p1_p2_check_finds_what_is_said_twice_and_what_nobody_gets(books: Path) -> None:
    """Questions that differ in a letter that matters (退, 换) are two."""
    found = [(one.line, one.column, one.code) for one in check_paths([write(books, "a.yaml", REPEATED)])]
    assert sorted(found) == [
        (4, 1, "book.near_question"),
        (4, 46, "book.same_text"),
        (5, 1, "book.same_question"),
        (9, 31, "book.when_never"),
        (10, 33, "book.when_value"),
        (11, 30, "book.when_always"),
    ]


def test_the_shipped_workspace_has_no_problem() -> None:
    assert [(one.path, one.line, one.code) for one in check_workspace(ROOT)] == []


def test_check_finds_references_that_lead_nowhere(tmp_path: Path) -> None:
    (tmp_path / "policies").mkdir()
    (tmp_path / "phrasebooks").mkdir()
    write(tmp_path / "policies", "shifts.yaml", "rotation: [张敏, 李莉]\n")
    write(tmp_path / "policies", "shop.yaml", "colour_phrases: [nowhere]\n")
    write(tmp_path / "policies", "kpi.yaml", "service_causes: servce\n")
    write(
        tmp_path / "policies",
        "routing.yaml",
        "rules:\n  - {name: x, any_of: 好, category: other, team: 售中}\n",
    )
    write(
        tmp_path / "policies",
        "autoreplies.yaml",
        "texts:\n  - {id: a, kind: busy, title: 忙, text: '{shp}'}\n",
    )
    write(tmp_path / "phrasebooks", "a.yaml", HEAD + ANOTHER)
    found = {(Path(one.path).name, one.line, one.code) for one in check_workspace(tmp_path)}
    assert {
        ("shifts.yaml", 1, "policy.unknown_member"),
        ("shop.yaml", 1, "policy.unknown_phrase"),
        ("routing.yaml", 2, "policy.unknown_team"),
        ("kpi.yaml", 1, "policy.unknown_reason"),
        ("autoreplies.yaml", 2, "phrase.variable.near"),
    } <= found


def test_check_paths_takes_files_folders_and_what_is_not_there(books: Path, tmp_path: Path) -> None:
    write(books, "a.yaml", GOOD)
    (tmp_path / "policies").mkdir()
    shop = write(tmp_path / "policies", "shop.yaml", "zone: X\n")
    note = write(tmp_path, "note.txt", "x")
    assert check_paths([books, books / "a.yaml"]) == []
    assert [one.code for one in check_paths([shop])] == ["value.zone"]
    assert [one.code for one in check_paths([shop.parent])] == ["value.zone"]
    assert [one.code for one in check_paths([note])] == ["file.not_yaml"]
    assert [one.code for one in check_paths([tmp_path / "absent.yaml"])] == ["file.missing"]
    assert "value.zone" in {one.code for one in check_paths([tmp_path])}


STYLES = [
    ("bare", "- 亲，{nope}好\n", (6, 11)),
    ("double quotes", '- "亲，{nope}好"\n', (6, 12)),
    ("single quotes", "- '  亲''，{nope}好'\n", (6, 16)),
    ("escapes", '- "\\u4eb2\\n，\\"{nope}好"\n', (6, 21)),
    ("literal block", "- |\n        亲，\n        {nope}好\n", (8, 9)),
    ("folded block", "- >-  # 折行\n        亲\n\n        ，{nope}好\n", (9, 10)),
    ("bare, two lines", "- 亲，\n        好 {nope}\n", (7, 11)),
    ("brackets", '- {text: "亲，{nope}"}\n', (6, 19)),
    ("condition", '- {text: 亲, when: "order.stat == paid"}\n', (6, 26)),
    (
        "folded condition",
        "- text: 亲\n        when: >-\n          order.status == paid and\n          order.x == 1\n",
        (9, 11),
    ),
]


@pytest.mark.parametrize(("angle", "place"), [one[1:] for one in STYLES], ids=[one[0] for one in STYLES])
@pytest.mark.parametrize("ends", ["\n", "\r\n"], ids=["LF", "CRLF"])
def test_rule_p3_a_mistake_within_a_text_is_shown_at_its_letter(
    tmp_path: Path, angle: str, place: tuple[int, int], ends: str
) -> None:
    text = "\ufeffgroup: 组\nphrases:\n  - id: a\n    question: 问\n    variants:\n      " + angle
    book = tmp_path / "a.yaml"
    book.write_bytes(text.replace("\n", ends).encode())
    assert [(one.line, one.column) for one in check_paths([book])] == [place]


def test_one_mistake_is_one_problem_that_says_which_phrase(tmp_path: Path) -> None:
    book = tmp_path / "a.yaml"
    angles = "[{buyer}, b, c]", "['温馨提示: 亲', 提示: 亲, c]", "[a, '', c]"
    rows = "".join(f"  - {{id: p{at}, question: 问{at}, variants: {angle}}}\n" for at, angle in enumerate(angles))
    book.write_text(
        "phrases:\n" + rows + "  - {question: 无编号, variants: [a, b, c], asks: [x, ]}\n", encoding="utf-8"
    )
    found = check_paths([book])
    assert [(one.line, one.code) for one in found] == [
        (2, "book.text_as_key"), (3, "book.text_as_key"), (4, "book.missing"), (5, "book.missing"),
    ]  # fmt: skip
    assert [one.params["id"] for one in found[2:]] == ["p2", "无编号"]


def test_a_single_file_is_checked_among_the_others_of_its_shop(tmp_path: Path) -> None:
    """An editor or a commit hook checks the one file that was saved: by the shop's rules, ids against all books."""
    (tmp_path / "policies").mkdir()
    (tmp_path / "policies" / "tone.yaml").write_text("max_reply_length: 60\n", encoding="utf-8")
    deep = tmp_path / "phrasebooks" / "a"
    deep.mkdir(parents=True)
    row = "  - {id: %s, question: %s, variants: [%s, 您好呀请讲, 在的呢您说]}\n"
    (deep / "shop.yaml").write_text(
        "phrases:\n" + row % ("a", "问甲", "亲" * 70) + row % ("b", "问乙", "嗯嗯"), encoding="utf-8"
    )
    (deep.parent / "z.yaml").write_text("phrases:\n" + row % ("b", "问丙", "好的"), encoding="utf-8")
    found = check_paths([deep / "shop.yaml"])
    assert {(Path(one.path).name, one.code) for one in found} >= {
        ("shop.yaml", "book.too_long"), ("shop.yaml", "book.same_text"), ("z.yaml", "book.duplicate_id"),
    }  # fmt: skip
    (deep / "twice.yaml").write_text("phrases:\n" + row % ("c", "问丁", "嗯") * 2, encoding="utf-8")
    assert "book.duplicate_id" in [one.code for one in check_paths([deep / "twice.yaml"])]


def test_near_questions_are_found_among_thousands(books: Path) -> None:
    """A letter or two more is nearly the same; with another in its place it is another question (S, M; 退, 换)."""
    asked = [f"第{at}号{what}怎么洗才好" for at in range(690) for what in ("毛衣", "裙子", "帽子")]
    asked += ["第5号毛衣该怎么洗才好", "第6号裙子怎么洗才不好呀"]
    rows = (f"  - {{id: p{at}, question: {text}, variants: 在的呢{at}}}" for at, text in enumerate(asked))
    write(books, "a.yaml", "phrases:\n" + "\n".join(rows) + "\n")
    found = [one for one in check_paths([books]) if one.code == "book.near_question"]
    assert [(one.params["asked"], one.params["question"]) for one in found] == [
        ("第5号毛衣怎么洗才好", asked[-2]), ("第6号裙子怎么洗才好", asked[-1]),
    ]  # fmt: skip


@pytest.mark.parametrize("name", ["b.yml", "子/b.YAML", "b.yaml.txt"])
def test_a_book_that_nothing_reads_is_named(books: Path, name: str) -> None:
    write(books, "a.yaml", HEAD + ANOTHER)
    (books / name).parent.mkdir(exist_ok=True)
    write(books, name, HEAD + ANOTHER)
    assert [(Path(one.path).name, one.code) for one in check_paths([books]) if one.code == "book.extension"] == [
        (Path(name).name, "book.extension")
    ]


def test_an_agents_own_book_needs_no_three_angles(tmp_path: Path) -> None:
    own = tmp_path / "data" / "phrases"
    own.mkdir(parents=True)
    text = "phrases: {id: my.a, question: 问, variants: 亲，好的}\n"
    assert check_paths([write(own, "张敏.yaml", text)]) == []
    assert [one.code for one in check_paths([write(tmp_path, "a.yaml", text)])] == ["book.few_variants"]


def test_books_in_a_linked_folder_are_read_once(tmp_path: Path) -> None:
    """A share is linked in; a link back into the books makes no circle, leftovers of editors are no books."""
    books, share = tmp_path / "phrasebooks", tmp_path / "share"
    for folder in (books / ".git", share / "deep"):
        folder.mkdir(parents=True)
    (books / "team").symlink_to(share, target_is_directory=True)
    (share / "deep" / "back").symlink_to(books, target_is_directory=True)
    for at, path in enumerate(
        (share / "deep" / "a.yaml", books / "b.yaml", books / ".git" / "c.yaml", books / "~d.yaml")
    ):
        write(path.parent, path.name, f"phrases: {{id: p{at}, question: 问{at}, variants: 答{at}}}\n")
    loaded = load_phrasebooks(books)
    assert sorted(one.id for one in loaded.phrases) == ["p0", "p1"]
    assert not [one for one in loaded.problems if one.is_error]
