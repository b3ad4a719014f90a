"""Results of an assessment: tables as offices write them, published ones, and one as a figure of its index."""

import datetime as dt
import shutil
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from openpyxl import Workbook
from pandas.testing import assert_frame_equal

from cchc_metrics import metrics
from cchc_metrics.catalog import load
from cchc_metrics.criteria.loader import read_set
from cchc_metrics.criteria.models import CriteriaSet
from cchc_metrics.documents import annex, exports, reports
from cchc_metrics.faults import FaultError
from cchc_metrics.store import Store
from cchc_metrics.text import score_sentence, sentence
from cchc_metrics.workspace import APP, Workspace
from tests.conftest import write_figures
from tests.criteria.conftest import WHY, assessment, criterion, set_text, total, tree, write_results

Scoring = Callable[..., Workspace]
SET = set_text(criterion("1.1", '{ kind = "proportion" }', 6) + criterion("1.2", '{ kind = "survey", full = 100 }', 4))
# Two criteria that a share scores, the first of them with evidence.
SHARES = criterion("1.1", '{ kind = "proportion" }', 6, 'evidence = "Báo cáo"') + criterion(
    "1.2", '{ kind = "proportion" }', 4
)


def handed_in(workspace: Workspace, name: str, data: bytes) -> Workspace:
    workspace.assessments.submit((name, data), criteria="bo-thu", unit_id="xa-thu", year=2022, by="An", why=WHY)
    return workspace


@pytest.mark.parametrize(
    ("name", "text", "letters"),
    [
        ("k.csv", "criterion,numerator,denominator,explanation\n1-1,1,2,đếm lại\n", "utf-16"),
        ("k.csv", "criterion;numerator;denominator;explanation\n1-1;1;2;đếm lại\n", "utf-8"),
        ("K.CSV", "criterion\tnumerator\tdenominator\texplanation\n\n1-1\t1\t2\tđếm lại\n", "utf-8-sig"),
    ],
)
def test_a_table_is_known_by_what_stands_in_it(scoring: Scoring, name: str, text: str, letters: str) -> None:
    row = tree(handed_in(scoring({"bo.toml": SET}), name, text.encode(letters)))["1.1"]

    assert (row["points"], row["explanation"]) == (3, "đếm lại")


@pytest.mark.parametrize("denominator", ["1.204", '"1,204"'])
def test_a_count_with_three_digits_behind_its_only_sign_is_thousands(scoring: Scoring, denominator: str) -> None:
    text = f"criterion,numerator,denominator\n1-1,602,{denominator}\n"

    # 602 of 1204 is one half, as 1 of 2 above: 3 points. 602 of 1,204 would be no share.
    assert tree(handed_in(scoring({"bo.toml": SET}), "k.csv", text.encode()))["1.1"]["points"] == 3


def test_where_semicolons_part_the_cells_a_dot_parts_thousands(scoring: Scoring) -> None:
    text = "criterion;numerator;denominator;value\n1-1;602;1.204;\n1-2;;;88,25\n"

    rows = tree(handed_in(scoring({"bo.toml": SET}), "k.csv", text.encode()))

    assert (rows["1.1"]["points"], rows["1.2"]["points"]) == (3, 3.53)


@pytest.mark.parametrize(("cell", "points"), [("88,25", 3.53), (88.25, 3.53)])
def test_a_workbook_may_hold_a_number_as_text(scoring: Scoring, tmp_path: Path, cell: object, points: float) -> None:
    book = Workbook()
    for row in (("criterion", "value"), ("1-2", cell)):
        book.worksheets[0].append(row)
    book.save(tmp_path / "k.xlsx")

    rows = tree(handed_in(scoring({"bo.toml": SET}), "k.xlsx", (tmp_path / "k.xlsx").read_bytes()))

    assert rows["1.2"]["points"] == points


def test_a_quote_that_does_not_close_is_told_and_no_crash(scoring: Scoring) -> None:
    text = 'criterion,explanation\n1-1,"' + "x" * 200_000

    with pytest.raises(FaultError, match="dấu ngoặc kép"):
        handed_in(scoring({"bo.toml": SET}), "k.csv", text.encode())


def test_a_unit_does_not_give_itself_points_of_a_survey(scoring: Scoring) -> None:
    with pytest.raises(FaultError, match=r"mục 1\.2 chấm bằng khảo sát"):
        handed_in(scoring({"bo.toml": SET}), "k.csv", b"criterion,points,explanation\n1-2,3,x\n")


