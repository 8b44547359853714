"""What the guard says below a reply: grouped, worst first, and only what was drawn counts as shown (rule P6)."""

from __future__ import annotations

from cs_console.config.guard_lists import guard_lists
from cs_console.domain.guard import check_text
from cs_console.domain.policy.tone import TonePolicy
from cs_console.domain.promising import detect_promises
from cs_console.services.phrasing import Review
from cs_console.tui.screens.reply_review import ReviewLines, review_lines

LISTS = guard_lists(TonePolicy(), ())
MANY = "绝对正品，保证明天一定到，最好看的美女，不知道啊，加我微信abc12345"


def lines(text: str, height: int = 20, **more: object) -> ReviewLines:
    review = Review(text, False, check_text(text, LISTS), detect_promises(text))
    return review_lines(review, 60, height, **more)  # type: ignore[arg-type]


def test_p6_words_reason_and_better_wording_stand_together_by_kind() -> None:
    said = lines("我保证一定给您办好").content.plain
    assert said.splitlines()[0].startswith("提醒 「保证」「一定」把话说死了")
    assert "可换成：应当、正常情况下" in said.replace("\n", "")


def test_p6_the_worst_comes_first_and_what_was_not_drawn_was_not_shown() -> None:
    few = lines(MANY, height=5)
    assert few.content.plain.startswith("不能发 「加我微信」") and "处没列出" in few.content.plain
    assert "加我微信" in few.shown and "美女" not in few.shown
    assert len(few.content.plain.splitlines()) <= 6
    everything = lines(MANY, height=40)
    assert {"保证", "美女", "不知道"} <= everything.shown and "没列出" not in everything.content.plain


def test_p6_what_was_not_seen_yet_comes_before_what_was() -> None:
    text = "绝对正品，保证给您办好，美女"
    first = lines(text, height=4)
    second = lines(text, height=4, seen=first.shown)
    assert second.shown - first.shown


def test_p6_a_reply_held_back_says_what_to_do() -> None:
    assert "照发" in lines("保证给您办好", held=True).content.plain
    assert "不能发" in lines("加我微信abc12345", held=True).content.plain.splitlines()[0]
    assert lines("亲，在的哦", held=True).content.plain.startswith("可以发")
