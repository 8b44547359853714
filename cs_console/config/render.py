"""Problems as people read them: ``path:line:col: severity CODE message`` in the user's language."""

from __future__ import annotations

from cs_console.config.codes import CODES, OF_TEXTS
from cs_console.config.problems import Problem
from cs_console.i18n import has, t


def message_of(problem: Problem) -> str:
    """What is wrong and how to mend it; the codes of other layers keep their own texts."""
    for prefix in ("problem.", "error."):
        code = prefix + problem.code
        if has(code):
            text = t(code, **_advised(problem))
            mend = f"hint.{problem.code}"
            return f"{text} — {t(mend, **problem.params)}" if prefix == "error." and has(mend) else text
    return problem.code


def codes() -> list[tuple[str, str]]:
    """Every code a check may report with its sentence in the user's language, ``{…}`` still to be filled."""
    found = [(code, t(f"problem.{code}")) for code in CODES]
    found += [(code, f"{t(f'error.{code}')} — {t(f'hint.{code}')}") for code in OF_TEXTS]
    return [(code, text.replace("{{", "{").replace("}}", "}")) for code, text in found]


def _advised(problem: Problem) -> dict[str, object]:
    """The parameters; a finding of the guard by pattern takes its advice from the catalogue (rule P6)."""
    params = dict(problem.params)
    if params.get("advice") == "":
        params["advice"] = t(f"guard.advice.{params.get('category', '')}")
    return params


def line_of(problem: Problem) -> str:
    """The line `cs-console check` prints; editors and CI jump to its place."""
    place = f"{problem.path}:{problem.line}:{problem.column}"
    return f"{place}: {problem.severity} {problem.code} {message_of(problem)}"
