"""Figures as they were handed in: revised targets, which periods a figure holds, and series side by side."""

import datetime as dt
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from pandas import DataFrame

from cchc_metrics import metrics
from cchc_metrics.charts import look
from cchc_metrics.faults import FaultError
from cchc_metrics.text.sentence import requirement, sentence
from cchc_metrics.views import VIEWS, ViewRequest
from cchc_metrics.views.targets import amendments, coverage_rows, debts
from cchc_metrics.workspace import APP, Workspace
from tests.conftest import DATA, write_figures
from tests.metrics.conftest import Commune

WorkspaceMaker = Callable[..., Workspace]
QUARTERS: list[dict[str, Any]] = [
    {
        "indicator_id": "early",
        "year": 2024,
        "period_start": "2024-01-01",
        "period_end": "2024-03-31",
        "numerator": 8,
        "denominator": 10,
        "note": "quý một",
    },
    {
        "indicator_id": "early",
        "year": 2024,
        "period_start": "2024-04-01",
        "period_end": "2024-06-30",
        "numerator": 45,
        "denominator": 90,
    },
]


@pytest.mark.figures(QUARTERS)
def test_quarters_stand_as_they_were_handed_in_and_are_known_added_up(commune: Commune) -> None:
    rows = metrics.submissions(commune.store, unit=commune.unit, year=2024)
    assert rows[["numerator", "denominator", "note"]].astype(object).where(rows.notna(), None).values.tolist() == [
        [8, 10, "quý một"],
        [45, 90, None],
    ]
    [row] = metrics.figures(commune.store, unit=commune.unit, year=2024).to_dict("records")
    assert (row["numerator"], row["denominator"], row["value"]) == (53, 100, 53)


@pytest.mark.slow
def test_what_was_replaced_or_withdrawn_is_not_there(workspace_of: WorkspaceMaker, tmp_path: Path) -> None:
    workspace = workspace_of(published=QUARTERS[:1])
    entries = []
    for numerator in (6, 7):
        file = write_figures(tmp_path / f"{numerator}.csv", [{**QUARTERS[0], "numerator": numerator, "note": ""}])
        entries.append(workspace.submit([file], unit_id="xa-thu", by="An"))

    assert metrics.submissions(workspace.store, unit="xa-thu", year=2024)["numerator"].tolist() == [7]
    workspace.undo(entries[1].number, by="An", why="nhầm")
    assert metrics.submissions(workspace.store, unit="xa-thu", year=2024)["numerator"].tolist() == [6]


@pytest.mark.figures(
    [
        {
            "indicator_id": "early",
            "year": 2024,
            "breakdown_id": "field",
            "group_id": group,
            "numerator": 8,
            "denominator": 10,
        }
        for group in ("land", "civil-status")
    ]
)
def test_groups_are_known_beside_the_whole(commune: Commune) -> None:
    rows = metrics.figures(commune.store, unit=commune.unit, year=2024)

    assert rows[["group_id", "numerator"]].values.tolist() == [["", 16], ["civil-status", 8], ["land", 8]]


@pytest.mark.figures([{"indicator_id": "satisfied", "year": 2024, "numerator": 90000, "denominator": 99000}])
def test_a_survey_of_many_thousands_is_judged(commune: Commune) -> None:
    row = metrics.targets(commune.store, unit=commune.unit, year=2024).set_index("indicator_id").loc["satisfied"]

    # Wilson by hand: the middle lies 0.0016 points below 90.9091, half the width is 0.1791 points.
    assert row["level"] == "met"
    assert round(row["margin_below"], 3) == 0.181


FIRST = '{ from_year = 2021, decided = 2022-01-28, cite = { document = "kh-01" }, ladder = '
SECOND = (
    '{ from_year = 2024, decided = 2024-01-05, cite = { document = "kh-01" }, '
    'ladder = { start = 15, step = 10, reading = "points", until = 100 } }'
)


def revision(tmp_path: Path) -> Workspace:
    """The small plan, in which the ladder rises by 20 a year until 2023 and by 10 from 2024 on."""
    folder = tmp_path / "data" / "plans" / "mini"
    shutil.copytree(DATA / "plans" / "mini", folder)
    file = folder / "indicators.toml"
    text = file.read_text(encoding="utf-8")
    at = text.index(FIRST)
    end = text.index("}]", at) + 1
    file.write_text(f"{text[:end]}, {SECOND}{text[end:]}", encoding="utf-8")
    (tmp_path / "data" / "published").mkdir()
    write_figures(
        tmp_path / "data" / "published" / "figures.csv",
        [
            {"indicator_id": "digitised", "year": year, "numerator": numerator, "denominator": 100}
            for year, numerator in ((2022, 60), (2023, 70), (2024, 80))
        ],
    )
    return Workspace(tmp_path / "workspace", "mini", tmp_path / "data")


