"""Numbers and words as Vietnamese readers write them, and search however they type."""

import datetime as dt
import re
import unicodedata
from decimal import Decimal
from pathlib import Path
from typing import get_args

import pandas as pd
import pytest
from babel.numbers import parse_decimal
from hypothesis import given
from hypothesis import strategies as st

from cchc_metrics.catalog import Catalog, models
from cchc_metrics.intake import content
from cchc_metrics.text import formats, sentence, words
from cchc_metrics.text.letters import fold, search_key
from cchc_metrics.views.search import RESULT_KINDS, SHORT, SearchItem, find, matches, nearness, search_items
from cchc_metrics.workspace import Workspace

finite = st.decimals(0, 100, places=9).map(float)


def read(text: str) -> Decimal:
    return parse_decimal(text.split(formats.SPACE)[0].replace(formats.MINUS, "-").lstrip("+"), locale="vi")


def plain(text: str) -> str:
    return text.replace(formats.SPACE, " ")


@pytest.mark.parametrize(
    ("figure", "unit", "against", "text"),
    [
        (94.28, "percent", [], "94,28 %"),
        (89.95, "percent", [90], "89,95 %"),
        (89.996, "percent", [90], "89,996 %"),
        (100 * 911 / 912, "percent", [100], "99,89 %"),
        (99.96, "percent", [], "99,96 %"),
        (99.9996, "percent", [], "99,9996 %"),
        (100, "percent", [100], "100 %"),
        (0.004, "percent", [], "0,004 %"),
        (0, "percent", [], "0 %"),
        (78.125, "percent", [80], "78,13 %"),
        (45.3659, "points", [], "45,37 điểm"),
        (0.8485, "ratio", [], "0,8485"),
        (1234.5, "points", [], "1.234,50 điểm"),
        # 20 of 24 in two years running: equal figures need no further decimals.
        (100 * 20 / 24, "percent", [100 * 20 / 24], "83,33 %"),
        # Nor where the counts give the one exactly, and the other was stored as a float.
        (Decimal(2000) / 24, "percent", [100 * 20 / 24], "83,33 %"),
        # A target that the figure equals is shown as it is.
        (78.125, "percent", [78.125], "78,125 %"),
        # A difference behind the ninth decimal comes from binary fractions and does not count.
        (100 * (0.1 + 0.2), "percent", [30], "30 %"),
        (99.99999999999999, "percent", [], "100 %"),
        # An exact figure stays on its side of the target, however near it is.
        (Decimal("99.9999999999999"), "percent", [100], "99,999999 %"),
    ],
)
def test_a_figure_in_its_unit(figure: float, unit: str, against: list[float], text: str) -> None:
    assert plain(formats.value(figure, unit, against=against)) == text


@pytest.mark.parametrize(
    ("figure", "digits", "text"), [(2.5, 0, "3"), (0.125, 2, "0,13"), (-0.125, 2, "−0,13"), (1.005, 2, "1,01")]
)
def test_half_is_rounded_away_from_zero(figure: float, digits: int, text: str) -> None:
    assert formats.number(figure, digits) == text


@pytest.mark.parametrize(
    ("difference", "unit", "text"),
    [
        (3.1961, "points", "+3,20 điểm"),
        (-1.3, "percent", "−1,3 điểm %"),
        (0.0451, "points", "+0,05 điểm"),
        (0.0002, "points", "+0,0002 điểm"),
        (0, "percent", "0 điểm %"),
    ],
)
def test_a_change_carries_its_sign_and_is_never_printed_as_none(difference: float, unit: str, text: str) -> None:
    assert plain(formats.change(difference, unit)) == text


@pytest.mark.parametrize(
    ("side", "target", "unit", "words_of_it"),
    [
        (">=", 90, "percent", "≥ 90 %"),
        ("=", 100, "percent", "100 %"),
        ("<=", 2.5, "days", "≤ 2,5 ngày"),
        (">=", 1, "yes-no: đã có/chưa có", "đã có"),
        ("=", 1, "yes-no", "có"),
        (">", 0, "yes-no: đã có/chưa có", "đã có"),
        ("<", 1, "yes-no: còn/hết", "hết"),
        ("<=", 0, "yes-no: còn/hết", "hết"),
        (">=", None, "percent", formats.MISSING),
    ],
)
def test_a_target_asks_for_a_value_on_its_side_or_for_an_answer(
    side: str, target: float | None, unit: str, words_of_it: str
) -> None:
    assert formats.requirement(side, target, unit).replace(formats.SPACE, " ") == words_of_it


