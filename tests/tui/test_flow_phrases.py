"""Phrases on screen: stacked, repeated, overridden, looked at and searched for in vain (rules P2, P3, P6, P9, P10)."""

from __future__ import annotations

import asyncio
import json
from datetime import timedelta
from typing import Any

import pytest
from textual import events

from cs_console.domain.entities import Inquiry, Message, PhraseUse, Promise
from cs_console.domain.filling import has_blank
from cs_console.domain.gaps import Gap, LeadQuestion
from cs_console.domain.vocabulary import MessageRole, OrderStatus, PromiseKind
from cs_console.services.capture import InquiryDraft
from cs_console.services.facade import Services
from cs_console.tui.acts.phrases import PhraseActs
from cs_console.tui.screens.blanks import FillBlanks
from cs_console.tui.screens.reply import ReplyEditor

pytestmark = pytest.mark.slow


def stored(services: Services, kind: type[Any], **equals: Any) -> list[Any]:
    with services.context.uow.read() as uow:
        found: list[Any] = uow.find(kind, **equals)
        return found


async def fill(desk: Any, value: str) -> None:
    """Whatever blanks are asked for get the same value."""
    while isinstance(desk.app.screen, FillBlanks):
        await desk.type(value)
        await desk.press("enter")


async def test_phrases_stack_at_the_cursor_and_each_counts(shop: Services, seat: Any) -> None:
    """Several phrases in one reply, undone one by one; each told and used, also after a restart (P2, P10)."""
    async with seat() as desk:
        await desk.press("3", "f3", "ctrl+r")
        await fill(desk, "明天 3 件")
        first = desk.screen.text
        await desk.press("home", "ctrl+r", "down", "enter")
        await fill(desk, "明天 3 件")
        both = desk.screen.text
        assert both.endswith("\n" + first)
        await desk.press("ctrl+z")
        assert desk.screen.text == first
        await desk.press("ctrl+y")
        assert desk.screen.text == both
        await desk.press("escape")
        assert "草稿 1" in desk.status
    async with seat() as desk:
        await desk.press("3", "tab", "enter", "ctrl+s")
        assert desk.clip.texts == [both]
        assert "草稿" not in desk.status
        uses = stored(shop, PhraseUse)
        assert len({use.phrase_id for use in uses}) == 2
        assert {(use.buyer, use.edited) for use in uses} == {("小鱼儿", False)}


async def test_what_was_in_vain_is_counted(shop: Services, seat: Any) -> None:
    """Put in or looked at and not sent: rejected; own words: no use; what nobody finds: missing, once (rule P10)."""
    async with seat() as desk:
        await desk.press("3", "f3", "ctrl+f")
        for letters in ("火箭邮", "寄去", "月球"):
            await desk.type(letters)
        await desk.press("escape")
        with shop.context.uow.read() as uow:
            since = shop.context.now().replace(hour=0, minute=0)
            missed = uow.phrases.noted_between("phrase.miss", since, shop.context.now().replace(hour=23))
        assert [facts["text"] for _, _, facts in missed] == ["火箭邮寄去月球"]
        await desk.press("f3", "space", "escape", "down", "ctrl+r")
        await fill(desk, "明天 3 件")
        assert isinstance(desk.app.screen, ReplyEditor)
        desk.screen.query_one("#reply-text").select_all()
        await desk.type("您好，请稍等")
        await desk.press("ctrl+s")
        assert stored(shop, PhraseUse) == []
        desk.clock.set(desk.clock() + timedelta(minutes=1))
        report = shop.phrase_figures.report(with_missing=False)
        assert sorted(row.rejected for row in report.by_phrase) == [1, 1]


async def test_a_search_in_vain_says_so_and_offers_to_record_the_question(shop: Services, seat: Any) -> None:
    """Rules P4, Q9: nothing is shown for what no phrase answers; 0 writes the buyer's question down."""
    async with seat() as desk:
        await desk.press("3", "f3", "ctrl+f")
        await desk.type("火星船票")
        assert "没有找到「火星船票」" in desk.full() and "登记疑难" in desk.full()
        await desk.press("enter", "enter", "ctrl+s")
        (asked,) = stored(shop, Gap)
        assert asked.asker == "小鱼儿"
        await desk.press("ctrl+f")
        desk.screen.focused.clear()
        await desk.type("你们公司招人吗")
        assert "没有贴切的" in desk.full() and desk.main.phrases.source.count
        await desk.press("enter", "0")
        assert "买家的问题" in desk.full()


