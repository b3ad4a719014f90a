"""The sequence of a meeting: one message a screen, in the order in which a chairman asks."""

import datetime as dt
from dataclasses import dataclass, replace

from cchc_metrics import metrics
from cchc_metrics.catalog import Catalog
from cchc_metrics.store import Store
from cchc_metrics.text import feedback_words, formats, statements, words
from cchc_metrics.text.ledger_words import decision_count
from cchc_metrics.text.sentence import chain_sentence, change_words, statistical_line
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
FEEDBACK = "y-kien"


def sequence(store: Store, catalog: Catalog, *, unit: str, year: int, on: dt.date) -> list[Screen]:
    """Overview, each index, the areas, each area, what needs attention, feedback, and the open decisions as of a day.

    A unit that the plan does not bind has no areas, no targets and no decisions, so none of their screens.
    """
    request = ViewRequest(unit, year, on=on)
    bound = catalog.binds(unit)
    screens = [_indices(store, request), *(_index(store, catalog, request, index) for index in catalog.indices)]
    if bound:
        counts = metrics.area_counts(store, unit=unit, year=year).to_dict("records")
        behind = [row["name"] for row in counts if row["missed"]]
        screens.append(
            Screen(AREAS, f"Năm {year}: {len(behind)} trên {len(counts)} lĩnh vực còn chỉ tiêu chưa đạt.", request)
        )
        screens += [
            Screen(
                AREA + catalog.areas[row["area_id"]].slug,
                f"{row['name']} {year}: {areas_line(row)}.",
                ViewRequest(unit, year, area=row["area_id"]),
                "chi-tieu",
            )
            for row in counts
            if row["total"]
        ]
    missed = len(metrics.attention(store, unit=unit, year=year))
    text = (
        f"Năm {year}: {missed} chỉ số, chỉ tiêu chưa đạt; xa mức cần đạt nhất trước."
        if missed
        else nothing_missed(store, unit=unit, year=year)
    )
    screens.append(Screen(ATTENTION, text, request))
    screens += _feedback(store, request)
    return [*screens, *_decisions(store, request)] if bound else screens


def _feedback(store: Store, request: ViewRequest) -> list[Screen]:
    """The screen of citizens' feedback, where anything came in the year or waits for an answer."""
    on = request.on or dt.date.max
    totals = metrics.feedback(store, unit=request.unit, on=on, year=request.year, by="total").to_dict("records")
    waiting = metrics.open_feedback(store, unit=request.unit, on=on).to_dict("records")
    if not totals and not waiting:
        return []
    title = feedback_words.of_year(next(iter(totals), None), request.year)
    notes = (feedback_words.still_waiting(waiting),)
    return [Screen(FEEDBACK, title, replace(request, breakdown="field"), "y-kien", notes)]


def nothing_missed(store: Store, *, unit: str, year: int, area: str | None = None) -> str:
    """What may be said of a unit's year in which nothing was missed: "nothing missed" only where figures are known."""
    targets = metrics.targets(store, unit=unit, area=area, year=year).to_dict("records")
    indices = [] if area else metrics.indices(store, unit=unit, year=year).to_dict("records")
    return statements.nothing_missed([*indices, *targets], year)


def _indices(store: Store, request: ViewRequest) -> Screen:
    rows = metrics.indices(store, unit=request.unit, year=request.year)
    directions = rows["direction"].value_counts()
    text = ", ".join(f"{count} {words.DIRECTIONS[str(direction)].word}" for direction, count in directions.items())
    return Screen(INDICES, f"{len(rows)} chỉ số năm {request.year} so với năm trước: {text}.", request)


def _decisions(store: Store, request: ViewRequest) -> list[Screen]:
    """As many screens as the open decisions need, or the one that says that there are none."""
    every = metrics.decisions(store, unit=request.unit, on=request.on or dt.date.max)
    text, still = decision_count(every.to_dict("records")), decision_rows(store, request)
    shown = slides(still)
    left = len(still) - sum(map(len, shown))
    notes = (f"… và {left} việc nữa ở trang Nhiệm vụ.",) if left else ()
    return [
        Screen(
            DECISIONS + (f"-{number}" if number > 1 else ""),
            text if len(shown) < 2 else f"{text.removesuffix('.')} ({number}/{len(shown)})",
            request,
            entries=entries,
            notes=notes if number == len(shown) else (),
        )
        for number, entries in enumerate(shown or [()], 1)
    ]


def _index(store: Store, catalog: Catalog, request: ViewRequest, index: str) -> Screen:
    rows = metrics.indices(store, unit=request.unit, index=index)
    now = rows[rows["year"] == request.year].to_dict("records")
    plan = catalog.indices[index]
    value, change = formats.MISSING, ""
    if now:
        value = formats.value(now[0]["value"], now[0]["measure_unit"], against=[now[0]["previous"]])
        change = change_words(now[0])
    links = rows[rows["year"].isin(catalog.years)].to_dict("records")
    notes = (chain_sentence(links), statistical_line(links)) if plan.headline else (plan.about,)
    title = f"{plan.short} {request.year}: {value}" + (f", {change}" if change else "")
    return Screen(
        INDEX + index, f"{title}.", ViewRequest(request.unit, request.year, indicator=index), "dien-bien", notes
    )