OWN_TARGETS = """
[[target]]
id = "visits"
area = "procedures"
name = "Lượt truy cập"
short = "Lượt truy cập"
order = 90
kind = "rising"
operator = ">"
unit = "count"
over_time = "sum"
measure = "count"
owner = "unassigned"
cite = { document = "kh-01" }
version = [{ from_year = 2021, decided = 2022-01-28, cite = { document = "kh-01" } }]

[[target]]
id = "balance"
area = "procedures"
name = "Kết dư ngân sách"
short = "Kết dư"
order = 91
kind = "annual"
operator = ">="
unit = "money"
least = -50
over_time = "last"
measure = "count"
owner = "unassigned"
cite = { document = "kh-01" }
version = [{ from_year = 2021, decided = 2022-01-28, value = 5, cite = { document = "kh-01" } }]

[[target]]
id = "trips"
area = "procedures"
name = "Số lần đi lại"
short = "Số lần đi lại"
order = 92
kind = "annual"
operator = "<="
unit = "ratio"
most = 5
measure = "count"
numerator = "lần đi lại"
denominator = "hồ sơ"
owner = "unassigned"
cite = { document = "kh-01" }
version = [{ from_year = 2021, decided = 2022-01-28, value = 1.2, cite = { document = "kh-01" } }]
"""


def with_own_targets(tmp_path: Path, figures: list[dict[str, Any]]) -> Workspace:
    """The small plan with a sum, a balance that may be below nothing, and a mean above one."""
    folder = tmp_path / "data" / "plans" / "mini"
    shutil.copytree(DATA / "plans" / "mini", folder)
    (folder / "own.toml").write_text(OWN_TARGETS, encoding="utf-8")
    (tmp_path / "data" / "published").mkdir()
    write_figures(tmp_path / "data" / "published" / "figures.csv", figures)
    return Workspace(tmp_path / "workspace", "mini", tmp_path / "data")


def test_a_sum_of_half_a_year_is_held_against_no_whole_year(tmp_path: Path) -> None:
    """A commune that began in July counted 40 visits in half a year; 41 in the whole next one are no rise."""
    half = {"period_start": "2021-07-01", "period_end": "2021-12-31"}
    values = ((2021, 40, half), (2022, 41, {}), (2023, 45, {}))
    workspace = with_own_targets(
        tmp_path, [{"indicator_id": "visits", "year": year, "value": value, **days} for year, value, days in values]
    )

    rows = metrics.targets(workspace.store, unit="xa-thu").query("indicator_id == 'visits'").set_index("year")

    assert rows.loc[[2022, 2023], "level"].tolist() == ["not_comparable", "met"]
    assert rows.loc[2022, ["break_title", "break_reason"]].tolist() == [
        "Kỳ dài ngắn khác nhau",
        "cộng của 184 ngày → cộng của 365 ngày",
    ]


@pytest.mark.parametrize(
    ("figure", "problem"),
    [
        ("balance,-12.5,,", ""),
        ("balance,-60,,", "giá trị -60 ngoài thang đo"),
        ("trips,,250,200", ""),
        ("trips,,1250,200", "giá trị 6,25 ngoài thang đo"),
        ("on-time,,250,200", "tử số 250 lớn hơn mẫu số 200"),
    ],
)
def test_the_limits_of_a_value_are_those_of_its_target(tmp_path: Path, figure: str, problem: str) -> None:
    """A mean may be above one, a balance below nothing; the limits that the plan names hold for counts too."""
    workspace = with_own_targets(tmp_path, [])
    indicator, value, numerator, denominator = figure.split(",")
    text = (
        "indicator_id,unit_id,year,value,numerator,denominator,flag,source_id\n"
        f"{indicator},xa-thu,2022,{value},{numerator},{denominator},final,so-thu\n"
    )
    if problem:
        with pytest.raises(FaultError, match=problem):
            workspace.submit([("so.csv", text.encode())], unit_id="xa-thu", by="An")
        return

    workspace.submit([("so.csv", text.encode())], unit_id="xa-thu", by="An")

    rows = metrics.targets(workspace.store, unit="xa-thu").set_index(["indicator_id", "year"])
    assert rows.loc[(indicator, 2022), "value"] == (float(value) if value else int(numerator) / int(denominator))


