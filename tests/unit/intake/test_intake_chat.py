"""Chat text: the header forms people paste, pictures, emoji codes (FORMATS "Chat text", rules Q7, E3)."""

import time
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cs_console.domain.vocabulary import MessageRole, Platform
from cs_console.errors import BadInput
from cs_console.intake.chat import parse_chat
from cs_console.intake.options import IntakeOptions
from cs_console.intake.reader import read_bytes, read_file

SHANGHAI = ZoneInfo("Asia/Shanghai")
NOW = datetime(2026, 11, 21, 20, 30, tzinfo=SHANGHAI)
OPTIONS = IntakeOptions(own_nicks=frozenset({"蔡蔡", "旗舰店"}))


def chat(text, now=NOW, options=OPTIONS):
    return parse_chat(text, options=options, now=now)


def local(hour, minute, second, day=21):
    return datetime(2026, 11, day, hour, minute, second, tzinfo=SHANGHAI)


@pytest.mark.parametrize(
    "header",
    [
        "tb小鱼(2026-11-21 20:01:33):",
        "tb小鱼（2026-11-21 20:01:33）：",
        "tb小鱼 (2026-11-21 20:01:33)",
        "tb小鱼(2026/11/21 20：01：33):",
        "tb小鱼 2026-11-21 20:01:33",
        "tb小鱼　2026-11-21　20:01:33",
        "tb小鱼  2026年11月21日 20:01:33:",
        "2026-11-21 20:01:33 tb小鱼",
        "2026-11-21 20:01:33 tb小鱼:",
        "[2026-11-21 20:01:33] tb小鱼",
        "tb小鱼 20:01:33",
        "tb小鱼 ２０:０１:３３",
        "  tb小鱼(20:01:33):  ",
    ],
)
def test_every_header_form(header):
    (record,) = chat(f"{header}\n什么时候发货\n急\n")
    assert (record.sender, record.text, record.at) == ("tb小鱼", "什么时候发货\n急", local(20, 1, 33))
    assert (record.role, record.row) == (MessageRole.BUYER, 1)


@pytest.mark.parametrize("header", ["tb小鱼(2026-11-21 20:01:33): 在吗", "2026-11-21 20:01:33 tb小鱼：在吗"])
def test_text_behind_the_colon_belongs_to_the_message(header):
    (record,) = chat(header)
    assert (record.sender, record.text) == ("tb小鱼", "在吗")


def test_a_conversation_with_our_side_and_a_sub_account():
    records = chat(
        "tb小鱼 20:01:33\n在吗\n\n旗舰店:小美 20:01:50\n在的亲\n"
        "蔡蔡(2026-11-21 20:02:00):\n您说\n系统消息 20:02:01\n已转接\n"
    )
    assert [record.role.value for record in records] == ["buyer", "agent", "agent", "system"]
    assert [record.row for record in records] == [1, 4, 6, 8]
    assert [record.text for record in records] == ["在吗", "在的亲", "您说", "已转接"]


def test_no_header_at_all_is_one_message_now():
    (record,) = chat("我的快递呢\n\n订单 260517-607000000000001\n")
    assert (record.at, record.sender, record.role) == (None, "", None)
    assert record.text == "我的快递呢\n\n订单 260517-607000000000001"


@pytest.mark.parametrize("text", ["明天 10:30 能到吗", "我是 10:30:00 下的单，急", "2026-11-21 20:01:33", "10:30:00"])
def test_a_sentence_with_a_time_is_no_header(text):
    (record,) = chat(text)
    assert (record.text, record.at) == (text, None)


@pytest.mark.parametrize(
    ("clock", "now", "day"),
    [
        ("20:34:59", local(20, 30, 0), 21),
        ("20:35:00", local(20, 30, 0), 21),
        ("20:35:01", local(20, 30, 0), 20),
        ("23:59:00", local(0, 5, 0), 20),
        ("00:01:00", local(0, 5, 0), 21),
    ],
)
def test_a_time_of_day_later_than_the_clock_is_yesterdays(clock, now, day):
    (record,) = chat(f"tb小鱼 {clock}\n在\n", now=now.astimezone(UTC))
    assert record.at == datetime.combine(
        now.replace(day=day).date(), datetime.strptime(clock, "%H:%M:%S").time(), SHANGHAI
    )
    assert record.at.tzinfo is UTC


def test_an_impossible_time_is_no_header():
    assert len(chat("tb 25:01:33\n在\n")) == 1
    assert chat("tb 2026-02-30 10:00:00\n在\n")[0].at is None


