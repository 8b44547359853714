"""Bad input: a clear refusal or a reject row, and nothing else is lost (issue item "Bad input", rule X2)."""

import io
import zipfile

import pytest
from intake_files import HEADERS, OPTIONS, SAMPLES, csv_of, row_of, xlsx_of

from cs_console.errors import BadInput
from cs_console.i18n import hint, set_language, t, what
from cs_console.intake.options import IntakeOptions
from cs_console.intake.reader import read_bytes, read_file

JD = ["订单号", "下单帐号", "订单状态", "订单金额", "下单时间", "运费金额", "商家备注"]


def jd_row(number, **values):
    return row_of(JD, {"订单号": number, "下单帐号": "jd", "订单状态": "完成", **values})


def jd(*rows, options=OPTIONS):
    return read_bytes(csv_of(JD, rows).encode(), "x.csv", options=options)


def refusal(data, name="x.csv", **more):
    with pytest.raises(BadInput) as caught:
        read_bytes(data, name, options=more.pop("options", OPTIONS), **more)
    return caught.value


def zipped(**entries):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as package:
        for name, data in entries.items():
            package.writestr(name.replace("__", "/").replace("_xml", ".xml"), data)
    return buffer.getvalue()


PNG = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + bytes(range(32)) * 20


@pytest.mark.parametrize(
    ("data", "name", "code"),
    [
        (b"", "x.csv", "intake.empty"),
        (b" \r\n\t", "x.csv", "intake.empty"),
        (b"\xef\xbb\xbf", "x.csv", "intake.empty"),
        (b"", "x.txt", "intake.empty"),
        (PNG, "x.csv", "intake.binary"),
        (PNG, "x.txt", "intake.binary"),
        ("订单号,金额\n".encode("utf-16-le") + b"\0" * 50, "x.csv", "intake.binary"),
        (b"\xef\xbb\xbf\xff\xfe\xb6\xa9", "x.csv", "intake.encoding"),
        (b"a,b\n\xff\xff\xff\xff,1\n", "x.csv", "intake.encoding"),
        ("姓名,电话,城市\n张,1,杭州\n".encode(), "x.csv", "intake.unknown_layout"),
        (b"%PDF-1.7 no table here\n", "x.csv", "intake.unknown_layout"),
        ("订单号,订单状态,商家备注\n1,2,3\n".encode(), "x.csv", "intake.unknown_layout"),
        (b"PK\x03\x04 torn", "x.xlsx", "intake.workbook"),
        (xlsx_of(JD)[:-200], "x.xlsx", "intake.workbook"),
        (zipped(readme="hello"), "x.zip", "intake.zip_other"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "x.xls", "intake.workbook"),
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"),
            "x.xlsx",
            "intake.encrypted",
        ),
        (b"<html><table></table></html>", "x.xls", "intake.markup"),
        (b"<html><table><![x<td>1</table>", "x.xls", "intake.markup"),
        (b"not json\n", "x.jsonl", "intake.jsonl"),
    ],
)
@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_whole_file_that_cannot_be_read_is_refused_in_plain_words(data, name, code, language):
    error = refusal(data, name)
    assert error.code == code
    set_language(language)
    try:
        assert "{" not in what(error).replace("{name}", "{")
        assert name in what(error) or code == "intake.chat_too_long"
        assert hint(error)
    finally:
        set_language("zh")


def test_an_unknown_layout_names_what_it_saw_and_what_it_looked_for():
    error = refusal("姓名,电话,城市\n张,1,杭州\n".encode())
    assert "电话" in error.params["columns"]
    assert "订单编号" in error.params["wanted"]


def test_a_header_below_the_first_fifty_rows_is_not_searched_for():
    data = ("说明\n" * 60 + csv_of(JD, [jd_row("11700000001")])).encode()
    assert refusal(data).code == "intake.unknown_layout"


@pytest.mark.parametrize("name", ["gone.csv", "."])
def test_a_file_that_cannot_be_opened(tmp_path, name):
    with pytest.raises(BadInput) as caught:
        read_file(tmp_path / name, options=OPTIONS)
    assert caught.value.code == "intake.unreadable"


def test_limits_on_bytes_and_rows():
    assert refusal(b"x" * 11, options=IntakeOptions(max_bytes=10)).code == "intake.too_big"
    rows = [jd_row(f"1170000000{number}") for number in range(5)]
    data = csv_of(JD, rows).encode()
    assert refusal(data, options=IntakeOptions(max_rows=4)).code == "intake.too_many_rows"


def test_file_over_the_limit_is_not_even_read(tmp_path):
    path = tmp_path / "big.csv"
    path.write_bytes(b"x" * 100)
    with pytest.raises(BadInput) as caught:
        read_file(path, options=IntakeOptions(max_bytes=10))
    assert caught.value.code == "intake.too_big"


