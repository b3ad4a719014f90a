"""Lĩnh vực as HTML: targets of a year and of all years, one target, tasks, dossiers, numbers without a target."""

import csv
import io
from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from html import escape
from itertools import groupby, pairwise
from operator import itemgetter
from typing import Any

import streamlit as st
from pandas import DataFrame

from cchc_metrics.catalog.models import Tally
from cchc_metrics.decisions import without_owner
from cchc_metrics.text import formats, sentence, words
from cchc_metrics.text.ledger_words import TASK_STATUS
from cchc_metrics.text.rows import TallyRow, TallySubmissionRow, TaskRow, VerdictRow, records
from cchc_metrics.text.sentence import owner, task_due, weight_of_one_case
from cchc_metrics.views import areas
from cchc_metrics.views.view import piece
from pages.parts import address, data, forms, html
from pages.parts.html import heights

Row = VerdictRow
TASK_COLUMNS = {"name": "Nhiệm vụ", "owner": "Phụ trách", "state": "Tình trạng", "due": "Hạn", "cite": "Căn cứ"}
TALLIES_HEAD = "Số việc được theo dõi"
TALLY_FILE = ("tally_id", "unit_id", "year", "period_start", "period_end", "flag", "source_id", "cases", "note")
HERE = "linh-vuc"
# The heads of the table, and the name by which the address asks for an order; those without one cannot be sorted by.
HEADS = {
    "Chỉ tiêu": "ten",
    "Trước · nay · cần": "",
    "Kết luận": "ket-luan",
    "Giá trị": "gia-tri",
    "Cần": "can",
    "Chênh": "chenh",
    "Các năm": "",
    "Phụ trách": "phu-trach",
}


def target_table(choice: data.Choice, order: str, current: str) -> str:
    """A row a target of the year: bar as in charts.bullet, verdict, value with counts, target value, gap, years, owner.

    `order` is one of views.areas.SORTS; `current` is the target that is marked. Empty where the year has no target.
    """
    return _target_table(str(data.store().path), choice, order, current, tuple(address.selection().items()))


@lru_cache(maxsize=300)
def _target_table(
    store: str,  # noqa: ARG001 - the path of the store is its fingerprint
    choice: data.Choice,
    order: str,
    current: str,
    selection: tuple[tuple[str, str], ...],
) -> str:
    filters = dict(selection)
    series = data.rows("targets", VerdictRow, unit=choice.unit, area=choice.area)
    rows = areas.sort([row for row in series if row["year"] == choice.year], order)
    if not rows:
        return ""

    def link(indicator: str) -> str:
        return html.link(HERE, **{**filters, "chi-tieu": indicator})

    heads = _sort_links(order, lambda name: html.link(HERE, **{**filters, "xep": name}))
    years: dict[str, list[Row]] = {}
    for row in series:
        years.setdefault(row["indicator_id"], []).append(row)
    head = "".join(f'<th scope="col">{heads.get(name, escape(name))}</th>' for name in HEADS)
    body = "".join(_target_row(row, years[row["indicator_id"]], link, current) for row in rows)
    return _scroll_region("targets", head, body)


def _sort_links(order: str, link: Callable[[str], str]) -> dict[str, str]:
    """The heads of the table as links that sort by them, a second time the other way round."""
    heads = {}
    for text, name in HEADS.items():
        if name:
            active = order.removeprefix("-") == name
            arrow = "" if not active else " ▼" if order.startswith("-") else " ▲"
            other = f"-{name}" if order == name else name
            heads[text] = f'<a href="{link(other)}" title="Sắp theo: {escape(text)}">{escape(text)}{arrow}</a>'
    return heads


