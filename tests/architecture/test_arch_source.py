"""What every module keeps to: no state at import, no swallowed errors, modules a person can hold in the head."""

from __future__ import annotations

import ast
import io
import tokenize
from collections.abc import Iterator

from package_source import Source, called, calls, module_level, modules

SOURCES = modules()

STATEFUL = {
    "create_engine", "open_engine", "Session", "sessionmaker",  # engines
    "now", "utcnow", "today", "monotonic", "perf_counter", "time",  # clocks
    "cwd", "home", "expanduser", "getcwd", "user_data_dir", "user_root", "mkdir", "open",  # places
    "getuser", "getenv",
}  # fmt: skip
"""Calls that fix an engine, a place or a moment when a module is merely imported."""


def test_no_engine_path_or_clock_at_module_level() -> None:
    found = [
        f"{source.at(node)} calls {called(node)}()"
        for source in SOURCES
        for node in module_level(source.tree)
        if isinstance(node, ast.Call) and called(node) in STATEFUL and not _is_clock_time(node)
    ]
    assert not found


def _is_clock_time(node: ast.Call) -> bool:
    """``time(8, 30)`` is a time of day in a policy's default, not the clock."""
    return called(node) == "time" and isinstance(node.func, ast.Name) and bool(node.args)


def test_no_error_is_swallowed() -> None:
    """An `except` that only passes must name a narrow error; one that catches all must act."""
    handlers = ((source, node) for source, node in _nodes() if isinstance(node, ast.ExceptHandler))
    assert not [source.at(node) for source, node in handlers if _broad(node) and _silent(node)]


def _nodes() -> Iterator[tuple[Source, ast.AST]]:
    return ((source, node) for source in SOURCES for node in ast.walk(source.tree))


def _broad(handler: ast.ExceptHandler) -> bool:
    return handler.type is None or (
        isinstance(handler.type, ast.Name) and handler.type.id in ("Exception", "BaseException")
    )


def _silent(handler: ast.ExceptHandler) -> bool:
    return all(
        isinstance(one, ast.Pass | ast.Continue) or (isinstance(one, ast.Expr) and isinstance(one.value, ast.Constant))
        for one in handler.body
    )


def test_modules_fit_in_a_head_and_functions_on_a_screen() -> None:
    """But for migrations, which are lists."""
    sources = [source for source in SOURCES if "migrations" not in source.name]
    assert not {one.name: lines for one in sources if (lines := len(one.text.splitlines())) > 400}
    assert not [
        f"{source.at(node)} {node.name}: {lines} lines"
        for source in sources
        for node in ast.walk(source.tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and (lines := (node.end_lineno or 0) - node.lineno + 1) > 60
    ]


def test_every_policy_key_is_obeyed() -> None:
    """A key that no code reads explains to the administrator what does not happen."""
    used: set[object] = set()
    for source in SOURCES:
        declares = source.name.startswith("cs_console.domain.policy")
        for node in ast.walk(source.tree):
            if isinstance(node, ast.Attribute):
                used.add(node.attr)
            elif isinstance(node, ast.Constant) and not declares:
                used.add(node.value)  # a stage's name: `getattr` reads the complaint's minutes and phrases
    declared = {
        f"{node.target.id} ({source.at(node)})": node.target.id
        for source in SOURCES
        if source.name.startswith("cs_console.domain.policy.")
        for model in source.tree.body
        if isinstance(model, ast.ClassDef)
        for node in model.body
        if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name)
    }
    assert not [where for where, key in declared.items() if key not in used]


def test_every_module_says_what_it_is_for() -> None:
    assert not [source.name for source in SOURCES if not ast.get_docstring(source.tree)]


def test_nothing_is_printed_below_the_command_line() -> None:
    """Services and below give results; only `cli` and `__main__` write to the terminal themselves."""
    below = [one for one in SOURCES if not one.name.startswith(("cs_console.cli", "cs_console.__main__"))]
    assert not [source.at(node) for source in below for node in calls(source) if called(node) == "print"]


def test_nothing_is_left_for_later() -> None:
    marks = ("TODO", "FIXME", "XXX", "HACK")
    assert not [
        f"{source.name}: {token.string}"
        for source in SOURCES
        if any(mark in source.text for mark in marks)
        for token in tokenize.generate_tokens(io.StringIO(source.text).readline)
        if token.type == tokenize.COMMENT and any(mark in token.string for mark in marks)
    ]
    assert not [source.at(node) for source, node in _nodes() if isinstance(node, ast.Raise) and _unimplemented(node)]


def _unimplemented(node: ast.Raise) -> bool:
    return node.exc is not None and "NotImplementedError" in ast.dump(node.exc)
