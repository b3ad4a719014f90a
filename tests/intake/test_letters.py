"""Text in every way of writing Vietnamese that offices still use, and text that only looks like one of them."""

import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cchc_metrics.catalog import Catalog
from cchc_metrics.faults import FaultError
from cchc_metrics.intake import read
from cchc_metrics.text.letters import from_old_font, from_old_fonts, from_tcvn3, text_of
from tests.intake.forms_as_they_are import changed, form, text, workbook

ROOT = Path(__file__).parents[2]

# The same words as they stand in a file typed with each font.
WORDS = [
    ("Hộ tịch", "Hé tÞch", "Hoä tòch"),
    ("Đất đai", "§Êt ®ai", "Ñaát ñai"),
    ("Chứng thực", "Chøng thùc", "Chöùng thöïc"),
    ("Bảo trợ xã hội", "B¶o trî x· héi", "Baûo trôï xaõ hoäi"),
    ("Xử lý", "Xö lý", "Xöû lyù"),
    ("Kỳ trước", "Kú tr\xadíc", "Kyø tröôùc"),
    ("Tiếp nhận", "TiÕp nhËn", "Tieáp nhaän"),
    ("Giải quyết đúng hạn", "Gi¶i quyÕt ®óng h¹n", "Giaûi quyeát ñuùng haïn"),
    ("Quá hạn", "Qu¸ h¹n", "Quaù haïn"),
    ("Ủy ban nhân dân", "ñy ban nh©n d©n", "UÛy ban nhaân daân"),
]


@pytest.mark.parametrize(("words", "tcvn3", "vni"), WORDS)
def test_old_fonts_are_recognised(words: str, tcvn3: str, vni: str) -> None:
    assert from_old_font(vni) == ("VNI", words)
    font, read_now = from_old_font(tcvn3)
    # Capitals of TCVN3 are drawn by another font, so that their case is not in the file.
    assert (font, read_now.casefold()) == ("TCVN3 (ABC)", words.casefold())


@pytest.mark.parametrize(
    "words",
    [
        "Hộ tịch",
        "Hà Nội",
        "Hà Đông",
        "xã",
        "Café",
        "Đắk Lắk",
        "«Quá hạn»",
        "số ½",
        "m²",
        "Müller",
        "20 °C",
        "A·B",
        "Krông Búk",
        "trùng tu",
    ],
)
def test_what_is_unicode_stays_as_it_is(words: str) -> None:
    assert from_old_font(words) == (None, words)


@given(st.lists(st.sampled_from([words for words, _, _ in WORDS] + ["Hà Nội", "12", "xã", "thôn Nhật Lệ"]), min_size=1))
def test_unicode_sentences_stay_as_they_are(words: list[str]) -> None:
    assert from_old_font(" ".join(words)) == (None, " ".join(words))


def test_a_word_that_reads_in_two_ways_follows_the_others() -> None:
    """«Trùc» is a word, and also what «Trực» looks like in TCVN3."""
    assert from_old_fonts(["Trùc", "TiÕp nhËn"])[1]["Trùc"] == "Trực"
    assert "Trùc" not in from_old_fonts(["Trùc", "TiÕp nhËn", "Đất đai"])[1]


def windows_1258(words: str) -> bytes:
    """The words in Windows-1258, where a tone is a sign after its letter."""
    tones = "\u0300\u0301\u0303\u0309\u0323"
    written = b""
    for letter in words:
        marks = unicodedata.normalize("NFD", letter)
        base = unicodedata.normalize("NFC", "".join(mark for mark in marks if mark not in tones))
        written += (base + "".join(mark for mark in marks if mark in tones)).encode("cp1258")
    return written


SENTENCE = "Hộ tịch, Đất đai, Giải quyết đúng hạn, quá hạn: người nộp hồ sơ trực tuyến"


@pytest.mark.parametrize(
    ("data", "written_in"),
    [
        (SENTENCE.encode(), None),
        (SENTENCE.encode("utf-8-sig"), None),
        (SENTENCE.encode("utf-16"), None),
        (SENTENCE.encode("utf-16-be"), None),
        (unicodedata.normalize("NFD", SENTENCE).encode(), None),
        (windows_1258(SENTENCE), "Windows-1258"),
    ],
    ids=["UTF-8", "BOM", "UTF-16", "UTF-16BE", "NFD", "Windows-1258"],
)
def test_encodings_are_recognised(data: bytes, written_in: str | None) -> None:
    assert text_of("a.csv", data) == (SENTENCE, written_in)


@pytest.mark.parametrize("encoding", ["utf-8", "cp1252"])
def test_a_text_file_in_an_old_font_is_recognised(encoding: str) -> None:
    tcvn3, vni = (", ".join(line) for line in ([one for _, one, _ in WORDS], [one for _, _, one in WORDS]))

    assert text_of("a.csv", vni.encode(encoding)) == (", ".join(words for words, _, _ in WORDS), "VNI")
    assert text_of("a.csv", tcvn3.encode(encoding))[1] == "TCVN3 (ABC)"
    assert text_of("a.csv", tcvn3.encode(encoding))[0].casefold() == ", ".join(one for one, _, _ in WORDS).casefold()


def test_a_list_in_windows_1258_is_read_and_its_code_page_named(plan: Catalog) -> None:
    data = windows_1258(text(form()))

    content = read("06a.csv", data, plan, unit_id="nhat-quang")

    assert content.tallies == read("06a.csv", text(form()).encode(), plan, unit_id="nhat-quang").tallies
    assert [caution.problem for caution in content.cautions if "Windows" in caution.problem] == [
        "chữ ở bảng mã Windows-1258, đã đổi sang Unicode"
    ]


def test_letters_that_are_none_of_these_are_named() -> None:
    with pytest.raises(FaultError, match="chữ có dấu trong tệp không đọc được"):
        text_of("a.csv", "日本語の文字, これは読めない".encode("shift-jis"))


def test_a_form_in_tcvn3_is_read_and_it_is_said(plan: Catalog) -> None:
    old = {letter: sign for sign, letter in {sign: from_tcvn3(sign) for sign in map(chr, range(0xA1, 0x100))}.items()}
    typed = [
        ["".join(old.get(letter, letter) for letter in cell.lower()) if isinstance(cell, str) else cell for cell in row]
        for row in form()
    ]

    content = read("06a.xlsx", workbook(typed), plan, unit_id="nhat-quang")

    now = read("06a.xlsx", workbook(form()), plan, unit_id="nhat-quang")
    assert content.observations == now.observations
    assert [caution.problem for caution in content.cautions if "phông" in caution.problem] == [
        "chữ gõ bằng phông TCVN3 (ABC), đã đổi sang Unicode"
    ]


def test_one_cell_in_an_old_font_among_unicode_is_read(plan: Catalog) -> None:
    content = read("06a.xlsx", workbook(changed(form(), {"B10": "Hoä tòch"})), plan, unit_id="nhat-quang")

    assert "civil-status" in {row.group_id for _, row in content.observations}


def test_letters_that_a_code_page_has_lost_are_told(plan: Catalog) -> None:
    """An English machine writes «TÌNH HÌNH, KẾT QUẢ» as «TÌNH HÌNH, K?T QU?»: no reader brings them back."""
    data = text(form()).encode("cp1252", errors="replace")

    with pytest.raises(FaultError, match=r"tệp đã mất chữ có dấu, dấu «\?» đứng thay"):
        read("06a.csv", data, plan, unit_id="nhat-quang")
