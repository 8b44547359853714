"""A seeded stretch of shop days through the services: talks, orders, reminders, promises, returns, inspections."""

from __future__ import annotations

import heapq
from collections import Counter
from collections.abc import Callable
from datetime import datetime, timedelta
from itertools import count
from random import Random
from typing import Any

from shop_floor import order

from cs_console.adapters.clock import ManualClock
from cs_console.domain.entities import Actor, Order, OrderLine
from cs_console.domain.records import ChatRecord
from cs_console.domain.vocabulary import Category, Flag, Flow, MessageRole, OrderStatus, Platform, Priority, StepState
from cs_console.errors import CsError
from cs_console.services.capture import InquiryDraft
from cs_console.services.facade import Services

FIELDS: dict[str, dict[str, Any]] = {
    "offer_exchange": {"decision": "return"}, "resaleable": {"resaleable": "是"},
    "tracking": {"freight_insurance": "是", "return_tracking_no": "SF1234567"}, "inspect": {"inspection": "ok"},
    "restock": {"restocked": "是"}, "refund": {"refunded_fen": 30_000},
}  # fmt: skip
CATEGORIES = (Category.PRESALE, Category.PRESALE, Category.LOGISTICS, Category.AFTERSALE, Category.COMPLAINT)


class ShopDays:
    """Plans what happens and lets it happen in the order of time; `done` counts what came through."""

    def __init__(self, services: Services, clock: ManualClock, seed: int) -> None:
        self.services, self.clock, self.dice = services, clock, Random(seed)
        self.people = {
            name: services.people.actor(name) for name in ("张敏", "李丽", "蔡蔡", "王组长", "管理员", "仓库小周")
        }
        self.done: Counter[str] = Counter()
        self.notes = Random(seed + 1)
        self._plan: list[tuple[datetime, int, Callable[[], None]]] = []
        self._numbers = count(1)
        self._orders = count(1)

    def run(self, start: datetime, days: int, talks: int) -> None:
        """`talks` inquiries a day from eight in the morning until deep in the night, and all that follows."""
        for day in range(days):
            opening = start.replace(hour=8, minute=0, second=0) + timedelta(days=day)
            for _ in range(talks):
                self._at(opening + timedelta(seconds=self.dice.randrange(0, 20 * 3600)), self._asks)
        until = start + timedelta(days=days)
        while self._plan and self._plan[0][0] < until:
            moment, _, act = heapq.heappop(self._plan)
            self.clock.set(moment)
            try:
                act()
            except CsError as refused:
                self.done[f"refused {refused.code}"] += 1
            else:
                self.done[act.__name__ if hasattr(act, "__name__") else "?"] += 1
        self.clock.set(until)

    # -- the plan -------------------------------------------------------------------------------

    def _at(self, moment: datetime, act: Callable[[], None]) -> None:
        heapq.heappush(self._plan, (moment, next(self._numbers), act))

    def _now(self) -> datetime:
        """The time on the shop's clock."""
        return self.clock().astimezone(self.services.context.zone)

    def _in(self, seconds: float, act: Callable[[], None]) -> None:
        self._at(self.clock() + timedelta(seconds=seconds), act)

    def _named(self, name: str, call: Callable[[], Any]) -> Callable[[], None]:
        def act() -> None:
            call()

        act.__name__ = name
        return act

    def _on_duty(self) -> Actor:
        hour = self._now().hour
        names = ("李丽", "蔡蔡") if hour >= 17 or hour < 5 else ("张敏", "蔡蔡")
        return self.people[self.dice.choice(names)]

    # -- talks ----------------------------------------------------------------------------------

    def _asks(self) -> None:
        buyer = f"买家{self.dice.randrange(60)}"
        bought = self._order(buyer) if self.dice.random() < 0.35 else None
        draft = InquiryDraft(
            buyer=buyer, text=self.dice.choice(("有大号吗", "怎么还没到", "质量不好", "便宜点")),
            platform=Platform.TAOBAO, order_no=bought.order_no if bought else "",
        )  # fmt: skip
        inquiry = self.services.capture.new(self._on_duty(), draft)
        if self.dice.random() < 0.93:
            wait = self.dice.choice((10, 25, 40, 170, 200, 600))
            if 1 <= self._now().hour < 8:
                opening = self._now().replace(hour=8, minute=30, second=0)
                wait = int((opening - self._now()).total_seconds()) + self.dice.randrange(30, 1500)
            self._in(wait, self._named("answer", lambda: self._answer(inquiry.id, buyer)))
        if bought is None and self.dice.random() < 0.4:
            delay = self.dice.randrange(600, 60 * 3600)
            self._in(delay, self._named("buys", lambda: self._buys(buyer)))

    def _answer(self, inquiry_id: int, buyer: str) -> None:
        who = self._on_duty()
        self.services.queue.claim(who, inquiry_id)
        self.services.queue.categorize(who, inquiry_id, self.dice.choice(CATEGORIES), Priority.NORMAL)
        self.services.queue.reply(who, inquiry_id, "亲，您好，在的呢")
        for _ in range(self.dice.randrange(3)):
            heard = self.dice.randrange(60, 900)
            self._in(heard, self._named("hear", lambda: self._hear(buyer)))
            self._in(
                heard + self.dice.choice((20, 100, 400)),
                self._named("reply", lambda: self.services.queue.reply(who, inquiry_id, "亲，好的哦")),
            )
        if self.dice.random() < 0.85:
            closing = self.dice.randrange(1000, 3000) if self.dice.random() < 0.9 else 30 * 3600
            self._in(closing, self._named("close", lambda: self._close(who, inquiry_id)))
        if self.dice.random() < 0.1:
            self._in(12_000, self._named("back", lambda: self._hear(buyer)))

    def _hear(self, buyer: str) -> None:
        line = ChatRecord(
            text=f"还在吗 {next(self._numbers)}", row=1, sender=buyer, role=MessageRole.BUYER, at=self.clock()
        )
        self.services.capture.take(self._on_duty(), [line], buyer=buyer, platform=Platform.TAOBAO)

    def _close(self, who: Actor, inquiry_id: int) -> None:
        if self.dice.random() < 0.8:
            self.services.queue.resolve(who, inquiry_id, "已答")
        else:
            self.services.queue.lose(who, inquiry_id, "price")
        if self.dice.random() < 0.4:
            self.services.satisfaction.add(who, self.dice.randrange(1, 6), inquiry_id=inquiry_id)
        if self.dice.random() < 0.2:
            self.services.gaps.add(who, f"问题 {inquiry_id}", inquiry_id=inquiry_id)
        if self.dice.random() < 0.1:
            self.services.journal.undo(who)
        if self.notes.random() < 0.3:
            self._in(200, self._named("wonder", lambda: self._wonder(inquiry_id)))

    def _wonder(self, inquiry_id: int) -> None:
        """A question to the lead, answered or not; a suggestion, settled or not."""
        who, lead = self._on_duty(), self.people["王组长"]
        asked = self.services.lead_desk.ask(who, "邮费差 12 元能不能我们出？", inquiry_id=inquiry_id).row
        if self.notes.random() < 0.6:
            self.services.lead_desk.answer(lead, asked.id, "可以")
        told = self.services.suggestions.add(who, "包装太难拆", inquiry_id=inquiry_id).row
        if self.notes.random() < 0.5:
            self.services.suggestions.settle(lead, told.id, "已换胶带")

    # -- orders ---------------------------------------------------------------------------------

    def _order(self, buyer: str, **facts: Any) -> Order:
        now = self.clock()
        base: dict[str, Any] = {
            "buyer_nick": buyer, "status": OrderStatus.SIGNED, "paid_fen": 31_000, "goods_fen": 30_000,
            "freight_fen": 1_000, "total_fen": 31_000, "ordered_at": now - timedelta(days=4),
            "paid_at": now - timedelta(days=4), "shipped_at": now - timedelta(days=3),
            "signed_at": now - timedelta(days=1), "flag": Flag.GREEN if self.dice.random() < 0.08 else Flag.GREY,
        }  # fmt: skip
        made = order(self.services, f"26{next(self._orders):012d}", **base | facts)
        with self.services.context.uow.write(Actor("导入"), "intake.file") as uow:
            uow.add(OrderLine(order_id=made.id, line_key="1", title="四件套", price_fen=30_000))
        if made.status is OrderStatus.SIGNED:
            self._after_sales(made)
        return made

    def _buys(self, buyer: str) -> None:
        now = self.clock()
        unpaid = self.dice.random() < 0.5
        facts: dict[str, Any] = {
            "status": OrderStatus.UNPAID if unpaid else OrderStatus.PAID, "ordered_at": now, "shipped_at": None,
            "signed_at": None, "paid_at": None if unpaid else now, "paid_fen": None if unpaid else 31_000,
        }  # fmt: skip
        made = self._order(buyer, **facts)
        if unpaid:
            self._in(700, self._named("remind", lambda: self._remind(made.id)))
            self._in(4_000, self._named("remind", lambda: self._remind(made.id)))
            if self.dice.random() < 0.5:
                self._in(900, self._named("price", lambda: self._price(made.id)))
            if self.dice.random() < 0.5:
                self._in(self.dice.randrange(2_000, 40_000), self._named("pays", lambda: self._pays(made.id)))

    def _remind(self, order_id: int) -> None:
        due = [one for one in self.services.followups.list() if one.key.startswith(f"unpaid:{order_id}:")]
        if due:
            self.services.followups.done(self._on_duty(), due[0].key, own_words=True)
            self.done["reminded"] += 1

    def _price(self, order_id: int) -> None:
        self.services.pricing.change(self._on_duty(), order_id, self.dice.choice((29_000, 20_000)))

    def _pays(self, order_id: int) -> None:
        with self.services.context.uow.write(Actor("导入"), "intake.file") as uow:
            now_is = uow.require(Order, order_id)
            charged = self.dice.choice((29_000, now_is.goods_fen))
            uow.change(now_is, status=OrderStatus.PAID, paid_at=uow.now, paid_fen=charged, goods_fen=charged)

    # -- afterwards -----------------------------------------------------------------------------

    def _after_sales(self, made: Order) -> None:
        if self.dice.random() < 0.5:
            self._in(100, self._named("promise", lambda: self._promise(made.id)))
        if self.dice.random() < 0.25:
            self._in(500, self._named("complain", lambda: self._complain(made.id)))
        if self.dice.random() < 0.5:
            self._in(800, self._named("return", lambda: self._return(made.id)))
        if self.notes.random() < 0.3 and made.flag is Flag.GREY:
            self._in(900, self._named("trouble", lambda: self._trouble(made.id)))

    def _trouble(self, order_id: int) -> None:
        """A problem item, answered or not; a parcel claim; or only a yellow flag."""
        who, fate = self._on_duty(), self.notes.random()
        if fate < 0.5:
            item = self.services.problems.add(who, order_id, "少一只枕套", "补发").row
            if self.notes.random() < 0.5:
                self.services.problems.answer(who, item.id, "明天补发")
        elif fate < 0.75:
            self.services.cases.open(who, order_id, Flow.CLAIM_SHORT)
        else:
            self.services.orders.flag(who, order_id, Flag.YELLOW)

    def _promise(self, order_id: int) -> None:
        who = self._on_duty()
        due = self.clock() + timedelta(hours=5)
        given = self.services.promises.add(who, "送洗衣袋", order_id=order_id, due_at=due).promise
        fate = self.dice.random()
        if fate < 0.5:
            self._in(3_600, self._named("keep", lambda: self.services.promises.done(who, given.id)))
        elif fate < 0.7:
            self._in(30_000, self._named("late", lambda: self.services.promises.done(who, given.id)))
        elif fate < 0.85:
            self._in(7_200, self._named("break", lambda: self.services.promises.broken(who, given.id, "没货")))

    def _complain(self, order_id: int) -> None:
        who = self._on_duty()
        made = self.services.complaints.open(who, "不满意", order_id=order_id).complaint
        for _ in range(2):
            self.services.complaints.step(who, made.id, "已联系")
        self.services.complaints.step(who, made.id, "归类", cause=self.dice.choice(("service", "courier")))
        if self.dice.random() < 0.6:
            self.services.satisfaction.add(who, self.dice.randrange(1, 4), order_id=order_id)
        if self.dice.random() < 0.6:
            self.services.reviews.add(who, self.dice.randrange(1, 6), "一般", order_id=order_id)
            self.done["reviewed"] += 1

    def _return(self, order_id: int) -> None:
        who = self._on_duty()
        view = self.services.cases.open(who, order_id, Flow.RETURN)
        reason = self.dice.choice(("size", "colour", "wrong_item", "not_as_described"))
        self._walk(view.case.id, until="arrived", reason=reason)
        if self.dice.random() < 0.85:
            self._in(20 * 3600, self._named("arrive", lambda: self._walk(view.case.id, until="inspect", reason=reason)))
            later = self.dice.choice((30, 50)) * 3600
            self._in(later, self._named("finish", lambda: self._walk(view.case.id, until="", reason=reason)))

    def _walk(self, case_id: int, *, until: str, reason: str) -> None:
        owners = {"agent": "张敏", "warehouse": "仓库小周", "lead": "王组长"}
        for one in self.services.cases.view(case_id).steps:
            step = one.step
            if step.key == until:
                return
            if step.state is StepState.TODO:
                today = f"{self._now():%Y-%m-%d}"
                fields = {**FIELDS, "reason": {"reason": reason}, "arrived": {"arrived_on": today}}.get(step.key, {})
                self.services.cases.step(self.people[owners[step.owner]], case_id, step.key, fields)
