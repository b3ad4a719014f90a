"""Charts and tables as readers see them: the grammar of charts, and the decimals of each figure."""

import datetime as dt
import re
from typing import Any

import altair as alt
import pytest
import vl_convert
from altair.utils.schemapi import SchemaValidationError
from pandas import DataFrame

from cchc_metrics.catalog import load
from cchc_metrics.charts import lines, look, ranking, trend
from cchc_metrics.charts.bars import bullet, fulls
from cchc_metrics.text import words
from cchc_metrics.views import VIEWS, ViewRequest
from cchc_metrics.views.targets import sort
from cchc_metrics.views.view import View, cell_text, decimals, table
from cchc_metrics.workspace import Workspace
from tests.conftest import DATA

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
    # Targets in steps, and the years ahead.
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


def test_a_chart_that_is_wrong_is_refused() -> None:
    wrong = (
        alt.Chart(look.Rows(DataFrame({"a": [1]})))
        .mark_bar()
        .encode(x=alt.X("a:Q", axis=alt.Axis(labelAngle="slanted")))
    )

    with pytest.raises(SchemaValidationError, match="slanted"):
        look.apply_type(wrong).to_dict()


def test_a_comparison_says_whose_year_is_not_compared(default_workspace: Workspace) -> None:
    """PAR INDEX of 2023 is compared with 2022 and fell; only the other two have a new method."""
    series = ("par-index", "papi", "satisfaction")
    request = ViewRequest("nhat-quang", 2023, units=("nhat-quang",), indicators=series, from_year=2020)

    view = VIEWS["so-sanh"](default_workspace.store, default_workspace.catalog, request)

    assert [note.partition(" không so với năm trước: ")[0] for note in view.notes if "năm trước: " in note] == [
        "Năm 2023 PAPI",
        "Năm 2023 Hài lòng (SIPAS)",
    ]


@pytest.mark.parametrize(("name", "unit", "fields"), CASES)
@pytest.mark.parametrize("size", [look.HALF, look.Size(825, 300)])
def test_every_picture_is_a_chart_of_the_grammar(
    default_workspace: Workspace, name: str, unit: str, fields: dict[str, Any], size: look.Size
) -> None:
    view = VIEWS[name](default_workspace.store, default_workspace.catalog, ViewRequest(unit, 2023, **fields))

    assert view.draw is not None
    assert view.draw(size).to_dict()["config"]["font"] == look.FONT


def test_every_view_that_draws_is_among_the_cases(default_workspace: Workspace) -> None:
    request = ViewRequest("nhat-quang", 2023, indicator="on-time", on=dt.date(2023, 12, 31))
    others = set(VIEWS) - {name for name, _, _ in CASES} - {"viec-da-giao"}

    assert {
        name
        for name in others
        if VIEWS[name](default_workspace.store, default_workspace.catalog, request).draw is not None
    } == set()


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


@pytest.mark.parametrize(
    ("units", "ticks"), [(["percent", "percent"], [0, 50, 100]), (["percent", "days: : 1"], []), (["days: : 1"], [])]
)
def test_bars_of_days_or_money_stand_beside_no_axis_of_percentages(units: list[str], ticks: list[int]) -> None:
    rows = [
        {"indicator_id": unit, "short": unit, "measure_unit": unit, "value": 9.0, "target": 8.0, "previous": None}
        | {"numerator": None, "level": "met", "flag": "final", "operator": ">=", "kind": "annual", "no_activity": False}
        for unit in units
    ]

    axes = [layer["encoding"]["x"].get("axis") for layer in bullet(DataFrame(rows)).to_dict()["layer"][:2]]

    assert axes[1]["values"] == ticks


