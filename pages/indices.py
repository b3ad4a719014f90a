"""Chỉ số: shows one index over the years, and beside it what changed it, its parts, or its place among peers.

Asks which index, what stands beside it, which unit is drawn for reference, and the year to compare with.
"""

from cchc_metrics.charts import look
from cchc_metrics.text import formats, words
from cchc_metrics.text.rows import VerdictRow
from cchc_metrics.views import ViewRequest
from cchc_metrics.views.view import piece
from pages.parts import address, data, html, view
from pages.parts.html import block

TOPICS = {"thay-doi": "Vì sao thay đổi", "thanh-phan": "Thành phần", "vi-tri": "Vị trí"}

# Two pictures of this size fit side by side on 1366 × 768 without scrolling.
PAIR = look.Size(640, 325)
TALL = look.Size(640, 340)

choice = data.choice()
plan = data.catalog()
unit = plan.units[choice.unit]
here = "chi-so"

indices = {row.id: row.short for row in plan.indices.values()}
index = address.option("chi-so", indices, default=next(iter(indices)))
side = address.optional("xem", TOPICS)
topic = side or next(iter(TOPICS))
others = [
    other
    for other in (unit.parent, *(row.id for row in plan.units.values() if plan.levels[row.level].reference))
    if other is not None and other != unit.id
]
beside = {"": "Không vẽ"} | {other: plan.units[other].name for other in others}
reference = address.option("ben-canh", others, default="")

rows = data.rows("indices", VerdictRow, unit=choice.unit, index=index)
figure_years = [int(row["year"]) for row in rows if not formats.is_missing(row["value"])]
years = {str(year): str(year) for year in figure_years if year < choice.year}
from_year = None
if years and choice.year in figure_years:
    from_year = int(address.option("tu-nam", years, default=max(years)))

filters = address.selection()
menus = ""
if from_year is not None and topic == "thay-doi":
    menus = html.menu("So với năm", here, "tu-nam", years, str(from_year), filters)
now = next((row for row in rows if row["year"] == choice.year), None)
request = ViewRequest(choice.unit, choice.year, indicator=index, from_year=from_year, to_year=choice.year)
if topic == "thay-doi" and from_year is None:
    right = piece("says", f"Năm {choice.year} hoặc các năm trước chưa có số liệu nên không so được.")
else:
    right = view.view_html(topic, request, TALL if topic == "thanh-phan" else PAIR)
course = view.view_html(
    "dien-bien", ViewRequest(choice.unit, choice.year, indicator=index, peer=reference or None), PAIR
)
# Where the window has room for one picture only, the course is one of those that are chosen from: of the two rows of
# links one is there.
turns = html.tabs(words.SHOWN_BESIDE, here, "xem", {"": "Diễn biến"} | TOPICS, side or "", filters)
turns += html.tabs(words.SHOWN_BESIDE, here, "xem", TOPICS, topic, filters)
links = [html.safe(turns + menus)]
# Another index has other years, so its link leaves the year of the comparison out.
to_others = {key: value for key, value in filters.items() if key != "tu-nam"}
choices = html.choices(
    html.tabs(words.FILTERS["index"], here, "chi-so", indices, index, to_others),
    html.menu(words.REFERENCE, here, "ben-canh", beside, reference, filters),
)
lead = html.lead(now, view.sentence_line(now)) if now is not None else ""
pictures = piece("course_and_topic", links, html.safe(course), html.safe(right), turned=side is not None)
block(choices + lead + pictures, "indices")
