"""What one figure must satisfy before it is taken in, and what should be looked at again although it may be right."""

import datetime as dt
from collections.abc import Collection, Iterator, Mapping, Sequence

from cchc_metrics.catalog import Catalog
from cchc_metrics.catalog.models import Index, Target
from cchc_metrics.days import today
from cchc_metrics.faults import Fault, FaultError, nearest
from cchc_metrics.intake.content import DatedRow, FileContent, Observation, Tally
from cchc_metrics.intake.tables import Table, plain
from cchc_metrics.text import formats
from cchc_metrics.text.formats import fraction, number

# A leap year, from a day to the day before it.
YEAR = 366
# The place of a figure, and the figure.
Row = tuple[str, Observation | Tally]


def faults_of_figure(place: str, row: Observation | Tally, catalog: Catalog) -> list[Fault]:
    """Every fault of one figure: names that are not known, numbers that cannot be, a period that does not fit."""
    faults = list(
        _tally_faults(place, row, catalog) if isinstance(row, Tally) else _observation_faults(place, row, catalog)
    )
    return [*faults, *_period(place, row, catalog), *_not_yet(place, row)]


def faults_of_names(place: str, row: Observation | Tally, catalog: Catalog) -> Iterator[Fault]:
    """A fault for each id of a figure that the plan does not know."""
    if isinstance(row, Tally):
        yield from _tally_faults(place, row, catalog)
    else:
        yield from _names(place, row, catalog.indicators.get(row.indicator_id), catalog)


def _observation_faults(place: str, row: Observation, catalog: Catalog) -> Iterator[Fault]:
    indicator = catalog.indicators.get(row.indicator_id)
    yield from _names(place, row, indicator, catalog)
    yield from _numbers(place, row, indicator)
    if indicator is not None:
        yield from _scale(place, row, indicator, {"value": row.value, "reported_value": row.reported_value})


def _tally_faults(place: str, row: Tally, catalog: Catalog) -> Iterator[Fault]:
    if row.tally_id not in catalog.tallies:
        yield _unknown(place, "tally_id", "số đếm", row.tally_id, catalog.tallies)
    yield from _groups(place, row, catalog)


def _unknown(place: str, column: str, what: str, name: str, choices: object) -> Fault:
    names = [str(item) for item in choices] if hasattr(choices, "__iter__") else []
    return Fault(
        "unknown-id",
        f"{place}, cột «{column}»",
        f"không có {what} nào mã «{name}»{nearest(name, names)}",
        f"mã của một {what} có trong kế hoạch",
        "sửa mã, hoặc thêm vào kế hoạch",
    )


def _names(place: str, row: Observation, indicator: Index | Target | None, catalog: Catalog) -> Iterator[Fault]:
    if indicator is None:
        yield _unknown(place, "indicator_id", "chỉ số hoặc chỉ tiêu", row.indicator_id, catalog.indicators)
    if row.part_id is not None and indicator is not None:
        parts = [part.id for part in indicator.part] if isinstance(indicator, Index) else []
        if row.part_id not in parts:
            yield _unknown(place, "part_id", f"thành phần của «{indicator.id}»", row.part_id, parts)
    if row.method is not None and row.method not in catalog.methods:
        yield _unknown(place, "method", "cách tính", row.method, catalog.methods)
    yield from _groups(place, row, catalog)


def _groups(place: str, row: DatedRow, catalog: Catalog) -> Iterator[Fault]:
    """Faults of the group and the source."""
    if (row.breakdown_id is None) != (row.group_id is None):
        yield Fault(
            "missing-value",
            f"{place}, cột «group_id»",
            "chỉ có một trong hai mã cách chia và nhóm",
            "có cả hai hoặc không có",
            "điền ô còn thiếu",
        )
    elif row.breakdown_id is not None and row.group_id is not None:
        breakdown = catalog.breakdowns.get(row.breakdown_id)
        if breakdown is None:
            yield _unknown(place, "breakdown_id", "cách chia nhóm", row.breakdown_id, catalog.breakdowns)
        elif row.group_id not in (groups := [group.id for group in breakdown.group]):
            yield _unknown(place, "group_id", f"nhóm của «{breakdown.id}»", row.group_id, groups)
    if row.source_id not in catalog.sources:
        yield _unknown(place, "source_id", "nguồn", row.source_id, catalog.sources)