def _target_row(row: Row, years: list[Row], link: Callable[[str], str], current: str) -> str:
    counts = (
        ""
        if formats.is_missing(row["numerator"]) or row["no_activity"]
        else (f' <span class="counts">({formats.fraction(row["numerator"], row["denominator"])})</span>')
    )
    value = sentence.figure(row, unknown=formats.MISSING_SHORT)
    limit = "" if formats.is_missing(row["target"]) else sentence.required_value(row).removeprefix("cần ")
    gap = "" if formats.is_missing(row["gap"]) else formats.number(row["gap"], 2)
    tone = words.LEVELS[row["level"]].tone
    pattern = "" if formats.is_missing(row["flag"]) or row["flag"] == "final" else " hatched"
    bar = _part("before", row["previous"]) + _part(f"now {tone}{pattern}", row["value"]) + _part("limit", row["target"])
    return (
        f'<tr{_current(row, current)}>{_name(row, link)}<td><span class="bullet" aria-hidden="true">{bar}</span></td>'
        f'<td>{html.verdict(row)}</td><td class="number">{escape(value)}{counts}</td>'
        f'<td class="number">{escape(limit)}</td><td class="number">{gap}</td><td>{_years(years)}</td>'
        f"<td>{escape(sentence.owner(row))}</td></tr>"
    )


def _years(rows: list[Row]) -> str:
    """The values of the years as a small line, cut where one is missing."""
    rows = sorted(rows, key=itemgetter("year"))
    step = 90 / max(len(rows) - 1, 1)
    points = [
        None if height is None else (3 + number * step, 21 - 0.18 * height)
        for number, height in enumerate(heights([row["value"] for row in rows]))
    ]
    lines = "".join(
        f'<line x1="{one[0]:.0f}" y1="{one[1]:.1f}" x2="{two[0]:.0f}" y2="{two[1]:.1f}"/>'
        for one, two in pairwise(points)
        if one is not None and two is not None
    )
    dots = "".join(
        f'<circle cx="{point[0]:.0f}" cy="{point[1]:.1f}" r="2.6"><title>{row["year"]}: '
        f"{escape(sentence.figure(row, unknown=formats.MISSING_SHORT))}</title></circle>"
        for point, row in zip(points, rows, strict=True)
        if point is not None
    )
    text = "; ".join(f"{row['year']}: {sentence.figure(row, unknown=formats.MISSING_SHORT)}" for row in rows)
    return f'<svg class="spark" viewBox="0 0 96 24" role="img" aria-label="{escape(text)}">{lines}{dots}</svg>'


def years_table(rows: Sequence[Row], link: Callable[[str], str], current: str, areas: dict[str, str]) -> str:
    """One cell a target and year: shape and value; the colour only repeats the shape."""
    years = sorted({int(row["year"]) for row in rows})
    head = '<th scope="col">Chỉ tiêu</th>' + "".join(f'<th scope="col">{year}</th>' for year in years)
    by_year = {(row["indicator_id"], row["year"]): row for row in rows}
    firsts = [next(group) for _, group in groupby(rows, key=itemgetter("indicator_id"))]
    body = _by_area(
        firsts,
        areas,
        len(years) + 1,
        lambda row: (
            f"<tr{_current(row, current)}>{_name(row, link)}"
            + "".join(_cell(by_year.get((row["indicator_id"], year))) for year in years)
            + "</tr>"
        ),
    )
    return _scroll_region("targets heat", head, body)


def _scroll_region(kind: str, head: str, body: str) -> str:
    """A long table scrolls in its own region, so that the filters and the chosen target stay in sight."""
    return (
        f'<div class="long" tabindex="0" role="region" aria-label="Chỉ tiêu">'
        f'<table class="{kind}"><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>'
    )


def _by_area(rows: Sequence[Row], areas: dict[str, str], columns: int, line: Callable[[Row], str]) -> str:
    """The rows, each group under the name of its area where there are several areas."""
    lines = []
    for area, group in groupby(rows, key=itemgetter("area_id")):
        if len(areas) > 1:
            lines.append(f'<tr class="area"><th colspan="{columns}" scope="rowgroup">{escape(areas[area])}</th></tr>')
        lines += [line(row) for row in group]
    return "".join(lines)


def _part(kind: str, value: Any) -> str:
    return "" if formats.is_missing(value) else f'<i class="{kind}" style="width:{min(max(value, 0), 100):.2f}%"></i>'


