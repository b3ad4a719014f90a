"""The words of screens against figures worked out by hand, and the decisions on the page Nhiệm vụ."""

import datetime as dt
import re
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlencode

import pytest
from starlette.requests import Request
from starlette.responses import Response
from streamlit.testing.v1 import AppTest

from cchc_metrics import metrics
from cchc_metrics.days import today
from cchc_metrics.text import formats
from cchc_metrics.workspace import APP, Workspace
from pages.parts import data, html, server
from tests.conftest import write_figures
from tests.pages.conftest import at, sound, turn_to, visit, widget, words_of
from tests.pages.test_pages import COMMUNE

POINT = re.compile(r'<a href="[^"]*nam=(\d{4})[^"]*" title="\d{4}: ([^"]*)"')


def points(app: AppTest, index: str) -> dict[str, str]:
    """The line of years of a tile: what each point says of its year, which its link leads to."""
    tile = next(tile for tile in words_of(app).split('<section class="tile') if f">{index}</a>" in tile)
    return {year: words.replace("\N{NO-BREAK SPACE}", " ") for year, words in POINT.findall(tile)}


@pytest.mark.parametrize(
    ("unit", "index", "labels"),
    [
        # 58,50; 61,76; 79,15; 75,08; 86,71; 88,65 %: 75,08 - 79,15 = -4,07.
        (
            COMMUNE,
            "PAR INDEX",
            {
                "2020": "58,5 %",
                "2021": "61,76 %, tăng 3,26",
                "2023": "75,08 %, giảm 4,07",
                "2025": "88,65 %, tăng 1,94",
            },
        ),
        # 0,40; 0,44; 0,44; chưa có; 0,52; 0,55.
        (COMMUNE, "ICT INDEX", {"2022": "0,4400, bằng", "2023": "chưa có", "2025": "0,5500, tăng 0,0300"}),
        # Cách tính mới từ 2023, nên 82,00 không so với 84 của năm trước.
        (COMMUNE, "Hài lòng (SIPAS)", {"2023": "82 %, không xét", "2024": "84,8 %, tăng 2,8"}),
        # 42,17; 45,37; 44,18; 44,23; 44,40 điểm; năm 2025 chưa công bố.
        ("hung-yen", "PAPI", {"2021": "45,37 điểm, tăng 3,20", "2022": "44,18 điểm, giảm 1,18", "2025": "chưa có"}),
        # Xã có từ 01/7/2025.
        ("tien-tien", "PAPI", {"2021": "chưa có", "2025": "chưa có"}),
    ],
)
def test_the_line_of_years_says_each_year_and_leads_to_it(
    app: AppTest, unit: str, index: str, labels: dict[str, str]
) -> None:
    year = "2025" if unit == "tien-tien" else "2021"
    for presenting in ({}, {"trinh_chieu": "1"}):
        screen_text = points(at(app, don_vi=unit, nam=year, **presenting), index)
        assert {one: screen_text[one][: len(words)] for one, words in labels.items()} == labels
        for text in screen_text.values():
            # Something stands behind every comma, and no break is named twice.
            parts = [part.strip() for part in re.split("[,;:] ", text)]
            assert all(parts)
            assert len(parts) == len(set(parts))


@pytest.mark.parametrize(
    ("unit", "index", "line"),
    [
        # 150–200 phiếu một năm, sai số của hiệu chừng 1,96 × √(2 × 0,8 × 0,2 / 150) = 9,1 điểm %, nên tăng 1 hay 2
        # điểm % thì chưa kết luận.
        (
            COMMUNE,
            "satisfaction",
            "Xét cả sai số: năm 2021, 2022, 2024, 2025 thay đổi còn trong sai số nên chưa kết luận được.",
        ),
        (COMMUNE, "ict-index", "Xét cả sai số: năm 2021, 2022, 2025 chưa biết sai số nên chưa kết luận được."),
        ("hung-yen", "papi", "Xét cả sai số: năm 2021, 2022, 2023, 2024 chưa biết sai số nên chưa kết luận được."),
    ],
)
def test_the_reading_by_statistics_stands_with_the_reasons(app: AppTest, unit: str, index: str, line: str) -> None:
    turn_to(app, "pages/why.py")

    assert line in words_of(at(app, don_vi=unit, cua=index))


