"""Private data made unreadable on screen, in exports and in logs (rule X1).

A mask leaves enough to tell two buyers apart and too little to reach either.
"""

from __future__ import annotations

import re

_REGION = re.compile(
    r"\s*(?:[^\s\d省市区县路街]{2,8}?(?:省|自治区|特别行政区))?"
    r"\s*(?:[^\s\d省市区县路街]{2,8}?(?:市|自治州|盟|地区))?"
    r"\s*(?:[^\s\d省市区县路街道号弄巷村]{1,8}?(?:(?<![小社园校厂])区|县|市|旗))?"
)
_DIRECT = re.compile(r"^\s*(?:北京|上海|天津|重庆)市?\s+")
_VIRTUAL = re.compile(r"^(1\d{10})([-#转,，].*)$")
_LANDLINE = re.compile(r"^(0(?:10|2\d|[3-9]\d{2}))[- ]?(\d{7,8})(-\d+)?$")

_MAIL_CHARS = "A-Za-z0-9_.+-"
_EMAIL = re.compile(rf"(?<![{_MAIL_CHARS}])([A-Za-z0-9_+-])[{_MAIL_CHARS}]*(@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+)")
_IDENTITY = re.compile(r"(?<!\d)(\d{3})\d{11}(\d{3}[\dXx])(?![\dXx])")
_MOBILE = re.compile(r"(?<![0-9A-Za-z])((?:\+?86[- ]?)?1[3-9]\d)[- ]?(\d{4})[- ]?(\d{4})(?!\d)")
_PHONE = re.compile(r"(?<!\d)(0(?:10|2\d|[3-9]\d{2}))[- ]?\d{3,4}(\d{4})(?!\d)")
_BANK = re.compile(r"(?<![0-9A-Za-z])([3-6]\d{3})(?:[ -]\d{4}){2,3}[ -](\d{3,4})(?!\d)")


def mask_phone(phone: str) -> str:
    """``138****1234``; a landline keeps area code and last four, a virtual number its extension."""
    phone = phone.strip()
    if virtual := _VIRTUAL.match(phone):
        return mask_phone(virtual[1]) + virtual[2]
    if landline := _LANDLINE.match(phone):
        return f"{landline[1]}-****{landline[2][-4:]}{landline[3] or ''}"
    digits = [char for char in phone if char.isdigit()]
    if len(digits) >= 11:
        tail = "".join(digits)[-11:]
        return f"{tail[:3]}****{tail[-4:]}"
    if len(phone) <= 4:
        return "*" * len(phone)
    return "****" + (phone[-4:] if len(phone) > 7 else phone[-2:])


def mask_name(name: str) -> str:
    """The first character and a star: ``张*``, ``W*``; how long the name is stays private."""
    name = name.strip()
    return f"{name[0]}*" if name else ""


def mask_nick(nick: str) -> str:
    """The first and last character of a platform nick: ``t***8``."""
    nick = nick.strip()
    if len(nick) <= 1:
        return nick and "*"
    return f"{nick[0]}***{nick[-1]}" if len(nick) > 2 else f"{nick[0]}***"


def mask_address(address: str) -> str:
    """Province, city and district stay, what lies behind them becomes ``***``."""
    address = address.strip()
    if not address:
        return ""
    direct = _DIRECT.match(address)
    offset = direct.end() if direct else 0
    region = _REGION.match(address[offset:])
    kept = address[: offset + (region.end() if region else 0)].rstrip()
    return f"{kept}***"


def mask_account(account: str) -> str:
    """The first and last characters of a payee account; of an e-mail the first and the host."""
    account = account.strip()
    if "@" in account:
        name, _, host = account.rpartition("@")
        return f"{name[:1]}***@{host}"
    if len(account) <= 4:
        return account[:1] + "*" * max(len(account) - 1, 0)
    shown = 3 if len(account) >= 10 else 1
    return f"{account[:shown]}****{account[-shown:]}"


def mask_order_no(order_no: str) -> str:
    """The last six characters, for exports that leave the team."""
    order_no = order_no.strip()
    return order_no if len(order_no) <= 6 else f"*{order_no[-6:]}"


def mask_text(text: str) -> str:
    """Free text with the phones, identity numbers, bank cards and e-mails in it masked.

    Order and tracking numbers stay: they are longer than a phone and are what colleagues search by.
    """
    if not any(map(str.isdigit, text)) and "@" not in text:
        return text
    text = _EMAIL.sub(r"\1***\2", text)
    text = _IDENTITY.sub(r"\1***********\2", text)
    text = _BANK.sub(r"\1 **** \2", text)
    text = _MOBILE.sub(r"\1****\3", text)
    return _PHONE.sub(r"\1-****\2", text)