def test_a_workbook_that_would_unfold_to_too_much_is_not_opened():
    bomb = zipped(xl__worksheets__sheet1_xml=b"0" * 5_000_000)
    assert refusal(bomb, "x.xlsx", options=IntakeOptions(max_inflated=1_000_000)).code == "intake.bomb"


def test_a_workbook_that_lies_about_its_sizes_is_refused():
    bomb = zipped(xl__worksheets__sheet1_xml=b"0" * 5_000_000)
    lie = bomb.replace((5_000_000).to_bytes(4, "little"), (10).to_bytes(4, "little"))
    assert refusal(lie, "x.xlsx").code == "intake.workbook"


def test_a_stray_cell_in_the_far_corner_does_not_fill_the_memory():
    import xlsxwriter

    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer)
    page = book.add_worksheet()
    page.write_string(0, 0, "订单号")
    page.write_string(1_048_575, 16_383, "x")
    book.close()
    assert refusal(buffer.getvalue(), "x.xlsx").code == "intake.area"


@pytest.mark.parametrize(
    ("number", "code"),
    [
        ("", "intake.reject.no_id"),
        ("null", "intake.reject.no_id"),
        ("合计", "intake.reject.bad_id"),
        ("1.23457E+17", "intake.reject.id_lost"),
        ("x" * 70, "intake.reject.bad_id"),
        ("[@click=app.quit]1", "intake.reject.bad_id"),
    ],
)
def test_a_row_without_a_usable_number_is_rejected_alone(number, code):
    parsed = jd(jd_row("11700000001"), jd_row(number), jd_row("11700000003"))
    assert [order.order_no for order in parsed.orders] == ["11700000001", "11700000003"]
    (reject,) = parsed.rejects
    assert (reject.row, reject.code, reject.column) == (3, code, "订单号")
    assert parsed.rows_read == 3
    assert number[:20] in t(reject.code, column=reject.column, value=reject.value) or number == "null"


def test_ids_lost_to_excel_are_said_once_for_the_column():
    parsed = jd(jd_row("1.17E+10"), jd_row("1.17E+10"), jd_row("11700000001"))
    assert ("intake.notice.ids_lost", {"column": "订单号", "count": "2"}) in parsed.notices
    assert len(parsed.orders) == 1


def test_numeric_ids_beyond_what_a_spreadsheet_keeps_are_refused():
    header = ["订单编号", "买家会员名", "订单状态"]
    data = xlsx_of(header, [35153131400000001, "tb", "交易成功"], [350000000000001, "tb", "交易成功"])
    parsed = read_bytes(data, "x.xlsx", options=OPTIONS)
    assert [order.order_no for order in parsed.orders] == ["350000000000001"]
    assert [(reject.row, reject.code) for reject in parsed.rejects] == [(2, "intake.reject.id_lost")]


def test_ids_whose_last_digits_all_became_zero_are_refused():
    header = ["订单编号", "买家会员名", "订单状态"]
    rows = [[f"{350000000000000 + number}000", "tb", "交易成功"] for number in range(1, 4)]
    parsed = read_bytes(csv_of(header, rows).encode(), "x.csv", options=OPTIONS)
    assert parsed.orders == ()
    assert [reject.code for reject in parsed.rejects] == ["intake.reject.id_rounded"] * 3
    mixed = csv_of(header, [*rows, ["350000000000000123", "tb", "交易成功"]]).encode()
    assert len(read_bytes(mixed, "x.csv", options=OPTIONS).orders) == 4, "one whole number: the zeros are chance"


@pytest.mark.parametrize(
    ("cells", "taken", "notices"),
    [
        (["4012345678901230000"], 0, ["intake.notice.ids_lost"]),
        (["401234567890123000"], 0, ["intake.notice.ids_lost"]),
        (["40123456789012300"], 1, ["intake.notice.ids_doubtful"]),
        (['="4012345678901230000"'], 1, []),
        (["'4012345678901230000"], 1, []),
        (["\t4012345678901230000"], 1, []),
        (["4012345678901230000", "4012345678901231234"], 2, []),
        (["4012345678901230000", "4012345678901231"], 2, []),
        (["4012345678901230000", "'4012345678901231234"], 1, ["intake.notice.ids_lost"]),
        (["4012345678901230"], 1, []),
        (["4.01235E+18"], 0, ["intake.notice.ids_lost"]),
    ],
)
@pytest.mark.parametrize("kind", ["订单", "退款"])
def test_a_lone_number_ending_in_zeros_is_believed_only_where_no_spreadsheet_was(cells, taken, notices, kind):
    header, row = ["订单编号", "买家会员名", "订单状态"], ["tb", "交易成功"]
    if kind == "退款":
        header = ["退款编号", "订单编号", "退款状态", "买家退款金额", "超时时间", "货物状态"]
        row = ["35000000000000123", "退款成功", "1.00", "", ""]
    data = xlsx_of(header, *([cell, *row] for cell in cells))
    parsed = read_bytes(data, "x.xlsx", options=OPTIONS)
    assert len(parsed.orders or parsed.refunds) == taken
    assert [code for code, _ in parsed.notices] == notices


