"""Phrases written on screen: where they may go, what is said before they are saved (rules P1, P3, P6, Q9, X1)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from cs_console.domain.entities import Actor
from cs_console.domain.phrase_forms import MINE, PROPOSE, PhraseForm
from cs_console.services.capture import InquiryDraft
from cs_console.services.facade import Services

Who = Callable[..., Actor]


def test_keepers_choose_a_team_book_and_others_their_own_or_the_admins_desk(services: Services, actor: Who) -> None:
    desk = services.phrase_drafts
    assert desk.choices(actor("张敏")) == (MINE, PROPOSE)
    names = [one.name for one in desk.choices(actor("王组长"))]
    assert "shipping.yaml" in names and "proposals.yaml" not in names
    copy = desk.edit(actor("张敏"), "ship.when")
    assert (copy.phrase_id, copy.book) == ("", PROPOSE)
    assert not [note for note in desk.check(actor("张敏"), copy) if copy.of in note.text]  # it is that answer
    opened = desk.edit(actor("王组长"), "ship.when")
    assert (opened.phrase_id, opened.book.name) == ("ship.when", "shipping.yaml")


def test_p6_findings_are_said_before_anything_is_saved(services: Services, actor: Who) -> None:
    lead, desk = actor("王组长"), services.phrase_drafts
    form = replace(desk.edit(lead, "ship.when"), variants="亲，单号 {运单}\n\n加我微信 abc12345")
    blocks = [one.text for one in desk.check(lead, form) if one.blocks]
    assert len(blocks) == 2 and "运单号" in blocks[0] and "站外" in blocks[1]
    form = replace(form, variants="亲，保证明天就到\n\n亲，保证明天就到哦")
    texts = "\n".join(one.text for one in desk.check(lead, form))
    assert "保证" in texts and "3 种" in texts
    assert [one.blocks for one in desk.check(lead, PhraseForm(question="在吗"))] == [True]
    twice = PhraseForm(question="什么时候发货", variants="亲，尽快呢", book=MINE)
    assert any("ship.when" in one.text for one in desk.check(lead, twice))


def test_q9_what_was_written_to_a_buyer_is_proposed_and_accepted(services: Services, actor: Who) -> None:
    agent, admin, desk = actor("张敏"), actor("管理员"), services.phrase_drafts
    services.shifts.start(agent)
    asked = services.capture.new(agent, InquiryDraft(buyer="小鱼儿", text="能不能帮我刻字呀 13812345678"))
    written = desk.new(agent, written="小鱼儿您好，可以刻字的哦", inquiry_id=asked.id)
    assert written.variants == "{买家}您好，可以刻字的哦"
    assert "能不能帮我刻字呀" in written.question and "13812345678" not in written.question
    proposed = desk.save(agent, replace(written, question="能刻字吗", book=PROPOSE))
    assert services.phrases.find(agent, "刻字") == () or "刻字" not in services.phrases.find(agent, "刻字")[0].text
    form = desk.accepting(proposed.phrase_id)
    form = replace(form, variants=form.variants + "\n\n亲，支持刻字，请备注内容呢", book=desk.choices(admin)[0])
    changed = desk.save(admin, form)
    assert services.phrase_books.proposals() == ()
    found = services.phrases.get(changed.phrase_id)
    assert [one.text for one in found.variants] == ["{买家}您好，可以刻字的哦", "亲，支持刻字，请备注内容呢"]
