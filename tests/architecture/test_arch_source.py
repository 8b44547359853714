"""What every module keeps to: no state at import, no swallowed errors, modules a person can hold in the head."""

from __future__ import annotations

import ast
import io
import tokenize

import pytest
from package_source import Source, called, calls, module_level, modules

EACH = pytest.mark.parametrize("source", modules(), ids=lambda one: one.name)

STATEFUL = {
    "create_engine", "open_engine", "Session", "sessionmaker",  # engines
    "now", "utcnow", "today", "monotonic", "perf_counter", "time",  # clocks
    "cwd", "home", "expanduser", "getcwd", "user_data_dir", "user_root", "mkdir", "open",  # places
    "getuser", "getenv",
}  # fmt: skip
"""Calls that fix an engine, a place or a moment when a module is merely imported."""


@EACH
def test_no_engine_path_or_clock_at_module_level(source: Source) -> None:
    found = [
        f"{source.at(node)} calls {called(node)}()"
        for node in module_level(source.tree)
        if isinstance(node, ast.Call) and called(node) in STATEFUL and not _is_clock_time(node)
    ]
    assert not found


def _is_clock_time(node: ast.Call) -> bool:
    """``time(8, 30)`` is a time of day in a policy's default, not the clock."""
    return called(node) == "time" and isinstance(node.func, ast.Name) and bool(node.args)


@EACH
def test_no_error_is_swallowed(source: Source) -> None:
    """An `except` that only passes must name a narrow error; one that catches all must act."""
    found = []
    for node in ast.walk(source.tree):
        if not isinstance(node, ast.ExceptHandler):
            continue
        broad = node.type is None or (
            isinstance(node.type, ast.Name) and node.type.id in ("Exception", "BaseException")
        )
        silent = all(
            isinstance(one, ast.Pass | ast.Continue)
            or (isinstance(one, ast.Expr) and isinstance(one.value, ast.Constant))
            for one in node.body
        )
        if broad and silent:
            found.append(source.at(node))
    assert not found


@EACH
def test_modules_fit_in_a_head_and_functions_on_a_screen(source: Source) -> None:
    if "migrations" in source.name:
        pytest.skip("a migration is a list")
    lines = len(source.text.splitlines())
    assert lines <= 400, f"{source.name} has {lines} lines"
    long = [
        f"{source.at(node)} {node.name}: {(node.end_lineno or 0) - node.lineno + 1} lines"
        for node in ast.walk(source.tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and (node.end_lineno or 0) - node.lineno + 1 > 60
    ]
    assert not long


@EACH
def test_every_module_says_what_it_is_for(source: Source) -> None:
    assert ast.get_docstring(source.tree), source.name


@EACH
def test_nothing_is_printed_below_the_command_line(source: Source) -> None:
    """Services and below give results; only `cli` and `__main__` write to the terminal themselves."""
    if source.name.startswith(("cs_console.cli", "cs_console.__main__")):
        pytest.skip("the command line prints")
    assert not [source.at(node) for node in calls(source) if called(node) == "print"]


@EACH
def test_nothing_is_left_for_later(source: Source) -> None:
    comments = [
        token for token in tokenize.generate_tokens(io.StringIO(source.text).readline) if token.type == tokenize.COMMENT
    ]
    assert not [one.string for one in comments if any(mark in one.string for mark in ("TODO", "FIXME", "XXX", "HACK"))]
    stubs = [source.at(node) for node in ast.walk(source.tree) if isinstance(node, ast.Raise) and _unimplemented(node)]
    assert not stubs


def _unimplemented(node: ast.Raise) -> bool:
    return node.exc is not None and "NotImplementedError" in ast.dump(node.exc)
