"""Views of one index and of several: its course, what made a change, its place among peers, its parts, a comparison."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TypedDict

import pandas as pd
from pandas import DataFrame

from cchc_metrics import charts, metrics
from cchc_metrics.catalog import Catalog
from cchc_metrics.charts import look
from cchc_metrics.store import Store
from cchc_metrics.text import feedback_words, formats, words
from cchc_metrics.text.rows import ChangeRow, FeedbackShareRow, Maybe, RankRow, VerdictRow, records
from cchc_metrics.text.sentence import sample
from cchc_metrics.text.statements import chain_sentence, maximum_line
from cchc_metrics.views.meeting import published_counts
from cchc_metrics.views.view import View, ViewRequest, breaks, doubts, sources, value_list


class ComparisonRow(TypedDict):
    """One figure of a series of a comparison, as in `metrics.compare`."""

    unit_id: str
    unit: str
    indicator_id: str
    short: str
    year: int
    value: Maybe
    measure_unit: str
    flag: Maybe
    mark: Maybe


class SeriesRow(ComparisonRow):
    """The same with the name of its series."""

    series: str


NO_PARTS = "Chưa có số liệu thành phần."
NO_BASE = "Vẽ giá trị: không có năm nào mọi chuỗi đều có số liệu khác 0 nên không lấy được gốc 100."
NOT_DRAWN_WHY = {"missing": "chưa có số liệu", "zero": "mọi năm bằng 0", "apart": "không cùng cách tính với năm gốc"}


def series(store: Store, catalog: Catalog, request: ViewRequest) -> View:
    """An index over the years, beside the same index of `request.peer` where that was made in the same way."""
    index = catalog.indices[str(request.indicator)]
    rows = metrics.indices(store, unit=request.unit, index=index.id)
    # A document of a year tells of none after it.
    end = catalog.plan.last_year if request.to_year is None else request.to_year
    rows = rows if request.to_year is None else rows[rows["year"] <= end]
    present = rows[rows["value"].notna() | rows["reported_rank"].notna()]
    if present.empty:
        ahead = rows[rows["year"].isin(catalog.years)]
        return before_its_first(store, catalog, request, ahead, _register_lines(store, catalog, request))
    last = max(present["year"].max(), end)
    figures = rows[rows["year"].between(present["year"].min(), last)]
    links = records(rows[rows["year"].isin(catalog.years)], VerdictRow)
    text = chain_sentence(links) if index.headline else index.about
    if figures["value"].isna().all():
        return View(index.name, figures, _rank_list(present), notes=(text,), source=sources(catalog, figures))
    peer = None if request.peer is None else _peer_series(store, catalog, request, figures)
    before = lineage(store, catalog, request, figures)
    figures = before.figures
    thin = []
    if request.peer is not None:
        thin = [
            (
                "Đường mảnh: {unit}, cùng cách tính."
                if peer is not None
                else "{unit}: không có số nào cùng cách tính để vẽ bên cạnh."
            ).format(unit=catalog.units[request.peer].name)
        ]
    return View(
        title=index.name,
        rows=figures,
        text=value_list(records(figures, VerdictRow), "year"),
        draw=lambda size: charts.trend(figures, size, with_target=False, peer=_join(peer, before.lines)),
        notes=(
            text,
            *thin,
            *before.notes,
            *_register_lines(store, catalog, request),
            *doubts(figures),
            *breaks(figures),
        ),
        source=sources(catalog, figures),
        others=before.others,
    )


def _rank_list(rows: DataFrame) -> str:
    """The ranks by year, of an index of which nothing else was published."""
    places = ", ".join(
        f"năm {row['year']} hạng {formats.fraction(row['reported_rank'], row['reported_of'])}"
        for row in records(rows, VerdictRow)
    )
    return f"Chỉ công bố thứ hạng: {places}."


def _register_lines(store: Store, catalog: Catalog, request: ViewRequest) -> list[str]:
    """What the register of feedback says beside a survey that asks the same, by year; nothing for other indices."""
    index, register = catalog.indices[str(request.indicator)], catalog.feedback
    if register is None or register.factor not in (index.id, *(part.id for part in index.part)):
        return []
    shares = records(metrics.feedback_shares(store, unit=request.unit), FeedbackShareRow)
    shares = [row for row in shares if request.to_year is None or row["year"] <= request.to_year]
    if request.public:
        shares = feedback_words.public_rows(shares, published_counts(store, unit=request.unit))
    text = feedback_words.satisfaction_by_year(shares)
    return [text] if text else []


@dataclass(frozen=True)
class Lineage:
    """The predecessors of a unit beside its own figures: thin lines, words, the figures cut at the merger.

    `others` are their figures for the table. Without predecessors `lines` and `others` are None.
    """

    lines: DataFrame | None
    notes: tuple[str, ...]
    figures: DataFrame
    others: DataFrame | None = None


def lineage(store: Store, catalog: Catalog, request: ViewRequest, figures: DataFrame) -> Lineage:
    """What came before a unit's own `figures` of an indicator, which may all be missing."""
    rows = metrics.predecessors(store, unit=request.unit, indicator=str(request.indicator))
    if request.to_year is not None:
        # Who joined later was no part of the unit yet.
        rows = rows[pd.to_datetime(rows["last_day"]).dt.year <= request.to_year]
    present = figures[figures["value"].notna()]
    if rows.empty:
        return Lineage(None, (), figures)
    scale = str(rows["measure_unit"].iloc[0])
    lines, words_of = [], []
    last_values = rows.groupby("unit_id", sort=False)["value"].last()
    own_values = present.set_index("year")["value"]
    for number, (unit, own) in enumerate(rows.groupby("unit_id", sort=False), 1):
        last = own.iloc[-1]
        value = formats.value(last["value"], scale)
        several = len(last_values) > 1
        # A year that is left out cuts the line, as another way of counting does.
        stretch = (own["segment"].diff().fillna(0).ne(0) | (own["year"].diff() > 1)).cumsum()
        lines.append(
            DataFrame(
                {
                    "year": own["year"],
                    "value": own["value"],
                    "stretch": f"{unit} " + stretch.astype(str),
                    "under": bool(last["value"] <= last_values.median())
                    if several
                    else bool((own_values.loc[own_values.index == last["year"]] > last["value"]).any()),
                    "label": [
                        "" if year != last["year"] else f"{number}" if several else value for year in own["year"]
                    ],
                }
            )
        )
        head = f"{number}. " if several else ""
        words_of.append(f"{head}{last['name']}, đến {formats.day(last['last_day'])}: {value} (năm {last['year']})")
    note = f"Đường mảnh: đơn vị trước sáp nhập, không xét theo kế hoạch này. {'; '.join(words_of)}."
    result = figures.assign(unit_name=catalog.units[request.unit].name)
    since = catalog.units[request.unit].valid_from
    # A unit that others joined was there before them: nothing begins with its first figure.
    if since is not None:
        begins = (result["year"] == present["year"].min()) & result["break_title"].isna()
        result.loc[begins, ["break_title", "break_reason"]] = _merger(catalog, request.unit, since)
    return Lineage(pd.concat(lines, ignore_index=True), (note,), result, rows.rename(columns={"name": "unit_name"}))


