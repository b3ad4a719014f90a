"""Registers of complaints and suggestions → a row each, without personal data, or every fault of the file at once."""

import csv
import datetime as dt
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from cchc_metrics.catalog import Catalog
from cchc_metrics.catalog.forms import FEEDBACK_COLUMNS, FeedbackRegister, Group, Place
from cchc_metrics.days import today
from cchc_metrics.faults import Fault, FaultError, nearest
from cchc_metrics.intake import unpacking
from cchc_metrics.intake.content import Feedback, FileContent
from cchc_metrics.intake.dossier_rows import cautions_of_hidden, check_formulas, is_own, of_others
from cchc_metrics.intake.headers import Header, find_header
from cchc_metrics.intake.periods import calendar_days, day_of, period_above
from cchc_metrics.intake.personal import findings, personal_faults
from cchc_metrics.intake.sheets import Sheet
from cchc_metrics.intake.tables import is_numbering
from cchc_metrics.intake.title_units import other_unit
from cchc_metrics.text import formats
from cchc_metrics.text.letters import fold, search_key

# The list that is kept names its columns so; nothing else of a file is kept.
PREFIX = "feedback_"
# A subject is a few words: what is longer is cut, and said.
LONGEST_SUBJECT = 160
LONGEST_CODE = 60
SERIAL_NUMBERS = ("stt", "tt", "so tt", "so thu tu")
DAYS = ("received", "due", "answered")
TOTAL = re.compile(r"(?:tong|cong)(?![a-z])[^\d]*(\d+)?")
HAMLETS = ("thon ", "xom ", "to dan pho ", "khu pho ", "khu ", "ap ", "ban ", "to ")


class FeedbackSheets:
    """Registers of complaints and suggestions, on the sheets of a workbook or as text."""

    title = "Sổ phản ánh, kiến nghị"

    def matches(self, sheets: Sequence[Sheet], catalog: Catalog) -> bool:
        """True when a sheet has the columns of the register, and words that no other list has."""
        return any(register_on(sheet, catalog) for sheet in sheets)

    def read(self, sheets: Sequence[Sheet], catalog: Catalog, unit_id: str | None) -> FileContent:
        """The rows of every sheet that is shown and is a register, and the list that is kept of them."""
        register = catalog.feedback
        if register is None:
            raise ValueError("the plan describes no register of feedback")
        visible_sheets = [sheet for sheet in sheets if not sheet.is_hidden] or sheets
        lists = [(sheet, result) for sheet in visible_sheets if (result := register_on(sheet, catalog))]
        faults = list(personal_faults(sheets, {id(sheet): result for sheet, result in lists}, register))
        reader = _Reader(register, catalog, unit_id)
        for sheet, header in lists:
            title = [str(cell) for row in sheet.rows[: header.first] for cell in row if isinstance(cell, str) and cell]
            wrong = other_unit(sheet.whole, title, catalog, unit_id or catalog.plan.unit)
            faults += [wrong] if wrong else []
            check_formulas([(sheet, at) for at in range(header.last + 1, len(sheet.rows))], header)
            reader.read(sheet, header)
        cautions = [*(one for sheet, _ in lists for one in sheet.cautions), *reader.cautions]
        if not reader.rows and not (faults or reader.faults):
            reader.faults.append(
                Fault(
                    "empty-list",
                    lists[0][0].whole if lists else sheets[0].whole,
                    "sổ không có phản ánh, kiến nghị nào",
                    "mỗi dòng một phản ánh, kiến nghị",
                    "nộp sổ có ít nhất một dòng",
                )
            )
        if faults or reader.faults:
            raise FaultError([*faults, *reader.faults], cautions)
        return FileContent(
            feedback=tuple(reader.rows), cautions=tuple(cautions), substitute=kept_list(row for _, row in reader.rows)
        )