@pytest.mark.parametrize(("operator", "side"), [("<", 1), (">", -1)])
def test_below_and_above_are_not_met_by_the_value_itself(tmp_path: Path, operator: str, side: int) -> None:
    """«Trước hạn» asks 90 % in 2022, the by-year «Trực tuyến» 80 % in 2025."""
    folder = tmp_path / "data" / "plans" / "mini"
    shutil.copytree(DATA / "plans" / "mini", folder)
    file = folder / "indicators.toml"
    text = file.read_text(encoding="utf-8")
    for name in ("early", "online"):
        before, after = text.split(f'id = "{name}"')
        text = f'{before}id = "{name}"' + after.replace('operator = ">="', f'operator = "{operator}"', 1)
    file.write_text(text, encoding="utf-8")
    (tmp_path / "data" / "published").mkdir()
    write_figures(
        tmp_path / "data" / "published" / "figures.csv",
        [
            {"indicator_id": indicator, "year": year, "numerator": numerator, "denominator": 100}
            for indicator, year, numerator in (
                ("early", 2022, 90), ("early", 2023, 90 - side), ("online", 2022, 80), ("online", 2023, 80 - side),
            )
        ],
    )  # fmt: skip
    rows = metrics.targets(Workspace(tmp_path / "w", "mini", tmp_path / "data").store, unit="xa-thu")
    rows = rows.set_index(["indicator_id", "year"])

    assert rows.loc["early", "level"].loc[[2022, 2023]].tolist() == ["missed", "met"]
    assert rows.loc["online", "pace"].loc[[2022, 2023]].tolist() == ["not_assessed", "reached"]
    assert requirement(rows.loc[("early", 2022)].to_dict()).endswith(", mới bằng mức này")


def test_the_second_test_of_a_ladder_asks_the_step_that_was_in_force_in_the_year(tmp_path: Path) -> None:
    workspace = revision(tmp_path)

    rows = metrics.targets(workspace.store, unit="xa-thu").set_index(["indicator_id", "year"]).loc["digitised"]

    assert rows.loc[[2023, 2024], "increment_required"].tolist() == [20, 10]
    assert rows.loc[[2023, 2024], "second_test"].tolist() == ["missed", "met"]
    # 15 + 2 × 20 in 2023; the ladder of 2024 counts from the first year, too: 15 + 3 × 10.
    assert rows.loc[[2023, 2024], "target"].tolist() == [55, 45]


def test_an_amendment_is_told_and_a_schedule_of_one_decision_is_not(tmp_path: Path) -> None:
    catalog = revision(tmp_path).catalog
    ladder = catalog.targets["digitised"]
    # 15 + 3 × 20 before, 15 + 3 × 10 after; the years before 2024 keep the first ladder.
    assert [line[: line.index(":")] for line in amendments(catalog, ladder)] == [
        f"Mức cần đạt năm {year} đã được sửa" for year in (2024, 2025)
    ]
    first, second = ladder.version
    schedule = ladder.model_copy(update={"version": (first, second.model_copy(update={"decided": first.decided}))})
    assert amendments(catalog, schedule) == []


def test_the_words_beside_a_ladder_are_those_of_the_year_looked_at(tmp_path: Path) -> None:
    workspace = revision(tmp_path)

    for year, step in ((2023, 20), (2024, 10)):
        request = ViewRequest("xa-thu", year, indicator="digitised")
        view = VIEWS["dien-bien-chi-tieu"](workspace.store, workspace.catalog, request)
        assert f"mỗi năm thêm {step} điểm %" in view.notes[0]


QUARTER_DAYS = (("01-01", "03-31"), ("04-01", "06-30"), ("07-01", "09-30"), ("10-01", "12-31"))


def quarters(*numbers: int, year: int = 2022) -> list[dict[str, object]]:
    return [
        {
            "indicator_id": "early",
            "year": year,
            "period_start": f"{year}-{QUARTER_DAYS[one - 1][0]}",
            "period_end": f"{year}-{QUARTER_DAYS[one - 1][1]}",
            "numerator": 9,
            "denominator": 10,
        }
        for one in numbers
    ]


