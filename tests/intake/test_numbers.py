"""The reader of numbers and that of letters, which all files share; neither guesses."""

import datetime as dt
import re
import unicodedata
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cchc_metrics.catalog import Catalog
from cchc_metrics.faults import FaultError
from cchc_metrics.intake import FileContent, read
from cchc_metrics.intake.numbers import Share, Signs, Thousandth, Unreadable, count, measure, percent, signs_of
from cchc_metrics.text.letters import from_old_font, from_old_fonts, from_tcvn3, text_of
from tests.intake.forms_as_they_are import form, text, with_cells, workbook

HEADER = ["indicator_id", "unit_id", "year", "numerator", "denominator", "value", "flag", "source_id"]


def figures(separator: str, mini: Catalog, *rows: tuple[str, ...]) -> FileContent:
    lines = [HEADER, *([indicator, "xa-thu", year, *numbers, "final", "so-thu"] for indicator, year, *numbers in rows)]
    text = "\n".join(separator.join(f'"{cell}"' if separator in cell else cell for cell in line) for line in lines)
    return read("a.csv", text.encode(), mini, unit_id="xa-thu")


def numbers(content: FileContent) -> list[tuple[float | None, float | None, float | None]]:
    return [(row.numerator, row.denominator, row.value) for _, row in content.observations]


@pytest.mark.parametrize("separator", [";", "\t"])
def test_between_semicolons_a_comma_is_the_decimal_sign(separator: str, mini: Catalog) -> None:
    result = figures(
        separator,
        mini,
        ("early", "2021", "1.204", "1.250", ""),
        ("papi", "2021", "", "", "41,25"),
        ("recurrent", "2021", "1.234.567,5", "2.000.000", ""),
    )

    assert numbers(result) == [(1204, 1250, None), (None, None, 41.25), (1234567.5, 2000000, None)]


def test_between_semicolons_decimals_with_a_dot_make_the_dot_the_decimal_sign(mini: Catalog) -> None:
    assert numbers(figures(";", mini, ("papi", "2021", "", "", "41.2"), ("papi", "2022", "", "", "43.586"))) == [
        (None, None, 41.2),
        (None, None, 43.586),
    ]


def test_a_decimal_somewhere_in_the_file_proves_the_sign_for_the_others(mini: Catalog) -> None:
    result = figures(",", mini, ("papi", "2021", "", "", "41.256"), ("papi", "2022", "", "", "41.25"))

    assert numbers(result) == [(None, None, 41.256), (None, None, 41.25)]


def test_another_decimal_sign_than_in_the_rest_of_the_file_is_told(mini: Catalog) -> None:
    with pytest.raises(FaultError) as refusal:
        figures(";", mini, ("papi", "2021", "", "", "41,25"), ("papi", "2022", "", "", "43.58"))

    assert [(fault.place, fault.problem) for fault in refusal.value.faults] == [
        ("a.csv, dòng 3, cột «value»", "«43.58» có dấu thập phân là dấu chấm, các số khác của tệp thì không")
    ]


@pytest.mark.parametrize("indicator", ["early", "recurrent"])
@pytest.mark.parametrize("cells", [("85%", "204"), ("85", "96,2 %")])
def test_a_share_is_no_count_whatever_its_number(indicator: str, cells: tuple[str, str], mini: Catalog) -> None:
    """«85%» of 204 must not be stored as 85 of 204."""
    with pytest.raises(FaultError) as refusal:
        figures(";", mini, (indicator, "2021", *cells, ""))

    share = next(cell for cell in cells if "%" in cell)
    assert [(fault.kind, fault.problem) for fault in refusal.value.faults] == [
        ("not-a-count", f"«{share}» là tỷ lệ, không phải số đếm")
    ]


def test_points_are_no_ratio_of_counts(mini: Catalog) -> None:
    with pytest.raises(FaultError) as refusal:
        figures(",", mini, ("papi", "2021", "5", "7", ""))

    assert [fault.problem for fault in refusal.value.faults] == [
        "«PAPI» được chấm điểm, không phải tỷ lệ của hai số đếm"
    ]


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
def test_a_count_is_a_count_in_every_list(separator: str, mini: Catalog) -> None:
    """«1.204» is 1204 in a column of whole numbers, whatever separates cells and whatever else the file holds."""
    rows = ("early", "2021", "1.204", "1.250", ""), ("papi", "2021", "", "", "41.25")

    assert numbers(figures(separator, mini, *rows)) == [(1204, 1250, None), (None, None, 41.25)]


