"""The YAML reader: every trap of the design is an error at its line and column, or handled (rule X2)."""

from __future__ import annotations

import json
import math

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from cs_console.config.yaml_reader import read_yaml
from cs_console.text.clean import clean

TRAPS = [
    ("duplicate key", "a: 1\nb: 2\na: 3\n", [(3, 1, "yaml.duplicate_key")]),
    (
        "two duplicate keys",
        "a: 1\na: 2\nb: {c: 1, c: 2}\n",
        [(2, 1, "yaml.duplicate_key"), (3, 11, "yaml.duplicate_key")],
    ),
    ("tab as indentation", "a:\n\tb: 1\n", [(2, 1, "yaml.tab")]),
    ("tab after blanks", "a:\n  b: 1\n  \tc: 2\n", [(3, 3, "yaml.tab")]),
    ("full-width indentation", "a:\n\u3000b: 1\n", [(2, 1, "yaml.wide_blank")]),
    ("full-width colon", "a: 1\nquestion：什么\nb: 2\n", [(2, 9, "yaml.wide_colon")]),
    ("full-width colon in a list", "- id: a\n  question：什么\n  x: 1\n", [(2, 11, "yaml.wide_colon")]),
    ("anchor", "a: &x [1]\nb: 2\n", [(1, 4, "yaml.anchor")]),
    ("alias", "a: 1\nb: *x\n", [(2, 4, "yaml.alias")]),
    ("alias as key", "*a : 1\n", [(1, 1, "yaml.alias")]),
    ("tag", "a: !!python/object/apply:os.system [ls]\n", [(1, 4, "yaml.tag")]),
    ("bare tag", "a: ! x\n", [(1, 4, "yaml.tag")]),
    ("undefined tag handle", "a: !x!y z\n", [(1, 4, "yaml.tag_handle")]),
    ("unclosed list", "a: 1\nb: [1, 2\n", [(2, 4, "yaml.unclosed")]),
    ("unclosed mapping", "b: {a: 1\n", [(1, 4, "yaml.unclosed")]),
    ("unclosed quote", "a: 1\nb: 'x\nc: 2\n", [(2, 4, "yaml.quote")]),
    ("colon in text", "a: b: c\n", [(1, 5, "yaml.colon")]),
    ("uneven indentation", "- a\nb: c\n", [(2, 1, "yaml.indent")]),
    ("line without colon", "a: 1\nwrong\nb: 2\n", [(2, 1, "yaml.colon_missing")]),
    ("a lost line that began an item", "- a: 1\n  b: 2\n  a: 3\n  b: 4\n", [(3, 3, "yaml.duplicate_key")]),
    ("git conflict", "a:\n<<<<<<< HEAD\n  - 1\n=======\n  - 2\n>>>>>>> x\n", [(2, 1, "yaml.conflict")]),
    ("rest of a git conflict", "a: 1\n>>>>>>> x\n", [(2, 1, "yaml.conflict")]),
    ("text that begins with a variable", "- x\n- {buyer} hi\n- y\n", [(2, 3, "yaml.brace_start")]),
    ("braces further down a list", "a: [x,\n  hi {buyer}, y]\n", [(2, 6, "yaml.flow_braces")]),
    ("tab after a dash", "a:\n  -\tb\n", [(2, 4, "yaml.tab")]),
    ("tab before a comment", "a: 1\n\t# x\n", [(2, 1, "yaml.tab")]),
    ("separators that no editor breaks at", "a: 'x\u2028y\x85z'\nb: c: d\n", [(2, 5, "yaml.colon")]),
    ("lone carriage returns", "a: 1\rb: c: d\r", [(2, 5, "yaml.colon")]),
    ("at sign", "a: @x\n", [(1, 4, "yaml.start")]),
    ("backtick", "a: `x`\n", [(1, 4, "yaml.start")]),
    ("ampersand in front of hanzi", "a: &，x\n", [(1, 4, "yaml.start")]),
    ("star in front of hanzi", "a: *，x\n", [(1, 4, "yaml.start")]),
    ("bar in front of text", "a: |- 您好\n", [(1, 4, "yaml.start")]),
    ("exclamation mark in a list", "a: [x, !感谢]\n", [(1, 8, "yaml.start")]),
    ("no blank behind a colon", "a: {b: 1, c:{d: 1}}\n", [(1, 12, "yaml.colon")]),
    ("odd escape", 'a: "\\q"\n', [(1, 5, "yaml.escape")]),
    ("second document", "a: 1\n---\nb: 2\n", [(2, 1, "yaml.documents")]),
    ("list as key", "? [1]\n: 2\n", [(1, 3, "yaml.key")]),
    ("escape character", "a: 1\nb: x\x1b[31m\n", [(2, 5, "yaml.control")]),
    ("NUL", "a: \x00\n", [(1, 4, "yaml.control")]),
    ("bidi override", "a: x\u202ey\n", [(1, 5, "yaml.control")]),
    ("too deep", "a: " + "[" * 30 + "]" * 30, [(1, 27, "yaml.too_deep")]),
]


@pytest.mark.parametrize(("text", "expected"), [trap[1:] for trap in TRAPS], ids=[trap[0] for trap in TRAPS])
def test_trap_is_reported_at_its_place(text: str, expected: list[tuple[int, int, str]]) -> None:
    document = read_yaml(text.encode(), "x.yaml")
    assert [(one.line, one.column, one.code) for one in document.problems] == expected
    assert not document.ok


