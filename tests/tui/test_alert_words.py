"""What the status line says of broken files: short enough to show file and line at 80 columns."""

from __future__ import annotations

import pytest

from cs_console.tui.acts.alerts import place_and_words


@pytest.mark.parametrize(
    "path", ["/srv/shop/phrasebooks/大促/双12.yaml", "C:\\shop\\phrasebooks\\双12.yaml", "双12.yaml"]
)
def test_a_broken_book_is_named_by_file_and_line(path: str) -> None:
    found = place_and_words(f"{path}:12:9: error book.too_long 有 10002 个字: 太长")
    assert found == ("双12.yaml:12", "有 10002 个字: 太长")
