"""So sánh: shows units and indicators over the years, as values or from a common base of 100, with the table.

Asks for other units, the indicators, the first year, and values or base 100.
"""

import streamlit as st

from cchc_metrics.charts import look
from cchc_metrics.views import ViewRequest
from cchc_metrics.views.indices import NO_BASE
from cchc_metrics.views.view import piece
from pages.parts import address, data, html, view
from pages.parts.html import block

HOW_TO = {"goc-100": "Gốc 100", "gia-tri": "Giá trị"}

# The table stands at the right of the picture.
PICTURE = look.Size(640, 255)

choice = data.choice()
plan = data.catalog()
here = "so-sanh"
names = {row.id: row.short for row in plan.indicators.values()}
headline = [row.id for row in plan.indices.values() if row.headline]

units = data.unit_names()
others = address.many("cac-don-vi", units, default=[])
indicators = address.many("cac-chi-so", names, default=headline)
# Streamlit draws the two lists anew at each click, which takes as long as all the rest: they are there while open.
lists = st.expander("Chọn đơn vị, chỉ số, chỉ tiêu để so", key="lists", on_change="rerun")
if lists.open:
    left, right = lists.columns([2, 3])
    with left:
        address.pick_many("So với", "cac-don-vi", units)
    with right:
        address.pick_many("Chỉ số, chỉ tiêu", "cac-chi-so", names)
years = {str(year): str(year) for year in data.years_of(choice.unit)[0] if year < choice.year} or {
    str(choice.year): str(choice.year)
}
how = address.option("cach-so", HOW_TO, default=next(iter(HOW_TO)))
first = address.option("tu-nam", years, default=next(iter(years)))
filters = address.selection()

request = ViewRequest(
    choice.unit,
    choice.year,
    units=tuple(dict.fromkeys([choice.unit, *others])),
    indicators=indicators,
    indexed=how == next(iter(HOW_TO)),
    from_year=min(int(first), choice.year),
    to_year=choice.year,
)
content = view.view_html("so-sanh", request, PICTURE, is_open=True)
# What is drawn is marked: values, where no base is common.
scale = list(HOW_TO)[-1] if NO_BASE in content else how
choices = html.choices(
    html.tabs("Cách so", here, "cach-so", HOW_TO, scale, filters),
    html.menu("Từ năm", here, "tu-nam", years, first, filters),
)
block(choices + piece("comparison", html.safe(content)), "compare")
