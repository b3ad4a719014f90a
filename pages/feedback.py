"""Ý kiến người dân: shows the complaints and suggestions of a year, and what waits for an answer, the latest first.

Asks by what they are divided; `ma` in the address opens one to be answered. Forms record feedback and answers.
"""

from html import escape

import streamlit as st

from cchc_metrics.charts import look
from cchc_metrics.days import today
from cchc_metrics.text import feedback_words
from cchc_metrics.text.rows import FeedbackRow, FeedbackShareRow, OpenFeedbackRow
from cchc_metrics.views import ViewRequest
from cchc_metrics.views.view import piece
from pages.parts import acts, address, data, html, meeting, view
from pages.parts.html import block

PICTURE = look.Size(600)

choice = data.choice()
plan = data.catalog()
here = meeting.FEEDBACK_PAGE
on = data.day_of(choice)
if plan.feedback is None:
    st.info("Kế hoạch chưa có sổ phản ánh, kiến nghị nào; người quản trị khai sổ vào kế hoạch thì trang này có số.")
    data.stop()

by = address.option("theo", feedback_words.BY, default="field")
codes = data.rows("open_feedback", OpenFeedbackRow, unit=choice.unit, on=on)
code = address.optional("ma", [row["code"] for row in codes])
filters = address.selection()
request = ViewRequest(choice.unit, choice.year, breakdown=by, on=on)
years = data.rows("feedback", FeedbackRow, unit=choice.unit, on=on, by="total")
total = next((row for row in years if row["year"] == choice.year), None)
# Without any register nobody knows whether somebody waits for an answer.
text = feedback_words.sentence(total, choice.year, codes) if years or codes else feedback_words.NO_REGISTER
lines = piece("says", text)
shares = feedback_words.shares(data.rows("feedback_shares", FeedbackShareRow, unit=choice.unit, year=choice.year))
if total is not None and total["asked"]:
    satisfied = feedback_words.margin(total["satisfied"], total["asked"])
    shares = f"Hài lòng với cách trả lời: {satisfied}. {shares}"
if shares:
    lines += f"<p>{escape(shares)} {escape(feedback_words.COMPUTATION)}</p>"
others = {key: value for key, value in filters.items() if key != "ma"}
# Where there is nothing, one sentence says so, and what can be done about it stands beneath it.
pictures = (
    piece(
        "pair",
        # Beside the list of those who wait the picture is enough; its table stands folded beneath it.
        html.safe(view.view_html("y-kien", request, PICTURE, is_open=not codes)),
        html.safe(meeting.waiting_html(codes, {"don-vi": choice.unit, "nam": choice.year})),
    )
    if total is not None or codes
    else ""
)
choices = html.choices(html.tabs("Chia theo", here, "theo", feedback_words.BY, by, others))
block(choices + lines + pictures, "feedback")
# Nothing is recorded while an earlier day is looked at.
if on == today() and acts.may("nhập", choice.unit):
    meeting.feedback_forms(request, code)
if codes:
    view.show("y-kien-mo", request, look.WIDE)
href = html.safe(html.link("so-lieu", **address.selection()))
block(piece("register", href, feedback_words.PRIVACY), "register")
