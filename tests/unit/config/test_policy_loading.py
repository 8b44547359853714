"""Loading policies: shipped files equal the defaults; every mistake at its line, in both languages."""

from __future__ import annotations

import re
from inspect import getsource
from pathlib import Path

import pytest

from cs_console import i18n
from cs_console.config.codes import CODES, OF_TEXTS
from cs_console.config.policies import check_policy, load_policies
from cs_console.config.render import line_of, message_of
from cs_console.config.shapes import RULES
from cs_console.domain import conditions, filling
from cs_console.domain.policy import MODELS, Policies
from cs_console.domain.policy.retired import RETIRED
from cs_console.domain.vocabulary import Platform

ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture(autouse=True)
def _chinese_afterwards():
    yield
    i18n.set_language("zh")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "policies").mkdir()
    return tmp_path / "policies"


def write(folder: Path, stem: str, text: str) -> Path:
    path = folder / f"{stem}.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def test_shipped_files_are_the_defaults() -> None:
    loaded = load_policies(ROOT / "policies")
    assert loaded.problems == ()
    assert loaded.documents.keys() == MODELS.keys()
    for stem in MODELS:
        assert getattr(loaded.policies, stem) == getattr(Policies(), stem), stem


@pytest.mark.parametrize("stem", sorted(MODELS))
def test_every_shipped_key_is_written_and_explained(stem: str) -> None:
    lines = (ROOT / "policies" / f"{stem}.yaml").read_text(encoding="utf-8").splitlines()
    for key in MODELS[stem].model_fields:
        at = next(number for number, line in enumerate(lines) if line.startswith(f"{key}:"))
        assert lines[at - 1].startswith("#"), f"{key} has no comment"


@pytest.mark.parametrize("stem", sorted(MODELS))
def test_every_key_of_every_model_has_a_description_in_both_languages(stem: str) -> None:
    for name, field in MODELS[stem].model_fields.items():
        assert field.description, name
        assert "·" in field.description or field.description.isascii() or stem == "team", name


def test_empty_folder_and_empty_files_are_the_defaults(folder: Path) -> None:
    assert load_policies(folder).policies == Policies()
    write(folder, "sla", "# nothing yet\n")
    loaded = load_policies(folder)
    assert loaded.policies == Policies()
    assert loaded.problems == ()


