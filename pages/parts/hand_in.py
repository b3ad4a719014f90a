"""Handing in: the template, the files, every fault in its place, and what would change before anything is stored."""

import datetime as dt
from collections.abc import Mapping, Sequence
from html import escape
from typing import Any

import streamlit as st
from pandas import DataFrame

from cchc_metrics.days import today
from cchc_metrics.documents import workbook
from cchc_metrics.documents.marked import marked
from cchc_metrics.faults import Fault, FaultsFound
from cchc_metrics.text import formats, words
from cchc_metrics.text.sentence import owner
from cchc_metrics.views import Asked, coverage
from cchc_metrics.workspace import Preview
from pages.parts import address, data, html, rights, view
from pages.parts.block import block
from pages.parts.html import line, table

Files = tuple[tuple[str, bytes], ...]
ROUND = "how many times files were taken in, so that the next ones begin with an empty box"
TOLD = "what was done, told after the page is drawn anew"


def template(chosen: data.Choice) -> None:
    """The workbook to fill in, for one post or all, empty or with what is there."""
    plan = data.catalog()
    owners = {"": "mọi chức danh"} | {owner.id: owner.name for owner in plan.owners.values() if owner.assigned}
    with st.container(horizontal=True, vertical_alignment="bottom"):
        owner = st.selectbox("Sổ mẫu của", list(owners), format_func=owners.get, key="chuc-danh", width=420)
        filled = st.toggle("Điền sẵn số liệu đã nộp", key="dien-san")
        office, wanted = data.workspace(), {"unit": chosen.unit, "year": chosen.year, "owner": owner or None}
        try:
            name = _name(str(office.store.path), **wanted)
        except FaultsFound as found:
            line(" ".join(fault.problem for fault in found.faults))
            return
        # Made when it is asked for, so that the page waits for nothing.
        st.download_button(
            f"Tải sổ mẫu năm {chosen.year}",
            lambda: workbook.template(office, **wanted, filled=filled).data,
            name,
            icon=":material/download:",
            on_click="ignore",
        )


@st.cache_data(max_entries=50, show_spinner=False)
def _name(store: str, **wanted: Any) -> str:  # noqa: ARG001 - the path of the store is its fingerprint
    return workbook.name_of(data.workspace(), **wanted)


def files(chosen: data.Choice) -> None:
    """The box for files, and what handing them in would do, or every fault of them."""
    if done := st.session_state.pop(TOLD, None):
        st.success(done)
    if not rights.may("nhập"):
        st.info(words.MAY_NOT.format(act="nhập"))
        return
    number = st.session_state.setdefault(ROUND, 0)
    given = st.file_uploader(
        "Các tệp số liệu (.csv, .xlsx, .xls, .ods, .parquet); chọn được nhiều tệp",
        accept_multiple_files=True,
        key=f"tep-{number}",
    )
    if not given:
        line(words.SAVED_AS)
        return
    handed: Files = tuple((file.name, file.getvalue()) for file in given)
    try:
        preview = _preview(str(data.workspace().store.path), chosen.unit, handed)
    except FaultsFound as found:
        _faults(found, handed)
        return
    show(preview)
    if preview.cautions:
        _marked("Tải {name} có đánh dấu chỗ cần xem lại", handed, (), preview.cautions)
    if not preview.empty and st.button("Nộp vào sổ", type="primary", icon=":material/check:"):
        # What was previewed is checked again under the lock: the ledger may have grown meanwhile.
        entry = data.workspace().submit(handed, unit_id=chosen.unit, by=rights.require("nhập"))
        st.session_state[ROUND] += 1
        st.session_state[TOLD] = (
            f"Đã nộp: bút toán {entry.number}, tạm thời cho đến khi duyệt." if entry else words.NOTHING_NEW
        )
        st.rerun()


@st.cache_data(max_entries=10, show_spinner=False)
def _preview(store: str, unit: str, handed: Files) -> Preview:  # noqa: ARG001 - the path of the store is its fingerprint
    return data.workspace().preview(handed, unit_id=unit)


def show(preview: Preview) -> None:
    """What would be otherwise: counts, cautions, verdicts, figures."""
    if preview.empty:
        st.info(words.NOTHING_NEW)
        return
    said = [*words.summary(preview.changes), *(words.KNOWN.format(name=name) for name in preview.known)]
    st.html(f'<p class="says">{escape("; ".join(said))}. {words.NO_FLIPS if preview.flips.empty else ""}</p>')
    cautions(preview.cautions)
    flips = preview.flips
    swapped = preview.changes["illustrative"] | preview.changes["illustrates"]
    if swapped.any():
        # Illustrative figures come and go together, which says nothing about the commune.
        real = preview.changes.loc[~swapped | preview.changes["kind"].eq("changed"), ["indicator_id", "year"]]
        told = set(real.itertuples(index=False, name=None))
        own = [(row.indicator_id, row.year) in told for row in flips.itertuples()]
        line(
            f"Ngoài ra {formats.count(len(own) - sum(own))} kết luận là của số minh họa, thay đổi theo vì số "
            "minh họa không dùng cùng số thật."
        )
        flips = flips[own]
    if not flips.empty:
        rows = [words.flip_cells(row) for row in flips.to_dict("records")]
        table(f"Kết luận sẽ thay đổi ({len(rows)})", words.FLIP_COLUMNS, rows)
    names = data.catalog().names_within
    listed = [
        words.change_cells(row, names)
        for number, row in enumerate(preview.changes.to_dict("records"))
        if not (swapped[number] and row["kind"] != "changed")
    ]
    if listed:
        table(f"Số liệu thêm, thay đổi, thôi dùng ({len(listed)})", words.CHANGE_COLUMNS, listed)