def _numbers(place: str, row: Observation, indicator: Index | Target | None) -> Iterator[Fault]:
    if (row.numerator is None) != (row.denominator is None):
        yield Fault(
            "missing-value",
            f"{place}, cột «numerator», «denominator»",
            "chỉ có một trong hai",
            "có cả tử số và mẫu số",
            "điền ô còn thiếu, hoặc để trống cả hai",
        )
    elif row.numerator is not None and isinstance(indicator, Index) and indicator.measure == "score":
        yield Fault(
            "misplaced-value",
            f"{place}, cột «numerator», «denominator»",
            f"«{indicator.short}» được chấm điểm, không phải tỷ lệ của hai số đếm",
            "điểm ở cột «value»",
            "ghi điểm vào «value», để trống tử số và mẫu số",
        )
    elif row.numerator is not None and row.denominator is not None:
        yield from _ratio(place, row, indicator, row.numerator, row.denominator)
    elif row.value is None and row.reported_rank is None:
        yield Fault(
            "missing-value",
            place,
            "dòng không có số liệu nào",
            "tử số và mẫu số, hoặc giá trị, hoặc hạng đã công bố",
            "bỏ dòng này nếu chưa có số liệu",
        )
    elif row.value is not None and indicator is not None and indicator.measure == "count" and _is_counted(indicator):
        # A percentage that nobody can count again is not a figure: printed ones have been wrong by two points.
        yield Fault(
            "missing-value",
            f"{place}, cột «value»",
            f"«{indicator.short}» có giá trị {_text(row.value)} mà không có tử số, mẫu số",
            "tử số và mẫu số",
            "ghi số đếm; tỷ lệ đã in thì ghi vào «reported_value»",
        )
    if row.reported_of is not None and (row.reported_rank or 0) > row.reported_of:
        yield Fault(
            "out-of-range",
            f"{place}, cột «reported_rank»",
            f"hạng {row.reported_rank} trên {row.reported_of} đơn vị",
            "hạng không lớn hơn số đơn vị",
            "kiểm tra hai ô",
        )


def _ratio(
    place: str, row: Observation, indicator: Index | Target | None, numerator: float, denominator: float
) -> Iterator[Fault]:
    if row.value is not None:
        yield Fault(
            "contradiction",
            f"{place}, cột «value»",
            "có cả tử số, mẫu số và giá trị",
            "chỉ tử số và mẫu số",
            "để trống «value»; tỷ lệ đã in thì ghi vào «reported_value»",
        )
    # A list has no cells that ask for whole numbers, and programs read the dot of 1.204 as a decimal sign.
    whole = isinstance(indicator, Target) and not indicator.amounts
    for column, part in (("numerator", numerator), ("denominator", denominator)):
        if whole and not part.is_integer():
            yield Fault(
                "not-a-count",
                f"{place}, cột «{column}»",
                f"{_text(part)} không phải số nguyên",
                "số đếm, là số nguyên",
                "xem dấu chấm phân nghìn có bị đọc thành dấu thập phân không",
            )
    whole_value = 100 if indicator is not None and indicator.unit == "percent" else 1
    if indicator is not None and denominator and indicator.largest != whole_value:
        # A mean may be above one: days on a dossier, visits of whoever hands one in.
        yield from _scale(place, row, indicator, {"numerator": whole_value * numerator / denominator})
    elif numerator > denominator and (indicator is None or indicator.largest is not None):
        yield Fault(
            "numerator-above-denominator",
            f"{place}, cột «numerator»",
            f"tử số {_text(numerator)} lớn hơn mẫu số {_text(denominator)}",
            "tử số không lớn hơn mẫu số",
            "kiểm tra hai ô có bị đổi chỗ không",
        )


def _is_counted(indicator: Index | Target) -> bool:
    return indicator.unit in ("percent", "ratio") if isinstance(indicator, Index) else indicator.has_counts


def _scale(
    place: str, row: Observation, indicator: Index | Target, numbers: Mapping[str, float | None]
) -> Iterator[Fault]:
    """A fault for each number beyond the limits of its indicator.

    A part of a percentage index counts in points of the total, so the same greatest value holds for it, not the least.
    """
    least, largest = indicator.least if row.part_id is None else min(indicator.least, 0), indicator.largest
    limits = f"từ {least:g} đến {largest:g}" if largest is not None else f"từ {least:g} trở lên"
    for column, value in numbers.items():
        if value is not None and (value < least or (largest is not None and value > largest)):
            problem, remedy = f"giá trị {_text(value)} ngoài thang đo", "xem lại dấu thập phân và đơn vị tính"
            yield Fault("out-of-range", f"{place}, cột «{column}»", problem, limits, remedy)


