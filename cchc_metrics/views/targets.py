"""Views of targets and of the figures behind them: a year, all years, definitions, verdicts, what was handed in."""

import datetime as dt
import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from operator import itemgetter
from typing import Any

import pandas as pd
from pandas import DataFrame

from cchc_metrics import charts, metrics
from cchc_metrics.catalog import Catalog
from cchc_metrics.catalog.models import Target
from cchc_metrics.days import today
from cchc_metrics.store import Store
from cchc_metrics.text import formats, ledger_words, words
from cchc_metrics.text.rows import CoverageRow, GroupRow, VerdictRow, records
from cchc_metrics.text.sentence import (
    arithmetic,
    figure,
    group_figure,
    owner,
    rule,
    sentence,
    threshold,
    weight_of_one_case,
)
from cchc_metrics.views.indices import before_its_first, lineage
from cchc_metrics.views.view import (
    View,
    ViewRequest,
    breaks,
    doubts,
    in_order,
    orders,
    sort_coverage,
    sources,
    value_list,
    with_posts_of_day,
)

LADDER = {
    "points": "Mức sàn đọc theo điểm %: mỗi năm thêm {step} điểm % cho đến {until} %; "
    "và mỗi năm phải hơn năm trước ít nhất {step} điểm %.",
    "relative": "Mức sàn đọc theo tỷ lệ tăng: mỗi năm bằng năm trước cộng {step} % của chính nó, cho đến {until} %.",
}

OVER_TIME = {"sum": "cộng các kỳ trong năm", "first": "lấy số đầu kỳ đầu", "last": "lấy số cuối kỳ cuối"}

Row = VerdictRow
# The worst first: what was missed, what is not known, what was met, what is not judged.
ORDER = (
    "missed",
    "missed_within_error",
    "no_data",
    "no_previous",
    "met_within_error",
    "met",
    "not_due",
    "no_activity",
    "not_comparable",
)
# The orders of the table of targets, by the name that an address asks for.
ORDERS = ("ten", "ket-luan", "gia-tri", "can", "chenh", "phu-trach")
SORTS = orders(ORDERS)


def sort(rows: Iterable[Row], order: str) -> list[Row]:
    """The rows in an order of SORTS; those without a value come last either way. "ket-luan" puts the worst first."""
    keys: dict[str, Callable[[Row], Any]] = {
        "ten": lambda row: row["short"].casefold(),
        "ket-luan": _badness,
        "gia-tri": itemgetter("value"),
        "can": itemgetter("target"),
        "chenh": itemgetter("gap"),
        "phu-trach": owner,
    }
    return in_order(rows, keys, order)


def _badness(row: Row) -> tuple[int, float]:
    """Where a verdict stands among the others, and the gap as a share of what was asked, as `metrics.attention` has it.

    Gaps in units of their own, money beside points, cannot be held against one another.
    """
    level = "not_comparable" if formats.is_missing(row["level"]) else row["level"]
    is_known = not formats.is_missing(row["gap"]) and not formats.is_missing(row["target"]) and row["target"] != 0
    return ORDER.index(level), float(row["gap"]) / float(row["target"]) if is_known else math.inf


def targets(store: Store, catalog: Catalog, request: ViewRequest) -> View:
    """Every target of an area in one year, held against what is asked and the year before."""
    rows = metrics.targets(store, unit=request.unit, area=request.area)
    rows = rows[rows["year"] == request.year].reset_index(drop=True)
    if request.order:
        order = {row["indicator_id"]: at for at, row in enumerate(sort(records(rows, VerdictRow), request.order))}
        rows = rows.sort_values("indicator_id", key=lambda ids: ids.map(order))
    title = _title(f"Chỉ tiêu năm {request.year}", catalog, request)
    if rows.empty:
        outside = (
            f"Kế hoạch xét các năm {catalog.years[0]}–{catalog.years[-1]}; năm {request.year} chỉ để so "
            "sánh, không có chỉ tiêu."
        )
        return View(title, rows, words.NO_TARGETS if request.year in catalog.years else outside)
    return View(
        title,
        rows,
        _verdicts(rows),
        lambda size: charts.bullet(rows, size),
        notes=(legend(rows, request.year), *_small(rows[rows["measure"] == "count"], "short")),
        source=sources(catalog, rows),
    )