def cautions(told: Sequence[Fault]) -> None:
    """What its sender should look at again."""
    if told:
        table(f"Cần xem lại, không chặn việc nộp ({len(told)})", words.FAULT_COLUMNS, map(_cells, told))


def _faults(found: FaultsFound, handed: Files) -> None:
    st.error(f"{formats.count(len(found.faults))} lỗi; chưa có gì được lưu. Sửa từng chỗ rồi chọn lại tệp.")
    _marked("Tải {name} có đánh dấu lỗi ở từng ô", handed, found.faults, found.cautions)
    table(words.FAULT_COLUMNS[1], words.FAULT_COLUMNS, map(_cells, found.faults))
    cautions(found.cautions)


def _marked(label: str, handed: Files, faults: Sequence[Fault], told: Sequence[Fault]) -> None:
    """A button for each file with something to mark in it."""
    with st.container(horizontal=True):
        for number, (name, data) in enumerate(handed):
            own, also = ([fault for fault in some if fault.place.startswith(name)] for some in (faults, told))
            if own or also:
                made = marked(name, data, own, also)
                st.download_button(
                    label.format(name=name),
                    made.data,
                    made.name,
                    key=f"mark {number}",
                    icon=":material/download:",
                    on_click="ignore",
                )


def _cells(fault: Fault) -> tuple[str, ...]:
    return fault.place, fault.problem, fault.expected, fault.remedy


Row = Mapping[Any, Any]


def grid(chosen: data.Choice) -> None:
    """The table of indicators and years with every row of it to take away, then who owes what since when."""
    now = address.as_known() or today()
    rows = coverage.covered(data.store(), data.catalog(), unit=chosen.unit)
    rows = rows if chosen.area is None else rows[rows["area_id"] == chosen.area]
    legend = " · ".join(f"{one.shape} {one.word}" for one in words.COVERED.values())
    shown = (
        f'<div class="covered"><p>{escape(legend)}. Hạn gửi lấy theo các kỳ báo cáo trong tệp periods.toml '
        f"của kế hoạch; số liệu năm tính theo kỳ năm.</p>{_grid(rows, now)}</div>"
    )
    block(view.view_html("do-phu", Asked(chosen.unit, chosen.year, area=chosen.area), instead=shown), "view do-phu")
    late = coverage.owed(rows, today=now)
    if late.empty:
        st.info("Không có số liệu nào quá hạn.")
    else:
        table(
            "Ai còn nợ số liệu gì, từ ngày nào",
            words.OWED_COLUMNS.values(),
            ([_cell(column, row[column]) for column in words.OWED_COLUMNS] for row in late.to_dict("records")),
        )


def sources(chosen: data.Choice) -> None:
    """Where the figures of a unit come from."""
    rows = data.ask("coverage", unit=chosen.unit)
    table(
        words.PARTS["nguon"],
        words.SOURCE_COLUMNS,
        (
            [one.id, one.title, one.publisher, formats.day(one.published) if one.published else "", one.url]
            for one in data.catalog().sources_of(rows["source_id"])
        ),
    )


def _grid(rows: DataFrame, now: dt.date) -> str:
    years = sorted(rows["year"].unique())
    head = "".join(
        f'<th scope="col">{escape(str(one))}</th>'
        for one in (words.OWED_COLUMNS["name"], words.OWNER, *years, "Số mới nhất")
    )
    body = "".join(_line(of.to_dict("records"), years, now) for _, of in rows.groupby("indicator_id", sort=False))
    return (
        f'<div tabindex="0" role="region" aria-label="{words.COVERAGE_HEAD}"><table><thead><tr>{head}</tr>'
        f"</thead><tbody>{body}</tbody></table></div>"
    )


def _line(rows: list[Row], years: list[int], now: dt.date) -> str:
    of = {row["year"]: row for row in rows}
    cells = "".join(_state(of[year], now) if year in of else "<td></td>" for year in years)
    # A form does not say when it was made; its counts are those of its last day.
    known = [row["period_end"] if formats.missing(row["as_of"]) else row["as_of"] for row in rows]
    newest = max((day for day in known if not formats.missing(day)), default=None)
    age = "" if newest is None else f"{formats.count(max((now - newest.date()).days, 0))} ngày trước"
    name = escape(rows[0]["short"])
    return f'<tr><th scope="row">{name}</th><td>{escape(owner(rows[0]))}</td>{cells}<td>{escape(age)}</td></tr>'