def test_a_missed_answer_is_short_of_no_amount() -> None:
    row = {"kind": "milestone", "operator": ">=", "target": 1, "gap": -1, "measure_unit": "yes-no: đã có/chưa có"}

    assert sentence.requirement(row) == "cần đã có"


def test_a_change_shows_on_which_side_of_the_increment_it_is() -> None:
    # 2000 of 5000, then 3001 of 5002: 59,996 less 40 is 19,996.
    assert plain(formats.change(59.99600159936026 - 40, "percent", against=[20])) == "+19,996 điểm %"
    assert plain(formats.change(20.0, "percent", against=[20])) == "+20 điểm %"


@pytest.mark.parametrize("nothing", [None, float("nan"), pd.NA, pd.NaT])
def test_missing_is_said_and_is_never_zero(nothing: object) -> None:
    assert formats.value(nothing, "percent") == "chưa có số liệu"
    assert formats.change(nothing, "points") == "chưa có số liệu"
    assert formats.count(nothing) == "chưa có số liệu"


@given(finite, st.sampled_from([80.0, 90.0, 95.0, 25.92]), st.integers(0, 2))
def test_rounding_never_crosses_a_target(figure: float, target: float, digits: int) -> None:
    number = read(formats.value(figure, "percent", against=[target], digits=digits))

    for limit in (Decimal(str(target)), Decimal(0), Decimal(100)):
        exact = Decimal(str(figure))
        assert (number > limit) == (exact > limit)
        assert (number < limit) == (exact < limit)


@given(st.decimals(-(10**9), 10**9, places=4))
def test_a_number_reads_back_as_it_was(number: Decimal) -> None:
    assert read(formats.number(number, 4)) == number


def test_days() -> None:
    assert formats.day(dt.date(2025, 7, 1)) == formats.day("2025-07-01") == formats.day(pd.Timestamp("2025-07-01"))
    assert formats.day("2025-07-01") == "01/07/2025"


ROOT = Path(__file__).parents[2]
# As the contract of the command names them.
VERDICTS = (
    (
        words.LEVELS,
        "met met_within_error missed_within_error missed not_due no_data no_previous no_activity not_comparable",
    ),
    (words.DIRECTIONS, "up down same no_data no_previous not_comparable"),
    (words.DIRECTIONS_SHORT, "up down same no_data no_previous not_comparable"),
    (words.STATISTICAL, "up down same no_data no_previous not_comparable inconclusive unknown"),
    (words.PACES, "reached on_track slow very_slow moving_away not_assessed"),
    (words.EFFECTS, "part mix rate remainder"),
)


@pytest.mark.parametrize(
    ("fields", "codes"),
    [
        (words.FLAGS, content.Flag),
        (words.STATES, content.State),
        (formats.SCALES, models.Scale),
    ],
)
def test_every_code_of_the_plan_and_the_files_has_its_word(fields: dict[str, object], codes: object) -> None:
    assert set(fields) == set(get_args(codes))


def test_no_two_verdicts_have_the_same_shape() -> None:
    assert len({status.shape for status in words.LEVELS.values()}) == len(words.LEVELS)


def test_every_kind_and_operator_of_the_plan_has_its_word() -> None:
    targets = Workspace.open().catalog.targets.values()

    assert {target.kind for target in targets} <= set(words.KINDS)
    assert {target.operator for target in targets} <= set(formats.OPERATORS)


@pytest.mark.parametrize(("fields", "codes"), VERDICTS)
def test_every_verdict_has_its_word(fields: dict[str, object], codes: str) -> None:
    assert set(fields) == set(codes.split())


def test_a_status_is_told_by_shape_and_word_and_never_by_tone_alone() -> None:
    statuses = [(status.shape, status.word) for status in words.LEVELS.values()]

    assert len(set(statuses)) == len(words.LEVELS)
    assert all(shape and word for shape, word in statuses)