@pytest.mark.parametrize(
    ("screen", "words"),
    [
        ("chi-so-satisfaction", ["Vạch đứng qua chấm", "Năm 2023 không so với năm trước: Phương pháp SIPAS 2023"]),
        ("chi-so-par-index", ["Chấm rỗng, nét đứt: số chưa chính thức."]),
        # 40, 64 và 31 là các mẫu số dưới 100: 100/40 = 2,5; 100/64 = 1,6; 100/31 = 3,2 điểm %.
        (
            "linh-vuc-tthc",
            [
                "khung viền: mức cần đạt",
                "(điểm %): Hồ sơ liên cơ quan 3,2; TTHC có TT trực tuyến 2,5; TTHC nội bộ công khai 1,6.",
            ],
        ),
        # Without any decision the screen of decisions says so.
        (
            "viec-da-giao",
            [
                "Cần quyết định: 10 chỉ tiêu chưa đạt năm 2025; dưới đây là 3 chỉ tiêu xa mức cần đạt nhất.",
                "Chưa ghi việc nào do cuộc họp giao. Việc giao hôm nay ghi ở trang Nhiệm vụ",
            ],
        ),
    ],
)
def test_a_screen_says_what_its_marks_mean_and_none_is_empty(app: AppTest, screen: str, words: list[str]) -> None:
    screen_text = words_of(at(app, nam="2025", trinh_chieu="1", man=screen)).replace("\N{NO-BREAK SPACE}", " ")

    assert [line for line in words if line not in screen_text] == [], screen_text


@pytest.mark.parametrize("screen", ["khong-co", "chi-so-papii", "linh-vuc-khong-co", "viec-da-giao-x"])
def test_a_screen_that_nothing_knows_is_told_and_not_replaced(app: AppTest, screen: str) -> None:
    assert f"Liên kết nêu màn hình “{screen}”" in words_of(at(app, nam="2025", trinh_chieu="1", man=screen))


def test_a_plan_that_is_not_there_is_told_in_the_presentation(app: AppTest) -> None:
    assert "“khong-co”" in words_of(at(app, trinh_chieu="1", ke_hoach="khong-co"))


def test_a_screen_that_another_year_has_is_no_fault(app: AppTest) -> None:
    """Some screens exist in some years only; another year still stays in the presentation."""
    assert "Liên kết nêu" not in words_of(at(app, nam="2025", trinh_chieu="1", man="viec-da-giao-2"))


def test_nothing_that_happened_is_written_once(app: AppTest) -> None:
    turn_to(app, "pages/areas.py")
    screen_text = words_of(at(app, nam="2025", linh_vuc="the-che"))

    assert '<td class="number">0/0</td>' in screen_text
    assert "0/0 <span" not in screen_text


def test_groups_with_few_dossiers_say_how_far_one_moves_them(app: AppTest) -> None:
    turn_to(app, "pages/areas.py")
    screen_text = words_of(at(app, nam="2025", linh_vuc="tthc", chi_tieu="on-time", xem="theo-nhom"))

    # 30, 14, 98 và 50 hồ sơ; hộ tịch 300 và chứng thực 420 thì không nêu.
    assert (
        "1 trường hợp làm đổi (điểm %): Đất đai 3,3; Xây dựng 7,1; Bảo trợ xã hội 1,0; Lĩnh vực khác 2,0."
    ) in screen_text.replace("\N{NO-BREAK SPACE}", " ")