def test_a_number_that_stands_twice_with_other_contents_is_said():
    header = ["订单编号", "买家会员名", "订单状态", "总金额"]
    first = ['="35000000000000123"', "tb", "等待买家付款", "10.00"]
    rows = [first, first, [*first[:2], "交易成功", "10.00"], [*first[:3], "12.00"]]
    parsed = read_bytes(csv_of(header, rows).encode(), "x.csv", options=OPTIONS)
    (order,) = parsed.orders
    assert (order.platform_status, order.total_fen) == ("等待买家付款", 1000)
    notices = dict(parsed.notices)
    assert notices["intake.notice.repeated_rows"]["count"] == "1"
    assert notices["intake.notice.differing_rows"]["count"] == "2"


def test_taobao_xlsx_resaved_from_csv_keeps_its_wrapping():
    header = ["订单编号", "买家会员名", "订单状态", "联系手机"]
    data = xlsx_of(header, ['="351531314000000012"', "tb", "交易成功", "'13800000001"])
    (order,) = read_bytes(data, "x.xlsx", options=OPTIONS).orders
    assert (order.order_no, order.phone) == ("351531314000000012", "13800000001")


@pytest.mark.parametrize(
    ("column", "value", "code"),
    [
        ("订单金额", "-5.00", "intake.reject.money"),
        ("订单金额", "五块", "intake.reject.money"),
        ("订单金额", "1.234", "intake.reject.money"),
        ("下单时间", "昨天", "intake.reject.time"),
        ("下单时间", "2026-02-30 10:00:00", "intake.reject.time"),
    ],
)
def test_unreadable_money_or_time_rejects_the_row_naming_the_cell(column, value, code):
    parsed = jd(jd_row("11700000001", **{column: value}), jd_row("11700000002"))
    assert [order.order_no for order in parsed.orders] == ["11700000002"]
    (reject,) = parsed.rejects
    assert (reject.row, reject.code, reject.column, reject.value) == (2, code, column, value)


def test_an_unreadable_cell_that_nothing_hangs_on_is_dropped_and_said():
    parsed = jd(jd_row("11700000001", 运费金额="?"), jd_row("11700000002", 运费金额="-3"))
    assert [order.freight_fen for order in parsed.orders] == [None, None]
    said = {"column": "运费金额", "count": "2", "row": "2", "value": "?"}
    assert parsed.notices == (("intake.notice.cell_dropped", said),)
    assert "运费金额" in t("intake.notice.cell_dropped", **said)


def test_a_cell_over_the_limit_is_rejected_not_cut():
    parsed = jd(jd_row("11700000001", 商家备注="备" * 101), jd_row("11700000002", 商家备注="备" * 100),
                options=IntakeOptions(max_cell=100))  # fmt: skip
    assert [reject.code for reject in parsed.rejects] == ["intake.reject.cell_too_long"]
    assert parsed.orders[0].platform_remark == "备" * 100


def test_a_comma_inside_an_unquoted_cell_never_shifts_cells_under_wrong_names():
    text = csv_of(JD, []) + "11700000001,jd,完成,5.00,2026-05-01 10:00:00,0,送礼物,再送一份\r\n"
    parsed = read_bytes(text.encode(), "x.csv", options=OPTIONS)
    assert [reject.code for reject in parsed.rejects] == ["intake.reject.too_many_cells"]


def test_duplicate_headers_take_the_first_non_empty_cell_and_are_said():
    header = [*JD, "商家备注"]
    rows = [[*jd_row("11700000001"), "后者"], [*jd_row("11700000002", 商家备注="前者"), "后者"]]
    parsed = read_bytes(csv_of(header, rows).encode(), "x.csv", options=OPTIONS)
    assert [order.platform_remark for order in parsed.orders] == ["后者", "前者"]
    assert ("intake.notice.repeated_header", {"column": "商家备注"}) in parsed.notices


def test_a_header_alone_is_no_error():
    parsed = jd()
    assert (parsed.rows_read, parsed.notices) == (0, (("intake.notice.no_rows", {}),))


