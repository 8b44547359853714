"""Orders through the service on a real store (rules R1–R6, O4, X1)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from cs_console import i18n
from cs_console.adapters.clock import ManualClock
from cs_console.domain.entities import Actor, Order, OrderLine, Promise
from cs_console.domain.vocabulary import Flag, OrderStatus, Platform, PromiseKind, PromiseState
from cs_console.errors import BadInput, Conflict, NotFound, Refused
from cs_console.services.facade import Services
from cs_console.services.order_views import OrderFilter
from cs_console.services.promises import PromiseFilter

IMPORT = Actor("导入")
Make = Callable[..., Order]


@pytest.fixture
def make(services: Services) -> Make:
    """Stores an order as an import would."""

    def store(order_no: str = "SF202406137731", **facts: Any) -> Order:
        base = Order(
            platform=Platform.TAOBAO, order_no=order_no, status=OrderStatus.PAID, buyer_nick="chen88",
            goods="纯棉四件套", paid_fen=31000, freight_fen=1000, receiver="陈小明", phone="13812345678",
            address="浙江省杭州市余杭区 某路1号", ordered_at=datetime(2026, 6, 13, tzinfo=UTC),
        )  # fmt: skip
        with services.context.uow.write(IMPORT, "intake.file") as uow:
            return uow.add(replace(base, **facts))

    return store


@pytest.fixture
def zhang(actor: Callable[..., Actor]) -> Actor:
    return actor("张敏")


@pytest.fixture
def li(actor: Callable[..., Actor]) -> Actor:
    return actor("李丽")


def stored(services: Services, order: Order) -> Order:
    with services.context.uow.read() as uow:
        return uow.require(Order, order.id)


# -- finding ---------------------------------------------------------------------------------


def test_an_unknown_number_says_how_to_mend_it(services: Services) -> None:
    with pytest.raises(NotFound) as found:
        services.orders.find("nix")
    assert "nix" in i18n.render(found.value) and " — " in i18n.render(found.value)


def test_two_platforms_share_a_number_and_the_platform_decides(services: Services, make: Make) -> None:
    make("1"), make("1", platform=Platform.JD)
    with pytest.raises(Refused) as refused:
        services.orders.find("1")
    assert "taobao" in i18n.what(refused.value) and "jd" in i18n.what(refused.value)
    assert services.orders.find("1", Platform.JD).platform is Platform.JD
    with pytest.raises(NotFound):
        services.orders.find("1", Platform.PDD)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("SF2024", {"SF2024"}), ("24", {"SF2024"}), ("5678", {"SF2024"}), ("lily", {"B-2"}), ("LILY", {"B-2"}),
        ("YT99", {"B-2"}), ("枕芯", {"B-2"}), ("四件套", {"SF2024"}), ("灰色", {"SF2024"}),
        ("四件套 chen", {"SF2024"}), ("四件套 lily", set()), ("%", set()), ("_", {"B-2"}), ("4321", {"B-2"}),
        ("8888", set()), ("   ", set()), ("sf20", {"SF2024"}), ("f", {"SF2024"}), ("四件套 F20", {"SF2024"}),
        ("枕芯 YT9", {"B-2"}), ("枕芯 SF20", set()), ("13812345678", {"SF2024"}), ("yt991", {"B-2"}), ("'", set()),
    ],
)  # fmt: skip
def test_o4_search_takes_any_part_an_agent_has(services: Services, make: Make, text: str, found: set[str]) -> None:
    first = make("SF2024")
    make("B-2", buyer_nick="lily_99", goods="枕芯", phone="13911114321-8765", tracking_no="YT9912", receiver="李")
    with services.context.uow.write(IMPORT, "intake.file") as uow:
        uow.add(OrderLine(order_id=first.id, line_key="1", title="四件套", spec="灰色"))
    assert {order.order_no for order in services.orders.search(text)} == found


def test_o4_an_exact_number_comes_before_newer_parts(services: Services, make: Make) -> None:
    make("77"), make("770", ordered_at=datetime(2026, 6, 14, tzinfo=UTC))
    assert [order.order_no for order in services.orders.search("77")] == ["77", "770"]
    assert [order.order_no for order in services.orders.search("　７７")] == ["77", "770"]  # P4
    assert services.orders.find("７７").order_no == "77"
    make("8800261115012360720", tracking_no="YT0004175588993")
    make("8800261115012360720-1", tracking_no="", status=OrderStatus.UNPAID)
    assert [one.order_no for one in services.orders.search("8800261115012360720")] == ["8800261115012360720"]
    assert [one.order_no for one in services.orders.search("YT0004175588993")] == ["8800261115012360720"]
    assert len(services.orders.search("880026111501236072")) == 2
    unpaid = OrderFilter(status=(OrderStatus.UNPAID,))
    assert [one.order_no for one in services.orders.search("8800261115012360720", 9, unpaid)] == [
        "8800261115012360720-1"
    ]


def test_lists_filter_and_put_the_newest_first(services: Services, make: Make) -> None:
    make("1", flag=Flag.RED)
    make("2", flag=Flag.RED, ordered_at=None)
    make("3", status=OrderStatus.UNPAID, ordered_at=datetime(2026, 6, 14, tzinfo=UTC))
    numbers = [order.order_no for order in services.orders.list()]
    assert numbers == ["3", "1", "2"]
    assert [o.order_no for o in services.orders.list(OrderFilter(flag=(Flag.RED,)), limit=1)] == ["1"]
    assert [o.order_no for o in services.orders.list(OrderFilter(status=(OrderStatus.UNPAID,)))] == ["3"]


# -- remark ----------------------------------------------------------------------------------


def test_r1_a_promise_is_appended_in_the_form_and_entered_in_one_act(
    services: Services, make: Make, zhang: Actor
) -> None:
    order = make(remark="平台原备注")
    changed = services.orders.append_remark(zhang, order.id, "送礼物一份")
    assert changed.order.remark == "平台原备注；张敏 送礼物一份 2026.6.14"
    assert changed.promise is not None
    assert (changed.promise.kind, changed.promise.text, changed.promise.owner) == (
        PromiseKind.GIFT,
        "送礼物一份",
        "张敏",
    )
    services.orders.undo(zhang, order.id)
    assert stored(services, order).remark == "平台原备注"
    assert services.promises.list(PromiseFilter(states=())) == ()


def test_r4_several_promises_are_one_remark_and_a_row_each(
    services: Services, make: Make, zhang: Actor, clock: ManualClock
) -> None:
    order = make(remark="平台原备注")
    changed = services.orders.append_remark(zhang, order.id, "送小礼品一份，改发顺丰，明天18:00前给您回电")
    assert changed.order.remark == "平台原备注；张敏 送小礼品一份，改发顺丰，明天18:00前给您回电 2026.6.14"
    assert [(one.kind, one.text, one.order_no) for one in changed.promises] == [
        (PromiseKind.GIFT, "送小礼品一份", order.order_no),
        (PromiseKind.COURIER, "改发顺丰", order.order_no),
        (PromiseKind.CALL, "明天18:00前给您回电", order.order_no),
    ]
    call = changed.promises[-1].due_at
    assert call is not None and call.astimezone(services.context.zone).strftime("%d %H:%M") == "15 18:00"
    services.orders.undo(zhang, order.id)
    assert stored(services, order).remark == "平台原备注"
    assert services.promises.list(PromiseFilter(states=())) == ()


def test_r4_each_promise_is_due_when_its_own_words_say(services: Services, make: Make, zhang: Actor) -> None:
    said = services.promises.add_said(zhang, "今天18点前给您答复，改发顺丰，后天发出", buyer="小鱼")
    zone = services.context.zone
    days = [one.due_at.astimezone(zone).strftime("%d %H:%M") for one in said.promises if one.due_at]
    assert days[0] == "14 18:00" and days[-1] == "16 23:59"
    (other,) = services.promises.add_said(zhang, "等厂家消息", kind=PromiseKind.CALL, buyer="小鱼").promises
    assert (other.kind, other.text, other.buyer) == (PromiseKind.CALL, "等厂家消息", "小鱼")


def test_r4_without_its_own_time_a_promise_is_due_by_the_earlier_of_text_and_kind(services: Services) -> None:
    now, of = services.context.now(), services.promises
    late = {one.kind: one.due_at - now for one in of.suggestions("改发顺丰，送您一个洗衣袋，下周日送到", now)}
    assert late[PromiseKind.COURIER] == timedelta(hours=24) and late[PromiseKind.GIFT] == timedelta(hours=48)
    assert late[PromiseKind.DATE] > timedelta(days=6), "its own words count, however late"
    soon = {one.kind: one.due_at - now for one in of.suggestions("改发顺丰，2小时内给您答复", now)}
    assert set(soon.values()) == {timedelta(hours=2)}, "hours run from the moment they were said"


def test_r4_what_a_reply_said_of_the_time_holds_for_its_remark(services: Services, make: Make, zhang: Actor) -> None:
    said = services.promises.suggestions("亲，明天下午的话，给您回电，送您一个洗衣袋", services.context.now())
    changed = services.orders.append_remark(zhang, make().id, "给您回电，送您一个洗衣袋", known=said)
    assert [one.due_at for one in changed.promises] == [one.due_at for one in said]


def test_r2_the_date_given_is_written(services: Services, make: Make, zhang: Actor) -> None:
    changed = services.orders.append_remark(zhang, make().id, "发申通", date(2014, 8, 20))
    assert changed.order.remark == "张敏 发申通 2014.8.20"


def test_r1_a_text_in_the_whole_form_is_not_signed_twice(services: Services, make: Make, zhang: Actor) -> None:
    changed = services.orders.append_remark(zhang, make().id, "蔡蔡 送礼物一份 2014.8.20")
    assert changed.order.remark == "蔡蔡 送礼物一份 2014.8.20"
    assert changed.promise is not None and changed.promise.text == "送礼物一份"


def test_r1_a_plain_note_enters_no_promise_when_asked_so(services: Services, make: Make, zhang: Actor) -> None:
    changed = services.orders.append_remark(zhang, make().id, "已核对", ledger="promised")
    assert changed.promise is None and changed.order.remark.startswith("张敏 已核对")


def test_r4_a_due_time_that_never_comes_is_none(services: Services, make: Make, zhang: Actor) -> None:
    order, far = make(), services.context.now() + timedelta(days=367)
    with pytest.raises(Refused, match=r"promise\.far"):
        services.orders.append_remark(zhang, order.id, "送袜子", due_at=far)
    with pytest.raises(Refused, match=r"promise\.far"):
        services.promises.add(zhang, "送袜子", order_id=order.id, due_at=far)
    assert services.orders.append_remark(zhang, order.id, "送袜子", due_at=far - timedelta(days=2)).promises


def test_r4_a_due_time_in_the_words_is_the_ledgers(services: Services, make: Make, zhang: Actor) -> None:
    changed = services.orders.append_remark(zhang, make().id, "仓库查监控，今天18:00前给您答复")
    assert changed.promise is not None and changed.promise.due_at is not None
    assert changed.promise.due_at.astimezone(services.context.zone).strftime("%d %H:%M") == "14 18:00"


def test_r4_a_saved_remark_suggests_what_it_promises_once(services: Services, make: Make, zhang: Actor) -> None:
    order = make(remark="李丽 发顺丰 2026.6.13")
    text = "李丽 发顺丰 2026.6.13；张敏 送礼物一份 2026.6.14"
    changed = services.orders.remark(zhang, order.id, text)
    assert [one.kind for one in changed.suggested] == [PromiseKind.GIFT]
    services.promises.add(zhang, "送礼物", kind=PromiseKind.GIFT, order_id=order.id)
    again = services.orders.remark(zhang, order.id, text + "；张敏 再送礼物一份 2026.6.14")
    assert again.suggested == ()


def test_r4_a_rewritten_remark_suggests_all_that_its_new_entry_says(
    services: Services, make: Make, zhang: Actor
) -> None:
    order = make(remark="张敏 送礼物一份，发申通 2026.6.13")
    changed = services.orders.remark(zhang, order.id, "张敏 改地址为杭州，明天给您发出")
    assert [one.kind for one in changed.suggested] == [PromiseKind.ADDRESS, PromiseKind.DATE]


@pytest.mark.parametrize(
    ("platform", "text", "code"),
    [
        (Platform.TAOBAO, "备" * 334, "remark.too_long_bytes"),
        (Platform.TAOBAO, "a" * 1001, "remark.too_long_bytes"),
        (Platform.DOUYIN, "备" * 501, "remark.too_long_chars"),
    ],
)
def test_r5_beyond_the_platforms_limit_nothing_is_saved(
    services: Services, make: Make, zhang: Actor, platform: Platform, text: str, code: str
) -> None:
    order = make(platform=platform, remark="原")
    with pytest.raises(Refused) as refused:
        services.orders.remark(zhang, order.id, text)
    assert refused.value.code == code
    assert stored(services, order).remark == "原"
    assert services.orders.card(order.id).remark_length(text) == refused.value.params["length"]


def test_r5_the_limit_itself_is_allowed(services: Services, make: Make, zhang: Actor) -> None:
    assert services.orders.remark(zhang, make().id, "a" * 1000).order.remark == "a" * 1000


def test_r5_a_long_remark_from_the_platform_may_only_be_shortened(services: Services, make: Make, zhang: Actor) -> None:
    order = make(remark="a" * 1200)
    with pytest.raises(Refused):
        services.orders.append_remark(zhang, order.id, "送礼物")
    assert services.orders.remark(zhang, order.id, "a" * 900).order.remark == "a" * 900


def test_x2_control_characters_never_reach_a_remark(services: Services, make: Make, zhang: Actor) -> None:
    changed = services.orders.remark(zhang, make().id, "张敏\x1b[31m 送礼\x00\r\n第二行")
    assert "\x1b" not in changed.order.remark and "\x00" not in changed.order.remark
    assert changed.order.remark.endswith("\n第二行")


def test_r6_a_stale_remark_is_a_conflict_that_names_who(
    services: Services, make: Make, zhang: Actor, li: Actor
) -> None:
    order = make()
    services.orders.remark(li, order.id, "李丽 送礼 2026.6.14")
    with pytest.raises(Conflict) as conflict:
        services.orders.remark(zhang, order.id, "张敏 发顺丰", expected_version=order.version)
    assert "李丽" in i18n.what(conflict.value) and "10:42" in i18n.what(conflict.value)
    assert stored(services, order).remark == "李丽 送礼 2026.6.14"


def test_r6_an_import_that_moved_the_status_is_no_conflict(services: Services, make: Make, zhang: Actor) -> None:
    order = make()
    with services.context.uow.write(IMPORT, "intake.file") as uow:
        uow.change(order, status=OrderStatus.SHIPPED)
    services.orders.flag(zhang, order.id, Flag.RED)
    changed = services.orders.remark(zhang, order.id, "张敏 发顺丰", expected_version=order.version)
    assert changed.order.remark == "张敏 发顺丰"
    with pytest.raises(Conflict, match="张敏"):
        services.orders.flag(zhang, order.id, Flag.BLUE, expected_version=order.version)


# -- flag, undo, history ---------------------------------------------------------------------


def test_r6_one_key_brings_back_the_former_flag(services: Services, make: Make, zhang: Actor) -> None:
    order = make(flag=Flag.YELLOW)
    services.orders.flag(zhang, order.id, Flag.GREEN)
    services.orders.undo(zhang, order.id)
    assert stored(services, order).flag is Flag.YELLOW
    newest, undone, *_ = services.orders.history(order.id)
    assert (newest.act, undone.act, undone.undone) == ("undo", "order.flag", True)
    assert [(c.field, c.before, c.after) for c in undone.changes] == [("flag", "yellow", "green")]
    with pytest.raises(Refused, match="nothing_to_undo"):
        services.orders.undo(zhang, order.id)


def test_r6_undo_is_refused_when_somebody_changed_the_order_since(
    services: Services, make: Make, zhang: Actor, li: Actor
) -> None:
    order = make()
    services.orders.flag(zhang, order.id, Flag.RED)
    services.orders.flag(li, order.id, Flag.BLUE)
    with pytest.raises(Conflict) as conflict:
        services.orders.undo(zhang, order.id)
    assert "李丽" in i18n.what(conflict.value)
    assert stored(services, order).flag is Flag.BLUE


def test_r6_undo_takes_back_only_the_latest_act(services: Services, make: Make, zhang: Actor) -> None:
    first, second = make("1"), make("2")
    services.orders.flag(zhang, first.id, Flag.RED)
    services.orders.flag(zhang, second.id, Flag.RED)
    with pytest.raises(Refused, match="not_latest"):
        services.orders.undo(zhang, first.id)


def test_r6_undo_names_the_step_before_it_and_how_to_take_that_back(
    services: Services, make: Make, zhang: Actor
) -> None:
    first, second = make("1"), make("2")
    services.orders.flag(zhang, first.id, Flag.RED)
    services.orders.flag(zhang, second.id, Flag.RED)
    with pytest.raises(Refused) as refused:
        services.orders.undo(zhang, first.id)
    assert "cs-console order undo 2" in i18n.render(refused.value)


@pytest.mark.parametrize("news", [{"status": OrderStatus.SHIPPED}, {"platform_remark": "改", "remark_conflict": "改"}])
def test_r6_a_file_taken_in_since_stands_in_the_way_only_of_what_it_touched(
    services: Services, make: Make, zhang: Actor, news: dict[str, Any]
) -> None:
    order = make()
    services.orders.remark(zhang, order.id, "张敏 送袜子 2026.6.14")
    with services.context.uow.write(zhang, "intake.file") as uow:
        uow.change(uow.require(Order, order.id), **news)
    if "status" in news:
        services.orders.undo(zhang, order.id)
        found = stored(services, order)
        assert (found.remark, found.status) == ("", OrderStatus.SHIPPED)
    else:
        with pytest.raises(Conflict, match=r"undo\.order_changed") as refused:
            services.orders.undo(zhang, order.id)
        assert order.order_no in i18n.render(refused.value)


def test_r6_a_look_behind_the_masks_does_not_stand_in_the_way_of_undo(
    services: Services, make: Make, zhang: Actor
) -> None:
    order = make()
    services.orders.flag(zhang, order.id, Flag.RED)
    services.orders.unmask(zhang, order.id)
    services.orders.undo(zhang, order.id)
    assert stored(services, order).flag is Flag.GREY


def test_flags_in_bulk_are_one_act_all_or_none(services: Services, make: Make, zhang: Actor) -> None:
    orders = [make(str(number)) for number in range(3)]
    with pytest.raises(NotFound):
        services.orders.bulk_flag(zhang, [orders[0].id, 999], Flag.RED)
    assert stored(services, orders[0]).flag is Flag.GREY
    services.orders.bulk_flag(zhang, [order.id for order in orders], Flag.RED)
    services.orders.undo(zhang, orders[1].id)
    assert {stored(services, order).flag for order in orders} == {Flag.GREY}


def test_r3_a_colour_without_meaning_is_refused(services: Services, make: Make, zhang: Actor) -> None:
    with pytest.raises(BadInput, match="flag_unknown"):
        services.orders.flag(zhang, make().id, Flag.OTHER)


@pytest.mark.parametrize(("keep", "remark"), [("local", "甲；乙"), ("platform", "甲；丙"), ("both", "甲；丙；乙")])
def test_r1_a_conflict_is_settled_and_can_be_taken_back(
    services: Services, make: Make, zhang: Actor, keep: Any, remark: str
) -> None:
    order = make(remark="甲；乙", platform_remark="甲；丙", remark_conflict="甲；丙")
    assert services.orders.list(OrderFilter(conflict=True))
    changed = services.orders.resolve_conflict(zhang, order.id, keep)
    assert (changed.order.remark, changed.order.remark_conflict) == (remark, None)
    with pytest.raises(Refused, match="no_conflict"):
        services.orders.resolve_conflict(zhang, order.id, keep)
    services.orders.undo(zhang, order.id)
    assert stored(services, order).remark_conflict == "甲；丙"


# -- private data, signing, cards ------------------------------------------------------------


def test_x1_orders_are_handed_out_masked_and_unmasking_is_an_event(
    services: Services, make: Make, zhang: Actor
) -> None:
    order = make(buyer_message="电话换成13900001111")
    seen = services.orders.card(order.id).order
    assert (seen.receiver, seen.phone, seen.address) == ("陈*", "138****5678", "浙江省杭州市余杭区***")
    assert "13900001111" not in seen.buyer_message
    private = services.orders.unmask(zhang, order.id)
    assert (private.receiver, private.phone) == ("陈小明", "13812345678")
    assert services.orders.history(order.id)[0].act == "buyer.unmask"


def test_x1_history_keeps_private_values_masked(services: Services, make: Make) -> None:
    order = make()
    with services.context.uow.write(IMPORT, "intake.file") as uow:
        uow.change(order, phone="13700002222")
    assert services.orders.history(order.id)[0].changes[0].after == "137****2222"


def test_a1_signing_in_the_future_or_before_shipping_is_refused(
    services: Services, make: Make, zhang: Actor, clock: ManualClock
) -> None:
    order = make(shipped_at=clock() - timedelta(days=2))
    with pytest.raises(BadInput, match="signed_future"):
        services.orders.set_signed(zhang, order.id, clock() + timedelta(minutes=1))
    with pytest.raises(BadInput, match="signed_early"):
        services.orders.set_signed(zhang, order.id, clock() - timedelta(days=3))
    when = clock() - timedelta(days=1)
    assert services.orders.set_signed(zhang, order.id, when).order.signed_at == when


def test_the_card_shows_what_stands_around_an_order(services: Services, make: Make, zhang: Actor) -> None:
    order, other = make("1"), make("2")
    make("3", platform=Platform.JD)
    services.orders.append_remark(zhang, order.id, "送礼物")
    card = services.orders.card(order.id)
    assert [one.order_no for one in card.others] == [other.order_no]
    assert [one.text for one in card.promises] == ["送礼物"]
    assert (card.remark_limit, card.unit) == (1000, "bytes")
    assert services.orders.check(order.id).kind == "o2"


# -- the promise ledger ----------------------------------------------------------------------


def test_r4_the_ledger_is_ordered_by_what_is_due(services: Services, zhang: Actor, clock: ManualClock) -> None:
    services.promises.add(zhang, "后", due_at=clock() + timedelta(hours=9))
    services.promises.add(zhang, "先", due_at=clock() + timedelta(hours=1))
    assert [one.text for one in services.promises.list()] == ["先", "后"]
    assert services.promises.due() == ()
    clock.advance(hours=2)
    assert [one.text for one in services.promises.due()] == ["先"]


def test_r4_a_promise_is_closed_once_and_a_broken_one_says_why(services: Services, zhang: Actor, li: Actor) -> None:
    first = services.promises.add(zhang, "送礼物").promise
    second = services.promises.add(zhang, "回电").promise
    closed = services.promises.done(li, first.id, "已寄").promise
    assert (closed.state, closed.outcome, closed.agent) == (PromiseState.DONE, "已寄", "张敏")
    with pytest.raises(Refused) as refused:
        services.promises.broken(zhang, first.id, "忘了")
    assert "李丽" in i18n.what(refused.value)
    with pytest.raises(Refused, match="reason"):
        services.promises.broken(zhang, second.id, " ")
    assert services.promises.broken(zhang, second.id, "忘了").promise.state is PromiseState.BROKEN
    with pytest.raises(BadInput):
        services.promises.add(zhang, "  ")


def test_r4_a_promise_handed_over_is_listed_for_its_new_owner(services: Services, zhang: Actor) -> None:
    promise = services.promises.add(zhang, "送礼物").promise
    with services.context.uow.write(zhang, "handover.accept") as uow:
        uow.change(uow.require(Promise, promise.id), owner="李丽")
    assert services.promises.list(PromiseFilter(agent="张敏")) == ()
    assert len(services.promises.list(PromiseFilter(agent="李丽"))) == 1


def test_k5_every_write_is_in_the_journal(services: Services, make: Make, zhang: Actor) -> None:
    order = make()
    services.orders.append_remark(zhang, order.id, "送礼物")
    services.orders.flag(zhang, order.id, Flag.RED)
    services.orders.undo(zhang, order.id)
    report = services.journal.verify()
    of_the_outbox = 3
    assert report.problems == () and report.events == 5 + of_the_outbox
