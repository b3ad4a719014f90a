"""The scored tree and what stands beside it, as HTML; whatever comes from data is escaped."""

from collections.abc import Mapping, Sequence
from html import escape
from typing import Any
from urllib.parse import urlencode

import streamlit as st

from cchc_metrics.text import score_sentence, words
from cchc_metrics.views import scoring as views
from pages.parts import address, data, html

Row = Mapping[Any, Any]
# The page, and how its address names the set and which of its criteria are shown.
HERE, SET, STANDING = "cham-diem", "bo-tieu-chi", "tinh-trang"


@st.cache_data(max_entries=200, show_spinner=False)
def sets_of(store: str, unit: str) -> dict[str, str]:  # noqa: ARG001 - the path of the store is its fingerprint
    """The criteria sets that score a unit in any year, by id."""
    return {row["set_id"]: row["short"] for row in data.rows("criteria_sets", unit=unit)}


def choices(names: Mapping[str, str], criteria: str, standing: str) -> str:
    """What the page offers beside the bar: the set, and which of its criteria."""
    filters = address.filters()
    which = html.tabs("Tình trạng", HERE, STANDING, words.STANDINGS, standing, filters)
    return f'<div class="choices">{which}{html.menu(words.SET, HERE, SET, names, criteria, filters)}</div>'


@st.cache_data(max_entries=300, show_spinner=False)
def shown(
    store: str, unit: str, criteria: str, year: int, area: str | None, standing: str, typed: str, files: str
) -> str | None:
    """Where the set stands, its tree, and the answers beside it; None where the set does not score the year."""
    rows = data.ask("criteria_sets", unit=unit)
    rows = rows[(rows["set_id"] == criteria) & (rows["year"] == year)]
    if rows.empty:
        return None
    totals = data.ask("score_totals", unit=unit, criteria=criteria)
    now = totals[totals["year"] == year].to_dict("records")
    given = rows.iloc[0].to_dict()
    return (
        f'{_head(given, now[0] if now else None, files)}<div class="scoring">'
        f"{_tree(unit, criteria, year, area, standing, typed)}"
        f'<div class="sides">{_beside(store, unit, criteria, year)}</div></div>'
    )


def _head(given: Row, total: Row | None, files: str) -> str:
    """Where the whole set stands, how far the scoring is, and the ways to take it out."""
    mark = f'<p class="mark" role="note">{words.ILLUSTRATIVE_SET}</p>' if given["illustrative_set"] else ""
    said = words.NOTHING_SCORED if total is None else score_sentence.total(total)
    done = (
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
            f'<progress max="{int(total["criteria"])}" value="{int(total["scored"])}" aria-label="{escape(done)}">'
            "</progress> "
        )
    )
    cautions = "".join(f"<li>{escape(line)}</li>" for line in given["cautions"])
    noted = f"<details><summary>Lưu ý</summary><ul>{cautions}</ul></details>" if cautions else ""
    foot = " · ".join(part for part in (escape(done), files) if part)
    return f'{mark}<p class="says">{escape(said)}</p><p class="foot">{bar}{foot}</p>{noted}'


def files(unit: str, criteria: str, year: int) -> str:
    """The ways to the report and the table."""
    # The file shows as much of the ledger as the page does.
    kept = {"tai-ngay": address.as_known(), "da-duyet": "1" if address.approved_only() else None}
    said = {"don-vi": unit, "nam": year, "bo-tieu-chi": criteria} | {key: value for key, value in kept.items() if value}
    asked = escape(urlencode(said))
    return (
        f'<a href="cham-diem-tep/bao-cao.docx?{asked}" download>Báo cáo tự đánh giá (.docx)</a> · '
        f'<a href="cham-diem-tep/bang-diem.xlsx?{asked}" download>Bảng điểm (.xlsx)</a>'
    )


def _tree(unit: str, criteria: str, year: int, area: str | None, standing: str, typed: str) -> str:
    """The table of the criteria that the filters leave."""
    rows = data.ask("scored_tree", unit=unit, criteria=criteria, year=year)
    found = views.lines(rows, area=area, standing=standing, typed=typed)
    heads = "".join(f'<th scope="col">{name}</th>' for name in words.TREE_COLUMNS)
    body = "".join(map(_row, found))
    if not found:
        body = f'<tr><td colspan="{len(words.TREE_COLUMNS)}">Không có tiêu chí nào như vậy.</td></tr>'
    return (
        f'<section class="view scored"><div tabindex="0" role="region" aria-label="Chấm điểm"><table>'
        f"<thead><tr>{heads}</tr></thead><tbody>{body}</tbody></table></div></section>"
    )


@st.cache_data(max_entries=300, show_spinner=False)
def _beside(store: str, unit: str, criteria: str, year: int) -> str:  # noqa: ARG001 - as above
    """The answers that a meeting asks for, one under another."""
    asked = {"unit": unit, "criteria": criteria, "year": year}
    sides = views.sides(data.store(), data.ask("scored_tree", **asked), **asked)
    sides.append(views.way(data.ask("score_steps", **asked), year))
    return "".join(_side(side) for side in sides)


def _row(line: views.Line) -> str:
    row = line.row
    number = f"{row['number']}" + (f" ({row['code']})" if row["code"] != row["number"] else "")
    said = "".join(f"<br><small>{escape(part)}</small>" for part in (line.said, line.differs, *row["cautions"]) if part)
    cells = "".join(f'<td class="number">{escape(views.cell(row, key))}</td>' for key in views.POINTS)
    owner = escape(views.owner(row)) if row["is_leaf"] else ""
    evidence = f"<br><small>{escape(line.evidence)}</small>" if line.evidence else ""
    return (
        f'<tr class="depth-{row["depth"]}"><td aria-hidden="true">{line.shape}</td>'
        f"<td><b>{escape(number)}</b> {escape(row['name'])}{said}</td>{cells}<td>{owner}{evidence}</td></tr>"
    )


def _side(side: views.Side) -> str:
    most = max(side.bars, default=0)
    widths: Sequence[str] = [f'<i style="width:{100 * bar / most:.0f}%"></i>' for bar in side.bars]
    lines = "".join(f"<li>{escape(line)}{widths[at] if widths else ''}</li>" for at, line in enumerate(side.lines))
    return f'<section class="side"><h2>{escape(side.head)}</h2><ul>{lines}</ul></section>'
