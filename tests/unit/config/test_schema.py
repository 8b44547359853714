"""JSON Schemas for editors: shipped beside the policies, up to date, and taking what the loader takes."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from cs_console.config.guard_lists import guard_lists
from cs_console.config.schema import policy_schema, write_schemas
from cs_console.domain.guard import check_text
from cs_console.domain.policy import MODELS, Policies

ROOT = Path(__file__).resolve().parents[3]


@pytest.mark.parametrize("stem", sorted(MODELS))
def test_schema_explains_every_key(stem: str) -> None:
    schema = policy_schema(stem)
    assert schema["additionalProperties"] is False
    assert schema["properties"].keys() == MODELS[stem].model_fields.keys()
    assert all(part.get("description") for part in schema["properties"].values())


def test_shipped_schemas_are_up_to_date(tmp_path: Path) -> None:
    for path in write_schemas(tmp_path):
        shipped = ROOT / "policies" / "schema" / path.name
        assert json.loads(shipped.read_text(encoding="utf-8")) == json.loads(path.read_text(encoding="utf-8"))


def test_words_may_stand_alone_in_the_schema() -> None:
    areas = policy_schema("shop")["properties"]["remote_areas"]
    assert {"string", "array"} == {part["type"] for part in areas["anyOf"]}


SAID = [
    ("亲，今天一定给您发出", "commitment"),
    ("这是国家级的品质哦", "statute"),
    ("绝对不会褪色的亲", "absolute_promise"),
    ("宝贝儿，在的呢", "over_familiar"),
    ("没办法，自己看", "blunt"),
]


@pytest.mark.parametrize(("text", "category"), SAID)
def test_rule_p6_shipped_lists_reach_the_guard(text: str, category: str) -> None:
    found = check_text(text, guard_lists(Policies().tone))
    assert category in {one.category for one in found}


@pytest.mark.parametrize(
    "text", ["最近比较忙", "最晚48小时内", "第一时间回复您", "不一定今天到", "平台担保交易", "100%棉"]
)
def test_rule_p6_everyday_words_pass(text: str) -> None:
    assert check_text(text, guard_lists(Policies().tone)) == ()
