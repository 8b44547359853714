"""`cs-console goods`: find, show, related, import."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from cs_console.cli.common import JsonOption, LimitOption, console_state, emit, table
from cs_console.cli.order_rows import money
from cs_console.i18n import listed, t

if TYPE_CHECKING:
    from cs_console.domain.goods import Goods
    from cs_console.services.goods import GoodsCard, GoodsFound, GoodsReport

app = typer.Typer(rich_markup_mode=None, help=t("cli.help.goods"), no_args_is_help=True)

NameArgument = Annotated[str, typer.Argument(metavar="GOODS", help=t("cli.goods.name"))]
_TEXTS = ("code", "kind", "brand", "edition", "origin", "colour", "spec", "colour_difference", "lead_time",
          "stock_note", "notes")  # fmt: skip


@app.command("find", help=t("cli.goods.find"))
def find(
    ctx: typer.Context,
    query: Annotated[str, typer.Argument(metavar="[QUERY]", help=t("cli.goods.query"))] = "",
    kind: Annotated[str, typer.Option("--kind", help=t("goods.kind"))] = "",
    brand: Annotated[str, typer.Option("--brand", help=t("goods.brand"))] = "",
    edition: Annotated[str, typer.Option("--edition", help=t("goods.edition"))] = "",
    origin: Annotated[str, typer.Option("--origin", help=t("goods.origin"))] = "",
    colour: Annotated[str, typer.Option("--colour", help=t("goods.colour"))] = "",
    traits: Annotated[bool, typer.Option("--traits", help=t("cli.goods.traits"))] = False,
    limit: LimitOption = 20,
    json: JsonOption = False,
) -> None:
    """Goods for what a buyer describes, both ways: brand to origin, origin to goods (rule G2)."""
    from cs_console.services.goods import GoodsFilter

    state = console_state(ctx)
    chosen = GoodsFilter(kind=kind, brand=brand, edition=edition, origin=origin, colour=colour)
    found = state.services().goods.find(state.viewer(), query, chosen=chosen, limit=limit)
    tallies = {name: [{"value": value, "count": count} for value, count in rows] for name, rows in found.traits.items()}
    emit(
        tallies if traits else [goods_json(one) for one in found.goods],
        as_json=json,
        zone=state.zone,
        render=lambda: _trait_lines(found) if traits else _table(found.goods),
    )


@app.command("show", help=t("cli.goods.show"))
def show(ctx: typer.Context, name: NameArgument, json: JsonOption = False) -> None:
    """Everything about one article (rule G1)."""
    state = console_state(ctx)
    service, viewer = state.services().goods, state.viewer()
    card = service.card(viewer, service.get(viewer, name).id)
    facts = {
        **goods_json(card.goods),
        "colour_sensitive": card.colour_sensitive,
        "related_goods": [goods_json(one) for one in card.related],
    }
    emit(facts, as_json=json, zone=state.zone, render=lambda: _card_lines(card))


@app.command("related", help=t("cli.goods.related"))
def related(
    ctx: typer.Context,
    name: NameArgument,
    limit: LimitOption = 3,
    json: JsonOption = False,
) -> None:
    """A sentence for the reply that names what goes with an article (rule G3)."""
    state = console_state(ctx)
    service = state.services().goods
    text = service.related_text(service.get(state.viewer(), name).id, limit)
    emit({"text": text}, as_json=json, zone=state.zone, render=lambda: [text])


@app.command("import", help=t("cli.goods.import"))
def import_goods(
    ctx: typer.Context,
    file: Annotated[Path, typer.Argument(metavar="FILE", help=t("cli.goods.file"))],
    json: JsonOption = False,
) -> None:
    """Take goods cards in; with rejects the exit code is 1."""
    state = console_state(ctx)
    report = state.services().goods.import_file(state.actor(), file)
    emit(_report_json(report), as_json=json, zone=state.zone, render=lambda: _report_lines(report))
    if report.rejects:
        raise typer.Exit(1)


def goods_json(goods: Goods) -> dict[str, Any]:
    """One card; what is for agents only is null for others (rule G3)."""
    return {
        "id": goods.id, "code": goods.code, "title": goods.title, "codes": list(goods.codes), "kind": goods.kind,
        "brand": goods.brand, "edition": goods.edition, "origin": goods.origin, "colour": goods.colour,
        "spec": goods.spec, "colour_difference": goods.colour_difference, "lead_time": goods.lead_time,
        "price_fen": goods.price_fen, "floor_fen": goods.floor_fen, "free_shipping": goods.free_shipping,
        "no_return": goods.no_return, "related": list(goods.related), "stock_note": goods.stock_note,
        "notes": goods.notes,
    }  # fmt: skip


def _table(goods: Iterable[Goods]) -> Iterable[str]:
    rows = [
        (
            one.code, one.title, one.brand, one.origin, one.colour, money(one.price_fen), money(one.floor_fen),
            one.lead_time,
        )
        for one in goods
    ]  # fmt: skip
    if not rows:
        return [t("goods.none")]
    names = ("code", "title", "brand", "origin", "colour", "price", "floor", "lead_time")
    return table(rows, [t(f"goods.{name}") for name in names])


def _trait_lines(found: GoodsFound) -> list[str]:
    return [
        f"{t(f'goods.{name}')}: " + listed(f"{value} ({count})" for value, count in rows)
        for name, rows in found.traits.items()
        if rows
    ] or [t("goods.none")]


def _card_lines(card: GoodsCard) -> list[str]:
    goods = card.goods
    lines = [goods.title or goods.code]
    lines += [f"{t(f'goods.{name}')}: {value}" for name in _TEXTS if (value := getattr(goods, name))]
    for name, fen in (("price", goods.price_fen), ("floor", goods.floor_fen)):
        if fen is not None:
            lines.append(f"{t(f'goods.{name}')}: {money(fen)}")
    for name in ("free_shipping", "no_return"):
        known = getattr(goods, name)
        if known is not None:
            lines.append(f"{t(f'goods.{name}')}: {t('goods.yes') if known else t('goods.no')}")
    if card.colour_sensitive:
        lines.append(t("goods.colour_duty"))
    lines += [f"{t('goods.related')}: {one.code} {one.title} {money(one.price_fen)}".rstrip() for one in card.related]
    return lines


def _report_json(report: GoodsReport) -> dict[str, Any]:
    return {
        "name": report.name, "read": report.read, "new": report.new, "updated": report.updated,
        "unchanged": report.unchanged, "rejected": len(report.rejects),
        "rejects": [
            {"row": one.row, "code": one.code, "column": one.column, "value": one.value} for one in report.rejects
        ],
        "notices": [{"code": code, **params} for code, params in report.notices],
        "reject_file": report.reject_file,
    }  # fmt: skip


def _report_lines(report: GoodsReport) -> list[str]:
    lines = [
        t(
            "goods.report", name=report.name, read=report.read, new=report.new, updated=report.updated,
            unchanged=report.unchanged, rejected=len(report.rejects),
        )
    ]  # fmt: skip
    lines += [t(code, **params) for code, params in report.notices]
    lines += [
        t("goods.reject_line", row=one.row, reason=t(one.code, column=one.column, value=one.value))
        for one in report.rejects[:20]
    ]
    if report.reject_file is not None:
        lines.append(t("goods.reject_file", path=report.reject_file))
    return lines
