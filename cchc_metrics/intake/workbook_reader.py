"""A workbook that the program made and an officer filled in → figures and task reports, or every fault at its cell."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError

from cchc_metrics.catalog import Catalog
from cchc_metrics.catalog.keys import expected_words
from cchc_metrics.catalog.models import Target
from cchc_metrics.faults import Fault, FaultError, nearest
from cchc_metrics.intake import workbook
from cchc_metrics.intake.checks import cautions_of, faults_of_figure
from cchc_metrics.intake.content import FileContent, FileRow, Observation, TaskReport
from cchc_metrics.intake.sheets import FARTHEST, Sheet
from cchc_metrics.intake.workbook import MARK, Line, Stamp, catalog_version, read_stamp
from cchc_metrics.text import formats
from cchc_metrics.text.letters import fold
from cchc_metrics.text.words import FAULTS, GUIDE, HEADERS, ILLUSTRATIVE

Originals = Mapping[str, Mapping[str, str]]


def originals(sheet: Sheet | None) -> Originals:
    """The locked cells of every row, by its id and the key of the column, as they were written."""
    if sheet is None or not sheet.rows:
        return {}
    keys = [str(key) for key in sheet.rows[0]]
    return {
        str(cells[0]): {key: str(cell) for key, cell in zip(keys[1:], cells[1:], strict=False)}
        for cells in sheet.rows[1:]
        if cells and cells[0] != ""
    }


def check(line: Line, row_id: str, by_row: Originals) -> None:
    """Give the line a fault for each locked cell that was changed, or one when its row was moved."""
    original = by_row[row_id]
    changes = [
        key
        for key in workbook.LOCKED_COLUMNS
        if key in line.columns and _words(line.text(key)) != _words(original.get(key, ""))
    ]
    if len(changes) > 1:
        # Another row's words beside this row's id: sorting or pasting moved one and not the other.
        other = next(
            (
                name
                for name, cells in by_row.items()
                if name != row_id
                and cells.get("name")
                and all(_words(line.text(key)) == _words(cells.get(key, "")) for key in changes)
            ),
            None,
        )
        if other is not None:
            line.fault(
                "locked-cell",
                workbook.ROW_ID,
                f"dòng đã bị xê dịch: mã «{row_id}» đứng cạnh «{line.text('name')}»",
                f"«{original.get('name', '')}» ở dòng này",
                "tải sổ mẫu mới rồi chép riêng các ô nền vàng",
            )
            return
    for key in changes:
        label = HEADERS[key].format(year="này", before="trước")
        line.fault(
            "locked-cell",
            key,
            f"ô khóa «{label}» đã bị sửa thành «{line.text(key)}»",
            f"«{original.get(key, '')}»",
            "trả lại ô như cũ; cách tính chỉ sửa trong kế hoạch",
        )
    _check_ratio(line)


def _check_ratio(line: Line) -> None:
    """The ratio is a formula; a number typed over it disagrees with its counts or has none."""
    ratio, numerator, denominator = (line.cell(key) for key in ("ratio", "numerator", "denominator"))
    # Where a formula gives no words, .xls and .ods hold a zero.
    if not isinstance(ratio, int | float) or (ratio == 0 and numerator == "" and denominator == ""):
        return
    is_ratio = isinstance(numerator, int | float) and isinstance(denominator, int | float) and denominator != 0
    if not is_ratio or abs(ratio - numerator / denominator) > 1e-9 * max(1, abs(ratio)):
        line.fault(
            "locked-cell",
            "ratio",
            "công thức của ô tỷ lệ đã bị thay bằng một số",
            "tỷ lệ tự tính từ tử số và mẫu số",
            "trả lại công thức; tỷ lệ đã in thì ghi vào cột «Số đã in trong báo cáo»",
        )


def _words(text: str) -> str:
    # Spreadsheet programs write line ends and spaces at the ends of a cell in ways of their own.
    return " ".join(text.split())


QUOTE = re.compile(r"«(\w+)»")
# Where the cell of a column stands that only other files have.
INSTEAD = {
    "indicator_id": workbook.ROW_ID,
    "part_id": workbook.ROW_ID,
    "breakdown_id": workbook.ROW_ID,
    "group_id": workbook.ROW_ID,
    "task_id": workbook.ROW_ID,
    "unit_id": workbook.ROW_ID,
    "year": "period",
    "period_start": "period",
    "period_end": "period",
}


@dataclass(frozen=True)
class Workbook:
    """The layout of the workbook to fill in, known by its stamp."""

    title: str = "sổ mẫu của chương trình"

    def matches(self, sheets: Sequence[Sheet], catalog: Catalog) -> bool:  # noqa: ARG002 - the stamp alone tells
        """True when the stamp's sheet is there, sound or not."""
        return any(
            sheet.name == workbook.STAMP_SHEET and sheet.rows and sheet.rows[0][:1] == [MARK] for sheet in sheets
        )

    def read(self, sheets: Sequence[Sheet], catalog: Catalog, unit_id: str | None) -> FileContent:
        """What the input cells hold, each figure with the place of its cell; what is empty stays missing.

        Raises: FaultError with every fault of the workbook.
        """
        stamp_sheet = next(sheet for sheet in sheets if sheet.name == workbook.STAMP_SHEET)
        stamp, faults = read_stamp(stamp_sheet, catalog, unit_id)
        if stamp is None:
            raise FaultError(faults)
        return _WorkbookReader(sheets, catalog, stamp, _lists(stamp_sheet)).read()


