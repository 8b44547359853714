"""Variables are filled or asked for; a text with a blank never leaves (rule P3)."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from cs_console.domain.filling import VARIABLES, fill, has_blank, parse, sample, variable
from cs_console.errors import BadInput


@pytest.mark.parametrize(
    ("template", "values", "answers", "text"),
    [
        ("亲，{ship_hours}小时内发出", {"ship_hours": "48"}, {}, "亲，48小时内发出"),
        ("单号{运单号}", {"tracking_no": "77301"}, {}, "单号77301"),
        ("{buyer?}您好", {}, {}, "您好"),
        ("{买家？}您好", {"buyer": "小鱼"}, {}, "小鱼您好"),
        ("差价{?补差金额}元", {}, {"补差金额": "5"}, "差价5元"),
        ("写{{这样}}", {}, {}, "写{这样}"),
        ("{carrier}", {"carrier": "申通"}, {"carrier": "顺丰"}, "顺丰"),
        ("{carrier}", {}, {"快递公司": "顺丰"}, "顺丰"),
        ("没有变量", {}, {}, "没有变量"),
        ("", {}, {}, ""),
    ],
)
def test_p3_filled(template: str, values: dict[str, str], answers: dict[str, str], text: str) -> None:
    filled = fill(template, values, answers)
    assert filled.text == text
    assert filled.missing == ()


def test_p3_what_nothing_fills_is_listed_where_it_stands() -> None:
    filled = fill("亲，{buyer}的{运单号}，赠{?赠品}", {"buyer": "小鱼"}, {"赠品": " "})
    assert filled.text == "亲，小鱼的{运单号}，赠{?赠品}"
    assert [(blank.key, blank.label, blank.asked) for blank in filled.missing] == [
        ("tracking_no", "运单号", False),
        ("赠品", "赠品", True),
    ]
    assert [filled.text[blank.start : blank.end] for blank in filled.missing] == ["{运单号}", "{?赠品}"]
    assert has_blank(filled.text)


def test_x2_braces_in_a_value_are_never_expanded() -> None:
    assert fill("{goods}", {"goods": "{order_no}", "order_no": "1"}).text == "{order_no}"


@pytest.mark.parametrize(
    ("template", "code", "column"),
    [
        ("亲{运单}", "phrase.variable.near", 2),
        ("亲{zzz}", "phrase.variable.unknown", 2),
        ("亲{}", "phrase.variable.empty", 2),
        ("{ ? }", "phrase.variable.empty", 1),
        ("亲{buyer", "phrase.brace.open", 2),
        ("{buyer\n}", "phrase.brace.open", 1),
        ("{a{buyer}}", "phrase.brace.open", 1),
        ("亲，buyer}", "phrase.brace.close", 8),
    ],
)
def test_mistakes_are_named_with_their_column(template: str, code: str, column: int) -> None:
    with pytest.raises(BadInput) as caught:
        parse(template)
    assert (caught.value.code, caught.value.params["column"]) == (code, column)


@pytest.mark.parametrize(
    ("text", "blank"),
    [
        ("单号{运单号}", True),
        ("送{?赠品}", True),
        ("单号｛运单号｝", True),
        ("单号{运单号｝", True),
        ("送{?" + "很长的一个问题" * 12 + "}", True),
        ("单号____，请查收", True),
        ("tb___123您好", False),
        ("已发出，单号123", False),
        ("大括号 } 或 { 单独出现", False),
        ("{}", False),
    ],
)
def test_p3_a_blank_is_recognised(text: str, blank: bool) -> None:
    assert has_blank(text) is blank


def test_names_and_aliases_are_unique() -> None:
    words = [word for known in VARIABLES for word in (known.name, known.alias)]
    assert len(words) == len(set(words))
    for known in VARIABLES:
        assert variable(known.name) is variable(known.alias) is known


LITERAL = st.text(st.characters(exclude_characters="{}｛｝", codec="utf-8"), max_size=12)


@given(st.lists(LITERAL | st.sampled_from(VARIABLES), max_size=6))
def test_p3_a_text_without_missing_slots_has_no_blank(parts: list[object]) -> None:
    template = "".join(part if isinstance(part, str) else "{" + part.alias + "}" for part in parts)  # type: ignore[attr-defined]
    filled = fill(template, {known.name: known.sample for known in VARIABLES})
    assert filled.missing == ()
    assert not has_blank(filled.text)
    assert has_blank(fill(template, {}).text) is bool(parse(template).slots)


@given(st.text("{}?ab买家buyer ", max_size=20))
def test_any_text_parses_or_is_refused_with_a_column(template: str) -> None:
    try:
        parsed = parse(template)
    except BadInput as error:
        assert 1 <= int(str(error.params["column"])) <= len(template)
    else:
        assert sample(parsed) == sample(template)


def test_every_shipped_phrase_reads_well_with_samples() -> None:
    """Not one shipped variant has an unknown variable or keeps a blank."""
    texts = []
    for path in (Path(__file__).parents[3] / "phrasebooks").rglob("*.yaml"):
        book = yaml.safe_load(path.read_text(encoding="utf-8"))
        for phrase in (book or {}).get("phrases") or ():
            variants = phrase["variants"] if isinstance(phrase["variants"], list) else [phrase["variants"]]
            texts += [item["text"] if isinstance(item, dict) else item for item in variants]
    assert texts
    assert [text for text in texts if has_blank(sample(text))] == []
