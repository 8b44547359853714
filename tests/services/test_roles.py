"""Every permission of the one table, tried by every role (DESIGN, Identity; rules H8, O3, Q11, A6, E6)."""

from __future__ import annotations

import ast
from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path
from types import SimpleNamespace

import pytest

import cs_console.services
from cs_console.domain.entities import Actor, Inquiry
from cs_console.domain.goods import Goods
from cs_console.domain.policy.team import TeamPolicy
from cs_console.domain.vocabulary import ItemDecision, Role
from cs_console.errors import CsError
from cs_console.services import case_effects
from cs_console.services.capture import InquiryDraft
from cs_console.services.facade import Services
from cs_console.services.goods import _shown
from cs_console.services.restoring import restorer
from cs_console.services.roles import MAY, Permission

BY_ROLE = {Role.AGENT: "蔡蔡", Role.LEAD: "王组长", Role.ADMIN: "管理员", Role.WAREHOUSE: "仓库小周"}
BARRED = {
    "role.lead_only",
    "role.staff_only",
    "role.admin_only",
    "complaint.not_yours",
    "handover.not_author",
    "inquiry.claimed",
}
DAY = date(2026, 6, 14)
Try = Callable[[Services, Actor], object]


def passes(call: Try, services: Services, actor: Actor) -> bool:
    """Whether the role was let in; what fails behind the door is not the door's business."""
    try:
        call(services, actor)
    except CsError as refused:
        return refused.code not in BARRED
    return True


def _answer_query(services: Services, actor: Actor) -> None:
    with services.context.uow.read() as uow:
        queried = next(item for item in uow.handovers.items(1) + uow.handovers.items(2) if item.question)
    services.handovers.answer(actor, queried.id, "知道了")


def _release(services: Services, actor: Actor) -> None:
    with services.context.uow.read() as uow:
        inquiry = uow.find(Inquiry, buyer="陈先生")[0]
    if not inquiry.owner:
        services.queue.claim(services.people.actor("张敏"), inquiry.id)
    services.queue.release(actor, inquiry.id)


def _override(services: Services, actor: Actor) -> None:
    services.shifts.end(services.people.actor("李丽"), override_by=actor)


def _see_floor(services: Services, actor: Actor) -> None:
    card = Goods(key="a1", code="A1", title="四件套", price_fen=10000, floor_fen=8000)
    if _shown(actor, card).floor_fen is None:
        raise CsError("role.staff_only")


def _amount(services: Services, actor: Actor) -> None:
    leads = case_effects.Doing.leads.fget  # type: ignore[attr-defined]
    if not leads(SimpleNamespace(uow=SimpleNamespace(actor=actor))):
        raise CsError("role.lead_only")


GATES: Mapping[Permission, tuple[Try, ...]] = {
    Permission.ANSWER_HANDOVER: (_answer_query,),
    Permission.ANSWER_PRICE: (lambda s, a: s.pricing.answer(a, 99, approve=True, reason="好"),),
    Permission.ANSWER_QUESTION: (lambda s, a: s.lead_desk.answer(a, 99, "好"),),
    Permission.CHANGE_AMOUNT: (_amount,),
    Permission.EDIT_ROSTER: (
        lambda s, a: s.roster.assign(a, date(2026, 11, 11), "谁", "day"),
        lambda s, a: s.roster.rotate(a, ["谁"]),
        lambda s, a: s.roster.change_times(a, "nowhere", "08:30", "17:30"),
        lambda s, a: s.roster.change_member(a, "谁", shift=""),
    ),
    Permission.EXCUSE_STEP: (lambda s, a: s.cases.approve(a, 99, "好", key="x"),),
    Permission.INSPECT: (
        lambda s, a: s.qa.sample(a, date(2026, 11, 2), date(2026, 11, 1)),
        lambda s, a: s.qa.score(a, 99, {}),
        lambda s, a: s.qa.check(a, 99, ""),
    ),
    Permission.KEEP_BOOKS: (lambda s, a: s.phrases.forget(a, ""),),
    Permission.KEEP_GOODS: (lambda s, a: s.goods.import_file(a, Path("nowhere.csv")),),
    Permission.LEAD_DESK: (lambda s, a: s.board.live(a),),
    Permission.MOVE_ANY: (_release,),
    Permission.OVERRIDE_END: (_override,),
    Permission.PASS_SUGGESTION: (lambda s, a: s.suggestions.pass_on(a, [99]),),
    Permission.RESTORE: (lambda s, a: restorer(s.context.policies().team, a.agent, "root", lambda name, pin: True),),
    Permission.REVIEW_HANDOVER: (
        lambda s, a: s.handover_reviews.comment(a, 99, "好"),
        lambda s, a: s.handover_reviews.sign_off(a, 99, 9),
    ),
    Permission.SEE_FIGURES: (
        lambda s, a: s.scores.sheet("2026-06", "张敏", a),
        lambda s, a: s.figures.view(DAY, DAY, a).kpi("张敏"),
        lambda s, a: s.figures.view(DAY, DAY, a).rows("overdue_reply", "张敏"),
    ),
    Permission.SEE_FLOOR: (_see_floor,),
    Permission.SET_PIN: (lambda s, a: s.seats.set_pin(a, "张敏", "1"),),
    Permission.TAKE_OVER: (lambda s, a: s.takeovers.take(a, "谁", ""), lambda s, a: s.takeovers.take(a, "谁", "病了")),
    Permission.TALK: (
        lambda s, a: s.complaints.step(a, 99, "好"),
        lambda s, a: s.queue.claim(a, 99),
        lambda s, a: s.queue.next(a, skip=99),
        lambda s, a: s.queue.reply(a, 99, "好"),
    ),
    Permission.UNMASK: (
        lambda s, a: s.buyers.unmask(a, 99),
        lambda s, a: s.handover_files.export(a, 99, masked=False),
        lambda s, a: s.orders.unmask(a, 99),
        lambda s, a: s.queue.unmask(a, [99]),
        lambda s, a: s.registers.read(a, "promises", unmask=True),
    ),
}
"""Every method that a permission guards, with arguments that fail behind the door."""


