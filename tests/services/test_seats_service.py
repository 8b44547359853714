"""Seats behind a PIN: nobody acts under the name without it (DESIGN, Identity)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from cs_console.adapters.clock import ManualClock
from cs_console.adapters.pins import RosterPins
from cs_console.bootstrap import Opened, open_workspace
from cs_console.config.team_file import with_pin
from cs_console.domain.entities import Actor
from cs_console.domain.seats import Seat
from cs_console.errors import BadInput, NotFound, Refused
from cs_console.services.facade import Services
from cs_console.services.seats import Proof
from cs_console.workspace import Workspace

pytestmark = pytest.mark.slow

PIN = "204981"


@pytest.fixture
def guarded(services: Services, workspace: Workspace, clock: ManualClock, opened: Opened) -> Services:
    """The workspace opened anew after 张敏 set a PIN."""
    services.seats.set_pin(services.people.actor("张敏"), "张敏", PIN)
    return open_workspace(workspace, clock=clock).services


def code(call: Callable[[], object]) -> str:
    with pytest.raises((Refused, BadInput, NotFound)) as found:
        call()
    return found.value.code


def test_without_the_pin_nobody_acts_under_the_name_by_any_way(guarded: Services) -> None:
    actor = guarded.people.actor
    assert code(lambda: actor("张敏")) == "seat.pin_wanted"
    assert code(lambda: actor(None, os_user="zhangmin")) == "seat.pin_wanted"
    assert code(lambda: actor("张敏", proof=Proof(token="x"))) == "seat.pin_wanted"
    assert code(lambda: actor("张敏", proof=Proof(pin="204982"))) == "seat.pin_wrong"
    assert actor("张敏", proof=Proof(pin=PIN)).agent == "张敏"
    assert actor("李丽").agent == "李丽"


def test_a_pin_is_asked_for_from_the_moment_it_is_set(services: Services) -> None:
    services.seats.set_pin(services.people.actor("张敏"), "张敏", PIN)
    assert code(lambda: services.people.actor("张敏")) == "seat.pin_wanted"


def test_wrong_pins_cost_time_that_grows_and_a_right_one_ends_it(guarded: Services, clock: ManualClock) -> None:
    def attempt(pin: str) -> Actor:
        return guarded.people.actor("张敏", proof=Proof(pin=pin))

    assert [code(lambda: attempt("999999")) for _ in range(3)] == ["seat.pin_wrong"] * 3
    assert code(lambda: attempt(PIN)) == "seat.wait", "not even the right one is looked at"
    clock.advance(seconds=2)
    assert code(lambda: attempt("999999")) == "seat.pin_wrong"
    clock.advance(seconds=3)
    assert code(lambda: attempt(PIN)) == "seat.wait"
    clock.advance(seconds=1)
    assert attempt(PIN).agent == "张敏"
    with guarded.context.uow.read() as uow:
        (seat,) = uow.find(Seat, agent="张敏")
    assert (seat.failures, seat.blocked_until) == (0, None)


def test_wrong_tries_are_events_and_no_pin_is_in_them(guarded: Services, workspace: Workspace) -> None:
    code(lambda: guarded.people.actor("张敏", os_user="someone", proof=Proof(pin="777333")))
    with guarded.context.uow.read() as uow:
        (seat,) = uow.find(Seat, agent="张敏")
    event = guarded.journal.history("Seat", seat.id)[0]
    assert (event.act, event.actor) == ("seat.pin", "someone")
    assert workspace.store_path is not None
    data = b"".join(path.read_bytes() for path in workspace.store_path.parent.glob("console.db*"))
    assert b"777333" not in data and PIN.encode() not in data
    assert PIN not in repr(Proof(pin=PIN, token=PIN))


def test_a_shifts_token_stands_for_the_pin_until_the_shift_ends(guarded: Services) -> None:
    started = guarded.shifts.start(guarded.people.actor("张敏", proof=Proof(pin=PIN)))
    token = started.seat_token
    seated = guarded.people.actor("张敏", proof=Proof(token=token))
    assert seated.shift_id == started.shift.id
    assert token and token not in repr(started) and started.shift.seat_hash not in ("", token)
    assert code(lambda: guarded.people.actor("张敏", proof=Proof(token=token[:-1]))) == "seat.pin_wanted"
    with guarded.context.uow.write(seated, "shift.end") as uow:
        shift = uow.require(type(started.shift), started.shift.id)
        uow.change(shift, state="ended", ended_at=uow.now)
    assert code(lambda: guarded.people.actor("张敏", proof=Proof(token=token))) == "seat.pin_wanted"


def test_another_agents_token_opens_no_other_seat(guarded: Services) -> None:
    token = guarded.shifts.start(guarded.people.actor("张敏", proof=Proof(pin=PIN))).seat_token
    other = guarded.shifts.start(guarded.people.actor("李丽"))
    assert other.seat_token == ""
    assert guarded.people.actor("李丽", proof=Proof(token=token)).agent == "李丽", "it has no PIN"


def test_a_new_pin_ends_the_tokens_of_running_shifts(
    guarded: Services, workspace: Workspace, clock: ManualClock
) -> None:
    seated = guarded.people.actor("张敏", proof=Proof(pin=PIN))
    token = guarded.shifts.start(seated).seat_token
    guarded.seats.set_pin(seated, "张敏", "735182")
    anew = open_workspace(workspace, clock=clock).services
    assert code(lambda: anew.people.actor("张敏", proof=Proof(token=token))) == "seat.pin_wanted"
    assert anew.people.actor("张敏", proof=Proof(pin="735182")).agent == "张敏"


def test_ones_own_pin_or_a_leads_hand(services: Services, actor: Callable[..., Actor]) -> None:
    setter = services.seats.set_pin
    assert code(lambda: setter(actor("李丽"), "张敏", PIN)) == "role.lead_only"
    assert code(lambda: setter(actor("张敏"), "张敏", "12345")) == "seat.weak"
    assert code(lambda: setter(actor("王组长"), "没有", PIN)) == "agent.unknown"
    assert setter(actor("王组长"), "张敏", PIN) == "张敏"


def test_the_roster_keeps_its_comments_and_only_one_line_changes(services: Services, workspace: Workspace) -> None:
    file = workspace.policies / "team.yaml"
    before = file.read_text("utf-8").splitlines()
    services.seats.set_pin(services.people.actor("张敏"), "张敏", PIN)
    after = file.read_text("utf-8").splitlines()
    assert len(before) == len(after)
    changed = [(old, new) for old, new in zip(before, after, strict=True) if old != new]
    assert len(changed) == 1 and "$argon2id$" in changed[0][1] and "张敏" in changed[0][1]
    services.seats.set_pin(services.people.actor("张敏", proof=Proof(pin=PIN)), "张敏", "")
    assert file.read_text("utf-8").splitlines() == before


def test_a_broken_or_foreign_roster_is_left_alone() -> None:
    assert code(lambda: with_pin(b"members: [", "a", "h")) == "team.broken"
    assert code(lambda: with_pin("members:\n  - {name: 甲}\n".encode(), "乙", "h")) == "team.not_in_file"
    assert code(lambda: with_pin(b"", "a", "h")) == "team.not_in_file"


def test_a_hash_that_is_none_matches_nothing(workspace: Workspace) -> None:
    pins = RosterPins(workspace.policies / "team.yaml", with_pin, lambda: None)
    assert not pins.matches("not a hash", PIN)
    assert pins.matches(pins.hash(PIN), PIN)
    assert pins.hash(PIN) != pins.hash(PIN)


def test_the_roster_says_who_is_on_duty(services: Services, actor: Callable[..., Actor]) -> None:
    services.shifts.start(actor("张敏"))
    found = {one.member.name: one for one in services.people.roster()}
    assert found["张敏"].on_duty and not found["李丽"].on_duty
    assert not replace(found["李丽"], shift=None).on_duty