@pytest.mark.parametrize(
    ("evil", "shown"),
    [
        ("[/]x", "[/]x"),
        ("[@click=app.quit]x", "[@click=app.quit]x"),
        ("\x1b]0;evil\x07x", "␛]0;evil␇x"),
        ("a\u202eb", "ab"),
        ("a\0b", "a␀b"),
        ("😀" * 300, "😀" * 300),
        ("=HYPERLINK(1)", "=HYPERLINK(1)"),
    ],
)
def test_hostile_text_is_taken_in_harmless(evil, shown):
    """Rule X2."""
    (order,) = jd(jd_row("11700000001", 商家备注=evil, 下单帐号=evil)).orders
    assert (order.platform_remark, order.buyer_nick) == (shown, shown)


def test_remarks_keep_their_lines_and_other_text_has_one():
    (order,) = jd(jd_row("11700000001", 商家备注="一\r\n二", 下单帐号="a\nb")).orders
    assert (order.platform_remark, order.buyer_nick) == ("一\n二", "a b")


def test_a_cut_file_loses_its_last_row_alone():
    data = (SAMPLES / "ExportOrderList201707081000.csv").read_bytes()
    parsed = read_bytes(data[:-60], "x.csv", options=OPTIONS)
    assert len(parsed.orders) == 2
    assert [(reject.row, reject.code) for reject in parsed.rejects] == [(4, "intake.reject.cut")]


def test_a_row_cut_in_its_number_is_not_taken_for_a_shorter_number():
    text = csv_of(JD, [jd_row("11700000001")]) + "117000"
    parsed = read_bytes(text.encode(), "x.csv", options=OPTIONS)
    assert [order.order_no for order in parsed.orders] == ["11700000001"]
    assert [reject.code for reject in parsed.rejects] == ["intake.reject.cut"]


def test_lines_of_a_torn_cell_are_not_taken_for_rows():
    text = csv_of(JD, [jd_row("11700000001")]) + '11700000002,jd,完成,1,2026-05-01,0,"line one\r\n11700000009'
    parsed = read_bytes(text.encode(), "x.csv", options=OPTIONS)
    assert [order.order_no for order in parsed.orders] == ["11700000001"]
    assert len(parsed.rejects) == 2


@pytest.mark.parametrize("delimiter", ["\t", ";"])
def test_other_delimiters(delimiter):
    text = "\n".join(delimiter.join(row) for row in (JD, jd_row("11700000001", 商家备注="a,b")))
    (order,) = read_bytes(text.encode("utf-16"), "x.csv", options=OPTIONS).orders
    assert order.platform_remark == "a,b"


def test_excel_xml_of_2003_with_skipped_cells():
    def cells(row):
        return "".join(f"<Cell><Data ss:Type='String'>{text}</Data></Cell>" for text in row)

    far = "<Cell ss:Index='7'><Data>远</Data></Cell>"
    rows = f"<Row>{cells(JD)}</Row><Row>{cells(['11700000001', 'jd'])}{far}</Row>"
    data = f"<?xml version='1.0'?><Workbook><Table>{rows}"
    (order,) = read_bytes(data.encode(), "x.xls", options=OPTIONS).orders
    assert (order.platform_remark, order.status) == ("远", None)


def test_html_xls_keeps_spans_breaks_and_entities_and_runs_nothing():
    head = "".join(f"<th>{name}</th>" for name in JD)
    body = "<td>11700000001<td colspan=2>jd&amp;co<td>5.00<td><td><td>a<br>b&lt;script&gt;"
    data = f"<html><style>td{{}}</style><script>x</script><TABLE><TR>{head}<tr>{body}</TABLE>"
    (order,) = read_bytes(data.encode("gbk"), "x.xls", options=OPTIONS).orders
    assert (order.buyer_nick, order.total_fen, order.platform_remark) == ("jd&co", 500, "a\nb<script>")


def test_the_second_sheet_is_found_and_a_hidden_one_is_not():
    import xlsxwriter

    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer)
    book.add_worksheet("说明").write_string(0, 0, "导出说明")
    page = book.add_worksheet("订单")
    for place, name in enumerate(JD):
        page.write_string(2, place + 0, name)
    page.write_string(3, 0, "11700000001")
    book.close()
    parsed = read_bytes(buffer.getvalue(), "x.xlsx", options=OPTIONS)
    assert [(order.order_no, order.row) for order in parsed.orders] == [("11700000001", 4)]


def test_every_layout_in_the_header_list_but_the_phrases_is_known():
    for name, header in HEADERS.items():
        if name != "qianniu.quick_phrase":
            assert (
                read_bytes(csv_of(header, []).encode(), "x.csv", options=OPTIONS).layout.split(".")[0]
                == name.split(".")[0]
            )


def test_a_damaged_ole2_workbook_is_refused_and_writes_nothing_on_the_terminal(capfd):
    data = bytearray((SAMPLES / "taobao_orders.xls").read_bytes())
    for place in range(512, len(data), 3):
        data[place] = 0xFF
    assert refusal(bytes(data), "x.xls").code == "intake.workbook"
    assert capfd.readouterr() == ("", "")