def years(store: Store, catalog: Catalog, request: ViewRequest) -> View:
    """Every target of an area in every year: a shape and the value in each cell."""
    rows = metrics.targets(store, unit=request.unit, area=request.area)
    title = _title("Qua các năm", catalog, request)
    if rows.empty:
        return View(title, rows, words.NO_TARGETS)
    return View(
        title,
        rows,
        _verdicts(rows),
        lambda size: charts.heat(rows, size),
        notes=(_shapes(rows),),
        source=sources(catalog, rows),
    )


def series(store: Store, catalog: Catalog, request: ViewRequest) -> View:
    """One target over the years, with what was asked in each."""
    target = catalog.targets[str(request.indicator)]
    rows = metrics.targets(store, unit=request.unit)
    rows = rows[rows["indicator_id"] == target.id]
    if rows["value"].isna().all():
        return before_its_first(store, catalog, request, rows)
    with_target = target.kind not in words.YEAR_RULES
    now = next(iter(records(rows[rows["year"] == request.year], VerdictRow)), None)
    before = lineage(store, catalog, request, rows)
    rows = before.figures
    text = (*_ladder(target, request.year), *_pace_note(now), *before.notes, *doubts(rows), *breaks(rows))
    return View(
        target.name,
        rows,
        value_list(records(rows, VerdictRow), "year"),
        lambda size: charts.trend(rows, size, with_target=with_target, year=request.year, peer=before.lines),
        notes=text,
        source=sources(catalog, rows),
        others=before.others,
    )


def groups(store: Store, catalog: Catalog, request: ViewRequest) -> View:
    """The counts of a target by group in one year, with the share of each group and its ratio of the year before."""
    target = catalog.targets[str(request.indicator)]
    groups = metrics.groups(store, unit=request.unit, indicator=target.id)
    groups = groups[groups["breakdown_id"] == request.breakdown]
    before = groups[groups["year"] == request.year - 1].set_index("group_id")["value"]
    rows = groups[groups["year"] == request.year]
    # 0 of 0 in all groups, or a group whose count is not known, leaves the shares unknown.
    shares = 100 * rows["denominator"] / rows["denominator"].sum(skipna=False)
    rows = rows.assign(previous=rows["group_id"].map(before), share=shares)
    whole = _figures(store, request)
    name = catalog.breakdowns[str(request.breakdown)].name
    title = f"{target.short} theo {name.lower()}, năm {request.year}"
    if rows["value"].isna().all():
        return View(
            title,
            rows,
            "Chưa có số đếm theo nhóm hay theo kênh của chỉ tiêu này.",
            source=sources(catalog, whole),
            origin_rows=whole,
        )
    text = "; ".join(f"{row['name']}: {group_figure(row, target.measure_unit)}" for row in records(rows, GroupRow))
    return View(
        title,
        rows,
        text,
        lambda size: charts.by_group(rows, size, unit=target.measure_unit),
        notes=(
            f"Thanh đậm: năm {request.year} · thanh nhạt: năm trước.",
            *_small(rows.assign(measure_unit=target.measure_unit), "name"),
        ),
        source=sources(catalog, whole),
        origin_rows=whole,
    )


def _figures(store: Store, request: ViewRequest) -> DataFrame:
    """The figure of a target in the chosen year, which its groups add up to."""
    rows = metrics.targets(store, unit=request.unit)
    return rows[(rows["indicator_id"] == request.indicator) & (rows["year"] == request.year)]


def legend(rows: DataFrame, year: int) -> str:
    """What the marks of bars of targets mean."""
    text = f"Thanh đậm: năm {year} · thanh nhạt: năm trước · khung viền: mức cần đạt"
    if not rows["measure_unit"].str.startswith("percent").all():
        text += " · chỉ tiêu không tính bằng %: thanh dài theo số lớn nhất của chính nó"
    doubtful = rows["value"].notna() & rows["flag"].ne("final")
    return f"{text} · thanh sọc: số chưa chính thức." if doubtful.any() else f"{text}."


