"""Whether the locked cells of a row are as they were written."""

from collections.abc import Mapping

from cchc_metrics.intake.sheets import Sheet
from cchc_metrics.intake.workbook import shape
from cchc_metrics.intake.workbook.cells import Line
from cchc_metrics.text.workbook import HEADERS

Originals = Mapping[str, Mapping[str, str]]


def originals(sheet: Sheet | None) -> Originals:
    """The locked cells of every row, by its id and the key of the column, as they were written."""
    if sheet is None or not sheet.rows:
        return {}
    keys = [str(key) for key in sheet.rows[0]]
    return {str(cells[0]): {key: str(cell) for key, cell in zip(keys[1:], cells[1:], strict=False)}
            for cells in sheet.rows[1:] if cells and cells[0] != ""}


def check(line: Line, row_id: str, written: Originals) -> None:
    """Give the line a fault for each locked cell that was changed, or one when its row was moved."""
    expected = written[row_id]
    changed = [key for key in shape.LOCKED
               if key in line.columns and _read(line.text(key)) != _read(expected.get(key, ""))]
    if len(changed) > 1:
        # Another row's words beside this row's id: sorting or pasting moved one and not the other.
        other = next((name for name, cells in written.items() if name != row_id and cells.get("name")
                      and all(_read(line.text(key)) == _read(cells.get(key, "")) for key in changed)), None)
        if other is not None:
            line.fault(shape.ROW_ID, f"dòng đã bị xê dịch: mã «{row_id}» đứng cạnh «{line.text('name')}»",
                       f"«{expected.get('name', '')}» ở dòng này", "tải sổ mẫu mới rồi chép riêng các ô nền vàng")
            return
    for key in changed:
        named = HEADERS[key].format(year="này", before="trước")
        line.fault(key, f"ô khóa «{named}» đã bị sửa thành «{line.text(key)}»", f"«{expected.get(key, '')}»",
                   "trả lại ô như cũ; cách tính chỉ sửa trong kế hoạch")
    _check_ratio(line)


def _check_ratio(line: Line) -> None:
    """The ratio is a formula; a number typed over it disagrees with its counts or has none."""
    ratio, numerator, denominator = (line.cell(key) for key in ("ratio", "numerator", "denominator"))
    # Where a formula gives no words, .xls and .ods hold a zero.
    if not isinstance(ratio, int | float) or (ratio == 0 and numerator == "" and denominator == ""):
        return
    counted = isinstance(numerator, int | float) and isinstance(denominator, int | float) and denominator != 0
    if not counted or abs(ratio - numerator / denominator) > 1e-9 * max(1, abs(ratio)):
        line.fault("ratio", "công thức của ô tỷ lệ đã bị thay bằng một số", "tỷ lệ tự tính từ tử số và mẫu số",
                   "trả lại công thức; tỷ lệ đã in thì ghi vào cột «Số đã in trong báo cáo»")


def _read(text: str) -> str:
    # Spreadsheet programs write line ends and spaces at the ends of a cell in ways of their own.
    return " ".join(text.split())
