"""What the guard says to a reply, in the few lines below it: the worst first, what was not seen yet before the rest.

Findings with the same reason stand on one line. Only what was drawn counts as shown (rule P6).
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import TYPE_CHECKING

from textual.content import Content

from cs_console.domain.guard import BLOCK, HINT, WARN
from cs_console.i18n import listed, t
from cs_console.text.clean import clean
from cs_console.tui.widgets.lines import wrap

if TYPE_CHECKING:
    from cs_console.domain.guard import Finding
    from cs_console.services.phrasing import Review

_STYLES = {BLOCK: "$error", WARN: "$warning", HINT: "$muted"}
_RANK = {BLOCK: 0, WARN: 1, HINT: 2}


@dataclass(frozen=True, slots=True)
class ReviewLines:
    """What is drawn, and the words of the findings in it."""

    content: Content
    shown: frozenset[str]


def review_lines(
    review: Review, width: int, height: int, *, seen: Collection[str] = (), held: bool = False
) -> ReviewLines:
    """The guard's word on a reply in at most `height` lines of `width` cells; `held`: sending was tried (P6, P9)."""
    drawn: list[tuple[str, str]] = []
    shown: set[str] = set()
    if held and review.findings:
        code = "editor.blocked" if review.blocked else "editor.held"
        drawn += [(line, "bold $error" if review.blocked else "bold $warning") for line in wrap(t(code), width)]
    tail = _tail(review, width)
    groups = _grouped(review.findings, seen)
    for at, group in enumerate(groups):
        lines = wrap(_said(group), width)
        last = at == len(groups) - 1
        if shown and len(drawn) + len(lines) + len(tail) + (0 if last else 1) > height:
            left = sum(len(one) for one in groups[at:])
            drawn.append((t("editor.more_findings", n=left), "$warning"))
            break
        drawn += [(line, _STYLES.get(group[0].severity, "$warning")) for line in lines]
        shown.update(one.words for one in group)
    drawn += tail
    parts = [(f"{line}\n" if at < len(drawn) else line, style) for at, (line, style) in enumerate(drawn, 1)]
    return ReviewLines(Content.assemble(*parts), frozenset(shown))


def _tail(review: Review, width: int) -> list[tuple[str, str]]:
    if review.promises:
        words = t("editor.promises", words=listed(one.words for one in review.promises))
        return [(line, "$accent") for line in wrap(words, width, 2)[:2]]
    if not review.findings and review.text:
        return [(t("editor.clean", n=len(review.text)), "$muted")]
    return []


def _grouped(findings: Collection[Finding], seen: Collection[str]) -> list[list[Finding]]:
    """Findings of one kind together: the worst first, then those with words not seen yet."""
    groups: dict[tuple[str, str, str], list[Finding]] = {}
    for one in findings:
        groups.setdefault((one.severity, one.code, one.advice), []).append(one)
    return sorted(
        groups.values(),
        key=lambda group: (_RANK.get(group[0].severity, 3), all(one.words in seen for one in group), group[0].start),
    )


def _said(group: list[Finding]) -> str:
    """How bad, which words, why, what to say instead, and words that may stand in their place."""
    from cs_console.services.phrase_guarding import advice_of  # with the services, after the first paint

    first = group[0]
    words = t("editor.words_between").join(dict.fromkeys(clean(one.words) for one in group))
    said = f"{t(f'severity_word.{first.severity}')} {t(first.code, words=words)}{t('editor.then')}{advice_of(first)}"
    return f"{said} {t('editor.better', words='、'.join(first.better))}" if first.better else said