def _not_yet(place: str, row: DatedRow) -> Iterator[Fault]:
    """A fault for a day that has not come: nobody can know a figure then."""
    now = today()
    if row.as_of and row.as_of > now:
        yield Fault(
            "future-date",
            f"{place}, cột «as_of»",
            f"ngày của số liệu {formats.day(row.as_of)} chưa tới",
            f"ngày không sau hôm nay, {formats.day(now)}",
            "sửa ngày",
        )
    if row.first_day > now:
        yield Fault(
            "future-date",
            f"{place}, cột «period_start»" if row.period_start else f"{place}, cột «year»",
            f"kỳ bắt đầu ngày {formats.day(row.first_day)}, chưa tới",
            f"kỳ đã bắt đầu, không sau hôm nay, {formats.day(now)}",
            "sửa năm hoặc kỳ của số liệu",
        )


def _period(place: str, row: DatedRow, catalog: Catalog) -> Iterator[Fault]:
    if (row.period_start is None) != (row.period_end is None):
        yield Fault(
            "missing-value",
            f"{place}, cột «period_start», «period_end»",
            "chỉ có một đầu của kỳ",
            "có cả hai ngày",
            "điền ngày còn thiếu, hoặc để trống cả hai cho cả năm",
        )
    elif row.first_day > row.last_day:
        yield Fault(
            "date-order",
            f"{place}, cột «period_end»",
            "ngày cuối trước ngày đầu",
            "ngày cuối sau ngày đầu",
            "đổi hai ngày",
        )
    elif row.last_day.year != row.year:
        yield Fault(
            "contradiction",
            f"{place}, cột «year»",
            f"năm {row.year}, nhưng kỳ kết thúc ngày {row.last_day:%d/%m/%Y}",
            f"năm {row.last_day.year}: kỳ tính vào năm mà kỳ kết thúc",
            "sửa năm hoặc ngày",
        )
    elif (days := (row.last_day - row.first_day).days + 1) > YEAR:
        yield Fault(
            "out-of-range",
            f"{place}, cột «period_start»",
            f"kỳ dài {formats.count(days)} ngày",
            "kỳ không dài quá một năm",
            "sửa ngày, hoặc nộp riêng từng năm",
        )
    yield from _lifetime(place, row, catalog)


def _lifetime(place: str, row: DatedRow, catalog: Catalog) -> Iterator[Fault]:
    """The faults of a period in which there was no such unit."""
    unit = catalog.units.get(row.unit_id)
    if unit is not None and unit.valid_to is not None and row.last_day > unit.valid_to:
        yield Fault(
            "lifetime",
            f"{place}, cột «period_end»",
            f"kỳ đến ngày {row.last_day:%d/%m/%Y}, nhưng {unit.name} chỉ có đến {unit.valid_to:%d/%m/%Y}",
            f"kỳ kết thúc không sau {unit.valid_to:%d/%m/%Y}",
            "ghi đúng kỳ, hoặc ghi số liệu cho đơn vị kế thừa",
        )
    # An index of an earlier year may be published for the units of today; counts are of the unit that kept them.
    is_count = not isinstance(row, Observation) or row.numerator is not None
    if is_count and unit is not None and unit.valid_from is not None and row.first_day < unit.valid_from:
        is_before_unit = row.last_day < unit.valid_from
        days = f"kỳ {formats.day(row.first_day)}–{formats.day(row.last_day)}"
        yield Fault(
            "lifetime",
            f"{place}, cột «{'period_start' if row.period_end else 'year'}»",
            f"{days}, nhưng {unit.name} có từ {formats.day(unit.valid_from)}",
            f"kỳ bắt đầu không trước {formats.day(unit.valid_from)}",
            "ghi số liệu cho đơn vị trước đó"
            if is_before_unit
            else f"ghi kỳ {formats.day(unit.valid_from)}–{formats.day(row.last_day)} nếu số chỉ từ ngày ấy; "
            "phần trước đó ghi cho đơn vị trước đó",
        )


def _text(number: float) -> str:
    return formats.target_value(number, "ratio")


NEAR = 0.05 + 1e-9
FEW = 30
Figures = Sequence[tuple[str, Observation]]


def misprint(place: str, percentage: float, numerator: float, denominator: float) -> Fault | None:
    """The caution that a printed percentage is not that of its counts; None where it is, or where they are 0 of 0."""
    if denominator == 0:
        return None
    share = 100 * numerator / denominator
    # A cell formatted as a percentage holds 0.962 for 96.2 %.
    if min(abs(percentage - share), abs(100 * percentage - share)) <= NEAR:
        return None
    return Fault(
        "ratio-mismatch",
        place,
        f"tỷ lệ in {number(percentage, 2)} %, nhưng {fraction(numerator, denominator)} là {number(share, 2)} %",
        "tỷ lệ in khớp với số đếm (lệch không quá 0,05 điểm %)",
        "dùng số đếm; xem lại tỷ lệ đã in",
    )


