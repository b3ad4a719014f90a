"""Lĩnh vực without targets: the numbers that the plan only follows, by year with their evidence, and their form."""

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from html import escape
from typing import Any

import streamlit as st

from cchc_metrics.catalog.models import Tally
from cchc_metrics.faults import FaultsFound
from cchc_metrics.text import formats, words
from pages.parts import data, rights

HEAD = "Số việc được theo dõi"
EVIDENCE = "Căn cứ"
MESSAGE, FORM = "what the last form of numbers recorded", "number of the form: a new number gives empty fields"
COLUMNS = ("tally_id", "unit_id", "year", "period_start", "period_end", "flag", "source_id", "cases", "note")

Row = Mapping[Any, Any]


def tallies_of(area: str | None) -> list[Tally]:
    """The numbers that the plan follows in an area; none for all areas together."""
    return [tally for tally in data.catalog().tallies.values() if tally.area == area]


def table(tallies: Sequence[Tally], rows: Iterable[Row], history: Iterable[Row], years: Sequence[int]) -> str:
    """The numbers by year, a row each; what nobody reported is no zero. The newest evidence stands beside them."""
    cases = {(row["tally_id"], row["year"]): row["cases"] for row in rows if row["breakdown_id"] == ""}
    evidence = {
        row["tally_id"]: str(row["note"])
        for row in history
        if row["use"] == "in_use" and not formats.missing(row["note"])
    }
    head = "".join(f'<th scope="col">{name}</th>' for name in ("Việc", *map(str, years), EVIDENCE))
    lines = "".join(
        f'<tr><th scope="row">{escape(tally.name)}</th>'
        + "".join(f'<td class="number">{_count(cases.get((tally.id, year)))}</td>' for year in years)
        + f"<td>{escape(evidence.get(tally.id, ''))}</td></tr>"
        for tally in tallies
    )
    return (
        f'<section class="view"><h2>{HEAD}</h2><div tabindex="0" role="region" aria-label="{HEAD}">'
        f"<table><thead><tr>{head}</tr></thead><tbody>{lines}</tbody></table></div>"
        f"<p>{escape(_cited(tallies))}</p></section>"
    )


def _cited(tallies: Sequence[Tally]) -> str:
    plan = data.catalog()
    places = dict.fromkeys(plan.cited(tally.cite) for tally in tallies)
    return f"{words.CITED}: {'; '.join(places)}. Kế hoạch không đặt mức cần đạt cho các số này."


def _count(number: float | None) -> str:
    return formats.MISSING_SHORT if number is None else formats.count(number)


def form(tallies: Sequence[Tally], unit: str, year: int) -> None:
    """Show the form that takes the numbers of a year in; a blank one says nothing."""
    if message := st.session_state.pop(MESSAGE, None):
        st.success(message)
    number, plan = st.session_state.get(FORM, 0), data.catalog()
    sources = {source.id: source.title for source in plan.sources.values() if not source.url and not source.publisher}
    with st.expander(f"Ghi số năm {year}"), st.form(f"followed {number}", enter_to_submit=False, border=False):
        columns = st.columns(len(tallies))
        cases = {
            tally.id: column.number_input(tally.short, 0, None, None, 1, key=f"{tally.id} {number}")
            for tally, column in zip(tallies, columns, strict=True)
        }
        left, right = st.columns([1, 2])
        source = left.selectbox(words.SOURCE, sources, format_func=sources.get, key=f"source {number}")
        note = right.text_input("Căn cứ: văn bản, đường dẫn tới tin, biên bản", key=f"note {number}")
        if st.form_submit_button("Ghi số", type="primary"):
            rows = [
                (tally, unit, year, *plan.units[unit].days_of(year), "final", source, int(count), note)
                for tally, count in cases.items()
                if count is not None
            ]
            _record(rows, unit)


def _record(rows: Sequence[tuple[object, ...]], unit: str) -> None:
    """Hand the numbers in as a list; or list every fault beneath the form, which keeps what was typed."""
    text = io.StringIO(newline="")
    csv.writer(text, lineterminator="\n").writerows([COLUMNS, *rows])
    try:
        entry = rows and data.workspace().submit(
            [("so-viec.csv", text.getvalue().encode())], unit_id=unit, by=rights.require("nhập", unit)
        )
    except FaultsFound as faults:
        st.error("  \n".join(str(fault).replace("*", "\\*") for fault in faults.faults))
        return
    if not entry:
        st.info("Chưa có số nào khác với số đã có.")
        return
    st.session_state[MESSAGE] = f"Đã ghi: bút toán {entry.number}, tạm thời cho đến khi duyệt."
    st.session_state[FORM] = st.session_state.get(FORM, 0) + 1
    st.rerun()