def test_no_word_is_idle() -> None:
    code = [
        *ROOT.glob("pages/**/*.py"),
        *ROOT.glob("cchc_metrics/**/*.py"),
        *ROOT.glob("cchc_metrics/**/*.html"),
        ROOT / "app.py",
    ]
    text = "".join(path.read_text(encoding="utf-8") for path in code)
    own = Path(words.__file__).read_text(encoding="utf-8")

    idle = [
        name
        for name in vars(words)
        if name.isupper() and f"words.{name}" not in text and len(re.findall(rf"\b{name}\b", own)) < 2
    ]

    assert idle == []


ON_TIME = "Hồ sơ thủ tục hành chính được trả kết quả đúng hạn"


def one(text: str) -> tuple[str]:
    return (text,)


@pytest.mark.parametrize(
    ("words", "key"),
    [
        ("Hồ sơ ĐÚNG hạn", "ho so dung han"),
        ("đường Điện Biên", "duong dien bien"),
        ("Phòng, chống tham nhũng;  lãng phí", "phong chong tham nhung lang phi"),
        ("Nghị quyết 76/NQ-CP", "nghi quyet 76 nq cp"),
        ("người ươn ướt", "nguoi uon uot"),
        ("", ""),
        ("– · …", ""),
    ],
)
def test_folding(words: str, key: str) -> None:
    assert search_key(words) == key


@given(st.text())
def test_what_is_folded_stays_so_and_decomposed_letters_fold_alike(phrase: str) -> None:
    assert search_key(search_key(phrase)) == search_key(phrase)
    for form in ("NFC", "NFD"):
        assert search_key(unicodedata.normalize(form, phrase)) == search_key(phrase)
    assert not any(unicodedata.combining(sign) for sign in search_key(phrase))


@given(st.text(alphabet="aăâbcdđeêghiklmnoôơpqrstuưvxy áàảãạấềổữợ ", min_size=1))
def test_a_text_is_found_by_its_own_words_in_any_order_with_or_without_marks(phrase: str) -> None:
    words = search_key(phrase).split()
    if words:
        assert nearness(phrase, phrase) is not None
        assert nearness(" ".join(reversed(words)), phrase) is not None
        assert nearness(phrase.upper(), phrase) == nearness(search_key(phrase), phrase)


@pytest.mark.parametrize(
    "query", ["ho so dung han", "hồ sơ đúng hạn", "HO SO DUNG HAN", "dung han ho so", "ho so du ha"]
)
def test_the_words_of_the_brief_find_the_target(query: str) -> None:
    assert nearness(query, ON_TIME) is not None


@pytest.mark.parametrize("query", ["", "  ", "?!", "ho so tre han", "xyz"])
def test_what_is_not_there_is_not_found(query: str) -> None:
    assert nearness(query, ON_TIME) is None


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("tthc dat dai", "Hài lòng về thủ tục hành chính đất đai, xây dựng"),
        ("thu tuc hanh chinh", "TTHC nội bộ công khai"),
        ("cntt", "Ứng dụng công nghệ thông tin"),
        ("CNTT CCHC", "Công nghệ thông tin trong CCHC"),
        ("tth", "TTHC nội bộ công khai"),
        ("DVC truc tuyen", "Hồ sơ dịch vụ công trực tuyến"),
    ],
)
def test_what_is_shortened_is_found_written_out_and_the_other_way_round(query: str, words: str) -> None:
    assert nearness(query, words) is not None


def test_what_is_shortened_is_written_as_it_is_looked_up() -> None:
    assert all(search_key(short) == short and search_key(full) == full for short, full in SHORT.items())


def test_words_may_stand_in_different_names_of_a_thing() -> None:
    assert matches("bo may ubnd", ["x"], lambda _: ("Cải cách tổ chức bộ máy", "UBND xã")) == ["x"]


def test_whole_words_come_before_beginnings_and_those_before_insides() -> None:
    texts = ["Vận hành", "Thành phố", "Hành chính", "Hànhx", "Nhanh"]

    assert matches("hanh", texts, one) == ["Hành chính", "Vận hành", "Hànhx", "Nhanh", "Thành phố"]


def test_words_that_stand_together_come_first() -> None:
    texts = ["Hạn trả đúng", "Trả kết quả đúng hạn", "Đúng hạn"]

    assert matches("dung han", texts, one) == ["Đúng hạn", "Trả kết quả đúng hạn", "Hạn trả đúng"]