ENCODINGS = [
    ("GBK", "a: 1\nb: 什么\n".encode("gbk"), (2, 4, "yaml.gbk")),  # 什么 in GBK is UTF-8 by chance
    ("GBK, longer", "a: 1\nb: 什么时候发货\n".encode("gbk"), (2, 7, "yaml.gbk")),
    ("UTF-16", "a: 1\n".encode("utf-16"), (1, 1, "yaml.utf16")),
    ("broken UTF-8", b"a: 1\nbc: \xe4\xff\xff\xff", (2, 5, "yaml.encoding")),
    ("GBK pasted into UTF-8", "问: 好\n".encode() + b"b: \xce\xca", (2, 4, "yaml.encoding")),
]


@pytest.mark.parametrize(("data", "expected"), [row[1:] for row in ENCODINGS], ids=[row[0] for row in ENCODINGS])
def test_wrong_encoding_names_the_line(data: bytes, expected: tuple[int, int, str]) -> None:
    (problem,) = read_yaml(data, "x.yaml").problems
    assert (problem.line, problem.column, problem.code) == expected


CORE_SCALARS = [
    ("no", "no"),
    ("yes", "yes"),
    ("on", "on"),
    ("off", "off"),
    ("y", "y"),
    ("08:30", "08:30"),
    ("17:30:00", "17:30:00"),
    ("2014-08-20", "2014-08-20"),
    ("1_000", "1_000"),
    ("0b11", "0b11"),
    ("'12'", "12"),
    ('"true"', "true"),
    ("true", True),
    ("False", False),
    ("~", None),
    ("null", None),
    ("", None),
    ("012", 12),
    ("0o14", 12),
    ("0x1F", 31),
    ("-7", -7),
    ("+7", 7),
    ("1.5", 1.5),
    ("1e3", 1000.0),
    (".5", 0.5),
    ("1.", 1.0),
    (".inf", math.inf),
    ("-", "-"),
    ("1.2.3", "1.2.3"),
    ("2014.8.20", "2014.8.20"),
    ("３", "３"),
    ("=", "="),
    ("<<", "<<"),
    ("nullable", "nullable"),
]


@pytest.mark.parametrize(("written", "meant"), CORE_SCALARS)
def test_scalars_follow_yaml_1_2_core(written: str, meant: object) -> None:
    if written == "-":
        written = "'-'"
    value = read_yaml(f"a: {written}\n".encode(), "x.yaml").value["a"]
    assert value == meant
    assert type(value) is type(meant)


@pytest.mark.parametrize("text", ["a: café · naïve", "a: Привет", "a: Ελλάδα", "a: ʲô 什么"])
def test_other_alphabets_are_no_gbk(text: str) -> None:
    assert read_yaml(text.encode(), "x.yaml").ok


def test_keys_are_always_text() -> None:
    assert read_yaml(b"no: 1\n1: 2\n~: 3\n", "x.yaml").value == {"no": 1, "1": 2, "~": 3}


def test_marks_name_every_key_and_value() -> None:
    document = read_yaml("members:\n  - name: 张敏\n    tags: [a, 乙, c]\n".encode(), "team.yaml")
    assert document.marks[("members", 0, "name")] == (2, 11)
    assert document.marks[("members", 0, "tags", 2)] == (3, 18)
    assert document.marks.key(("members", 0, "tags")) == (3, 5)
    assert document.marks.at(("members", 0, "absent")) == (2, 5)
    with pytest.raises(KeyError):
        document.marks[("members", 1)]


@pytest.mark.parametrize("text", ["", "\n\n", "# only a comment\n", "---\n", "\ufeff"])
def test_empty_document_is_fine(text: str) -> None:
    document = read_yaml(text.encode(), "x.yaml")
    assert document.value is None
    assert document.ok


def test_byte_order_mark_does_not_shift_places() -> None:
    document = read_yaml(b"\xef\xbb\xbfa: 1\na: 2\n", "x.yaml")
    assert [(one.line, one.column) for one in document.problems] == [(2, 1)]


def test_alias_bomb_and_depth_bomb_end_at_once() -> None:
    bomb = "a: &a [x, x]\n" + "".join(
        f"{chr(98 + i)}: &{chr(98 + i)} [*{chr(97 + i)}, *{chr(97 + i)}]\n" for i in range(20)
    )
    assert not read_yaml(bomb.encode(), "x.yaml").ok
    assert [one.code for one in read_yaml(b"[" * 100_000, "x.yaml").problems] == ["yaml.too_deep"]


def test_a_file_beyond_the_limit_is_refused_unread() -> None:
    assert [one.code for one in read_yaml(b"a: 1\n" * 10, "x.yaml", max_bytes=20).problems] == ["yaml.too_large"]


def test_pure_python_parser_gives_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    text = b"a:\n  - {b: no, c: [1, '2']}\n  - d: 08:30\n"
    fast = read_yaml(text, "x.yaml")
    monkeypatch.setattr(yaml, "__with_libyaml__", False)
    slow = read_yaml(text, "x.yaml")
    assert slow.value == fast.value
    assert list(slow.marks.paths()) == list(fast.marks.paths())


_plain = st.text(st.characters(exclude_categories=("C", "Z")), max_size=12).filter(lambda text: clean(text) == text)
_trees = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**12), 10**12) | _plain,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(_plain, inner, max_size=4),
    max_leaves=12,
)


@given(_trees)
def test_what_a_safe_dumper_writes_is_read_back(tree: object) -> None:
    """JSON is YAML: data written quoted comes back equal, and every path has a place."""
    document = read_yaml(json.dumps({"数据": tree}, ensure_ascii=False).encode(), "x.yaml", max_depth=60)
    assert document.problems == ()
    assert document.value == {"数据": tree}


@given(st.binary(max_size=200))
def test_no_bytes_ever_raise(data: bytes) -> None:
    document = read_yaml(data, "x.yaml")
    assert document.ok or all(one.line >= 1 and one.column >= 1 for one in document.problems)
