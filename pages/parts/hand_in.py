"""Hand-in on Số liệu: the workbook to fill in, the upload, its questions and faults, and the preview."""

from collections.abc import Mapping, Sequence
from html import escape
from typing import Any

import streamlit as st

from cchc_metrics.documents import workbook
from cchc_metrics.documents.fault_marks import mark_faults
from cchc_metrics.documents.takeover import Package, Takeover, package_in, rehearse, take_over
from cchc_metrics.faults import Fault, FaultError, together
from cchc_metrics.text import formats, ledger_words, words
from cchc_metrics.text.rows import records
from cchc_metrics.workspace import NO_ANSWERS, Answers, Open, Preview, Question
from pages.parts import acts, address, data
from pages.parts.html import line, show_cautions, table

QUESTIONS = "questions of this batch of files, and what was chosen"
# The kinds of questions, as the label of a field says them.
LABELS = {
    "column": "Cột {key} (“{words}”) là",
    "group": "Dòng “{words}” thuộc nhóm",
    "scope": "Bảng “{words}” là của",
    "period": "Số liệu của kỳ",
    "source": "Số quyết định hoặc nơi công bố",
}


def answers_of(batch: int) -> Answers:
    """What was chosen for the files of this batch so far."""
    questions, choices = _state(batch)
    return Answers.to(list(questions.values()), choices) if questions else NO_ANSWERS


def question_form(batch: int, questions: Sequence[Question]) -> None:
    """Ask the questions; a click on the button keeps the answers and starts a new run."""
    earlier, choices = _state(batch)
    with st.form(f"questions {batch} {len(earlier)}", enter_to_submit=False):
        line(f"Tệp còn {len(questions)} chỗ cần hỏi. Điều đoán được đã chọn sẵn; câu trả lời được nhớ.")
        values = {(question.kind, question.key): _field(question) for question in questions}
        if st.form_submit_button("Xem thử", type="primary"):
            gaps = [question for question in questions if not values[question.kind, question.key]]
            if gaps:
                st.error("Chưa chọn: " + "; ".join(_label(question) for question in gaps))
                return
            earlier |= {(question.kind, question.key): question for question in questions}
            choices |= {key: str(value) for key, value in values.items()}
            st.rerun()


def _field(question: Question) -> str | None:
    labels: Mapping[str, str] = dict(question.choices)
    left, right = st.columns([2, 3], vertical_alignment="bottom")
    with left:
        choice: str | None = st.selectbox(
            _label(question),
            list(labels),
            index=list(labels).index(question.guess) if question.guess in labels else None,
            format_func=lambda value: labels.get(value, value),
            placeholder="chọn một",
            # A decision is written, not chosen.
            accept_new_options=question.kind == "source",
            key=f"{question.kind} {question.key} {question.place}",
        )
    with right:
        samples = " · ".join(escape(sample) for sample in question.samples)
        st.html(f"<p><small>{escape(question.place)}</small>{f'<br>{samples}' if samples else ''}</p>")
    return choice


def _label(question: Question) -> str:
    return LABELS[question.kind].format(key=question.key, words=question.words)


def _state(batch: int) -> tuple[dict[tuple[str, str], Question], dict[tuple[str, str], str]]:
    """The questions asked of a batch so far, and the answers; a new batch begins with none."""
    state = st.session_state.get(QUESTIONS)
    if state is None or state[0] != batch:
        state = (batch, {}, {})
        st.session_state[QUESTIONS] = state
    return state[1], state[2]


Files = tuple[tuple[str, bytes], ...]
BATCH = "number of this batch of files: a new number gives an empty upload box"


def has_files() -> bool:
    """True while files are chosen; what is for whoever has none yet then gives way to their preview."""
    return bool(st.session_state.get(_uploads_key()))


def _uploads_key() -> str:
    return f"tep-{st.session_state.setdefault(BATCH, 0)}"


def template(choice: data.Choice) -> None:
    """The button for the workbook to fill in: for one post or all, empty or with the figures already handed in."""
    plan = data.catalog()
    owners = {"": "mọi chức danh"} | plan.post_names(data.day_asked())
    with st.container(horizontal=True, vertical_alignment="bottom"):
        owner = st.selectbox("Sổ mẫu của", list(owners), format_func=owners.__getitem__, key="chuc-danh", width=420)
        with_figures = st.toggle("Điền sẵn số liệu đã nộp", key="dien-san")
        office = data.workspace()
        scope: dict[str, Any] = {"unit": choice.unit, "year": choice.year, "owner": owner or None}
        try:
            name = _template_name(str(office.store.path), **scope)
        except FaultError as faults:
            line(" ".join(fault.problem for fault in faults.faults))
            return
        # The workbook is made on the click, so that the page does not wait for it.
        st.download_button(
            f"Tải sổ mẫu năm {choice.year}",
            lambda: workbook.template(office, **scope, with_figures=with_figures).data,
            name,
            icon=":material/download:",
            on_click="ignore",
        )


