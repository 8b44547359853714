"""What a log says and what its seal covers (rules H3, H6, H7)."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from cs_console.domain.entities import Addendum, Handover, HandoverItem
from cs_console.domain.handover import Leg, addendum_hash, arrange, content_hash, days_open, hands, lacks
from cs_console.domain.vocabulary import ItemDecision, Severity

NOW = datetime(2026, 6, 14, 9, 30, tzinfo=UTC)
LOG = Handover(
    id=3, shift_id=1, shift_key="day", business_date=date(2026, 6, 14), author="张敏", summary="平稳", submitted_at=NOW
)
ITEM = HandoverItem(
    id=7, handover_id=3, section="waiting", ref="inquiry:12", buyer="小鱼", what="催发货", action="查仓库",
    owner="李丽", due_at=NOW + timedelta(hours=1),
)  # fmt: skip


def test_h7_a_seal_of_today_verifies_in_every_later_version() -> None:
    """Logs sealed by former versions lie in the shops: their hashes may never come out otherwise."""
    assert content_hash(LOG, [ITEM], "ab") == "43704a3c9237baab0da5926699d73ecebf904b64f608653f55fb653051f82ed6"
    correction = Addendum(handover_id=3, item_id=7, author="李丽", written_at=NOW, text="已发", previous_hash="ab")
    assert addendum_hash(correction) == "cb02f6b470ec761748d4c7aa335ac96bfe9d5b158d1935cde5e4787c8f528953"


@pytest.mark.parametrize(
    "changed",
    [
        {"business_date": date(2026, 6, 13)}, {"shift_key": "night"}, {"author": "李丽"}, {"summary": ""},
        {"submitted_at": None}, {"submitted_at": NOW + timedelta(milliseconds=1)}, {"taken_by": "王组长"},
        {"taken_reason": "缺勤"},
    ],
)  # fmt: skip
def test_h7_the_seal_covers_the_head_of_the_log(changed: dict[str, Any]) -> None:
    assert content_hash(replace(LOG, **changed), [ITEM], "") != content_hash(LOG, [ITEM], "")


@pytest.mark.parametrize(
    "changed",
    [
        {"section": "notes"}, {"ref": ""}, {"severity": Severity.URGENT}, {"buyer": ""}, {"order_no": "1"},
        {"what": "催"}, {"action": ""}, {"owner": ""}, {"due_at": None}, {"contingency": "无"},
        {"carry_reason": "等"}, {"carried": 1},
    ],
)  # fmt: skip
def test_h7_the_seal_covers_every_word_of_an_item(changed: dict[str, Any]) -> None:
    assert content_hash(LOG, [replace(ITEM, **changed)], "") != content_hash(LOG, [ITEM], "")


def test_h7_the_order_in_which_items_are_read_does_not_matter_their_number_does() -> None:
    other = replace(ITEM, id=8, what="退货")
    assert content_hash(LOG, [ITEM, other], "") == content_hash(LOG, [other, ITEM], "")
    assert len({content_hash(LOG, items, "") for items in ([], [ITEM], [ITEM, other])}) == 3


def test_h3_urgent_first_then_the_sooner_due_and_what_lacks_something_is_named_by_its_number() -> None:
    later = replace(ITEM, id=1, due_at=NOW + timedelta(hours=2))
    undated = replace(ITEM, id=2, due_at=None, owner=" ")
    urgent = replace(ITEM, id=9, severity=Severity.URGENT, due_at=NOW + timedelta(hours=3))
    note = replace(ITEM, id=4, section="notes", action="")
    view = arrange(LOG, [note, undated, later, ITEM, urgent])
    assert [item.id for item in view.items] == [9, 7, 1, 2, 4]
    assert [(gap.item_id, gap.position, gap.lacks) for gap in view.gaps] == [
        (2, 4, ("owner", "due")),
        (4, 5, ("action",)),
    ]


@pytest.mark.parametrize(
    ("section", "carried", "reason", "missing"),
    [
        ("waiting", 0, "", ()), ("waiting", 1, " ", ("carry_reason",)), ("waiting", 1, "厂家未回", ()),
        ("flags", 2, "", ()),
    ],
)  # fmt: skip
def test_h6_what_is_carried_on_says_why(section: str, carried: int, reason: str, missing: tuple[str, ...]) -> None:
    assert lacks(replace(ITEM, section=section, carried=carried, carry_reason=reason)) == missing


@pytest.mark.parametrize(("hours", "days"), [((), 0), ((1,), 0), ((24,), 1), ((71, 30), 2), ((-5,), 0)])
def test_h6_a_carried_item_tells_since_when(hours: tuple[int, ...], days: int) -> None:
    legs = [Leg(1, date(2026, 6, 14), "day", "张敏", NOW - timedelta(hours=ago)) for ago in hours]
    assert days_open(legs, NOW) == days


def test_h7_a_log_is_corrected_by_whoever_wrote_it_or_decided_on_it() -> None:
    decided = replace(ITEM, decision=ItemDecision.ACCEPTED, decided_by="李丽")
    assert hands(LOG, [decided, replace(ITEM, decided_by="蔡蔡")]) == {"张敏", "李丽"}