WORKBOOK = Workbook()


class _WorkbookReader:
    """One workbook while it is being read."""

    def __init__(
        self, sheets: Sequence[Sheet], catalog: Catalog, stamp: Stamp, lists: Mapping[str, Mapping[str, str]]
    ) -> None:
        self.sheets, self.catalog, self.stamp, self.lists = sheets, catalog, stamp, lists
        self.originals = originals(next((sheet for sheet in sheets if sheet.name == workbook.ORIGINALS), None))
        self.faults: list[Fault] = []
        self.cautions = [caution for sheet in sheets for caution in sheet.cautions]
        self.row_ids: set[str] = set()

    def read(self) -> FileContent:
        result: list[tuple[str, FileRow]] = []
        for sheet in self.sheets:
            if sheet.name in (workbook.STAMP_SHEET, workbook.ORIGINALS, GUIDE, FAULTS):
                continue
            result += self._sheet(sheet)
        self.faults += _repetitions(result)
        if self.faults:
            raise FaultError(self.faults, self.cautions)
        file = self.sheets[0].file
        if self.stamp.catalog != catalog_version(self.catalog):
            self.cautions.append(
                Fault(
                    "outdated-workbook",
                    file,
                    "kế hoạch đã được sửa sau khi tạo sổ này",
                    "sổ mẫu tạo từ kế hoạch hiện nay",
                    "xem lại cách tính của các chỉ tiêu đã đổi; lần sau tải sổ mẫu mới",
                )
            )
        losses = [row_id for row_id in self.originals if row_id not in self.row_ids]
        if losses:
            self.cautions.append(
                Fault(
                    "missing-part",
                    file,
                    f"sổ thiếu {len(losses)} dòng của mẫu: {', '.join(losses[:5])}" + (" …" if len(losses) > 5 else ""),
                    "mọi dòng của mẫu",
                    "tải sổ mẫu mới nếu các dòng đó có số liệu",
                )
            )
        observations = tuple((place, row) for place, row in result if isinstance(row, Observation))
        return FileContent(
            observations=observations,
            task_reports=tuple((place, row) for place, row in result if isinstance(row, TaskReport)),
            cautions=(*self.cautions, *cautions_of(observations, self.catalog)),
        )

    def _sheet(self, sheet: Sheet) -> Iterator[tuple[str, FileRow]]:
        at = next((number for number, line in enumerate(sheet.rows) if line and line[0] == workbook.ROW_ID), None)
        if at is None:
            if any(str(cell).strip() for cells in sheet.rows for cell in cells):
                self.cautions.append(
                    Fault(
                        "unread-part",
                        sheet.place(0, 0),
                        f"trang «{sheet.name}» không thuộc sổ mẫu nên không được đọc",
                        "chỉ các trang của sổ mẫu",
                        "chép số liệu sang đúng trang, nếu có",
                    )
                )
            return
        columns = {str(key): number for number, key in enumerate(sheet.rows[at]) if key != ""}
        if self.stamp.seal not in columns:
            self.faults.append(
                Fault(
                    "broken-seal",
                    sheet.place(0, 0),
                    f"trang «{sheet.name}» chép từ một sổ khác sang",
                    f"trang của sổ này, năm {self.stamp.year}",
                    "tải sổ mẫu mới rồi chép riêng các ô nền vàng",
                )
            )
            return
        # Below the row of keys stands the row of names for people.
        for row in range(at + 2, len(sheet.rows)):
            line = Line(sheet, row, columns)
            figure = self._line(line)
            self.faults += line.faults
            if figure is not None:
                yield figure

    def _line(self, line: Line) -> tuple[str, FileRow] | None:
        row_id = line.text(workbook.ROW_ID)
        if row_id == workbook.SUM:
            return None
        self.row_ids.add(row_id)
        if row_id not in self.originals:
            for key in line.keys_with_text(*workbook.NUMBERS, "state")[:1]:
                line.fault(
                    "unknown-id",
                    workbook.ROW_ID if row_id else key,
                    f"mã «{row_id}» không có trong sổ mẫu" if row_id else "có số liệu ở dòng không có mã",
                    "các dòng như khi tạo sổ",
                    "chép số liệu về đúng dòng của nó trong sổ mẫu mới",
                )
            return None
        check(line, row_id, self.originals)
        return self._report(line, row_id) if row_id.startswith(workbook.TASK) else self._figure(line, row_id)

    def _figure(self, line: Line, row_id: str) -> tuple[str, FileRow] | None:
        about = workbook.Series.of(row_id)
        numbers = line.keys_with_text(*workbook.NUMBERS)
        if about is None or not numbers:
            if line.keys_with_text("note"):
                self.cautions.append(
                    Fault(
                        "unread-part",
                        line.place("note"),
                        "ghi chú không kèm số liệu nên không được lưu",
                        "số liệu ở cùng dòng",
                        "điền số liệu, hoặc bỏ qua nếu chưa có",
                    )
                )
            return None
        indicator = self.catalog.indicators.get(about.indicator_id)
        answers = formats.scale(indicator.measure_unit).answers if indicator else None
        whole_counts = isinstance(indicator, Target) and not indicator.amounts
        entries = line.read(self.lists, whole_counts=whole_counts, answers=answers)
        days = entries.pop("period", None)
        if days is not None:
            entries["period_start"], entries["period_end"] = days
        for key in ("source_id", "flag"):
            if not line.keys_with_text(key):
                line.fault(
                    "missing-value",
                    key,
                    f"thiếu {HEADERS[key].lower()}",
                    "một giá trị trong danh sách của ô",
                    "bấm mũi tên ở ô rồi chọn",
                )
        of_stamp = {"unit_id": self.stamp.unit, "year": self.stamp.year}
        # What the officer did not choose yet must not hide what is wrong with the numbers beside it.
        stand_in = {"source_id": next(iter(self.catalog.sources), ""), "flag": "provisional"}
        row = _row_of(Observation, line, {**stand_in, **vars(about), **of_stamp, **entries})
        if not isinstance(row, Observation):
            return None
        place = line.place(numbers[0])
        wrong = {fault.place for fault in line.faults}
        for fault in faults_of_figure("", row, self.catalog):
            keys = [INSTEAD.get(key, key) for key in QUOTE.findall(fault.place)] or numbers
            # A cell that could not be read is wrong enough; nothing is concluded from its being left out.
            if not wrong & {line.place(key) for key in keys}:
                empty = [key for key in keys if key in line.columns and not line.keys_with_text(key)]
                at = next((key for key in (*empty, *keys) if key in line.columns), numbers[0])
                line.fault(fault.kind, at, *map(_in_words, (fault.problem, fault.expected, fault.remedy)))
        return place, row

    def _report(self, line: Line, row_id: str) -> tuple[str, FileRow] | None:
        if not line.keys_with_text("state"):
            for key in line.keys_with_text("as_of", workbook.SPENT, "evidence", "note")[:1]:
                line.fault(
                    "missing-value",
                    "state",
                    f"có {HEADERS[key].lower()} mà thiếu tình trạng",
                    "một tình trạng trong danh sách",
                    "chọn tình trạng của nhiệm vụ",
                )
            return None
        task_id = row_id.removeprefix(workbook.TASK)
        if task_id not in self.catalog.tasks:
            line.fault(
                "unknown-id",
                workbook.ROW_ID,
                f"không có nhiệm vụ nào mã «{task_id}»{nearest(task_id, self.catalog.tasks)}",
                "mã nhiệm vụ có trong kế hoạch",
                "tải sổ mẫu mới",
            )
        entries = line.read(self.lists, whole_counts=False)
        row = _row_of(TaskReport, line, {"state": "done", "task_id": task_id, "unit_id": self.stamp.unit, **entries})
        return None if row is None else (line.place("state"), row)


