"""What a buyer really says, each of several questions, and words of a reason that stand where they are said (P4)."""

from __future__ import annotations

import pytest

from cs_console.text.search import Entry, PhraseIndex
from cs_console.text.search.alike import Sentences
from cs_console.text.search.explain import shared_words
from cs_console.text.search.said import LONGEST, own_words
from cs_console.text.search.spelling import spelt, spelt_at
from cs_console.text.search.synonyms import Synonyms

GROUPS = (("邮费", "运费", "快递费"), ("便宜", "优惠", "砍价"), ("没收到", "没有到"))
SHOP = PhraseIndex(
    [
        Entry("free", ("包邮吗", "免运费吗"), 2),
        Entry("when", ("什么时候发货", "几号发货"), 2),
        Entry("split", ("怎么分开发的", "还有一件什么时候发"), 2),
        Entry("size", ("尺码偏大还是偏小", "我穿多大码"), 2),
        Entry("courier", ("能发中通吗", "可以换快递吗"), 2),
        Entry("arrive", ("多久能到", "几天到"), 2),
        Entry("picture", ("图片是实拍吗", "发张图片看看"), 2),
        Entry("report", ("我打12315了", "找平台投诉"), 2),
        Entry("bye", ("好的谢谢", "再见"), 2),
    ],
    GROUPS,
)


@pytest.mark.parametrize(
    "message",
    [
        "[图片]",
        "[图片 a.jpg][图片]",
        "[微笑]",
        "/:^_^",
        "1",
        "666",
        "？？",
        "😡",
        "2024061812345678901",
        "https://a.cn/x?id=1",
    ],
)
def test_p4_a_picture_or_a_figure_alone_asks_nothing(message: str) -> None:
    assert own_words(message) == "" and SHOP.suggest(message) == []


@pytest.mark.parametrize(
    "message",
    [
        "[图片] 什么时候发货", "https://item.taobao.com/item.htm?id=681 什么时候发货",
        "【淘宝】https://m.tb.cn/h.5?tk=X CZ01 「四件套」点击链接直接打开 或者 淘宝搜索直接打开\n什么时候发货",
        "「客服：亲，包邮的哦」\n- - - - - - - - - -\n什么时候发货", "> 亲，包邮的哦\n什么时候发货",
        "2024061812345678901 什么时候发货", "[@click=app.quit]什么时候发货[/]",
    ],
)  # fmt: skip
def test_p4_links_quotes_and_marks_are_not_what_a_buyer_says(message: str) -> None:
    assert own_words(message).strip() == "什么时候发货"
    assert SHOP.suggest(message, 1)[0].key == "when"


def test_p4_of_a_long_story_the_part_that_asks_counts() -> None:
    story = "上次在你家买的那套真的很好看，" + "家里人都喜欢，邻居也来看过，" * 80
    said = own_words(f"{story}所以想问下包邮吗，{story}")
    assert len(said) <= LONGEST and "包邮吗" in said
    assert SHOP.suggest(f"{story}所以想问下包邮吗，{story}", 1)[0].key == "free"


@pytest.mark.parametrize(
    ("message", "answers"),
    [
        ("亲在不 这个包不包邮啊 还有啥时候发", {"when", "free"}),
        ("尺码偏大还是偏小，我平时穿M，发中通行不行，多久能到长沙", {"size", "courier", "arrive"}),
        ("几天到\n包邮吗", {"arrive", "free"}),
    ],
)
def test_p4_each_of_several_questions_is_answered(message: str, answers: set[str]) -> None:
    assert answers <= {hit.key for hit in SHOP.suggest(message, len(answers) + 1)}


@pytest.mark.parametrize(
    ("said", "asked", "words"),
    [
        ("啥时候发呀", "几号发货", ("啥时候发=几号发",)),
        ("拍了都好几天了没动", "等了好几天", ("好几天",)),
        ("这个包不包邮啊", "能包邮吗", ("包不包邮",)),
        ("运费怎么算", "邮费多少", ("运费=邮费",)),
        ("包油不", "能包邮吗", ("包油~包邮",)),
        ("我妈能穿吗", "我吗", ()),
        ("好的谢谢", "好的谢谢", ("好的谢谢",)),
        ("快点儿送", "快点送", ("快点儿送",)),
    ],
)
def test_p4_a_reason_says_the_buyers_own_words(said: str, asked: str, words: tuple[str, ...]) -> None:
    """What stands in neither text is no reason: 「好几天」 is not 「好多久」, 我妈 has nothing of 我吗."""
    assert shared_words(said, asked, Synonyms(GROUPS)) == words


@pytest.mark.parametrize("text", ["啥时候能发撒", "能不能快点儿", "有没有货不", "48小时还是七天", "", "没写 a b c 不"])
def test_where_a_spelt_character_stood_is_known(text: str) -> None:
    short, spans = spelt_at(text)
    assert short == spelt(text) and len(spans) == len(short)
    assert all(0 <= start < end <= len(text) for start, end in spans)


def test_p4_a_word_of_the_trade_is_known_by_its_pinyin_too() -> None:
    answer = "亲，您先别急，麻烦看看家里人、门卫和快递柜有没有代收哦，看家人知道不知道。"
    texts = ("没收到", "丢了", "没拿到", answer)
    index = PhraseIndex([Entry("ask", ("能便宜点吗",)), Entry("guard", texts, 3)], GROUPS)
    assert index.search("kanjia")[0].key == "ask"


def test_p10_a_quoted_line_makes_no_earlier_question_alike() -> None:
    said = Sentences(Synonyms())
    said.add("什么时候发货")
    assert said.alike("「客服：包邮的哦」\n- - - - - - -\n什么时候发货", 0.9)
    assert not said.alike("[图片]", 0.1)


@pytest.mark.parametrize(
    ("text", "short"),
    [
        ("凭啥", "为什么"),
        ("送什么", "送什么"),
        ("有货么", "有货"),
        ("有货没", "有货"),
        ("48h内", "#小时内"),
        ("快点儿嘞", "快点"),
    ],
)  # fmt: skip
def test_p4_the_end_of_a_question_is_no_part_of_its_words(text: str, short: str) -> None:
    assert spelt(text) == short
