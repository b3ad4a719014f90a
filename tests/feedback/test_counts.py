"""From a register to its counts, and to the page Ý kiến người dân."""

import datetime as dt
import shutil
import time
from collections.abc import Callable, Iterable
from pathlib import Path

import pytest
from pandas import DataFrame
from streamlit.testing.v1 import AppTest

from cchc_metrics import charts, metrics
from cchc_metrics.days import today
from cchc_metrics.documents import one_page, periodic, reports, site
from cchc_metrics.documents.request import Request
from cchc_metrics.faults import FaultError
from cchc_metrics.ledger import Entry
from cchc_metrics.text import feedback_words
from cchc_metrics.text.rows import FeedbackRow, records
from cchc_metrics.views import VIEWS, ViewRequest, meeting
from cchc_metrics.workspace import APP, Publishable, Workspace
from tests.conftest import DATA
from tests.feedback.test_registers import APPLICATION, BOOK, PORTAL, Rows, twenty_forms, workbook
from tests.pages.conftest import at, built_folder, folder, open_page, sound, widget, words_of

UNIT, ON = "xa-thu", dt.date(2024, 12, 31)
END = 'valid_to = 2025-06-30\ninstead = "Trung tâm"'
NEXT_POST = """
[[owner]]
id = "trung-tam"
name = "Trung tâm"
valid_from = 2025-07-01
cite = { document = "kh-01", place = "III" }
"""
HEAD = [
    "Mã phản ánh",
    "Ngày tiếp nhận",
    "Kênh",
    "Lĩnh vực",
    "Thôn",
    "Nội dung phản ánh",
    "Hạn trả lời",
    "Ngày trả lời",
    "Hài lòng",
]
# Worked by hand: four of 2024 (in time, late, overdue on its last day, open without a deadline), two of 2023.
ROWS: Rows = [
    HEAD,
    ["A1", "10/01/2024", "Trực tiếp", "Đất đai", "Thôn Đông", "Cắm mốc", "31/01/2024", "31/01/2024", "Hài lòng"],
    [
        "A2",
        "10/02/2024",
        "Trực tiếp",
        "Đất đai",
        "Thôn Đông",
        "Tách thửa",
        "29/02/2024",
        "01/03/2024",
        "Không hài lòng",
    ],
    ["A3", "10/11/2024", "Điện thoại", "Môi trường", "Thôn Tây", "Rác", "30/11/2024", "", ""],
    ["A4", "10/12/2024", "Zalo", "TTHC", "", "Hồ sơ chậm", "", "", ""],
    ["B1", "05/05/2023", "Trực tiếp", "Đất đai", "Thôn Tây", "Lấn đường", "20/05/2023", "18/05/2023", ""],
    ["B2", "06/05/2023", "Trực tiếp", "Môi trường", "Thôn Tây", "Khói", "20/05/2023", "19/05/2023", "Hài lòng"],
]


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    return office_in(tmp_path_factory.mktemp("feedback"))


