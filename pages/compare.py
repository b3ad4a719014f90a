"""So sánh: any units, indicators and years side by side, by their values or from a common base of 100."""

import streamlit as st

from cchc_metrics.charts import look
from cchc_metrics.text import words
from cchc_metrics.views import Asked
from pages import _address, _choices, _parts, _views
from pages._block import block

# The table stands at the right of the picture.
PICTURE = look.Size(760, 290)

chosen = _parts.choice()
plan = _parts.catalog()
here = "so-sanh"
names = {row.id: row.short for row in (*plan.indices.values(), *plan.targets.values())}
headline = [row.id for row in plan.indices.values() if row.headline]

left, right = st.columns(2)
with left:
    units = _address.pick_many(words.UNITS_BESIDE, "cac-don-vi", _parts.unit_names(), default=[chosen.unit])
with right:
    indicators = _address.pick_many(words.INDICATORS_BESIDE, "cac-chi-so", names, default=headline)
years = {str(year): str(year) for year in _parts.years_of(chosen.unit)[0]}
how = _address.chosen("cach-so", words.HOW_TO, default=next(iter(words.HOW_TO)))
first = _address.chosen("tu-nam", years, default=next(iter(years)))
last = _address.chosen("den-nam", years, default=str(chosen.year))
filters = _address.filters()

asked = Asked(
    chosen.unit, chosen.year, units=units, indicators=indicators, indexed=how == next(iter(words.HOW_TO)),
    from_year=min(int(first), int(last)), to_year=max(int(first), int(last)),
)
block(
    f'<div class="choices">{_choices.tabs(words.HOW, here, "cach-so", words.HOW_TO, how, filters)}'
    f'<span>{_choices.menu(words.FROM_YEAR, here, "tu-nam", years, first, filters)} '
    f'{_choices.menu(words.TO_YEAR, here, "den-nam", years, last, filters)}</span></div>'
    f'<div class="beside">{_views.html("so-sanh", asked, PICTURE, opened=True)}</div>',
    "compare",
)
