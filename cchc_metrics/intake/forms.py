"""Tables exported by the one-stop system and the national portal → figures, as the plan says of their columns."""

from collections.abc import Iterator, Sequence

from cchc_metrics.catalog import Catalog
from cchc_metrics.faults import Fault, FaultsFound
from cchc_metrics.intake.form_columns import columns_on, gives
from cchc_metrics.intake.form_table import FormTable
from cchc_metrics.intake.observations import Observation, Read, Tally
from cchc_metrics.intake.questions import NO_ANSWERS, Answers, Open, Question
from cchc_metrics.intake.sheets import Sheet
from cchc_metrics.intake.tables import Table, tables_on

# A table with fewer columns that mean something is no form.
ENOUGH = 2

Row = tuple[str, Observation | Tally]


class Forms:
    """The forms that the plan describes in its `[[form]]` tables."""

    title = "Biểu xuất từ hệ thống một cửa hoặc Cổng Dịch vụ công (II.06a, tổng hợp, số hóa, thanh toán, trực tuyến)"

    def matches(self, sheets: Sequence[Sheet], catalog: Catalog) -> bool:
        """True when a table of a form of the plan stands on a sheet."""
        return any(True for sheet in sheets for _ in tables_of(sheet, catalog))

    def read(
        self, sheets: Sequence[Sheet], catalog: Catalog, unit_id: str | None, answers: Answers = NO_ANSWERS
    ) -> Read:
        """The figures of every table, one for each group of its breakdown.

        Raises: Open when something is left open, FaultsFound with every fault.
        """
        faults: list[Fault] = []
        cautions: list[Fault] = []
        questions: list[Question] = []
        found: list[tuple[Table, Read]] = []
        shown = [sheet for sheet in sheets if not sheet.hidden]
        if not any(True for sheet in shown for _ in tables_of(sheet, catalog)):
            shown = list(sheets)
        for sheet in sheets:
            cautions += sheet.cautions
            tables = list(tables_of(sheet, catalog))
            if sheet not in shown or not tables:
                cautions += _unread(sheet, hidden=sheet not in shown)
                continue
            for table in tables:
                try:
                    found.append((table, FormTable(table, catalog, unit_id, answers).read()))
                except FaultsFound as wrong:
                    questions += wrong.questions if isinstance(wrong, Open) else ()
                    asked = {question.fault for question in wrong.questions} if isinstance(wrong, Open) else set()
                    faults += [fault for fault in wrong.faults if fault not in asked]
                    cautions += wrong.cautions
        read, wrong_twice, told = together(found)
        faults += wrong_twice
        cautions += told
        # A table that holds nothing asked for is no fault beside one that does.
        nothing = [fault for fault in faults if fault.kind == "nothing-asked"]
        if found and nothing:
            faults = [fault for fault in faults if fault.kind != "nothing-asked"]
            cautions += nothing
        if questions:
            raise Open(questions, faults, cautions)
        if faults:
            raise FaultsFound(faults, cautions)
        layouts = {header: columns for _, each in found for header, columns in each.layouts.items()}
        return Read(
            observations=read.observations,
            tallies=read.tallies,
            cautions=(*cautions, *read.cautions),
            layouts=layouts,
        )


def tables_of(sheet: Sheet, catalog: Catalog) -> Sequence[Table]:
    """The tables of a sheet, each as the form that it gives the most figures of."""
    kept = sheet.memo.get("tables")
    if kept is None or kept[0] is not catalog:
        kept = catalog, list(_tables(sheet, catalog))
        sheet.memo["tables"] = kept
    found: Sequence[Table] = kept[1]
    return found


def _tables(sheet: Sheet, catalog: Catalog) -> Iterator[Table]:
    best: dict[int, tuple[tuple[int, int, int], Table]] = {}
    for form in catalog.forms.values():
        for table in tables_on(sheet, form):
            columns = columns_on(table)
            if len(columns.candidates) < ENOUGH or not table.body:
                continue
            feeds, tallies = gives(form, columns.ids)
            score = feeds, len(columns.candidates), tallies
            if table.first not in best or score > best[table.first][0]:
                best[table.first] = score, table
    yield from (table for _, table in (best[first] for first in sorted(best)))


def _unread(sheet: Sheet, *, hidden: bool) -> Iterator[Fault]:
    if not any(str(cell).strip() for row in sheet.rows for cell in row):
        return
    if hidden:
        yield Fault(
            "unread-part",
            sheet.whole,
            "trang bị ẩn trong tệp, không đọc",
            "chỉ các trang mà người nộp thấy",
            "không cần sửa; muốn nộp trang này thì bỏ ẩn",
        )
    else:
        yield Fault(
            "unread-part",
            sheet.whole,
            "trang không đọc: không phải mẫu biểu",
            "chỉ các trang là mẫu biểu",
            "không cần sửa, nếu trang không có số liệu",
        )


def together(found: Sequence[tuple[Table, Read]]) -> tuple[Read, list[Fault], list[Fault]]:
    """The figures of all tables; the same dossiers told twice count once, the more finely parted table first.

    Also the faults of tables that say different things of one period, and the cautions of those left out.
    """
    observations: list[tuple[str, Observation]] = []
    tallies: list[tuple[str, Tally]] = []
    faults: list[Fault] = []
    cautions: list[Fault] = []
    first: dict[tuple[object, ...], tuple[Table, list[Row]]] = {}
    for table, read in sorted(found, key=lambda pair: -_groups(pair[1])):
        cautions += read.cautions
        subjects: dict[tuple[object, ...], list[Row]] = {}
        every: list[Row] = [*read.observations, *read.tallies]
        for row in every:
            subjects.setdefault(_subject(row[1]), []).append(row)
        for subject, rows in subjects.items():
            before = first.setdefault(subject, (table, rows))
            if before[0] is table:
                observations += [(place, row) for place, row in rows if isinstance(row, Observation)]
                tallies += [(place, row) for place, row in rows if isinstance(row, Tally)]
            else:
                same = _total(before[1]) == _total(rows)
                (cautions if same else faults).append(_twice(table, before[0], same=same))
    return (
        Read(observations=tuple(observations), tallies=tuple(tallies)),
        list(dict.fromkeys(faults)),
        list(dict.fromkeys(cautions)),
    )


def _groups(read: Read) -> int:
    return len({row.group_id for _, row in read.observations if row.group_id})


def _subject(row: Observation | Tally) -> tuple[object, ...]:
    subject = row.indicator_id if isinstance(row, Observation) else row.tally_id
    return subject, row.unit_id, row.first_day, row.last_day


def _total(rows: Sequence[Row]) -> tuple[float, ...]:
    counted = [row for _, row in rows]
    return tuple(
        sum(getattr(row, name, None) or 0 for row in counted) for name in ("numerator", "denominator", "cases")
    )


def _twice(table: Table, before: Table, *, same: bool) -> Fault:
    other = before.sheet.cell(before.first, 0)
    here = table.sheet.cell(table.first, 0)
    if same:
        return Fault(
            "duplicate-table",
            here,
            f"cùng kỳ và cùng tổng với bảng ở {other}; chỉ một bảng được tính",
            "mỗi kỳ một bảng",
            "không cần sửa",
        )
    return Fault(
        "contradiction",
        here,
        f"cùng kỳ với bảng ở {other} nhưng tổng khác",
        "mỗi kỳ một bảng",
        "bỏ một trong hai bảng, hoặc sửa kỳ",
    )