MISTAKES = [
    ("shop", "name: 店\nship_hour: 48\n", 2, 1, "value.unknown_key_near", "ship_hours"),
    ("shop", "zzz: 1\n", 1, 1, "value.unknown_key", "ship_hours"),
    ("shop", "ship_hours: 四十八\n", 1, 13, "value.integer", "四十八"),
    ("shop", "ship_hours: '48'\n", 1, 13, "value.integer", "48"),
    ("shop", "hotline: 4008001234\n", 1, 10, "value.text_number", "4008001234"),
    ("shop", "zone: Beijing\n", 1, 7, "value.zone", "Asia/Shanghai"),
    ("shop", "ship_hours: 0\n", 1, 13, "value.at_least", "1"),
    ("shop", "ship_hours:\n", 1, 12, "value.empty_key", "ship_hours"),
    (
        "shop",
        "campaigns:\n  - {name: 大促, start: 2026-06-20, end: 2026-06-18}\n",
        2,
        5,
        "rule.campaign_order",
        "",
    ),
    (
        "shop",
        "campaigns:\n  - {name: 大促, start: 20260618, end: 2026-06-18}\n",
        2,
        23,
        "value.moment",
        "20260618",
    ),
    ("shop", "shops: 1\n", 1, 8, "value.list", "shops"),
    ("team", "members:\n  - {name: 甲, rol: lead}\n", 2, 15, "value.unknown_key_near", "role"),
    ("team", "members:\n  - {name: 甲, role: boss}\n", 2, 21, "value.choice", "agent"),
    ("team", "members:\n  - {name: 甲, role: leed}\n", 2, 21, "value.choice_near", "lead"),
    ("team", "members:\n  - {role: lead}\n", 2, 5, "value.missing", "name"),
    ("team", "members:\n  - {name: 甲, active: no}\n", 2, 23, "value.switch_word", "no"),
    ("team", "members:\n  - {name: 甲}\n  - {name: 甲}\n", 1, 1, "rule.duplicate_member", "甲"),
    ("team", "members:\n  - name：甲\n", 2, 5, "value.wide_colon", "name"),
    ("shifts", "shifts:\n  - {key: day, title: 白班, start: 8.5, end: 17:30}\n", 2, 34, "value.clock", "8.5"),
    (
        "shifts",
        "shifts:\n  - {key: day, title: 白班, start: 25:00, end: 17:30}\n",
        2,
        34,
        "value.clock",
        "25:00",
    ),
    ("shifts", "holidays:\n  - {date: 2026-02-30, name: 节}\n", 2, 12, "value.day", "2026-02-30"),
    ("sla", "default: {first_target: 200}\n", 1, 10, "rule.target_over_limit", ""),
    ("sla", "lease_seconds: 30\n", 1, 1, "rule.renew_too_slow", "lease_seconds"),
    ("pricing", "max_change_percent: 120\n", 1, 21, "value.at_most", "100"),
    ("pricing", "max_change_percent: 50%\n", 1, 21, "value.integer", "50%"),
    (
        "flags",
        "flags:\n  - {flag: red, digit: 1, meaning: 急}\n  - {flag: red, digit: 2, meaning: 缓}\n",
        1,
        1,
        "rule.duplicate_flag",
        "",
    ),
    ("remarks", "pattern: '{agent} {promise}'\n", 1, 10, "rule.remark_pattern", "{date}"),
    ("remarks", "limits: {taobao: {maximum: many}}\n", 1, 28, "value.integer", "many"),
    (
        "platforms",
        "platforms: {taobo: {title: 淘宝, flag_codes: {red: 1}}}\n",
        1,
        13,
        "value.key_choice",
        "taobao",
    ),
    ("tone", "safe_contexts:\n  - {pattern: '(最', why: 坏}\n", 2, 15, "value.pattern", ""),
    ("kpi", "weights: {agent: [{metric: csat, weight: 90}]}\n", 1, 1, "rule.weights_total", "90"),
    (
        "autoreplies",
        "texts:\n  - {id: a, kind: campaign, title: 活动, text: 好}\n",
        2,
        5,
        "rule.half_period",
        "start",
    ),
    ("settings", "- language: zh\n", 1, 1, "value.mapping", "settings.yaml"),
    ("settings", "theme: dark\ntheme: light\n", 2, 1, "yaml.duplicate_key", "theme"),
]


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize(("stem", "text", "line", "column", "code", "said"), MISTAKES)
def test_mistake_is_named_where_it_stands(
    folder: Path, language: str, stem: str, text: str, line: int, column: int, code: str, said: str
) -> None:
    path = write(folder, stem, text)
    i18n.set_language(language)
    loaded = load_policies(folder)
    (problem,) = loaded.problems
    assert (problem.path, problem.line, problem.column, problem.code) == (str(path), line, column, code)
    assert said in message_of(problem)
    assert line_of(problem).startswith(f"{path}:{line}:{column}: error {code} ")
    assert "{" not in message_of(problem).replace("{agent}", "").replace("{promise}", "").replace("{date}", "")


def test_several_mistakes_in_several_files_are_all_reported(folder: Path) -> None:
    write(folder, "shop", "ship_hours: x\nzone: y\nname: 店\n")
    write(folder, "sla", "rules: [1\n")
    found = load_policies(folder)
    assert [(Path(one.path).name, one.line) for one in found.problems] == [
        ("shop.yaml", 1),
        ("shop.yaml", 2),
        ("sla.yaml", 1),
    ]


def test_a_broken_file_keeps_the_last_good_one_and_spoils_no_other(folder: Path) -> None:
    write(folder, "shop", "ship_hours: 24\n")
    good = load_policies(folder)
    write(folder, "shop", "ship_hours: soon\n")
    write(folder, "sla", "warn_seconds: 45\n")
    kept = load_policies(folder, previous=good)
    assert kept.policies.shop.ship_hours == 24
    assert kept.policies.sla.warn_seconds == 45
    assert load_policies(folder).policies.shop == Policies().shop
    assert kept.content_hash != good.content_hash