async def test_books_that_lost_many_phrases_wait_for_a_word(shop: Services, seat: Any, workspace: Any) -> None:
    """Nothing is asked in the middle of a word: the old books serve until the palette's command is confirmed."""
    async with seat() as desk:
        await desk.press("3", "f3")
        before = len(shop.context.books().phrases)
        for book in ("shipping", "returns", "presale"):
            (workspace.phrasebooks / f"{book}.yaml").unlink()
        await until(desk, "仍用旧的")
        assert "presale.yaml、returns.yaml、shipping.yaml" in desk.toast
        assert desk.app.screen is desk.main and len(shop.context.books().phrases) == before
        await desk.press("ctrl+p")
        await desk.type("换上少了")
        await desk.press("enter", "2")
        assert len(shop.context.books().phrases) < before and "仍用旧的" not in desk.full()


async def test_the_preview_shows_what_the_guard_says(shop: Services, seat: Any, workspace: Any) -> None:
    """Words, reason and better wording stand below the text, and what it promises (rules P6, P9)."""
    (workspace.phrasebooks / "own.yaml").write_text(
        'phrases:\n  - {id: own.a, question: 能写名字吗, variants: "亲，我保证给您送个小礼物，写上{?名字}"}\n',
        encoding="utf-8",
    )
    async with seat() as desk:
        await until(desk, "已换上改好的")
        await desk.press("3", "f3", "ctrl+f")
        await desk.type("能写名字吗")
        await desk.press("enter", "space")
        shown = desk.full()
        assert "还要填：名字" in shown and "「保证」" in shown and "可换成：应当" in shown
        assert "承诺了：送个小礼物" in shown


async def test_the_third_repeat_offers_another_way(shop: Services, seat: Any, zhang: Any) -> None:
    """Rule P2: said before anything is copied; the lead or a call is one key away."""
    asked = stored(shop, Inquiry, buyer="小鱼儿")[0]
    phrase = shop.phrases.suggest(zhang(), asked.id)[0]
    told = shop.phrases.get(phrase.id).variants
    for n in range(2):
        shop.queue.reply(zhang(), asked.id, f"说过 {n}", phrase_id=phrase.id, variant_hash=told[n].hash)
    async with seat(size=(80, 24)) as desk:
        await desk.press("3", "f3")
        rows = [hit.id for hit in desk.main.phrases.source.fetch(0, 9)]
        digit = str(rows.index(phrase.id) + 1)
        await desk.press(digit)
        assert "第 3 次" in desk.full() and "请组长帮忙" in desk.full()
        assert desk.clip.texts == []
        await desk.press("1")
        (question,) = stored(shop, LeadQuestion)
        assert (question.inquiry_id, question.buyer) == (asked.id, "小鱼儿")
        await desk.press(digit, "2")
        (promise,) = stored(shop, Promise)
        assert (promise.kind, promise.buyer) == (PromiseKind.CALL, "小鱼儿")
        await desk.press(digit, "3")
        await fill(desk, "明天 3 件")
        assert len(desk.clip.texts) == 1


async def test_doubtful_words_and_promises_are_named_first(shop: Services, seat: Any) -> None:
    """A warning holds the reply until it was seen, keeping the words is recorded (P6); a promise without an
    order goes into the ledger, Esc declines, and that is recorded too (P9).
    """
    async with seat() as desk:
        await desk.press("3", "tab", "enter")
        await desk.type("亲，我们家的质量是全网第一哦")
        await desk.press("ctrl+s")
        if isinstance(desk.app.screen, ReplyEditor):
            assert desk.clip.texts == []
            await desk.press("ctrl+s")
        (said,) = stored(shop, Message, role=MessageRole.AGENT)
        with shop.context.uow.read() as uow:
            notes = [one.after for one in uow.journal.history("Message", said.id) if one.op == "note"]
        (overrides,) = [note["overrides"] for note in notes if note and "overrides" in note]
        assert all(one["shown"] for one in overrides if one["severity"] == "warn")
        for key in ("1", "escape"):
            await desk.press("f2", "tab", "enter")
            await desk.type("亲，到货后给您回电话")
            await desk.press("ctrl+s")
            assert "承诺台账" in desk.full()
            await desk.press(key)
        (promise,) = stored(shop, Promise)
        assert (promise.buyer, promise.order_id) == ("小鱼儿", 0)
        (note,) = stored(shop, Message, role=MessageRole.NOTE)
        assert "已选择不写备注" in note.text


