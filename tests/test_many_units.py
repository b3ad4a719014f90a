"""Many units: one hand-in about all, their verdicts side by side, sums, missing figures, and the page Các đơn vị."""

import datetime as dt
import io
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
import pytest
from click.testing import CliRunner
from pandas import DataFrame
from streamlit.testing.v1 import AppTest

from cchc_metrics import metrics
from cchc_metrics.cli.command import main
from cchc_metrics.documents import reports
from cchc_metrics.documents.exports import export
from cchc_metrics.faults import FaultError
from cchc_metrics.store import Store
from cchc_metrics.views import VIEWS, ViewRequest, many_units
from cchc_metrics.views.many_units import UnitRow
from cchc_metrics.workspace import Workspace
from tests.conftest import DATA, write_figures
from tests.pages.conftest import at, turn_to, visit, ways, words_of

EARLY = {"indicator_id": "early", "year": 2022, "numerator": 95, "denominator": 100}
BOTH = [{**EARLY, "unit_id": "Xã Thử"}, {**EARLY, "unit_id": "xa cu", "numerator": 45, "denominator": 50}]


def file_of(folder: Path, figures: Iterable[Mapping[str, Any]], name: str = "cac-xa.csv") -> Path:
    return write_figures(folder / name, figures)


def values(workspace: Workspace) -> list[float | None]:
    store = workspace.store
    rows = [metrics.targets(store, unit=unit, year=2022).set_index("indicator_id") for unit in ("xa-thu", "xa-cu")]
    return [row.loc["early", "value"] for row in rows]


@pytest.mark.slow
def test_one_file_of_many_units_is_one_entry_and_goes_as_one(workspace: Workspace, tmp_path: Path) -> None:
    """95 trên 100 là 95 %, 45 trên 50 là 90 %."""
    file = file_of(tmp_path, BOTH)
    preview = workspace.preview([file], unit_id=None)
    entry, result = workspace.hand_in([file], unit_id=None, by="An")

    assert entry is not None
    assert preview.units == result.units == entry.units == ("xa-thu", "xa-cu")
    assert preview.of("xa-cu").changes["after"].tolist() == [90]
    assert entry.unit_id is None
    assert values(workspace) == [95, 90]
    assert workspace.submit([file], unit_id=None, by="An") is None
    assert workspace.preview_undo(entry.number).units == ("xa-thu", "xa-cu")
    workspace.undo(entry.number, by="An", why="nhầm tệp")
    assert metrics.targets(workspace.store, unit="xa-cu", year=2022)["value"].isna().all()


@pytest.mark.slow
def test_a_closed_period_of_one_unit_keeps_the_whole_file_out(workspace: Workspace, tmp_path: Path) -> None:
    workspace.lock("2022", unit_id="xa-cu", by="Bình", why="đã gửi tỉnh")

    with pytest.raises(FaultError) as refusal:
        workspace.submit([file_of(tmp_path, BOTH)], unit_id=None, by="An")

    assert [fault.kind for fault in refusal.value.faults] == ["closed-figures"]
    assert "cchc unlock --unit xa-cu" in refusal.value.faults[0].command
    assert len(workspace.ledger.entries()) == 1


@pytest.mark.slow
def test_an_approval_closes_the_figures_of_every_unit(workspace: Workspace, tmp_path: Path) -> None:
    entry = workspace.submit([file_of(tmp_path, BOTH)], unit_id=None, by="An")
    assert entry is not None
    workspace.approve(entry.number, by="Bình")

    for unit in ("xa-thu", "xa-cu"):
        with pytest.raises(FaultError) as refusal:
            workspace.submit(
                [file_of(tmp_path, [{**EARLY, "unit_id": unit, "numerator": 1}], "sua.csv")], unit_id=unit, by="An"
            )
        assert [fault.kind for fault in refusal.value.faults] == ["closed-figures"]


def test_the_command_tells_what_changes_by_unit(
    monkeypatch: pytest.MonkeyPatch, workspace: Workspace, tmp_path: Path
) -> None:
    monkeypatch.setattr("cchc_metrics.cli.command.workspace_of", lambda *_: workspace)
    file = str(file_of(tmp_path, BOTH))

    result = CliRunner().invoke(main, ["submit", file, "--all-units", "--by", "An"])
    both = CliRunner().invoke(main, ["submit", file, "--all-units", "--unit", "xa-thu"])

    assert result.exit_code == 0, result.output
    assert "Xã Cũ: thêm 1, thay đổi 0, thôi dùng 0 số liệu; " in result.output
    assert both.exit_code == 2
    assert "--all-units" in both.output


