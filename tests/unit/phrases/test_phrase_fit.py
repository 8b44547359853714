"""What the books speak of is found, what they do not is said to be missing (rules P4, P10, Q9)."""

from __future__ import annotations

from pathlib import Path

import pytest

from cs_console.adapters.phrase_search import BookIndex
from cs_console.config.phrasebooks import load_phrasebooks
from cs_console.services.phrase_fit import Fit, fit_of

BOOKS = Path(__file__).resolve().parents[3] / "phrasebooks"


@pytest.fixture(scope="module")
def index() -> BookIndex:
    books = load_phrasebooks(BOOKS)
    return BookIndex(books.phrases, books.synonyms)


def fit(index: BookIndex, query: str) -> Fit:
    found = index.find(query, 20)
    return fit_of(index, query, found[0][1]) if found else Fit.NONE


@pytest.mark.parametrize(
    "query",
    ["火星移民船票", "世界杯谁赢了", "投影仪流明多少", "jintian tianqi", "huoche piao",
     "kubernetes", "xyzzyq"],
)  # fmt: skip
def test_p10_what_the_books_do_not_speak_of_finds_nothing(index: BookIndex, query: str) -> None:
    assert fit(index, query) is Fit.NONE


@pytest.mark.parametrize("query", ["蓝牙耳机连不上手机", "你们公司招人吗", "帮我订张去北京的火车票", "猫粮"])
def test_p10_what_shares_no_more_than_a_word_is_called_weak(index: BookIndex, query: str) -> None:
    assert fit(index, query) is Fit.WEAK


@pytest.mark.parametrize(
    "query",
    ["fahuo", "fahou", "tuih运费", "退貨", "邮费咋算的呀", "一周没下文了怎么办啊", "tuikaun", "fapio", "重发",
     "东西坏了能退吗", "refund", "shpping", "半夜收拾东西才发现莫代尔T恤有线头开线 [图片] 这算质量问题吧，给换吗"],
)  # fmt: skip
def test_p4_what_the_books_answer_is_sure_however_it_is_typed(index: BookIndex, query: str) -> None:
    assert fit(index, query) is Fit.SURE