@pytest.mark.parametrize(
    ("rule", "columns", "cells", "column"),
    [
        ('{ kind = "yes-no", late = 0.5 }', "numerator,denominator", "1,2", "done"),
        ('{ kind = "steps", counted = "báo cáo", step = [{ at_least = 4, points = 10 }] }', "done", "có", "counted"),
        ('{ kind = "proportion" }', "counted", "3", "numerator hoặc value"),
    ],
)
def test_a_result_where_the_rule_does_not_look_is_told_and_not_left_unscored(
    scoring: Scoring,
    rule: str,
    columns: str,
    cells: str,
    column: str,
) -> None:
    text = f"criterion,{columns}\n1-1,{cells}\n"

    with pytest.raises(FaultError, match=f"quy tắc của mục này không xét.*kết quả ở {column}"):
        handed_in(scoring({"bo.toml": set_text(criterion("1.1", rule, 10))}), "k.csv", text.encode())


@pytest.mark.parametrize(
    ("result", "problem"),
    [
        ({"criterion": "1-9", "points": 1}, "không có tiêu chí nào"),
        ({"criterion": "1-1", "points": 7}, "từ 0 đến 6"),
        ({"criterion": "1-1", "numerator": 3, "denominator": 2}, "lớn hơn mẫu số"),
        ({"criterion": "1-1", "numerator": 3}, "thiếu tử số hoặc mẫu số"),
        ({"criterion": "1-1", "points": "bốn"}, "cột «points»"),
        ({"criterion": "1-1", "document": "1/BC"}, "số văn bản cùng ngày"),
        ({"criterion": "1-1", "kind": "tu-cham"}, "cột «kind»"),
        ({"criterion": "1-1", "year": 2020, "points": 1}, "khác với «2022»"),
        ({"criterion": "1-2", "points": 1}, "đã có kết quả ở more.csv, dòng 2"),
        ({"criterion": "1-1", "points": "1e999"}, "cột «points»"),
        ({"criterion": "1-1", "points": "NaN"}, "«NaN»"),
        ({"criterion": "1-1", "numerator": "1e30", "denominator": 1}, "cột «numerator»"),
        ({"criterion": "1-1", "done": "có", "done_on": "31/02/2022"}, "28/01/2022"),
        ({"criterion": "1-3", "points": -1}, "từ 0 đến 2 điểm"),
        ({"criterion": "1-3", "points": 3}, "từ 0 đến 2 điểm"),
    ],
)
def test_a_result_at_fault_is_told_at_its_line_and_nothing_is_stored(
    scoring: Scoring, result: dict[str, object], problem: str
) -> None:
    # 1.3 has no maximum of its own: of the twelve of what it stands under, 1.1 and 1.2 have ten.
    workspace = scoring({"bo.toml": set_text(SHARES + criterion("1.3", '{ kind = "unknown" }', None), maximum=12)})
    file = write_results(
        workspace.folder / "more.csv", [{"criterion": "1-2", "numerator": 1, "denominator": 2}, result]
    )

    with pytest.raises(FaultError) as refusal:
        workspace.assessments.submit(file, criteria="bo-thu", unit_id="xa-thu", year=2022, by="An", why=WHY)

    assert [problem in str(fault) for fault in refusal.value.faults] == [True]
    assert "dòng 3" in refusal.value.faults[0].place
    assert workspace.ledger.entries() == []


@pytest.mark.parametrize("text", ["", "criterion,points\n", "\n\n"])
def test_a_table_without_a_line_is_told_so(scoring: Scoring, tmp_path: Path, text: str) -> None:
    file = tmp_path / "rong.csv"
    file.write_text(text, encoding="utf-8")

    with pytest.raises(FaultError, match=r"không có dòng kết quả nào|thiếu cột"):
        scoring({"bo.toml": set_text(SHARES)}).assessments.submit(
            file, criteria="bo-thu", unit_id="xa-thu", year=2022, by="An", why=WHY
        )


