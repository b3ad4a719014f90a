"""Tables as readers see them: a figure has the decimals of its unit, and no two different figures read alike."""

from collections.abc import Callable

import pytest
from pandas import DataFrame

from cchc_metrics.catalog import load
from cchc_metrics.charts import look
from cchc_metrics.text import words
from cchc_metrics.views import VIEWS, ViewRequest, areas
from cchc_metrics.views.view import View, cell_text, decimals, table
from cchc_metrics.workspace import Workspace
from tests.conftest import DATA


def shown(rows: DataFrame, column: str, unit: str | None = None) -> list[str]:
    return [
        cell_text(cell, words.COLUMNS[column], digits)
        for cell, digits in zip(rows[column].astype(object), decimals(rows, unit), strict=True)
    ]


def test_every_indicator_of_a_table_has_its_own_decimals() -> None:
    rows = DataFrame(
        [
            ("papi", "points", 41.0),
            ("papi", "points", None),
            ("ict-index", "ratio", 0.5519),
            ("on-time", "percent", 96.0644),
            ("on-time", "percent", 100.0),
        ],
        columns=["indicator_id", "measure_unit", "value"],
    )

    assert shown(rows, "value") == ["41,00", "", "0,5519", "96,06", "100,00"]


@pytest.mark.parametrize(
    ("values", "read"),
    [
        ([58.5, 61.76, 1057.0], ["58,50", "61,76", "1.057,00"]),
        # Ranks 5 and 6 must not be of one value; nor is 99,996 % the whole, or 0,004 nothing.
        ([44.2263, 44.2301], ["44,226", "44,230"]),
        ([99.996, 90.0], ["99,996", "90,000"]),
        ([0.004, 50.0], ["0,004", "50,000"]),
        ([-0.5, 0.25], ["−0,50", "0,25"]),
    ],
)
def test_no_two_figures_of_an_indicator_read_alike(values: list[float], read: list[str]) -> None:
    assert shown(DataFrame({"value": values}), "value", "percent") == read


def test_what_is_asked_has_no_idle_zeros_and_a_change_is_never_printed_as_none() -> None:
    rows = DataFrame({"value": [72.0, 91.004], "target": [90.0, 21.6], "change": [0.0, 0.004]})

    assert shown(rows, "target", "percent") == ["90", "21,6"]
    assert shown(rows, "change", "percent") == ["0,00", "0,004"]


def test_a_yes_or_no_is_told_in_its_words_and_any_other_figure_as_a_number() -> None:
    rows = DataFrame(
        [("yes-no", 1.0, 1.0, 0.0), ("yes-no: đã duyệt/chưa duyệt", 0.0, 1.0, None), ("percent", 41.5, 40.0, None)],
        columns=["measure_unit", "value", "target", "previous"],
    )
    catalog = load(DATA / "plans" / "mini")

    frame = table(catalog, View("", rows))

    assert frame[words.COLUMNS["value"]].tolist() == ["có", "chưa duyệt", 41.5]
    assert frame[words.COLUMNS["target"]].tolist() == ["có", "đã duyệt", 40.0]
    assert frame[words.COLUMNS["previous"]].iloc[0] == "không"
    numbers = table(catalog, View("", rows[2:]))
    assert numbers[words.COLUMNS["value"]].dtype == float


def test_a_yes_or_no_is_told_in_its_words_where_its_unit_has_no_column() -> None:
    rows = DataFrame([("yes-no", 0.0, 2024)], columns=["measure_unit", "value", "year"])

    frame = table(load(DATA / "plans" / "mini"), View("", rows, narrow=("year", "value")), narrow=True)

    assert frame.to_dict("records") == [{"Năm": 2024, "Giá trị": "không"}]


def test_a_table_of_targets_begins_with_their_names() -> None:
    rows = DataFrame([("Văn phòng", "Đúng hạn", 96.5)], columns=["partners", "name", "value"])

    assert [*table(load(DATA / "plans" / "mini"), View("", rows))] == ["Tên", "Giá trị", "Phối hợp"]


def test_what_is_no_measure_has_the_decimals_it_needs() -> None:
    assert [cell_text(cell) for cell in (1057.0, 41.5, 0.55, 99.98903, 2024, "41")] == [
        "1.057",
        "41,5",
        "0,55",
        "99,989",
        "2024",
        "41",
    ]
    assert [cell_text(cell, words.COLUMNS["numerator"], 2) for cell in (911.0, 2671.5)] == ["911", "2.671,5"]
    assert [cell_text(cell, words.COLUMNS["indexed"]) for cell in (100.0, 104.3333)] == ["100,00", "104,33"]


def test_a_group_without_cases_had_no_activity(workspace_of: Callable[..., Workspace]) -> None:
    figure = {"indicator_id": "on-time", "year": 2022, "breakdown_id": "field"}
    workspace = workspace_of(
        published=[
            figure | {"group_id": "land", "numerator": 8, "denominator": 10},
            figure | {"group_id": "civil-status", "numerator": 0, "denominator": 0},
        ]
    )

    view = VIEWS["theo-nhom"](
        workspace.store, workspace.catalog, ViewRequest("xa-thu", 2022, indicator="on-time", breakdown="field")
    )

    assert view.draw is not None
    for text in (view.text, str(view.draw(look.HALF).to_dict())):
        text = text.replace("\N{NO-BREAK SPACE}", " ")
        assert "(8/10)" in text
        assert "không phát sinh (0/0)" in text
        assert "chưa có số liệu" not in text


def test_a_year_without_cases_had_no_activity(workspace_of: Callable[..., Workspace]) -> None:
    figure = {"indicator_id": "on-time", "numerator": 0, "denominator": 0}
    workspace = workspace_of(
        published=[figure | {"year": 2021, "numerator": 8, "denominator": 10}, figure | {"year": 2022}]
    )
    request = ViewRequest("xa-thu", 2022, area="procedures", indicator="on-time")

    texts = {
        name: VIEWS[name](workspace.store, workspace.catalog, request).text
        for name in ("chi-tieu", "qua-cac-nam", "dien-bien-chi-tieu")
    }

    assert "Đúng hạn 2022: Không phát sinh;" in texts["chi-tieu"]
    assert "Đúng hạn 2022: Không phát sinh;" in texts["qua-cac-nam"]
    assert ", chưa có số liệu" not in texts["chi-tieu"]
    assert "2022: 0/0" in texts["dien-bien-chi-tieu"]


def test_a_table_of_targets_has_the_order_that_is_asked_for_and_what_is_not_known_last() -> None:
    rows = [
        {"short": "B", "level": "met", "value": 90.0, "gap": 10.0, "target": 80.0, "owner": "An"},
        {"short": "A", "level": "missed", "value": 40.0, "gap": -40.0, "target": 80.0, "owner": "Bình"},
        {"short": "C", "level": "no_data", "value": None, "gap": None, "target": 80.0, "owner": "An"},
        {"short": "D", "level": "missed", "value": 70.0, "gap": -10.0, "target": 80.0, "owner": "An"},
    ]

    def names(order: str) -> str:
        return "".join(row["short"] for row in areas.sort(rows, order))

    assert names("ket-luan") == "ADCB"
    assert names("gia-tri") == "ADBC"
    assert names("-gia-tri") == "BDAC"
    assert names("-ten") == "DCBA"