def before_its_first(
    store: Store, catalog: Catalog, request: ViewRequest, rows: DataFrame, notes: Sequence[str] = ()
) -> View:
    """An indicator of which a unit has no figure yet: that it has none, and what the units before it had.

    `rows` are the years of the indicator without a figure.
    """
    indicator = catalog.indicators[str(request.indicator)]
    text = f"Chưa có số liệu {indicator.short} của {catalog.units[request.unit].name}."
    before = lineage(store, catalog, request, rows)
    if before.lines is None or rows.empty:
        return View(indicator.name, rows.iloc[:0], text, notes=tuple(notes))
    figures = before.figures
    return View(
        indicator.name,
        figures.iloc[:0],
        " ".join((text, *before.notes)),
        lambda size: charts.trend(figures, size, with_target=False, peer=before.lines),
        notes=(text, *before.notes, *notes),
        source=sources(catalog, rows if before.others is None else before.others),
        others=before.others,
    )


def _merger(catalog: Catalog, unit: str, since: dt.date) -> tuple[str, str]:
    """The name of the break between a unit that is there since a day and those before it, and its reason."""
    own = next(
        (row for row in catalog.breaks.values() if row.kind == "territory" and unit in row.units and row.date == since),
        None,
    )
    if own is not None:
        return own.title, own.reason
    return f"Từ {formats.day(since)}", "trước đó là các đơn vị khác"


def _join(*lines: DataFrame | None) -> DataFrame | None:
    frames = [frame for frame in lines if frame is not None]
    return pd.concat(frames, ignore_index=True) if frames else None


