"""One reader of numbers for every door: a count is a count whatever the container, and nothing is guessed."""

import datetime as dt
import re
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cchc_metrics.catalog import Catalog
from cchc_metrics.faults import FaultError
from cchc_metrics.intake import FileContent, read
from cchc_metrics.intake.numbers import Share, Signs, Thousandth, Unreadable, count, measure, percent, signs_of
from tests.intake.forms_as_they_are import workbook

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


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
def test_a_count_is_a_count_in_every_list(separator: str, mini: Catalog) -> None:
    """«1.204» is 1204 where a whole number is wanted, whatever parts the cells and whatever else the file writes."""
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
    """The first wrong figure of issue 13: «1.234» typed as text was taken for 1,234."""
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
        ("12²", "not-a-count"),
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
def test_whatever_is_typed_is_read_or_refused(typed: str) -> None:
    """No text gives another count than its digits, and none breaks the reader."""
    with suppress(Unreadable):
        number = count(typed)
        if number and "e" not in typed.lower():
            whole = re.sub(r"[.,]0{1,2}$", "", re.sub(r"[^0-9.,]", "", typed))
            assert number in {int(re.sub(r"[.,]", "", part)) for part in (whole, re.sub(r"[^0-9.,]", "", typed))}
    with suppress(Unreadable):
        measure(typed, Signs())


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
