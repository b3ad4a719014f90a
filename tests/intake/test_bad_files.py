"""Bad files: a file for each fault, failed formulas, and files made to break a reader."""

import io
import shutil
import struct
import tomllib
import zipfile
from collections.abc import Callable
from pathlib import Path
from time import process_time

import pytest
from openpyxl import Workbook

from cchc_metrics.catalog import Catalog, load
from cchc_metrics.faults import FaultError
from cchc_metrics.intake import read, unpacking
from cchc_metrics.intake.numbers import Unreadable, percent
from cchc_metrics.intake.sheets import sheets
from cchc_metrics.workspace import Workspace
from tests.conftest import DATA, write_figures
from tests.intake.forms_as_they_are import form, text, with_cells, workbook

FILE_FAULTS = tomllib.loads(Path(__file__).with_name("file_faults.toml").read_text(encoding="utf-8"))


def bad_file(folder: Path, name: str) -> Path:
    """The file of a fault, written into a folder."""
    fault, path = FILE_FAULTS[name], folder / f"{name}.csv"
    if "rows" in fault:
        return write_figures(path, fault["rows"])
    path.write_text(fault["text"], encoding=fault.get("encoding", "utf-8"))
    return path


@pytest.fixture(scope="module")
def handed_in(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A working folder with one hand-in of a good file; tests only read it."""
    folder = tmp_path_factory.mktemp("good")
    figure = {"indicator_id": "online", "year": 2021, "numerator": 1, "denominator": 2}
    workspace = Workspace(folder / "workspace", "mini", DATA)
    workspace.submit([write_figures(folder / "good.csv", [figure])], unit_id="xa-thu", by="thử")
    return workspace.folder


@pytest.mark.parametrize("name", FILE_FAULTS)
def test_a_bad_file_gives_exactly_its_fault(name: str, handed_in: Path, tmp_path: Path) -> None:
    workspace = Workspace(shutil.copytree(handed_in, tmp_path / "workspace"), "mini", DATA)
    before = workspace.ledger.path.read_bytes()
    unit = "xa-cu" if name == "don-vi-het-hieu-luc" else "xa-thu"

    with pytest.raises(FaultError) as refusal:
        workspace.submit([bad_file(tmp_path, name)], unit_id=unit, by="thử")

    faults = [fault for fault in refusal.value.faults if "số liệu của" not in fault.problem]
    places = {fault.place for fault in faults}
    assert all(FILE_FAULTS[name]["place"] in place for place in places), places
    assert any(FILE_FAULTS[name]["said"] in str(fault) for fault in faults), [str(fault) for fault in faults]
    assert workspace.ledger.path.read_bytes() == before


def test_all_faults_of_all_files_come_at_once(workspace: Workspace, tmp_path: Path) -> None:
    files = [bad_file(tmp_path, name) for name in ("so-am", "co-la", "ky-nguoc")]

    with pytest.raises(FaultError) as refusal:
        workspace.submit(files, unit_id="xa-thu", by="thử")

    assert [fault.place.partition(",")[0] for fault in refusal.value.faults] == [
        "so-am.csv",
        "co-la.csv",
        "ky-nguoc.csv",
    ]


def test_figures_of_another_unit_are_refused(workspace: Workspace, tmp_path: Path) -> None:
    other = write_figures(
        tmp_path / "other.csv",
        [{"indicator_id": "early", "unit_id": "xa-moi", "year": 2026, "numerator": 1, "denominator": 2}],
    )

    with pytest.raises(FaultError, match="số liệu của Xã Mới"):
        workspace.submit([other], unit_id="xa-thu", by="thử")


ROOT = Path(__file__).parents[2]


def test_a_failed_count_is_no_blank_that_the_others_fill_in(plan: Catalog) -> None:
    # Settled 1.204 = 1.200 early + 4 on time, so that a blank in J (late) can only be 0.
    file = workbook(with_cells(form(), {"J11": "#N/A"}))

    with pytest.raises(FaultError) as refusal:
        read("06a.xlsx", file, plan, unit_id="nhat-quang")

    assert [(fault.place, fault.problem) for fault in refusal.value.faults] == [
        ("06a.xlsx, trang «Trang 1», ô J11", "công thức trong ô báo lỗi «#N/A»")
    ]


def test_each_failed_cell_is_read_in_its_place() -> None:
    pages = sheets("a.xlsx", workbook([["", "#DIV/0!"], [], ["x", 1]], [["#REF!"]]))

    assert [list(row) for row in pages[0].rows] == [["", "#DIV/0!"], ["", ""], ["x", 1.0]]
    assert [list(row) for row in pages[1].rows] == [["#REF!"]]


@pytest.mark.parametrize("kind", ["xlsx", "xls", "ods"])
def test_failed_formulas_saved_by_an_office_program_are_seen(
    kind: str, office: Callable[..., Path], tmp_path: Path
) -> None:
    book = Workbook()
    first = book.worksheets[0]
    first["B2"], first["C3"], first["D4"], first["E5"] = "=1/0", "=NA()", "=1+1", "x"
    book.create_sheet("Trang hai")["A1"] = "=1/0"
    book.save(tmp_path / "made.xlsx")

    pages = sheets("a", office(tmp_path / "made.xlsx", kind).read_bytes())

    assert (pages[0].rows[1][1], pages[0].rows[2][2], pages[0].rows[3][3]) == ("#DIV/0!", "#N/A", 2)
    assert pages[1].rows[0][0] == "#DIV/0!"


def test_a_share_of_nothing_is_none_and_a_failed_one_of_something_is_a_fault() -> None:
    assert percent("#DIV/0!") is None
    with pytest.raises(Unreadable):
        percent("#REF!")


FORM = workbook(form())
PAGE = '<html xmlns:x="urn:schemas-microsoft-com:office:excel"><body><table><tr><td>Lĩnh vực</td></tr></table></html>'
SHEET = "xl/worksheets/sheet1.xml"


def repack(members: dict[str, bytes], *, of: bytes = FORM) -> bytes:
    """The workbook with some of its members replaced or added."""
    into = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(of)) as old, zipfile.ZipFile(into, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            if name not in members:
                new.writestr(name, old.read(name))
        for name, data in members.items():
            new.writestr(name, data)
    return into.getvalue()


def sheet_xml() -> bytes:
    with zipfile.ZipFile(io.BytesIO(FORM)) as book:
        return book.read(SHEET)


def ods(body: str) -> bytes:
    into = io.BytesIO()
    kind = "application/vnd.oasis.opendocument.spreadsheet"
    names = " ".join(
        f'xmlns:{short}="urn:oasis:names:tc:opendocument:xmlns:{long}:1.0"'
        for short, long in (("office", "office"), ("table", "table"), ("text", "text"))
    )
    with zipfile.ZipFile(into, "w", zipfile.ZIP_DEFLATED) as book:
        book.writestr("mimetype", kind)
        book.writestr(
            "META-INF/manifest.xml",
            '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:'
            f'xmlns:manifest:1.0"><manifest:file-entry manifest:full-path="/" manifest:media-type="{kind}"/>'
            "</manifest:manifest>",
        )
        book.writestr(
            "content.xml",
            f"<office:document-content {names}><office:body><office:spreadsheet>"
            f'<table:table table:name="A">{body}</table:table></office:spreadsheet></office:body>'
            "</office:document-content>",
        )
    return into.getvalue()


def far_cell() -> bytes:
    return repack(
        {
            SHEET: sheet_xml().replace(
                b"</sheetData>", b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'
            )
        }
    )


def far_row_of_nameless_cells() -> bytes:
    return repack(
        {
            SHEET: sheet_xml().replace(
                b"</sheetData>", b'<row r="1048576">' + b"<c><v>1</v></c>" * 9 + b"</row></sheetData>"
            )
        }
    )


def shared_text_bomb() -> bytes:
    cells = "".join(
        f'<row r="{row}">' + "".join(f'<c r="{column}{row}" t="s"><v>0</v></c>' for column in "ABCDEFGHIJ") + "</row>"
        for row in range(1, 1001)
    )
    strings = b'<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><si><t>' + b"a" * 1_000_000
    return repack(
        {
            SHEET: b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
            + cells.encode()
            + b"</sheetData></worksheet>",
            "xl/sharedStrings.xml": strings + b"</t></si></sst>",
        }
    )


def entity_bomb() -> bytes:
    lines = ['<!ENTITY a "aaaaaaaaaa">'] + [f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 12)]
    lines[1] = f'<!ENTITY a1 "{"&a;" * 10}">'
    return repack(
        {
            SHEET: b"<!DOCTYPE worksheet ["
            + "".join(lines).encode()
            + b"]>"
            + sheet_xml().replace(
                b"<sheetData>", b'<sheetData><row r="99"><c r="A99" t="inlineStr"><is><t>&a11;</t></is></c></row>'
            )
        }
    )


def lying_size() -> bytes:
    """A workbook with a member that is larger than its header says."""
    data = bytearray(repack({"xl/worksheets/big.xml": b"<a>" + b" " * 40_000_000 + b"</a>"}))
    at = data.rindex(b"PK\x01\x02")
    struct.pack_into("<I", data, at + 24, 100)
    return bytes(data)


def encrypted_member() -> bytes:
    data = bytearray(FORM)
    at = -1
    while (at := data.find(b"PK\x01\x02", at + 1)) >= 0:
        struct.pack_into("<H", data, at + 8, struct.unpack_from("<H", data, at + 8)[0] | 1)
    return bytes(data)


def xls_far_cell() -> bytes:
    """An .xls whose records say that cells stand in the last row and column."""
    data = bytearray((ROOT / "tests" / "data" / "forms" / "ii-06a.xls").read_bytes())
    # The first NUMBER record (0203, 14 bytes) or RK record (027E, 10 bytes) is moved far away.
    for head in (struct.pack("<HH", 0x0203, 14), struct.pack("<HH", 0x027E, 10)):
        at = data.find(head)
        if at >= 0:
            struct.pack_into("<HH", data, at + 4, 65535, 255)
            return bytes(data)
    raise AssertionError("the .xls holds no number")


def with_row(row: bytes) -> bytes:
    return repack({SHEET: sheet_xml().replace(b"</sheetData>", row + b"</sheetData>")})


SPREADSHEET_XML = (
    '<?xml version="1.0"?>{0}<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet" '
    'xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet"><Worksheet ss:Name="a"><Table>{1}</Table></Worksheet>'
    "</Workbook>"
)
ENTITIES = (
    '<!DOCTYPE w [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">'
    '<!ENTITY c SYSTEM "file:///etc/hostname">]>'
)
ARCHIVE = 'MIME-Version: 1.0\nContent-Type: multipart/related; boundary="b"\n\n'

HOSTILE = {
    "cột ngoài trang": (lambda: with_row(b'<row r="900"><c r="ZZZZ900"><v>1</v></c></row>'), "cột thứ 475.254"),
    "hàng ngoài trang": (lambda: with_row(b'<row r="99999999"><c r="A99999999"/></row>'), "hàng 99.999.999"),
    "số 1e308": (lambda: repack({SHEET: sheet_xml().replace(b"<v>28</v>", b"<v>1e308</v>")}), "ô G9: «1e+308»"),
    "trang hỏng có ô lỗi": (lambda: repack({SHEET: sheet_xml()[:-40] + b't="e"'}), "không mở được"),
    "kiểu ô hỏng": (lambda: repack({"xl/styles.xml": b"<styleSheet><cellXfs><xf</a>"}), "không mở được"),
    "sổ hỏng": (lambda: repack({"xl/workbook.xml": b"<workbook><sheets"}), "không mở được"),
    "năm mươi megabyte dòng trống": (lambda: b"\n" * 50_000_000, "tệp quá lớn: 50.000.000 dòng"),
    "năm mươi megabyte dấu cách": (lambda: b" " * 50_000_000, "các dòng quá dài"),
    "bảng web gộp một tỷ ô": (
        lambda: b"<table><tr><td colspan=999999999 rowspan=999999999>a</td></tr>" + b"<tr></tr>" * 9000,
        "tệp quá lớn",
    ),
    "trang web lồng sâu": (lambda: b"<html>" + b"<table><tr><td>" * 50_000, "tệp không có chữ nào"),
    "trang web quá lớn": (lambda: b"<html><body>" + b"x " * 12_000_000, "tệp quá lớn: 22 MB"),
    "trang MIME nhiều dòng": (lambda: (ARCHIVE + "\n" * 300_000).encode(), "tệp quá lớn: 300.003 dòng"),
    "trang MIME nhiều phần": (
        lambda: (ARCHIVE + "--b\nContent-Type: text/html\n\n<table><tr><td>a</td></tr></table>\n" * 300).encode(),
        "tệp quá lớn: 300 trang",
    ),
    "XML 2003 có thực thể": (
        lambda: SPREADSHEET_XML.format(
            ENTITIES, '<Row><Cell><Data ss:Type="String">&b;&c;</Data></Cell></Row>'
        ).encode(),
        "(«&b;&c;»)",
    ),
    "XML 2003 có ô xa": (
        lambda: SPREADSHEET_XML.format("", '<Row ss:Index="999999999"><Cell ss:Index="9"/></Row>').encode(),
        "tệp quá lớn",
    ),
    "XML 2003 có hàng âm": (
        lambda: SPREADSHEET_XML.format("", '<Row ss:Index="-5"><Cell ss:Index="0"/></Row>').encode(),
        "không mở được",
    ),
    "ô ở tận cùng trang": (far_cell, "tệp quá lớn"),
    "hàng ở tận cùng trang": (far_row_of_nameless_cells, "tệp quá lớn"),
    "ô ở tận cùng trang .xls": (xls_far_cell, "tệp quá lớn"),
    "ô lặp mười bảy tỷ lần": (
        lambda: ods(
            '<table:table-row table:number-rows-repeated="1048576"><table:table-cell office:value-type="float" '
            'office:value="1" table:number-columns-repeated="16384"/></table:table-row>'
        ),
        "tệp quá lớn",
    ),
    "chữ lặp mười bảy tỷ lần": (
        lambda: ods(
            '<table:table-row table:number-rows-repeated="2000"><table:table-cell office:value-type="string" '
            f'table:number-columns-repeated="900"><text:p>{"a" * 9000}</text:p></table:table-cell></table:table-row>'
        ),
        "tệp quá lớn",
    ),
    "chữ dùng chung rất dài": (shared_text_bomb, "tệp quá lớn"),
    "thực thể lồng nhau": (entity_bomb, ""),
    "bom nén": (lambda: repack({"xl/worksheets/sheet9.xml": b" " * (unpacking.UNPACKED_LIMIT + 1)}), "tệp quá lớn"),
    "kích thước khai gian": (lying_size, "không mở được"),
    "năm nghìn tệp con": (lambda: repack({f"xl/media/{n}": b"" for n in range(unpacking.PACKED_FILES)}), "tệp con"),
    "tệp con có mật khẩu": (encrypted_member, "mật khẩu"),
    "sổ tính nhị phân .xlsb hỏng": (
        lambda: repack({"xl/workbook.bin": b"\x83\x01\x00"}, of=_zip_of_text()),
        "không mở được",
    ),
    "ô ở tận cùng trang, giả làm .ods": (lambda: repack({"content.xml": b"<a/>"}, of=far_cell()), "tệp quá lớn"),
    "ô ở tận cùng trang, giả làm .xlsb": (lambda: repack({"xl/workbook.bin": b""}, of=far_cell()), "tệp quá lớn"),
    "nửa tệp": (lambda: FORM[: len(FORM) // 2], "không mở được"),
    "zip không phải sổ tính": (lambda: repack({}, of=_zip_of_text()), "không mở được"),
    "chỉ đầu tệp .xls": (lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "không mở được"),
    "tệp rỗng": (lambda: b"", "tệp không có chữ nào"),
    "trang web": (lambda: PAGE.encode(), "không nhận ra mẫu biểu nào; trong tệp có trang «Trang web» («Lĩnh vực»)"),
    "trang web UTF-16": (lambda: PAGE.encode("utf-16"), "(«Lĩnh vực»)"),
    "trang web XHTML": (
        lambda: b"\xef\xbb\xbf<?xml version='1.0'?>\n<!-- a -->\n<!DOCTYPE html>" + PAGE.encode(),
        "(«Lĩnh vực»)",
    ),
    "một bảng của trang web": (lambda: b"\r\n<TABLE border=1><tr><td>STT</td></tr></TABLE>", "(«STT»)"),
    "hình ảnh": (lambda: b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 40, ""),
    "một trăm megabyte": (lambda: b"a;b;c\n" * (100 * unpacking.MEGABYTE // 6), "tệp quá lớn"),
    "một dòng rất dài": (lambda: b"x" * 30_000_000, ""),
    "một ô rất dài": (lambda: b"indicator_id,unit_id,year\n" + b'"' + b"x" * 5_000_000 + b'",a,b\n', ""),
    "biểu nhiều hàng": (
        lambda: text(
            form(rows=[[number, f"Lĩnh vực {number}", *[0] * 11] for number in range(unpacking.FORM_ROWS)])
        ).encode(),
        "tệp quá lớn",
    ),
    "nhiều dấu phẩy": (lambda: b"," * 3_000_000, ""),
}


def _zip_of_text() -> bytes:
    into = io.BytesIO()
    with zipfile.ZipFile(into, "w") as book:
        book.writestr("ghi-chu.txt", "không phải sổ tính")
    return into.getvalue()


@pytest.mark.slow
@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_is_refused_soon(name: str, plan: Catalog) -> None:
    result, words = HOSTILE[name]
    data = result()
    began = process_time()

    with pytest.raises(FaultError) as refusal:
        read("doc.xlsx", data, plan, unit_id="nhat-quang")

    assert words in str(refusal.value)
    assert process_time() - began < 20


def test_eighty_thousand_styles_are_read_soon(plan: Catalog) -> None:
    """openpyxl takes half a minute for so many styles when a cell holds an error."""
    with zipfile.ZipFile(io.BytesIO(FORM)) as book:
        styles = book.read("xl/styles.xml")
    at, end = styles.index(b"<cellXfs"), styles.index(b"</cellXfs>")
    many = b'<cellXfs count="80000">' + b'<xf numFmtId="0" fontId="0" fillId="0" borderId="0"/>' * 80_000
    error = sheet_xml().replace(b"</sheetData>", b'<row r="900"><c r="A900" t="e"><v>#REF!</v></c></row></sheetData>')
    data = repack({"xl/styles.xml": styles[:at] + many + styles[end:], SHEET: error})
    began = process_time()

    assert read("a.xlsx", data, plan, unit_id="nhat-quang").observations
    assert process_time() - began < 5


def test_a_formula_counts_as_the_value_it_was_saved_with(plan: Catalog) -> None:
    """A formula without a saved value is a blank cell, and blank is not 0."""
    formula = repack(
        {SHEET: sheet_xml().replace(b'<c r="G9" t="n"><v>28</v></c>', b'<c r="G9"><f>H9+I9+J9</f><v>28</v></c>')}
    )
    assert formula != FORM
    never = workbook(with_cells(form(), {"H12": "=G12-I12-J12"}))

    assert read("a.xlsx", formula, plan, unit_id="nhat-quang") == read("a.xlsx", FORM, plan, unit_id="nhat-quang")
    with pytest.raises(FaultError, match="ô H12: công thức chưa được tính"):
        read("a.xlsx", never, plan, unit_id="nhat-quang")


def test_macros_are_pointed_out_and_never_run(plan: Catalog) -> None:
    content = read("a.xlsm", repack({"xl/vbaProject.bin": b"\0" * 100}), plan, unit_id="nhat-quang")

    assert "tệp có macro" in [caution.problem for caution in content.cautions]


def test_merged_cells_hold_their_value_once(plan: Catalog) -> None:
    with_merges = repack(
        {
            SHEET: sheet_xml().replace(
                b"</sheetData>",
                b'</sheetData><mergeCells count="2"><mergeCell ref="C5:F5"/><mergeCell ref="A1:E1"/></mergeCells>',
            )
        }
    )

    assert read("a.xlsx", with_merges, plan, unit_id="nhat-quang") == read("a.xlsx", FORM, plan, unit_id="nhat-quang")


@pytest.mark.slow
def test_thousands_of_faults_are_told_by_the_first(plan: Catalog) -> None:
    rows = [[number, f"Đất đai {number}", *["x"] * 11] for number in range(1, 1000)]

    with pytest.raises(FaultError) as refusal:
        read("a.csv", text(form(rows=rows)).encode(), plan, unit_id="nhat-quang")

    assert len(refusal.value.faults) == unpacking.FAULTS + 1
    assert "chưa kể hết" in refusal.value.faults[-1].problem


def refusal_of(name: str, text: str, plan: Catalog) -> str:
    with pytest.raises(FaultError) as refusal:
        read(name, text.encode(), plan, unit_id="nhat-quang")
    return str(refusal.value)


LIST = "indicator_id,unit_id,year,numerator,denominator,flag,source_id,as_of\n"


def test_every_fault_of_a_row_is_told_beside_an_unusable_day(plan: Catalog) -> None:
    text = refusal_of("so.csv", LIST + "on-tim,nhat-quan,quý 1/2024,1,x,chốt,mot-cuaa,hôm nay\n", plan)

    assert [column for column in LIST.strip().split(",") if f"cột «{column}»" not in text] == ["numerator"]
    assert "ghi 2024; kỳ ngắn hơn một năm thì ghi thêm «period_start» và «period_end»" in text
    assert "final (chính thức), provisional (tạm thời)" in text


def test_a_list_without_obligatory_columns_names_those_alone(plan: Catalog) -> None:
    text = refusal_of("so.csv", "indicator_id,unit_id,numerator,denominator,flag\n", plan)

    assert "thiếu cột bắt buộc «year», «source_id»" in text
    assert "reported_of" not in text


def test_flags_and_answers_may_stand_in_the_words_of_the_screens(plan: Catalog) -> None:
    content = read("so.csv", (LIST + "on-time,nhat-quang,2024,1,2,Tạm thời,mot-cua,\n").encode(), plan)

    assert [row.flag for _, row in content.observations] == ["provisional"]


@pytest.mark.parametrize(("words", "value"), [("đã duyệt", 1), ("Có", 1), ("chưa duyệt", 0), ("1", 1)])
def test_a_yes_or_no_of_a_list_may_be_a_word(words: str, value: float) -> None:
    plan = load(ROOT / "data" / "plans" / "tien-tien-2026-2030")
    unit, source = plan.plan.unit, next(iter(plan.sources))
    text = f"indicator_id,unit_id,year,value,flag,source_id\nde-an-vi-tri,{unit},2026,{words},final,{source}\n"

    content = read("so.csv", text.encode(), plan)

    assert [row.value for _, row in content.observations] == [value]


def test_a_file_without_words_is_refused_shortly(plan: Catalog) -> None:
    assert refusal_of("rong.csv", "", plan) == (
        "rong.csv: tệp không có chữ nào. Cần: tệp có bảng số liệu. "
        "Cách sửa: lưu lại tệp có số liệu, hoặc tải sổ mẫu về để điền."
    )