def _peer_series(store: Store, catalog: Catalog, request: ViewRequest, figures: DataFrame) -> DataFrame | None:
    """The figures of the unit beside, in the years in which both were made in the same way; None without any.

    A mean is made in the way of the figures that it is the mean of.
    """
    of = {method.id: method.mean_of or method.id for method in catalog.methods.values()}
    rows = metrics.indices(store, unit=str(request.peer), index=request.indicator)
    rows = rows.merge(figures[["year", "method", "mark"]], on="year", suffixes=("", "_of"))
    result = rows["method"].map(lambda method: of.get(method, method))
    alike = result.eq(rows["method_of"]) & (rows["mark"].isna() == rows["mark_of"].isna())
    rows = rows[rows["value"].notna() & alike]
    if rows.empty:
        return None
    # A year that is left out cuts the line, as a break does.
    apart = rows["direction"].isin(["no_data", "no_previous", "not_comparable"]) | (rows["year"].diff() > 1)
    unit = rows["measure_unit"].iloc[0]
    last = rows["year"].max()
    ours = figures.set_index("year")["value"]
    return DataFrame(
        {
            "year": rows["year"],
            "value": rows["value"],
            "stretch": apart.cumsum().astype(str),
            "under": rows["value"].to_numpy() < rows["year"].map(ours).to_numpy(),
            # The line beneath the picture names it: a name at its end would run over the figures beside it.
            "label": [
                formats.value(row["value"], unit) if row["year"] == last else "" for row in records(rows, VerdictRow)
            ],
        }
    )


def change(store: Store, catalog: Catalog, request: ViewRequest) -> View:
    """What made an index, or a ratio over groups, change between two years."""
    indicator = catalog.indicators[str(request.indicator)]
    first, last = request.from_year or request.year - 1, request.to_year or request.year
    result = metrics.change(
        store, unit=request.unit, index=indicator.id, from_year=first, to_year=last, breakdown=request.breakdown
    )
    title = f"Điều gì làm {indicator.short} thay đổi, {first} → {last}"
    if result.empty:
        return View(title, result, NO_PARTS)
    if result["change"].isna().all():
        return View(title, result, f"Hai năm này không so được với nhau: {_obstacle(store, request, first, last)}")
    # What the published decimals leave unexplained is no finding, and the picture has both totals.
    is_rounding = result["effect"].eq("remainder") & (
        result["change"].abs() < 0.5 * 10.0 ** -formats.scale(indicator.measure_unit).digits
    )
    rows = result[~is_rounding]
    text = "; ".join(
        f"{row['name'] or words.EFFECTS[row['effect']]} {formats.change(row['change'], indicator.measure_unit)}"
        for row in records(rows, ChangeRow)
    )
    short = {
        part.id: part.short for index in catalog.indices.values() if index.id == indicator.id for part in index.part
    }
    bars = result.assign(
        name=[short.get(part, name) for part, name in zip(result["part_id"], result["name"], strict=True)],
        change=result["change"].mask(is_rounding, 0.0),
    )
    of_maximum = records(rows[rows["part_id"] == metrics.APPLICABLE_MAXIMUM], ChangeRow)
    maximum = maximum_line([(first, last, row) for row in of_maximum], indicator.measure_unit)
    ends = _figures(store, request)
    ends = ends[ends["year"].isin([first, last])]
    return View(
        title,
        rows,
        text,
        lambda size: charts.waterfall(bars, size, unit=indicator.measure_unit, from_year=first, to_year=last),
        notes=(*_effects(bars, indicator.measure_unit), *filter(None, [maximum])),
        source=sources(catalog, ends),
        origin_rows=ends,
    )


def rank(store: Store, catalog: Catalog, request: ViewRequest) -> View:
    """Where a unit stands among the units of its level, by value, and the rank as published."""
    unit, index = catalog.units[request.unit], catalog.indices[str(request.indicator)]
    rows = metrics.ranking(store, index=index.id, year=request.year, level=unit.level, unit=unit.id)
    title = f"Vị trí về {index.short} năm {request.year}"
    count = int(rows["ranked"].iloc[0]) if len(rows) else 0
    mine = rows[rows["unit_id"] == unit.id]
    notes = [_rank_sentence(mine, unit.name, request.year, count)]
    if len(mine) and not formats.is_missing(mine["reported_rank"].iloc[0]):
        notes.append(
            "Hạng đã công bố: {rank}/{of}.".format(
                rank=int(mine["reported_rank"].iloc[0]), of=formats.count(mine["reported_of"].iloc[0])
            )
        )
    if count < 2:
        return View(title, rows[rows["value"].notna() | rows["reported_rank"].notna()], notes=tuple(notes))
    ranks = records(rows[rows["rank"].notna()], RankRow)
    best, last = ranks[0], ranks[-1]
    notes.append(
        "Cao nhất: {best}, {high}. Thấp nhất: {last}, {low}.".format(
            best=best["name"],
            high=formats.value(best["value"], index.measure_unit),
            last=last["name"],
            low=formats.value(last["value"], index.measure_unit),
        )
    )
    text = "; ".join(f"{row['rank']}. {row['name']}" for row in ranks)
    return View(
        title,
        rows,
        text,
        lambda size: charts.ranking(rows, size, unit=unit.id, measure_unit=index.measure_unit),
        notes=tuple(notes),
        source=sources(catalog, rows[rows["rank"].notna()]),
    )


