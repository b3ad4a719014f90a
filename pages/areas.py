"""Lĩnh vực: shows the targets of an area beside the one chosen, over the years, by group, and the tasks.

Asks which target, what stands in the list, its order (by a click on a head), and the breakdown. A form takes numbers of
cases in, such as news items and inspections.
"""

from dataclasses import replace

from cchc_metrics.charts import look
from cchc_metrics.text import statements, words
from cchc_metrics.text.rows import VerdictRow
from cchc_metrics.views import ViewRequest
from cchc_metrics.views.targets import SORTS, sort
from cchc_metrics.views.view import piece
from pages.parts import address, area, data, html, view
from pages.parts.html import block

TOPICS = {
    "chi-tieu": "Chỉ tiêu trong năm",
    "qua-cac-nam": "Qua các năm",
    "theo-nhom": "Theo nhóm và kênh",
    "so-ho-so": "Số hồ sơ",
    "so-viec": "Số việc",
    "nhiem-vu": "Nhiệm vụ",
}

# Where the list of targets is short, what a target counts stands beneath it and the picture has its room.
SHORT = 8
BESIDE, ALONE = look.Size(400, 190), look.Size(400, 200)

choice = data.choice()
plan = data.catalog()
data.stop_outside_plan(choice.unit)

here = area.HERE
rows = data.rows("targets", VerdictRow, unit=choice.unit, area=choice.area)
if not rows:
    activities = area.tallies_of(choice.area, with_dossiers=True)
    numbers = area.numbers_by_year(activities, (), (), choice) if activities else ""
    block(piece("says", words.NO_TARGETS) + numbers + area.tasks(choice), "area")
    area.number_form(activities, (), choice)
    data.stop()

names = {row["indicator_id"]: row["name"] for row in rows}
in_year = [row for row in rows if row["year"] == choice.year]
order = address.option("xep", SORTS, default="ket-luan")
groups_of = data.fact("breakdowns", choice.unit)
# The worst target is shown first and opened; beside the groups, the worst of those that have groups.
worst = [row["indicator_id"] for row in sort(in_year, "ket-luan")] or list(names)
own_target = address.optional("chi-tieu", names)
with_groups = [name for name in ([own_target] if own_target else worst) if name in groups_of]
target = own_target or (with_groups if with_groups and address.text("xem") == "theo-nhom" else worst)[0]
tallies = data.ask("tallies", unit=choice.unit, area=choice.area)
breakdowns_of = {
    "theo-nhom": [key for name in with_groups[:1] for key in groups_of[name]],
    "so-ho-so": [key for key in tallies["breakdown_id"].unique() if key],
}
activities, cases = area.tallies_of(choice.area, with_dossiers=False), area.counted_targets(rows)
there = {**breakdowns_of, "so-viec": [*activities, *cases]}
options = {key: name for key, name in TOPICS.items() if there.get(key) != []}
topic = address.option("xem", options, default=next(iter(options)))
breakdowns = {key: plan.breakdowns[key].name for key in breakdowns_of.get(topic, ())}
by = address.option("chia-theo", breakdowns, default=next(iter(breakdowns), ""))
filters = address.selection()


def link(indicator: str) -> str:
    """The address of this page with another target."""
    return html.link(here, **{**filters, "chi-tieu": indicator})


request = ViewRequest(choice.unit, choice.year, area=choice.area)
areas = {row.id: row.name for row in plan.areas.values() if choice.area in (None, row.id)}
choices = [html.tabs(words.SHOWN_BESIDE, here, "xem", options, topic, filters)]
if breakdowns:
    choices.append(html.menu(words.BREAKDOWN, here, "chia-theo", breakdowns, by, filters))
bar = html.choices(*choices)
if topic == "theo-nhom":
    groups = ViewRequest(choice.unit, choice.year, indicator=target, breakdown=by)
    left = piece("pair", *(html.safe(view.view_html(name, groups)) for name in ("theo-nhom", "thay-doi")))
elif topic == "so-ho-so":
    in_year_tallies = tallies[tallies["year"] == choice.year]
    left = view.view_html(
        topic,
        ViewRequest(choice.unit, choice.year, area=choice.area, breakdown=by),
        instead=area.tally_table(in_year_tallies, by) if len(in_year_tallies) else "",
    )
elif topic == "so-viec":
    left = area.numbers_by_year(activities, cases, rows, choice)
elif topic == "nhiem-vu":
    left = area.tasks(choice)
elif topic == "qua-cac-nam":
    left = view.view_html(topic, request, instead=area.years_table(rows, link, target, areas))
else:
    left = view.view_html(topic, replace(request, order=order), instead=area.target_table(choice, order, target))
at = next((row for row in in_year if row["indicator_id"] == target), None)
by_owner = statements.missed_by_owner(in_year) if topic == "chi-tieu" else ""
says = view.sentence_line(at) if at is not None and topic not in ("nhiem-vu", "so-ho-so", "so-viec") else ""
if topic in ("nhiem-vu", "theo-nhom", "so-ho-so", "so-viec"):
    block(bar + says + left, "area")
    if topic == "so-viec":
        area.number_form(activities, cases, choice)
else:
    short = len(names) <= SHORT
    course = view.view_html(
        "dien-bien-chi-tieu", ViewRequest(choice.unit, choice.year, indicator=target), ALONE if short else BESIDE
    )
    definition = area.definition(target, at)
    beneath, beside = (definition, "") if short else ("", definition)
    target_html = html.safe(says + course + beside)
    block(bar + piece("list_and_target", html.safe(left), by_owner, html.safe(beneath), target_html), "area")
