"""What the periodic report says, section by section: figures of the metrics, causes only as an officer gave them.

The finding stands first. Each target is told once: in its area, or, when it was missed, under the shortcomings.
"""

import datetime as dt
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from pandas import DataFrame, Timestamp

from cchc_metrics import metrics
from cchc_metrics.catalog import Catalog
from cchc_metrics.catalog.models import Area
from cchc_metrics.documents import annex, letterhead
from cchc_metrics.documents.letterhead import provenance
from cchc_metrics.documents.request import Request, days_of_figures, figures, has_figure, same_days, tally_numbers
from cchc_metrics.store import Store
from cchc_metrics.text import feedback_words, formats, words
from cchc_metrics.text.rows import (
    AreaRow,
    DecisionRow,
    FeedbackRow,
    FeedbackShareRow,
    NoteRow,
    PeriodRow,
    TaskRow,
    records,
)
from cchc_metrics.text.sentence import change_words, counts, entered_elsewhere, figure, shortfall
from cchc_metrics.text.statements import (
    BASIS,
    MET_LEVELS,
    MISSED_LEVELS,
    margin,
    met_count,
    not_final,
    nothing_worse,
    period_change,
    rose_count,
    rounding_notes,
    targets_line,
    tasks_day,
    tasks_line,
    widest_gaps,
)

# What every report of a commune tells of how the reform was led, in this order.
DIRECTION = {
    "Kế hoạch, văn bản chỉ đạo": "số, tên kế hoạch và văn bản chỉ đạo đã ban hành trong kỳ",
    "Hội họp, báo cáo": "số cuộc họp, báo cáo về cải cách hành chính trong kỳ",
    "Kiểm tra": "nội dung, kết quả kiểm tra trong kỳ; số cuộc, nếu chưa nêu",
    "Tuyên truyền": "hình thức, nội dung tuyên truyền trong kỳ; số lượng, nếu chưa nêu",
    "Sáng kiến": "sáng kiến cải cách hành chính trong kỳ",
}

Row = PeriodRow
# What stands in the place of a post where the plan names none.
NOBODY = (words.NO_NAME, "chưa phân công")


@dataclass(frozen=True)
class Material:
    """Everything that a periodic report is written from; each question is asked of the store once.

    `rows` are the targets of the year or of the days, `indices` the headline indices known on the day, `tallies` the
    numbers followed in the period, `days` those that most figures are of when they are not the whole year.
    `feedback` are the complaints and suggestions that came in the period, `feedback_shares` those of a whole year.
    """

    catalog: Catalog
    request: Request
    rows: DataFrame
    indices: DataFrame
    counts: Mapping[str, AreaRow]
    tallies: Mapping[str, float]
    tasks: DataFrame
    notes: DataFrame
    decisions: DataFrame
    days: tuple[dt.date, dt.date] | None
    feedback: DataFrame
    feedback_shares: Sequence[FeedbackShareRow]

    @property
    def by_days(self) -> bool:
        """True when the report tells of days rather than of a year."""
        return self.request.by_days(self.catalog)

    @cached_property
    def targets(self) -> Sequence[Row]:
        """The targets, each as a row that is read by its keys: making them of a frame takes longer than the rest."""
        return records(self.rows, PeriodRow)

    @cached_property
    def present(self) -> list[Row]:
        """The targets that have a figure; 0 of 0 is one."""
        return [row for row in self.targets if has_figure(row)]

    @cached_property
    def indices_of_year(self) -> Sequence[Row]:
        """The headline indices of the year of the report."""
        return records(self.indices[self.indices["year"] == self.request.year], PeriodRow)

    def of_level(self, *levels: str) -> list[Row]:
        """The targets with one of these verdicts; none in a report of days, which has no verdicts."""
        return [] if self.by_days else [row for row in self.targets if row["level"] in levels]

    def owner(self, row: Mapping[str, Any]) -> str:
        """Who answers for a row on the day of the document."""
        return self.catalog.posts_on(row.get("owner_id"), row.get("owner"), self.request.day)