@pytest.fixture(scope="module")
def office_with_deadlines(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """The same register, but A4 is due on 30/12/2024."""
    rows = [[*row[:6], "30/12/2024", *row[7:]] if row[0] == "A4" else row for row in ROWS]
    return office_in(tmp_path_factory.mktemp("feedback"), rows)


def office_in(folder: Path, rows: Rows = ROWS, *, has_ended: bool = False) -> Workspace:
    """A working folder of the small plan, with the register of the shipped one; its post may have ended in 2025."""
    plan = folder / "data" / "plans" / "mini"
    shutil.copytree(DATA / "plans" / "mini", plan)
    if has_ended:
        file = plan / "plan.toml"
        text = file.read_text(encoding="utf-8").replace('name = "Văn phòng"', f'name = "Văn phòng"\n{END}', 1)
        file.write_text(text + NEXT_POST, encoding="utf-8")
    text = (APP / "data" / "plans" / "nhat-quang-2021-2025" / "feedback.toml").read_text(encoding="utf-8")
    text = text.replace('factor = "satisfaction-feedback"', 'factor = "satisfaction"')
    head, places = text.split("place = [\n")
    for post in (
        "van-phong-thong-ke",
        "dia-chinh-xay-dung",
        "tu-phap-ho-tich",
        "lao-dong-tbxh",
        "van-hoa-xa-hoi",
        "tai-chinh-ke-toan",
    ):
        head = head.replace(f'owner = "{post}"', 'owner = "van-phong"')
    (plan / "feedback.toml").write_text(head + places.split("]\n", 1)[1], encoding="utf-8")
    office = Workspace(folder / "workspace", "mini", folder / "data")
    entry = office.submit([("so.xlsx", workbook(rows))], unit_id=UNIT, by="an")
    assert isinstance(entry, Entry)
    return office


def counts(office: Workspace, by: str, year: int = 2024) -> dict[str, tuple[int, ...]]:
    rows = metrics.feedback(office.store, unit=UNIT, year=year, by=by, on=ON)
    columns = ("received", "answered", "in_time", "late", "open", "overdue", "asked", "satisfied")
    return {row["name"]: tuple(int(row[name]) for name in columns) for row in rows.to_dict("records")}


def test_a_year_is_counted_whole_and_by_field_channel_and_place(office: Workspace) -> None:
    assert counts(office, "total") == {"": (4, 2, 1, 1, 2, 1, 2, 1)}
    assert counts(office, "field") == {
        "Đất đai, xây dựng": (2, 2, 1, 1, 0, 0, 2, 1),
        "Môi trường": (1, 0, 0, 0, 1, 1, 0, 0),
        "Thủ tục hành chính": (1, 0, 0, 0, 1, 0, 0, 0),
    }
    assert counts(office, "place")["Thôn Đông"] == (2, 2, 1, 1, 0, 0, 2, 1)
    assert counts(office, "channel")["Trực tiếp"][0] == 2


def test_a_bar_names_what_became_of_each_with_and_without_deadlines() -> None:
    names = ["group", "received", "answered", "in_time", "late", "open", "overdue", "without_due", "declined"]
    # With deadlines: 7 answers are 3 in time, 2 late and 2 without a deadline; of the 4 that are open 1 is overdue, and
    # 1 has no deadline, for 3 have none in all; 2 wait. Without any: 5 were answered, 3 not.
    rows = [("Đất đai", 12, 7, 3, 2, 4, 1, 3, 1), ("Hộ tịch", 8, 5, 0, 0, 3, 0, 8, 0)]
    frame = DataFrame(rows, columns=names)

    [parts] = charts.feedback_bars(frame).to_dict()["datasets"].values()

    assert [(part["bar"], part["state"], part["number"]) for part in parts] == [
        ("Đất đai", "Đúng hạn", 3),
        ("Đất đai", "Trả lời muộn", 2),
        ("Đất đai", "Quá hạn, chưa trả lời", 1),
        ("Đất đai", "Đã trả lời, không ghi hạn", 2),
        ("Đất đai", "Chưa trả lời, chưa quá hạn", 2),
        ("Đất đai", "Chưa trả lời, không ghi hạn", 1),
        ("Đất đai", "Chuyển nơi khác", 1),
        ("Hộ tịch", "Đã trả lời, không ghi hạn", 5),
        ("Hộ tịch", "Chưa trả lời, không ghi hạn", 3),
    ]


def test_the_year_before_stands_beside_it(office: Workspace) -> None:
    (row,) = metrics.feedback(office.store, unit=UNIT, year=2024, by="total", on=ON).to_dict("records")

    # A1 in time, A2 late, A3 still without an answer after its last day: one of three. A4 has no deadline.
    assert (row["previous_received"], row["previous_in_time_share"]) == (2, 100.0)
    assert row["in_time_share"] == pytest.approx(100 / 3)


def test_on_an_earlier_day_later_answers_are_not_known(office: Workspace) -> None:
    (row,) = metrics.feedback(office.store, unit=UNIT, year=2024, by="total", on=dt.date(2024, 2, 29)).to_dict(
        "records"
    )

    assert (row["received"], row["answered"], row["open"], row["overdue"]) == (2, 1, 1, 0)


def test_what_waits_is_told_with_who_and_since_when(office: Workspace) -> None:
    rows = metrics.open_feedback(office.store, unit=UNIT, on=ON).to_dict("records")

    assert [(row["code"], row["owner"]) for row in rows] == [("A3", "Văn phòng"), ("A4", "Văn phòng")]
    assert rows[0]["days_over"] == 31
    assert feedback_words.backlog(rows) == "Còn 2 ý kiến chờ trả lời, 1 quá hạn, lâu nhất 31 ngày (Văn phòng)."


def test_nothing_is_later_than_on_the_last_day_of_the_unit(tmp_path: Path) -> None:
    """A3 was due on 30/11/2024, and the commune ended ten days later; A4 has no deadline."""
    office = office_in(tmp_path)
    file = office.plan_folder / "plan.toml"
    text = file.read_text(encoding="utf-8").replace(f'id = "{UNIT}"', f'id = "{UNIT}"\nvalid_to = 2024-12-10', 1)
    file.write_text(text, encoding="utf-8")

    over = metrics.open_feedback(office.store, unit=UNIT, on=ON)["days_over"]
    assert (over.dropna().tolist(), over.isna().tolist()) == ([10], [False, True])


@pytest.mark.slow
def test_after_the_last_day_of_a_post_the_next_one_answers_for_what_waits(tmp_path: Path) -> None:
    """A3 and A4 came in 2024 and were never answered; the post ended on 30/6/2025."""
    office = office_in(tmp_path, has_ended=True)

    def who(day: dt.date) -> list[str]:
        return metrics.open_feedback(office.store, unit=UNIT, on=day)["owner"].tolist()

    assert who(dt.date(2025, 6, 30)) == ["Văn phòng"] * 2
    assert who(dt.date(2025, 7, 1)) == ["Trung tâm"] * 2
    assert who(dt.date(2027, 1, 1)) == ["Trung tâm"] * 2
    # The counts of receipts and of satisfaction stay with the post that had the work.
    rows = metrics.feedback(office.store, unit=UNIT, year=2024, by="owner", on=dt.date(2027, 1, 1))
    assert rows[["name", "received", "asked", "satisfied"]].values.tolist() == [["Văn phòng", 4, 2, 1]]


def test_each_piece_of_feedback_is_that_of_whoever_had_the_work_on_its_day(tmp_path: Path) -> None:
    """One came in June, two in August 2025; the post ended on 30/6/2025, and is not named for August."""
    rows = [
        [code, day, "Trực tiếp", "Đất đai", "Thôn Đông", "Cắm mốc", "", "", ""]
        for code, day in (("B1", "10/06/2025"), ("B2", "10/08/2025"), ("B3", "11/08/2025"))
    ]
    request = ViewRequest(UNIT, 2025, breakdown="owner", on=dt.date(2025, 12, 31))
    for instead, name in (("Trung tâm", "Trung tâm"), ("", "chưa rõ ai thay Văn phòng")):
        office = office_in(tmp_path / (instead or "khong-ai"), [HEAD, *rows], has_ended=True)
        file = office.plan_folder / "plan.toml"
        file.write_text(file.read_text(encoding="utf-8").replace('instead = "Trung tâm"', f'instead = "{instead}"'))

        view = VIEWS["y-kien"](office.store, office.catalog, request)

        groups = dict(zip(view.rows["group"], view.rows["received_count"], strict=True))
        assert groups == {name: 2, "Văn phòng (đến hết ngày 30/06/2025)": 1}
        assert f"{name}: 2" in view.text
        # What an office filled into a document stands on the screen too, and one office has the work of both.
        plan = office.catalog.with_successors({"van-phong": "Trung tâm"})
        table = VIEWS["y-kien"](office.store, plan, request).rows
        assert dict(zip(table["group"], table["received_count"], strict=True)).get("Trung tâm") == 2


def test_of_posts_that_ended_one_after_another_the_one_of_the_day_has_it(tmp_path: Path) -> None:
    """«Văn phòng» ended with 2024, «Trung tâm» on 30/6/2025, then came «Ban»."""
    office = office_in(tmp_path, has_ended=True)
    file = office.plan_folder / "plan.toml"
    text = file.read_text(encoding="utf-8").replace(END, END.replace("2025-06-30", "2024-12-31"))
    second = NEXT_POST.replace("valid_from = 2025-07-01", 'valid_to = 2025-06-30\ninstead = "Ban"')
    last = NEXT_POST.replace("trung-tam", "ban").replace("Trung tâm", "Ban")
    file.write_text(text.replace(NEXT_POST, second + last), encoding="utf-8")

    days = [dt.date(2024, 12, 31), dt.date(2025, 3, 1), dt.date(2025, 7, 1), dt.date(2026, 1, 1)]
    owners = [metrics.open_feedback(office.store, unit=UNIT, on=day)["owner"].tolist() for day in days]
    assert owners == [["Văn phòng"] * 2, ["Trung tâm"] * 2, ["Ban"] * 2, ["Ban"] * 2]


def test_the_presentation_has_a_screen_of_it(office: Workspace) -> None:
    screens = meeting.sequence(office.store, office.catalog, unit=UNIT, year=2024, on=ON)

    (screen,) = [screen for screen in screens if screen.id == meeting.FEEDBACK]
    assert screen.title.startswith("Năm 2024 tiếp nhận 4 phản ánh, kiến nghị (năm trước 2); trả lời đúng hạn 1/3")

    # A report has the same three: one in time, one late, one overdue without an answer.
    totals = records(metrics.feedback(office.store, unit=UNIT, year=2024, by="total", on=ON), FeedbackRow)
    line, *_ = feedback_words.report(totals, [])
    assert "; trả lời đúng hạn 1/3 (33,33%); chưa trả lời 2, trong đó 1 quá hạn." in line.replace(" %", "%").replace(
        "\N{NO-BREAK SPACE}", ""
    )


def test_the_one_page_says_what_the_screen_says(office: Workspace) -> None:
    """On 31/12/2024: of the three with a deadline A1 was in time; A3, due on 30/11, is 31 days late."""
    request = Request(UNIT, "mot-trang", 2024, ON)

    assert one_page.content(office.store, office.catalog, request)["y_kien"].replace("\N{NO-BREAK SPACE}", " ") == (
        "Năm 2024 tiếp nhận 4 phản ánh, kiến nghị (năm trước 2); trả lời đúng hạn 1/3 (33,33%); hài lòng 1/2 người "
        "được hỏi. Còn 2 ý kiến chờ trả lời, 1 quá hạn, lâu nhất 31 ngày (Văn phòng)."
    )


SHARES = "select year, share, numerator, denominator from feedback_share order by all"
# A1 was in time. A2 is late and unwelcome, A3 is overdue: two of four are left.
SENTENCE = "Trên số đã nhận: trả lời đúng hạn 25 % (1/4); không quá hạn và không bị đánh giá không hài lòng 50 % (2/4)."


def test_the_shares_that_criteria_ask_are_counts(office_with_deadlines: Workspace) -> None:
    rows = office_with_deadlines.store.frame(SHARES).values.tolist()

    assert rows[:2] == [[2023, "in-time", 2, 2], [2023, "satisfied", 2, 2]]
    assert rows[2:] == [[2024, "in-time", 1, 4], [2024, "satisfied", 2, 4]]
    shares = metrics.feedback_shares(office_with_deadlines.store, unit=UNIT, year=2024).to_dict("records")
    assert feedback_words.shares(shares).replace("\N{NO-BREAK SPACE}", " ") == SENTENCE


def test_of_what_has_no_deadline_nobody_knows_whether_it_is_late(office: Workspace) -> None:
    """A4 waits without a deadline: to count it as not overdue would flatter the year."""
    assert [row[0] for row in office.store.frame(SHARES).values.tolist()] == [2023, 2023]


def test_the_satisfaction_that_the_register_tells_is_in_the_report_the_presentation_and_beside_the_survey(
    office_with_deadlines: Workspace,
) -> None:
    office, text = office_with_deadlines, SENTENCE

    def plain(lines: Iterable[str]) -> str:
        return " ".join(lines).replace("\N{NO-BREAK SPACE}", " ")

    request = reports.request(office, kind="nam", unit=UNIT, year=2024)
    report = plain(periodic.content(office.store, office.catalog, request)["chi_dao"])
    assert text in report
    assert "không phải khảo sát hài lòng" in report
    screens = meeting.sequence(office.store, office.catalog, unit=UNIT, year=2024, on=ON)
    assert text in plain(note for screen in screens if screen.id == meeting.FEEDBACK for note in screen.notes)
    beside = {
        index: plain(VIEWS["dien-bien"](office.store, office.catalog, ViewRequest(UNIT, 2024, indicator=index)).notes)
        for index in office.catalog.indices
    }
    years = "không bị đánh giá không hài lòng: năm 2023 100 % (2/2); năm 2024 50 % (2/4)"
    assert [index for index, notes in beside.items() if years in notes] == ["satisfaction"]
    # A document about a year has nothing of later years.
    earlier = ViewRequest(UNIT, 2023, indicator="satisfaction", to_year=2023)
    notes = plain(VIEWS["dien-bien"](office.store, office.catalog, earlier).notes)
    assert "năm 2023 100 % (2/2)" in notes
    assert "năm 2024" not in notes


def test_a_published_share_hides_few_people() -> None:
    def share(numerator: int, denominator: int) -> str:
        value = 100 * numerator / denominator
        row = {"year": 2024, "share": "satisfied", "numerator": numerator, "denominator": denominator, "value": value}
        (text,) = feedback_words.public_shares([row]).values()
        return text.replace("\N{NO-BREAK SPACE}", " ")

    assert share(18, 20) == "không nêu, vì quá ít"
    assert share(3, 20) == "không nêu, vì quá ít"
    assert share(15, 20) == "75 %"
    assert share(20, 20) == "100 %"


def test_small_numbers_are_hidden_and_cannot_be_worked_out() -> None:
    assert feedback_words.public_counts({"a": 12, "b": 3, "c": 7}) == {"a": "12", "b": "dưới 5", "c": "không nêu"}
    assert feedback_words.public_counts({"a": 12, "b": 3, "c": 3}) == {"a": "12", "b": "dưới 5", "c": "dưới 5"}
    # 1 + 1 = 2 and 4 + 4 = 8 tell what each is, and so does 1 beside a hidden 5: 6 leaves nothing else.
    for one in (1, 4):
        few = feedback_words.public_counts({"a": 12, "b": one, "c": one, "d": 7})
        assert few == {"a": "12", "b": "dưới 5", "c": "dưới 5", "d": "không nêu"}
    few = feedback_words.public_counts({"a": 1, "b": 5, "c": 9, "d": 20})
    assert few == {"a": "dưới 5", "b": "không nêu", "c": "không nêu", "d": "20"}
    assert feedback_words.public_counts({"a": 12, "b": 0}) == {"a": "12", "b": "0"}


def test_one_is_typed_in_answered_and_never_with_a_name(office: Workspace) -> None:
    before = len(office.ledger.entries())
    new = {"received": dt.date(2025, 3, 3), "field": "moi-truong", "channel": "truc-tiep", "subject": "Khói rơm"}
    with pytest.raises(FaultError, match="Nội dung, vài chữ: có họ tên người"):
        office.record_feedback({**new, "subject": "Khói rơm nhà ông Trần Văn Bình"}, unit_id=UNIT, by="an")
    assert len(office.ledger.entries()) == before

    office.record_feedback(new, unit_id=UNIT, by="an")
    answer = {"code": "XA-2025-0001", "state": "answered", "answered": dt.date(2025, 3, 5), "opinion": "yes"}
    office.record_feedback(answer, unit_id=UNIT, by="an")

    (row,) = metrics.feedback(office.store, unit=UNIT, year=2025, by="total", on=dt.date(2025, 4, 1)).to_dict("records")
    assert (row["received"], row["answered"], row["satisfied"], row["without_due"]) == (1, 1, 1, 1)
    data = b"".join(path.read_bytes() for path in Path(office.ledger.files).iterdir()) + office.ledger.path.read_bytes()
    assert "Trần Văn Bình".encode() not in data
    assert data.count(b"feedback_code") == 3


def test_a_register_of_three_hundred_rows_goes_in(office: Workspace) -> None:
    rows = [
        [
            f"C{n}",
            f"{1 + n % 28:02d}/0{1 + n % 9}/2022",
            "Zalo",
            "Giao thông",
            "Thôn Đông",
            "Ổ gà",
            "30/12/2022",
            "",
            "",
        ]
        for n in range(300)
    ]

    preview = office.preview([("so.xlsx", workbook([HEAD, *rows]))], unit_id=UNIT)

    assert preview.feedback["kind"].tolist() == ["added"] * 300
    assert feedback_words.TITLE


@pytest.mark.slow
def test_a_published_site_tells_no_share_of_few_people_beside_the_survey(tmp_path: Path) -> None:
    """Shares of four or two complaints, as «(2/4)», would point at people on a public page."""
    office = office_in(tmp_path)
    figure = "indicator_id,unit_id,year,value,flag,source_id\nsatisfaction,xa-thu,2024,80.0000,final,so-thu\n"
    assert office.submit([("hai-long.csv", figure.encode())], unit_id=UNIT, by="an") is not None
    pages = site.files(Publishable(office.store, "0" * 32, (), (), frozenset()), office.catalog, site.Scope((UNIT,)))

    text = " ".join(data.decode() for name, data in pages.items() if name.endswith(".html"))
    assert "80 %" in text.replace("\xa0", " ")
    assert "(2/4)" not in text
    assert "(2/2)" not in text
    # A reader of the site learns why numbers are missing there.
    assert "Số từ 1 đến 4, và số nào cho biết những số ấy, không nêu" in text


# The tests below hand in hundreds of pieces on the page.

__all__ = ["built_folder", "folder", "open_page"]
# The list of an application: its header, and a row behind its code.
CSV_HEAD, CSV_ROW = APPLICATION.splitlines()[0], APPLICATION.splitlines()[1].partition(";")[2]


@pytest.fixture
def app(open_page: Callable[[str], AppTest]) -> AppTest:
    return opened(open_page("feedback"), "feedback")


def opened(app: AppTest, form: str, **query: str) -> AppTest:
    """A page with one of its forms open."""
    at(app, **query)
    app.session_state[f"fold {form}"] = True
    return sound(app.run())


@pytest.mark.slow
def test_feedback_is_recorded_on_the_page_and_a_name_is_refused(app: AppTest, folder: Path) -> None:
    # Without a register it is not known whether any piece waits for an answer.
    assert "chưa biết có bao nhiêu ý kiến" in words_of(app)
    assert "Không còn ý kiến nào chờ trả lời." not in words_of(app)

    widget(app, "text_input", "Nội dung, vài chữ").set_value("Rác thải của bà Nguyễn Thị Hoa")
    widget(app, "button", "Ghi vào sổ").click()
    app.run()
    assert "có họ tên người" in app.error[0].value
    assert "Hoa" not in app.error[0].value

    widget(app, "text_input", "Nội dung, vài chữ").set_value("Rác thải chưa thu gom")
    widget(app, "button", "Ghi vào sổ").click()
    sound(app.run())

    rows = metrics.open_feedback(Workspace.open(folder).store, unit="nhat-quang", on=today())
    assert rows["subject"].tolist() == ["Rác thải chưa thu gom"]
    assert "Rác thải chưa thu gom" in words_of(app)


@pytest.mark.slow
def test_the_area_without_targets_shows_what_it_follows_and_takes_it_in(
    open_page: Callable[[str], AppTest], folder: Path
) -> None:
    app = opened(open_page("areas"), "tallies", linh_vuc="chi-dao", nam="2025")
    assert "Lượt phát thanh về cải cách hành chính" in words_of(app)
    # A column without any value is left out.
    assert '<th scope="col">Căn cứ</th>' not in count_table(app)

    widget(app, "text_input", "Lượt phát thanh").set_value("1.052")
    widget(app, "text_input", "Căn cứ: văn bản, đường dẫn tới tin, biên bản").set_value("Sổ phát thanh năm 2025")
    # A source that nobody has chosen is not guessed, and one of illustrations not offered.
    assert not [title for title in widget(app, "selectbox", "Nguồn").options if "minh họa" in title]
    widget(app, "button", "Ghi số").click()
    assert "chưa chọn nguồn của các số" in app.run().error[0].value

    widget(app, "selectbox", "Nguồn").set_value("so-xa")
    widget(app, "button", "Ghi số").click()
    sound(app.run())

    rows = metrics.tallies(Workspace.open(folder).store, unit="nhat-quang", area="direction", year=2025)
    assert rows[["tally_id", "cases"]].values.tolist() == [["broadcasts", 1052.0]]
    assert "Sổ phát thanh năm 2025" in words_of(app)
    assert '<th scope="col">Căn cứ</th>' in count_table(app)


@pytest.mark.slow
def test_numbers_of_an_area_with_targets_are_typed_too_those_that_a_target_asks_for_among_them(
    open_page: Callable[[str], AppTest], folder: Path
) -> None:
    # The view of all areas has targets, and the five numbers that the seventh area counts.
    app = opened(open_page("areas"), "tallies", nam="2025", xem="so-viec")
    widget(app, "text_input", "Cuộc kiểm tra").set_value("2")
    widget(app, "selectbox", "Nguồn").set_value("so-xa")
    widget(app, "button", "Ghi số").click()
    sound(app.run())
    rows = metrics.tallies(Workspace.open(folder).store, unit="nhat-quang", area="direction", year=2025)
    assert rows[["tally_id", "cases"]].values.tolist() == [["inspections", 2.0]]

    # An area without such numbers has no such table.
    app = at(app, nam="2025", linh_vuc="tthc", xem="so-viec")
    assert "Số việc được theo dõi" not in words_of(app)


def count_table(app: AppTest) -> str:
    """The table of numbers without a target."""
    return words_of(app).partition(">Số việc được theo dõi<")[2].partition("</section>")[0]


@pytest.mark.slow
def test_three_hundred_pieces_in_three_layouts_go_in_on_the_page_within_two_minutes(
    open_page: Callable[[str], AppTest], folder: Path
) -> None:
    app = at(open_page("figures"), phan="nop", don_vi="nhat-quang", nam="2024")
    began = time.monotonic()
    for name, data in (
        ("cong.xlsx", workbook([*PORTAL[:4], *([n, f"PAKN.{n:04}", *PORTAL[4][2:]] for n in range(1, 101))])),
        ("so.xlsx", workbook([*BOOK[:4], *([n, *BOOK[4][1:]] for n in range(1, 101)), *BOOK[6:]])),
        ("ung-dung.csv", "\n".join([CSV_HEAD, *(f"PA-{n:03};{CSV_ROW}" for n in range(1, 101))]).encode()),
    ):
        app.file_uploader[0].upload(name, data, "application/octet-stream")
        app.run()
        assert "thêm 100 phản ánh, kiến nghị" in words_of(sound(app)).lower()
        widget(app, "button", "Nộp vào sổ").click()
        sound(app.run())

    rows = metrics.feedback(Workspace.open(folder).store, unit="nhat-quang", on=today(), year=2024, by="total")
    assert rows["received"].tolist() == [300]
    # The time to read, preview and hand in all three; the officer makes three uploads and presses three buttons for it.
    assert time.monotonic() - began < 120


@pytest.mark.slow
def test_the_satisfaction_of_forms_stands_beside_that_of_the_register(open_page: Callable[[str], AppTest]) -> None:
    # Of twenty pieces four were unwelcome and three late: 13 of 20. Of 18 people who were asked 13 are satisfied.
    answers = [*[("20/03/2024", "Hài lòng")] * 10, *[("20/03/2024", "Không hài lòng")] * 4]
    answers += [*[("29/03/2024", "")] * 3, *[("20/03/2024", "")] * 3]
    pieces = [
        [n, f"PAKN.{n:04}", *PORTAL[4][2:7], day, "Đã trả lời", opinion] for n, (day, opinion) in enumerate(answers, 1)
    ]
    app = at(open_page("figures"), phan="nop", don_vi="nhat-quang", nam="2024")
    for name, data in (("cong.xlsx", workbook([*PORTAL[:4], *pieces])), ("phieu.xlsx", twenty_forms(2024))):
        app.file_uploader[0].upload(name, data, "application/octet-stream")
        sound(app.run())
        widget(app, "button", "Nộp vào sổ").click()
        sound(app.run())
    app.switch_page("pages/indices.py")

    words = words_of(at(app, chi_so="satisfaction", nam="2024", xem="thanh-phan")).replace("\N{NO-BREAK SPACE}", " ")

    assert "không bị đánh giá không hài lòng: năm 2024 65 % (13/20)" in words
    assert "72,22 %" in words
    assert "18 phiếu, khoảng tin cậy 95 %: 49,1–87,5 %" in words
    assert "Tiếp cận 2024: 15 phiếu, khoảng tin cậy 95 %: 41,7–84,8 %." in words


def test_two_published_shares_that_differ_by_few_people_are_not_both_told() -> None:
    # Of 40, 30 were answered in time and 28 in time to satisfaction: 2 are left who were not satisfied.
    rows = [
        {"year": 2024, "share": share, "numerator": part, "denominator": 40, "value": 100 * part / 40}
        for share, part in (("in-time", 30), ("satisfied", 28))
    ]

    assert [text.replace("\N{NO-BREAK SPACE}", " ") for text in feedback_words.public_shares(rows).values()] == [
        "75 %",
        "không nêu, vì quá ít",
    ]
    # The page of the index shows no more than the first page does.
    assert [row["share"] for row in feedback_words.public_rows(rows)] == ["in-time"]
    # Nor is a share told that differs by few from a target of the plan, which is published with its counts.
    assert [row["share"] for row in feedback_words.public_rows(rows[1:], [(2024, 31, 40)])] == []
    assert [row["share"] for row in feedback_words.public_rows(rows[1:], [(2023, 31, 40), (2024, 31, 41)])] == [
        "satisfied"
    ]
