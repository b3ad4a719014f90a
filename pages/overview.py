"""Tổng quan: did each index rise, which areas are behind, what needs attention, how complete the figures are."""

from cchc_metrics.text import formats, words
from pages import _cards, _parts
from pages._block import block

chosen = _parts.choice()
plan = _parts.catalog()
filters = {"don-vi": chosen.unit, "nam": chosen.year}

indices = _parts.ask("indices", unit=chosen.unit)
indices["in_plan"] = indices["year"].isin(plan.years)
counts = _parts.ask("area_counts", unit=chosen.unit, year=chosen.year)
coverage = _parts.ask("coverage", unit=chosen.unit)
span = _parts.ask("span", unit=chosen.unit)
attention = _parts.ask("attention", unit=chosen.unit, year=chosen.year, area=chosen.area)

tiles = "".join(
    _cards.tile(rows.to_dict("records"), chosen.year, _cards.link("chi-so", **filters, **{"chi-so": index}))
    for index, rows in indices.groupby("indicator_id", sort=False)
)
shown = counts if chosen.area is None else counts[counts["area_id"] == chosen.area]
unit = plan.units[chosen.unit]
bound = unit.level == plan.plan.level
if bound:
    hrefs = {area.id: _cards.link("linh-vuc", **filters, **{"linh-vuc": area.slug}) for area in plan.areas.values()}
    areas = _cards.areas(shown.to_dict("records"), hrefs)
else:
    areas = _cards.not_bound(unit.name, words.LEVELS_OF_UNITS[plan.plan.level])
year = coverage[coverage["year"] == chosen.year]
as_of = words.UPDATED.format(day=formats.day(span.as_of)) if span.as_of else words.UPDATED_UNKNOWN
foot = words.COVERAGE.format(have=int(year["has_value"].sum()), all=len(year), year=chosen.year, as_of=as_of)
if span.last_year is None:
    foot = words.NO_FIGURES.format(unit=unit.name)
province = plan.units.get(unit.parent or "")
go = _cards.go(province.name, _cards.link("./", **{"don-vi": province.id})) if province else ""
missing = int(shown["no_data"].sum())
block(
    f'<div class="tiles">{tiles}</div>'
    f'<div class="halves">{areas}{_cards.attention(attention.to_dict("records"), missing)}</div>'
    f'<p class="foot">{foot} {go}</p>',
    "overview",
)