def _cell(row: Row | None) -> str:
    if row is None:
        return "<td></td>"
    look = words.LEVELS[row["level"]]
    value = sentence.figure(row, unknown=formats.MISSING_SHORT)
    return (
        f'<td class="{look.tone}"><a href="{html.why(row)}"><b aria-hidden="true">{look.shape}</b> '
        f'<span class="unseen">{escape(look.word)}</span> {escape(value)}</a></td>'
    )


def _name(row: Row, link: Callable[[str], str]) -> str:
    return f'<th scope="row"><a href="{link(row["indicator_id"])}">{escape(row["short"])}</a></th>'


def _current(row: Row, current: str) -> str:
    return ' aria-current="true"' if row["indicator_id"] == current else ""


def definition(target: str, now: Row | None) -> str:
    """What a target counts, with its counts of the year in `now`, its owner and its citation."""
    plan = data.catalog()
    row = plan.targets[target]
    facts = {
        **areas.definition(row, now),
        "Loại": areas.kind_words(row),
        **areas.responsibility(plan, row, data.choice().year),
        **({} if now is None else {words.OWNER: owner(now)}),
        words.CITATION: plan.citation(row.cite),
    }
    lines = [*_small_denominator(now), row.note, *areas.amendments(plan, row)]
    notes = "".join(f"<p>{escape(line)}</p>" for line in lines if line)
    if target in without_owner(plan):
        filters = {key: value for key, value in address.selection().items() if key in ("don-vi", "nam", "linh-vuc")}
        way = html.link("nhiem-vu", **filters, giao=target)
        notes += f'<p class="way"><a href="{way}">Giao người phụ trách</a></p>'
    return f'<section class="view"><h2>Cách tính</h2>{piece("facts", facts)}{notes}</section>'


def _small_denominator(now: Row | None) -> list[str]:
    """How far one case moves the ratio, where its denominator is small."""
    moves = "" if now is None or now["measure"] != "count" else weight_of_one_case(now["denominator"])
    return [f"Mẫu số nhỏ: 1 trường hợp = {moves}."] if moves else []


def tasks(rows: Iterable[TaskRow]) -> str:
    """The table of tasks: name, owner, state, due date, citation; late ones first."""
    order = list(TASK_STATUS)
    rows = sorted(rows, key=lambda row: order.index("no_report" if formats.is_missing(row["state"]) else row["state"]))
    lines = "".join(
        f"<tr><td>{escape(row['name'])}</td>"
        f"<td>{escape(owner(row))}</td>"
        f"<td>{html.task_status(row['state'])}</td>"
        f"<td>{task_due(row)}</td>"
        f"<td>{escape(row['cite'])}</td></tr>"
        for row in rows
    )
    head = "".join(f'<th scope="col">{column}</th>' for column in TASK_COLUMNS.values())
    return (
        f'<section class="view tasks"><h2>{words.TASKS_HEAD}</h2><div tabindex="0" role="region" '
        f'aria-label="{words.TASKS_HEAD}"><table><thead><tr>{head}</tr></thead><tbody>{lines}</tbody></table></div>'
        "</section>"
    )


def tally_table(rows: DataFrame, breakdown: str) -> str:
    """Counts of one year, a row a group and a column a tally; an unknown count is no zero."""
    columns = rows.drop_duplicates("tally_id")
    groups = rows[rows["breakdown_id"] == breakdown].drop_duplicates("group_id")
    cases = {(row["tally_id"], row["breakdown_id"], row["group_id"]): row["cases"] for row in records(rows, TallyRow)}
    groups_of_table = [(breakdown, row["group_id"], row["group"]) for row in records(groups, TallyRow)]
    groups_of_table.append(("", "", words.WHOLE))
    head = f'<th scope="col">{words.TALLY_COLUMNS["group"]}</th>' + "".join(
        f'<th scope="col">{escape(short)}</th>' for short in columns["short"]
    )
    body = "".join(
        f'<tr><th scope="row">{escape(name)}</th>'
        + "".join(f'<td class="number">{_count(cases.get((tally, by, group)))}</td>' for tally in columns["tally_id"])
        + "</tr>"
        for by, group, name in groups_of_table
    )
    return f'<table class="targets tallies"><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>'