def _state(row: Row, now: dt.date) -> str:
    state = row["covered"]
    if state == "missing" and row["due"] is not None and row["due"] < now:
        state = "owed"
    shown = words.COVERED[state]
    said = [] if formats.missing(row["as_of"]) else [formats.day(row["as_of"])]
    if state == "partly":
        said.append(row["periods"])
    if row["flag"] in ("provisional", "estimated", "low_reliability"):
        said.append(words.FLAGS[row["flag"]])
    href = html.why(row)
    lines = "".join(f"<br><small>{escape(line)}</small>" for line in said)
    return (
        f'<td class="{shown.tone}"><a href="{href}"><b aria-hidden="true">{shown.shape}</b> {escape(shown.word)}'
        f"</a>{lines}</td>"
    )


def _cell(column: str, value: Any) -> str:
    if formats.missing(value):
        return ""
    if column == "covered":
        return words.COVERED[value].word
    if column == "due":
        return formats.day(value)
    return formats.count(value) if column == "days" else str(value)


def entries(chosen: data.Choice) -> None:
    """Every entry that is about a unit, the newest first."""
    if done := st.session_state.pop(TOLD, None):
        st.success(done)
    rows = _of(chosen.unit)
    if rows.empty:
        st.info("Sổ chưa có bút toán nào.")
        return
    table(
        words.PARTS["so"],
        words.LOG_COLUMNS.values(),
        ([_ledger_cell(column, row[column]) for column in words.LOG_COLUMNS] for row in rows.to_dict("records")),
        note=words.SAVED_AS,
    )


def acts(chosen: data.Choice) -> None:
    """Withdraw or approve an entry; close or open a period. Each with who does it, and a reason."""
    if not rights.may("nhập"):
        st.info(words.MAY_NOT.format(act="nhập"))
        return
    left, right = st.columns(2)
    rows = _of(chosen.unit)
    open_ = rows[(rows["action"] != "withdraw") & (rows["state"] != "withdrawn")].set_index("number")
    with left:
        if len(open_):
            _entry(open_)
    with right:
        if rights.may("duyệt"):
            _period(chosen.unit)


def _entry(rows: DataFrame) -> None:
    number = st.selectbox(
        "Bút toán",
        rows.index,
        key="but-toan",
        format_func=lambda one: words.named_entry({"number": one, **rows.loc[one].to_dict()}),
    )
    why = st.text_input(words.REASON, key="ly-do")
    waits = rows.loc[number, "state"] == "waiting"
    with st.container(horizontal=True):
        undo = st.button("Rút", icon=":material/undo:")
        approve = waits and rights.may("duyệt") and st.button("Duyệt", icon=":material/verified:")
    act = "nhập" if rows.loc[number, "action"] == "submit" else "duyệt"
    if undo and not why.strip():
        st.error(words.NEEDS_REASON)
    elif undo:
        _done(data.workspace().undo(number, by=rights.require(act), why=why.strip()))
    elif approve:
        _done(data.workspace().approve(number, by=rights.require("duyệt")))
    if rows.loc[number, "action"] == "submit":
        try:
            show(_undone(str(data.workspace().store.path), number))
        except FaultsFound as found:
            line(str(found.faults[0]))


@st.cache_data(max_entries=20, show_spinner=False)
def _undone(store: str, number: int) -> Preview:  # noqa: ARG001 - the path of the store is its fingerprint
    return data.workspace().preview_undo(number)


def _period(unit: str) -> None:
    period = st.text_input(
        "Kỳ: một năm (2025), một kỳ báo cáo (quy-1-2025), hoặc hai ngày (2025-01-01..2025-03-31)", key="ky"
    )
    why = st.text_input(words.REASON, key="ly-do-khoa")
    with st.container(horizontal=True):
        lock = st.button("Khóa kỳ", icon=":material/lock:")
        unlock = st.button("Mở khóa kỳ", icon=":material/lock_open:")
    if (lock or unlock) and not why.strip():
        st.error(words.NEEDS_REASON)
    elif lock or unlock:
        _done(
            data.workspace().lock(
                period.strip(), unit_id=unit, by=rights.require("duyệt"), why=why.strip(), unlock=unlock
            )
        )


def _done(entry: Any) -> None:
    st.session_state[TOLD] = f"Đã ghi bút toán {entry.number}: {words.ACTIONS[entry.action]}."
    st.rerun()


def _of(unit: str) -> DataFrame:
    """The entries of a unit and those that are about them, the newest first."""
    rows = data.workspace().log()
    own = rows["unit_id"] == unit
    return rows[own | rows["target"].isin(rows.loc[own, "number"])].iloc[::-1]


def _ledger_cell(column: str, value: Any) -> str:
    if formats.missing(value):
        return ""
    match column:
        case "at":
            return formats.moment(dt.datetime.fromisoformat(value))
        case "action":
            return words.ACTIONS.get(value, value)
        case "state":
            return words.STATES_OF_ENTRIES[value]
    return str(value)