def _small(rows: DataFrame, name: str) -> list[str]:
    """How far one case moves each of the ratios whose denominators are small."""
    labels = [
        f"{label} {formats.number(100 / denominator, 1)}"
        for label, denominator, unit in zip(rows[name], rows["denominator"], rows["measure_unit"], strict=True)
        if weight_of_one_case(denominator, unit)
    ]
    return (
        [
            "Mẫu số dưới {below}, nên 1 trường hợp làm đổi (điểm %): {named}.".format(
                below=words.SMALL_DENOMINATOR, named="; ".join(labels)
            )
        ]
        if labels
        else []
    )


def _ladder(target: Target, year: int) -> list[str]:
    """How the plan's words about a ladder are read; whether its second test is passed is in the sentence."""
    ladder = target.in_force(year).ladder
    if ladder is None:
        return []
    step, until = (formats.target_value(value, "ratio") for value in (ladder.step, ladder.until))
    return [LADDER[ladder.reading].format(step=step, until=until)]


def amendments(catalog: Catalog, target: Target) -> list[str]:
    """A sentence for each year whose target value a later decision changed, so that a lowered target stays visible.

    Steps of one decision (98, 99, 100) are a schedule and no amendment.
    """
    sentences = []
    for year in catalog.years:
        by_day = {row.decided: row for row in target.version if row.from_year <= year}
        steps = [
            (target.requirement(by_day[day], year, catalog.plan.first_year), catalog.citation(by_day[day].cite))
            for day in sorted(by_day)
        ]
        if len({value for value, _ in steps}) > 1:
            text = " → ".join(f"{formats.target_value(value, target.measure_unit)} ({cite})" for value, cite in steps)
            sentences.append(f"Mức cần đạt năm {year} đã được sửa: {text}.")
    return sentences


def _pace_note(now: VerdictRow | None) -> list[str]:
    """What the dotted way ahead means, where the chosen year has one."""
    if now is None or formats.is_missing(now["projected"]) or now["due_year"] <= now["year"]:
        return []
    return [
        "Nét chấm thưa: đến {due} nếu giữ nhịp từ {first} đến {year}.".format(
            due=int(now["due_year"]), first=int(now["baseline_year"]), year=now["year"]
        )
    ]


def _shapes(rows: DataFrame) -> str:
    """What each shape in the cells says."""
    return " · ".join(
        f"{status.shape} {status.word}" for level, status in words.LEVELS.items() if rows["level"].eq(level).any()
    )


def _title(head: str, catalog: Catalog, request: ViewRequest) -> str:
    return head if request.area is None else f"{head} · {catalog.areas[request.area].name}"


def _verdicts(rows: DataFrame) -> str:
    return "; ".join(
        f"{row['short']} {row['year']}: {words.LEVELS[row['level']].word}"
        + ("" if formats.is_missing(row["value"]) else f", {figure(row)}")
        for row in records(rows, VerdictRow)
    )


def tallies(store: Store, catalog: Catalog, request: ViewRequest) -> View:
    """The tallies of an area by the groups of one breakdown, and the whole."""
    rows = metrics.tallies(store, unit=request.unit, area=request.area, year=request.year)
    rows = rows[rows["breakdown_id"].isin(["", request.breakdown or ""])]
    label = " · ".join(catalog.areas[area].short for area in rows["area_id"].unique()) or (
        catalog.areas[request.area].short if request.area else catalog.units[request.unit].name
    )
    by = catalog.breakdowns[request.breakdown].name.lower() if request.breakdown else words.WHOLE.lower()
    title = f"{label}: số hồ sơ theo {by} năm {request.year}"
    if rows.empty:
        return View(title, rows, f"Chưa có số hồ sơ nào của năm {request.year}.")
    rows = rows.assign(group=rows["group"].fillna(words.WHOLE)).reset_index(drop=True)
    return View(title, rows, notes=_notes(rows), source=sources(catalog, rows))


