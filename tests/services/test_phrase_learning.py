"""What agents picked lifts a suggestion next time: bounded, explained, resettable (rules P2, P10)."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from cs_console.domain.entities import Actor, Inquiry, Message, PhraseUse
from cs_console.domain.vocabulary import MessageRole
from cs_console.errors import NotFound, Refused
from cs_console.services.capture import InquiryDraft
from cs_console.services.facade import Services
from cs_console.services.phrase_learning import MOST_LIFT
from cs_console.services.phrase_rows import PhraseHit

pytestmark = pytest.mark.slow

ActorMaker = Callable[..., Actor]
ODD = "你们家那个东西能不能整快些嘛"
"""Nothing in the books is worded like this; agents answer it with what they mean by it."""


def ask(services: Services, text: str, buyer: str) -> Inquiry:
    return services.capture.new(services.people.actor("王组长"), InquiryDraft(buyer=buyer, text=text))


def pick(services: Services, agent: Actor, text: str, phrase: str, times: int = 1) -> None:
    """A buyer asks, the agent answers with a phrase; each time another buyer."""
    for number in range(times):
        inquiry = ask(services, text, f"{phrase}{number}{len(text)}{agent.agent}")
        services.queue.reply(agent, inquiry.id, "亲，帮您看看哦。", phrase_id=phrase, variant=0, variant_hash="0")


def suggested(services: Services, agent: Actor, text: str, buyer: str = "新买家") -> dict[str, PhraseHit]:
    inquiry = ask(services, text, buyer)
    return {hit.id: hit for hit in services.phrases.suggest(agent, inquiry.id, limit=300)}


def test_p10_a_phrase_picked_for_such_a_question_comes_first_next_time(services: Services, actor: ActorMaker) -> None:
    before = suggested(services, actor("张敏"), ODD, "甲")
    for name in ("张敏", "蔡蔡"):
        pick(services, actor(name), ODD, "logi.urge", times=2)
    after = suggested(services, actor("李丽"), "东西能不能整快些", "乙")
    assert next(iter(before)) != "logi.urge"
    assert next(iter(after)) == "logi.urge"
    assert after["logi.urge"].picked == 4
    assert after["logi.urge"].why or not after["logi.urge"].words


def test_p10_a_suggestion_says_which_words_it_shares(services: Services, actor: ActorMaker) -> None:
    hit = suggested(services, actor("张敏"), "邮费咋算的呀")["ship.fee"]
    assert hit.why and hit.words and hit.picked == 0
    assert all(word for word in hit.words)


def test_p10_the_lift_is_bounded_and_does_not_reach_other_questions(services: Services, actor: ActorMaker) -> None:
    agent = actor("张敏")
    plain = suggested(services, agent, "可以开发票吗亲", "甲")
    pick(services, agent, "可以开发票吗", "ship.when", times=30)
    lifted = suggested(services, agent, "可以开发票吗亲", "乙")
    assert next(iter(lifted)) == "inv.can", "one wrong habit does not push away a plain answer"
    base = plain["ship.when"].score
    assert 0 < lifted["ship.when"].score - base <= MOST_LIFT + 0.02
    assert all(hit.picked == 0 for hit in suggested(services, agent, "衣服会起球吗", "丙").values())


def test_p10_one_pick_makes_no_other_phrase_fit(services: Services, actor: ActorMaker) -> None:
    """Where the books fit doubtfully, what agents picked is known to fit; the rest stays marked as doubtful."""
    unheard = "旮沓旮旯嘎嘎新不"
    assert all(hit.weak for hit in suggested(services, actor("张敏"), unheard, "甲").values())
    pick(services, actor("张敏"), unheard, "pre.shelf")
    after = suggested(services, actor("张敏"), unheard, "乙")
    assert [hit.id for hit in after.values() if not hit.weak] == ["pre.shelf"]


def test_p10_forgetting_a_phrase_ends_its_lift_and_new_picks_count_again(services: Services, actor: ActorMaker) -> None:
    agent = actor("张敏")
    pick(services, agent, ODD, "logi.urge", times=3)
    assert services.phrases.forget(agent, "logi.urge") == 3
    assert all(hit.picked == 0 for hit in suggested(services, agent, ODD, "甲").values())
    with services.context.uow.read() as uow:
        assert uow.find(PhraseUse, phrase_id="logi.urge"), "figures stay"
    pick(services, agent, ODD, "logi.urge")
    assert suggested(services, agent, ODD, "乙")["logi.urge"].picked == 1


def test_p10_all_is_forgotten_by_a_lead_alone(services: Services, actor: ActorMaker) -> None:
    pick(services, actor("张敏"), ODD, "logi.urge", times=2)
    with pytest.raises(Refused) as refused:
        services.phrases.forget(actor("张敏"))
    assert refused.value.code == "role.lead_only"
    assert services.phrases.forget(actor("王组长")) == 2
    assert all(hit.picked == 0 for hit in suggested(services, actor("张敏"), ODD).values())


def test_forgetting_an_unknown_phrase_is_refused(services: Services, actor: ActorMaker) -> None:
    with pytest.raises(NotFound):
        services.phrases.forget(actor("张敏"), "no.such")


def test_p2_a_reply_without_a_question_before_it_teaches_nothing(services: Services, actor: ActorMaker) -> None:
    agent = actor("张敏")
    inquiry = services.capture.new(agent, InquiryDraft(buyer="丁", text=ODD))
    services.queue.reply(agent, inquiry.id, "亲，已发出哦。", phrase_id="ship.notice", variant=0, variant_hash="0")
    with services.context.uow.read() as uow:
        taught = uow.phrases.picks(after=0, limit=10)
    assert [(phrase, said) for _, phrase, _, said in taught] == [("ship.notice", ODD)]
    with services.context.uow.read() as uow:
        assert uow.phrases.picks(after=taught[0][0], limit=10) == []
        assert uow.phrases.latest_use() == taught[0][0]


def test_p10_a_pick_is_for_all_that_the_buyer_said_before_it(services: Services, actor: ActorMaker) -> None:
    """「在吗」 after a question, or a picture, is not what was answered; what was answered before is not either."""
    agent, lead = actor("张敏"), actor("王组长")
    inquiry = ask(services, "几号发货", "戊")
    services.queue.reply(agent, inquiry.id, "亲，今天发哦。", phrase_id="ship.when", variant=0, variant_hash="0")
    with services.context.uow.write(lead, "chat") as uow:
        for line in ("包邮吗", "[图片]", "在吗"):
            uow.add(Message(inquiry_id=inquiry.id, role=MessageRole.BUYER, sender="戊", text=line, at=uow.now))
    services.queue.reply(agent, inquiry.id, "亲，包邮的哦。", phrase_id="ship.free", variant=0, variant_hash="0")
    with services.context.uow.read() as uow:
        taught = {phrase: said for _, phrase, _, said in uow.phrases.picks(after=0, limit=10)}
    assert taught == {"ship.when": "几号发货", "ship.free": "包邮吗\n[图片]\n在吗"}
