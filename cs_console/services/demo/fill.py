"""Acts the demo shop out through the real services, moment by moment, with the clock put to each moment.

Nothing is written past the services: every claim, reply and promise obeys the same rules and leaves
the same journal as an agent's (rules Q2, K5).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Protocol

from cs_console.domain.entities import Actor
from cs_console.domain.vocabulary import Platform, PromiseState
from cs_console.services.demo import fill_records, fill_talks, goods_cards
from cs_console.services.demo.fill_cases import open_case, take_step
from cs_console.services.demo.fill_handover import hand_in
from cs_console.services.demo.model import DemoCase, DemoFlag, DemoOrder, DemoPromise, DemoShop
from cs_console.services.demo.people import LEAD, WAREHOUSE
from cs_console.services.demo.second_nicks import know_buyers
from cs_console.services.facade import Services
from cs_console.services.intake import IntakeReport

_STEPS, _STEP_TIME = 14, timedelta(minutes=2)
"""How often a case may move on before the log is handed in, and how long a step takes."""

_NO_ORDERS = ("qianniu", goods_cards.FILE)
"""Files that hold no orders: phrases to try by hand, and the goods cards."""

_TELLS_NOTHING = "邮政快递包裹"


class SettableClock(Protocol):
    """The clock behind the services, which the demo puts to each moment of the past."""

    def set(self, now: datetime) -> None:
        """Stand at `now` until told otherwise."""


@dataclass(slots=True)
class Filled:
    """What came of a filled shop: ids by the demo's keys, and the reports of the exports taken in."""

    inquiries: dict[str, int] = field(default_factory=dict)
    promises: dict[str, int] = field(default_factory=dict)
    cases: dict[str, int] = field(default_factory=dict)
    handover_id: int = 0
    reports: list[IntakeReport] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Moment:
    """One thing that happened; things of the same time keep their order."""

    at: datetime
    act: Callable[[], object]


def fill_shop(
    services: Services,
    shop: DemoShop,
    clock: SettableClock,
    folder: Path,
    *,
    progress: Callable[[int, int], None] | None = None,
) -> Filled:
    """Play the shop-day up to `shop.now`; writes the exports to `folder` and takes them in from there.

    The chat, the JSONL file and the phrases stay there to be tried by hand. The clock stands at
    `shop.now` at the end. `progress` is told (moments played, moments in all).
    """
    play = _Play(services, shop, folder)
    moments = sorted(play.moments(), key=lambda moment: moment.at)
    for played, moment in enumerate(moments, start=1):
        clock.set(moment.at)
        moment.act()
        if progress is not None:
            progress(played, len(moments))
    clock.set(shop.now)
    return play.filled


