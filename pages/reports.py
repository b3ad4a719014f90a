"""Báo cáo: choose a document, see what is missing and who owes it, make it, take it away."""

from html import escape

import streamlit as st
from pandas import DataFrame

from cchc_metrics.documents import letterhead, reports
from cchc_metrics.faults import FaultsFound
from cchc_metrics.text import formats, words
from cchc_metrics.text import reports as said
from pages import _address, _parts
from pages._documents import outlook

chosen = _parts.choice()
here, plan = _parts.workspace(), _parts.catalog()
offered = reports.kinds(plan)
left, right = st.columns(2)
with left:
    # The report of the whole year, for most years have figures of no shorter period.
    kind = _address.pick(said.KIND, "loai", {key: name for key, (name, _) in offered.items()},
                         default=next(reversed(plan.periods), next(iter(offered))))
name, forms = offered[kind]
known = outlook(kind, chosen.unit, chosen.year)
with right:
    day = st.date_input(said.DAY, known.wanted.day, format="DD/MM/YYYY", key=f"ngày {kind} {chosen.unit} {chosen.year}")
if day != known.wanted.day:
    known = outlook(kind, chosen.unit, chosen.year, day)
asked = known.wanted

period = plan.periods.get(kind)
if period:
    start, end, due = (formats.day(of) for of in period.dates(asked.year))
    st.caption(said.SPAN.format(name=name, first=start, last=end, due=due, cite=plan.cited(period.cite)))
else:
    st.caption(said.SPAN_YEAR.format(name=name, year=asked.year))
if known.faults:
    # Nothing is wrong with the figures: this document is only not one of this unit or period.
    st.info("\n\n".join(map(str, known.faults)))
    _parts.stop()

head = letterhead.fields(plan, asked.unit, kind, day)
if period or kind == "tong-ket":
    issuer = letterhead.short(letterhead.issuer(plan, asked.unit, day))
    st.caption(said.ISSUED_BY.format(issuer=issuer, receivers=" ".join(head["noi_nhan"]).rstrip(".")))
missing, rows = known.owed, known.figures
if missing.empty and len(rows):
    st.success(said.NOTHING_MISSING.format(all=len(rows)))
elif len(rows):
    st.warning(said.MISSING_BEFORE.format(missing=len(missing), all=len(rows)))
    by_owner = missing.assign(owner=missing["owner"].fillna(words.NOT_NAMED)).groupby("owner", sort=False)
    owing = "".join(
        f"<li>{escape(said.OWES.format(owner=owner, count=len(theirs), names='; '.join(theirs['short'])))}</li>"
        for owner, theirs in by_owner)
    st.html(f'<section class="view"><h2>{said.OWED_HEAD}</h2><ul>{owing}</ul></section>')

template = reports.template_of(kind)
if st.button(said.MAKE, type="primary"):
    try:
        with st.status(said.MAKING.format(name=name)) as progress:
            files = {form: reports.made(here, asked, form) for form in forms}
            progress.update(label=said.MADE.format(name=name))
    except FaultsFound as found:
        _parts.show_faults(found)
        _parts.stop()
    for form, data in files.items():
        file = f"{kind}-{asked.unit}-{asked.year}.{form}"
        # Taking a file away does not draw the page anew, so the others stay on offer.
        st.download_button(said.DOWNLOAD.format(file=file), data, file, reports.MEDIA[form], on_click="ignore")
if template is not None:
    with st.expander(said.TEMPLATE_HEAD):
        st.write(said.TEMPLATE_SAID.format(file=template.name))
        st.download_button(said.DOWNLOAD.format(file=template.name), template.read_bytes(), template.name,
                           reports.MEDIA["docx"], on_click="ignore", key="template")
        st.dataframe(DataFrame(reports.fields_of(kind), columns=list(said.FIELD_COLUMNS)), hide_index=True)