@pytest.mark.parametrize(
    ("text", "shown", "names"),
    [
        ("[图片]", "[图片]", ()),
        ("[图片 a b.jpg]", "[图片 a b.jpg]", ("a b.jpg",)),
        ("[图片: C:\\Users\\me\\破损.PNG]", "[图片 破损.PNG]", ("破损.PNG",)),
        ("你看<img src='https://img.example/x/1.jpg?x=1'>坏了", "你看[图片 1.jpg]坏了", ("1.jpg",)),
        ("![](../../etc/p.png)", "[图片 p.png]", ("p.png",)),
        ("https://img.example/i1/O1CN01.jpg", "[图片 O1CN01.jpg]", ("O1CN01.jpg",)),
        ("破损.jpg", "[图片 破损.jpg]", ("破损.jpg",)),
        ("两张\n1.jpg\n2.png", "两张\n[图片 1.jpg]\n[图片 2.png]", ("1.jpg", "2.png")),
        ("我的照片是jpg格式.", "我的照片是jpg格式.", ()),
    ],
)
def test_pictures_become_marks_with_their_file_name(text, shown, names):
    """Rule E3."""
    (record,) = chat(f"tb 20:01:33\n{text}\n")
    assert (record.text, record.pictures) == (shown, names)


def test_marking_pictures_again_changes_nothing():
    (record,) = chat("tb 20:01:33\n[图片 a.jpg]")
    assert chat(f"tb 20:01:33\n{record.text}")[0] == record


@pytest.mark.parametrize("code", ["/:^_^", "/:-F", "/:012", "[微笑]", "[@click=app.quit]", "[/]", "👨‍👩‍👧"])
def test_platform_emoji_codes_and_markup_stay_readable_text(code):
    """Rules E3 and X2."""
    assert chat(f"tb 20:01:33\n{code}")[0].text == code


def test_hostile_nicks_and_text_are_harmless():
    (record,) = chat("a\x1b[31m\u202eb 20:01:33\nx\x1b]0;y\x07\n")
    assert (record.sender, record.text) == ("a␛[31mb", "x␛]0;y␇")


def test_text_above_the_first_header_is_kept_with_that_headers_time():
    first, second = chat("上一条的后半句\ntb 20:01:33\n在吗\n")
    assert (first.text, first.sender, first.role, first.at) == ("上一条的后半句", "", None, second.at)


@pytest.mark.parametrize("text", ["", "\n \n", "tb 20:01:33\n\n"])
def test_nothing_said_is_no_message(text):
    assert chat(text) == ()


def test_a_message_beyond_the_limit_is_refused():
    with pytest.raises(BadInput) as caught:
        chat("tb 20:01:33\n" + "啊" * 11, options=IntakeOptions(max_cell=10))
    assert caught.value.code == "intake.chat_too_long"


@settings(deadline=None)
@given(st.text(max_size=400))
def test_any_text_is_read_or_refused(text):
    for record in chat(text):
        assert record.text.strip()
        assert record.at is None or record.at <= NOW + timedelta(minutes=5) or "-" in text or "/" in text or "." in text


LINES = st.text(st.sampled_from("在吗 亲abc/:^_，。"), min_size=1, max_size=30).filter(lambda text: text.strip())
NICKS = st.text(st.sampled_from("tb小鱼蔡lily_09"), min_size=1, max_size=12)


@settings(deadline=None)
@given(st.lists(st.tuples(NICKS, st.integers(0, 86399), LINES), min_size=1, max_size=8), st.integers(0, 2))
def test_a_written_chat_reads_back(said, form):
    forms = ("{nick}({at}):\n{text}\n", "{nick} {at}\n{text}\n", "{at} {nick}\n{text}\n")
    start = datetime(2026, 11, 20, tzinfo=SHANGHAI)
    moments = [start + timedelta(seconds=second) for _, second, _ in said]
    text = "".join(
        forms[form].format(nick=nick, at=f"{at:%Y-%m-%d %H:%M:%S}", text=line)
        for (nick, _, line), at in zip(said, moments, strict=True)
    )
    records = chat(text)
    assert [record.sender for record in records] == [nick for nick, _, _ in said]
    assert [record.at for record in records] == moments
    assert [record.text for record in records] == [line.rstrip().strip(" ") for _, _, line in said]


def test_a_chat_file_takes_the_files_own_time(tmp_path):
    import os

    path = tmp_path / "记录.txt"
    path.write_bytes("tb小鱼 20:01:33\r\n在吗\r\n".encode("gb18030"))
    os.utime(path, (NOW.timestamp(), NOW.timestamp()))
    parsed = read_file(path, options=OPTIONS, platform=Platform.TAOBAO)
    assert (parsed.layout, parsed.platform, parsed.rows_read) == ("chat", Platform.TAOBAO, 1)
    assert parsed.chats[0].at == local(20, 1, 33)


def test_markdown_is_chat_too_and_now_can_be_given():
    parsed = read_bytes("tb小鱼 20:01:33\n在吗\n".encode(), "x.md", options=OPTIONS, now=NOW)
    assert parsed.chats[0].at == local(20, 1, 33)


@pytest.mark.parametrize(
    "piece",
    [
        "<img ",
        "<img src=x ",
        "[图片 ",
        "![](",
        "http://",
        "http://a.jpg?",
        "C:",
        "a.",
        "a 10:00:00 ",
        " 10:00",
        "[",
        " ",
    ],
)
def test_a_hostile_paste_costs_no_more_than_its_length(piece):
    """Rule X2."""
    start = time.process_time()
    parse_chat(piece * 20_000, options=IntakeOptions(max_cell=10**7), now=NOW)
    assert time.process_time() - start < 3
