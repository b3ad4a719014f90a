"""What stands on the screens of the meeting, held against what the figures say when read by hand."""

import re

import pytest
from streamlit.testing.v1 import AppTest

from tests.pages.test_pages import COMMUNE, app, at, folder, turn_to, words_of

__all__ = ["app", "folder"]
READING = re.compile(r'<td class="\w+"[^>]*><b aria-hidden="true">(.)</b> ([^<]+)</td>')
UNKNOWN, UNDECIDED = "? chưa rõ sai số", "≈ chưa kết luận"
ABSENT, APART = "○ chưa có", "▢ không xét"


def readings(app: AppTest, index: str) -> tuple[list[str], list[str]]:
    """The chain of a tile: by values, and by statistics."""
    tile = next(tile for tile in words_of(app).split('<section class="tile">') if f">{index}</a>" in tile)
    assert [tile.index(head) for head in (">2021<", ">2025<", "Theo giá trị", "Theo thống kê")] == sorted(
        tile.index(head) for head in (">2021<", ">2025<", "Theo giá trị", "Theo thống kê")
    )
    said = [f"{shape} {word}".replace("\N{NO-BREAK SPACE}", " ") for shape, word in READING.findall(tile)]
    return said[:5], said[5:]


@pytest.mark.parametrize(
    ("unit", "index", "by_value", "by_statistics"),
    [
        # 80, 82, 84 | phương pháp mới: 82,0; 84,8; 86,0 %, 150–200 phiếu một năm, sai số của hiệu chừng
        # 1,96 × √(2 × 0,8 × 0,2 / 150) = 9,1 điểm %, nên tăng 1 hay 2 điểm % thì chưa kết luận.
        (
            COMMUNE,
            "Hài lòng (SIPAS)",
            ["↑ tăng", "↑ tăng", APART, "↑ tăng", "↑ tăng"],
            [UNDECIDED, UNDECIDED, APART, UNDECIDED, UNDECIDED],
        ),
        # 58,50; 61,76; 79,15; 75,08; 86,71; 88,65 %: điểm chấm, nguồn không nêu sai số.
        (COMMUNE, "PAR INDEX", ["↑ tăng", "↑ tăng", "↓ giảm", "↑ tăng", "↑ tăng"], [UNKNOWN] * 5),
        # 0,40; 0,44; 0,44; chưa có; 0,52; 0,55.
        (
            COMMUNE,
            "ICT INDEX",
            ["↑ tăng", "= bằng", ABSENT, ABSENT, "↑ tăng"],
            [UNKNOWN, UNKNOWN, ABSENT, ABSENT, UNKNOWN],
        ),
        # 42,17; 45,37; 44,18; 44,23; 44,40 điểm; năm 2025 chưa công bố.
        # Xã có từ 01/7/2025: bốn năm trước không xét, năm 2025 chưa nộp.
        ("tien-tien", "PAPI", [*[APART] * 4, ABSENT], [*[APART] * 4, ABSENT]),
        ("hung-yen", "PAPI", ["↑ tăng", "↓ giảm", "↑ tăng", "↑ tăng", ABSENT], [*[UNKNOWN] * 4, ABSENT]),
    ],
)
def test_both_readings_stand_in_the_chain_year_by_year(
    app: AppTest, unit: str, index: str, by_value: list[str], by_statistics: list[str]
) -> None:
    asked = "2025" if unit == "tien-tien" else "2021"
    assert readings(at(app, don_vi=unit, nam=asked), index) == (by_value, by_statistics)
    # The presentation shows the same chain.
    assert readings(at(app, don_vi=unit, nam=asked, trinh_chieu="1"), index) == (by_value, by_statistics)