def parts(store: Store, catalog: Catalog, request: ViewRequest) -> View:
    """The parts of an index over the years, on one scale."""
    index = catalog.indices[str(request.indicator)]
    rows = metrics.parts(store, unit=request.unit, index=index.id)
    title = f"Thành phần của {index.short}"
    if rows["value"].isna().all():
        return View(title, rows, NO_PARTS)
    now = rows[rows["year"] == request.year]
    text = f"{title} {request.year}: " + "; ".join(
        f"{name} {formats.MISSING if formats.is_missing(value) else formats.number(value, 2)}"
        for name, value in zip(now["name"], now["value"], strict=True)
    )
    survey_rows = records(now[now["interval_low"].notna()], VerdictRow)
    years = rows.loc[rows["change"].notna(), "year"].unique().tolist()
    pairs = [(year - 1, year) for year in years]
    changes = metrics.maximum_changes(store, unit=request.unit, index=index.id, pairs=pairs)
    maximum = maximum_line(changes, index.measure_unit)
    return View(
        title,
        rows,
        text,
        lambda size: charts.small_multiples(rows, size, year=request.year),
        notes=(*(f"{row['short']} {request.year}: {sample(row)}." for row in survey_rows), *filter(None, [maximum])),
        source=sources(catalog, rows),
    )


def _rank_sentence(mine: DataFrame, name: str, year: int, count: int) -> str:
    if count < 2:
        return f"Không có đơn vị cùng cấp nào có số liệu năm {year}."
    if mine.empty or formats.is_missing(mine["rank"].iloc[0]):
        return f"{name} chưa có giá trị năm {year} nên không xếp hạng ({count} đơn vị có số liệu)."
    return "{unit}: hạng {rank} trên {ranked} đơn vị có số liệu năm {year}.".format(
        unit=name, rank=int(mine["rank"].iloc[0]), ranked=count, year=year
    )


def _obstacle(store: Store, request: ViewRequest, first: int, last: int) -> str:
    """The breaks between two years, or that a year has no figure."""
    rows = _figures(store, request)
    if rows.loc[rows["year"].isin([first, last]), "value"].isna().any():
        return "Cần số liệu của cả hai năm."
    between = rows[rows["year"].between(min(first, last) + 1, max(first, last)) & rows["break_title"].notna()]
    return ", ".join(between["break_title"]) or words.METHOD_CHANGE


def _figures(store: Store, request: ViewRequest) -> DataFrame:
    """The figures of an index or a target, by year."""
    rows = metrics.indices(store, unit=request.unit, index=request.indicator)
    if rows.empty:
        rows = metrics.targets(store, unit=request.unit)
        rows = rows[rows["indicator_id"] == request.indicator]
    return rows


def _effects(effects: DataFrame, unit: str) -> tuple[str, ...]:
    """How much of the change of a ratio its groups' rates made, how much their shares, and if that visibly adds up."""
    sums = {key: round(rows["change"].sum(), 12) for key, rows in effects.groupby("effect")}
    total = effects.iloc[-1]
    # The picture has the shares of groups as one step.
    steps = [*effects.loc[effects["effect"] != "mix", "change"].dropna(), *([sums["mix"]] if "mix" in sums else [])]
    rounding = formats.rounding_line(total["from_value"], steps, total["to_value"], unit)
    if "mix" not in sums:
        return (rounding,) if rounding else ()
    rate, mix = formats.change(sums["rate"], unit), formats.change(sums["mix"], unit)
    line = f"Do tỷ lệ trong từng nhóm: {rate}; do cơ cấu giữa các nhóm: {mix}."
    if abs(sums["remainder"]) > formats.NOISE:
        return (
            f"{line} Còn {formats.change(sums['remainder'], unit)} không nhóm nào giải thích.",
            *([rounding] if rounding else []),
        )
    both = [sums["rate"], sums["mix"]]
    rounding = rounding or formats.rounding_line(total["from_value"], both, total["to_value"], unit)
    return (f"{line} Hai phần cộng lại đúng bằng thay đổi.", *([rounding] if rounding else []))


