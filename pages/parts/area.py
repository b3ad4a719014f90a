"""Lĩnh vực as HTML: targets of a year and of all years, one target, tasks, dossiers, numbers without a target."""

import csv
import datetime as dt
import io
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import lru_cache
from itertools import groupby
from operator import itemgetter
from typing import Any

import streamlit as st
from pandas import DataFrame

from cchc_metrics.catalog.models import Tally, Target
from cchc_metrics.days import today
from cchc_metrics.decisions import without_owner
from cchc_metrics.faults import Fault, FaultError
from cchc_metrics.text import formats, sentence, words
from cchc_metrics.text.ledger_words import TASK_STATUS
from cchc_metrics.text.rows import TallyRow, TallySubmissionRow, TaskRow, VerdictRow, records
from cchc_metrics.text.sentence import owner, task_due, weight_of_one_case
from cchc_metrics.views import targets
from cchc_metrics.views.view import piece
from pages.parts import acts, address, data, html
from pages.parts.html import short_owner

Row = VerdictRow
TASK_COLUMNS = {"name": "Nhiệm vụ", "owner": "Phụ trách", "state": "Tình trạng", "due": "Hạn", "cite": "Căn cứ"}
TALLIES_HEAD = "Số việc được theo dõi"
# The lists that are handed in of what was typed: of numbers without a target, and of those that a target asks for.
ABOUT = ("unit_id", "year", "period_start", "period_end", "flag", "source_id")
NUMBER_FILES = {
    "tally": ("so-viec.csv", ("tally_id", *ABOUT, "cases", "note")),
    "target": ("so-chi-tieu.csv", ("indicator_id", *ABOUT, "value", "note")),
}
NUMBERS_IN_A_LINE = 5
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

    `order` is one of views.targets.SORTS; `current` is the target that is marked. Empty where the year has no target.
    """
    return _target_table(data.fingerprint(), choice, order, current, tuple(address.selection().items()))


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
    rows = targets.sort([row for row in series if row["year"] == choice.year], order)
    if not rows:
        return ""
    years: dict[str, list[Row]] = {}
    for row in series:
        years.setdefault(row["indicator_id"], []).append(row)
    lines = [
        _target_line(row, years[row["indicator_id"]], filters) | {"current": row["indicator_id"] == current}
        for row in rows
    ]
    return piece("targets", html.heads(HERE, HEADS.items(), order, filters), lines)


def _target_line(row: Row, years: list[Row], filters: Mapping[str, str]) -> dict[str, Any]:
    """One target as its piece shows it."""
    has_counts = not (formats.is_missing(row["numerator"]) or row["no_activity"])
    return {
        "name": row["short"],
        "href": html.safe(html.link(HERE, **{**filters, "chi-tieu": row["indicator_id"]})),
        "bars": html.bars(row),
        "level": row["level"],
        "why": html.safe(html.why(row)),
        "value": sentence.figure(row, unknown=formats.MISSING_SHORT),
        "counts": formats.fraction(row["numerator"], row["denominator"]) if has_counts else "",
        "limit": ""
        if formats.is_missing(row["target"])
        else formats.requirement(row["operator"], row["target"], row["measure_unit"]),
        "gap": sentence.gap_number(row),
        "years": html.small_line(years),
        # Whose work it was stands beside the list, with the target that is looked at.
        "owner": short_owner(row),
    }


def years_table(rows: Sequence[Row], link: Callable[[str], str], current: str, areas: Mapping[str, str]) -> str:
    """One cell a target and year: shape and value; the colour only repeats the shape."""
    years = sorted({int(row["year"]) for row in rows})
    by_year = {(row["indicator_id"], row["year"]): row for row in rows}
    firsts = [next(group) for _, group in groupby(rows, key=itemgetter("indicator_id"))]
    groups = [
        (
            areas[str(area)] if len(areas) > 1 else "",
            [
                {
                    "name": row["short"],
                    "href": html.safe(link(row["indicator_id"])),
                    "current": row["indicator_id"] == current,
                    "cells": [_cell(by_year.get((row["indicator_id"], year))) for year in years],
                }
                for row in group
            ],
        )
        for area, group in groupby(firsts, key=itemgetter("area_id"))
    ]
    return piece("targets_by_year", years, groups)


def _cell(row: Row | None) -> dict[str, Any] | None:
    if row is None:
        return None
    value = sentence.figure(row, unknown=formats.MISSING_SHORT)
    return {"level": row["level"], "href": html.safe(html.why(row)), "value": value}


def definition(target: str, now: Row | None) -> str:
    """What a target counts, with its counts of the year in `now`, its owner and its citation."""
    plan = data.catalog()
    row = plan.targets[target]
    facts = {
        **targets.definition(row, now),
        "Loại": targets.kind_words(row),
        **targets.responsibility(plan, row, lambda owners: plan.posts_shown(plan.names_of(owners), data.day_asked())),
        **({} if now is None else {words.OWNER: owner(now)}),
        words.CITATION: plan.citation(row.cite),
    }
    notes = [line for line in (*_small_denominator(now), row.note, *targets.amendments(plan, row)) if line]
    filters = {key: value for key, value in address.selection().items() if key in ("don-vi", "nam", "linh-vuc")}
    appoint = html.safe(html.link("nhiem-vu", **filters, giao=target)) if target in without_owner(plan) else ""
    return piece("definition", facts, notes, appoint)


def _small_denominator(now: Row | None) -> list[str]:
    """How far one case moves the ratio, where its denominator is small."""
    moves = (
        "" if now is None or now["measure"] != "count" else weight_of_one_case(now["denominator"], now["measure_unit"])
    )
    return [f"Mẫu số nhỏ: 1 trường hợp = {moves}."] if moves else []


def tasks(choice: data.Choice) -> str:
    """The table of tasks: name, owner, state, due date, citation; late ones first."""
    order = list(TASK_STATUS)
    day = data.day_asked()
    rows = data.rows("tasks", TaskRow, unit=choice.unit, area=choice.area, year=choice.year, on=day)
    states = [("no_report" if formats.is_missing(row["state"]) else row["state"], row) for row in rows]
    lines = [
        {
            "name": row["name"],
            "owner": owner(row),
            "status": TASK_STATUS[state],
            "due": task_due(row),
            "cite": row["cite"],
        }
        for state, row in sorted(states, key=lambda pair: order.index(pair[0]))
    ]
    return piece("tasks", list(TASK_COLUMNS.values()), lines, words.TASKS_HEAD)


def tally_table(rows: DataFrame, breakdown: str) -> str:
    """Counts of one year, a row a group and a column a tally; an unknown count is no zero."""
    columns = rows.drop_duplicates("tally_id")
    groups = rows[rows["breakdown_id"] == breakdown].drop_duplicates("group_id")
    cases = {(row["tally_id"], row["breakdown_id"], row["group_id"]): row["cases"] for row in records(rows, TallyRow)}
    groups_of_table = [(breakdown, row["group_id"], row["group"]) for row in records(groups, TallyRow)]
    groups_of_table.append(("", "", words.WHOLE))
    lines = [
        (name, [_count(cases.get((tally, by, group))) for tally in columns["tally_id"]], "")
        for by, group, name in groups_of_table
    ]
    return piece("counts", [words.TALLY_COLUMNS["group"], *columns["short"]], lines, look="targets tallies")


def _count(number: Any) -> str:
    return formats.MISSING_SHORT if formats.is_missing(number) else formats.count(number)


def tallies_of(area: str | None, *, with_dossiers: bool) -> list[Tally]:
    """The numbers that the plan follows in an area, or in all; those of dossiers come from their forms as a rule."""
    plan = data.catalog()
    return [
        tally
        for tally in plan.tallies.values()
        if area in (None, tally.area) and (with_dossiers or tally.id not in plan.dossier_tallies)
    ]


def counted_targets(rows: Iterable[Row]) -> list[Target]:
    """The targets among some rows that ask for a number of cases, such as news items: nothing is divided."""
    every = data.catalog().targets
    names = dict.fromkeys(row["indicator_id"] for row in rows)
    return [every[name] for name in names if every[name].unit == "count" and not every[name].has_counts]


def numbers_by_year(
    tallies: Sequence[Tally],
    targets: Sequence[Target],
    rows: Iterable[Row],
    choice: data.Choice,
) -> str:
    """The numbers by year, a row each; what nobody reported is no zero. The newest evidence stands beside them.

    Those of targets, out of their `rows`, stand first.
    """
    years = data.years_of(choice.unit)[0]
    values = {(row["indicator_id"], row["year"]): row["value"] for row in rows}
    counts = data.rows("tallies", TallyRow, unit=choice.unit, area=choice.area)
    cases = {(row["tally_id"], row["year"]): row["cases"] for row in counts if row["breakdown_id"] == ""}
    evidence = {
        row["tally_id"]: str(row["note"])
        for row in data.rows("tally_history", TallySubmissionRow, unit=choice.unit)
        if row["use"] == "in_use" and not formats.is_missing(row["note"])
    }
    lines = [(one.name, [_count(values.get((one.id, year))) for year in years], "") for one in targets] + [
        (one.name, [_count(cases.get((one.id, year))) for year in years], evidence.get(one.id, "")) for one in tallies
    ]
    noted = any(note for _, _, note in lines)
    table = piece("counts", ["Việc", *years, *(["Căn cứ"] if noted else [])], lines, noted=noted)
    return piece("scrolled", TALLIES_HEAD, html.safe(table), _citations(tallies))


def _citations(tallies: Sequence[Tally]) -> str:
    if not tallies:
        return ""
    plan = data.catalog()
    places = dict.fromkeys(plan.citation(tally.cite) for tally in tallies)
    return f"{words.CITATION}: {'; '.join(places)}. Kế hoạch không đặt mức cần đạt cho các số này."


def number_form(tallies: Sequence[Tally], targets: Sequence[Target], choice: data.Choice) -> None:
    """Show the form that takes the numbers of a year in, for whoever may; a blank one says nothing."""
    unit, year, plan = choice.unit, choice.year, data.catalog()
    first, last = plan.units[unit].days_of(year)
    # Nothing is recorded while an earlier day is looked at, nor of a year that has not begun.
    if not (tallies or targets) or first > today() or address.as_known() is not None or not acts.may("nhập", unit):
        return
    acts.message()
    period = (first, min(last, today()))
    head = f"Ghi số năm {year}" + ("" if period[1] == last else f", đến hết ngày {formats.day(period[1])}")
    acts.fold(head, "tallies", lambda: _number_fields([*targets, *tallies], unit, year, period))


def _number_fields(every: Sequence[Target | Tally], unit: str, year: int, period: tuple[dt.date, dt.date]) -> None:
    number = f"{year} {acts.number('tallies')}"
    sources = {
        source.id: source.title for source in data.catalog().real_sources if not (source.url or source.publisher)
    }
    with st.form(f"followed {number}", enter_to_submit=False, border=False):
        cases: dict[str, str] = {}
        for at, one in enumerate(every):
            if at % NUMBERS_IN_A_LINE == 0:
                columns = st.columns(NUMBERS_IN_A_LINE)
            cases[one.id] = columns[at % NUMBERS_IN_A_LINE].text_input(one.short, key=f"{one.id} {number}").strip()
        left, right = st.columns([1, 2])
        source = acts.choose_or_none(left, words.SOURCE, sources, f"source {number}", "chọn một nguồn")
        note = right.text_input("Căn cứ: văn bản, đường dẫn tới tin, biên bản", key=f"note {number}")
        if st.form_submit_button("Ghi số", type="primary"):
            common = (unit, year, *period, "final", source)
            rows = {
                key: [
                    (one.id, *common, cases[one.id], note) for one in every if isinstance(one, kind) and cases[one.id]
                ]
                for key, kind in (("tally", Tally), ("target", Target))
            }
            acts.attempt("nhập", unit, "tallies", lambda by: _submit_numbers(rows, unit, source, by))


def _submit_numbers(rows: Mapping[str, Sequence[tuple[object, ...]]], unit: str, source: str | None, by: str) -> str:
    """Hand the numbers in as lists; what was written, in words."""
    if source is None:
        raise FaultError(
            [Fault("missing-value", words.SOURCE, "chưa chọn nguồn của các số", "một nguồn", "chọn nguồn rồi ghi số")]
        )
    files = [(name, _csv([head, *rows[key]])) for key, (name, head) in NUMBER_FILES.items() if rows[key]]
    entry = files and data.workspace().submit(files, unit_id=unit, by=by)
    if not entry:
        return "Chưa có số nào khác với số đã có."
    return f"Đã ghi: bút toán {entry.number}, tạm thời cho đến khi duyệt."


def _csv(rows: Sequence[tuple[object, ...]]) -> bytes:
    text = io.StringIO(newline="")
    csv.writer(text, lineterminator="\n").writerows(rows)
    return text.getvalue().encode()