def gather(store: Store, catalog: Catalog, request: Request, rows: DataFrame | None = None) -> Material:
    """The figures, tasks and notes of a report; `rows` are those of `figures` where the caller has them."""
    unit, year, by_days = request.unit, request.year, request.by_days(catalog)
    first, last = request.dates(catalog)
    days = {"first_day": str(first), "last_day": str(last)} if by_days else {}
    rows = figures(store, catalog, request) if rows is None else rows
    indices = metrics.indices(store, unit=unit)
    # The index of a year is published after it: a report of a part of that year did not know it.
    indices = indices[indices["as_of"].isna() | (indices["as_of"] <= Timestamp(request.day))]
    indices = indices[indices["year"].isin(catalog.years) & (indices["year"] <= year)]
    tallies = metrics.tally_history(store, unit=unit)
    tallies = tallies[tallies["use"] == "in_use"]
    tallies = tallies[(tallies["period_start"] >= Timestamp(first)) & (tallies["period_end"] <= Timestamp(last))]
    decisions = metrics.decisions(store, unit=unit, on=request.day)
    area_counts = records(metrics.area_counts(store, unit=unit, year=year), AreaRow)
    return Material(
        catalog,
        request,
        rows,
        indices,
        {row["area_id"]: row for row in area_counts},
        tally_numbers(catalog, tallies),
        # What was reported after the document was issued was not known to it.
        metrics.tasks(store, unit=unit, year=year, on=request.day, last_day=last if by_days else None),
        metrics.notes(store, unit=unit, year=year, **days),
        decisions[decisions["decided"].between(Timestamp(first), Timestamp(last))],
        None if by_days else same_days(rows),
        metrics.feedback(store, unit=unit, on=request.day, first_day=first, last_day=last),
        [] if by_days else records(metrics.feedback_shares(store, unit=unit, year=year), FeedbackShareRow),
    )


def content(store: Store, catalog: Catalog, request: Request) -> dict[str, Any]:
    """The fields of the template of the periodic report."""
    return fields(store, gather(store, catalog, request))


def fields(store: Store, material: Material) -> dict[str, Any]:
    """The fields of the template, written from what was gathered."""
    catalog, request = material.catalog, material.request
    period = request.period(catalog)
    unit, by = catalog.units[request.unit], letterhead.issuer(catalog, request.unit, request.day)
    title = f"Kết quả công tác cải cách hành chính {period}"
    title += "" if by == unit else f" của {letterhead.within(unit)}"
    leaders = [area for area in catalog.areas.values() if area.leads]
    others = [area for area in catalog.areas.values() if not area.leads]
    indices = [] if material.by_days else material.indices_of_year
    # What is judged by the year and has no figure in these days is left out of a report of days.
    table = annex.lines(catalog, indices, material.present if material.by_days else material.targets)
    origins = letterhead.origins(line.origin for line in table)
    return {
        **letterhead.fields(catalog, request.unit, request.kind, request.day),
        **provenance(store, catalog, request, material.rows),
        "ten_co_quan": letterhead.short(by),
        "trich_yeu": title,
        "mo_dau": _introduction(material),
        "tom_tat": summary(material),
        "ket_thuc": letterhead.closing(title),
        "chi_dao": [line for area in leaders for line in _area(material, area)]
        + feedback_words.report(records(material.feedback, FeedbackRow), material.feedback_shares)
        + [_decision(material, row) for row in records(material.decisions, DecisionRow)]
        + [f"{topic}: {words.BLANK.format(what=what)}." for topic, what in DIRECTION.items()],
        "linh_vuc": [
            {"so": number, "ten": area.name, "cau": _area(material, area) or [_area_blank(area)]}
            for number, area in enumerate(others, 1)
        ],
        "ket_qua": [*_results(material), words.BLANK.format(what="kết quả nổi bật ngoài các số trên")],
        "ton_tai": _shortfalls(material),
        "nguyen_nhan": _causes(material),
        "phuong_huong": [*_next(material), words.BLANK.format(what="nhiệm vụ trọng tâm kỳ sau do lãnh đạo giao")],
        "kien_nghi": [words.BLANK.format(what="kiến nghị, đề xuất với cấp trên")],
        "ten_ky_truoc": words.SAME_PERIOD if material.by_days else words.ANNEX["previous"],
        "tieu_de_phu_luc": words.ANNEX_HEAD.format(period=period.upper()),
        "phu_luc": [annex.document_row(line, origins) for line in table],
        "nguon_so_lieu": [*letterhead.origin_lines(origins), *rounding_notes([*indices, *material.present])],
        # A table in which no task has a report would say nothing.
        "co_bao_cao_nhiem_vu": bool(material.tasks["state"].notna().any()),
        "nhiem_vu": annex.tasks_table(material.catalog, material.tasks, request.day),
    }