def register_on(sheet: Sheet, catalog: Catalog) -> Header | None:
    """The header of the register on a sheet; None when it is none."""
    register = catalog.feedback
    if register is None or not sheet.rows:
        return None
    own = {str(cell).strip().removeprefix(PREFIX): at for at, cell in enumerate(sheet.rows[0])}
    if f"{PREFIX}code" in sheet.rows[0] and set(own) <= set(FEEDBACK_COLUMNS):
        return Header(0, 0, own, (), [sheet.rows[0]])
    header = find_header(sheet, register.column)
    if header is None or "received" not in header.columns or len(header.columns) < 3:
        return None
    if not {"subject", "code"} & set(header.columns):
        return None
    marks = [fold(mark) for mark in register.marks]
    words = " | ".join(cell for row in sheet.top[: header.last + 1] for cell in row if cell)
    if not any(mark in f"{words} | {fold(sheet.file)}" for mark in marks):
        return None
    if "code" in header.columns:
        return header
    serial = next(
        (
            at
            for row in sheet.top[header.first : header.last + 1]
            for at, cell in enumerate(row)
            if cell in SERIAL_NUMBERS
        ),
        None,
    )
    return (
        header
        if serial is None
        else Header(header.first, header.last, {**header.columns, "code": serial}, header.twice, header.cells)
    )


def _part_of(sheet: Sheet, header: Header) -> str:
    """The quarter or month in which the running numbers of a sheet begin with 1; "" where they count the year.

    A sheet is one of a part of a year when its title or name says so and all its days lie in it. The first quarter and
    January begin as the year does.
    """
    lines = [_Line(sheet, at, header.columns) for at in range(header.last + 1, len(sheet.rows))]
    numbers = [line.text("code").removesuffix(".0") for line in lines if line.text("code")]
    days = [day for line in lines if (day := _day_or_none(line.cell("received")))]
    if "1" not in numbers or not days:
        return ""
    with suppress(FaultError):
        above = period_above(sheet, header.first)
        period = above[:2] if above else calendar_days(sheet.name, min(days).year)
        if period and period[0].month > 1 and period[0] <= min(days) and max(days) <= period[1]:
            months = period[1].month - period[0].month + 1
            return {1: f"tháng {period[0].month}", 3: f"quý {period[1].month // 3}"}.get(months, "")
    return ""


def _day_or_none(cell: Any) -> dt.date | None:
    try:
        return day_of(cell)
    except ValueError:
        return None