def test_a_yes_or_no_is_compared_on_an_axis_of_its_two_words() -> None:
    unit = "yes-no: đã duyệt/chưa duyệt"
    rows = DataFrame(
        {"series": "Đề án", "year": [2026, 2027], "figure": [0.0, 1.0], "figure_unit": unit, "description": ""}
        | {"direction": ["no_previous", "up"], "flag": "final", "measure_unit": unit}
    )

    text = str(lines(rows).to_dict())

    assert "'values': [0.0, 1.0]" in text
    assert "chưa duyệt" in text
    assert "Đề án: đã duyệt" in text
    assert "1,00" not in text


def test_few_ranked_units_are_named_each_beside_its_bar(default_workspace: Workspace) -> None:
    """Seven provinces have a published index of 2023; bars without names would say nothing of them."""
    request = ViewRequest("hung-yen", 2023, indicator="par-index")
    view = VIEWS["vi-tri"](default_workspace.store, default_workspace.catalog, request)
    assert view.draw is not None

    words_in_picture = re.findall(r"<text[^>]*>([^<]+)</text>", look.svg(view.draw(look.HALF)))

    ranked = view.rows[view.rows["rank"].notna()]
    assert len(ranked) == 7
    assert set(ranked["name"]) <= set(words_in_picture)
    # Quảng Ninh: 92,18 %.
    assert "1 · 92,18 %" in [text.replace("\N{NO-BREAK SPACE}", " ") for text in words_in_picture]


def test_sources_of_one_kind_name_it_once(default_workspace: Workspace) -> None:
    view = VIEWS["chi-tieu"](default_workspace.store, default_workspace.catalog, ViewRequest("nhat-quang", 2025))

    assert view.source == (
        "Nguồn: Số liệu minh họa: biểu tổng hợp của xã; bảng tổng hợp hồ sơ một cửa; kết quả khảo sát; "
        "quyết toán ngân sách xã · số liệu ngày 10/07/2025"
    )


def test_sources_read_in_vietnamese_and_keep_the_title_that_was_printed(default_workspace: Workspace) -> None:
    catalog = default_workspace.catalog
    view = VIEWS["dien-bien"](default_workspace.store, catalog, ViewRequest("hung-yen", 2021, indicator="satisfaction"))

    assert "Hưng Yên năm 2021 tăng 10 bậc về PAR INDEX, 2 bậc về SIPAS" in view.source
    assert [one.title for one in catalog.sources.values() if one.title.isascii()] == []
    printed = catalog.sources["hung-yen-has-increased-by-10-ranks-in-the-par-in"].original
    assert printed.startswith("Hung Yen has increased by 10 ranks in the PAR index")


def test_a_printed_figure_stands_beside_the_one_of_the_counts(default_workspace: Workspace) -> None:
    # A commune printed 96,2 % beside 2.602 of 2.760, which is 94,28 %.
    rows = DataFrame({"value": [100 * 2602 / 2760], "reported_value": [96.2], "measure_unit": ["percent"]})

    cells = table(default_workspace.catalog, View("Mọi lần nộp", rows))

    assert cells["Số đã in trong báo cáo"].tolist() == [96.2]


def test_what_rounding_leaves_unexplained_is_no_finding(default_workspace: Workspace) -> None:
    """Of the change of the country's PAPI its eight dimensions leave 0,0001 in 2024, and 0,0645 in 2022."""
    for year, steps in ((2024, 8), (2022, 9)):
        request = ViewRequest("ca-nuoc", year, indicator="papi")
        view = VIEWS["thay-doi"](default_workspace.store, default_workspace.catalog, request)
        assert len(view.rows) == steps
        assert (words.EFFECTS["remainder"] in view.text) == (steps == 9)


def test_a_change_from_no_to_yes_is_no_number(default_workspace: Workspace) -> None:
    rows = DataFrame({"value": [1.0, 60.0], "change": [1.0, 5.0], "measure_unit": ["yes-no: đã có/chưa có", "percent"]})

    cells = table(default_workspace.catalog, View("Thay đổi", rows))

    assert cells["Giá trị"].tolist() == ["đã có", 60.0]
    assert cells["Thay đổi"].isna().tolist() == [True, False]