def _notes(rows: DataFrame) -> tuple[str, ...]:
    periods = dict.fromkeys(map(ledger_words.period, rows["period_start"], rows["period_end"]))
    open_ = rows.loc[rows["flag"].ne("final"), "short"].drop_duplicates()
    parts = [
        "Số của {period}; không có mức cần đạt nên không kết luận đạt hay chưa đạt.".format(period=", ".join(periods))
    ]
    if ((rows["period_end"] - rows["period_start"]).dt.days + 1 > rows["days"]).any():
        parts.append("Giữa các kỳ còn thiếu, nên số cộng của năm chưa đủ.")
    if len(open_):
        parts.append("Chưa chính thức: {names}.".format(names=", ".join(open_)))
    return tuple(parts)


def definition(target: Target, now: VerdictRow | None = None) -> dict[str, str]:
    """What is counted: numerator and denominator, with the counts of the year in `now`, or the one number it is."""
    if target.numerator is None or target.denominator is None:
        unit = formats.scale(target.measure_unit).name
        return {"Đo bằng": unit if target.over_time is None else f"{unit}, {OVER_TIME[target.over_time]}"}
    has_counts = now is not None and not formats.is_missing(now["numerator"])
    of = {"Tử số": target.numerator, "Mẫu số": target.denominator}
    if now is None or not has_counts:
        return of
    counts = (now["numerator"], now["denominator"])
    return {key: f"{name}: {formats.count(count)}" for (key, name), count in zip(of.items(), counts, strict=True)}


def kind_words(target: Target) -> str:
    """The kind of a target with its due years: "đến năm 2028, 2030"."""
    stages = target.version[-1].stage
    years = [str(stage.year) for stage in stages] or ([str(target.due_year)] if target.due_year else [])
    return " ".join(filter(None, [words.KINDS[target.kind], ", ".join(years)]))


def responsibility(catalog: Catalog, target: Target, names: Callable[[Sequence[str]], str]) -> dict[str, str]:
    """Who answers for a target and who helps; whom it binds where that is not all of the plan's level.

    `names` gives the names of those that have the work of some posts.
    """
    facts = {words.OWNER: names(target.owners)}
    if target.partners:
        facts["Phối hợp"] = names(target.partners)
    if target.units:
        facts["Áp dụng"] = "; ".join(catalog.units[unit].name for unit in target.units)
    elif target.levels:
        facts["Áp dụng"] = "cấp " + ", ".join(catalog.levels[level].name for level in target.levels)
    if target.adds_up:
        facts["Cộng từ"] = f"số liệu từng {catalog.levels[target.adds_up].name}"
    return facts


def coverage(store: Store, catalog: Catalog, request: ViewRequest) -> View:
    """Every figure that a unit answers for, with its periods, its source and its due day, as a table to take away."""
    rows = coverage_rows(store, catalog, unit=request.unit)
    rows = rows if request.area is None else rows[rows["area_id"] == request.area]
    if request.order:
        rows = sort_coverage(with_posts_of_day(rows, catalog, request.as_known or today()), request.order)
    counts = rows["covered"].value_counts().to_dict()
    text = "; ".join(f"{words.COVERAGE_STATES[str(state)].word}: {count}" for state, count in counts.items())
    frame = rows.assign(covered=rows["covered"].map({key: one.word for key, one in words.COVERAGE_STATES.items()}))
    return View(
        words.COVERAGE_HEAD,
        frame.rename(columns={"owner": "who", "periods": "periods_in", "due": "report_due"}),
        text,
        source=sources(catalog, rows),
    )


def coverage_rows(store: Store, catalog: Catalog, *, unit: str) -> DataFrame:
    """The rows of `metrics.coverage` of a unit with what they amount to and when they are due.

    Columns: as there, and covered text: whole (the periods make the year, or all of it in which the unit existed),
    partly, no_activity or missing; due date, the day on which the report of that year is due by the plan's periods,
    missing where the plan has none for a year.
    """
    rows = metrics.coverage(store, unit=unit)
    yearly = next((period for period in catalog.periods.values() if period.covers == "year"), None)
    due: list[Any] = [yearly.dates(int(year)).due if yearly else None for year in rows["year"]]
    return rows.assign(
        covered=[_state(row) for row in records(rows, CoverageRow)],
        due=pd.Series(due, index=rows.index, dtype=object),
    )