async def test_the_colour_duty_is_said_by_one_key(shop: Services, seat: Any, zhang: Any, make_order: Any) -> None:
    """Rule P7: what is owed stands beside the flags; 6 copies the statement, which settles it."""
    now = shop.context.now()
    make_order("SF202406148888", status=OrderStatus.PAID, buyer_nick="阿花", paid_at=now, shipped_at=None,
               signed_at=None, tracking_no="")  # fmt: skip
    shop.capture.new(zhang(), InquiryDraft(buyer="阿花", text="颜色会不会差很多", order_no="SF202406148888"))
    async with seat() as desk:
        await desk.press("4", "f4")
        assert "6 下单后再说一次色差" in desk.full()
        await desk.press("6")
        assert len(desk.clip.texts) == 1 and "屏幕" in desk.clip.texts[0]
        assert "色差已说" in desk.full()
        await desk.press("6")
        assert "不欠这位买家色差声明" in desk.toast
        await desk.press("f2", "2")
        assert "发货前没说色差" in desk.full()


async def test_what_was_just_written_becomes_a_phrase(shop: Services, seat: Any) -> None:
    """Insert in the reply editor keeps the text as one's own phrase, found at once (rules P1, P4, P6)."""
    async with seat(size=(80, 24)) as desk:
        await desk.press("3", "tab", "enter")
        await desk.type("小鱼儿您好，这款月底补货哦")
        await desk.press("insert")
        form = desk.screen.form
        assert (form.question, form.variants) == ("这款有货吗", "{买家}您好，这款月底补货哦")
        await desk.press("enter", "enter")
        await until(desk, "已经答这个问题")
        await desk.press("tab")
        while desk.screen.focused.id != "phrase-question":
            await desk.press("tab")
        await desk.press("ctrl+u")
        await desk.type("这款月底到吗")
        while desk.screen.focused.id != "phrase-variants":
            await desk.press("tab")
        await desk.press("enter", "enter")
        await desk.type("亲，加我微信 abc12345")
        await desk.press("ctrl+s")
        assert "不能发" in desk.full() or "不能" in desk.full()
        assert shop.context.books("张敏").phrases[-1].question != "这款月底到吗"
        await desk.press("ctrl+z", "escape")
        assert desk.main.drafts.count == 2
        await desk.press("insert")
        assert (desk.screen.form.question, desk.screen.form.variants.strip()) == ("这款月底到吗", form.variants)
        await desk.press("ctrl+s")
        assert isinstance(desk.app.screen, ReplyEditor)
        own = shop.context.books("张敏").phrases[-1]
        assert (own.question, own.personal) == ("这款月底到吗", True)
        assert "新增" in desk.toast
        await desk.press("escape", "f3", "ctrl+f")
        await desk.type("月底到")
        assert any("月底补货" in hit.text for hit in desk.main.phrases.source.fetch(0, 3))