def test_days_may_be_written_as_officers_write_them(scoring: Scoring) -> None:
    workspace = scoring(
        {"bo.toml": set_text(criterion("1.1", '{ kind = "yes-no", late = 0.5 }', 10, 'due = "03-02"'))},
        [
            {
                "criterion": "1-1",
                "done": "có",
                "done_on": "3/2/2022",
                "document": "1/BC-UBND",
                "document_date": "05/01/2022",
            }
        ],
    )

    row = tree(workspace)["1.1"]

    # 03 February, in time for 02 March; read as 2 March it would be too, as 2 April not.
    assert (str(row["done_on"])[:10], row["points"]) == ("2022-02-03", 10)
    assert list(row["evidence"]) == ["1/BC-UBND ngày 05/01/2022"]


PUBLICATIONS = tomllib.loads((Path(__file__).parent / "published.toml").read_text(encoding="utf-8"))


def set_of(name: str) -> CriteriaSet:
    catalog = load(APP / "data" / "plans" / "nhat-quang-2021-2025", [APP / "data" / "published", APP / "data" / "demo"])
    return read_set(name, (APP / "data" / "criteria" / name).read_bytes(), catalog)


def test_thanh_hoa_2023_has_84_applicable_points(scoring: Scoring) -> None:
    case = PUBLICATIONS["thanh-hoa-2023"]
    text = criterion("1.1", '{ kind = "unknown" }', case["applicable"]) + criterion(
        "1.2", '{ kind = "unknown" }', case["not_applicable"]
    )
    workspace = scoring(
        {"bo.toml": set_text(text, maximum=100)},
        [
            {"criterion": "1-1", "points": case["points"]},
            {"criterion": "1-2", "not_applicable": "không có nhiệm vụ này"},
        ],
    )

    whole = total(workspace)

    assert whole["applicable"] == case["applicable"]
    assert round(whole["value"], 2) == case["value"]


def test_the_provincial_set_of_2017_adds_up_to_100(scoring: Scoring) -> None:
    case = PUBLICATIONS["tinh-2017"]

    def areas(points: list[float]) -> str:
        head = set_text("", maximum=case["total"]).split("[[criterion]]")[0]
        return head + "".join(
            criterion(str(number), '{ kind = "unknown" }', most) for number, most in enumerate(points, 1)
        )

    assert sum(case["areas"]) == case["total"]
    assert len(tree(scoring({"bo.toml": areas(case["areas"])}))) == 8
    with pytest.raises(FaultError, match="cộng lại"):
        scoring({"bo.toml": areas([*case["areas"][:-1], 15])}).store  # noqa: B018 - building is what fails


def test_the_766_set_has_the_points_of_the_portal() -> None:
    criteria_set = set_of("bo-766-2022.toml")

    assert {row.key: row.maximum for row in criteria_set.beneath(None)} == PUBLICATIONS["bo-766"]["groups"]
    assert sum(PUBLICATIONS["bo-766"]["groups"].values()) == criteria_set.head.maximum == 100


@pytest.mark.parametrize("case", PUBLICATIONS["bo-766"]["thresholds"], ids=lambda case: case["code"])
def test_766_rules_are_as_published(case: dict[str, Any]) -> None:
    row = next(row for row in set_of("bo-766-2022.toml").criteria if row.key == case["id"])

    assert row.code == case["code"]
    assert row.rule is not None
    assert row.rule.threshold == case["threshold"]
    assert row.maximum == case.get("maximum")


@pytest.mark.slow
def test_766_thresholds_at_just_under_and_just_over(scoring: Scoring) -> None:
    cases = PUBLICATIONS["bo-766"]["thresholds"]
    text = (APP / "data" / "criteria" / "bo-766-2022.toml").read_text(encoding="utf-8").replace("bo-766", "bo-thu")
    shares: dict[str, list[float]] = {}
    workspace = scoring({"bo.toml": text})
    for year, millionths in ((2022, -1), (2023, 0), (2024, 1)):
        results = [
            {"criterion": case["id"], "numerator": case["threshold"] * 10_000 + millionths, "denominator": 1_000_000}
            for case in cases
        ]
        file = write_results(workspace.folder / f"{year}.csv", results)
        workspace.assessments.submit(file, criteria="bo-thu", unit_id="xa-thu", year=year, by="An", why=WHY)
    for year in (2022, 2023, 2024):
        for row in tree(workspace, year).values():
            shares.setdefault(row["criterion_id"], []).append(row["share"])

    for case in cases:
        under, at, over = shares[case["id"]]
        assert (at, over) == (1, 1), case["code"]
        if case.get("below") == "unknown":
            assert under != under, case["code"]
        else:
            assert under == pytest.approx((case["threshold"] * 10_000 - 1) / (case["threshold"] * 10_000)), case["code"]
            assert under < 1, case["code"]


