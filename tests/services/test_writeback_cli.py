"""`cs-console order write-back`: what it prints, how it ends (rule R7)."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from platform_stub.desk import KEYS, Desk, point_at
from platform_stub.taobao import KEY, SECRET, SESSION, TaobaoStub, serving

from cs_console.bootstrap import open_workspace
from cs_console.cli.main import run_command_line
from cs_console.domain.vocabulary import Flag, Platform
from cs_console.workspace import Workspace

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def stub() -> Iterator[TaobaoStub]:
    with serving(TaobaoStub()) as running:
        yield running


@pytest.fixture
def desk(workspace: Workspace, stub: TaobaoStub) -> Iterator[Desk]:
    """Two orders that owe their platforms something."""
    point_at(workspace, stub.url)
    opened = open_workspace(workspace)
    found = Desk(opened, stub, opened.services.people.actor("张敏"))
    first, second = found.order("1001", "原"), found.order("2001", "原", platform=Platform.JD)
    for order in (first, second):
        found.services.orders.remark(found.agent, order.id, "新")
        found.services.orders.flag(found.agent, order.id, Flag.RED)
    stub.trades["1001"].memo = "原"
    yield found
    opened.close()


@pytest.fixture
def run(desk: Desk, workspace: Workspace, capsys: pytest.CaptureFixture[str]) -> Run:
    """Runs one command: exit code, stdout, stderr."""
    assert desk.rows()

    def call(*arguments: str, lang: str = "zh") -> tuple[int, str, str]:
        code = run_command_line(
            ["--workspace", str(workspace.root), "--agent", "张敏", "--lang", lang, "order", "write-back", *arguments]
        )
        out, err = capsys.readouterr()
        return code, out, err

    return call


@pytest.fixture
def keys(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in KEYS.items():
        monkeypatch.setenv(name, value)


def document(found: tuple[int, str, str]) -> Any:
    return json.loads(found[1])


def test_r7_the_list_is_a_bare_array(run: Run) -> None:
    rows = document(run("--json"))
    assert {(row["order_no"], row["platform"], row["state"], row["flag"]) for row in rows} == {
        ("1001", "taobao", "queued", "red"), ("2001", "jd", "queued", "red"),
    }  # fmt: skip
    assert [row["order_no"] for row in document(run("--platform", "jd", "--json"))] == ["2001"]
    code, out, err = run()
    assert code == 0 and "待回写" in out and err == ""


@pytest.mark.usefixtures("keys")
def test_r7_send_and_batch_empty_the_outbox(run: Run, stub: TaobaoStub, tmp_path: Path) -> None:
    sent = document(run("--send", "--json"))
    assert (sent["sent"], sent["by_file"], sent["stopped"]) == (1, 1, [])
    assert stub.written == [("1001", "新", 1)]
    files = document(run("--batch", "--out", str(tmp_path / "out"), "--json"))["files"]
    assert [(one["platform"], one["rows"]) for one in files] == [("jd", 1)] and Path(files[0]["path"]).is_file()
    assert [one["path"] for one in document(run("--unconfirmed", "--json"))] == [files[0]["path"]]
    assert document(run("--json")) == []
    assert run()[1].strip() == "没有要回写的备注或旗帜"


@pytest.mark.usefixtures("keys")
def test_r7_a_dry_run_sends_nothing(run: Run, stub: TaobaoStub) -> None:
    shown = {one["order_no"]: one for one in document(run("--send", "--dry-run", "--json"))}
    assert shown["1001"]["route"] == "gateway"
    assert shown["1001"]["parameters"] == {"tid": "1001", "memo": "新", "flag": "1"}
    assert shown["2001"]["route"] == "batch" and shown["2001"]["method"] == "jingdong.pop.order.modifyVenderRemark"
    assert stub.seen == [] and len(document(run("--json"))) == 2
    code, out, _ = run("--batch", "--dry-run")
    assert code == 0 and "memo=新" in out


@pytest.mark.usefixtures("keys")
def test_r7_an_expired_session_is_said_plainly(run: Run, stub: TaobaoStub) -> None:
    stub.faults.append("session")
    code, out, err = run("--send", "--json")
    assert code == 1 and json.loads(out)["stopped"][0]["trouble"] == "session"
    assert err.startswith("error: ") and "授权失效" in err and " — " in err
    for secret in (KEY, SECRET, SESSION):
        assert secret not in out + err


def test_r7_without_keys_or_gateway_the_way_out_is_named(run: Run) -> None:
    code, out, err = run("--send")
    assert (code, out) == (1, "") and "CS_CONSOLE_TAOBAO_APP_KEY" in err and "--batch" in err
    code, _, err = run("--send", "--platform", "jd")
    assert code == 1 and "京东" in err and "--batch" in err


def test_r7_an_empty_remark_on_jd_must_be_meant(run: Run, desk: Desk) -> None:
    order = desk.services.orders.find("2001")
    desk.services.orders.remark(desk.agent, order.id, "")
    code, out, err = run("--batch", "--platform", "jd", "--json")
    assert code == 1 and json.loads(out) == {"files": [], "held": ["2001"]} and "--delete-empty" in err
    assert run("--batch", "--platform", "jd", "--delete-empty")[0] == 0


@pytest.mark.usefixtures("keys")
def test_r7_a_refused_row_is_put_back_in_line(run: Run, stub: TaobaoStub) -> None:
    stub.faults.append("isv")
    code, out, _ = run("--send")
    assert code == 1 and "没写成" in out and "isv.trade-not-exist" in out
    run("--batch", "--platform", "jd")
    _, out, _ = run("--send")  # nothing more can go, and who has to do what is said
    assert "没有要回写" not in out and "1 单没写成" in out and "--retry" in out
    assert document(run("--retry", "1001", "--json"))["state"] == "queued"
    assert run("--send")[0] == 0
    code, _, err = run("--retry", "1001")
    assert code == 1 and "1001" in err


def test_r7_one_way_at_a_time(run: Run) -> None:
    assert run("--send", "--batch")[0] == 2


@pytest.mark.usefixtures("keys")
@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_text_for_people_is_in_the_catalogue(run: Run, stub: TaobaoStub, language: str) -> None:
    stub.faults.append("isp")
    for options in ((), ("--dry-run",), ("--send",), ("--batch",), ("--batch",), ("--unconfirmed",), ("--help",)):
        _, out, err = run(*options, lang=language)
        for prefix in ("writeback.", "sending.", "trouble.", "writeback_state.", "cli."):
            assert prefix not in out + err