async def test_a_lead_edits_a_team_phrase_and_accepts_a_proposal(
    shop: Services, seat: Any, workspace: Any, actor: Any
) -> None:
    """The team's file keeps its comments; the difference is said on one line; proposals go in looked through (Q9)."""
    for book in workspace.phrasebooks.glob("*.yaml"):
        if book.stem not in ("shipping", "synonyms"):
            book.unlink()  # every edit indexes the books anew
    shop.phrase_books.propose(actor("张敏"), "能刻字吗", "亲，可以刻字的哦")
    path = workspace.phrasebooks / "shipping.yaml"
    before = path.read_text("utf-8")
    async with seat(agent="王组长") as desk:
        await desk.press("3", "f3", "ctrl+f")
        await desk.type("什么时候发货")
        await desk.press("enter", "e")
        edited = desk.screen.form.phrase_id
        assert edited.startswith("ship.")
        await desk.press("enter", "enter")
        await desk.type("亲，新加的一种说法哦")
        await desk.press("ctrl+s")
        assert "+ 亲，新加的一种说法哦" in desk.toast and edited in desk.toast
        after = path.read_text("utf-8")
        assert [line for line in before.splitlines() if "#" in line] == [li for li in after.splitlines() if "#" in li]
        assert len(after.splitlines()) == len(before.splitlines()) + 1
        await desk.press("ctrl+p")
        await desk.type("待收")
        await desk.press("enter", "1")
        assert "收下提议" in desk.full() and "亲，可以刻字的哦" in desk.full()
        await desk.press("ctrl+s")
        assert shop.phrase_books.proposals() == ()
        assert any(one.question == "能刻字吗" for one in shop.context.books().phrases)
        for command, said in (("不再凭以前", "次选用不再影响推荐"), ("删除这条", "删了")):
            await desk.press("ctrl+p")
            await desk.type(command)
            await desk.press("enter")
            assert said in desk.toast
        assert all(one.id != edited for one in shop.context.books().phrases)
        await desk.press("ctrl+z")
        assert "已撤销：删除话术" in desk.toast
        assert "亲，新加的一种说法哦" in path.read_text("utf-8")
        taken_back = shop.rules.history()[0]
        await desk.press("ctrl+y")
        assert "亲，新加的一种说法哦" not in path.read_text("utf-8")
        brought_back = shop.rules.history()[0]
        assert brought_back.id != taken_back.id and brought_back.seen_by == "王组长"  # rule E7


async def test_a_key_pressed_twice_tells_no_buyer_the_same_twice(shop: Services, seat: Any) -> None:
    """Rule P2 holds before the list has heard of the first copy; a draft beside it is left as it is."""
    async with seat() as desk:
        await desk.press("3", "tab", "enter")
        await desk.type("亲，我去问一下仓库")
        await desk.press("escape", "f3")
        rows = desk.main.phrases.source.fetch(0, 9)
        variants = {hit.id: shop.phrases.get(hit.id).variants for hit in rows}
        digit = next(n for n, hit in enumerate(rows, 1) if not any(has_blank(one.text) for one in variants[hit.id][:2]))
        desk.send(f"{digit}{digit}")
        await desk.settle()
        first, second = desk.clip.texts
        assert first != second
        await desk.press("f2", "tab", "enter")
        assert desk.screen.text == "亲，我去问一下仓库"


async def until(desk: Any, words: str) -> None:
    """What a rest of the keys brings."""
    for _ in range(100):
        await desk.settle()
        if words in desk.full():
            return
        await asyncio.sleep(0.02)
    raise AssertionError(f"{words} never came")


async def test_automatic_replies_are_copied_by_one_key_and_go_stale(shop: Services, seat: Any) -> None:
    """Rule S7: what fits now stands first; once the clock has moved on the status line says so."""
    async with seat(size=(80, 24), agent="李丽") as desk:
        await desk.press("ctrl+p")
        await desk.type("自动回复")
        await desk.press("enter")
        assert "还没有记下设过哪条" in desk.full() and "欢迎光临" in desk.full()
        await desk.press("1")
        assert "欢迎光临" in desk.clip.texts[0] and "已复制「迎宾」" in desk.toast
        assert "该换成" not in desk.status
        desk.clock.set(desk.clock() + timedelta(hours=5))
        desk.main.tick()
        desk.main.tick()
        assert "该换成" not in desk.status
        desk.clock.set(desk.clock() + timedelta(hours=11))
        for _ in range(31):
            desk.main.tick()
        await desk.settle()
        assert "自动回复该换成「下班」" in desk.status