def _row_of(kind: type[FileRow], line: Line, fields: Mapping[str, Any]) -> FileRow | None:
    """The row of its cells; None, and a fault for each cell, when one of them cannot be."""
    try:
        return kind.model_validate(fields)
    except ValidationError as error:
        for detail in error.errors():
            key = str(detail["loc"][0])
            line.fault(
                "unusable-value",
                INSTEAD.get(key, key),
                f"«{detail['input']}» không dùng được",
                expected_words(detail),
                "sửa ô này",
            )
        return None


def _lists(stamp_sheet: Sheet) -> Mapping[str, Mapping[str, str]]:
    """The id of each label of each list, as they stood when the workbook was made."""
    head = stamp_sheet.rows[0]
    return {
        str(key): {
            str(cells[column]): str(cells[column + 1])
            for cells in stamp_sheet.rows[1:]
            if len(cells) > column + 1 and cells[column] != ""
        }
        for column, key in enumerate(head)
        if key in workbook.LISTS
    }


def _in_words(text: str) -> str:
    """What a fault says, with the names of the headers in place of those that columns have in a CSV file."""
    return re.sub(r"«(\w+)»", lambda name: f"«{HEADERS.get(name[1], name[1])}»", text)


def _repetitions(rows: Sequence[tuple[str, FileRow]]) -> list[Fault]:
    first: dict[tuple[object, ...], str] = {}
    faults = []
    for place, row in rows:
        if row.key in first:
            faults.append(
                Fault(
                    "duplicate-row",
                    place,
                    f"trùng với {first[row.key]}",
                    "mỗi số liệu của một kỳ ở một dòng",
                    "chọn kỳ khác, hoặc xóa một trong hai dòng",
                )
            )
        first.setdefault(row.key, place)
    return faults


