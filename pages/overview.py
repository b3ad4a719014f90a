"""Tổng quan: did each index rise, which areas are behind, what needs attention, how complete the figures are."""

from html import escape

from cchc_metrics.text import words
from pages.parts import data, html
from pages.parts.block import block

chosen = data.choice()
plan = data.catalog()
unit = plan.units[chosen.unit]
filters = {"don-vi": chosen.unit, "nam": chosen.year}

counts = data.rows("area_counts", unit=chosen.unit, year=chosen.year)
attention = data.rows("attention", unit=chosen.unit, year=chosen.year, area=chosen.area)
tiles = html.tiles(data.rows("indices", unit=chosen.unit), chosen.year, plan.years, filters)
shown = [row for row in counts if chosen.area in (None, row["area_id"])]
if plan.binds(chosen.unit):
    hrefs = {area.id: html.link("linh-vuc", **filters, **{"linh-vuc": area.slug}) for area in plan.areas.values()}
    areas = html.areas(shown, hrefs)
else:
    areas = html.not_bound(unit.name, words.LEVELS_OF_UNITS[plan.plan.level])
province = plan.units.get(unit.parent or "")
go = html.go(province.name, html.link("./", **{"don-vi": province.id})) if province else ""
missing = sum(row["no_data"] for row in shown)
block(
    f'{tiles}<div class="halves">{areas}{html.attention(attention, missing)}</div>'
    f'<p class="foot">{escape(data.freshness(chosen.unit, chosen.year))} {go}</p>',
    "overview",
)