async def test_figures_are_drilled_into_and_exported(shop: Services, seat: Any, zhang: Any, workspace: Any) -> None:
    """Used, edited, dead and missing with the uses behind them, as JSON and XLSX (rules P10, K2)."""
    asked = stored(shop, Inquiry, buyer="小鱼儿")[0]
    shop.queue.reply(zhang(), asked.id, "亲，有货的", phrase_id="ship.when", variant_hash="h", edited=True)
    shop.capture.new(zhang(), InquiryDraft(buyer="阿狗", text="投影仪流明多少"))
    async with seat() as desk:
        await desk.press("ctrl+p")
        await desk.type("话术使用")
        await desk.press("enter")
        assert "近 30 天" in desk.full() and "改 1" in desk.full() and "什么时候发货" in desk.full()
        await desk.press("tab")
        assert "近 90 天" in desk.full()
        await desk.press("1")
        assert "用在哪里" in desk.full() and "小鱼儿" in desk.full() and "亲，有货的" in desk.full()
        await desk.press("escape", "right")
        assert "张敏" in desk.full()
        await desk.press("right", "right")
        assert "从没用过" in desk.full()
        await desk.press("ctrl+s", "1", "ctrl+s", "2")
        files = sorted(path.suffix for path in (workspace.data / "exports").iterdir())
        assert files == [".json", ".xlsx"]
        (found,) = (workspace.data / "exports").glob("*.json")
        rows = json.loads(found.read_text("utf-8"))["phrases"]
        assert [(row["id"], row["used"], row["edited"]) for row in rows] == [("ship.when", 1, 1)]
        await desk.press("right", "1")
        await desk.press("1")
        assert "新增话术" in desk.full()


PASTED = (
    "第一行：亲，您好😀😀\r\n第二行有👨\u200d👩\u200d👧和🇨🇳，" + "宽字到行尾" * 9 + "😀尾\r\n\r\n"
    "[red]第四行[/]\t后面\x1b[2J\u202e"
)


async def test_what_is_pasted_and_stacked_is_copied_to_the_letter(shop: Services, seat: Any) -> None:
    """Many lines, emoji, hanzi at the line's end, signs that steer: what stands there is what leaves (P3, X2)."""
    async with seat(size=(80, 24)) as desk:
        await desk.press("3", "tab", "enter")
        desk.app.post_message(events.Paste(PASTED))
        await desk.settle()
        pasted = desk.screen.text
        assert pasted.count("\n") == 3 and not {"\x1b", "\u202e"} & set(pasted)
        assert "👨\u200d👩\u200d👧" in pasted
        await desk.type("好的亲这边马上就给您查一下哦")
        await desk.press("up", "ctrl+r", "enter")
        await fill(desk, "明天 3 件")
        stacked = desk.screen.text
        assert len(stacked) > len(pasted) + 14 and set(pasted) <= set(stacked)
        await desk.press("ctrl+z", "ctrl+z", "ctrl+z")
        assert desk.screen.text == ""
        await desk.press("ctrl+y", "ctrl+y", "ctrl+y")
        assert desk.screen.text == stacked
        await desk.press("ctrl+s")
        if isinstance(desk.app.screen, ReplyEditor):
            await desk.press("ctrl+s")
        (said,) = stored(shop, Message, role=MessageRole.AGENT)
        assert desk.clip.texts == [said.text] == [stacked.strip()]


async def test_no_suggestions_yet_is_not_none(shop: Services, seat: Any) -> None:
    """While the books are being indexed the pane does not claim that nothing fits."""
    async with seat() as desk:
        pane = desk.main.query_one("#phrases")
        pane.show((), "", making=True)
        await desk.pilot.pause()
        assert "推荐马上就好" in desk.full()
        desk.main._loaded["indexed"](False)
        await desk.settle()
        assert "推荐马上就好" not in desk.full()


async def test_suggestions_that_come_late_are_for_nobody_else(shop: Services, seat: Any) -> None:
    """What was asked for an inquiry is not shown once none, or another, is chosen (rule P4)."""
    async with seat() as desk:
        await desk.press("3")
        workstation = desk.app.workstation
        suggested = workstation.phrases.chosen
        late = (workstation.deck.state.inquiry_id, "", [suggested])
        assert suggested is not None
        acts = next(one for one in workstation._acts if isinstance(one, PhraseActs))
        await desk.press("ctrl+f")
        await desk.type("没有这样的买家")
        acts._show(late)
        assert not workstation.deck.state.inquiry_id and workstation.phrases.chosen is None
