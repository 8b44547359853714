"""The package's source as syntax trees: what the architecture tests read instead of importing."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "cs_console"


@dataclass(frozen=True, slots=True)
class Source:
    """One module: its path, dotted name, text and tree."""

    path: Path
    name: str
    text: str
    tree: ast.Module

    def at(self, node: ast.AST) -> str:
        """``path:line`` of a node, for messages."""
        return f"{self.path.relative_to(ROOT)}:{getattr(node, 'lineno', 0)}"


@cache
def modules() -> tuple[Source, ...]:
    """Every module of the package, migrations included."""
    found = []
    for path in sorted(PACKAGE.rglob("*.py")):
        text = path.read_text("utf-8")
        name = ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")
        found.append(Source(path, name, text, ast.parse(text)))
    return tuple(found)


def called(node: ast.Call) -> str:
    """The last name of what a call calls: ``t`` for ``t(…)`` and ``i18n.t(…)``."""
    if isinstance(node.func, ast.Attribute):
        return node.func.attr
    return node.func.id if isinstance(node.func, ast.Name) else ""


def calls(source: Source) -> Iterator[ast.Call]:
    """Every call in a module."""
    return (node for node in ast.walk(source.tree) if isinstance(node, ast.Call))


def module_level(tree: ast.Module) -> Iterator[ast.AST]:
    """Every node that runs when the module is imported: bodies of functions are left out."""
    waiting: list[ast.AST] = [*tree.body]
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.dump(node.test):
            continue
        yield node
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
            waiting += [*node.args.defaults, *(one for one in node.args.kw_defaults if one is not None)]
            waiting += getattr(node, "decorator_list", [])
            continue
        waiting += ast.iter_child_nodes(node)