@pytest.fixture
def floor(services: Services, actor: Callable[..., Actor], clock: Callable[..., object]) -> Services:
    """A log with a queried item whose author is gone, an inquiry of 张敏's, and 李丽 on shift."""
    zhang = actor("张敏")
    services.capture.new(zhang, InquiryDraft(buyer="陈先生", text="少发一件"))
    services.shifts.start(zhang, "day")
    zhang = actor("张敏")
    services.handovers.note(zhang, "赠品漏发", owner="李丽")
    services.handovers.submit(zhang)
    services.shifts.start(actor("李丽"), "day")
    li = actor("李丽")
    incoming = services.handovers.incoming(li)
    assert incoming is not None
    for item in incoming.pending:
        services.handovers.decide(li, item.id, ItemDecision.QUERIED, question="哪个单？")
    return services


def test_the_walk_covers_every_permission_of_the_table() -> None:
    assert set(GATES) == set(MAY) == set(Permission)


def test_every_role_at_every_gate(floor: Services) -> None:
    wrong = [
        (str(permission), at, str(role))
        for permission, gates in GATES.items()
        for role, name in BY_ROLE.items()
        for at, gate in enumerate(gates)
        if passes(gate, floor, Actor(name, str(role))) is not (role in MAY[permission])
    ]
    assert not wrong


def test_clocks_and_strangers_have_no_permission(floor: Services) -> None:
    for role in ("system", ""):
        assert not passes(GATES[Permission.LEAD_DESK][0], floor, Actor("x", role))


def test_k1_of_persons_everybody_sees_their_own_figures(floor: Services) -> None:
    """The team's sums are everybody's; a clock, whom no roster knows, writes the sheets for the leads."""
    li, nobody = Actor("李丽", "agent"), Actor("")
    assert [one.agent for one in floor.scores.sheets("2026-06", viewer=li)] == ["李丽"]
    assert len(floor.scores.sheets("2026-06", viewer=nobody)) == len(floor.scores.sheets("2026-06")) > 3
    seen, whole = floor.figures.view(DAY, DAY, li), floor.figures.view(DAY, DAY)
    assert seen.kpi(by="agent").total == whole.kpi(by="agent").total
    assert {one.key for one in seen.kpi(by="agent").groups} <= {"李丽"}
    assert seen.rows("in_target") == whole.rows("in_target", "李丽")


def test_k5_a_restore_is_an_administrators_and_asks_for_the_pin(floor: Services) -> None:
    """Whom the roster does not know looks after the machine, and signs by the login name."""
    team = floor.context.policies().team
    members = [one.model_copy(update={"pin_hash": "x"}) if one.role is Role.ADMIN else one for one in team.members]
    locked = TeamPolicy(members=tuple(members), teams=team.teams, default_team=team.default_team)
    assert restorer(team, None, "root", lambda name, pin: False) == Actor("root")
    assert restorer(team, None, "ADMIN", lambda name, pin: False) == Actor("管理员", "admin")
    assert restorer(locked, "管理员", "root", lambda name, pin: pin == "x") == Actor("管理员", "admin")
    for name, user, code in (("管理员", "root", "seat.pin_wanted"), (None, "zhangmin", "role.admin_only"),
                             ("谁", "root", "agent.unknown")):  # fmt: skip
        with pytest.raises(CsError) as refused:
            restorer(locked, name, user, lambda name, pin: False)
        assert refused.value.code == code
    gone = TeamPolicy(members=tuple(one.model_copy(update={"active": one.name != "张敏"}) for one in team.members))
    with pytest.raises(CsError, match=r"agent\.unknown"):
        restorer(gone, None, "ZhangMin", lambda name, pin: True)


def test_no_other_service_compares_roles_by_itself() -> None:
    """What asks for a role asks the table: only the table and those who hand a role on touch `actor.role`."""
    folder = Path(cs_console.services.__file__).parent
    found = {
        f"{path.name}: {ast.unparse(node)}"
        for path in folder.rglob("*.py") if path.name != "roles.py"
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Compare) and "actor.role" in ast.unparse(node)
    }  # fmt: skip
    assert not found