@pytest.mark.parametrize(
    ("days", "counts", "periods"),
    [
        pytest.param(365, (36, 40), "", marks=pytest.mark.figures(quarters(1, 2, 3, 4))),
        pytest.param(181, (18, 20), "Kỳ số liệu: 01/01/2022–30/06/2022.", marks=pytest.mark.figures(quarters(1, 2))),
        pytest.param(
            274,
            (27, 30),
            "Kỳ số liệu: 01/01/2022–31/03/2022, 01/07/2022–30/09/2022, 01/10/2022–31/12/2022; giữa các kỳ còn thiếu.",
            marks=pytest.mark.figures(quarters(1, 3, 4)),
        ),
    ],
)
def test_quarters_add_up_by_counts_and_a_missing_one_is_told(
    commune: Commune, days: int, counts: tuple[int, int], periods: str
) -> None:
    rows = metrics.targets(commune.store, unit=commune.unit, year=2022)
    row = rows[rows["indicator_id"] == "early"].to_dict("records")[0]

    assert (row["numerator"], row["denominator"], row["days"]) == (*counts, days)
    # A figure of a part of the year may still change.
    assert row["flag"] == ("provisional" if periods else "final")
    assert ("Kỳ số liệu" in sentence(row)) is bool(periods)
    assert periods in sentence(row)


@pytest.mark.figures(
    [
        {**row, "breakdown_id": "field", "group_id": group}
        for group, numbers in (("land", (1, 2, 3, 4)), ("civil-status", (1, 2, 4)))
        for row in quarters(*numbers)
    ]
)
def test_a_group_without_a_quarter_leaves_the_whole_without_it(commune: Commune) -> None:
    rows = metrics.coverage(commune.store, unit=commune.unit)

    assert rows[(rows["indicator_id"] == "early") & (rows["year"] == 2022)]["days"].tolist() == [365 - 92]


def test_what_is_owed_since_the_day_on_which_the_yearly_report_was_due(tmp_path: object) -> None:
    """Hạn báo cáo năm của kế hoạch là 20/12; xã có đến hết 30/6/2025 nên nửa năm ấy là đủ."""
    workspace = Workspace(tmp_path / "workspace", "nhat-quang-2021-2025", APP / "data")  # type: ignore[operator]
    rows = coverage_rows(workspace.store, workspace.catalog, unit="nhat-quang")
    missing = debts(rows, today=dt.date(2025, 12, 21)).set_index(["indicator_id", "year"])
    day_before = debts(rows, today=dt.date(2025, 12, 20))

    on_time = rows[(rows["indicator_id"] == "on-time") & (rows["year"] == 2025)]
    assert on_time["covered"].tolist() == ["whole"]
    assert missing.loc[("papi", 2025), "days"] == 1
    assert missing.loc[("papi", 2025), "due"] == dt.date(2025, 12, 20)
    assert 2025 not in day_before["year"].tolist()


EARLY = [
    {"indicator_id": "early", "year": year, "numerator": numerator, "denominator": 100}
    for year, numerator in ((2021, 80), (2022, 88), (2023, 66))
]
ONLINE = [{"indicator_id": "online", "year": year, "numerator": 40, "denominator": 100} for year in (2022, 2023)]


def comparison(commune: Commune, *indicators: str) -> DataFrame:
    rows = metrics.compare(commune.store, units=[commune.unit], indicators=indicators, from_year=2021, to_year=2023)
    return rows.set_index(["indicator_id", "year"])


@pytest.mark.figures(EARLY)
def test_the_first_year_with_a_value_is_100(commune: Commune) -> None:
    rows = comparison(commune, "early")

    # 88 / 80 and 66 / 80.
    assert rows["indexed"].tolist() == pytest.approx([100, 110, 82.5])


@pytest.mark.figures([*EARLY, *ONLINE])
def test_the_base_is_the_first_year_that_all_have(commune: Commune) -> None:
    rows = comparison(commune, "early", "online")

    assert rows["base_year"].unique().tolist() == [2022]
    # 80 / 88 and 66 / 88.
    assert rows.loc["early", "indexed"].tolist() == pytest.approx([90.909, 100, 75], abs=0.001)
    assert rows.loc["online", "indexed"].isna().tolist() == [True, False, False]


@pytest.mark.figures([EARLY[0], EARLY[2]])
def test_a_missing_year_stays_missing(commune: Commune) -> None:
    rows = comparison(commune, "early")

    assert rows["value"].isna().tolist() == [False, True, False]
    assert rows["indexed"].isna().tolist() == [False, True, False]


