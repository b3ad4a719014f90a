"""The final review of the plan: what was met in its last year and in every year, index by index, tasks, what remains.

A verdict of one year is never told as that of the whole period: each is named with its years.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pandas import DataFrame

from cchc_metrics import metrics
from cchc_metrics.catalog import Catalog
from cchc_metrics.documents import letterhead
from cchc_metrics.documents.annex import full_requirement, groups_of_rows, requirement, tasks_table, verdict
from cchc_metrics.documents.letterhead import provenance
from cchc_metrics.documents.request import Request, same_days
from cchc_metrics.store import Store
from cchc_metrics.text import formats, words
from cchc_metrics.text.rows import SpanRow, TaskRow, VerdictRow, records
from cchc_metrics.text.sentence import change_words, figure, shortfall
from cchc_metrics.text.statements import (
    MET_LEVELS,
    MISSED_LEVELS,
    margin,
    not_final,
    rounding_notes,
    span_count,
    span_line,
    span_verdict,
    targets_line,
    tasks_day,
    tasks_line,
    widest_gaps,
    years_list,
    years_met,
)

BLANKS_FINAL = (
    "đánh giá chung của lãnh đạo",
    "nguyên nhân của các chỉ tiêu chưa đạt",
    "bài học kinh nghiệm",
    "kiến nghị, đề xuất với cấp trên",
)

Row = VerdictRow


@dataclass(frozen=True)
class Series:
    """One target or index over the years of the plan: its rows by year, oldest first, and the verdict of the whole."""

    rows: Sequence[Row]
    whole: SpanRow

    @property
    def last(self) -> Row:
        """The row of the newest year."""
        return self.rows[-1]

    @property
    def without_figure(self) -> list[int]:
        """The years without a figure; 0 of 0 is one."""
        return [
            int(row["year"])
            for row in self.rows
            if formats.is_missing(row["value"]) and row["no_activity"] is not True and row["level"] != "no_activity"
        ]

    def level(self, year: int) -> str | None:
        """The verdict of a year; None where the plan judges none."""
        return next((row["level"] for row in self.rows if row["year"] == year), None)

    def years(self, levels: Sequence[str]) -> list[int]:
        """The years with one of these verdicts."""
        return [int(row["year"]) for row in self.rows if row["level"] in levels]


def content(store: Store, catalog: Catalog, request: Request) -> dict[str, Any]:
    """The fields of the template of the final review."""
    unit, by = catalog.units[request.unit], letterhead.issuer(catalog, request.unit, request.day)
    targets = metrics.targets(store, unit=request.unit)
    targets = targets[targets["year"].isin(catalog.years)]
    indices = metrics.indices(store, unit=request.unit)
    indices = indices[indices["year"].isin(catalog.years)]
    whole = {row["indicator_id"]: row for row in records(metrics.span_verdicts(store, unit=request.unit), SpanRow)}
    last = catalog.years[-1]
    tasks = metrics.tasks(store, unit=request.unit, year=last, on=request.day)
    span = f"{catalog.years[0]}–{last}"
    title = f"Tổng kết cải cách hành chính của {letterhead.within(unit)} giai đoạn {span}"
    remains, how = _remains(catalog, request, indices, targets, tasks)
    rows = [*records(indices, VerdictRow), *records(targets, VerdictRow)]
    origins = letterhead.origins(_sources(catalog, rows))
    return {
        **letterhead.fields(catalog, request.unit, request.kind, request.day),
        **provenance(store, catalog, request, targets, span),
        "ten_co_quan": letterhead.short(by),
        "trich_yeu": title,
        "mo_dau": _introduction(catalog, request, targets),
        "tom_tat": summary(catalog, series(targets, whole), series(indices, whole), tasks),
        "ket_thuc": letterhead.closing(title),
        "chi_so": [
            {"so": number, "ten": one.last["name"], "cau": _index(one)}
            for number, one in enumerate(series(indices, whole), 1)
        ],
        "linh_vuc": [
            {"so": number, "ten": area.name, "cau": _area(series(targets[targets["area_id"] == area.id], whole))}
            for number, area in enumerate(catalog.areas.values(), 1)
        ],
        "nhiem_vu_cau": [
            tasks_line(records(tasks, TaskRow)),
            "Từng nhiệm vụ, người phụ trách và tình trạng nêu ở phụ lục.",
            *_systems(catalog),
        ],
        "khong_do": no_measure(catalog, series(indices, whole), series(targets, whole)),
        "con_lai_mo_dau": [how],
        "con_lai": remains,
        "danh_gia": [words.BLANK.format(what=what) for what in BLANKS_FINAL],
        "tieu_de_phu_luc": words.ANNEX_HEAD.format(period=f"GIAI ĐOẠN {span}"),
        "cac_nam": [str(year) for year in catalog.years],
        "so_cot": len(catalog.years) + 5,
        "phu_luc": _table(catalog, indices, targets, whole, origins),
        "nguon_so_lieu": [*letterhead.origin_lines(origins), *rounding_notes(rows)],
        "nhiem_vu": tasks_table(catalog, tasks, request.day),
    }


def series(rows: DataFrame, whole: Mapping[str, SpanRow]) -> list[Series]:
    """Each target or index of the rows with its years, and its row of `span_verdicts` from `whole`."""
    return [
        Series(records(group, VerdictRow), whole[str(indicator)])
        for indicator, group in rows.groupby("indicator_id", sort=False)
    ]


def _introduction(catalog: Catalog, request: Request, targets: DataFrame) -> list[str]:
    by = letterhead.issuer(catalog, request.unit, request.day)
    first, last = catalog.years[0], catalog.years[-1]
    introduction = [
        f"Thực hiện {letterhead.plan(catalog)}, {letterhead.short(by)} báo cáo tổng kết giai đoạn {first}–{last} như "
        "sau:",
        *letterhead.remarks(catalog, request.unit, request.day),
    ]
    days = same_days(targets[targets["year"] == last])
    if days is not None:
        introduction.append(
            f"Số liệu năm {last} là số từ ngày {formats.day(days[0])} đến ngày {formats.day(days[1])}, trừ nơi ghi "
            "khác."
        )
    return introduction


def summary(catalog: Catalog, targets: Sequence[Series], indices: Sequence[Series], tasks: DataFrame) -> list[str]:
    """How many targets were met in the last year and how many in every year, the indices, the tasks."""
    last = catalog.years[-1]
    levels = [one.last["level"] for one in targets if int(one.last["year"]) == last]
    of_year = targets_line(levels) or "Chưa có chỉ tiêu nào đến hạn và có số liệu."
    lines = [
        f"Năm {last}, {of_year[0].lower()}{of_year[1:]}",
        widest_gaps([one.last for one in targets if int(one.last["year"]) == last]),
        not_final([row for one in (*indices, *targets) for row in one.rows]),
        years_met({int(year): [one.level(year) for one in targets] for year in catalog.years}),
        f"Cả giai đoạn {catalog.years[0]}–{last}, trong {len(targets)} chỉ tiêu: "
        f"{span_count([one.whole for one in targets])}.",
    ]
    if indices:
        lines.append(_rises(indices))
    return [line for line in (*lines, tasks_line(records(tasks, TaskRow))) if line]


def _rises(indices: Sequence[Series]) -> str:
    """How many indices rose in every year that could be compared; one that never could be is not counted."""
    comparable = [one for one in indices if one.years((*MET_LEVELS, *MISSED_LEVELS))]
    if not comparable:
        return "Chưa chỉ số nào so được với năm trước ở năm nào."
    rises = [one.last["short"] for one in comparable if not one.years(MISSED_LEVELS)]
    others = [one.last["short"] for one in indices if one not in comparable]
    text = f"{len(rises)} trên {len(comparable)} chỉ số so được với năm trước tăng ở mọi năm so được"
    text += f": {', '.join(rises)}." if rises else "."
    return text + (f" Chưa so được năm nào: {', '.join(others)}." if others else "")


def _index(one: Series) -> list[str]:
    """The values of an index year by year, and in which years it rose."""
    links = "; ".join(map(_link, one.rows))
    rose, fell = one.years(MET_LEVELS), one.years(MISSED_LEVELS)
    others = [int(row["year"]) for row in one.rows if int(row["year"]) not in (*rose, *fell)]
    parts = [
        f"tăng {len(rose)} năm ({years_list(rose)})" if rose else "",
        f"không tăng: {years_list(fell)}" if fell else "",
    ]
    parts.append(f"không so được: {years_list(others)}" if others else "")
    return [f"{links}.", f"So với năm trước: {'; '.join(part for part in parts if part)}."]


def _link(row: Row) -> str:
    change = change_words(row)
    return f"{int(row['year'])}: {figure(row, against=('previous',))}" + (f" ({change})" if change else "")


def _area(area: Sequence[Series]) -> list[str]:
    """Each target of an area: the last year with its figure and verdict, then the years of the period."""
    lines = []
    for one in area:
        row = one.last
        limit = requirement(row)
        if row["level"] == "no_activity":
            now = f"năm {int(row['year'])} không phát sinh"
        elif formats.is_missing(row["value"]):
            now = f"năm {int(row['year'])} chưa có số liệu (kế hoạch: {limit})"
        else:
            value = figure(row, against=("target", "previous"))
            is_short = row["level"] in MISSED_LEVELS and row["kind"] not in words.YEAR_RULES
            gap = f", {shortfall(row)}" if is_short and shortfall(row) else ""
            now = f"năm {int(row['year'])} là {value}, {verdict(row).lower()} (kế hoạch: {limit}{gap})"
        whole = span_line(one.whole)
        lines.append(f"{row['name']}: {now}" + (f"; cả giai đoạn: {whole}." if whole else "."))
    return lines or ["Kế hoạch không đặt chỉ tiêu định lượng."]


def _systems(catalog: Catalog) -> list[str]:
    """The systems that the plan names, by what they are for; no sentence without any."""
    names: dict[str, list[str]] = {}
    for system in catalog.systems.values():
        names.setdefault(words.SYSTEM_ROLES[system.role], []).append(system.name)
    parts = [f"để {role}: {', '.join(each)}" for role, each in names.items()]
    return [f"Hệ thống mà kế hoạch nêu {'; '.join(parts)}."] if parts else []


def no_measure(catalog: Catalog, indices: Sequence[Series], targets: Sequence[Series]) -> list[str]:
    """What the plan did not measure: areas without a target, and each index and target in years without a figure."""
    areas = {one.last["area_id"] for one in targets}
    lines = [
        f"{area.name}: kế hoạch không đặt chỉ tiêu định lượng, chỉ giao nhiệm vụ."
        for area in catalog.areas.values()
        if area.id not in areas
    ]
    for one in (*indices, *targets):
        absent = one.without_figure
        if len(absent) == len(one.rows):
            lines.append(f"“{one.last['short']}”: không có số liệu năm nào.")
        elif absent:
            lines.append(f"“{one.last['short']}”: không có số liệu năm {years_list(absent)}.")
    return lines or ["Mọi lĩnh vực đều có chỉ tiêu và mọi chỉ số, chỉ tiêu đều có số liệu ở mọi năm."]


def _remains(
    catalog: Catalog, request: Request, indices: DataFrame, targets: DataFrame, tasks: DataFrame
) -> tuple[list[str], str]:
    """What was not reached in the last year and which tasks are not done, and how to say whom it is left to."""
    unit, year = catalog.units[request.unit], catalog.years[-1]
    lines = []
    for kind, rows in (("chỉ số", indices), ("chỉ tiêu", targets)):
        of_year = records(
            rows[
                (rows["year"] == year)
                & rows["level"].isin((*MISSED_LEVELS, "no_data", "no_previous", "not_comparable"))
            ],
            VerdictRow,
        )
        for name, levels in (
            ("chưa đạt", MISSED_LEVELS),
            ("chưa có số liệu", ("no_data",)),
            ("chưa có năm trước để so", ("no_previous",)),
            ("không xét", ("not_comparable",)),
        ):
            names = [f"“{row['short']}” ({requirement(row)}{margin(row)})" for row in of_year if row["level"] in levels]
            if names:
                lines.append(f"{len(names)} {kind} {name}: {'; '.join(names)}.")
    open_tasks = int(tasks["state"].isin(("in_progress", "not_started", "late")).sum())
    silent = int(tasks["state"].isna().sum())
    counts = [f"{open_tasks} nhiệm vụ chưa hoàn thành"] if open_tasks else []
    counts += [f"{silent} nhiệm vụ chưa có báo cáo"] if silent else []
    lines += [f"{' và '.join(counts)} {tasks_day(records(tasks, TaskRow))}, nêu ở phụ lục nhiệm vụ."] if counts else []
    if not lines:
        done = "; nhiệm vụ đã xong cả" if len(tasks) else ""
        return [], f"Không còn chỉ số, chỉ tiêu nào của năm {year} chưa đạt hoặc chưa có số liệu{done}."
    if unit.successor is None:
        return lines, f"Đến hết năm {year}, còn lại:"
    successor = letterhead.within(catalog.units[unit.successor])
    return lines, f"Đến hết năm {year}, còn lại những việc sau để {successor} tiếp tục theo dõi, thực hiện:"


def _table(
    catalog: Catalog,
    indices: DataFrame,
    targets: DataFrame,
    whole: Mapping[str, SpanRow],
    numbers: Mapping[str, str],
) -> list[dict[str, Any]]:
    """Every index and target with the figure of every year, the verdict of the last one and of the whole plan."""
    lines: list[dict[str, Any]] = []
    for roman, name, rows in groups_of_rows(catalog, records(indices, VerdictRow), records(targets, VerdictRow)):
        lines.append({"nhom": True, "stt": roman, "ten": name})
        by_indicator: dict[str, list[Row]] = {}
        for row in rows:
            by_indicator.setdefault(str(row["indicator_id"]), []).append(row)
        lines += [
            _line(catalog, str(number), years, whole[indicator], numbers)
            for number, (indicator, years) in enumerate(by_indicator.items(), 1)
        ]
    return lines


def _sources(catalog: Catalog, rows: Iterable[Row]) -> list[str]:
    return [source.title for source in catalog.sources_of(row["source_id"] for row in rows)]


def _line(
    catalog: Catalog, number: str, rows: Sequence[Row], whole: SpanRow, numbers: Mapping[str, str]
) -> dict[str, Any]:
    by_year = {int(row["year"]): row for row in rows}
    last = by_year[max(year for year in by_year if year in catalog.years)]
    sources = _sources(catalog, rows)
    indicator = catalog.indicators[str(last["indicator_id"])]
    return {
        "nhom": False,
        "stt": number,
        "ten": last["name"],
        "dvt": formats.scale(last["measure_unit"]).name,
        "ke_hoach": _requirements(last, [by_year[year] for year in catalog.years if year in by_year]),
        "cac_nam": [_cell(by_year.get(year)) for year in catalog.years],
        "ket_luan": _verdicts(last, whole),
        "nguon": "; ".join([*sources, catalog.citation(indicator.cite)]),
        "dan_nguon": "; ".join([*(numbers[source] for source in sources), catalog.citation(indicator.cite)]),
    }


def _verdicts(last: Row, whole: SpanRow) -> str:
    """The verdict of the last year, and beside it that of the whole plan where more than one year counts."""
    of_plan = span_verdict(whole)
    return f"{int(last['year'])}: {verdict(last).lower()}" + (f"; cả giai đoạn: {of_plan}" if of_plan else "")


def _requirements(last: Row, rows: Sequence[Row]) -> str:
    """What the plan asks, for each year where it is not the same in all."""
    by_year = {int(row["year"]): requirement(row) for row in rows if not formats.is_missing(row["target"])}
    if last["kind"] in words.YEAR_RULES or len(set(by_year.values())) < 2:
        return full_requirement(last)
    return "; ".join(f"{year}:\N{NO-BREAK SPACE}{limit}" for year, limit in by_year.items())


def _cell(row: Row | None) -> str:
    if row is None:
        return formats.MISSING_SHORT
    value = letterhead.rates(figure(row, against=("target", "previous"), unknown=formats.MISSING_SHORT))
    # The unit has a column of its own.
    return value.removesuffix(letterhead.rates(formats.scale(row["measure_unit"]).after).strip()).rstrip()
