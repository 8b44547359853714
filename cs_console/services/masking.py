"""Orders as they are handed out: names, phones and addresses masked unless unmasked by an event (rule X1)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from cs_console.domain.entities import Order
from cs_console.text.mask import mask_address, mask_name, mask_phone, mask_text

_MASKS: Mapping[str, Callable[[str], str]] = {
    "receiver": mask_name,
    "phone": mask_phone,
    "address": mask_address,
    "buyer_message": mask_text,
}
"""What is private in an order. The remark is staff's own text and is edited as it stands."""


def masked(order: Order) -> Order:
    """`order` with its private fields masked; nicks are shown to staff."""
    hidden: dict[str, Any] = {field: mask(getattr(order, field)) for field, mask in _MASKS.items()}
    return replace(order, **hidden)


def masked_value(field: str, value: object) -> object:
    """One field's value from the journal, masked where the field is private."""
    mask = _MASKS.get(field)
    return mask(value) if mask is not None and isinstance(value, str) else value