def test_figures_of_many_units_are_refused_where_one_was_chosen(tmp_path: Path) -> None:
    workspace = Workspace(tmp_path / "workspace", "mini", DATA)

    with pytest.raises(FaultError) as refusal:
        workspace.preview([file_of(tmp_path, BOTH)], unit_id="xa-thu")

    assert [(fault.kind, fault.problem) for fault in refusal.value.faults] == [("other-unit", "số liệu của Xã Cũ")]


YEAR = 2022
# Đúng hạn: 80 trên 100, 300 trên 300 và 0 trên 0; mục tiêu 100 %.
FIGURES = [
    {"unit_id": "xa-thu", "indicator_id": "on-time", "year": YEAR, "numerator": 80, "denominator": 100},
    {"unit_id": "xa-cu", "indicator_id": "on-time", "year": YEAR, "numerator": 300, "denominator": 300},
    {"unit_id": "xa-thu", "indicator_id": "early", "year": YEAR, "numerator": 0, "denominator": 0},
    {"unit_id": "tinh-a", "indicator_id": "on-time", "year": YEAR, "numerator": 1, "denominator": 1000},
]


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Store:
    data = tmp_path_factory.mktemp("data")
    (data / "plans").mkdir()
    (data / "plans" / "mini").symlink_to(DATA / "plans" / "mini")
    for layer, figures in (("published", FIGURES), ("demo", [])):
        (data / layer).mkdir()
        write_figures(data / layer / "figures.csv", figures)
    return Workspace(data / "workspace", "mini", data).store


def test_every_unit_that_the_plan_binds_stands_beside_every_target_of_the_year(store: Store) -> None:
    rows = metrics.matrix(store, year=YEAR)

    # Xã Mới có từ 01/7/2025; tỉnh không bị kế hoạch của xã ràng buộc.
    assert rows["unit_id"].unique().tolist() == ["xa-thu", "xa-cu"]
    assert rows.groupby("unit_id")["indicator_id"].nunique().nunique() == 1
    on_time = metrics.matrix(store, year=YEAR, indicator="on-time").set_index("unit_id")
    assert on_time.loc["xa-thu", ["unit", "value", "target", "gap", "level"]].tolist() == [
        "Xã Thử",
        80,
        100,
        -20,
        "missed",
    ]
    assert on_time.loc["xa-cu", "level"] == "met"
    assert on_time["mark"].isna().all()
    assert set(metrics.matrix(store, year=YEAR, area="procedures")["area_id"]) == {"procedures"}
    assert metrics.matrix(store, year=YEAR, indices=True)["is_index"].all()
    assert set(metrics.matrix(store, year=2025)["unit_id"]) == {"xa-thu", "xa-cu", "xa-moi"}


def test_counts_add_up_and_a_unit_without_any_is_told(store: Store) -> None:
    """Σ/Σ: 380 trên 400 là 95 %, không phải trung bình 90 % của 80 % và 100 %."""
    rows = metrics.totals(store, year=YEAR).set_index("indicator_id")

    on_time = rows.loc["on-time"]
    assert on_time[["units", "units_added", "numerator", "denominator", "value", "gap"]].tolist() == [
        2,
        2,
        380,
        400,
        95,
        -5,
    ]
    assert on_time[["met", "missed", "no_data"]].tolist() == [1, 1, 0]
    early = rows.loc["early"]
    assert early[["units_added", "numerator", "denominator", "no_data", "not_judged"]].tolist() == [1, 0, 0, 1, 1]
    assert early[["value"]].isna().all()
    assert rows.loc["digitised", ["numerator", "denominator", "value"]].isna().all()


@pytest.mark.slow
def test_an_illustration_is_never_added_to_real_figures(workspace_of: Callable[..., Workspace]) -> None:
    demo = [{"unit_id": "xa-cu", "indicator_id": "on-time", "year": YEAR, "numerator": 1, "denominator": 100}]
    beside = metrics.totals(workspace_of(published=FIGURES[:1], demo=demo).store, year=YEAR).set_index("indicator_id")
    alone = metrics.totals(workspace_of(demo=demo).store, year=YEAR).set_index("indicator_id")

    columns = ["units_added", "units_illustrated", "numerator", "denominator", "mark"]
    assert beside.loc["on-time", columns[:-1]].tolist() == [1, 1, 80, 100]
    assert pd.isna(beside.loc["on-time", "mark"])
    assert alone.loc["on-time", columns].tolist() == [1, 0, 1, 100, "SỐ LIỆU MINH HỌA"]


