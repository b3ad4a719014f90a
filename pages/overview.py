"""Tổng quan: shows the year in one sentence, a tile an index, the areas, what needs attention, open decisions.

Asks nothing beyond unit and year. Each year of a tile, each part of a bar and each finding is a link.
"""

from cchc_metrics.text.ledger_words import decision_count
from cchc_metrics.text.rows import AreaRow, DecisionRow, VerdictRow
from cchc_metrics.text.statements import headline, no_misses, owed_by_owner
from cchc_metrics.views import ViewRequest
from cchc_metrics.views.view import piece
from pages.parts import data, html, meeting
from pages.parts.html import block

choice = data.choice()
plan = data.catalog()
unit = plan.units[choice.unit]
filters = {"don-vi": choice.unit, "nam": choice.year}

indices = data.rows("indices", VerdictRow, unit=choice.unit)
counts = data.rows("area_counts", AreaRow, unit=choice.unit, year=choice.year)
attention = data.rows("attention", VerdictRow, unit=choice.unit, year=choice.year)
targets = [row for row in data.rows("targets", VerdictRow, unit=choice.unit) if row["year"] == choice.year]
tiles = html.tiles(
    indices,
    choice.year,
    plan.years,
    lambda index, year: html.link("chi-so", **{"don-vi": choice.unit, "nam": year, "chi-so": index}),
)
is_bound = plan.binds(choice.unit)
if is_bound:
    hrefs = {area.id: html.link("linh-vuc", **filters, **{"linh-vuc": area.slug}) for area in plan.areas.values()}
    areas = html.areas(counts, targets, hrefs)
    on = data.day_asked()
    matches = meeting.matches(ViewRequest(choice.unit, choice.year, on=on))
    count = decision_count(data.rows("decisions", DecisionRow, unit=choice.unit, on=on))
    decisions = meeting.decisions_html(matches[:2], filters) if matches else ""
    href = html.safe(html.link(meeting.DECISIONS_PAGE, **filters))
    open_decisions = piece("open_decisions", href, count, html.safe(decisions))
else:
    areas = html.outside_plan(plan.why_unbound(unit.id))
    open_decisions = ""
in_year = [row for row in (*indices, *targets) if row["year"] == choice.year]
fallback = no_misses(in_year, choice.year)
owed = owed_by_owner(in_year)
# Where nothing asks for attention, the page leads to where figures that are owed are brought.
debts = (
    html.debts(owed, {**filters, "phan": "nop"}, {**filters, "phan": "co"})
    if is_bound and owed and not len(attention)
    else ""
)
finding = headline(
    choice.year,
    [row["direction"] for row in indices if row["year"] == choice.year],
    [row["level"] for row in targets],
    attention[0] if attention else None,
)
province = plan.units.get(unit.parent or "")
go = html.go(province.name, html.link("./", **{"don-vi": province.id})) if province else ""
column = [html.safe(part) for part in (html.attention(attention, fallback), debts, open_decisions)]
freshness = data.freshness(choice.unit, choice.year)
tiles, areas, go = map(html.safe, (tiles, areas, go))
block(piece("overview", unit.name, finding, tiles, areas, column, freshness, go), "overview")