@dataclass(slots=True)
class _Play:
    """The shop-day as a list of moments, and what has become of it so far."""

    services: Services
    shop: DemoShop
    folder: Path
    filled: Filled = field(default_factory=Filled)
    signed: set[str] = field(default_factory=set)

    def moments(self) -> Iterator[Moment]:
        """Everything that happened; the caller puts it in order."""
        shop, before = self.shop, self.shop.handover.shift
        yield Moment(before.planned_start, self._open)
        for conversation in shop.conversations:
            stage = fill_talks.Stage(self.services, conversation, self.filled.inquiries, self._actor)
            for at, act in stage.moments():
                yield Moment(at, act)
        records = fill_records.Records(self.services, shop, self.filled.inquiries, self._actor)
        for at, act in records.moments():
            yield Moment(at, act)
        for promise in shop.promises:
            yield Moment(promise.promised_at, partial(self._promise, promise))
            if promise.closed_at:
                yield Moment(promise.closed_at, partial(self._close_promise, promise))
        for case in shop.cases:
            yield Moment(case.opened_at, partial(self._open_case, case))
            for number in range(1, _STEPS + 1):
                at = case.opened_at + number * _STEP_TIME
                yield Moment(at, partial(self._step, case, at))
        for flag in shop.flags:
            if flag.at < shop.now:
                yield Moment(flag.at, partial(self._flag, flag))
        yield Moment(shop.handover.submitted_at, self._hand_in)
        yield Moment(before.planned_end, self._end_shift)
        yield Moment(shop.now, self._arrive)

    # -- the shift before ------------------------------------------------------------------

    def _open(self) -> None:
        """The shift before starts and takes the first exports in."""
        shift = self.shop.handover.shift
        self._keep_goods()
        self.services.shifts.start(self._actor(shift.agent))
        self._take_in(self.shop.opening_files, shift.agent)
        self._note_signings(shift.planned_start, shift.agent)

    def _keep_goods(self) -> None:
        """The goods cards were there before the day began (rule G1)."""
        self.folder.mkdir(parents=True, exist_ok=True)
        path = self.folder / goods_cards.FILE
        path.write_bytes(goods_cards.goods_file())
        self.services.goods.import_file(self._actor(LEAD), path)

    def _promise(self, promise: DemoPromise) -> None:
        changed = self.services.orders.append_remark(
            self._actor(promise.agent), self._order_id(promise.platform, promise.order_no), promise.text,
            kind=promise.kind, due_at=promise.due_at,
        )  # fmt: skip
        if changed.promise is None:
            raise LookupError(f"no ledger row came of promise {promise.key}")
        self.filled.promises[promise.key] = changed.promise.id

    def _close_promise(self, promise: DemoPromise) -> None:
        close = self.services.promises.done if promise.state is PromiseState.DONE else self.services.promises.broken
        close(self._actor(promise.agent), self.filled.promises[promise.key], promise.outcome)

    def _hand_in(self) -> None:
        self.filled.handover_id = hand_in(
            self.services, self._actor(self.shop.handover.shift.agent), self.shop.handover, self._reference
        )

    def _end_shift(self) -> None:
        """The shift ends; with buyers still waiting and nobody yet there, a lead lets it (rule S3)."""
        actor = self._actor(self.shop.handover.shift.agent)
        if not self.services.shifts.end(actor).ended:
            self.services.shifts.end(actor, override_by=self._actor(LEAD))

    def _open_case(self, case: DemoCase) -> None:
        order_id = self._order_id(case.platform, case.order_no)
        self.filled.cases[case.key] = open_case(self.services.cases, case, order_id, self._actor(case.agent))

    def _step(self, case: DemoCase, at: datetime) -> None:
        actors = {
            "agent": self._actor(case.agent), "warehouse": self._actor(WAREHOUSE), "lead": self._actor(LEAD),
        }  # fmt: skip
        local = at.astimezone(self.services.context.zone)
        take_step(self.services.cases, case, self.filled.cases[case.key], actors, local)

    # -- now -------------------------------------------------------------------------------

    def _arrive(self) -> None:
        """The newest exports of all platforms, the flags set since, and living claims of who is on duty."""
        agent = self.shop.shift.agent
        self._take_in(self.shop.files, agent)
        self._note_signings(self.shop.now, agent)
        know_buyers(self.services, self._actor(agent), self.shop.second_nicks)
        for flag in self.shop.flags:
            if flag.at >= self.shop.now:
                self._flag(flag)
        for conversation in self.shop.conversations:
            fill_talks.keep_claim(self.services, conversation, self.filled.inquiries, self._actor(agent))

    def _flag(self, flag: DemoFlag) -> None:
        order_id = self._order_id(flag.platform, flag.order_no)
        self.services.orders.flag(self._actor(flag.agent), order_id, flag.flag)

    # -- shared ----------------------------------------------------------------------------

    def _take_in(self, files: Mapping[str, bytes], agent: str) -> None:
        """Write files as if downloaded; the order and refund exports go through intake."""
        self.folder.mkdir(parents=True, exist_ok=True)
        for name, content in files.items():
            path = self.folder / name
            path.write_bytes(content)
            if path.suffix == ".csv" and not name.startswith(_NO_ORDERS):
                self.filled.reports.append(self.services.intake.take_file(self._actor(agent), path))

    def _note_signings(self, moment: datetime, agent: str) -> None:
        """What logistics said by then of parcels signed for and not yet confirmed (rule A1)."""
        for order in self.shop.orders:
            if order.platform is not Platform.TAOBAO or order.signed_at is None or order.signed_at > moment:
                continue
            confirmed = order.completed_at is not None and order.completed_at <= moment
            if not confirmed and order.order_no not in self.signed and self._is_told(order):
                self.signed.add(order.order_no)
                order_id = self._order_id(order.platform, order.order_no)
                self.services.orders.set_signed(self._actor(agent), order_id, order.signed_at)

    def _is_told(self, order: DemoOrder) -> bool:
        """Parcel post tells nobody when it delivered, so that some windows stay unknown."""
        return order.carrier != _TELLS_NOTHING or any(case.order_no == order.order_no for case in self.shop.cases)

    def _actor(self, name: str) -> Actor:
        return self.services.people.actor(name)

    def _order_id(self, platform: Platform, order_no: str) -> int:
        return self.services.orders.find(order_no, platform).id

    def _reference(self, about: str) -> str:
        """The store's reference for what a handover item is about: ``inquiry:12``, ``promise:3`` …"""
        kind, _, key = about.partition(":")
        if kind == "conversation":
            return f"inquiry:{self.filled.inquiries[key]}"
        if kind == "promise":
            return f"promise:{self.filled.promises[key]}"
        if kind == "case":
            return f"case:{self.filled.cases[key]}"
        if kind == "order":
            platform, _, order_no = key.partition(":")
            return f"order:{self._order_id(Platform(platform), order_no)}"
        return ""