@pytest.mark.parametrize(
    ("screen", "said"),
    [
        ("chi-so-satisfaction", ["Vạch đứng qua chấm", "Điểm gãy của chuỗi 2023: Phương pháp SIPAS 2023"]),
        ("chi-so-par-index", ["Chấm rỗng, nét đứt: số chưa chính thức."]),
        # 40, 64 và 31 là các mẫu số dưới 100: 100/40 = 2,5; 100/64 = 1,6; 100/31 = 3,2 điểm %.
        (
            "linh-vuc-tthc",
            [
                "khung viền: mức cần đạt",
                "TTHC có TT trực tuyến 2,5 điểm %; TTHC nội bộ công khai 1,6 điểm %; Hồ sơ liên cơ quan 3,2 điểm %.",
            ],
        ),
        ("viec-da-giao", ["Việc cuộc họp giao ghi ở trang Nhiệm vụ"]),
    ],
)
def test_a_screen_says_what_its_marks_mean_and_none_is_empty(app: AppTest, screen: str, said: list[str]) -> None:
    shown = words_of(at(app, nam="2025", trinh_chieu="1", man=screen)).replace("\N{NO-BREAK SPACE}", " ")

    assert all(line in shown for line in said)


def test_nothing_that_happened_is_written_once(app: AppTest) -> None:
    turn_to(app, "pages/areas.py")
    shown = words_of(at(app, nam="2025", linh_vuc="the-che"))

    assert '<td class="number">0/0</td>' in shown
    assert "0/0 <span" not in shown


def test_groups_with_few_dossiers_say_how_far_one_moves_them(app: AppTest) -> None:
    turn_to(app, "pages/areas.py")
    shown = words_of(at(app, nam="2025", linh_vuc="tthc", chi_tieu="on-time", xem="theo-nhom"))

    # 30, 14, 98 và 50 hồ sơ; hộ tịch 300 và chứng thực 420 thì không nêu.
    assert (
        "1 trường hợp làm đổi: Đất đai 3,3 điểm %; Xây dựng 7,1 điểm %; Bảo trợ xã hội 1,0 điểm %; "
        "Lĩnh vực khác 2,0 điểm %."
    ) in shown.replace("\N{NO-BREAK SPACE}", " ")


def test_years_before_a_unit_was_there_are_not_offered(app: AppTest) -> None:
    shown = at(app, don_vi="tien-tien", nam="2023")

    assert shown.get("button_group")[0].options == ["2025"]
    assert "«2023»" in words_of(shown)
    assert words_of(at(app, don_vi="tien-tien")).count('<section class="tile">') == 4


def test_an_index_without_figures_does_not_say_that_a_unit_has_none(app: AppTest) -> None:
    shown = words_of(at(app, don_vi="hung-yen", nam="2024", trinh_chieu="1", man="chi-so-ict-index"))

    assert "Chưa có số liệu ICT INDEX của Hưng Yên." in shown
    assert "Chưa có số liệu nào" not in shown


def test_a_comparison_names_what_it_cannot_draw(app: AppTest) -> None:
    turn_to(app, "pages/compare.py")
    shown = words_of(at(app, don_vi="hung-yen", nam="2024"))

    assert "Không vẽ được: ICT INDEX (chưa có số liệu)." in shown
    assert "năm đầu tiên mọi chuỗi được vẽ đều có số liệu" in shown


@pytest.mark.parametrize(
    ("index", "said"),
    [
        # Trung bình các tỉnh tính từ chính các số PAPI của tỉnh, nên vẽ được cạnh số của tỉnh.
        ("papi", "Đường mảnh: Cả nước (trung bình các tỉnh), cùng cách tính."),
        # Năm 2021 Hưng Yên có số theo bộ tiêu chí mà cả nước không có số nào.
        ("ict-index", "Chưa có số liệu ICT INDEX của Hưng Yên."),
    ],
)
def test_the_mean_of_the_nation_is_drawn_beside_the_figures_that_it_is_the_mean_of(
    app: AppTest, index: str, said: str
) -> None:
    turn_to(app, "pages/indices.py")
    shown = words_of(at(app, don_vi="hung-yen", nam="2024", chi_so=index, ben_canh="ca-nuoc"))

    assert said in shown