PICTURE = look.Size(640, 290)


def figures(values: list[float | None], targets: list[float] | None = None, **other: Any) -> DataFrame:
    """One indicator from 2021 on, each year comparable with the one before where both have a value."""
    rows = []
    for place, value in enumerate(values):
        before = values[place - 1] if place else None
        rows.append(
            {
                "year": 2021 + place,
                "value": value,
                "target": targets[place] if targets else None,
                "break_title": None,
                "measure_unit": "percent",
                "no_activity": False,
                "flag": "final",
                "margin_below": None,
                "margin_above": None,
                "direction": "no_data" if value is None or before is None else "up",
                "projected": None,
                "due_year": None,
            }
            | other
        )
    return DataFrame(rows).astype(
        {
            "value": "float64",
            "target": "float64",
            "margin_below": "float64",
            "margin_above": "float64",
            "due_year": "float64",
            "projected": "float64",
        }
    )


def data_of(frame: DataFrame, **fields: Any) -> list[list[dict[str, Any]]]:
    """The data of which a picture is made."""
    return list(trend(frame, PICTURE, **{"with_target": False} | fields).to_dict()["datasets"].values())


def under(frame: DataFrame, **fields: Any) -> list[int]:
    """The years whose values are written under their points."""
    rows = next(rows for rows in data_of(frame, **fields) if rows and "beneath" in rows[0])
    return [row["year"] for row in rows if row["beneath"]]


@pytest.mark.parametrize(
    ("values", "beneath"),
    [
        # Alone or level: above. The line leaves a first point upwards, or comes to a last one from above: under it.
        ([50], []),
        ([50, 50], []),
        ([50, 60], [2021]),
        ([60, 50], [2022]),
        # A peak above, a valley under.
        ([50, 60, 50], [2021, 2023]),
        ([60, 50, 60], [2022]),
        # Half way up, the side on which the line is less steep.
        ([50, 51, 60], [2021, 2022]),
        ([50, 59, 60], [2021]),
        ([60, 51, 50], [2022, 2023]),
        # A missing year ends one line and begins another.
        ([50, 60, None, 40, 30], [2021, 2025]),
    ],
)
def test_no_line_runs_through_a_value(values: list[float | None], beneath: list[int]) -> None:
    assert under(figures(values)) == beneath


def test_a_value_stands_on_the_far_side_of_its_target() -> None:
    assert under(figures([50, 70, 90], [80, 60, 95]), with_target=True) == [2021, 2023]


def test_a_value_stands_on_the_far_side_of_the_way_ahead() -> None:
    # 40 in 2022; 60 in 2024 at the same pace, so 50 in 2023, where 55 came. The target lies above all of them.
    rows = figures([30, 40, 55, 58], [100] * 4)
    rows.loc[rows["year"] == 2022, ["projected", "due_year"]] = [60.0, 2024]

    assert under(rows, with_target=True, year=2022) == [2021, 2022, 2024]


def test_a_target_is_one_line_a_run_of_years_and_a_step_between_runs() -> None:
    layers = data_of(figures([10, 20, 30, 40], [15, 35, 35, 55]), with_target=True)
    runs = next(rows for rows in layers if rows and "first" in rows[0])
    steps = next(rows for rows in layers if rows and "from" in rows[0])

    assert [(run["first"], run["last"], run["target"]) for run in runs] == [
        (2021, 2021, 15),
        (2022, 2023, 35),
        (2024, 2024, 55),
    ]
    assert [(step["year"], step["from"], step["to"]) for step in steps] == [(2022, 15, 35), (2024, 35, 55)]


