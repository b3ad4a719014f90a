"""Các đơn vị: units beside targets on a plan of twelve communes, each figure worked by hand in its published file."""

from collections.abc import Callable
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from cchc_metrics.workspace import Workspace
from tests.conftest import DATA
from tests.pages.conftest import at, turn_to, visit, ways, words_of

HERE = Path("pages/communes.py")


@pytest.fixture(scope="module")
def province(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A working folder that brings its own plan, that of a province; built, and not written to."""
    folder = tmp_path_factory.mktemp("tinh")
    (folder / "data" / "plans").mkdir(parents=True)
    (folder / "data" / "plans" / "tinh").symlink_to(DATA / "plans" / "tinh")
    Workspace.open(folder, "tinh").build()
    return folder


@pytest.fixture
def app(province: Path, monkeypatch: pytest.MonkeyPatch) -> AppTest:
    app = visit(province, monkeypatch, "tinh")
    turn_to(app, str(HERE))
    return app


Shown = Callable[..., str]


@pytest.fixture
def shown(app: AppTest) -> Shown:
    """The words of the page at an address."""
    return lambda **query: words_of(at(app, **query))


def order(words: str, *names: str) -> list[str]:
    """The names in the order in which they first stand in the words."""
    return sorted(names, key=words.index)


def test_the_heat_table_says_what_was_missed_and_by_whom(shown: Shown) -> None:
    """Năm 2025: Đúng hạn dưới 95 % ở Cẩm Giang, Nam Hà, Minh Tân không, Tân Tiến; Phú Thọ và Cẩm Giang trượt nhiều."""
    words = shown(nam="2025")

    assert "Năm 2025, 12 đơn vị: " in words
    assert "chưa đạt nhiều nhất: Xã Cẩm Giang (3 mục)" in words
    assert "2 đơn vị còn thiếu số liệu" in words
    # Xã Long Hưng chưa nộp gì: ba ô «chưa có», không ô nào là 0.
    row = words[words.index(">Xã Long Hưng</a>") :].split("</tr>")[0]
    assert row.count("</span> chưa có</a>") == 3
    assert "vi-sao?" in row
    assert order(words, ">Xã Cẩm Giang<", ">Xã An Bình<")[0] == ">Xã Cẩm Giang<"


def test_a_column_sorts_the_worst_first_and_the_other_way_round(shown: Shown) -> None:
    """Trực tuyến 2025: Phú Thọ 20 %, Gia Lộc 30 %, …, Hòa Bình 88 %; Long Hưng chưa có, đứng cuối."""
    names = (">Xã Phú Thọ<", ">Xã Gia Lộc<", ">Phường Hòa Bình<", ">Xã Long Hưng<")

    assert order(shown(nam="2025", xep="online"), *names) == list(names)
    assert order(shown(nam="2025", xep="-online"), *names) == [names[2], names[1], names[0], names[3]]


def test_units_are_looked_up_without_diacritics_and_by_what_they_lack(shown: Shown) -> None:
    words = shown(nam="2025", tim_don_vi="phu tho")
    assert ">Xã Phú Thọ<" in words
    assert ">Xã An Bình<" not in words

    words = shown(nam="2025", hien="chua-co")
    assert ">Xã Long Hưng<" in words
    assert ">Xã Phú Thọ<" not in words


def test_an_area_leaves_out_what_belongs_to_no_area(shown: Shown) -> None:
    words = shown(nam="2025", linh_vuc="chinh-quyen-so")

    assert "Số hóa" in words
    assert ">Đúng hạn<" not in words
    assert ">Chỉ số</a>" not in words[words.index('aria-label="Xem gì"') :]


def test_sums_add_counts_and_never_ratios(shown: Shown) -> None:
    """Trực tuyến 2025: Σ 981 / 1.600 = 61,3125 %, đạt 60 %, dù 4 trong 11 xã chưa đạt."""
    words = shown(nam="2025", xem="toan-bo")

    row = words[words.index(">Trực tuyến</a>") :].split("</tr>")[0]
    assert "981/1.600" in row
    assert "61,31" in row
    assert "11/12 đơn vị" in row


def test_the_worst_of_a_target_stand_last_in_its_ranking(shown: Shown) -> None:
    words = shown(nam="2025", xem="xep-hang", chi_tieu="online")

    assert order(words, ">Phường Hòa Bình<", ">Xã Bình Minh<", ">Xã Phú Thọ<", ">Xã Long Hưng<") == [
        ">Phường Hòa Bình<",
        ">Xã Bình Minh<",
        ">Xã Phú Thọ<",
        ">Xã Long Hưng<",
    ]
    assert "11 trên 12 đơn vị có số liệu để xếp hạng" in words
    worst = shown(nam="2025", xem="xep-hang", chi_tieu="online", thu_tu="kem-nhat")
    assert order(worst, ">Phường Hòa Bình<", ">Xã Phú Thọ<", ">Xã Long Hưng<") == [
        ">Xã Phú Thọ<",
        ">Phường Hòa Bình<",
        ">Xã Long Hưng<",
    ]


def test_who_owes_what_since_when(shown: Shown) -> None:
    """Hạn báo cáo năm 2022 là 20/12/2022; Long Hưng nợ bốn số của mỗi năm 2022–2025 (2022 chỉ có chỉ số)."""
    words = shown(nam="2025", xem="con-no")

    row = words[words.index(">Xã Long Hưng</a>") :].split("</tr>")[0]
    assert "20/12/2022" in row
    assert "Trực tuyến (2023, 2024, 2025)" in row


def test_tiles_stand_where_the_plan_puts_them(shown: Shown) -> None:
    words = shown(nam="2025", xem="ban-do", chi_tieu="online")

    tile = words[words.index("grid-column:3;grid-row:1") :].split("</a>")[0]
    assert "Xã Cẩm Giang" in tile
    assert "40" in tile
    assert "Chưa đạt" in tile


def test_the_bar_offers_the_page_only_where_a_plan_binds_many(shown: Shown, app: AppTest) -> None:
    shown(nam="2025")

    assert "Các xã" in ways(app)