def test_what_a_commune_is_not_scored_on_gives_it_all_points(scoring: Scoring) -> None:
    text = (APP / "data" / "criteria" / "bo-766-2022.toml").read_text(encoding="utf-8").replace("bo-766", "bo-thu")
    rows = {row["code"]: row for row in tree(scoring({"bo.toml": text})).values() if row["is_leaf"]}

    assert {code: rows[code]["points"] for code in ("1.1", "1.2", "1.3")} == {"1.1": 6, "1.2": 4, "1.3": 2}
    assert all(rows[code]["state"] == "not_applicable" for code in ("1.1", "1.2", "1.3"))


def test_no_shipped_set_says_that_it_is_hung_yens() -> None:
    for path in (APP / "data" / "criteria").glob("*.toml"):
        head = set_of(path.name).head
        assert "Hưng Yên" not in head.name + head.short + head.decision
        assert head.illustrative or head.decision


FIGURE = {"indicator_id": "papi", "year": 2022, "value": 9}


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """6 of 10 points in 2022, by a set that feeds the index PAPI; not to be written to."""
    folder = tmp_path_factory.mktemp("scored")
    text = set_text(criterion("1.1", '{ kind = "proportion" }', 10), more='index = "papi"')
    assessment(folder, {"bo.toml": text}, [{"criterion": "1-1", "numerator": 6, "denominator": 10}]).build()
    return folder


@pytest.fixture
def office(template: Path, tmp_path: Path) -> Workspace:
    """The same folder, to be written to; nothing is published yet."""
    folder = shutil.copytree(template, tmp_path / "scored", symlinks=True)
    return Workspace(folder / "workspace", "mini", folder / "data")


def publish(workspace: Workspace) -> int:
    return workspace.assessments.publish(
        criteria="bo-thu",
        unit_id="xa-thu",
        year=2022,
        document="1/QĐ-UBND",
        date=dt.date(2023, 2, 1),
        by="Chi",
        why=WHY,
    ).number


def papi(workspace: Workspace) -> pd.Series:
    return metrics.indices(workspace.store, unit="xa-thu", index="papi", year=2022).iloc[0]


def hand_in(workspace: Workspace, **fields: object) -> int:
    file = write_figures(workspace.folder / "so.csv", [{**FIGURE, **fields}])
    entry = workspace.submit([file], unit_id="xa-thu", by="An")
    assert entry is not None
    return entry.number


@pytest.mark.slow
def test_it_is_final_and_changed_only_once_it_is_opened(office: Workspace) -> None:
    # Six of ten points: the index counts in points, as the set does.
    publish(office)
    assert papi(office)[["value", "flag"]].tolist() == [6, "final"]

    with pytest.raises(FaultError, match="đã công bố ở bút toán 2"):
        hand_in(office)
    office.lock("2022", unit_id="xa-thu", by="Chi", why="đính chính", unlock=True)
    hand_in(office)

    assert papi(office)[["value", "flag"]].tolist() == [9, "provisional"]


@pytest.mark.slow
def test_whoever_published_by_mistake_takes_it_back(office: Workspace) -> None:
    office.undo(publish(office), by="Chi", why="nhầm")

    assert papi(office)["level"] == "no_data"


@pytest.mark.slow
def test_it_is_refused_beside_a_figure_of_another_period_of_its_year(office: Workspace) -> None:
    hand_in(office, period_start="2022-01-01", period_end="2022-06-30")

    with pytest.raises(FaultError, match=r"so\.csv, dòng 2.*01/01/2022–30/06/2022"):
        publish(office)
    office.undo(2, by="An", why="để công bố")
    publish(office)

    assert papi(office)["value"] == 6


@pytest.mark.slow
def test_the_site_knows_its_method_by_name(office: Workspace) -> None:
    publish(office)

    with office.publishable(on=dt.date(2026, 1, 1)) as publication:
        assert metrics.methods(publication.store)["bo-thu-2021"] == "Bộ thử, từ năm 2021"