def written_by_officers(material: Material) -> list[tuple[str, str]]:
    """Each note that the report repeats, with where it was written."""
    return (
        [(f"ghi chú ở {row['place']}", row["note"]) for row in records(material.notes, NoteRow)]
        + [
            (f"ghi chú của nhiệm vụ {row['task_id']}", str(row["note"]))
            for row in records(material.tasks, TaskRow)
            if not formats.is_missing(row["note"])
        ]
        + [(f"kết luận họp ở bút toán {row['entry']}", row["what"]) for row in records(material.decisions, DecisionRow)]
    )


def _introduction(material: Material) -> list[str]:
    catalog, request = material.catalog, material.request
    by = letterhead.issuer(catalog, request.unit, request.day)
    first, last = map(formats.day, request.dates(catalog))
    figures_of = f"kỳ báo cáo từ ngày {first} đến ngày {last}"
    if material.by_days:
        figures_of = f"số liệu từ ngày {first} đến ngày {last}"
    else:
        figures_of += f"; {days_of_figures(material.days, request.year)}"
    return [
        f"Thực hiện {letterhead.plan(catalog)}, {letterhead.short(by)} báo cáo kết quả công tác cải cách hành chính "
        f"{request.period(catalog)} ({figures_of}) như sau:",
        *letterhead.remarks(catalog, request.unit, request.day),
    ]


def summary(material: Material) -> list[str]:
    """The finding, before everything else: what rose, what was met and missed, the tasks, what is missing."""
    lines = []
    if material.by_days:
        lines += _comparison(material)
        have = len(material.present)
        lines.append(
            f"Có số liệu của kỳ cho {have} chỉ tiêu; các chỉ tiêu của kế hoạch xét theo năm, nên báo cáo này không "
            "kết luận đạt hay chưa đạt."
        )
    else:
        lines += [_indices_line(material), *_verdicts(material)]
    lines.append(not_final(material.targets if material.by_days else [*material.indices_of_year, *material.targets]))
    lines.append(tasks_line(records(material.tasks, TaskRow)))
    return [line for line in lines if line]


def _comparison(material: Material) -> list[str]:
    """How many figures of a part of a year are better or worse than in the same part before, with the changes."""
    rows, parts = material.present, []
    for word, test in (("tốt hơn", _is_better), ("kém hơn", _is_worse)):
        names = [f"“{row['short']}” {period_change(row)}" for row in rows if test(row)]
        parts += [f"{len(names)} chỉ tiêu {word} ({'; '.join(names)})"] if names else []
    return [f"So với cùng kỳ năm trước: {'; '.join(parts)}."] if parts else []


def _indices_line(material: Material) -> str:
    rows = material.indices_of_year
    have = [row for row in rows if not formats.is_missing(row["value"])]
    absent = [row["short"] for row in rows if formats.is_missing(row["value"])]
    parts = "; ".join(f"{row['short']} {figure(row, against=('previous',))}, {change_words(row)}" for row in have)
    # The values stand there where none could be compared with the year before, too.
    rose = rose_count([row["direction"] for row in rows])
    line = f"{rose or 'Các chỉ số của năm'}: {parts}." if have else ""
    return line + (f" Chưa có số liệu: {', '.join(absent)}." if absent else "")


def _verdicts(material: Material) -> list[str]:
    """How many targets were met and missed, and the widest gaps."""
    absent = len(material.of_level("no_data"))
    lines = [targets_line([row["level"] for row in material.targets]), widest_gaps(material.targets)]
    if absent:
        lines.append(f"Còn {absent} chỉ tiêu chưa có số liệu, nêu ở lĩnh vực của chỉ tiêu cùng nơi phụ trách cung cấp.")
    return lines


