"""Chấm điểm as HTML: the head, the tree of criteria with points, and the answers for a meeting beside it."""

from collections.abc import Mapping, Sequence
from html import escape
from typing import Any
from urllib.parse import urlencode

import streamlit as st

from cchc_metrics.text import score_sentence, words
from cchc_metrics.views import scoring as views
from pages.parts import address, data, html

TREE_COLUMNS = ("", "Tiêu chí", "Tối đa", "Tự chấm", "Thẩm định", "Khảo sát", "Tính", "Mất", "Phụ trách, minh chứng")

Row = Mapping[Any, Any]
# The address of the page, and its parameters for the set and for which criteria are listed.
PAGE, SET, STATE = "cham-diem", "bo-tieu-chi", "tinh-trang"


@st.cache_data(max_entries=200, show_spinner=False)
def sets_of(store: str, unit: str) -> dict[str, str]:  # noqa: ARG001 - the path of the store is its fingerprint
    """Id and name of the criteria sets that score a unit in some year."""
    return {row["set_id"]: row["short"] for row in data.rows("criteria_sets", unit=unit)}


def options(names: Mapping[str, str], criteria: str, state: str) -> str:
    """The choices of the page: which criteria are listed, and the set."""
    filters = address.selection()
    tabs = html.tabs("Tình trạng", PAGE, STATE, words.STANDINGS, state, filters)
    return f'<div class="choices">{tabs}{html.menu(words.SET, PAGE, SET, names, criteria, filters)}</div>'


@st.cache_data(max_entries=300, show_spinner=False)
def content(store: str, unit: str, criteria: str, year: int, state: str, text: str, files: str) -> str | None:
    """Head, tree and answers; None where the set does not score the year."""
    rows = data.ask("criteria_sets", unit=unit)
    rows = rows[(rows["set_id"] == criteria) & (rows["year"] == year)]
    if rows.empty:
        return None
    totals = data.ask("score_totals", unit=unit, criteria=criteria)
    now = totals[totals["year"] == year].to_dict("records")
    row = rows.iloc[0].to_dict()
    return (
        f'{_head(row, now[0] if now else None, files)}<div class="scoring">'
        f"{_tree(unit, criteria, year, state, text)}"
        f'<div class="sides">{_beside(store, unit, criteria, year)}</div></div>'
    )


def _head(set_row: Row, total: Row | None, files: str) -> str:
    """The total of the set, how many criteria have points, and the links to its files."""
    mark = f'<p class="mark" role="note">{words.ILLUSTRATIVE_SET}</p>' if set_row["illustrative_set"] else ""
    sentence = words.NOTHING_SCORED if total is None else score_sentence.total(total)
    progress = (
        ""
        if total is None
        else "Đã có điểm {scored}/{criteria} tiêu chí · nợ minh chứng {owing}".format(
            scored=int(total["scored"]), criteria=int(total["criteria"]), owing=int(total["owing"])
        )
    )
    bar = (
        ""
        if total is None or not total["criteria"]
        else (
            f'<progress max="{int(total["criteria"])}" value="{int(total["scored"])}" aria-label="{escape(progress)}">'
            "</progress> "
        )
    )
    cautions = "".join(f"<li>{escape(line)}</li>" for line in set_row["cautions"])
    note = f"<details><summary>Lưu ý</summary><ul>{cautions}</ul></details>" if cautions else ""
    foot = " · ".join(part for part in (escape(progress), files) if part)
    return f'{mark}<p class="says">{escape(sentence)}</p><p class="foot">{bar}{foot}</p>{note}'


def files(unit: str, criteria: str, year: int) -> str:
    """The links to the report and the table as files."""
    # The files count as much of the ledger as the page does.
    ledger = {"tai-ngay": address.as_known(), "da-duyet": "1" if address.approved_only() else None}
    query = {"don-vi": unit, "nam": year, "bo-tieu-chi": criteria} | {
        key: value for key, value in ledger.items() if value
    }
    query_text = escape(urlencode(query))
    return (
        f'<a href="cham-diem-tep/bao-cao.docx?{query_text}" download>Báo cáo tự đánh giá (.docx)</a> · '
        f'<a href="cham-diem-tep/bang-diem.xlsx?{query_text}" download>Bảng điểm (.xlsx)</a>'
    )


def _tree(unit: str, criteria: str, year: int, state: str, text: str) -> str:
    """The table of the criteria that the filters leave, with their groups."""
    rows = data.ask("score_tree", unit=unit, criteria=criteria, year=year)
    lines = views.lines(rows, standing=state, typed=text)
    heads = "".join(f'<th scope="col">{name}</th>' for name in TREE_COLUMNS)
    body = "".join(map(_row, lines))
    if not lines:
        body = f'<tr><td colspan="{len(TREE_COLUMNS)}">Không có tiêu chí nào như vậy.</td></tr>'
    return (
        f'<section class="view scored"><div tabindex="0" role="region" aria-label="Chấm điểm"><table>'
        f"<thead><tr>{heads}</tr></thead><tbody>{body}</tbody></table></div></section>"
    )


@st.cache_data(max_entries=300, show_spinner=False)
def _beside(store: str, unit: str, criteria: str, year: int) -> str:  # noqa: ARG001 - as above
    """What a meeting asks about the set, answer beneath answer."""
    scope = {"unit": unit, "criteria": criteria, "year": year}
    sides = views.sides(data.store(), data.ask("score_tree", **scope), **scope)
    sides.append(views.way(data.ask("score_steps", **scope), year))
    return "".join(_side(side) for side in sides)


def _row(line: views.Line) -> str:
    row = line.row
    number = f"{row['number']}" + (f" ({row['code']})" if row["code"] != row["number"] else "")
    notes = "".join(
        f"<br><small>{escape(part)}</small>" for part in (line.explanation, line.differs, *row["cautions"]) if part
    )
    cells = "".join(f'<td class="number">{escape(views.cell(row, key))}</td>' for key in views.POINTS)
    owner = escape(views.owner(row)) if row["is_leaf"] else ""
    evidence = f"<br><small>{escape(line.evidence)}</small>" if line.evidence else ""
    return (
        f'<tr class="depth-{row["depth"]}"><td aria-hidden="true">{line.shape}</td>'
        f"<td><b>{escape(number)}</b> {escape(row['name'])}{notes}</td>{cells}<td>{owner}{evidence}</td></tr>"
    )


def _side(side: views.Side) -> str:
    most = max(side.bars, default=0)
    widths: Sequence[str] = [f'<i style="width:{100 * bar / most:.0f}%"></i>' for bar in side.bars]
    lines = "".join(f"<li>{escape(line)}{widths[at] if widths else ''}</li>" for at, line in enumerate(side.lines))
    return f'<section class="side"><h2>{escape(side.head)}</h2><ul>{lines}</ul></section>'