@pytest.mark.slow
def test_the_decision_is_named_as_its_source(office: Workspace) -> None:
    publish(office)
    request = reports.request(office, kind="phu-luc", unit="xa-thu", year=2022, day=dt.date(2023, 3, 1))

    line = next(
        line
        for line in annex.lines(
            office.catalog,
            metrics.indices(office.store, unit=request.unit, year=request.year).to_dict("records"),
            [],
        )
        if line.name == "PAPI"
    )
    sources = exports.tables(office.store, office.catalog, ["xa-thu"])["nguon"]

    assert line.origin == "Quyết định 1/QĐ-UBND; 01/01/2022–31/12/2022"
    assert "Quyết định 1/QĐ-UBND" in sources["title"].tolist()


def test_a_rank_that_no_unit_can_have_is_left_out_and_stops_no_later_build(office: Workspace, tmp_path: Path) -> None:
    book = pd.DataFrame({"Đơn vị": ["Xã A"], "Chỉ số": [92.5], "Xếp hạng": [10**12]})
    book.to_excel(tmp_path / "bang.xlsx", index=False)

    office.assessments.peers(tmp_path / "bang.xlsx", criteria="bo-thu", unit_id="xa-thu", year=2022, by="An")

    rows = metrics.score_peers(office.store, unit="xa-thu", criteria="bo-thu", year=2022)
    assert rows["reported_rank"].isna().all()


FIGURE_SET = {"thu.toml": set_text(criterion("1.1", '{ kind = "proportion" }', 10, 'indicator = "early"'))}
ENTRY = {
    "criterion": "1-1",
    "kind": "self",
    "numerator": 19,
    "denominator": 20,
    "document": "Danh sách",
    "document_date": "2022-12-01",
}


def readings(workspace: Workspace) -> tuple[dict[Any, Any], str, str]:
    """The row of the target, its sentence, and that of the criterion."""
    targets = metrics.targets(workspace.store, unit="xa-thu", year=2022).set_index("indicator_id", drop=False)
    tree = metrics.score_tree(workspace.store, unit="xa-thu", criteria="bo-thu", year=2022)
    row = targets.loc["early"].to_dict()
    return row, sentence.sentence(row), score_sentence.explain(tree[tree["is_leaf"]].iloc[0].to_dict())


@pytest.mark.slow
def test_a_result_that_no_figure_has_is_told_at_both(scoring: Callable[..., Workspace]) -> None:
    row, target, score_line = readings(scoring(FIGURE_SET, [ENTRY]))

    assert row["level"] == "no_data"
    assert "Bảng chấm điểm, mục 1.1, ghi 95\N{NO-BREAK SPACE}% (19/20) mà chưa nộp thành số liệu." in target
    assert "chưa nộp thành số liệu" in score_line


@pytest.mark.parametrize(("numerator", "differs"), [(18, True), (19, False)])
def test_another_figure_is_told_at_both_and_the_same_at_neither(
    scoring: Callable[..., Workspace], numerator: int, *, differs: bool
) -> None:
    figure = {"indicator_id": "early", "year": 2022, "numerator": numerator, "denominator": 20}

    _, target, score_line = readings(scoring(FIGURE_SET, [ENTRY], [figure]))

    assert ("ghi 95\N{NO-BREAK SPACE}% (19/20), khác số này." in target) is differs
    assert ("khác số liệu đã nộp" in score_line) is differs
    # The points are those of the figure that was handed in.
    assert f"Đạt {5 * numerator}\N{NO-BREAK SPACE}%" in score_line


def test_the_site_says_of_every_change_what_the_screens_say(default_workspace: Workspace) -> None:
    """Scores are not published, and yet an area with full marks in both years made nothing of the change."""

    def changes(store: Store, index: str) -> list[pd.DataFrame]:
        years = [(year - 1, year) for year in default_workspace.catalog.years]
        return [
            metrics.change(store, unit="nhat-quang", index=index, from_year=first, to_year=last)
            for first, last in years
        ]

    with default_workspace.publishable(on=dt.date(2026, 11, 25), illustrative=True) as publication:
        for index in default_workspace.catalog.indices:
            for ours, theirs in zip(
                changes(default_workspace.store, index), changes(publication.store, index), strict=True
            ):
                assert_frame_equal(ours, theirs)
        parts = changes(publication.store, "par-index")[-1].set_index("part_id")["change"]
        rows = metrics.indices(publication.store, unit="nhat-quang", index="par-index", year=2025)

    assert parts["par-institutions"] == 0
    assert rows["main_part_name"].tolist() == ["Cải cách tổ chức bộ máy"]
