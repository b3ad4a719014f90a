"""Tổng quan: shows a tile an index, the areas with their targets counted, what needs attention, how complete it is.

Asks nothing beyond the filters of the bar.
"""

from html import escape

from cchc_metrics.text import words
from cchc_metrics.views.screens import nothing_missed
from pages.parts import data, html
from pages.parts.block import block

choice = data.choice()
plan = data.catalog()
unit = plan.units[choice.unit]
filters = {"don-vi": choice.unit, "nam": choice.year}

counts = data.rows("area_counts", unit=choice.unit, year=choice.year)
attention = data.rows("attention", unit=choice.unit, year=choice.year)
tiles = html.tiles(data.rows("indices", unit=choice.unit), choice.year, plan.years, filters)
if plan.binds(choice.unit):
    hrefs = {area.id: html.link("linh-vuc", **filters, **{"linh-vuc": area.slug}) for area in plan.areas.values()}
    areas = html.areas(counts, hrefs)
else:
    areas = html.not_bound(unit.name, words.LEVELS_OF_UNITS[plan.plan.level])
province = plan.units.get(unit.parent or "")
go = html.go(province.name, html.link("./", **{"don-vi": province.id})) if province else ""
nothing = "" if attention else nothing_missed(data.store(), unit=choice.unit, year=choice.year)
block(
    f'{tiles}<div class="halves">{areas}{html.attention(attention, nothing)}</div>'
    f'<p class="foot">{escape(data.freshness(choice.unit, choice.year))} {go}</p>',
    "overview",
)
