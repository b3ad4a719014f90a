"""The sequence of a meeting: one message a screen, in the order in which a chairman asks."""

import datetime as dt
from dataclasses import dataclass, replace

from cchc_metrics import metrics
from cchc_metrics.catalog import Catalog
from cchc_metrics.store import Store
from cchc_metrics.text import feedback_words, formats, statements, words
from cchc_metrics.text.ledger_words import decision_count
from cchc_metrics.text.rows import (
    AreaRow,
    DecisionRow,
    FeedbackRow,
    FeedbackShareRow,
    OpenFeedbackRow,
    VerdictRow,
    records,
)
from cchc_metrics.text.sentence import chain_sentence, change_words, figure, requirement, statistical_line
from cchc_metrics.text.sentence import counts as counts_words
from cchc_metrics.text.statements import areas_line
from cchc_metrics.views.meeting import decision_rows, slides
from cchc_metrics.views.view import ViewRequest


@dataclass(frozen=True)
class Screen:
    """One message: its sentence, the picture that shows it (a name in VIEWS), and the lines beneath it.

    A screen without a picture is one of INDICES, AREAS, ATTENTION, DECISIONS: a list that the shower lays out;
    `entries` are the decisions on it.
    """

    id: str
    title: str
    request: ViewRequest
    view: str | None = None
    notes: tuple[str, ...] = ()
    entries: tuple[int, ...] = ()


INDICES, AREAS, ATTENTION = "tong-quan", "bay-linh-vuc", "can-chu-y"
INDEX, AREA, DECISIONS = "chi-so-", "linh-vuc-", "viec-da-giao"
FEEDBACK, YEARS, TARGET = "y-kien", "qua-cac-nam", "chi-tieu-"
# So many targets of an area have a screen of their own.
WORST = 3


def sequence(
    store: Store,
    catalog: Catalog,
    *,
    unit: str,
    year: int,
    on: dt.date,
    area: str | None = None,
    last_year: int | None = None,
) -> list[Screen]:
    """The open decisions as of a day, the overview, each index, the areas, each area, feedback, what is to be decided.

    With an area: only what belongs to it; its targets, the same over the years, each of the worst of them.
    A unit that the plan does not bind has no areas, no targets and no decisions, so none of their screens. Of years
    after `last_year` nothing is told.
    """
    request = ViewRequest(unit, year, area=area, on=on, to_year=last_year)
    if not catalog.binds(unit):
        return [
            *_all_indices(store, catalog, request),
            *_feedback(store, request),
            _attention(store, request, is_bound=False),
        ]
    decisions = _decisions(store, request)
    body = (
        [*_all_indices(store, catalog, request), *_areas(store, catalog, request), *_feedback(store, request)]
        if area is None
        else _area(store, catalog, request)
    )
    # A meeting begins with what the last one decided; where none did, that is said before it decides itself.
    closing = _attention(store, request, is_bound=True)
    return [*decisions, *body, closing] if decisions[0].entries else [*body, *decisions, closing]


def _all_indices(store: Store, catalog: Catalog, request: ViewRequest) -> list[Screen]:
    return [_indices(store, request), *(_index(store, catalog, request, index) for index in catalog.indices)]


def _areas(store: Store, catalog: Catalog, request: ViewRequest) -> list[Screen]:
    """How many areas lag behind, then the targets of each area that has any."""
    counts = records(metrics.area_counts(store, unit=request.unit, year=request.year), AreaRow)
    if request.year not in catalog.years:
        # A screen for each area would only say again that the plan does not judge the year.
        return [
            Screen(
                AREAS, f"Năm {request.year}: kế hoạch chỉ xét các năm {catalog.years[0]}–{catalog.years[-1]}.", request
            )
        ]
    return [
        Screen(AREAS, statements.areas_behind(counts, request.year), request),
        *(_targets(catalog, replace(request, area=row["area_id"], on=None), row) for row in counts if row["total"]),
    ]


def _targets(catalog: Catalog, request: ViewRequest, counts: AreaRow) -> Screen:
    """The targets of an area in the year, the worst first."""
    title = f"{counts['name']} {request.year}: {areas_line(counts)}."
    return Screen(AREA + catalog.areas[str(request.area)].slug, title, replace(request, order="ket-luan"), "chi-tieu")


def _area(store: Store, catalog: Catalog, request: ViewRequest) -> list[Screen]:
    """The targets of one area in the year, over the years, and the course of each of the worst."""
    counts = records(metrics.area_counts(store, unit=request.unit, year=request.year), AreaRow)
    row = next(row for row in counts if row["area_id"] == request.area)
    screens = [_targets(catalog, replace(request, on=None), row)]
    if not row["total"]:
        return screens
    rows = records(metrics.targets(store, unit=request.unit, area=request.area), VerdictRow)
    years = [year for year in catalog.years if year <= request.year]
    levels = {year: [target["level"] for target in rows if target["year"] == year] for year in years}
    course = statements.years_met(levels) or "Chưa xét được chỉ tiêu nào trong các năm."
    title = f"{row['name']}: {course[0].lower()}{course[1:]}"
    screens.append(Screen(YEARS, title, replace(request, on=None), "qua-cac-nam"))
    worst = metrics.attention(store, unit=request.unit, year=request.year, area=request.area)
    screens += [
        Screen(
            TARGET + str(target["indicator_id"]),
            _target_title(target),
            ViewRequest(request.unit, request.year, indicator=target["indicator_id"]),
            "dien-bien-chi-tieu",
        )
        for target in records(worst.head(WORST), VerdictRow)
    ]
    return screens


