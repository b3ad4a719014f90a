"""A chart that is wrong is refused when it is drawn, although its parts are not looked at while they are made."""

import altair as alt
import pytest
from altair.utils.schemapi import SchemaValidationError
from pandas import DataFrame

from cchc_metrics.charts import look, picture


def test_a_wrong_chart_is_refused_when_it_is_drawn() -> None:
    wrong = alt.Chart(DataFrame({"a": [1]})).mark_bar().encode(x=alt.X("a:Q", axis=alt.Axis(labelAngle="slanted")))

    with pytest.raises(SchemaValidationError, match="slanted"):
        picture.drawn(look.typed(wrong))