# What stands together over the workbook of a criteria set alone.
OF_SCORES = {"Số", "Tiêu chí", "Điểm tối đa", "Tự chấm", "Thẩm định"}
RATING = re.compile(r"(?:ket qua |muc )?(?:xep|phan) loai(?: chat luong)?(?: nam \d{4})?")
MEAN = re.compile(r"(?:so )?diem (?:trung binh|binh quan|tb)(?: .*)?")
NOT_SATISFIED = re.compile(r"(?:(?:ty|ti) le |so )?(?:phieu |nguoi )?(?:khong|chua) hai long")
SATISFIED = re.compile(r"(?:(?:ty|ti) le |so )?(?:phieu |nguoi )?(?:rat )?hai long")
OF_TARGETS = re.compile(r"(?:ten )?(?:chi tieu|chi so)(?: .*)?")
NOT_YET = re.compile(r"(?:uoc|ke hoach|muc tieu|chi tieu giao)(?![a-z])")
# What an office writes over points beside the most that there are: «Điểm chuẩn», «Điểm tự chấm».
MOST_POINTS = re.compile(r"(?:tong )?(?:diem |so diem )?(?:toi da|chuan)|thang diem")
POINTS = re.compile(
    r"(?:tong )?(?:so )?diem (?:tu|dat|cham|danh gia|tham dinh|duoc|thuc)(?![a-z]).*|tu (?:cham|danh gia)(?: diem)?"
)