def test_one_or_two_letters_stand_for_the_beginning_of_a_word_only() -> None:
    assert nearness("an", "Văn phòng") is None
    assert nearness("va", "Văn phòng") is not None


def test_a_name_comes_before_one_that_needs_the_words_around_it() -> None:
    things = {"Công khai": "PAPI", "PAPI": "", "Minh bạch PAPI": ""}

    assert matches("papi", things, one, things.__getitem__) == ["PAPI", "Minh bạch PAPI", "Công khai"]
    assert matches("cong khai papi", things, one, things.__getitem__) == ["Công khai"]


@pytest.mark.parametrize(
    "name",
    [
        "Đất đai",
        "ĐẤT ĐAI",
        "\u00d0ất \u00f0ai",  # the Icelandic letter
        "\u0189ất đai",  # the African letter
        "Đa\u0302\u0301t đai",  # marks apart from their letter
        "Đất\u00a0đai",  # a space that keeps the line together
        "\ufeffĐất\u202fđai\u200b",  # a mark of byte order, a narrow space, a space without width
        "Đất đ\u00adai",  # a hyphen that shows at the end of a line only
        "  Đất \n đai ",
    ],
)
def test_what_looks_the_same_is_the_same_name(name: str) -> None:
    assert fold(name) == search_key(name) == "dat dai"


def test_intake_folds_as_search_does(mini: Catalog) -> None:
    for name in (unit.name for unit in mini.units.values()):
        assert search_key(name) == search_key(fold(name))


ON = dt.date(2026, 11, 25)


@pytest.fixture(scope="module")
def meeting_workspace(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    workspace = Workspace.open(tmp_path_factory.mktemp("w") / Path("w"))
    workspace.decide(
        {"what": "Mở lớp chữ ký số", "owner_id": "van-hoa-xa-hoi", "decided": ON, "due": ON},
        unit_id="nhat-quang",
        by="An",
    )
    return workspace


def looked_for(workspace: Workspace, query: str, unit: str = "nhat-quang") -> list[SearchItem]:
    return find(query, search_items(workspace.store, workspace.catalog, unit=unit, on=ON))


@pytest.mark.parametrize(
    ("query", "kind", "id_"),
    [
        ("ho so dung han", "target", "on-time"),
        ("papi", "index", "papi"),
        ("tu phap", "owner", "tu-phap-ho-tich"),
        ("the che", "area", "institutions"),
        ("lop chu ky so", "decision", "1"),
        ("phan mem cham diem", "task", None),
        ("TTHC dat dai", "target", "satisfaction-land"),
        ("dat dai tthc hai long", "target", "satisfaction-land"),
        ("CCHC tuyen truyen", "task", None),
        ("hoi dong nhan dan", "task", None),
        ("trach nhiem giai trinh", "part", None),
        ("thu dien tu cong vu", "target", "official-email"),
        ("phan anh kien nghi xu ly", "criterion", "bo-766 pakn-dung-han 2025"),
        ("766 dung lai", "criterion", None),
        ("tien tien", "unit", "tien-tien"),
    ],
)
def test_the_nearest_is_what_was_meant(meeting_workspace: Workspace, query: str, kind: str, id_: str | None) -> None:
    first = looked_for(meeting_workspace, query)[0]

    assert first.kind == kind
    assert id_ is None or first.id == id_


def test_a_province_has_neither_targets_nor_tasks_to_find(meeting_workspace: Workspace) -> None:
    kinds = {
        thing.kind for thing in search_items(meeting_workspace.store, meeting_workspace.catalog, unit="hung-yen", on=ON)
    }

    # The 766 set scores provinces too; every unit is found from every other one.
    assert kinds == {"index", "unit", "part", "criterion"}


@pytest.mark.slow
def test_everything_can_be_found_by_its_own_name(meeting_workspace: Workspace) -> None:
    things = search_items(meeting_workspace.store, meeting_workspace.catalog, unit="nhat-quang", on=ON)

    assert {thing.kind for thing in things} == set(RESULT_KINDS)
    assert [thing for thing in things if thing not in find(thing.name, things)] == []