def test_groups_stay_in_sight_when_a_click_on_a_year_makes_a_target_without_groups_the_worst(app: AppTest) -> None:
    turn_to(app, "pages/areas.py")
    for year in ("2023", "2024", "2025"):
        assert f"theo lĩnh vực thủ tục, năm {year}</h2>" in words_of(
            at(app, nam=year, linh_vuc="tthc", xem="theo-nhom")
        )


@pytest.mark.slow
def test_bars_of_numbers_are_full_at_their_own_greatest(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """41 of 48 articles: the bar of the greater number is full, and the other is 41/48 = 85,42 % as long."""
    app = visit(tmp_path / "workspace", monkeypatch, "tien-tien-2026-2030")
    turn_to(app, "pages/areas.py")

    screen = words_of(at(app, nam="2026"))

    [row] = [row for row in screen.split("<tr") if ">Tin, bài</a>" in row]
    bars = dict(re.findall(r'<i class="(now|limit)[^"]*" style="width:([0-9.]+)%"', row))
    assert bars == {"now": "85.42", "limit": "100.00"}
    # 228 days of 42 officials: a case more moves no percentage.
    assert "Bồi dưỡng" not in screen.split("1 trường hợp làm đổi")[1].split("</p>")[0]


@pytest.mark.slow
def test_a_target_that_asks_for_a_number_of_cases_takes_it_up_to_today(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = visit(tmp_path / "workspace", monkeypatch, "tien-tien-2026-2030")
    turn_to(app, "pages/areas.py")
    at(app, nam="2026", linh_vuc="chi-dao", xem="so-viec")
    assert "Số cuộc kiểm tra cải cách hành chính" in words_of(app)
    app.session_state["fold tallies"] = True
    sound(app.run())

    widget(app, "text_input", "Cuộc kiểm tra").set_value("3")
    widget(app, "selectbox", "Nguồn").set_value("so-xa")
    widget(app, "button", "Ghi số").click()
    sound(app.run())

    store = Workspace(tmp_path / "workspace", "tien-tien-2026-2030", APP / "data").store
    rows = metrics.targets(store, unit="tien-tien", year=2026, area="chi-dao").set_index("indicator_id")
    value, end = rows.loc["kiem-tra", ["value", "period_end"]]
    assert (value, end.date()) == (3.0, min(today(), dt.date(2026, 12, 31)))


def test_a_hamlet_has_what_binds_it_and_nothing_of_its_commune(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    app = visit(tmp_path / "workspace", monkeypatch, "tien-tien-2026-2030")

    screen = words_of(at(app, don_vi="thon-nhat-le", nam="2026"))

    # Three targets bind hamlets; the indices bind the commune.
    assert "Có số liệu 3/3 chỉ số, chỉ tiêu của năm 2026" in screen
    assert '<section class="tile ' not in screen
    assert "Số liệu thật" not in screen


def test_years_before_a_unit_was_there_are_not_offered(app: AppTest) -> None:
    screen_text = at(app, don_vi="tien-tien", nam="2023")

    assert screen_text.get("button_group")[0].options == ["2025"]
    assert "“2023”" in words_of(screen_text)
    assert words_of(at(app, don_vi="tien-tien")).count('<section class="tile ') == 4


def test_a_unit_without_figures_is_told_who_owes_them_and_where_to_bring_them(app: AppTest) -> None:
    text = words_of(at(app, don_vi="tien-tien", nam="2025"))

    assert "Còn nợ số liệu: Chưa phân công " in text
    # The post ended on 30/6/2025; a decree names who has its work.
    assert "Văn phòng HĐND và UBND 3" in text
    assert 'href="so-lieu?don-vi=tien-tien&amp;nam=2025&amp;phan=nop"' in text
    assert "Còn nợ số liệu" not in words_of(at(app, don_vi="nhat-quang", nam="2025"))


def test_with_its_first_real_figure_a_unit_is_told_what_is_still_owed_and_where_the_illustration_went(
    open_page: Callable[[str], AppTest], folder: Path, tmp_path: Path
) -> None:
    figure = {"indicator_id": "par-index", "unit_id": "nhat-quang", "year": 2024, "value": 81.5, "source_id": "mot-cua"}
    own = write_figures(tmp_path / "own.csv", [figure])
    Workspace.open(folder).submit([own], unit_id="nhat-quang", by="An")

    text = words_of(at(open_page("overview"), don_vi="nhat-quang", nam="2024"))

    assert "Còn nợ số liệu: " in text
    assert 'href="so-lieu?don-vi=nhat-quang&amp;nam=2024&amp;phan=nop"' in text
    assert "Số liệu minh họa không còn dùng từ khi có số thật." in text


@pytest.mark.slow
def test_above_a_register_nothing_says_that_there_is_nothing(open_page: Callable[[str], AppTest], folder: Path) -> None:
    """Tiên Tiến has no figures: its page of feedback says so for as long as nothing came."""
    none, piece = "Chưa có số liệu nào của Xã Tiên Tiến", "Rác thải chưa thu gom"
    assert none in words_of(at(open_page("feedback"), don_vi="tien-tien", nam="2025"))

    new = {"received": dt.date(2025, 7, 3), "field": "moi-truong", "channel": "truc-tiep", "subject": piece}
    Workspace.open(folder).record_feedback(new, unit_id="tien-tien", by="an")

    text = words_of(at(open_page("feedback"), don_vi="tien-tien", nam="2025"))
    assert piece in text
    assert none not in text
    # The picture of a presentation has its own source.
    text = words_of(at(open_page("feedback"), don_vi="tien-tien", nam="2025", trinh_chieu="1", man="y-kien"))
    assert "Nguồn: sổ phản ánh, kiến nghị" in text
    assert none not in text


def test_an_index_without_figures_does_not_say_that_a_unit_has_none(app: AppTest) -> None:
    screen_text = words_of(at(app, don_vi="hung-yen", nam="2024", trinh_chieu="1", man="chi-so-ict-index"))

    assert "Chưa có số liệu ICT INDEX của Hưng Yên." in screen_text
    assert "Chưa có số liệu nào" not in screen_text


def test_measures_that_differ_are_drawn_apart_and_their_points_lead_to_the_reasons(app: AppTest) -> None:
    turn_to(app, "pages/compare.py")
    screen_text = words_of(at(app, nam="2023", cach_so="gia-tri", cac_chi_so="par-index,papi"))

    assert "Đơn vị đo: %" in screen_text
    assert "Đơn vị đo: điểm" in screen_text
    assert 'href="vi-sao?don-vi=nhat-quang&amp;nam=2022&amp;cua=papi"' in screen_text
    assert "PAPI 2023: 43,50 điểm</title>" in screen_text.replace("\N{NO-BREAK SPACE}", " ")


def test_a_comparison_names_what_it_cannot_draw(app: AppTest) -> None:
    turn_to(app, "pages/compare.py")
    screen_text = words_of(at(app, don_vi="hung-yen", nam="2024"))

    assert "Không vẽ được: ICT INDEX (chưa có số liệu)." in screen_text
    assert "năm đầu tiên mọi chuỗi được vẽ đều có số liệu" in screen_text


def test_the_way_of_a_comparison_that_is_drawn_is_the_one_that_is_marked(app: AppTest) -> None:
    def marks(**query: str) -> list[str]:
        screen_text = words_of(at(app, cach_so="goc-100", **query))
        return re.findall(r'aria-current="[a-z]+">(Gốc 100|Giá trị)</a>', screen_text)

    turn_to(app, "pages/compare.py")

    assert marks(nam="2024", cac_chi_so="par-index,papi") == ["Gốc 100"]
    # ICT INDEX has 2022 and lacks 2023, inspections of documents the other way round: no year is common.
    assert marks(nam="2023", tu_nam="2022", cac_chi_so="ict-index,legal-inspection") == ["Giá trị"]


@pytest.mark.parametrize(
    ("index", "words"),
    [
        # Trung bình các tỉnh tính từ chính các số PAPI của tỉnh, nên vẽ được cạnh số của tỉnh.
        ("papi", "Đường mảnh: Cả nước (trung bình các tỉnh), cùng cách tính."),
        # Năm 2021 Hưng Yên có số theo bộ tiêu chí mà cả nước không có số nào.
        ("ict-index", "Chưa có số liệu ICT INDEX của Hưng Yên."),
    ],
)
def test_the_mean_of_the_nation_is_drawn_beside_the_figures_that_it_is_the_mean_of(
    app: AppTest, index: str, words: str
) -> None:
    turn_to(app, "pages/indices.py")
    screen_text = words_of(at(app, don_vi="hung-yen", nam="2024", chi_so=index, ben_canh="ca-nuoc"))

    assert words in screen_text


@pytest.mark.parametrize(
    ("page", "view", "query", "order"),
    [
        ("areas", "chi-tieu", {}, "-gia-tri"),
        ("tasks", "nhiem-vu", {}, "-phu-trach"),
        ("figures", "do-phu", {"phan": "co"}, "-ten"),
    ],
)
def test_a_head_sorts_a_table_and_its_files_are_in_the_same_order(
    app: AppTest, page: str, view: str, query: dict[str, str], order: str
) -> None:
    turn_to(app, f"pages/{page}.py")
    screen_text = words_of(at(app, nam="2025", **query, xep=order))

    assert re.search(rf'lay-ra/{view}\.csv\?[^"]*nam=2025[^"]*&amp;xep={order}"', screen_text)
    # The head leads back to the other way round.
    assert re.search(rf'<a href="[^"]*xep={order[1:]}" title="Sắp theo: [^"]*">[^<]* ▼</a>', screen_text)


def test_the_bar_of_an_area_counts_every_target_and_names_it() -> None:
    counts = {
        "met": 1,
        "missed": 2,
        "no_data": 1,
        "no_previous": 0,
        "not_due": 1,
        "no_activity": 1,
        "not_comparable": 2,
    }
    counts["total"] = 8
    late = {"area_id": "tthc", "level": "missed", "short": "Trả <đúng> hạn"}

    screen_text = html.areas([counts | {"area_id": "tthc", "name": "Thủ tục"}], [late], {"tthc": "#"})

    parts = re.findall(r'<a class="part (\w+)" style="flex:(\d)"', screen_text)
    assert parts == [("good", "1"), ("bad", "2"), ("absent", "1"), ("quiet", "1"), ("quiet", "1"), ("quiet", "2")]
    assert 'title="Thủ tục: 2 chưa đạt (Trả &lt;đúng&gt; hạn)"' in screen_text


@pytest.mark.parametrize(("values", "spread"), [([50.0, 50.5], 7.6), ([50.0, 60.0], 76.0)])
def test_a_small_move_stays_small_in_the_line_of_years(values: list[float], spread: float) -> None:
    # 0,5 trên mức 50,25: thang ít nhất bằng một phần mười của mức, 5,025, nên 76 × 0,5 / 5,025 = 7,56 % chiều cao.
    first, last = html.heights(values)

    assert first is not None
    assert last is not None
    assert last - first == pytest.approx(spread, abs=0.1)


def screen_text(app: AppTest) -> str:
    return " ".join(block.proto.body for block in app.get("html"))


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["quy-1", "tu-danh-gia"])
def test_what_is_filled_in_stands_on_the_pages_that_are_shown(
    open_page: Callable[[str], AppTest], folder: Path, kind: str
) -> None:
    app = open_page("reports")
    app.query_params.update({"don-vi": "nhat-quang", "nam": "2024", "loai": kind})
    app.run()
    assert not app.text_area
    app.session_state["blanks"] = True
    app.run()
    assert not app.exception
    assert re.search(r"Còn \d+ trên \d+ chỗ", screen_text(app))

    widget(app, "text_area", "Họ tên người ký").set_value("Nguyễn  Văn An")
    widget(app, "button", "Giữ những gì đã điền").click()
    app.run()
    assert "Nguyễn Văn An" in (folder / "blanks.json").read_text(encoding="utf-8")
    assert widget(app, "text_area", "Họ tên người ký").value.split() == ["Nguyễn", "Văn", "An"]

    widget(app, "button", "Lập văn bản").click()
    app.run()

    assert not app.exception
    assert 'class="sheet"' in screen_text(app)
    assert "Nguyễn Văn An" in screen_text(app)
    assert "[cần bổ sung: họ tên người ký]" not in screen_text(app)


@pytest.mark.parametrize("content", ["{", '{"nhat-quang/nam/2024": 1}'])
def test_blanks_that_cannot_be_read_are_told_on_every_page_and_kept(
    open_page: Callable[[str], AppTest], folder: Path, content: str
) -> None:
    path = folder / "blanks.json"
    path.write_text(content, encoding="utf-8")

    for page in ("overview", "reports"):
        app = open_page(page)
        app.session_state["blanks"] = True
        app.run()

        assert not app.exception
        assert "những chỗ đã điền vào văn bản không có ở đây" in app.warning[0].value
        assert "khôi phục tệp từ bản sao lưu" in app.dataframe[0].value["Cách sửa"][0]
        assert not app.text_area
        assert not [error for error in app.error if "số liệu" in error.value]

    assert "để không mất những gì đã điền" in " ".join(info.value for info in app.info)
    widget(app, "button", "Lập văn bản").click()
    app.run()
    assert "Không lập được văn bản: 1 lỗi cần sửa." in [error.value for error in app.error]
    assert path.read_text(encoding="utf-8") == content
    path.unlink()


EVIL = "<img src=x onerror=alert(1)>"


@pytest.fixture
def tasks_page(open_page: Callable[[str], AppTest]) -> AppTest:
    app = open_page("tasks")
    for form in ("decide", "appoint None", "report None"):
        app.session_state[f"fold {form}"] = True
    return sound(app.run())


@pytest.mark.parametrize(
    ("page", "query", "form", "label"),
    [
        ("tasks", {}, "decide", "Việc cần làm"),
        ("feedback", {}, "feedback", "Nội dung, vài chữ"),
        ("areas", {"linh_vuc": "chi-dao"}, "tallies", "Lượt phát thanh"),
        ("figures", {"phan": "so"}, "period", "Lý do"),
    ],
)
def test_a_form_is_drawn_when_it_is_opened(
    open_page: Callable[[str], AppTest], page: str, query: dict[str, str], form: str, label: str
) -> None:
    """Its lists would make everybody who opens the page wait."""
    app = at(open_page(page), nam="2025", **query)
    assert label not in fields(app)

    app.session_state[f"fold {form}"] = True
    assert label in fields(sound(app.run()))


def fields(app: AppTest) -> list[str]:
    """The labels of what text is typed into."""
    return [field.label for kind in (app.text_input, app.text_area) for field in kind]


def decide(tasks_page: AppTest, what: str, due: dt.date) -> None:
    widget(tasks_page, "text_area", "Việc cần làm").set_value(what)
    next(box for box in tasks_page.selectbox if box.key and box.key.startswith("owner")).set_value("tu-phap-ho-tich")
    widget(tasks_page, "date_input", "Hạn").set_value(due)
    widget(tasks_page, "button", "Ghi việc").click()
    tasks_page.run()


def report(tasks_page: AppTest, button: str, state: str | None = None, note: str = "", evidence: str = "") -> None:
    if state:
        next(row for row in tasks_page.get("button_group") if row.label == "Tình trạng").set_value(state)
    widget(tasks_page, "text_input", "Nói thêm").set_value(note)
    next(box for box in tasks_page.text_input if box.key.startswith("shown")).set_value(evidence)
    widget(tasks_page, "button", button).click()
    tasks_page.run()


def standing(folder: Path) -> list[tuple[str, str | None]]:
    rows = metrics.decisions(Workspace.open(folder).store, unit="nhat-quang", on=today())
    return [(row.what, row.state) for row in rows.itertuples()]


@pytest.mark.slow
def test_a_decision_is_recorded_reported_on_and_withdrawn(tasks_page: AppTest, folder: Path) -> None:
    assert "Chưa ghi việc nào do cuộc họp giao." in words_of(tasks_page)

    decide(tasks_page, f"Rà soát {EVIL}", today())
    sound(tasks_page)
    assert "Đã ghi việc số 1." in tasks_page.success[0].value
    assert "Còn mở 1 việc, không việc nào quá hạn." in words_of(tasks_page)
    assert EVIL not in words_of(tasks_page)
    # A bar stands over what meetings decided, too; its part leads to what it counts.
    assert re.search(r'tinh-trang=no_report" title="1 việc chưa có báo cáo"', words_of(tasks_page))

    report(tasks_page, "Ghi báo cáo", "done")
    assert "chưa nêu căn cứ" in tasks_page.error[0].value
    # The field of the next decision stays the same one, so that a browser keeps what is typed there.
    field_of_decision = widget(tasks_page, "text_area", "Việc cần làm").proto.id
    report(tasks_page, "Ghi báo cáo", "in_progress", note="được một nửa")
    sound(tasks_page)
    assert widget(tasks_page, "text_area", "Việc cần làm").proto.id == field_of_decision
    assert "đang thực hiện – được một nửa" in words_of(tasks_page)

    report(tasks_page, "Rút việc này")
    assert "chưa ghi lý do rút" in tasks_page.error[0].value
    assert standing(folder) == [(f"Rà soát {EVIL}", "in_progress")]
    report(tasks_page, "Rút việc này", note="ghi nhầm")
    sound(tasks_page)
    assert standing(folder) == []
    assert [entry.action for entry in Workspace.open(folder).ledger.entries()] == ["decide", "follow", "withdraw"]


@pytest.mark.slow
def test_who_answers_is_set_where_the_plan_names_nobody(tasks_page: AppTest, folder: Path) -> None:
    tasks_page.query_params["giao"] = "on-time"
    sound(tasks_page.run())
    of_form = {box.key.split()[0]: box for box in tasks_page.selectbox if box.key and " " in box.key}
    assert of_form["subject"].value == "on-time"
    of_form["answers"].set_value("tu-phap-ho-tich")
    widget(tasks_page, "button", "Giao").click()
    tasks_page.run()

    sound(tasks_page)
    assert "Đã giao (bút toán 1)" in tasks_page.success[0].value
    rows = metrics.targets(Workspace.open(folder).store, unit="nhat-quang", year=2025).set_index("indicator_id")
    assert rows.loc["on-time", "owner_id"] == "tu-phap-ho-tich"


def test_every_fault_is_told_beneath_the_form_and_nothing_is_stored(tasks_page: AppTest, folder: Path) -> None:
    widget(tasks_page, "button", "Ghi việc").click()
    tasks_page.run()

    assert not tasks_page.exception
    assert [line.split(":")[0] for line in tasks_page.error[0].value.splitlines()] == [
        "Việc cần làm",
        "Phụ trách",
        "Hạn",
    ]
    assert not (folder / "ledger.jsonl").exists()


def test_who_may_only_look_sees_no_form_and_cannot_send_one(
    tasks_page: AppTest, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # The form was on the screen before the right was taken away.
    widget(tasks_page, "text_area", "Việc cần làm").set_value("x")
    monkeypatch.setattr("pages.parts.acts._is_local", lambda: False)
    widget(tasks_page, "button", "Ghi việc").click()
    tasks_page.run()

    assert not tasks_page.exception
    assert not tasks_page.text_area
    assert "Nhiệm vụ" in words_of(tasks_page)
    assert not (folder / "ledger.jsonl").exists()


def test_owner_state_and_one_task_stand_in_the_address(tasks_page: AppTest) -> None:
    for words, sentence in (
        ({"phu-trach": "tai-chinh-ke-toan"}, "3 nhiệm vụ"),
        ({"tinh-trang": "no_report"}, f"5 nhiệm vụ, đến ngày {formats.day(today())}: 5 chưa có báo cáo"),
        ({"viec": "tthc-01", "linh-vuc": "tthc"}, "7 nhiệm vụ"),
    ):
        tasks_page.query_params.clear()
        tasks_page.query_params.update(words)
        sound(tasks_page.run())
        assert sentence in words_of(tasks_page), words
        assert all(tasks_page.query_params[key] in (value, [value]) for key, value in words.items())
    assert "Người đứng đầu chịu trách nhiệm về giải quyết thủ tục hành chính</h2>" in words_of(tasks_page)
    # Whoever picks a post sees that it has ended.
    posts = widget(tasks_page, "selectbox", "Phụ trách").options
    assert "Công chức Tài chính – Kế toán (đến hết ngày 30/06/2025)" in posts


def ask(**query_parts: str) -> Response:
    query = urlencode({name.replace("_", "-"): value for name, value in query_parts.items()})
    return server.answer_search(Request({"type": "http", "query_string": query.encode(), "headers": []}))


@pytest.mark.slow
def test_finding_answers_with_links_that_keep_the_filters(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CCHC_WORKSPACE", str(folder))
    monkeypatch.setattr("pages.parts.server.view_refusal", lambda _request: None)
    data.workspace_of.clear()
    Workspace.open(folder).decide(
        {"what": EVIL, "owner_id": "tu-phap-ho-tich", "due": today()}, unit_id="nhat-quang", by="An"
    )

    first = text_of(ask(q="ho so dung han", don_vi="nhat-quang", nam="2023", linh_vuc="tat-ca")).split("</li>")[0]
    assert 'href="linh-vuc?don-vi=nhat-quang&nam=2023&linh-vuc=tthc&chi-tieu=on-time"' in first.replace("&amp;", "&")
    assert "&lt;img" in text_of(ask(q="onerror"))
    assert "Không thấy “&lt;b&gt;zzz”." in text_of(ask(q="<b>zzz"))
    assert ask(q="papi", don_vi="khong-co").status_code == 200
    assert "chi-tieu" not in text_of(ask(q="ho so dung han", don_vi="hung-yen"))


def text_of(answer: Response) -> str:
    return bytes(answer.body).decode()


def test_who_may_not_look_finds_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pages.parts.server.view_refusal", lambda _request: "không có quyền «xem»")

    assert ask(q="papi").status_code == 403


def test_what_is_typed_for_one_unit_is_not_recorded_for_another(tasks_page: AppTest) -> None:
    # A browser keeps what was typed and not sent under the id of its field.
    def fields() -> set[str]:
        return {
            box.proto.id
            for box in (*tasks_page.text_area, *tasks_page.text_input, *tasks_page.date_input)
            if box.proto.form_id
        }

    before = fields()
    tasks_page.selectbox(key="don-vi").set_value("dinh-cao").run()

    assert before
    assert before.isdisjoint(fields())


@pytest.mark.slow
def test_figures_that_end_before_the_period_are_no_complete_report(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Illustrative figures of Tiên Tiến reach 31/10/2026; the yearly report is about the days to 14/12/2026."""
    app = visit(tmp_path, monkeypatch, plan="tien-tien-2026-2030")
    turn_to(app, "pages/reports.py")
    at(app, don_vi="tien-tien", nam="2026", loai="nam")

    text = " ".join(box.value for box in (*app.warning, *app.success))
    assert "16/16 chỉ tiêu chưa đến hết kỳ (14/12/2026); sớm nhất mới đến 31/10/2026" in text
    assert "Đủ số liệu" not in text
