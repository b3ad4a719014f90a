"""A target that the plan revised: each year is judged by what was in force in it."""

import shutil
from pathlib import Path

from cchc_metrics import metrics
from cchc_metrics.views import VIEWS, ViewRequest
from cchc_metrics.views.areas import amendments
from cchc_metrics.workspace import Workspace
from tests.conftest import DATA, write_figures

FIRST = '{ from_year = 2021, decided = 2022-01-28, cite = { document = "kh-01" }, ladder = '
SECOND = (
    '{ from_year = 2024, decided = 2024-01-05, cite = { document = "kh-01" }, '
    'ladder = { start = 15, step = 10, reading = "points", until = 100 } }'
)


def revised(tmp_path: Path) -> Workspace:
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


def test_the_second_test_of_a_ladder_asks_the_step_that_was_in_force_in_the_year(tmp_path: Path) -> None:
    workspace = revised(tmp_path)

    rows = metrics.targets(workspace.store, unit="xa-thu").set_index(["indicator_id", "year"]).loc["digitised"]

    assert rows.loc[[2023, 2024], "increment_required"].tolist() == [20, 10]
    assert rows.loc[[2023, 2024], "second_test"].tolist() == ["missed", "met"]
    # 15 + 2 × 20 in 2023; the ladder of 2024 counts from the first year, too: 15 + 3 × 10.
    assert rows.loc[[2023, 2024], "target"].tolist() == [55, 45]


def test_an_amendment_is_told_and_a_schedule_of_one_decision_is_not(tmp_path: Path) -> None:
    catalog = revised(tmp_path).catalog
    ladder = catalog.targets["digitised"]
    # 15 + 3 × 20 before, 15 + 3 × 10 after; the years before 2024 keep the first ladder.
    assert [line[: line.index(":")] for line in amendments(catalog, ladder)] == [
        f"Mức cần đạt năm {year} đã được sửa" for year in (2024, 2025)
    ]
    first, second = ladder.version
    scheduled = ladder.model_copy(update={"version": (first, second.model_copy(update={"decided": first.decided}))})
    assert amendments(catalog, scheduled) == []


def test_the_words_beside_a_ladder_are_those_of_the_year_looked_at(tmp_path: Path) -> None:
    workspace = revised(tmp_path)

    for year, step in ((2023, 20), (2024, 10)):
        asked = ViewRequest("xa-thu", year, indicator="digitised")
        view = VIEWS["dien-bien-chi-tieu"](workspace.store, workspace.catalog, asked)
        assert f"mỗi năm thêm {step} điểm %" in view.notes[0]