@pytest.mark.parametrize("separator", [",", ";", "\t", "|", None])
@pytest.mark.parametrize("number", ["41.256", "1.234", "1,234"])
def test_elsewhere_such_a_number_reads_in_two_ways(separator: str | None, number: str, mini: Catalog) -> None:
    """The answer is the same in a text file and in a text cell of a workbook (None)."""
    row = ["papi", "xa-thu", "2021", "", "", number, "final", "so-thu"]

    with pytest.raises(FaultError) as refusal:
        read("a.xlsx", workbook([HEADER, row]), mini) if separator is None else figures(
            separator, mini, ("papi", "2021", "", "", number)
        )

    place = "a.xlsx, trang «Trang 1», ô A2" if separator is None else "a.csv, dòng 2"
    assert [(fault.kind, fault.place, fault.problem) for fault in refusal.value.faults] == [
        ("two-readings", f"{place}, cột «value»", f"«{number}» đọc được hai cách")
    ]


def test_text_in_a_workbook_is_the_count_that_it_looks_like(mini: Catalog) -> None:
    """«1.234» typed as text is 1234, and must not be taken for 1,234."""
    sheet = [HEADER, ["early", "xa-thu", 2021, "1.204", "1\u202f250", "", "final", "so-thu"]]

    assert numbers(read("a.xlsx", workbook(sheet), mini)) == [(1204, 1250, None)]


def test_both_decimal_signs_in_one_file_are_a_fault(mini: Catalog) -> None:
    with pytest.raises(FaultError) as refusal:
        figures(";", mini, ("papi", "2021", "", "", "41,25"), ("papi", "2022", "", "", "43.5"))

    assert [fault.place for fault in refusal.value.faults] == ["a.csv, dòng 3, cột «value»"]


@pytest.mark.parametrize(
    ("cell", "number"),
    [
        (1204.0, 1204),
        (0, 0),
        ("1204", 1204),
        ("1.204", 1204),
        ("1,204", 1204),
        ("1 204", 1204),
        ("1\u00a0204\u00a0", 1204),
        ("1\u202f204", 1204),
        ("\u200b1204\ufeff", 1204),
        ("'1204", 1204),
        ("’604", 604),
        ("１２", 12),
        ("1.204.567", 1204567),
        ("1,204,567", 1204567),
        ("1204,0", 1204),
        ("1204.00", 1204),
        ("1.204,00", 1204),
        ("912 hồ sơ", 912),
        ("1204 hs", 1204),
        ("1.204 HS.", 1204),
        ("5 văn bản", 5),
        ("1.204E+3", 1204),
        ("1,2E+1", 12),
        ("Không", 0),
        ("không phát sinh", 0),
        ("0", 0),
        ("", None),
        ("-", None),
        ("–", None),
        (" — ", None),
        ("\u200b", None),
        (Thousandth(1204), 1204),
        (Thousandth(0), 0),
        (Share(0), 0),
        ("395*", 395),
        ("12 (1)", 12),
        ("1.204²", 1204),
    ],
)
def test_a_count_as_people_write_it(cell: object, number: float | None) -> None:
    assert count(cell) == number


@pytest.mark.parametrize(
    ("cell", "kind"),
    [
        ("1.20", "not-a-count"),
        ("12,5", "not-a-count"),
        ("0.123", "not-a-count"),
        ("1.2045", "not-a-count"),
        ("1.204.5", "not-a-count"),
        ("1,23,456", "not-a-count"),
        ("1.204,567", "not-a-count"),
        ("96,2 %", "not-a-count"),
        ("5 triệu", "not-a-count"),
        ("5 nghìn", "not-a-count"),
        ("2 quá hạn", "not-a-count"),
        ("-3", "not-a-count"),
        ("(3)", "not-a-count"),
        ("+3", "not-a-count"),
        ("٣", "not-a-count"),
        ("12²3", "not-a-count"),
        ("12(15)", "not-a-count"),
        ("0x10", "not-a-count"),
        ("#REF!", "not-a-count"),
        ("1.2E+3", "two-readings"),
        ("1,20457E+11", "two-readings"),
        ("9" * 41, "not-a-count"),
        (True, "not-a-count"),
        (1.5, "not-a-count"),
        (-1, "not-a-count"),
        (1e308, "not-a-count"),
        (float("nan"), "not-a-count"),
        (float("inf"), "not-a-count"),
        (Thousandth(2), "two-readings"),
        (Share(0.5), "not-a-count"),
        (Share(1), "not-a-count"),
        (dt.date(2024, 1, 1), "not-a-count"),
        (None, "not-a-count"),
    ],
)
def test_what_is_no_count_is_refused(cell: object, kind: str) -> None:
    with pytest.raises(Unreadable) as refusal:
        count(cell)

    assert refusal.value.kind == kind


