"""Many units side by side, on the plan of a province with twelve communes; each count worked by hand."""

import io

import openpyxl
import pytest
from pandas import DataFrame

from cchc_metrics import metrics
from cchc_metrics.documents import reports
from cchc_metrics.documents.exports import export
from cchc_metrics.views import VIEWS, ViewRequest, many_units
from cchc_metrics.views.many_units import UnitRow
from cchc_metrics.workspace import Workspace
from tests.conftest import DATA

YEAR = 2025


@pytest.fixture(scope="module")
def province(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    workspace = Workspace(tmp_path_factory.mktemp("tinh"), "tinh", DATA)
    workspace.build()
    return workspace


@pytest.fixture(scope="module")
def targets(province: Workspace) -> DataFrame:
    return metrics.matrix(province.store, year=YEAR)


def names(rows: list[UnitRow]) -> list[str]:
    return [row.unit_id for row in rows]


def test_what_was_missed_and_what_is_not_known_is_counted_by_unit(targets: DataFrame) -> None:
    """Cẩm Giang: 90, 40 và 10 %, cần 95, 60 và 50; Gia Lộc chưa có số hóa; Long Hưng chưa có gì."""
    rows = {row.unit_id: (row.missed, row.unknown) for row in many_units.unit_rows(targets)}

    assert rows["cam-giang"] == (3, 0)
    assert rows["gia-loc"] == (2, 1)
    assert rows["long-hung"] == (0, 3)
    assert rows["an-binh"] == (0, 0)


def test_orders_put_the_worst_first_and_what_is_unknown_last(targets: DataFrame) -> None:
    rows = many_units.unit_rows(targets)

    assert names(many_units.sort(rows, "chua-dat"))[0] == "cam-giang"
    assert names(many_units.sort(rows, "chua-co"))[0] == "long-hung"
    by_online = names(many_units.sort(rows, "online"))
    assert (by_online[0], by_online[-2], by_online[-1]) == ("phu-tho", "hoa-binh", "long-hung")
    assert names(many_units.sort(rows, "-online"))[-1] == "long-hung"
    assert names(many_units.sort(rows, "ten"))[0] == "hoa-binh"


def test_units_are_chosen_by_name_without_diacritics_and_by_state(targets: DataFrame) -> None:
    rows = many_units.unit_rows(targets)

    assert names(many_units.only(rows, "tat-ca", "hoa binh")) == ["hoa-binh"]
    assert names(many_units.only(rows, "chua-co")) == ["gia-loc", "long-hung"]
    assert "long-hung" not in names(many_units.only(rows, "dat"))
    assert len(many_units.only(rows, "chua-dat")) == 6


def test_an_area_counts_its_targets(province: Workspace, targets: DataFrame) -> None:
    heads, rows = many_units.by_area(targets, province.catalog)
    cells = {row.unit_id: row.cells for row in rows}

    assert [head.id for head in heads] == ["procedures", "digital"]
    assert [cells["nam-ha"]["procedures"][key] for key in ("met", "judged", "level")] == [1, 2, "missed"]
    assert cells["long-hung"]["digital"]["level"] == "no_data"


def test_the_finding_names_the_worst_and_who_lacks_figures(targets: DataFrame) -> None:
    text = many_units.finding(many_units.unit_rows(targets), many_units.columns(targets), YEAR)

    assert text == (
        "Năm 2025, 12 đơn vị: nhiều đơn vị chưa đạt nhất: Đúng hạn, 4 trên 11 đơn vị có kết luận; "
        "chưa đạt nhiều nhất: Xã Cẩm Giang (3 mục); 2 đơn vị còn thiếu số liệu."
    )
    nothing = many_units.finding([], [], YEAR)
    assert nothing == "Năm 2025: không có đơn vị nào."


@pytest.mark.parametrize(
    ("view", "rows"), [("cac-don-vi", 36), ("cac-don-vi-chi-so", 12), ("xep-hang", 12), ("toan-bo", 4), ("con-no", 71)]
)
def test_every_table_can_be_taken_out(province: Workspace, view: str, rows: int) -> None:
    """12 xã × 3 chỉ tiêu; nợ: 11 xã × 5 số của 2022–2023, Tân Tiến 4 số của 2024, và 12 số còn thiếu của 2024–2025."""
    request = ViewRequest("tinh-x", YEAR, indicator="online" if view == "xep-hang" else None)
    shown = VIEWS[view](province.store, province.catalog, request)

    assert len(shown.rows) == rows
    text = export("csv", province.catalog, request, shown).decode("utf-8-sig")
    assert text.count("\n") == rows + 1
    assert "Xã Long Hưng" in text or view == "toan-bo"


def test_the_workbook_of_a_province_has_a_sheet_each_commune(province: Workspace) -> None:
    request = reports.request(province, kind="cac-don-vi", unit="tinh-x", year=YEAR)
    book = openpyxl.load_workbook(io.BytesIO(reports.document(province, request, "xlsx")))

    assert book.sheetnames[:4] == ["Các đơn vị", "Cộng chung", "Còn nợ", "Xã An Bình"]
    assert len(book.sheetnames) == 15
    first = [cell.value for cell in book["Các đơn vị"][6]]
    assert first == ["Xã Cẩm Giang", 3, 0, 90, 40, 10]
    sums = [cell.value for cell in book["Cộng chung"][8]]
    assert sums[:4] == ["Hồ sơ nộp trực tuyến", 981, 1600, 61.3125]
    missing = [cell.value for cell in book["Xã Long Hưng"][7]]
    assert missing[:5] == ["Hồ sơ trả đúng hạn", "○ Chưa có số liệu", None, None, None]