def _target_title(row: VerdictRow) -> str:
    value = figure(row, against=("target", "previous")) + counts_words(row)
    return f"{row['short']} {int(row['year'])}: {value}, {requirement(row)}."


def _attention(store: Store, request: ViewRequest, *, is_bound: bool) -> Screen:
    """The last screen: what was missed, worst first, and for what nobody has been told to do anything yet."""
    rows = records(metrics.attention(store, unit=request.unit, year=request.year, area=request.area), VerdictRow)
    if not rows:
        text = nothing_missed(store, unit=request.unit, year=request.year, area=request.area)
        return Screen(ATTENTION, text, request)
    if not is_bound:
        text = f"Năm {request.year}: {len(rows)} chỉ số chưa tăng; xa nhất trước."
        return Screen(ATTENTION, text, request)
    text = f"Cần quyết định: {len(rows)} chỉ số, chỉ tiêu chưa đạt năm {request.year}; xa mức cần đạt nhất trước."
    decided = metrics.decisions(store, unit=request.unit, on=request.on or dt.date.max)
    about = set(decided.loc[decided["open"], "indicator_id"])
    rest = [row["short"] for row in rows if row["indicator_id"] not in about]
    more = f" và {len(rest) - WORST} mục khác" if len(rest) > WORST else ""
    notes = (f"Chưa giao việc nào về: {'; '.join(rest[:WORST])}{more}.",) if rest else ()
    return Screen(ATTENTION, text, request, notes=notes)


def _feedback(store: Store, request: ViewRequest) -> list[Screen]:
    """The screen of citizens' feedback, where anything came in the year or waits for an answer."""
    on = request.on or dt.date.max
    totals = records(metrics.feedback(store, unit=request.unit, on=on, year=request.year, by="total"), FeedbackRow)
    backlog = records(metrics.open_feedback(store, unit=request.unit, on=on), OpenFeedbackRow)
    if not totals and not backlog:
        return []
    title = feedback_words.of_year(next(iter(totals), None), request.year)
    shares = metrics.feedback_shares(store, unit=request.unit, year=request.year)
    line = feedback_words.shares(records(shares, FeedbackShareRow))
    notes = (feedback_words.backlog(backlog), *([line] if line else []))
    return [Screen(FEEDBACK, title, replace(request, breakdown="field"), "y-kien", notes)]


def nothing_missed(store: Store, *, unit: str, year: int, area: str | None = None) -> str:
    """What may be said of a unit's year in which nothing was missed: "nothing missed" only where figures are known."""
    targets = records(metrics.targets(store, unit=unit, area=area, year=year), VerdictRow)
    indices = [] if area else records(metrics.indices(store, unit=unit, year=year), VerdictRow)
    return statements.nothing_missed([*indices, *targets], year)


def _indices(store: Store, request: ViewRequest) -> Screen:
    rows = metrics.indices(store, unit=request.unit, year=request.year)
    directions = rows["direction"].value_counts()
    text = ", ".join(f"{count} {words.DIRECTIONS[str(direction)].word}" for direction, count in directions.items())
    return Screen(INDICES, f"{len(rows)} chỉ số năm {request.year} so với năm trước: {text}.", request)


def _decisions(store: Store, request: ViewRequest) -> list[Screen]:
    """As many screens as the open decisions need, or the one that says that there are none."""
    every = metrics.decisions(store, unit=request.unit, on=request.on or dt.date.max)
    text, still = decision_count(records(every, DecisionRow)), decision_rows(store, request)
    groups = slides(still)
    rest = len(still) - sum(map(len, groups))
    notes = (f"… và {rest} việc nữa ở trang Nhiệm vụ.",) if rest else ()
    return [
        Screen(
            DECISIONS + (f"-{number}" if number > 1 else ""),
            text if len(groups) < 2 else f"{text.removesuffix('.')} ({number}/{len(groups)})",
            request,
            entries=entries,
            notes=notes if number == len(groups) else (),
        )
        for number, entries in enumerate(groups or [()], 1)
    ]


def _index(store: Store, catalog: Catalog, request: ViewRequest, index: str) -> Screen:
    rows = metrics.indices(store, unit=request.unit, index=index)
    now = records(rows[rows["year"] == request.year], VerdictRow)
    plan = catalog.indices[index]
    value, change = formats.MISSING, ""
    if now:
        value = formats.value(now[0]["value"], now[0]["measure_unit"], against=[now[0]["previous"]])
        change = change_words(now[0])
    years = [year for year in catalog.years if request.to_year is None or year <= request.to_year]
    links = records(rows[rows["year"].isin(years)], VerdictRow)
    notes = (chain_sentence(links), statistical_line(links)) if plan.headline else (plan.about,)
    title = f"{plan.short} {request.year}: {value}" + (f", {change}" if change else "")
    course = ViewRequest(request.unit, request.year, indicator=index, to_year=request.to_year)
    return Screen(INDEX + index, f"{title}.", course, "dien-bien", notes)
