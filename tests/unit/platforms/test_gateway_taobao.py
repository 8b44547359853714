"""The Taobao connector against the stand-in gateway: what is sent, and every way it fails (rules R7, X1)."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from platform_stub.taobao import KEY, SECRET, SESSION, TaobaoStub, Trade, serving

from cs_console.domain.policy.platforms import PlatformsPolicy, SignMethod
from cs_console.domain.vocabulary import Flag, Platform
from cs_console.domain.writebacks import SendTrouble, Trouble, WriteBack
from cs_console.errors import BadInput, Refused
from cs_console.platforms.connect import Platforms
from cs_console.platforms.secrets import Credentials, load_credentials
from cs_console.platforms.taobao import TaobaoGateway, classified

ROW = WriteBack(order_id=1, platform=Platform.TAOBAO, order_no="2231958349", base_remark="旧", remark="新", key="k")
CREDENTIALS = Credentials(KEY, SECRET, SESSION)


@pytest.fixture
def stub() -> Iterator[TaobaoStub]:
    with serving(TaobaoStub({"2231958349": Trade("旧", 3)})) as running:
        yield running


def connector(
    stub: TaobaoStub,
    credentials: Credentials = CREDENTIALS,
    method: SignMethod = "hmac-sha256",
    url: str = "",
    clock_shift: timedelta = timedelta(),
) -> TaobaoGateway:
    definition = PlatformsPolicy().platform(Platform.TAOBAO)
    assert definition.gateway is not None and definition.call is not None
    gateway = definition.gateway.model_copy(
        update={"url": url or stub.url, "sign_method": method, "timeout_seconds": 8}
    )
    clock = lambda: datetime.now(UTC) + clock_shift  # noqa: E731 - a clock in one line
    return TaobaoGateway(definition, gateway, definition.call, credentials, clock)


@pytest.mark.parametrize("method", ["md5", "hmac", "hmac-sha256"])
def test_r7_reads_and_writes_with_every_signature(stub: TaobaoStub, method: SignMethod) -> None:
    gateway = connector(stub, method=method)
    found = gateway.read(ROW)
    assert (found.remark, found.flag, found.code) == ("旧", Flag.GREEN, 3)
    modified = gateway.write(ROW, "新备注", 3)
    assert (stub.trades[ROW.order_no].memo, stub.trades[ROW.order_no].flag) == ("新备注", 3)
    assert modified > found.modified
    assert all("flag" in form for form in stub.seen if form["method"].endswith("memo.update"))


def test_r3_an_unknown_code_is_kept_as_other(stub: TaobaoStub) -> None:
    stub.trades[ROW.order_no].flag = 9
    found = connector(stub).read(ROW)
    assert (found.flag, found.code) == (Flag.OTHER, 9)


def test_r7_a_trade_without_a_memo_reads_as_empty(stub: TaobaoStub) -> None:
    stub.trades[ROW.order_no] = Trade()
    found = connector(stub).read(ROW)
    assert (found.remark, found.flag) == ("", Flag.GREY)


def test_r7_a_remark_is_emptied_by_reset_alone(stub: TaobaoStub) -> None:
    connector(stub).write(replace(ROW, remark=""), "", 1)
    assert (stub.trades[ROW.order_no].memo, stub.trades[ROW.order_no].flag) == ("", 1)
    assert stub.seen[-1]["reset"] == "true"


def test_x2_a_hostile_memo_is_shown_clean_and_sent_back_as_it_was(stub: TaobaoStub) -> None:
    stub.trades[ROW.order_no].memo = "红\x1b[31m旗"
    found = connector(stub).read(ROW)
    assert "\x1b" not in found.remark and found.raw == "红\x1b[31m旗"


FAILURES = [
    ("isv", Trouble.ISV), ("isv_parameter", Trouble.ISV), ("isp", Trouble.ISP), ("busy", Trouble.ISP),
    ("limit", Trouble.LIMIT), ("session", Trouble.SESSION), ("permission", Trouble.SETUP), ("http500", Trouble.SERVER),
    ("http429", Trouble.LIMIT), ("http403", Trouble.SETUP), ("redirect", Trouble.SETUP), ("garbage", Trouble.GARBLED),
    ("drop_before", Trouble.NETWORK), ("drop_after", Trouble.NETWORK), ("cut", Trouble.NETWORK),
    ("slow", Trouble.NETWORK), ("http502_after", Trouble.SERVER), ("garbage_after", Trouble.GARBLED),
    ("isp_after", Trouble.ISP),
]  # fmt: skip


@pytest.mark.parametrize(("fault", "kind"), FAILURES)
def test_r7_every_failure_has_its_class(stub: TaobaoStub, fault: str, kind: Trouble) -> None:
    stub.faults.append(fault)
    with pytest.raises(SendTrouble) as raised:
        connector(stub).write(ROW, "新", 1)
    assert raised.value.kind is kind
    assert raised.value.wait_seconds == (7 if fault == "limit" else 0)


def test_r7_what_the_gateway_itself_refuses_is_setup_or_session(stub: TaobaoStub) -> None:
    cases = [
        (connector(stub, Credentials(KEY, "wrong", SESSION)), Trouble.SETUP),
        (connector(stub, Credentials("wrong", SECRET, SESSION)), Trouble.SETUP),
        (connector(stub, Credentials(KEY, SECRET, "old")), Trouble.SESSION),
        (connector(stub, Credentials(KEY, SECRET)), Trouble.SESSION),
        (connector(stub, clock_shift=timedelta(minutes=20)), Trouble.SETUP),
        (connector(stub, url="http://127.0.0.1:1/"), Trouble.NETWORK),
    ]
    for gateway, kind in cases:
        with pytest.raises(SendTrouble) as raised:
            gateway.read(ROW)
        assert raised.value.kind is kind
    with pytest.raises(SendTrouble) as raised:
        connector(stub).read(replace(ROW, order_no="404"))
    assert raised.value.kind is Trouble.ISV


def test_r7_sub_codes_decide_before_codes() -> None:
    assert classified({"code": 15, "sub_code": "isv.invalid-session"}).kind is Trouble.SESSION
    assert classified({"code": 15, "sub_code": "isp.call-limit"}).kind is Trouble.LIMIT
    assert classified({"code": "40"}).kind is Trouble.ISV
    assert classified({"code": None}).kind is Trouble.ISP
    assert classified({"code": 7, "sub_msg": "This ban will last for 999999999 more seconds"}).wait_seconds == 86_400


def test_x1_no_secret_shows_in_a_trouble_or_a_trace(stub: TaobaoStub, caplog: pytest.LogCaptureFixture) -> None:
    gateway = connector(stub)
    caplog.set_level(logging.DEBUG)
    shown = [repr(gateway), repr(CREDENTIALS)]
    for fault in ("drop_before", "http403", "session", "garbage", "redirect"):
        stub.faults.append(fault)
        with pytest.raises(SendTrouble) as raised:
            gateway.write(ROW, "新", 1)
        shown += [str(raised.value), repr(raised.value), str(raised.value.__cause__)]
    text = " ".join([*shown, caplog.text])
    assert SECRET not in text and SESSION not in text and KEY not in text


# -- keys --------------------------------------------------------------------------------------


def keys_file(folder: Path, text: str, mode: int = 0o600) -> Path:
    path = folder / "taobao.json"
    path.write_text(text, "utf-8")
    path.chmod(mode)
    return path


def test_x1_keys_come_from_the_environment_first(tmp_path: Path) -> None:
    path = keys_file(tmp_path, '{"app_key": "f", "app_secret": "f", "session": "f"}')
    environment = {"CS_CONSOLE_TAOBAO_APP_KEY": "k", "CS_CONSOLE_TAOBAO_APP_SECRET": "s"}
    found = load_credentials(Platform.TAOBAO, path, environment)
    assert found is not None and (found.app_key, found.session_of("店")) == ("k", "")
    assert load_credentials(Platform.TAOBAO, tmp_path / "none.json", {}) is None


def test_x1_each_shop_has_its_session(tmp_path: Path) -> None:
    path = keys_file(tmp_path, '{"app_key": 1, "app_secret": "s", "session": "one", "sessions": {"二店": "two"}}')
    found = load_credentials(Platform.TAOBAO, path, {})
    assert found is not None and (found.session_of("二店"), found.session_of("一店")) == ("two", "one")


@pytest.mark.parametrize("mode", [0o644, 0o640, 0o604, 0o666])
def test_x1_a_key_file_that_others_can_read_is_refused(tmp_path: Path, mode: int) -> None:
    path = keys_file(tmp_path, '{"app_key": "k", "app_secret": "top-secret", "session": "s"}', mode)
    with pytest.raises(Refused) as refused:
        load_credentials(Platform.TAOBAO, path, {})
    assert refused.value.code == "writeback.secrets_open" and "top-secret" not in str(refused.value)


@pytest.mark.parametrize(
    "text", ["", "[]", "{", '{"app_key": "k"}', '{"app_key": "k", "app_secret": "s", "sessions": 1}']
)
def test_x1_a_broken_key_file_is_said_plainly(tmp_path: Path, text: str) -> None:
    with pytest.raises(BadInput) as bad:
        load_credentials(Platform.TAOBAO, keys_file(tmp_path, text), {})
    assert bad.value.code == "writeback.secrets_shape"


def test_x1_a_named_key_file_must_be_there(tmp_path: Path) -> None:
    with pytest.raises(BadInput):
        load_credentials(Platform.TAOBAO, tmp_path / "x", {"CS_CONSOLE_TAOBAO_SECRETS": str(tmp_path / "gone.json")})


def test_r7_only_taobao_has_a_gateway(tmp_path: Path) -> None:
    environment = {
        f"CS_CONSOLE_{platform.name}_{name}": "x" for platform in Platform for name in ("APP_KEY", "APP_SECRET")
    }
    port = Platforms(tmp_path, tmp_path, lambda path, data: None, lambda: datetime.now(UTC), environment)
    policy = PlatformsPolicy()
    found = {platform for platform in Platform if port.gateway(platform, policy.platform(platform)) is not None}
    assert found == {Platform.TAOBAO}
