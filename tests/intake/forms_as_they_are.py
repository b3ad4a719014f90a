"""Form II.06a as offices print it, written cell by cell, to be saved as a workbook or as text."""

import csv
import io
from collections.abc import Mapping, Sequence
from typing import Any

from openpyxl import Workbook

from cchc_metrics.catalog import Catalog
from cchc_metrics.intake import FileContent, read

Cells = list[list[Any]]

TITLE: Cells = [
    ["ỦY BAN NHÂN DÂN", "", "", "", "", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"],
    ["XÃ NHẬT QUANG", "", "", "", "", "Độc lập - Tự do - Hạnh phúc"],
    ["TÌNH HÌNH, KẾT QUẢ GIẢI QUYẾT TTHC TẠI CƠ QUAN, ĐƠN VỊ TRỰC TIẾP GIẢI QUYẾT TTHC"],
    ["(Từ ngày 15/12/2022 đến ngày 14/12/2023)"],
]
HEADER: Cells = [
    [
        "TT",
        "Lĩnh vực",
        "Số lượng hồ sơ tiếp nhận",
        "",
        "",
        "",
        "Số lượng hồ sơ đã giải quyết",
        "",
        "",
        "",
        "Số lượng hồ sơ đang giải quyết",
        "",
        "",
    ],
    [
        "",
        "",
        "Tổng số",
        "Trong kỳ",
        "",
        "Từ kỳ trước",
        "Tổng số",
        "Trước hạn",
        "Đúng hạn",
        "Quá hạn",
        "Tổng số",
        "Trong hạn",
        "Quá hạn",
    ],
    ["", "", "", "Trực tuyến", "Trực tiếp, dịch vụ bưu chính", "", "", "", "", "", "", "", ""],
    [
        "(1)",
        "(2)",
        "(3)=(4)+(5)+(6)",
        "(4)",
        "(5)",
        "(6)",
        "(7)=(8)+(9)+(10)",
        "(8)",
        "(9)",
        "(10)",
        "(11)=(12)+(13)",
        "(12)",
        "(13)",
    ],
]
# 3 = 4+5+6 and 7+11; 7 = 8+9+10; 11 = 12+13. Columns from left: TT, field, 3 … 13.
ROWS: Cells = [
    [1, "Đất đai", 30, 10, 18, 2, 28, 12, 14, 2, 2, 1, 1],
    [2, "Lĩnh vực Hộ tịch", 400, 250, 150, 0, 398, 300, 98, 0, 2, 2, 0],
    [3, "CHỨNG THỰC", "1.204", "204", "1.000", "", "1.204", "1.200", "4", "", "", "", ""],
    [4, "Bảo trợ xã hội", 96, 40, 50, 6, 90, 60, 29, 1, 6, 6, 0],
    [5, "Xây dựng", 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0],
]
TOTAL: Cells = [["", "Tổng số", 1730, 504, 1218, 8, 1720, 1572, 145, 3, 10, 9, 1]]
FOOT: Cells = [[], ["", "NGƯỜI LẬP BIỂU", "", "", "", "", "", "", "CHỦ TỊCH"]]

# The counts of settled dossiers by group of the plan: (early + on time, early, all settled).
SETTLED = {
    "land": (26, 12, 28),
    "civil-status": (398, 300, 398),
    "certification": (1204, 1200, 1204),
    "social": (89, 60, 90),
    "construction": (0, 0, 0),
}
# (from the period before, received within it, settled, of them late, open at its end, of them late).
TALLIES = {
    "land": (2, 28, 28, 2, 2, 1),
    "civil-status": (0, 400, 398, 0, 2, 0),
    "certification": (0, 1204, 1204, 0, 0, 0),
    "social": (6, 90, 90, 1, 6, 0),
    "construction": (0, 0, 0, 0, 0, 0),
}
# Received within the period: (online, online and in person).
RECEIVED = {
    "land": (10, 28),
    "civil-status": (250, 400),
    "certification": (204, 1204),
    "social": (40, 90),
    "construction": (0, 0),
}


def form(
    *, title: Cells = TITLE, header: Cells = HEADER, rows: Cells = ROWS, total: Cells = TOTAL, foot: Cells = FOOT
) -> Cells:
    """The whole sheet; each part may be replaced."""
    return [list(row) for part in (title, header, rows, total, foot) for row in part]


def with_cells(cells: Cells, changes: Mapping[str, Any]) -> Cells:
    """A copy of the cells with other values in the cells of these names: {"G9": 5}."""
    result = [list(row) for row in cells]
    for name, value in changes.items():
        column = ord(name[0]) - ord("A")
        row = result[int(name[1:]) - 1]
        row.extend([""] * (column + 1 - len(row)))
        row[column] = value
    return result


def workbook(*sheets: Cells, names: Sequence[str] = ()) -> bytes:
    """The bytes of an .xlsx with these sheets."""
    book = Workbook()
    book.remove(book.worksheets[0])
    for number, cells in enumerate(sheets, 1):
        sheet = book.create_sheet(names[number - 1] if names else f"Trang {number}")
        for row in cells:
            sheet.append([None if cell == "" else cell for cell in row])
    into = io.BytesIO()
    book.save(into)
    return into.getvalue()


def text(cells: Cells, separator: str = ";") -> str:
    """The cells as a text file."""
    into = io.StringIO(newline="")
    csv.writer(into, delimiter=separator).writerows(cells)
    return into.getvalue()


def read_form(name: str, data: bytes, plan: Catalog) -> FileContent:
    """The content of a file that the commune of the shipped plan hands in."""
    return read(name, data, plan, unit_id="nhat-quang")


def counts(content: FileContent) -> dict[tuple[str, str | None], tuple[float | None, float | None]]:
    """Numerator and denominator, by indicator and group."""
    return {(row.indicator_id, row.group_id): (row.numerator, row.denominator) for _, row in content.observations}


def tally_counts(content: FileContent) -> dict[tuple[str, str | None], float]:
    """Cases, by tally and group."""
    return {(row.tally_id, row.group_id): row.cases for _, row in content.tallies}