def kept_list(rows: Iterator[Feedback] | Sequence[Feedback]) -> bytes:
    """The rows as the list that the ledger keeps: the columns of the register and nothing else, UTF-8."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow([PREFIX + name for name in FEEDBACK_COLUMNS])
    for row in rows:
        writer.writerow(row.cells)
    return text.getvalue().encode()


@dataclass
class _Reader:
    """Reads the rows of registers; faults and cautions gather in it, one of each unknown word."""

    register: FeedbackRegister
    catalog: Catalog
    unit_id: str | None
    rows: list[tuple[str, Feedback]] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    cautions: list[Fault] = field(default_factory=list)

    def __post_init__(self) -> None:
        register = self.register
        self._kinds, self._channels, self._fields = map(_by_word, (register.kind, register.channel, register.field))
        self._states = {fold(word): state.role for state in register.state for word in state.words}
        self._states |= {role: role for role in self._states.values()}
        self._opinions = {
            fold(word): opinion.satisfied if opinion.asked else None
            for opinion in register.opinion
            for word in opinion.words
        } | {"yes": True, "no": False}
        self._owners = {search_key(owner.name): owner.id for owner in self.catalog.owners.values() if owner.assigned}
        self._owners |= {owner.id: owner.id for owner in self.catalog.owners.values()}
        self._first_places: dict[tuple[str, str], str] = {}
        self._first_of_day: dict[tuple[dt.date, str], tuple[Sheet, str]] = {}
        # What the numbers of the sheet are counted in, beside the year: «quý 2».
        self._part = ""
        self._mentions: set[str] = set()

    def read(self, sheet: Sheet, header: Header) -> None:
        """Take in the rows of a sheet below its header."""
        for name, at in header.twice:
            self.cautions.append(
                Fault(
                    "duplicate-column",
                    sheet.cell(header.last, at),
                    f"hai cột cùng đọc là «{header.words(header.columns[name])}»; cột này không được đọc",
                    "mỗi cột một lần",
                    "không cần sửa, nếu cột đầu là cột cần đọc",
                )
            )
        lines = [(sheet, at) for at in range(header.last + 1, len(sheet.rows)) if any(sheet.rows[at])]
        self.cautions += cautions_of_hidden(sheet, header, lines, "phản ánh, kiến nghị")
        self._part = _part_of(sheet, header)
        before, others = len(self.rows), list[str]()
        unit_id = self.unit_id or self.catalog.plan.unit
        for at in range(header.last + 1, len(sheet.rows)):
            if len(self.faults) > unpacking.FAULTS:
                return
            line = _Line(sheet, at, header.columns)
            if not is_own(line.text("owner"), self.catalog, unit_id):
                others.append(line.text("owner"))
            elif total := TOTAL.match(fold(line.text("received") or line.text("code"))):
                self._check_total(line, total[1], len(self.rows) - before + len(others))
            elif not is_numbering(sheet.rows[at]) and (
                line.text("received") or (line.text("code") and line.text("subject"))
            ):
                row = self._row(line)
                self.rows += [(line.place("code"), row)] if row is not None else []
        if others and not self.faults:
            place, whose = sheet.cell(header.last, header.columns["owner"]), self.catalog.units[unit_id].name
            wrong = of_others(place, others, "phản ánh, kiến nghị", whose, is_all=len(self.rows) == before)
            (self.faults if len(self.rows) == before else self.cautions).append(wrong)

    def _check_total(self, line: "_Line", printed: str | None, rows: int) -> None:
        """A fault where the line below a register says another number of rows than it has."""
        if printed and int(printed) != rows and not self.faults:
            problem, expected = f"sổ ghi tổng {int(printed)}, đọc được {rows} dòng", "đúng số dòng của sổ"
            self._fault("sum-mismatch", line.place("received"), problem, expected, "sửa dòng tổng, hoặc sổ")

    def _row(self, line: "_Line") -> Feedback | None:
        before = len(self.faults)
        unit_id = self._unit(line)
        received, due, answered = (self._day(line, name) for name in DAYS)
        if received is None:
            if len(self.faults) == before:
                self._fault(
                    "missing-value", line.place("received"), "không có ngày tiếp nhận", "ngày của mọi dòng", "điền ngày"
                )
            return None
        kind = self._group(line, "kind", "loại", self._kinds, self.register.missing_kind)
        channel = self._group(line, "channel", "kênh", self._channels, self.register.missing_channel)
        field_id = self._fields.get(fold(line.text("field"))) or self._other_field(line)
        place = self._place(line, unit_id)
        role = self._role(line, answered)
        self._days(line, unit_id, received, due, answered, role)
        code = self._code(line, unit_id, received)
        satisfied = self._opinion(line)
        if len(self.faults) > before:
            return None
        post = self._post(line, unit_id)
        return Feedback(
            unit_id,
            code,
            kind,
            received,
            channel,
            field_id,
            place,
            self._subject(line),
            role,
            due,
            answered,
            satisfied,
            post,
        )

    def _fault(self, kind: str, place: str, problem: str, expected: str, remedy: str) -> None:
        self.faults.append(Fault(kind, place, problem, expected, remedy))

    def _unit(self, line: "_Line") -> str:
        entry = line.text("unit")
        unit_id = entry or self.unit_id or self.catalog.plan.unit
        if unit_id not in self.catalog.units:
            self._fault(
                "unknown-unit",
                line.place("unit"),
                f"không có đơn vị nào mã «{unit_id}»{nearest(unit_id, self.catalog.units)}",
                "mã đơn vị có trong kế hoạch",
                "sửa mã",
            )
        elif self.unit_id is not None and unit_id != self.unit_id:
            self._fault(
                "other-unit",
                line.place("unit"),
                f"ý kiến gửi «{unit_id}»",
                f"ý kiến gửi «{self.unit_id}»",
                "chọn đúng đơn vị khi nộp",
            )
        return unit_id

    def _day(self, line: "_Line", name: str) -> dt.date | None:
        try:
            return day_of(line.cell(name))
        except ValueError:
            text = line.text(name)[:40]
            problem = "không đọc được ngày" if findings(text) else f"«{text}» không phải ngày"
            self._fault("unusable-value", line.place(name), problem, "ngày dạng 31/12/2024", "sửa ô này")
            return None

    def _days(
        self, line: "_Line", unit_id: str, received: dt.date, due: dt.date | None, answered: dt.date | None, role: str
    ) -> None:
        now = today()
        for name, day in (("received", received), ("answered", answered)):
            if day is not None and day > now:
                self._fault(
                    "future-date",
                    line.place(name),
                    f"ngày {formats.day(day)} chưa tới",
                    f"ngày không sau hôm nay, {formats.day(now)}",
                    "sửa ngày, viết ngày trước tháng",
                )
        for name, day, what in (("due", due, "hạn"), ("answered", answered, "ngày trả lời")):
            if day is not None and day < received:
                self._fault(
                    "date-order",
                    line.place(name),
                    f"{what} {formats.day(day)} trước ngày tiếp nhận {formats.day(received)}",
                    "ngày không trước ngày tiếp nhận",
                    "sửa ngày",
                )
        if role == "answered" and answered is None:
            self._fault(
                "missing-value",
                line.place("answered"),
                "trạng thái là đã trả lời nhưng không có ngày trả lời",
                "ngày trả lời, để biết đúng hạn hay quá hạn",
                "điền ngày trả lời, hoặc sửa trạng thái",
            )
        if role == "open" and answered is not None:
            self._fault(
                "contradiction",
                line.place("state"),
                "có ngày trả lời nhưng trạng thái là chưa trả lời",
                "trạng thái và ngày trả lời khớp nhau",
                "sửa một trong hai ô",
            )
        unit = self.catalog.units.get(unit_id)
        if unit is not None and unit.valid_to is not None and received > unit.valid_to:
            self._fault(
                "lifetime",
                line.place("received"),
                f"tiếp nhận ngày {formats.day(received)}, nhưng {unit.name} chỉ có đến {formats.day(unit.valid_to)}",
                "ngày mà đơn vị còn hoạt động",
                "ghi cho đơn vị kế thừa",
            )

    def _group(self, line: "_Line", name: str, what: str, meanings: Mapping[str, str], default: str) -> str:
        text = line.text(name)
        if text.strip(" -–—") and fold(text) not in meanings:
            groups = getattr(self.register, name)
            self._unknown(line.place(name), what, text, [group.name for group in groups])
        return meanings.get(fold(text), default)

    def _unknown(self, place: str, what: str, text: str, names: Sequence[str]) -> None:
        if f"{what} {text}" not in self._mentions:
            self._mentions.add(f"{what} {text}")
            # Words that hold personal data are told by the fault of their cell, and quoted by none.
            words_of_cell = "chữ trong ô này" if findings(text) else f"«{text[:60]}»{nearest(text, names)}"
            self._fault(
                "unknown-value",
                place,
                f"không có {what} nào là {words_of_cell}",
                f"một trong: {', '.join(names)}",
                "sửa ô này, hoặc nhờ người lập kế hoạch thêm chữ ấy",
            )

    def _post(self, line: "_Line", unit_id: str) -> str | None:
        """Who answers, by the name of the post or words that only it has: «Địa chính»; None for the field's own."""
        text, key = line.text("owner"), search_key(line.text("owner"))
        posts = {post for name, post in self._owners.items() if key and f" {key} " in f" {name} "}
        post = self._owners.get(key) or (min(posts) if len(posts) == 1 else None)
        is_office = search_key(self.catalog.units[unit_id].name) in key
        if post is None and key and not is_office and f"phụ trách {key}" not in self._mentions and not findings(text):
            self._mentions.add(f"phụ trách {key}")
            problem = f"«{text[:60]}» không phải chức danh nào của kế hoạch; tính cho chức danh của lĩnh vực"
            names = "một trong: " + ", ".join(self.catalog.owners[one].name for one in self._owners.values())
            remedy = "không cần sửa, nếu đó là tên cơ quan"
            self.cautions.append(Fault("group-assumption", line.place("owner"), problem, names, remedy))
        return post

    def _other_field(self, line: "_Line") -> str:
        text = line.text("field")
        if text.strip(" -–—") and f"lĩnh vực {text}" not in self._mentions and not findings(text):
            self._mentions.add(f"lĩnh vực {text}")
            other = next(one.name for one in self.register.field if one.id == self.register.other_field)
            self.cautions.append(
                Fault(
                    "group-assumption",
                    line.place("field"),
                    f"«{text[:60]}» được tính vào «{other}»",
                    "các lĩnh vực: " + ", ".join(one.name for one in self.register.field),
                    "không cần sửa, nếu đúng là như vậy",
                )
            )
        return self.register.other_field

    def _place(self, line: "_Line", unit_id: str) -> str | None:
        text = line.text("place")
        if not text.strip(" -–—"):
            return None
        places = [place for place in self.register.place if place.unit == unit_id]
        by_word = _places_by_word(places)
        if fold(text) in by_word:
            return by_word[fold(text)]
        if places or not fold(text).startswith(HAMLETS) or len(text) > 40:
            self._unknown(line.place("place"), "thôn, tổ dân phố", text, [place.name for place in places])
        return text

    def _role(self, line: "_Line", answered: dt.date | None) -> str:
        text = line.text("state")
        if not text.strip(" -–—"):
            return "open" if answered is None else "answered"
        role = self._states.get(fold(text))
        if role is None:
            self._unknown(
                line.place("state"), "trạng thái", text, [word for one in self.register.state for word in one.words]
            )
        # What is not known contradicts no other cell of its line.
        return role or ("answered" if answered is not None else "open")

    def _opinion(self, line: "_Line") -> bool | None:
        text = line.text("opinion")
        if text and fold(text) not in self._opinions:
            words = [word for one in self.register.opinion for word in one.words]
            self._unknown(line.place("opinion"), "mức hài lòng", text, words)
        return self._opinions.get(fold(text))

    def _code(self, line: "_Line", unit_id: str, received: dt.date) -> str:
        code = " ".join(line.text("code").split())
        is_number = code.isdecimal() and len(code) <= 5
        # A running number begins anew each year, or each quarter or month with a sheet of its own.
        if is_number:
            code = "/".join(filter(None, (str(int(code)), self._part, str(received.year))))
            self._check_twice(line, received)
        if not code or len(code) > LONGEST_CODE:
            self._fault(
                "missing-value",
                line.place("code"),
                "không có mã" if not code else "mã quá dài",
                f"mã của mỗi phản ánh, kiến nghị, không quá {LONGEST_CODE} chữ",
                "điền mã, hoặc số thứ tự trong sổ",
            )
        first = self._first_places.setdefault((unit_id, code), line.place("code"))
        if first != line.place("code"):
            self._fault(
                "duplicate-row",
                line.place("code"),
                f"{'trùng số thứ tự với' if is_number else 'mã này đã có ở'} {first}",
                "mỗi dòng một số thứ tự trong năm" if is_number else "mỗi mã một dòng",
                "đánh số tiếp qua các trang, hoặc thêm cột mã" if is_number else "bỏ dòng lặp, hoặc sửa mã",
            )
        return code

    def _check_twice(self, line: "_Line", received: dt.date) -> None:
        """A fault where a row of another sheet has the same day and words under another number: it is told twice."""
        key = received, fold(line.text("subject"))
        sheet, first = self._first_of_day.setdefault(key, (line.sheet, line.place("code")))
        if sheet is not line.sheet and key[1]:
            problem = f"cùng ngày, cùng nội dung với {first}"
            self._fault(
                "duplicate-row", line.place("code"), problem, "mỗi ý kiến một dòng trong tệp", "bỏ trang lặp lại"
            )

    def _subject(self, line: "_Line") -> str:
        text = " ".join(line.text("subject").split())
        if len(text) > LONGEST_SUBJECT:
            if "subject" not in self._mentions:
                self._mentions.add("subject")
                problem = f"nội dung dài hơn {LONGEST_SUBJECT} chữ cái: chỉ giữ phần đầu (ô này và các ô dài khác)"
                remedy = "không cần sửa; văn bản gốc vẫn ở hệ thống của đơn vị"
                self.cautions.append(Fault("unread-part", line.place("subject"), problem, "nội dung ngắn gọn", remedy))
            return text[:LONGEST_SUBJECT].rsplit(" ", 1)[0] + " …"
        return text


@dataclass(frozen=True)
class _Line:
    """One row of a register by the ids of its columns."""

    sheet: Sheet
    row: int
    columns: Mapping[str, int]

    def cell(self, name: str) -> Any:
        cells, at = self.sheet.rows[self.row], self.columns.get(name)
        return cells[at] if at is not None and at < len(cells) else ""

    def text(self, name: str) -> str:
        cell = self.cell(name)
        if isinstance(cell, float) and cell.is_integer():
            return str(int(cell))
        return str(cell).strip()

    def place(self, name: str) -> str:
        return self.sheet.cell(self.row, self.columns.get(name, 0))


def _by_word(groups: Sequence[Group]) -> dict[str, str]:
    return {fold(word): group.id for group in groups for word in (group.id, group.name, *group.also)}


def _places_by_word(places: Sequence[Place]) -> dict[str, str]:
    return {fold(word): place.name for place in places for word in (place.id, place.name, *place.also)}
