"""A shop's month through its services with a clock set by hand: nights, rest days, a holiday, crashes, absences.

`Month(services, clock, store, seed).run(days)` plays it. After every act `watch` looks at the store's own rows,
past all services: whose is what. What happened stands in `Month.told`, kept apart from the store, so that
registers and figures can be recounted against it.
"""

from __future__ import annotations

import random
import sqlite3
from collections import Counter
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from cs_console.adapters.clock import ManualClock
from cs_console.domain.entities import Actor, Order
from cs_console.domain.roster import REST, duty
from cs_console.domain.vocabulary import Flow, InquiryState, ItemDecision, OrderStatus, Platform, PromiseKind, Severity
from cs_console.services.capture import InquiryDraft
from cs_console.services.facade import Services
from cs_console.store.types import to_iso

LEAD = "王组长"
TABLES = {
    "promise": "promises", "case": "cases", "complaint": "complaints", "gap": "gaps", "question": "lead_questions",
    "problem": "problem_items",
}  # fmt: skip
"""Things beside inquiries that are open until somebody closes them, by the prefix of their ref."""

WORDS = ("什么时候发货", "退款到哪了", "尺码怎么选", "能便宜点吗", "少发一件", "发票怎么开", "换个颜色可以吗")


@dataclass(frozen=True, slots=True)
class Told:
    """One thing that happened, as the simulation itself remembers it."""

    at: datetime
    act: str
    agent: str
    ref: str = ""