@pytest.mark.parametrize("height", [180, 290, 400])
def test_whatever_is_written_fits_within_the_picture(height: int) -> None:
    spec = trend(figures([50, 60, None, 70]), look.Size(640, height), with_target=False).to_dict()
    low, high = next(
        layer["encoding"]["y"]["scale"]["domain"]
        for layer in spec["layer"]
        if "scale" in layer["encoding"].get("y", {})
    )
    one = (high - low) / (height - 34)

    # A line of letters is 26 high: one above the greatest value; a value and the word of the missing year below.
    assert (high - 70) / one >= 26
    assert (50 - low) / one >= 2 * 26 - 0.1


def scale_axis(spec: dict[str, Any]) -> dict[str, Any]:
    """The axis of values: its bounds, and the values that it marks."""
    y = next(layer["encoding"]["y"] for layer in spec["layer"] if "scale" in layer["encoding"].get("y", {}))
    return {"domain": y["scale"]["domain"], "values": y["axis"]["values"], "title": y.get("title")}


def test_a_small_move_stays_small_and_the_axis_says_where_it_begins() -> None:
    # 99,53 and 99,55 are 0,02 apart: on ten points of the scale, and not from edge to edge.
    low, high = scale_axis(trend(figures([99.53, 99.55]), PICTURE, with_target=False).to_dict())["domain"]
    axis = scale_axis(trend(figures([58.5, 88.65]), PICTURE, with_target=False).to_dict())

    assert high - low >= 10
    # 30,15 points on 171,5 of the 290 units, with 52 below them for letters: the axis begins at 49,4 and ends at 94,4.
    assert axis["values"] == [50, 60, 70, 80, 90]


def test_the_axis_of_a_share_begins_at_nothing_and_not_below_it() -> None:
    # On 190 units there is no room for letters beneath 16,97: they stand above it, and the axis names 0 and 100.
    rows = figures([16.97, 32.98, 52.92, 71.09, 88.93], targets=[100] * 5)
    axis = scale_axis(trend(rows, look.Size(400, 190), with_target=True).to_dict())

    assert axis["domain"][0] == 0
    assert (axis["values"][0], axis["values"][-1]) == (0, 100)
    data = trend(rows, look.Size(400, 190), with_target=True).to_dict()["datasets"].values()
    beneath = {row["year"]: row["beneath"] for rows in data if rows and "beneath" in rows[0] for row in rows}
    assert not beneath[min(beneath)]
    assert beneath[max(beneath)]


@pytest.mark.parametrize(("operator", "title"), [(">=", "tốt hơn →"), ("<=", "← tốt hơn"), (None, None)])
def test_the_axis_says_on_which_side_it_is_better(operator: str | None, title: str | None) -> None:
    rows = figures([10, 20], operator=operator)

    assert scale_axis(trend(rows, PICTURE, with_target=False).to_dict())["title"] == title


def test_every_year_answers_and_the_chosen_one_is_marked() -> None:
    rows = figures([50, 61.5, None], change=11.5)
    svg = look.svg(trend(rows, PICTURE, with_target=False))
    page = look.inline_svg(svg, "Diễn biến", links={"2022": "/vi-sao?nam=2022&chi-so=a"}, accent="2022")

    assert re.findall(r"<title>([^<]*)</title>", svg)[1:] == [
        "2022: 61,5 %, tăng 11,5 điểm %",
        "2023: chưa có số liệu",
    ]
    assert page.count("<a ") == 1
    assert '<a href="/vi-sao?nam=2022&amp;chi-so=a" aria-label="2022: 61,5 %, tăng 11,5 điểm %">' in page
    assert [mark[1] for mark in re.finditer(r'data-key="(\d+)"[^>]* opacity="0\.08"', page)] == ["2022"]
    assert "\N{WORD JOINER}" not in svg


