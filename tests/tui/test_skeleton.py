"""What stands on the screen before textual is imported: light, harmless, and where the real screen draws it."""

from __future__ import annotations

import io
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from cs_console.services.facade import Services
from cs_console.text.width import cell_width
from cs_console.tui import skeleton
from cs_console.tui.terminal import STEERING

ROOT = Path(__file__).resolve().parents[2]


class Terminal(io.StringIO):
    """A stream that says it is a terminal."""

    def isatty(self) -> bool:
        return True


def test_it_imports_nothing_heavy() -> None:
    """It is what makes the console look open at once."""
    code = (
        "import sys; import cs_console.tui.launch; "
        "print([name for name in ('textual', 'rich', 'pydantic', 'sqlalchemy', 'yaml') if name in sys.modules])"
    )
    out = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert out.stdout.strip() == "[]"


@pytest.mark.parametrize("size", [(120, 36), (80, 24)])
async def test_the_real_screen_replaces_it_without_a_jump(shop: Services, seat: Any, size: tuple[int, int]) -> None:
    async with seat(size=size) as desk:
        setup = desk.app.setup
        drawn = list(skeleton.lines(setup, setup.glance(), *size))
        for real, first in zip(desk.grid()[2:5], drawn[2:5], strict=True):
            assert real[: len(first)] == first


def test_it_draws_only_on_a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    stream = io.StringIO()
    assert skeleton.draw(None, (), stream) is False  # type: ignore[arg-type]
    assert stream.getvalue() == ""


async def test_hostile_rows_cannot_steer_the_terminal(shop: Services, seat: Any, actor: Any) -> None:
    from cs_console.domain.entities import Inquiry

    with shop.context.uow.write(actor("张敏"), "intake.file") as uow:
        for inquiry in uow.find(Inquiry):
            uow.change(inquiry, buyer="\x1b]0;x\x07\u202e[/]", summary="\x9b31m" + "长" * 500)
    async with seat() as desk:
        setup = desk.app.setup
        for line in skeleton.lines(setup, setup.glance(), 120, 36):
            assert not STEERING.search(line)
            assert cell_width(line) <= 120


def test_it_gives_the_terminal_back() -> None:
    stream = Terminal()
    skeleton.leave(stream)
    assert stream.getvalue() == skeleton.LEAVE
