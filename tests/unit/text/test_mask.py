"""Masks leave enough to tell two buyers apart and too little to reach either (rule X1)."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cs_console.text import mask


@pytest.mark.parametrize(
    ("phone", "masked"),
    [
        ("13812341234", "138****1234"),
        ("+86 138-1234-1234", "138****1234"),
        ("13812341234-8866", "138****1234-8866"),
        ("010-12345678", "010-****5678"),
        ("01012345678", "010-****5678"),
        ("0571-88881234-801", "0571-****1234-801"),
        ("4008001234", "****1234"),
        ("12345", "****45"),
        ("12345678", "****5678"),
        ("1234567", "****67"),
        ("1234", "****"),
        ("110", "***"),
        ("", ""),
    ],
)
def test_x1_phone(phone: str, masked: str) -> None:
    assert mask.mask_phone(phone) == masked


@pytest.mark.parametrize(
    ("address", "masked"),
    [
        ("浙江省杭州市西湖区文三路 1 号", "浙江省杭州市西湖区***"),
        ("浙江省 杭州市 西湖区 文三路1号(310000)", "浙江省 杭州市 西湖区***"),
        ("北京 北京市 朝阳区 建国路1号", "北京 北京市 朝阳区***"),
        ("上海市浦东新区世纪大道1号", "上海市浦东新区***"),
        ("新疆维吾尔自治区 伊犁哈萨克自治州 伊宁市 解放路", "新疆维吾尔自治区 伊犁哈萨克自治州 伊宁市***"),
        ("阳光小区3栋201", "***"),
        ("文三路小区1号", "***"),
        ("", ""),
    ],
)
def test_x1_address_keeps_the_region_only(address: str, masked: str) -> None:
    assert mask.mask_address(address) == masked


@pytest.mark.parametrize(
    ("function", "value", "masked"),
    [
        (mask.mask_name, "张小明", "张*"),
        (mask.mask_name, " ", ""),
        (mask.mask_nick, "tb123_8", "t***8"),
        (mask.mask_nick, "abc", "a***c"),
        (mask.mask_nick, "ab", "a***"),
        (mask.mask_nick, "a", "*"),
        (mask.mask_nick, "", ""),
        (mask.mask_account, "6222021234567890123", "622****123"),
        (mask.mask_account, "shop.owner@example.com", "s***@example.com"),
        (mask.mask_account, "1234567890", "123****890"),
        (mask.mask_account, "123456789", "1****9"),
        (mask.mask_account, "12345", "1****5"),
        (mask.mask_account, "1234", "1***"),
        (mask.mask_account, "张三", "张*"),
        (mask.mask_account, "", ""),
        (mask.mask_order_no, "3515000000123456", "*123456"),
        (mask.mask_order_no, "1234567", "*234567"),
        (mask.mask_order_no, "123456", "123456"),
    ],
)
def test_x1_names_accounts_orders(function: object, value: str, masked: str) -> None:
    assert callable(function)
    assert function(value) == masked


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("电话13812341234，邮箱a.b@qq.com", "电话138****1234，邮箱a***@qq.com"),
        ("打138 1234 1234或+86-13812341234", "打138****1234或+86-138****1234"),
        ("身份证11010519491231002X", "身份证110***********002X"),
        ("卡号 6222 0212 3456 7890 123", "卡号 6222 **** 123"),
        ("座机0571-88881234", "座机0571-****1234"),
        ("订单 1234567890123456789 运单 SF1234567890123", "订单 1234567890123456789 运单 SF1234567890123"),
        ("邮箱ab@qq.com", "邮箱a***@qq.com"),
        ("没有隐私的话", "没有隐私的话"),
    ],
)
def test_x1_free_text(text: str, masked: str) -> None:
    assert mask.mask_text(text) == masked


@given(st.from_regex(r"1[3-9]\d{9}", fullmatch=True), st.text("亲电话是，。 ab", max_size=8))
def test_x1_no_mobile_number_survives(phone: str, around: str) -> None:
    masked = mask.mask_text(f"{around}，{phone}。{around}")
    assert not re.search(r"1[3-9]\d{9}", masked)
    assert phone not in mask.mask_phone(phone)