def test_words_of_a_picture_are_put_in_once_it_is_drawn_and_none_is_cut(monkeypatch: pytest.MonkeyPatch) -> None:
    """Vega would measure each of them, several times; what begins late in the plot leaves itself room."""
    drawings: list[dict[str, Any]] = []
    draw = vl_convert.vega_to_svg
    monkeypatch.setattr(vl_convert, "vega_to_svg", lambda drawing: [drawings.append(drawing), draw(drawing)][1])
    rows = figures([50, 61.5, 70])
    rows.loc[rows["year"] == 2023, "break_title"] = "Bộ tiêu chí <mới> & khác"

    svg = look.svg(trend(rows, PICTURE, with_target=False))

    texts = [mark["encode"]["update"]["text"] for mark in drawings[0]["marks"] if mark["type"] == "text"]
    assert texts == [{"value": ""}] * len(texts)
    written = re.findall(r"<text[^>]*>([^<]+)</text>", svg)
    assert {"2021", "2023", "50", "61,5", "70", "Bộ tiêu chí &lt;mới&gt; &amp; khác"} <= set(written)
    # The break stands at two thirds of the plot.
    title = look.width("Bộ tiêu chí <mới> & khác")
    assert drawings[0]["width"] * 2 / 3 + title <= drawings[0]["width"] + drawings[0]["padding"]["right"]


@pytest.mark.parametrize(
    ("values", "texts"),
    [
        ([0.0, 0.0], ["1 · 0,00 điểm", "1 · 0,00 điểm"]),
        # Two decimals would give both the same value and different ranks.
        ([44.2301, 44.2263], ["1 · 44,230 điểm", "2 · 44,226 điểm"]),
    ],
)
def test_units_of_one_value_and_of_nearly_one_have_a_picture_of_their_ranks(
    values: list[float], texts: list[str]
) -> None:
    rows = DataFrame({"unit_id": ["a", "b"], "name": ["Xã A", "Xã B"], "value": values})
    rows["rank"] = rows["value"].rank(method="min", ascending=False)

    svg = look.svg(ranking(rows, PICTURE, unit="a", measure_unit="points"))

    written = [text.replace("\N{NO-BREAK SPACE}", " ") for text in re.findall(r"<text[^>]*>([^<]+)</text>", svg)]
    assert written == ["Xã A", "Xã B", *texts]


@pytest.mark.usefixtures("real_pictures")
def test_a_picture_drawn_twice_has_the_same_bytes() -> None:
    """Elsewhere the same picture is drawn once for all tests."""
    svgs = [look.svg(trend(figures([50, 61.5, None], change=11.5), PICTURE, with_target=False)) for _ in range(2)]

    assert svgs[0] == svgs[1]
    assert look.png(svgs[0]) == look.png(svgs[1])


def test_long_names_at_the_ends_of_lines_leave_half_of_the_picture_and_do_not_meet() -> None:
    names = [f"Xã Nhật Quang · Hài lòng về {subject} (số liệu minh họa)" for subject in ("đất đai", "y tế", "phục vụ")]
    frame = DataFrame(
        [
            {"series": name, "year": year, "figure": 80.0 + place / 100, "description": name}
            for place, name in enumerate(names)
            for year in (2024, 2025)
        ]
    ).assign(figure_unit="percent", direction="up", flag="final")
    chart = lines(frame, look.Size(660, 255)).to_dict()

    first, to_the_right = chart["layer"][1]["encoding"]["x"]["scale"]["range"]
    # 46 of 660 are the numbers of the axis.
    assert (first, to_the_right >= 660 / 2 - 46) == (0, True)
    low, high = chart["layer"][1]["encoding"]["y"]["scale"]["domain"]
    ends = next(rows for rows in chart["datasets"].values() if "beside" in rows[0])
    heights = [(row["beside"] - low) / (high - low) * chart["height"] for row in ends]
    # Two lines of 17 units each, under one another.
    assert [row["label"].count("\n") for row in ends] == [1, 1, 1]
    assert heights[1] - heights[0] > 2 * 17
    assert heights[2] - heights[1] > 2 * 17
    assert min(heights) > 17
    assert max(heights) < chart["height"] - 17