def test_what_is_owed_by_whom_since_the_day_on_which_the_yearly_report_was_due(
    workspace_of: Callable[..., Workspace],
) -> None:
    """Hạn 20/12/2022: xã Thử mới nộp nửa năm chỉ tiêu trả trước hạn; xã Cũ chỉ có số minh họa."""
    half = {"indicator_id": "early", "year": YEAR, "numerator": 1, "denominator": 2}
    half |= {"period_start": "2022-01-01", "period_end": "2022-06-30"}
    store = workspace_of(published=[FIGURES[0], half], demo=[FIGURES[1]]).store

    rows = metrics.owed(store, on=dt.date(2022, 12, 23), year=YEAR).set_index(["unit_id", "indicator_id"])
    assert ("xa-thu", "on-time") not in rows.index
    columns = ["covered", "periods", "due", "days"]
    assert rows.loc[("xa-thu", "early"), columns].tolist() == [
        "partly",
        "01/01/2022–30/06/2022",
        pd.Timestamp("2022-12-20"),
        3,
    ]
    assert rows.loc[("xa-cu", "on-time"), ["covered", "days"]].tolist() == ["missing", 3]
    assert not {"xa-moi", "tinh-a"} & set(rows.index.get_level_values("unit_id"))
    assert metrics.owed(store, on=dt.date(2022, 12, 20), year=YEAR).empty
    assert set(metrics.owed(store, on=dt.date(2022, 12, 23), unit="xa-cu")["year"]) == {2020, 2021, 2022}


NEWEST = 2025


