"""How a console ends: by a signal, a lost terminal, kill -9 or a crash; what was typed is there again."""

from __future__ import annotations

import json
import shutil
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from terminal_runs import TerminalRun

from cs_console.adapters.clock import system_clock
from cs_console.bootstrap import open_workspace
from cs_console.domain.entities import Actor, Order
from cs_console.domain.vocabulary import OrderStatus, Platform
from cs_console.services.capture import InquiryDraft
from cs_console.services.facade import Services
from cs_console.workspace import at

F4 = "\x1bOS"


@pytest.fixture
def live_shop(template: Path, tmp_path: Path) -> Path:
    """A workspace at the machine's own time with one inquiry about one order."""
    root = tmp_path / "live"
    shutil.copytree(template, root)
    opened = open_workspace(at(root), clock=system_clock)
    with opened.services.context.uow.write(Actor("导入"), "intake.file") as uow:
        uow.add(Order(platform=Platform.TAOBAO, order_no="SF1", status=OrderStatus.PAID, buyer_nick="b", goods="枕芯"))
    draft = InquiryDraft(buyer="陈先生", text="少发一件", order_no="SF1")
    opened.services.capture.new(opened.services.people.actor("张敏"), draft)
    opened.close()
    return root


def typed_into(run: TerminalRun, text: str, rest: float) -> None:
    run.until("0/1000")
    run.read(0.5)
    run.send(F4)
    run.read(0.3)
    run.send(text)
    run.until(text)
    run.read(rest)


def drafts(root: Path) -> str:
    found = [json.loads(path.read_text()) for path in (root / "data/drafts").glob("*.json")]
    return json.dumps(found, ensure_ascii=False)


def console(root: Path) -> TerminalRun:
    return TerminalRun([sys.executable, "-m", "cs_console", "--workspace", str(root), "--agent", "张敏"])


@pytest.mark.slow
@pytest.mark.parametrize(("number", "code"), [(signal.SIGTERM, 143), (signal.SIGHUP, 129)])
def test_a_signal_saves_what_was_typed_and_names_itself(live_shop: Path, number: signal.Signals, code: int) -> None:
    with console(live_shop) as run:
        typed_into(run, "写到一半", 0.05)
        run.process.send_signal(number)
        assert run.exit_code() == code
    assert "写到一半" in drafts(live_shop)


@pytest.mark.slow
def test_a_lost_terminal_ends_the_console_instead_of_spinning(live_shop: Path) -> None:
    with console(live_shop) as run:
        typed_into(run, "写到一半", 0.05)
        run.hang_up()
        assert run.exit_code() == 129
    assert "写到一半" in drafts(live_shop)


@pytest.mark.slow
def test_kill_9_loses_at_most_the_last_moment_of_typing(live_shop: Path) -> None:
    """What was typed reaches the disk by itself, without a key or an end; how fast is a matter of the machine."""
    with console(live_shop) as run:
        typed_into(run, "写到一半", 0.3)
        for _ in range(100):
            if "写到一半" in drafts(live_shop):
                break
            run.read(0.1)
        run.process.send_signal(signal.SIGKILL)
        run.exit_code()
    assert "写到一半" in drafts(live_shop)
    with console(live_shop) as run:
        run.until("写到一半")
        run.until("草稿 1")


async def test_a_crash_saves_drafts_and_shows_no_private_data(
    shop: Services, seat: Callable[..., Any], tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """Textual alone would print local variables, phones among them, and exit 0 (rule X1)."""
    shown: list[str] = []
    with pytest.raises(RuntimeError):
        async with seat() as desk:
            await desk.press("2", "f4", "enter")
            await desk.type("写到一半")
            desk.app.panic = lambda *texts: shown.extend(map(str, texts)) or desk.app._close_messages_no_wait()

            def fail() -> None:
                phone = "13812345678"
                raise RuntimeError(f"cannot call {phone}")

            desk.app.call_later(fail)
            await desk.pilot.pause(0.2)
            assert desk.app.return_code == 1
    assert "13812345678" not in "".join(shown)
    assert "138****5678" in "".join(shown)
    assert "the workstation crashed" in caplog.text
    assert "写到一半" in (tmp_path / "drafts.json").read_text()