@pytest.mark.parametrize(("side", "beneath"), [(False, [2021, 2022]), (True, [])])
def test_a_value_stands_on_the_other_side_of_its_point_than_the_name_of_another_line(
    *, side: bool, beneath: list[int]
) -> None:
    # Rising, so that the first value stands under its point and the last one over it.
    peer = DataFrame({"year": [2021, 2022], "value": [50.0, 61.0], "stretch": "a", "under": side, "label": "61"})

    assert under(figures([50, 60]), peer=peer) == beneath


def figure(rows: DataFrame, column: str, unit: str | None = None) -> list[str]:
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

    assert figure(rows, "value") == ["41,00", "", "0,5519", "96,06", "100,00"]


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
    assert figure(DataFrame({"value": values}), "value", "percent") == read


def test_what_is_asked_has_no_idle_zeros_and_a_change_is_never_printed_as_none() -> None:
    rows = DataFrame({"value": [72.0, 91.004], "target": [90.0, 21.6], "change": [0.0, 0.004]})

    assert figure(rows, "target", "percent") == ["90", "21,6"]
    assert figure(rows, "change", "percent") == ["0,00", "0,004"]


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


def test_a_table_of_targets_has_the_order_that_is_asked_for_and_what_is_not_known_last() -> None:
    rows = [
        {"short": "B", "level": "met", "value": 90.0, "gap": 10.0, "target": 80.0, "owner": "An"},
        {"short": "A", "level": "missed", "value": 40.0, "gap": -40.0, "target": 80.0, "owner": "Bình"},
        {"short": "C", "level": "no_data", "value": None, "gap": None, "target": 80.0, "owner": "An"},
        {"short": "D", "level": "missed", "value": 70.0, "gap": -10.0, "target": 80.0, "owner": "An"},
        # The shortfall is a smaller part of its target although the number is greater, because it has another unit.
        {"short": "E", "level": "missed", "value": 960.0, "gap": -60.0, "target": 1020.0, "owner": "An"},
        {"short": "F", "level": "met", "value": 81.0, "gap": 1.0, "target": 80.0, "owner": "An"},
    ]

    def names(order: str) -> str:
        return "".join(row["short"] for row in sort(rows, order))

    assert names("ket-luan") == "ADECFB"
    assert names("gia-tri") == "ADFBEC"
    assert names("-gia-tri") == "EBFDAC"
    assert names("-ten") == "FEDCBA"


def test_tables_of_tasks_and_of_what_is_there_have_the_order_that_is_asked_for(default_workspace: Workspace) -> None:
    def rows(view: str, order: str | None) -> DataFrame:
        request = ViewRequest("nhat-quang", 2025, order=order)
        return VIEWS[view](default_workspace.store, default_workspace.catalog, request).table_rows

    tasks = {order: rows("nhiem-vu", order) for order in (None, "phu-trach", "-phu-trach", "han", "-han")}
    posts, turned = (list(tasks[order]["owner"].dropna()) for order in ("phu-trach", "-phu-trach"))
    assert posts == sorted(posts)
    assert turned == posts[::-1]
    days, last_first = (tasks[order]["due"] for order in ("han", "-han"))
    # What has no day comes last either way.
    for one in (days, last_first):
        assert one.isna().sum() == one[-one.isna().sum() :].isna().sum()
    assert list(days.dropna()) == sorted(days.dropna())
    assert list(last_first.dropna()) == list(days.dropna())[::-1]
    assert {len(one) for one in tasks.values()} == {36}

    names = list(dict.fromkeys(rows("do-phu", "-ten")["short"]))
    assert names == sorted(names, key=str.casefold, reverse=True)
    one_year = rows("do-phu", "2025").query("year == 2025")["covered"].tolist()
    known = ("còn nợ", "chưa có", "không phát sinh", "một phần năm", "đủ năm")
    assert one_year == sorted(one_year, key=known.index)
