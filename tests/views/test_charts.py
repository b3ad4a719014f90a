"""What is drawn is checked here against the grammar of charts: on a page that would take as long as the drawing."""

import datetime as dt
from typing import Any

import altair as alt
import pytest
from altair.utils.schemapi import SchemaValidationError
from pandas import DataFrame

from cchc_metrics.charts import look
from cchc_metrics.charts.bars import fulls
from cchc_metrics.views import VIEWS, ViewRequest
from cchc_metrics.workspace import Workspace

CASES: list[tuple[str, str, dict[str, Any]]] = [
    ("dien-bien", "nhat-quang", {"indicator": "par-index"}),
    # The mean beside, and a break.
    ("dien-bien", "hung-yen", {"indicator": "papi", "peer": "ca-nuoc"}),
    # Whiskers of a survey.
    ("dien-bien", "nhat-quang", {"indicator": "satisfaction"}),
    ("thanh-phan", "hung-yen", {"indicator": "papi"}),
    ("thay-doi", "hung-yen", {"indicator": "papi", "from_year": 2020, "to_year": 2021}),
    ("thay-doi", "nhat-quang", {"indicator": "on-time", "from_year": 2022, "to_year": 2023, "breakdown": "field"}),
    ("vi-tri", "hung-yen", {"indicator": "papi"}),
    ("chi-tieu", "nhat-quang", {}),
    ("qua-cac-nam", "nhat-quang", {}),
    # Steps of what is asked, and the way ahead.
    ("dien-bien-chi-tieu", "nhat-quang", {"indicator": "digitised-results"}),
    ("theo-nhom", "nhat-quang", {"indicator": "on-time", "breakdown": "field"}),
    (
        "so-sanh",
        "hung-yen",
        {
            "units": ("hung-yen", "nhat-quang"),
            "indicators": ("papi", "satisfaction"),
            "indexed": True,
            "from_year": 2020,
            "to_year": 2023,
        },
    ),
    # Measures that differ, each in a picture of its own.
    ("so-sanh", "nhat-quang", {"units": ("nhat-quang",), "indicators": ("par-index", "papi"), "from_year": 2020}),
]


@pytest.fixture(scope="module")
def shipped(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    return Workspace.open(tmp_path_factory.mktemp("workspace"))


def test_a_chart_that_is_wrong_is_refused() -> None:
    wrong = (
        alt.Chart(look.Rows(DataFrame({"a": [1]})))
        .mark_bar()
        .encode(x=alt.X("a:Q", axis=alt.Axis(labelAngle="slanted")))
    )

    with pytest.raises(SchemaValidationError, match="slanted"):
        look.apply_type(wrong).to_dict()


@pytest.mark.parametrize(("name", "unit", "asked"), CASES)
@pytest.mark.parametrize("size", [look.HALF, look.Size(825, 300)])
def test_every_picture_is_a_chart_of_the_grammar(
    shipped: Workspace, name: str, unit: str, asked: dict[str, Any], size: look.Size
) -> None:
    view = VIEWS[name](shipped.store, shipped.catalog, ViewRequest(unit, 2023, **asked))

    assert view.draw is not None
    assert view.draw(size).to_dict()["config"]["font"] == look.FONT


def test_every_view_that_draws_is_among_the_cases(shipped: Workspace) -> None:
    asked = ViewRequest("nhat-quang", 2023, indicator="on-time", on=dt.date(2023, 12, 31))
    others = set(VIEWS) - {name for name, _, _ in CASES} - {"viec-da-giao"}

    assert {name for name in others if VIEWS[name](shipped.store, shipped.catalog, asked).draw is not None} == set()


def test_a_bar_that_is_no_percentage_is_as_long_as_its_share_of_its_own_greatest_number() -> None:
    frame = DataFrame(
        {
            "measure_unit": ["percent", "days: : 1", "money: triệu đồng", "yes-no", "count"],
            "value": [60.0, 14.4, 96.5, 1.0, None],
            "target": [80.0, 15.9, 120.0, 1.0, None],
            "previous": [None, 16.0, None, None, None],
        }
    )

    # Days: last year's 16 is the greatest, so 14,4 is 90 % of the bar. A row without any number has an empty bar.
    assert fulls(frame).tolist() == [100.0, 16.0, 120.0, 1.0, 1.0]