@pytest.mark.parametrize(
    ("cell", "proof", "number"),
    [
        ("1.234", "41,25", 1234),
        ("1.234", "41.25", 1.234),
        ("1,234", "41,25", 1.234),
        ("1,234", "1,234.5", 1234),
        ("1.234", "1.234.567", 1234),
        ("1.234.567,5", "", 1234567.5),
        ("1 234,5", "", 1234.5),
        ("41,25", "", 41.25),
        ("41.25", "", 41.25),
        ("96,2 %", "", 96.2),
        ("41,25 điểm", "", 41.25),
        ("-0,5", "", -0.5),
        ("0,848", "", 0.848),
        ("1.5E+3", "", 1500),
        ("1204", "", 1204),
        ("–", "", None),
        (41.256, "", 41.256),
        (Share(0.889), "", 88.9),
        (Thousandth(2.5), "", 2.5),
    ],
)
def test_money_and_values_follow_the_sign_that_the_file_proves(cell: object, proof: str, number: float | None) -> None:
    assert measure(cell, signs_of([proof])) == number


@pytest.mark.parametrize(
    "cell", ["1.234", "1,234", "12.345", "tám", "5 triệu", "1.2.3", "inf", "1e999", float("nan"), True]
)
def test_what_is_no_measure_is_refused(cell: object) -> None:
    with pytest.raises(Unreadable):
        measure(cell, Signs())


def test_numbers_in_a_file_that_writes_a_comma_are_not_read_with_a_dot() -> None:
    with pytest.raises(Unreadable):
        measure("43.5", signs_of(["41,25", "43.5"]))


@pytest.mark.parametrize(
    ("cell", "number"),
    [("96,2 %", 96.2), ("96.2", 96.2), ("\u00a096,2%", 96.2), (96.2, 96.2), (Share(0.962), 96.2), ("-", None)],
)
def test_a_printed_percentage(cell: object, number: float | None) -> None:
    assert percent(cell) == number


@given(st.integers(0, 999_999_999), st.sampled_from(".,  "))
def test_every_count_parted_in_any_way_is_itself(number: int, sign: str) -> None:
    assert count(f"{number:,}".replace(",", sign)) == number


@given(st.text(alphabet="0123456789., -+eE%'hồsơk()\u200b", max_size=14))
def test_whatever_is_typed_is_read_or_refused(cell: str) -> None:
    """A count has the digits of its text, and no text breaks the reader."""
    with suppress(Unreadable):
        number = count(cell)
        if number and "e" not in cell.lower():
            whole = re.sub(r"[.,]0{1,2}$", "", re.sub(r"[^0-9.,]", "", cell))
            assert number in {int(re.sub(r"[.,]", "", part)) for part in (whole, re.sub(r"[^0-9.,]", "", cell))}
    with suppress(Unreadable):
        measure(cell, Signs())


def test_the_cells_of_a_workbook_are_numbers_already(mini: Catalog) -> None:
    sheet = [
        HEADER,
        ["early", "xa-thu", 2021, 1204, 1250, "", "final", "so-thu"],
        ["papi", "xa-thu", 2021, "", "", 41.256, "final", "so-thu"],
    ]

    content = read("a.xlsx", workbook(sheet), mini, unit_id="xa-thu")

    assert numbers(content) == [(1204, 1250, None), (None, None, 41.256)]
    assert content.observations[0][0] == "a.xlsx, trang «Trang 1», ô A2"


