"""Every rule of docs/RULES.md leads to code and to a test, and no citation leads nowhere."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from package_source import ROOT, modules

RULES = frozenset(re.findall(r"^- ([A-Z]\d+) ", (ROOT / "docs" / "RULES.md").read_text("utf-8"), re.MULTILINE))
_CITED = re.compile(r"\b[Rr]ules? ([A-Z]\d+(?:(?:, | and |[–-])[A-Z]\d+)*)|\(([A-Z]\d+(?:(?:, |[–-])[A-Z]\d+)*)\)")
_NAMED = re.compile(r"(?<=_)([a-z]\d{1,2})(?=_)")


def _cited(text: str) -> Iterator[str]:
    """The rule numbers in `(rules H1, H3)`, `rule R4`, `(S1–S8)`."""
    for match in _CITED.finditer(text):
        for part in re.split(r", | and ", match[1] or match[2]):
            first, _, last = re.sub("–", "-", part).partition("-")
            yield first
            yield from (f"{first[0]}{number}" for number in range(int(first[1:]) + 1, int(last[1:] or 0) + 1))


def test_every_rule_is_cited_where_it_is_enforced_and_every_citation_is_a_rule() -> None:
    cited = {number for source in modules() for number in _cited(source.text)}
    assert not RULES - cited - {"X3"}, "X3 is kept by the shipped books"
    assert not {one for one in cited if one[0] in {rule[0] for rule in RULES}} - RULES


def test_every_rule_has_a_test_that_names_it() -> None:
    tests = [path.read_text("utf-8") for path in Path(ROOT, "tests").rglob("*.py")]
    named = {number for text in tests for number in _cited(text)}
    named |= {number.upper() for text in tests for number in _NAMED.findall(text)}
    assert not RULES - named