def cautions_of(figures: Figures, catalog: Catalog) -> list[Fault]:
    """The cautions of figures wherever they came from, each with the place of the figure."""
    result = []
    for place, row in figures:
        indicator = catalog.indicators.get(row.indicator_id)
        counts = row.numerator, row.denominator
        if indicator is None or indicator.unit != "percent" or row.reported_value is None or None in counts:
            continue
        wrong = misprint(place, row.reported_value, row.numerator or 0, row.denominator or 0)
        result += [wrong] if wrong else []
    return result + few(figures, catalog) + open_periods(figures)


def open_periods(figures: Figures) -> list[Fault]:
    """One caution for each period of some figures that has begun and is not over yet; one to come is a fault."""
    now = today()
    first: dict[dt.date, str] = {}
    for place, row in figures:
        if row.first_day <= now < row.last_day:
            first.setdefault(row.last_day, place)
    return [
        Fault(
            "future-date",
            place,
            f"kỳ chưa hết: ngày cuối là {formats.day(last)}",
            f"kỳ đã hết trước hôm nay, {formats.day(now)}",
            "không cần sửa, nếu đây là số tới nay; khi hết kỳ thì nộp lại",
        )
        for last, place in first.items()
    ]


def few(figures: Figures, catalog: Catalog) -> list[Fault]:
    """One caution for each indicator and period that has figures out of fewer than 30 cases."""
    small: dict[tuple[object, ...], list[tuple[str, str]]] = {}
    for place, row in figures:
        if row.denominator is not None and 0 < row.denominator < FEW and row.indicator_id in catalog.indicators:
            key = row.indicator_id, row.first_day, row.last_day
            small.setdefault(key, []).append((place, f"{_group(row, catalog)}{number(row.denominator, 0)}"))
    return [
        Fault(
            "small-denominator",
            places[0][0],
            f"«{catalog.indicators[str(key[0])].short}» có mẫu số dưới {FEW}: {', '.join(text for _, text in places)}",
            f"mẫu số từ {FEW} để tỷ lệ nói được nhiều",
            "không cần sửa; một hồ sơ cũng làm tỷ lệ đổi nhiều",
        )
        for key, places in small.items()
    ]


def _group(row: Observation, catalog: Catalog) -> str:
    if row.breakdown_id is None:
        return ""
    groups = catalog.breakdowns[row.breakdown_id].group
    return next((f"{group.name} " for group in groups if group.id == row.group_id), "")


def together(parts: Sequence[tuple[Table, FileContent]]) -> tuple[FileContent, list[Fault], list[Fault]]:
    """The figures of all tables; the same dossiers told twice count once, the more finely parted table first.

    Also the faults of tables that say different things of one period, and the cautions of those left out.
    """
    observations: list[tuple[str, Observation]] = []
    tallies: list[tuple[str, Tally]] = []
    faults: list[Fault] = []
    cautions: list[Fault] = []
    first: dict[tuple[object, ...], tuple[Table, list[Row]]] = {}
    for table, figures in sorted(parts, key=lambda pair: -_number_of_groups(pair[1])):
        cautions += figures.cautions
        subjects: dict[tuple[object, ...], list[Row]] = {}
        every: list[Row] = [*figures.observations, *figures.tallies]
        for row in every:
            subjects.setdefault(subject_of(row[1]), []).append(row)
        for subject, rows in subjects.items():
            before = first.setdefault(subject, (table, rows))
            if before[0] is table:
                observations += [(place, row) for place, row in rows if isinstance(row, Observation)]
                tallies += [(place, row) for place, row in rows if isinstance(row, Tally)]
            else:
                gap = difference(before[1], rows, [table.form.others])
                (faults if gap else cautions).append(_twice(table, before[0], gap))
    return (
        FileContent(observations=tuple(observations), tallies=tuple(tallies)),
        list(dict.fromkeys(faults)),
        # Of two tables whose totals differ, that some of their totals agree says nothing.
        [caution for caution in dict.fromkeys(cautions) if caution.place not in {fault.place for fault in faults}],
    )


def _number_of_groups(figures: FileContent) -> int:
    return len({row.group_id for _, row in figures.observations if row.group_id})


def subject_of(row: Observation | Tally) -> tuple[object, ...]:
    """What a figure is about, whatever group of it: an indicator or a tally, a unit, a period."""
    subject = row.indicator_id if isinstance(row, Observation) else row.tally_id
    return subject, row.unit_id, row.first_day, row.last_day