def debts(rows: DataFrame, *, today: dt.date) -> DataFrame:
    """What is missing although its report was due: the posts one after another, the oldest first.

    Columns: owner, indicator_id, name text; year int; covered, periods text; due date; days int, since when.
    """
    late = rows[rows["covered"].isin(["missing", "partly"]) & rows["due"].notna()]
    late = late[[day < today for day in late["due"]]]
    columns = ["owner", "indicator_id", "name", "year", "covered", "periods", "due", "days"]
    days: list[int] = [(today - day).days for day in late["due"]]
    return late.assign(days=days).sort_values(["owner", "year"], kind="stable")[columns]


def _state(row: CoverageRow) -> str:
    if not row["has_value"]:
        return "missing"
    if row["partly"]:
        return "partly"
    return "no_activity" if row["no_activity"] else "whole"


@dataclass(frozen=True)
class Reasons:
    """The sentence of a figure, the facts behind its verdict by their names, and the steps of the arithmetic.

    `level` is None for an index that is only followed.
    """

    sentence: str
    level: str | None
    facts: Mapping[str, str]
    steps: tuple[str, ...]


def why(store: Store, catalog: Catalog, request: ViewRequest) -> Reasons | None:
    """The reasons for the verdict of an indicator in one year; None where the plan does not judge that year."""
    indicator = str(request.indicator)
    rows = (
        metrics.indices(store, unit=request.unit, index=indicator, year=request.year)
        if indicator in catalog.indices
        else metrics.targets(store, unit=request.unit, year=request.year)
    )
    row = next((row for row in records(rows, VerdictRow) if row["indicator_id"] == indicator), None)
    if row is None:
        return None
    target = catalog.targets.get(indicator)
    facts: dict[str, str] = {"Quy tắc": rule(row), "Mức cần": threshold(row)}
    if target is not None:
        facts |= {
            **definition(target),
            words.CITATION: catalog.citation(target.cite),
        }
    if not formats.is_missing(row["period_end"]):
        facts["Kỳ số liệu"] = row["periods"]
    if not formats.is_missing(row["flag"]):
        facts[words.COLUMNS["flag"]] = words.FLAGS[row["flag"]]
    if not formats.is_missing(row["method"]):
        facts["Cách tính"] = metrics.methods(store).get(str(row["method"]), str(row["method"]))
    if not formats.is_missing(row["source_id"]):
        facts[words.SOURCE] = "; ".join(source.title for source in catalog.sources_of([row["source_id"]]))
    if not formats.is_missing(row["as_of"]):
        facts[words.COLUMNS["as_of"]] = formats.day(row["as_of"])
    if not formats.is_missing(row["owner"]):
        facts[words.OWNER] = catalog.posts_shown(row["owner"], request.as_known or today())
    level = None if formats.is_missing(row["level"]) else str(row["level"])
    return Reasons(sentence(row), level, facts, tuple(arithmetic(row)))


def history(store: Store, catalog: Catalog, request: ViewRequest) -> View:
    """Every row ever handed in for an indicator in a year and the year before, with its file and cell."""
    indicator = catalog.indicators[str(request.indicator)]
    rows = metrics.history(store, unit=request.unit, indicator=indicator.id)
    rows = rows[rows["year"].isin([request.year - 1, request.year]) & (rows["part_id"] == "")]
    groups = {
        (breakdown.id, group.id): group.name for breakdown in catalog.breakdowns.values() for group in breakdown.group
    }
    labels = [groups.get(key, "toàn bộ") for key in zip(rows["breakdown_id"], rows["group_id"], strict=True)]
    rows = (
        rows.assign(name=labels, measure_unit=indicator.measure_unit)
        .drop(columns="part_id")
        .rename(columns={"period_start": "first_day", "period_end": "last_day"})
        .sort_values("year", ascending=False, kind="stable")
    )
    title = "Mọi lần nộp của số này, năm {years}".format(years=f"{request.year - 1}–{request.year}")
    # How a figure was made, and that it is an illustration, stands above.
    return View(
        title,
        rows,
        "Chưa có dòng số liệu nào của năm này hay năm trước." if rows.empty else "",
        narrow=(
            "name",
            "year",
            "first_day",
            "last_day",
            "numerator",
            "denominator",
            "value",
            "sample_size",
            "reported_value",
            "flag",
            "source_id",
            "as_of",
            "use",
            "entry",
            "place",
        ),
    )
