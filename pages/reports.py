"""Báo cáo: choose a document, see what is missing and who owes it, make it, take it away."""

import datetime as dt
from dataclasses import dataclass
from html import escape
from typing import Any

import streamlit as st
from pandas import DataFrame

from cchc_metrics.documents import kinds, letterhead, reports
from cchc_metrics.documents.kinds import Wanted
from cchc_metrics.faults import Fault, FaultsFound
from cchc_metrics.text import formats, words
from cchc_metrics.text import words as said
from pages.parts import address, data


@dataclass(frozen=True)
class Outlook:
    """A document asked for: why it cannot be made, its figures, and those that are missing with who owes them."""

    wanted: Wanted
    faults: tuple[Fault, ...]
    figures: DataFrame
    owed: DataFrame


def outlook(kind: str, unit: str, year: int, day: dt.date | None = None) -> Outlook:
    """What would become of a document of the figures that this run shows; without a day it bears its usual one."""
    told: Outlook = _kept(
        str(data.store().path),
        kind=kind,
        unit=unit,
        year=year,
        day=day,
        as_known=address.as_known(),
        approved_only=address.approved_only(),
    )
    return told


@st.cache_data(max_entries=500, show_spinner=False)
def _kept(fingerprint: str, **said: Any) -> Outlook:  # noqa: ARG001 - other figures, other answers
    here, plan, store = data.workspace(), data.catalog(), data.store()
    asked = reports.wanted(here, **said)
    try:
        kinds.may_be_made(store, plan, asked)
    except FaultsFound as found:
        return Outlook(asked, tuple(found.faults), DataFrame(), DataFrame())
    return Outlook(asked, (), kinds.figures(store, plan, asked), kinds.owed(store, plan, asked))


chosen = data.choice()
here, plan = data.workspace(), data.catalog()
offered = reports.kinds(plan)
left, right = st.columns(2)
with left:
    # The report of the whole year, for most years have figures of no shorter period.
    kind = address.pick(
        "Loại văn bản",
        "loai",
        {key: name for key, (name, _) in offered.items()},
        default=next(reversed(plan.periods), next(iter(offered))),
    )
name, forms = offered[kind]
known = outlook(kind, chosen.unit, chosen.year)
with right:
    day = st.date_input(
        "Ngày ghi trên văn bản", known.wanted.day, format="DD/MM/YYYY", key=f"ngày {kind} {chosen.unit} {chosen.year}"
    )
if day != known.wanted.day:
    known = outlook(kind, chosen.unit, chosen.year, day)
asked = known.wanted

period = plan.periods.get(kind)
if period:
    start, end, due = (formats.day(of) for of in period.dates(asked.year))
    st.caption(f"{name}: số liệu từ {start} đến {end}, hạn gửi {due}. Căn cứ: {plan.cited(period.cite)}.")
else:
    st.caption(f"{name}: số liệu của năm {asked.year}.")
if known.faults:
    # Nothing is wrong with the figures: this document is only not one of this unit or period.
    st.info("\n\n".join(map(str, known.faults)))
    data.stop()

head = letterhead.fields(plan, asked.unit, kind, day)
if period or kind == "tong-ket":
    issuer = letterhead.short(letterhead.issuer(plan, asked.unit, day))
    st.caption(
        "Nơi ban hành ở ngày đó: {issuer}. Nơi nhận: {receivers}.".format(
            issuer=issuer, receivers=" ".join(head["noi_nhan"]).rstrip(".")
        )
    )
missing, rows = known.owed, known.figures
if missing.empty and len(rows):
    st.success("Đủ số liệu của {all}/{all} chỉ tiêu.".format(all=len(rows)))
elif len(rows):
    st.warning(f"Còn thiếu {len(missing)}/{len(rows)} chỉ tiêu của kỳ; chỗ thiếu được ghi rõ trong văn bản.")
    by_owner = missing.assign(owner=missing["owner"].fillna(words.NOT_NAMED)).groupby("owner", sort=False)
    owing = "".join(
        f"<li>{escape(said.OWES.format(owner=owner, count=len(theirs), names='; '.join(theirs['short'])))}</li>"
        for owner, theirs in by_owner
    )
    st.html(f'<section class="view"><h2>Ai nợ số liệu</h2><ul>{owing}</ul></section>')

template = reports.template_of(kind)
if st.button("Lập văn bản", type="primary"):
    try:
        with st.status(f"{name}: đang lập…") as progress:
            files = {form: reports.made(here, asked, form) for form in forms}
            progress.update(label=f"{name}: đã lập xong")
    except FaultsFound as found:
        data.show_faults(found)
        data.stop()
    for form, content in files.items():
        file = f"{kind}-{asked.unit}-{asked.year}.{form}"
        # Taking a file away does not draw the page anew, so the others stay on offer.
        st.download_button(said.DOWNLOAD.format(file=file), content, file, reports.MEDIA[form], on_click="ignore")
if template is not None:
    with st.expander("Mẫu Word và các trường được dùng"):
        st.write(f"Tải mẫu, sửa trong Word rồi lưu đè vào data/templates/{template.name}; trường lạ sẽ bị nêu lỗi.")
        st.download_button(
            said.DOWNLOAD.format(file=template.name),
            template.read_bytes(),
            template.name,
            reports.MEDIA["docx"],
            on_click="ignore",
            key="template",
        )
        st.dataframe(DataFrame(reports.fields_of(kind), columns=list(said.FIELD_COLUMNS)), hide_index=True)