@st.cache_data(max_entries=50, show_spinner=False)
def _template_name(store: str, **scope: Any) -> str:  # noqa: ARG001 - the path of the store is its fingerprint
    return workbook.name_of(data.workspace(), **scope)


def upload(choice: data.Choice) -> None:
    """The upload box, then the preview of the files in it, or all their faults."""
    acts.message()
    unit = _scope(choice)
    if not acts.may("nhập", *([unit] if unit else [])):
        st.info(words.MAY_NOT.format(act="nhập"))
        return
    box, beside = st.columns([4, 1], vertical_alignment="bottom") if has_files() else (st.container(), None)
    with box:
        uploads = st.file_uploader(
            "Các tệp số liệu: Excel, LibreOffice, CSV, trang web lưu từ hệ thống, Parquet, gói bàn giao; một hay nhiều",
            accept_multiple_files=True,
            key=_uploads_key(),
        )
    if not uploads or beside is None:
        line(words.SAVED_AS)
        return
    # A file that is chosen again under its name takes the place of the one before.
    files: Files = tuple({file.name: file.getvalue() for file in uploads}.items())
    with beside:
        if st.button("Bỏ các tệp này, chọn lại", icon=":material/restart_alt:"):
            st.session_state[BATCH] += 1
            st.rerun()
    batch = st.session_state[BATCH]
    answers = answers_of(batch)
    try:
        package = package_in(files)
        if package is not None:
            _offer_package(package)
            return
        preview = _preview(str(data.workspace().store.path), unit, files, answers)
    except Open as open_questions:
        others = [fault for fault in open_questions.faults if fault.kind != "open-question"]
        if others:
            _show_faults(FaultError(others, open_questions.cautions), files)
        question_form(batch, open_questions.questions)
        return
    except FaultError as faults:
        _show_faults(faults, files)
        return
    _offer(preview, files, unit, answers)


def _offer(preview: Preview, files: Files, unit: str | None, answers: Answers) -> None:
    """What the files would change, and the button that hands them in."""
    if len(preview.units) > 1:
        preview_by_unit(preview)
    else:
        show_preview(preview)
    if not acts.may("nhập", *preview.units):
        st.info(words.MAY_NOT.format(act="nhập"))
    elif not preview.empty and st.button("Nộp vào sổ", type="primary", icon=":material/check:"):
        # The ledger may have grown since the preview, so everything is checked again under its lock.
        by = acts.require("nhập", *preview.units)
        entry = data.workspace().submit(files, unit_id=unit, by=by, answers=answers)
        st.session_state[BATCH] += 1
        acts.finish(
            f"Đã nộp: bút toán {entry.number}, tạm thời cho đến khi duyệt." if entry else ledger_words.NOTHING_NEW
        )
    if preview.cautions:
        _offer_marks("Tải {name} có đánh dấu chỗ cần xem lại", files, (), preview.cautions)
    if len(preview.units) <= 1:
        show_figures(preview)


def _offer_package(package: Package) -> None:
    """What a hand-over package would bring and what stays in it, and the button that takes it over."""
    result = _rehearsal(str(data.workspace().store.path), package)
    st.html(f'<p class="says">{escape("; ".join(result.lines))}.</p>')
    if not acts.may(result.act, *result.units):
        st.info(words.MAY_NOT.format(act=result.act))
    elif not result.is_empty and st.button("Nộp vào sổ", type="primary", icon=":material/check:"):
        takeover = take_over(data.workspace(), package, by=acts.require(result.act, *result.units))
        st.session_state[BATCH] += 1
        numbers = ", ".join(str(entry.number) for entry in takeover.entries)
        acts.finish(f"Đã nhận gói bàn giao: bút toán {numbers}. {'; '.join(takeover.lines)}.")
    table(f"Ở lại trong gói, hoặc cần xem lại ({len(result.cautions)})", ("Điều gì",), zip(result.cautions))
    if not result.figures.empty:
        show_preview(result.figures)
        show_figures(result.figures)


@st.cache_data(max_entries=5, show_spinner=False)
def _rehearsal(store: str, package: Package) -> Takeover:  # noqa: ARG001 - part of the cache key
    return rehearse(data.workspace(), package)


def _scope(choice: data.Choice) -> str | None:
    """The unit that is handed in for; None for each unit that the files name, where the plan binds many."""
    if not data.catalog().is_for_many:
        return choice.unit
    name = data.catalog().units[choice.unit].name
    ways = {"mot": name, "nhieu": "Mọi đơn vị mà tệp nêu"}
    return choice.unit if address.pick("Nộp cho", "nop-cho", ways, default="mot") == "mot" else None


def preview_by_unit(preview: Preview, undone: int | None = None) -> None:
    """What would change of each unit, a row each; then the figures and verdicts of the one that is chosen."""
    names = data.catalog().units
    summary = "; ".join(ledger_words.summary(preview)) or ledger_words.NOTHING_NEW
    _say(f"{ledger_words.unit_count(preview.units)}: {summary.removesuffix('.')}", undone)
    table(
        f"Thay đổi của từng đơn vị ({len(preview.units)})",
        ledger_words.UNIT_COLUMNS,
        (ledger_words.unit_cells(preview.of(unit), names[unit].name) for unit in preview.units),
    )
    unit = st.selectbox("Xem từng số của", preview.units, format_func=lambda unit: names[unit].name, key="xem-don-vi")
    show_preview(preview.of(unit), undone)
    show_figures(preview.of(unit), is_folded=undone is None)