def test_cautions_of_a_list_are_told(mini: Catalog) -> None:
    text = (
        "indicator_id,unit_id,year,numerator,denominator,reported_value,flag,source_id\n"
        "early,xa-thu,2021,2602,2760,96.2,final,so-thu\nearly,xa-thu,2022,8,10,80,final,so-thu\n"
    )

    content = read("a.csv", text.encode(), mini, unit_id="xa-thu")

    assert [caution.problem for caution in content.cautions] == [
        "tỷ lệ in 96,20 %, nhưng 2.602/2.760 là 94,28 %",
        "«Trước hạn» có mẫu số dưới 30: 10",
    ]


ROOT = Path(__file__).parents[2]

# The same words as they stand in a file typed with each font.
WORDS = [
    ("Hộ tịch", "Hé tÞch", "Hoä tòch"),
    ("Đất đai", "§Êt ®ai", "Ñaát ñai"),
    ("Chứng thực", "Chøng thùc", "Chöùng thöïc"),
    ("Bảo trợ xã hội", "B¶o trî x· héi", "Baûo trôï xaõ hoäi"),
    ("Xử lý", "Xö lý", "Xöû lyù"),
    ("Bình xét", "B×nh xÐt", "Bình xeùt"),
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
    # TCVN3 has another font for capitals, so the file does not hold the case of its letters.
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
        "trang «Tài chính», ô H5",
        "60 m² sân nhà ông",
        "(«Công báo», ô A2)",
        "ông «Hà, bà Hòa» và nhà",
    ],
)
def test_what_is_unicode_stays_as_it_is(words: str) -> None:
    assert from_old_font(words) == (None, words)


@given(
    st.lists(
        st.sampled_from([words for words, _, _ in WORDS] + ["Hà Nội", "12", "xã", "thôn Nhật Lệ", "5 m²", "«ô tô»"]),
        min_size=1,
    )
)
def test_unicode_sentences_stay_as_they_are(words: list[str]) -> None:
    assert from_old_font(" ".join(words)) == (None, " ".join(words))


def test_a_word_that_reads_in_two_ways_follows_the_others() -> None:
    """«Trùc» is a word, and also what «Trực» looks like in TCVN3."""
    assert from_old_fonts(["Trùc", "TiÕp nhËn"])[1]["Trùc"] == "Trực"
    assert "Trùc" not in from_old_fonts(["Trùc", "TiÕp nhËn", "Đất đai"])[1]


def windows_1258(words: str) -> bytes:
    """The words in Windows-1258, where a tone is a sign after its letter."""
    tones = "\u0300\u0301\u0303\u0309\u0323"
    result = b""
    for letter in words:
        marks = unicodedata.normalize("NFD", letter)
        base = unicodedata.normalize("NFC", "".join(mark for mark in marks if mark not in tones))
        result += (base + "".join(mark for mark in marks if mark in tones)).encode("cp1258")
    return result


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
    cells = [
        ["".join(old.get(letter, letter) for letter in cell.lower()) if isinstance(cell, str) else cell for cell in row]
        for row in form()
    ]

    content = read("06a.xlsx", workbook(cells), plan, unit_id="nhat-quang")

    now = read("06a.xlsx", workbook(form()), plan, unit_id="nhat-quang")
    assert content.observations == now.observations
    assert [caution.problem for caution in content.cautions if "phông" in caution.problem] == [
        "chữ gõ bằng phông TCVN3 (ABC), đã đổi sang Unicode"
    ]


def test_one_cell_in_an_old_font_among_unicode_is_read(plan: Catalog) -> None:
    content = read("06a.xlsx", workbook(with_cells(form(), {"B10": "Hoä tòch"})), plan, unit_id="nhat-quang")

    assert "civil-status" in {row.group_id for _, row in content.observations}


def test_letters_that_a_code_page_has_lost_are_told(plan: Catalog) -> None:
    """An English machine writes «TÌNH HÌNH, KẾT QUẢ» as «TÌNH HÌNH, K?T QU?»: no reader brings them back."""
    data = text(form()).encode("cp1252", errors="replace")

    with pytest.raises(FaultError, match=r"tệp đã mất chữ có dấu, dấu «\?» đứng thay"):
        read("06a.csv", data, plan, unit_id="nhat-quang")
