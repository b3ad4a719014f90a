"""So sánh: any units, indicators and years side by side, by their values or from a common base of 100."""

import streamlit as st

from cchc_metrics.charts import look
from cchc_metrics.text import words
from cchc_metrics.views import Asked
from pages import _address, _parts, _views

# The table stands at the right of the picture.
PICTURE = look.Size(760)

chosen = _parts.choice()
plan = _parts.catalog()
names = {row.id: row.short for row in (*plan.indices.values(), *plan.targets.values())}
headline = [row.id for row in plan.indices.values() if row.headline]

left, right = st.columns(2)
with left:
    units = _address.pick_many(words.UNITS_BESIDE, "cac-don-vi", _parts.unit_names(), default=[chosen.unit])
with right:
    indicators = _address.pick_many(words.INDICATORS_BESIDE, "cac-chi-so", names, default=headline)
years = {str(year): str(year) for year in _parts.years_of(chosen.unit)[0]}
how, first, last = st.columns(3)
with how:
    shown = _address.pick(words.HOW, "cach-so", words.HOW_TO, default=next(iter(words.HOW_TO)))
with first:
    from_year = int(_address.pick(words.FROM_YEAR, "tu-nam", years, default=next(iter(years))))
with last:
    to_year = int(_address.pick(words.TO_YEAR, "den-nam", years, default=str(chosen.year)))

_views.show("so-sanh", Asked(
    chosen.unit, chosen.year, units=units, indicators=indicators, indexed=shown == next(iter(words.HOW_TO)),
    from_year=min(from_year, to_year), to_year=max(from_year, to_year),
), PICTURE, beside=True)
