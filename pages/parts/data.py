"""What the pages share: the filters, the questions asked of the library, and what every page must show."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, NoReturn

import streamlit as st
from pandas import DataFrame

from cchc_metrics import metrics
from cchc_metrics.catalog import Catalog
from cchc_metrics.faults import FaultsFound
from cchc_metrics.text import formats, words
from cchc_metrics.views import Asked
from cchc_metrics.workspace import Store, Workspace
from pages.parts import address

ALL = "tat-ca"
STORES = "the stores that this run shows"
Row = Mapping[Any, Any]


@dataclass(frozen=True)
class Choice:
    """What the filter bar is set to; `area` is None for all areas."""

    unit: str
    year: int
    area: str | None


@st.cache_resource(show_spinner=False)
def workspace() -> Workspace:
    """The working folder that this dashboard shows."""
    return Workspace.open()


def catalog() -> Catalog:
    """The plan."""
    return workspace().catalog


def begin() -> None:
    """Begin a run: all that it shows is of one store, also when figures are handed in meanwhile."""
    st.session_state[STORES] = {}


def store() -> Store:
    """The figures that this run shows: all, or as known on a day, or approved ones only."""
    asked = (address.as_known(), address.approved_only())
    of_run: dict[object, Store] = st.session_state[STORES]
    if asked not in of_run:
        of_run[asked] = workspace().view(*asked)
    return of_run[asked]


def of_this_run(asked: Asked) -> Asked:
    """What is asked, together with how much of the ledger counts in this run."""
    return replace(asked, as_known=address.as_known(), approved_only=address.approved_only())


def ask(question: str, **asked: Any) -> Any:
    """The answer of one function of `metrics`, kept for as long as the figures stay the same."""
    return _kept(str(store().path), question, **asked)


def rows(question: str, **asked: Any) -> list[Row]:
    """The same row by row, each a value by its column's name, for pages that only write them down."""
    return _rows(str(store().path), question, **asked)


@st.cache_data(max_entries=2000, show_spinner=False)
def _kept(fingerprint: str, question: str, **asked: Any) -> Any:  # noqa: ARG001 - other figures, other answers
    return getattr(metrics, question)(store(), **asked)


@st.cache_data(max_entries=2000, show_spinner=False)
def _rows(fingerprint: str, question: str, **asked: Any) -> list[Row]:
    # Making dictionaries of a frame takes longer than to keep them.
    return list(_kept(fingerprint, question, **asked).to_dict("records"))


def choice() -> Choice:
    """What the filter bar of this run is set to."""
    return st.session_state["choice"]


def stop() -> NoReturn:
    """End the page here; what was picked so far stands in the address, which nothing after a stop could write."""
    address.write()
    st.stop()


def stop_unless_bound(unit: str) -> None:
    """End a page of targets and tasks, which the plan sets to units of one level only."""
    plan = catalog()
    if not plan.binds(unit):
        st.info(words.NOT_BOUND.format(unit=plan.units[unit].name, level=words.LEVELS_OF_UNITS[plan.plan.level]))
        stop()


def unit_names() -> dict[str, str]:
    """The units that may be chosen, those with figures first."""
    return {row["unit_id"]: row["name"] for row in rows("units")}


def freshness(unit: str, year: int) -> str:
    """How many figures of a year there are, out of all, and how fresh they are."""
    span = ask("span", unit=unit)
    if span.last_year is None:
        return f"Chưa có số liệu nào của {catalog().units[unit].name}."
    found = [row for row in rows("coverage", unit=unit) if row["year"] == year]
    as_of = words.UPDATED.format(day=formats.day(span.as_of)) if span.as_of else words.UPDATED_UNKNOWN
    return words.COVERAGE.format(have=sum(row["has_value"] for row in found), all=len(found), year=year, as_of=as_of)


def years_of(unit: str) -> tuple[list[int], int]:
    """The years that may be chosen for a unit, and the newest one with figures; none before the unit was there."""
    plan, since = catalog().plan, catalog().units[unit].valid_from
    span = ask("span", unit=unit)
    begins = min(max(plan.first_year, since.year if since else plan.first_year), plan.last_year)
    first = min(begins, span.first_year or begins)
    last = max(plan.last_year, span.last_year or plan.last_year)
    return list(range(first, last + 1)), span.last_year or plan.last_year


def show_faults(found: FaultsFound) -> None:
    """Everything that keeps the figures from being shown, each with what to do."""
    st.error(f"Không dựng được số liệu: {len(found.faults)} lỗi cần sửa.")
    st.dataframe(
        DataFrame(
            [(fault.place, fault.problem, fault.expected, fault.remedy) for fault in found.faults],
            columns=list(words.FAULT_COLUMNS),
        ),
        hide_index=True,
    )
