"""What the shop named itself is shown in the user's language: shifts, owners, options of a policy (rules S1, H5)."""

from __future__ import annotations

from datetime import time

import pytest

from cs_console import i18n
from cs_console.domain.policy.aftersales import Option
from cs_console.domain.policy.base import Title
from cs_console.domain.policy.shifts import ShiftDef
from cs_console.errors import BadInput

SHIFTS = (
    ShiftDef(key="day", title=Title(zh="早班", en="Early"), start=time(8), end=time(16)),
    ShiftDef(key="mid", title=Title(zh="中班", en="Middle"), start=time(12), end=time(20)),
)


@pytest.fixture
def named() -> None:
    i18n.set_shifts(lambda: SHIFTS)


@pytest.mark.usefixtures("named")
@pytest.mark.parametrize(("language", "mid", "day"), [("zh", "中班", "早班"), ("en", "Middle", "Early")])
def test_s1_a_shift_is_called_as_the_policy_calls_it(language: str, mid: str, day: str) -> None:
    """Not as the catalogue calls the usual two, and never by its key."""
    i18n.set_language(language)
    assert (i18n.token("shift", "mid"), i18n.token("shift", "day")) == (mid, day)
    assert i18n.owner_name("中班") == i18n.owner_name("Middle") == mid
    assert i18n.owner_name("张敏") == "张敏"


def test_an_error_lists_a_policys_options_in_the_users_language() -> None:
    known = (
        Option(key="size", title=Title(zh="尺寸", en="Size")),
        Option(key="other", title=Title(zh="其他", en="Other")),
    )
    error = BadInput("complaint.cause", cause="x", known=known)
    assert "size 尺寸、other 其他" in i18n.render(error)
    i18n.set_language("en")
    assert "size Size, other Other" in i18n.render(error)
