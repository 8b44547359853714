"""One transaction: state and journal together or neither (rule K5); nobody is overwritten (rule R6)."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text

from cs_console.domain.entities import Actor, Buyer, Inquiry, Order
from cs_console.domain.vocabulary import Category, Flag, Platform
from cs_console.errors import BadInput, Conflict, NotFound, StoreUnavailable, Usage
from cs_console.store.engine import open_engine
from cs_console.store.journal import verify_chain
from cs_console.store.tables import METADATA
from cs_console.store.uow import SqlUnitOfWorkFactory

NOW = datetime(2026, 11, 20, 4, 0, tzinfo=UTC)
MIN, LI = Actor("张敏", console="a"), Actor("李丽", console="b")


@pytest.fixture
def store(tmp_path: Path) -> Iterator[SqlUnitOfWorkFactory]:
    path = tmp_path / "console.db"
    engine = open_engine(f"sqlite:///{path}")
    METADATA.create_all(engine)
    yield SqlUnitOfWorkFactory(engine, lambda: NOW, str(path))
    engine.dispose()


def added(store: SqlUnitOfWorkFactory, number: str = "1") -> Order:
    with store.write(MIN, "test.add") as uow:
        return uow.add(Order(platform=Platform.TAOBAO, order_no=number, remark="送袜子"))


def test_what_goes_in_comes_out_the_same(store: SqlUnitOfWorkFactory) -> None:
    shanghai = timezone(timedelta(hours=8))
    with store.write(MIN, "test") as uow:
        buyer = uow.add(Buyer(platform=Platform.JD, nick="小鱼😀", tags=("老客户", "朋友"), first_seen_at=NOW))
        due = NOW.astimezone(shanghai)
        inquiry = uow.add(Inquiry(buyer="小鱼", category=Category.INVOICE, due_at=due, offline=True))
    with store.read() as uow:
        assert uow.require(Buyer, buyer.id) == buyer
        assert uow.require(Inquiry, inquiry.id) == inquiry
        assert uow.find(Buyer, nick=["小鱼😀", "t8"]) == [buyer]
        assert uow.get(Buyer, 99) is None
        with pytest.raises(NotFound, match=r"buyer\.unknown"):
            uow.require(Buyer, 99)


def test_k5_every_write_leaves_its_event_and_a_failure_leaves_nothing(store: SqlUnitOfWorkFactory) -> None:
    order = added(store)
    with pytest.raises(ZeroDivisionError), store.write(MIN, "test.break") as uow:
        uow.change(order, flag=Flag.RED)
        raise ZeroDivisionError
    with store.read() as uow:
        assert uow.require(Order, order.id).flag is Flag.GREY
        assert [event.act for event in uow.journal.history("Order", order.id)] == ["test.add"]
    with store.write(LI, "order.flag") as uow:
        uow.change(order, flag=Flag.RED)
    with store.read() as uow:
        event = uow.journal.history("Order", order.id)[0]
    assert (event.actor, event.act, event.op) == ("李丽", "order.flag", "change")
    assert event.before == {"flag": "grey", "version": 1} and event.after == {"flag": "red", "version": 2}


def test_an_act_that_changes_nothing_leaves_no_row(store: SqlUnitOfWorkFactory) -> None:
    order = added(store)
    with store.write(MIN, "order.flag") as uow:
        assert uow.change(order, flag=Flag.GREY, remark="送袜子") is order
    assert uow.act_id == 0
    with store.read() as uow:
        assert uow.journal.count() == 1


def test_r6_a_row_that_moved_on_is_a_conflict_naming_who(store: SqlUnitOfWorkFactory) -> None:
    seen = added(store)
    with store.write(LI, "order.remark") as uow:
        uow.change(seen, remark="发申通")
    with pytest.raises(Conflict) as caught, store.write(MIN, "order.remark") as uow:
        uow.change(seen, remark="改灰色")
    assert caught.value.code == "row.changed" and caught.value.params["by"] == "李丽"
    with store.read() as uow:
        assert uow.require(Order, seen.id).remark == "发申通"


def test_the_same_thing_twice_is_a_conflict(store: SqlUnitOfWorkFactory) -> None:
    added(store)
    with pytest.raises(Conflict, match=r"store\.duplicate"):
        added(store)


def test_x2_what_no_store_can_look_for_is_refused_plainly(store: SqlUnitOfWorkFactory) -> None:
    added(store)
    for look in (
        lambda uow: uow.get(Inquiry, 10**30),
        lambda uow: uow.find(Order, order_no="\udcff"),
        lambda uow: uow.add(Order(platform=Platform.TAOBAO, order_no="2", quantity=1 << 80)),
    ):
        with pytest.raises(BadInput, match=r"store\.unfit"), store.write(MIN, "test") as uow:
            look(uow)
    with store.read() as uow:
        assert len(uow.find(Order)) == 1


def test_a_naive_time_never_reaches_the_store(store: SqlUnitOfWorkFactory) -> None:
    with pytest.raises(Exception, match="naive"), store.write(MIN, "test") as uow:
        uow.add(Inquiry(due_at=datetime(2026, 11, 20)))


TAMPERINGS = [
    ("UPDATE events SET actor = '别人' WHERE seq = 2", "altered"),
    ('UPDATE event_payloads SET after = \'{"flag":"green"}\' WHERE seq = 2', "payload"),
    ("DELETE FROM events WHERE seq = 2", "missing"),
    ("UPDATE events SET previous_hash = hash WHERE seq = 3", "unchained"),
    ("UPDATE events SET at = 'yesterday' WHERE seq = 2", "altered"),
    ("UPDATE events SET actor = CAST(x'ff' AS TEXT) WHERE seq = 2", "altered"),
    ("UPDATE event_payloads SET after = '{\"flag\":' WHERE seq = 2", "payload"),
    ("UPDATE event_payloads SET before = CAST(x'ff' AS TEXT) WHERE seq = 2", "payload"),
]


@pytest.mark.parametrize(("tampering", "found"), TAMPERINGS)
def test_k5_tampering_shows(store: SqlUnitOfWorkFactory, tampering: str, found: str) -> None:
    order = added(store)
    for flag in (Flag.RED, Flag.BLUE):
        with store.write(MIN, "order.flag") as uow:
            order = uow.change(order, flag=flag)
    with store.engine.connect() as connection:
        assert verify_chain(connection).problems == ()
    outsider = sqlite3.connect(store.where)
    outsider.execute(tampering)
    outsider.commit()
    outsider.close()
    with store.engine.connect() as connection:
        assert found in {problem for _, problem in verify_chain(connection).problems}


def test_k5_purging_private_payloads_keeps_the_chain_whole(store: SqlUnitOfWorkFactory) -> None:
    added(store)
    with store.engine.connect() as connection:
        connection.execute(text("DELETE FROM event_payloads"))
        report = verify_chain(connection)
    assert (report.problems, report.purged, report.events) == ((), 1, 1)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.sampled_from(Flag), st.text(max_size=20)), max_size=10))
def test_k5_the_journal_replays_to_the_state(store: SqlUnitOfWorkFactory, edits: list[tuple[Flag, str]]) -> None:
    """One store for all examples: each has an order of its own, and the chain grows over them."""
    order = added(store, str(uuid4()))
    for flag, remark in edits:
        with store.write(MIN, "order.remark") as uow:
            order = uow.change(order, flag=flag, remark=remark.encode("utf-8", "replace").decode())
    replayed: dict[str, object] = {}
    with store.read() as uow:
        for event in reversed(uow.journal.history("Order", order.id, 100)):
            replayed.update(event.after or {})
        assert (replayed["flag"], replayed["remark"], replayed["version"]) == (order.flag, order.remark, order.version)
        assert not uow.journal.verify().problems


@pytest.mark.parametrize(("bytes_", "code"), [(b"this is no database at all, only text" * 40, "store.corrupt")])
def test_a_file_that_is_no_store_is_said_plainly(tmp_path: Path, bytes_: bytes, code: str) -> None:
    path = tmp_path / "console.db"
    path.write_bytes(bytes_)
    store = SqlUnitOfWorkFactory(open_engine(f"sqlite:///{path}"), lambda: NOW, str(path))
    with pytest.raises(StoreUnavailable) as caught, store.read() as uow:
        uow.find(Order)
    assert caught.value.code == code and path.read_bytes() == bytes_


def test_a_url_of_another_kind_is_wrong_usage() -> None:
    for url in ("mysql://host/db", "nonsense"):
        with pytest.raises(Usage, match=r"store\.url"):
            open_engine(url)