def _area(material: Material, area: Area) -> list[str]:
    """What an area has to tell: its counts, then each target that was not missed, then who owes figures."""
    rows = [row for row in material.targets if row["area_id"] == area.id]
    present = [row for row in rows if has_figure(row)]
    lines = [] if material.by_days else _area_counts(material, area)
    # The targets of a year tell the dossiers; what was done in an area stands in its numbers alone.
    lines += _tallies(material, area.id, with_dossiers=material.by_days or not rows)
    if material.by_days:
        short = {row["indicator_id"] for row in _fell_short(material)}
        lines += [_period_line(row) for row in present if row["indicator_id"] not in short]
        return lines or (["Số liệu của kỳ nêu ở phần tồn tại, hạn chế."] if present else [])
    lines += [_target(row) for row in present if row["level"] not in MISSED_LEVELS]
    absent = [row for row in rows if row["level"] == "no_data"]
    for owner in dict.fromkeys(map(material.owner, absent)):
        names = "; ".join(f"“{row['short']}”" for row in absent if material.owner(row) == owner)
        lines.append(f"Chưa có số liệu: {names}. Phụ trách cung cấp: {owner}.")
    lines += [f"“{row['short']}”: {text}" for row in rows if (text := entered_elsewhere(row))]
    return lines


def _area_counts(material: Material, area: Area) -> list[str]:
    row = material.counts[area.id]
    if not row["total"]:
        return [] if area.leads else ["Kế hoạch không đặt chỉ tiêu định lượng; nhiệm vụ nêu ở phụ lục."]
    if not row["met"] + row["missed"]:
        return []
    if not row["met"]:
        which = "Chỉ tiêu duy nhất" if row["missed"] == 1 else f"Cả {row['missed']} chỉ tiêu"
        all_of = "" if row["missed"] == 1 else " đều"
        return [f"{which} đến hạn và có số liệu{all_of} chưa đạt (nêu ở phần tồn tại, hạn chế)."]
    rest = f", còn {row['missed']} chỉ tiêu chưa đạt (nêu ở phần tồn tại, hạn chế)" if row["missed"] else ""
    count = met_count(row["met"], row["met"] + row["missed"], within_error=row["met_within_error"])
    return [f"{count[0].upper()}{count[1:]}{rest}."]


def _target(row: Row) -> str:
    """A target that was not missed: its figure, its change, and what the plan asks."""
    if row["no_activity"] is True or row["level"] == "no_activity":
        return f"{row['name']}: trong năm không phát sinh."
    value = figure(row, against=("target", "previous")) + counts(row)
    change = change_words(row)
    change = f", {change}" if change else ""
    limit = annex.requirement(row)
    if row["level"] in MET_LEVELS:
        verdict = f"; đạt yêu cầu ({limit}){margin(row)}"
    elif row["level"] == "not_due":
        asks = "yêu cầu" if formats.scale(row["measure_unit"]).answers else "đặt"
        verdict = f"; kế hoạch {asks} {limit} vào năm {int(row['due_year'])}"
    else:
        verdict = ""
    return f"{row['name']}: {value}{change}{verdict}."


def _period_line(row: Row) -> str:
    """A target within a part of a year: its figure and its change on the same period; no verdict."""
    if row["no_activity"] is True:
        return f"{row['name']}: trong kỳ không phát sinh."
    value = figure(row, against=("target", "previous")) + counts(row)
    holes = row["days_missing"]
    partly = "" if formats.is_missing(holes) or not holes else f"; số liệu còn thiếu {int(holes)} ngày của kỳ"
    # What stayed or could not be compared is told whole by its words.
    before = {"up": " so với cùng kỳ năm trước", "down": " so với cùng kỳ năm trước", "same": " năm trước"}
    return f"{row['name']}: {value}, {period_change(row)}{before.get(row['direction'], '')}{partly}."


def _tallies(material: Material, area: str, *, with_dossiers: bool) -> list[str]:
    """The numbers that the plan follows in an area in the period, in one sentence; those of dossiers where asked."""
    dossiers = material.catalog.dossier_tallies
    numbers = "; ".join(
        f"{tally.name[0].lower()}{tally.name[1:]}: {formats.count(number)}"
        for tally in material.catalog.tallies.values()
        if area == tally.area and (with_dossiers or tally.id not in dossiers)
        if (number := material.tallies.get(tally.id)) is not None
    )
    return [f"{numbers[0].upper()}{numbers[1:]}."] if numbers else []


