"""The figures of one run: working folder, plan, filters, the questions of `metrics`, and when a page must stop."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any, NoReturn, TypedDict

import streamlit as st
from pandas import DataFrame

from cchc_metrics import metrics
from cchc_metrics.catalog import Catalog
from cchc_metrics.days import today
from cchc_metrics.documents.request import FilledBlanks
from cchc_metrics.faults import Fault, FaultError
from cchc_metrics.text import formats, words
from cchc_metrics.text.rows import CoverageRow, Record, TotalRow, records
from cchc_metrics.views import ViewRequest
from cchc_metrics.views.view import with_posts_of_day
from cchc_metrics.workspace import Store, Workspace, folder_of, plans_of, unread_files, unread_line
from pages.parts import address

ALL = "tat-ca"
STORES, PLANS = "the stores of this run", "the plan of this run"


class UnitNameRow(TypedDict):
    """One unit that figures may be about, as in `metrics.units`."""

    unit_id: str
    name: str


@dataclass(frozen=True)
class Choice:
    """What the filter bar is set to; `area` is None for all areas."""

    unit: str
    year: int
    area: str | None


@st.cache_resource(show_spinner=False)
def workspace_of(plan: str) -> Workspace:
    """The working folder of a plan: "" for the one that the dashboard was opened with, others within its folder.

    Raises: KeyError for a plan that is not there.
    """
    own = Workspace.open()
    if plan in ("", own.plan_folder.name):
        return own
    folders = own.plan_folder.parents[1]
    if plan not in plans_of(folders):
        raise KeyError(plan)
    return Workspace(folder_of(own.folder, plan), plan, folders)


def workspace() -> Workspace:
    """The working folder of the plan that the address names, the one of the dashboard where it names none."""
    plan = address.plan()
    # Asked many times a run: the folder of plans is looked at only where the address names one.
    return workspace_of(plan if plan and plan in plans() else "")


def plans() -> dict[str, str]:
    """The plans that may be chosen, each by its id with its title."""
    return plans_of(workspace_of("").plan_folder.parents[1])


def catalog() -> Catalog:
    """The plan of the working folder; its files are looked at once a run, the first time that it is asked for."""
    own: dict[str, Catalog] = st.session_state[PLANS]
    plan = address.plan()
    if plan not in own:
        own[plan] = workspace().catalog
    return own[plan]


def begin() -> None:
    """Begin a run. All its figures come from one store, even when somebody hands in figures meanwhile."""
    st.session_state[STORES], st.session_state[PLANS] = {}, {}


def store() -> Store:
    """The store of this run: all figures, or those known on a day, or approved ones only."""
    part = (address.as_known(), address.approved_only())
    stores: dict[object, Store] = st.session_state[STORES]
    if part not in stores:
        stores[part] = workspace().view(*part)
    return stores[part]


def day_asked() -> dt.date:
    """The day on which this run looks at things: today, or the day up to which the ledger counts."""
    return address.as_known() or today()


def fingerprint() -> str:
    """What everything shown in this run follows from: its store, the day, after which a post may have ended, and posts.

    Who came in the place of a post is filled in by an office, beside the store.
    """
    return f"{store().path} {day_asked()} {'; '.join(post.instead for post in catalog().owners.values())}"


def with_ledger(request: ViewRequest) -> ViewRequest:
    """The request, together with how much of the ledger counts in this run."""
    return replace(request, as_known=address.as_known(), approved_only=address.approved_only())


def ask(question: str, **filters: Any) -> Any:
    """The DataFrame of one function of `metrics`, cached while the figures stay the same."""
    return _frame(fingerprint(), question, **filters)


def fact(question: str, unit: str) -> Any:
    """What a function of `metrics` says of a unit that is not a DataFrame; the same object for everyone."""
    return _fact(fingerprint(), question, unit)


def rows(question: str, row: type[Record], **filters: Any) -> list[Record]:  # noqa: ARG001 - the caller names what it reads
    """The same row by row, of the type that the page names, for pages that only write them down."""
    result: list[Record] = _rows(fingerprint(), question, tuple(filters.items()))
    return result


@st.cache_data(max_entries=2000, show_spinner=False)
def _frame(fingerprint: str, question: str, **filters: Any) -> Any:  # noqa: ARG001 - part of the cache key
    result = getattr(metrics, question)(store(), **filters)
    # The steps of an assessment tell what was done: to whom something was given then.
    is_history = question == "score_steps" or not isinstance(result, DataFrame)
    return result if is_history else with_posts_of_day(result, catalog(), day_asked())


@lru_cache(maxsize=500)
def _fact(fingerprint: str, question: str, unit: str) -> Any:
    return _frame(fingerprint, question, unit=unit)


# The same rows for everyone, who only reads them: Streamlit's cache would give each visit a copy of its own.
@lru_cache(maxsize=2000)
def _rows(fingerprint: str, question: str, filters: tuple[tuple[str, Any], ...]) -> list[Any]:
    return records(_frame(fingerprint, question, **dict(filters)), dict[str, Any])


def settle(choice: Choice, *, of_all: bool = False) -> None:
    """Show this unit from here on. Posts are named as its office filled them in, on a page of many as the plan does."""
    st.session_state["choice"] = choice
    if not of_all:
        own: dict[str, Catalog] = st.session_state[PLANS]
        own[address.plan()] = FilledBlanks(workspace().folder).plan(catalog(), choice.unit)


def choice() -> Choice:
    """What the filter bar of this run is set to."""
    result: Choice = st.session_state["choice"]
    return result


def stop() -> NoReturn:
    """End the page here. The address is written first, because nothing after the stop could do it."""
    address.write()
    st.stop()


def stop_outside_plan(unit: str) -> None:
    """End a page of targets and tasks for a unit that the plan does not bind."""
    plan = catalog()
    if not plan.binds(unit):
        st.info(plan.why_unbound(unit))
        stop()


def day_of(choice: Choice) -> dt.date:
    """The day on which tasks are looked at: today for the newest year, the last day of an earlier one."""
    day = day_asked()
    return day if choice.year >= years_of(choice.unit)[1] else min(day, dt.date(choice.year, 12, 31))


def unit_names() -> dict[str, str]:
    """The units that may be chosen, those with figures first."""
    return {row["unit_id"]: row["name"] for row in rows("units", UnitNameRow)}


def freshness(unit: str, year: int) -> str:
    """One line: how many figures of a year there are, out of how many, and the newest data date.

    While some are missing, it says that real figures took the place of the illustration.
    """
    span = fact("span", unit)
    if span.last_year is None:
        return f"Chưa có số liệu nào của {catalog().units[unit].name}."
    cells = [row for row in rows("coverage", CoverageRow, unit=unit) if row["year"] == year]
    as_of = words.NEWEST_FIGURE.format(day=formats.day(span.as_of)) if span.as_of else words.NEWEST_UNKNOWN
    have = sum(row["has_value"] for row in cells)
    text = words.COVERAGE.format(have=have, all=len(cells), year=year, as_of=as_of)
    return f"{text} {words.SET_ASIDE}" if span.set_aside and have < len(cells) else text


def has_figures(unit: str, year: int) -> bool:
    """True when a unit has any figure of a year, also one that the plan does not ask of it."""
    return fact("span", unit).last_year == year or any(
        row["has_value"] for row in rows("coverage", CoverageRow, unit=unit) if row["year"] == year
    )


def years_of(unit: str) -> tuple[list[int], int]:
    """The years offered for a unit, none before the unit existed, and the newest year with figures."""
    plan, since = catalog().plan, catalog().units[unit].valid_from
    span = fact("span", unit)
    # The baseline year is offered too: the first year of the plan is judged against it.
    start = min(max(plan.baseline_year, since.year if since else plan.baseline_year), plan.last_year)
    first = min(start, span.first_year or start)
    last = max(plan.last_year, span.last_year or plan.last_year)
    # Without figures the dashboard opens at this year, not at one that has not begun.
    present = min(max(today().year, plan.first_year), plan.last_year)
    return list(range(first, last + 1)), span.last_year or present


def years_of_all() -> tuple[list[int], int]:
    """The years offered for all units that the plan binds together, and the newest one with figures of any of them."""
    plan = catalog().plan
    figure_years = [row["year"] for row in rows("totals", TotalRow) if row["no_data"] < row["units"]]
    newest = max(figure_years, default=plan.last_year)
    return list(range(plan.baseline_year, max(plan.last_year, newest) + 1)), newest


def damage_lines() -> list[str]:
    """Which kept files the program does not read any more, a sentence for each kind."""
    blanks = [words.BLANKS_DAMAGE.format(file=fault.place) for fault in FilledBlanks(workspace().folder).damage()]
    return [line for line in (unread_line(store()), *blanks) if line]


def show_damage() -> None:
    """Say above a page which kept files the program does not read any more: nothing of them is on it."""
    if lines := damage_lines():
        st.warning("\n\n".join(lines))
        _table([*unread_files(store()), *FilledBlanks(workspace().folder).damage()])


def show_faults(faults: FaultError, failure: str = "Không dựng được số liệu") -> None:
    """Show what failed and every fault behind it: where, what, what was expected, what to do."""
    st.error(f"{failure}: {len(faults.faults)} lỗi cần sửa.")
    _table(faults.faults)


def _table(faults: Sequence[Fault]) -> None:
    st.dataframe(
        DataFrame(
            [(fault.place, fault.problem, fault.expected, fault.remedy) for fault in faults],
            columns=list(words.FAULT_COLUMNS),
        ),
        hide_index=True,
    )
