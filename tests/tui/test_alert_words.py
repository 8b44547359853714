"""What the status line says of broken files and of files taken in: short enough for 80 columns."""

from __future__ import annotations

import pytest

from cs_console.domain.vocabulary import Platform
from cs_console.services.inbox import Dropped
from cs_console.services.intake import IntakeReport
from cs_console.tui.acts.alerts import inbox_words, place_and_words


@pytest.mark.parametrize(
    "path", ["/srv/shop/phrasebooks/大促/双12.yaml", "C:\\shop\\phrasebooks\\双12.yaml", "双12.yaml"]
)
def test_a_broken_book_is_named_by_file_and_line(path: str) -> None:
    found = place_and_words(f"{path}:12:9: error book.too_long 有 10002 个字: 太长")
    assert found == ("双12.yaml:12", "有 10002 个字: 太长")


def taken(name: str, *notices: tuple[str, dict[str, str]]) -> Dropped:
    report = IntakeReport(name, "taobao.orders", Platform.TAOBAO, 1, 0, 1, 0, 0, 0, (), notices, None)
    return Dropped(name, report)


def test_r1_a_file_that_left_remarks_in_conflict_says_so_before_the_others() -> None:
    quiet = [taken(f"{number}.csv", ("intake.notice.repeated_rows", {"count": "2"})) for number in range(4)]
    assert inbox_words(quiet[:1])[1] == "ok"
    words, kind = inbox_words([*quiet, taken("x.csv", ("intake.notice.conflicts", {"count": "3"}))])
    first, second, *rest = words.splitlines()
    assert (kind, "x.csv" in first, second[:1], len(rest)) == ("warn", True, "3", 2)
