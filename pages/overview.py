"""Tổng quan: did each index rise, which areas are behind, what needs attention, how complete the figures are."""

from html import escape

from cchc_metrics.text import words
from pages import _cards, _parts
from pages._block import block

chosen = _parts.choice()
plan = _parts.catalog()
unit = plan.units[chosen.unit]
filters = {"don-vi": chosen.unit, "nam": chosen.year}

counts = _parts.rows("area_counts", unit=chosen.unit, year=chosen.year)
attention = _parts.rows("attention", unit=chosen.unit, year=chosen.year, area=chosen.area)
tiles = _cards.tiles(_parts.rows("indices", unit=chosen.unit), chosen.year, plan.years, filters)
shown = [row for row in counts if chosen.area in (None, row["area_id"])]
if plan.binds(chosen.unit):
    hrefs = {area.id: _cards.link("linh-vuc", **filters, **{"linh-vuc": area.slug}) for area in plan.areas.values()}
    areas = _cards.areas(shown, hrefs)
else:
    areas = _cards.not_bound(unit.name, words.LEVELS_OF_UNITS[plan.plan.level])
province = plan.units.get(unit.parent or "")
go = _cards.go(province.name, _cards.link("./", **{"don-vi": province.id})) if province else ""
missing = sum(row["no_data"] for row in shown)
block(
    f'{tiles}<div class="halves">{areas}{_cards.attention(attention, missing)}</div>'
    f'<p class="foot">{escape(_parts.freshness(chosen.unit, chosen.year))} {go}</p>',
    "overview",
)