def test_a_key_of_a_former_version_is_named_and_spoils_nothing(folder: Path) -> None:
    path = write(folder, "platforms", (
        "default_platform: jd\n"
        "platforms:\n"
        "  taobao: {title: 淘宝, flag_codes: {red: 1}, send_flag_always: false, batch_rows: 7}\n"
    ))  # fmt: skip
    write(folder, "flags", (
        "flags:\n  - {flag: red, digit: 1, meaning: 急}\n  - {flag: blue, digit: 2, meaning: 换, tell_lead: true}\n"
    ))  # fmt: skip
    write(folder, "privacy", "mask: {phone_head: 3}\nunmask_seconds: 5\nmasks: 1\n")
    loaded = load_policies(folder)
    assert [(Path(one.path).stem, one.line, one.column, one.code, one.params["key"]) for one in loaded.problems] == [
        ("flags", 3, 40, "policy.retired_key", "tell_lead"),
        ("platforms", 1, 1, "policy.retired_key", "default_platform"),
        ("platforms", 3, 45, "policy.retired_key", "send_flag_always"),
        ("privacy", 1, 1, "policy.retired_key", "mask"),
        ("privacy", 3, 1, "value.unknown_key", "masks"),
    ]
    assert [one.is_error for one in loaded.problems] == [False, False, False, False, True]
    assert loaded.policies.platforms.platform(Platform.TAOBAO).batch_rows == 7
    assert [one.digit for one in loaded.policies.flags.flags] == [1, 2]
    assert path.read_text("utf-8").startswith("default_platform"), "the file stays as it was written"


@pytest.mark.parametrize("stem", sorted(RETIRED))
def test_a_retired_key_is_no_key_of_today(stem: str) -> None:
    assert stem in MODELS
    assert not {path[-1] for path in RETIRED[stem] if len(path) == 1} & MODELS[stem].model_fields.keys()


def test_strange_files_are_named(folder: Path) -> None:
    (folder / "shfits.yaml").write_text("a: 1\n", encoding="utf-8")
    (folder / "shop.yml").write_text("a: 1\n", encoding="utf-8")
    found = {(Path(one.path).name, one.code, one.params.get("near")) for one in load_policies(folder).problems}
    assert found == {
        ("shfits.yaml", "policy.unknown_file_near", "shifts.yaml"),
        ("shop.yml", "policy.extension", None),
    }


def test_missing_folder_says_so_and_serves_defaults(tmp_path: Path) -> None:
    loaded = load_policies(tmp_path / "nowhere")
    assert [one.code for one in loaded.problems] == ["file.missing"]
    assert loaded.policies == Policies()


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_code_has_a_text(language: str) -> None:
    i18n.set_language(language)
    assert [code for code in CODES if not i18n.has(f"problem.{code}")] == []
    assert [code for code in OF_TEXTS if not (i18n.has(f"error.{code}") and i18n.has(f"hint.{code}"))] == []
    raised = re.findall(r'"((?:phrase|condition)\.[a-z.]+)"', getsource(filling) + getsource(conditions))
    assert set(raised) == set(OF_TEXTS)
    assert {f"rule.{name}" for name in RULES} <= CODES.keys()


def test_a_scalar_stands_for_a_list_of_one(folder: Path) -> None:
    write(folder, "shop", "remote_areas: 西藏\n")
    write(folder, "followups", "unpaid_minutes: 15\n")
    loaded = load_policies(folder)
    assert loaded.problems == ()
    assert loaded.policies.shop.remote_areas == ("西藏",)
    assert loaded.policies.followups.unpaid_minutes == (15,)


@pytest.mark.parametrize(
    ("stem", "text", "name"),
    [
        ("flags", "flags:\n  - {flag: grey, digit: 0, meaning: x}\n  - {flag: red, digit: 0, meaning: y}\n", "0"),
        ("autoreplies", "texts:" + "\n  - {id: a, kind: busy, title: 忙, text: 好}" * 2, "a"),
    ],
)
def test_what_stands_twice_is_named(stem: str, text: str, name: str) -> None:
    found = check_policy(text.encode(), stem, f"{stem}.yaml")
    assert [one.params["name"] for one in found] == [name]
    assert name in message_of(found[0])