def _results(material: Material) -> list[str]:
    """What was met, by name; in a part of a year, what moved as it should."""
    if material.by_days:
        names = "; ".join(f"“{row['short']}”" for row in material.present if _is_better(row))
        return [f"Tốt hơn cùng kỳ năm trước: {names}."] if names else []
    met, shortfalls = material.of_level(*MET_LEVELS), material.of_level(*MISSED_LEVELS)
    if not met and not shortfalls:
        return ["Chưa có chỉ tiêu nào vừa có số liệu vừa đến hạn."]
    rose = [row for row in material.indices_of_year if row["direction"] == "up"]
    count = met_count(len(met), len(met) + len(shortfalls), within_error=len(material.of_level("met_within_error")))
    lines = [f"{count[0].upper()}{count[1:]}."]
    return ([f"Chỉ số tăng: {_names(rose)}."] if rose else []) + lines


def _is_better(row: Row) -> bool:
    return bool(row["direction"] == ("down" if row["operator"] in ("<", "<=") else "up"))


def _is_worse(row: Row) -> bool:
    return bool(row["direction"] == ("up" if row["operator"] in ("<", "<=") else "down"))


def _shortfalls(material: Material) -> list[str]:
    """What was missed and by how much; in a part of a year, what got worse or left cases where none may be."""
    lines = []
    if material.by_days:
        for row in _fell_short(material):
            value = figure(row, against=("target", "previous")) + counts(row)
            cases = row["exceptions"]
            rest = "" if formats.is_missing(cases) or not cases else f", còn {formats.count(cases)} trường hợp"
            worse = f", {period_change(row)} so với cùng kỳ năm trước" if _is_worse(row) else ""
            lines.append(f"{row['name']}: {value}{rest}{worse}. Phụ trách: {material.owner(row)}.")
        return lines or [nothing_worse(material.present)]
    for row in _missed_indices(material):
        now = f"{figure(row, against=('previous',))}, {_on_last_year(row)}"
        lines.append(f"{row['name']}: {now}. Phụ trách: {material.owner(row)}.")
    for row in material.of_level(*MISSED_LEVELS):
        lines.append(f"{_missed_target(row)}. Phụ trách: {material.owner(row)}.")
    if lines:
        return lines
    if not material.of_level(*MET_LEVELS):
        return [f"Chưa nêu được tồn tại, hạn chế: năm {material.request.year} chưa có {BASIS}."]
    return [f"Không {BASIS} nào chưa đạt."]


def _missed_target(row: Row) -> str:
    """A missed target: its figure, what the plan asks, and by how much it was missed."""
    value = figure(row, against=("target", "previous")) + counts(row)
    if row["kind"] in words.YEAR_RULES:
        return f"{row['name']}: {value}, {change_words(row)}; kế hoạch yêu cầu {annex.requirement(row)}{margin(row)}"
    gap = f", {shortfall(row) or _on_last_year(row)}"
    cases = row["exceptions"]
    rest = "" if formats.is_missing(cases) or not cases else f", còn {formats.count(cases)} trường hợp"
    return f"{row['name']}: {value}, kế hoạch đặt {annex.requirement(row)}{gap}{rest}{margin(row)}"


def _on_last_year(row: Row) -> str:
    """The change against the year before; what stayed is told whole by its words."""
    return change_words(row) + (" so với năm trước" if row["direction"] in ("up", "down") else "")


def _missed_indices(material: Material) -> list[Row]:
    return [row for row in material.indices_of_year if row["level"] in MISSED_LEVELS]


def _fell_short(material: Material) -> list[Row]:
    """The indices and targets missed in a year; of a part of it, what leaves cases where none may be, or got worse.

    What is due in a later year may still leave cases.
    """
    if not material.by_days:
        return [*_missed_indices(material), *material.of_level(*MISSED_LEVELS)]
    year = material.request.year

    def leaves_cases(row: Row) -> bool:
        due = formats.is_missing(row["due_year"]) or row["due_year"] <= year
        return bool(due and not formats.is_missing(row["exceptions"]) and row["exceptions"])

    return [row for row in material.present if leaves_cases(row) or _is_worse(row)]