def side_by_side(store: Store, catalog: Catalog, request: ViewRequest) -> View:
    """The chosen series over the chosen years; illustrative ones say so in their names."""
    first, last = request.from_year or catalog.plan.first_year, request.to_year or request.year
    rows = metrics.compare(store, units=request.units, indicators=request.indicators, from_year=first, to_year=last)
    title = f"So sánh {first}–{last}"
    has_real = bool(rows["mark"].isna().any())
    labels = [_series_name(row, request, has_real=has_real) for row in records(rows, ComparisonRow)]
    rows = rows.assign(series=labels, name=labels)
    if rows["value"].isna().all():
        return View(title, rows, "Chưa có số liệu nào để so; chọn đơn vị và chỉ số khác.")
    # Without a common year to begin from, the values themselves are drawn.
    baseless = request.indexed and formats.is_missing(rows["base_year"].iloc[0])
    request = replace(request, indexed=request.indexed and not baseless)
    drawable = _drawable(rows, request)
    # Measures that differ have no common axis: each has a picture of its own.
    several = not request.indexed and drawable["measure_unit"].nunique() > 1
    draw = charts.panels if several else charts.lines
    return View(
        title,
        rows,
        "; ".join(_value(row) for row in records(rows, SeriesRow)),
        lambda size: draw(drawable, size),
        notes=(
            *((NO_BASE,) if baseless else ()),
            *_comparison_notes(rows, drawable, request, several=several),
            *breaks(rows, "series"),
        ),
        source=sources(catalog, rows),
        narrow=("name", "year", "value", "measure_unit", "indexed", "direction"),
    )


def _drawable(rows: DataFrame, request: ViewRequest) -> DataFrame:
    """The rows of the series of which anything can be drawn, with the column figure: the value or the index of it."""
    drawable = rows.assign(
        figure=rows["indexed" if request.indexed else "value"],
        figure_unit="points" if request.indexed else rows["measure_unit"],
        description=[
            look.description(f"{row['unit_id']}:{row['indicator_id']}:{row['year']}", _value(row))
            for row in records(rows, SeriesRow)
        ],
    )
    return drawable[drawable.groupby("series")["figure"].transform("count") > 0]


def _comparison_notes(rows: DataFrame, drawable: DataFrame, request: ViewRequest, *, several: bool) -> list[str]:
    """What the base year is, which series were left out and why, and what hollow points mean."""
    notes = []
    if request.indexed:
        notes.append(
            f"Năm gốc = 100: {int(rows['base_year'].iloc[0])}, năm đầu tiên mọi chuỗi được vẽ đều có số liệu. Không "
            "tính qua năm đổi cách tính."
        )
    most = drawable.groupby("measure_unit")["series"].nunique().max() if several else drawable["series"].nunique()
    if most > charts.MOST:
        picture = "Mỗi hình vẽ" if several else "Vẽ"
        notes.append(f"{picture} {charts.MOST} chuỗi đầu; bảng có đủ {drawable['series'].nunique()} chuỗi.")
    absent = rows[~rows["series"].isin(drawable["series"])]
    # Two short lines in one, for the height of a small projector.
    marks = [f"Không vẽ được: {_absent_series(absent)}."] if len(absent) else []
    if (drawable.loc[drawable["figure"].notna(), "flag"] != "final").any():
        marks.append("Chấm rỗng: số chưa chính thức.")
    return [*notes, " ".join(marks)] if marks else notes


def _absent_series(rows: DataFrame) -> str:
    """The series of which nothing can be drawn, each with the reason."""
    reasons = {
        name: "missing" if values.isna().all() else "apart" if values.any() else "zero"
        for name, values in rows.groupby("series", sort=False)["value"]
    }
    return "; ".join(f"{name!s} ({NOT_DRAWN_WHY[reason]})" for name, reason in reasons.items())


def _value(row: SeriesRow) -> str:
    """A figure in words; one that is not final says so."""
    value = f"{row['series']} {row['year']}: {formats.value(row['value'], row['measure_unit'])}"
    official = row["flag"] == "final" or formats.is_missing(row["flag"])
    return value if official else f"{value} ({words.FLAGS[row['flag']]})"


def _series_name(row: ComparisonRow, request: ViewRequest, *, has_real: bool) -> str:
    """The shortest name that tells a series from the others; illustrative ones say so where others are real."""
    parts = [row["unit"]] if len(request.units) > 1 or len(request.indicators) == 1 else []
    parts += [row["short"]] if len(request.indicators) > 1 or not parts else []
    mark = f" ({words.ILLUSTRATIVE.lower()})" if has_real and not formats.is_missing(row["mark"]) else ""
    return " · ".join(parts) + mark
