"""Every code that the program speaks stands in both catalogues, with the braces that it fills."""

from __future__ import annotations

import ast
import enum
import re
from collections.abc import Iterator
from functools import cache

import pytest
from catalogues import braces, load, problems
from package_source import PACKAGE, Source, called, calls, modules

from cs_console.domain import vocabulary
from cs_console.domain.replay import KINDS
from cs_console.errors import CsError

LOCALE = PACKAGE / "locale"
ERRORS = {kind.__name__ for kind in (CsError, *CsError.__subclasses__())}
TOKENS = {
    "flag": vocabulary.Flag, "status": vocabulary.OrderStatus, "platform": vocabulary.Platform,
    "channel": vocabulary.Channel, "category": vocabulary.Category, "priority": vocabulary.Priority,
    "state": vocabulary.InquiryState, "role": vocabulary.Role, "promise": vocabulary.PromiseKind,
    "flow": vocabulary.Flow, "shift_state": vocabulary.ShiftState, "handover_state": vocabulary.HandoverState,
    "decision": vocabulary.ItemDecision, "severity": vocabulary.Severity, "message_role": vocabulary.MessageRole,
    "step_state": vocabulary.StepState,
}  # fmt: skip
"""The kinds that `token(kind, …)` renders and the vocabulary behind each."""

OUR_TEXTS = {name: load(LOCALE / name / "LC_MESSAGES") for name in ("zh_CN", "en")}


@cache
def known() -> frozenset[str]:
    """Codes that both languages have."""
    return frozenset(OUR_TEXTS["zh_CN"]) & frozenset(OUR_TEXTS["en"])


def imports_errors(source: Source) -> bool:
    """Whether a module raises our errors (intake has a `Refused` of its own)."""
    return "from cs_console.errors import" in source.text


def arguments(call: ast.Call) -> set[str] | None:
    """Names of a call's keyword arguments, None when some come by `**`."""
    names = {one.arg for one in call.keywords}
    return None if None in names else {name for name in names if name is not None}


def literal(node: ast.AST) -> str | None:
    """A string constant's text."""
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else None


def pattern(node: ast.JoinedStr) -> re.Pattern[str]:
    """An f-string as a pattern over codes: its holes match anything within the code."""
    parts = [re.escape(text) if (text := literal(one)) is not None else r".+" for one in node.values]
    return re.compile("".join(parts))


def spoken() -> Iterator[tuple[Source, ast.Call, ast.AST, tuple[str, ...]]]:
    """Every call that names a code: the call, the node of the code, and the prefixes it stands for."""
    for source in modules():
        raises = imports_errors(source)
        for call in calls(source):
            if not call.args:
                continue
            if called(call) in ("t", "has"):
                yield source, call, call.args[0], ("",)
            elif raises and called(call) in ERRORS and isinstance(call.func, ast.Name):
                yield source, call, call.args[0], ("error.", "hint.")


def test_the_languages_agree() -> None:
    assert not problems()


def test_every_constant_code_is_known() -> None:
    missing = []
    for source, call, node, prefixes in spoken():
        text = literal(node)
        if text is None:
            continue
        hinted = next((literal(one.value) for one in call.keywords if one.arg == "hint"), None)
        for prefix in prefixes:
            code = prefix + ((hinted or text) if prefix == "hint." else text)
            if code not in known():
                missing.append(f"{source.at(call)}: {code}")
    assert not missing


def test_every_composed_code_has_entries() -> None:
    missing = []
    for source, call, node, prefixes in spoken():
        if isinstance(node, ast.JoinedStr):
            shape = pattern(node)
            missing += [
                f"{source.at(call)}: {prefix}{shape.pattern}"
                for prefix in prefixes
                if not any(shape.fullmatch(code.removeprefix(prefix)) for code in known() if code.startswith(prefix))
            ]
    assert not missing


@pytest.mark.parametrize("language", OUR_TEXTS)
def test_every_brace_is_filled(language: str) -> None:
    """A sentence never asks for a parameter that its caller does not give."""
    texts = OUR_TEXTS[language]
    wrong = []
    for source, call, node, prefixes in spoken():
        given, text = arguments(call), literal(node)
        if given is None or text is None or called(call) == "has":
            continue
        for prefix in prefixes:
            asked = braces(texts.get(prefix + text, ""))
            if lacking := asked - given:
                wrong.append(f"{source.at(call)}: {prefix}{text} wants {sorted(lacking)}")
    assert not wrong


@pytest.mark.parametrize("kind", TOKENS)
def test_every_token_has_a_word(kind: str) -> None:
    vocabulary_of: type[enum.StrEnum] = TOKENS[kind]
    assert not [f"{kind}.{one.value}" for one in vocabulary_of if f"{kind}.{one.value}" not in known()]


def test_every_kind_of_token_is_a_vocabulary() -> None:
    """`token("flag", …)` names a kind whose every value has a word."""
    kinds = {
        text
        for source in modules()
        for call in calls(source)
        if called(call) == "token" and call.args and (text := literal(call.args[0])) is not None
    }
    for kind in kinds - TOKENS.keys():
        assert any(code.startswith(f"{kind}.") for code in known()), kind


@pytest.mark.parametrize("kind", [name.lower() for name in KINDS])
def test_an_unknown_row_of_every_kind_can_be_said(kind: str) -> None:
    """`UnitOfWork.require` raises ``<kind>.unknown`` for any entity."""
    assert {f"error.{kind}.unknown", f"hint.{kind}.unknown"} <= known()


def test_no_code_is_dead() -> None:
    """Every entry is used: named, composed, or a token's word."""
    constants: set[str] = set()
    shapes: list[re.Pattern[str]] = []
    for source in modules():
        for node in ast.walk(source.tree):
            if (text := literal(node)) is not None:
                constants.add(text)
            elif isinstance(node, ast.JoinedStr) and any(literal(one) for one in node.values):
                shapes.append(pattern(node))
    kinds = tuple(f"{constant}." for constant in constants if constant.replace("_", "").isalpha())
    dead = []
    for code in sorted(known()):
        bare = code.removeprefix("error.").removeprefix("hint.")
        used = {code, bare, f"@{code}"} & constants or any(one.fullmatch(bare) or one.fullmatch(code) for one in shapes)
        if not used and not code.startswith(kinds) and not bare.endswith(".unknown"):
            dead.append(code)
    assert not dead


def test_every_act_that_is_kept_has_words_for_undo_and_history() -> None:
    """An act is named where it is undone; a bare code tells nobody what was taken back."""
    wordless = {
        f"{source.at(call)}: act.{act}"
        for source in modules()
        for call in calls(source)
        if called(call) == "write" and len(call.args) > 1
        if (act := literal(call.args[1])) and re.fullmatch(r"[a-z_]+\.[a-z_]+", act) and f"act.{act}" not in known()
    }
    assert not wordless
