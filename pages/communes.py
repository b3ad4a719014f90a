"""Các đơn vị: shows the units of a plan that binds many: heat table, ranking, sums, what is owed, map of tiles.

Asks which of these, the order (by a click on a head), which units, and for a ranking or a map which index or target.
"""

import streamlit as st

from cchc_metrics.views import ViewRequest, many_units
from pages.parts import address, data, html, unit_tables
from pages.parts.html import block

TOPICS = {
    "chi-tieu": "Chỉ tiêu",
    "chi-so": "Chỉ số",
    "linh-vuc": "Lĩnh vực",
    "xep-hang": "Xếp hạng",
    "toan-bo": "Cộng chung",
    "con-no": "Còn nợ số liệu",
    "ban-do": "Bản đồ ô",
}
HEATS = ("chi-tieu", "chi-so", "linh-vuc")

choice = data.choice()
plan = data.catalog()
if not plan.is_for_many:
    st.info("Kế hoạch này giao cho một đơn vị, nên không có bảng các đơn vị.")
    data.stop()

# An index belongs to no area: with an area chosen only what belongs to it is offered.
exclusions = {"chi-so"} if choice.area else set()
if not unit_tables.has_map(plan):
    exclusions.add("ban-do")
topics = {key: name for key, name in TOPICS.items() if key not in exclusions}
topic = address.option("xem", topics, default="chi-tieu")
measure = None
if topic in ("xep-hang", "ban-do"):
    measure = address.option("chi-tieu", unit_tables.rankable(plan, choice.area), default=unit_tables.worst(choice))
filters = address.selection()
bar = html.tabs("Xem gì", "cac-xa", "xem", topics, topic, filters)
if measure:
    names = {key: indicator.short for key, indicator in unit_tables.rankable(plan, choice.area).items()}
    bar += html.menu("Chỉ số, chỉ tiêu", "cac-xa", "chi-tieu", names, measure, filters)

worst_first = False
if topic == "xep-hang":
    orders = {"": "Tốt nhất trước", "kem-nhat": "Kém nhất trước"}
    worst_first = address.optional("thu-tu", [key for key in orders if key]) is not None
    bar += html.tabs("Thứ tự", "cac-xa", "thu-tu", orders, "kem-nhat" if worst_first else "", address.selection())
state, text = "tat-ca", ""
if topic in HEATS:
    left, right = st.container(key="cua").columns(2)
    with left:
        state = address.pick("Hiện đơn vị", "hien", many_units.STATES, default="tat-ca")
    with right:
        text = address.pick_text("Tìm đơn vị", "tim-don-vi", placeholder="không cần dấu, ví dụ: an binh")

request = ViewRequest(plan.plan.unit, choice.year, area=choice.area, indicator=measure)
if topic in HEATS:
    content = unit_tables.heat(choice, topic, state, text)
elif topic == "xep-hang":
    content = unit_tables.ranking(request, worst_first=worst_first)
elif topic == "toan-bo":
    content = unit_tables.totals(choice)
elif topic == "con-no":
    content = unit_tables.debts(choice)
else:
    content = unit_tables.tile_map(request)
block(html.choices(bar) + unit_tables.mark(choice) + content, "communes")