@pytest.fixture(scope="module")
def province(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    workspace = Workspace(tmp_path_factory.mktemp("tinh"), "tinh", DATA)
    workspace.build()
    return workspace


@pytest.fixture(scope="module")
def targets(province: Workspace) -> DataFrame:
    return metrics.matrix(province.store, year=NEWEST)


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
    text = many_units.finding(many_units.unit_rows(targets), many_units.columns(targets), NEWEST)

    assert text == (
        "Năm 2025, 12 đơn vị: nhiều đơn vị chưa đạt nhất: Đúng hạn, 4 trên 11 đơn vị có kết luận; "
        "chưa đạt nhiều nhất: Xã Cẩm Giang (3 mục); 2 đơn vị còn thiếu số liệu."
    )
    nothing = many_units.finding([], [], NEWEST)
    assert nothing == "Năm 2025: không có đơn vị nào."


@pytest.mark.parametrize(
    ("view", "rows"), [("cac-don-vi", 36), ("cac-don-vi-chi-so", 12), ("xep-hang", 12), ("toan-bo", 4), ("con-no", 71)]
)
def test_every_table_can_be_taken_out(province: Workspace, view: str, rows: int) -> None:
    """12 xã × 3 chỉ tiêu; nợ: 11 xã × 5 số của 2022–2023, Tân Tiến 4 số của 2024, và 12 số còn thiếu của 2024–2025."""
    request = ViewRequest("tinh-x", NEWEST, indicator="online" if view == "xep-hang" else None)
    table = VIEWS[view](province.store, province.catalog, request)

    assert len(table.rows) == rows
    text = export("csv", province.catalog, request, table).decode("utf-8-sig")
    assert text.count("\n") == rows + 1
    assert "Xã Long Hưng" in text or view == "toan-bo"


def test_the_workbook_of_a_province_has_a_sheet_each_commune(province: Workspace) -> None:
    request = reports.request(province, kind="cac-don-vi", unit="tinh-x", year=NEWEST)
    book = openpyxl.load_workbook(io.BytesIO(reports.document(province, request, "xlsx")))

    assert book.sheetnames[:4] == ["Các đơn vị", "Cộng chung", "Còn nợ", "Xã An Bình"]
    assert len(book.sheetnames) == 15
    # Six of twelve have missed something; Long Hưng has no figure.
    finding = "Các đơn vị và các chỉ tiêu: 6 trên 11 đơn vị có số liệu còn chỉ tiêu chưa đạt"
    assert book["Các đơn vị"]["A1"].value == finding
    first = [cell.value for cell in book["Các đơn vị"][6]]
    assert first == ["Xã Cẩm Giang", 3, 0, 90, 40, 10]
    sums = [cell.value for cell in book["Cộng chung"][8]]
    assert sums[:5] == ["Hồ sơ nộp trực tuyến", 981, 1600, 61.3125, "60% trở lên"]
    missing = [cell.value for cell in book["Xã Long Hưng"][7]]
    assert missing[:5] == ["Hồ sơ trả đúng hạn", "○ Chưa có số liệu", None, None, None]


HERE = Path("pages/communes.py")


@pytest.fixture(scope="module")
def province_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A built working folder with a plan of its own, that of a province; tests only read it."""
    folder = tmp_path_factory.mktemp("tinh")
    (folder / "data" / "plans").mkdir(parents=True)
    (folder / "data" / "plans" / "tinh").symlink_to(DATA / "plans" / "tinh")
    Workspace.open(folder, "tinh").build()
    return folder


@pytest.fixture
def communes_page(province_folder: Path, monkeypatch: pytest.MonkeyPatch) -> AppTest:
    app = visit(province_folder, monkeypatch, "tinh")
    turn_to(app, str(HERE))
    return app


PageWords = Callable[..., str]


@pytest.fixture
def page_words(communes_page: AppTest) -> PageWords:
    """The words of the page at an address."""
    return lambda **query: words_of(at(communes_page, **query))


def order(words: str, *names: str) -> list[str]:
    """The names in the order in which they first stand in the words."""
    return sorted(names, key=words.index)


def test_the_heat_table_says_what_was_missed_and_by_whom(page_words: PageWords) -> None:
    """Năm 2025: Đúng hạn dưới 95 % ở Cẩm Giang, Nam Hà, Minh Tân không, Tân Tiến; Phú Thọ và Cẩm Giang trượt nhiều."""
    words = page_words(nam="2025")

    assert "Năm 2025, 12 đơn vị: " in words
    assert "chưa đạt nhiều nhất: Xã Cẩm Giang (3 mục)" in words
    assert "2 đơn vị còn thiếu số liệu" in words
    # Xã Long Hưng chưa nộp gì: ba ô «chưa có», không ô nào là 0.
    row = words[words.index(">Xã Long Hưng</a>") :].split("</tr>")[0]
    assert row.count("</span> chưa có</a>") == 3
    assert "vi-sao?" in row
    assert order(words, ">Xã Cẩm Giang<", ">Xã An Bình<")[0] == ">Xã Cẩm Giang<"


def test_what_units_owe_is_sorted_by_its_heads_and_taken_out_in_the_same_order(page_words: PageWords) -> None:
    # Tân Tiến nợ 4 số, các xã kia 5 số trở lên của 2022–2023.
    least = page_words(nam="2025", xem="con-no", xep="con-no")
    assert "con-no.csv" in least
    assert "xep=con-no" in least.split("con-no.csv?")[1].split('"')[0]
    assert ">Còn nợ ▲</a>" in least


def test_a_column_sorts_the_worst_first_and_the_other_way_round(page_words: PageWords) -> None:
    """Trực tuyến 2025: Phú Thọ 20 %, Gia Lộc 30 %, …, Hòa Bình 88 %; Long Hưng chưa có, đứng cuối."""
    names = (">Xã Phú Thọ<", ">Xã Gia Lộc<", ">Phường Hòa Bình<", ">Xã Long Hưng<")

    assert order(page_words(nam="2025", xep="online"), *names) == list(names)
    assert order(page_words(nam="2025", xep="-online"), *names) == [names[2], names[1], names[0], names[3]]


def test_units_are_looked_up_without_diacritics_and_by_what_they_lack(page_words: PageWords) -> None:
    words = page_words(nam="2025", tim_don_vi="phu tho")
    assert ">Xã Phú Thọ<" in words
    assert ">Xã An Bình<" not in words

    words = page_words(nam="2025", hien="chua-co")
    assert ">Xã Long Hưng<" in words
    assert ">Xã Phú Thọ<" not in words


def test_an_area_leaves_out_what_belongs_to_no_area(page_words: PageWords) -> None:
    words = page_words(nam="2025", linh_vuc="chinh-quyen-so")

    assert "Số hóa" in words
    assert ">Đúng hạn<" not in words
    assert ">Chỉ số</a>" not in words[words.index('aria-label="Xem gì"') :]


def test_sums_add_counts_and_never_ratios(page_words: PageWords) -> None:
    """Trực tuyến 2025: Σ 981 / 1.600 = 61,3125 %, đạt 60 %, dù 4 trong 11 xã chưa đạt."""
    words = page_words(nam="2025", xem="toan-bo")

    row = words[words.index(">Trực tuyến</a>") :].split("</tr>")[0]
    assert "981/1.600" in row
    assert "61,31" in row
    assert "11/12 đơn vị" in row


def test_the_worst_of_a_target_stand_last_in_its_ranking(page_words: PageWords) -> None:
    words = page_words(nam="2025", xem="xep-hang", chi_tieu="online")

    assert order(words, ">Phường Hòa Bình<", ">Xã Bình Minh<", ">Xã Phú Thọ<", ">Xã Long Hưng<") == [
        ">Phường Hòa Bình<",
        ">Xã Bình Minh<",
        ">Xã Phú Thọ<",
        ">Xã Long Hưng<",
    ]
    assert "11 trên 12 đơn vị có số liệu để xếp hạng" in words
    worst = page_words(nam="2025", xem="xep-hang", chi_tieu="online", thu_tu="kem-nhat")
    assert order(worst, ">Phường Hòa Bình<", ">Xã Phú Thọ<", ">Xã Long Hưng<") == [
        ">Xã Phú Thọ<",
        ">Phường Hòa Bình<",
        ">Xã Long Hưng<",
    ]


def test_who_owes_what_since_when(page_words: PageWords) -> None:
    """Hạn báo cáo năm 2022 là 20/12/2022; Long Hưng nợ bốn số của mỗi năm 2022–2025 (2022 chỉ có chỉ số)."""
    words = page_words(nam="2025", xem="con-no")

    row = words[words.index(">Xã Long Hưng</a>") :].split("</tr>")[0]
    assert "20/12/2022" in row
    assert "Trực tuyến (2023, 2024, 2025)" in row


def test_tiles_stand_where_the_plan_puts_them(page_words: PageWords) -> None:
    words = page_words(nam="2025", xem="ban-do", chi_tieu="online")

    tile = words[words.index("grid-column:3;grid-row:1") :].split("</a>")[0]
    assert "Xã Cẩm Giang" in tile
    assert "40" in tile
    assert "Chưa đạt" in tile


def test_the_bar_offers_the_page_only_where_a_plan_binds_many(page_words: PageWords, communes_page: AppTest) -> None:
    page_words(nam="2025")

    assert "Các xã" in ways(communes_page)


def test_the_report_of_a_province_is_the_table_of_its_units(communes_page: AppTest) -> None:
    turn_to(communes_page, "pages/reports.py")

    captions = [[one.value for one in at(communes_page, don_vi=unit).caption] for unit in ("tinh-x", "an-binh")]
    assert captions[0] == ["Bảng của mọi đơn vị trong kế hoạch: số liệu của năm 2025."]
    assert captions[1][0].startswith("Báo cáo năm: số liệu từ")


@pytest.mark.slow
def test_whoever_approves_is_told_what_a_withdrawal_would_change_and_by_that_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An Bình had 96 of 100 in 2025; 97 wait for approval: a withdrawal must name the right one."""
    (tmp_path / "data" / "plans").mkdir(parents=True)
    (tmp_path / "data" / "plans" / "tinh").symlink_to(DATA / "plans" / "tinh")
    row = {"indicator_id": "on-time", "unit_id": "an-binh", "year": 2025, "numerator": 97, "denominator": 100}
    own = write_figures(tmp_path / "an-binh.csv", [{**row, "source_id": "bao-cao-xa"}])
    Workspace.open(tmp_path, "tinh").submit([own], unit_id="an-binh", by="An")
    app = visit(tmp_path, monkeypatch, "tinh")
    turn_to(app, "pages/figures.py")
    words = words_of(at(app, don_vi="an-binh", nam="2025", phan="so")).replace("\N{NO-BREAK SPACE}", " ")

    assert "Nếu rút bút toán 1: thay đổi 1 số liệu; không kết luận nào thay đổi." in words
    assert "97 %" in words
    assert "Số sẽ lưu" not in words