def total_of(rows: Sequence[Row]) -> tuple[float, ...]:
    """The sums of the numerators, the denominators and the cases of figures."""
    figures = [row for _, row in rows]
    return tuple(
        sum(getattr(row, name, None) or 0 for row in figures) for name in ("numerator", "denominator", "cases")
    )


def difference(one: Sequence[Row], other: Sequence[Row], rest: Collection[str | None]) -> str:
    """In what two tables of one period differ; "" where they tell the same dossiers.

    A group that one of them does not name may be among the rest in it: the groups in `rest`.
    """
    if total_of(one) != total_of(other):
        return "nhưng tổng khác"
    parts: list[dict[str | None, tuple[float, ...]]] = [
        {row.group_id: total_of([(place, row)]) for place, row in rows} for rows in (one, other)
    ]
    if any(None in part for part in parts) or one[0][1].breakdown_id != other[0][1].breakdown_id:
        return ""
    group_ids = {group for part in parts for group, numbers in part.items() if group not in rest and any(numbers)}
    is_same = all(
        parts[0][group] == parts[1][group]
        if all(group in part for part in parts)
        else all(group in part or any(each in part for each in rest) for part in parts)
        for group in group_ids
    )
    return "" if is_same else "và cùng tổng, nhưng số của từng nhóm khác"


def _title(table: Table) -> str:
    """The words above a table that are nearest to it."""
    texts = (plain(cell) for at in reversed(table.above) for cell in table.sheet.rows[at] if isinstance(cell, str))
    return next((" ".join(text.split())[:80] for text in texts if text), "")


def _twice(table: Table, before: Table, gap: str) -> Fault:
    columns = [next((at for at, path in enumerate(each.paths) if any(path)), 0) for each in (before, table)]
    other, here = before.sheet.cell(before.first, columns[0]), table.sheet.cell(table.first, columns[1])
    if not gap:
        titles = [title for each in (before, table) if (title := _title(each))]
        is_named = len({*titles}) > 1
        return Fault(
            "duplicate-table",
            here,
            f"cùng kỳ và cùng tổng với bảng ở {other}; chỉ một bảng được tính"
            + (f"; tên hai bảng khác nhau: «{titles[0]}», «{titles[1]}»" if is_named else ""),
            "mỗi kỳ một bảng",
            "không cần sửa" + ("; nếu là hai loại hồ sơ khác nhau thì gộp vào một bảng rồi nộp" if is_named else ""),
        )
    return Fault(
        "contradiction",
        here,
        f"cùng kỳ với bảng ở {other} {gap}",
        "mỗi kỳ một bảng",
        "bỏ bảng không phải của kỳ này, ghi kỳ của từng bảng ở trên bảng ấy, hoặc gộp các lĩnh vực vào một bảng",
    )


def rows_of(content: FileContent) -> list[Row]:
    """The figures and the tallies of a file."""
    return [*content.observations, *content.tallies]


def must_agree(whole: FileContent, parts: FileContent, names: str, *, others: str | None, by_group: bool) -> None:
    """Hold the figures of a table against those of one for each field or hamlet; the rest may hold more than they do.

    Raises: FaultError where they differ, or have nothing in common.
    """
    by_subject = [_by_subject(content) for content in (whole, parts)]
    common = by_subject[0].keys() & by_subject[1].keys()
    place = rows_of(whole)[0][0] if rows_of(whole) else ""
    for subject in common:
        rows, rows_of_parts = by_subject[0][subject], by_subject[1][subject]
        for group in dict.fromkeys(row.group_id for _, row in rows_of_parts) if by_group else [None]:
            mine, theirs = (
                total_of([pair for pair in each if not by_group or pair[1].group_id == group])
                for each in (rows, rows_of_parts)
            )
            is_rest = by_group and group == others
            if mine != theirs and not (is_rest and all(one >= two for one, two in zip(mine, theirs, strict=True))):
                place = rows[0][0]
                common = set()
                break
    if not common:
        problem = f"số chung ở đây khác tổng các bảng của từng phần ({names})"
        remedy = "sửa số gõ nhầm, thêm bảng còn thiếu, hoặc bỏ các bảng của từng phần"
        raise FaultError([Fault("contradiction", place, problem, "số chung bằng tổng các bảng ấy", remedy)])


def _by_subject(content: FileContent) -> dict[tuple[object, ...], list[Row]]:
    result: dict[tuple[object, ...], list[Row]] = {}
    for place, row in rows_of(content):
        result.setdefault(subject_of(row), []).append((place, row))
    return result
