"""A remark in a platform's own words: the call's parameters, the flag's code, tag and name (rules R3, R7)."""

from __future__ import annotations

import re
from collections.abc import Mapping

from cs_console.domain.policy.platforms import CallDef, PlatformDef
from cs_console.domain.vocabulary import Flag
from cs_console.domain.writebacks import WriteBack

_BLANK = re.compile(r"\{(order_no|remark|flag_code|flag_name)\}")


def flag_is_known(row: WriteBack) -> bool:
    """Whether somebody set or saw the flag; else sending grey could wipe a colour nobody here has seen."""
    return row.base_flag is not None or row.flag is not Flag.GREY


def flag_word(definition: PlatformDef, flag: Flag) -> str:
    """The colour as the platform calls it; what it lacks by what stands in for it (rule R5)."""
    if flag in definition.fallbacks:
        return definition.fallbacks[flag]
    return next((word for word, colour in definition.flag_words.items() if colour is flag), "")


def parameters(call: CallDef, definition: PlatformDef, row: WriteBack, code: int | None) -> Mapping[str, str]:
    """The call's own parameters; those whose blank has no value are left out, tag and name together."""
    name = definition.flag_names.get(row.flag, "") if code is not None else ""
    values = {
        "order_no": row.order_no,
        "remark": row.remark,
        "flag_code": "" if code is None else str(code),
        "flag_name": name,
    }
    filled: dict[str, str] = {}
    for parameter, template in call.parameters.items():
        blanks = _BLANK.findall(template)
        if any(not values[blank] and blank != "remark" for blank in blanks):
            continue
        filled[parameter] = _BLANK.sub(lambda found: values[found[1]], template)
    if not row.remark and row.base_remark:
        filled.update(call.clear)
    return filled
