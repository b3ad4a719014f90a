"""Words are found however they are typed, with the one folding of the whole program, and so is what the plan ships."""

import datetime as dt
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cchc_metrics.catalog import Catalog
from cchc_metrics.text.letters import fold, search_key
from cchc_metrics.views.search import RESULT_KINDS, SHORT, SearchItem, find, matches, nearness, search_items
from cchc_metrics.workspace import Workspace

ON_TIME = "Hồ sơ thủ tục hành chính được trả kết quả đúng hạn"


def one(text: str) -> tuple[str]:
    return (text,)


@pytest.mark.parametrize(
    ("words", "folded"),
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
def test_folding(words: str, folded: str) -> None:
    assert search_key(words) == folded


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
    "written",
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
def test_what_looks_the_same_is_the_same_name(written: str) -> None:
    assert fold(written) == search_key(written) == "dat dai"


def test_intake_folds_as_search_does(mini: Catalog) -> None:
    for name in (unit.name for unit in mini.units.values()):
        assert search_key(name) == search_key(fold(name))


ON = dt.date(2026, 11, 25)


@pytest.fixture(scope="module")
def shipped(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
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
def test_the_nearest_is_what_was_meant(shipped: Workspace, query: str, kind: str, id_: str | None) -> None:
    first = looked_for(shipped, query)[0]

    assert first.kind == kind
    assert id_ is None or first.id == id_


def test_a_province_has_neither_targets_nor_tasks_to_find(shipped: Workspace) -> None:
    kinds = {thing.kind for thing in search_items(shipped.store, shipped.catalog, unit="hung-yen", on=ON)}

    # The 766 set scores provinces too; every unit is found from every other one.
    assert kinds == {"index", "unit", "part", "criterion"}


@pytest.mark.slow
def test_everything_can_be_found_by_its_own_name(shipped: Workspace) -> None:
    known = search_items(shipped.store, shipped.catalog, unit="nhat-quang", on=ON)

    assert {thing.kind for thing in known} == set(RESULT_KINDS)
    assert [thing for thing in known if thing not in find(thing.name, known)] == []
