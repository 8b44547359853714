"""What the floor wrote down today: complaints, questions, suggestions, scores, a problem item (C2, Q9, Q11, C4, C5)."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

from cs_console.domain.entities import Actor
from cs_console.domain.vocabulary import Flag, Priority
from cs_console.services.demo.model import DemoShop
from cs_console.services.demo.people import LEAD
from cs_console.services.facade import Services

Act = Callable[[], object]

_GAPS = (
    (87.0, "washing", "四件套能不能用烘干机烘", 41.0, "可以低温烘干，中高温会缩水，烘前看洗标"),
    (62.0, "", "你们的乳胶枕有没有检测报告", None, ""),
    (19.0, "", "乳胶枕检测报告能发我看看吗", None, ""),
    (0.15, "size", "凉感睡裤的面料是不是A类", None, ""),
)
"""Minutes ago, conversation, question, when it was answered and how (rule Q9)."""

_QUESTIONS = (
    (168.0, "too-dear", "珐琅锅一个200能不能卖？", 166.0, "不能，底价260，最多优惠10元，可送锅垫"),
    (5.1, "damaged", "破损件先补发，还是等照片核对完再补？", 1.5, "照片清楚就先补发，记黄旗，快递理赔我来跟"),
    (3.9, "bargain", "两套满800能不能送一对枕套？", None, ""),
)
"""The same for questions to the lead (rule Q11)."""

_SUGGESTIONS = (
    (86.0, "washing", "洗标的字太小，老人看不清", "product", Priority.NORMAL, "产品"),
    (141.0, "no-stock", "法兰绒睡袍希望出2XL", "product", Priority.HIGH, "产品"),
    (122.0, "no-delivery", "希望能寄港澳", "logistics", Priority.LOW, "仓储物流"),
)
"""Minutes ago, conversation, words, nature, urgency, department (rule C5)."""

_SCORES = (
    (115.0, "when-ship", 5, ""),
    (137.0, "where-parcel", 2, "问了两次才有人回"),
    (158.0, "refund-done", 4, "到账挺快"),
    (198.0, "cancel", 5, "很爽快"),
)
"""Minutes ago, conversation, score, comment (rule C4)."""

_REVIEWS = (
    (
        33.0,
        "washing",
        5,
        "第二次买了，料子厚实，洗了三次没有起球也没褪色，颜色和图片差不多，婆婆也夸好看，就是洗标的字小了点，总体非常满意",
    ),
    (26.0, "invoice-done", 2, "用了半个月手柄就松了，客服态度还行"),
)
"""Minutes ago, conversation, stars, words (rule C3)."""

_SETTLED = (
    (163.5, "已致电买家道歉"), (161.0, "退款显示成功但没到账，催了两次"), (157.0, "退款慢，自己没跟进"),
    (120.0, "财务当天16点已原路退回，银行次日到账"), (112.0, "说明到账时间，送店铺券5元"), (108.0, "可以接受"),
    (80.0, "券已发到账户"), (45.0, "买家已收到退款和券，表示满意"),
)  # fmt: skip
"""Minutes ago and words of the steps of a complaint that was closed (rule C2)."""


@dataclass(frozen=True, slots=True)
class Records:
    """Everything written down, moment by moment, on the conversations played before."""

    services: Services
    shop: DemoShop
    inquiries: Mapping[str, int]
    actor: Callable[[str], Actor]

    def moments(self) -> Iterator[tuple[datetime, Act]]:
        """Its acts, each with its time."""
        yield self._at(4.2), partial(self._complain, "angry", "锅用两次就掉涂层，前一位客服答应回电没有回")
        yield self._at(164.0), partial(self._complain, "refund-done", "退款到账慢，没人主动告知")
        for at, words in _SETTLED:
            yield self._at(at), partial(self._settle, words)
        for at, key, question, answered, answer in _GAPS:
            yield self._at(at), partial(self._gap, key, question)
            if answered is not None:
                yield self._at(answered), partial(self._answer_gap, question, answer)
        for at, key, question, answered, answer in _QUESTIONS:
            yield self._at(at), partial(self._ask, key, question)
            if answered is not None:
                yield self._at(answered), partial(self._answer, question, answer)
        for at, key, words, nature, urgency, department in _SUGGESTIONS:
            yield self._at(at), partial(self._suggest, key, words, nature, urgency, department)
        for at, key, score, comment in _SCORES:
            yield self._at(at), partial(self._score, key, score, comment)
        for at, key, stars, words in _REVIEWS:
            yield self._at(at), partial(self._review, key, stars, words)
        yield self._at(0.1), self._problem

    def _at(self, minutes: float) -> datetime:
        return self.shop.now - timedelta(minutes=minutes)

    @property
    def _agent(self) -> Actor:
        return self.actor(self.shop.shift.agent)

    def _complain(self, key: str, what: str) -> None:
        self.services.complaints.open(self._agent, what, inquiry_id=self.inquiries[key], received_at=self._now())

    def _settle(self, words: str) -> None:
        """The next step of the complaint that came to its end."""
        talk = self.inquiries["refund-done"]
        view = next(one for one in self.services.complaints.list() if one.complaint.inquiry_id == talk)
        self.services.complaints.step(self._agent, view.complaint.id, words, cause="refund", agreed=True)

    def _gap(self, key: str, question: str) -> None:
        asker = "" if key else "tb77120935"
        self.services.gaps.add(self._agent, question, asker=asker, inquiry_id=self.inquiries.get(key, 0))

    def _answer_gap(self, question: str, answer: str) -> None:
        row = next(one for one in self.services.gaps.list() if one.question == question)
        self.services.gaps.answer(self.actor(LEAD), row.id, answer, propose=False)

    def _ask(self, key: str, question: str) -> None:
        self.services.lead_desk.ask(self._agent, question, inquiry_id=self.inquiries[key])

    def _answer(self, question: str, answer: str) -> None:
        row = next(one for one in self.services.lead_desk.list() if one.question == question)
        self.services.lead_desk.answer(self.actor(LEAD), row.id, answer)

    def _suggest(self, key: str, words: str, nature: str, urgency: Priority, department: str) -> None:
        self.services.suggestions.add(
            self._agent, words, nature=nature, urgency=urgency, department=department, inquiry_id=self.inquiries[key]
        )

    def _score(self, key: str, score: int, comment: str) -> None:
        talk = next(one for one in self.shop.conversations if one.key == key)
        served = talk.agent or self.shop.shift.agent
        self.services.satisfaction.add(self._agent, score, comment, agent=served, inquiry_id=self.inquiries[key])

    def _review(self, key: str, stars: int, words: str) -> None:
        order = self.services.queue.show(self.inquiries[key]).order
        self.services.reviews.add(self._agent, stars, words, order_id=order.id if order is not None else 0)

    def _problem(self) -> None:
        """On an order that is flagged yellow already: that is what the flag says (rules A8, R3)."""
        yellow = next((one for one in self.shop.flags if one.flag is Flag.YELLOW and one.at < self.shop.now), None)
        if yellow is not None:
            order = self.services.orders.find(yellow.order_no, yellow.platform)
            self.services.problems.add(self._agent, order.id, "少件，仓库说按单发出，等查监控", "补发少的那件")

    def _now(self) -> datetime:
        return self.services.context.now()