def _count(number: float | None) -> str:
    return formats.MISSING_SHORT if number is None else formats.count(number)


def tallies_of(area: str | None) -> list[Tally]:
    """The numbers that the plan follows in an area; none for all areas together."""
    return [tally for tally in data.catalog().tallies.values() if tally.area == area]


def tallies_by_year(
    tallies: Sequence[Tally], rows: Iterable[TallyRow], history: Iterable[TallySubmissionRow], years: Sequence[int]
) -> str:
    """The numbers by year, a row each; what nobody reported is no zero. The newest evidence stands beside them."""
    cases = {(row["tally_id"], row["year"]): row["cases"] for row in rows if row["breakdown_id"] == ""}
    evidence = {
        row["tally_id"]: str(row["note"])
        for row in history
        if row["use"] == "in_use" and not formats.is_missing(row["note"])
    }
    heads = ("Việc", *map(str, years), *(("Căn cứ",) if evidence else ()))
    head = "".join(f'<th scope="col">{name}</th>' for name in heads)
    lines = "".join(
        f'<tr><th scope="row">{escape(tally.name)}</th>'
        + "".join(f'<td class="number">{_count(cases.get((tally.id, year)))}</td>' for year in years)
        + (f"<td>{escape(evidence.get(tally.id, ''))}</td></tr>" if evidence else "</tr>")
        for tally in tallies
    )
    return (
        f'<section class="view"><h2>{TALLIES_HEAD}</h2><div tabindex="0" role="region" aria-label="{TALLIES_HEAD}">'
        f"<table><thead><tr>{head}</tr></thead><tbody>{lines}</tbody></table></div>"
        f"<p>{escape(_citations(tallies))}</p></section>"
    )


def _citations(tallies: Sequence[Tally]) -> str:
    plan = data.catalog()
    places = dict.fromkeys(plan.citation(tally.cite) for tally in tallies)
    return f"{words.CITATION}: {'; '.join(places)}. Kế hoạch không đặt mức cần đạt cho các số này."


def tally_form(tallies: Sequence[Tally], unit: str, year: int) -> None:
    """Show the form that takes the numbers of a year in; a blank one says nothing."""
    forms.message()
    number, plan = f"{year} {forms.number()}", data.catalog()
    sources = {source.id: source.title for source in plan.sources.values() if not source.url and not source.publisher}
    with st.expander(f"Ghi số năm {year}"), st.form(f"followed {number}", enter_to_submit=False, border=False):
        columns = st.columns(len(tallies))
        cases = {
            tally.id: column.number_input(tally.short, 0, None, None, 1, key=f"{tally.id} {number}")
            for tally, column in zip(tallies, columns, strict=True)
        }
        left, right = st.columns([1, 2])
        source = forms.choose(left, words.SOURCE, sources, f"source {year}")
        note = right.text_input("Căn cứ: văn bản, đường dẫn tới tin, biên bản", key=f"note {number}")
        if st.form_submit_button("Ghi số", type="primary"):
            rows = [
                (tally, unit, year, *plan.units[unit].days_of(year), "final", source, int(count), note)
                for tally, count in cases.items()
                if count is not None
            ]
            forms.attempt("nhập", unit, lambda by: _submit_tallies(rows, unit, by))


def _submit_tallies(rows: Sequence[tuple[object, ...]], unit: str, by: str) -> str:
    """Hand the numbers in as a list; what was written, in words."""
    text = io.StringIO(newline="")
    csv.writer(text, lineterminator="\n").writerows([TALLY_FILE, *rows])
    entry = rows and data.workspace().submit([("so-viec.csv", text.getvalue().encode())], unit_id=unit, by=by)
    if not entry:
        return "Chưa có số nào khác với số đã có."
    return f"Đã ghi: bút toán {entry.number}, tạm thời cho đến khi duyệt."
