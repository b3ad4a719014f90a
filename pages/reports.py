"""Báo cáo: shows what a document lacks and who owes it, makes it, shows its pages, and offers it as files.

Asks which document, its date, and what fills its blanks.
"""

from functools import partial

import streamlit as st

from cchc_metrics.documents import letterhead, reports
from cchc_metrics.documents.request import ALL_UNITS, early_figures
from cchc_metrics.faults import FaultError
from cchc_metrics.text import formats, words
from cchc_metrics.views.view import piece, with_posts_of_day
from pages.parts import acts, address, data, documents

choice = data.choice()
office, plan = data.workspace(), data.catalog()
kinds = reports.kinds(plan)
left, right = st.columns(2)
with left:
    # The default is the report of the whole year: most years have no figures of shorter periods. Whoever stands above
    # the units of the plan has the table of all of them.
    whole_year = next(reversed(list(plan.periods)), next(iter(kinds)))
    kind = address.pick(
        "Loại văn bản",
        "loai",
        {key: name for key, (name, _) in kinds.items()},
        default=whole_year if plan.binds(choice.unit) or ALL_UNITS not in kinds else ALL_UNITS,
    )
name, forms = kinds[kind]
preview = documents.outlook(kind, choice.unit, choice.year)
with right:
    day = st.date_input(
        "Ngày ghi trên văn bản",
        preview.document.day,
        format="DD/MM/YYYY",
        key=f"ngày {kind} {choice.unit} {choice.year}",
    )
if day != preview.document.day:
    preview = documents.outlook(kind, choice.unit, choice.year, day)
document = preview.document

period = plan.periods.get(kind)
if period:
    start, end, due = (formats.day(of) for of in period.dates(document.year))
    st.caption(f"{name}: số liệu từ {start} đến {end}, hạn gửi {due}. Căn cứ: {plan.citation(period.cite)}.")
else:
    st.caption(f"{name}: số liệu của năm {document.year}.")
if preview.faults:
    # The figures are right; this unit or year just has no such document.
    st.info("\n\n".join(map(str, preview.faults)))
    data.stop()

head = letterhead.fields(plan, document.unit, kind, day)
if period or kind in ("tong-ket", "tu-danh-gia"):
    issuer = letterhead.short(letterhead.issuer(plan, document.unit, day))
    st.caption(
        "Nơi ban hành ở ngày đó: {issuer}. Nơi nhận: {receivers}.".format(
            issuer=issuer, receivers=" ".join(head["noi_nhan"]).rstrip(".")
        )
    )
gaps, rows = preview.debts, preview.figures
if gaps.empty and len(rows):
    # A figure may be there and not reach the end of the period.
    early = early_figures(plan, document, rows) if period else rows[:0]
    if len(early):
        reach = formats.day(min(early["period_end"]))
        st.warning(
            f"Chỉ tiêu nào cũng có số liệu, nhưng {len(early)}/{len(rows)} chỉ tiêu chưa đến hết kỳ "
            f"({end}); sớm nhất mới đến {reach}. Nộp thêm số liệu trước khi gửi văn bản."
        )
    else:
        st.success("Đủ số liệu của {all}/{all} chỉ tiêu.".format(all=len(rows)))
elif len(rows):
    st.warning(f"Còn thiếu {len(gaps)}/{len(rows)} chỉ tiêu của kỳ; chỗ thiếu được ghi rõ trong văn bản.")
    gaps = with_posts_of_day(gaps, plan, document.day)
    by_owner = gaps.assign(owner=gaps["owner"].fillna(words.NO_NAME)).groupby("owner", sort=False)
    st.html(piece("debtors", [(owner, list(theirs["short"])) for owner, theirs in by_owner]))

documents.blanks(document)
template = reports.template_of(kind)
if st.button("Lập văn bản", type="primary"):
    try:
        with st.status(f"{name}: đang lập…") as progress:
            files = {form: reports.document(office, document, form) for form in forms}
            progress.update(label=f"{name}: đã lập xong")
    except FaultError as faults:
        data.show_faults(faults, "Không lập được văn bản")
        data.stop()
    for form, content in files.items():
        file = f"{kind}-{document.unit}-{document.year}.{form}"
        # A download does not start a new run, so the buttons of the other files stay.
        st.download_button(f"Tải về {file}", content, file, reports.MEDIA[form], on_click="ignore")
    # What the other files hold stands in the first one too.
    documents.pages(files[forms[0]], forms[0])
if template is not None:
    acts.fold("Mẫu Word và các trường được dùng", "template", partial(documents.template, kind, template))