@dataclass
class Month:
    """The shop, its people and its dice."""

    services: Services
    clock: ManualClock
    store: Path
    seed: int = 20260601
    told: list[Told] = field(default_factory=list)
    watched: int = 0
    vanished: str = ""
    on: dict[str, Actor] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.dice = random.Random(self.seed)
        self.rows = sqlite3.connect(self.store)
        self.lead = self.services.people.actor(LEAD)
        self.zone = self.services.context.zone

    # -- the month ---------------------------------------------------------------------------

    def run(self, first: date, days: int) -> None:
        """Play so many days."""
        night_before = ""
        for number in range(days):
            night_before = self.day(first + timedelta(days=number), number, night_before)
        self.rows.close()

    def day(self, day: date, number: int, night_before: str) -> str:
        """One business date; gives who worked the night."""
        shifts = self.services.context.policies().shifts
        holiday = shifts.holiday(day)
        if holiday is not None and not holiday.staffed:
            for hour in (9, 14, 21):
                self.go_to(day, time(hour, self.dice.randrange(60)))
                self.ask()
            return night_before
        team = [one for one in self.services.context.policies().team.members if one.role == "agent"]
        rested = [one.name for one in team if duty(shifts, one, day) != REST]
        early = [name for name in rested if name != night_before] or rested
        morning = self.dice.choice(early)
        others = [name for name in rested if name != morning]
        evening, third = others[0], others[1] if len(others) > 1 else ""
        if third and self.dice.random() < 0.15:  # the one who was planned does not come: the third does
            evening, third = third, ""
        self.morning(day, morning, number)
        relief = third if third and number % 3 == 0 else ""
        self.forenoon(day, morning, relief, number)
        last = relief if relief and number % 2 else morning
        self.evening(day, last, evening, relief if last == morning else morning)
        self.night(day, evening, number)
        return evening

    def morning(self, day: date, name: str, number: int) -> None:
        """08:30, late now and then: accept what waits, take over from whoever vanished."""
        self.go_to(day, time(7, 10))
        self.ask()
        self.complete_orders()
        self.go_to(day, time(8, 30 + self.dice.choice((0, 0, 0, 12))))
        self.begin(name, "day")
        if self.vanished:
            self.services.takeovers.take(self.lead, self.vanished, "夜里失联")
            self.tell("takeover", LEAD)
            self.on.pop(self.vanished)
            self.vanished = ""
        self.accept(name)

    def forenoon(self, day: date, name: str, relief: str, number: int) -> None:
        """Work with a break and a crash; on some days a second agent joins, or relieves the first."""
        self.work(day, time(12, 0), [name])
        self.services.shifts.pause(self.on[name])
        self.go_to(day, time(12, 40))
        self.services.shifts.resume(self.on[name])
        if number % 4 == 1:
            self.crash(name)
        if relief:
            self.begin(relief, "day")
            self.accept(relief)
            if number % 2:  # relieved in the middle of the shift
                self.hand_in(name)
                self.accept(relief)
                self.end(name)
                name = relief
        self.work(day, time(17, 10), [name, *([relief] if relief and relief != name else [])])

    def evening(self, day: date, last: str, name: str, helper: str) -> None:
        """17:30: hand in, be taken over from item by item, leave when a successor is there."""
        if helper in self.on and helper != last:
            self.hand_in(helper)
            self.accept(last)
            self.end(helper)
        self.hand_in(last)
        self.go_to(day, time(17, 30))
        self.begin(name, "night")
        self.ask()
        self.accept(name)
        if self.dice.random() < 0.3:  # something came up after the signature: a second log
            self.services.handovers.note(self.on[last], "临走前又来一件")
            self.hand_in(last)
            self.accept(name)
        self.end(last)

    def night(self, day: date, name: str, number: int) -> None:
        """Until 01:00 in principle, longer while buyers wait; some nights end otherwise."""
        after = day + timedelta(days=1)
        self.work(day, time(23, 50), [name])
        if number % 9 == 4:  # never heard of again
            self.vanished = name
            self.go_to(after, time(3, 0))
            return
        self.ask()
        self.go_to(after, time(0, 50))
        self.hand_in(name)
        self.go_to(after, time(1, 0))
        for _ in range(20):
            if self.services.shifts.end(self.on[name], reason="还有买家在等").ended:
                break
            self.tell("extended", name)
            if self.dice.random() < 0.2:
                self.hand_in(name)
                assert self.services.shifts.end(self.on[name], reason="太晚了", override_by=self.lead).ended
                break
            self.serve(name)
            self.step(8)
            self.hand_in(name)
        self.left(name)

    # -- what people do ----------------------------------------------------------------------

    def work(self, day: date, until: time, names: list[str]) -> None:
        """A stretch of a shift: every while somebody writes, answers, promises, closes."""
        end = datetime.combine(day, until, self.zone)
        acts = [
            self.promise,
            self.promise,
            self.keep,
            self.keep,
            self.keep,
            self.wonder,
            self.complain,
            self.open_case,
            self.note,
        ]
        acts += [self.hear, self.sell]
        while self.clock() < end:
            self.step(self.dice.randrange(90, 150))
            self.ask()
            for name in names:
                self.serve(name)
                self.tidy(name)
                self.dice.choice(acts)(name)
        self.go_to(day, until)

    def ask(self) -> None:
        """A buyer writes."""
        found = self.services.capture.new(
            self.lead, InquiryDraft(buyer=f"买家{self.dice.randrange(40)}", text=self.dice.choice(WORDS))
        )
        self.tell("ask", "", f"inquiry:{found.id}")

    def serve(self, name: str) -> None:
        """Take the next buyers, answer, and close, put off, pass on, or leave them waiting for the buyer."""
        who = self.on[name]
        for _ in range(self.dice.choice((0, 1, 2, 2))):
            waiting = self.ids(
                "SELECT id FROM inquiries WHERE state IN ('received', 'claimed', 'transferred') "
                "AND owner IN ('', ?) AND unanswered_since IS NOT NULL ORDER BY id LIMIT 1", name,
            )  # fmt: skip
            if not waiting:
                return
            self.services.queue.claim(who, waiting[0])
            self.services.queue.reply(who, waiting[0], "亲，正在为您看，请稍等哦")
            self.tell("reply", name, f"inquiry:{waiting[0]}")
            fate = self.dice.random()
            if fate < 0.6:
                self.services.queue.resolve(who, waiting[0], "answered")
                self.tell("resolve", name, f"inquiry:{waiting[0]}")
            elif fate < 0.68:
                self.services.queue.lose(who, waiting[0], "price")
                self.tell("lose", name, f"inquiry:{waiting[0]}")
            elif fate < 0.76:
                self.pass_on(name, waiting[0])
            elif fate < 0.86:
                until = self.clock() + timedelta(hours=self.dice.choice((2, 20)))
                self.services.queue.snooze(who, waiting[0], until, "等仓库")

    def pass_on(self, name: str, number: int) -> None:
        """To somebody else who is there, else to the lead, who answers it (rule Q6)."""
        to = next((one for one in self.on if one not in (name, self.vanished)), LEAD)
        self.services.queue.transfer(self.on[name], number, to, "要查仓库", "买家等着用", "帮忙问一声")
        self.tell("transfer", name, f"inquiry:{number}")
        if to == LEAD:
            self.services.queue.claim(self.lead, number)
            self.services.queue.reply(self.lead, number, "亲，查到了")
            self.services.queue.resolve(self.lead, number, "answered")
            self.tell("resolve", LEAD, f"inquiry:{number}")

    def hear(self, name: str) -> None:
        """What is said beside the buyers' questions: scores, reviews, suggestions, a question to the lead."""
        closed = self.ids("SELECT id FROM inquiries WHERE state = 'resolved' AND owner = ? "
                          "AND id NOT IN (SELECT inquiry_id FROM csats) ORDER BY id DESC LIMIT 1", name)  # fmt: skip
        for number in closed:
            self.services.satisfaction.add(self.on[name], self.dice.randrange(1, 6), inquiry_id=number)
        self.services.reviews.add(self.on[name], self.dice.randrange(1, 6), "一般", order_id=self.order().id)
        self.services.suggestions.add(self.on[name], "包装太难拆")
        asked = self.services.lead_desk.ask(self.on[name], "邮费差 12 元能不能我们出？").row
        if self.dice.random() < 0.7:
            self.services.lead_desk.answer(self.lead, asked.id, "可以")
        self.tell("hear", name, f"question:{asked.id}")

    def sell(self, name: str) -> None:
        """An order waits for payment; who is on reminds its buyer, who may pay (rules U1, U2)."""
        made = self.order(status=OrderStatus.UNPAID, paid_fen=None, ordered_at=self.clock(), signed_at=None)
        self.step(15)
        key = f"unpaid:{made.id}:"
        for one in [one for one in self.services.followups.list() if one.key.startswith(key)]:
            self.services.followups.done(self.on[name], one.key, own_words=True)
            self.tell("remind", name)
        if self.dice.random() < 0.5:
            self.step(5)
            with self.services.context.uow.write(Actor("导入"), "intake.file") as uow:
                uow.change(uow.require(Order, made.id), status=OrderStatus.PAID, paid_at=uow.now, paid_fen=31_000)

    def promise(self, name: str) -> None:
        """Promise something."""
        made = self.services.promises.add(self.on[name], "送洗衣袋", kind=PromiseKind.GIFT, buyer="小鱼").promise
        self.tell("promise", name, f"promise:{made.id}")

    def keep(self, name: str) -> None:
        """Close what is one's own: promises kept or broken, questions and problems answered, a case."""
        for number in self.ids("SELECT id FROM promises WHERE state = 'open' AND owner = ? LIMIT 4", name):
            kept = self.dice.random() < 0.8
            act = self.services.promises.done if kept else self.services.promises.broken
            act(self.on[name], number, "已办")
            self.tell("kept" if kept else "broken", name, f"promise:{number}")
        for number in self.ids("SELECT id FROM gaps WHERE state = 'open' AND owner = ? LIMIT 4", name):
            self.services.gaps.answer(self.on[name], number, "可以的", propose=False)
        for number in self.ids("SELECT id FROM problem_items WHERE state = 'open' AND owner = ? LIMIT 4", name):
            self.services.problems.answer(self.on[name], number, "已补发")
        for number in self.ids("SELECT id FROM cases WHERE state = 'open' AND owner = ? LIMIT 4", name):
            self.services.cases.cancel(self.on[name], number, "买家留下了")

    def tidy(self, name: str) -> None:
        """Close talks that went quiet, one's own and the queue's."""
        quiet = self.ids("SELECT id FROM inquiries WHERE state IN ('received', 'claimed', 'waiting_buyer') "
                         "AND owner IN ('', ?) AND unanswered_since IS NULL LIMIT 8", name)  # fmt: skip
        for number in quiet:
            self.services.queue.claim(self.on[name], number)
            self.services.queue.resolve(self.on[name], number, "answered")
            self.tell("resolve", name, f"inquiry:{number}")

    def wonder(self, name: str) -> None:
        """A question that nobody could answer, and a problem item."""
        self.services.gaps.add(self.on[name], f"能不能{self.dice.randrange(999)}天后发", asker="小鱼")
        self.services.problems.add(self.on[name], self.order().id, "少发一件", "补发")

    def complain(self, name: str) -> None:
        """A complaint is taken down."""
        if len(self.ids("SELECT id FROM complaints WHERE state = 'open'")) < 3:
            self.services.complaints.open(self.on[name], "等太久了", order_id=self.order().id)

    def open_case(self, name: str) -> None:
        """A buyer sends something back."""
        order = self.order()
        self.services.cases.open(self.on[name], order.id, Flow.RETURN, reason="size", requested_at=self.clock())

    def note(self, name: str) -> None:
        """A line for the log by hand."""
        self.services.handovers.note(self.on[name], "盘点缺货三款", section="exceptions")

    def order(self, **facts: Any) -> Order:
        """An order as an import would store it."""
        now = self.clock()
        made = Order(
            platform=Platform.TAOBAO, order_no=f"SIM{len(self.told):09d}{self.dice.randrange(10**6):06d}",
            status=OrderStatus.SIGNED, buyer_nick="小鱼", goods="四件套", total_fen=31000, paid_fen=31000,
            ordered_at=now - timedelta(days=3), signed_at=now - timedelta(days=1),
        )  # fmt: skip
        with self.services.context.uow.write(Actor("导入"), "intake.file") as uow:
            return uow.add(replace(made, **facts))

    def complete_orders(self) -> None:
        """The morning's import: what no case and no problem is about any more is completed."""
        done = self.ids(
            "SELECT id FROM orders WHERE status = 'signed' AND id NOT IN "
            "(SELECT order_id FROM cases WHERE state = 'open' UNION "
            "SELECT order_id FROM problem_items WHERE state = 'open')"
        )
        with self.services.context.uow.write(Actor("导入"), "intake.file") as uow:
            for number in done:
                uow.change(uow.require(Order, number), status=OrderStatus.COMPLETED)

    # -- coming and going --------------------------------------------------------------------

    def begin(self, name: str, key: str) -> None:
        """Start a shift."""
        self.services.shifts.start(self.services.people.actor(name, console=f"c-{name}"), key)
        self.on[name] = self.services.people.actor(name, console=f"c-{name}")
        self.tell("start", name)

    def accept(self, name: str) -> None:
        """Decide every item that waits: nearly all accepted, a few queried or declined."""
        who = self.on[name]
        while (view := self.services.handovers.incoming(who)) is not None:
            for item in view.pending:
                fate = self.dice.random()
                decision = ItemDecision.ACCEPTED if fate < 0.9 else ItemDecision.QUERIED
                decision = decision if fate < 0.96 else ItemDecision.DECLINED
                back = item.what if item.severity is Severity.URGENT else ""
                why = "" if decision is ItemDecision.ACCEPTED else "说清楚些"
                self.services.handovers.decide(who, item.id, decision, read_back=back, question=why)
                self.watch()
            self.tell("accepted", name, f"log:{view.handover.id}")
        assert self.services.shifts.status(who).shift.state == "running"  # type: ignore[union-attr]

    def hand_in(self, name: str) -> None:
        """Complete the draft and sign; every open thing of the agent's and of nobody's is in it."""
        who = self.on[name]
        view = self.services.handovers.draft(who)
        for gap in view.gaps:
            self.services.handovers.edit(who, gap.item_id, **dict.fromkeys(gap.lacks, "等仓库"))
        before = self.open_refs(name)
        log = self.services.handovers.submit(who, "小结").handover
        written = self.written(log.shift_id)
        assert before <= written, (name, before - written)
        lacking = self.ids("SELECT id FROM handover_items WHERE handover_id = ? AND section != 'summary' "
                           "AND (trim(action) = '' OR trim(owner) = '' OR due_at IS NULL)", str(log.id))  # fmt: skip
        assert not lacking, (name, "items without action, owner or due", lacking)
        self.tell("handed_in", name, f"log:{log.id}")

    def end(self, name: str) -> None:
        """Leave; what came up meanwhile is handed in first."""
        if any(one.code == "blocker.more_open" for one in self.services.shifts.status(self.on[name]).blockers):
            self.hand_in(name)
        assert self.services.shifts.end(self.on[name]).ended
        self.left(name)

    def left(self, name: str) -> None:
        """Gone."""
        self.tell("end", name)
        self.on.pop(name)

    def crash(self, name: str) -> None:
        """The console dies: its claims go back to the queue, and the agent sits down again."""
        for number in self.ids("SELECT id FROM inquiries WHERE owner = ? AND state = 'claimed'", name):
            self.tell("lost_claim", name, f"inquiry:{number}")
        self.clock.advance(minutes=5)
        self.services.queue.expire()
        self.watch()
        self.on[name] = self.services.people.actor(name, console=f"c-{name}-{len(self.told)}")

    # -- time and truth ----------------------------------------------------------------------

    def go_to(self, day: date, at: time) -> None:
        """Let time pass up to a moment of the shop's clock; live consoles renew what they hold."""
        to = datetime.combine(day, at, self.zone)
        if to > self.clock():
            self.clock.set(to)
        self.live()

    def step(self, minutes: float) -> None:
        """Let some minutes pass."""
        self.clock.advance(minutes=minutes)
        self.live()

    def live(self) -> None:
        """What consoles do by themselves."""
        for name, who in self.on.items():
            if name != self.vanished:
                self.services.queue.renew(who)
        self.services.queue.expire()
        self.services.queue.wake()
        self.watch()

    def tell(self, act: str, agent: str, ref: str = "") -> None:
        """Remember, and look."""
        self.told.append(Told(self.clock(), act, agent, ref))
        self.watch()

    def ids(self, statement: str, *values: str) -> list[int]:
        """Row ids, straight from the store."""
        return [int(row[0]) for row in self.rows.execute(statement, values)]

    def open_refs(self, name: str) -> set[str]:
        """What is open and this agent's or nobody's, and every order with a colour, counted past all services."""
        found = {f"inquiry:{number}" for number in self.ids(
            "SELECT id FROM inquiries WHERE state NOT IN ('resolved', 'lost') AND owner IN (?, '')", name
        )}  # fmt: skip
        for prefix, table in TABLES.items():
            rows = self.ids(f"SELECT id FROM {table} WHERE state = 'open' AND owner IN (?, '')", name)
            found |= {f"{prefix}:{number}" for number in rows}
        found |= {f"order:{number}" for number in self.ids(
            "SELECT id FROM orders WHERE flag NOT IN ('grey', 'other') AND status NOT IN ('completed', 'closed')"
        )}  # fmt: skip
        return found

    def written(self, shift_id: int) -> set[str]:
        """What stands in the handed-in logs of a shift."""
        return {str(row[0]) for row in self.rows.execute(
            "SELECT i.ref FROM handover_items i JOIN handovers h ON h.id = i.handover_id "
            "WHERE h.shift_id = ? AND h.state != 'draft'", (shift_id,)
        )}  # fmt: skip

    def watch(self) -> None:
        """Every open thing is exactly one's: an agent's on duty, a lead's, the queue's, or in custody (rule H4)."""
        self.watched += 1
        on = {str(row[0]) for row in self.rows.execute("SELECT agent FROM shifts WHERE state != 'ended'")} | {LEAD}
        in_custody: Counter[tuple[str, str]] = Counter(self.rows.execute(
            "SELECT h.author, i.ref FROM handover_items i JOIN handovers h ON h.id = i.handover_id "
            "WHERE h.state IN ('submitted', 'deciding') AND i.decision = 'pending'"
        ).fetchall())  # fmt: skip
        now = to_iso(self.clock())
        for number, state, owner, lease, until in self.rows.execute(
            "SELECT id, state, owner, lease_console, lease_until FROM inquiries WHERE state NOT IN ('resolved', 'lost')"
        ):
            assert (state == InquiryState.RECEIVED) <= (lease == ""), (number, state, lease)
            assert state != InquiryState.CLAIMED or owner, (number, "claimed by nobody")
            held = state == InquiryState.CLAIMED or (state == InquiryState.TRANSFERRED and owner)
            assert not held or (until and until >= now), (now, number, state, owner, "lease", until)
            if owner and owner not in on and not held:
                assert in_custody[(owner, f"inquiry:{number}")] == 1, (self.clock(), number, state, owner)
        for prefix, table in TABLES.items():
            for number, owner in self.rows.execute(f"SELECT id, owner FROM {table} WHERE state = 'open'"):
                assert owner, (prefix, number, "is nobody's")
                if owner not in on:
                    assert in_custody[(owner, f"{prefix}:{number}")] == 1, (self.clock(), prefix, number, owner)


def counted(month: Month) -> dict[str, int]:
    """How often each act was told: what registers and figures are recounted against."""
    return dict(Counter(one.act for one in month.told))


def at_end(month: Month) -> dict[str, Any]:
    """What the services say after the month, for a test to compare."""
    return {
        "chain": month.services.journal.verify().problems, "seals": month.services.handover_files.problems(),
        "rows": month.services.journal.changed_past_it(), "logs": len(month.services.handovers.logs(1000)),
    }  # fmt: skip