@pytest.mark.figures([EARLY[0], ONLINE[0]])
def test_without_a_common_year_there_is_no_base(commune: Commune) -> None:
    rows = comparison(commune, "early", "online")

    assert rows["base_year"].isna().all()
    assert rows["indexed"].isna().all()


@pytest.mark.figures(EARLY)
def test_series_without_any_figure_take_no_part_in_the_base(commune: Commune) -> None:
    rows = comparison(commune, "early", "online")

    assert rows.loc["early", "indexed"].tolist() == pytest.approx([100, 110, 82.5])


NOTHING = [{"indicator_id": "online", "year": year, "numerator": 0, "denominator": 100} for year in (2021, 2022)]


@pytest.mark.figures([*EARLY, NOTHING[0], ONLINE[0]])
def test_a_year_with_a_zero_is_no_base(commune: Commune) -> None:
    rows = comparison(commune, "early", "online")

    assert rows["base_year"].unique().tolist() == [2022]
    assert rows.loc["online", "indexed"].tolist()[:2] == [0, 100]


@pytest.mark.figures([*EARLY, *NOTHING])
def test_a_series_of_zeros_is_left_out_and_told(commune: Commune) -> None:
    units = (commune.unit,)
    requests = [("early", "online"), ("online",)]
    both, zeros = (
        VIEWS["so-sanh"](
            commune.store,
            commune.catalog,
            ViewRequest(commune.unit, 2023, units=units, indicators=indicators, indexed=True),
        )
        for indicators in requests
    )

    assert comparison(commune, "early", "online").loc["early", "indexed"].tolist() == pytest.approx([100, 110, 82.5])
    assert "(mọi năm bằng 0)" in " ".join(both.notes)
    # Without a base the values are drawn, and a note says so.
    assert zeros.draw is not None
    assert "khác 0" in zeros.notes[0]


def test_no_index_number_crosses_a_break() -> None:
    # PAPI went from six dimensions to eight in 2018.
    rows = metrics.compare(
        Workspace.open().store, units=["hung-yen"], indicators=["papi"], from_year=2017, to_year=2024
    ).set_index("year")

    assert rows["value"].notna().all()
    assert rows["base_year"].unique().tolist() == [2017]
    assert rows["indexed"].dropna().to_dict() == {2017: 100}


@pytest.mark.figures(EARLY)
@pytest.mark.parametrize("indexed", [True, False])
def test_a_view_of_it_is_drawn_or_says_why_not(commune: Commune, *, indexed: bool) -> None:
    request: dict[str, Any] = {"unit": commune.unit, "year": 2023, "units": (commune.unit,), "indexed": indexed}

    picture = VIEWS["so-sanh"](commune.store, commune.catalog, ViewRequest(**request, indicators=("early",)))
    empty = VIEWS["so-sanh"](commune.store, commune.catalog, ViewRequest(**request, indicators=("online",)))

    assert picture.draw is not None
    assert empty.draw is None
    assert empty.text


@pytest.mark.figures([*EARLY[:2], {**EARLY[2], "flag": "provisional"}])
def test_a_figure_that_is_not_final_is_told_from_the_others(commune: Commune) -> None:
    request = ViewRequest(commune.unit, 2023, units=(commune.unit,), indicators=("early",))

    view = VIEWS["so-sanh"](commune.store, commune.catalog, request)

    assert "Chấm rỗng: số chưa chính thức." in view.notes
    assert "2022: 88 %;" in view.text.replace("\xa0", " ")
    assert "2023: 66 % (tạm thời)" in view.text.replace("\xa0", " ")


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


def test_the_year_that_the_first_one_is_held_against_has_a_row_of_its_own(workspace_of: WorkspaceMaker) -> None:
    figures = [
        {"indicator_id": "early", "year": 2020, "numerator": 70, "denominator": 100},
        {"indicator_id": "early", "year": 2021, "numerator": 85, "denominator": 100},
    ]
    rows = metrics.targets(workspace_of(published=figures).store, unit="xa-thu")
    rows = rows[rows["indicator_id"] == "early"].set_index("year")

    # 85 − 70 = 15 điểm %; năm 2020 có số mà kế hoạch không đặt mức nào cho năm ấy.
    assert (rows.loc[2021, "previous"], rows.loc[2021, "change"]) == (70, 15)
    assert (rows.loc[2020, "value"], rows.loc[2020, "level"]) == (70, "not_comparable")
    assert rows["target"].isna()[2020]
