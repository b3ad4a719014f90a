"""Lĩnh vực: the targets of an area beside the one that is looked at; over the years, by group, and the area's tasks."""

from cchc_metrics.charts import look
from cchc_metrics.text import screens, words
from cchc_metrics.views import Asked
from pages import _address, _cards, _choices, _facts, _parts, _tallies, _targets, _views
from pages._block import block

# Where the list of targets is short, what a target counts stands beneath it and the picture has its room.
SHORT = 8
BESIDE, ALONE = look.Size(560, 180), look.Size(560, 270)

chosen = _parts.choice()
plan = _parts.catalog()
_parts.stop_unless_bound(chosen.unit)

here = "linh-vuc"
tasks = _parts.rows("tasks", unit=chosen.unit, area=chosen.area)
rows = _parts.rows("targets", unit=chosen.unit, area=chosen.area)
if not rows:
    block(f'<p class="says">{words.NO_TARGETS}</p>{_facts.tasks(tasks)}', "area")
    _parts.stop()

names = {row["indicator_id"]: row["name"] for row in rows}
target = _address.chosen("chi-tieu", names, default=next(iter(names)))
tallies = _parts.ask("tallies", unit=chosen.unit, area=chosen.area)
divided = {"theo-nhom": _parts.ask("breakdowns", unit=chosen.unit, indicator=target),
           "so-ho-so": [key for key in tallies["breakdown_id"].unique() if key]}
offered = {key: name for key, name in screens.AREA_SHOWN.items() if divided.get(key) != []}
shown = _address.chosen("xem", offered, default=next(iter(offered)))
breakdowns = {key: plan.breakdowns[key].name for key in divided.get(shown, ())}
by = _address.chosen("chia-theo", breakdowns, default=next(iter(breakdowns), ""))
filters = _address.filters()


def way(indicator: str) -> str:
    """The address of this page with another target."""
    return _cards.link(here, **{**filters, "chi-tieu": indicator})


asked = Asked(chosen.unit, chosen.year, area=chosen.area)
areas = {row.id: row.name for row in plan.areas.values() if chosen.area in (None, row.id)}
in_year = [row for row in rows if row["year"] == chosen.year]
bar = f'<div class="choices">{_choices.tabs(screens.SHOWN_BESIDE, here, "xem", offered, shown, filters)}'
if breakdowns:
    bar += _choices.menu(words.BREAKDOWN, here, "chia-theo", breakdowns, by, filters)
if shown == "theo-nhom":
    groups = Asked(chosen.unit, chosen.year, indicator=target, breakdown=by)
    left = f'<div class="pair">{_views.html("theo-nhom", groups)}{_views.html("thay-doi", groups)}</div>'
elif shown == "so-ho-so":
    counted = tallies[tallies["year"] == chosen.year]
    left = _views.html(shown, Asked(chosen.unit, chosen.year, area=chosen.area, breakdown=by),
                       instead=_tallies.table(counted, by) if len(counted) else "")
elif shown == "nhiem-vu":
    left = _facts.tasks(tasks)
elif shown == "qua-cac-nam":
    left = _views.html(shown, asked, instead=_targets.cells(rows, way, target, areas))
else:
    left = _views.html(shown, asked, instead=_targets.bars(in_year, way, target, areas) if in_year else "")
at = next((row for row in in_year if row["indicator_id"] == target), None)
says = _views.says(at) if at is not None and shown not in ("nhiem-vu", "so-ho-so") else ""
if shown in ("nhiem-vu", "theo-nhom", "so-ho-so"):
    block(f"{bar}</div>{says}{left}", "area")
else:
    short = len(names) <= SHORT
    course = _views.html("dien-bien-chi-tieu", Asked(chosen.unit, chosen.year, indicator=target),
                         ALONE if short else BESIDE)
    counted = _facts.definition(target, at)
    beneath, beside = (counted, "") if short else ("", counted)
    block(f'{bar}</div><div class="pair wide"><div>{left}{beneath}</div>'
          f'<div class="detail" aria-label="{screens.CHOSEN_TARGET}" role="region">{says}{course}{beside}</div></div>',
          "area")