@st.cache_data(max_entries=10, show_spinner=False)
def _preview(store: str, unit: str | None, files: Files, answers: Answers) -> Preview:  # noqa: ARG001 - part of the cache key
    return data.workspace().preview(files, unit_id=unit, answers=answers)


def show_preview(preview: Preview, undone: int | None = None) -> None:
    """What would change, on one screen: the totals beside the verdicts and cautions.

    `undone` is the entry whose withdrawal it tells: then nothing would be stored, and there are no totals.
    """
    if preview.empty:
        st.info("\n\n".join((*ledger_words.repeats(preview), ledger_words.NOTHING_NEW)))
        show_cautions(preview.cautions)
        return
    parts = [
        *ledger_words.summary(preview),
        *ledger_words.repeats(preview),
        *([ledger_words.NO_FLIPS] if preview.flips.empty else []),
    ]
    _say("; ".join(parts), undone)
    totals = ledger_words.totals(preview.changes) if undone is None else ()
    left, right = st.columns(2) if totals else (st.container(), st.container())
    with left:
        if totals:
            _show_totals(totals)
    with right:
        _show_flips(preview)
        show_cautions(preview.cautions)


def _say(text: str, undone: int | None) -> None:
    words = f"{text[:1].upper()}{text[1:]}" if undone is None else f"Nếu rút bút toán {undone}: {text}"
    st.html(f'<p class="says">{escape(words)}.</p>')


def show_figures(preview: Preview, *, is_folded: bool = True) -> None:
    """Each figure that would change, unfolded by a click; illustrations that come or go are left out."""
    names = data.catalog().names_within
    figures = [
        ledger_words.change_cells(row, names)
        for row in records(preview.changes, ledger_words.FigureChangeRow)
        if row["kind"] == "changed" or not (row["illustrative"] or row["illustrates"])
    ]
    if figures:
        title = f"Từng số thêm, thay đổi, thôi dùng ({formats.count(len(figures))})"
        table(title, ledger_words.CHANGE_COLUMNS, figures, is_folded=is_folded)


def _show_totals(totals: Sequence[tuple[str, ...]]) -> None:
    """The totals that come in; their period stands in the heading where they have one."""
    title = "Số sẽ lưu, để đối chiếu với dòng tổng của tệp"
    periods = {period for *_, period in totals}
    if len(periods) > 1:
        table(title, ledger_words.TOTAL_COLUMNS, totals)
    else:
        table(f"{title}, kỳ {periods.pop()}", ledger_words.TOTAL_COLUMNS[:-1], (row[:-1] for row in totals))


def _show_flips(preview: Preview) -> None:
    """The verdicts that change because of what is handed in."""
    flips = preview.flips
    illustrations = (preview.changes["illustrative"] | preview.changes["illustrates"]).any()
    if illustrations:
        # Illustrative figures come and go together; that says nothing about the commune, so they are only counted.
        flips = ledger_words.own_flips(preview.changes, preview.flips)
    if not flips.empty:
        rows = [ledger_words.flip_cells(row) for row in records(flips, ledger_words.FlipRow)]
        table(f"Kết luận sẽ thay đổi ({len(rows)})", ledger_words.FLIP_COLUMNS, rows)
    if illustrations:
        line(
            f"Ngoài ra {formats.count(len(preview.flips) - len(flips))} kết luận là của số minh họa, thay đổi theo vì "
            "số minh họa không dùng cùng số thật."
        )


def _show_faults(faults: FaultError, files: Files) -> None:
    st.error(f"{formats.count(len(faults.faults))} lỗi; chưa có gì được lưu. Sửa từng chỗ rồi chọn lại tệp.")
    _offer_marks("Tải {name} có đánh dấu lỗi ở từng ô", files, faults.faults, faults.cautions)
    table(words.FAULT_COLUMNS[1], words.FAULT_COLUMNS, map(_cells, together(faults.faults)))
    show_cautions(faults.cautions)


def _offer_marks(label: str, files: Files, faults: Sequence[Fault], cautions: Sequence[Fault]) -> None:
    """A button for each file that has a fault or a caution: the file with these places marked."""
    with st.container(horizontal=True):
        for number, (name, content) in enumerate(files):
            own, also = ([one for one in group if one.place.startswith(name)] for group in (faults, cautions))
            if own or also:
                copy = mark_faults(name, content, own, also)
                st.download_button(
                    label.format(name=name),
                    copy.data,
                    copy.name,
                    key=f"mark {number}",
                    icon=":material/download:",
                    on_click="ignore",
                )


def _cells(fault: Fault) -> tuple[str, ...]:
    return fault.place, fault.problem, fault.expected, fault.remedy