def _causes(material: Material) -> list[str]:
    """What officers noted, with who and when; one blank that names the shortfalls that nobody explained."""
    short = _fell_short(material)
    names = {row["indicator_id"]: row["short"] for row in (*material.targets, *short)}
    lines = [
        f"{names.get(row['indicator_id'], row['indicator_id'])} (ghi chú nộp kèm số liệu, {row['source']}, ngày "
        f"{formats.day(row['as_of'])}): “{row['note']}”"
        for row in records(material.notes, NoteRow)
    ]
    causes = set(material.notes["indicator_id"])
    no_cause = [row["short"] for row in short if row["indicator_id"] not in causes]
    lines += [f"“{name}”: {words.BLANK.format(what=f'nguyên nhân của hạn chế ở “{name}”')}." for name in no_cause]
    return lines or ["Không có hạn chế cần nêu nguyên nhân."]


def _next(material: Material) -> list[str]:
    """What the figures leave to do: who mends what, the tasks not done, the figures to bring."""
    lines = []
    numbers = Counter(map(material.owner, _fell_short(material)))
    alone = sum(numbers.pop(name, 0) for name in NOBODY)
    if numbers:
        who = "; ".join(f"{owner.replace('; ', ' cùng ')} {number} nội dung" for owner, number in numbers.items())
        lines.append(f"Khắc phục các nội dung đã nêu ở phần tồn tại, hạn chế: {who}.")
    if alone:
        others = f"{alone} nội dung{' còn lại' if numbers else ''} đã nêu ở phần tồn tại, hạn chế"
        lines.append(f"Phân công người phụ trách và khắc phục {others}.")
    remainder = material.tasks["state"].isin(("in_progress", "not_started", "late")).sum()
    day = tasks_day(records(material.tasks, TaskRow)) if len(material.tasks) else ""
    if remainder:
        lines.append(
            f"Tiếp tục {remainder} nhiệm vụ chưa hoàn thành {day}, nêu ở phụ lục nhiệm vụ cùng người phụ trách."
        )
    silent = int(material.tasks["state"].isna().sum())
    if 0 < silent < len(material.tasks):
        lines.append(f"Báo cáo tình trạng của {silent} nhiệm vụ chưa có báo cáo {day}, nêu ở phụ lục nhiệm vụ.")
    absent = len(material.of_level("no_data"))
    if absent:
        lines.append(f"Bổ sung số liệu của {absent} chỉ tiêu đã nêu ở từng lĩnh vực.")
    return lines + _absent_indices(material)


def _absent_indices(material: Material) -> list[str]:
    """The indices of the year without a figure, by who owes them; a report of days tells no index."""
    owed: dict[str, list[str]] = {}
    for row in [] if material.by_days else material.indices_of_year:
        if row["level"] == "no_data":
            owed.setdefault(material.owner(row), []).append(f"“{row['short']}”")
    return [
        f"Bổ sung kết quả của {len(names)} chỉ số: {'; '.join(names)}. Phụ trách cung cấp: {owner}."
        for owner, names in owed.items()
    ]


def _decision(material: Material, row: DecisionRow) -> str:
    """What a meeting decided, in the words of who wrote it down."""
    state = "" if formats.is_missing(row["state"]) else f" Tình trạng: {words.STATES[row['state']]}."
    return (
        f"Cuộc họp ngày {formats.day(row['decided'])} giao: “{row['what']}” Phụ trách: {material.owner(row)}. Hạn: "
        f"{formats.day(row['due'])} ({row['recorded_by']} ghi).{state}"
    )


def _area_blank(area: Area) -> str:
    """The blank of an area without figures: each area has its own, so that no answer is put into another."""
    return words.BLANK.format(what=f"kết quả thực hiện trong kỳ về {area.name[0].lower()}{area.name[1:]}")


def _names(rows: Sequence[Row]) -> str:
    return "; ".join(str(row["short"]) for row in rows)