def check_no_scores(sheets: Sequence[Sheet]) -> None:
    """Raises: FaultError for the workbook of a criteria set: its points go another way than figures."""
    for sheet in sheets:
        if any({str(cell).strip() for cell in row} >= OF_SCORES for row in sheet.rows[:15]):
            raise FaultError(
                [
                    Fault(
                        "unknown-form",
                        sheet.whole,
                        "đây là sổ chấm điểm của bộ tiêu chí, không phải số liệu",
                        "sổ chấm điểm nộp ở trang Chấm điểm",
                        "nộp tệp ở đó",
                        "cchc score submit, cchc score mark",
                    )
                ]
            )


def points_or_ratings(sheets: Sequence[Sheet]) -> Iterator[Fault]:
    """The fault of a table that no figure is made of: points, ratings without a score, means, what is planned."""
    for sheet in sheets:
        every = [fold(cell).strip() for row in sheet.rows[:FARTHEST] for cell in row if isinstance(cell, str)]
        for at, row in enumerate(sheet.rows[:FARTHEST]):
            words = [fold(cell).strip() for cell in row if isinstance(cell, str)]
            if any(map(MOST_POINTS.fullmatch, words)) and any(map(POINTS.fullmatch, words)):
                problem = "bảng điểm chấm theo lĩnh vực, tiêu chí: điểm tự chấm, thẩm định không phải số liệu"
                expected = "điểm nhập ở trang Chấm điểm, theo bộ tiêu chí; số liệu có số đếm nộp ở đây"
                remedy = "tải sổ chấm điểm ở trang Chấm điểm, chép điểm sang, rồi nộp ở đó"
            elif any(map(RATING.fullmatch, words)) and len(words) > 1:
                problem = "bảng chỉ có xếp loại, không có điểm: kế hoạch hỏi điểm, nên không có gì để lưu"
                expected, remedy = "bảng kết quả có điểm hoặc hạng", "tệp không sai; có bảng ghi điểm thì nộp bảng ấy"
            elif any(map(MEAN.fullmatch, words)) and len(words) > 1:
                problem = "bảng chỉ có điểm trung bình: kế hoạch hỏi bao nhiêu người hài lòng, không đổi điểm ra tỷ lệ"
                expected = "số phiếu trả lời và số phiếu hài lòng, hoặc tỷ lệ hài lòng"
                remedy = "đếm lại từ phiếu: thêm cột «Số phiếu trả lời», «Hài lòng», «Rất hài lòng»"
            elif any(map(NOT_SATISFIED.match, words)) and not any(map(SATISFIED.match, every)):
                problem = "bảng chỉ có số hoặc tỷ lệ không hài lòng: phần còn lại có cả người trả lời «bình thường»"
                expected = "số phiếu trả lời và số phiếu hài lòng, hoặc tỷ lệ hài lòng"
                remedy = "thêm cột «Hài lòng», «Rất hài lòng», hoặc cột «Tỷ lệ hài lòng»"
            elif any(map(OF_TARGETS.fullmatch, words)) and any(map(NOT_YET.match, words)):
                problem = "bảng chỉ có kế hoạch, mục tiêu hoặc số ước, không có kết quả đã thực hiện"
                expected = "cột «Tử số», «Mẫu số», hoặc «Kết quả» của chỉ số chấm điểm"
                remedy = "thêm cột kết quả đã có rồi nộp lại; số ước, số kế hoạch không nộp"
            else:
                continue
            yield Fault("unknown-form", sheet.cell(at, 0), problem, expected, remedy)


def check_illustration(sheets: Sequence[Sheet]) -> None:
    """Raises: FaultError where a cell marks the figures as illustrative, as everything made from them is marked."""
    for sheet in sheets:
        for at, row in enumerate(sheet.rows):
            for column, cell in enumerate(row):
                if isinstance(cell, str) and fold(cell).startswith(fold(ILLUSTRATIVE)):
                    problem = f"tệp tự ghi «{cell[:40]}»: không phải số thật của đơn vị"
                    remedy = "nộp số thật; nếu tệp là số thật thì bỏ dòng chữ ấy"
                    fault = Fault("misplaced-value", sheet.cell(at, column), problem, "số liệu thật", remedy)
                    raise FaultError([fault])
